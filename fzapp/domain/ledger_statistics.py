"""Figures that follow from the rows of a ledger, by the definitions of its kind (DOMAIN.md 4.3).

What a statistic is called, which ones a ledger has and how ratios are made is said once; the counting
itself is a `Counting`: of rows at hand here, of the rows of the archive in `storage.ledger_measures`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Protocol

from fzapp.domain.ledger import (
    Aggregate,
    Column,
    Condition,
    LedgerKind,
    Row,
    RowValues,
    Statistic,
    TextShape,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

_FULL_DATE = len("2024-05-06")
_TWO_DIGITS = Decimal("0.01")
_HUNDRED = Decimal(100)
_BESIDE_CONTENT = frozenset({"remark", "record_number"})


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with the rows it came from.

    `value` is None for a ratio of nothing; then `text` says what to write instead. `rows` are the rows
    that were counted (of a ratio: those of the whole), `keys` their keys where they were counted in the
    archive. `exact` is a share before it was rounded.
    """

    statistic: str
    name: str
    value: Decimal | None
    unit: str
    rows: tuple[Row, ...] = ()
    text: str = ""
    keys: Sequence[int] = ()
    exact: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What a statistic came to, and the rows it counted: as they are, or by their keys."""

    value: Decimal | None
    rows: tuple[Row, ...] = ()
    keys: Sequence[int] = ()


class Counting(Protocol):
    """Counts the rows of one ledger."""

    def columns(self) -> AbstractSet[str]:
        """The columns that at least one row has a value in."""
        ...

    def count(self, statistic: Statistic) -> Counted:
        """A statistic that is no ratio."""
        ...

    def family(self, statistic: Statistic) -> Sequence[tuple[str, Counted]]:
        """A statistic for each value of its `each` column, in the order in which the rows have them."""
        ...


class RowCounting:
    """Counts rows that are at hand; without a `year`, no date is known to lie in it.

    `of_year` are those of the year itself, where the ledger also holds rows of earlier ones.
    """

    def __init__(
        self, kind: LedgerKind, rows: Sequence[Row], year: int | None, of_year: Sequence[Row] | None = None
    ) -> None:
        self._kind = kind
        self._rows = rows
        self._year = year
        self._of_year = rows if of_year is None else of_year

    def columns(self) -> AbstractSet[str]:
        """See `Counting`."""
        present: set[str] = set()
        for row in self._rows:
            present.update(row.values)
        return present

    def count(self, statistic: Statistic) -> Counted:
        """See `Counting`."""
        return self._counted(statistic, self._chosen(statistic))

    def family(self, statistic: Statistic) -> Sequence[tuple[str, Counted]]:
        """See `Counting`."""
        groups: dict[str, list[Row]] = {}
        for row in self._chosen(statistic):
            value = row.values.get(statistic.each)
            if isinstance(value, str):
                groups.setdefault(value, []).append(row)
                continue
            for text in _texts(value):
                groups.setdefault(text, []).append(row)
        return [(text, self._counted(statistic, tuple(members))) for text, members in groups.items() if text]

    def _chosen(self, statistic: Statistic) -> tuple[Row, ...]:
        """The rows that meet all conditions of the statistic."""
        rows = self._of_year if statistic.of_year else self._rows
        for condition in statistic.where:
            rows = [row for row in rows if holds(condition, row, self._year)]
        return tuple(rows)

    def _counted(self, statistic: Statistic, rows: tuple[Row, ...]) -> Counted:
        return Counted(_aggregate(self._kind, statistic, rows), rows)


def holds(condition: Condition, row: Row, year: int | None) -> bool:
    """Whether `row` meets `condition`; without a year, no date is known to lie in it."""
    value = row.values.get(condition.column)
    if condition.any_of and isinstance(value, str):  # by far the commonest condition
        return value in condition.any_of and not condition.in_year
    if condition.begins:
        return isinstance(value, str) and value.startswith(condition.begins)
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
    return measured(kind, statistic, RowCounting(kind, rows, year), year, outside)


def measured(
    kind: LedgerKind,
    statistic: Statistic,
    counting: Counting,
    year: int | None = None,
    outside: Mapping[str, Decimal] | None = None,
) -> Measure:
    """The same by any way of counting."""
    if statistic.aggregate in (Aggregate.RATIO, Aggregate.PER_HEAD):
        return _ratio(kind, statistic, counting, year, outside or {})
    return _told(statistic, counting.count(statistic), _named(statistic, year))


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
    return all_measured(kind, RowCounting(kind, rows, year), year, outside)


def all_measured(
    kind: LedgerKind,
    counting: Counting,
    year: int | None = None,
    outside: Mapping[str, Decimal] | None = None,
) -> list[Measure]:
    """The same by any way of counting."""
    present = counting.columns()
    known = {"", *(outside or {})}
    found: list[Measure] = []
    named: set[str] = set()
    for statistic in kind.statistics:
        possible = statistic.outside in known and needed_columns(kind, statistic) <= present
        if not possible or statistic.name in named:
            continue
        named.add(statistic.name)
        if statistic.each:
            name = _named(statistic, year)
            found.extend(
                _told(statistic, counted, name.replace("{value}", text))
                for text, counted in _in_order(kind, statistic, counting.family(statistic))
            )
        elif year is not None or "{year}" not in statistic.name:
            found.append(measured(kind, statistic, counting, year, outside))
    return found


def _in_order(
    kind: LedgerKind, statistic: Statistic, family: Sequence[tuple[str, Counted]]
) -> Sequence[tuple[str, Counted]]:
    """A family in the order in which its column has the choices (全国、省、市、县); others come behind them."""
    column = kind.column(statistic.each)
    known = [option.name for option in column.options] if column is not None else []
    return sorted(family, key=lambda one: known.index(one[0]) if one[0] in known else len(known))


def _told(statistic: Statistic, counted: Counted, name: str) -> Measure:
    return Measure(statistic.id, name, counted.value, statistic.unit, counted.rows, keys=counted.keys)


def needed_columns(kind: LedgerKind, statistic: Statistic) -> set[str]:
    """The columns a statistic reads; without one of them in the sheet it says nothing."""
    needed = {condition.column for condition in statistic.where} | set(statistic.columns)
    needed |= {*statistic.minus, statistic.each} - {""}
    for other in (statistic.part, statistic.whole):
        source = kind.statistic(other) if other else None
        if source is not None:
            needed |= needed_columns(kind, source)
    return needed


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


def content_keys(names: tuple[str, ...], rows: Sequence[Row]) -> Iterator[tuple[object, ...]]:
    """The values of each row under `names`, with what stood under headers the kind does not know."""
    for row, key in zip(rows, RowValues.picked((row.values for row in rows), names), strict=True):
        yield (*key, *row.extras.values()) if row.extras else key


def _distinct_keys(
    kind: LedgerKind, columns: tuple[str, ...], rows: tuple[Row, ...]
) -> set[tuple[object, ...]]:
    """The different rows; with `columns` by these alone, where a row without any of them stays itself."""
    if not columns:
        names = content_columns(kind)
        return set(content_keys(names, rows))
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
    counting: Counting,
    year: int | None,
    outside: Mapping[str, Decimal],
) -> Measure:
    name, unit = _named(statistic, year), statistic.unit or "%"
    part, whole = kind.statistic(statistic.part), kind.statistic(statistic.whole)
    if part is None:
        return Measure(statistic.id, statistic.name, None, statistic.unit)
    above = measured(kind, part, counting, year)
    number, below = above.value or Decimal(0), above
    divisor = outside.get(statistic.outside)
    if whole is not None:
        below = measured(kind, whole, counting, year)
        divisor = below.value
    value = exact = None
    if divisor and statistic.aggregate is Aggregate.PER_HEAD:
        value = (number / divisor).quantize(_TWO_DIGITS, ROUND_HALF_UP)
    elif divisor:
        value = percentage(number, divisor)
        exact = number * _HUNDRED / divisor if whole is not None else None
    text = statistic.when_zero if value is None else ""
    return Measure(statistic.id, name, value, unit, below.rows, text, below.keys, exact)
