"""An order that is remembered follows every change, and is what sorting anew would give."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fzapp.domain.ledger import Row
from fzapp.storage import ledger_dealing, ledger_orders, ledger_sorting, ledger_views, ledgers, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.storage.connection import Key
from fzapp.storage.ledger_orders import Orders
from fzapp.storage.ledger_views import Scope, Sort, View
from fzapp.storage.ledgers import NewRow

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

SCOPE = Scope("L16", 2026, fields=frozenset({"village", "amount"}))
VIEWS = (
    View("village"),
    View("village", descending=True),
    View("amount", quantity=True),
    View("amount", quantity=True, descending=True, text="桥"),
    View("village", then=(Sort("amount", descending=True, quantity=True),)),
    View("amount", quantity=True, descending=True, then=(Sort("village"),)),
    View("village", descending=True, then=(Sort("amount", quantity=True),)),
)
CELLS = st.fixed_dictionaries(
    {"village": st.sampled_from(["石桥村", "白沙村", "桥头", "", True]), "amount": st.integers(0, 5)}
)
STEPS = st.lists(st.tuples(st.sampled_from("adu"), st.integers(0, 9), CELLS), max_size=8)


@pytest.fixture(autouse=True)
def all_ledgers_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_views, "FEW", 0)


def row(cells: dict[str, str | int | bool]) -> NewRow:
    values = {"village": cells["village"], "amount": Decimal(int(cells["amount"])) or None}
    return NewRow(2026, "2026-01-01", Row(values))  # pyright: ignore[reportArgumentType]


def put(archive: Archive, *cells: dict[str, str | int | bool]) -> None:
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        ledgers.insert(transaction.write, "L16", [row(one) for one in cells], archive.now())


def step(archive: Archive, what: str, place: int, cells: dict[str, str | int | bool]) -> None:
    """Add a row, or change or delete the one at a place, or nothing when there is none."""
    stored = ledgers.rows(archive, SCOPE)
    if what == "a":
        put(archive, cells)
    elif place < len(stored):
        with archive.transact(Op.EDIT_ROW) as transaction:
            if what == "d":
                transaction.write.delete(tables.LEDGER_ROW, stored[place].id)
            else:
                transaction.write.update(
                    tables.LEDGER_ROW, stored[place].id, cells=ledgers.encoded(row(cells).row.values)
                )


@given(first=st.lists(CELLS, max_size=8), steps=STEPS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_an_order_follows_every_change(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[dict[str, str | int | bool]],
    steps: list[tuple[str, int, dict[str, str | int | bool]]],
) -> None:
    archive = Archive.open(tmp_path_factory.mktemp("orders"), lambda: "2026-12-01T09:00:00")
    put(archive, *first)
    orders = Orders(archive)
    for what, place, cells in [("a", 0, {"village": "石桥村", "amount": 3}), *steps]:
        for view in VIEWS:
            assert orders.ids(SCOPE, view) == ledger_views.ids(archive, SCOPE, view)
        step(archive, what, place, cells)
    archive.close()


def counted(monkeypatch: pytest.MonkeyPatch) -> list[Sort]:
    """The columns that were really sorted from now on."""
    asked: list[Sort] = []
    real = ledger_sorting.sort

    def sort(connection: sqlite3.Connection, scope: Scope, by: Sort, *, alike: bool) -> ledger_sorting.Sorted:
        asked.append(by)
        return real(connection, scope, by, alike=alike)

    monkeypatch.setattr(ledger_sorting, "sort", sort)
    return asked


def test_a_column_is_sorted_once(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    put(archive, {"village": "石桥村", "amount": 1}, {"village": "白沙村", "amount": 2})
    orders, asked = Orders(archive), counted(monkeypatch)
    assert orders.prepare(SCOPE, [Sort("village"), Sort("amount", quantity=True)]) == 2
    assert len(asked) == 2
    put(archive, {"village": "桥头", "amount": 0})
    assert list(orders.ids(SCOPE, View("village"))) == [3, 2, 1]
    assert list(orders.ids(SCOPE, View("village", descending=True))) == [1, 2, 3]
    assert list(orders.ids(SCOPE, View("amount", quantity=True))) == [1, 2, 3]
    assert len(asked) == 2


def test_what_another_program_wrote_makes_an_order_worthless(archive: Archive, tmp_path: Path) -> None:
    put(archive, {"village": "石桥村", "amount": 1})
    orders = Orders(archive)
    orders.ids(SCOPE, View("village"))
    other = Archive.open(archive.folder, archive.now, archive.key)
    put(other, {"village": "白沙村", "amount": 1})
    other.close()
    assert list(orders.ids(SCOPE, View("village"))) == [2, 1]


def test_after_a_large_change_an_order_is_made_anew(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_orders, "FOLLOWED", 1)
    put(archive, {"village": "石桥村", "amount": 1})
    orders, asked = Orders(archive), counted(monkeypatch)
    orders.ids(SCOPE, View("village"))
    put(archive, {"village": "白沙村", "amount": 1}, {"village": "桥头", "amount": 1})
    assert list(orders.ids(SCOPE, View("village"))) == [3, 2, 1]
    assert len(asked) == 2


def test_only_so_many_orders_are_remembered(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_orders, "KEPT", 1)
    put(archive, {"village": "石桥村", "amount": 1})
    orders, asked = Orders(archive), counted(monkeypatch)
    for view in (View("village"), View("amount", quantity=True), View("village")):
        orders.ids(SCOPE, view)
    assert len(asked) == 3


FILLED = st.sampled_from(["石桥村", "白沙村", "桥头", '写着"村"字', "反斜\\杠", "#号", "两\n行", ""])


@given(first=st.lists(st.sampled_from(["石桥村", "白沙村"]), max_size=6), more=st.lists(FILLED, max_size=12))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_rows_dealt_to_their_texts_stand_as_sorted_ones(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    first: list[str],
    more: list[str],
) -> None:
    """Whatever a text holds, and wherever one is missing: dealt as they are read, or sorted by SQLite."""
    archive = Archive.open(tmp_path_factory.mktemp("dealt"), lambda: "2026-12-01T09:00:00")
    put(archive, *({"village": text, "amount": 1} for text in first))
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        ledgers.insert(transaction.write, "L17", [row({"village": "别的台账", "amount": 1})], archive.now())
    put(archive, *({"village": text, "amount": 1} for text in more))
    with ledger_views.reading(archive) as connection:
        by_sqlite = ledger_views.keys(connection, SCOPE, View("village"))
        for at_once, most in ((3, 1_000), (100, 1_000), (3, 2)):
            monkeypatch.setattr(ledger_dealing, "_AT_ONCE", at_once)
            monkeypatch.setattr(ledger_dealing, "_MOST_TEXTS", most)
            found = ledger_sorting.sort(connection, SCOPE, Sort("village"), alike=True)
            assert found.ids == by_sqlite
            texts = dict(connection.execute("select id, json_extract(cells, '$.village') from ledger_row"))
            values = [texts[row] for row in found.ids]
            assert found.alike == bytearray(
                n > 0 and value == values[n - 1] for n, value in enumerate(values)
            )
    archive.close()


AMOUNTS = st.sampled_from([None, *map(Decimal, ("0", "-3", "12.5", "12.50", "12.05", "1000000.01", "7"))])


def reference(stored: list[tuple[int, str | None, Decimal | None]], view: View) -> list[int]:
    """The plain way: sorted by the last column first, those without a value behind in both directions."""
    then = view.then[0]
    found = sorted(stored, key=lambda one: one[0], reverse=then.descending)
    for place, descending in ((2, then.descending), (1, view.descending)):
        filled = [one for one in found if one[place] is not None]
        filled.sort(key=lambda one: one[place], reverse=descending)  # pyright: ignore[reportArgumentType, reportCallIssue]
        found = filled + [one for one in found if one[place] is None]
    return [one[0] for one in found]


@given(given_rows=st.lists(st.tuples(FILLED | st.none(), AMOUNTS, st.booleans()), max_size=14))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_two_columns_at_once_are_the_plain_order(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    given_rows: list[tuple[str | None, Decimal | None, bool]],
) -> None:
    """Nothing is remembered, rows of another ledger lie between, and some cells are empty."""
    archive = Archive.open(tmp_path_factory.mktemp("at_once"), lambda: "2026-12-01T09:00:00")
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        for village, amount, ours in given_rows:
            made = NewRow(2026, "2026-01-01", Row({"village": village, "amount": amount}))
            ledgers.insert(transaction.write, "L16" if ours else "L17", [made], archive.now())
    stored = [
        (one.id, one.row.values.get("village"), one.row.values.get("amount"))
        for one in ledgers.rows(archive, SCOPE)
    ]
    monkeypatch.setattr(ledger_dealing, "_AT_ONCE", 4)
    for first, second in product((False, True), repeat=2):
        view = View("village", descending=first, then=(Sort("amount", second, quantity=True),))
        wanted = reference(stored, view)  # pyright: ignore[reportArgumentType]
        assert list(Orders(archive).ids(SCOPE, view)) == wanted
        assert list(ledger_views.ids(archive, SCOPE, view)) == wanted
        for limit in ("_MOST_ALIKE", "_MOST_KEYS"):
            with monkeypatch.context() as patch:
                patch.setattr(ledger_dealing, limit, 0)
                assert list(Orders(archive).ids(SCOPE, view)) == wanted
    archive.close()


@pytest.mark.parametrize("password", [None, Key("口令一二三四")], ids=["plain", "sealed"])
def test_what_a_filter_leaves_stands_by_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: Key | None
) -> None:
    """Rows of another ledger lie between, days are of any precision, missing, or no days at all."""
    archive = Archive.open(tmp_path / "days", lambda: "2026-12-01T09:00:00", password)
    days = (
        "2026-05-02",
        "",
        "2026-03",
        "2026-05-02",
        "三月\n五日",
        "2026",
        "2025-12-31",
        "2026-03",
        "",
        "2026-04-01",
    )
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        for place, day in enumerate(days * 3):
            made = NewRow(2026, day, Row({"village": "石桥村" if place % 4 else "白沙村"}))
            ledgers.insert(transaction.write, "L16" if place % 3 else "L17", [made], archive.now())
    monkeypatch.setattr(ledger_dealing, "_AT_ONCE", 4)
    for text, descending in product(("石桥", "白沙", "望山"), (False, True)):
        view = View(text=text, descending=descending)
        assert Orders(archive).ids(SCOPE, view) == ledger_views.ids(archive, SCOPE, view)
    assert len(Orders(archive).ids(SCOPE, View(text="石桥"))) > 10
    archive.close()


def test_one_reading_for_two_columns_remembers_the_first(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(archive, {"village": "石桥村", "amount": 1}, {"village": "白沙村", "amount": 2})
    orders, asked = Orders(archive), counted(monkeypatch)
    view = View("village", then=(Sort("amount", quantity=True),))
    assert list(orders.ids(SCOPE, view)) == [2, 1]
    assert list(orders.ids(SCOPE, view)) == [2, 1]
    assert list(orders.ids(SCOPE, View("village"))) == [2, 1]
    assert asked == []
    put(archive, {"village": "白沙村", "amount": 1})
    assert list(orders.ids(SCOPE, view)) == [3, 2, 1]


def test_an_archive_with_a_password_gives_the_same_orders(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path / "sealed", lambda: "2026-12-01T09:00:00", Key("口令一二三四"))
    put(archive, *({"village": name, "amount": len(name)} for name in ("石桥村", "桥头", "白沙村", "石桥村")))
    orders = Orders(archive)
    for view in (*VIEWS, *reversed(VIEWS)):
        assert orders.ids(SCOPE, view) == ledger_views.ids(archive, SCOPE, view)
        assert Orders(archive).ids(SCOPE, view) == ledger_views.ids(archive, SCOPE, view)
    archive.close()
