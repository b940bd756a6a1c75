"""The record of who did what: appended with the act itself, in its transaction; read, and checked link by link."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING

from fzapp.domain.audit import BEGINNING, AuditEntry, AuditKind
from fzapp.domain.release import Treatment
from fzapp.storage import changes, tables
from fzapp.storage.changes import Change, Op

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Image

_KINDS = {
    AuditKind.SUBMISSION: frozenset({tables.SUBMISSION.name}),
    AuditKind.RELEASE: frozenset({tables.RELEASE_DECISION.name}),
    AuditKind.SIGN: frozenset({tables.FIGURE_FREEZE.name, tables.REVIEW_STEP.name}),
    AuditKind.LEDGER: frozenset(
        table.name
        for table in (
            tables.LEDGER_ROW,
            tables.ZERO_CONFIRMATION,
            tables.ROW_EVIDENCE,
            tables.OWN_KIND,
            tables.FORM_RETURN,
        )
    ),
}
"""The tables whose change is an entry; of a change that touches several kinds the first one counts."""

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as stored, with the head after it."""

    entry: AuditEntry
    head: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the record is not as it was written: the number of the entry, and what is wrong."""

    entry_id: int
    told: str


def kind_of(change: Change) -> AuditKind | None:
    """Under which kind a change is recorded; None when it is not."""
    touched = change.tables
    for kind, names in _KINDS.items():
        if touched & names:
            return kind
    return AuditKind.REPORT if change.op is Op.DELETE_REPORT else None


def append(connection: sqlite3.Connection, entry: AuditEntry) -> None:
    """Add an entry behind the last; its `id` is given here. Belongs into an open transaction."""
    row = connection.execute("select id, head from audit order by id desc limit 1").fetchone()
    last, before = (0, BEGINNING) if row is None else (int(row[0]), str(row[1]))
    numbered = replace(entry, id=last + 1)
    connection.execute(
        "insert into audit (id, at, who, kind, action, subject, row_count, content, change_id, head)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*astuple(numbered), numbered.head_after(before)),
    )


def follow(connection: sqlite3.Connection, change: Change, at: str, who: str, content: str) -> None:
    """Record a change that is to be recorded; `content` is the digest of its rows as stored."""
    kind = kind_of(change)
    if kind is None:
        return
    action = change.op.label
    if change.reverts is not None:
        undone = connection.execute("select undone from change where id = ?", (change.reverts,)).fetchone()
        action = f"{'重做' if undone is not None and undone[0] else '撤销'}：{action}"
    subject = _subject(connection, change)
    append(connection, AuditEntry(0, at, who, kind, action, subject, len(change.rows), content, change.id))


def _subject(connection: sqlite3.Connection, change: Change) -> str:
    """What a change was done to, in a few words: ledgers by code and year, a report and by whom."""
    rows = (change.rows[0],) if change.is_large else change.rows
    told: dict[str, None] = {}
    for row in rows:
        words = _told(connection, row.table, row.after or row.before or {})
        if words:
            told[words] = None
    return "、".join(list(told)[:_NAMED]) + ("等" if len(told) > _NAMED or change.is_large else "")


def _told(connection: sqlite3.Connection, table: str, image: Image) -> str:
    match table:
        case "ledger_row" | "zero_confirmation":
            return f"{image['kind']} {image['year']}年"
        case "own_kind":
            return str(image["code"])
        case "form_return":
            return str(image["file_name"])
        case "submission":
            return f"{image['folder']}，校验码{image['head']}"
        case "figure_freeze":
            return f"{_title(connection, image['report_id'])}，签发人{image['frozen_by']}"
        case "review_step":
            return f"{_title(connection, image['report_id'])}，{image['done_by']}"
        case "release_decision":
            # never the words themselves: the record cannot be cleared of them
            decided = f"{image['kind']}{Treatment(str(image['treatment'])).label}"
            return f"{_title(connection, image['report_id'])}，{decided}，{image['decided_by']}"
        case "report":
            return f"{image['year']}年 {image['title'] or image['source_name']}"
        case _:
            return ""


def _title(connection: sqlite3.Connection, report_id: object) -> str:
    row = connection.execute("select year, title from report where id = ?", (report_id,)).fetchone()
    return f"{row[0]}年 {row[1]}" if row is not None else f"报告{report_id}"


def links(archive: Archive) -> tuple[Link, ...]:
    """The whole record, oldest first."""
    return tuple(
        Link(_entry(row), str(row["head"])) for row in archive.read("select * from audit order by id")
    )


def head(archive: Archive) -> tuple[int, str]:
    """The number of the last entry and the head after it; (0, `BEGINNING`) for an empty record."""
    rows = archive.read("select id, head from audit order by id desc limit 1")
    return (int(rows[0]["id"]), str(rows[0]["head"])) if rows else (0, BEGINNING)


def faults(archive: Archive) -> tuple[Fault, ...]:
    """Every place where the record does not hold: a gap, an altered entry, an act without one, altered rows."""
    found: list[Fault] = []
    before = BEGINNING
    for expected, link in enumerate(links(archive), 1):
        if link.entry.id != expected:
            found.append(Fault(expected, "不见了"))
            break
        if link.entry.head_after(before) != link.head:
            found.append(Fault(expected, "被改过"))
            break
        before = link.head
    return (*found, *_changed(archive), *_unrecorded(archive))


def _changed(archive: Archive) -> Iterator[Fault]:
    """Entries whose rows still stand in the history, but not as they were."""
    rows = archive.read(
        "select audit.id, audit.content, change.rows from audit join change on change.id = audit.change_id"
        " where change.rows <> ''"
    )
    for row in rows:
        if hashlib.sha256(str(row["rows"]).encode()).hexdigest() != row["content"]:
            yield Fault(int(row["id"]), "和当时改动的内容对不上")


def _unrecorded(archive: Archive) -> Iterator[Fault]:
    """Changes since the record began that ought to have an entry and have none: the end was cut off."""
    rows = archive.read(
        "select id, op, rows, reverts from change where rows <> ''"
        " and id > (select min(change_id) from audit where change_id > 0)"
        " and id not in (select change_id from audit)"
    )
    for row in rows:
        if kind_of(Change(int(row["id"]), Op(row["op"]), changes.from_stored(str(row["rows"])))) is not None:
            yield Fault(0, f"{row['id']}号改动没有登记")


def _entry(row: sqlite3.Row) -> AuditEntry:
    kind = AuditKind.REPORT  # of an entry that was tampered with: its head will not fit
    with suppress(ValueError):
        kind = AuditKind(row["kind"])
    return AuditEntry(
        int(row["id"]),
        str(row["at"]),
        str(row["who"]),
        kind,
        str(row["action"]),
        str(row["subject"]),
        int(row["row_count"]),
        str(row["content"]),
        int(row["change_id"]),
    )
