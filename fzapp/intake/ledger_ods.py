"""OpenDocument tables (.ods), read here and not by calamine, which never ends on a file that was cut off.

Elements and attributes: OpenDocument 1.2 part 1, chapter 9 (tables) and 19 (values, repeats).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from xml.parsers import expat

from fzapp.domain.errors import UserError
from fzapp.intake.ledger_raw import Merge, RawSheet, RawValue, decimal_of
from fzapp.intake.ledger_zip import MOST_CELLS, damaged, locked, part, too_large

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = f"{_NAMES}table:1.0 ", f"{_NAMES}office:1.0 ", f"{_NAMES}text:1.0 "
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_HIDDEN = ("collapse", "filter")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576


class _Sheet:
    """The sheet that is being read; rows and columns are 0-based."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.rows: list[tuple[RawValue, ...]] = []
        self.row: list[RawValue] = []
        self.row_number = 0
        self.row_repeat = 1
        self.column = 0
        self.next_column = 0
        self.cells = 0
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merges: list[Merge] = []

    def raw(self) -> RawSheet:
        return RawSheet(
            self.title,
            tuple(self.rows),
            tuple(self.merges),
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
        )


class _Reader:
    """Walks through content.xml; `name` stands in messages."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.sheets: list[_Sheet] = []
        self._attributes: dict[str, str] = {}
        self._texts: list[str] = []
        self._in_cell = False
        self._in_paragraph = False
        self._in_note = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{_TABLE}table":
            self.sheets.append(_Sheet(attributes.get(f"{_TABLE}name", "")))
        elif not self.sheets:
            return
        elif tag == f"{_TABLE}table-row":
            self._start_row(attributes)
        elif tag == f"{_TABLE}table-column":
            self._start_column(attributes)
        elif tag in (_CELL, _COVERED):
            self._attributes, self._texts, self._in_cell = attributes, [], True
        elif self._in_cell:
            self._start_text(tag, attributes)

    def _start_text(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{_OFFICE}annotation":
            self._in_note += 1
        elif tag == f"{_TEXT}p" and not self._in_note:
            self._in_paragraph = True
            if self._texts:
                self._texts.append("\n")
        elif tag == f"{_TEXT}s" and self._in_paragraph:
            self._texts.append(" " * min(_count(attributes, f"{_TEXT}c"), 100))
        elif tag in (f"{_TEXT}tab", f"{_TEXT}line-break") and self._in_paragraph:
            self._texts.append("\n" if tag.endswith("break") else "\t")

    def end(self, tag: str) -> None:
        if tag in (_CELL, _COVERED) and self.sheets:
            self._end_cell(covered=tag == _COVERED)
            self._in_cell = self._in_paragraph = False
        elif tag == f"{_TEXT}p":
            self._in_paragraph = False
        elif tag == f"{_OFFICE}annotation":
            self._in_note = max(0, self._in_note - 1)
        elif tag == f"{_TABLE}table-row" and self.sheets:
            self._end_row()

    def characters(self, text: str) -> None:
        if self._in_paragraph and not self._in_note:
            self._texts.append(text)

    def _start_row(self, attributes: dict[str, str]) -> None:
        sheet = self.sheets[-1]
        sheet.row, sheet.column = [], 0
        sheet.row_repeat = _count(attributes, f"{_TABLE}number-rows-repeated")
        if attributes.get(f"{_TABLE}visibility") in _HIDDEN:
            last = min(sheet.row_number + sheet.row_repeat, _LAST_ROW)
            sheet.hidden_rows.update(range(sheet.row_number, min(last, sheet.row_number + 10_000)))

    def _start_column(self, attributes: dict[str, str]) -> None:
        sheet = self.sheets[-1]
        last = min(sheet.next_column + _count(attributes, f"{_TABLE}number-columns-repeated"), _LAST_COLUMN)
        if attributes.get(f"{_TABLE}visibility") in _HIDDEN:
            sheet.hidden_columns.update(range(sheet.next_column, last))
        sheet.next_column = last

    def _end_cell(self, *, covered: bool) -> None:
        sheet, attributes = self.sheets[-1], self._attributes
        repeat = min(_count(attributes, f"{_TABLE}number-columns-repeated"), _LAST_COLUMN - sheet.column)
        width = _count(attributes, f"{_TABLE}number-columns-spanned")
        height = _count(attributes, f"{_TABLE}number-rows-spanned")
        if width > 1 or height > 1:
            bottom, right = sheet.row_number + height - 1, sheet.column + width - 1
            sheet.merges.append(Merge(sheet.row_number, sheet.column, bottom, right))
        value = None if covered else self._value()
        if value is not None:
            sheet.row.extend([None] * (sheet.column - len(sheet.row)))
            sheet.row.extend([value] * repeat)
        sheet.column += max(repeat, 0)

    def _value(self) -> RawValue:
        attributes, text = self._attributes, "".join(self._texts).strip()
        kind = attributes.get(f"{_OFFICE}value-type", "")
        if kind in ("float", "currency", "percentage"):
            return _number(attributes.get(f"{_OFFICE}value", ""), text)
        if kind == "date":
            return _date(attributes.get(f"{_OFFICE}date-value", ""), text)
        if kind == "boolean":
            return attributes.get(f"{_OFFICE}boolean-value") == "true"
        return attributes.get(f"{_OFFICE}string-value") or text or None

    def _end_row(self) -> None:
        sheet = self.sheets[-1]
        first = sheet.row_number
        sheet.row_number += sheet.row_repeat
        if not sheet.row:
            return
        repeat = sheet.row_repeat
        sheet.cells += (first - len(sheet.rows)) + repeat * len(sheet.row)
        if sheet.cells > MOST_CELLS or sheet.row_number > _LAST_ROW:
            raise too_large(self._name)
        sheet.rows.extend([()] * (first - len(sheet.rows)))
        sheet.rows.extend([tuple(sheet.row)] * repeat)


def _count(attributes: dict[str, str], key: str) -> int:
    value = attributes.get(key, "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 10 else 1


def _number(value: str, text: str) -> RawValue:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return text or None
    return decimal_of(float(number)) if number.is_finite() else text or None


def _date(value: str, text: str) -> RawValue:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return text or value or None
    return date(moment.year, moment.month, moment.day) if "T" not in value else moment.replace(tzinfo=None)


def _no_doctype(*_arguments: object) -> None:
    """No spreadsheet declares entities: a file that does means harm."""
    raise ValueError


def read_ods(
    book: zipfile.ZipFile, name: str, progress: Callable[[int, int], None] | None = None
) -> tuple[RawSheet, ...]:
    """Every sheet with its values, merged and hidden parts.

    Raises `UserError` when the file is locked, damaged, or repeats its cells beyond any ledger.
    """
    if b"encryption-data" in part(book, "META-INF/manifest.xml", name):
        raise locked(name)
    reader = _Reader(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(part(book, "content.xml", name), True)
    except (expat.ExpatError, ValueError, OverflowError, LookupError) as error:
        raise damaged(name) from error
    if not reader.sheets:
        raise UserError(f"“{name}”里没有工作表", "选一个 Excel 或 WPS 表格文件")
    if progress is not None:
        progress(len(reader.sheets), len(reader.sheets))
    return tuple(sheet.raw() for sheet in reader.sheets)
