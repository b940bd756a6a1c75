from __future__ import annotations

from dataclasses import replace

import pytest

from fzapp.domain.report import Annex, ReportContent, SectionContent
from fzapp.word.blocks import (
    Addressee,
    AnnexMark,
    AnnexTitle,
    Annotation,
    AttachmentNote,
    BlankLine,
    Block,
    BodyParagraph,
    DateLine,
    DocNumber,
    HeadingBlock,
    PageBreak,
    Signature,
    Subtitle,
    TableBlock,
    Title,
    TitleNote,
)
from fzapp.word.plan import plan
from fzapp.word.profile import SignatureKind, national_profile
from tests.golden.sample import CONTENT

PROFILE = national_profile()


def planned(*sections: SectionContent) -> list[Block]:
    return list(plan(ReportContent(sections=sections), PROFILE))


def headings(blocks: list[Block]) -> list[str]:
    return [block.number + block.text for block in blocks if isinstance(block, HeadingBlock)]


def texts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, BodyParagraph)]


# --- order ----------------------------------------------------------------------------------------


def test_parts_stand_in_the_order_of_the_standard() -> None:
    kinds = [type(block) for block in plan(CONTENT, PROFILE)]
    first = [DocNumber, BlankLine, BlankLine, Title, BlankLine, Addressee, BodyParagraph, HeadingBlock]
    assert kinds[: len(first)] == first
    at = kinds.index(AttachmentNote)
    assert kinds[at - 1 : at + 6] == [
        BlankLine,
        AttachmentNote,
        BlankLine,
        BlankLine,
        Signature,
        DateLine,
        Annotation,
    ]
    assert kinds[at + 6 :][:5] == [PageBreak, AnnexMark, BlankLine, AnnexTitle, BlankLine]


def test_nothing_gives_nothing() -> None:
    assert plan(ReportContent(), PROFILE) == ()


def test_one_blank_line_follows_the_title_with_and_without_addressee() -> None:
    body = (SectionContent(0, body="正文。"),)
    without = plan(ReportContent(title="述法报告", sections=body), PROFILE)
    assert [type(block) for block in without] == [Title, BlankLine, BodyParagraph]
    below = plan(ReportContent(title="述法报告", subtitle="青石镇镇长", sections=body), PROFILE)
    assert [type(block) for block in below] == [Title, Subtitle, BlankLine, BodyParagraph]


def test_brackets_under_the_title_are_a_note_and_names_are_lines_of_the_title() -> None:
    content = ReportContent(title="述法报告", subtitle="青石镇镇长　甲某某\n（征求意见稿）")
    assert plan(content, PROFILE)[1:3] == (Subtitle(("青石镇镇长　甲某某",)), TitleNote(("（征求意见稿）",)))


def test_a_long_name_line_is_broken_like_a_title() -> None:
    content = ReportContent(
        title="述法报告", subtitle="在全县2026年度党政主要负责人履行推进法治建设职责述法会议上"
    )
    (subtitle,) = (block for block in plan(content, PROFILE) if isinstance(block, Subtitle))
    assert len(subtitle.lines) == 2
    assert all(len(line) <= 20 for line in subtitle.lines)


@pytest.mark.parametrize(
    "written", ["青政文[2027]3号", "青政文［2027］3号", "青政文【2027】3号", " 青政文〔2027〕3号 "]
)
def test_document_number_gets_its_brackets(written: str) -> None:
    assert plan(ReportContent(doc_number=written), PROFILE)[0] == DocNumber("青政文〔2027〕3号")


# --- headings and their numbers -------------------------------------------------------------------


def test_numbers_come_from_the_place() -> None:
    sections = [
        SectionContent(1, "举措"),
        SectionContent(2, "学习"),
        SectionContent(2, "决策"),
        SectionContent(1, "不足"),
        SectionContent(2, "队伍"),
    ]
    assert headings(planned(*sections)) == ["一、举措", "（一）学习", "（二）决策", "二、不足", "（一）队伍"]


def test_report_that_starts_at_the_second_level() -> None:
    blocks = planned(SectionContent(2, "学习"), SectionContent(2, "决策"), SectionContent(1, "不足"))
    assert headings(blocks) == ["（一）学习", "（二）决策", "一、不足"]


def test_lead_has_no_heading() -> None:
    assert planned(SectionContent(0, body="导语。")) == [BodyParagraph("导语。")]


def test_section_without_heading_takes_no_number() -> None:
    blocks = planned(SectionContent(1, "", body="文字。"), SectionContent(1, "不足"))
    assert headings(blocks) == ["一、不足"]


def test_heading_on_its_own_line_is_kept_with_what_follows() -> None:
    heading, text = planned(SectionContent(1, "举措", body="正文。"))
    assert heading == HeadingBlock(1, "一、", "举措", keep_next=True)
    assert text == BodyParagraph("正文。")


@pytest.mark.parametrize("mark", ["。", "："])
def test_heading_runs_into_its_text(mark: str) -> None:
    blocks = planned(SectionContent(2, "压实责任", mark, "全年研究8次。\n另一段。"))
    assert blocks == [HeadingBlock(2, "（一）", "压实责任", mark, "全年研究8次。"), BodyParagraph("另一段。")]


def test_heading_does_not_run_into_a_table() -> None:
    heading, table = planned(SectionContent(2, "压实责任", "。", "甲\t乙\n1\t2"))
    assert heading == HeadingBlock(2, "（一）", "压实责任", "。", keep_next=True)
    assert isinstance(table, TableBlock)


def test_heading_whose_text_is_missing_keeps_its_mark() -> None:
    assert planned(SectionContent(2, "压实责任", "。")) == [
        HeadingBlock(2, "（一）", "压实责任", "。", keep_next=True)
    ]


@pytest.mark.parametrize("spelling", ["{}、", "{}.", "{}．", "{}. "])
def test_third_level_is_numbered_anew_in_the_spelling_of_the_standard(spelling: str) -> None:
    body = "\n".join(
        f"{spelling.format(number)}抓{what}。做了很多工作。" for number, what in ((1, "学习"), (4, "执法"))
    )
    blocks = planned(SectionContent(2, "工作", body=body))
    assert blocks[1:] == [
        HeadingBlock(3, "1.", "抓学习", "。", "做了很多工作。"),
        HeadingBlock(3, "2.", "抓执法", "。", "做了很多工作。"),
    ]


def test_fourth_level_begins_anew_below_each_third() -> None:
    body = (
        "1.抓学习。办班。\n(1)集中学。每月一次。\n(2)个人学。每周一次。\n2.抓执法。办案。\n（1）亮证。必须。"
    )
    found = [
        block.number
        for block in planned(SectionContent(2, "工作", body=body))
        if isinstance(block, HeadingBlock)
    ]
    assert found == ["（一）", "1.", "（1）", "（2）", "2.", "（1）"]


def test_numbers_begin_anew_in_the_next_section() -> None:
    body = "1.抓学习。办班。\n2.抓执法。办案。"
    blocks = planned(SectionContent(2, "甲", body=body), SectionContent(2, "乙", body=body))
    assert [block.number for block in blocks if isinstance(block, HeadingBlock) and block.level == 3] == [
        "1.",
        "2.",
        "1.",
        "2.",
    ]


def test_third_level_on_its_own_line_is_a_heading_when_text_follows() -> None:
    blocks = planned(SectionContent(2, "工作", body="1.抓学习\n办了6期班。"))
    assert blocks[1:] == [HeadingBlock(3, "1.", "抓学习", keep_next=True), BodyParagraph("办了6期班。")]


def test_items_of_a_list_are_text() -> None:
    blocks = planned(SectionContent(2, "工作", body="重点抓：\n（1）学习\n（2）执法\n（3）调解。"))
    assert texts(blocks) == ["重点抓：", "（1）学习", "（2）执法", "（3）调解。"]


def test_short_items_of_the_second_level_have_its_face_alike() -> None:
    body = "（一）加强学习；\n（二）加强执法；\n（三）加强宣传。"
    blocks = planned(SectionContent(1, "安排", body=body))
    assert headings(blocks)[1:] == ["（一）加强学习；", "（二）加强执法；", "（三）加强宣传"]
    long = "（一）" + "落实各项责任" * 10 + "；"
    assert texts(planned(SectionContent(1, "安排", body=long))) == [long]


def test_second_list_of_a_section_counts_from_one() -> None:
    body = "做法：\n（1）学习；\n（2）执法。\n成效：\n（1）案件少了；\n（2）矛盾少了。"
    assert texts(planned(SectionContent(2, "工作", body=body)))[3:] == [
        "成效：",
        "（1）案件少了；",
        "（2）矛盾少了。",
    ]


def test_list_that_began_inside_the_paragraph_goes_on() -> None:
    section = SectionContent(2, "工作", "。", "1.抓学习。办班6期。\n2.抓执法。办案9件。")
    assert [block.number for block in planned(section) if isinstance(block, HeadingBlock)] == ["（一）", "2."]


def test_second_level_written_in_the_text_is_a_heading_too() -> None:
    blocks = planned(
        SectionContent(1, "工作", body="(一)抓学习\n办班。\n(三)抓执法。办案。"), SectionContent(2, "调解")
    )
    assert headings(blocks) == ["一、工作", "（一）抓学习", "（二）抓执法", "（三）调解"]


def test_first_sentence_is_the_heading_of_a_numbered_paragraph_of_the_second_level() -> None:
    sentence = (
        "镇党委书记、镇长全年主持召开法治建设领导小组会议4次，研究解决执法装备、村级法律顾问经费等事项12项"
    )
    blocks = planned(SectionContent(1, "履职", body=f"（一）{sentence}。其余事项按月调度。"))
    assert blocks[1] == HeadingBlock(2, "（一）", sentence, "。", "其余事项按月调度。")


def test_number_of_a_higher_level_inside_a_section_is_left_alone() -> None:
    line = "一、二产业融合发展。"
    assert texts(planned(SectionContent(2, "产业", body=line))) == [line]
    assert texts(planned(SectionContent(2, "产业", body="二、抓执法。"))) == ["二、抓执法。"]


@pytest.mark.parametrize(
    "line",
    ["3.5万人参加。", "2026.1.8召开会议。", "12·4宪法日。", "第一，带头学法。", "一是抓学习。", "①抓学习。"],
)
def test_numbers_that_head_nothing_stay_as_written(line: str) -> None:
    assert texts(planned(SectionContent(2, "工作", body=line))) == [line]


def test_indents_made_of_spaces_and_blank_lines_are_left_out() -> None:
    assert texts(planned(SectionContent(0, body="　　第一段。\n\n 　第二段。 \n"))) == [
        "第一段。",
        "第二段。",
    ]


# --- tables ---------------------------------------------------------------------------------------


def test_consecutive_rows_are_one_table() -> None:
    blocks = planned(SectionContent(0, body="前文。\n甲\t乙\n1\t2\n后文。\n丙\t丁"))
    assert blocks == [
        BodyParagraph("前文。"),
        TableBlock((("甲", "乙"), ("1", "2"))),
        BodyParagraph("后文。"),
        TableBlock((("丙", "丁"),)),
    ]


def test_short_rows_are_filled_up() -> None:
    (table,) = planned(SectionContent(0, body="甲\t乙\t丙\n1\t2"))
    assert table == TableBlock((("甲", "乙", "丙"), ("1", "2", "")))


@pytest.mark.parametrize("caption", ["表1 案件办理情况", "附表2：学法情况", "2026年案件办理情况统计表"])
def test_caption_belongs_to_the_table(caption: str) -> None:
    (table,) = planned(SectionContent(0, body=f"{caption}\n甲\t乙"))
    assert table == TableBlock((("甲", "乙"),), caption)


@pytest.mark.parametrize("line", ["案件办理情况见下表。", "案件办理情况如下：", "表示感谢"])
def test_sentence_above_a_table_is_text(line: str) -> None:
    assert planned(SectionContent(0, body=f"{line}\n甲\t乙"))[0] == BodyParagraph(line)


# --- signature ------------------------------------------------------------------------------------


def closing(signature: str, date: str, kind: SignatureKind = SignatureKind.SEALED) -> list[Block]:
    content = ReportContent(
        sections=(SectionContent(0, body="首段。\n末段。"),), signature=signature, date_text=date
    )
    return list(plan(content, replace(PROFILE, signature=kind)))


def test_sealed_date_stands_four_characters_in_and_the_signature_is_centred_on_it() -> None:
    *_, signature, date = closing("青石镇人民政府办公室", "2027年1月8日")
    assert date == DateLine("2027年1月8日", 4.0)
    assert isinstance(signature, Signature)
    assert signature.inset + signature.width / 2 == pytest.approx(4.0 + 6.0 / 2)


@pytest.mark.parametrize("written", ["述法人：甲某某", "述法人:甲某某", "述法人　　甲某某"])
def test_the_name_of_a_person_stands_two_characters_behind_what_they_sign_as(written: str) -> None:
    *_, signature, _ = closing(written, "2027年1月8日")
    assert isinstance(signature, Signature)
    assert signature.text == "述法人　　甲某某"


def test_long_signature_stays_on_the_page() -> None:
    *_, signature, _ = closing("云岭市江南区人民政府竹溪街道办事处", "2027年1月8日")
    assert isinstance(signature, Signature)
    assert signature.inset == 0.0


def test_unsealed_date_begins_two_characters_behind_the_signature() -> None:
    *_, signature, date = closing("青石镇人民政府办公室", "2027年1月8日", SignatureKind.UNSEALED)
    assert isinstance(signature, Signature)
    assert isinstance(date, DateLine)
    assert signature.inset == 2.0
    assert date.inset + 6.0 == pytest.approx(signature.inset + signature.width - 2.0)


def test_unsealed_date_longer_than_the_signature_stands_two_characters_in() -> None:
    *_, signature, date = closing("镇党委", "2027年1月8日", SignatureKind.UNSEALED)
    assert isinstance(signature, Signature)
    assert date == DateLine("2027年1月8日", 2.0)
    assert signature.inset + signature.width == pytest.approx(2.0 + 6.0 + 2.0)


def test_several_seals_have_room() -> None:
    *_, signature, _ = closing("中共青石镇委员会\n青石镇人民政府", "2027年1月8日")
    assert isinstance(signature, Signature)
    assert signature.lines == ("中共青石镇委员会", "", "", "", "", "青石镇人民政府")


@pytest.mark.parametrize(("names", "lines"), [(2, 6), (3, 11), (4, 10), (5, 9), (8, 8)])
def test_many_seals_stay_on_the_page_of_the_text(names: int, lines: int) -> None:
    *_, signature, _ = closing("\n".join(["青石镇人民政府"] * names), "2027年1月8日")
    assert isinstance(signature, Signature)
    assert len(signature.lines) == lines


def test_several_names_without_seals_follow_each_other() -> None:
    *_, signature, _ = closing("中共青石镇委员会\n青石镇人民政府", "2027年1月8日", SignatureKind.UNSEALED)
    assert isinstance(signature, Signature)
    assert signature.lines == ("中共青石镇委员会", "青石镇人民政府")


def test_signature_is_kept_with_the_last_paragraph() -> None:
    blocks = closing("青石镇人民政府", "2027年1月8日")
    assert [block.keep_next for block in blocks] == [False, True, True, True, True, False]


def long_ending(lines_above: int, characters: int) -> list[Block]:
    """A last paragraph of `characters` that begins `lines_above` lines below the top of a page."""
    body = "\n".join(["短。"] * lines_above + ["法" * (characters - 1) + "。"])
    content = ReportContent(
        sections=(SectionContent(0, body=body),), signature="青石镇人民政府", date_text="2027年1月8日"
    )
    return list(plan(content, PROFILE))[lines_above:]


@pytest.mark.parametrize(
    ("lines_above", "characters", "kept"),
    [
        (1, 100, True),  # short: keeping it costs nothing
        (10, 520, False),  # 19 lines and 4 do not fit a page, but it ends on line 7 of the next
        (2, 520, True),  # ends on line 21: the signature would stand alone
        (20, 900, False),
    ],
)
def test_long_last_paragraph_is_kept_only_when_it_must(
    lines_above: int, characters: int, *, kept: bool
) -> None:
    text, *closing = long_ending(lines_above, characters)
    assert text.keep_next is kept
    assert [block.keep_next for block in closing] == [True, True, True, False]


def test_signature_is_kept_with_a_table_at_the_end() -> None:
    content = ReportContent(sections=(SectionContent(0, body="文。\n甲\t乙"),), date_text="2027年1月8日")
    table = plan(content, PROFILE)[1]
    assert isinstance(table, TableBlock)
    assert table.keep_next


def table_at_the_end(rows: int, *, lines_above: int = 0) -> list[Block]:
    body = "\n".join([*["短。"] * lines_above, "见下表：", *["序号\t事项"] * rows])
    content = ReportContent(sections=(SectionContent(1, "情况", body=body),), signature="青石镇人民政府")
    return list(plan(content, PROFILE))


def test_short_table_at_the_end_goes_whole_and_with_its_lead_to_the_page_of_the_signature() -> None:
    heading, lead, table, *_ = table_at_the_end(3)
    assert isinstance(table, TableBlock)
    assert (heading.keep_next, lead.keep_next, table.keep_next, table.whole) == (True, True, True, True)


def test_long_table_at_the_end_is_parted() -> None:
    _, lead, table, *_ = table_at_the_end(40)
    assert isinstance(table, TableBlock)
    assert (lead.keep_next, table.keep_next, table.whole) == (False, True, False)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("二〇二七年一月八日", "2027年1月8日"),
        ("2027.01.08", "2027年1月8日"),
        ("2027 年 1 月 8 日", "2027年1月8日"),
        ("2027年2月30日", "2027年2月30日"),
        ("2027年1月", "2027年1月"),
    ],
)
def test_date_stands_in_arabic_numerals_without_leading_zeros(written: str, printed: str) -> None:
    last = closing("青石镇人民政府", written)[-1]
    assert isinstance(last, DateLine)
    assert last.text == printed


def test_marks_of_the_parts_around_the_text_are_wide() -> None:
    content = ReportContent(
        addressee="县司法局:",
        sections=(SectionContent(1, "成效", ":", "有3项。"),),
        annotation="(此件公开发布)",
    )
    blocks = plan(content, PROFILE)
    assert Addressee("县司法局：") in blocks
    assert Annotation("（此件公开发布）") in blocks
    assert HeadingBlock(1, "一、", "成效", "：", "有3项。") in blocks


def test_date_alone_and_signature_alone() -> None:
    assert closing("", "2027年1月8日")[-1] == DateLine("2027年1月8日", 4.0)
    assert closing("青石镇政府", "")[-1] == Signature("青石镇政府", 2.0)


@pytest.mark.parametrize("written", ["此件公开发布", "（此件公开发布）"])
def test_annotation_stands_in_brackets(written: str) -> None:
    blocks = plan(ReportContent(date_text="2027年1月8日", annotation=written), PROFILE)
    assert blocks[-1] == Annotation("（此件公开发布）")
    assert blocks[-2].keep_next


# --- annexes --------------------------------------------------------------------------------------


def test_annex_has_its_own_pages_and_numbers() -> None:
    annex = Annex("附件1", "村务公开目录", "一、按月公开\n（一）财务。逐笔公布。")
    content = ReportContent(sections=(SectionContent(1, "举措"),), annexes=(annex, annex))
    blocks = list(plan(content, PROFILE))
    assert [type(block) for block in blocks].count(PageBreak) == 2
    assert headings(blocks) == ["一、举措", "一、按月公开", "（一）财务", "一、按月公开", "（一）财务"]


def test_annex_without_title() -> None:
    blocks = plan(ReportContent(annexes=(Annex("附件", "", "正文。"),)), PROFILE)
    assert blocks == (PageBreak(), AnnexMark("附件"), BlankLine(), BodyParagraph("正文。"))
