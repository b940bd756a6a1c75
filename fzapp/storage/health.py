"""Is an archive sound, and what does a copy of it hold: read without changing anything."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.audit import mark_of
from fzapp.domain.errors import ArchiveDamaged, UserError
from fzapp.storage import blobs, evidence_index, migrations, search
from fzapp.storage.connection import connect, errors
from fzapp.storage.failures import damaged
from fzapp.storage.schema_amounts import INDEX

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path, PurePath

    from fzapp.storage.archive import Archive
    from fzapp.storage.connection import Key

_HASH = re.compile("[0-9a-f]{64}")
_ENDING = re.compile(r"(?:^[^.]*|\.\w{0,12})$")
"""A backup may come from elsewhere: what it names must not lead out of the evidence folder."""
_SCHEMING = re.compile(r"\bcheck\s*\(|\bgenerated\b|\bas\s*\(|\bcollate\b|\bwhere\b")
"""Marks of a schema that computes something; of ours the index of amounts alone does."""
_WANTED = ("report", "section", "ledger_row", "evidence")
_NAMED = """
select 'report', id, year || '年　' || coalesce(nullif(title, ''), source_name) from report
union all select 'section', id, coalesce(nullif(heading, ''), substr(body, 1, 30)) from section
union all select 'ledger_row', id, kind || '　' || year || '年　' || coalesce(happened, '') from ledger_row
union all select 'evidence', id, name from evidence
"""
"""What a person knows the rows of an archive by."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What a database file holds: rows by table, titles of its reports, the time of its last change.

    `files` are the evidence files it names: their place below the evidence folder, their hash, their size.
    """

    counts: dict[str, int]
    titles: tuple[str, ...]
    last_change: str
    files: tuple[tuple[PurePath, str, int], ...]


NOTHING = Inside({}, (), "", ())
"""What a file holds that cannot be read."""


def faults(archive: Archive) -> tuple[str, ...]:
    """What SQLite finds wrong with the file, in its own words; () when nothing."""
    found = [str(row[0]) for row in archive.read("pragma integrity_check")]
    broken = archive.read("pragma foreign_key_check")
    return (*(line for line in found if line != "ok"), *(str(row[0]) for row in broken))


def is_readable(archive: Archive) -> bool:
    """Whether every page can be read, by a quick look through a connection of its own: for a worker."""
    try:
        with archive.reader() as connection:
            return str(connection.execute("pragma quick_check(1)").fetchone()[0]) == "ok"
    except ArchiveDamaged:
        return False


def index_is_whole(archive: Archive) -> bool:
    """Whether the indexes of texts and of evidence hold what the archive holds."""
    return search.sound(archive) and evidence_index.sound(archive)


def begun(archive: Archive) -> str:
    """When the first change was made, ISO; "" for an archive without any."""
    return str(archive.read("select min(at) from change")[0][0] or "")


def evidence_files(archive: Archive) -> Iterator[tuple[str, str]]:
    """Name and hash of every file that the archive says it keeps, each once."""
    rows = archive.read("select distinct sha256, name from evidence order by name")
    yield from ((str(row["name"]), str(row["sha256"])) for row in rows)


def named_rows(path: Path, key: Key | None) -> dict[tuple[str, int], str]:
    """What reports, sections, ledger rows and files of a sound archive are called, by table and number."""
    with contextlib.closing(connect(path, key, read_only=True)) as connection:
        rows = connection.execute(_NAMED).fetchall()
    return {(str(row[0]), int(row[1])): str(row[2] or "") for row in rows}


def record_head(path: Path, key: Key | None) -> str:
    """How far the record of who did what went in a database file, as far as it can be read."""
    try:
        with contextlib.closing(connect(path, key, read_only=True)) as connection:
            row = connection.execute("select id, head from audit order by id desc limit 1").fetchone()
    except errors():
        return "换下的操作记录读不出来"
    return f"换下的操作记录到第{row[0]}条，校验码{mark_of(row[1])}" if row else "换下的没有操作记录"


def inside(path: Path, key: Key | None) -> Inside:
    """Look into a database file, which may come from anywhere.

    Raises `UserError` when it is no archive, damaged, or shut by another password.
    """
    try:
        with contextlib.closing(connect(path, key, read_only=True)) as connection:
            migrations.check_not_newer(connection)
            if not _check_plain(connection):
                connection.execute("pragma trusted_schema = off")
            _check_size(connection, path)
            if connection.execute("pragma integrity_check").fetchone()[0] != "ok":
                raise UserError(f"备份“{path.name}”已经损坏", "换一份更早的备份")
            return _looked_into(connection)
    except (*errors(), UnicodeDecodeError, ArchiveDamaged) as error:
        raise UserError(f"“{path.name}”不是档案库的备份", "选“backups”文件夹里的备份文件") from error


def _check_plain(connection: sqlite3.Connection) -> bool:
    """Refuse what could keep a reader busy or deceive it: an archive is made of plain tables alone.

    Our own index of amounts is the one that computes something, known by its every word. Answers whether it is
    there: SQLite up to 3.40 trusts its own functions of JSON no more than a stranger's. Raises `ArchiveDamaged`.
    """
    computing = False
    for kind, sql in connection.execute("select type, sql from sqlite_master"):
        if kind == "index" and sql == f"CREATE INDEX {INDEX}":
            computing = True
            continue
        text = str(sql or "").lower()
        virtual = text.startswith("create virtual table") and " using fts5(" not in text
        reckons = kind == "index" and text.count("(") > 1
        if kind not in ("table", "index") or virtual or reckons or _SCHEMING.search(text):
            raise damaged()
    return computing


def _check_size(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file with far more in it than its pages. Raises `ArchiveDamaged`."""
    # SQLCipher answers numbers as text
    pages, size = (int(connection.execute(f"pragma page_{of}").fetchone()[0]) for of in ("count", "size"))
    if path.stat().st_size > pages * size:
        raise damaged()


def _looked_into(connection: sqlite3.Connection) -> Inside:
    there = {row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")}
    counts = {
        name: int(connection.execute(f'select count(*) from "{name}"').fetchone()[0])  # noqa: S608
        for name in _WANTED
        if name in there
    }
    rows = connection.execute("select year, title, source_name from report order by year desc, id")
    titles = tuple(f"{row[0]}年　{row[1] or row[2]}" for row in rows)
    named = connection.execute("select distinct sha256, name, size from evidence").fetchall()
    last = connection.execute("select max(at) from change").fetchone()[0]
    files = tuple(
        (blobs.below(digest, name), digest, int(size))
        for digest, name, size in named
        if _HASH.fullmatch(str(digest)) and _ENDING.search(str(name)) and size is not None
    )
    return Inside(counts, titles, str(last or ""), files)
