"""Workbooks recognised: kind, roles of sheets, columns with doubts, year, refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.ledger_reading import LedgerReading, SheetRole
from fzapp.intake.ledger_json import reading_json
from tests.unit.intake.ledger_files import (
    Sheet,
    columns_of,
    kind,
    problems_of,
    read,
    read_rows_of,
    values_of,
    workbook,
)

if TYPE_CHECKING:
    from pathlib import Path

DISPUTES = ["序号", "村（社区）", "当事人", "纠纷类型", "登记日期", "是否化解", "化解日期"]


def disputes(month: int, count: int, village: str = "东坪村") -> list[list[Any]]:
    """Rows of disputes, all resolved within the month."""
    return [
        [
            number,
            village,
            f"甲{month}{number}与乙某",
            "邻里纠纷",
            f"2024.{month}.{number}",
            "是",
            f"2024.{month}.{number + 2}",
        ]
        for number in range(1, count + 1)
    ]


def month_sheet(month: int, count: int) -> Sheet:
    title = [f"青石镇矛盾纠纷排查化解台账（2024年{month}月）"]
    return Sheet([title, DISPUTES, *disputes(month, count)], f"{month}月", merged=["A1:G1"])


def test_a_plain_sheet_is_read_as_what_its_title_says(tmp_path: Path) -> None:
    reading = read_rows_of(tmp_path / "a.xlsx", [["青石镇2024年矛盾纠纷台账"], DISPUTES, *disputes(3, 4)])
    assert reading.kind is kind("L16")
    assert reading.year == 2024
    assert [row.number for row in reading.rows] == [3, 4, 5, 6]
    assert list(columns_of(reading.sheets[0]).values()) == [
        "serial", "village", "parties", "type", "registered_on", "result", "finished_on",
    ]  # fmt: skip
    assert (reading.problems, reading.doubts) == ((), ())


def test_each_cell_can_be_found_again(tmp_path: Path) -> None:
    reading = read_rows_of(
        tmp_path / "台账.xlsx", [["2024年矛盾纠纷台账"], DISPUTES, *disputes(3, 2)], name="三月"
    )
    assert str(reading.rows[1].ref("parties")) == "台账.xlsx 三月!C4"


@pytest.mark.parametrize(
    ("code", "title", "headers"),
    [
        ("L01", "干部职工学法情况统计表", ["学习时间", "学习内容", "学习形式", "授课人", "应到人数", "实到人数"]),
        ("L02", "法治建设专题会议台账", ["会议时间", "会议名称", "议题", "主持人", "议定事项数"]),
        ("L03", "第一责任人履职情况", ["时间", "责任人", "履职方式", "事项", "结果"]),
        ("L04", "普法宣传活动登记表", ["活动时间", "活动名称", "地点", "主办单位", "参与人数", "发放资料（份）"]),
        ("L05", "法治文化阵地建设情况", ["阵地名称", "类型", "所在村", "建成时间", "投资（万元）", "状态"]),
        ("L06", "法律明白人花名册", ["姓名", "性别", "村（社区）", "职务", "手机号码", "认定时间", "培训次数"]),
        ("L07", "村法律顾问服务台账", ["服务时间", "律师", "服务方式", "服务内容", "件数"]),
        ("L08", "重大行政决策事项登记", ["决策事项", "承办单位", "公众参与", "专家论证", "风险评估", "合法性审查", "决策时间"]),
        ("L09", "行政规范性文件合法性审查登记簿", ["送审单位", "事项名称", "类别", "收件日期", "审查意见", "办结日期"]),
        ("L10", "行政规范性文件目录", ["文件名称", "文号", "合法性审核时间", "发布时间", "备案时间", "有效期"]),
        ("L11", "行政执法人员持证情况", ["姓名", "编制", "执法证号", "执法领域", "发证时间", "在岗情况"]),
        ("L12", "行政处罚案件台账", ["案号", "案由", "当事人", "立案时间", "处罚种类", "罚款金额", "处罚日期", "结案情况"]),
        ("L13", "涉企检查记录", ["检查日期", "检查类型", "检查对象", "检查内容", "发现问题数", "整改数"]),
        ("L14", "执法案卷评查情况", ["评查时间", "评查单位", "评查卷数", "优秀", "合格", "不合格"]),
        ("L15", "行政复议行政诉讼案件台账", ["案件类别", "案号", "申请人", "案由", "收到时间", "审理结果", "是否败诉"]),
        ("L17", "信访事项登记表", ["登记时间", "信访形式", "信访人", "反映问题", "受理日期", "办理结果"]),
        ("L18", "人民调解委员会情况", ["调委会名称", "类型", "委员人数", "其中女性", "成立时间"]),
        ("L19", "人民调解员名册", ["姓名", "调委会", "专职/兼职", "文化程度", "年度培训学时"]),
        ("L20", "社区矫正月报", ["月份", "在册社区矫正对象", "本月新接收", "本月解除", "安置帮教对象"]),
        ("L21", "重点人群服务管理情况", ["季度", "人群类别", "人数", "走访次数"]),
        ("L22", "主动公开政府信息目录", ["公开时间", "栏目", "信息标题", "公开渠道", "审核人"]),
        ("L23", "人大代表建议办理台账", ["建议编号", "类别", "建议标题", "领衔代表", "承办单位", "答复时间", "办理结果"]),
        ("L24", "公共法律服务工作站来访登记", ["日期", "来访人", "服务类别", "咨询内容", "件数"]),
        ("L25", "民主法治示范村创建台账", ["村（社区）", "称号", "级别", "命名文号", "复核情况"]),
        ("L26", "法治督察反馈问题整改台账", ["问题来源", "反馈问题", "整改措施", "责任单位", "完成时限", "整改状态"]),
        ("L27", "普法经费投入情况", ["年度", "科目", "预算（万元）", "支出（万元）"]),
        ("L28", "网格员及事件办理情况", ["网格编号", "所属村", "网格员姓名", "专兼职", "上报事件", "办结数"]),
        ("L29", "12345热线办理情况", ["月份", "受理件数", "办结件数", "超期件数"]),
        ("L30", "应急演练和隐患排查台账", ["时间", "类型", "内容", "隐患数", "整改数"]),
        ("L31", "发文登记簿", ["发文日期", "发文字号", "文件标题", "文种", "发文机关"]),
    ],
)  # fmt: skip
def test_every_kind_is_known_by_title_and_headers(
    tmp_path: Path, code: str, title: str, headers: list[str]
) -> None:
    row = ["" for _ in headers]
    reading = read_rows_of(tmp_path / "a.xlsx", [[title], headers, row])
    assert reading.kind
    assert reading.kind.code == code
    columns = columns_of(reading.sheets[0])
    assert list(columns) == headers
    own = {column.id for column in reading.kind.columns}
    assert set(columns.values()) <= own


@pytest.mark.parametrize(
    ("code", "headers"),
    [
        ("L16", ["纠纷类型", "当事人", "调解员", "是否化解", "化解日期", "排查日期"]),
        ("L12", ["案号", "案由", "立案日期", "决定书文号", "处罚种类", "罚没金额"]),
        ("L17", ["信访人", "信访形式", "反映问题", "受理日期", "办结日期", "群众评价"]),
    ],
)
def test_a_kind_is_known_without_a_title(tmp_path: Path, code: str, headers: list[str]) -> None:
    reading = read_rows_of(tmp_path / "表.xlsx", [headers, ["" for _ in headers]])
    assert reading.kind
    assert reading.kind.code == code


def test_the_file_name_helps(tmp_path: Path) -> None:
    reading = read_rows_of(
        tmp_path / "2023年调解员名册.xlsx", [["姓名", "性别", "学历", "备注"], ["甲某", "男", "高中", ""]]
    )
    assert reading.kind is kind("L19")
    assert reading.year == 2023


def test_the_clerk_may_name_kind_and_year(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Sheet([["2024年矛盾纠纷台账"], DISPUTES, *disputes(3, 2)]))
    reading = read(path, "L17", 2022)
    assert reading.kind is kind("L17")
    assert reading.year == 2022


def test_a_table_that_fits_no_kind_is_shown_but_not_named(tmp_path: Path) -> None:
    reading = read_rows_of(
        tmp_path / "a.xlsx", [["序号", "地点", "备注"], [1, "操场", "两台"], [2, "食堂", "一台"]]
    )
    assert reading.kind is None
    assert "选一种" in reading.doubts[0]
    assert len(reading.rows) == 2
    assert reading_json(reading)["kind"] is None


def test_likeness_of_two_kinds_is_a_doubt(tmp_path: Path) -> None:
    headers = ["序号", "姓名", "性别", "村（社区）", "身份证号", "手机号码", "备注"]
    reading = read_rows_of(
        tmp_path / "名册.xlsx", [headers, [1, "甲某", "女", "东坪村", "", "13512345678", ""]]
    )
    assert any("也像" in doubt for doubt in reading.doubts)


# --- headers ---------------------------------------------------------------------------------------


def test_unknown_columns_are_told_and_kept(tmp_path: Path) -> None:
    rows = [["2024年矛盾纠纷台账"], [*DISPUTES, "楼栋"], *[[*row, "甲"] for row in disputes(3, 2)]]
    reading = read_rows_of(tmp_path / "a.xlsx", rows)
    assert reading.rows[0].extras == {"楼栋": "甲"}
    assert any("楼栋" in note for note in reading.notes)


def roles(reading: LedgerReading) -> dict[str, str]:
    return {sheet.name: sheet.role.value for sheet in reading.sheets}


def test_two_tables_on_a_sheet_are_read_each_by_its_own_header(tmp_path: Path) -> None:
    reading = read_rows_of(
        tmp_path / "a.xlsx",
        [
            ["一、法治宣传活动"],
            ["日期", "主题", "地点", "参加人数", "发放资料"],
            ["2024-3-1", "维权", "广场", 100, 300],
            ["2024-4-1", "国安", "学校", 200, 500],
            [],
            ["二、会前学法"],
            ["日期", "学习内容", "主讲人", "应到", "实到"],
            ["2024-1-1", "宪法", "镇长", 20, 20],
        ],
    )
    assert reading.kind is kind("L04")
    assert roles(reading) == {"Sheet1": "data", "Sheet1（第6行起）": "other"}
    assert [row.number for row in reading.rows] == [3, 4]
    assert not reading.problems
    assert any("学法活动" in note for note in reading.notes)


def test_a_second_table_of_the_same_kind_keeps_its_row_numbers(tmp_path: Path) -> None:
    first = ["登记日期", "村（社区）", "当事人", "纠纷类型", "是否化解"]
    second = ["纠纷双方", "所在村", "受理时间", "矛盾类别", "调处结果"]
    reading = read_rows_of(
        tmp_path / "a.xlsx",
        [
            ["2024年上半年矛盾纠纷台账"],
            first,
            ["2024.3.5", "东坪村", "甲某、乙某", "邻里纠纷", "是"],
            ["下半年"],
            second,
            ["丙某、丁某", "东坪村", "2024.8.5", "邻里纠纷", "是"],
        ],
    )
    assert [row.number for row in reading.rows] == [3, 6]
    assert values_of(reading, "parties") == ["甲某、乙某", "丙某、丁某"]


def test_the_header_printed_on_each_page_begins_no_other_table(tmp_path: Path) -> None:
    page = [["2024年矛盾纠纷台账"], DISPUTES]
    reading = read_rows_of(tmp_path / "a.xlsx", [*page, *disputes(3, 2), [], *page, *disputes(4, 2)])
    assert len(reading.sheets) == 1
    assert [row.number for row in reading.rows] == [3, 4, 8, 9]


def test_a_sheet_for_each_month_is_one_ledger(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        month_sheet(1, 3),
        Sheet([["矛盾纠纷台账（2024年2月）"], DISPUTES, ["本月无新增矛盾纠纷"]], "2月", merged=["A3:G3"]),
        month_sheet(3, 2),
        Sheet(
            [["2024年第一季度汇总"], ["月份", "受理（件）", "化解（件）"], ["1月", 3, 3], ["3月", 4, 2]],
            "汇总",
        ),
        Sheet([["一、按月填报。"], ["二、当事人写全名。"]], "填表说明"),
        Sheet([], "Sheet6"),
    )
    reading = read(path)
    assert roles(reading) == {
        "1月": "data", "2月": "empty", "3月": "data", "汇总": "summary", "填表说明": "instructions", "Sheet6": "empty",
    }  # fmt: skip
    assert len(reading.rows) == 5
    assert [(item.sheet, item.row, item.why) for item in reading.problems] == [
        ("汇总", 4, "汇总表里3月的受理是4，明细里是2")
    ]


def test_a_sheet_for_each_village_tells_the_village(tmp_path: Path) -> None:
    headers = [header for header in DISPUTES if header != "村（社区）"]
    sheets = [
        Sheet([["2024年矛盾纠纷台账"], headers, *[[row[0], *row[2:]] for row in disputes(3, count)]], name)
        for name, count in (("东坪村", 2), ("老街社区", 1))
    ]
    reading = read(workbook(tmp_path / "a.xlsx", *sheets))
    assert values_of(reading, "village") == ["东坪村", "东坪村", "老街社区"]


def test_a_sheet_that_gathers_the_others_is_not_read_twice(tmp_path: Path) -> None:
    everything = [["2024年矛盾纠纷台账总表"], DISPUTES, *disputes(1, 3), *disputes(3, 2)]
    reading = read(
        workbook(tmp_path / "a.xlsx", month_sheet(1, 3), month_sheet(3, 2), Sheet(everything, "总表"))
    )
    assert roles(reading)["总表"] == "summary"
    assert len(reading.rows) == 5
    assert any("没有重复读入" in note for note in reading.notes)


def test_another_kind_in_the_same_workbook_is_left_out_and_told(tmp_path: Path) -> None:
    study = [
        ["2024年干部学法情况"],
        ["学习时间", "学习内容", "学习形式", "主讲人", "应到", "实到"],
        ["2024.1.5", "民法典", "专题培训", "司法所长", 30, 28],
    ]
    reading = read(workbook(tmp_path / "a.xlsx", month_sheet(1, 3), month_sheet(3, 2), Sheet(study, "学法")))
    assert reading.kind is kind("L16")
    assert reading.sheets[2].role is SheetRole.OTHER
    assert any("工作表“学法”是“学法活动”台账" in note for note in reading.notes)


def test_a_workbook_with_nothing_but_a_summary_has_no_rows(tmp_path: Path) -> None:
    rows = [
        ["2024年矛盾纠纷排查化解汇总表"],
        ["村名", "受理数", "化解数", "化解率"],
        ["东坪村", 9, 8, 0.89],
        ["西坪村", 5, 5, 1],
    ]
    reading = read_rows_of(tmp_path / "a.xlsx", rows, name="汇总")
    assert reading.sheets[0].role is SheetRole.SUMMARY
    assert reading.rows == ()
    assert any("汇总表" in note for note in reading.notes)


def test_a_statistics_title_does_not_make_a_summary(tmp_path: Path) -> None:
    rows = [
        ["青石镇2024年信访情况统计表"],
        ["登记时间", "信访人", "反映问题", "办理结果"],
        ["2024.1.5", "甲某", "噪声", "办结"],
    ]
    assert read_rows_of(tmp_path / "a.xlsx", rows).sheets[0].role is SheetRole.DATA


def test_hidden_sheets_and_columns_are_read_and_told(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        Sheet([["2024年矛盾纠纷台账"], DISPUTES, *disputes(1, 2)], "公开", hidden_columns=["C"]),
        Sheet([["2024年矛盾纠纷台账"], DISPUTES, *disputes(2, 2)], "另存", invisible=True),
    )
    reading = read(path)
    assert len(reading.rows) == 4
    assert any("隐藏的列" in note and "当事人" in note for note in reading.notes)
    assert any("工作表“另存”是隐藏的" in note for note in reading.notes)


# --- year ------------------------------------------------------------------------------------------


def year_of(path: Path, title: str, dates: list[str], name: str = "Sheet1", below: str = "") -> int | None:
    rows = [[title], [below], ["登记日期", "当事人", "纠纷类型", "是否化解"]]
    rows += [[day, f"甲{number}", "邻里纠纷", "否"] for number, day in enumerate(dates)]
    return read_rows_of(path, rows, name=name).year


def test_the_year_comes_from_title_name_lines_or_dates(tmp_path: Path) -> None:
    book = tmp_path / "台账.xlsx"
    assert year_of(book, "2023年矛盾纠纷台账", ["5.6"]) == 2023
    assert year_of(tmp_path / "2022年台账.xlsx", "矛盾纠纷台账", ["5.6"]) == 2022
    assert year_of(book, "矛盾纠纷台账", ["5.6"], name="2021") == 2021
    assert year_of(book, "矛盾纠纷台账", ["5.6"], below="2020年度") == 2020
    assert year_of(book, "矛盾纠纷台账", ["2019.5.6", "2019.6.7"]) == 2019
    assert year_of(book, "矛盾纠纷台账", ["2019.5.6", "2018.6.7"]) is None


def test_the_day_of_reporting_does_not_outvote_the_dates(tmp_path: Path) -> None:
    days = ["2024.11.6", "2024.12.7"]
    assert year_of(tmp_path / "a.xlsx", "矛盾纠纷台账", days, below="填报日期：2025年1月5日") == 2024
    assert year_of(tmp_path / "a.xlsx", "矛盾纠纷台账", [], below="填报日期：2025年1月5日") == 2025


def test_the_title_of_last_year_left_standing_is_asked_about(tmp_path: Path) -> None:
    rows = [["2023年矛盾纠纷台账"], DISPUTES, *disputes(3, 6)]
    reading = read_rows_of(tmp_path / "a.xlsx", rows)
    assert reading.year == 2024
    assert "标题写的是2023年，日期却都在2024年" in reading.doubts[0]
    assert problems_of(reading) == []


def test_sheets_for_two_years_keep_their_own(tmp_path: Path) -> None:
    rows = [["登记日期", "当事人", "纠纷类型", "是否化解"], ["5.6", "甲", "邻里纠纷", "否"]]
    reading = read(workbook(tmp_path / "矛盾纠纷.xlsx", Sheet(rows, "2023年"), Sheet(rows, "2024年")))
    assert values_of(reading, "registered_on") == ["2023-05-06", "2024-05-06"]


# --- refusals --------------------------------------------------------------------------------------


def test_a_workbook_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有找到台账的表头"):
        read_rows_of(tmp_path / "a.xlsx", [["关于开展普法工作的通知"], ["各村（社区）："]])


def test_a_table_on_its_side_is_refused_with_the_way_to_turn_it(tmp_path: Path) -> None:
    rows = [
        ["普法活动"],
        ["活动时间", "2024.3.1", "2024.4.15"],
        ["活动主题", "维权", "国安"],
        ["参与人数", 100, 200],
    ]
    with pytest.raises(UserError, match="转置"):
        read_rows_of(tmp_path / "a.xlsx", rows)


@pytest.mark.parametrize("mark", ["机密★10年", "绝密", "秘密 ★ 一年"])
def test_state_secrets_are_refused(tmp_path: Path, mark: str) -> None:
    with pytest.raises(UserError, match="涉密内容不能放进本程序"):
        read_rows_of(tmp_path / "a.xlsx", [["2024年矛盾纠纷台账"], DISPUTES, *disputes(1, 2), [3, mark]])


def test_talk_about_secrecy_is_no_secret(tmp_path: Path) -> None:
    rows = [
        ["2024年学法活动"],
        ["学习时间", "学习内容", "参加人数"],
        ["2024.4.15", "《保守国家秘密法》", 30],
        ["2024.5.1", "保密教育", 30],
    ]
    assert len(read_rows_of(tmp_path / "a.xlsx", rows).rows) == 2


@pytest.mark.parametrize("header", ["姓名", "身份证号", "联系电话"])
def test_persons_do_not_enter_a_ledger_of_totals(tmp_path: Path, header: str) -> None:
    rows = [["2024年社区矫正对象名册"], ["月份", "在册社区矫正对象", header], ["1月", 3, "甲某"]]
    with pytest.raises(UserError, match="不登记到人"):
        read_rows_of(tmp_path / "a.xlsx", rows)


def test_the_answer_of_the_command_line(tmp_path: Path) -> None:
    rows = [
        ["青石镇2024年矛盾纠纷台账"],
        DISPUTES,
        *disputes(3, 3),
        [4, "西坪村", "丙某", "土地纠纷", "2024.4.31", "否", "/"],
    ]
    answer = reading_json(read_rows_of(tmp_path / "a.xlsx", rows))
    assert list(answer) == ["kind", "row_count", "sheets", "problems", "stats", "error"]
    assert (answer["kind"], answer["row_count"], answer["error"]) == ("矛盾纠纷排查化解", 4, None)
    (sheet,) = answer["sheets"]
    assert list(sheet) == ["name", "role", "header_rows", "columns", "data_rows"]
    assert sheet["columns"]["是否化解"] == "结果"
    assert sheet["data_rows"] == [3, 4, 5, 6]
    assert answer["problems"] == [
        {"sheet": "Sheet1", "row": 6, "column": "E", "value": "2024.4.31", "why": "4月没有31日"}
    ]
    assert answer["stats"]["化解率（%）"] == 75
    assert answer["stats"]["东坪村件数"] == 3


@pytest.mark.shared
def test_practice_ledgers_are_read_without_a_fault(shared: Path) -> None:
    import json

    from tests.benchmarks.score_ledgers import answer, differences, judge_of

    practice = shared / "practice"
    judge = judge_of(practice)
    for path in sorted((practice / "ledgers").glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        out = answer(path.parent / gold["file"])
        assert differences(gold, out) == [], gold["id"]
        score = judge.score_ledger(gold, out)
        assert score.get("damaged_ok", True)
