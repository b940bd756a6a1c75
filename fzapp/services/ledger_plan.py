"""What storing the rows of a reading would do: which are new, which stand in the archive, which cannot be taken over."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import ColumnType
from fzapp.storage.ledgers import NewRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fzapp.domain.ledger import Column, LedgerKind, Row
    from fzapp.domain.ledger_reading import LedgerReading, RowProblem
    from fzapp.storage.ledger_shapes import Shape

_MONTH = re.compile(r"\d{4}-\d{2}")
"""A month as monthly totals are kept by: it decides the year of its row as a date does."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What importing a reading would do; nothing is written yet.

    `new` rows would be stored; `duplicate` counts rows that stand in the archive already; `blocked`
    rows cannot be taken over as they are, `problems` say why and what else to look at; `left_out` rows
    the clerk does not want. `shapes` are remembered with it, `columns` are added to the kind.
    """

    kind: LedgerKind
    year: int
    new: tuple[NewRow, ...]
    duplicate: int
    blocked: int
    problems: tuple[RowProblem, ...]
    left_out: int = 0
    shapes: tuple[Shape, ...] = ()
    columns: tuple[Column, ...] = ()


def planned(
    reading: LedgerReading,
    year: int | None,
    known: Mapping[str, int],
    leaves_out: Callable[[Row], bool] = lambda _row: False,
) -> ImportPlan:
    """What storing the rows of a reading would do; `known` counts the rows of the archive by fingerprint.

    A row is a duplicate when all its values stand in the archive for that year; when a file holds the
    same row twice it is new as often as the archive lacks it. Raises `UserError` when kind or year are
    unknown.
    """
    kind, when = reading.kind, year or reading.year
    if kind is None:
        raise UserError("没有认出这是哪一种台账", "选一种台账再导入")
    if when is None:
        raise UserError("没有认出这本台账是哪一年的", "写上年度再导入")
    blocked = {(p.sheet, p.row) for p in reading.problems if p.code.blocks}
    day = _day_of(kind)
    seen: Counter[str] = Counter()
    new: list[NewRow] = []
    duplicate = held = unwanted = 0
    for row in reading.rows:
        if leaves_out(row):
            unwanted += 1
            continue
        if blocked and row.source is not None and (row.source.sheet, row.number) in blocked:
            held += 1
            continue
        candidate = _dated(row, day(row), when)
        digest = candidate.digest if known else ""
        if known and seen[digest] < known.get(digest, 0):
            seen[digest] += 1
            duplicate += 1
        else:
            new.append(candidate)
    return ImportPlan(kind, when, tuple(new), duplicate, held, reading.problems, unwanted)


def new_row(kind: LedgerKind, row: Row, year: int) -> NewRow:
    """A row with the year it counts for: that of its own date when it has one, else that of the ledger."""
    return _dated(row, _day_of(kind)(row), year)


def _dated(row: Row, happened: str, year: int) -> NewRow:
    own = int(happened[:4]) if happened[:4].isdigit() else year
    return NewRow(own, happened, row)


def _day_of(kind: LedgerKind) -> Callable[[Row], str]:
    """What tells of a row of the kind when it happened: ISO, "" where the row does not say."""
    column = kind.column(kind.period_column) if kind.period_column else None
    if column is None:
        return lambda _row: ""
    name, is_date = column.id, column.type is ColumnType.DATE

    def day(row: Row) -> str:
        value = row.values.get(name)
        return value if isinstance(value, str) and (is_date or _MONTH.fullmatch(value)) else ""

    return day
