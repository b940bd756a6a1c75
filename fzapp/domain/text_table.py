"""Tables in a text: lines with tabs, with a caption (表题) and a line of units above them.

A table has no marks of its own in the text: its rows are the lines that hold a tab, a caption is the line
right above them that reads like one, and so is “单位：件”. What is header and how columns stand follows from
the cells, so that a table which was typed, pasted or read from a file is the same table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.report import TABLE_CELL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = tuple[str, ...]

_CAPTION = re.compile(r"(?:附?表\s*[\d一二三四五六七八九十]+|[^。；：，！？]{2,30}表$)[^。；！？]{0,40}")
_UNIT = re.compile(r"[（(]?(?:计量)?单位[：:]\s*[^。，；\t]{1,16}[）)]?")
_DIGIT = re.compile(r"\d")
_LEAST_ROWS_BELOW = 2
"""Rows below the first without which it is no header of two rows."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of a text. `rows` have as many cells each; the first `header_rows` of them are the header.

    `first` is the index of its first row among the lines, `end` the one behind its last; `head` that of
    the first line that belongs to it, which is its caption or unit line if it has them.
    """

    rows: tuple[Row, ...]
    first: int = 0
    caption: str = ""
    unit: str = ""
    head: int = 0

    @property
    def end(self) -> int:
        """The index of the line behind the last row."""
        return self.first + len(self.rows)

    @property
    def columns(self) -> int:
        """How many cells a row has."""
        return len(self.rows[0])

    @property
    def header_rows(self) -> int:
        """1, or 2 where the cells below the gaps of the first row say what its last name is parted into."""
        return 2 if len(self.rows) > _LEAST_ROWS_BELOW and _is_two_rows(*self.rows[:2]) else 1

    @property
    def lines(self) -> tuple[str, ...]:
        """The table as lines of a text."""
        above = tuple(line for line in (self.caption, self.unit) if line)
        return (*above, *(TABLE_CELL.join(row) for row in self.rows))


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell of a header: its place, and how many rows and columns it reaches over."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


def is_row(line: str) -> bool:
    """Whether a line of a text is a row of a table."""
    return TABLE_CELL in line


def is_unit(line: str) -> bool:
    """Whether a line names the unit of a table: 单位：件."""
    return bool(_UNIT.fullmatch(line.strip()))


def cells_of(line: str) -> Row:
    """The cells of a row without the blanks at their ends."""
    return tuple(cell.strip() for cell in line.split(TABLE_CELL))


def tables_in(lines: Sequence[str]) -> Iterator[TextTable]:
    """The tables of a text in order. Rows that are short of cells get empty ones at their end."""
    index = 0
    while index < len(lines):
        if not is_row(lines[index]):
            index += 1
            continue
        table = _table_at(lines, index)
        yield table
        index = table.end


def lines_above(lines: Sequence[str], first: int) -> list[str]:
    """The lines right above the rows that are caption and unit, in their order."""
    found: list[str] = []
    for line in reversed(lines[max(0, first - 2) : first]):
        text = line.strip()
        is_first_unit = is_unit(text) and not any(map(is_unit, found))
        is_caption = bool(_CAPTION.fullmatch(text)) and all(map(is_unit, found))
        if not (is_first_unit or is_caption):
            break
        found.insert(0, text)
    return found


def header_cells(table: TextTable) -> tuple[HeaderCell, ...]:
    """The cells of the header; in one of two rows a name reaches over the columns it is parted into."""
    first = table.rows[0]
    if table.header_rows == 1:
        return tuple(HeaderCell(0, column, text) for column, text in enumerate(first))
    second = table.rows[1]
    found: list[HeaderCell] = []
    for column, text in enumerate(first):
        if not text:
            continue
        width = 1
        while column + width < len(first) and not first[column + width]:
            width += 1
        alone = width == 1 and not second[column]
        found.append(HeaderCell(0, column, text, 2 if alone else 1, width))
    found += [HeaderCell(1, column, text) for column, text in enumerate(second) if text]
    return tuple(found)


def _table_at(lines: Sequence[str], first: int) -> TextTable:
    end = first
    while end < len(lines) and is_row(lines[end]):
        end += 1
    rows = [cells_of(line) for line in lines[first:end]]
    columns = max(map(len, rows))
    above = lines_above(lines, first)
    unit = next(filter(is_unit, above), "")
    caption = next((line for line in above if line != unit), "")
    padded = tuple(row + ("",) * (columns - len(row)) for row in rows)
    return TextTable(padded, first, caption, unit, first - len(above))


def _is_two_rows(first: Row, second: Row) -> bool:
    if not first[0] or all(first) or _DIGIT.search("".join(second)):
        return False
    for column, text in enumerate(first):
        parted = not text or not all(first[column + 1 : column + 2])
        if parted is not bool(second[column]):
            return False
    return True
