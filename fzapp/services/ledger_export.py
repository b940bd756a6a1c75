"""A ledger as a workbook: title, header on every printed page, texts that are never computed."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import ColumnType
from fzapp.infra.files import write_atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from fzapp.domain.ledger import Column, Value
    from fzapp.storage.ledgers import StoredRow

COMPUTED_BY_EXCEL = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that a spreadsheet program may take for a formula (OWASP, CSV injection)."""

_WIDTHS = {
    ColumnType.DATE: 13,
    ColumnType.INTEGER: 9,
    ColumnType.MONEY: 13,
    ColumnType.PERCENT: 9,
    ColumnType.YES_NO: 7,
}
_TEXT_WIDTH = 20
_A4 = 9
"""The number of this paper in a workbook."""

_LONGEST = 32_767
"""Characters that a cell of a workbook holds."""


def save_workbook(
    path: Path,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[StoredRow],
    progress: Callable[[int], None],
) -> int:
    """Write rows to `path` as a workbook; answer how many. `progress` is told how many are done.

    Raises `UserError` when the file cannot be written.
    """
    from openpyxl import Workbook  # noqa: PLC0415  loaded when something is handed on
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    _set_page(sheet)
    for place, column in enumerate(("", *columns)):
        width = 6 if not column else _WIDTHS.get(column.type, _TEXT_WIDTH)
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.append([_styled(WriteOnlyCell, sheet, title, font=Font(bold=True, size=14))])
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    sheet.append(
        [
            _styled(WriteOnlyCell, sheet, name, font=bold, alignment=wrapped)
            for name in ("序号", *map(_header, columns))
        ]
    )
    count = 0
    for count, stored in enumerate(rows, 1):
        values = stored.row.values
        sheet.append([count, *(_cell(WriteOnlyCell, sheet, values.get(column.id)) for column in columns)])
        progress(count)
    out = io.BytesIO()
    book.save(out)
    _write(path, out.getvalue())
    return count


def _set_page(sheet: Any) -> None:  # noqa: ANN401  openpyxl publishes no types
    """Landscape A4, as wide as the paper, with the header on every page and in sight while scrolling."""
    sheet.freeze_panes = "B3"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


def _header(column: Column) -> str:
    unit = "%" if column.type is ColumnType.PERCENT else column.unit
    return f"{column.name}（{unit}）" if unit and unit not in column.name else column.name


def _cell(make: Any, sheet: Any, value: Value) -> Any:  # noqa: ANN401  openpyxl publishes no types
    """A value as a cell: quantities as numbers, everything else as text that stays text."""
    if value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    text = "、".join(value) if isinstance(value, tuple) else value
    return _styled(make, sheet, text) if text.startswith(COMPUTED_BY_EXCEL) else _plain(text)


def _plain(text: str) -> str:
    """Without the control characters that a workbook cannot hold."""
    return "".join(mark for mark in text if mark >= " " or mark in "\n\t")[:_LONGEST]


def _styled(make: Any, sheet: Any, text: str, **style: Any) -> Any:  # noqa: ANN401  openpyxl publishes no types
    """A text cell that is marked as text, whatever it begins with."""
    cell = make(sheet, _plain(text))
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(COMPUTED_BY_EXCEL)
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def _write(path: Path, data: bytes) -> None:
    try:
        write_atomic(path, data)
    except PermissionError as error:
        raise UserError(
            f"“{path.name}”写不进去，可能正被 WPS 或 Excel 打开", "关掉那个窗口，或者换个名字再存"
        ) from error
    except OSError as error:
        raise UserError(f"“{path.name}”没有存成", "看一看磁盘是不是满了，或者换个文件夹") from error
