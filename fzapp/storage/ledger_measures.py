"""The statistics of a ledger counted by SQLite (DOMAIN.md 4.3): the same figures as from the rows themselves.

The cells that the statistics name are taken out of the JSON once, into a table of the connection's own
that is gone with it; every statistic is then a short query. Python sees the answers only.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from fzapp.domain.ledger import Aggregate
from fzapp.domain.ledger_statistics import Counted, all_measured, content_columns, needed_columns
from fzapp.storage.ledger_sums import is_quantity, whole_number
from fzapp.storage.ledger_views import Where, cell_of, parsed_keys, reading, way_to, where

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from fzapp.domain.ledger import Condition, Statistic
    from fzapp.domain.ledger_statistics import Measure
    from fzapp.storage.archive import Archive
    from fzapp.storage.ledger_views import Check, Wanted

_TWO_DIGITS = Decimal("0.01")
_MOST = 1_000
"""More than the choices that one cell holds: keeps them in their order between the rows."""

_PARTING = "char(31)"
"""Between the values of a row that are compared as one text: no cell holds it."""


def measures(archive: Archive, wanted: Wanted, check: Check | None = None) -> list[Measure]:
    """Every figure of a ledger. Through a connection of its own: may run on a worker."""
    with reading(archive, check) as connection:
        counting = SqlCounting(connection, wanted)
        return all_measured(wanted.kind, counting, wanted.scope.year, wanted.outside)


class SqlCounting:
    """Counts the rows of a view in the archive (see `Counting`)."""

    def __init__(self, connection: sqlite3.Connection, wanted: Wanted) -> None:
        self._connection = connection
        self._kind = wanted.kind
        self._year = wanted.scope.year
        self._with_keys = wanted.with_keys
        self._content = content_columns(wanted.kind)
        self._take_out(wanted)

    def columns(self) -> AbstractSet[str]:
        """See `Counting`."""
        return self._present

    def count(self, statistic: Statistic) -> Counted:
        """See `Counting`."""
        return self._counted(statistic, self._chosen(statistic), "cells")

    def family(self, statistic: Statistic) -> Sequence[tuple[str, Counted]]:
        """See `Counting`."""
        chosen, exploded = self._chosen(statistic), self._exploded(statistic.each)
        rows = self._connection.execute(
            f"select text from (select text, min(turn) as first from {exploded} where {chosen.sql} group by text)"  # noqa: S608
            " where text <> '' order by first",
            chosen.values,
        ).fetchall()
        return [
            (str(text), self._counted(statistic, chosen & Where("text = ?", (text,)), exploded))
            for (text,) in rows
        ]

    # --- the table of cells -----------------------------------------------------------------------

    def _take_out(self, wanted: Wanted) -> None:
        """Make the table: `place` is the order of the rows, `id` their key, c_… the cells, a_… whether it is a list."""
        needed: set[str] = set()
        for statistic in wanted.kind.statistics:
            needed |= needed_columns(wanted.kind, statistic)
            if statistic.aggregate is Aggregate.DISTINCT and not statistic.columns:
                needed |= set(self._content)
        self._names = sorted(needed)
        chosen = where(wanted.scope, wanted.view)
        parts = [f"{cell_of(name)} as c_{name}" for name in self._names]
        self._connection.create_function("normal", 1, _normal, deterministic=True)
        self._connection.execute(
            "create temp table cells as select row_number() over () as place, * from"  # noqa: S608
            f" (select {', '.join(['id', 'source', 'year', *parts])} from ledger_row"
            f" {way_to(self._connection, wanted.scope)} where {chosen.sql} order by happened, id)",
            chosen.values,
        )

    @cached_property
    def _present(self) -> frozenset[str]:
        counts = ", ".join(["count(*)", *(f"count(c_{name})" for name in self._names)])
        _, *found = self._connection.execute(f"select {counts} from cells").fetchone()  # noqa: S608
        return frozenset(name for name, count in zip(self._names, found, strict=True) if count)

    @cached_property
    def _lists(self) -> frozenset[str]:
        """The columns in which at least one row has several choices; text that looks like a list is one of a cell."""
        choices = {column.id for column in self._kind.all_columns if column.type.value == "choices"}
        return frozenset(choices & set(self._names))

    def _exploded(self, name: str) -> str:
        """The rows once for each choice of a column, as `text`, in the order of `turn`; a row without a value is left out."""
        cell = f"c_{name}"
        single = (
            f"select *, {_text(cell)} as text, place * {_MOST} as turn from cells where {cell} is not null"  # noqa: S608
        )
        if name not in self._lists:
            return f"({single})"
        several = f"case when {_is_list(cell)} then {cell} else '[]' end"
        listed = (
            f"select cells.*, value as text, place * {_MOST} + key as turn from cells, json_each({several})"  # noqa: S608
        )
        return f"({single} and not {_is_list(cell)} union all {listed})"

    # --- conditions -------------------------------------------------------------------------------

    def _chosen(self, statistic: Statistic) -> Where:
        found = Where("year = ?", (self._year,)) if statistic.of_year else Where("1")
        for condition in statistic.where:
            found &= self._holds(condition)
        return found

    def _holds(self, condition: Condition) -> Where:
        """See `ledger_statistics.holds`: of a text, `any_of` alone decides."""
        cell = f"c_{condition.column}"
        if condition.begins:
            return Where(f"ifnull(substr({cell}, 1, {len(condition.begins)}) = ?, 0)", (condition.begins,))
        if condition.in_year:
            start = "0" if condition.any_of else f"ifnull(substr({cell}, 1, 4) = ?, 0)"
            return Where(start, () if condition.any_of else (str(self._year),))
        if not condition.any_of:
            return self._others(condition, cell)
        text = self._among(condition.column, condition.any_of)
        rest = self._others(condition, cell)
        is_text = f"(typeof({cell}) = 'text' and not {is_quantity(cell)}{self._no_list(condition.column)})"
        return Where(
            f"({text.sql} and ({is_text} or ({rest.sql})))",
            (*text.values, *rest.values),
        )

    def _others(self, condition: Condition, cell: str) -> Where:
        found = Where("1")
        if condition.filled is not None:
            found &= Where(f"{cell} is {'not null' if condition.filled else 'null'}")
        for sign, bound in ((">=", condition.at_least), ("<=", condition.at_most)):
            if bound is not None:
                quantity = f"cast(substr({cell}, 2) as real)"
                found &= Where(f"ifnull({is_quantity(cell)} and {quantity} {sign} ?, 0)", (float(bound),))
        if condition.none_of:
            none = self._among(condition.column, condition.none_of)
            found &= Where(f"not {none.sql}", none.values)
        return found

    def _no_list(self, name: str) -> str:
        return f" and not {_is_list(f'c_{name}')}" if name in self._lists else ""

    def _among(self, name: str, texts: tuple[str, ...]) -> Where:
        """Whether a value, or one of several choices, is one of `texts`."""
        cell = f"c_{name}"
        forms: list[str | float] = [f"#{text}" if text.startswith("#") else text for text in texts]
        forms += [f"#{text}" for text in texts]
        forms += [number for word, number in (("是", 1), ("否", 0)) if word in texts]
        sql = f"ifnull({cell} in ({', '.join('?' * len(forms))}), 0)"
        if name not in self._lists:
            return Where(sql, tuple(forms))
        marks = ", ".join("?" * len(texts))
        return Where(
            f"case when {_is_list(cell)} then exists"  # noqa: S608
            f" (select 1 from json_each({cell}) where value in ({marks})) else {sql} end",
            (*texts, *forms),
        )

    # --- counting ---------------------------------------------------------------------------------

    def _counted(self, statistic: Statistic, chosen: Where, source: str) -> Counted:
        keys: Sequence[int] = ()
        if self._with_keys:
            keys = parsed_keys(self._one(f"group_concat(id) from {source} where {chosen.sql}", chosen))
        return Counted(self._value(statistic, chosen, source), keys=keys)

    def _value(self, statistic: Statistic, chosen: Where, source: str) -> Decimal | None:
        columns, rows = statistic.columns, f"from {source} where {chosen.sql}"
        match statistic.aggregate:
            case Aggregate.SUM:
                return self._sum(columns, rows, chosen) - self._sum(statistic.minus, rows, chosen)
            case Aggregate.DISTINCT:
                return self._distinct(columns, rows, chosen)
            case Aggregate.GROUPS_BELOW:
                return self._groups_below(statistic, chosen)
            case Aggregate.LATEST:
                found = self._connection.execute(
                    f"select c_{columns[0]} {rows} order by place desc limit 1",
                    chosen.values,
                ).fetchone()
                return _quantity(found[0]) if found else None
            case Aggregate.MEAN_DAYS:
                return self._mean_days(columns[0], columns[1], rows, chosen)
            case _:
                return Decimal(int(self._one(f"count(*) {rows}", chosen)))

    def _one(self, what: str, chosen: Where) -> str | int:
        found = self._connection.execute(f"select {what}", chosen.values).fetchone()[0]
        return 0 if found is None else found

    def _sum(self, columns: Sequence[str], rows: str, chosen: Where) -> Decimal:
        total = Decimal(0)
        for name in columns:
            cell = f"c_{name}"
            plain = whole_number(cell)
            total += Decimal(
                int(
                    self._one(
                        f"sum(case when {plain} then cast(substr({cell}, 2) as integer) end) {rows}", chosen
                    )
                )
            )
            odd = self._connection.execute(
                f"select {cell}, count(*) {rows} and {is_quantity(cell)} and not {plain} group by 1",
                chosen.values,
            )
            total += sum((_quantity(value) * int(count) for value, count in odd), Decimal(0))
        return total

    def _distinct(self, columns: Sequence[str], rows: str, chosen: Where) -> Decimal:
        """Different rows: by all that makes a row this row, or by some columns; a row without any stays itself."""
        if not columns:
            parts = [
                f"coalesce({_PARTING} || {_equal(f'c_{name}')}, '')"
                for name in self._content
                if name in self._present
            ]
            return Decimal(int(self._one(f"count(distinct {' || '.join(parts) or 1}) {rows}", chosen)))
        cells = [_equal(f"c_{name}") for name in columns]
        key = f" || {_PARTING} || ".join(f"ifnull({cell}, '')" for cell in cells)
        empty = " and ".join(f"ifnull({cell}, '') in ('', 0, '#0')" for cell in cells)
        itself = "ifnull(json_extract(nullif(source, ''), '$[2]') || '/' || json_extract(nullif(source, ''), '$[1]'), '')"
        named = int(self._one(f"count(distinct {key}) {rows} and not ({empty})", chosen))
        nameless = int(self._one(f"count(distinct {itself}) {rows} and {empty}", chosen))
        return Decimal(named + nameless)

    def _groups_below(self, statistic: Statistic, chosen: Where) -> Decimal:
        exploded = self._exploded(statistic.columns[0])
        few = int(statistic.threshold or 0)
        groups = f"(select count(*) as size from {exploded} where {chosen.sql} group by text)"  # noqa: S608
        return Decimal(int(self._one(f"count(*) from {groups} where size < {few}", chosen)))

    def _mean_days(self, first: str, second: str, rows: str, chosen: Where) -> Decimal | None:
        days = (
            f"select cast(julianday(c_{second}) - julianday(c_{first}) as integer) as days {rows}"
            f" and length(c_{first}) = 10 and length(c_{second}) = 10"
        )
        total, count = self._connection.execute(
            f"select sum(days), count(days) from ({days})",  # noqa: S608
            chosen.values,
        ).fetchone()
        return (Decimal(total) / count).quantize(_TWO_DIGITS, ROUND_HALF_UP) if count else None


def _is_list(cell: str) -> str:
    """Whether a cell of a column of choices holds several."""
    return f"(substr({cell}, 1, 1) = '[' and json_valid({cell}))"


def _text(cell: str) -> str:
    """A value as the text that a figure is named by."""
    return (
        f"case when typeof({cell}) = 'integer' then case {cell} when 1 then '是' else '否' end"
        f" when substr({cell}, 1, 1) = '#' then substr({cell}, 2) else {cell} end"
    )


def _equal(cell: str) -> str:
    """A value in the form that equal values share: 1.50 and 1.5 are one quantity."""
    return f"case when {is_quantity(cell)} and {cell} glob '#*[^0-9]*' then normal({cell}) else {cell} end"


def _normal(stored: str) -> str:
    value = Decimal(stored[1:])
    return f"#{value.normalize():f}" if value else "#0"


def _quantity(stored: str | int | None) -> Decimal:
    """What a stored cell adds to a sum."""
    if isinstance(stored, str) and stored.startswith("#") and not stored.startswith("##"):
        return Decimal(stored[1:])
    return Decimal(0)
