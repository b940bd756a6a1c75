"""The files beside an archive with a password: kept in an encrypted database of their own.

SQLCipher does this work too, so that one well-kept library guards everything, and each file is written whole or
not at all. They are apart from archive.db, whose backups are made every day and must stay small.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from fzapp.storage.connection import connect
from fzapp.storage.failures import told
from fzapp.storage.folder import VAULT_NAME

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator
    from pathlib import Path

    from fzapp.storage.connection import Key

_PATIENCE = 30.0
"""Seconds to wait for another thread that puts a large file in."""
_CREATE = """create table if not exists file
(id integer primary key, place text not null unique, data blob not null) strict"""


def make(folder: Path, key: Key) -> None:
    """Make an empty vault: by it the password is known also when the database beside it is damaged."""
    with _opened(folder, key):
        pass


def put(folder: Path, key: Key, place: str, data: bytes) -> bool:
    """Keep a file by its place below the archive's folder; answers whether it was not there yet."""
    with _opened(folder, key) as connection:
        sql = "insert into file (place, data) values (?, ?) on conflict (place) do nothing"
        return connection.execute(sql, (place, data)).rowcount > 0


def read(folder: Path, key: Key, place: str, *, outside: bool = False) -> bytes | None:
    """The content of a file; None when it is not there. A vault `outside`, on a stick, is not written to."""
    if not (folder / VAULT_NAME).exists():
        return None
    with _opened(folder, key, read_only=outside) as connection:
        found = connection.execute("select data from file where place = ?", (place,)).fetchone()
    return None if found is None else bytes(found[0])


def size(folder: Path, key: Key, place: str) -> int | None:
    """The bytes of a file; None when it is not there."""
    if not (folder / VAULT_NAME).exists():
        return None
    with _opened(folder, key) as connection:
        found = connection.execute("select length(data) from file where place = ?", (place,)).fetchone()
    return None if found is None else int(found[0])


def remove(folder: Path, key: Key, place: str) -> None:
    """Take a file out; nothing happens when it is not there."""
    with _opened(folder, key) as connection:
        connection.execute("delete from file where place = ?", (place,))


def places(folder: Path, key: Key) -> tuple[str, ...]:
    """Where all files lie that are kept."""
    with _opened(folder, key) as connection:
        return tuple(str(row[0]) for row in connection.execute("select place from file order by place"))


def copy_to(folder: Path, key: Key, target: Path) -> None:
    """Write a consistent, encrypted copy of all files to `target` (a new file)."""
    like = folder / VAULT_NAME
    with _opened(folder, key) as connection, contextlib.closing(connect(target, key, like=like)) as copy:
        connection.backup(copy)


@contextlib.contextmanager
def _opened(folder: Path, key: Key, *, read_only: bool = False) -> Generator[sqlite3.Connection]:
    """A connection for one errand; opening one takes half a millisecond, so any thread may."""
    path = folder / VAULT_NAME
    with (
        told(),
        contextlib.closing(connect(path, key, read_only=read_only, timeout=_PATIENCE)) as connection,
    ):
        if not read_only:
            connection.execute("pragma synchronous = full").fetchone()
            connection.execute(_CREATE)
        yield connection
