"""What happened to one row, from the history of changes; older changes keep their line without the rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.storage.changes import Op, RowChange

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive

_LONGEST = 1_000_000
"""Characters of one row with both images."""


@dataclass(frozen=True, slots=True)
class PastChange:
    """One operation on a row: when, what, the row before and after; `reverts` when it undid or redid another."""

    id: int
    at: str
    op: Op
    row: RowChange
    reverts: int | None


def of_row(archive: Archive, table: str, row_id: int) -> tuple[PastChange, ...]:
    """The changes of a row that are still known, oldest first, through a connection of its own.

    A number that was given to another row before begins anew with the row that has it now. A change of
    many rows is not parsed as a whole: its row is cut out.
    """
    needle = json.dumps([table, row_id], ensure_ascii=False)[:-1] + ", "
    sql = (
        "select id, at, op, reverts, substr(rows, instr(rows, ?), ?) as part from change"
        " where instr(rows, ?) > 0 order by id"
    )
    found: list[PastChange] = []
    with archive.reader() as connection:
        for row in connection.execute(sql, (needle, _LONGEST, needle)):
            one, _ = json.JSONDecoder().raw_decode(row["part"])
            change = RowChange(*one)
            if change.before is None and row["reverts"] is None:
                found.clear()
            found.append(PastChange(int(row["id"]), str(row["at"]), Op(row["op"]), change, row["reverts"]))
    return tuple(found)
