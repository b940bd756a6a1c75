"""What can still be read of a damaged database, written into a new one; the damaged file is only copied from.

Rows are read in the order of their keys. Where a page is damaged the next key that can be read is looked for, by
doubling steps and then halving them, so that a gap costs a few dozen reads whatever its size. The description of
the tables, without which nothing is found, may be lent by a sound backup or by an empty archive.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.infra.files import write_at
from fzapp.storage import migrations
from fzapp.storage.connection import connect, errors
from fzapp.storage.folder import VAULT_NAME

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
_LARGEST_VALUE = 500_000_000
"""Bytes; SQLite ends at twice as many."""
_MAIN_TABLES = ("report", "section", "ledger_row")
_MADE_ANEW = ("text_index", "evidence_index", "sqlite_")
"""How the names of tables begin that are made anew from what they are indexes of, or that are SQLite's own."""
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
        with contextlib.ExitStack() as stack:
            loan = (
                None
                if _tables_there(copy, key)
                else _fitting_loan(stack, copy, key, lenders, source.with_name(VAULT_NAME), check)
            )
            if loan is None and not _tables_there(copy, key):
                return ()
            new = stack.enter_context(contextlib.closing(connect(target, key)))
            migrations.build(new, _version(copy, key) if loan is None else loan.version)
            new.execute("pragma foreign_keys = off")
            return tuple(_rescue(copy, key, new, table, loan, check) for table in _tables_of(new))
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
    connection = connect(path, key, damaged=True)
    connection.text_factory = _text
    return connection


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


# --- finding the tables -------------------------------------------------------------------------


def _tables_there(copy: Path, key: Key | None) -> bool:
    try:
        with contextlib.closing(_opened(copy, key)) as connection:
            pages = copy.stat().st_size // _PAGE
            known = {name for name, root, _ in _described(connection) if root <= pages}
    except (*errors(), ValueError, OverflowError):
        return False
    return known >= set(_MAIN_TABLES)


def _described(connection: sqlite3.Connection) -> list[tuple[str, int, str]]:
    """The tables that a file describes: name, first page, definition."""
    rows = connection.execute("select name, rootpage, sql from sqlite_master where type = 'table'").fetchall()
    return [(str(row[0]), row[1], str(row[2])) for row in rows if isinstance(row[1], int)]


def _fitting_loan(
    stack: contextlib.ExitStack,
    copy: Path,
    key: Key | None,
    lenders: Sequence[Path],
    vault: Path,
    check: Check,
) -> _Loan | None:
    """A first page, made for the copy, by which its rows are found; None when no lender's tables lie in it.

    An encrypted file begins with its salt. Where that is gone nothing of it can be deciphered, unless another file
    of the archive has the same one.
    """
    likes = [vault, copy, *lenders] if key is not None else [copy]
    for number, (lender, like) in enumerate((lender, like) for lender in lenders for like in likes):
        check()
        if not like.exists():
            continue
        loan = _Loan(copy, key, lender, like, copy.with_name(f"{copy.name}-loan{number}"))
        if loan.fits(check):
            stack.callback(loan.close)
            return loan
        loan.close()
    return None


class _Loan:
    """First pages for a file that has lost the description of its tables: each describes one of them.

    A table lies where it lies in the database `lender`, of which the file was a copy, or is a later state. The
    first page of an encrypted file is made with the salt of the file `like`. It is made by SQLite itself, in a
    database `made` of at least as many pages as the copy has, since a page beyond that number is not read.
    """

    def __init__(self, copy: Path, key: Key | None, lender: Path, like: Path, made: Path) -> None:
        self._copy, self._key = copy, key
        with contextlib.closing(connect(lender, key, read_only=True)) as connection:
            self.version = migrations.version_of(connection)
            self._tables = {name: (root, sql) for name, root, sql in _described(connection)}
        self._made = made
        self._connection = connect(made, key, like=like)
        self._connection.execute("pragma journal_mode = wal").fetchone()
        self._connection.execute("pragma synchronous = off").fetchone()
        self._connection.execute("create table filling (data blob)")
        for size in _pieces(copy.stat().st_size):
            self._connection.execute("insert into filling values (zeroblob(?))", (size,))
        self._connection.execute("pragma writable_schema = on").fetchone()
        self._page_size = int(self._connection.execute("pragma page_size").fetchone()[0])

    def give(self, table: str) -> None:
        """Put a first page into the copy that describes this table alone."""
        root, sql = self._tables.get(table, (0, ""))
        self._connection.execute("delete from sqlite_master")
        if root:
            row = ("table", table, table, root, sql)
            self._connection.execute("insert into sqlite_master values (?, ?, ?, ?, ?)", row)
        self._connection.execute("pragma wal_checkpoint(truncate)").fetchone()
        with self._made.open("rb") as stream:
            write_at(self._copy, {0: stream.read(self._page_size)})

    def fits(self, check: Check) -> bool:
        """Whether any table lies where the lender has it."""
        return any(self._finds(table, check) for table in self._tables if not table.startswith(_MADE_ANEW))

    def _finds(self, table: str, check: Check) -> bool:
        self.give(table)
        return _Reading(self._copy, self._key, table, check).is_found()

    def close(self) -> None:
        """Let go of the file that the pages were made in."""
        self._connection.close()


def _pieces(size: int) -> Iterator[int]:
    """A size in parts that a single value may have."""
    while size > 0:
        yield min(size, _LARGEST_VALUE)
        size -= _LARGEST_VALUE


def _version(copy: Path, key: Key | None) -> int:
    with contextlib.closing(_opened(copy, key)) as connection:
        version = migrations.version_of(connection)
    return version if 0 < version <= migrations.CURRENT else migrations.CURRENT


def _tables_of(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("select name, sql from sqlite_master where type = 'table' order by rootpage")
    return [
        str(name)
        for name, sql in rows.fetchall()
        if not str(name).startswith(_MADE_ANEW) and "create virtual" not in str(sql).lower()
    ]


# --- reading rows -------------------------------------------------------------------------------


def _rescue(
    copy: Path, key: Key | None, new: sqlite3.Connection, table: str, loan: _Loan | None, check: Check
) -> Rescued:
    """The rows of one table that can be read and that the new table takes."""
    if loan is not None:
        loan.give(table)
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

    def is_found(self) -> bool:
        """Whether any of the table can be read, or it is known to be empty."""
        return self._at(1) is not _DAMAGED or self._next_readable(1) is not None

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
