"""How a table of the text looks in the editor: widths, heights, lines of its cells. Knows no document."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.text_table import TextTable, header_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fzapp.domain.text_table import HeaderCell

    Measure = Callable[[str], float]
    """The width of a text in pixels."""

PADDING = 5.0
"""Pixels left and right of a cell's text."""

_GAP = 8.0
"""Pixels above and below a cell's text together."""

_UNIT = re.compile(r"[!-~]+|.", re.DOTALL)
_LEAST_CHARACTERS = 1.5
_CENTRED_CHARACTERS = 10
"""Columns of longer texts are flush left, as in the Word file."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell: characters from `start` to `end` of the cell's text, and its width."""

    start: int
    end: int
    width: float


@dataclass(frozen=True, slots=True)
class TableShape:
    """The table as it is painted; the rows are those of the text, cell by cell, each broken into lines."""

    table: TextTable
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    lines: tuple[tuple[tuple[Line, ...], ...], ...]
    centred: tuple[bool, ...]
    wide: tuple[HeaderCell, ...]
    """The cells of the header that reach over several columns or rows."""

    @property
    def lefts(self) -> tuple[float, ...]:
        """Where the columns begin."""
        found = [0.0]
        for width in self.widths[:-1]:
            found.append(found[-1] + width)
        return tuple(found)

    def column_at(self, x: float) -> int:
        """The column at a distance from the left; the nearest one beside the table."""
        return max(column for column, left in enumerate(self.lefts) if column == 0 or left <= x)


def shape_of(rows: Sequence[Sequence[str]], width: float, line_height: float, measure: Measure) -> TableShape:
    """Lay a table out in a width; short rows are filled up."""
    columns = max(map(len, rows))
    table = TextTable(tuple((*row, *[""] * (columns - len(row))) for row in rows))
    wide = tuple(cell for cell in header_cells(table) if cell.columns > 1 or cell.rows > 1)
    over = {(cell.row, cell.column) for cell in wide if cell.columns > 1}
    character = measure("国")
    longest = [
        max(0.0 if (place, column) in over else measure(row[column]) for place, row in enumerate(table.rows))
        for column in range(columns)
    ]
    widths = _shared(longest, width, character)
    lines = tuple(
        tuple(broken(text, _room(widths, place, column, wide), measure) for column, text in enumerate(row))
        for place, row in enumerate(table.rows)
    )
    heights = tuple(max(map(len, row)) * line_height + _GAP for row in lines)
    centred = tuple(one <= _CENTRED_CHARACTERS * character for one in longest)
    return TableShape(table, widths, heights, lines, centred, wide)


def broken(text: str, width: float, measure: Measure) -> tuple[Line, ...]:
    """A text in lines of at most `width`; an empty text is one empty line."""
    lines: list[Line] = []
    start, place, used = 0, 0, 0.0
    for unit in _units(text, width, measure):
        wide = measure(unit)
        if used + wide > width + 0.5 and place > start:
            lines.append(Line(start, place, used))
            start, used = place, 0.0
        place, used = place + len(unit), used + wide
    return (*lines, Line(start, len(text), used))


def _units(text: str, width: float, measure: Measure) -> Iterator[str]:
    """Characters, and numbers and Latin words that stay whole where they fit a line."""
    for unit in _UNIT.findall(text):
        yield from [unit] if measure(unit) <= width else unit


def _room(widths: Sequence[float], row: int, column: int, wide: Sequence[HeaderCell]) -> float:
    over = next((cell.columns for cell in wide if (cell.row, cell.column) == (row, column)), 1)
    return max(1.0, sum(widths[column : column + over]) - 2 * PADDING)


def _shared(longest: Sequence[float], width: float, character: float) -> tuple[float, ...]:
    """Narrow columns get what they need, wide ones share what is left; what is over goes to all."""
    wanted = [max(one, _LEAST_CHARACTERS * character) + 2 * PADDING + 1 for one in longest]
    left, widths = width, [0.0] * len(wanted)
    for place, column in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        widths[column] = min(wanted[column], left / (len(wanted) - place))
        left -= widths[column]
    scale = width / sum(widths)
    edges = [math.floor(sum(widths[: column + 1]) * scale) for column in range(len(widths))]
    return tuple(float(edge - before) for edge, before in zip(edges, [0, *edges], strict=False))
