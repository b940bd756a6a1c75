"""Orders of large ledgers that are remembered: a million rows are sorted once, and then only followed.

An order is kept as the keys of the rows, four bytes a row, with the number of the last change it knows.
Rows touched since are taken out and put in at their new place; what another program wrote makes it
worthless. Nothing of it is stored: the archive pays neither time nor room for it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from itertools import compress
from threading import Lock
from typing import TYPE_CHECKING

from fzapp.storage import ledger_views as views
from fzapp.storage import tables
from fzapp.storage.ledger_views import Scope, Sort, View

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change
    from fzapp.storage.ledger_views import Check

    Key = tuple[bool, str | int, int]

KEPT = 12
"""Orders remembered at once: of a million rows, some 50 MB."""

FOLLOWED = 2_000
"""Touched rows that are still put in one by one; after more the order is made anew."""


@dataclass(slots=True)
class _Order:
    """The rows of a ledger in ascending order, those without a value last; `upto` is the last change known."""

    ids: array[int]
    upto: int
    touched: set[int] = field(default_factory=set[int])


class Orders:
    """Answers views; may be asked on any thread."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = Lock()
        self._kept: OrderedDict[tuple[Scope, Sort], _Order] = OrderedDict()
        archive.on_change(self._on_change)

    def ids(self, scope: Scope, view: View, check: Check | None = None) -> array[int]:
        """What `ledger_views.ids` answers, at once where the order is remembered."""
        if len(view.sorts) != 1:
            return views.ids(self._archive, scope, view, check)
        (sort,) = view.sorts
        with views.reading(self._archive, check) as connection:
            connection.execute("begin")
            if views.is_small(connection, scope):
                return views.keys(connection, scope, view)
            found = self._order(connection, scope, replace(sort, descending=False))
            if sort.descending:
                found = _reversed(connection, sort, found)
            return (
                _only(found, views.keys(connection, scope, view, in_order=False)) if view.narrowed else found
            )

    def prepare(self, scope: Scope, sorts: Iterable[Sort], check: Check | None = None) -> int:
        """Make the orders of some columns of a large ledger, for later; answer how many are remembered."""
        with views.reading(self._archive, check) as connection:
            connection.execute("begin")
            if views.is_small(connection, scope):
                return 0
            wanted = tuple(sorts)[:KEPT]
            for sort in wanted:
                self._order(connection, scope, replace(sort, descending=False))
            return len(wanted)

    def _order(self, connection: sqlite3.Connection, scope: Scope, sort: Sort) -> array[int]:
        """All rows in ascending order of one column."""
        last = int(connection.execute("select coalesce(max(id), 0) from change").fetchone()[0])
        kept, touched = self._known(scope, sort, last)
        if kept is None:
            found = views.keys(connection, scope, View(sort.column, sort.quantity))
        elif touched:
            found = _followed(connection, scope, sort, kept, touched)
        else:
            return array("q", kept)
        self._keep(scope, sort, _Order(_narrow(found), last))
        return found

    def _known(self, scope: Scope, sort: Sort, last: int) -> tuple[array[int] | None, set[int]]:
        with self._lock:
            order = self._kept.get((scope, sort))
            if order is None or order.upto != last or len(order.touched) > FOLLOWED:
                return None, set()
            self._kept.move_to_end((scope, sort))
            return order.ids, set(order.touched)

    def _keep(self, scope: Scope, sort: Sort, order: _Order) -> None:
        with self._lock:
            self._kept[scope, sort] = order
            self._kept.move_to_end((scope, sort))
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def _on_change(self, change: Change) -> None:
        """Note which rows were touched, as long as no change was missed."""
        touched = change.ids(tables.LEDGER_ROW.name)
        with self._lock:
            for order in self._kept.values():
                if order.upto == change.id - 1:
                    order.upto = change.id
                    order.touched |= touched


def _narrow(ids: array[int]) -> array[int]:
    """The keys in four bytes each where they fit."""
    return array("i", ids) if max(ids, default=0) < 1 << 31 else ids


def _followed(
    connection: sqlite3.Connection, scope: Scope, sort: Sort, kept: array[int], touched: set[int]
) -> array[int]:
    """The order with some rows put where they belong now."""
    found = array("q", [row for row in kept if row not in touched])
    chosen = views.rows_of(scope)
    place_of = _places(connection, sort)
    marks = ", ".join("?" * len(touched))
    sql = f"select id from ledger_row where id in ({marks}) and {chosen.sql}"  # noqa: S608
    for (row,) in connection.execute(sql, (*touched, *chosen.values)).fetchall():
        found.insert(bisect_left(found, place_of(row), key=place_of), row)
    return found


def _places(connection: sqlite3.Connection, sort: Sort) -> Callable[[int], Key]:
    """What a row is ordered by: whole numbers before texts, as SQLite has it, then its key."""
    sql = f"select {views.key_of(sort)} from ledger_row where id = ?"  # noqa: S608

    def place_of(row: int) -> Key:
        value = connection.execute(sql, (row,)).fetchone()[0]
        return isinstance(value, str), value, row

    return place_of


def _reversed(connection: sqlite3.Connection, sort: Sort, ids: array[int]) -> array[int]:
    """From the last row to the first, but those without a value stay behind the others."""
    sql = f"select {views.cell_of(sort.column)} is null from ledger_row where id = ?"  # noqa: S608
    filled = bisect_left(ids, 1, key=lambda row: connection.execute(sql, (row,)).fetchone()[0])
    return ids[:filled][::-1] + ids[filled:][::-1]


def _only(ids: array[int], chosen: Sequence[int]) -> array[int]:
    """Those of the rows that are among the chosen ones, without a set of a million numbers."""
    flags = bytearray(max(ids, default=0) + 1)
    for row in chosen:
        flags[row] = 1
    return array("q", compress(ids, map(flags.__getitem__, ids)))
