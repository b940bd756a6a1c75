"""The step of the schema for genres of the office's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_own_genres(db: Database) -> None:
    """`own_genre` holds one template (TOML) for each genre of the office's own, by its id."""
    db.table("own_genre").create(
        {"id": int, "code": str, "definition": str, "edited_at": str}, pk="id", strict=True
    )
    db.table("own_genre").create_index(["code"], unique=True)
