"""Text broken into lines on the character grid, by the rules for marks at line ends (GB/T 15834)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.word.measure import ems

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕”’％‰…—·,.;:?!)]}%")
_NOT_LAST = frozenset("（《〈「『【〔“‘([{")
_HANGING = frozenset("，。、；：？！")
"""Marks that may stand in the margin behind a full line, as Word and LibreOffice set them."""

_UNIT = re.compile(r"[0-9A-Za-z.%％/+\-]+|.", re.DOTALL)


def break_lines(text: str, first: float, rest: float) -> tuple[str, ...]:
    """`text` in lines of at most `first` (the first line) and `rest` characters.

    A number or Latin word is not broken; a soft line break begins a line. There is at least one line.
    """
    lines = [line for part in text.split("\n") for line in _broken(part, first, rest)]
    return tuple(lines) or ("",)


def _broken(text: str, first: float, rest: float) -> Iterator[str]:
    line, width, limit = "", 0.0, first
    for unit in _units(text):
        wide = ems(unit)
        hangs = unit in _HANGING and width <= limit
        if line and width + wide > limit + 1e-6 and not hangs:
            kept, moved = _split_off(line, unit)
            yield kept
            line, width, limit = moved, ems(moved), rest
        line += unit
        width += wide
    yield line


def _units(text: str) -> Iterator[str]:
    return (found[0] for found in _UNIT.finditer(text))


def _split_off(line: str, coming: str) -> tuple[str, str]:
    """Where to break so that neither line ends nor begins with a mark that must not: (kept, moved)."""
    units = list(_units(line))
    at = len(units)
    following = coming
    while at > 1 and (following[0] in _NOT_FIRST or units[at - 1][-1] in _NOT_LAST):
        at -= 1
        following = units[at]
    if at <= 1:
        return line, ""
    return "".join(units[:at]), "".join(units[at:])
