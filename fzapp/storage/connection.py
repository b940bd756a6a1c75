"""How a database file is opened, with a password and without: the one place that knows two SQLite libraries.

A file without a password is opened by `sqlite3` of the standard library; one with a password by SQLCipher,
which is loaded only then. Both answer the same calls, so everybody else speaks of `sqlite3.Connection` and of
`errors()`. An encrypted file is a plain SQLCipher 4 file: any program that knows SQLCipher opens it by the
password and the two settings of its form, also in twenty years.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_MAGIC = b"SQLite format 3\x00"
_PAGE, _SALT = 4096, 16
_ROUNDS = 256_000
"""PBKDF2-HMAC-SHA512, as SQLCipher 4 does it by default: a try costs a fifth of a second and more."""
_NOISE = 200
"""Different bytes on the first page: an encrypted one has about 256, a page of text or of a table far fewer."""
_ENCRYPTED = "sqlcipher3.dbapi2"
_CACHE = 24_000
"""KB of deciphered pages that a connection remembers: with the 8 MB of the library, searching pays a third more."""
_PASSING = 2_000
"""The same while a large table is read from one end to the other, what a plain file has always: nothing is met
again, and to fill new memory with such pages costs as much as to decipher them."""
_FILLING = 5_000
"""The same of a plain file while very many rows are written: their indexes are filled in no order, and with the
2 MB of the library their pages are laid aside and fetched again, which takes a sixth of the time. More would save a
little yet, and an import of a hundred thousand rows would hold more than it may."""
_PRIMARY = 0xFF
_OWN_FILES = Path("/proc/self/fd")
"""Where Linux lists what this process has open; Windows has no such folder, and locks that need none."""


@dataclass(frozen=True, slots=True)
class _Form:
    """Settings of an encrypted file: bytes of a page, and what proves that a page is as it was written."""

    page_size: int
    hmac: str


_FORMS = (_Form(16_384, "HMAC_SHA256"), _Form(_PAGE, "HMAC_SHA512"))
"""That of new files, and that of older ones, which is SQLCipher's own. With it, reading a large ledger for the
first time took twice as long as without a password: each page costs some microseconds before its first byte,
and SHA-256 is a third of the work of SHA-512 where the processor has instructions for it, as those of ARM and
x86 since 2019 do; without them both forms cost the same. A changed password brings the new form."""


class Key:
    """A password and what it opens. Shows nothing of itself, in no log and no report.

    Each file has a salt of its own; what the password makes of it is remembered, since that takes time
    on purpose and a reader is opened many times a minute. New files share the salt of the first one, or of the
    one they are like, and with it the form.
    """

    __slots__ = ("_forms", "_made", "_password")

    def __init__(self, password: str) -> None:
        """`password` in any spelling of its characters: composed and decomposed ones are the same."""
        self._password = unicodedata.normalize("NFC", password).encode()
        self._made: dict[bytes, str] = {}
        self._forms: dict[bytes, _Form] = {}

    def salt_for(self, path: Path, like: Path | None = None) -> bytes:
        """The salt of a file; of a new one, that of the file it is to be `like`."""
        return (
            _salt_of(path) or (like and _salt_of(like)) or next(iter(self._made), None) or os.urandom(_SALT)
        )

    def forms(self, salt: bytes) -> tuple[_Form, ...]:
        """The forms that files with a salt may have, the likeliest first."""
        known = self._forms.get(salt)
        return _FORMS if known is None else (known,)

    def remember(self, salt: bytes, form: _Form) -> None:
        """Files with that salt have that form."""
        self._forms[salt] = form

    def is_same(self, other: Key) -> bool:
        """Whether both are the same password; takes as long for every wrong one."""
        import hmac  # noqa: PLC0415  only for an archive that has a password

        return hmac.compare_digest(self._password, other._password)

    def made_with(self, salt: bytes) -> str:
        """The key of a file with that salt, as `pragma key` takes it."""
        if salt not in self._made:
            import hashlib  # noqa: PLC0415  only for an archive that has a password

            made = hashlib.pbkdf2_hmac("sha512", self._password, salt, _ROUNDS, 32)
            self._made[salt] = f"x'{made.hex()}{salt.hex()}'"
        return self._made[salt]


def connect(
    path: Path,
    key: Key | None = None,
    *,
    read_only: bool = False,
    timeout: float = 5.0,
    like: Path | None = None,
    damaged: bool = False,
) -> sqlite3.Connection:
    """Open a database file, transactions by hand, rows by name. A new one is for this user's eyes only.

    A connection that only reads may go on from one thread to another.

    With `key` a new file is encrypted, and an encrypted one opened; a plain one is opened as it is.
    Whether the key fits shows at the first read (SQLITE_NOTADB). A new file that is to take over another's
    pages is made `like` it. One that may be `damaged` is read past tables that make no sense, and also when it
    is shorter than it says.
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
        if damaged:
            connection.execute("pragma writable_schema = on").fetchone()
        return connection
    encrypted = _unlocked(path, key, like, lambda: _opened(address, timeout, one_thread=not read_only))
    encrypted.row_factory = sys.modules[_ENCRYPTED].Row
    if damaged:
        encrypted.execute("pragma writable_schema = on").fetchone()
    remember_pages(encrypted)
    return encrypted


def folded(connection: sqlite3.Connection, *, patient: bool) -> bool:
    """Fold the write-ahead log into its file, and answer whether that is done; only the `patient` wait for readers."""
    usual = connection.execute("pragma busy_timeout").fetchone()[0]
    if not patient:
        connection.execute("pragma busy_timeout = 0").fetchone()
    try:
        return not connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
    finally:
        connection.execute(f"pragma busy_timeout = {usual}").fetchone()


def remember_pages(connection: sqlite3.Connection) -> None:
    """Let a connection to an encrypted file remember the pages it has deciphered, as a new one does."""
    connection.execute(f"pragma cache_size = -{_CACHE}")


def read_through(connection: sqlite3.Connection) -> None:
    """Let a connection remember few pages from now on, since it is to read a large table once."""
    connection.execute(f"pragma cache_size = -{_PASSING}")


def write_many(connection: sqlite3.Connection, sql: str, rows: Iterable[Sequence[str | int | None]]) -> None:
    """Carry out a statement for very many rows, and remember the pages of their indexes meanwhile."""
    before = int(connection.execute("pragma cache_size").fetchone()[0])
    if before > -_FILLING:
        connection.execute(f"pragma cache_size = -{_FILLING}")
    try:
        connection.executemany(sql, rows)
    finally:
        connection.execute(f"pragma cache_size = {before}")


def sorts_in_memory(connection: sqlite3.Connection) -> bool:
    """Whether what a query sorts is never laid aside on the disk: the library for encrypted files is built so.

    A million rows are sorted there in one heap, at twice the price.
    """
    return type(connection) is not sqlite3.Connection


def recoding(source: Path, target: Path, old: Key | None, new: Key | None) -> sqlite3.Connection:
    """A connection to `source` that has the new file `target` beside it as "new", each with its own password."""
    address = f"{source.absolute().as_uri()}?mode=rw"
    if old is None or is_plain(source):
        connection = _opened(address)
    else:
        connection = _unlocked(source, old, None, lambda: _opened(address))
    salt = new.salt_for(target) if new is not None else b""
    connection.execute("attach ? as new key ?", (str(target), new.made_with(salt) if new is not None else ""))
    if new is not None:
        _shape(connection, "new", new.forms(salt)[0])
        new.remember(salt, new.forms(salt)[0])
    return connection


def _unlocked(
    path: Path, key: Key, like: Path | None, opened: Callable[[], sqlite3.Connection]
) -> sqlite3.Connection:
    """A connection with the key and the form of the file. Where none fits, its first read says so."""
    salt = key.salt_for(path, like)
    forms = key.forms(salt)
    for form in forms:
        connection = _keyed(opened(), key.made_with(salt), form)
        if len(forms) == 1 or not path.stat().st_size or _is_read(connection):
            key.remember(salt, form)
            return connection
        connection.close()
    return _keyed(opened(), key.made_with(salt), forms[0])


def _keyed(connection: sqlite3.Connection, words: str, form: _Form) -> sqlite3.Connection:
    connection.execute(f'pragma key = "{words}"').fetchone()
    _shape(connection, "main", form)
    return connection


def _shape(connection: sqlite3.Connection, name: str, form: _Form) -> None:
    connection.execute(f"pragma {name}.cipher_page_size = {form.page_size}").fetchone()
    connection.execute(f"pragma {name}.cipher_hmac_algorithm = {form.hmac}").fetchone()


def _is_read(connection: sqlite3.Connection) -> bool:
    """Whether the first page makes sense; what is wrong further inside says nothing of the form."""
    try:
        connection.execute("select count(*) from sqlite_master").fetchone()
    except errors() as error:
        return primary_code(error) == sqlite3.SQLITE_CORRUPT
    return True


def _opened(address: str, timeout: float = 5.0, *, one_thread: bool = True) -> sqlite3.Connection:
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


def _salt_of(path: Path) -> bytes | None:
    salt = _beginning(path, _SALT)
    return salt if len(salt) == _SALT else None


def _first_page(path: Path) -> bytes:
    return _beginning(path, _PAGE)


def _beginning(path: Path, size: int) -> bytes:
    """The first bytes of a file; b"" of what is none: a pipe would be waited for."""
    try:
        if not path.is_file():
            return b""
        held = _beginning_held(path, size)
        if held is not None:
            return held
        with path.open("rb") as stream:
            return stream.read(size)
    except OSError:
        return b""


def _beginning_held(path: Path, size: int) -> bytes | None:
    """The first bytes of a file that this process has open, read without opening it again; None when it has not.

    Where locks are POSIX's, closing any descriptor of a file gives up every lock of the process on it, those of
    its connections too; then another process takes the log away from under them (sqlite.org/howtocorrupt, 2.2).
    """
    if not _OWN_FILES.is_dir():
        return None
    wanted = path.stat()
    for own in _OWN_FILES.iterdir():
        with contextlib.suppress(OSError):  # closed meanwhile, or not for reading
            if os.path.samestat(os.fstat(int(own.name)), wanted):
                data = os.pread(int(own.name), size, 0)
                if os.path.samestat(os.fstat(int(own.name)), wanted):
                    return data
    return None
