"""The rows under a header: which are data, and why the others are not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.domain.ledger import ColumnType, TextShape
from fzapp.domain.ledger_reading import SkippedRow, SkipReason
from fzapp.intake.cell_values import is_blank
from fzapp.intake.ledger_layout import Layout, is_filled, is_unit_line
from fzapp.intake.ledger_words import header_key, ledger_words, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.ledger_reading import ColumnMatch
    from fzapp.intake.ledger_raw import RawSheet, RawValue

_COUNTED_TOTAL = re.compile(r"(?:全年|本年|本月|本季)?(?:合计|共计|总计|累计|共|计)\D{0,12}\d+\D{0,8}")
_LONGEST_TOTAL = 14
_LONGEST_SECTION = 24
_WIDE = 3
"""Columns from which a merged cell spans the table: a note or a section line."""


@dataclass(slots=True)
class Body:
    """`rows` are the 0-based data rows; `totals` the rows with totals; `sections` what stood over a row."""

    rows: list[int] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    sections: dict[int, tuple[int, str]] = field(default_factory=dict)


class BodyReader:
    """Sorts the rows of one sheet. `matches` are its mapped columns, in any order."""

    def __init__(self, sheet: RawSheet, layout: Layout, matches: Sequence[ColumnMatch]) -> None:
        self._sheet = sheet
        self._layout = layout
        self._serial = _first_of(matches, TextShape.SERIAL)
        self._content = [match.index for match in matches if _is_content(match)]
        self._columns = [header.index for header in layout.headers]
        self._header_texts = {header_key(header.text) for header in layout.headers}
        self._wide_rows = {
            merge.top: merge.left
            for merge in sheet.merges or ()
            if merge.top == merge.bottom and merge.right - merge.left + 1 >= _WIDE
        }

    def read(self) -> Body:
        """The data rows and the skipped ones, those above and of the header included."""
        body = Body()
        body.skipped.extend(self._above())
        section: tuple[int, str] | None = None
        for index in range(self._layout.body_start, len(self._sheet.rows)):
            row = self._sheet.rows[index]
            why = self._why_skipped(index, row)
            if why is None:
                body.rows.append(index)
                if section:
                    body.sections[index] = section
                continue
            body.skipped.append(SkippedRow(index + 1, why))
            if why in (SkipReason.TOTAL, SkipReason.SUBTOTAL):
                body.totals.append(index)
            elif why is SkipReason.SECTION:
                section = (index, self._only_text(row))
        return body

    def _above(self) -> list[SkippedRow]:
        skipped: list[SkippedRow] = []
        for index in range(self._layout.header_rows[0]):
            texts = [value for value in self._sheet.rows[index] if is_filled(value)]
            if not texts:
                why = SkipReason.BLANK
            elif len(texts) == 1 and not is_unit_line(str(texts[0])):
                why = SkipReason.TITLE
            else:
                why = SkipReason.UNIT_LINE
            skipped.append(SkippedRow(index + 1, why))
        return skipped

    def _why_skipped(self, index: int, row: Sequence[RawValue]) -> SkipReason | None:
        """Why a row is no data; None for a data row. Numbered rows are settled first: most rows are."""
        serial = row[self._serial] if self._serial is not None and self._serial < len(row) else None
        if isinstance(serial, Decimal) or (isinstance(serial, str) and serial.isdigit()):
            return None if self._has_content(row) else SkipReason.BLANK
        first = self._first(row)
        if first is None:
            return SkipReason.BLANK
        if isinstance(first[1], str):
            why = self._why_by_words(index, row, first[0], plain(first[1]))
            if why is not None:
                return why
        return None if self._has_content(row) else SkipReason.BLANK

    def _first(self, row: Sequence[RawValue]) -> tuple[int, RawValue] | None:
        """The first filled cell of the table."""
        width = len(row)
        return next(
            ((column, row[column]) for column in self._columns if column < width and is_filled(row[column])),
            None,
        )

    def _has_content(self, row: Sequence[RawValue]) -> bool:
        """Whether anything but a serial number, a village and a computed share is filled in, 无 not counted."""
        width = len(row)
        return any(column < width and _says_something(row[column]) for column in self._content)

    def _only_text(self, row: Sequence[RawValue]) -> str:
        return next(str(value).strip() for value in row if is_filled(value))

    def _why_by_words(self, index: int, row: Sequence[RawValue], column: int, text: str) -> SkipReason | None:
        filled = sum(is_filled(value) for value in row)
        total = _total_word(text, filled) if column <= self._columns[0] + 2 else None
        if total is not None:
            return total
        if filled == 1:
            return self._why_alone(index, column, text)
        if header_key(text) in self._header_texts and self._repeats_header(row):
            return SkipReason.REPEATED_HEADER
        return _why_of_line(text, row)

    def _repeats_header(self, row: Sequence[RawValue]) -> bool:
        texts = [header_key(value) for value in row if isinstance(value, str) and value.strip()]
        return sum(text in self._header_texts for text in texts) >= max(2, len(texts) * 0.6)

    def _why_alone(self, index: int, column: int, text: str) -> SkipReason | None:
        """A row with one filled cell: a note, a repeated title, a section, or a nearly empty data row."""
        words = ledger_words()
        if text.startswith(words.notes) or _is_signature(text):
            return SkipReason.NOTE
        if text == plain(self._layout.title) or is_unit_line(text):
            return SkipReason.REPEATED_HEADER
        spans = self._wide_rows.get(index) == column
        if any(word in text for word in words.nothing) and (spans or len(text) <= _LONGEST_SECTION):
            return SkipReason.NOTHING_TO_REPORT
        if text in words.zero or text in words.blank:
            return SkipReason.NOTHING_TO_REPORT
        leading = column == self._columns[0] and (self._serial == column or self._sheet.merges is None)
        if not spans and not leading:
            return None
        return SkipReason.SECTION if len(text) <= _LONGEST_SECTION else SkipReason.NOTE


def _first_of(matches: Sequence[ColumnMatch], shape: TextShape) -> int | None:
    return next((match.index for match in matches if match.column and match.column.shape is shape), None)


def _is_content(match: ColumnMatch) -> bool:
    """Whether a column tells that a row was filled in: not 序号, 村 or a share, which templates fill ahead."""
    column = match.column
    if column is None:
        return True
    return column.shape not in (TextShape.SERIAL, TextShape.VILLAGE) and column.type is not ColumnType.PERCENT


def _says_something(value: RawValue) -> bool:
    if value is None or not isinstance(value, str):
        return value is not None
    return not is_blank(value) and value not in ("无", "没有")


def _total_word(text: str, filled: int) -> SkipReason | None:
    """Whether the first cell of a row says that totals follow."""
    words, bare = ledger_words(), text.strip(":：")
    if bare in words.totals:
        return SkipReason.TOTAL
    if bare in words.subtotals:
        return SkipReason.SUBTOTAL
    if len(bare) <= _LONGEST_TOTAL and bare.endswith(words.total_endings):
        return SkipReason.SUBTOTAL if bare.endswith("小计") else SkipReason.TOTAL
    if len(bare) <= _LONGEST_TOTAL and bare.startswith(("合计", "总计", "小计")):
        return SkipReason.TOTAL
    return SkipReason.TOTAL if filled <= _WIDE and _COUNTED_TOTAL.fullmatch(bare) else None


def _is_signature(text: str) -> bool:
    return any(
        text.startswith(word) and text[len(word) : len(word) + 1] in (":", "(", "")
        for word in ledger_words().signers
    )


def _why_of_line(text: str, row: Sequence[RawValue]) -> SkipReason | None:
    """A line of several cells that is a signature, a note or a unit line."""
    cells = [plain(value) for value in row if isinstance(value, str) and value.strip()]
    if _is_signature(text) and ":" in text:
        return SkipReason.NOTE
    if text.startswith(ledger_words().notes) and text[:6].find(":") > 0:
        return SkipReason.NOTE
    if all(is_unit_line(cell) or _is_signature(cell) for cell in cells) and ":" in "".join(cells):
        return SkipReason.NOTE
    return None
