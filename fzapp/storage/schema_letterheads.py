"""Schema step: what is put around the text of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_letterheads(db: Database) -> None:
    """`letterhead`: the choice for a report (JSON) with its number."""
    text, number = str, int
    db.table("letterhead").create(
        {"id": number, "report_id": number, "prefix": text, "year": number, "number": number, "choice": text},
        pk="id",
        strict=True,
    )
    db.table("letterhead").create_index(["report_id"], unique=True)
    db.table("letterhead").create_index(["prefix", "year", "number"])
