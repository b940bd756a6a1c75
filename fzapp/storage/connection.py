"""How a database file is opened, with a password and without: the one place that knows two SQLite libraries.

A file without a password is opened by `sqlite3` of the standard library; one with a password by SQLCipher,
which is loaded only then. Both answer the same calls, so everybody else speaks of `sqlite3.Connection` and of
`errors()`. An encrypted file is a plain SQLCipher 4 file: any program that knows SQLCipher opens it by the
password alone, also in twenty years.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import unicodedata
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_MAGIC = b"SQLite format 3\x00"
_PAGE, _SALT = 4096, 16
_ROUNDS = 256_000
"""PBKDF2-HMAC-SHA512, as SQLCipher 4 does it by default: a try costs a fifth of a second and more."""
_NOISE = 200
"""Different bytes on the first page: an encrypted one has about 256, a page of text or of a table far fewer."""
_ENCRYPTED = "sqlcipher3.dbapi2"
_CACHE = 24_000
"""KB of deciphered pages that a connection remembers: with the 8 MB of the library, searching pays a third more."""
_PRIMARY = 0xFF


class Key:
    """A password and what it opens. Shows nothing of itself, in no log and no report.

    Each file has a salt of its own; what the password makes of it is remembered, since that takes time
    on purpose and a reader is opened many times a minute. New files share the salt of the first one.
    """

    __slots__ = ("_made", "_password")

    def __init__(self, password: str) -> None:
        """`password` in any spelling of its characters: composed and decomposed ones are the same."""
        self._password = unicodedata.normalize("NFC", password).encode()
        self._made: dict[bytes, str] = {}

    def for_file(self, path: Path) -> str:
        """The key of a file as `pragma key` takes it; of a new file, with a salt for it."""
        with contextlib.suppress(OSError), path.open("rb") as stream:
            salt = stream.read(_SALT)
            if len(salt) == _SALT:
                return self._with(salt)
        return self._with(next(iter(self._made), None) or os.urandom(_SALT))

    def is_same(self, other: Key) -> bool:
        """Whether both are the same password; takes as long for every wrong one."""
        import hmac  # noqa: PLC0415  only for an archive that has a password

        return hmac.compare_digest(self._password, other._password)

    def _with(self, salt: bytes) -> str:
        if salt not in self._made:
            import hashlib  # noqa: PLC0415  only for an archive that has a password

            made = hashlib.pbkdf2_hmac("sha512", self._password, salt, _ROUNDS, 32)
            self._made[salt] = f"x'{made.hex()}{salt.hex()}'"
        return self._made[salt]


def connect(
    path: Path, key: Key | None = None, *, read_only: bool = False, timeout: float = 5.0
) -> sqlite3.Connection:
    """Open a database file, transactions by hand, rows by name. A new one is for this user's eyes only.

    A connection that only reads may go on from one thread to another.

    With `key` a new file is encrypted, and an encrypted one opened; a plain one is opened as it is.
    Whether the key fits shows at the first read (SQLITE_NOTADB).
    """
    if not read_only and not path.exists():
        with contextlib.suppress(OSError):  # SQLite says better what is wrong with the place
            path.touch(mode=0o600)
    address = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
    if key is None or is_plain(path):
        connection = sqlite3.connect(
            address, uri=True, isolation_level=None, timeout=timeout, check_same_thread=not read_only
        )
        connection.row_factory = sqlite3.Row
        return connection
    encrypted = encrypting(address, timeout=timeout, one_thread=not read_only)
    encrypted.row_factory = sys.modules[_ENCRYPTED].Row
    encrypted.execute(f'pragma key = "{key.for_file(path)}"').fetchone()
    encrypted.execute(f"pragma cache_size = -{_CACHE}")
    return encrypted


def encrypting(
    address: str = ":memory:", *, timeout: float = 5.0, one_thread: bool = True
) -> sqlite3.Connection:
    """A connection of the library that knows both kinds of files, plain tuples for rows."""
    from sqlcipher3 import dbapi2  # noqa: PLC0415  twenty megabytes that a plain archive does not need

    library: Any = dbapi2
    connection = library.connect(
        address, uri=True, isolation_level=None, timeout=timeout, check_same_thread=one_thread
    )
    connection.execute("pragma cipher_log_level = none").fetchone()  # it would write to the console
    return cast("sqlite3.Connection", connection)


def errors() -> tuple[type[sqlite3.Error], ...]:
    """What the libraries raise, for an `except`; each has `sqlite_errorcode`."""
    loaded: Any = sys.modules.get(_ENCRYPTED)
    return (sqlite3.Error,) if loaded is None else (sqlite3.Error, loaded.Error)


def primary_code(error: BaseException) -> int | None:
    """SQLite's own number for what went wrong, without its finer half; None when it has none."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY


def is_plain(path: Path) -> bool:
    """Whether a file can be read without a password."""
    return _first_page(path).startswith(_MAGIC)


def is_encrypted(path: Path) -> bool:
    """Whether a file looks like one that wants a password: a first page of noise, nothing else has that."""
    page = _first_page(path)
    return len(page) == _PAGE and not page.startswith(_MAGIC) and len(set(page)) >= _NOISE


def opens(path: Path, key: Key | None) -> bool:
    """Whether `key` opens a file. Damage further inside is not looked for."""
    try:
        with contextlib.closing(connect(path, key, read_only=True)) as connection:
            connection.execute("select count(*) from sqlite_master").fetchone()
    except errors():
        return False
    return True


def fill_value(
    connection: sqlite3.Connection, table: str, column: str, row: int, parts: Iterable[bytes]
) -> None:
    """Write into a value that has its size already, piece by piece."""
    opened: Any = getattr(connection, "blobopen", None) or getattr(connection, "open_blob")  # noqa: B009
    with contextlib.closing(opened(table, column, row)) as stored:
        for part in parts:
            stored.write(part)


def _first_page(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_PAGE)
    except OSError:
        return b""
