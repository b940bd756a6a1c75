"""Pages by the national grid: 28 characters, 22 lines, marks where they may stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fzapp.infra import paths
from fzapp.word.blocks import (
    AttachmentNote,
    BlankLine,
    BodyParagraph,
    HeadingBlock,
    PageBreak,
    Signature,
    TableBlock,
    Title,
)
from fzapp.word.layout import Page, lay_out, page_count
from fzapp.word.lines import break_lines, units
from fzapp.word.measure import ems
from fzapp.word.profile import FontRole, FormatProfile, load_profile


@pytest.fixture(scope="module")
def profile() -> FormatProfile:
    return load_profile(Path(paths.resources() / "word" / "gbt9704.toml"))


def test_a_line_holds_twenty_eight_characters() -> None:
    assert [len(line) for line in break_lines("法" * 60, 26, 28)] == [26, 28, 6]


def test_two_digits_take_one_cell_and_a_number_is_not_broken() -> None:
    assert break_lines("法" * 26 + "2026年", 28, 28) == ("法" * 26 + "2026", "年")
    assert break_lines("法" * 27 + "2026年", 28, 28) == ("法" * 27, "2026年")


def test_closing_mark_hangs_and_opening_mark_moves_on() -> None:
    assert break_lines("法" * 28 + "。好", 28, 28) == ("法" * 28 + "。", "好")
    assert break_lines("法" * 27 + "（好）", 28, 28) == ("法" * 27, "（好）")
    assert break_lines("法" * 27 + "好”", 28, 28) == ("法" * 27, "好”")


def test_no_mark_hangs_where_that_is_not_wanted() -> None:
    assert break_lines("法" * 28 + "。好", 28, 28, hanging=False) == ("法" * 27, "法。好")
    assert break_lines("法" * 27 + "。好", 28, 28, hanging=False) == ("法" * 27 + "。", "好")


@given(st.text(alphabet="法治12a，。（）《》“”—%", max_size=120))
def test_nothing_is_lost_and_no_line_is_much_too_long(text: str) -> None:
    lines = break_lines(text, 10, 12)
    assert "".join(lines) == text
    assert all(ems(line) <= 13 or len(line) < 3 or line.isascii() or not set(line) & {"法"} for line in lines)


def test_a_page_holds_twenty_two_lines(profile: FormatProfile) -> None:
    blocks = [BodyParagraph("一行") for _ in range(45)]
    assert [len(page.lines) for page in lay_out(blocks, profile)] == [22, 22, 1]


def test_heading_does_not_stand_alone_at_the_foot(profile: FormatProfile) -> None:
    blocks = [
        *[BodyParagraph("一行") for _ in range(21)],
        HeadingBlock(1, "一、", "标题", keep_next=True),
        BodyParagraph("文"),
    ]
    pages = lay_out(blocks, profile)
    assert [len(page.lines) for page in pages] == [21, 2]


def test_signature_takes_the_last_paragraph_along(profile: FormatProfile) -> None:
    text = BodyParagraph("法" * 50, whole=True, keep_next=True)
    blocks = [
        *[BodyParagraph("一行") for _ in range(19)],
        text,
        BlankLine(keep_next=True),
        Signature("青石镇人民政府", 4),
    ]
    first, second = lay_out(blocks, profile)
    assert len(first.lines) == 19
    assert second.lines[0].fragments[0].text == "法" * 26
    assert second.lines[-1].fragments[0].text == "青石镇人民政府"


def test_more_headings_than_a_page_holds_follow_each_other(profile: FormatProfile) -> None:
    headings = [HeadingBlock(1, "一、", "情况", keep_next=True) for _ in range(30)]
    first, second = lay_out([*headings, BodyParagraph("一行")], profile)
    assert len(first.lines) + len(second.lines) == 31


def test_run_in_heading_keeps_its_face_across_the_line_end(profile: FormatProfile) -> None:
    (page,) = lay_out([HeadingBlock(2, "（一）", "法" * 30, "。", "正文")], profile)
    first, second = page.lines
    assert {f.role for f in first.fragments} == {FontRole.HEADING2}
    assert [f.role for f in second.fragments] == [FontRole.HEADING2, FontRole.BODY]


def test_title_is_centred_by_its_own_size(profile: FormatProfile) -> None:
    (page,) = lay_out([Title(("青石镇人民政府",))], profile)
    fragment = page.lines[0].fragments[0]
    right = 28 - fragment.x - 7 * 22 / (profile.text_width / 28)
    assert fragment.x == pytest.approx(right)


def test_page_break_begins_a_page_once(profile: FormatProfile) -> None:
    assert page_count([BodyParagraph("文"), PageBreak(), BodyParagraph("附件")], profile) == 2
    assert page_count([PageBreak(), BodyParagraph("文")], profile) == 1
    assert page_count([], profile) == 1


def test_table_has_frames_over_the_whole_width(profile: FormatProfile) -> None:
    (page,) = lay_out([TableBlock((("类别", "件数"), ("合同", "46")))], profile)
    assert len(page.boxes) == 4
    assert page.boxes[0].width + page.boxes[1].width == pytest.approx(28, abs=0.05)


def _text(page: Page) -> list[str]:
    return ["".join(fragment.text for fragment in line.fragments) for line in page.lines]


def test_a_number_with_marks_inside_is_not_parted_and_a_range_may_be() -> None:
    assert units("收入1,200.5万元，占96.5%，2020-2025年，8:30") == [
        *"收入", "1,200.5", *"万元，占", "96.5%", "，", "2020-", "2025", *"年，", "8:30",
    ]  # fmt: skip
    assert break_lines("法" * 9 + "10,000元", 10, 10) == ("法" * 9, "10,000元")


def test_blanks_at_a_line_end_do_not_begin_the_next_line() -> None:
    assert break_lines("法" * 10 + "\u3000\u3000好", 10, 10) == ("法" * 10 + "\u3000\u3000", "好")


def test_full_lines_reach_both_edges_and_the_last_stays_as_it_is(profile: FormatProfile) -> None:
    (page,) = lay_out([BodyParagraph("法" * 25 + "2026年" + "治" * 30)], profile)
    first, second, third = (line.fragments[0] for line in page.lines)
    assert first.text == "法" * 25
    assert first.x + ems(first.text) + first.spread * 24 == pytest.approx(28)
    assert first.spread == pytest.approx(1 / 24)
    assert ems(second.text) == 28
    assert second.spread == 0
    assert third.spread == 0


def test_no_mark_stands_outside_of_the_frame_of_a_cell(profile: FormatProfile) -> None:
    long = "把调解室建到集市边上，把纠纷化解在集市边上，做到小事不出村，大事不出镇。"
    rows = (("村", "情况", "备注"), *((f"第{n}村", long[n:], long[2 * n :]) for n in range(10)))
    (page,) = lay_out([TableBlock(rows)], profile)
    cell = profile.text_width / profile.characters
    edges = sorted({box.x + box.width for box in page.boxes})
    for fragment in (fragment for line in page.lines for fragment in line.fragments):
        width = ems(fragment.text) * profile.fonts[fragment.role].size / cell
        assert fragment.x + width <= next(edge for edge in edges if edge > fragment.x), fragment.text


def test_a_row_of_several_lines_is_higher_by_the_rule_below_it(profile: FormatProfile) -> None:
    rows = (("村", "情况"), ("东岭村", "把调解室建到集市边上" * 6), ("西沟村", "把调解室建到集市边上" * 6))
    (page,) = lay_out([TableBlock(rows)], profile)
    tall = page.lines[1]
    lines = len(tall.fragments) - 1
    size = profile.fonts[tall.fragments[0].role].size
    assert tall.height * profile.line_pitch / 20 == pytest.approx(lines * size * 4 / 3 + 4.5 + 0.5)


def test_a_hanging_mark_stands_outside_of_the_right_edge(profile: FormatProfile) -> None:
    (page,) = lay_out([BodyParagraph("法" * 26 + "，" + "治" * 3)], profile)
    first = page.lines[0].fragments[0]
    assert first.text.endswith("，")
    assert first.x + ems(first.text) == 29
    assert first.spread == 0


def test_a_heading_of_two_lines_is_not_parted(profile: FormatProfile) -> None:
    blocks = [
        *[BodyParagraph("一行") for _ in range(20)],
        HeadingBlock(1, "一、", "标" * 30, keep_next=True),
        BodyParagraph("文"),
    ]
    assert [len(page.lines) for page in lay_out(blocks, profile)] == [20, 3]


def test_a_run_in_heading_is_text_that_pages_may_part(profile: FormatProfile) -> None:
    blocks = [*[BodyParagraph("一行") for _ in range(21)], HeadingBlock(2, "（一）", "标" * 30, "。", "文")]
    assert [len(page.lines) for page in lay_out(blocks, profile)] == [22, 1]


def _rows(count: int) -> TableBlock:
    return TableBlock(
        (("类别", "件数"), *((f"第{n}类", str(n)) for n in range(count))), caption="表1 各类事项"
    )


def test_caption_header_and_first_row_stand_together(profile: FormatProfile) -> None:
    blocks = [*[BodyParagraph("一行") for _ in range(20)], _rows(3)]
    first, second = lay_out(blocks, profile)
    assert len(first.lines) == 20
    assert _text(second)[:3] == ["表1 各类事项", "类别件数", "第0类0"]


def test_a_whole_table_moves_to_the_next_page(profile: FormatProfile) -> None:
    above = [BodyParagraph("短。")] * 20
    table = TableBlock((("甲", "乙"), *[("1", "2")] * 4))
    parted, moved = (lay_out([*above, one], profile) for one in (table, replace(table, whole=True)))
    assert len(parted[0].lines) > 20
    assert len(moved[0].lines) == 20


def test_header_stands_again_on_the_next_page(profile: FormatProfile) -> None:
    first, second = lay_out([_rows(30)], profile)
    assert _text(first)[:2] == _text(second)[:2] == ["表1 各类事项", "类别件数"]
    assert [text for page in (first, second) for text in _text(page)[2:]] == [
        f"第{n}类{n}" for n in range(30)
    ]
    assert not [box for box in second.boxes if box.top == 0], "a caption has no frame"


def test_cells_wrap_by_the_type_of_the_table_and_lose_nothing(profile: FormatProfile) -> None:
    long = "村干部和妇联主席一起上门，先劝和、再说法，当场写下协议"
    (page,) = lay_out([TableBlock((("类别", "做法", "件数"), ("邻里", long * 2, "7")))], profile)
    cell = [part for part in page.lines[1].fragments if part.text[0] not in "邻7"]
    assert "".join(part.text for part in cell) == long * 2
    assert len(cell) > 1
    assert len({part.x for part in cell}) == 1, "longer texts are flush left"
    shifts = [part.shift for part in cell]
    assert shifts == sorted(shifts)
    assert sum(shifts) == pytest.approx(0)
    box = page.boxes[4]
    em = profile.fonts[FontRole.TABLE].size / (profile.text_width / 28)
    assert all(box.x < part.x and part.x + ems(part.text) * em < box.x + box.width + 1 for part in cell)


def test_a_row_higher_than_a_page_is_parted(profile: FormatProfile) -> None:
    pages = lay_out([TableBlock((("类别", "做法"), ("邻里", "化" * 2000)))], profile)
    shown = "".join(text for page in pages for text in _text(page))
    assert shown.count("化") == 2000
    assert all(line.top + line.height <= 22.01 for page in pages for line in page.lines)


def test_many_columns_take_the_smaller_type(profile: FormatProfile) -> None:
    row = tuple(f"第{n}项内容" for n in range(9))
    (page,) = lay_out([TableBlock((row, row))], profile)
    assert {part.role for line in page.lines for part in line.fragments} == {FontRole.SMALL_TABLE}


def test_names_of_attachments_stand_below_each_other(profile: FormatProfile) -> None:
    (page,) = lay_out([AttachmentNote(("清单", "名" * 30))], profile)
    assert [(part.text, part.x) for line in page.lines for part in line.fragments] == [
        ("附件：", 2.0),
        ("1.清单", 5.0),
        ("2." + "名" * 22, 5.0),
        ("名" * 8, 6.0),
    ]


def test_signatures_are_centred_in_their_strip(profile: FormatProfile) -> None:
    (page,) = lay_out([Signature("青石镇人民政府\n\n石河乡政府", 4.0)], profile)
    assert [(part.text, part.x) for line in page.lines for part in line.fragments] == [
        ("青石镇人民政府", 17.0),
        ("石河乡政府", 18.0),
    ]
