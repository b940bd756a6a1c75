"""Figures that an office makes itself: counted over a ledger in every year, or filled in by hand for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.storage import tables

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive, Writer

EVERY_YEAR = 0
"""The year of a figure that is counted over a ledger."""


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """A figure as stored; `definition` and `evidence` are JSON, `value` a decimal as text or ""."""

    id: int
    name: str
    year: int
    definition: str
    value: str = ""
    source: str = ""
    evidence: str = "[]"
    entered_by: str = ""
    note: str = ""


def any_there(archive: Archive) -> bool:
    """Whether there is any: most offices have none, and their texts need not ask."""
    return bool(archive.read("select 1 from own_figure limit 1"))


def every(archive: Archive) -> tuple[StoredFigure, ...]:
    """All of them by name and year."""
    return tuple(
        StoredFigure(
            int(row["id"]),
            str(row["name"]),
            int(row["year"]),
            str(row["definition"]),
            str(row["value"]),
            str(row["source"]),
            str(row["evidence"]),
            str(row["entered_by"]),
            str(row["note"]),
        )
        for row in archive.read("select * from own_figure order by name, year")
    )


def put(write: Writer, figure: StoredFigure, now: str) -> int:
    """Store a figure, anew with `id` 0; answer its key."""
    values = {
        "name": figure.name,
        "year": figure.year,
        "definition": figure.definition,
        "value": figure.value,
        "source": figure.source,
        "evidence": figure.evidence,
        "entered_by": figure.entered_by,
        "note": figure.note,
        "edited_at": now,
    }
    if figure.id:
        write.update(tables.OWN_FIGURE, figure.id, **values)
        return figure.id
    return write.insert(tables.OWN_FIGURE, added_at=now, **values)


def remove(write: Writer, key: int) -> None:
    """Take a figure out."""
    write.delete(tables.OWN_FIGURE, key)
