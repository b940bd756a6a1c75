"""The connections that workers read an archive through.

Without a password each is opened for one reading and closed behind it: the system remembers the pages. With a
password every page that is read has to be deciphered and proved; so one connection stays open with the pages it
has seen, those of ledgers of ordinary size, for the next sorting or filtering. What is written through another
connection makes it forget them, and so does reading through a large ledger (`connection.read_through`).
"""

from __future__ import annotations

import contextlib
from threading import Lock
from typing import TYPE_CHECKING

from fzapp.storage.connection import connect, errors, remember_pages

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator
    from pathlib import Path

    from fzapp.storage.connection import Key

_LARGE = 256_000_000
"""Bytes of an archive beyond which nothing is remembered: one ledger after the other would push it all out."""


class Readers:
    """Lends reading connections of the file at `path`; may be called on any thread."""

    def __init__(self, path: Path, key: Key | None) -> None:
        self._path = path
        self._key = key
        self._lock = Lock()
        self._idle: sqlite3.Connection | None = None
        self._open = True
        self._remembers = False

    @contextlib.contextmanager
    def lend(self) -> Generator[sqlite3.Connection]:
        """A connection for one reader at a time, as if it were new."""
        connection = self._take() or self._connect()
        rows = connection.row_factory
        try:
            yield connection
        finally:
            connection.row_factory = rows
            self._take_back(connection)

    def close(self) -> None:
        """Let go of the file; a connection that is still lent is closed when it comes back."""
        with self._lock:
            self._open = False
        left = self._take()
        if left is not None:
            left.close()

    def _take(self) -> sqlite3.Connection | None:
        with self._lock:
            found, self._idle = self._idle, None
        return found

    def _connect(self) -> sqlite3.Connection:
        connection = connect(self._path, self._key, read_only=True)
        self._remembers = self._key is not None and self._path.stat().st_size < _LARGE
        return connection

    def _take_back(self, connection: sqlite3.Connection) -> None:
        """Keep it when it is the only one and can be had as new."""
        if self._remembers and _is_fresh(connection):
            with self._lock:
                if self._idle is None and self._open:
                    self._idle = connection
                    return
        connection.close()


def _is_fresh(connection: sqlite3.Connection) -> bool:
    """End a reader's view of the archive and its telling of progress; False when it left tables of its own."""
    try:
        connection.set_progress_handler(None, 0)
        if connection.in_transaction:
            connection.rollback()
        remember_pages(connection)
        return not connection.execute("select count(*) from sqlite_temp_master").fetchone()[0]
    except errors():
        return False
