"""What was typed in the last seconds: kept beside the section until it is committed as an operation.

A draft is written at most two seconds after a keystroke. It is outside the history; committing the
section removes it. One that is still there at the next start is what a crash would have cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive


@dataclass(frozen=True, slots=True)
class Draft:
    """Uncommitted text of a section; `cursor` is a character offset."""

    section_id: int
    body: str
    cursor: int
    saved_at: str


def keep(archive: Archive, section_id: int, body: str, cursor: int) -> None:
    """Write the draft of a section through to the disk."""
    with archive.journal() as connection:
        connection.execute(
            "insert into draft (id, body, cursor, saved_at) values (?, ?, ?, ?)"
            " on conflict (id) do update set body = excluded.body, cursor = excluded.cursor,"
            " saved_at = excluded.saved_at",
            (section_id, body, cursor, archive.now()),
        )


def drop(archive: Archive, section_id: int) -> None:
    """Forget the draft of a section, once its text is committed."""
    with archive.journal() as connection:
        connection.execute("delete from draft where id = ?", (section_id,))


def pending(archive: Archive) -> tuple[Draft, ...]:
    """Drafts that differ from their section: what the last run did not commit."""
    rows = archive.read(
        "select draft.* from draft join section on section.id = draft.id where draft.body <> section.body order by id"
    )
    return tuple(Draft(int(r["id"]), str(r["body"]), int(r["cursor"]), str(r["saved_at"])) for r in rows)
