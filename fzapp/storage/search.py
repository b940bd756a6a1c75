"""The index of all texts: an FTS5 table without text of its own, one token for each character.

Chinese has no blanks, so whole words cannot be told apart; with single characters and phrases every
piece of text of any length is found, marks and digits included. A row of the index is a paragraph: its
key is the section's times `_STEP` plus the number of the paragraph, 0 being the heading. Titles of reports stand under minus the report's key.
"""

from __future__ import annotations

import json
import time
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.storage import tables
from fzapp.text.search_text import folded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Image, RowChange

_AT_A_TIME = 20_000
"""Rows of ledgers looked at before the clock is looked at again."""
_STEP = 1 << 16
"""More paragraphs than a section can have."""

INDEXED = frozenset({tables.SECTION.name, tables.REPORT.name})
"""The tables whose texts stand in the index."""

# every visible character is a token: without the categories, marks would part tokens and not be found
_CREATE = """
create virtual table {name} using fts5(
    body, content='',
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
)
"""
_INSERT = "insert into {name} (rowid, body) values (?, ?)"
_REMOVE = "insert into {name} ({name}, rowid, body) values ('delete', ?, ?)"
_NAME, _NEW = "text_index", "text_index_new"
_UNTIL = "text_index_until"
"""While the index is made anew: the sections up to which the new one reaches."""
_SECTIONS_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: a paragraph of a section (`paragraph` 0: its heading), or a report's title."""

    section_id: int
    paragraph: int
    report_id: int = 0


def create(connection: sqlite3.Connection) -> None:
    """Make the empty index."""
    connection.execute(_CREATE.format(name=_NAME))


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index anew from every text of the archive, in one go."""
    begin_anew(connection)
    while go_on(connection):
        pass
    take_new(connection)


def begin_anew(connection: sqlite3.Connection) -> None:
    """Begin a new index beside the old one, with the titles of the reports.

    It is filled in several transactions: changes meanwhile follow into both, into the new one as far as it reaches.
    """
    give_up_new(connection)
    connection.execute(_CREATE.format(name=_NEW))
    connection.execute(f"create table {_UNTIL} (section integer not null)")
    connection.execute(f"insert into {_UNTIL} values (0)")  # noqa: S608  a name of ours
    for row in connection.execute("select * from report").fetchall():
        _insert(connection, _NEW, _entries(tables.REPORT.name, dict(row)))


def go_on(connection: sqlite3.Connection, most: int = _SECTIONS_AT_ONCE) -> int:
    """Take the next sections into the new index, at most so many; answers how many there were."""
    rows = connection.execute(
        f"select * from section where id > (select section from {_UNTIL}) order by id limit ?",  # noqa: S608
        (most,),
    ).fetchall()
    for row in rows:
        _insert(connection, _NEW, _entries(tables.SECTION.name, dict(row)))
    if rows:
        connection.execute(f"update {_UNTIL} set section = ?", (rows[-1]["id"],))  # noqa: S608
    return len(rows)


def take_new(connection: sqlite3.Connection) -> None:
    """Put the new index, which holds everything by now, in place of the old one."""
    connection.execute(f"drop table if exists {_NAME}")
    connection.execute(f"drop table {_UNTIL}")
    connection.execute(f"alter table {_NEW} rename to {_NAME}")


def give_up_new(connection: sqlite3.Connection) -> None:
    """Leave the old index as it is, and nothing of a new one."""
    connection.execute(f"drop table if exists {_NEW}")
    connection.execute(f"drop table if exists {_UNTIL}")


def follow(connection: sqlite3.Connection, rows: Iterable[RowChange]) -> None:
    """Take rows of a transaction into the index, inside that transaction."""
    until = _new_reaches(connection)
    for change in rows:
        if change.table not in INDEXED:
            continue
        _follow(connection, _NAME, change)
        if until is not None and (change.table == tables.REPORT.name or change.id <= until):
            _follow(connection, _NEW, change)


def _new_reaches(connection: sqlite3.Connection) -> int | None:
    """The section up to which a new index reaches; None when none is being made."""
    if connection.execute("select 1 from sqlite_master where name = ?", (_UNTIL,)).fetchone() is None:
        return None
    return int(connection.execute(f"select section from {_UNTIL}").fetchone()[0])  # noqa: S608


def _follow(connection: sqlite3.Connection, name: str, change: RowChange) -> None:
    after = dict(_entries(change.table, change.after)) if change.after else {}
    if change.before is None:
        _insert(connection, name, after.items())
        return
    before = dict(_entries(change.table, change.before))
    gone = [(key, text) for key, text in before.items() if after.get(key) != text]
    new = [(key, text) for key, text in after.items() if before.get(key) != text]
    connection.executemany(_REMOVE.format(name=name), gone)
    _insert(connection, name, new)


def _insert(connection: sqlite3.Connection, name: str, entries: Iterable[tuple[int, str]]) -> None:
    connection.executemany(_INSERT.format(name=name), entries)


def count(archive: Archive, words: Sequence[str]) -> int:
    """How many texts hold every one of `words` (folded, without blanks)."""
    rows = archive.read("select count(*) from text_index where text_index match ?", (phrases(words),))
    return int(rows[0][0])


def places(archive: Archive, words: Sequence[str], most: int) -> array[int]:
    """Keys of texts that hold every one of `words`, the newest first, at most `most`; see `place`."""
    rows = archive.read(
        "select rowid from text_index where text_index match ? order by rowid desc limit ?",
        (phrases(words), most),
    )
    return array("q", (row[0] for row in rows))


def place(key: int) -> Place:
    """What a key of the index stands for."""
    return Place(0, 0, -key) if key < 0 else Place(*divmod(key, _STEP))


def section_places(archive: Archive) -> dict[int, tuple[int, str, int, str, str]]:
    """Every section as (report, spec, year, genre, stage of the report): what hits are ranked by."""
    rows = archive.read(
        "select section.id, report_id, spec, year, genre, stage from section"
        " join report on report.id = section.report_id"
    )
    return {int(r[0]): (int(r[1]), str(r[2]), int(r[3]), str(r[4]), str(r[5])) for r in rows}


def ledger_row_ids(
    archive: Archive, words: Sequence[str], most: int, patience: float
) -> tuple[tuple[tuple[int, str], ...], bool]:
    """Rows of all ledgers, each with the code of its kind, whose stored cells may hold every one of `words`.

    The newest come first; after `patience` seconds what was found by then is answered. The second value
    says whether every row was looked at. The names of the fields are stored among the cells: whoever asks
    looks at the values once more.
    """
    like = " and ".join("cells like ? escape '\\'" for _ in words)
    wanted = [_like(word) for word in words]
    found: list[tuple[int, str]] = []
    last = int(archive.read("select coalesce(max(id), 0) from ledger_row")[0][0])
    until = time.monotonic() + patience
    while last > 0 and len(found) < most:
        if time.monotonic() > until:
            return tuple(found), False
        rows = archive.read(
            "select id, kind from ledger_row where id > ? and id <= ? and "  # noqa: S608  marks only
            f"{like} order by id desc limit ?",
            (last - _AT_A_TIME, last, *wanted, most - len(found)),
        )
        found += [(int(row[0]), str(row[1])) for row in rows]
        last -= _AT_A_TIME
    return tuple(found), len(found) < most


def sound(archive: Archive) -> bool:
    """Whether the index holds exactly the texts of the archive."""
    texts = sum(
        len(list(_entries(name, dict(row))))
        for name in (tables.SECTION.name, tables.REPORT.name)
        for row in archive.read(f'select * from "{name}"')  # noqa: S608  a table of ours
    )
    (row,) = archive.read("select count(*) from text_index")
    return int(row[0]) == texts


def _entries(table: str, image: Image) -> Iterator[tuple[int, str]]:
    """The texts of a row as (key, characters parted by blanks); empty texts have no entry."""
    key = int(image["id"] or 0)
    if table == tables.REPORT.name:
        texts = [(-key, str(image["title"]))]
    else:
        body = str(image["body"]).split("\n")
        texts = [(key * _STEP + number, text) for number, text in enumerate([str(image["heading"]), *body])]
    for number, text in texts:
        letters = " ".join("".join(folded(text).split()))
        if letters:
            yield number, letters


def _like(word: str) -> str:
    inside = json.dumps(word, ensure_ascii=False)[1:-1]
    for mark in ("\\", "%", "_"):
        inside = inside.replace(mark, "\\" + mark)
    return f"%{inside}%"


def phrases(words: Sequence[str]) -> str:
    """What FTS5 is asked: each word as a phrase of its characters, all of them wanted."""
    return " ".join('"' + " ".join(letter.replace('"', '""') for letter in word) + '"' for word in words)
