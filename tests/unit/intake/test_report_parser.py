"""Recognition of a report in plain lines."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fzapp.domain.document import RecognisedReport, SourceLine
from fzapp.domain.report import SectionContent
from fzapp.intake.report_parser import outline_json, recognise

BODY = "各村各单位按照分工抓好落实，定期报告进度，遇到困难及时会商解决，确保任务按期完成。"

REPORT = """青石镇人民政府文件
青政〔2027〕3号　　　　签发人：甲某

青石镇人民政府
关于2026年法治政府建设情况的报告

县人民政府：
　　2026年，青石镇扎实推进依法行政。现将有关情况报告如下：
　　一、2026年主要举措和成效
　　（一）强化学习，压实责任
　　镇党委专题学习4次。一是带头学。二是全员学。
　　（二）规范决策。重大事项全部经过审查。
　　1.严格程序。听取意见30条。
　　2.做实审查。审查合同12件。
　　（1）镇级合同随到随审。当日反馈。
　　（2）村级合同集中会审。每月一次。
　　二、不足和原因
　　一是力量不足。二是经费不足。
　　三、2027年安排
　　继续抓好落实。

　　附件：1.普法活动统计表
　　　　　2.法律明白人名单

　　　　　　　　　　青石镇人民政府
　　　　　　　　　　2027年1月8日
　　（此件公开发布）

附件1
普法活动统计表
活动\t场次
宪法宣传\t3

附件2
法律明白人名单
一、石坝村
甲某、乙某
"""


def recognised(text: str) -> RecognisedReport:
    return recognise([SourceLine(number, line) for number, line in enumerate(text.split("\n"), 1)])


def headings(report: RecognisedReport) -> list[tuple[int, str, str]]:
    return [(heading.level, heading.number, heading.text) for heading in report.headings]


def dropped(report: RecognisedReport) -> dict[int, str]:
    return {line.line: line.why for line in report.dropped}


def test_all_parts_of_an_official_document() -> None:
    content = recognised(REPORT).content
    assert content.issuer == "青石镇人民政府文件"
    assert content.doc_number == "青政〔2027〕3号"
    assert content.title == "青石镇人民政府关于2026年法治政府建设情况的报告"
    assert content.addressee == "县人民政府："
    assert content.attachments == ("普法活动统计表", "法律明白人名单")
    assert content.signature == "青石镇人民政府"
    assert content.date_text == "2027年1月8日"
    assert content.annotation == "（此件公开发布）"
    assert [(annex.mark, annex.title, annex.body) for annex in content.annexes] == [
        ("附件1", "普法活动统计表", "活动\t场次\n宪法宣传\t3"),
        ("附件2", "法律明白人名单", "一、石坝村\n甲某、乙某"),
    ]


def test_sections_of_two_levels_hold_the_rest_as_written() -> None:
    assert recognised(REPORT).content.sections == (
        SectionContent(0, body="2026年，青石镇扎实推进依法行政。现将有关情况报告如下："),
        SectionContent(1, "2026年主要举措和成效"),
        SectionContent(2, "强化学习，压实责任", body="镇党委专题学习4次。一是带头学。二是全员学。"),
        SectionContent(
            2,
            "规范决策",
            "。",
            "重大事项全部经过审查。\n1.严格程序。听取意见30条。\n2.做实审查。审查合同12件。\n"
            "（1）镇级合同随到随审。当日反馈。\n（2）村级合同集中会审。每月一次。",
        ),
        SectionContent(1, "不足和原因", body="一是力量不足。二是经费不足。"),
        SectionContent(1, "2027年安排", body="继续抓好落实。"),
    )


def test_headings_with_their_places() -> None:
    report = recognised(REPORT)
    assert headings(report) == [
        (1, "一、", "2026年主要举措和成效"), (2, "（一）", "强化学习，压实责任"), (2, "（二）", "规范决策"), (3, "1.", "严格程序"),
        (3, "2.", "做实审查"), (4, "（1）", "镇级合同随到随审"), (4, "（2）", "村级合同集中会审"), (1, "二、", "不足和原因"),
        (1, "三、", "2027年安排"), (1, "一、", "石坝村"),
    ]  # fmt: skip
    first, second, third = report.headings[:3]
    assert (first.line, first.column, first.inline_body) == (9, 2, False)
    assert (third.line, third.end, third.inline_body) == (12, "。", True)
    assert not second.inline_body


def test_genre_year_date_and_lines() -> None:
    report = recognised(REPORT)
    assert (report.genre, report.year, report.date) == ("annual_report", 2026, "2027-01-08")
    assert report.lines == tuple(REPORT.split("\n"))
    assert report.notes == ("签发人“甲某”在版头里，没有收入正文。",)
    assert report.dropped == ()


def test_every_line_is_kept_or_listed() -> None:
    report = recognised(REPORT)
    content = report.content
    kept = "".join(
        [
            content.issuer,
            content.doc_number,
            content.title,
            content.addressee,
            content.signature,
            content.date_text,
        ]
        + [
            content.annotation,
            *content.attachments,
            *(section.heading + section.body for section in content.sections),
        ]
        + [annex.mark + annex.title + annex.body for annex in content.annexes]
    )
    known = re.compile("附件：|签发人：甲某|[一二三]、|（[一二]）|[12]\\.|[　 。]")
    for line in REPORT.split("\n"):
        for word in known.sub(" ", line.strip()).split():
            assert word in kept.replace("\n", ""), word


def test_the_answer_of_the_command_line() -> None:
    answer = outline_json(recognised(REPORT))
    assert list(answer) == [
        "title", "subtitle", "doc_number", "addressee", "headings", "signature", "date", "genre", "year", "dropped", "notes",
    ]  # fmt: skip
    assert answer["date"] == "2027-01-08"
    assert answer["headings"][0] == {  # type: ignore[index]
        "level": 1, "number": "一、", "text": "2026年主要举措和成效", "line": 9, "inline_body": False,
    }  # fmt: skip
    assert json.loads(json.dumps(answer, ensure_ascii=False)) == answer


def test_a_day_that_does_not_exist_is_noted_and_still_told() -> None:
    report = recognised("青石镇自查报告\n情况良好。\n青石镇人民政府\n2027年2月30日")
    assert report.date == ""
    assert outline_json(report)["date"] == "2027-02-30"
    assert any("2027年2月没有30日" in note for note in report.notes)


@pytest.mark.parametrize(
    "written",
    [
        "二○二七年一月八日",
        "2027.1.8",
        "2027-01-08",
        "２０２７年１月８日",
        "二〇二七年元月八日",
        "2027 年 1 月 8 日",
    ],
)
def test_dates_in_other_habits(written: str) -> None:
    report = recognised(f"青石镇自查报告\n情况良好。\n青石镇人民政府\n{written}")
    assert (report.date, report.content.date_text, report.content.signature) == (
        "2027-01-08",
        written,
        "青石镇人民政府",
    )


def test_titles_over_several_lines() -> None:
    for title in (
        "青石镇关于落实《实施方案》\n情况的报告",
        "青石镇2026年法治建设情况\n的报告",
        "青石镇2026年工作总结\n暨2027年工作计划",
        "甲县青石镇人民政府\n关于2026年度法治政府建设\n工作情况的报告",
        "2026年度履行法治建设\n第一责任人职责述法报告",
    ):
        report = recognised(f"{title}\n\n县人民政府：\n现报告如下：\n一、工作\n正文。")
        assert report.content.title == title.replace("\n", "")
        assert report.content.addressee == "县人民政府："


def test_a_line_below_the_title_is_the_subtitle() -> None:
    report = recognised(
        "2026年度述法报告\n青石镇党委书记　甲某某\n\n各位领导、同志们：\n现述法如下：\n一、履职\n好。\n述法人：甲某某\n2027年1月8日"
    )
    content = report.content
    assert (content.title, content.subtitle, content.addressee) == (
        "2026年度述法报告",
        "青石镇党委书记　甲某某",
        "各位领导、同志们：",
    )
    assert content.signature == "述法人：甲某某"


def test_a_date_below_the_title_counts_when_none_is_at_the_end() -> None:
    report = recognised("青石镇普法工作总结\n（2027年1月8日）\n工作有序。\n一、成效\n很好。")
    assert report.date == "2027-01-08"
    assert report.content.subtitle == ""


def test_without_title_addressee_and_signature() -> None:
    report = recognised(
        "2026年以来,我镇认真抓落实。现将法治政府建设情况报告如下:\n(二)抓学习\n学了。\n二、问题\n有。"
    )
    assert report.content.title == report.content.addressee == report.content.signature == ""
    assert headings(report) == [(2, "(二)", "抓学习"), (1, "二、", "问题")]
    assert (report.genre, report.year) == ("annual_report", 2026)
    assert any("没有找到标题" in note for note in report.notes)


def test_joint_signatures_are_lines() -> None:
    report = recognised("青石镇自查报告\n\n情况良好。\n\n中共青石镇委员会\n\n青石镇人民政府\n\n2027年1月8日")
    assert report.content.signature == "中共青石镇委员会\n青石镇人民政府"


def test_a_last_line_without_full_stop_is_no_signature() -> None:
    report = recognised("青石镇自查报告\n一、打算\n全年组织集中学法不少于12次\n青石镇人民政府\n2027年1月8日")
    assert report.content.signature == "青石镇人民政府"
    assert report.content.sections[-1].body == "全年组织集中学法不少于12次"


def test_a_date_inside_the_text_is_no_signing_date() -> None:
    report = recognised(
        "青石镇自查报告\n大事记如下。\n2026年3月5日\n召开推进会。\n"
        + "情况。\n" * 20
        + "青石镇人民政府\n2027年1月8日"
    )
    assert report.date == "2027-01-08"
    assert "2026年3月5日\n召开推进会。" in report.content.sections[0].body


def test_run_in_enumerations_are_no_headings() -> None:
    report = recognised(
        "青石镇自查报告\n一、做法\n一是抓学习。学了12次。\n二是抓执法。办了3件。\n首先，抓落实。其次，抓督办。"
    )
    assert headings(report) == [(1, "一、", "做法")]


def test_ordinal_paragraphs_with_a_lead_are_headings_of_the_next_level() -> None:
    report = recognised(
        "述法报告\n一、履职\n第一，带头学法。学了6次。\n第二，带头守法。无违纪。\n二、打算\n第一，抓学习，抓执法，抓普法，抓落实"
    )
    assert headings(report) == [
        (1, "一、", "履职"),
        (2, "第一，", "带头学法"),
        (2, "第二，", "带头守法"),
        (1, "二、", "打算"),
    ]
    assert report.content.sections[0].body == "第一，带头学法。学了6次。\n第二，带头守法。无违纪。"


def test_lists_are_no_headings() -> None:
    report = recognised(
        "青石镇自查报告\n一、核查材料\n（一）会议记录；\n（二）审查意见；\n（三）案卷。\n二、申报材料\n清单如下：\n1.申请书\n2.自评表\n"
        "三、数据\n1.全年办案12件，罚款3万元。\n2.全年培训4期，参加60人次。\n（1）石坝村开会两次。\n（2）柳树村开会三次。"
    )
    assert headings(report) == [(1, "一、", "核查材料"), (1, "二、", "申报材料"), (1, "三、", "数据")]
    assert "（二）审查意见；" in report.content.sections[0].body


def test_a_heading_that_ends_with_a_semicolon_by_mistake_is_one() -> None:
    report = recognised(
        "总结\n一、做法\n（一）抓学习。学了12次。\n（二）抓执法；\n办案3件。\n（三）抓普法。讲了5场。\n（四）抓调解。调了9起。"
    )
    assert (2, "（二）", "抓执法") in headings(report)


def test_numbered_paragraphs_are_listed_without_text_and_stay_in_the_body() -> None:
    line = "（一）主要负责人带头履行职责，亲自部署重要工作，亲自过问重大问题，亲自协调重点环节，亲自督办重点任务，取得成效。"
    report = recognised(f"青石镇自查报告\n一、履职\n{line}")
    assert headings(report)[1] == (2, "（一）", "")
    assert report.headings[1].inline_body
    assert report.content.sections == (SectionContent(1, "履职", body=line),)


def test_numbers_as_written_even_when_wrong() -> None:
    report = recognised(
        "自查报告\n一、甲\n（一）子\n文。\n（三）丑\n文。\n三、乙\n5.落实要求，推动清零\n文。"
    )
    assert headings(report) == [
        (1, "一、", "甲"),
        (2, "（一）", "子"),
        (2, "（三）", "丑"),
        (1, "三、", "乙"),
        (3, "5.", "落实要求，推动清零"),
    ]


def test_a_heading_with_a_full_stop_and_nothing_behind_it() -> None:
    report = recognised("自查报告\n一、夯实基础，取得成效。\n正文。")
    assert report.content.sections == (SectionContent(1, "夯实基础，取得成效", body="正文。"),)
    assert not report.headings[0].inline_body


def test_residue_is_listed_with_reasons() -> None:
    report = recognised(
        "首页 > 政务公开 > 年度报告\n青石镇工作总结\n青石镇工作总结\n来源：本站 浏览次数：9\n前言。\n一、做法\n- 1 -\n在本##paidbegin##镇做好。\n"
        "青石镇工作总结\n<\n1 / 1\n##paidend##\n抄送：县司法局。"
    )
    assert dropped(report) == {
        1: "网页导航", 3: "重复的标题", 4: "网页上的来源、日期和浏览次数", 7: "页码", 9: "重复的标题", 10: "孤立的符号", 11: "页码",
        12: "文库网站的付费标记", 13: "版记（抄送和印发），不属于正文",
    }  # fmt: skip
    assert report.content.sections[-1].body == "在本镇做好。"
    assert any("##paidbegin##" in note for note in report.notes)
    assert outline_json(report)["dropped"] == [1, 3, 4, 7, 9, 10, 11, 12, 13]


def test_the_block_of_a_collecting_program_is_left_out() -> None:
    report = recognised("# 存档\n\n- id: a1\n- url: https://x.cn\n\n---\n\n青石镇工作总结\n正文。")
    assert set(dropped(report)) == {1, 3, 4, 6}
    assert report.content.title == "青石镇工作总结"


def test_bare_page_numbers_are_left_out_when_they_count() -> None:
    assert set(dropped(recognised("青石镇工作总结\n甲。\n1\n乙。\n2\n丙。\n3"))) == {3, 5, 7}
    assert dropped(recognised("青石镇工作总结\n甲。\n30\n乙。\n5")) == {}


def test_a_table_of_contents_is_left_out() -> None:
    report = recognised("青石镇工作总结\n目  录\n一、做法\n二、打算……3\n一、做法\n文。\n二、打算\n文。")
    assert set(dropped(report)) == {2, 3, 4}
    assert [heading.line for heading in report.headings] == [5, 7]


def test_text_glued_into_one_line() -> None:
    report = recognised(
        f"青石镇2026年法治建设情况报告县人民政府：　　现报告如下：　　一、做法　　（一）抓学习。{BODY}　　（二）抓执法。{BODY}　　二、打算　　{BODY}　　　　　　青石镇人民政府　　　　2027年1月8日　　（此件公开发布）"
    )
    content = report.content
    assert (content.title, content.addressee) == ("青石镇2026年法治建设情况报告", "县人民政府：")
    assert headings(report) == [
        (1, "一、", "做法"),
        (2, "（一）", "抓学习"),
        (2, "（二）", "抓执法"),
        (1, "二、", "打算"),
    ]
    assert all(heading.inline_body for heading in report.headings)
    assert all(report.lines[0].startswith(heading.number, heading.column) for heading in report.headings)
    assert (content.signature, report.date, content.annotation) == (
        "青石镇人民政府",
        "2027-01-08",
        "（此件公开发布）",
    )
    assert [section.body for section in content.sections] == ["现报告如下：", "", BODY, BODY, BODY]


def test_headings_glued_without_any_gap() -> None:
    report = recognised(f"自查报告\n开头到此。一、主要职责{BODY}二、成员单位{BODY}三、工作要求{BODY}")
    assert headings(report) == [(1, "一、", "主要职责"), (1, "二、", "成员单位"), (1, "三、", "工作要求")]
    assert [section.body for section in report.content.sections] == ["开头到此。", BODY, BODY, BODY]


def test_an_enumeration_glued_to_a_heading_is_not_part_of_it() -> None:
    report = recognised(
        f"自查报告\n前言到此。一、压实责任一是抓统筹。{BODY}二是抓学习。{BODY}二、规范执法一是抓程序。{BODY}二是抓监督。{BODY}"
    )
    assert headings(report) == [(1, "一、", "压实责任"), (1, "二、", "规范执法")]
    assert report.content.sections[1].body.startswith("一是抓统筹。")


def test_a_head_glued_with_gaps() -> None:
    report = recognised(
        f"青石镇人民政府文件　　青政〔2027〕3号　　　　签发人：甲某　　青石镇人民政府　　关于2026年法治政府建设情况的报告　　县人民政府：　　现报告如下：　　一、做法　　{BODY * 6}"
    )
    content = report.content
    assert content.title == "青石镇人民政府关于2026年法治政府建设情况的报告"
    assert (content.issuer, content.doc_number, content.addressee) == (
        "青石镇人民政府文件",
        "青政〔2027〕3号",
        "县人民政府：",
    )
    assert headings(report) == [(1, "一、", "做法")]


def test_a_title_over_two_lines_in_a_double_spaced_text() -> None:
    lines = [
        "2026年度履行法治建设",
        "第一责任人职责述法报告",
        "甲某某",
        "现述法如下：",
        "一、履职",
        "好。",
        "二、打算",
        "继续。",
    ]
    report = recognised("\n\n".join(lines))
    assert (report.content.title, report.content.subtitle) == (
        "2026年度履行法治建设第一责任人职责述法报告",
        "甲某某",
    )


def test_two_signers_are_both_noted() -> None:
    report = recognised("青政〔2027〕3号　　签发人：甲某\n签发人：乙某\n青石镇工作总结\n正文。")
    assert report.notes == ("签发人“甲某、乙某”在版头里，没有收入正文。",)


def test_a_text_numbered_in_arabic_throughout_has_sections() -> None:
    report = recognised("青石镇工作总结\n前言。\n1、做法\n好。\n（1）学习。学了。\n2、打算\n继续。")
    assert headings(report) == [(3, "1、", "做法"), (4, "（1）", "学习"), (3, "2、", "打算")]
    assert report.content.sections == (
        SectionContent(0, body="前言。"),
        SectionContent(1, "做法", body="好。\n（1）学习。学了。"),
        SectionContent(1, "打算", body="继续。"),
    )


def test_a_title_of_spread_letters() -> None:
    assert recognised("述　法　报　告\n甲某\n各位代表：\n好。").content.title == "述法报告"


def test_a_signature_glued_to_the_attachment_list() -> None:
    report = recognised(
        "青石镇人民政府关于报送名单的函\n县司法局：\n现报上。\n附件：联络员名单青石镇人民政府\n2027年1月8日\n附件\n联络员名单\n甲某"
    )
    assert report.content.attachments == ("联络员名单",)
    assert report.content.signature == "青石镇人民政府"
    assert [(annex.title, annex.body) for annex in report.content.annexes] == [("联络员名单", "甲某")]


def test_text_behind_the_date_is_an_annex_and_noted() -> None:
    report = recognised(
        "关于印发《办法》的通知\n各村：\n现印发。\n青石镇人民政府\n2027年1月8日\n青石镇学法办法\n第一条\n为了学法。\n第二条　本办法施行。"
    )
    (annex,) = report.content.annexes
    assert (annex.mark, annex.title) == ("附件", "青石镇学法办法")
    assert headings(report) == [(2, "第一条", ""), (2, "第二条", "")]
    assert any("落款后面" in note for note in report.notes)


def test_a_report_sent_as_an_annex_itself() -> None:
    report = recognised("附件2\n\n青石镇2026年工作总结\n正文。")
    assert report.content.title == "青石镇2026年工作总结"
    assert report.content.annexes == ()
    assert set(dropped(report)) == {1}


def test_indents_are_no_text_and_inner_blanks_are() -> None:
    report = recognised("青石镇工作总结\n　　甲  乙　丙。 \n \t丁。")
    assert report.content.sections[0].body == "甲  乙　丙。\n丁。"


@pytest.mark.parametrize(
    "text", ["", "\n\n", "　", "1", "一、", "（", "\t\t", "附件", "2027年1月8日", "##a##"]
)
def test_the_smallest_inputs(text: str) -> None:
    report = recognised(text)
    assert report.lines == tuple(text.split("\n"))
    assert isinstance(outline_json(report), dict)


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["practice", "corpus"])
def test_the_gold_outlines_are_met(kind: str) -> None:
    from fzapp.intake.documents import read_document

    shared = Path(__file__).resolve().parents[4] / "shared"
    golds = (
        (shared / "practice" / "reports").glob("*.outline.json")
        if kind == "practice"
        else (shared / "corpus" / "outline").glob("*.json")
    )
    for path in golds:
        gold = json.loads(path.read_text(encoding="utf-8"))
        source = gold["source"]
        document = (
            path.parent / source
            if kind == "practice"
            else shared / ("corpus" if "/" in source else "seeds") / source
        )
        found = [(h.line, h.number, h.text) for h in recognise(read_document(document)).headings]
        wanted = [(h["start_line"], h["number_as_written"], h["heading_text"]) for h in gold["headings"]]
        assert found == wanted, path.name
