"""The clerk's word on a workbook: which column is which, cells put right, what was settled for such files before.

A correction changes what was read before it is understood, so that a cell put right goes through the very
same reader as the others.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fzapp.intake.ledger_words import header_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fzapp.domain.ledger import LedgerKind
    from fzapp.domain.ledger_reading import ColumnMatch
    from fzapp.intake.ledger_raw import RawSheet, RawValue, RawWorkbook

Words = tuple[str, str]
"""A header: what stands above it in a two-row header, and its own words."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was settled for a shape of file: the kind, and by 0-based column the field ("" for not used)."""

    kind: str
    columns: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Corrections:
    """`columns` by sheet and 0-based column, `cells` by sheet, 1-based row and 0-based column.

    `remembered` holds by shape (see `shape_of`) what was settled before; it gives way to `columns`.
    """

    columns: Mapping[tuple[str, int], str] = field(default_factory=dict)
    cells: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    remembered: Mapping[str, Remembered] = field(default_factory=dict)


NONE = Corrections()


def shape_of(headers: Iterable[Words]) -> str:
    """What files of one make have in common: the words of their header, in order (a hash of them)."""
    words = "\n".join(f"{header_key(group)}\t{header_key(text)}" for group, text in headers)
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def corrected(workbook: RawWorkbook, corrections: Corrections) -> RawWorkbook:
    """The workbook with its cells put right."""
    if not corrections.cells:
        return workbook
    touched = {sheet for sheet, _, _ in corrections.cells}
    sheets = tuple(
        _corrected_sheet(sheet, corrections) if sheet.name in touched else sheet for sheet in workbook.sheets
    )
    return replace(workbook, sheets=sheets)


def _corrected_sheet(sheet: RawSheet, corrections: Corrections) -> RawSheet:
    changes: dict[int, dict[int, RawValue]] = {}
    for (name, row, column), text in corrections.cells.items():
        if name == sheet.name:
            changes.setdefault(row - 1, {})[column] = text.strip() or None
    rows = list(sheet.rows)
    for row, cells in changes.items():
        if row < len(rows):
            rows[row] = _changed(rows[row], cells)
    return replace(sheet, rows=tuple(rows))


def _changed(row: Sequence[RawValue], cells: Mapping[int, RawValue]) -> tuple[RawValue, ...]:
    line = list(row) + [None] * max(0, max(cells) + 1 - len(row))
    for column, value in cells.items():
        line[column] = value
    return tuple(line)


def chosen_for(
    sheet: str, headers: Iterable[Words], kind: LedgerKind, corrections: Corrections
) -> dict[int, str]:
    """The fields that were settled for the columns of a sheet, now or for a file of its make before."""
    known = corrections.remembered.get(shape_of(headers))
    chosen = dict(known.columns) if known is not None and known.kind == kind.code else {}
    chosen.update({place: name for (of, place), name in corrections.columns.items() if of == sheet})
    return chosen


def with_choices(
    matches: Sequence[ColumnMatch], chosen: Mapping[int, str], kind: LedgerKind
) -> tuple[ColumnMatch, ...]:
    """The matches with the settled columns as settled; no field twice, and nothing left to ask about them."""
    known = {place: name for place, name in chosen.items() if not name or kind.column(name) is not None}
    taken = {name for name in known.values() if name}
    result: list[ColumnMatch] = []
    for match in matches:
        if match.index in known:
            column = kind.column(known[match.index])
            result.append(replace(match, column=column, score=1.0 if column else 0.0, doubt=""))
        elif match.column is not None and match.column.id in taken:
            result.append(replace(match, column=None, score=0.0, doubt=""))
        else:
            result.append(match)
    return tuple(result)
