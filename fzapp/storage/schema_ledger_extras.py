"""The schema of what goes with ledgers: remembered shapes of files, own kinds and columns, evidence of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_ledger_extras(db: Database) -> None:
    """`ledger_shape` by the headers of a sheet, `own_kind` by code, `row_evidence` beside rows and evidence."""
    text, number = str, int
    db.table("ledger_shape").create(
        {
            "id": number, "shape": text, "kind": text, "headers": text, "columns": text, "file": text,
            "remembered_at": text,
        },
        pk="id",
        strict=True,
    )  # fmt: skip
    db.table("ledger_shape").create_index(["shape"], unique=True)
    db.table("own_kind").create(
        {"id": number, "code": text, "definition": text, "edited_at": text}, pk="id", strict=True
    )
    db.table("own_kind").create_index(["code"], unique=True)
    db.table("row_evidence").create(
        {"id": number, "row_id": number, "evidence_id": number, "caption": text, "added_at": text},
        pk="id",
        strict=True,
    )
    db.table("row_evidence").create_index(["row_id"])
