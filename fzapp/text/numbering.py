"""Numbers of sections made from their place, so that no number is ever typed (GB/T 9704-2012, 7.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.text.outline import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable


def section_numbers(levels: Iterable[int]) -> tuple[str, ...]:
    """The number of each section given the levels in order: 一、 for 1, （一） for 2, "" for the lead (0).

    A level starts anew below each section of a higher level.
    """
    counters: dict[int, int] = {}
    numbers: list[str] = []
    for level in levels:
        if level == 0:
            numbers.append("")
            continue
        counters = {key: value for key, value in counters.items() if key <= level}
        counters[level] = counters.get(level, 0) + 1
        numbers.append(number_text(level, counters[level]))
    return tuple(numbers)
