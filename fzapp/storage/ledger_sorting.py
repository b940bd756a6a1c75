"""A large ledger in the order of its columns: SQLite sorts, two halves at once, and the rest is counting.

Of every row it is known whether it is alike the one before in the column. With that an order of several
columns follows from the orders of each, without comparing a value again.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import compress, islice
from operator import lt
from typing import TYPE_CHECKING

from fzapp.storage import ledger_views as views
from fzapp.storage.ledger_views import View, Where

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from fzapp.storage.ledger_views import Scope, Sort

_LOOKED_AT, _FEW_VALUES = 2_000, 500
"""So many rows are looked at to guess whether a column has few different values, and so many are few."""

_DIGITS = b"0123456789"
_ALIKE = bytes.maketrans(b",;", b"\x01\x00")


@dataclass(slots=True)
class Sorted:
    """Keys of rows in ascending order of a column, rows without a value last, rows alike as they were entered.

    `alike` says of each row whether it has the value of the row before; None where nobody needed it.
    """

    ids: array[int]
    alike: bytearray | None = None


def sort(connections: Sequence[sqlite3.Connection], scope: Scope, by: Sort, *, alike: bool) -> Sorted:
    """The rows of a ledger by one column, upwards. The connections are of `reading`, and see one state.

    Of a column with few different values each connection sorts a part, all at once; else the first sorts all,
    since putting the parts together would cost more than is won. `alike` asks for what is known of rows alike.
    """
    if len(connections) > 1 and _has_few_values(connections[0], scope, by):
        return _parsed(_sorted_in_parts(connections, scope, by))
    if not alike:
        return Sorted(views.keys(connections[0], scope, View(by.column, by.quantity)))
    sql, values = _grouped(scope, by)
    text = connections[0].execute(f"select group_concat(g, ';') from ({sql})", values).fetchone()[0]  # noqa: S608
    return _parsed(str(text or ""))


def _parsed(text: str) -> Sorted:
    """Keys joined with commas where the rows are alike, with semicolons where they are not."""
    alike = f";{text}".encode() if text else b""
    found = array("q", views.parsed_keys(text.replace(";", ",")))
    behind = bytearray(alike.translate(_ALIKE, _DIGITS))
    _settle(found, behind)
    return Sorted(found, behind)


def _has_few_values(connection: sqlite3.Connection, scope: Scope, by: Sort) -> bool:
    chosen = views.rows_of(scope)
    sql = (
        f"select count(distinct k) from (select {views.key_of(by)} as k from ledger_row"  # noqa: S608
        f" where {chosen.sql} limit {_LOOKED_AT})"
    )
    return int(connection.execute(sql, chosen.values).fetchone()[0]) < _FEW_VALUES


def _sorted_in_parts(connections: Sequence[sqlite3.Connection], scope: Scope, by: Sort) -> str:
    """The keys of rows alike joined with commas, those of different rows with semicolons."""
    spans = _spans(connections[0], len(connections))

    def part(number: int) -> list[tuple[str, str | int]]:
        sql, values = _grouped(scope, by, spans[number])
        return connections[number].execute(sql, values).fetchall()

    groups: dict[str | int, list[str]] = {}
    with ThreadPoolExecutor(len(connections)) as pool:
        for lines in pool.map(part, range(len(connections))):
            for keys, value in lines:
                groups.setdefault(value, []).append(keys)
    return ";".join(",".join(groups[value]) for value in sorted(groups))  # pyright: ignore[reportArgumentType]


def _spans(connection: sqlite3.Connection, count: int) -> list[tuple[int, int]]:
    """The keys of the table in parts of about the same size: the first and the last of each."""
    first, last = connection.execute(
        "select (select min(id) from ledger_row), (select max(id) from ledger_row)"
    ).fetchone()
    size = ((last or 0) - (first or 0)) // count + 1
    return [((first or 0) + n * size, (first or 0) + (n + 1) * size - 1) for n in range(count)]


def _grouped(
    scope: Scope, by: Sort, span: tuple[int, int] | None = None
) -> tuple[str, tuple[str | float, ...]]:
    """A query for the keys of the rows alike, joined with commas, and their value, upwards; and its values."""
    chosen = views.rows_of(scope) & (Where("id between ? and ?", span) if span else Where(""))
    sql = (
        f"select group_concat(id) as g, k from (select id, {views.key_of(by)} as k"  # noqa: S608
        f" from ledger_row not indexed where {chosen.sql} {views.ONCE}) group by k order by k"
    )
    return sql, chosen.values


def _settle(ids: array[int], alike: bytearray) -> None:
    """Rows alike stand as they were entered; SQLite gives them so without promising it."""
    later, behind = islice(ids, 1, None), alike[1:]
    if all(map(lt, compress(ids, behind), compress(later, behind))):
        return
    start = 0
    while start < len(ids):
        end = alike.find(0, start + 1)
        end = len(ids) if end < 0 else end
        ids[start:end] = array("q", sorted(ids[start:end]))
        start = end


def downwards(order: Sorted, filled: int) -> Sorted:
    """From the last row to the first, but those without a value, behind the `filled` ones, stay behind."""
    ids, alike = order.ids, order.alike
    turned = ids[:filled][::-1] + ids[filled:][::-1]
    if alike is None:
        return Sorted(turned)
    valued = bytearray(filled > 0) + alike[1:filled][::-1]
    empty = bytearray(filled < len(ids)) + alike[filled + 1 :]
    return Sorted(turned, valued + empty)


def dealt(rows: Sequence[int], by: Sorted) -> array[int]:
    """The rows, all of `by`, in its order; those alike in it, which must be known, stay in the order they had."""
    assert by.alike is not None
    place = array("i", bytes(4 * (max(by.ids, default=0) + 1)))
    start = 0
    for n, (row, alike) in enumerate(zip(by.ids, by.alike, strict=True)):
        if not alike:
            start = n
        place[row] = start
    free, found = array("i", range(len(rows))), array("q", bytes(8 * len(rows)))
    for row in rows:
        start = place[row]
        found[free[start]] = row
        free[start] += 1
    return found


def followed(
    rows: Sequence[int], order: Sorted, touched: set[int], value_of: Callable[[int], str | int]
) -> Sorted:
    """The order after some rows were changed, came or went: `rows` are those of the touched that are there now."""
    ids, alike = order.ids[:], None if order.alike is None else order.alike[:]
    for n in reversed([n for n, row in enumerate(ids) if row in touched]):
        del ids[n]
        if alike is not None:
            _take_out(alike, n)
    for row in rows:
        value = value_of(row)
        n = bisect_left(ids, (value, row), key=lambda one: (value_of(one), one))
        ids.insert(n, row)
        if alike is not None:
            before, behind = (0 <= at < len(ids) and value_of(ids[at]) == value for at in (n - 1, n + 1))
            alike.insert(n, before)
            alike[n + 1 : n + 2] = bytes([behind])[: len(alike) - n - 1]
    return Sorted(ids, alike)


def _take_out(alike: bytearray, place: int) -> None:
    """The row behind becomes the first of its kind where the first one goes."""
    if place + 1 < len(alike) and not alike[place]:
        alike[place + 1] = 0
    del alike[place]
