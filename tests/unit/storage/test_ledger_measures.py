"""What SQLite counts is what the rows themselves say, for every kind, every figure and any rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fzapp.domain.ledger import (
    Aggregate,
    Column,
    ColumnType,
    Condition,
    LedgerKind,
    Row,
    RowSource,
    Statistic,
)
from fzapp.domain.ledger_statistics import RowCounting, all_measured
from fzapp.infra import paths
from fzapp.services.ledger_kinds import ledger_kinds
from fzapp.services.ledger_plan import new_row
from fzapp.services.ledgers import LedgerService, scope_of
from fzapp.storage import ledgers
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.storage.ledger_measures import measures
from fzapp.storage.ledger_views import Filter, Scope, View, Wanted
from fzapp.storage.ledgers import NewRow

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.ledger import Value
    from fzapp.domain.ledger_statistics import Measure

YEAR = 2026
OUTSIDE = {"villages": Decimal(12), "residents": Decimal(30_500)}
FILES = sorted((paths.resources() / "practice" / "ledgers").glob("*.csv"))

DATES = st.sampled_from(["2026-01-05", "2026-02-28", "2025-12-31", "2026-05", "2026", "2024-02-29"])
QUANTITIES = st.one_of(
    st.integers(0, 12).map(Decimal),
    st.sampled_from(["0.5", "0.50", "1.5", "1E+1", "-3", "0.00", "1234567890123456.7"]).map(Decimal),
)
TEXTS = st.sampled_from(["石桥村", "白沙村", "#1", "12", "[", "是"])
VALUES: dict[ColumnType, st.SearchStrategy[Value]] = {
    ColumnType.DATE: DATES,
    ColumnType.TEXT: TEXTS,
    ColumnType.YES_NO: st.booleans(),
    **dict.fromkeys((ColumnType.INTEGER, ColumnType.MONEY, ColumnType.PERCENT), QUANTITIES),
}

COLUMNS = (
    Column("met_on", "日期", ColumnType.DATE),
    Column("done_on", "办结日期", ColumnType.DATE),
    Column("village", "村社区"),
    Column("amount", "金额", ColumnType.MONEY),
    Column("fee", "费用", ColumnType.MONEY),
    Column("done", "办结", ColumnType.YES_NO),
    Column("ways", "方式", ColumnType.CHOICES),
    Column("remark", "备注"),
)
CONDITIONS = (
    Condition("village", any_of=("石桥村", "#1", "12"), none_of=("石桥村",)),
    Condition("village", none_of=("白沙村",), filled=True),
    Condition("village", filled=False),
    Condition("met_on", in_year=True),
    Condition("met_on", in_year=True, any_of=("2026",)),
    Condition("done", any_of=("是",)),
    Condition("done", none_of=("否",)),
    Condition("ways", any_of=("讲座", "展板")),
    Condition("ways", none_of=("讲座",), filled=True),
    Condition("amount", at_least=Decimal("0.5"), at_most=Decimal(9)),
    Condition("amount", any_of=("12", "0.5"), at_most=Decimal(11)),
)
SHAPES = (
    Statistic("", "", Aggregate.COUNT),
    Statistic("", "", Aggregate.SUM, ("amount", "fee"), ("fee",)),
    Statistic("", "", Aggregate.DISTINCT),
    Statistic("", "", Aggregate.DISTINCT, ("village", "amount")),
    Statistic("", "", Aggregate.DISTINCT, ("done",)),
    Statistic("", "", Aggregate.GROUPS_BELOW, ("village",), threshold=Decimal(2)),
    Statistic("", "", Aggregate.GROUPS_BELOW, ("ways",), threshold=Decimal(3)),
    Statistic("", "", Aggregate.LATEST, ("amount",)),
    Statistic("", "", Aggregate.MEAN_DAYS, ("met_on", "done_on")),
)
KIND = LedgerKind(
    "U01",
    "all",
    "全部",
    "全部",
    columns=COLUMNS,
    statistics=(
        *(
            replace(shape, id=f"s{place}_{number}", name=f"{place}之{number}", where=where)
            for place, shape in enumerate(SHAPES)
            for number, where in enumerate([(), *((one,) for one in CONDITIONS), CONDITIONS[1:3:1]])
        ),
        *(
            Statistic(f"each_{name}", f"{name}为{{value}}的金额", Aggregate.SUM, ("amount",), each=name)
            for name in ("village", "done", "ways", "amount", "met_on")
        ),
        Statistic("share", "占比", Aggregate.RATIO, part="s0_1", whole="s0_0", when_zero="没有记录"),
        Statistic("none", "无分母", Aggregate.RATIO, part="s0_0", whole="s0_5", when_zero="没有这样的"),
        Statistic("cover", "覆盖率", Aggregate.RATIO, part="s3_0", outside="villages"),
        Statistic("each", "人均", Aggregate.PER_HEAD, part="s1_0", outside="residents"),
    ),
)


def cells_of(column: Column) -> st.SearchStrategy[Value]:
    """Any value of a column; its options where it has some."""
    options = st.sampled_from([option.name for option in column.options] or ["讲座", "展板", "是"])
    if column.type is ColumnType.CHOICES:
        return st.lists(options, min_size=1, max_size=3).map(tuple)
    if column.type is ColumnType.CHOICE:
        return st.one_of(options, TEXTS)
    return VALUES[column.type]


def rows_of(kind: LedgerKind) -> st.SearchStrategy[list[dict[str, Value]]]:
    optional: dict[str, st.SearchStrategy[Value]] = {
        column.id: cells_of(column) for column in kind.all_columns
    }
    return st.lists(st.fixed_dictionaries({}, optional=optional), max_size=12)


def store(archive: Archive, kind: LedgerKind, values: list[dict[str, Value]]) -> None:
    rows = [
        Row(one, number, RowSource("册.xlsx", "一月" if number % 2 else "", {}))
        for number, one in enumerate(values)
    ]
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        new = [
            NewRow(
                YEAR - row.number % 3 if kind.cumulative else YEAR,
                str(row.values.get(kind.period_column) or ""),
                row,
            )
            for row in rows
        ]
        ledgers.insert(transaction.write, kind.code, new, archive.now())


def plain(found: list[Measure]) -> list[tuple[object, ...]]:
    return [(one.statistic, one.name, one.value, one.unit, one.text, one.exact) for one in found]


def compare(archive: Archive, kind: LedgerKind) -> None:
    """Every figure with the rows behind it."""
    scope = scope_of(kind, YEAR)
    stored = ledgers.rows(archive, scope)
    key_of = {id(one.row): one.id for one in stored}
    own = [one.row for one in stored if one.year == YEAR]
    by_rows = all_measured(kind, RowCounting(kind, [one.row for one in stored], YEAR, own), YEAR, OUTSIDE)
    counted = measures(archive, Wanted(kind, scope, View(), OUTSIDE, with_keys=True))
    assert plain(counted) == plain(by_rows)
    assert [sorted(one.keys) for one in counted] == [
        sorted(key_of[id(row)] for row in one.rows) for one in by_rows
    ]


@given(rows_of(KIND))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_figure_of_any_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Value]]
) -> None:
    archive = Archive.open(tmp_path_factory.mktemp("any"), lambda: "2026-12-01T09:00:00")
    store(archive, KIND, rows)
    compare(archive, KIND)
    archive.close()


@pytest.mark.parametrize("kind", ledger_kinds(), ids=lambda kind: kind.code)
def test_every_kind_with_any_rows(archive: Archive, kind: LedgerKind) -> None:
    @given(rows_of(kind))
    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    def check(rows: list[dict[str, Value]]) -> None:
        with archive.journal() as connection:
            connection.execute("delete from ledger_row")
        store(archive, kind, rows)
        compare(archive, kind)

    check()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_practice_ledger(archive: Archive, file: Path) -> None:
    reading = LedgerService(archive).read(file, file.stem)
    kind = reading.kind
    assert kind is not None
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        new = [new_row(kind, row, YEAR) for row in reading.rows]
        ledgers.insert(transaction.write, kind.code, new, archive.now())
    assert ledgers.rows(archive, Scope(kind.code, YEAR, cumulative=True))
    compare(archive, kind)


def test_figures_of_the_rows_that_are_shown(archive: Archive) -> None:
    store(archive, KIND, [{"village": "石桥村", "amount": Decimal(3)}, {"village": "白沙村"}])
    view = View(filters=(Filter("village", contains="桥"),))
    found = {one.name: one.value for one in measures(archive, Wanted(KIND, scope_of(KIND, YEAR), view))}
    assert found["0之0"] == 1
    assert found["village为石桥村的金额"] == 3
    assert "village为白沙村的金额" not in found
