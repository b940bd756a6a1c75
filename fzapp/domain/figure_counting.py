"""What a figure of the office's own came to over the rows of a ledger (DOMAIN.md 4.3)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.domain.figure import PERCENT, POINTS, FigureAggregate, average, change, ratio
from fzapp.domain.ledger_statistics import holds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.figure import Figure
    from fzapp.domain.ledger import Condition, Row

Counted = tuple[Decimal | None, tuple["Row", ...]]
"""A value, None where there is nothing to divide by, and the rows it came from."""


def count(figure: Figure, rows: Sequence[Row], before: Sequence[Row], year: int) -> Counted:
    """The value of `figure` over the rows of its ledger in `year`; `before` are those of the year before.

    A change (同比) of a figure with `part` is one of its share, in 百分点; with a column one of its sum;
    else one of the number of rows. With the unit % it is in percent, with another unit a difference.
    """
    if figure.aggregate is FigureAggregate.YEAR_ON_YEAR:
        return _change(figure, rows, before, year)
    chosen = meeting(rows, figure.where, year)
    return _value(figure, chosen, year), chosen


def meeting(rows: Sequence[Row], where: Sequence[Condition], year: int) -> tuple[Row, ...]:
    """The rows that meet every condition."""
    return tuple(row for row in rows if all(holds(condition, row, year) for condition in where))


def _value(figure: Figure, rows: tuple[Row, ...], year: int) -> Decimal | None:
    if figure.aggregate is FigureAggregate.RATIO:
        return ratio(Decimal(len(meeting(rows, figure.part, year))), Decimal(len(rows)))
    if figure.aggregate is FigureAggregate.DISTINCT:
        return Decimal(len({str(row.values.get(figure.column)) for row in rows if _has(row, figure.column)}))
    quantities = [value for row in rows if isinstance(value := row.values.get(figure.column), Decimal)]
    if figure.aggregate is FigureAggregate.SUM:
        return sum(quantities, Decimal(0))
    if figure.aggregate is FigureAggregate.AVERAGE:
        return average(sum(quantities, Decimal(0)), len(quantities))
    if figure.aggregate is FigureAggregate.LATEST:
        return quantities[-1] if quantities else None
    return Decimal(len(rows))


def _has(row: Row, column: str) -> bool:
    return row.values.get(column) not in (None, "", ())


def _change(figure: Figure, rows: Sequence[Row], before: Sequence[Row], year: int) -> Counted:
    base = replace(figure, aggregate=_base(figure))
    now, then = meeting(rows, figure.where, year), meeting(before, figure.where, year - 1)
    this_year, last_year = _value(base, now, year), _value(base, then, year - 1)
    if this_year is None or last_year is None or not then:
        return None, (*now, *then)
    difference = this_year - last_year
    if base.aggregate is not FigureAggregate.RATIO and figure.unit == PERCENT:
        return change(this_year, last_year), (*now, *then)
    return difference, (*now, *then)


def _base(figure: Figure) -> FigureAggregate:
    """What a change is a change of."""
    if figure.part or figure.unit == POINTS:
        return FigureAggregate.RATIO
    return FigureAggregate.SUM if figure.column else FigureAggregate.COUNT
