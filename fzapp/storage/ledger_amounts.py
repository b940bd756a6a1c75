"""The amounts of a large ledger, read from their index: a tenth of what it takes to read its rows through.

With a password that counts twice: each page that is read has to be deciphered and proved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.storage import ledger_views as views
from fzapp.storage.ledger_views import Filter, View
from fzapp.storage.schema_amounts import AMOUNT, COLUMN, NAME, NOTHING, PRESENT

if TYPE_CHECKING:
    import sqlite3
    from array import array
    from decimal import Decimal

    from fzapp.storage.ledger_views import Scope

_MILLION = 1_000_000
_FARTHEST = NOTHING // _MILLION + 1
_FLOAT_BITS = 50
"""SQLite multiplies in binary floats: to so many bits two amounts are surely told apart."""


def are_indexed(scope: Scope, column: str) -> bool:
    """Whether the rows of a ledger are found by that column without reading them."""
    return column == COLUMN and not scope.cumulative and not scope.until


def upwards(connection: sqlite3.Connection, scope: Scope, *, alike: bool) -> str:
    """The keys of all rows that have an amount, joined with commas; `alike` asks for semicolons between different amounts."""
    chosen = views.rows_of(scope)
    rows = (
        f"from ledger_row indexed by {NAME} where {chosen.sql} and {PRESENT} and {AMOUNT} < {NOTHING}"
        f" order by {AMOUNT}, id"
    )
    joined = f"select group_concat(id) from (select id {rows})"  # noqa: S608
    if alike:
        groups = f"select group_concat(id) as g from (select id, {AMOUNT} as k {rows} {views.ONCE}) group by k order by k"  # noqa: S608
        joined = f"select group_concat(g, ';') from ({groups})"  # noqa: S608
    return str(connection.execute(joined, chosen.values).fetchone()[0] or "")


def asked_alone(scope: Scope, view: View) -> Filter | None:
    """The filter of a view that asks for amounts and nothing else, where the index answers it."""
    if view.text.strip() or len(view.filters) != 1 or not are_indexed(scope, view.filters[0].column):
        return None
    one = view.filters[0]
    alone = Filter(one.column, at_least=one.at_least, at_most=one.at_most)
    return one if one == alone != Filter(one.column) else None


def between(connection: sqlite3.Connection, scope: Scope, one: Filter) -> array[int]:
    """The rows that such a filter leaves, in any order; of those at its very bounds the cell itself decides."""
    chosen, exact = views.rows_of(scope), views.number_between(one)
    least, most = _millionths(one.at_least, -_FARTHEST), _millionths(one.at_most, _FARTHEST)
    wide = (_within(NOTHING, least - _doubt(least)), _within(NOTHING, most + _doubt(most)))
    narrow = (_within(NOTHING - 1, least + _doubt(least)), _within(NOTHING - 1, most - _doubt(most)))
    sql = (
        f"select group_concat(id) from ledger_row indexed by {NAME} where {chosen.sql} and {PRESENT}"  # noqa: S608
        f" and {AMOUNT} between ? and ? and ({AMOUNT} between ? and ? or {exact.sql})"
    )
    return views.parsed_keys(
        connection.execute(sql, (*chosen.values, *wide, *narrow, *exact.values)).fetchone()[0]
    )


def _millionths(bound: Decimal | None, endless: int) -> int:
    """A bound as the index has it; there everything farther out is one."""
    return int(max(-_FARTHEST, min(_FARTHEST, endless if bound is None else bound)) * _MILLION)


def _doubt(bound: int) -> int:
    return 1 + (abs(bound) >> _FLOAT_BITS)


def _within(farthest: int, number: int) -> int:
    """What SQLite has room for; the outermost numbers stand for all that is farther out."""
    return max(-farthest - 1, min(farthest, number))
