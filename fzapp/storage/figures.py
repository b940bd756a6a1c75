"""What a signed report was signed with: its text, its figures and the rows behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.storage import tables
from fzapp.storage.failures import understood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.storage.archive import Archive, Writer


@dataclass(frozen=True, slots=True)
class Freeze:
    """The freeze (定稿) of a report: who, when (ISO), with which program; `figures` and `texts` are JSON."""

    report_id: int
    by: str
    at: str
    program: str
    figures: str
    texts: str


def insert(write: Writer, freeze: Freeze) -> None:
    """Store the freeze of a report."""
    write.insert(
        tables.FIGURE_FREEZE,
        report_id=freeze.report_id,
        frozen_by=freeze.by,
        frozen_at=freeze.at,
        program=freeze.program,
        figures=freeze.figures,
        texts=freeze.texts,
    )


@understood()
def freeze_of(archive: Archive, report_id: int) -> Freeze | None:
    """The freeze of a report; None as long as it is a draft, or was signed elsewhere."""
    rows = archive.read(
        "select * from figure_freeze where report_id = ? order by id desc limit 1", (report_id,)
    )
    if not rows:
        return None
    row = rows[0]
    return Freeze(
        int(row["report_id"]),
        str(row["frozen_by"]),
        str(row["frozen_at"]),
        str(row["program"]),
        str(row["figures"]),
        str(row["texts"]),
    )


def row_digests(archive: Archive, row_ids: Sequence[int]) -> dict[int, str]:
    """The fingerprints of ledger rows by key; rows that are gone are left out."""
    found: dict[int, str] = {}
    for start in range(0, len(row_ids), _AT_ONCE):
        keys = tuple(row_ids[start : start + _AT_ONCE])
        marks = ", ".join("?" * len(keys))
        for row in archive.read(f"select id, digest from ledger_row where id in ({marks})", keys):  # noqa: S608
            found[int(row["id"])] = str(row["digest"])
    return found


_EVIDENCE = "select e.name from row_evidence r join evidence e on e.id = r.evidence_id "

_AT_ONCE = 500
"""Keys in one question; SQLite takes 999 in older builds."""


def evidence_of_rows(archive: Archive, row_ids: Sequence[int]) -> tuple[str, ...]:
    """The names of the files laid beside ledger rows, each once, in the order of the rows."""
    found: dict[str, None] = {}
    for start in range(0, len(row_ids), _AT_ONCE):
        keys = tuple(row_ids[start : start + _AT_ONCE])
        marks = ", ".join("?" * len(keys))
        among = f"where r.row_id in ({marks}) order by r.row_id, r.id"
        for row in archive.read(_EVIDENCE + among, keys):
            found[str(row[0])] = None
    return tuple(found)


def keep_sources(write: Writer, report_id: int, entries: str) -> None:
    """Store the source table (JSON) that a report is signed with."""
    write.insert(tables.FROZEN_SOURCE, report_id=report_id, entries=entries)


def frozen_sources(archive: Archive, report_id: int) -> str | None:
    """The source table (JSON) that a report was signed with; None where none was kept."""
    found = archive.read(
        "select entries from frozen_source where report_id = ? order by id desc limit 1", (report_id,)
    )
    return str(found[0][0]) if found else None
