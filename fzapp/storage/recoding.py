"""A database written anew under another password, or none, and held against the one it came from."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from fzapp.domain.errors import UserError
from fzapp.storage.connection import recoding
from fzapp.storage.failures import told

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from fzapp.storage.connection import Key


def recode(source: Path, target: Path, old: Key | None, new: Key | None) -> int:
    """Write the database `source` to the new file `target`; answers how many rows it has.

    What is compared: the version, the definition of every table, index and trigger, the rows of every table,
    and the new file as a whole. Raises `UserError` when anything differs or the disk refuses.
    """
    target.touch(mode=0o600)
    with told(), contextlib.closing(recoding(source, target, old, new)) as library:
        for pragma in (
            "journal_mode",
            "synchronous",
        ):  # whoever calls brings the whole to the disk, or drops it
            library.execute(f"pragma new.{pragma} = off").fetchone()
        version = _one(library, "pragma main.user_version")
        library.execute("select sqlcipher_export('new', 'main')").fetchone()
        library.execute(f"pragma new.user_version = {int(version)}").fetchone()
        rows, before = _contents(library, "main")
        if _contents(library, "new") != (rows, before) or _one(library, "pragma new.integrity_check") != "ok":
            raise UserError(f"“{source.name}”另写一份以后核对不一致，密码没有换", "检查磁盘是否正常后再换")
    return rows


def _contents(library: sqlite3.Connection, name: str) -> tuple[int, object]:
    """All rows together, and what must be the same: version, definitions, rows by table."""
    schema = library.execute(
        f"select type, name, sql from {name}.sqlite_master where name not like 'sqlite\\_%' escape '\\' order by 1, 2"  # noqa: S608  a name of ours
    ).fetchall()
    tables = [
        str(table)
        for kind, table, sql in schema
        if kind == "table" and not str(sql).upper().startswith("CREATE VIRTUAL")
    ]
    counts = {table: int(_one(library, f'select count(*) from {name}."{table}"')) for table in tables}  # noqa: S608
    return sum(counts.values()), (_one(library, f"pragma {name}.user_version"), schema, counts)


def _one(library: sqlite3.Connection, sql: str) -> Any:  # noqa: ANN401  whatever SQLite answers
    return library.execute(sql).fetchone()[0]
