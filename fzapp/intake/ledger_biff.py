"""Binary workbooks (.xls and WPS .et, which are the same inside), read here and not by calamine.

A damaged .xls makes calamine end the whole process (it reserves what the file claims to need), which no
caller can catch. Record layouts: [MS-XLS] 2.4; strings: 2.5.293 to 2.5.296; numbers in four bytes: 2.5.122.
"""

from __future__ import annotations

import io
import re
import struct
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.intake.ledger_raw import Merge, RawSheet, RawValue, decimal_of
from fzapp.intake.ledger_zip import MOST_CELLS, damaged, locked, too_large

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_FILEPASS, _BOUNDSHEET, _SST, _FORMAT, _XF, _DATEMODE = 0x002F, 0x0085, 0x00FC, 0x041E, 0x00E0, 0x0022
_ROW, _COLINFO, _MERGED = 0x0208, 0x007D, 0x00E5
_NUMBER, _LABEL, _RK, _MULRK, _LABELSST = 0x0203, 0x0204, 0x027E, 0x00BD, 0x00FD
_FORMULA, _STRING, _BOOLERR, _RSTRING = 0x0006, 0x0207, 0x0205, 0x00D6
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
_BIFF8 = 0x0600
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_DATE_LETTERS = re.compile(r"[ymdhs年月日]", re.IGNORECASE)
_FORMAT_NOISE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|General', re.IGNORECASE)
_EPOCH, _DAYS_TO_1904 = datetime(1899, 12, 30), 1462  # noqa: DTZ001  cells know no time zone
_LAST_DAY = 2_958_465
_FAULTS = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    struct.error,
    MemoryError,
    RecursionError,
)
"""What olefile and struct raise on a directory, a chain or a record that leads nowhere."""


@dataclass(slots=True)
class _Globals:
    """What the sheets share: strings, which cell formats are dates, the day that dates count from."""

    wide: bool = True
    strings: list[str] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    cell_formats: list[int] = field(default_factory=list)
    from_1904: bool = False
    sheets: list[tuple[str, int, bool]] = field(default_factory=list)

    def dated(self) -> frozenset[int]:
        """The cell formats that show a number as a date."""
        return frozenset(place for place, number in enumerate(self.cell_formats) if self._is_date(number))

    def _is_date(self, number: int) -> bool:
        if number in self.formats:
            return _DATE_LETTERS.search(_FORMAT_NOISE.sub("", self.formats[number])) is not None
        return number in _DATE_FORMATS


def read_xls(
    data: bytes, name: str, progress: Callable[[int, int], None] | None = None
) -> tuple[RawSheet, ...]:
    """Every worksheet with its values, merged and hidden parts.

    Raises `UserError` for a damaged or locked file and for a file of another program.
    """
    stream = _workbook_stream(data, name)
    try:
        shared = _globals(stream, name)
        sheets: list[RawSheet] = []
        for done, (title, offset, hidden) in enumerate(shared.sheets):
            if progress is not None:
                progress(done, len(shared.sheets))
            sheets.append(
                _SheetReader(shared, title, name, hidden=hidden).read(_records(stream, offset, name))
            )
        if progress is not None:
            progress(len(sheets), len(sheets))
        return tuple(sheets)
    except _FAULTS as error:
        raise damaged(name) from error


def _workbook_stream(data: bytes, name: str) -> bytes:
    import olefile  # noqa: PLC0415  loaded only when a binary file comes in

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            entries = {"/".join(path) for path in ole.listdir()}
            stream = next((entry for entry in ("Workbook", "Book") if entry in entries), "")
            if stream and "EncryptedPackage" not in entries:
                return ole.openstream(stream).read()
    except _FAULTS as error:
        raise damaged(name) from error
    if "EncryptedPackage" in entries:
        raise locked(name)
    if "WordDocument" in entries:
        raise UserError(f"“{name}”是 Word 文件，不是表格", "到“档案”里导入报告，或把表格另存为 Excel 工作簿")
    raise UserError(f"“{name}”不是表格文件", "选一个 Excel 或 WPS 表格文件")


def _records(stream: bytes, start: int, name: str) -> Iterator[tuple[int, bytes]]:
    """The records from `start` to the end of that part; raises `UserError` when the part is cut off."""
    position, end = start, len(stream)
    while position + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, position)
        if (position == start and kind != _BOF) or position + 4 + size > end:
            break
        yield kind, stream[position + 4 : position + 4 + size]
        if kind == _EOF:
            return
        position += 4 + size
    raise damaged(name)


def _globals(stream: bytes, name: str) -> _Globals:
    found = _Globals()
    table: list[bytes] = []
    previous = 0
    for kind, body in _records(stream, 0, name):
        if kind == _FILEPASS:
            raise locked(name)
        if kind == _SST or (kind == _CONTINUE and previous == _SST):
            table.append(body)
            previous = _SST
            continue
        previous = kind
        _take_global(found, kind, body)
    if not found.sheets:
        raise damaged(name)
    found.strings = _shared_strings(table) if table else []
    return found


def _take_global(found: _Globals, kind: int, body: bytes) -> None:
    if kind == _BOF:
        found.wide = struct.unpack_from("<H", body)[0] >= _BIFF8
    elif kind == _DATEMODE:
        found.from_1904 = bool(body[0])
    elif kind == _XF:
        found.cell_formats.append(struct.unpack_from("<H", body, 2)[0])
    elif kind == _FORMAT:
        number = struct.unpack_from("<H", body)[0]
        found.formats[number] = _text(body[2:], 2 if found.wide else 1, wide=found.wide)
    elif kind == _BOUNDSHEET and body[5] == 0:  # a worksheet, no chart and no macros
        title = _text(body[6:], 1, wide=found.wide)
        found.sheets.append((title, struct.unpack_from("<I", body)[0], bool(body[4] & 3)))


def _text(body: bytes, length_size: int, *, wide: bool) -> str:
    """A string with its length in `length_size` bytes before it; before Excel 97 in the office's code page."""
    length = int.from_bytes(body[:length_size], "little")
    if not wide:
        return body[length_size : length_size + length].decode("gb18030", "replace")
    start = length_size + 1
    if body[length_size] & 1:
        return body[start : start + 2 * length].decode("utf-16-le", "replace")
    return body[start : start + length].decode("latin-1")


def _shared_strings(table: list[bytes]) -> list[str]:
    """The strings of the workbook; one may run on into the next record, where its width is told anew."""
    reader = _Pieces(table)
    count = struct.unpack("<II", reader.take(8))[1]
    strings: list[str] = []
    while len(strings) < count and not reader.at_end:
        strings.append(reader.string())
    return strings


class _Pieces:
    """Reads through a record and those that continue it."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._piece = 0
        self._position = 0

    @property
    def at_end(self) -> bool:
        """Whether nothing is left."""
        return self._piece >= len(self._pieces) - 1 and self._position >= len(self._pieces[-1])

    def take(self, size: int) -> bytes:
        """The next bytes, across pieces. Raises `ValueError` when there are too few."""
        parts: list[bytes] = []
        while size:
            part = self._pieces[self._piece][self._position : self._position + size]
            if not part:
                self._next()
                continue
            parts.append(part)
            self._position += len(part)
            size -= len(part)
        return b"".join(parts)

    def string(self) -> str:
        """The next string, without its formatting."""
        length, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", self.take(4))[0] if flags & 4 else 0
        text = self._characters(length, wide=bool(flags & 1))
        self.take(4 * runs + extra)
        return text

    def _characters(self, length: int, *, wide: bool) -> str:
        parts: list[str] = []
        while length:
            left = len(self._pieces[self._piece]) - self._position
            size = min(length, left // 2 if wide else left)
            if size <= 0:
                self._next()
                wide = bool(self.take(1)[0] & 1)
                continue
            chunk = self.take(2 * size if wide else size)
            parts.append(chunk.decode("utf-16-le" if wide else "latin-1", "replace"))
            length -= size
        return "".join(parts)

    def _next(self) -> None:
        if self._piece + 1 >= len(self._pieces):
            raise ValueError
        self._piece, self._position = self._piece + 1, 0


class _SheetReader:
    """Collects the cells of one sheet."""

    def __init__(self, shared: _Globals, title: str, name: str, *, hidden: bool) -> None:
        self._shared = shared
        self._dated = shared.dated()
        self._title = title
        self._name = name
        self._hidden = hidden
        self._cells: dict[tuple[int, int], RawValue] = {}
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._merges: list[Merge] = []
        self._awaiting: tuple[int, int] | None = None

    def read(self, records: Iterator[tuple[int, bytes]]) -> RawSheet:
        """The sheet. Raises `UserError` when its cells lie so far apart that no ledger looks like it."""
        takers = {
            _LABELSST: self._shared_label, _NUMBER: self._number, _RK: self._rk, _MULRK: self._rks,
            _FORMULA: self._formula, _STRING: self._formula_text, _BOOLERR: self._bool_or_error,
            _LABEL: self._label, _RSTRING: self._label, _ROW: self._row, _COLINFO: self._column_info,
            _MERGED: self._merged,
        }  # fmt: skip
        for kind, body in records:
            take = takers.get(kind)
            if take is not None:
                take(body)
        height = max((row for row, _ in self._cells), default=-1) + 1
        width = max((column for _, column in self._cells), default=-1) + 1
        if height * width > MOST_CELLS:
            raise too_large(self._name)
        rows: list[list[RawValue]] = [[None] * width for _ in range(height)]
        for (row, column), value in self._cells.items():
            rows[row][column] = value
        return RawSheet(
            self._title,
            tuple(map(tuple, rows)),
            tuple(self._merges),
            frozenset(self._hidden_rows),
            frozenset(self._hidden_columns),
            hidden=self._hidden,
        )

    def _put(self, row: int, column: int, value: RawValue) -> None:
        if value is not None and value != "":
            self._cells[row, column] = value

    def _figure(self, row: int, column: int, cell_format: int, value: float) -> None:
        dated = cell_format in self._dated and 0 <= value <= _LAST_DAY
        self._put(row, column, self._day(value) if dated else decimal_of(value))

    def _day(self, value: float) -> date | datetime:
        moment = _EPOCH + timedelta(days=value + (_DAYS_TO_1904 if self._shared.from_1904 else 0))
        moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
        return moment if moment.time() != datetime.min.time() else moment.date()

    def _shared_label(self, body: bytes) -> None:
        row, column, _, place = struct.unpack_from("<HHHI", body)
        self._put(row, column, self._shared.strings[place])

    def _label(self, body: bytes) -> None:
        row, column = struct.unpack_from("<HH", body)
        self._put(row, column, _text(body[6:], 2, wide=self._shared.wide))

    def _number(self, body: bytes) -> None:
        row, column, cell_format, value = struct.unpack_from("<HHHd", body)
        self._figure(row, column, cell_format, value)

    def _rk(self, body: bytes) -> None:
        row, column, cell_format, packed = struct.unpack_from("<HHHI", body)
        self._figure(row, column, cell_format, _unpacked(packed))

    def _rks(self, body: bytes) -> None:
        row, first = struct.unpack_from("<HH", body)
        for offset in range((len(body) - 6) // 6):
            cell_format, packed = struct.unpack_from("<HI", body, 4 + 6 * offset)
            self._figure(row, first + offset, cell_format, _unpacked(packed))

    def _formula(self, body: bytes) -> None:
        row, column, cell_format = struct.unpack_from("<HHH", body)
        if body[12:14] != b"\xff\xff":
            self._figure(row, column, cell_format, struct.unpack_from("<d", body, 6)[0])
        elif body[6] == 0:
            self._awaiting = (row, column)
        elif body[6] == 1:
            self._put(row, column, bool(body[8]))
        elif body[6] == 2:
            self._put(row, column, _ERRORS.get(body[8], "#N/A"))

    def _formula_text(self, body: bytes) -> None:
        if self._awaiting is not None:
            self._put(*self._awaiting, _text(body, 2, wide=self._shared.wide))
            self._awaiting = None

    def _bool_or_error(self, body: bytes) -> None:
        row, column = struct.unpack_from("<HH", body)
        self._put(row, column, _ERRORS.get(body[6], "#N/A") if body[7] else bool(body[6]))

    def _row(self, body: bytes) -> None:
        if len(body) >= 14 and body[12] & _HIDDEN_ROW:
            self._hidden_rows.add(struct.unpack_from("<H", body)[0])

    def _column_info(self, body: bytes) -> None:
        first, last, _, _, options = struct.unpack_from("<HHHHH", body)
        if options & _HIDDEN_COLUMN:
            self._hidden_columns.update(range(first, min(last, 255) + 1))

    def _merged(self, body: bytes) -> None:
        for place in range(struct.unpack_from("<H", body)[0]):
            top, bottom, left, right = struct.unpack_from("<HHHH", body, 2 + 8 * place)
            self._merges.append(Merge(top, left, bottom, right))


def _unpacked(packed: int) -> float:
    """A number in four bytes: a whole one or the upper half of a long one, in hundredths or not."""
    if packed & 2:
        whole = packed >> 2
        value = float(whole - (1 << 30) if packed & 0x80000000 else whole)
    else:
        value = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0]
    return value / 100 if packed & 1 else value
