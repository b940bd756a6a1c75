"""Whole numbers written in Chinese. Apart from reading them, because the first screen needs only this."""

from __future__ import annotations

_NAMES = "零一二三四五六七八九"

LARGEST = 10**16 - 1
"""The largest number `int_to_chinese` writes."""


def int_to_chinese(value: int) -> str:
    """A whole number from 0 to `LARGEST` in Chinese numerals: 12 → 十二, 1010 → 一千零一十.

    Raises ValueError outside that range.
    """
    if not 0 <= value <= LARGEST:
        raise ValueError(value)
    if value == 0:
        return _NAMES[0]
    words = _sections(value)
    return words[1:] if words.startswith("一十") else words


def _sections(value: int) -> str:
    """The number in sections of four places, each with its unit."""
    for unit, name in ((100_000_000, "亿"), (10_000, "万")):
        if value >= unit:
            high, low = divmod(value, unit)
            gap = _NAMES[0] if low and low < unit // 10 else ""
            return _sections(high) + name + gap + (_sections(low) if low else "")
    return _small(value)


def _small(value: int) -> str:
    """A number below 10,000 with its places named and inner zeros said once."""
    words, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            words += (_NAMES[0] if zero and words else "") + _NAMES[digit] + name
            zero = False
        else:
            zero = True
    return words
