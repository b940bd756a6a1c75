"""Text broken into lines on the character grid, by the rules for marks at line ends (GB/T 15834)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.word.measure import ems

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕”’％‰…—·,.;:?!)]}%")
_NOT_LAST = frozenset("（《〈「『【〔“‘([{")
HANGING = frozenset("，。、；：？！,.")
"""Marks that may stand in the margin behind a full line, as Word and LibreOffice set them."""

_UNIT = re.compile(r"[+\-]?[0-9A-Za-z](?:[0-9A-Za-z.%％/+]|[,:](?=[0-9]))*-*|.", re.DOTALL)
"""What stands together: a number or a Latin word, which may end with a hyphen, else one character."""


def break_lines(text: str, first: float, rest: float, *, hanging: bool = True) -> tuple[str, ...]:
    """`text` in lines of at most `first` (the first line) and `rest` characters.

    A number or Latin word is not broken; a soft line break begins a line, blanks never do. A mark may hang
    past a full line when `hanging`. There is at least one line.
    """
    lines = [line for part in text.split("\n") for line in _broken(part, first, rest, hanging=hanging)]
    return tuple(lines) or ("",)


def _broken(text: str, first: float, rest: float, *, hanging: bool) -> Iterator[str]:
    line, width, limit = "", 0.0, first
    for unit in units(text):
        wide = ems(unit)
        hangs = unit.isspace() or (hanging and unit in HANGING and width <= limit)
        if line and width + wide > limit + 1e-6 and not hangs:
            kept, moved = _split_off(line, unit)
            yield kept
            line, width, limit = moved, ems(moved), rest
        line += unit
        width += wide
    yield line


def units(text: str) -> list[str]:
    """`text` in the pieces between which a line may end or be spread: numbers, Latin words, characters."""
    return [found[0] for found in _UNIT.finditer(text)]


def _split_off(line: str, coming: str) -> tuple[str, str]:
    """Where to break so that neither line ends nor begins with a mark that must not: (kept, moved)."""
    parts = units(line)
    at = len(parts)
    following = coming
    while at > 1 and (following[0] in _NOT_FIRST or parts[at - 1][-1] in _NOT_LAST):
        at -= 1
        following = parts[at]
    if at <= 1:
        return line, ""
    return "".join(parts[:at]), "".join(parts[at:])
