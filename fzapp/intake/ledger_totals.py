"""Totals that offices write under and beside their tables, compared with the rows themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.domain.ledger import ColumnType, LedgerKind, Row, TextShape
from fzapp.domain.ledger_reading import ColumnMatch, ProblemCode, RowProblem
from fzapp.domain.ledger_statistics import Measure, measure_all
from fzapp.intake.cell_values import as_text, read_integer, reader_for
from fzapp.intake.ledger_guess import month_of
from fzapp.intake.ledger_layout import is_filled
from fzapp.intake.ledger_raw import RawSheet, column_letter
from fzapp.intake.ledger_words import header_stem, plain
from fzapp.intake.rows import RowPlace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fzapp.intake.ledger_layout import Layout

_COUNT = re.compile(r"\D{0,8}?(\d+)(?:件|人|次|场|户|个|名|起|宗|条|处|份)\D{0,4}")
_NAME_ENDINGS = ("", "件数", "次数", "人数", "场次", "数", "合计", "数合计", "金额合计", "率")


@dataclass(frozen=True, slots=True)
class TotalledSheet:
    """A data sheet with its rows and the 0-based rows that hold totals."""

    sheet: RawSheet
    matches: Sequence[ColumnMatch]
    rows: Sequence[Row]
    totals: Sequence[int]


def check_totals(part: TotalledSheet) -> Iterator[RowProblem]:
    """Totals that are neither the sum of all rows above nor of those since the total before."""
    before = 0
    for index in part.totals:
        above = [row for row in part.rows if row.number <= index]
        since = [row for row in above if row.number > before]
        before = index + 1
        line = part.sheet.rows[index]
        for match in part.matches:
            raw = line[match.index] if match.index < len(line) else None
            if is_filled(raw) and match.column is not None:
                yield from _check_total(part, index, match, as_text(raw), (above, since))
    # a total stands above its rows only in forms that no ledger uses, so rows below are never summed


def _check_total(
    part: TotalledSheet, index: int, match: ColumnMatch, text: str, scopes: tuple[list[Row], list[Row]]
) -> Iterator[RowProblem]:
    column = match.column
    if column is None:
        return
    place = RowPlace(part.sheet.name, index + 1, match.letter, column.id)
    if column.type in (ColumnType.INTEGER, ColumnType.MONEY) and column.shape is not TextShape.SERIAL:
        written = reader_for(column, header_unit=match.header_unit)(part.sheet.rows[index][match.index]).value
        sums = [_sum(rows, column.id) for rows in scopes]
        if isinstance(written, Decimal) and written not in sums:
            why = f"合计填{written:f}，逐行相加是{sums[0]:f}"
            yield place.problem(ProblemCode.TOTAL_MISMATCH, text, why)
        return
    counted = _COUNT.fullmatch(plain(text))
    if counted and int(counted[1]) not in {len(rows) for rows in scopes}:
        why = f"合计写{counted[1]}，登记了{len(scopes[0])}行"
        yield place.problem(ProblemCode.TOTAL_MISMATCH, text, why)


def _sum(rows: Sequence[Row], column: str) -> Decimal:
    values = (row.values.get(column) for row in rows)
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))


def check_summary(
    kind: LedgerKind, sheet: RawSheet, layout: Layout, parts: Sequence[TotalledSheet], year: int | None
) -> Iterator[RowProblem]:
    """Lines of a summary sheet (a month, a village each) that disagree with the rows they speak of."""
    label = layout.headers[0].index
    for index in range(layout.body_start, len(sheet.rows)):
        line = sheet.rows[index]
        name = plain(as_text(line[label])) if label < len(line) else ""
        rows = _rows_meant(name, parts, kind)
        if rows is None:
            continue
        measures = {measure.name: measure for measure in measure_all(kind, rows, year)}
        for header in layout.headers[1:]:
            raw = line[header.index] if header.index < len(line) else None
            measure = _measure_of(header_stem(header.text), measures, empty=not rows)
            if measure is None or measure.value is None or measure.unit == "%":
                continue
            written = read_integer(raw).value
            if isinstance(written, Decimal) and written != measure.value:
                place = RowPlace(sheet.name, index + 1, column_letter(header.index))
                why = f"汇总表里{name}的{header_stem(header.text)}是{written:f}，明细里是{measure.value:f}"
                yield place.problem(ProblemCode.TOTAL_MISMATCH, as_text(raw), why)


def _rows_meant(name: str, parts: Sequence[TotalledSheet], kind: LedgerKind) -> list[Row] | None:
    """The rows a line of a summary speaks of: those of a sheet of that name or month, or of a village."""
    if not name:
        return None
    month = month_of(name, "")
    for part in parts:
        own = plain(part.sheet.name)
        if own == name or (month is not None and month_of(own, "") == month):
            return list(part.rows)
    villages = [column.id for column in kind.all_columns if column.shape is TextShape.VILLAGE]
    rows = [
        row
        for part in parts
        for row in part.rows
        if any(row.values.get(village) == name for village in villages)
    ]
    return rows or None


def _measure_of(stem: str, measures: dict[str, Measure], *, empty: bool) -> Measure | None:
    """The figure a header of a summary names (受理 is 受理件数)."""
    if empty or not stem:
        return None
    return next((measures[stem + ending] for ending in _NAME_ENDINGS if stem + ending in measures), None)
