"""The automatic numbers of a binary Word file: which paragraph is of which list, and how that counts.

[MS-DOC] 2.8.5 (PlcBtePapx), 2.9.174 (PapxFkp), 2.9.131 (LSTF), 2.9.150 (LVLF), 2.9.129 (LFO). Overrides of
single levels are not read. What leads nowhere has no number: a list that is lost loses no text.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.intake.docx_numbering import in_format

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACES, _PARAGRAPHS, _LISTS, _LIST_USES, _STYLES = 0x9A, 13, 73, 74, 1
"""Where the pairs of (place, length) begin in the head of the file, and the numbers of those used here."""

_PAGE = 512
_LIST_USE, _LIST_LEVEL, _TABLE_DEFINITION, _TABS = 0x460B, 0x260A, 0xD608, 0xC615
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
"""Bytes of an operand by the upper three bits of its code; 0 is told by the operand itself."""

FORMATS = {
    1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital",
    11: "chineseCounting", 14: "decimalFullWidth", 18: "decimalEnclosedCircle", 22: "decimalZero",
    28: "decimalEnclosedCircle", 30: "ideographTraditional", 31: "ideographZodiac", 33: "chineseCounting", 35: "chineseCounting",
    37: "chineseCounting", 38: "chineseLegalSimplified", 39: "chineseCounting",
}  # fmt: skip
"""The formats of numbers ([MS-OSHARED] 2.2.1.3) by the names they have in newer files."""

_NO_NUMBER = (23, 255)
_DEEPEST = 8
_MOST_STYLES = 4096


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: its first number, how numbers are written, the text with places for them."""

    start: int
    form: int
    text: str


class DocNumbers:
    """The lists of one document with their counters; ask `next_number` in the order of the paragraphs."""

    def __init__(self, document: bytes, table: bytes) -> None:
        self._document = document
        self._table = table
        self._lists = list(self._read_lists())
        self._styles = self._read_styles() if self._lists else {}
        self._uses = sorted(self._read_paragraphs()) if self._lists else []
        self._begins = [begin for begin, _, _ in self._uses]
        self._counters: dict[int, dict[int, int]] = {}

    def next_number(self, place: int) -> str:
        """The number of the paragraph whose end stands at byte `place` of the document; "" for none."""
        at = bisect_right(self._begins, place) - 1
        if at < 0 or place >= self._uses[at][1]:
            return ""
        use, depth = self._uses[at][2]
        if not 1 <= use <= len(self._lists):
            return ""
        identity, levels = self._lists[use - 1]
        if depth >= len(levels) or levels[depth].form in _NO_NUMBER:
            return ""
        counters = self._counters.setdefault(identity, {})
        counters[depth] = counters[depth] + 1 if depth in counters else levels[depth].start
        for deeper in [key for key in counters if key > depth]:
            del counters[deeper]
        return _rendered(levels, depth, counters)

    # --- lists ----------------------------------------------------------------------------------

    def _read_lists(self) -> Iterator[tuple[int, list[_Level]]]:
        """The list of each use, in the order in which paragraphs name them: its identity and its levels."""
        place, size = pair_of(self._document, _LIST_USES)
        if not size or not pair_of(self._document, _LISTS)[1]:
            return
        defined = self._read_definitions()
        (count,) = struct.unpack_from("<I", self._table, place)
        for number in range(min(count, size // 16)):
            (identity,) = struct.unpack_from("<i", self._table, place + 4 + 16 * number)
            yield identity, defined.get(identity, [])

    def _read_definitions(self) -> dict[int, list[_Level]]:
        place, size = pair_of(self._document, _LISTS)
        (count,) = struct.unpack_from("<H", self._table, place)
        position = place + size
        found: dict[int, list[_Level]] = {}
        for number in range(min(count, size // 28)):
            entry = place + 2 + 28 * number
            (identity,) = struct.unpack_from("<i", self._table, entry)
            levels: list[_Level] = []
            for _ in range(1 if self._table[entry + 26] & 1 else _DEEPEST + 1):
                level, position = self._read_level(position)
                levels.append(level)
            found[identity] = levels
        return found

    def _read_level(self, place: int) -> tuple[_Level, int]:
        """A level, and where the next one begins."""
        start, form = struct.unpack_from("<iB", self._table, place)
        text = place + 28 + self._table[place + 24] + self._table[place + 25]
        (length,) = struct.unpack_from("<H", self._table, text)
        end = text + 2 + 2 * length
        return _Level(start, form, self._table[text + 2 : end].decode("utf-16-le", "replace")), end

    # --- paragraphs -----------------------------------------------------------------------------

    def _read_paragraphs(self) -> Iterator[tuple[int, int, tuple[int, int]]]:
        """Every paragraph of a list: from byte, to byte, (use of a list, level)."""
        place, size = pair_of(self._document, _PARAGRAPHS)
        count = (size - 4) // 8
        for number in range(max(0, min(count, len(self._document) // _PAGE))):
            (page,) = struct.unpack_from("<I", self._table, place + 4 * (count + 1) + 4 * number)
            yield from self._read_page((page & 0x3FFFFF) * _PAGE)

    def _read_page(self, start: int) -> Iterator[tuple[int, int, tuple[int, int]]]:
        page = self._document[start : start + _PAGE]
        if len(page) < _PAGE:
            return
        count = page[-1]
        ends = struct.unpack_from(f"<{count + 1}I", page, 0)
        for number in range(count):
            offset = page[4 * (count + 1) + 13 * number] * 2
            style, properties = _properties(page, offset) if offset else (0, b"")
            use, depth = list_of(properties, self._styles.get(style, (0, 0)))
            if use:
                yield ends[number], ends[number + 1], (use, depth)

    # --- styles ---------------------------------------------------------------------------------

    def _read_styles(self) -> dict[int, tuple[int, int]]:
        """(use of a list, level) of the paragraph styles that have one."""
        place, size = pair_of(self._document, _STYLES)
        head, count, base = struct.unpack_from("<HHH", self._table, place)
        position, end = place + 2 + head, place + size
        found: dict[int, tuple[int, int]] = {}
        for number in range(min(count, _MOST_STYLES)):
            if position + 2 > end:
                break
            (length,) = struct.unpack_from("<H", self._table, position)
            entry = self._table[position + 2 : position + 2 + length]
            use, depth = _list_of_style(entry, base, found)
            if use:
                found[number] = (use, depth)
            position += 2 + length
        return found


def pair_of(document: bytes, number: int) -> tuple[int, int]:
    """A pair of the head: where something stands in the table stream, and how long it is."""
    place, size = struct.unpack_from("<II", document, _PLACES + 8 * number)
    return place, size


def _list_of_style(entry: bytes, base: int, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """The list of a paragraph style, or that of the style it is based on."""
    if len(entry) < base + 2:
        return 0, 0
    kind, parts = struct.unpack_from("<HH", entry, 2)
    if kind & 0xF != 1 or not parts & 0xF:
        return 0, 0
    name = 2 * struct.unpack_from("<H", entry, base)[0] + 4
    place = base + name + (base + name) % 2
    inherited = known.get(kind >> 4, (0, 0))
    if place + 2 > len(entry):
        return inherited
    (length,) = struct.unpack_from("<H", entry, place)
    return list_of(entry[place + 4 : place + 2 + length], inherited)


def _properties(page: bytes, offset: int) -> tuple[int, bytes]:
    """Style and properties of a paragraph as a page holds them."""
    words = page[offset]
    begin, length = (offset + 1, 2 * words - 1) if words else (offset + 2, 2 * page[offset + 1])
    (style,) = struct.unpack_from("<H", page, begin)
    return style, page[begin + 2 : begin + length]


def list_of(properties: bytes, inherited: tuple[int, int]) -> tuple[int, int]:
    """(use of a list, level) that properties say, else what is inherited; a use of 0 is none."""
    use, depth = inherited
    position = 0
    while position + 2 < len(properties):
        (code,) = struct.unpack_from("<H", properties, position)
        position += 2
        if code == _LIST_USE:
            (use,) = struct.unpack_from("<H", properties, position)
        elif code == _LIST_LEVEL:
            depth = min(properties[position], _DEEPEST)
        position += _size_of(code, properties, position)
    return use, depth


def _size_of(code: int, properties: bytes, position: int) -> int:
    """Bytes of the operand of a property."""
    size = _SIZES[code >> 13]
    if size:
        return size
    if code == _TABLE_DEFINITION:
        return int(struct.unpack_from("<H", properties, position)[0]) + 1
    return properties[position] + 1 if code != _TABS or properties[position] != 0xFF else len(properties)


def _rendered(levels: list[_Level], depth: int, counters: dict[int, int]) -> str:
    """The text of a level with its places filled in."""
    written: list[str] = []
    for char in levels[depth].text:
        other = ord(char)
        if other > _DEEPEST:
            written.append(char)
        elif other < len(levels):
            form = FORMATS.get(levels[other].form, "decimal")
            written.append(in_format(counters.get(other, levels[other].start), form))
    return "".join(written).strip()
