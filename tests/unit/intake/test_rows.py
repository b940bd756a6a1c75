"""Rows: which ones are data, what covered cells mean, and what is questioned in them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from fzapp.domain.ledger import Column, ColumnType, Mark
from fzapp.domain.ledger_reading import SkipReason
from fzapp.intake.ledger_figures import reading_measures
from fzapp.intake.rows import read_block
from tests.unit.intake.ledger_files import (
    Sheet,
    kind,
    part_of,
    problems_of,
    read,
    read_rows_of,
    values_of,
    with_parts,
    workbook,
)

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.ledger_reading import LedgerReading

DISPUTES = ["序号", "村（社区）", "当事人", "纠纷类型", "登记日期", "是否化解", "化解日期"]
EVENTS = ["序号", "活动时间", "活动主题", "活动地点", "牵头单位", "参与人次", "发放资料（份）"]


def dispute(number: int, village: str | None = "东坪村", day: str = "", **changed: Any) -> list[Any]:
    row = [
        number,
        village,
        f"甲{number}与乙某",
        "邻里纠纷",
        day or f"2024.3.{number}",
        "是",
        f"2024.3.{number + 5}",
    ]
    for place, value in changed.items():
        row[int(place[1:])] = value
    return row


def disputes(path: Path, *rows: list[Any], **options: Any) -> LedgerReading:
    return read_rows_of(path, [["青石镇2024年矛盾纠纷台账"], DISPUTES, *rows], **options)


def events(
    path: Path, *rows: list[Any], title: str = "青石镇2024年普法宣传活动登记表", **options: Any
) -> LedgerReading:
    return read_rows_of(path, [[title], EVENTS, *rows], **options)


def event(number: int, **changed: Any) -> list[Any]:
    row = [number, f"2024.3.{number}", f"送法活动{number}", "集市", "司法所", 100 + number, 200]
    for place, value in changed.items():
        row[int(place[1:])] = value
    return row


def skipped(reading: LedgerReading) -> dict[int, SkipReason]:
    return {item.row: item.why for item in reading.sheets[0].skipped}


# --- which rows are data ---------------------------------------------------------------------------


def test_titles_totals_notes_and_blanks_are_no_rows(tmp_path: Path) -> None:
    rows = [
        event(1),
        [None] * 7,
        event(2),
        ["合  计", None, None, None, None, 203, 400],
        ["注：1.本表由司法所汇总；2.资料含折页。"],
        ["填表人：办公室　　审核人：分管领导"],
        ["填表人：", None, "审核人：", None, "填报日期：2024年12月20日"],
    ]
    reading = events(tmp_path / "a.xlsx", *rows, merged=["A7:G7"])
    assert [row.number for row in reading.rows] == [3, 5]
    assert skipped(reading) == {
        1: SkipReason.TITLE, 4: SkipReason.BLANK, 6: SkipReason.TOTAL, 7: SkipReason.NOTE, 8: SkipReason.NOTE,
        9: SkipReason.NOTE,
    }  # fmt: skip
    assert reading.problems == ()


@pytest.mark.parametrize(
    "word", ["小计", "合计", "总计：", "东坪村小计", "共计", "合计（2件）", "本月合计", "共化解2件"]
)
def test_words_for_totals(tmp_path: Path, word: str) -> None:
    reading = disputes(tmp_path / "a.xlsx", dispute(1), dispute(2), [word, None, "2件"])
    assert len(reading.rows) == 2


def test_a_total_may_stand_under_the_village(tmp_path: Path) -> None:
    assert (
        len(disputes(tmp_path / "a.xlsx", dispute(1), [None, "小计", "1件"], dispute(2, "西坪村")).rows) == 2
    )


def test_words_for_totals_inside_a_row_are_data(tmp_path: Path) -> None:
    reading = events(tmp_path / "a.xlsx", event(1, _2="合计发放宣传品启动仪式"), event(2, _2="小计"))
    assert len(reading.rows) == 2


def test_titles_and_headers_repeated_on_each_page_are_no_rows(tmp_path: Path) -> None:
    rows = [dispute(1), ["青石镇2024年矛盾纠纷台账"], ["填报单位：综治中心"], DISPUTES, dispute(2)]
    reading = disputes(tmp_path / "a.xlsx", *rows)
    assert [row.number for row in reading.rows] == [3, 7]
    assert {skipped(reading)[number] for number in (4, 5, 6)} == {SkipReason.REPEATED_HEADER}


def test_rows_numbered_ahead_but_not_filled_in_are_blank(tmp_path: Path) -> None:
    ahead = [[number, "西坪村", None, None, None, "/", None] for number in range(3, 8)]
    assert len(disputes(tmp_path / "a.xlsx", dispute(1), dispute(2), *ahead).rows) == 2


@pytest.mark.parametrize("text", ["本月无新增矛盾纠纷", "无", "未发生矛盾纠纷", "零报告"])
def test_a_row_that_says_nothing_happened(tmp_path: Path, text: str) -> None:
    reading = disputes(tmp_path / "a.xlsx", [text], merged=["A3:G3"])
    assert reading.rows == ()
    assert skipped(reading)[3] is SkipReason.NOTHING_TO_REPORT
    assert reading.sheets[0].role == "empty"


def test_a_row_of_nothing_but_no(tmp_path: Path) -> None:
    reading = disputes(tmp_path / "a.xlsx", [1, "无", "无", "无", "无", "无", "无"])
    assert reading.rows == ()


def test_lines_between_the_rows_name_their_village(tmp_path: Path) -> None:
    headers = [header for header in DISPUTES if header != "村（社区）"]
    rows: list[list[Any]] = [
        ["2024年矛盾纠纷台账"],
        headers,
        ["一、东坪村"],
        [1, *dispute(1)[2:]],
        ["二、西坪村"],
        [2, *dispute(2)[2:]],
    ]
    reading = read_rows_of(tmp_path / "a.xlsx", rows, merged=["A3:F3", "A5:F5"])
    assert values_of(reading, "village") == ["东坪村", "西坪村"]
    assert str(reading.rows[1].ref("village")).endswith("A5")
    assert skipped(reading)[3] is SkipReason.SECTION


def test_hidden_rows_count_and_are_told(tmp_path: Path) -> None:
    reading = disputes(tmp_path / "a.xlsx", dispute(1), dispute(2), hidden=[4])
    assert [row.hidden for row in reading.rows] == [False, True]
    assert [(remark.row, remark.code) for remark in reading.remarks] == [(4, "hidden_row")]


# --- covered cells ---------------------------------------------------------------------------------


def test_a_merged_village_holds_for_all_its_rows(tmp_path: Path) -> None:
    reading = disputes(
        tmp_path / "a.xlsx", dispute(1), dispute(2, None), dispute(3, "西坪村"), merged=["B3:B4"]
    )
    assert values_of(reading, "village") == ["东坪村", "东坪村", "西坪村"]
    assert str(reading.rows[1].ref("village")).endswith("!B3")
    assert reading.rows[1].marks["village"] == Mark.FILLED_DOWN
    assert reading.problems == ()


def test_a_merged_quantity_counts_once(tmp_path: Path) -> None:
    reading = events(tmp_path / "a.xlsx", event(1), event(2, _5=None), merged=["F3:F4"])
    assert values_of(reading, "audience") == [101, None]
    assert reading.problems == ()


def test_villages_left_blank_under_the_first_hold_on(tmp_path: Path) -> None:
    rows = [dispute(1), dispute(2, None), dispute(3, None), dispute(4, "西坪村"), dispute(5, None)]
    reading = disputes(tmp_path / "a.xlsx", *rows)
    assert values_of(reading, "village") == ["东坪村"] * 3 + ["西坪村"] * 2
    assert str(reading.rows[4].ref("village")).endswith("!B6")


def test_a_single_missing_village_is_missing(tmp_path: Path) -> None:
    rows = [dispute(number, None if number == 4 else "东坪村") for number in range(1, 9)]
    assert problems_of(disputes(tmp_path / "a.xlsx", *rows)) == [(6, "village", "missing_required")]


def test_merged_cells_that_overlap_do_no_harm(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        Sheet(
            [["2024年矛盾纠纷台账"], DISPUTES, dispute(1), dispute(2, None), dispute(3, None)],
            merged=["B3:B4"],
        ),
    )
    odd = b'<mergeCell ref="B3:B4"/><mergeCell ref="B4:B5"/><mergeCell ref="B5:B3"/><mergeCell ref="A1:XFD1048576"/>'
    xml = part_of(path, "xl/worksheets/sheet1.xml").replace(b'<mergeCell ref="B3:B4"/>', odd)
    reading = read(with_parts(path, sheet1=xml))
    assert len(reading.rows) == 3
    assert reading.rows[1].values["village"] == "东坪村"


# --- single cells ----------------------------------------------------------------------------------


def test_how_a_cell_was_understood_is_told(tmp_path: Path) -> None:
    reading = events(
        tmp_path / "a.xlsx", event(1, _1="3月1日", _5="约200"), event(2, _1="3月上旬", _6="0.12万")
    )
    assert [(remark.row, remark.field, str(remark.code)) for remark in reading.remarks] == [
        (3, "date", "no_year"),
        (4, "date", "imprecise_date"),
        (3, "audience", "approximate"),
        (4, "materials", "converted"),
    ]
    assert reading.problems == ()


def test_impossible_dates_and_words_for_numbers_are_told_once(tmp_path: Path) -> None:
    reading = events(tmp_path / "a.xlsx", event(1, _1="2024.9.31"), event(2, _5="若干"), event(3))
    assert problems_of(reading) == [(3, "date", "bad_date"), (4, "audience", "not_a_number")]
    assert [problem.value for problem in reading.problems] == ["2024.9.31", "若干"]
    assert all(problem.code.blocks for problem in reading.problems)


def test_missing_values_are_told_where_they_are_required(tmp_path: Path) -> None:
    reading = events(tmp_path / "a.xlsx", event(1, _1=None), event(2, _5="/"), event(3, _6="/"))
    assert problems_of(reading) == [(3, "date", "missing_required"), (4, "audience", "missing_required")]


def test_formulas_that_failed_or_were_never_computed(tmp_path: Path) -> None:
    reading = events(tmp_path / "a.xlsx", event(1, _5="#DIV/0!"), event(2, _5="=60+40"), event(3))
    assert problems_of(reading) == [(3, "audience", "formula_error"), (4, "audience", "formula_error")]


def test_a_phone_too_short_and_a_wrong_check_digit(tmp_path: Path) -> None:
    headers = ["姓名", "村（社区）", "身份证号", "手机号码", "认定时间", "培训次数"]
    rows = [["甲某", "东坪村", "529921196607191020", "1351234567", "2024.1.5", 2]]
    reading = read_rows_of(tmp_path / "a.xlsx", [["2024年法律明白人名册"], headers, *rows])
    assert {code for _, _, code in problems_of(reading)} == {"bad_id_checksum", "bad_phone"}


# --- between cells ---------------------------------------------------------------------------------


def test_dates_in_the_wrong_order(tmp_path: Path) -> None:
    reading = disputes(tmp_path / "a.xlsx", dispute(5, _6="2024.3.1"), dispute(6, _6="2024年3月"))
    assert problems_of(reading) == [
        (3, "finished_on", "date_order")
    ]  # a month does not contradict a day in it


def test_a_case_of_december_may_end_in_january(tmp_path: Path) -> None:
    reading = disputes(tmp_path / "a.xlsx", dispute(1, "东坪村", "12月20日", _6="1月5日"), dispute(2))
    assert reading.rows[0].values["finished_on"] == "2025-01-05"
    assert reading.problems == ()


def test_dates_outside_the_year_or_the_month(tmp_path: Path) -> None:
    reading = events(tmp_path / "a.xlsx", event(1), event(2, _1="2023.3.2"), event(3))
    assert problems_of(reading) == [(4, "date", "date_out_of_year")]
    reading = events(tmp_path / "a.xlsx", event(1), event(2, _1="2024.4.2"), event(3), name="3月")
    assert problems_of(reading) == [(4, "date", "date_out_of_sheet")]


def test_a_list_of_what_stands_may_hold_earlier_years(tmp_path: Path) -> None:
    rows = [
        ["2024年法治文化阵地"],
        ["名称", "类型", "所在村", "建成时间", "状态"],
        ["法治广场", "法治文化广场", "东坪村", "2019.5", "在用"],
    ]
    assert read_rows_of(tmp_path / "a.xlsx", rows).problems == ()


def test_resolved_needs_its_day(tmp_path: Path) -> None:
    reading = disputes(tmp_path / "a.xlsx", dispute(1, _6=None), dispute(2, _5="否", _6="/"))
    assert problems_of(reading) == [(3, "finished_on", "missing_required")]
    assert reading.problems[0].why == "已经化解却没有办结日期"


def test_deadlines_of_petitions(tmp_path: Path) -> None:
    headers = ["登记日期", "信访人", "反映问题", "受理日期", "办结日期", "办理结果"]
    rows = [
        ["2024.1.1", "甲", "噪声", "2024.1.16", "2024.3.16", "办结"],
        ["2024.1.2", "甲", "积水", "2024.1.18", "2024.2.1", "办结"],
        ["2024.3.1", "甲", "路灯", "2024.3.1", "2024.5.1", "办结"],
        ["2024.9.1", "乙", "欠薪", "2024.9.1", None, "在办"],
        ["2024.11.1", "丙", "租金", "2024.11.2", None, "在办"],
        ["2024.2.1", "丁", "判决", None, None, "不予受理"],
    ]
    reading = read_rows_of(
        tmp_path / "a.xlsx", [["2024年信访事项登记"], ["导出时间：2024-12-10 17:02:15"], headers, *rows]
    )
    assert problems_of(reading) == [
        (5, "accepted_on", "overdue"), (6, "finished_on", "overdue"), (7, "finished_on", "overdue"),
    ]  # fmt: skip
    assert "到2024-12-10已有100天（信访工作条例第三十四条）" in reading.problems[2].why


def test_parts_do_not_exceed_their_whole_and_shares_follow(tmp_path: Path) -> None:
    headers = ["学习时间", "学习内容", "应到", "实到", "参学率"]
    rows = [
        ["2024.1.5", "民法典", 30, 27, "90%"],
        ["2024.2.5", "宪法", 28, 26, "92.9%"],
        ["2024.3.5", "行政处罚法", 28, 27, "88.9%"],
        ["2024.4.5", "反间谍法", 40, 41, 1.025],
        ["2024.5.5", "信访工作条例", 30, 29, 0.97],
        ["2024.6.5", "森林法", 30, 29, 0.9666666667],
    ]
    reading = read_rows_of(tmp_path / "a.xlsx", [["2024年学法情况"], headers, *rows])
    assert problems_of(reading) == [
        (5, "attendance_rate", "formula_mismatch"),
        (6, "attended", "inconsistent"),
    ]
    assert reading.problems[0].why.endswith("填88.9%，27÷28是96.43%")


def test_sums_and_ranges(tmp_path: Path) -> None:
    rows = [
        ["2024年案卷评查"],
        ["评查时间", "评查单位", "案卷数", "优秀", "合格", "不合格"],
        ["2024.5.1", "司法所", 8, 3, 4, 0],
        ["2024.6.1", "司法所", 8, 3, 4, 1],
    ]
    assert problems_of(read_rows_of(tmp_path / "a.xlsx", rows)) == [(3, "files", "inconsistent")]
    rows = [
        ["调委会情况"],
        ["调委会名称", "类型", "委员数", "其中女性"],
        ["东坪村调委会", "村调委会", 11, 0],
        ["西坪村调委会", "村调委会", 5, 1],
    ]
    assert problems_of(read_rows_of(tmp_path / "a.xlsx", rows)) == [
        (3, "members", "inconsistent"),
        (3, "women", "inconsistent"),
    ]


def test_stocks_follow_from_the_month_before(tmp_path: Path) -> None:
    headers = ["月份", "在册社区矫正对象", "新接收", "解除"]
    rows = [["1月", 5, 1, 0], ["2月", 6, 2, 1], ["3月", 8, 0, 1]]
    reading = read_rows_of(tmp_path / "a.xlsx", [["2024年社区矫正月报"], headers, *rows])
    assert problems_of(reading) == [(5, "corrections", "inconsistent")]


def test_a_sex_that_contradicts_the_identity_number(tmp_path: Path) -> None:
    headers = ["姓名", "性别", "村（社区）", "身份证号", "手机号码", "认定时间", "培训次数"]
    row = ["甲某", "女", "东坪村", "52992119610204017X", "13512345678", "2024.1.5", 2]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    row[3] = row[3][:17] + "10X98765432"[sum(int(a) * b for a, b in zip(row[3], weights, strict=False)) % 11]
    reading = read_rows_of(tmp_path / "a.xlsx", [["2024年法律明白人名册"], headers, row])
    assert problems_of(reading) == [(3, "sex", "inconsistent")]


# --- between rows ----------------------------------------------------------------------------------


def test_serial_numbers_that_repeat_or_jump(tmp_path: Path) -> None:
    numbers = [1, 2, 3, 3, 5, 6, 8, 9]
    rows = [event(number, _0=serial) for number, serial in enumerate(numbers, 1)]
    reading = events(tmp_path / "a.xlsx", *rows)
    assert problems_of(reading) == [(6, "serial", "sequence"), (9, "serial", "sequence")]
    assert [problem.why for problem in reading.problems] == ["序号3重复", "序号由6跳到8"]


def test_counting_anew_for_each_village_is_no_jump(tmp_path: Path) -> None:
    rows = [
        dispute(number, village, _0=serial)
        for number, (serial, village) in enumerate(
            [(1, "东坪村"), (2, "东坪村"), (1, "西坪村"), (2, "西坪村")], 1
        )
    ]
    assert disputes(tmp_path / "a.xlsx", *rows).problems == ()


def test_numbers_that_do_not_count_are_left_alone(tmp_path: Path) -> None:
    rows = [event(number, _0=serial) for number, serial in enumerate([7, 30, 4, 92, 15, 66, 51, 8], 1)]
    assert events(tmp_path / "a.xlsx", *rows).problems == ()


def test_record_numbers_that_jump_or_repeat(tmp_path: Path) -> None:
    headers = ["编号", "送审单位", "事项名称", "收到日期", "办结日期", "审查意见"]
    codes = ["S-001", "S-002", "S-004", "S-005", "S-005", "S-007"]
    rows = [
        [code, "党政办", f"合同{n}", f"2024.1.{n}", f"2024.2.{n}", "合法"] for n, code in enumerate(codes, 1)
    ]
    reading = read_rows_of(tmp_path / "a.xlsx", [["2024年合法性审查登记"], headers, *rows])
    assert problems_of(reading) == [(5, "record_number", "sequence"), (7, "record_number", "duplicate_key")]
    assert reading.problems[1].why == "编号S-005与第6行重复"


def test_equal_rows_are_told_across_sheets(tmp_path: Path) -> None:
    title = ["青石镇2024年普法宣传活动"]
    path = workbook(
        tmp_path / "a.xlsx",
        Sheet([title, EVENTS, event(1), event(2)], "一"),
        Sheet([title, EVENTS, event(1, _2="另一场"), event(1, _0=2)], "二"),
    )
    reading = read(path)
    assert problems_of(reading) == [(4, "", "duplicate_row")]
    assert reading.problems[0].why == "与工作表“一”第3行内容相同，像是重复登记"


def test_the_same_person_twice(tmp_path: Path) -> None:
    headers = ["姓名", "村（社区）", "手机号码", "认定时间", "培训次数"]
    rows = [
        ["甲某", "东坪村", "13512345678", "2024.1.5", 2],
        ["乙某", "东坪村", "13512345679", "2024.1.5", 2],
        ["甲某", "西坪村", "13512345678", "2024.2.5", 1],
    ]
    reading = read_rows_of(tmp_path / "a.xlsx", [["2024年法律明白人名册"], headers, *rows])
    assert problems_of(reading) == [(5, "name", "duplicate_row")]


def test_rows_that_are_alike_all_over_are_a_habit(tmp_path: Path) -> None:
    rows = [["2024.1.5", "孙律师", "法律咨询", 1] for _ in range(12)]
    reading = read_rows_of(
        tmp_path / "a.xlsx", [["2024年法律顾问服务"], ["服务时间", "律师", "服务方式", "件数"], *rows]
    )
    assert reading.problems == ()


# --- totals ----------------------------------------------------------------------------------------


def test_totals_that_do_not_add_up(tmp_path: Path) -> None:
    reading = events(tmp_path / "a.xlsx", event(1), event(2), ["合计", None, None, None, None, 101, 400])
    assert problems_of(reading) == [(5, "audience", "total_mismatch")]
    assert reading.problems[0].why == "合计填101，逐行相加是203"


def test_subtotals_count_the_rows_since_the_last(tmp_path: Path) -> None:
    rows = [
        event(1),
        ["小计", None, None, None, None, 101, 200],
        event(2),
        event(3),
        ["小计", None, None, None, None, 205, 400],
        ["合计", None, None, None, None, 306, 600],
    ]
    assert events(tmp_path / "a.xlsx", *rows).problems == ()


def test_a_number_of_rows_written_in_words(tmp_path: Path) -> None:
    assert disputes(tmp_path / "a.xlsx", dispute(1), dispute(2), ["小计", None, "受理2件"]).problems == ()
    reading = disputes(tmp_path / "a.xlsx", dispute(1), dispute(2), ["小计", None, "受理3件"])
    assert problems_of(reading) == [(5, "parties", "total_mismatch")]


def test_a_ratio_over_a_hundred_is_given_without_the_wrong_row_too(tmp_path: Path) -> None:
    headers = ["编号", "送审单位", "事项名称", "收到日期", "办结日期", "审查意见", "意见条数", "采纳条数"]
    rows = [[f"S-00{n}", "党政办", f"合同{n}", f"2024.1.{n}", f"2024.2.{n}", "合法", 4, 4] for n in (1, 2)]
    rows.append(["S-003", "党政办", "合同3", "2024.1.3", "2024.2.3", "合法", 3, 5])
    reading = read_rows_of(tmp_path / "a.xlsx", [["2024年合法性审查登记"], headers, *rows])
    found = {item.name: item.value for item in reading_measures(reading)}
    assert found["采纳率"] == Decimal("118.18")
    assert found["采纳率（剔除S-003）"] == 100


# --- a block without a header ----------------------------------------------------------------------


def test_a_pasted_block_goes_to_the_columns_in_order() -> None:
    columns = [Column("day", "日期", ColumnType.DATE), Column("people", "人数", ColumnType.INTEGER)]
    found = read_block([["5.6", "约20"], [None, None], ["2024.9.31", "3"], ["2024.9.1"]], columns, 2024)
    assert [(row.number, dict(row.values)) for row in found.rows] == [
        (1, {"day": "2024-05-06", "people": 20}),
        (3, {"day": None, "people": 3}),
        (4, {"day": "2024-09-01", "people": None}),
    ]
    assert found.rows[0].marks == {"day": Mark.NO_YEAR, "people": Mark.APPROXIMATE}
    assert [(problem.row, problem.column, problem.field) for problem in found.problems] == [(3, "A", "day")]


def test_one_bad_row_among_thousands_is_found(tmp_path: Path) -> None:
    rows = [dispute(number % 20 + 1, _0=number, _2=f"甲{number}") for number in range(1, 2001)]
    rows[999][4] = "2024.9.31"
    reading = disputes(tmp_path / "a.xlsx", *rows)
    assert len(reading.rows) == 2000
    assert problems_of(reading) == [(1002, "registered_on", "bad_date")]
    assert reading.kind is kind("L16")
