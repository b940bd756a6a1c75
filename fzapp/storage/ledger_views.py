"""Which rows of a ledger a table shows, in which order: one query that answers keys, never rows.

Cells are JSON; SQLite reads single fields of it. A million rows are read through once, without a row of
Python for each: the keys come as one text.
"""

from __future__ import annotations

import contextlib
import json
from array import array
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from fzapp.domain.errors import Cancelled
from fzapp.storage.connection import errors, read_through
from fzapp.storage.schema_amounts import millionths

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Generator, Mapping

    from fzapp.domain.ledger import LedgerKind
    from fzapp.storage.archive import Archive

    Check = Callable[[], None]

FEW = 20_000
"""Rows of a kind up to which the index is the faster way; more are found by reading the table through."""

ONCE = "limit -1"
"""At the end of an inner query: its columns are worked out once a row, however often they are named."""

_STEPS = 100_000
"""Instructions of SQLite between two looks whether the work was stopped: some milliseconds."""

_PIECE = 1 << 18
"""Characters of a list of keys that are taken apart at once, so that a long list needs no second one."""

_LAST_TEXT = "char(1114111)"
_LAST_NUMBER, _FIRST_NUMBER = "9223372036854775807", "-9223372036854775808"

_IN_A_VALUE = (
    "exists (select 1 from json_tree(cells) where type = 'text' and ltrim(value, '#') like ? escape '\\')"
)
"""Whether a text stands in a value of the row, not only somewhere in its JSON."""

_ENDLESS = 1e300

_HEAVY = frozenset('"\\{}[]:,#')
"""Characters of JSON itself: a text with one of them is looked for in the values one by one."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows of a ledger: of a kind in a year, of a `cumulative` kind also those of the years before.

    `fields` are the ids of its columns: a text that stands in none of them need not be told from them.
    `until` is the last day that counts, ISO, or "" for all of the year; a row without a day counts.
    """

    kind: str
    year: int
    cumulative: bool = False
    fields: frozenset[str] = frozenset()
    until: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """A further column to order by; `quantity` says that it holds quantities."""

    column: str
    descending: bool = False
    quantity: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """What the cells of one column must be like; all parts that are given must hold.

    `contains`: words parted by blanks, each in the value or, of letters, in the initials of its pinyin.
    `any_of`: whole values as they are shown ("" is the empty cell; 是 and 否 of yes and no; of several
    choices one is enough). `first` and `last`: ISO dates of any precision, both included; a `last`
    2026-05 holds to the end of May. `at_least` and `at_most`: quantities. `empty`: True for empty cells
    alone, False for filled ones.
    """

    column: str
    contains: str = ""
    any_of: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    empty: bool | None = None


@dataclass(frozen=True, slots=True)
class View:
    """Which rows of a kind are shown, and in which order.

    `column` "" orders by the rows' own date; `quantity` says that the column holds quantities; `then` are
    the columns that decide between rows alike in it. Rows without a value come last in both directions.
    `text` holds words parted by blanks that must all stand in the row, of letters also as initials of
    pinyin; `filters` must all hold.
    """

    column: str = ""
    quantity: bool = False
    descending: bool = False
    text: str = ""
    then: tuple[Sort, ...] = ()
    filters: tuple[Filter, ...] = ()

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """All columns of the order, the first one first."""
        return (Sort(self.column, self.descending, self.quantity), *self.then) if self.column else self.then

    @property
    def narrowed(self) -> bool:
        """Whether some rows may be left out."""
        return bool(self.text.strip() or self.filters)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to count: the rows of `view` in `scope`, with the numbers no row holds (villages, residents)."""

    kind: LedgerKind
    scope: Scope
    view: View
    outside: Mapping[str, Decimal] | None = None
    with_keys: bool = False
    """Whether the keys of the rows behind each figure are wanted too."""


@dataclass(frozen=True, slots=True)
class Where:
    """A condition in SQL with its values."""

    sql: str
    values: tuple[str | float, ...] = ()

    def __and__(self, other: Where) -> Where:
        """Both must hold."""
        if not (self.sql and other.sql):
            return self if self.sql else other
        return Where(f"{self.sql} and {other.sql}", self.values + other.values)


def ids(archive: Archive, scope: Scope, view: View, check: Check | None = None) -> array[int]:
    """The keys of the rows of a view in its order; eight bytes a row, also for a million rows.

    Reads through a connection of its own, so it may be called on any thread; `check` is called now and
    then and may raise `Cancelled`.
    """
    with reading(archive, check) as connection:
        return keys(connection, scope, view)


def keys(connection: sqlite3.Connection, scope: Scope, view: View, *, in_order: bool = True) -> array[int]:
    """The same through a connection of `reading`; `in_order` False asks for the rows in any order."""
    chosen, small = where(scope, view), (view.sorts or view.narrowed) and is_small(connection, scope)
    order = _order(view, by_sound=bool(small)) if in_order else "id"
    way = "not indexed" if (view.sorts or view.narrowed) and not small else ""
    sql = f"select id from ledger_row {way} where {chosen.sql} order by {order}"  # noqa: S608
    text = connection.execute(f"select group_concat(id) from ({sql})", chosen.values).fetchone()[0] or ""  # noqa: S608
    return parsed_keys(text)


def ends(archive: Archive, scope: Scope, total: int, first: int, last: int) -> array[int]:
    """The keys of the first and the last rows of a ledger of `total` rows by date; 0 for those between.

    Both ends are read from the index, however many rows there are; not so those of a cumulative ledger.
    """
    chosen = rows_of(scope)
    sql = f"select id from ledger_row where {chosen.sql} order by happened{{0}}, id{{0}} limit {{1}}"  # noqa: S608
    found = array("q", bytes(8 * total))
    with reading(archive) as connection:
        head = [row[0] for row in connection.execute(sql.format("", min(first, total)), chosen.values)]
        tail = [row[0] for row in connection.execute(sql.format(" desc", min(last, total)), chosen.values)]
    found[: len(head)] = array("q", head)
    found[total - len(tail) :] = array("q", reversed(tail))
    return found


def parsed_keys(text: str | int) -> array[int]:
    """The keys of a list that SQLite joined with commas; 0 is an empty one.

    They are read as JSON: half the time that it takes to split the text and make numbers of the parts.
    """
    found: array[int] = array("q")
    text, start = str(text or ""), 0
    while start < len(text):
        end = text.find(",", start + _PIECE)
        end = len(text) if end < 0 else end
        found.fromlist(json.loads(f"[{text[start:end]}]"))
        start = end + 1
    return found


def typed(view: View, quantities: frozenset[str]) -> View:
    """The view with what is known of its columns: which of them hold quantities."""
    return replace(
        view,
        quantity=view.column in quantities,
        then=tuple(replace(one, quantity=one.column in quantities) for one in view.then),
    )


def values(
    archive: Archive, scope: Scope, column: str, limit: int, check: Check | None = None
) -> list[tuple[str, int]]:
    """The different values of a column as they are shown, commonest first, with the number of rows of each.

    At most `limit`; "" counts the empty cells. Of several choices each is counted by itself.
    """
    cell, chosen = cell_of(column), rows_of(scope)
    with reading(archive, check) as connection:
        sql = (
            "select cell, case when cell like '[%' then type end, count(*) from"  # noqa: S608
            f" (select {cell} as cell, json_type(cells, '$.{column}') as type from ledger_row"
            f" {way_to(connection, scope)} where {chosen.sql}) group by 1, 2"
        )
        counts: dict[str, int] = {}
        for value, kind, count in connection.execute(sql, chosen.values):
            for text in _shown(value, kind):
                counts[text] = counts.get(text, 0) + int(count)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]


@contextlib.contextmanager
def reading(archive: Archive, check: Check | None = None) -> Generator[sqlite3.Connection]:
    """A reading connection that answers plain tuples, knows pinyin, and stops when `check` says so."""
    stop = _Stop(check)
    with archive.reader() as connection:
        connection.row_factory = None
        connection.create_function("has_initials", 2, _has_initials, deterministic=True)
        connection.create_function("by_sound", 1, _by_sound, deterministic=True)
        if check is not None:
            connection.set_progress_handler(stop, _STEPS)
        try:
            yield connection
        except errors():
            if stop.asked:
                raise Cancelled from None
            raise


class _Stop:
    """Called by SQLite now and then; True ends the query."""

    def __init__(self, check: Check | None) -> None:
        self._check = check
        self.asked = False

    def __call__(self) -> bool:
        if self._check is not None:
            try:
                self._check()
            except Cancelled:
                self.asked = True
        return self.asked


def way_to(connection: sqlite3.Connection, scope: Scope) -> str:
    """How to reach the cells of the rows: by the index, or past it when they are a large part of the table.

    In the second case the connection is told that the table is going to be read through.
    """
    if is_small(connection, scope):
        return ""
    read_through(connection)
    return "not indexed"


def is_small(connection: sqlite3.Connection, scope: Scope) -> bool:
    """Whether a ledger has so few rows that everything is quick."""
    chosen = rows_of(scope)
    sql = f"select count(*) from (select 1 from ledger_row where {chosen.sql} limit {FEW + 1})"  # noqa: S608
    return int(connection.execute(sql, chosen.values).fetchone()[0]) <= FEW


def count(connection: sqlite3.Connection, scope: Scope) -> int:
    """The number of rows of a ledger."""
    chosen = rows_of(scope)
    sql = f"select count(*) from ledger_row where {chosen.sql}"  # noqa: S608
    return int(connection.execute(sql, chosen.values).fetchone()[0])


def rows_of(scope: Scope) -> Where:
    """The rows of a ledger."""
    sign = "<=" if scope.cumulative else "="
    found = Where(f"kind = ? and year {sign} ?", (scope.kind, scope.year))
    return found & Where("happened <= ?", (scope.until,)) if scope.until else found


def where(scope: Scope, view: View) -> Where:
    """The rows of a view."""
    found = rows_of(scope)
    for word in view.text.split():
        found &= _anywhere(word, scope.fields)
    for one in view.filters:
        found &= _filtered(one)
    return found


def cell_of(column: str) -> str:
    """A cell in SQL. The column is a field id of a kind, and nothing but letters may pass.

    Raises `KeyError` for anything else.
    """
    if not column.isidentifier() or not column.isascii():
        raise KeyError(column)
    return f"json_extract(cells, '$.{column}')"


# --- order ------------------------------------------------------------------------------------------


def _order(view: View, *, by_sound: bool) -> str:
    """The ORDER BY of a view; rows alike in everything follow as they were entered, downwards the last first.

    `by_sound` orders texts as a Chinese reader does. Of a large ledger they go by their characters: to ask
    the sound of a million texts takes longer than all the rest.
    """
    descending = view.sorts[-1].descending if view.sorts else view.descending
    by = [
        f"{key_of(sort, by_sound=by_sound)}{' desc' if sort.descending else ''}" for sort in view.sorts
    ] or ["happened desc" if descending else "happened"]
    return ", ".join([*by, "id desc" if descending else "id"])


def key_of(sort: Sort, *, by_sound: bool = False) -> str:
    """What one column of an order goes by: of one type throughout, since SQLite orders that faster.

    Quantities go by whole numbers, which it orders twice as fast as others.
    """
    cell = cell_of(sort.column)
    if sort.quantity:
        empty = _FIRST_NUMBER if sort.descending else _LAST_NUMBER
        given = millionths(f"substr({cell}, 2)")
        return f"coalesce({millionths(_digits_of(sort.column))}, {given}, {empty})"
    text = f"cast({cell} as text)"
    text = f"by_sound({text})" if by_sound else text
    return f"coalesce({text}, {-1 if sort.descending else _LAST_TEXT})"


def _digits_of(column: str) -> str:
    """A quantity straight from the JSON of its row, of which only the digits in front count: twice as fast.

    Null where the cell is empty or holds something else.
    """
    mark = f'"{column}":"#'.encode()
    place = f"nullif(instr(cast(cells as blob), x'{mark.hex()}'), 0)"
    return f"substr(cast(cells as blob), {place} + {len(mark)}, 24)"


# --- filters ----------------------------------------------------------------------------------------


def _anywhere(word: str, fields: frozenset[str]) -> Where:
    """A word in any value of a row: the quick look at the whole row first, then at its values if it must be."""
    inside = json.dumps(word, ensure_ascii=False)[1:-1]
    sql, given = "cells like ? escape '\\'", (_contains(inside),)
    if _may_be_elsewhere(word, fields):
        sql = f"({sql} and {_IN_A_VALUE})"
        given = (*given, _contains(word))
    if _may_be_initials(word):
        return Where(f"({sql} or has_initials(cells, ?))", (*given, word.lower()))
    return Where(sql, given)


def _may_be_elsewhere(word: str, fields: frozenset[str]) -> bool:
    """Whether the word may stand in the JSON of a row without standing in one of its values."""
    if not _HEAVY.isdisjoint(word):
        return True
    if not word.isascii():
        return False
    lower = word.lower()
    return not fields or any(lower in name.lower() for name in (*fields, "true", "false"))


def _filtered(one: Filter) -> Where:
    cell = cell_of(one.column)
    found = Where("")
    for word in one.contains.split():
        found &= _in_cell(cell, word)
    if one.any_of:
        found &= _one_of(one.column, cell, one.any_of)
    if one.first or one.last:
        last = f"{one.last}~" if one.last else "~"
        found &= Where(f"{cell} between ? and ?", (one.first, last))
    if one.at_least is not None or one.at_most is not None:
        found &= number_between(one)
    if one.empty is not None:
        found &= Where(f"{cell} is {'null' if one.empty else 'not null'}")
    return found


def number_between(one: Filter) -> Where:
    """Whether the quantity in a cell is between the bounds of a filter."""
    least = -_ENDLESS if one.at_least is None else float(one.at_least)
    most = _ENDLESS if one.at_most is None else float(one.at_most)
    number = f"coalesce({_digits_of(one.column)} * 1.0, cast(substr({cell_of(one.column)}, 2) as real))"
    return Where(f"{number} between ? and ?", (least, most))


def _in_cell(cell: str, word: str) -> Where:
    inside = json.dumps(word, ensure_ascii=False)[1:-1]
    sql = f"cells like ? escape '\\' and ltrim({cell}, '#') like ? escape '\\'"
    given = (_contains(inside), _contains(word))
    if _may_be_initials(word):
        return Where(f"({sql} or has_initials({cell}, ?))", (*given, word.lower()))
    return Where(sql, given)


def _one_of(column: str, cell: str, texts: tuple[str, ...]) -> Where:
    """Whole values in every form they may be stored in; a list of choices holds one of them."""
    stored = [form for text in texts if text for form in _forms(text)]
    marks = ", ".join("?" * len(stored))
    parts = [f"{cell} is null"] if "" in texts else []
    if "是" in texts:
        parts.append(f"{cell} = 1")
    if "否" in texts:
        parts.append(f"{cell} = 0")
    if stored:
        parts.append(f"{cell} in ({marks})")
        parts.append(
            f"(instr(cells, '[') and exists (select 1 from json_each(cells, '$.{column}') where value in ({marks})))"  # noqa: S608
        )
    found = Where(f"({' or '.join(parts)})", (*stored, *stored))
    return found if {"", "是", "否"} & set(texts) else _quick_look(texts) & found


def _quick_look(texts: tuple[str, ...]) -> Where:
    """Whether one of the texts stands anywhere in the row: far quicker than taking a cell out of it."""
    inside = tuple(json.dumps(text, ensure_ascii=False)[1:-1] for text in texts)
    return Where(f"({' or '.join(['instr(cells, ?)'] * len(inside))})", inside)


def _forms(text: str) -> tuple[str, ...]:
    plain = f"#{text}" if text.startswith("#") else text
    with contextlib.suppress(InvalidOperation):
        return (plain, f"#{Decimal(text)}")
    return (plain,)


def _shown(value: str | int | None, kind: str | None) -> list[str]:
    """A stored value as it is shown; several choices each by itself."""
    if value is None:
        return [""]
    if isinstance(value, int):
        return ["是" if value else "否"]
    if kind == "array":
        return [str(one) for one in json.loads(str(value))]
    text = str(value)
    return [text.removeprefix("#")]


def _contains(text: str) -> str:
    for mark in "\\%_":
        text = text.replace(mark, f"\\{mark}")
    return f"%{text}%"


def _may_be_initials(word: str) -> bool:
    return len(word) > 1 and word.isascii() and word.isalpha()


def _by_sound(text: str | None) -> str | None:
    from fzapp.text.pinyin import by_sound  # noqa: PLC0415  loads a dictionary on its first use

    return None if text is None else by_sound(text)


def _has_initials(text: str | int | None, letters: str) -> bool:
    """Whether the initials of the Chinese characters that follow one another in a text hold some letters."""
    from fzapp.text.pinyin import folded, letters_folded  # noqa: PLC0415  loads a dictionary on its first use

    return isinstance(text, str) and letters_folded(letters) in folded(text)
