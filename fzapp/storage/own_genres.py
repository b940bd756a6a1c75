"""Genres of the office's own, one template (the text of its file) for each; services know what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.storage import tables

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive, Writer


def definitions(archive: Archive) -> tuple[tuple[str, str], ...]:
    """Id and template of every own genre, in the order in which they were made."""
    found = archive.read("select code, definition from own_genre order by id")
    return tuple((str(row[0]), str(row[1])) for row in found)


def put(archive: Archive, write: Writer, code: str, definition: str) -> None:
    """Store the template of a genre; the one before gives way, one that says the same is left alone."""
    found = archive.read("select id, definition from own_genre where code = ?", (code,))
    if not found:
        write.insert(tables.OWN_GENRE, code=code, definition=definition, edited_at=archive.now())
    elif str(found[0][1]) != definition:
        write.update(tables.OWN_GENRE, int(found[0][0]), definition=definition, edited_at=archive.now())


def drop(archive: Archive, write: Writer, code: str) -> None:
    """Take a genre away."""
    for row in archive.read("select id from own_genre where code = ?", (code,)):
        write.delete(tables.OWN_GENRE, int(row[0]))


def in_use(archive: Archive, code: str) -> bool:
    """Whether a report of that genre stands in the archive."""
    return bool(archive.read("select 1 from report where genre = ? limit 1", (code,)))
