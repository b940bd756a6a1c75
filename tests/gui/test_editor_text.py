"""Text on its way into the editor, and the markers of enumerations."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fzapp.ui.editor.enumeration import following_marker
from fzapp.ui.editor.outline_highlighter import apart
from fzapp.ui.editor.plain_text import as_lines, cleaned, offset_of_units, units


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("　　一是抓学习。\r\n　　二是抓落实。  \r\n", "一是抓学习。\n二是抓落实。\n"),
        ("第一段\r第二段\u2029第三段\u2028第四行\v第五行", "第一段\n第二段\n第三段\n第四行\n第五行"),
        ("前\u00a0后", "前 后"),
        ("⻘⽯镇⾃查", "青石镇自查"),
        ("\t缩进的一段", "缩进的一段"),
        ("石门村\t12\t11\n\t合计\t11", "石门村\t12\t11\n\t合计\t11"),
        ("村名 \t 件数　\n石门村\t", "村名\t件数\n石门村"),
        ("看\u200b不\ufeff见\ufffc的\x07", "看不见的"),
        ("第一段\n\n第二段", "第一段\n\n第二段"),
        ("", ""),
    ],
)
def test_pasted_text_is_cleaned(pasted: str, kept: str) -> None:
    assert cleaned(pasted) == kept


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@settings(database=None, deadline=None)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert once.count("\n") == as_lines(text).count("\n")


@given(st.text(alphabet="一𠮷a\n"), st.integers(0, 20))
@settings(database=None, deadline=None)
def test_offsets_count_rare_characters_once(text: str, offset: int) -> None:
    head = text[:offset]
    assert offset_of_units(text, units(head)) == len(head)


def test_a_position_inside_a_rare_character_stands_behind_it() -> None:
    assert offset_of_units("𠮷家村", 1) == 1
    assert offset_of_units("𠮷家村", 99) == 3


@pytest.mark.parametrize(
    ("paragraph", "marker"),
    [
        ("一是健全机制。", "二是"),
        ("九是加强保障。", "十是"),
        ("十是加强保障。", "十一是"),
        ("第一，健全机制。", "第二，"),
        ("首先，健全机制。", ""),
        ("健全机制，一是抓学习。", ""),
        ("", ""),
    ],
)
def test_enumeration_goes_on(paragraph: str, marker: str) -> None:
    assert following_marker(paragraph) == marker


@pytest.mark.parametrize(
    ("paragraph", "piece"),
    [
        ("一是健全机制。严格执行。", "一是"),
        ("1.加强培训。全年组织12次。", "1.加强培训"),
        ("（1）压实责任", "（1）压实责任"),
        ("（一）这是一节的标题", ""),
        ("3.15活动期间开展宣传。", ""),
        ("全年办理12件。", ""),
    ],
)
def test_inner_headings_are_set_apart(paragraph: str, piece: str) -> None:
    start, end = apart(paragraph)
    assert paragraph[start:end] == piece
