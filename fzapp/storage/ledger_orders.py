"""Orders of large ledgers that are remembered: a million rows are sorted once, and then only followed.

The order of a column is kept as the keys of the rows, four bytes a row, and a byte that says whether the row
is alike the one before, with the number of the last change it knows. Rows touched since are taken out and put
in at their new place; what another program wrote makes it worthless. An order of several columns is made from
theirs. Nothing of it is stored: the archive pays neither time nor room for it.
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
from fzapp.storage.connection import sorts_in_memory
from fzapp.storage.ledger_amounts import asked_alone, between
from fzapp.storage.ledger_views import View

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change
    from fzapp.storage.ledger_sorting import Sorted
    from fzapp.storage.ledger_views import Check, Scope, Sort

KEPT = 6
"""Orders remembered at once: of a million rows, some 30 MB."""

FOLLOWED = 2_000
"""Touched rows that are still put in one by one; after more the order is made anew."""


@dataclass(slots=True)
class _Order:
    """What is remembered: an order, and the last change it knows. `touched` rows may stand elsewhere by now."""

    rows: Sorted
    upto: int
    touched: set[int] = field(default_factory=set[int])


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the orders of a ledger are read through: a connection with a steady view, and its last change."""

    connection: sqlite3.Connection
    scope: Scope
    last: int


class Orders:
    """Answers views; may be asked on any thread."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = Lock()
        self._kept: OrderedDict[tuple[Scope, tuple[Sort, ...]], _Order] = OrderedDict()
        archive.on_change(self._on_change)

    def ids(self, scope: Scope, view: View, check: Check | None = None) -> array[int]:
        """What `ledger_views.ids` answers, at once where the order is remembered."""
        if not view.sorts and not view.narrowed:
            return views.ids(self._archive, scope, view, check)
        with views.reading(self._archive, check) as connection:
            last = _last_change(connection)
            if not views.way_to(connection, scope):
                return views.keys(connection, scope, view)
            if not view.sorts:
                return _by_days(connection, scope, view)
            found = self._ordered(_Reading(connection, scope, last), view.sorts)
            return _only(found, _chosen(connection, scope, view)) if view.narrowed else found

    def prepare(self, scope: Scope, sorts: Iterable[Sort], check: Check | None = None) -> int:
        """Make the orders of some columns of a large ledger, for later; answer how many are remembered."""
        with views.reading(self._archive, check) as connection:
            last = _last_change(connection)
            if not views.way_to(connection, scope):
                return 0
            wanted = tuple(sorts)[:KEPT]
            for sort in wanted:
                self._column(_Reading(connection, scope, last), sort)
            return len(wanted)

    def _ordered(self, reading: _Reading, sorts: tuple[Sort, ...]) -> array[int]:
        """All rows of a ledger by some columns, each upwards or downwards."""
        from fzapp.storage import ledger_sorting  # noqa: PLC0415  only large ledgers need it

        if len(sorts) == 1:
            return array("q", self._directed(reading, sorts[0]).ids)
        kept = self._known(reading, sorts)
        if kept is not None and not kept.touched:
            return array("q", kept.rows.ids)
        found = self._at_once(reading, sorts)
        if found is not None:
            return found
        # the last column first: each one before it keeps the rows alike in it as they stand
        found = array("q", self._directed(reading, sorts[-1]).ids)
        for sort in reversed(sorts[:-1]):
            found = ledger_sorting.dealt(found, self._directed(reading, sort, alike=True))
        self._keep(reading, sorts, ledger_sorting.Sorted(_narrow(found)))
        return found

    def _at_once(self, reading: _Reading, sorts: tuple[Sort, ...]) -> array[int] | None:
        """The order of a column of few texts and then of quantities not known yet, from one reading of both."""
        from fzapp.storage.ledger_dealing import dealt_and_sorted  # noqa: PLC0415
        from fzapp.storage.ledger_sorting import Sorted  # noqa: PLC0415

        by, then = sorts[0], sorts[-1]
        if len(sorts) > 2 or by.quantity or not then.quantity:
            return None
        if self._known(reading, (replace(then, descending=False),)) is not None:
            return None
        made = dealt_and_sorted(reading.connection, reading.scope, by, then)
        if made is None:
            return None
        texts, found = made
        self._keep(reading, (replace(by, descending=False),), Sorted(*texts))
        self._keep(reading, sorts, Sorted(_narrow(found)))
        return found

    def _directed(self, reading: _Reading, sort: Sort, *, alike: bool = False) -> Sorted:
        """All rows by one column, upwards or downwards; `alike` asks which rows are alike in it."""
        found = self._column(reading, replace(sort, descending=False), alike=alike)
        if not sort.descending:
            return found
        from fzapp.storage.ledger_sorting import downwards  # noqa: PLC0415

        return downwards(found, _filled(reading.connection, sort, found.ids))

    def _column(self, reading: _Reading, sort: Sort, *, alike: bool = False) -> Sorted:
        """All rows in ascending order of one column."""
        kept = self._known(reading, (sort,))
        if kept is not None and alike and kept.rows.alike is None:
            kept = None
        if kept is not None and not kept.touched:
            return kept.rows
        if kept is None or len(kept.touched) > FOLLOWED:
            from fzapp.storage import ledger_sorting  # noqa: PLC0415

            found = ledger_sorting.sort(reading.connection, reading.scope, sort, alike=alike)
        else:
            found = _followed(reading, sort, kept)
        found = replace(found, ids=_narrow(found.ids))
        self._keep(reading, (sort,), found)
        return found

    def _known(self, reading: _Reading, sorts: tuple[Sort, ...]) -> _Order | None:
        """What is remembered, with the rows touched since; None when changes were missed."""
        with self._lock:
            order = self._kept.get((reading.scope, sorts))
            if order is None or order.upto != reading.last:
                return None
            self._kept.move_to_end((reading.scope, sorts))
            return replace(order, touched=set(order.touched))

    def _keep(self, reading: _Reading, sorts: tuple[Sort, ...], rows: Sorted) -> None:
        with self._lock:
            self._kept[reading.scope, sorts] = _Order(rows, reading.last)
            self._kept.move_to_end((reading.scope, sorts))
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


class _Values:
    """What rows are ordered by, asked for one by one."""

    def __init__(self, connection: sqlite3.Connection, sort: Sort) -> None:
        self._connection = connection
        self._sql = f"select {views.key_of(sort)} from ledger_row where id = ?"  # noqa: S608

    def __call__(self, row: int) -> str | int:
        return self._connection.execute(self._sql, (row,)).fetchone()[0]


def _last_change(connection: sqlite3.Connection) -> int:
    """Begin to read one state of the archive; answer its last change."""
    connection.execute("begin")
    return int(connection.execute("select coalesce(max(id), 0) from change").fetchone()[0])


def _by_days(connection: sqlite3.Connection, scope: Scope, view: View) -> array[int]:
    """The rows of a view without a column to order by, in the order of their own dates."""
    if asked_alone(scope, view) is not None:
        days = views.keys(connection, scope, View(descending=view.descending))
        return _only(days, _chosen(connection, scope, view))
    if not sorts_in_memory(connection):
        return views.keys(connection, scope, view)
    from fzapp.storage.ledger_dealing import dealt_to_days  # noqa: PLC0415

    return dealt_to_days(connection, scope, view)


def _chosen(connection: sqlite3.Connection, scope: Scope, view: View) -> array[int]:
    """The rows that the filters of a view leave, in any order."""
    amounts = asked_alone(scope, view)
    if amounts is not None:
        return between(connection, scope, amounts)
    return views.keys(connection, scope, view, in_order=False)


def _narrow(ids: array[int]) -> array[int]:
    """The keys in four bytes each where they fit."""
    return array("i", ids) if max(ids, default=0) < 1 << 31 else ids


def _followed(reading: _Reading, sort: Sort, kept: _Order) -> Sorted:
    """An order after some rows were touched."""
    from fzapp.storage.ledger_sorting import followed  # noqa: PLC0415

    rows = _present(reading, kept.touched)
    return followed(rows, kept.rows, kept.touched, _Values(reading.connection, sort))


def _present(reading: _Reading, touched: set[int]) -> list[int]:
    """Those of some rows that belong to the ledger now."""
    chosen, marks = views.rows_of(reading.scope), ", ".join("?" * len(touched))
    sql = f"select id from ledger_row where id in ({marks}) and {chosen.sql}"  # noqa: S608
    return [row for (row,) in reading.connection.execute(sql, (*touched, *chosen.values))]


def _filled(connection: sqlite3.Connection, sort: Sort, ids: array[int]) -> int:
    """How many rows of an ascending order have a value; the others stand behind them."""
    sql = f"select {views.cell_of(sort.column)} is null from ledger_row where id = ?"  # noqa: S608
    return bisect_left(ids, 1, key=lambda row: connection.execute(sql, (row,)).fetchone()[0])


def _only(ids: array[int], chosen: Sequence[int]) -> array[int]:
    """Those of the rows that are among the chosen ones, without a set of a million numbers."""
    flags = bytearray(max(ids, default=0) + 1)
    for row in chosen:
        flags[row] = 1
    return array("q", compress(ids, map(flags.__getitem__, ids)))
