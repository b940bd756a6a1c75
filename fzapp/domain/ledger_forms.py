"""Forms that offices fill in (填报表): what is written in a cell, what came back, how three states are joined.

A form carries hidden marks: the number of the form, the kind of each sheet, the field of each column and
a token for each row. Rows are joined by token and field, so sheets, rows and columns may be moved about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from fzapp.domain.ledger import ColumnType, TextShape, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fzapp.domain.ledger import Column, LedgerKind, Row
    from fzapp.domain.ledger_reading import RowProblem

FORM_VERSION = 1
"""The layout of forms; a higher one was made by a newer program."""

SHEET_MARK = "fzapp-form"
"""The first cell of a sheet is SHEET_MARK/version/number of the form/code of the kind."""

FIELDS_MARK, HEADER_MARK = "fzapp-fields", "fzapp-header"
"""In the column of the tokens: the hidden row with the fields, and the row with the names of the columns."""

ABOUT_SHEET = "_fzapp"
"""The hidden sheet that says what the form is, a name and a value in each row."""

OPTIONS_SHEET = "_选项"
"""The hidden sheet with the words of the drop-downs."""

ORDER_FIELD = "-"
"""Stands in the row of fields over 序号, which is counted anew in every form and never read."""

REMARK = "remark"
"""The field that keeps what stood in columns an office added."""

FormCell: TypeAlias = str | Decimal | date | None
"""What is written in a cell of a form."""

RawCell: TypeAlias = "str | Decimal | bool | date | datetime | time | object | None"
"""What a cell held when it came back."""


class RowFate(StrEnum):
    """What became of a row of a form; `label` is the word for it."""

    NEW = "new"
    CHANGED = "changed"
    CONFLICT = "conflict"
    UNCHANGED = "unchanged"
    DELETED = "deleted"
    PROBLEM = "problem"

    @property
    def label(self) -> str:
        """The word in counts and lists."""
        return _FATES[self]


_FATES = {
    RowFate.NEW: "新增",
    RowFate.CHANGED: "有改动",
    RowFate.CONFLICT: "两边都改了",
    RowFate.UNCHANGED: "没有变化",
    RowFate.DELETED: "表里删掉了",
    RowFate.PROBLEM: "有问题",
}


class Side(StrEnum):
    """Whose word counts in a conflict."""

    FORM = "form"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class FormMark:
    """What a form says of itself. `kinds` maps names of sheets to codes; `issued_at` is ISO local time."""

    key: str
    version: int
    unit: str = ""
    office: str = ""
    year: int = 0
    issued_at: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row that came back: its hidden `token` ("" when it has none), its values, and what the cells held.

    `row.values` has the fields of the sheet; `problems` are those that keep the row from being taken over.
    """

    sheet: str
    token: str
    row: Row
    cells: Mapping[str, RawCell]
    problems: tuple[RowProblem, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing is filled in."""
        return not self.row.extras and all(value in (None, "", ()) for value in self.row.values.values())


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """The rows of one sheet; `marked` is False when its hidden tokens are gone."""

    name: str
    kind: LedgerKind
    rows: tuple[ReturnedRow, ...]
    marked: bool = True


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """A form that came back; `notes` are sentences for the clerk."""

    file: str
    mark: FormMark
    sheets: tuple[ReturnedSheet, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that was changed here and differently in the form."""

    column: Column
    base: Value
    form: Value
    archive: Value


@dataclass(frozen=True, slots=True)
class Joined:
    """Three states of a row joined: `takes` are the form's changes nobody contradicts."""

    takes: Mapping[str, Value]
    clashes: tuple[Clash, ...]


def cell_of(column: Column, value: Value) -> FormCell:
    """What a form shows for a value: dates as dates, quantities as numbers, the rest as text.

    A percentage is a share (0.985), because its cells are formatted as percent.
    """
    if value is None or value == "" or value == ():
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return value / 100 if column.type is ColumnType.PERCENT else value
    if isinstance(value, tuple):
        return "、".join(value)
    if column.type is ColumnType.DATE and len(value) == len("2024-05-06"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def says_the_same(column: Column, value: Value, raw: RawCell) -> bool:
    """Whether a cell that came back still holds what the form showed for `value`."""
    written = cell_of(column, value)
    if written is None:
        return raw is None or (isinstance(raw, str) and not raw.strip())
    if isinstance(raw, datetime):
        raw = raw.date() if raw.time() == time() else raw
    if isinstance(written, Decimal):
        return _number(raw) == written
    if isinstance(written, date):
        return raw == written or (isinstance(raw, str) and raw.strip() == written.isoformat())
    if isinstance(raw, str):
        return _text(raw) == _text(written)
    return isinstance(raw, Decimal) and f"{raw:f}" == written.strip()


def _text(text: str) -> str:
    """Text without the blanks and line ends that spreadsheet programs change."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _number(raw: RawCell) -> Decimal | None:
    if isinstance(raw, Decimal):
        return raw
    try:
        return Decimal(raw.strip()) if isinstance(raw, str) else None
    except InvalidOperation:
        return None


def same(one: Value, other: Value) -> bool:
    """Whether two values say the same; nothing, "" and () are all no value."""
    return (one if one not in ("", ()) else None) == (other if other not in ("", ()) else None)


def join(
    kind: LedgerKind, base: Mapping[str, Value], form: Mapping[str, Value], archive: Mapping[str, Value]
) -> Joined:
    """The form's changes since `base` against the archive's; only fields that the form has are looked at."""
    takes: dict[str, Value] = {}
    clashes: list[Clash] = []
    for name, new in form.items():
        column, old, now = kind.column(name), base.get(name), archive.get(name)
        if column is None or same(new, old) or same(new, now):
            continue
        if same(old, now):
            takes[name] = new
        else:
            clashes.append(Clash(column, old, new, now))
    return Joined(takes, tuple(clashes))


def with_extras(kind: LedgerKind, values: Mapping[str, Value], extras: Mapping[str, str]) -> dict[str, Value]:
    """The values with what stood in added columns put behind the remark (备注), so that it is not lost.

    Kinds that hold totals only keep nothing of the sort: what is added there may name persons.
    """
    merged = dict(values)
    column = kind.column(REMARK)
    if not extras or column is None or kind.totals_only:
        return merged
    told = "；".join(f"{header}：{text}" for header, text in extras.items())
    remark = merged.get(REMARK)
    merged[REMARK] = f"{remark}；{told}" if isinstance(remark, str) and remark else told
    return merged


def is_order_column(column: Column) -> bool:
    """Whether a column only counts the rows (序号): forms count themselves."""
    return column.shape is TextShape.SERIAL


def offices_of(kind: LedgerKind) -> tuple[str, ...]:
    """The offices that fill a kind, as its definition names them."""
    return tuple(part.strip() for part in kind.office.replace("，", "、").split("、") if part.strip())
