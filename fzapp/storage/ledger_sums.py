"""Sums over the rows of a view, exact: whole numbers are added by SQLite, all others as `Decimal`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.storage.ledger_views import ONCE, View, cell_of, reading, way_to, where

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from fzapp.storage.archive import Archive
    from fzapp.storage.ledger_views import Check, Scope, Where


@dataclass(frozen=True, slots=True)
class Sums:
    """What the rows of a view come to: their number, and the sum of each column that holds quantities.

    A column that is empty in all of them has no sum.
    """

    count: int
    by_column: Mapping[str, Decimal]


def sums(
    archive: Archive, scope: Scope, view: View, columns: Sequence[str], check: Check | None = None
) -> Sums:
    """The sums of `columns`. Through a connection of its own: may run on a worker."""
    with reading(archive, check) as connection:
        way, chosen = way_to(connection, scope), where(scope, view)
        cells = [f"{cell_of(column)} as c{place}" for place, column in enumerate(columns)]
        wanted = ["count(*)", *(part for place in range(len(columns)) for part in _parts(f"c{place}"))]
        sql = (
            f"select {', '.join(wanted)} from (select {', '.join(['id', *cells])} from ledger_row {way}"  # noqa: S608
            f" where {chosen.sql} {ONCE})"
        )
        count, *found = connection.execute(sql, chosen.values).fetchone()
        totals: dict[str, Decimal] = {}
        for place, column in enumerate(columns):
            filled, plain, whole = found[place * 3 : place * 3 + 3]
            if filled:
                rest = _others(connection, column, way, chosen) if filled > plain else Decimal(0)
                totals[column] = Decimal(int(whole or 0)) + rest
    return Sums(int(count), totals)


def is_quantity(cell: str) -> str:
    """Whether a cell holds a quantity: one mark before it, where a text that begins with the mark has two."""
    return f"({cell} glob '#[^#]*')"


def whole_number(cell: str) -> str:
    """Whether a cell holds a whole number that SQLite may add: no sign, no point, at most twelve digits."""
    return f"({cell} glob '#[0-9]*' and {cell} not glob '#*[^0-9]*' and length({cell}) < 14)"


def _parts(cell: str) -> tuple[str, str, str]:
    """How many cells are filled, how many hold plain whole numbers, and what those come to."""
    plain = whole_number(cell)
    return (
        f"count({cell})",
        f"total({plain})",
        f"sum(case when {plain} then cast(substr({cell}, 2) as integer) end)",
    )


def _others(connection: sqlite3.Connection, column: str, way: str, chosen: Where) -> Decimal:
    """The sum of all that is no plain whole number, each value once."""
    cell = cell_of(column)
    found = connection.execute(
        f"select {cell}, count(*) from ledger_row {way} where {chosen.sql}"  # noqa: S608
        f" and {is_quantity(cell)} and not {whole_number(cell)} group by 1",
        chosen.values,
    )
    return sum((Decimal(str(value)[1:]) * int(count) for value, count in found), Decimal(0))
