"""What is wanted of last year's numbers, kept until there is a draft to put them into."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from fzapp.storage import tables

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive, Writer


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted (`wishes`, JSON) of a report for the draft of a genre and year; `applied_to` is that draft,
    0 while there is none.
    """

    genre: str
    year: int
    source_report: int
    wishes: str
    applied_to: int


def keep(archive: Archive, write: Writer, choice: Choice) -> None:
    """Store a choice; it replaces an earlier one from the same report that no draft has taken up."""
    for row in archive.read(
        "select id from figure_carry where genre = ? and year = ? and source_report = ? and applied_to = 0",
        (choice.genre, choice.year, choice.source_report),
    ):
        write.delete(tables.FIGURE_CARRY, int(row[0]))
    write.insert(tables.FIGURE_CARRY, **asdict(choice), added_at=archive.now())


def waiting(archive: Archive, genre: str, year: int) -> tuple[tuple[int, str], ...]:
    """Wishes that no draft has taken up yet, as (key, JSON), the oldest first."""
    found = archive.read(
        "select id, wishes from figure_carry where genre = ? and year = ? and applied_to = 0 order by id",
        (genre, year),
    )
    return tuple((int(row[0]), str(row[1])) for row in found)


def take_up(write: Writer, key: int, report_id: int) -> None:
    """Note that a draft has taken wishes up."""
    write.update(tables.FIGURE_CARRY, key, applied_to=report_id)
