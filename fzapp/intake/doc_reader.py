"""Word 97–2003 files (.doc, and .wps of the same make) to lines, through their piece table.

[MS-DOC] 2.4.1: the text of a document is scattered over pieces; the table of pieces tells where they are
and whether they hold one or two bytes a character. Of styles nothing but their lists is read.
"""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING

from fzapp.domain.document import LineHint, SourceLine
from fzapp.domain.errors import UserError
from fzapp.intake.doc_notes import note_marks, with_marks
from fzapp.intake.doc_numbers import DocNumbers
from fzapp.intake.docx_package import damaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_CHARACTERS = 5_000_000
MOST_PARAGRAPHS = 20_000

_MAGIC = 0xA5EC
_WORD_97 = 0x00C1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_TEXT_LENGTH, _TABLE_PLACE = 0x4C, 0x01A2
_ONE_BYTE = 0x40000000
_FIELD_BEGIN, _FIELD_MIDDLE, _FIELD_END = "\x13", "\x14", "\x15"
_PARAGRAPH, _CELL = "\r", "\x07"
_NUMBER, _NUMBER_END = "\x10", "\x11"
"""Around an automatic number, which is put before its paragraph: marks that no text has."""

_SIGNS = str.maketrans({"\x0b": "\n", "\x1e": "-"} | dict.fromkeys("\x01\x02\x03\x05\x08\x0c\x0e\x1f"))
_BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, struct.error)


def read_doc(data: bytes) -> tuple[SourceLine, ...]:
    """The lines of a binary Word file. Raises UserError when it is locked, damaged, too old or no Word file."""
    streams = _streams(data)
    if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
        raise _locked()
    document = streams.get("WordDocument")
    if document is None:
        raise _stranger(streams)
    try:
        text = _text(document, streams)
    except _BROKEN as error:
        raise damaged() from error
    lines = tuple(islice(_lines(text), MOST_PARAGRAPHS + 1))
    if len(lines) > MOST_PARAGRAPHS:
        raise UserError("这个Word文件超过2万段，不像一份报告", "确认没有选错文件")
    if not any(line.text.strip() for line in lines):
        raise UserError("这个Word文件里没有文字", "如果内容是图片，先用识别文字的软件转成文字")
    return lines


def _streams(data: bytes) -> dict[str, bytes]:
    """The streams that matter, by name; those that only tell the kind are kept empty."""
    import olefile  # noqa: PLC0415  loaded on first use

    wanted = ("WordDocument", "0Table", "1Table")
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = [path[0] for path in container.listdir() if len(path) == 1]
            return {name: container.openstream(name).read() if name in wanted else b"" for name in names}
    except _BROKEN as error:
        raise damaged() from error


def _text(document: bytes, streams: dict[str, bytes]) -> str:
    """The text of the main document, control characters included."""
    magic, version = struct.unpack_from("<HH", document, 0)
    (flags,) = struct.unpack_from("<H", document, 10)
    if flags & _ENCRYPTED:
        raise _locked()
    if magic != _MAGIC or version < _WORD_97:
        raise UserError(
            "这个文件是Word 95或者更早的格式", "用Word或者WPS打开它，另存为Word文档（.docx）后再导入"
        )
    (length,) = struct.unpack_from("<I", document, _TEXT_LENGTH)
    if length > MOST_CHARACTERS:
        raise damaged()
    table = streams["1Table" if flags & _SECOND_TABLE else "0Table"]
    start, size = struct.unpack_from("<II", document, _TABLE_PLACE)
    pieces = list(_pieces(table[start : start + size]))
    text = "".join(_piece_texts(document, pieces, length))
    return _with_notes(_with_numbers(_plain(text), pieces, document, table), text, document, table)


def _with_numbers(text: str, pieces: Sequence[tuple[int, int]], document: bytes, table: bytes) -> str:
    """The text with automatic numbers; without when the lists lead nowhere: the words are there all the same."""
    try:
        return _numbered(text, pieces, DocNumbers(document, table))
    except _BROKEN:
        return text


def _with_notes(text: str, raw: str, document: bytes, table: bytes) -> str:
    """`text` with the marks of its notes, which are found by their places in the `raw` text."""
    try:
        return with_marks(text, note_marks(raw, document, table))
    except _BROKEN:
        return text


def _numbered(text: str, pieces: Sequence[tuple[int, int]], numbers: DocNumbers) -> str:
    """The text with the automatic number of each paragraph, if it has one, before it."""
    places = _Places(pieces)
    parts: list[str] = []
    begin = 0
    while (end := text.find(_PARAGRAPH, begin)) >= 0:
        number = numbers.next_number(places.of(end))
        first = max(begin, text.rfind(_CELL, begin, end) + 1)
        parts.append(text[begin:first])
        parts.append(f"{_NUMBER}{number}{_NUMBER_END}" if number else "")
        parts.append(text[first : end + 1])
        begin = end + 1
    return "".join([*parts, text[begin:]])


class _Places:
    """Where the characters of the text stand in the file."""

    def __init__(self, pieces: Sequence[tuple[int, int]]) -> None:
        self._pieces = pieces
        self._begins: list[int] = []
        begin = 0
        for length, _ in pieces:
            self._begins.append(begin)
            begin += length

    def of(self, position: int) -> int:
        """The byte at which the character at `position` begins."""
        at = bisect_right(self._begins, position) - 1
        place, inside = self._pieces[at][1], position - self._begins[at]
        return (place & ~_ONE_BYTE) // 2 + inside if place & _ONE_BYTE else place + 2 * inside


def _pieces(table: bytes) -> Iterator[tuple[int, int]]:
    """Length in characters and place of each piece ([MS-DOC] 2.9.38, 2.9.178)."""
    offset = 0
    while table[offset] == 1:
        offset += 3 + struct.unpack_from("<H", table, offset + 1)[0]
    (size,) = struct.unpack_from("<I", table, offset + 1)
    offset += 5
    count = (size - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", table, offset)
    for index in range(count):
        (place,) = struct.unpack_from("<I", table, offset + 4 * (count + 1) + 8 * index + 2)
        yield max(0, ends[index + 1] - ends[index]), place


def _piece_texts(document: bytes, pieces: Iterable[tuple[int, int]], length: int) -> Iterator[str]:
    """The characters of the pieces, `length` together: pieces may be made to point at the same place for ever."""
    for count, place in pieces:
        if length <= 0:
            return
        yield _piece_text(document, min(count, length), place)
        length -= count


def _piece_text(document: bytes, length: int, place: int) -> str:
    """The characters of one piece."""
    if place & _ONE_BYTE:
        begin = (place & ~_ONE_BYTE) // 2
        return document[begin : begin + length].decode("cp1252", "replace")
    return document[place : place + 2 * length].decode("utf-16-le", "replace")


def _lines(text: str) -> Iterator[SourceLine]:
    """The paragraphs; the cells of a table with their places, without the marks that end its rows."""
    number = table = 0
    for cells in _blocks(_without_field_codes(text)):
        if isinstance(cells, str):
            number += 1
            listed, _, rest = cells[1:].partition(_NUMBER_END) if cells[:1] == _NUMBER else ("", "", cells)
            yield SourceLine(number, rest.translate(_SIGNS), LineHint(auto_number=listed))
            continue
        width = _width(cells)
        for index, cell in enumerate(cells):
            row, column = divmod(index, width + 1)
            if column == width:
                continue
            for part in _plain(cell).split(_PARAGRAPH):
                number += 1
                yield SourceLine(number, part.translate(_SIGNS), LineHint(cell=(table, row, column)))
        table += 1


def _blocks(text: str) -> Iterator[str | list[str]]:
    """Paragraphs as strings, and the cells of each table as a list, the empty ones that end rows included.

    A paragraph end inside a cell and one behind a table look alike; behind the end of a row it is the
    latter.
    """
    *closed, rest = text.split(_CELL)
    cells: list[str] = []
    for part in closed:
        if _PARAGRAPH in part and not (cells and cells[-1]):
            if cells:
                yield cells
            *paragraphs, part = part.split(_PARAGRAPH)
            yield from paragraphs
            cells = []
        cells.append(part)
    if cells:
        yield cells
    yield from rest.removesuffix(_PARAGRAPH).split(_PARAGRAPH) if rest else ()


def _plain(cell: str) -> str:
    """A cell with the numbers of its paragraphs as text."""
    return cell.replace(_NUMBER, "").replace(_NUMBER_END, "")


def _width(cells: list[str]) -> int:
    """How many cells a row has: every row is closed by an empty mark of its own."""
    for width in range(1, len(cells)):
        if len(cells) % (width + 1) == 0 and not any(cells[width :: width + 1]):
            return width
    return max(1, len(cells))


def _without_field_codes(text: str) -> str:
    """The text with the results of fields and without their codes."""
    if _FIELD_BEGIN not in text:
        return text
    kept: list[str] = []
    in_result: list[bool] = []
    codes = 0  # fields that are open and still in their code
    for char in text:
        if char == _FIELD_BEGIN:
            in_result.append(False)
            codes += 1
        elif char == _FIELD_MIDDLE and in_result:
            codes -= not in_result[-1]
            in_result[-1] = True
        elif char == _FIELD_END and in_result:
            codes -= not in_result.pop()
        elif not codes:
            kept.append(char)
    return "".join(kept)


def _locked() -> UserError:
    """The error for a file with a password."""
    return UserError("这个文件加了密码", "在Word里打开它，去掉密码另存后再导入")


def _stranger(streams: dict[str, bytes]) -> UserError:
    """What a compound file is that is no Word file."""
    if "Workbook" in streams or "Book" in streams:
        return UserError("这是一个Excel表格，不是文档", "台账表格在台账页导入")
    if "PowerPoint Document" in streams:
        return UserError("这是一个演示文稿，不是文档", "把文字另存为Word文档后再导入")
    return UserError("这个文件不是Word文档", "用Word或者WPS打开它，另存为Word文档（.docx）后再导入")
