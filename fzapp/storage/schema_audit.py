"""Schema step: the record of who did what, each entry chained to the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_audit(db: Database) -> None:
    """`audit`: entries are only ever appended.

    `content` is the SHA-256 of what was done (the stored rows of the change, or a file), `change_id` the
    line of the history or 0, `head` the SHA-256 over the head before and everything else in the entry.
    """
    db.table("audit").create(
        {
            "id": int, "at": str, "who": str, "kind": str, "action": str, "subject": str, "row_count": int,
            "content": str, "change_id": int, "head": str,
        },
        pk="id",
        strict=True,
    )  # fmt: skip
