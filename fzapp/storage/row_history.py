"""What happened to one row, from the history of changes; older changes keep their line without the rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.storage import changes
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


def of_row(archive: Archive, table: str, row_id: int, since: str) -> tuple[PastChange, ...]:
    """The changes of a row that are still known, from the time it was entered on (ISO), oldest first.

    What is older, or before an entry that undid nothing, belongs to another row that had the number before.
    Reads through a connection of its own. The rows of a change are not parsed as a whole, its row is cut out;
    of a very large one, which is stored packed, only what is no import is looked through: that the row came in
    is known anyway.
    """
    needle = changes.row_mark(table, row_id)
    sql = (
        "select id, at, op, reverts, substr(rows, instr(rows, :mark), :most) as part, '' as packed from change"
        " where at >= :since and rows not like 'z%' and instr(rows, :mark) > 0"
        " union all select id, at, op, reverts, '', rows from change"
        " where at >= :since and rows like 'z%' and op <> :import order by id"
    )
    values = {"mark": needle, "most": _LONGEST, "since": since, "import": Op.IMPORT_ROWS.value}
    found: list[PastChange] = []
    with archive.reader() as connection:
        for row in connection.execute(sql, values):
            change = _cut(row["part"]) if row["part"] else _unpacked(row["packed"], table, row_id)
            if change is not None:
                if change.before is None and row["reverts"] is None:
                    found.clear()
                past = PastChange(int(row["id"]), str(row["at"]), Op(row["op"]), change, row["reverts"])
                found.append(past)
    return tuple(found)


def _cut(text: str) -> RowChange:
    one, _ = json.JSONDecoder().raw_decode(text)
    return RowChange(*one)


def _unpacked(stored: str, table: str, row_id: int) -> RowChange | None:
    rows = changes.from_stored(stored)
    return next((row for row in rows if row.table == table and row.id == row_id), None)
