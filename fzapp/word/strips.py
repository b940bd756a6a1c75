"""What lines are made of before they have a place on a page: runs of characters, frames and rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fzapp.word.profile import FontRole


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of characters in one face; `x` from the left of the type area, in text characters.

    `spread` is added behind each character, in text characters: a line that is set to both edges.
    `shift` is how far below the middle of its line the run stands, in lines of the grid: a cell of a
    table has several runs one below the other. `size` in points is that of the role when 0.
    """

    text: str
    role: FontRole
    x: float
    spread: float = 0.0
    shift: float = 0.0
    size: float = 0.0
    red: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A frame: `x` and `width` in text characters, `top` and `height` in lines."""

    x: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A line as wide as the type area: `top` in lines, `thickness` in points."""

    top: float
    thickness: float
    red: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """A line before it has a place: its height in lines, its text, and frames and rules relative to its top."""

    height: float
    fragments: tuple[Fragment, ...] = ()
    boxes: tuple[Box, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that no page end parts; `again` stands above them where they begin a page (a table's header)."""

    strips: tuple[Strip, ...]
    again: tuple[Strip, ...] = ()

    @property
    def height(self) -> float:
        """In lines of the grid."""
        return sum(strip.height for strip in self.strips)
