"""Steps, versions and comments of reports: rows of the archive as dataclasses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.review import Comment, ReviewStage, ReviewStep, Version
from fzapp.storage.failures import understood

if TYPE_CHECKING:
    import sqlite3

    from fzapp.storage.archive import Archive


@understood()
def steps(archive: Archive, report_id: int) -> tuple[ReviewStep, ...]:
    """The steps a report went through, oldest first."""
    rows = archive.read("select * from review_step where report_id = ? order by id", (report_id,))
    return tuple(
        ReviewStep(
            int(r["id"]), ReviewStage(r["stage"]), str(r["done_by"]), str(r["done_at"]), str(r["note"])
        )
        for r in rows
    )


def versions(archive: Archive, report_id: int) -> tuple[Version, ...]:
    """The versions of a report without their texts, newest first."""
    rows = archive.read(
        "select id, report_id, name, cause, made_by, made_at from report_version"
        " where report_id = ? order by id desc",
        (report_id,),
    )
    return tuple(_version(row) for row in rows)


def version(archive: Archive, version_id: int) -> tuple[Version, str]:
    """A version and its content as stored. Raises `UserError` when it is gone."""
    rows = archive.read("select * from report_version where id = ?", (version_id,))
    if not rows:
        raise UserError("这个版本已经不在了", "重新打开版本列表，另选一个")
    return _version(rows[0]), str(rows[0]["content"])


def comments(archive: Archive, report_id: int) -> tuple[Comment, ...]:
    """The comments on a report, oldest first."""
    rows = archive.read("select * from review_comment where report_id = ? order by id", (report_id,))
    return tuple(_comment(row) for row in rows)


def _version(row: sqlite3.Row) -> Version:
    return Version(
        int(row["id"]),
        int(row["report_id"]),
        str(row["name"]),
        str(row["cause"]),
        str(row["made_by"]),
        str(row["made_at"]),
    )


def _comment(row: sqlite3.Row) -> Comment:
    return Comment(
        id=int(row["id"]),
        report_id=int(row["report_id"]),
        section_id=int(row["section_id"]),
        quote=str(row["quote"]),
        before=str(row["before"]),
        behind=str(row["behind"]),
        words=str(row["words"]),
        by=str(row["made_by"]),
        at=str(row["made_at"]),
        resolved_by=str(row["resolved_by"]),
        resolved_at=str(row["resolved_at"]),
    )
