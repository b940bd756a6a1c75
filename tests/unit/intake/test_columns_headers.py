"""Headers of workbooks: two rows, groups, everyday words, brackets, cells that speak for or against a match."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fzapp.intake.columns import recognise
from fzapp.intake.workbook import read_clipboard
from fzapp.services.ledger_kinds import ledger_kinds
from tests.unit.intake.ledger_files import (
    Sheet,
    columns_of,
    kind,
    read,
    read_rows_of,
    values_of,
    workbook,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_a_header_of_two_rows_with_merged_cells(tmp_path: Path) -> None:
    rows = [
        ["青石街道2024年合法性审查台账"],
        ["青石街道司法所", None, None, "2024年度"],
        ["序号", "送审单位", "送审事项", "时间", None, "审查意见", None, "合同金额"],
        [None, None, None, "收到", "出具意见", "结论", "条数"],
        [1, "党政办", "采购合同", "2024.1.5", "2024.1.8", "合法", 2, "3.5万"],
    ]
    merged = ["A1:H1", "A2:C2", "D2:H2", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:G3", "H3:H4"]
    reading = read_rows_of(tmp_path / "a.xlsx", rows, merged=merged)
    sheet = reading.sheets[0]
    assert sheet.header_rows == (3, 4)
    assert sheet.title == "青石街道2024年合法性审查台账"
    assert columns_of(sheet) == {
        "序号": "serial", "送审单位": "submitter", "送审事项": "title", "收到": "received_on", "出具意见": "finished_on",
        "结论": "opinion", "条数": "opinions", "合同金额": "amount",
    }  # fmt: skip


def test_a_header_of_two_rows_pasted_without_merged_cells() -> None:
    block = "序号\t活动时间\t活动主题\t宣传效果\t\t备注\n\t\t\t参与人次\t发放资料\t\n1\t2024.3.1\t民法典宣传\t200\t300\t\n"
    reading = recognise(read_clipboard(block), ledger_kinds())
    assert reading.kind is kind("L04")
    assert reading.sheets[0].header_rows == (1, 2)
    assert columns_of(reading.sheets[0])["参与人次"] == "audience"
    assert len(reading.rows) == 1


def test_the_same_word_under_two_groups_is_two_columns(tmp_path: Path) -> None:
    rows = [
        ["2024年信访事项登记"],
        ["序号", "信访人", "反映问题", "受理", None, "办结", None],
        [None, None, None, "日期", "单位", "日期", "结果"],
        [1, "甲某", "道路积水", "2024.1.5", "村建办", "2024.1.9", "办结"],
        [2, "乙某", "路灯不亮", "2024.2.5", "村建办", "2024.2.9", "办结"],
    ]
    merged = ["A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"]
    reading = read_rows_of(tmp_path / "a.xlsx", rows, merged=merged)
    matches = {match.letter: match.column.id for match in reading.sheets[0].columns if match.column}
    assert (matches["D"], matches["F"]) == ("accepted_on", "finished_on")


def test_the_group_over_a_header_decides_what_its_word_counts(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["社区矫正、安置帮教月报表"],
        ["月份", "在册矫正对象", "", "", "安置帮教"],
        ["", "期末人数", "本月新接收", "本月解矫", "在册人数"],
        ["2024年1月", 12, 1, 0, 35],
        ["2024年2月", 11, 0, 1, 36],
    ]
    reading = read(workbook(tmp_path / "a.xlsx", Sheet(rows, merged=["A1:E1", "B2:D2"])))
    assert columns_of(reading.sheets[0]) == {
        "月份": "month", "期末人数": "corrections", "本月新接收": "received", "本月解矫": "released",
        "在册人数": "resettlement",
    }  # fmt: skip
    assert not reading.problems


def test_both_sides_of_a_dispute_are_kept(tmp_path: Path) -> None:
    header = ["受理时间", "申请人", "被申请人", "纠纷类别", "调解结果", "协议标的(元)"]
    row = ["2024.3.5", "甲某", "乙某", "邻里纠纷", "调解成功", "3,500"]
    reading = read_rows_of(tmp_path / "a.xlsx", [["矛盾纠纷调处登记簿"], header, row, row])
    read_as = {name: values_of(reading, name)[0] for name in ("parties", "other_party", "amount")}
    assert read_as == {"parties": "甲某", "other_party": "乙某", "amount": Decimal(3500)}


def test_a_question_in_a_header_leaves_the_word_that_tells(tmp_path: Path) -> None:
    header = ["第几次", "啥时候学的", "学的啥", "应到多少人", "实到多少人"]
    reading = read_rows_of(tmp_path / "a.xlsx", [["会前学法"], header, [1, "2024.1.6", "宪法", 40, 38]])
    assert list(columns_of(reading.sheets[0]).values()) == ["serial", "date", "topic", "expected", "attended"]


def test_everyday_headers_are_understood_and_asked_about(tmp_path: Path) -> None:
    rows = [
        ["普法活动登记2024"],
        ["什么时候搞的", "搞了什么", "在哪搞的", "谁牵头", "来了多少人", "发了多少份"],
        ["1.5", "送法下乡", "集市", "司法所", "200余", "500"],
        ["3月8日", "妇女维权", "广场", "妇联", "约150人", "300"],
    ]
    reading = read_rows_of(tmp_path / "a.xlsx", rows)
    assert list(columns_of(reading.sheets[0]).values()) == [
        "date",
        "topic",
        "place",
        "lead_office",
        "audience",
        "materials",
    ]
    assert len(reading.doubts) == 6
    assert "“来了多少人”这一列当作“受众人次”读入，看一看对不对" in reading.doubts


def test_blanks_line_breaks_and_brackets_in_headers_do_not_matter(tmp_path: Path) -> None:
    rows = [
        ["法律明白人名册"],
        ["姓  名", "村\n（社区）", "培训\n次数（次）", "认定 时间"],
        ["甲某", "东坪村", 2, "2024.1.5"],
    ]
    reading = read_rows_of(tmp_path / "a.xlsx", rows)
    assert list(columns_of(reading.sheets[0]).values()) == ["name", "village", "trainings", "certified_on"]


def test_cells_speak_against_a_wrong_match(tmp_path: Path) -> None:
    rows = [["2024年普法宣传活动"], ["日期", "活动内容", "地点", "人次", "时间"]]
    rows += [["司法所", "送法下乡", "集市", number, f"2024.3.{number}"] for number in range(1, 9)]
    columns = columns_of(read_rows_of(tmp_path / "a.xlsx", rows).sheets[0])
    assert columns["时间"] == "date"
    assert "日期" not in columns


def test_phones_and_identity_numbers_are_known_by_their_cells(tmp_path: Path) -> None:
    rows = [["2024年普法宣传活动"], ["活动时间", "活动主题", "活动地点", "参与人次", "登记栏甲", "登记栏乙"]]
    rows += [["2024.3.5", "送法", "集市", 20, f"1351234567{n}", f"52992119660719102{n}"] for n in range(4)]
    sheet = read_rows_of(tmp_path / "a.xlsx", rows).sheets[0]
    assert columns_of(sheet)["登记栏甲"] == "phone"
    assert columns_of(sheet)["登记栏乙"] == "identity_number"
    assert "当作个人信息读入" in next(match.doubt for match in sheet.columns if match.letter == "E")


def test_an_amount_takes_the_unit_of_its_header(tmp_path: Path) -> None:
    rows = [
        ["2024年经费投入"],
        ["年度", "科目", "支出（万元）"],
        ["2024", "普法", 4.86],
        ["2024", "法律顾问", "3.5万"],
    ]
    assert values_of(read_rows_of(tmp_path / "a.xlsx", rows), "spent") == [48_600, 35_000]


# --- sheets ----------------------------------------------------------------------------------------
