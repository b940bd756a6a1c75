"""How far a long piece of work is: told now and then, which is also where it learns that it was stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are; may raise `Cancelled`."""

_TOLD_EVERY = 500
"""Things between two words about the progress."""


def nobody(_done: int, _total: int) -> None:
    """Nobody wants to know."""


def counted(things: Iterable[T], total: int, progress: Progress) -> Iterator[T]:
    """The things one by one; `progress` is told on the way and when all are done."""
    for done, thing in enumerate(things):
        if done % _TOLD_EVERY == 0:
            progress(done, total)
        yield thing
    progress(total, total)
