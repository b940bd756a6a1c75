"""Rows of the ledgers: one table for all kinds, the cells of a row as one JSON object.

A kind may gain columns at any time, so a row keeps what it has by field id; SQLite reads single fields
where counting needs them.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from fzapp.domain.ledger import Row, RowSource
from fzapp.storage import tables

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fzapp.domain.ledger import Value
    from fzapp.storage.archive import Archive, Writer

_FEW = 20_000
"""Rows of a kind and year up to which the index is the faster way; more are found by reading the table through."""

_AT_A_TIME = 500
"""Rows fetched by key at once where all of them are wanted."""

_ROWS = "select * from ledger_row where kind = ? and year = ? order by happened, id"

_MAPPED = 1 << 30
"""Bytes of the file that a reading connection may map: without it every page is copied once more."""

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
class View:
    """Which rows of a kind are shown, and in which order.

    `column` "" orders by the rows' own date; `quantity` says that the column holds quantities. `text` is
    what a value must contain, "" for all rows. Rows without a value come last.
    """

    column: str = ""
    quantity: bool = False
    descending: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to be stored."""

    year: int
    happened: str
    row: Row

    @property
    def digest(self) -> str:
        """What makes two rows the same row: the year and all values."""
        return digest_of(self.year, self.row.values)


def digest_of(year: int, values: Mapping[str, Value]) -> str:
    """The fingerprint of a row's content."""
    return hashlib.sha256(f"{year}{encoded(values)}".encode()).hexdigest()[:32]


def insert(write: Writer, kind: str, rows: Iterable[NewRow], now: str) -> int:
    """Store rows of a kind; answer how many."""
    count = 0
    for new in rows:
        write.insert(
            tables.LEDGER_ROW,
            kind=kind,
            year=new.year,
            happened=new.happened,
            cells=encoded(new.row.values),
            digest=new.digest,
            source=_source_json(new.row),
            added_at=now,
            edited_at=now,
        )
        count += 1
    return count


def digests(archive: Archive, kind: str) -> Counter[str]:
    """The fingerprints of the stored rows of a kind, with how often each stands there."""
    return Counter(
        str(row[0]) for row in archive.read("select digest from ledger_row where kind = ?", (kind,))
    )


def rows(archive: Archive, kind: str, year: int) -> tuple[StoredRow, ...]:
    """The rows of a kind that count for a year, oldest first."""
    return tuple(_stored(row) for row in archive.read(_ROWS, (kind, year)))


def ids(archive: Archive, kind: str, year: int, view: View) -> array[int]:
    """The keys of the rows of a view in its order; eight bytes a row, also for a million rows.

    Reads through a connection of its own, so it may be called on any thread.
    """
    order, chosen = _order(view), _chosen(view)
    with archive.reader() as connection:
        connection.row_factory = None
        connection.execute(f"pragma mmap_size = {_MAPPED}").fetchone()
        key = (kind, year)
        way = "" if not view.column and not view.text else _way(connection, key)
        found = connection.execute(
            f"select id from ledger_row {way} where kind = ? and year = ?{chosen} order by {order}",  # noqa: S608
            (*key, *_wanted(view)),
        )
        return array("q", chain.from_iterable(found))


def _way(connection: sqlite3.Connection, key: tuple[str, int]) -> str:
    """How to reach the cells of the rows: by the index, or past it when they are a large part of the table."""
    count = connection.execute("select count(*) from ledger_row where kind = ? and year = ?", key)
    return "" if int(count.fetchone()[0]) <= _FEW else "not indexed"


def rows_by_id(archive: Archive, row_ids: Iterable[int]) -> dict[int, StoredRow]:
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


def rows_beside(archive: Archive, kind: str, year: int) -> tuple[StoredRow, ...]:
    """What `rows` gives, through a connection of its own: for a worker."""
    with archive.reader() as connection:
        return tuple(_stored(row) for row in connection.execute(_ROWS, (kind, year)))


def zero_confirmed(archive: Archive, year: int) -> frozenset[str]:
    """The kinds for which somebody stated that nothing happened in a year, and that are still empty."""
    found = archive.read(
        "select kind from zero_confirmation z where year = ? and not exists"
        " (select 1 from ledger_row r where r.kind = z.kind and r.year = z.year)",
        (year,),
    )
    return frozenset(str(row[0]) for row in found)


def _order(view: View) -> str:
    """The ORDER BY of a view. The column is a field id of a kind, and nothing but letters may pass."""
    way = " desc" if view.descending else ""
    if not view.column:
        return f"happened{way}, id{way}"
    if not view.column.isidentifier() or not view.column.isascii():
        raise KeyError(view.column)
    cell = f"json_extract(cells, '$.{view.column}')"
    value = f"cast(substr({cell}, 2) as real)" if view.quantity else cell
    return f"{cell} is null, {value}{way}"


def _chosen(view: View) -> str:
    """The condition of a view: the quick look at the whole row first, then at its values."""
    if not view.text:
        return ""
    return (
        " and cells like ? escape '\\' and exists"
        " (select 1 from json_each(cells) where ltrim(value, '#') like ? escape '\\')"
    )


def _wanted(view: View) -> tuple[str, ...]:
    if not view.text:
        return ()
    inside = json.dumps(view.text, ensure_ascii=False)[1:-1]
    return (_contains(inside), _contains(view.text))


def _contains(text: str) -> str:
    for mark in "\\%_":
        text = text.replace(mark, f"\\{mark}")
    return f"%{text}%"


def counts(archive: Archive, year: int) -> dict[str, int]:
    """The number of rows of each kind that has any in a year."""
    found = archive.read("select kind, count(*) from ledger_row where year = ? group by kind", (year,))
    return {str(row[0]): int(row[1]) for row in found}


def encoded(values: Mapping[str, Value]) -> str:
    """The values of a row as stored, in the order of their fields; empty ones are left out."""
    plain = {name: _plain(value) for name, value in sorted(values.items()) if value not in (None, "", ())}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


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


def _source_json(row: Row) -> str:
    if row.source is None:
        return ""
    place = [row.source.file, row.source.sheet, row.number, dict(row.source.letters), dict(row.moved)]
    return json.dumps(place, ensure_ascii=False, separators=(",", ":"))


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
