"""Packages that were made, and the evidence files that belong into one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fzapp.storage import blobs, tables
from fzapp.storage.failures import understood

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fzapp.storage.archive import Archive, Writer

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Submission:
    """A package: `version` counts from 1 for each report, `bytes` is its size, `head` its printed hash."""

    id: int
    report_id: int
    version: int
    folder: str
    files: int
    bytes: int
    head: str
    facts: dict[str, Any]
    made_at: str


@dataclass(frozen=True, slots=True)
class EvidenceCopy:
    """An evidence file of the archive; `owner` is the row or section it belongs to.

    `size` are its bytes as they lie in the archive now, None when it is gone.
    """

    owner: int
    name: str
    caption: str
    sha256: str
    size: int | None


@understood()
def of_report(archive: Archive, report_id: int) -> tuple[Submission, ...]:
    """The packages of a report, newest first."""
    return _submissions(archive, "report_id = ?", (report_id,))


@understood()
def of_kin(archive: Archive, report_id: int) -> tuple[Submission, ...]:
    """The packages of a report and of those of its genre and year, newest first: one corrects the other."""
    kin = (
        "report_id in (select other.id from report as one join report as other"
        " on other.genre = one.genre and other.year = one.year where one.id = ?)"
    )
    return _submissions(archive, kin, (report_id,))


def _submissions(archive: Archive, chosen: str, values: tuple[int, ...]) -> tuple[Submission, ...]:
    rows = archive.read(f"select * from submission where {chosen} order by version desc, id desc", values)  # noqa: S608  conditions of ours
    return tuple(
        Submission(
            int(r["id"]),
            int(r["report_id"]),
            int(r["version"]),
            str(r["folder"]),
            int(r["files"]),
            int(r["bytes"]),
            str(r["head"]),
            json.loads(r["facts"]),
            str(r["made_at"]),
        )
        for r in rows
    )


def add(write: Writer, made: Submission) -> int:
    """Note a package; answer its key."""
    return write.insert(
        tables.SUBMISSION,
        report_id=made.report_id,
        version=made.version,
        folder=made.folder,
        files=made.files,
        bytes=made.bytes,
        head=made.head,
        facts=json.dumps(made.facts, ensure_ascii=False),
        made_at=made.made_at,
    )


def evidence_of_rows(archive: Archive, row_ids: Sequence[int]) -> tuple[EvidenceCopy, ...]:
    """The files laid beside ledger rows, in the order of the rows."""
    found: list[EvidenceCopy] = []
    for start in range(0, len(row_ids), _AT_ONCE):
        keys = tuple(row_ids[start : start + _AT_ONCE])
        found += _copies(archive, "row_evidence", "row_id", keys)
    return tuple(found)


def evidence_of_sections(archive: Archive, section_ids: Sequence[int]) -> tuple[EvidenceCopy, ...]:
    """The files laid beside sections of a report."""
    return tuple(_copies(archive, "section_evidence", "section_id", tuple(section_ids)))


def evidence_called(archive: Archive, names: Sequence[str]) -> tuple[EvidenceCopy, ...]:
    """Files of the archive by their names, the newest of each: what numbers filled in by hand name."""
    found: dict[str, EvidenceCopy] = {}
    for name in names:
        rows = archive.read(
            "select sha256, name from evidence where name = ? order by id desc limit 1", (name,)
        )
        for row in rows:
            digest = str(row["sha256"])
            found[name] = EvidenceCopy(0, name, "", digest, blobs.size(archive, digest, name))
    return tuple(found.values())


def _copies(archive: Archive, table: str, owner: str, keys: tuple[int, ...]) -> Iterable[EvidenceCopy]:
    marks = ", ".join("?" * len(keys))
    rows = archive.read(
        f'select b."{owner}" as owner, b.caption, e.sha256, e.name from "{table}" as b'  # noqa: S608  names of ours
        f' join evidence as e on e.id = b.evidence_id where b."{owner}" in ({marks}) order by 1, b.id',
        keys,
    )
    for row in rows:
        digest, name = str(row["sha256"]), str(row["name"])
        size = blobs.size(archive, digest, name)
        yield EvidenceCopy(int(row["owner"]), name, str(row["caption"]), digest, size)
