"""Files laid beside ledger rows (佐证材料): the file is kept once by its hash, a row points to it with a caption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.storage import blobs, tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fzapp.storage.archive import Archive, Writer

_AT_ONCE = 500
"""Keys in one question."""


@dataclass(frozen=True, slots=True)
class RowFile:
    """A file beside a row. `id` is that of the link; `digest` names the content, `size` is in bytes."""

    id: int
    row_id: int
    name: str
    caption: str
    digest: str
    size: int
    added_at: str


def of_row(archive: Archive, row_id: int) -> tuple[RowFile, ...]:
    """The files beside a row, in the order in which they were added."""
    found = archive.read(
        "select r.*, e.name, e.sha256, e.size from row_evidence r join evidence e on e.id = r.evidence_id"
        " where r.row_id = ? order by r.id",
        (row_id,),
    )
    return tuple(
        RowFile(
            int(row["id"]),
            row_id,
            str(row["name"]),
            str(row["caption"]),
            str(row["sha256"]),
            int(row["size"]),
            str(row["added_at"]),
        )
        for row in found
    )


def counts(archive: Archive, row_ids: Sequence[int]) -> dict[int, int]:
    """How many files lie beside rows; rows without any are left out."""
    found: dict[int, int] = {}
    for start in range(0, len(row_ids), _AT_ONCE):
        keys = tuple(row_ids[start : start + _AT_ONCE])
        marks = ", ".join("?" * len(keys))
        for row in archive.read(
            f"select row_id, count(*) from row_evidence where row_id in ({marks}) group by row_id",  # noqa: S608
            keys,
        ):
            found[int(row[0])] = int(row[1])
    return found


def attach(archive: Archive, write: Writer, row_id: int, name: str, data: bytes) -> None:
    """Keep a file and lay it beside a row."""
    digest = blobs.keep(archive, write, name, data, "row")
    evidence = archive.read("select max(id) from evidence where sha256 = ? and name = ?", (digest, name))
    write.insert(
        tables.ROW_EVIDENCE,
        row_id=row_id,
        evidence_id=int(evidence[0][0]),
        caption="",
        added_at=archive.now(),
    )


def set_caption(write: Writer, link: int, caption: str) -> None:
    """Say what a file shows."""
    write.update(tables.ROW_EVIDENCE, link, caption=caption)


def detach(write: Writer, link: int) -> None:
    """Take a file away from its row; the kept file stays, so that this can be undone."""
    write.delete(tables.ROW_EVIDENCE, link)


def detach_all(archive: Archive, write: Writer, row_ids: Iterable[int]) -> None:
    """Take away what lies beside rows that are removed: SQLite gives their numbers again."""
    keys = tuple(row_ids)
    for row_id in counts(archive, keys):
        for one in of_row(archive, row_id):
            detach(write, one.id)
