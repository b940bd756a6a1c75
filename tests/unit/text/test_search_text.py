"""Folding, words, places: what is found in folded text stands at the same place in the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fzapp.text.search_text import excerpt, folded, holds, spans, words_of


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(folded(text)) == len(text)


def test_words_are_parted_by_blanks_and_told_once() -> None:
    assert words_of(" 法律　顾问 ＡＢ ab 法律 ") == ("法律", "顾问", "ab")


def test_places_that_touch_are_one() -> None:
    assert spans("法律顾问和法律", ("法律", "顾问")) == ((0, 4), (5, 7))
    assert holds("１００％", ("100",))
    assert spans("共１２件", ("12件",)) == ((1, 4),)


def test_an_excerpt_shows_the_first_place_and_moves_the_marks_along() -> None:
    text = "前" * 200 + "法律顾问" + "后" * 200
    shown, places = excerpt(text, spans(text, ("法律顾问",)), 60)
    assert [shown[a:b] for a, b in places] == ["法律顾问"]
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) == 62
    assert excerpt("短", ((0, 1),), 60) == ("短", ((0, 1),))
