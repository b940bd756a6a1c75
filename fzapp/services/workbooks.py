"""What every workbook of ours has: texts that stay texts, a header in sight and on each page, lying A4."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fzapp.infra.files import wipe
from fzapp.services.user_files import made_on_disk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

COMPUTED = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that Excel would compute."""

A4 = 9
"""The number of this paper in a workbook."""

_LONGEST = 32_767
"""Characters that a cell can hold."""
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDTH = 14
_LINE_HEIGHT, _AROUND, _HIGHEST = 14.5, 3.0, 400.0
"""Points of a line in a cell, free above and below all of them, and of a row at most."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: `above` stands over the table, its first line as the title; numbers stay numbers.

    `widths` are those of the first columns, in characters; `frozen` columns stay in sight.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[str | int | Decimal]]
    widths: Sequence[int]
    above: Sequence[str] = ()
    frozen: int = 0


def room_of(text: str) -> int:
    """Characters of a workbook that a line of text takes: two for each Chinese one."""
    return sum(1 if mark < "\u2000" else 2 for mark in text)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column; a little is left free on both sides."""
    room = max(1, width - 1)
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    return sum(max(1, -(-room_of(line) // room)) for line in text.split("\n"))


def row_height(texts: Iterable[tuple[object, int]]) -> float | None:
    """Points for the cells of a row, each with the width of its column; None where one line is enough.

    Not every program fits the height when it opens a file: texts would lie over each other.
    """
    lines = max((_lines(text, width) for text, width in texts if isinstance(text, str)), default=1)
    return min(lines * _LINE_HEIGHT + _AROUND, _HIGHEST) if lines > 1 else None


def plain_text(text: str) -> str:
    """Without what XML cannot hold (XML 1.0, 2.2: control characters, halves of pairs), no longer than a cell can be."""
    return _NO_XML.sub("", text)[:_LONGEST]


def new_book(*, write_only: bool = False) -> Any:  # noqa: ANN401  openpyxl publishes no types
    """An empty workbook. Each sheet lies in a temporary file until it is saved, which is wiped, not only removed."""
    from openpyxl import Workbook  # noqa: PLC0415  loaded when something is handed on
    from openpyxl.worksheet import _writer  # noqa: PLC0415

    writer: Any = _writer.WorksheetWriter
    writer.cleanup = _wiped
    return Workbook(write_only=write_only)


def _wiped(writer: Any) -> None:  # noqa: ANN401
    """Takes the place of openpyxl's own way to be rid of the file of a sheet."""
    from openpyxl.worksheet._writer import ALL_TEMP_FILES  # noqa: PLC0415

    wipe(Path(writer.out))
    ALL_TEMP_FILES.remove(writer.out)


@made_on_disk("表格")
def workbook(tables: Iterable[Table]) -> bytes:
    """A workbook of one sheet for each table, as a file."""
    book = new_book()
    book.remove(book.active)
    for table in tables:
        _write(book.create_sheet(table.name), table)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(sheet: Any, table: Table) -> None:  # noqa: ANN401  openpyxl publishes no types
    from openpyxl.styles import Alignment, Border, Font, Side  # noqa: PLC0415

    for line, text in enumerate(table.above, 1):
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=len(table.header))
        _fill(sheet.cell(line, 1), text)
    if table.above:
        sheet.cell(1, 1).font = Font(bold=True, size=14)
        sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    head = len(table.above) + 1
    thin, bold = Side(style="thin"), Font(bold=True)
    border, wrapped = Border(thin, thin, thin, thin), Alignment(wrap_text=True, vertical="center")
    for line, row in enumerate((table.header, *table.rows), head):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(line, place)
            _fill(cell, value)
            cell.border, cell.alignment = border, wrapped
            if line == head:
                cell.font = bold
        sheet.row_dimensions[line].height = row_height(zip(row, _widths(table), strict=True))
    _set_page(sheet, table, head)


def _fill(cell: Any, value: str | int | Decimal) -> None:  # noqa: ANN401
    """A number as it is; a text as text, whatever it begins with."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value, cell.data_type = plain_text(value), "s"
    if value.startswith(COMPUTED):
        cell.quotePrefix = True


def _widths(table: Table) -> list[int]:
    """The width of every column."""
    return [*table.widths, *[_WIDTH] * (len(table.header) - len(table.widths))]


def _set_page(sheet: Any, table: Table, head: int) -> None:  # noqa: ANN401
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for place, width in enumerate(_widths(table), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = sheet.cell(head + 1, table.frozen + 1)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
