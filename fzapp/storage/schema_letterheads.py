"""Schema step: what is put around the text of a report, and what is decided before it is made public."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_letterheads(db: Database) -> None:
    """`letterhead`: the choice for a report (JSON) with its number; `release_decision`: what becomes of a place."""
    text, number = str, int
    db.table("letterhead").create(
        {"id": number, "report_id": number, "prefix": text, "year": number, "number": number, "choice": text},
        pk="id",
        strict=True,
    )
    db.table("letterhead").create_index(["report_id"], unique=True)
    db.table("letterhead").create_index(["prefix", "year", "number"])
    db.table("release_decision").create(
        {
            "id": number, "report_id": number, "mark": text, "words": text, "decision": text, "put": text,
            "reason": text, "decided_by": text, "decided_at": text,
        },
        pk="id",
        strict=True,
    )  # fmt: skip
    db.table("release_decision").create_index(["report_id", "mark"], unique=True)
