"""A large ledger in the order of a column of few texts: its rows are dealt to the texts as they are read.

No cell is taken out by SQLite and nothing is sorted but the texts. What comes next is read on a thread of its
own, where SQLite leaves the interpreter alone, so a clerk waits for the longer of the two and not for both.
"""

from __future__ import annotations

import re
from array import array
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from fzapp.storage import ledger_views as views

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

    from fzapp.storage.ledger_views import Scope, Sort, View, Where

    Part = tuple[Sequence[int], bytes, str]
    """The keys of some rows upwards, their cells in as many lines, and what else was asked of each."""

    Order = tuple["array[int]", bytearray]
    """Keys of rows, and of each whether it is alike the one before."""

_Part = TypeVar("_Part")

_AT_ONCE = 20_000
"""Keys among which rows are read at once: some megabytes."""

_MOST_TEXTS = 1_000
"""Different texts of a column up to which dealing is faster than sorting."""

_MOST_ASKED = 1_000
"""Cells that are asked for one by one, being written otherwise than as a plain text."""

_MOST_KEYS = 4_000_000
"""Keys up to which there is a place for each: in 32 megabytes."""

_MOST_ALIKE = 400_000
"""Rows of one text that are sorted by a second column: in some 30 megabytes."""

_NOTHING = chr(0x10FFFF).encode()
"""What an empty cell goes by, as in `ledger_views.key_of`."""


class _Heaps(dict[bytes, "Callable[[int], None]"]):
    """How a row is put to those with the same text; `rows` are the heaps, by their text in UTF-8."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._form = form
        self.rows: dict[bytes, array[int]] = {}

    def __missing__(self, text: bytes) -> Callable[[int], None]:
        heap = self.rows[text] = array(self._form)
        self[text] = heap.append
        return heap.append

    def gathered(self) -> Order:
        """The rows of all heaps by their texts, and of each whether it is alike the one before."""
        ids, alike = array(self._form), bytearray()
        for text in sorted(self.rows):
            heap = self.rows[text]
            ids.extend(heap)
            alike += b"\x00" + b"\x01" * (len(heap) - 1)
        return ids, alike


class _Texts:
    """The texts of a column, found in the JSON of rows; `ask` answers the text of a row that has it otherwise."""

    def __init__(self, column: str, ask: Callable[[int], bytes]) -> None:
        self._ask = ask
        self._named = f'"{column}":'.encode()
        self._plain = re.compile(self._named + rb'"([^"\\]*)"')
        self.asked = 0

    def of(self, rows: Sequence[int], cells: bytes) -> list[bytes]:
        """The text of each row; a part in which all have one is looked through without taking it apart."""
        texts: list[bytes] = self._plain.findall(cells)
        return texts if len(texts) == len(rows) else list(map(self._of_one, rows, cells.split(b"\n")))

    def _of_one(self, row: int, cells: bytes) -> bytes:
        found = self._plain.search(cells)
        if found:
            return found[1]
        if self._named not in cells:
            return _NOTHING
        self.asked += 1
        return self._ask(row) if self.asked <= _MOST_ASKED else b""


class _Numbers:
    """What the rows go by in a second column, one of quantities; `by_row` has a place for every key."""

    def __init__(self, key: str, last: int) -> None:
        self.key = key
        self.by_row = array("q", bytes(8 * (last + 1)))

    def take(self, rows: Sequence[int], joined: str) -> None:
        """Note those of some rows."""
        numbers = views.parsed_keys(joined)
        if isinstance(rows, range):
            self.by_row[rows.start : rows.stop] = numbers
            return
        for row, number in zip(rows, numbers, strict=True):
            self.by_row[row] = number


def dealt_to_texts(connection: sqlite3.Connection, scope: Scope, by: Sort) -> Order | None:
    """The rows of a ledger upwards by a column of texts, with what is known of rows alike.

    UTF-8 is ordered as its characters are. None where sorting is faster: of many different texts, and where
    many cells hold something else.
    """
    heaps = _dealt(connection, scope, by, _last(connection))
    return None if heaps is None else heaps.gathered()


def dealt_and_sorted(
    connection: sqlite3.Connection, scope: Scope, by: Sort, then: Sort
) -> tuple[Order, array[int]] | None:
    """The same, and its rows in the direction of `by` with those of one text in the order of `then`, quantities.

    The table is read once for both. None where that is not faster or takes too much room.
    """
    last = _last(connection)
    if last > _MOST_KEYS:
        return None
    numbers = _Numbers(views.key_of(then), last)
    heaps = _dealt(connection, scope, by, last, numbers)
    if heaps is None or max(map(len, heaps.rows.values()), default=0) > _MOST_ALIKE:
        return None
    texts = sorted(heaps.rows.keys() - {_NOTHING}, reverse=by.descending)
    ids = array("q")
    for text in [*texts, *(heaps.rows.keys() & {_NOTHING})]:
        heap = heaps.rows[text][::-1] if then.descending else heaps.rows[text]
        ids.extend(sorted(heap, key=numbers.by_row.__getitem__, reverse=then.descending))
    return heaps.gathered(), ids


def dealt_to_days(connection: sqlite3.Connection, scope: Scope, view: View) -> array[int]:
    """The rows of a large ledger that a view leaves, by their own dates, in the direction of the view.

    For a connection that sorts in memory: of a million rows it saves a quarter there. Elsewhere SQLite is faster.
    """
    last = _last(connection)
    heaps = _Heaps("i" if last < 1 << 31 else "q")
    with ThreadPoolExecutor(1, "ledger-rows") as beside:
        for rows, days in _ahead(beside, _read_days(connection, views.where(scope, view), last)):
            for put, row in zip(map(heaps.__getitem__, days), rows, strict=True):
                put(row)
    ids = array("q", heaps.gathered()[0])
    return ids[::-1] if view.descending else ids


def _dealt(
    connection: sqlite3.Connection, scope: Scope, by: Sort, last: int, numbers: _Numbers | None = None
) -> _Heaps | None:
    """The rows with keys up to `last` in heaps; what they go by otherwise is noted on the way."""
    key = f"select {views.key_of(by)} from ledger_row where id = ?"  # noqa: S608
    heaps, second = _Heaps("i" if last < 1 << 31 else "q"), "null" if numbers is None else numbers.key
    # all that the connection is asked goes through one thread
    with ThreadPoolExecutor(1, "ledger-rows") as beside:

        def ask(row: int) -> bytes:
            return str(beside.submit(lambda: connection.execute(key, (row,)).fetchone()[0]).result()).encode()

        texts = _Texts(by.column, ask)
        for rows, cells, joined in _ahead(beside, _read(connection, scope, last, second)):
            for put, row in zip(map(heaps.__getitem__, texts.of(rows, cells)), rows, strict=True):
                put(row)
            if numbers is not None:
                numbers.take(rows, joined)
            if len(heaps) > _MOST_TEXTS or texts.asked > _MOST_ASKED:
                return None
    return heaps


def _last(connection: sqlite3.Connection) -> int:
    return int(connection.execute("select coalesce(max(id), 0) from ledger_row").fetchone()[0])


def _ahead(beside: Executor, parts: Iterator[_Part]) -> Iterator[_Part]:
    """The parts, each while the next one is being read."""
    coming = beside.submit(next, parts, None)
    while (part := coming.result()) is not None:
        coming = beside.submit(next, parts, None)
        yield part


def _read_days(
    connection: sqlite3.Connection, chosen: Where, last: int
) -> Iterator[tuple[array[int], list[bytes]]]:
    """Chosen rows with keys up to `last`, a part at a time, each with its date."""
    days = "cast(group_concat(replace(coalesce(happened, ''), char(10), ' '), char(10)) as blob)"
    sql = f"select group_concat(id), {days} from ledger_row not indexed where {chosen.sql} and id > ? and id <= ?"  # noqa: S608
    for start in range(0, last, _AT_ONCE):
        keys, joined = connection.execute(sql, (*chosen.values, start, start + _AT_ONCE)).fetchone()
        if keys is not None:
            yield views.parsed_keys(keys), joined.split(b"\n")


def _read(connection: sqlite3.Connection, scope: Scope, last: int, second: str) -> Iterator[Part]:
    """The rows of a ledger with keys up to `last`, a part at a time, and of each the expression `second`."""
    chosen = views.rows_of(scope)
    part = f"from ledger_row not indexed where {chosen.sql} and id > ? and id <= ?"
    joined_cells = "cast(group_concat(cells, char(10)) as blob)"
    cells_of = f"select min(id), max(id), count(*), {joined_cells}, group_concat({second}) {part}"
    for start in range(0, last, _AT_ONCE):
        between = (*chosen.values, start, start + _AT_ONCE)
        first, final, count, cells, joined = connection.execute(cells_of, between).fetchone()
        if count == 0:
            continue
        rows: Sequence[int] = range(first, final + 1)
        if len(rows) > count:  # other ledgers have rows between them
            rows = [row for (row,) in connection.execute(f"select id {part} order by id", between)]
        yield rows, cells, joined
