"""Rows of the ledgers: one table for all kinds, the cells of a row as one JSON object.

A kind may gain columns at any time, so a row keeps what it has by field id; SQLite reads single fields
where counting needs them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fzapp.domain.ledger import Row, RowSource
from fzapp.storage import tables
from fzapp.storage.failures import understood
from fzapp.storage.ledger_views import rows_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fzapp.domain.ledger import Value
    from fzapp.storage.archive import Archive, Reads, Writer
    from fzapp.storage.ledger_views import Scope

_AT_A_TIME = 500
"""Rows fetched by key at once where all of them are wanted."""

_DECIMAL = "#"
"""Stands before a quantity in JSON, so that no figure ever passes through a binary float."""


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row of the archive with its key, the year it counts for and its own date (ISO or "").

    `added_at` and `edited_at` are the times it was entered and last changed.
    """

    id: int
    year: int
    happened: str
    row: Row
    added_at: str = ""
    edited_at: str = ""


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to be stored. What is stored is written down when it is asked for: kept, it would take most of the memory."""

    year: int
    happened: str
    row: Row

    @property
    def cells(self) -> str:
        """The values as stored."""
        return encoded(self.row.values)

    @property
    def digest(self) -> str:
        """What makes two rows the same row: year and all values."""
        return _digest(self.year, self.cells)


def digest_of(year: int, values: Mapping[str, Value]) -> str:
    """The fingerprint of a row's content."""
    return _digest(year, encoded(values))


def _digest(year: int, cells: str) -> str:
    return hashlib.sha256(f"{year}{cells}".encode()).hexdigest()[:32]


def insert(write: Writer, kind: str, rows: Iterable[NewRow], now: str) -> None:
    """Store rows of a kind."""
    write.insert_many(tables.LEDGER_ROW, _lines(kind, rows, now))


def _lines(kind: str, rows: Iterable[NewRow], now: str) -> Iterator[tuple[str | int, ...]]:
    """Rows in the order of the table's columns."""
    place_of = _Places()
    for new in rows:
        cells = new.cells
        yield kind, new.year, new.happened, cells, _digest(new.year, cells), place_of(new.row), now, now


def digests(archive: Archive, kind: str) -> Counter[str]:
    """The fingerprints of the stored rows of a kind, with how often each stands there."""
    return Counter(
        str(row[0]) for row in archive.read("select digest from ledger_row where kind = ?", (kind,))
    )


def digests_beside(archive: Archive, kind: str) -> Counter[str]:
    """What `digests` gives, through a connection of its own: for a worker."""
    with archive.reader() as connection:
        return Counter(
            str(row[0]) for row in connection.execute("select digest from ledger_row where kind = ?", (kind,))
        )


@understood()
def rows(archive: Reads, scope: Scope) -> tuple[StoredRow, ...]:
    """The rows of a ledger, oldest first."""
    return tuple(_stored(row) for row in archive.read(*_rows_of(scope)))


def count(archive: Archive, scope: Scope, most: int = -1) -> int:
    """The number of rows of a ledger; with `most` no more than so many are counted."""
    chosen = rows_of(scope)
    sql = f"select count(*) from (select 1 from ledger_row where {chosen.sql} limit ?)"  # noqa: S608
    return int(archive.read(sql, (*chosen.values, most))[0][0])


@understood()
def rows_by_id(archive: Reads, row_ids: Iterable[int]) -> dict[int, StoredRow]:
    """The rows with these keys (some hundred at a time); those that are gone are left out."""
    wanted = tuple(row_ids)
    marks = ", ".join("?" * len(wanted))
    found = archive.read(f"select * from ledger_row where id in ({marks})", wanted)  # noqa: S608
    return {int(row["id"]): _stored(row) for row in found}


def rows_in_order(archive: Archive, row_ids: Sequence[int]) -> Iterator[StoredRow]:
    """The rows with these keys one by one, through a connection of their own: for a worker."""
    with archive.reader() as connection:
        for start in range(0, len(row_ids), _AT_A_TIME):
            wanted = tuple(row_ids[start : start + _AT_A_TIME])
            marks = ", ".join("?" * len(wanted))
            found = connection.execute(f"select * from ledger_row where id in ({marks})", wanted)  # noqa: S608
            by_id = {int(row["id"]): row for row in found}
            yield from (_stored(by_id[row_id]) for row_id in wanted if row_id in by_id)


def _rows_of(scope: Scope) -> tuple[str, tuple[str | float, ...]]:
    """The query for the rows of a ledger, and its values."""
    chosen = rows_of(scope)
    return f"select * from ledger_row where {chosen.sql} order by happened, id", chosen.values  # noqa: S608


def zero_confirmed(archive: Archive, year: int) -> frozenset[str]:
    """The kinds for which somebody stated that nothing happened in a year, and that are still empty."""
    found = archive.read(
        "select kind from zero_confirmation z where year = ? and not exists"
        " (select 1 from ledger_row r where r.kind = z.kind and r.year = z.year)",
        (year,),
    )
    return frozenset(str(row[0]) for row in found)


def counts(archive: Reads, keys: tuple[int, int] | None = None) -> Counter[tuple[str, int]]:
    """The number of rows by kind and year, of all or of those with `keys` from the first to the second."""
    some = "" if keys is None else "where id between ? and ?"
    sql = f"select kind, year, count(*) from ledger_row {some} group by kind, year"  # noqa: S608
    return Counter({(str(row[0]), int(row[1])): int(row[2]) for row in archive.read(sql, keys or ())})


def encoded(values: Mapping[str, Value]) -> str:
    """The values of a row as stored, in the order of their fields; empty ones are left out."""
    plain: dict[str, str | bool | list[str]] = {}
    for name, value in values.items():
        if value is None or value == "" or value == ():
            continue
        # texts are most of the cells, and a call for each would cost a third of the time
        if type(value) is str and value[0] != _DECIMAL:
            plain[name] = value
        else:
            plain[name] = _plain(value)
    return _json_in_order(plain)


def decoded(text: str) -> dict[str, Value]:
    """The values of a row from what `encoded` stored."""
    return {name: _value(value) for name, value in json.loads(text).items()}


def _plain(value: Value) -> str | bool | list[str]:
    if isinstance(value, Decimal):
        return f"{_DECIMAL}{value}"
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, str) and value.startswith(_DECIMAL):
        return _DECIMAL + value
    assert value is not None
    return value


def _value(stored: Any) -> Value:  # noqa: ANN401  JSON
    if isinstance(stored, list):
        return tuple(str(item) for item in stored)
    if isinstance(stored, str) and stored.startswith(_DECIMAL * 2):
        return stored[1:]
    if isinstance(stored, str) and stored.startswith(_DECIMAL):
        return Decimal(stored[1:])
    return stored


class _Places:
    """Where rows came from, as stored; what all rows of a sheet share is written down once."""

    def __init__(self) -> None:
        self._source: RowSource | None = None
        self._before = self._behind = ""

    def __call__(self, row: Row) -> str:
        if row.source is None:
            return ""
        if row.source is not self._source:
            self._source = row.source
            self._before = f"[{_json(row.source.file)},{_json(row.source.sheet)},"
            self._behind = f",{_json(dict(row.source.letters))},"
        moved = _json(dict(row.moved)) if row.moved else "{}"
        return f"{self._before}{row.number}{self._behind}{moved}]"


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_json_in_order = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False, sort_keys=True
).encode


def _stored(found: sqlite3.Row) -> StoredRow:
    number, source, moved = 0, None, {}
    if found["source"]:
        file, sheet, number, letters, moved = json.loads(found["source"])
        source = RowSource(file, sheet, letters)
    row = Row(decoded(found["cells"]), number, source, moved)
    return StoredRow(
        int(found["id"]),
        int(found["year"]),
        str(found["happened"]),
        row,
        found["added_at"],
        found["edited_at"],
    )


def confirm_zero(archive: Archive, write: Writer, kind: str, year: int, by: str) -> None:
    """Note who stated that a ledger stays empty in a year, and today's date; a new name replaces the old."""
    found = archive.read("select id from zero_confirmation where kind = ? and year = ?", (kind, year))
    today = archive.now()[:10]
    if found:
        write.update(tables.ZERO_CONFIRMATION, int(found[0]["id"]), confirmed_by=by, confirmed_on=today)
    else:
        write.insert(tables.ZERO_CONFIRMATION, kind=kind, year=year, confirmed_by=by, confirmed_on=today)


def zero_confirmation(archive: Archive, kind: str, year: int) -> tuple[str, str] | None:
    """Who stated it, and when (ISO date); None when nobody did."""
    found = archive.read(
        "select confirmed_by, confirmed_on from zero_confirmation where kind = ? and year = ?", (kind, year)
    )
    return (str(found[0][0]), str(found[0][1])) if found else None


def years(archive: Archive, kind: str) -> tuple[int, ...]:
    """The years that a ledger has rows of, the first one first."""
    rows = archive.read("select distinct year from ledger_row where kind = ? order by year", (kind,))
    return tuple(int(row["year"]) for row in rows)
