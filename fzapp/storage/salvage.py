"""What can still be read of a damaged database, written into a new one; the damaged file is only copied from.

Rows are read in the order of their keys. Where a page is damaged the next key that can be read is looked for, by
doubling steps and then halving them, so that a gap costs a few dozen reads whatever its size. The description of
the tables, without which nothing is found, may be lent by a sound backup or by an empty archive.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.infra.files import write_at
from fzapp.storage import migrations
from fzapp.storage.connection import connect, errors, is_plain

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from fzapp.storage.connection import Key

    Check = Callable[[], None]

_PAGE = 4096
_LAST_KEY = 1 << 62
_MOST_GAPS = 2_000
"""Damaged places of a table that are read around; each costs some dozen reads."""
_INTERIOR = 5
_INDEXES = ("text_index", "evidence_index")
"""Made anew from what they are indexes of."""
GARBLED = "\ufffd"
"""Stands for bytes that are no text any more."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Keys of a table that could not be read; `last` None when nothing behind could be read either."""

    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Rescued:
    """What came of one table: rows `kept`, keys that could not be read, keys of rows that made no sense.

    `garbled` are rows that were kept although some of their text is no text any more.
    """

    table: str
    kept: int
    gaps: tuple[Gap, ...]
    refused: tuple[int, ...]
    garbled: tuple[int, ...]


def read_into(
    source: Path, target: Path, key: Key | None, lenders: Sequence[Path], check: Check
) -> tuple[Rescued, ...]:
    """Write what can be read of the database `source` into the new file `target`, with the same password.

    `target` gets the tables of the version that `source` has; what its rows mean is not looked at. `lenders` are
    sound databases of the same archive, the newest first. `check` may raise to stop it. () when not even the
    tables are known.
    """
    copy = target.with_name(f"{target.name}-damaged")
    try:
        _copy(source, copy)
        if not _made_readable(copy, key, lenders):
            return ()
        with contextlib.closing(connect(target, key)) as new:
            migrations.build(new, _version(copy, key))
            new.execute("pragma foreign_keys = off")
            return tuple(_rescue(copy, key, new, table, check) for table in _tables_of(new))
    finally:
        for path in copy.parent.glob(f"{copy.name}*"):
            path.unlink(missing_ok=True)


def _copy(source: Path, copy: Path) -> None:
    """The file and its write-ahead log, cut to whole pages."""
    shutil.copyfile(source, copy)
    os.truncate(copy, copy.stat().st_size // _PAGE * _PAGE)
    log = source.with_name(f"{source.name}-wal")
    if log.exists():
        shutil.copyfile(log, copy.with_name(f"{copy.name}-wal"))


def _opened(path: Path, key: Key | None) -> sqlite3.Connection:
    """A connection that goes on where the file is damaged: past tables and pages that make no sense."""
    connection = connect(path, key)
    connection.text_factory = _text
    connection.execute("pragma writable_schema = on")  # also lets a file be shorter than it says
    return connection


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


# --- finding the tables -------------------------------------------------------------------------


def _made_readable(copy: Path, key: Key | None, lenders: Sequence[Path]) -> bool:
    """See to it that the tables are known: as the file stands, or with pages that another one lends."""
    if _tables_there(copy, key):
        return True
    kept = copy.with_name(f"{copy.name}-first")
    shutil.copyfile(copy, kept)
    for lender in lenders:
        shutil.copyfile(kept, copy)
        if _borrow(copy, lender) and _tables_there(copy, key):
            return True
    return False


def _tables_there(copy: Path, key: Key | None) -> bool:
    try:
        with contextlib.closing(_opened(copy, key)) as connection:
            rows = connection.execute(
                "select name, rootpage from sqlite_master where type = 'table'"
            ).fetchall()
            pages = copy.stat().st_size // _PAGE
            known = {str(row[0]) for row in rows if isinstance(row[1], int) and row[1] <= pages}
    except (*errors(), ValueError, OverflowError):
        return False
    return {"report", "section", "ledger_row"} <= known


def _borrow(copy: Path, lender: Path) -> bool:
    """Take over the pages that describe the tables. Of an encrypted file only the first can be told from here."""
    data = lender.read_bytes()
    pages = _schema_pages(data) if is_plain(lender) else (1,)
    pieces = {(page - 1) * _PAGE: data[(page - 1) * _PAGE : page * _PAGE] for page in pages}
    if is_plain(lender):
        size = max(copy.stat().st_size, max(pages) * _PAGE)
        pieces |= _header(data, size // _PAGE)
    write_at(copy, pieces)
    return bool(data)


def _header(lent: bytes, pages: int) -> dict[int, bytes]:
    """The size as it is, no free pages, and the log read when there is one (SQLite file format, 1.3)."""
    return {18: b"\x02\x02", 28: struct.pack(">III", pages, 0, 0), 92: lent[24:28]}


def _schema_pages(data: bytes) -> tuple[int, ...]:
    """The pages of the table of tables: the first, and those it points to (SQLite file format, 1.6)."""
    if len(data) < _PAGE or data[100] != _INTERIOR:
        return (1,)
    count, last = struct.unpack(">H", data[103:105])[0], struct.unpack(">I", data[108:112])[0]
    cells = struct.unpack(f">{count}H", data[112 : 112 + 2 * count])
    children = [struct.unpack(">I", data[cell : cell + 4])[0] for cell in cells]
    return tuple(page for page in (1, *children, last) if 0 < page * _PAGE <= len(data))


def _version(copy: Path, key: Key | None) -> int:
    with contextlib.closing(_opened(copy, key)) as connection:
        version = migrations.version_of(connection)
    return version if 0 < version <= migrations.CURRENT else migrations.CURRENT


def _tables_of(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("select name, sql from sqlite_master where type = 'table' order by rootpage")
    return [
        str(name)
        for name, sql in rows.fetchall()
        if not str(name).startswith((*_INDEXES, "sqlite_")) and "create virtual" not in str(sql).lower()
    ]


# --- reading rows -------------------------------------------------------------------------------


def _rescue(copy: Path, key: Key | None, new: sqlite3.Connection, table: str, check: Check) -> Rescued:
    """The rows of one table that can be read and that the new table takes."""
    columns = {str(row[1]): str(row[2]) for row in new.execute(f'pragma table_info("{table}")')}
    marks = ", ".join("?" * len(columns))
    names = ", ".join(f'"{name}"' for name in columns)
    insert = f'insert or ignore into "{table}" ({names}) values ({marks})'  # noqa: S608  names of ours
    reading = _Reading(copy, key, table, check)
    kept, refused, garbled = 0, list[int](), list[int]()
    new.execute("begin")
    for row_id, row in reading.rows():
        values = [row.get(name, _DEFAULTS.get(kind)) for name, kind in columns.items()]
        if _taken(new, insert, values):
            kept += 1
            if any(isinstance(value, str) and GARBLED in value for value in values):
                garbled.append(row_id)
        else:
            refused.append(row_id)
    new.execute("commit")
    return Rescued(table, kept, tuple(reading.gaps), tuple(refused), tuple(garbled))


_DEFAULTS: Mapping[str, str | int] = {"TEXT": "", "INTEGER": 0}
"""What stands in columns that the damaged file does not have."""


def _taken(new: sqlite3.Connection, insert: str, values: list[object]) -> bool:
    try:
        return new.execute(insert, values).rowcount > 0
    except (*errors(), OverflowError):
        return False


class _Reading:
    """Reads a table from its first key to its last; what cannot be read stands in `gaps` afterwards."""

    def __init__(self, path: Path, key: Key | None, table: str, check: Check) -> None:
        self.gaps: list[Gap] = []
        self._path = path
        self._key = key
        self._table = table
        self._check = check

    def rows(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Every row that can be read, once, as (key, values by column).

        Behind `_MOST_GAPS` damaged places nothing more is looked for, and the rest stands in `gaps` too.
        """
        last = 0
        while len(self.gaps) < _MOST_GAPS:
            try:
                for row_id, row in self._from(last + 1):
                    last = row_id
                    yield row_id, row
            except (*errors(), _OutOfOrderError, OverflowError):
                self._check()
                found = self._next_readable(last + 1)
                self.gaps.append(Gap(last + 1, found - 1 if found is not None else None))
                if found is None:
                    return
                last = found - 1
            else:
                return
        self.gaps.append(Gap(last + 1, None))

    def _from(self, first: int) -> Iterator[tuple[int, dict[str, object]]]:
        """Rows from a key on; after an error the connection is of no use any more, so each has its own."""
        with contextlib.closing(_opened(self._path, self._key)) as connection:
            sql = f'select * from "{self._table}" where id >= ? order by id'  # noqa: S608  a table of ours
            before = first - 1
            for number, row in enumerate(connection.execute(sql, (first,))):
                if number % 1_000 == 0:
                    self._check()
                values = dict(row)
                row_id = values.get("id")
                if not isinstance(row_id, int) or row_id <= before:
                    raise _OutOfOrderError
                before = row_id
                yield row_id, values

    def _next_readable(self, first: int) -> int | None:
        """The first key behind a damaged place that can be read; None when there is none."""
        step = 1
        while self._at(first + step) is _DAMAGED:
            step *= 2
            if first + step > _LAST_KEY:
                return None
        low, high = first + step // 2, first + step
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if self._at(middle) is _DAMAGED else (low, middle)
        at = self._at(high)
        return at if isinstance(at, int) else None

    def _at(self, first: int) -> int | object | None:
        """The first key from `first` on; None when there is none; `_DAMAGED` when that cannot be read."""
        try:
            return next((row_id for row_id, _ in self._from(first)), None)
        except (*errors(), _OutOfOrderError, OverflowError):
            return _DAMAGED


class _OutOfOrderError(Exception):
    """The next row stands before the last one: a damaged page leads in a circle."""


_DAMAGED = object()
