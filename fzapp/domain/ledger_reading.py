"""What was recognised in a workbook: sheets and their roles, mapped columns, rows, problems.

Nothing here has been written to the archive: it is the preview a clerk sees before saying yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fzapp.domain.ledger import Column, LedgerKind, Row


class SheetRole(StrEnum):
    """What a sheet is for. `OTHER` holds the rows of another kind of ledger in the same workbook."""

    DATA = "data"
    SUMMARY = "summary"
    INSTRUCTIONS = "instructions"
    EMPTY = "empty"
    OTHER = "other"


class SkipReason(StrEnum):
    """Why a row is no data."""

    TITLE = "title"
    UNIT_LINE = "unit_line"
    BLANK = "blank"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    NOTE = "note"
    SECTION = "section"
    REPEATED_HEADER = "repeated_header"
    NOTHING_TO_REPORT = "none_this_month"


class ProblemCode(StrEnum):
    """What is wrong with a row or a total."""

    BAD_DATE = "bad_date"
    DATE_OUT_OF_YEAR = "date_out_of_year"
    DATE_OUT_OF_SHEET = "date_out_of_sheet"
    DATE_ORDER = "date_order"
    OVERDUE = "overdue"
    NOT_A_NUMBER = "not_a_number"
    MISSING_REQUIRED = "missing_required"
    SEQUENCE = "sequence"
    DUPLICATE_ROW = "duplicate_row"
    DUPLICATE_KEY = "duplicate_key"
    BAD_PHONE = "bad_phone"
    BAD_ID_CHECKSUM = "bad_id_checksum"
    INCONSISTENT = "inconsistent"
    FORMULA_MISMATCH = "formula_mismatch"
    FORMULA_ERROR = "formula_error"
    TOTAL_MISMATCH = "total_mismatch"
    PERSON_IN_TOTALS = "person_in_totals"

    @property
    def blocks(self) -> bool:
        """Whether the row cannot be taken over as it is: a value is missing or cannot be read."""
        return self in _BLOCKING


_BLOCKING = frozenset(
    {
        ProblemCode.BAD_DATE,
        ProblemCode.NOT_A_NUMBER,
        ProblemCode.MISSING_REQUIRED,
        ProblemCode.FORMULA_ERROR,
        ProblemCode.PERSON_IN_TOTALS,
    }
)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something to look at before importing. `column` is the letter ("" for the row), `why` a sentence."""

    sheet: str
    row: int
    column: str
    field: str
    code: ProblemCode
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class RowRemark:
    """How a cell was understood where that is not plain (约数, 全角, 隐藏行); nothing is wrong with it."""

    sheet: str
    row: int
    column: str
    field: str
    code: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column of the sheet and the field it was taken for.

    `letter` A …, `header` as written, `group` the header above it in a two-row header, `column` None
    for a header the kind does not know. `score` is 0 to 1; `doubt` says what to confirm, "" when sure.
    `factor_unit` is the unit written in the header (万元).
    """

    letter: str
    index: int
    header: str
    group: str = ""
    column: Column | None = None
    score: float = 0.0
    doubt: str = ""
    header_unit: str = ""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no data, and why."""

    row: int
    why: SkipReason


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A sheet of the workbook. Row numbers are 1-based; `rows` is empty unless `role` is DATA."""

    name: str
    role: SheetRole
    header_rows: tuple[int, ...] = ()
    columns: tuple[ColumnMatch, ...] = ()
    rows: tuple[Row, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    title: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class LedgerReading:
    """A workbook as a ledger. `kind` None: not recognised, the clerk has to choose one.

    `year` is the year the ledger is about (None when nothing tells it); `doubts` are questions to be
    asked once; `notes` are things to know.
    """

    file: str
    kind: LedgerKind | None
    year: int | None
    sheets: tuple[SheetReading, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    remarks: tuple[RowRemark, ...] = ()
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of all data sheets, in order."""
        return tuple(row for sheet in self.sheets for row in sheet.rows)
