"""Habits of writers that no sample showed: headings, titles and endings as reports from elsewhere have them."""

from __future__ import annotations

import pytest

from fzapp.domain.document import RecognisedReport, SourceLine
from fzapp.intake.docx_reader import read_docx
from fzapp.intake.report_parser import recognise
from tests.unit.intake.word_files import docx, level, numbering, par, style, styles, table, textbox

BODY = "各村各单位按照分工抓好落实，定期报告进度，遇到困难及时会商解决，确保任务按期完成。"


def recognised(text: str) -> RecognisedReport:
    return recognise([SourceLine(number, line) for number, line in enumerate(text.split("\n"), 1)])


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("（一）压实责任：一级抓一级、层层抓落实", "压实责任：一级抓一级、层层抓落实"),
        ("三、收官之后怎么办？", "收官之后怎么办？"),
    ],
)
def test_a_heading_on_its_own_line_keeps_what_belongs_to_it(heading: str, text: str) -> None:
    report = recognised(f"青石镇2027年普法总结\n一、基本情况\n{BODY}\n{heading}\n{BODY}")
    assert report.headings[1].text == text
    assert not report.headings[1].inline_body


def test_residue_between_two_lines_of_a_title_does_not_part_them() -> None:
    report = recognised(f"青石镇人民政府\n- 1 -\n关于2027年法治政府建设情况的报告\n\n一、主要工作\n{BODY}")
    assert report.content.title == "青石镇人民政府关于2027年法治政府建设情况的报告"


def test_headings_counted_in_words_may_have_lines_of_their_own() -> None:
    report = recognised(f"青石镇述法报告\n一、履职情况\n第一，带头学法\n{BODY}\n第二，带头守法\n{BODY}")
    assert [heading.text for heading in report.headings] == ["履职情况", "带头学法", "带头守法"]


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("附件：1.数据表；\n2.典型案例。", ("数据表", "典型案例")),
        ("附件1：数据表\n附件2：典型案例", ("数据表", "典型案例")),
        ("附件：1.重点任务\n　　　　完成情况表\n　　　2.典型案例", ("重点任务完成情况表", "典型案例")),
    ],
)
def test_names_of_attachments_in_every_spelling(note: str, names: tuple[str, ...]) -> None:
    text = f"青石镇2027年普法总结\n一、基本情况\n{BODY}\n{note}\n青石镇人民政府\n2027年12月1日"
    report = recognised(text)
    assert report.content.attachments == names
    assert report.content.sections[-1].body == BODY


def test_who_reports_and_when_may_stand_at_the_end() -> None:
    text = f"青石镇2027年普法总结\n一、基本情况\n{BODY}\n报告单位：青石镇人民政府\n报告时间：2027年12月1日"
    report = recognised(text)
    assert report.content.signature == "报告单位：青石镇人民政府"
    assert report.date == "2027-12-01"


def test_a_title_with_spread_letters_is_read_as_words() -> None:
    report = recognised(f"青 石 镇 2027 年 普 法 总 结\n一、基本情况\n{BODY}")
    assert report.content.title == "青石镇2027年普法总结"


def test_a_text_box_beside_the_title_does_not_part_its_lines() -> None:
    title = {"align": "center", "size": 22}
    blocks = [
        par("青石镇人民政府", textbox(par("注意保存")), **title),
        par("关于2027年普法工作情况的报告", **title),
        par("一、基本情况"),
        par(BODY),
    ]
    report = recognise(read_docx(docx(*blocks)))
    assert report.content.title == "青石镇人民政府关于2027年普法工作情况的报告"


def test_headings_counted_in_words_may_be_numbered_by_word() -> None:
    lists = numbering(level(0, "chineseCounting", "第%1，"))
    blocks = [
        par("青石镇镇长2027年述法报告", align="center", size=22),
        par("一、履职情况"),
        par("带头学法。", BODY, number=(1, 0)),
        par("带头守法。", BODY, number=(1, 0)),
    ]
    report = recognise(read_docx(docx(*blocks, parts={"numbering": lists})))
    assert [(heading.number, heading.text) for heading in report.headings[1:]] == [
        ("第一，", "带头学法"),
        ("第二，", "带头守法"),
    ]


def test_the_title_of_an_annex_is_no_heading_of_the_report() -> None:
    sheet = styles(style("Heading1", "heading 1", '<w:outlineLvl w:val="0"/>'))
    blocks = [
        par("青石镇2027年普法工作总结", align="center", size=22),
        par("一、基本情况", style="Heading1"),
        par(BODY),
        par("青石镇人民政府"),
        par("2027年12月1日"),
        par("附件"),
        par("普法阵地一览表", style="Heading1"),
        par(BODY),
    ]
    report = recognise(read_docx(docx(*blocks, parts={"styles": sheet})))
    assert [heading.text for heading in report.headings] == ["基本情况"]
    assert report.content.annexes[0].title == "普法阵地一览表"


def test_brackets_behind_a_soft_break_belong_to_the_title() -> None:
    blocks = [
        par("青石镇法治政府建设情况报告\n（2027年度）", align="center", size=22),
        par("一、基本情况"),
        par(BODY),
    ]
    report = recognise(read_docx(docx(*blocks)))
    assert report.content.title == "青石镇法治政府建设情况报告（2027年度）"


def signed_in(table_block: str) -> RecognisedReport:
    title = par("青石镇2027年普法工作总结", align="center", size=22)
    return recognise(read_docx(docx(title, par("一、基本情况"), par(BODY), table_block)))


@pytest.mark.parametrize(
    "rows",
    [
        (("", "青石镇人民政府\n2027年12月1日"),),
        (("青石镇人民政府",), ("2027年12月1日",)),
        (("", "青石镇人民政府"), ("", "2027年12月1日")),
    ],
)
def test_signature_and_date_in_the_cells_of_a_table(rows: tuple[tuple[str, ...], ...]) -> None:
    report = signed_in(table(*rows))
    assert (report.content.signature, report.date) == ("青石镇人民政府", "2027-12-01")


def test_each_of_two_signatures_may_have_its_date() -> None:
    rows = (("中共青石镇委员会", "青石镇人民政府"), ("2027年12月1日", "2027年12月1日"))
    report = signed_in(table(*rows))
    assert report.content.signature == "中共青石镇委员会\n青石镇人民政府"
    assert report.content.annexes == ()


def test_a_letterhead_in_a_table_does_not_hide_the_title() -> None:
    blocks = [
        par("青石镇人民政府", align="center", size=40),
        table(("青石发", "签发人："), ("〔2027〕1号", "甲乙丙")),
        par("青石镇2027年普法工作总结", align="center", size=22),
        par("一、基本情况"),
        par(BODY),
        par("青石镇人民政府"),
        par("2027年12月1日"),
    ]
    report = recognise(read_docx(docx(*blocks)))
    assert report.content.title == "青石镇2027年普法工作总结"
    assert report.content.signature == "青石镇人民政府"


def test_signs_of_markup_around_headings_are_taken_off() -> None:
    report = recognised(
        f"# 青石镇2027年普法工作总结\n\n## 一、基本情况\n\n### （一）宣传\n\n{BODY}\n\n**（二）调解。**{BODY}"
    )
    assert report.content.title == "青石镇2027年普法工作总结"
    assert [(heading.level, heading.text) for heading in report.headings] == [
        (1, "基本情况"),
        (2, "宣传"),
        (2, "调解"),
    ]


@pytest.mark.parametrize(
    "line", ["关注公众号获取更多材料", "更多范文扫码关注微信公众号", "长按识别二维码关注我们的公众号"]
)
def test_invitations_to_follow_an_account_are_left_out(line: str) -> None:
    report = recognised(f"青石镇2027年普法工作总结\n一、基本情况\n{BODY}\n{line}\n二、打算\n{BODY}")
    assert [dropped.text for dropped in report.dropped] == [line]


def test_a_sentence_about_an_account_of_the_office_stays() -> None:
    line = "镇政府开通微信公众号，推送普法文章120篇，关注人数3000人。"
    report = recognised(f"青石镇2027年普法工作总结\n一、基本情况\n{line}")
    assert report.dropped == ()


def test_every_part_of_a_head_that_only_gaps_set_apart() -> None:
    parts = [
        "青石镇镇长2027年述法报告",
        "青石镇镇长　甲乙丙",
        "（2028年1月5日）",
        "各位代表：",
        BODY,
        f"一、履职情况。{BODY * 4}",
        f"二、打算。{BODY * 4}",
    ]
    report = recognised("　　".join(parts))
    content = report.content
    assert (content.title, content.addressee) == (parts[0], parts[3])
    assert (content.subtitle, report.date) == (parts[1], "2028-01-05")
    assert [heading.text for heading in report.headings] == ["履职情况", "打算"]


def test_issuer_and_number_that_only_gaps_set_apart() -> None:
    parts = [
        "青石镇人民政府",
        "青政函〔2027〕7号",
        "关于督察反馈意见整改情况的函",
        "县人民政府：",
        BODY,
        f"一、整改情况。{BODY * 8}",
    ]
    content = recognised("　　".join(parts)).content
    assert (content.issuer, content.doc_number, content.title) == tuple(parts[:3])
