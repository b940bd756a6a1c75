"""What the figures of a draft read when somebody last looked at them. Outside the history, like drafts.

A row counts only while the report has the `created_at` it was written with: numbers of reports come again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fzapp.storage.archive import Archive


def seen(archive: Archive, report_id: int, created_at: str) -> dict[str, str]:
    """What each figure of a report read, by name."""
    rows = archive.read(
        "select name, shown from figure_seen where report_id = ? and created_at = ?", (report_id, created_at)
    )
    return {str(row["name"]): str(row["shown"]) for row in rows}


def keep(archive: Archive, report_id: int, created_at: str, shown: Mapping[str, str]) -> None:
    """Remember what figures read now."""
    with archive.journal() as connection:
        connection.executemany(
            "insert into figure_seen (report_id, created_at, name, shown) values (?, ?, ?, ?)"
            " on conflict (report_id, name) do update set created_at = excluded.created_at,"
            " shown = excluded.shown",
            [(report_id, created_at, name, words) for name, words in shown.items()],
        )
