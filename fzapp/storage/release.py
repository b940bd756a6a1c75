"""Decisions about places of reports before they are made public: rows of the archive as dataclasses and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.release import Decision, Treatment
from fzapp.storage import tables

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive, Writer


def of_report(archive: Archive, report_id: int) -> dict[str, Decision]:
    """What was decided about a report, by the mark of the place."""
    rows = archive.read("select * from release_decision where report_id = ?", (report_id,))
    return {
        str(row["mark"]): Decision(
            str(row["mark"]),
            str(row["kind"]),
            Treatment(row["treatment"]),
            str(row["put"]),
            str(row["reason"]),
            str(row["decided_by"]),
            str(row["decided_at"]),
        )
        for row in rows
    }


def put(archive: Archive, write: Writer, report_id: int, decision: Decision) -> None:
    """Keep a decision in the place of an earlier one."""
    values = {
        "kind": decision.kind,
        "treatment": decision.treatment.value,
        "put": decision.put,
        "reason": decision.reason,
        "decided_by": decision.by,
        "decided_at": decision.at,
    }
    key = _key(archive, report_id, decision.mark)
    if key:
        write.update(tables.RELEASE_DECISION, key, **values)
    else:
        write.insert(tables.RELEASE_DECISION, report_id=report_id, mark=decision.mark, **values)


def take_back(archive: Archive, write: Writer, report_id: int, mark: str) -> None:
    """Forget what was decided about a place."""
    write.delete(tables.RELEASE_DECISION, _key(archive, report_id, mark))


def _key(archive: Archive, report_id: int, mark: str) -> int:
    rows = archive.read("select id from release_decision where report_id = ? and mark = ?", (report_id, mark))
    return int(rows[0]["id"]) if rows else 0
