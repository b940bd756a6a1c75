"""A workbook as it stands in its file: sheets of cells, nothing understood yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

RawValue = str | Decimal | bool | date | datetime | time | timedelta | None
"""A cell as the file holds it; None is an empty cell. Numbers are `Decimal`, never float."""


_EXACT = 1e15
"""Whole numbers below it are kept digit by digit."""


class WorkbookFormat(StrEnum):
    """What the file really is, whatever its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"
    CLIPBOARD = "clipboard"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged region; rows and columns are 0-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class SheetScan:
    """What the reader of values does not tell about a sheet; rows and columns are 0-based.

    `errors` are cells whose formula failed (#DIV/0!), `uncomputed` formulas saved without a result.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    merges: tuple[Merge, ...] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet from cell A1 on; `rows` may differ in length. `merges` is None where the file cannot tell."""

    name: str
    rows: tuple[tuple[RawValue, ...], ...]
    merges: tuple[Merge, ...] | None = None
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False

    @property
    def width(self) -> int:
        """The number of columns in use."""
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """A file as sheets. `name` is the file name (no folder), `notes` are sentences for the user."""

    name: str
    format: WorkbookFormat
    sheets: tuple[RawSheet, ...]
    notes: tuple[str, ...] = ()


def decimal_of(value: float) -> Decimal | str:
    """A number of a file as the decimal a person sees: the 15 digits that spreadsheets keep.

    What is no number (infinity in a damaged file) comes back as text.
    """
    if value.is_integer() and abs(value) < _EXACT:
        return Decimal(int(value))
    text = f"{value:.15g}"
    return Decimal(text) if text[-1].isdigit() else text


def column_letter(index: int) -> str:
    """The letters of a 0-based column: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The 0-based column of its letters: A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
