"""The text of evidence files: kept once for each content, indexed while something refers to the file.

An entry of the index is a whole file; its lines are parted by a sign that no query holds, so that nothing is
found across the end of a line.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.storage import tables
from fzapp.storage.failures import understood
from fzapp.storage.search import phrases
from fzapp.text.search_text import folded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Image, RowChange

READER = 1
"""The version of the reader: texts of an earlier one are read anew."""

INDEXED = frozenset(
    {tables.EVIDENCE.name, tables.ROW_EVIDENCE.name, tables.SECTION_EVIDENCE.name, tables.OWN_FIGURE.name}
)
"""The tables by which a file is referred to."""

_LINE_END = "\x1f"
_INSERT = "insert into evidence_index (rowid, body) values (?, ?)"
_REMOVE = "insert into evidence_index (evidence_index, rowid, body) values ('delete', ?, ?)"

_REFERRED_TO = """
select e.sha256 from row_evidence r join evidence e on e.id = r.evidence_id
union select e.sha256 from section_evidence s join evidence e on e.id = s.evidence_id
union select json_extract(one.value, '$[0]') from own_figure f, json_each(f.evidence) one
"""
"""The hashes of the files that a row, a section or a figure refers to."""


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file of evidence by what is written about it: its name, and the captions it has got.

    `id` is its newest row; `year` the year of the ledger row it lies beside, or the one in which it was added.
    """

    id: int
    digest: str
    name: str
    captions: tuple[str, ...]
    year: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that is referred to and whose text is not known."""

    digest: str
    name: str


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """What was read of a file; `why` says why there is nothing, or less than all."""

    digest: str
    body: str
    why: str = ""


@understood()
def files(archive: Archive) -> tuple[EvidenceFile, ...]:
    """Every file that is referred to, once for its content, the newest first."""
    rows = archive.read(
        "select e.id, e.sha256, e.name, e.added_at, coalesce(r.caption, s.caption, '') caption, row.year"  # noqa: S608
        " from evidence e left join row_evidence r on r.evidence_id = e.id"
        " left join section_evidence s on s.evidence_id = e.id left join ledger_row row on row.id = r.row_id"
        f" where e.sha256 in ({_REFERRED_TO}) order by e.id desc"
    )
    found: dict[str, list[sqlite3.Row]] = {}
    for row in rows:
        found.setdefault(str(row["sha256"]), []).append(row)
    return tuple(_file(digest, same) for digest, same in found.items())


def unread(archive: Archive) -> tuple[Unread, ...]:
    """The files that are referred to and were not read yet, the newest first."""
    rows = archive.read(
        f"select sha256, name, max(id) from evidence where sha256 in ({_REFERRED_TO})"  # noqa: S608
        " and sha256 not in (select sha256 from evidence_text where reader = ?)"
        " group by sha256 order by max(id) desc",
        (READER,),
    )
    return tuple(Unread(str(row[0]), str(row[1])) for row in rows)


def put(connection: sqlite3.Connection, text: EvidenceText) -> None:
    """Keep what was read of a file, and index it when something refers to it."""
    _forget(connection, text.digest)
    connection.execute(
        "insert into evidence_text (sha256, body, why, reader, indexed) values (?, ?, ?, ?, 0)",
        (text.digest, text.body, text.why, READER),
    )
    _settle(connection, text.digest)


def follow(connection: sqlite3.Connection, rows: Iterable[RowChange]) -> None:
    """Let the index follow what a transaction did to the references, inside that transaction."""
    digests: set[str] = set()
    for change in rows:
        for image in (change.before, change.after):
            if image is not None and change.table in INDEXED:
                digests.update(_digests_of(connection, change.table, image))
    for digest in digests:
        _settle(connection, digest)


def holding(archive: Archive, word: str) -> frozenset[str]:
    """The hashes of the files whose text holds `word` (folded, without blanks)."""
    rows = archive.read(
        "select sha256 from evidence_text where id in"
        " (select rowid from evidence_index where evidence_index match ?)",
        (phrases((word,)),),
    )
    return frozenset(str(row[0]) for row in rows)


def body(archive: Archive, digest: str) -> str:
    """The text of a file; "" when there is none."""
    rows = archive.read("select body from evidence_text where sha256 = ?", (digest,))
    return str(rows[0][0]) if rows else ""


def rebuild(connection: sqlite3.Connection) -> None:
    """Empty the index, take in every text again, and have every file read anew when there is time."""
    connection.execute("insert into evidence_index (evidence_index) values ('delete-all')")
    connection.execute("update evidence_text set indexed = 0, reader = 0")
    for row in connection.execute("select sha256 from evidence_text").fetchall():
        _settle(connection, str(row[0]))


def sound(archive: Archive) -> bool:
    """Whether the index holds the texts of the files that are referred to, and no others."""
    (wrong,) = archive.read(
        f"select count(*) from evidence_text where indexed <> (body <> '' and sha256 in ({_REFERRED_TO}))"  # noqa: S608
    )
    (marked,) = archive.read("select count(*) from evidence_text where indexed = 1")
    (there,) = archive.read("select count(*) from evidence_index")
    return int(wrong[0]) == 0 and int(marked[0]) == int(there[0])


def _file(digest: str, rows: Sequence[sqlite3.Row]) -> EvidenceFile:
    newest = rows[0]
    captions = dict.fromkeys(str(row["caption"]) for row in rows if row["caption"])
    names = dict.fromkeys(str(row["name"]) for row in rows)
    year = next((int(row["year"]) for row in rows if row["year"]), int(str(newest["added_at"])[:4] or 0))
    first, *others = names
    return EvidenceFile(int(newest["id"]), digest, first, (*captions, *others), year)


def _digests_of(connection: sqlite3.Connection, table: str, image: Image) -> set[str]:
    """The hashes of the files that a row is about."""
    if table == tables.EVIDENCE.name:
        return {str(image["sha256"])}
    if table == tables.OWN_FIGURE.name:
        return {str(digest) for digest, _ in json.loads(str(image["evidence"] or "[]"))}
    rows = connection.execute("select sha256 from evidence where id = ?", (image["evidence_id"],))
    return {str(row[0]) for row in rows}


def _settle(connection: sqlite3.Connection, digest: str) -> None:
    """Have the text of a file in the index when something refers to it, and not otherwise."""
    row = connection.execute(
        "select id, body, indexed from evidence_text where sha256 = ?", (digest,)
    ).fetchone()
    if row is None:
        return
    wanted = bool(row["body"]) and bool(
        connection.execute(f"select ? in ({_REFERRED_TO})", (digest,)).fetchone()[0]
    )
    if wanted != bool(row["indexed"]):
        connection.execute(_INSERT if wanted else _REMOVE, (row["id"], _letters(str(row["body"]))))
        connection.execute("update evidence_text set indexed = ? where id = ?", (int(wanted), row["id"]))


def _forget(connection: sqlite3.Connection, digest: str) -> None:
    row = connection.execute(
        "select id, body, indexed from evidence_text where sha256 = ?", (digest,)
    ).fetchone()
    if row is not None and row["indexed"]:
        connection.execute(_REMOVE, (row["id"], _letters(str(row["body"]))))
    connection.execute("delete from evidence_text where sha256 = ?", (digest,))


def _letters(text: str) -> str:
    """The characters of a text parted by blanks, its lines by the sign between lines."""
    lines = ("".join(line.split()) for line in folded(text).split("\n"))
    return f" {_LINE_END} ".join(" ".join(line) for line in lines if line)
