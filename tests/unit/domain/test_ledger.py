"""Kinds, rows and cell references; figures that follow from rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fzapp.domain.ledger import (
    Aggregate,
    CellRef,
    Column,
    ColumnType,
    Condition,
    LedgerKind,
    Mark,
    Privacy,
    Row,
    RowSource,
    Statistic,
    TextShape,
)
from fzapp.domain.ledger_reading import ProblemCode
from fzapp.domain.ledger_statistics import full_date, holds, measure, measure_all, percentage

SOURCE = RowSource("台账.xlsx", "1月", {"day": "B", "village": "C"})

COLUMNS = (
    Column("day", "日期", ColumnType.DATE, required=True),
    Column("done_on", "办结日期", ColumnType.DATE),
    Column("village", "村社区", shape=TextShape.VILLAGE),
    Column("result", "结果", ColumnType.CHOICE),
    Column("forms", "形式", ColumnType.CHOICES),
    Column("people", "人数", ColumnType.INTEGER, unit="人"),
    Column("women", "女", ColumnType.INTEGER, unit="人"),
    Column("public", "公开", ColumnType.YES_NO),
)
COMMON = (Column("serial", "序号", ColumnType.INTEGER, shape=TextShape.SERIAL), Column("remark", "备注"))
STATISTICS = (
    Statistic("all", "件数", unit="件"),
    Statistic("in_year", "{year}年件数", where=(Condition("day", in_year=True),), unit="件"),
    Statistic("done", "办结件数", where=(Condition("result", any_of=("办结", "调解")),), unit="件"),
    Statistic("rate", "办结率", Aggregate.RATIO, part="done", whole="all", when_zero="没有事项"),
    Statistic("people", "人次", Aggregate.SUM, columns=("people",), unit="人次"),
    Statistic("men", "男", Aggregate.SUM, columns=("people",), minus=("women",), unit="人"),
    Statistic("different", "去重后件数", Aggregate.DISTINCT, unit="件"),
    Statistic("villages", "村数", Aggregate.DISTINCT, columns=("village",), unit="个"),
    Statistic("few", "少于2件的村", Aggregate.GROUPS_BELOW, columns=("village",), threshold=Decimal(2)),
    Statistic("by_village", "{value}件数", each="village", unit="件"),
    Statistic("by_form", "{value}次数", each="forms", unit="次"),
    Statistic("days", "平均天数", Aggregate.MEAN_DAYS, columns=("day", "done_on"), unit="天"),
    Statistic("last", "最近人数", Aggregate.LATEST, columns=("people",), unit="人"),
)
KIND = LedgerKind("L99", "things", "事项", "事项", columns=COLUMNS, common=COMMON, statistics=STATISTICS)


def row(number: int = 4, **values: object) -> Row:
    return Row({column.id: values.get(column.id) for column in KIND.all_columns}, number, SOURCE)  # type: ignore[misc]


ROWS = [
    row(
        4,
        serial=Decimal(1),
        day="2024-01-05",
        done_on="2024-01-08",
        village="东村",
        result="办结",
        people=Decimal(3),
    ),
    row(
        5,
        serial=Decimal(2),
        day="2024-01-05",
        done_on="2024-01-08",
        village="东村",
        result="办结",
        people=Decimal(3),
    ),
    row(
        6,
        day="2023-12-30",
        done_on="2024-01",
        village="西村",
        result="在办",
        people=Decimal(5),
        women=Decimal(2),
    ),
    row(7, day="2024-03", forms=("讲座", "咨询"), public=True),
]


def value(name: str, rows: list[Row] | None = None, year: int | None = 2024) -> Decimal | None:
    found = {item.name: item.value for item in measure_all(KIND, ROWS if rows is None else rows, year)}
    return found[name]


def test_a_row_knows_the_cell_of_each_value() -> None:
    assert row(17).ref("day") == CellRef("台账.xlsx", "1月", "B17")
    assert str(row(17).ref("day")) == "台账.xlsx 1月!B17"
    assert str(CellRef("信访.csv", "", "B17")) == "信访.csv B17"


def test_a_merged_value_refers_to_the_cell_that_holds_it() -> None:
    merged = replace(row(17), moved={"village": "C15"})
    assert merged.ref("village") == CellRef("台账.xlsx", "1月", "C15")


def test_a_typed_row_and_an_absent_column_have_no_cell() -> None:
    assert Row({"day": "2024-01-05"}).ref("day") is None
    assert row(17).ref("people") is None


def test_columns_are_found_by_id_and_name_among_all() -> None:
    assert KIND.column("serial") is COMMON[0]
    assert KIND.column_named("日期") is COLUMNS[0]
    assert KIND.column("nothing") is None
    assert KIND.column_named("没有") is None
    assert [column.id for column in KIND.required_columns] == ["day"]


def test_quantities_are_told_from_words() -> None:
    assert {kind for kind in ColumnType if kind.is_quantity} == {
        ColumnType.INTEGER,
        ColumnType.MONEY,
        ColumnType.PERCENT,
    }
    assert Privacy.NONE < Privacy.PERSONAL < Privacy.SENSITIVE


def test_every_mark_has_a_label_in_words() -> None:
    assert all(mark.label and not mark.label.isascii() for mark in Mark)


def test_only_unreadable_and_missing_values_block() -> None:
    assert ProblemCode.BAD_DATE.blocks
    assert ProblemCode.MISSING_REQUIRED.blocks
    assert not ProblemCode.DUPLICATE_ROW.blocks
    assert not ProblemCode.OVERDUE.blocks


def test_counts_and_sums() -> None:
    assert value("件数") == 4
    assert value("人次") == 11
    assert value("男") == 9
    assert value("最近人数") == 0  # the last row has no number of people
    assert value("最近人数", ROWS[:3]) == 5


def test_the_year_of_the_ledger_decides_which_dates_count() -> None:
    assert value("2024年件数") == 3
    assert "2024年件数" not in {item.name for item in measure_all(KIND, ROWS, None)}


def test_a_ratio_has_two_digits_and_its_rows() -> None:
    found = measure(KIND, STATISTICS[3], ROWS[:3])
    assert found.value == Decimal("66.67")
    assert [item.number for item in found.rows] == [4, 5, 6]


def test_a_ratio_of_nothing_is_a_sentence_not_a_hundred_percent() -> None:
    found = measure(KIND, STATISTICS[3], [])
    assert found.value is None
    assert found.text == "没有事项"


def test_shares_of_what_no_row_holds() -> None:
    coverage = Statistic("coverage", "覆盖率", Aggregate.RATIO, part="villages", outside="villages")
    per_head = Statistic(
        "per_head", "人均", Aggregate.PER_HEAD, part="people", outside="residents", unit="人"
    )
    kind_with = replace(KIND, statistics=(*STATISTICS, coverage, per_head))
    outside = {"villages": Decimal(8), "residents": Decimal(22)}
    found = {item.statistic: item for item in measure_all(kind_with, ROWS[:3], 2024, outside)}
    assert found["coverage"].value == 25
    assert found["coverage"].unit == "%"
    assert found["per_head"].value == Decimal("0.50")
    assert [item.number for item in found["coverage"].rows] == [4, 5, 6]
    without = {item.statistic for item in measure_all(kind_with, ROWS, 2024)}
    assert not {"coverage", "per_head"} & without


def test_equal_rows_count_once_whatever_their_serial_number() -> None:
    assert value("去重后件数") == 3


def test_rows_that_differ_outside_the_known_columns_stay_two() -> None:
    rows = [replace(ROWS[0], extras={"组别": "一组"}), replace(ROWS[1], extras={"组别": "二组"})]
    assert value("去重后件数", rows) == 2


def test_distinct_villages_and_small_ones() -> None:
    assert value("村数", ROWS[:3]) == 2
    assert value("少于2件的村") == 1


def test_a_family_gives_one_figure_for_each_value() -> None:
    found = {item.name: item.value for item in measure_all(KIND, ROWS, 2024)}
    assert found["东村件数"] == 2
    assert found["西村件数"] == 1
    assert found["讲座次数"] == 1
    assert found["咨询次数"] == 1


def test_mean_days_use_full_dates_only() -> None:
    assert value("平均天数") == 3
    assert measure(KIND, STATISTICS[11], ROWS[2:]).value is None


def test_figures_need_their_columns() -> None:
    bare = [Row({"day": "2024-01-05"}, 4)]
    assert [item.name for item in measure_all(KIND, bare, None)] == ["件数", "去重后件数"]


def test_of_two_figures_with_one_name_the_first_possible_counts() -> None:
    by_day = Statistic("x", "不同", Aggregate.DISTINCT, columns=("absent",))
    by_village = Statistic("y", "不同", Aggregate.DISTINCT, columns=("village",))
    kind = replace(KIND, statistics=(by_day, by_village))
    assert [item.statistic for item in measure_all(kind, ROWS[:2])] == ["y"]


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        (Condition("result", any_of=("办结",)), [4, 5]),
        (Condition("result", none_of=("办结",)), [6, 7]),
        (Condition("result", filled=True, none_of=("办结",)), [6]),
        (Condition("result", filled=False), [7]),
        (Condition("people", at_least=Decimal(5)), [6]),
        (Condition("people", at_most=Decimal(3)), [4, 5]),
        (Condition("people", at_least=Decimal(3), at_most=Decimal(3)), [4, 5]),
        (Condition("forms", any_of=("咨询",)), [7]),
        (Condition("public", any_of=("是",)), [7]),
        (Condition("day", in_year=True), [4, 5, 7]),
    ],
)
def test_conditions(condition: Condition, rows: list[int]) -> None:
    assert [item.number for item in ROWS if holds(condition, item, 2024)] == rows


def test_without_a_year_no_date_is_in_it() -> None:
    assert not holds(Condition("day", in_year=True), ROWS[0], None)


def test_percentage_rounds_half_up() -> None:
    assert percentage(Decimal(1), Decimal(8)) == Decimal("12.50")
    assert percentage(Decimal(1), Decimal(0)) is None
    assert percentage(Decimal(12345), Decimal(100000)) == Decimal("12.35")


def test_a_day_needs_its_day() -> None:
    assert full_date("2024-05") is None
    assert full_date(None) is None
    day = full_date("2024-05-06")
    assert day is not None
    assert day.day == 6
