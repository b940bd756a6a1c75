"""The step of the schema for tables in the text that are made from a ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_ledger_tables(db: Database) -> None:
    """`ledger_table`: what a table of a section was asked of a ledger (JSON), and its lines as last written."""
    db.table("ledger_table").create(
        {"id": int, "section_id": int, "wanted": str, "lines": str, "made_at": str},
        pk="id",
        foreign_keys=[("section_id", "section", "id")],
        strict=True,
    )
    db.table("ledger_table").create_index(["section_id"])
