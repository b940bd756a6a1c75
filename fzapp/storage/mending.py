"""A database whose rows were rescued one by one, made an archive again: what contradicts itself is set right.

Every change made here is answered, so that it can be told: nothing is dropped in silence.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.audit import BEGINNING, AuditEntry, AuditKind
from fzapp.domain.report import ReportStage, SectionState
from fzapp.domain.review import ReviewStage
from fzapp.infra.machine import user_and_machine
from fzapp.storage import audit, evidence_index, migrations, search
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    HasFile = Callable[[str, str, int], bool]

_LOST_TITLE = "找回的章节（报告的标题没有找回）"
_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Mended:
    """One thing that was set right: the table, the key of its row (0 for all), and what was done, in words."""

    table: str
    row_id: int
    told: str


def mend(connection: sqlite3.Connection, now: str, has_file: HasFile) -> tuple[Mended, ...]:
    """Make a sound archive of rescued rows; answers what was changed or dropped.

    `has_file` says whether the file of (hash, name, size) is there and whole. The steps that could be undone are
    forgotten: their rows may be gone. `now` is the time as stored.
    """
    migrations.migrate(connection)
    connection.execute("begin")
    done = [*_values(connection), *_orphans(connection, now), *_files(connection, has_file)]
    connection.execute("update change set rows = ''")
    done += _record(connection, now)
    search.rebuild(connection)
    evidence_index.rebuild(connection)
    connection.execute("commit")
    return tuple(done)


def _values(connection: sqlite3.Connection) -> list[Mended]:
    """Values that the program could not read: text is kept and its state begins anew, other rows go."""
    done: list[Mended] = []
    for table, column, is_right, instead in _RULES:
        rows = connection.execute(f'select id, "{column}" from "{table}"').fetchall()  # noqa: S608  ours
        for row_id, value in rows:
            if is_right(value):
                continue
            if instead is None:
                connection.execute(f'delete from "{table}" where id = ?', (row_id,))  # noqa: S608
                done.append(Mended(table, row_id, "内容读不懂，没有收进来"))
            else:
                sql = f'update "{table}" set "{column}" = ? where id = ?'  # noqa: S608
                connection.execute(sql, (instead, row_id))
                done.append(Mended(table, row_id, "状态或附属内容损坏，已恢复成起始的样子"))
    return done


def _one_of(values: type[ReportStage | SectionState | ReviewStage | Op]) -> Callable[[object], bool]:
    known = {one.value for one in values}
    return lambda value: value in known


def _is_json(kind: type[list[object] | dict[str, object]]) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        try:
            return isinstance(json.loads(str(value)), kind)
        except ValueError:
            return False

    return check


def _is_number(value: object) -> bool:
    return isinstance(value, int)


def _is_year(value: object) -> bool:
    return isinstance(value, int) and 1900 < value < 2200


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_LEVELS = (0, 1, 2, 9)
_RULES: tuple[tuple[str, str, Callable[[object], bool], str | int | None], ...] = (
    ("report", "stage", _one_of(ReportStage), ReportStage.RECORD.value),
    ("report", "year", _is_year, 2000),
    ("report", "attachments", _is_json(list), "[]"),
    ("report", "annexes", _is_json(list), "[]"),
    ("report", "dropped", _is_json(list), "[]"),
    *(
        ("report", column, _is_text, "")
        for column in ("genre", "title", "subtitle", "doc_number", "issuer", "addressee", "signature",
                       "date_text", "annotation", "due_date", "source_name", "source_hash", "created_at",
                       "edited_at", "figures_until")
    ),
    ("section", "state", _one_of(SectionState), SectionState.WRITING.value),
    ("section", "level", lambda value: value in _LEVELS, 2),
    ("section", "position", _is_number, 0),
    ("section", "cursor", _is_number, 0),
    *(
        ("section", column, _is_text, "")
        for column in ("heading", "heading_end", "body", "spec", "reason", "edited_at")
    ),
    ("draft", "body", _is_text, None),
    ("ledger_row", "cells", _is_json(dict), None),
    ("ledger_row", "year", _is_year, None),
    *(("ledger_row", column, _is_text, "") for column in ("kind", "digest", "happened", "source", "added_at")),
    ("evidence", "sha256", _is_hash, None),
    ("evidence", "name", _is_text, None),
    ("change", "op", _one_of(Op), None),
    ("change", "at", _is_text, None),
    ("review_step", "stage", _one_of(ReviewStage), None),
    ("figure_freeze", "figures", _is_json(list), None),
    ("figure_freeze", "texts", _is_json(dict), None),
    ("setting", "key", _is_text, None),
    ("setting", "value", _is_text, None),
    ("own_kind", "definition", _is_json(dict), None),
    ("letterhead", "choice", _is_json(dict), None),
)  # fmt: skip
"""(table, column, what is right, what stands there instead): without the last the row goes."""


def _orphans(connection: sqlite3.Connection, now: str) -> list[Mended]:
    """Sections whose report is lost get one that says so; other rows whose owner is lost go."""
    done: list[Mended] = []
    lost = connection.execute(
        "select distinct report_id from section where report_id not in (select id from report)"
    ).fetchall()
    columns = [str(row[1]) for row in connection.execute("pragma table_info(report)")]
    for (report_id,) in lost:
        values: dict[str, str | int] = dict.fromkeys(columns, "")
        values |= {
            "id": int(report_id or 0),
            "genre": "annual_report",
            "year": int(now[:4]),
            "title": _LOST_TITLE,
        }
        values |= {"stage": ReportStage.RECORD.value, "attachments": "[]", "annexes": "[]", "dropped": "[]"}
        values |= {"created_at": now, "edited_at": now}
        if report_id is None:
            connection.execute("update section set report_id = 0 where report_id is null")
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        sql = f"insert or ignore into report ({names}) values ({marks})"  # noqa: S608  names of ours
        connection.execute(sql, [values[name] for name in columns])
        done.append(
            Mended("report", int(report_id or 0), "报告的标题和落款没有找回，章节收在一份代替它的报告里")
        )
    while broken := connection.execute("pragma foreign_key_check").fetchall():
        for table, row_id, *_ in broken:
            connection.execute(f'delete from "{table}" where rowid = ?', (row_id,))  # noqa: S608
            done.append(Mended(str(table), int(row_id), "所属的内容没有找回，没有收进来"))
    return done


def _files(connection: sqlite3.Connection, has_file: HasFile) -> list[Mended]:
    done: list[Mended] = []
    for row_id, digest, name, size in connection.execute(
        "select id, sha256, name, size from evidence"
    ).fetchall():
        if not has_file(str(digest), str(name), int(size or 0)):
            connection.execute("delete from evidence where id = ?", (row_id,))
            done.append(Mended("evidence", int(row_id), f"“{name}”的文件缺失或者被改过，没有收进来"))
    for table in ("row_evidence", "section_evidence"):
        connection.execute(f"delete from {table} where evidence_id not in (select id from evidence)")  # noqa: S608
    return done


def _record(connection: sqlite3.Connection, now: str) -> list[Mended]:
    """The record of who did what as far as it holds; then what happened here, chained to it."""
    before, held, done = BEGINNING, 0, list[Mended]()
    rows = connection.execute(
        "select id, at, who, kind, action, subject, row_count, content, change_id, head from audit order by id"
    ).fetchall()
    for row in rows:
        *values, head = tuple(row)
        if not _holds(values, held + 1, before, str(head)):
            break
        before, held = str(head), held + 1
    if held < len(rows):
        connection.execute("delete from audit where id > ?", (held,))
        done.append(
            Mended("audit", held + 1, f"操作记录只接得上前{held}条，后面{len(rows) - held}条没有收进来")
        )
    subject = f"原来的操作记录接得上{held}条"
    audit.append(
        connection,
        AuditEntry(0, now, user_and_machine(), AuditKind.RESTORE, "抢救损坏的档案库", subject, 0, "", 0),
    )
    return done


def _holds(values: list[object], expected: int, before: str, head: str) -> bool:
    number, at, who, kind, action, subject, count, content, change = values
    try:
        entry = AuditEntry(
            int(str(number)), str(at), str(who), AuditKind(str(kind)), str(action), str(subject),
            int(str(count)), str(content), int(str(change)),
        )  # fmt: skip
    except ValueError:
        return False
    return entry.id == expected and entry.head_after(before) == head
