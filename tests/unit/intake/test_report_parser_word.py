"""Recognition of reports in Word files, one test for each habit of their writers."""

from __future__ import annotations

from fzapp.domain.document import RecognisedReport
from fzapp.intake.docx_reader import read_docx
from fzapp.intake.report_parser import recognise
from tests.unit.intake.word_files import (
    HEADING_STYLES,
    OFFICIAL_LEVELS,
    deleted,
    docx,
    inserted,
    numbering,
    par,
    run,
    style,
    styles,
    table,
    textbox,
)

TITLE = {"align": "center", "size": 22, "font": "方正小标宋简体"}
TEXT = {"size": 16, "font": "仿宋_GB2312"}
LEAD = par("2026年，青石镇扎实推进依法行政。现将有关情况报告如下：", **TEXT)


def read(*blocks: str, **parts: str) -> RecognisedReport:
    return recognise(read_docx(docx(*blocks, parts=parts)))


def headings(report: RecognisedReport) -> list[tuple[int, str, str, int]]:
    return [(heading.level, heading.number, heading.text, heading.line) for heading in report.headings]


def signed(*blocks: str, **parts: str) -> RecognisedReport:
    end = (par(""), par("青石镇人民政府", align="right"), par("2027年1月8日", align="right"))
    return read(par("青石镇2026年法治政府建设情况报告", **TITLE), par(""), *blocks, *end, **parts)


def test_headings_made_with_fonts_in_many_runs() -> None:
    heading = par(
        run("一、2026年", font="黑体", size=16),
        run("主要举", font="黑体", size=16),
        run("措", font="黑体", size=16),
    )
    inline = par(run("1.", bold=True), run("严格程序。", bold=True), run("听取意见30条。"))
    report = signed(LEAD, heading, par("（一）抓学习", font="楷体_GB2312"), par("学了。", **TEXT), inline)
    assert headings(report) == [
        (1, "一、", "2026年主要举措", 4),
        (2, "（一）", "抓学习", 5),
        (3, "1.", "严格程序", 7),
    ]
    assert report.content.sections[-1].body == "学了。\n1.严格程序。听取意见30条。"


def test_a_red_head_in_one_line() -> None:
    report = read(
        par("青石镇人民政府文件", align="center", size=36),
        par("青政〔2027〕3号　　　　　　签发人：甲某", align="center"),
        par(""),
        par("青石镇人民政府", **TITLE),
        par("关于2026年法治政府建设情况的报告", **TITLE),
        par(""),
        par("县人民政府："),
        LEAD,
        par("一、做法"),
        par("好。"),
    )
    content = report.content
    assert content.title == "青石镇人民政府关于2026年法治政府建设情况的报告"
    assert (content.issuer, content.doc_number, content.addressee) == (
        "青石镇人民政府文件",
        "青政〔2027〕3号",
        "县人民政府：",
    )
    assert any("甲某" in note for note in report.notes)


def test_a_red_head_in_a_table_of_two_cells() -> None:
    report = read(
        par("青石镇人民政府", align="center", size=36),
        table(("青政〔2027〕3号", "签发人：甲某")),
        par("青石镇2026年法治政府建设情况报告", **TITLE),
        par("县人民政府："),
        LEAD,
    )
    content = report.content
    assert content.title == "青石镇2026年法治政府建设情况报告"
    assert (content.issuer, content.doc_number) == ("青石镇人民政府", "青政〔2027〕3号")
    assert content.sections[0].body.startswith("2026年，青石镇")


def test_heading_styles_with_typed_numbers() -> None:
    report = read(
        par("青石镇2026年法治政府建设情况报告", style="Title"),
        LEAD,
        par("一、做法", style="Heading1"),
        par("（一）抓学习", style="Heading2"),
        par("学了。"),
        styles=HEADING_STYLES,
    )
    assert headings(report) == [(1, "一、", "做法", 3), (2, "（一）", "抓学习", 4)]
    assert report.content.title == "青石镇2026年法治政府建设情况报告"


def test_headings_known_only_by_style() -> None:
    report = signed(
        LEAD, par("主要做法", style="Heading1"), par("抓学习", style="Heading2"), par("学了。"), par("下步打算", style="Heading1"),
        par("继续。"), styles=HEADING_STYLES,
    )  # fmt: skip
    assert headings(report) == [(1, "", "主要做法", 4), (2, "", "抓学习", 5), (1, "", "下步打算", 7)]
    assert [section.heading for section in report.content.sections] == ["", "主要做法", "抓学习", "下步打算"]


def test_levels_of_word_count_from_the_highest_that_is_used() -> None:
    report = signed(LEAD, par("主要做法", outline=1), par("学了。"), par("抓学习", outline=2), par("学了。"))
    assert [(level, text) for level, _, text, _ in headings(report)] == [(1, "主要做法"), (2, "抓学习")]


def test_a_title_with_a_heading_style_is_the_title() -> None:
    report = read(
        par("青石镇2026年法治政府建设情况报告", style="Heading1"),
        LEAD,
        par("一、做法", style="Heading2"),
        par("好。"),
        styles=HEADING_STYLES,
    )
    assert report.content.title == "青石镇2026年法治政府建设情况报告"
    assert headings(report) == [(1, "一、", "做法", 3)]


def test_headings_known_only_by_their_look() -> None:
    report = signed(
        LEAD, par("主要做法", font="黑体", size=16), par("学了。" * 30, **TEXT), par("抓学习", font="楷体", size=16), par("学了。", **TEXT),
        par("抓执法", font="楷体", size=16), par("办案。", **TEXT), par("下步打算", font="黑体", size=16), par("继续。", **TEXT),
    )  # fmt: skip
    assert [(level, text) for level, _, text, _ in headings(report)] == [
        (1, "主要做法"), (2, "抓学习"), (2, "抓执法"), (1, "下步打算"),
    ]  # fmt: skip


def test_bold_words_in_a_numbered_report_are_no_headings() -> None:
    report = signed(
        LEAD,
        par("一、做法"),
        par("工作亮点", bold=True),
        par("好。", **TEXT),
        par("典型案例", bold=True),
        par("好。", **TEXT),
    )
    assert headings(report) == [(1, "一、", "做法", 4)]


def test_a_table_becomes_rows_in_the_body() -> None:
    report = signed(
        LEAD,
        par("一、数据"),
        par("见下表。"),
        table(("类别", "件数"), ("合同", "46"), ("一、合计", "")),
        par("（一）说明"),
        par("完。"),
    )
    assert headings(report) == [(1, "一、", "数据", 4), (2, "（一）", "说明", 12)]
    assert report.content.sections[1].body == "见下表。\n类别\t件数\n合同\t46\n一、合计\t"


def test_headers_and_footers_are_no_lines() -> None:
    data = docx(par("青石镇工作总结", **TITLE), LEAD, extra={"word/footer1.xml": b"<w:ftr>- 1 -</w:ftr>"})
    assert len(recognise(read_docx(data)).lines) == 2


def test_automatic_numbers_are_headings_and_are_written_out_in_bodies() -> None:
    report = signed(
        LEAD, par("做法", number=(1, 0)), par("抓学习", number=(1, 1)), par("严格程序。听取意见30条。", number=(1, 2)),
        par("做实审查。审查12件。", number=(1, 2)), par("打算", number=(1, 0)), par("继续。"), numbering=numbering(*OFFICIAL_LEVELS),
    )  # fmt: skip
    assert headings(report) == [
        (1, "一、", "做法", 4), (2, "（一）", "抓学习", 5), (3, "1.", "严格程序", 6), (3, "2.", "做实审查", 7), (1, "二、", "打算", 8),
    ]  # fmt: skip
    assert report.content.sections[2].body == "1.严格程序。听取意见30条。\n2.做实审查。审查12件。"
    assert report.lines[5] == "严格程序。听取意见30条。"
    assert any("序号由Word自动编排" in note for note in report.notes)


def test_an_automatic_number_with_an_inline_body() -> None:
    report = signed(
        LEAD,
        par("打算", number=(1, 0)),
        par("抓学习。全年12次。", number=(1, 1)),
        numbering=numbering(*OFFICIAL_LEVELS),
    )
    section = report.content.sections[-1]
    assert (section.heading, section.heading_end, section.body) == ("抓学习", "。", "全年12次。")


def test_tracked_changes_are_accepted() -> None:
    report = signed(
        LEAD,
        par(run("一、"), deleted("老"), inserted("新"), run("做法")),
        par(run("开会"), inserted("5"), deleted("3"), run("次。")),
    )
    assert headings(report) == [(1, "一、", "新做法", 4)]
    assert report.content.sections[-1].body == "开会5次。"


def test_a_text_box_is_listed_and_not_mixed_in() -> None:
    report = signed(LEAD, par(run("一、做法"), textbox(par("内部参考"))), par("好。"))
    assert [(line.line, line.text) for line in report.dropped] == [(5, "内部参考")]
    assert headings(report) == [(1, "一、", "做法", 4)]
    assert report.content.sections[-1].body == "好。"


def test_a_red_head_in_a_text_box() -> None:
    report = read(
        par(textbox(par("青石镇人民政府文件"), par("青政〔2027〕3号"))),
        par("青石镇2026年法治政府建设情况报告", **TITLE),
        LEAD,
        par("正文。" * 20),
    )
    assert (report.content.issuer, report.content.doc_number) == ("青石镇人民政府文件", "青政〔2027〕3号")
    assert report.content.title == "青石镇2026年法治政府建设情况报告"


def test_a_text_that_stands_in_text_boxes_is_read() -> None:
    report = read(par("封面"), par(textbox(par("青石镇工作总结"), par("一、做法"), par("好。" * 20))))
    assert [heading.text for heading in report.headings] == ["做法"]


def test_a_title_over_three_paragraphs() -> None:
    report = read(
        par("青石镇人民政府", **TITLE),
        par("关于2026年度法治政府建设", **TITLE),
        par("工作情况的报告", **TITLE),
        par(""),
        par("县人民政府："),
        LEAD,
    )
    assert report.content.title == "青石镇人民政府关于2026年度法治政府建设工作情况的报告"
    assert report.content.addressee == "县人民政府："


def test_a_title_with_a_soft_break() -> None:
    report = read(par("青石镇人民政府\n关于2026年法治政府建设情况的报告", **TITLE), par("县人民政府："), LEAD)
    assert report.content.title == "青石镇人民政府关于2026年法治政府建设情况的报告"
    assert report.lines[0] == "青石镇人民政府\n关于2026年法治政府建设情况的报告"


def test_a_title_without_a_kind_of_document_is_known_by_its_look() -> None:
    report = read(par("法治青石 平安青石", **TITLE), par("青石镇司法所", align="center", size=16), LEAD)
    assert report.content.title == "法治青石 平安青石"
    assert report.content.subtitle == "青石镇司法所"


def test_signature_and_date_in_a_table() -> None:
    for rows in (
        [("青石镇人民政府", "2027年1月8日")],
        [("", "青石镇人民政府"), ("", "2027年1月8日")],
        [("中共青石镇委员会", "青石镇人民政府"), ("", "2027年1月8日")],
    ):
        report = read(par("青石镇工作总结", **TITLE), LEAD, par("一、做法"), par("好。"), table(*rows))
        assert report.content.signature.endswith("青石镇人民政府")
        assert report.date == "2027-01-08"
        assert report.content.sections[-1].body == "好。"


def test_a_data_table_with_dates_is_no_signature() -> None:
    rows = [("石坝村调解委员会", "2026年3月5日")] * 8
    report = signed(LEAD, par("一、台账"), table(*rows))
    assert report.date == "2027-01-08"
    assert report.content.sections[-1].body.count("2026年3月5日") == 8


def test_indents_typed_as_ideographic_blanks() -> None:
    report = signed(par("　　2026年，工作有序。"), par("　　一、做法"), par("　　（一）抓学习。学了。"))
    assert headings(report) == [(1, "一、", "做法", 4), (2, "（一）", "抓学习", 5)]
    assert [heading.column for heading in report.headings] == [2, 2]
    assert report.content.sections[0].body == "2026年，工作有序。"


def test_a_table_of_contents_is_left_out() -> None:
    part = styles(style("TOC1", "toc 1"))
    report = signed(par("一、做法\t1", style="TOC1"), LEAD, par("一、做法"), par("好。"), styles=part)
    assert [line.why for line in report.dropped] == ["目录行"]
    assert len(report.headings) == 1


def test_a_name_set_to_the_right_signs() -> None:
    report = read(
        par("青石镇工作总结", **TITLE),
        LEAD,
        par("好。"),
        par("青石镇普法办", align="right"),
        par("2027年1月8日", align="right"),
    )
    assert report.content.signature == "青石镇普法办"


def test_a_table_behind_the_signature_is_an_annex() -> None:
    report = read(
        par("青石镇工作总结", **TITLE),
        LEAD,
        par("青石镇人民政府"),
        par("2027年1月8日"),
        par("附件1"),
        par("统计表"),
        table(("甲", "1"), ("乙", "2")),
    )
    (annex,) = report.content.annexes
    assert (annex.mark, annex.title, annex.body) == ("附件1", "统计表", "甲\t1\n乙\t2")
