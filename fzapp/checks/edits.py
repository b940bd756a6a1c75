"""How far two short texts are apart."""

from __future__ import annotations


def distance(one: str, other: str) -> int:
    """The least number of characters to add, leave out or replace; for short texts (the product of lengths)."""
    if one == other:
        return 0
    before = list(range(len(other) + 1))
    for row, a in enumerate(one, 1):
        current = [row]
        for column, b in enumerate(other, 1):
            cost = before[column - 1] + (a != b)
            current.append(min(cost, before[column] + 1, current[-1] + 1))
        before = current
    return before[-1]
