"""What was settled for files of one make: kind and columns, by the hash of their header words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.storage import tables
from fzapp.storage.failures import understood

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fzapp.storage.archive import Archive, Writer


@dataclass(frozen=True, slots=True)
class Shape:
    """`columns` gives by 0-based column the field, "" for a column that is not used; `headers` are its words.

    `file` is the last file of the make, `at` when it was agreed to (ISO). `id` is 0 before it is stored.
    """

    shape: str
    kind: str
    headers: tuple[str, ...]
    columns: Mapping[int, str]
    file: str
    at: str = ""
    id: int = 0


@understood()
def shapes(archive: Archive) -> tuple[Shape, ...]:
    """Everything that is remembered, the newest first."""
    found = archive.read("select * from ledger_shape order by remembered_at desc, id desc")
    return tuple(
        Shape(
            shape=str(row["shape"]),
            kind=str(row["kind"]),
            headers=tuple(json.loads(row["headers"])),
            columns={int(place): name for place, name in json.loads(row["columns"]).items()},
            file=str(row["file"]),
            at=str(row["remembered_at"]),
            id=int(row["id"]),
        )
        for row in found
    )


def remember(archive: Archive, write: Writer, shape: Shape) -> None:
    """Keep what was settled; what was known of the shape gives way."""
    columns = json.dumps({str(place): name for place, name in sorted(shape.columns.items())})
    values = {
        "kind": shape.kind,
        "headers": json.dumps(shape.headers, ensure_ascii=False),
        "columns": columns,
    }
    found = archive.read("select * from ledger_shape where shape = ?", (shape.shape,))
    if not found:
        write.insert(
            tables.LEDGER_SHAPE, shape=shape.shape, file=shape.file, remembered_at=archive.now(), **values
        )
    elif any(found[0][name] != value for name, value in values.items()):
        write.update(
            tables.LEDGER_SHAPE, int(found[0]["id"]), file=shape.file, remembered_at=archive.now(), **values
        )


def forget(archive: Archive, write: Writer, shape_id: int | None) -> None:
    """Forget one shape, or with None all of them."""
    found = archive.read("select id from ledger_shape")
    for row in found:
        if shape_id in (None, int(row["id"])):
            write.delete(tables.LEDGER_SHAPE, int(row["id"]))
