"""Own kinds of ledgers and changed columns, one definition (JSON) for each kind; services know what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.storage import tables

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive, Writer


def definitions(archive: Archive) -> tuple[tuple[str, str], ...]:
    """Code and definition of every kind that is the office's own or that the office has changed."""
    found = archive.read("select code, definition from own_kind order by code")
    return tuple((str(row[0]), str(row[1])) for row in found)


def put(archive: Archive, write: Writer, code: str, definition: str) -> None:
    """Store the definition of a kind; the one before gives way."""
    found = archive.read("select id from own_kind where code = ?", (code,))
    if not found:
        write.insert(tables.OWN_KIND, code=code, definition=definition, edited_at=archive.now())
        return
    key = int(found[0][0])
    stored = archive.read("select definition from own_kind where id = ?", (key,))
    if str(stored[0][0]) != definition:
        write.update(tables.OWN_KIND, key, definition=definition, edited_at=archive.now())


def drop(archive: Archive, write: Writer, code: str) -> None:
    """Take the definition of a kind away."""
    for row in archive.read("select id from own_kind where code = ?", (code,)):
        write.delete(tables.OWN_KIND, int(row[0]))


def has_rows(archive: Archive, code: str) -> bool:
    """Whether any row of a kind stands in the archive, of whatever year."""
    return bool(archive.read("select 1 from ledger_row where kind = ? limit 1", (code,)))


def has_values(archive: Archive, code: str, field: str) -> bool:
    """Whether any row of a kind has a value in a field."""
    if not field.isidentifier() or not field.isascii():
        raise KeyError(field)
    return bool(
        archive.read(
            f"select 1 from ledger_row where kind = ? and json_extract(cells, '$.{field}') is not null limit 1",  # noqa: S608
            (code,),
        )
    )
