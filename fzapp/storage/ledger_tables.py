"""Tables of sections that were made from a ledger: what was asked for, and the lines that it gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.storage import tables

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive, Writer


@dataclass(frozen=True, slots=True)
class StoredTable:
    """`wanted` is JSON; `lines` is the table as it was last written into the text of the section."""

    id: int
    section_id: int
    wanted: str
    lines: str


def any_there(archive: Archive) -> bool:
    """Whether the archive holds a table that was made from a ledger."""
    return bool(archive.read("select 1 from ledger_table limit 1"))


def of_section(archive: Archive, section_id: int) -> tuple[StoredTable, ...]:
    """The tables of a section in the order in which they were made."""
    rows = archive.read("select * from ledger_table where section_id = ? order by id", (section_id,))
    return tuple(
        StoredTable(int(row["id"]), int(row["section_id"]), str(row["wanted"]), str(row["lines"]))
        for row in rows
    )


def insert(archive: Archive, write: Writer, section_id: int, wanted: str, lines: str) -> int:
    """Remember a table of a section; answer its key."""
    return write.insert(
        tables.LEDGER_TABLE, section_id=section_id, wanted=wanted, lines=lines, made_at=archive.now()
    )


def update(archive: Archive, write: Writer, key: int, wanted: str, lines: str) -> None:
    """Remember what a table is now."""
    write.update(tables.LEDGER_TABLE, key, wanted=wanted, lines=lines, made_at=archive.now())
