"""Schema step: what is decided about a place of a report before it is made public."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_release(db: Database) -> None:
    """`release_decision`: what becomes of one place of a report in the copy for publication.

    Archives made while the table was in the making have an empty one of another shape: it gives way.
    """
    text, number = str, int
    db.conn.execute("drop table if exists release_decision")
    db.table("release_decision").create(
        {
            "id": number, "report_id": number, "mark": text, "kind": text, "treatment": text, "put": text,
            "reason": text, "decided_by": text, "decided_at": text,
        },
        pk="id",
        strict=True,
    )  # fmt: skip
    db.table("release_decision").create_index(["report_id", "mark"], unique=True)
