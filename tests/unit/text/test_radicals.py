"""Text that was copied out of a PDF is made of characters again."""

from __future__ import annotations

import unicodedata

from fzapp.text.radicals import with_characters


def test_radicals_become_the_characters_they_look_like() -> None:
    assert with_characters("⻘⽯镇⾃查，⻓效机制，⻢⻋⻔⻅") == "青石镇自查，长效机制，马车门见"


def test_all_else_stays() -> None:
    text = "青石镇　２０２６年１２·４（一）①Ⅱ㎡〔2026〕5号……——"
    assert with_characters(text) == text


def test_every_radical_is_known_and_the_length_stays() -> None:
    assigned = [*range(0x2E81, 0x2EF4), *range(0x2F00, 0x2FD6)]
    for char in map(chr, assigned):
        real = with_characters(char)
        assert len(real) == 1
        assert unicodedata.name(char, "") == "" or unicodedata.name(real).startswith("CJK UNIFIED IDEOGRAPH")
