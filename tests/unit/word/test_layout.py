"""Pages by the national grid: 28 characters, 22 lines, marks where they may stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fzapp.infra import paths
from fzapp.word.blocks import BlankLine, BodyParagraph, HeadingBlock, PageBreak, Signature, TableBlock, Title
from fzapp.word.layout import lay_out, page_count
from fzapp.word.lines import break_lines
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


def test_signature_takes_the_last_line_of_text_along(profile: FormatProfile) -> None:
    text = BodyParagraph("法" * 50, keep_next=True)
    blocks = [
        *[BodyParagraph("一行") for _ in range(19)],
        text,
        BlankLine(keep_next=True),
        Signature("青石镇人民政府", 4),
    ]
    first, second = lay_out(blocks, profile)
    assert len(first.lines) == 20
    assert second.lines[0].fragments[0].text == "法" * 24
    assert second.lines[-1].fragments[0].text == "青石镇人民政府"


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
