"""Reading a workbook file: what it really is, its sheets, its cells; nothing is understood here.

.xlsx is read by calamine (76,000 rows a second) once its parts were looked through, .xls and WPS .et by
`ledger_biff`, .ods by `ledger_ods`, text tables by `ledger_text`. Whatever cannot be read is refused with a sentence; nothing half-read is returned.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import shown_name
from fzapp.intake.ledger_biff import read_xls
from fzapp.intake.ledger_ods import read_ods
from fzapp.intake.ledger_raw import (
    Merge,
    RawSheet,
    RawValue,
    RawWorkbook,
    SheetScan,
    WorkbookFormat,
    decimal_of,
)
from fzapp.intake.ledger_text import decoded, read_text
from fzapp.intake.ledger_zip import damaged, locked, open_zip, scan_xlsx, too_large

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable
    from datetime import datetime, time, timedelta
    from pathlib import Path

    import python_calamine

    _CellValue = str | float | bool | date | datetime | time | timedelta

_MOST_KNOWN = 20_000
"""Different values of a sheet that are kept once."""

_PERCENT = 100
_TOLD_EVERY = 5_000
"""Rows between two words about the progress."""

LARGEST_FILE = 100_000_000
"""Bytes of a file that is opened at all."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ALSO_ZIP = (b"PK\x05\x06", b"PK\x07\x08")
_OTHER_FILES = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "写字板文件"),
)
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"mime-version")


def read_workbook(path: Path, progress: Callable[[int, int], None] | None = None) -> RawWorkbook:
    """The sheets of a workbook file; `progress` is told (hundredths of sheets read, of sheets in all).

    Raises `UserError` for whatever is not a readable table.
    """
    data = _bytes_of(path)
    name = shown_name(path.name)
    if data.startswith(_ZIP) or data[:4] in _ALSO_ZIP:
        return _read_zip(data, name, progress)
    if data.startswith(_OLE):
        return RawWorkbook(name, WorkbookFormat.XLS, read_xls(data, name, progress))
    _refuse_other_files(data, name)
    sheet = read_text(decoded(data, name), name)
    return RawWorkbook(name, WorkbookFormat.TEXT, (sheet,))


def read_clipboard(text: str) -> RawWorkbook:
    """A block copied in Excel or WPS (cells parted by tabs, quoted where they hold line breaks)."""
    if not text.strip():
        raise UserError("剪贴板里没有表格内容", "先在 Excel 或 WPS 里选中要粘贴的格子并复制")
    sheet = read_text(text.replace("\r\n", "\n").replace("\x00", ""), "剪贴板")
    return RawWorkbook("剪贴板", WorkbookFormat.CLIPBOARD, (sheet,))


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise UserError(f"“{path.name}”是文件夹", "选文件夹里的一个表格文件")
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise too_large(path.name)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"找不到文件“{path.name}”", "看一看文件是不是移走或改名了") from error
    except PermissionError as error:
        raise UserError(f"“{path.name}”打不开，可能正被 WPS 或 Excel 占用", "关掉那个窗口再导入") from error
    except OSError as error:
        raise UserError(f"读不了“{path.name}”", "把文件复制到本机桌面再导入") from error
    if not data.strip(b"\0 \r\n\t"):
        raise UserError(f"“{path.name}”是空文件，里面没有内容", "向填报人重新要一份")
    return data


def _refuse_other_files(data: bytes, name: str) -> None:
    for mark, what in _OTHER_FILES:
        if data.startswith(mark):
            raise UserError(f"“{name}”其实是{what}，不是表格", "选一个 Excel、WPS 表格或 CSV 文件")
    head = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(_MARKUP):
        raise UserError(
            f"“{name}”其实是网页格式，不是真正的表格文件", "用 WPS 或 Excel 打开后另存为 Excel 工作簿再导入"
        )


def _read_zip(data: bytes, name: str, progress: Callable[[int, int], None] | None) -> RawWorkbook:
    with open_zip(data, name) as book:
        parts = set(book.namelist())
        if "xl/workbook.xml" in parts:
            scanned = scan_xlsx(book, data, name)
            sheets = _sheets(scanned.data, name, scanned.scans, progress)
            return RawWorkbook(name, WorkbookFormat.XLSX, sheets, _notes(scanned.scans))
        if "xl/workbook.bin" in parts:
            raise UserError(f"“{name}”是二进制工作簿", "用 Excel 或 WPS 另存为普通的 Excel 工作簿再导入")
        if "content.xml" in parts:
            return RawWorkbook(name, WorkbookFormat.ODS, read_ods(book, name, progress))
        raise _not_a_table(book, parts, name)


def _not_a_table(book: zipfile.ZipFile, parts: set[str], name: str) -> UserError:
    if any(part.startswith("word/") for part in parts):
        return UserError(
            f"“{name}”其实是 Word 文件，不是表格", "把里面的表格复制到 Excel 或 WPS 表格里再导入"
        )
    if any(part.startswith("ppt/") for part in parts):
        return UserError(f"“{name}”其实是演示文稿，不是表格", "选一个 Excel、WPS 表格或 CSV 文件")
    if "[Content_Types].xml" in parts or not book.namelist():
        return damaged(name)
    return UserError(f"“{name}”其实是压缩包", "先解压，再选里面的表格文件")


def _notes(scans: dict[str, SheetScan]) -> tuple[str, ...]:
    return tuple(note for scan in scans.values() for note in scan.notes)


def _sheets(
    data: bytes, name: str, scans: dict[str, SheetScan], progress: Callable[[int, int], None] | None
) -> tuple[RawSheet, ...]:
    """Every worksheet with its values, merged regions and what the scan found."""
    import python_calamine as calamine  # noqa: PLC0415  loaded when the first workbook comes in

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            wanted = [meta for meta in book.sheets_metadata if meta.typ is calamine.SheetTypeEnum.WorkSheet]
            sheets: list[RawSheet] = []
            for place, meta in enumerate(wanted):
                told = _Told(progress, place * _PERCENT, len(wanted) * _PERCENT)
                told.part(0, 1)
                hidden = meta.visible is not calamine.SheetVisibleEnum.Visible
                sheet = _sheet(book.get_sheet_by_name(meta.name), scans.get(meta.name) or SheetScan(), told)
                sheets.append(replace(sheet, hidden=hidden))
                told.part(1, 1)
            return tuple(sheets)
    except calamine.PasswordError as error:
        raise locked(name) from error
    except (calamine.CalamineError, ValueError, OSError, OverflowError, UnicodeError) as error:
        raise damaged(name) from error


@dataclass(frozen=True, slots=True)
class _Told:
    """Whom to tell how far a sheet is: `before` of `total` hundredths of a sheet are done already."""

    progress: Callable[[int, int], None] | None
    before: int
    total: int

    def part(self, done: int, whole: int) -> None:
        """So much of the sheet is done; this is also where the reading may be stopped."""
        if self.progress is not None:
            self.progress(self.before + done * _PERCENT // max(1, whole), self.total)


def _sheet(source: python_calamine.CalamineSheet, scan: SheetScan, told: _Told) -> RawSheet:
    rows = _rows(source, told)
    for (row, column), text in scan.errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row] = (*rows[row][:column], text, *rows[row][column + 1 :])
    merges = scan.merges
    if merges is None and source.merged_cell_ranges is not None:
        merges = tuple(
            Merge(top, left, bottom, right) for (top, left), (bottom, right) in source.merged_cell_ranges
        )
    return RawSheet(
        name=source.name,
        rows=tuple(rows),
        merges=merges,
        hidden_rows=scan.hidden_rows,
        hidden_columns=scan.hidden_columns,
        uncomputed=scan.uncomputed,
    )


def _rows(source: python_calamine.CalamineSheet, told: _Told) -> list[tuple[RawValue, ...]]:
    """The rows, one after the other. Values that come again and again are kept once.

    A village is named a thousand times, and a hundred thousand rows shall find room on an old PC.
    """
    texts: dict[str, str] = {}
    others: dict[_CellValue, RawValue] = {}
    days: dict[
        date, date
    ] = {}  # by themselves: numbers, of which most are different, shall not crowd them out

    def kept(value: _CellValue) -> RawValue:
        if type(value) is date:
            return days.setdefault(value, value)
        if type(value) is bool:
            return value
        found = others.get(value)
        if found is None:
            found = _value(value)
            if len(others) < _MOST_KNOWN:
                others[value] = found
        return found

    rows: list[tuple[RawValue, ...]] = []
    height = source.total_height
    for row in source.iter_rows():
        if len(rows) % _TOLD_EVERY == 0:
            told.part(len(rows), height)
        text = texts.setdefault if len(texts) < _MOST_KNOWN else texts.get
        rows.append(tuple([(text(v, v) or None) if type(v) is str else kept(v) for v in row]))
    return rows


def _value(value: _CellValue) -> RawValue:
    """A value of calamine with floats as the decimal a person sees (15 digits, as Excel keeps them)."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        return decimal_of(value)
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
