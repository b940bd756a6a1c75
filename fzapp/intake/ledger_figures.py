"""The figures of a workbook that was read, by the definitions of its kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.domain.ledger import Aggregate, LedgerKind, Row, RuleCheck, Statistic, TextShape
from fzapp.domain.ledger_reading import ProblemCode
from fzapp.domain.ledger_statistics import Measure, measure, measure_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.ledger_reading import LedgerReading

_ALL = 100


def reading_measures(reading: LedgerReading) -> list[Measure]:
    """Every figure the rows allow.

    A ratio over 100 % that comes from rows whose part exceeds the whole is also given without them, so
    that the clerk sees at once which row to look at.
    """
    if reading.kind is None:
        return []
    rows = reading.rows
    measures = measure_all(reading.kind, rows, reading.year)
    wrong = _contradicting(reading)
    extra = [_without(reading.kind, found, rows, wrong, reading.year) for found in measures if wrong]
    return measures + [found for found in extra if found is not None]


def _contradicting(reading: LedgerReading) -> set[tuple[str, int]]:
    """The rows (sheet, number) in which a part exceeds its whole."""
    kind = reading.kind
    parts = {rule.first for rule in kind.rules if rule.check is RuleCheck.NOT_GREATER} if kind else set[str]()
    return {
        (problem.sheet, problem.row)
        for problem in reading.problems
        if problem.code is ProblemCode.INCONSISTENT and problem.field in parts
    }


def _without(
    kind: LedgerKind, found: Measure, rows: Sequence[Row], wrong: set[tuple[str, int]], year: int | None
) -> Measure | None:
    statistic = kind.statistic(found.statistic)
    if (
        statistic is None
        or found.value is None
        or found.value <= _ALL
        or not _is_ratio_of_sums(kind, statistic)
    ):
        return None
    left_out = [row for row in rows if row.source and (row.source.sheet, row.number) in wrong]
    kept = [row for row in rows if row not in left_out]
    names = "、".join(_name(kind, row) for row in left_out)
    return replace(measure(kind, statistic, kept, year), name=f"{found.name}（剔除{names}）")


def _is_ratio_of_sums(kind: LedgerKind, statistic: Statistic) -> bool:
    part = kind.statistic(statistic.part)
    return statistic.aggregate is Aggregate.RATIO and part is not None and part.aggregate is Aggregate.SUM


def _name(kind: LedgerKind, row: Row) -> str:
    """What the office calls a row: its record number, else its serial number, else its line."""
    for column in kind.all_columns:
        value = row.values.get(column.id)
        if column.shape is TextShape.CODE and value:
            return str(value)
    serial = row.values.get("serial")
    return f"序号{serial}" if serial is not None else f"第{row.number}行"
