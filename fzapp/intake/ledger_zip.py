"""Looking into zipped workbooks before their values are read.

The reader of values says nothing about hidden rows and failed formulas, and a single cell far away makes
it fill memory with the empty rectangle up to it. So the parts are measured and scanned first.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra import zips
from fzapp.intake.ledger_raw import SheetScan, column_index

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_UNPACKED = 500_000_000
"""Bytes; no office's ledger comes near."""

MOST_CELLS = 5_000_000
"""Cells of the rectangle from A1 to the last cell in use that are read; 100,000 rows × 50 columns."""

_RATIO = 400
_RATIO_FROM = 20_000_000
_FARTHEST_COLUMN = 255
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_PIECE = 1 << 20
"""Bytes unpacked at once: unpacking a large sheet in one piece takes twice its room."""

_GAP = 500
"""Empty rows after which what follows is a stray cell, when the sheet is too large as it stands."""

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\shidden="(?:1|true)"[^>]*>')
_COLUMN_SPAN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\sr="(\d+)"')
_WIDE_COLUMN = re.compile(rb' r="([A-Za-z]{2,})\d')
_CELL_ROW = re.compile(rb' r="[A-Za-z]{1,3}(\d+)"')
_FAR_CELL_ROW = re.compile(rb' r="[A-Za-z]{1,3}(\d{6,})"')
"""Fast on usual sheets; with so few columns a cell that lies about a smaller row does no harm."""

_FIRST_COLUMNS = 25
_ODD_MARKS = (b" =", b"= ")
"""Without one of these, and without an apostrophe, no attribute is spelt in a way the patterns here do not expect."""

_ODD_ATTRIBUTE = re.compile(rb"<(?:\w+:)?(?:c|row|col)\s[^>]*?(?:\w\s+=|=\s+|=')")
_ANY_ATTRIBUTE = re.compile(rb"""\s*=\s*(?:"([^"<]*)"|'([^'<"]*)')""")
_EMPTY_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*/>")
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\st="e")[^>]*?\sr="([A-Z]{1,3})(\d+)"[^>]*>(?:(?!</(?:\w+:)?c>).){0,4000}?<(?:\w+:)?v>([^<]{1,40})<',
    re.DOTALL,
)
_EMPTY_FORMULA = re.compile(
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_CELL_NAME = re.compile(rb'<(?:\w+:)?c\b[^>]*?\sr="([A-Z]{1,3})(\d+)"[^>]*>\s*$')
_DATA = b"sheetData"
"""Stands before the first cell and behind the last; no row and no cell has an f in its spelling, only formulas and texts."""

_END_OF_DATA = re.compile(rb"</(?:\w+:)?sheetData>")


@dataclass(frozen=True, slots=True)
class ScannedBook:
    """A zipped workbook that may be read: `data` (cut where cells lay astray) and a scan of each sheet."""

    data: bytes
    scans: dict[str, SheetScan] = field(default_factory=dict)


def open_zip(data: bytes, name: str) -> zipfile.ZipFile:
    """The zip container, after a look at its size.

    Raises `UserError` when it is damaged, locked, or would unpack into more than any ledger holds.
    """
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
        entries = book.infolist()
    except zips.DAMAGED as error:
        raise damaged(name) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise locked(name)
    total = sum(entry.file_size for entry in entries)
    if total > LARGEST_UNPACKED or (total > _RATIO_FROM and total > _RATIO * max(len(data), 1)):
        raise too_large(name)
    return book


def damaged(name: str) -> UserError:
    """The file cannot be read as what it is."""
    return UserError(
        f"“{name}”损坏或不完整，没有读入任何内容", "向填报人重新要一份，或在原电脑上打开后另存一份再导入"
    )


def locked(name: str) -> UserError:
    """The file asks for a password."""
    return UserError(f"“{name}”设了打开密码", "在 WPS 或 Excel 里取消密码后另存一份再导入")


def too_large(name: str) -> UserError:
    """The file is far larger than a ledger."""
    return UserError(f"“{name}”解开后大得不像台账，没有读入", "新建一个工作簿，只把台账的行复制过去再导入")


def part(book: zipfile.ZipFile, path: str, name: str) -> bytes:
    """A part of the container, b"" when absent; never more than was declared and allowed."""
    unpacked = io.BytesIO()
    try:
        with book.open(path) as stream:
            while (piece := stream.read(_PIECE)) and unpacked.tell() <= LARGEST_UNPACKED:
                unpacked.write(piece)
    except KeyError:
        return b""
    except zips.DAMAGED as error:
        raise damaged(name) from error
    if unpacked.tell() > LARGEST_UNPACKED:
        raise too_large(name)
    return unpacked.getvalue()


def scan_xlsx(book: zipfile.ZipFile, data: bytes, name: str) -> ScannedBook:
    """Hidden rows, failed formulas and stray cells of every sheet of an .xlsx.

    Raises `UserError` for damage and for sheets that stay too large without their stray cells.
    """
    scans: dict[str, SheetScan] = {}
    replaced: dict[str, bytes] = {}
    for sheet, path in _sheet_parts(book, name):
        xml = part(book, path, name)
        if not xml:
            continue
        if _oddly_spelt(xml):
            xml = _ANY_ATTRIBUTE.sub(rb'="\1\2"', xml)
        cut, notes = _without_strays(xml, sheet, name)
        if cut is not xml:
            replaced[path] = cut
        scans[sheet] = _scan_sheet(cut, notes)
    return ScannedBook(_repacked(book, replaced, name) if replaced else data, scans)


def _oddly_spelt(xml: bytes) -> bool:
    """Whether an attribute is spelt as the patterns here do not expect; one byte is found far quicker than two."""
    odd = (b"'" in xml and b"='" in xml) or any(mark in xml for mark in _ODD_MARKS)
    return odd and _ODD_ATTRIBUTE.search(xml) is not None


def _sheet_parts(book: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str]]:
    """The name of each sheet with the path of its part."""
    targets: dict[bytes, str] = {}
    for tag in _RELATION.findall(part(book, "xl/_rels/workbook.xml.rels", name)):
        attributes = dict(_ATTRIBUTE.findall(tag))
        target = attributes.get(b"Target", b"").decode("utf-8", "replace")
        targets[attributes.get(b"Id", b"")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    for tag in _SHEET.findall(part(book, "xl/workbook.xml", name)):
        attributes = dict(_ATTRIBUTE.findall(tag))
        relation = next((value for key, value in attributes.items() if key.endswith(b":id")), b"")
        if relation in targets:
            yield html.unescape(attributes.get(b"name", b"").decode("utf-8", "replace")), targets[relation]


def _scan_sheet(xml: bytes, notes: tuple[str, ...]) -> SheetScan:
    return SheetScan(
        hidden_rows=frozenset(_row_numbers(xml)),
        hidden_columns=frozenset(_hidden_columns(xml)),
        errors={_cell(match): match[3].decode("utf-8", "replace") for match in _errors(xml)},
        uncomputed=frozenset(_uncomputed(xml)),
        notes=notes,
    )


def _row_numbers(xml: bytes) -> Iterator[int]:
    if b' hidden="' not in xml:
        return
    for match in _HIDDEN_ROW.finditer(xml):
        number = dict(_ATTRIBUTE.findall(match[0])).get(b"r", b"")
        if number.isdigit():
            yield int(number) - 1


def _hidden_columns(xml: bytes) -> Iterator[int]:
    for tag in _COLUMN_SPAN.findall(xml, 0, min(len(xml), 200_000)):
        attributes = dict(_ATTRIBUTE.findall(tag))
        first, last = attributes.get(b"min", b""), attributes.get(b"max", b"")
        if attributes.get(b"hidden") in (b"1", b"true") and first.isdigit() and last.isdigit():
            yield from range(int(first) - 1, min(int(last), _FARTHEST_COLUMN + 1))


def _errors(xml: bytes) -> Iterator[re.Match[bytes]]:
    return _ERROR_CELL.finditer(xml) if b' t="e"' in xml else iter(())


def _uncomputed(xml: bytes) -> Iterator[tuple[int, int]]:
    first, last = xml.find(_DATA), xml.rfind(_DATA)
    if xml.find(b"f", first, last) < 0 or (b"<f" not in xml and b":f" not in xml):
        return
    for match in _EMPTY_FORMULA.finditer(xml):
        start = max(xml.rfind(b"<c ", 0, match.start()), xml.rfind(b":c ", 0, match.start()) - 10)
        cell = _CELL_NAME.search(xml, max(start, 0), match.start())
        if cell:
            yield _cell(cell)


def _cell(match: re.Match[bytes]) -> tuple[int, int]:
    return int(match[2]) - 1, column_index(match[1].decode())


def _extent(xml: bytes) -> tuple[int, int]:
    """Rows and columns of the rectangle from A1 to the farthest cell, as the cells themselves say."""
    wide = {letters.decode().upper() for letters in _WIDE_COLUMN.findall(xml)}
    columns = max(map(column_index, wide), default=_FIRST_COLUMNS)
    cells = _CELL_ROW if columns > _FIRST_COLUMNS else _FAR_CELL_ROW
    rows = [_ROW.findall(xml, max(0, xml.rfind(b"<row") - 10)) or _ROW.findall(xml), cells.findall(xml)]
    return max((int(number) for found in rows for number in found), default=0), columns + 1


def _without_strays(xml: bytes, sheet: str, name: str) -> tuple[bytes, tuple[str, ...]]:
    """The sheet as it is, or without cells that only have a format, or without cells far away.

    Whole rows that were coloured come as 16,384 cells each; one stray cell makes the rectangle huge.
    """
    rows, columns = _extent(xml)
    if rows > _LAST_ROW or columns > _LAST_COLUMN:
        raise damaged(name)  # no program can have written it
    if columns > _FARTHEST_COLUMN + 1 or rows * columns > MOST_CELLS:
        xml = _EMPTY_CELL.sub(b"", xml)
        rows, columns = _extent(xml)
    if rows * columns <= MOST_CELLS:
        return xml, ()
    if columns > _FARTHEST_COLUMN + 1:
        xml = _without_far_columns(xml)
    rows, columns = _extent(xml)
    if rows * columns > MOST_CELLS:
        xml = _without_far_rows(xml)
        rows, columns = _extent(xml)
    if rows * columns > MOST_CELLS:
        raise too_large(name)
    return xml, (f"工作表“{sheet}”离表格很远的地方还有零散内容，没有读入。",)


def _without_far_columns(xml: bytes) -> bytes:
    def kept(match: re.Match[bytes]) -> bytes:
        return b"" if column_index(match[1].decode()) > _FARTHEST_COLUMN else match[0]

    far = rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{2,3})\d+"[^>]*>.*?</(?:\w+:)?c>'
    return re.sub(far, kept, xml, flags=re.DOTALL)


def _without_far_rows(xml: bytes) -> bytes:
    previous = 0
    for match in _ROW.finditer(xml):
        number = int(match[1])
        if previous and number - previous > _GAP:
            end = _END_OF_DATA.search(xml, match.start())
            return xml[: match.start()] + xml[end.start() :] if end else xml
        previous = number
    return xml


def _repacked(book: zipfile.ZipFile, replaced: dict[str, bytes], name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for entry in book.infolist():
            if not entry.is_dir():
                target.writestr(
                    entry.filename, replaced.get(entry.filename) or part(book, entry.filename, name)
                )
    return out.getvalue()
