"""Figures that follow from the rows of a ledger, by the definitions of its kind (DOMAIN.md 4.3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from fzapp.domain.ledger import Aggregate, Column, Condition, LedgerKind, Row, Statistic, TextShape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FULL_DATE = len("2024-05-06")
_TWO_DIGITS = Decimal("0.01")
_HUNDRED = Decimal(100)
_BESIDE_CONTENT = frozenset({"remark", "record_number"})


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with the rows it came from.

    `value` is None for a ratio of nothing; then `text` says what to write instead. `rows` are the rows
    that were counted (of a ratio: those of the whole).
    """

    statistic: str
    name: str
    value: Decimal | None
    unit: str
    rows: tuple[Row, ...]
    text: str = ""


def holds(condition: Condition, row: Row, year: int | None) -> bool:
    """Whether `row` meets `condition`; without a year, no date is known to lie in it."""
    value = row.values.get(condition.column)
    if condition.any_of and isinstance(value, str):  # by far the commonest condition
        return value in condition.any_of and not condition.in_year
    if condition.in_year:
        return year is not None and isinstance(value, str) and value[:4] == str(year)
    if condition.filled is not None and (value not in (None, "", ())) != condition.filled:
        return False
    if not _quantity_holds(condition, value):
        return False
    return _choice_holds(condition, _texts(value))


def _quantity_holds(condition: Condition, value: object) -> bool:
    if condition.at_least is None and condition.at_most is None:
        return True
    if not isinstance(value, Decimal):
        return False
    if condition.at_least is not None and value < condition.at_least:
        return False
    return condition.at_most is None or value <= condition.at_most


def _choice_holds(condition: Condition, texts: tuple[str, ...]) -> bool:
    if condition.any_of and not any(text in condition.any_of for text in texts):
        return False
    return not any(text in condition.none_of for text in texts)


def _texts(value: object) -> tuple[str, ...]:
    """A value as the texts a condition compares with; 是 and 否 for yes and no."""
    if isinstance(value, tuple):
        return tuple(str(part) for part in value)
    if isinstance(value, bool):
        return ("是" if value else "否",)
    return () if value is None else (str(value),)


def measure(
    kind: LedgerKind,
    statistic: Statistic,
    rows: Sequence[Row],
    year: int | None = None,
    outside: Mapping[str, Decimal] | None = None,
) -> Measure:
    """The figure of `statistic` over `rows`; a statistic with `each` is measured over all its values.

    `outside` are numbers that no row holds, by their names (villages, residents).
    """
    if statistic.aggregate in (Aggregate.RATIO, Aggregate.PER_HEAD):
        return _ratio(kind, statistic, rows, year, outside or {})
    chosen = _chosen(statistic, rows, year)
    value = _aggregate(kind, statistic, chosen)
    return Measure(statistic.id, _named(statistic, year), value, statistic.unit, chosen)


def measure_all(
    kind: LedgerKind,
    rows: Sequence[Row],
    year: int | None = None,
    outside: Mapping[str, Decimal] | None = None,
) -> list[Measure]:
    """Every figure of the kind that the columns of `rows` allow, families (`each`) value by value.

    Of two statistics of the same name the first that the columns allow is taken. Those that divide by a
    number that `outside` does not bring are left out.
    """
    present: set[str] = set()
    for row in rows:
        present.update(row.values)
    known = {"", *(outside or {})}
    found: list[Measure] = []
    named: set[str] = set()
    for statistic in kind.statistics:
        possible = statistic.outside in known and needed_columns(kind, statistic) <= present
        if not possible or statistic.name in named:
            continue
        named.add(statistic.name)
        if statistic.each:
            found.extend(_family(kind, statistic, rows, year))
        elif year is not None or "{year}" not in statistic.name:
            found.append(measure(kind, statistic, rows, year, outside))
    return found


def _chosen(statistic: Statistic, rows: Sequence[Row], year: int | None) -> tuple[Row, ...]:
    """The rows that meet all conditions of the statistic."""
    for condition in statistic.where:
        rows = [row for row in rows if holds(condition, row, year)]
    return tuple(rows)


def needed_columns(kind: LedgerKind, statistic: Statistic) -> set[str]:
    """The columns a statistic reads; without one of them in the sheet it says nothing."""
    needed = {condition.column for condition in statistic.where} | set(statistic.columns)
    needed |= {*statistic.minus, statistic.each} - {""}
    for other in (statistic.part, statistic.whole):
        source = kind.statistic(other) if other else None
        if source is not None:
            needed |= needed_columns(kind, source)
    return needed


def _family(kind: LedgerKind, statistic: Statistic, rows: Sequence[Row], year: int | None) -> list[Measure]:
    groups: dict[str, list[Row]] = {}
    for row in _chosen(statistic, rows, year):
        value = row.values.get(statistic.each)
        if isinstance(value, str):
            groups.setdefault(value, []).append(row)
            continue
        for text in _texts(value):
            groups.setdefault(text, []).append(row)
    return [
        Measure(
            statistic.id,
            _named(statistic, year).replace("{value}", text),
            _aggregate(kind, statistic, tuple(members)),
            statistic.unit,
            tuple(members),
        )
        for text, members in groups.items()
        if text
    ]


def _named(statistic: Statistic, year: int | None) -> str:
    return statistic.name.replace("{year}", str(year)) if year is not None else statistic.name


def _aggregate(kind: LedgerKind, statistic: Statistic, rows: tuple[Row, ...]) -> Decimal | None:
    columns = statistic.columns
    if statistic.aggregate is Aggregate.SUM:
        return _total(rows, columns) - _total(rows, statistic.minus)
    if statistic.aggregate is Aggregate.DISTINCT:
        return Decimal(len(_distinct_keys(kind, columns, rows)))
    if statistic.aggregate is Aggregate.GROUPS_BELOW:
        sizes = Counter(text for row in rows for text in _texts(row.values.get(columns[0])))
        return Decimal(sum(size < (statistic.threshold or 0) for size in sizes.values()))
    if statistic.aggregate is Aggregate.LATEST:
        return next((_quantity(row, columns[0]) for row in reversed(rows)), None)
    if statistic.aggregate is Aggregate.MEAN_DAYS:
        return _mean_days(rows, columns[0], columns[1])
    return Decimal(len(rows))


def _total(rows: tuple[Row, ...], columns: tuple[str, ...]) -> Decimal:
    return sum((_quantity(row, column) for row in rows for column in columns), Decimal(0))


def _quantity(row: Row, column: str) -> Decimal:
    value = row.values.get(column)
    return value if isinstance(value, Decimal) else Decimal(0)


def days_between(row: Row, first: str, second: str) -> int | None:
    """Days from the date `first` to the date `second`; None unless both are written to the day."""
    start, end = full_date(row.values.get(first)), full_date(row.values.get(second))
    return (end - start).days if start and end else None


def full_date(value: object) -> date | None:
    """The day of an ISO date; None for a value without a day."""
    return date.fromisoformat(value) if isinstance(value, str) and len(value) == _FULL_DATE else None


def _mean_days(rows: tuple[Row, ...], first: str, second: str) -> Decimal | None:
    spans = [days for row in rows if (days := days_between(row, first, second)) is not None]
    return (Decimal(sum(spans)) / len(spans)).quantize(_TWO_DIGITS, ROUND_HALF_UP) if spans else None


def content_columns(kind: LedgerKind) -> tuple[str, ...]:
    """The columns that make a row this row: all but serial number, record number, remark and computed ones."""
    return tuple(column.id for column in kind.all_columns if counts_as_content(column))


def content_key(names: tuple[str, ...], row: Row) -> tuple[object, ...]:
    """The values of a row under `names`, with what stood under headers the kind does not know."""
    values = row.values
    key = tuple([values[name] for name in names if name in values])
    return (*key, *row.extras.values()) if row.extras else key


def _distinct_keys(
    kind: LedgerKind, columns: tuple[str, ...], rows: tuple[Row, ...]
) -> set[tuple[object, ...]]:
    """The different rows; with `columns` by these alone, where a row without any of them stays itself."""
    if not columns:
        names = content_columns(kind)
        return {content_key(names, row) for row in rows}
    keys = ((tuple(row.values.get(name) for name in columns), row) for row in rows)
    return {key if any(key) else (row.number, row.source.sheet if row.source else "") for key, row in keys}


def counts_as_content(column: Column) -> bool:
    """Whether two rows that differ in this column alone are two rows."""
    return column.shape is not TextShape.SERIAL and column.id not in _BESIDE_CONTENT and not column.computed


def percentage(part: Decimal, whole: Decimal) -> Decimal | None:
    """`part` of `whole` in percent with two digits; None of a whole of zero."""
    if not whole:
        return None
    return (part * _HUNDRED / whole).quantize(_TWO_DIGITS, ROUND_HALF_UP)


def _ratio(
    kind: LedgerKind,
    statistic: Statistic,
    rows: Sequence[Row],
    year: int | None,
    outside: Mapping[str, Decimal],
) -> Measure:
    part = kind.statistic(statistic.part)
    if part is None:
        return Measure(statistic.id, statistic.name, None, statistic.unit, ())
    above = measure(kind, part, rows, year)
    below = _whole(kind, statistic, rows, year, outside)
    value = percentage(above.value or Decimal(0), below.value or Decimal(0))
    if value is not None and below.value and statistic.aggregate is Aggregate.PER_HEAD:
        value = ((above.value or Decimal(0)) / below.value).quantize(_TWO_DIGITS, ROUND_HALF_UP)
    text = statistic.when_zero if value is None else ""
    return Measure(statistic.id, _named(statistic, year), value, statistic.unit or "%", below.rows, text)


def _whole(
    kind: LedgerKind,
    statistic: Statistic,
    rows: Sequence[Row],
    year: int | None,
    outside: Mapping[str, Decimal],
) -> Measure:
    """What a ratio divides by: another figure, or a number from outside, counted from the rows of the part."""
    whole, part = kind.statistic(statistic.whole), kind.statistic(statistic.part)
    if whole is not None:
        return measure(kind, whole, rows, year)
    counted = measure(kind, part, rows, year).rows if part else ()
    return Measure(statistic.id, statistic.name, outside.get(statistic.outside), "", counted)
