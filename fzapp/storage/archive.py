"""The archive: one SQLite file, one door for every change, one history to undo by.

Journal: WAL with synchronous=FULL. It loses no committed row in the power-cut model, a long read never
blocks a write, and because `settle` folds the log back into the file when the user pauses, a hand copy
of archive.db alone is complete (tests/scenarios/test_durability.py holds all three).
"""

from __future__ import annotations

import contextlib
import datetime
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from fzapp.domain.errors import ArchiveUnusable, PasswordNeeded, StaleChange, UserError
from fzapp.infra.machine import user_and_machine
from fzapp.storage import backups, changes, migrations, tables, vault
from fzapp.storage.changes import Change, Op, PackedRows, RowChange, RowLog
from fzapp.storage.connection import connect, errors, fill_value, folded, is_plain, write_many
from fzapp.storage.failures import told
from fzapp.storage.folder import (
    BACKUP_FOLDER,
    EVIDENCE_FOLDER,
    FILE_NAME,
    SEALING_FOLDER,
    VAULT_NAME,
    is_sealed,
    make,
)
from fzapp.storage.readers import Readers

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from pathlib import Path

    from fzapp.domain.audit import AuditKind
    from fzapp.storage.changes import Image
    from fzapp.storage.connection import Key
    from fzapp.storage.tables import Table, Value

HISTORY_KEPT = 500
"""Operations that can still be undone after a restart; older ones keep their line without the rows."""

_TOLD_EVERY = 500
"""Rows between two words on how far the undoing of a change is."""

PRAGMAS = ("journal_mode = wal", "synchronous = full", "foreign_keys = on", "busy_timeout = 2000")


def local_time() -> str:
    """The time as stored: ISO 8601, local, whole seconds."""
    return datetime.datetime.now().isoformat(timespec="seconds")  # noqa: DTZ005  the clerk's own clock


class Writer:
    """Changes rows inside a transaction and keeps their images. Made by `Archive.transact` only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.rows = RowLog()

    def insert(self, table: Table, /, **values: Value) -> int:
        """Add a row; answer its key."""
        return self._insert(table, values)

    def insert_many(self, table: Table, rows: Iterable[Sequence[Value]]) -> None:
        """Add rows given in the order of the table's columns, every value of its column's own type.

        A hundred thousand rows are not read back, and their images are packed as they come.
        """
        names = ("id", *table.columns)
        marks = ", ".join("?" * len(names))
        columns = ", ".join(f'"{name}"' for name in names)
        last = self._connection.execute(f'select coalesce(max(id), 0) from "{table.name}"').fetchone()[0]  # noqa: S608

        def logged() -> Iterator[tuple[Value, ...]]:
            for key, row in enumerate(rows, last + 1):
                line = (key, *row)
                self.rows.append(RowChange(table.name, key, None, dict(zip(names, line, strict=True))))
                yield line

        write_many(self._connection, f'insert into "{table.name}" ({columns}) values ({marks})', logged())  # noqa: S608

    def update(self, table: Table, key: int, /, **values: Value) -> None:
        """Change columns of the row `key`; the row must exist."""
        before = self._image(table, key)
        if before is None:
            raise StaleChange("要改的内容已经不在了", "刷新后再试")
        if all(before[name] == value for name, value in values.items()):
            return
        marks = ", ".join(f'"{name}" = ?' for name in self._checked(table, values))
        self._connection.execute(f'update "{table.name}" set {marks} where id = ?', [*values.values(), key])  # noqa: S608
        self.rows.append(RowChange(table.name, key, before, self._image(table, key)))

    def delete(self, table: Table, key: int) -> None:
        """Remove the row `key`; nothing happens when it is gone already."""
        before = self._image(table, key)
        if before is not None:
            self._connection.execute(f'delete from "{table.name}" where id = ?', [key])  # noqa: S608
            self.rows.append(RowChange(table.name, key, before, None))

    def restore(self, row: RowChange) -> None:
        """Put a row back to its image before. Raises `StaleChange` when it changed since."""
        table = tables.BY_NAME[row.table]
        if self._image(table, row.id) != row.after:
            raise StaleChange("这一步之后内容又改过，不能直接撤销", "先撤销后来的改动")
        if row.before is None:
            self.delete(table, row.id)
        elif row.after is None:
            self._insert(table, row.before)
        else:
            self.update(table, row.id, **{name: row.before[name] for name in table.columns})

    def _insert(self, table: Table, values: Image) -> int:
        names = ", ".join(f'"{name}"' for name in self._checked(table, values))
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(
            f'insert into "{table.name}" ({names}) values ({marks})',  # noqa: S608
            list(values.values()),
        )
        key = int(cursor.lastrowid or 0)
        self.rows.append(RowChange(table.name, key, None, self._image(table, key)))
        return key

    def _checked(self, table: Table, values: Image) -> Image:
        """The values, once it is certain that each names a column: the names go into SQL text."""
        unknown = set(values) - set(table.columns) - {"id"}
        if unknown:
            raise KeyError(f"{table.name}: {sorted(unknown)}")
        return values

    def _image(self, table: Table, key: int) -> Image | None:
        row = self._connection.execute(f'select * from "{table.name}" where id = ?', [key]).fetchone()  # noqa: S608
        return None if row is None else dict(row)


class Transaction:
    """What `Archive.transact` hands out: the writer, and after the block the change."""

    def __init__(self, writer: Writer) -> None:
        self.write = writer
        self.change: Change | None = None


class Reads(Protocol):
    """What rows can be read from: the archive itself on its own thread, a `Snapshot` on any."""

    def read(self, sql: str, parameters: tuple[Value | float, ...] = ()) -> list[sqlite3.Row]:
        """Rows of a query."""
        ...


class Snapshot:
    """The archive as it stands at one moment, for a worker. Made by `Archive.snapshot` only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read(self, sql: str, parameters: tuple[Value | float, ...] = ()) -> list[sqlite3.Row]:
        """Rows of a query."""
        return self._connection.execute(sql, parameters).fetchall()


class Archive:
    """An open archive. Threads other than the opener's read through `reader`.

    Only the opener writes, or for a very large change the one worker it is lent to, through `beside`.
    `key` is the password of an encrypted archive, and None when there is none.
    """

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, clock: Callable[[], str], key: Key | None
    ) -> None:
        self.folder = folder
        self.key = key
        self._connection = connection
        self._clock = clock
        self._listeners: list[Callable[[Change], None]] = []
        self._readers = Readers(self.path, key)
        self._lent = False

    @classmethod
    def open(cls, folder: Path, clock: Callable[[], str] = local_time, key: Key | None = None) -> Archive:
        """Open the archive in `folder`, making it when there is none and upgrading an older one.

        With `key` a new one gets that password. Raises `PasswordNeeded` when it wants one, `ArchiveUnusable`
        when it is damaged, newer than the program, locked or not writable. An upgrade is preceded by a copy
        in backups/. A broken-off change of the password is finished, or undone, first, a restore finished.
        """
        make(folder)
        _finish_sealing(folder)
        replaced = backups.finish_putting_back(folder)
        _check_door(folder, key)
        with told():
            connection = _connect(folder, key)
            try:
                migrations.check_not_newer(connection)
                backups.keep_before_upgrade(folder, connection, clock(), key)
                migrations.migrate(connection)
                migrations.check_whole(connection)
            except BaseException:
                connection.close()
                raise
        archive = cls(folder, connection, clock, key)
        backups.record_put_back(archive, replaced)
        return archive

    @property
    def path(self) -> Path:
        """The database file."""
        return self.folder / FILE_NAME

    @property
    def evidence_folder(self) -> Path:
        """Where original files are kept by hash."""
        return self.folder / EVIDENCE_FOLDER

    @property
    def backup_folder(self) -> Path:
        """Where backups are kept."""
        return self.folder / BACKUP_FOLDER

    def now(self) -> str:
        """The archive's clock, as stored."""
        return self._clock()

    def on_change(self, listener: Callable[[Change], None], *, first: bool = False) -> None:
        """Call `listener` after every committed change, on the writing thread.

        `first` is for what remembers values that the other listeners may ask for.
        """
        self._listeners.insert(0 if first else len(self._listeners), listener)

    @contextlib.contextmanager
    def transact(self, op: Op) -> Generator[Transaction]:
        """The door: one transaction, one line of history, one `Change` told to all listeners.

        An exception inside the block leaves the archive as it was. An operation that changed nothing
        leaves no line and tells nobody; `transaction.change` stays None.
        """
        transaction = Transaction(Writer(self._connection))
        with told(), self._atomic():
            yield transaction
            if transaction.write.rows:
                transaction.change = self._remember(op, transaction.write, None)
        self._tell(transaction.change)

    def revert(self, change: Change, progress: Callable[[int, int], object] | None = None) -> Change:
        """Undo `change` (or, given an undoing change, redo). Raises `StaleChange`, then nothing happened.

        `progress` is told of the rows now and then; what it raises leaves the archive as it was.
        """
        transaction = Transaction(Writer(self._connection))
        with told(), self._atomic():
            for done, row in enumerate(reversed(change.rows)):
                if progress is not None and done % _TOLD_EVERY == 0:
                    progress(done, len(change.rows))
                transaction.write.restore(row)
            root = change.reverts or change.id
            reverted = self._remember(change.op, transaction.write, root)
            self._connection.execute("update change set undone = 1 - undone where id = ?", (root,))
        self._tell(reverted)
        return reverted

    def lend(self) -> None:
        """Let a worker write through `beside` until `take_back`; what is asked of this one meanwhile is refused.

        Reading goes on, and sees nothing of what the worker has not finished.
        """
        self._lent = True

    def take_back(self) -> None:
        """Write here again; `adopt` what was changed beside."""
        self._lent = False

    @property
    def is_lent(self) -> bool:
        """Whether a worker writes at this moment."""
        return self._lent

    @contextlib.contextmanager
    def beside(self) -> Generator[Archive]:
        """The same archive through a connection of its own that may write, for the worker it is lent to."""
        with told():
            connection = _connect(self.folder, self.key)
        lent = Archive(self.folder, connection, self._clock, self.key)
        try:
            yield lent
        finally:
            lent._readers.close()
            connection.close()

    def revert_beside(self, change: Change, progress: Callable[[int, int], object]) -> Change:
        """The same as `revert` on a worker, while the archive is lent to it; `adopt` what it answers."""
        with self.beside() as archive:
            return archive.revert(change, progress)

    def adopt(self, change: Change) -> None:
        """Tell the listeners of a change that was made beside, on the thread they belong to."""
        self._tell(change)

    @contextlib.contextmanager
    def journal(self) -> Generator[sqlite3.Connection]:
        """A transaction outside the history, for drafts: told to nobody, undone by nothing."""
        with told(), self._atomic():
            yield self._connection

    def record(
        self, kind: AuditKind, action: str, subject: str, *, count: int = 0, content: str = ""
    ) -> None:
        """Append an act that changes nothing here (an export, a restore) to the record of who did what.

        `content` is the SHA-256 of the file that was written or read.
        """
        from fzapp.domain.audit import AuditEntry  # noqa: PLC0415  an archive opens without
        from fzapp.storage import audit  # noqa: PLC0415

        with self.journal() as connection:
            entry = AuditEntry(0, self._clock(), user_and_machine(), kind, action, subject, count, content, 0)
            audit.append(connection, entry)

    def read(self, sql: str, parameters: tuple[Value | float, ...] = ()) -> list[sqlite3.Row]:
        """Rows of a query on the writing thread; for the repositories of this layer only."""
        with told():
            return self._connection.execute(sql, parameters).fetchall()

    @contextlib.contextmanager
    def reader(self) -> Generator[sqlite3.Connection]:
        """A read-only connection with a steady view, for a worker thread; it may go on to another one."""
        with told(), self._readers.lend() as connection:
            yield connection

    @contextlib.contextmanager
    def snapshot(self) -> Generator[Snapshot]:
        """The archive of this moment, whatever is written meanwhile; for a worker."""
        with self.reader() as connection:
            connection.execute("begin")
            yield Snapshot(connection)

    def undoable(self) -> Change | None:
        """The newest change that has not been undone, also of an earlier start; None when there is none."""
        rows = self.read(
            "select * from change where reverts is null and undone = 0 and rows <> '' order by id desc limit 1"
        )
        return _change_of(rows[0]) if rows else None

    def history(self, limit: int = 100) -> list[tuple[str, str, int]]:
        """The newest operations as (time, label, rows touched), undoing ones marked."""
        rows = self.read("select at, op, reverts, row_count from change order by id desc limit ?", (limit,))
        return [
            (str(r["at"]), ("撤销：" if r["reverts"] else "") + Op(r["op"]).label, int(r["row_count"]))
            for r in rows
        ]

    def settle(self, *, patient: bool = True) -> bool:
        """Fold the write-ahead log into archive.db; answers whether the one file is the whole archive now.

        A reader with an older view delays it, for a while when `patient`; a worker that writes forbids it.
        """
        if self._lent:
            return False
        with told():
            return folded(self._connection, patient=patient)

    def copy_to(self, target: Path) -> dict[str, int]:
        """Write a consistent copy of the database to `target` (a new file); answer its rows by table.

        Through a connection of its own: a worker may do it while the clerk goes on writing.
        """
        with self.reader() as source:
            source.execute("begin")  # what is counted is what is copied
            counts = {
                table.name: int(source.execute(f'select count(*) from "{table.name}"').fetchone()[0])  # noqa: S608
                for table in tables.ALL
            }
            backups.copy_database(source, self.path, target, self.key)
        return counts

    def close(self) -> None:
        """Fold the log in and let go of the file."""
        self._readers.close()
        self.settle()
        self._connection.close()

    @contextlib.contextmanager
    def _atomic(self) -> Generator[None]:
        if self._lent:
            raise UserError("正在存一大批内容，这一步还没有做", "等它存完再做一次")
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:  # a full disk has ended it already
                self._connection.execute("rollback")
            raise
        try:
            self._connection.execute("commit")
        except errors():
            if self._connection.in_transaction:
                self._connection.execute("rollback")
            raise

    def _remember(self, op: Op, write: Writer, reverts: int | None) -> Change:
        """Let the index follow, write the line of history, and say what was done."""
        import hashlib  # noqa: PLC0415  an archive opens without what follows a change

        from fzapp.storage import audit, evidence_index, search  # noqa: PLC0415

        rows = write.rows.rows()
        change = Change(0, op, rows, reverts)
        if change.tables & search.INDEXED:
            search.follow(self._connection, rows)
        if change.tables & evidence_index.INDEXED:
            evidence_index.follow(self._connection, rows)
        at = self._clock()
        stored = "" if isinstance(rows, PackedRows) else changes.to_json(rows)
        cursor = self._connection.execute(
            "insert into change (at, op, reverts, row_count, rows, undone) values (?, ?, ?, ?, ?, 0)",
            (at, op.value, reverts, len(rows), stored),
        )
        key = int(cursor.lastrowid or 0)
        if isinstance(rows, PackedRows):
            digest = _write_packed(self._connection, key, rows)
        else:
            digest = hashlib.sha256(stored.encode()).hexdigest()
        self._connection.execute("update change set rows = '' where id = ?", (key - HISTORY_KEPT,))
        change = replace(change, id=key)
        audit.follow(self._connection, change, at, user_and_machine(), digest)
        return change

    def _tell(self, change: Change | None) -> None:
        if change is not None:
            for listener in tuple(self._listeners):
                listener(change)


def _finish_sealing(folder: Path) -> None:
    if (folder / SEALING_FOLDER).is_dir():
        from fzapp.storage import sealing  # noqa: PLC0415  once in the life of an archive, if at all

        sealing.finish(folder)


def _check_door(folder: Path, key: Key | None) -> None:
    """An archive with a password wants it, and one half with and half without is not touched."""
    if key is None and is_sealed(folder):
        raise PasswordNeeded("档案库设了密码", "输入密码后再打开")
    if key is not None and is_plain(folder / FILE_NAME):
        raise ArchiveUnusable(
            "档案库文件没有加密，旁边的材料却是加密的", "用备份恢复，或者把原来的“archive.db”放回来"
        )


def _connect(folder: Path, key: Key | None) -> sqlite3.Connection:
    connection = connect(folder / FILE_NAME, key)
    try:
        if key is not None and not (folder / VAULT_NAME).exists():
            vault.make(folder, key)
        for pragma in PRAGMAS:
            connection.execute(f"pragma {pragma}").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _write_packed(connection: sqlite3.Connection, key: int, rows: PackedRows) -> str:
    """The rows of a very large change into its line, piece by piece; answers their digest as stored."""
    import hashlib  # noqa: PLC0415  it is loaded by now

    connection.execute("update change set rows = cast(zeroblob(?) as text) where id = ?", (rows.size, key))
    digest = hashlib.sha256()

    def parts() -> Iterator[bytes]:
        for part in rows.parts():
            data = part.encode()
            digest.update(data)
            yield data

    fill_value(connection, "change", "rows", key, parts())
    return digest.hexdigest()


def _change_of(row: sqlite3.Row) -> Change:
    return Change(int(row["id"]), Op(row["op"]), changes.from_stored(row["rows"]), row["reverts"])
