"""Numbers of sections made from their place, so that no number is ever typed (GB/T 9704-2012, 7.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.report import ANNEX_LEVEL, annex_mark
from fzapp.text.chinese_numbers import int_to_chinese

if TYPE_CHECKING:
    from collections.abc import Iterable


def section_numbers(levels: Iterable[int]) -> tuple[str, ...]:
    """The number of each section given the levels in order: 一、 for 1, （一） for 2, "" for the lead (0).

    A level starts anew below each section of a higher level. Annexes have their mark (附件1).
    """
    ordered = tuple(levels)
    counters: dict[int, int] = {}
    numbers: list[str] = []
    for level in ordered:
        if level == 0:
            numbers.append("")
            continue
        counters = {key: value for key, value in counters.items() if key <= level}
        counters[level] = counters.get(level, 0) + 1
        if level == ANNEX_LEVEL:
            numbers.append(annex_mark(counters[level], ordered.count(ANNEX_LEVEL)))
        else:
            numbers.append(number_text(level, counters[level]))
    return tuple(numbers)


def number_text(level: int, index: int) -> str:
    """The number of the `index`-th heading of a level, 1-based: 一、 （一） 1. （1）; GB/T 9704-2012, 7.3.3.

    Raises ValueError for a level outside 1–4 or an index below 1.
    """
    if not 1 <= level <= 4 or index < 1:
        raise ValueError((level, index))
    if level <= 2:
        chinese = int_to_chinese(index)
        return f"{chinese}、" if level == 1 else f"（{chinese}）"
    return f"{index}." if level == 3 else f"（{index}）"
