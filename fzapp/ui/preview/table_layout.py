"""A table on paper: columns as wide as their contents need, cells that wrap, the header on every page.

Where so many columns are filled that hardly a row would stand on a page, they are printed in groups, one after
the other; the number of the row and the first column stand in each, so that the sheets can be laid side by side.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Measure = Callable[[str, float], float]
    """The width of a text at a type size in points, in points."""

Lines = tuple[str, ...]

WIDTH, HEIGHT = 297.0, 210.0
"""A4 on its side, in millimetres."""

_POINTS = 72 / 25.4
MARGIN = 14 * _POINTS
PAGE_WIDTH, PAGE_HEIGHT = WIDTH * _POINTS, HEIGHT * _POINTS
ROOM = PAGE_WIDTH - 2 * MARGIN
TITLE_SIZE, NOTE_SIZE = 15.0, 9.0
TITLE_ROOM, CONTINUED_ROOM = 46.0, 20.0
"""Points above the table on the first page and on the others."""

FOOT_ROOM = 16.0
SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
"""Type sizes of the cells, from the one wanted to the least that is read."""

_READ_EASILY = 8.5
"""The least type size that is taken so that no cell wraps; smaller only when the columns need it."""

PADDING = 3.0
LEADING = 1.3
_MOST_EMS, _LEAST_EMS = 18.0, 2.6
_ROWS_WANTED = 8
"""Rows on a page below which the columns are printed in groups."""

_TRIED = 60
"""Rows by which it is judged."""

_MOST_GROUPS = 4
_REPEATED = 2
"""Columns that every group begins with: the number and the first one."""

_UNIT = re.compile(r"[（〔《“‘【]*(?:[!-~]+|.)[）〕》”’】，。、；：！？％]*", re.DOTALL)
"""What is not parted at the end of a line: a number or word of Latin letters, or one character, with its marks.

No line ends with an opening mark or begins with a closing one (避头尾).
"""

NUMBER = "序号"
GAP = "　"
"""Between the figures of a line of totals."""


@dataclass(frozen=True, slots=True)
class PrintTable:
    """What is to be printed: `right` says for each column whether it stands to the right, as figures do.

    `totals` are whole lines at the end; `note` stands below the title (unit, year, filter).
    """

    title: str
    note: str
    headings: tuple[str, ...]
    right: tuple[bool, ...]
    rows: Sequence[tuple[str, ...]]
    totals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintRow:
    """Cells as lines, with the place of the row on the page, in points."""

    cells: tuple[Lines, ...]
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class PrintPage:
    """One page. `number` from 1; `group` is the place of its columns among the groups; `totals` are lines with their top."""

    number: int
    of: int
    group: int
    header: PrintRow
    rows: tuple[PrintRow, ...]
    totals: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class PrintGroup:
    """Columns that stand beside each other on a page, by their place (0 is the number), their widths in points,
    and for each whether it stands to the right.
    """

    places: tuple[int, ...]
    widths: tuple[float, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class PrintLayout:
    """The pages of a table, its columns in one group or several, and the size of its type, in points."""

    table: PrintTable
    size: float
    groups: tuple[PrintGroup, ...]
    pages: tuple[PrintPage, ...]


def lay_out(table: PrintTable, measure: Measure) -> PrintLayout:
    """Break a table into pages."""
    headings = (NUMBER, *table.headings)
    rows = [(str(number), *cells) for number, cells in enumerate(table.rows, 1)]
    longest = tuple(
        max((row[place] for row in rows), key=lambda text: measure(text, 1.0), default="")
        for place in range(len(headings))
    )
    columns = _Columns(headings, longest, (True, *table.right), measure)
    size, groups = _readable(columns, rows)
    pages = _pages(columns, size, groups, rows, table.totals)
    return PrintLayout(table, size, groups, tuple(replace(page, of=len(pages)) for page in pages))


@dataclass(frozen=True, slots=True)
class _Columns:
    """What is known of the columns, the number first: headings, longest cells, which stand to the right."""

    headings: tuple[str, ...]
    longest: tuple[str, ...]
    right: tuple[bool, ...]
    measure: Measure

    def fit(self, places: tuple[int, ...]) -> float:
        """The largest type in which nothing wraps; where that would be hard to read, the largest in which every
        column keeps its least width.
        """
        needs = [self.needs(places, size) for size in SIZES]
        easy = (need for need in needs if need.size >= _READ_EASILY and sum(need.wanted) <= ROOM)
        possible = (need for need in needs if sum(need.least) <= ROOM)
        return (next(easy, None) or next(possible, needs[-1])).size

    def needs(self, places: Sequence[int], size: float) -> _Needs:
        """What some of the columns need at a type size."""
        heads, texts = ([words[place] for place in places] for words in (self.headings, self.longest))
        return _Needs(size, heads, texts, self.measure)

    def parted(self, count: int) -> tuple[tuple[int, ...], ...]:
        """The columns in so many groups of about the same width."""
        wanted = self.needs(range(len(self.headings)), SIZES[0]).wanted
        each, used = sum(wanted[_REPEATED:]) / count, 0.0
        found: list[list[int]] = [list(range(min(_REPEATED, len(wanted)))) for _ in range(count)]
        for place in range(_REPEATED, len(wanted)):
            found[min(count - 1, int((used + wanted[place] / 2) / each))].append(place)
            used += wanted[place]
        return tuple(tuple(places) for places in found if len(places) > _REPEATED or count == 1)


def _readable(columns: _Columns, rows: Sequence[tuple[str, ...]]) -> tuple[float, tuple[PrintGroup, ...]]:
    """Type size and groups: one group when it leaves room for some rows on a page; else as many as that takes,
    and of those the ones that take least paper.
    """
    tried = rows[:_TRIED]
    found: list[tuple[float, int, tuple[float, tuple[PrintGroup, ...]]]] = []
    for count in range(1, max(1, min(_MOST_GROUPS, len(columns.headings) - _REPEATED)) + 1):
        size, groups = _grouped(columns, count)
        pages = len(_pages(columns, size, groups, tried, ()))
        on_a_page = len(tried) * len(groups) / pages
        lacking = max(0.0, _ROWS_WANTED - on_a_page) if pages > len(groups) else 0.0
        if count == 1 and not lacking:
            return size, groups
        found.append((lacking, pages, (size, groups)))
    return min(found, key=lambda one: one[:2])[2]


def _grouped(columns: _Columns, count: int) -> tuple[float, tuple[PrintGroup, ...]]:
    """The columns in groups, all set in the same type and each as wide as the paper."""
    parts = columns.parted(count)
    size = min(columns.fit(places) for places in parts)
    return size, tuple(
        PrintGroup(
            places, columns.needs(places, size).widths(), tuple(columns.right[place] for place in places)
        )
        for places in parts
    )


def _pages(
    columns: _Columns,
    size: float,
    groups: Sequence[PrintGroup],
    rows: Sequence[tuple[str, ...]],
    totals: Sequence[str],
) -> list[PrintPage]:
    """The pages of all groups, one after the other; the totals stand at the end of the last."""
    found: list[PrintPage] = []
    for number, group in enumerate(groups):
        builder = _Builder(size, group.widths, columns.measure, _Start(len(found) + 1, number))
        headings = tuple(columns.headings[place] for place in group.places)
        cells = [tuple(row[place] for place in group.places) for row in rows]
        found += builder.pages(headings, cells, totals if number == len(groups) - 1 else ())
    return found


@dataclass(frozen=True, slots=True)
class _Start:
    """The number of the first page of a group, and the place of the group."""

    number: int
    group: int


class _Needs:
    """What the columns need at a type size: `least` to be read at all, `wanted` to stand in one line."""

    def __init__(
        self, size: float, headings: Sequence[str], longest: Sequence[str], measure: Measure
    ) -> None:
        pairs = list(zip(headings, longest, strict=True))
        self.size = size
        self.least = [_least(head, text, size, measure) for head, text in pairs]
        self.wanted = [
            max(low, min(measure(text, size), _MOST_EMS * size) + 2 * PADDING)
            for low, text in zip(self.least, longest, strict=True)
        ]

    def widths(self) -> tuple[float, ...]:
        """The room of the paper shared out."""
        least, wanted = self.least, self.wanted
        spare, asked = ROOM - sum(least), sum(wanted) - sum(least)
        if spare < 0:
            return tuple(width * ROOM / sum(least) for width in least)
        if asked <= spare:
            return tuple(width * ROOM / sum(wanted) for width in wanted)
        share = spare / asked
        return tuple(low + (high - low) * share for low, high in zip(least, wanted, strict=True))


def _least(heading: str, text: str, size: float, measure: Measure) -> float:
    """Room for half of the heading, for three characters, and for the longest thing that is not parted."""
    units = max((measure(unit, size) for unit in _UNIT.findall(text) if len(unit) > 1), default=0.0)
    head = measure(heading[: math.ceil(len(heading) / 2)], size)
    return max(min(head, 6 * size), _LEAST_EMS * size, min(units, 9 * size)) + 2 * PADDING


class _Builder:
    """Fills pages from top to bottom."""

    def __init__(self, size: float, widths: tuple[float, ...], measure: Measure, start: _Start) -> None:
        self._size = size
        self._start = start
        self._widths = widths
        self._measure = measure
        self._line = size * LEADING
        self._bottom = PAGE_HEIGHT - MARGIN - FOOT_ROOM

    def pages(
        self, headings: tuple[str, ...], rows: Sequence[tuple[str, ...]], totals: Sequence[str]
    ) -> list[PrintPage]:
        """All pages; the last one ends with the totals."""
        header = self._wrapped(headings)
        found: list[PrintPage] = []
        page, top = self._begun(header, 0)
        placed: list[PrintRow] = []
        most = self._lines_that_fit(self._begun(header, 1)[1])
        for cells in (part for row in rows for part in _parted(self._wrapped(row), most)):
            height = self._height(cells)
            if top + height > self._bottom and placed:
                found.append(replace(page, rows=tuple(placed)))
                page, top = self._begun(header, len(found))
                placed = []
            placed.append(PrintRow(cells, top, height))
            top += height
        lines = [line for text in totals for line in self._total_lines(text)]
        ending: list[tuple[str, float]] = []
        top += PADDING
        for line in lines:
            if top + self._line > self._bottom:
                found.append(replace(page, rows=tuple(placed), totals=tuple(ending)))
                page, top = self._begun(header, len(found))
                placed, ending = [], []
                top += PADDING
            ending.append((line, top))
            top += self._line
        found.append(replace(page, rows=tuple(placed), totals=tuple(ending)))
        return found

    def _begun(self, header: tuple[Lines, ...], before: int) -> tuple[PrintPage, float]:
        number = self._start.number + before
        top = MARGIN + (TITLE_ROOM if number == 1 else CONTINUED_ROOM)
        row = PrintRow(header, top, self._height(header))
        return PrintPage(number, 0, self._start.group, row, ()), top + row.height

    def _wrapped(self, cells: tuple[str, ...]) -> tuple[Lines, ...]:
        return tuple(
            wrapped(text, width - 2 * PADDING, self._size, self._measure)
            for text, width in zip(cells, self._widths, strict=True)
        )

    def _total_lines(self, text: str) -> list[str]:
        """A line of totals in lines that end between two figures."""
        lines, line = [], ""
        for part in text.split(GAP):
            longer = f"{line}{GAP}{part}" if line else part
            if line and self._measure(longer, self._size) > ROOM:
                lines.append(line)
                longer = part
            line = longer
        return [piece for each in (*lines, line) for piece in wrapped(each, ROOM, self._size, self._measure)]

    def _height(self, cells: tuple[Lines, ...]) -> float:
        return max(len(lines) for lines in cells) * self._line + 2 * PADDING

    def _lines_that_fit(self, top: float) -> int:
        return max(1, int((self._bottom - top - 2 * PADDING) / self._line))


def _parted(cells: tuple[Lines, ...], most: int) -> list[tuple[Lines, ...]]:
    """A row of very many lines as several rows of at most `most`."""
    length = max(len(lines) for lines in cells)
    if length <= most:
        return [cells]
    return [tuple(lines[at : at + most] or ("",) for lines in cells) for at in range(0, length, most)]


def wrapped(text: str, width: float, size: float, measure: Measure) -> Lines:
    """A text in lines of at most `width`; an empty text is one empty line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for unit in _pieces(paragraph, width, size, measure):
            wide = measure(unit, size)
            if line and used + wide > width + 0.01:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + unit, used + wide
        lines.append(line)
    return tuple(lines)


def _pieces(text: str, width: float, size: float, measure: Measure) -> list[str]:
    """What is put in lines: a word that is wider than its cell goes by characters."""
    found: list[str] = []
    for unit in _UNIT.findall(text):
        found.extend([unit] if measure(unit, size) <= width else list(unit))
    return found
