"""Waivers, and how often each rule was right: rows of the archive as dataclasses and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.waiver import Waiver, WaiverScope
from fzapp.storage import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fzapp.storage.archive import Archive, Writer

OPEN, GONE, WAIVED = "open", "gone", "waived"
"""What became of a told finding: it still stands, the text was changed, the user does not want it told."""


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule was `told`, `followed` by a change of the text, and `waived`."""

    told: int = 0
    followed: int = 0
    waived: int = 0


def listed(archive: Archive) -> tuple[Waiver, ...]:
    """Every waiver, newest first."""
    rows = archive.read("select * from waiver order by id desc")
    return tuple(
        Waiver(
            id=int(row["id"]),
            scope=WaiverScope(row["scope"]),
            rule=str(row["rule"]),
            reason=str(row["reason"]),
            phrase=str(row["phrase"]),
            context=str(row["context"]),
            report_id=int(row["report_id"]),
            section_id=int(row["section_id"]),
            waived_at=str(row["waived_at"]),
        )
        for row in rows
    )


def insert(write: Writer, waiver: Waiver) -> int:
    """Store a waiver; answer its key."""
    return write.insert(
        tables.WAIVER,
        scope=waiver.scope.value,
        rule=waiver.rule,
        phrase=waiver.phrase,
        context=waiver.context,
        report_id=waiver.report_id,
        section_id=waiver.section_id,
        reason=waiver.reason,
        waived_at=waiver.waived_at,
    )


def delete(write: Writer, waiver_id: int) -> None:
    """Take a waiver back."""
    write.delete(tables.WAIVER, waiver_id)


def note_told(archive: Archive, report_id: int, found: Mapping[str, tuple[str, str]]) -> None:
    """Remember what a check of a report told: mark → (rule, outcome). What is not found any more is gone.

    Outside the history: it follows from the text, and undoing a change of the text brings it back.
    """
    now = archive.now()
    with archive.journal() as connection:
        rows = connection.execute("select mark from told_finding where report_id = ?", (report_id,))
        gone = [(GONE, report_id, row["mark"]) for row in rows.fetchall() if row["mark"] not in found]
        connection.executemany("update told_finding set outcome = ? where report_id = ? and mark = ?", gone)
        connection.executemany(
            "insert into told_finding (report_id, rule, mark, outcome, told_at) values (?, ?, ?, ?, ?)"
            " on conflict (report_id, mark) do update set outcome = excluded.outcome",
            [(report_id, rule, mark, outcome, now) for mark, (rule, outcome) in found.items()],
        )


def counts(archive: Archive) -> dict[str, RuleCount]:
    """How often each rule was right, by its id."""
    rows = archive.read(
        "select rule, count(*) as told, sum(outcome = 'gone') as followed, sum(outcome = 'waived') as waived"
        " from told_finding group by rule"
    )
    return {
        str(row["rule"]): RuleCount(int(row["told"]), int(row["followed"]), int(row["waived"]))
        for row in rows
    }
