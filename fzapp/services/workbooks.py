"""What every workbook of ours has: texts that stay texts, a header in sight and on each page, lying A4."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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


def plain_text(text: str) -> str:
    """Without what XML cannot hold (XML 1.0, 2.2: control characters, halves of pairs), no longer than a cell can be."""
    return _NO_XML.sub("", text)[:_LONGEST]


@made_on_disk("表格")
def workbook(tables: Iterable[Table]) -> bytes:
    """A workbook of one sheet for each table, as a file."""
    from openpyxl import Workbook  # noqa: PLC0415  loaded when something is handed on

    book: Any = Workbook()
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
    _set_page(sheet, table, head)


def _fill(cell: Any, value: str | int | Decimal) -> None:  # noqa: ANN401
    """A number as it is; a text as text, whatever it begins with."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value, cell.data_type = plain_text(value), "s"
    if value.startswith(COMPUTED):
        cell.quotePrefix = True


def _set_page(sheet: Any, table: Table, head: int) -> None:  # noqa: ANN401
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for place in range(1, len(table.header) + 1):
        width = table.widths[place - 1] if place <= len(table.widths) else _WIDTH
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = sheet.cell(head + 1, table.frozen + 1)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
