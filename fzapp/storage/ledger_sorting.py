"""A large ledger in the order of its columns: SQLite sorts by one column, and the rest is counting.

Where a column holds few different texts nothing is sorted but these (`ledger_dealing`).

Of every row it is known whether it is alike the one before in the column. With that an order of several
columns follows from the orders of each, without comparing a value again.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from itertools import compress, islice
from operator import lt
from typing import TYPE_CHECKING

from fzapp.storage import ledger_amounts
from fzapp.storage import ledger_views as views
from fzapp.storage.ledger_dealing import dealt_to_texts
from fzapp.storage.ledger_views import View

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from fzapp.storage.ledger_views import Scope, Sort

_SORTERS = 2
"""Threads that sort for SQLite what it has read so far."""

_DIGITS = b"0123456789"
_ALIKE = bytes.maketrans(b",;", b"\x01\x00")


@dataclass(slots=True)
class Sorted:
    """Keys of rows in ascending order of a column, rows without a value last, rows alike as they were entered.

    `alike` says of each row whether it has the value of the row before; None where nobody needed it.
    """

    ids: array[int]
    alike: bytearray | None = None


def sort(connection: sqlite3.Connection, scope: Scope, by: Sort, *, alike: bool) -> Sorted:
    """The rows of a ledger by one column, upwards; `alike` asks for what is known of rows alike.

    Two connections with half of the rows each took no less time, and twice the processor; to sort what has
    been read while the rest is being read takes half the time.
    """
    if by.quantity and ledger_amounts.are_indexed(scope, by.column):
        return _by_amount(connection, scope, alike=alike)
    dealt_out = None if by.quantity else dealt_to_texts(connection, scope, by)
    if dealt_out is not None:
        return Sorted(*dealt_out)
    connection.execute(f"pragma threads = {_SORTERS}").fetchone()
    if not alike:
        return Sorted(views.keys(connection, scope, View(by.column, by.quantity)))
    chosen = views.rows_of(scope)
    groups = (
        f"select group_concat(id) as g from (select id, {views.key_of(by)} as k"  # noqa: S608
        f" from ledger_row not indexed where {chosen.sql} {views.ONCE}) group by k order by k"
    )
    text = connection.execute(f"select group_concat(g, ';') from ({groups})", chosen.values).fetchone()[0]  # noqa: S608
    return _parsed(str(text or ""))


def _by_amount(connection: sqlite3.Connection, scope: Scope, *, alike: bool) -> Sorted:
    """The rows by what is indexed of them, and behind them those that have no amount."""
    text = ledger_amounts.upwards(connection, scope, alike=alike)
    found = _parsed(text) if alike else Sorted(views.parsed_keys(text))
    if len(found.ids) < views.count(connection, scope):
        every = views.keys(connection, scope, View())
        there = bytearray(max(every) + 1)
        for row in found.ids:
            there[row] = 1
        rest = sorted(row for row in every if not there[row])
        found.ids.fromlist(rest)
        if found.alike is not None:
            found.alike += b"\x00" + b"\x01" * (len(rest) - 1)
    return found


def _parsed(text: str) -> Sorted:
    """Keys joined with commas where the rows are alike, with semicolons where they are not."""
    alike = f";{text}".encode() if text else b""
    found = array("q", views.parsed_keys(text.replace(";", ",")))
    behind = bytearray(alike.translate(_ALIKE, _DIGITS))
    _settle(found, behind)
    return Sorted(found, behind)


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
