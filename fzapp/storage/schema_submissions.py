"""Schema step: what was packed and handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_submissions(db: Database) -> None:
    """`submission`: each package with its version, its facts (JSON) and the hash on its 移交清单."""
    text, number = str, int
    db.table("submission").create(
        {
            "id": number, "report_id": number, "version": number, "folder": text, "files": number,
            "bytes": number, "head": text, "facts": text, "made_at": text,
        },
        pk="id",
        strict=True,
    )  # fmt: skip
    db.table("submission").create_index(["report_id", "version"], unique=True)
