"""Schema step: the index that texts are searched by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_search(db: Database) -> None:
    """The index, holding at once what the archive holds already."""
    from fzapp.storage import search  # noqa: PLC0415  most starts take no step

    search.create(db.conn)
    search.rebuild(db.conn)
