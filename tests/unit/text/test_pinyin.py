"""Names are found by their characters, by their initials, and by several words at once."""

from __future__ import annotations

import pytest

from fzapp.text import pinyin
from fzapp.text.pinyin import folded, initials, letters_folded, matches


def test_initials_are_lower_case_letters() -> None:
    assert initials("矛盾纠纷") == "mdjf"
    assert initials("12345工单") == "12345gd"


@pytest.mark.parametrize("words", ["", "纠纷", "mdjf", "jf", "JF slj", "纠纷 受理", "件数"])
def test_words_that_fit(words: str) -> None:
    assert matches(words, "矛盾纠纷.受理件数")


@pytest.mark.parametrize("words", ["普法", "pf", "纠纷 办结", "jf bj"])
def test_words_that_do_not_fit(words: str) -> None:
    assert not matches(words, "矛盾纠纷.受理件数")


def test_texts_are_ordered_by_sound_character_by_character() -> None:
    names = [
        "青石镇",
        "安丰镇",
        "鑫源村",
        "柏林乡",
        "安",
        "张三",
        "12组",
        "A村",
        "西桥村",
        "先锋村",
        "安平村",
    ]
    assert sorted(names, key=pinyin.by_sound) == [
        "12组", "A村", "安", "安丰镇", "安平村", "柏林乡", "青石镇", "西桥村", "先锋村", "鑫源村", "张三",
    ]  # fmt: skip


def test_initials_are_found_in_a_long_text_and_only_in_chinese_characters() -> None:
    text = folded('{"type":"邻里纠纷","note":"mdjf 见LED屏"}')
    assert letters_folded("lljf") in text
    assert letters_folded("JF") in text
    assert letters_folded("md") not in text
    assert letters_folded("fj") not in text
    assert '"type"' in text


def test_digits_alone_need_no_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_text: str) -> str:
        raise AssertionError

    monkeypatch.setattr(pinyin, "initials", never)
    assert pinyin.matches("2025", "2025年报")
    assert not pinyin.matches("2024", "2025年报")
