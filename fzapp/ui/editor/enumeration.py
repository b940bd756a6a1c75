"""What the next paragraph of a run-in enumeration begins with: 一是 → 二是, 第一， → 第二，."""

from __future__ import annotations

import re

from fzapp.text.chinese_numbers import int_to_chinese
from fzapp.text.numerals import chinese_to_int
from fzapp.text.outline import is_enumeration

_COUNTED = re.compile("(第?)([一二三四五六七八九十]+)([是，,、：:])")


def following_marker(paragraph: str) -> str:
    """The marker after the one that `paragraph` begins with; "" when it begins with none that counts."""
    marker = is_enumeration(paragraph)
    match = _COUNTED.fullmatch(marker) if marker else None
    if match is None:
        return ""
    number = chinese_to_int(match[2])
    return f"{match[1]}{int_to_chinese(number + 1)}{match[3]}" if number else ""
