"""The history of a ledger row in words: when, what, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.ledger import shown
from fzapp.storage import row_history as stored
from fzapp.storage import tables
from fzapp.storage.ledgers import decoded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fzapp.domain.ledger import LedgerKind, Value
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Image
    from fzapp.storage.ledgers import StoredRow

NOTHING = "（空）"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, as shown; "（空）" for no value."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change: `at` is ISO time, `what` says what was done and whence, `fields` what became different."""

    at: str
    what: str
    fields: tuple[FieldChange, ...]


def history_of(archive: Archive, kind: LedgerKind, row: StoredRow) -> tuple[HistoryEntry, ...]:
    """What happened to a row, newest first; its entry is always told. May run on a worker."""
    entries: list[HistoryEntry] = []
    undone: dict[int, int] = {}
    known = stored.of_row(archive, tables.LEDGER_ROW.name, row.id, row.added_at)
    for past in known:
        fields = tuple(_fields(kind, past.row.before, past.row.after))
        what = _entered(row) if past.row.before is None else past.op.label
        if past.reverts is not None:
            undone[past.reverts] = undone.get(past.reverts, 0) + 1
            what = f"{'撤销' if undone[past.reverts] % 2 else '重做'}：{past.op.label}"
        if past.row.before is None and past.reverts is None:
            fields = ()  # all of it is new: the form shows it
        if past.row.after is None:
            what, fields = f"删除（{what}）", ()
        entries.append(HistoryEntry(past.at, what, fields))
    if not known or known[0].row.before is not None:
        entries.insert(0, HistoryEntry(row.added_at, _entered(row), ()))
    return tuple(reversed(entries))


def _entered(row: StoredRow) -> str:
    """How the row came in, and by which file."""
    source = row.row.source
    if source is None:
        return "在本机登记"
    sheet = f"工作表“{source.sheet}”" if source.sheet else ""
    return f"从“{source.file}”{sheet}第{row.row.number}行录入"


def _fields(kind: LedgerKind, before: Image | None, after: Image | None) -> list[FieldChange]:
    old, new = _values(before), _values(after)
    changed: list[FieldChange] = []
    for name in dict.fromkeys((*(column.id for column in kind.all_columns), *old, *new)):
        if old.get(name) != new.get(name):
            column = kind.column(name)
            called = column.name if column is not None else "别的列"
            changed.append(
                FieldChange(called, shown(old.get(name)) or NOTHING, shown(new.get(name)) or NOTHING)
            )
    if before is not None and after is not None and before["year"] != after["year"]:
        changed.append(FieldChange("年度", str(before["year"]), str(after["year"])))
    return changed


def _values(image: Image | None) -> Mapping[str, Value]:
    return decoded(str(image["cells"])) if image is not None else {}
