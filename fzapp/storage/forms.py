"""Forms that went out to offices, the rows in them, and the files that came back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.storage import ledgers, tables
from fzapp.storage.failures import understood

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fzapp.domain.ledger import Value
    from fzapp.storage.archive import Archive, Reads, Writer
    from fzapp.storage.ledgers import NewRow, StoredRow

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Issue:
    """A form that went out. `key` stands in the file; `issued_at` is ISO local time."""

    id: int
    key: str
    office: str
    unit: str
    year: int
    kinds: tuple[str, ...]
    version: int
    file_name: str
    issued_at: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a form. `base` are its values as last exchanged, None when it was missing from the form then.

    `row_id` is the ledger row it stands for, which was entered at `added_at`.
    """

    id: int
    kind: str
    token: str
    row_id: int
    added_at: str
    base: Mapping[str, Value] | None


@dataclass(frozen=True, slots=True)
class NewFormRow:
    """A row of a form to be noted."""

    kind: str
    token: str
    row_id: int
    added_at: str
    base: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Return:
    """A file that came back and was merged. `held` counts what was left undecided or had problems."""

    issue_id: int
    file_name: str
    sha256: str
    merged_at: str
    new: int
    changed: int
    removed: int
    held: int


def record_issue(connection: sqlite3.Connection, issue: Issue, rows: Iterable[NewFormRow]) -> int:
    """Note a form that goes out, with its rows; answer its number.

    Outside the history of undo: a file that has left cannot be called back. `issue.id` is not used.
    """
    cursor = connection.execute(
        "insert into form_issue (form_key, office, unit, year, kinds, version, file_name, issued_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            issue.key, issue.office, issue.unit, issue.year, json.dumps(issue.kinds), issue.version,
            issue.file_name, issue.issued_at,
        ),
    )  # fmt: skip
    number = int(cursor.lastrowid or 0)
    connection.executemany(
        "insert into form_row (issue_id, kind, token, row_id, added_at, base) values (?, ?, ?, ?, ?, ?)",
        ((number, row.kind, row.token, row.row_id, row.added_at, ledgers.encoded(row.base)) for row in rows),
    )
    return number


def all_issues(archive: Archive) -> tuple[Issue, ...]:
    """Every form that ever went out."""
    return tuple(map(_issue, archive.read("select * from form_issue")))


def issues(archive: Archive, year: int) -> tuple[Issue, ...]:
    """The forms of a year, newest first."""
    found = archive.read("select * from form_issue where year = ? order by issued_at desc, id desc", (year,))
    return tuple(map(_issue, found))


def returns(archive: Reads, issue_ids: Sequence[int]) -> tuple[Return, ...]:
    """What came back of these forms, oldest first."""
    marks = ", ".join("?" * len(issue_ids))
    found = archive.read(
        f"select * from form_return where issue_id in ({marks}) order by merged_at, id",  # noqa: S608
        tuple(issue_ids),
    )
    return tuple(
        Return(
            int(row["issue_id"]), row["file_name"], row["sha256"], row["merged_at"], int(row["new"]),
            int(row["changed"]), int(row["removed"]), int(row["held"]),
        )
        for row in found
    )  # fmt: skip


def form_rows(archive: Reads, issue_id: int) -> tuple[FormRow, ...]:
    """The rows of a form as last exchanged."""
    found = archive.read("select * from form_row where issue_id = ? order by id", (issue_id,))
    return tuple(
        FormRow(
            int(row["id"]),
            row["kind"],
            row["token"],
            int(row["row_id"] or 0),
            row["added_at"],
            ledgers.decoded(row["base"]) if row["base"] else None,
        )
        for row in found
    )


def rows_standing(archive: Reads, form_rows: Sequence[FormRow]) -> dict[int, StoredRow]:
    """The ledger rows that rows of a form stand for, by the number of the form row; those gone are left out."""
    current: dict[int, StoredRow] = {}
    for part in _parts([row.row_id for row in form_rows]):
        current.update(ledgers.rows_by_id(archive, part))
    return {
        row.id: current[row.row_id]
        for row in form_rows
        if row.row_id in current and current[row.row_id].added_at == row.added_at
    }


def add_row(
    write: Writer, issue_id: int, kind: str, token: str, new: NewRow, base: Mapping[str, Value], now: str
) -> None:
    """Store a row that came with a form, and note which row of the form it was."""
    row_id = _insert(write, kind, new, now)
    _note_row(write, issue_id, NewFormRow(kind, token, row_id, now, base))


def link_row(
    write: Writer, issue_id: int, kind: str, token: str, standing: StoredRow, base: Mapping[str, Value]
) -> None:
    """Note that a row of a form is one that stands in the archive already."""
    _note_row(write, issue_id, NewFormRow(kind, token, standing.id, standing.added_at, base))


def _note_row(write: Writer, issue_id: int, row: NewFormRow) -> None:
    write.insert(
        tables.FORM_ROW,
        issue_id=issue_id,
        kind=row.kind,
        token=row.token,
        row_id=row.row_id,
        added_at=row.added_at,
        base=ledgers.encoded(row.base),
    )


def put_back(
    write: Writer, form_row: FormRow, kind: str, new: NewRow, base: Mapping[str, Value], now: str
) -> None:
    """Store a row anew that was removed here while the form was out."""
    row_id = _insert(write, kind, new, now)
    write.update(tables.FORM_ROW, form_row.id, row_id=row_id, added_at=now, base=ledgers.encoded(base))


def _insert(write: Writer, kind: str, new: NewRow, now: str) -> int:
    ledgers.insert(write, kind, [new], now)
    return write.rows.last_key


def change_row(write: Writer, row: StoredRow, new: NewRow, now: str) -> None:
    """Give a ledger row its values of a form."""
    write.update(
        tables.LEDGER_ROW,
        row.id,
        year=new.year,
        happened=new.happened,
        cells=ledgers.encoded(new.row.values),
        digest=new.digest,
        edited_at=now,
    )


def remove_row(write: Writer, row_id: int) -> None:
    """Take a ledger row out that the office took out of its form."""
    write.delete(tables.LEDGER_ROW, row_id)


def exchange(write: Writer, form_row: FormRow, base: Mapping[str, Value] | None) -> None:
    """Note the values a row of a form had this time; None when it was missing from it."""
    write.update(tables.FORM_ROW, form_row.id, base="" if base is None else ledgers.encoded(base))


def record_return(write: Writer, returned: Return) -> None:
    """Note a file that came back."""
    write.insert(
        tables.FORM_RETURN,
        issue_id=returned.issue_id,
        file_name=returned.file_name,
        sha256=returned.sha256,
        merged_at=returned.merged_at,
        new=returned.new,
        changed=returned.changed,
        removed=returned.removed,
        held=returned.held,
    )


@understood()
def _issue(row: sqlite3.Row) -> Issue:
    return Issue(
        int(row["id"]), row["form_key"], row["office"], row["unit"], int(row["year"]),
        tuple(json.loads(row["kinds"])), int(row["version"]), row["file_name"], row["issued_at"],
    )  # fmt: skip


def _parts(row_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(row_ids), _AT_A_TIME):
        yield row_ids[start : start + _AT_A_TIME]
