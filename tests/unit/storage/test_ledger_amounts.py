"""What the index of amounts answers is what the rows themselves say."""

from __future__ import annotations

import json
import math
import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fzapp.storage import ledger_amounts, ledger_sorting, ledger_views, migrations, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.storage.connection import connect
from fzapp.storage.ledger_orders import Orders
from fzapp.storage.ledger_views import Filter, Scope, Sort, View
from fzapp.storage.schema_amounts import AMOUNT, NOTHING, create_amounts, millionths

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fzapp.storage.connection import Key

    Cell = str | bool | None

SCOPE = Scope("L16", 2026, fields=frozenset({"amount"}))
BY_AMOUNT = Sort("amount", quantity=True)
NUMBERS = st.one_of(
    st.sampled_from(
        ["0", "0.1", "80000", "80000.0000004", "9007199254.74", "92233720368547", "1" + "0" * 20]
    ),
    st.decimals(-(10**7), 10**7, places=2).map(str),
)
CELLS = st.one_of(
    NUMBERS.map(lambda number: f"#{number}"),
    st.sampled_from(["约三千元", "", '"amount":"#5"', "##7", True, False, None, "没有这一栏"]),
)
BOUNDS = st.one_of(st.none(), NUMBERS.map(Decimal), st.just(Decimal("1e400")))


@pytest.fixture(autouse=True)
def all_ledgers_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_views, "FEW", 0)


def stored(number: int, cell: Cell, kind: str = "L16") -> tuple[str | int, ...]:
    """A row as the archive keeps it; "没有这一栏" leaves the column out."""
    cells = {} if cell == "没有这一栏" else {"amount": cell}
    text = json.dumps(cells | {"village": "石桥村"}, ensure_ascii=False, separators=(",", ":"))
    return kind, 2026, f"2026-{number % 5 + 1:02}-01", text, "", "", "", ""


def put(archive: Archive, *rows: tuple[str | int, ...]) -> None:
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        transaction.write.insert_many(tables.LEDGER_ROW, rows)


def some(archive: Archive, cells: Sequence[Cell]) -> None:
    put(archive, *(stored(number, cell) for number, cell in enumerate(cells)), stored(0, "#3", "L9"))


@given(cells=st.lists(CELLS, max_size=12), least=BOUNDS, most=BOUNDS)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_orders_and_filters_are_those_of_the_rows(
    tmp_path_factory: pytest.TempPathFactory, cells: list[Cell], least: Decimal | None, most: Decimal | None
) -> None:
    archive = Archive.open(tmp_path_factory.mktemp("amounts"), lambda: "2026-12-01T09:00:00")
    some(archive, cells)
    asked = View(filters=(Filter("amount", at_least=least, at_most=most),))
    by_amount = View("amount", quantity=True)
    for view in (
        asked,
        replace(asked, descending=True),
        by_amount,
        replace(by_amount, filters=asked.filters),
    ):
        assert Orders(archive).ids(SCOPE, view) == ledger_views.ids(archive, SCOPE, view)
    with archive.reader() as connection:
        connection.row_factory = None
        key = ledger_views.key_of(BY_AMOUNT)
        same = f"select count(*) from ledger_row where {AMOUNT} is not {key}"
        assert connection.execute(same).fetchone() == (0,)
    archive.close()


@pytest.mark.parametrize(
    "cells", [(), ("#2",), ("#2", "#1"), ("没有这一栏",), ("#2", None, "#1", "没有这一栏", "#2", None)]
)
def test_rows_alike_are_told(archive: Archive, cells: Sequence[Cell]) -> None:
    some(archive, cells)
    with archive.reader() as connection:
        connection.row_factory = None
        found = ledger_sorting.sort(connection, SCOPE, BY_AMOUNT, alike=True)
    worth = [NOTHING if cell in (None, "没有这一栏") else int(str(cell)[1:]) for cell in cells]
    order = sorted(range(len(cells)), key=lambda n: (worth[n], n))
    assert list(found.ids) == [n + 1 for n in order]
    assert found.alike is not None
    assert list(found.alike) == [n > 0 and worth[order[n]] == worth[order[n - 1]] for n in range(len(order))]


def test_the_index_answers_for_a_whole_ledger_of_one_year_alone() -> None:
    many = View(filters=(Filter("amount", at_least=Decimal(1)),))
    assert ledger_amounts.asked_alone(SCOPE, many) is not None
    assert ledger_amounts.asked_alone(replace(SCOPE, cumulative=True), many) is None
    assert ledger_amounts.asked_alone(replace(SCOPE, until="2026-11-30"), many) is None
    assert ledger_amounts.asked_alone(SCOPE, replace(many, text="桥")) is None
    assert ledger_amounts.asked_alone(SCOPE, View(filters=(Filter("amount", empty=True),))) is None
    assert ledger_amounts.asked_alone(SCOPE, View(filters=(Filter("people", at_least=Decimal(1)),))) is None


def test_neither_reads_the_rows(archive: Archive) -> None:
    """What takes the place of the rows in a large ledger: their index, from which every key is read."""
    some(archive, ["#1", "#2"])
    asked = Filter("amount", at_least=Decimal(2))
    with archive.reader() as connection:
        connection.row_factory = None
        steps: list[str] = []
        connection.set_trace_callback(steps.append)
        ledger_amounts.upwards(connection, SCOPE, alike=False)
        ledger_amounts.between(connection, SCOPE, asked)
        connection.set_trace_callback(None)
        plans = [" ".join(row[3] for row in connection.execute(f"explain query plan {sql}")) for sql in steps]
    assert len(plans) == 2
    assert all("idx_ledger_row_amount" in plan and "TEMP B-TREE" not in plan for plan in plans)


def test_a_row_that_is_damaged_can_still_be_stored(archive: Archive) -> None:
    kind, year, day, _, *others = stored(0, "#1")
    put(archive, (kind, year, day, '{"amount":', *others))
    assert archive.read("select count(*) from ledger_row")[0][0] == 1


def test_an_older_archive_gains_the_index(tmp_path: Path, key: Key | None) -> None:
    connection = connect(tmp_path / "archive.db", key)
    migrations.build(connection, migrations.STEPS.index(create_amounts))
    names = "kind, year, happened, cells, digest, source, added_at, edited_at"
    for number, cell in enumerate(("#2", "#1")):
        connection.execute(
            f"insert into ledger_row ({names}) values (?, ?, ?, ?, ?, ?, ?, ?)", stored(number, cell)
        )
    connection.close()
    archive = Archive.open(tmp_path, lambda: "2026-12-01T09:00:00", key)
    assert list(Orders(archive).ids(SCOPE, View("amount", quantity=True))) == [2, 1]
    archive.close()


@given(st.decimals(-(10**9), 10**9, places=2), st.integers(-2, 2))
@settings(deadline=None)
def test_an_amount_counts_as_itself_however_its_last_bit_was_read(amount: Decimal, bits: int) -> None:
    """0.29 times a million is a little less than 290,000 in binary; another build of SQLite may read a little more."""
    read = float(amount)
    read += bits * math.ulp(read)
    with closing(sqlite3.connect(":memory:")) as connection:
        for number in (amount, Decimal(read)):
            sql = f"select {millionths('?')}"
            assert connection.execute(sql, (f"{number}",)).fetchone()[0] == amount * 1_000_000
