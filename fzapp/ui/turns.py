"""Work of the thread of the window in bits: so many at a time that no event has to wait for them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TURN = 25
"""Milliseconds that bits may take together before the events of the window come."""

HEAVY = True
"""What is yielded before a bit that takes many milliseconds by itself: it begins a turn, or nearly so."""

WAIT = False
"""What is yielded while others are waited for: it ends a turn."""

_EARLY = 5
"""This part of a turn is still its beginning."""

BETWEEN = 1
"""Milliseconds between two turns, for these events."""


def take_turn(bits: Iterator[bool | None]) -> bool:
    """Take bits for about `TURN` milliseconds, at least one; answers whether some may be left."""
    began = time.perf_counter()
    return any(
        bit is WAIT or time.perf_counter() - began >= TURN / 1000 / (_EARLY if bit is HEAVY else 1)
        for bit in bits
    )
