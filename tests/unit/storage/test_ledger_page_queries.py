"""Which rows a table shows, in which order: keys by one query, rows in pages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import Cancelled
from fzapp.domain.ledger import Row
from fzapp.storage import ledger_views, ledgers
from fzapp.storage.changes import Op
from fzapp.storage.ledger_orders import Orders
from fzapp.storage.ledger_sums import sums
from fzapp.storage.ledger_views import Filter, Scope, Sort, View
from fzapp.storage.ledgers import NewRow

if TYPE_CHECKING:
    from fzapp.domain.ledger import Value
    from fzapp.storage.archive import Archive

SCOPE = Scope("L16", 2026, fields=frozenset({"village", "amount", "kinds", "note", "done"}))
ROWS: tuple[tuple[str, dict[str, Value]], ...] = (
    ("2026-05-01", {"village": "石桥村", "amount": Decimal(900), "kinds": ("邻里", "山林")}),
    ("2026-01-01", {"village": "白沙村", "amount": Decimal(1000), "note": '写着"甲"和100%'}),
    ("2026-03-01", {"amount": Decimal("20.5"), "note": "village", "done": True}),
)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        new = [NewRow(2026, happened, Row(values)) for happened, values in ROWS]
        ledgers.insert(transaction.write, "L16", new, archive.now())
        ledgers.insert(transaction.write, "L16", [NewRow(2025, "2025-01-01", Row({}))], archive.now())
        ledgers.insert(transaction.write, "L01", [NewRow(2026, "2026-01-01", Row({}))], archive.now())
    return archive


def shown(archive: Archive, view: View) -> list[int]:
    """The rows by their place in ROWS."""
    return [key - 1 for key in ledger_views.ids(archive, SCOPE, view)]


@pytest.mark.parametrize("few", [0, 20_000], ids=["many rows", "few rows"])
@pytest.mark.parametrize(
    ("view", "order"),
    [
        (View(), [1, 2, 0]),
        (View(descending=True), [0, 2, 1]),
        (View("village"), [1, 0, 2]),
        (View("village", descending=True), [0, 1, 2]),
        (View("amount", quantity=True), [2, 0, 1]),
        (View("amount", quantity=True, descending=True), [1, 0, 2]),
        (View(text="石桥"), [0]),
        (View(text="邻里"), [0]),
        (View(text="1000"), [1]),
        (View(text="#"), []),
        (View(text="%"), [1]),
        (View(text="_"), []),
        (View(text='"甲"'), [1]),
        (View(text="village"), [2]),
        (View("amount", quantity=True, text="村"), [0, 1]),
        (View("done"), [2, 0, 1]),
        (View("done", descending=True), [2, 1, 0]),
        (View("kinds", then=(Sort("amount", descending=True, quantity=True),)), [0, 1, 2]),
        (View("missing", then=(Sort("amount", quantity=True),)), [2, 0, 1]),
        (View("missing", then=(Sort("village", descending=True), Sort("amount"))), [0, 1, 2]),
        (View(text="甲 写着"), [1]),
        (View(text="甲 石桥"), []),
        (View(text="sqc"), [0]),
        (View(text="SL"), [0]),
        (View(text="true"), []),
        (View(text="2"), [2]),
        (View(text=","), []),
        (View(filters=(Filter("village", contains="桥"),)), [0]),
        (View(filters=(Filter("note", contains="桥"),)), []),
        (View(filters=(Filter("village", contains="bsc"),)), [1]),
        (View(filters=(Filter("amount", contains="00"),)), [1, 0]),
        (View(filters=(Filter("village", any_of=("石桥村", "别处")),)), [0]),
        (View(filters=(Filter("village", any_of=("石桥村", "")),)), [2, 0]),
        (View(filters=(Filter("kinds", any_of=("山林",)),)), [0]),
        (View(filters=(Filter("kinds", any_of=("山",)),)), []),
        (View(filters=(Filter("amount", any_of=("20.5", "1000")),)), [1, 2]),
        (View(filters=(Filter("done", any_of=("是",)),)), [2]),
        (View(filters=(Filter("done", any_of=("否",)),)), []),
        (View(filters=(Filter("amount", at_least=Decimal(900)),)), [1, 0]),
        (View(filters=(Filter("amount", at_least=Decimal("20.5"), at_most=Decimal(900)),)), [2, 0]),
        (View(filters=(Filter("village", empty=True),)), [2]),
        (View(filters=(Filter("village", empty=False), Filter("amount", at_most=Decimal(950)))), [0]),
    ],
)
def test_order_and_filter(
    filled: Archive, view: View, order: list[int], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_views, "FEW", few)
    assert shown(filled, view) == order
    orders = Orders(filled)
    for _ in ("made", "remembered"):
        assert [key - 1 for key in orders.ids(SCOPE, view)] == order


def test_texts_of_a_usual_ledger_go_by_pinyin(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    villages = ("张家村", "鑫源村", "白沙村", "石桥村", "石家村")
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        new = [NewRow(2026, "2026-05-01", Row({"village": one})) for one in villages]
        new.append(NewRow(2026, "2026-05-01", Row({})))
        ledgers.insert(transaction.write, "L16", new, archive.now())
    assert shown(archive, View("village")) == [2, 4, 3, 1, 0, 5]
    assert shown(archive, View("village", descending=True)) == [0, 1, 3, 4, 2, 5]
    monkeypatch.setattr(ledger_views, "FEW", 0)
    assert shown(archive, View("village"))[-1] == 5


def test_a_column_that_is_no_field_id_never_reaches_the_query(filled: Archive) -> None:
    with pytest.raises(KeyError):
        shown(filled, View("a') --"))


def test_pages_of_rows_come_by_key(filled: Archive) -> None:
    found = ledgers.rows_by_id(filled, [2, 1, 99])
    assert set(found) == {1, 2}
    assert found[2].row.values["village"] == "白沙村"
    assert found[1].added_at == filled.now()
    assert ledgers.rows_by_id(filled, []) == {}


def test_a_confirmation_ends_with_the_first_row(filled: Archive) -> None:
    with filled.transact(Op.CONFIRM_ZERO) as transaction:
        ledgers.confirm_zero(filled, transaction.write, "L02", 2026, "司法所")
    assert ledgers.zero_confirmed(filled, 2026) == {"L02"}
    with filled.transact(Op.EDIT_ROW) as transaction:
        ledgers.insert(transaction.write, "L02", [NewRow(2026, "2026-01-01", Row({}))], filled.now())
    assert ledgers.zero_confirmed(filled, 2026) == frozenset()


def test_rows_for_a_worker_are_the_same(filled: Archive) -> None:
    in_order = [row.id for row in ledgers.rows_in_order(filled, [3, 1, 99, 2])]
    assert in_order == [3, 1, 2]


def test_dates_are_bounded_in_any_precision(archive: Archive) -> None:
    days = ("2026-04-30", "2026-05", "2026-05-31", "2026-06-01")
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        new = [NewRow(2026, day, Row({"met_on": day})) for day in days]
        ledgers.insert(transaction.write, "L16", new, archive.now())

    def between(first: str, last: str) -> list[str]:
        view = View(filters=(Filter("met_on", first=first, last=last),))
        return [days[key - 1] for key in ledger_views.ids(archive, SCOPE, view)]

    assert between("2026-05", "2026-05") == ["2026-05", "2026-05-31"]
    assert between("2026-05-02", "") == ["2026-05-31", "2026-06-01"]
    assert between("", "2026-05-30") == ["2026-04-30", "2026-05"]


def test_values_of_a_column_are_offered_with_their_rows(filled: Archive) -> None:
    def offered(column: str) -> list[tuple[str, int]]:
        return ledger_views.values(filled, SCOPE, column, 10)

    assert offered("village") == [("", 1), ("白沙村", 1), ("石桥村", 1)]
    assert offered("kinds") == [("", 2), ("山林", 1), ("邻里", 1)]
    assert offered("amount") == [("1000", 1), ("20.5", 1), ("900", 1)]
    assert offered("done") == [("", 2), ("是", 1)]
    assert ledger_views.values(filled, SCOPE, "kinds", 1) == [("", 2)]


def test_a_ledger_of_what_stands_shows_earlier_years_too(filled: Archive) -> None:
    standing = Scope("L16", 2026, cumulative=True)
    assert list(ledger_views.ids(filled, standing, View())) == [4, 2, 3, 1]
    assert [row.id for row in ledgers.rows(filled, standing)] == [4, 2, 3, 1]


def test_rows_are_counted_by_kind_and_year(filled: Archive) -> None:
    assert ledgers.counts(filled) == {("L16", 2025): 1, ("L16", 2026): 3, ("L01", 2026): 1}
    assert ledgers.counts(filled, (2, 4)).total() == 3
    assert ledgers.count(filled, SCOPE) == 3
    assert ledgers.count(filled, SCOPE, 2) == 2


def test_a_long_query_stops_when_it_is_told_to(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise Cancelled

    monkeypatch.setattr(ledger_views, "_STEPS", 1)
    with pytest.raises(Cancelled):
        ledger_views.ids(filled, SCOPE, View("village"), stop)


def test_a_list_of_keys_is_taken_apart_in_pieces(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_views, "_PIECE", 1)
    assert shown(filled, View()) == [1, 2, 0]
    assert shown(filled, View(text="没有这样的")) == []


def test_sums_of_a_view_are_exact(archive: Archive) -> None:
    amounts = ("0.1", "0.2", "3", "-1", "1E+2", "1234567890123456789.01", None)
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        values: list[dict[str, Value]] = [{"amount": Decimal(one) if one else None} for one in amounts]
        new = [NewRow(2026, "2026-01-01", Row({**one, "village": "石桥村"})) for one in values]
        ledgers.insert(transaction.write, "L16", new, archive.now())
    found = sums(archive, SCOPE, View(text="石桥"), ["amount", "count"])
    assert (found.count, found.by_column) == (7, {"amount": Decimal("1234567890123456891.31")})
    small = sums(archive, SCOPE, View(filters=(Filter("amount", at_most=Decimal(1)),)), ["amount"])
    assert (small.count, small.by_column) == (3, {"amount": Decimal("-0.7")})
