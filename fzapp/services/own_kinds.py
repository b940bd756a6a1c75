"""The kinds of ledgers of one archive: those of the program, changed where the office changed them, and its own.

A definition is JSON. Of a kind of the program it holds only what differs, so that a later program may
bring new columns; of an own kind (U01 …) it holds everything. What a column holds is never lost: a column
that is taken out is hidden.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fzapp.domain.ledger import Aggregate, Column, ColumnType, LedgerKind, Option, Privacy, Statistic
from fzapp.intake.ledger_words import header_key
from fzapp.services.ledger_kinds import kind_called, ledger_kinds
from fzapp.storage import own_kinds as stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fzapp.storage.archive import Archive, Writer

OWN_CODE = "U"
"""First letter of the codes of own kinds."""

OWN_FIELD = "own_"
"""Beginning of the ids of own columns."""

_PERSONAL = ("姓名", "身份证", "证件号", "电话", "手机", "住址", "银行卡")
"""Words in the header of a new column that speak of persons: it does not leave the office unmasked."""

_SUMMED = (ColumnType.INTEGER, ColumnType.MONEY)

_Definition = dict[str, Any]


def all_kinds(archive: Archive) -> tuple[LedgerKind, ...]:
    """All kinds of an archive, in the order of their codes."""
    rows = stored.definitions(archive)
    return _built(rows) if rows else ledger_kinds()


def kind_with_short_name(archive: Archive, short_name: str) -> LedgerKind | None:
    """The kind whose figures are called 简称.指标; reads the one file that is needed."""
    rows = stored.definitions(archive)
    for code, definition in rows:
        if code.startswith(OWN_CODE):
            own = _own(code, definition)
            if own.short_name == short_name:
                return own
    kind = kind_called(short_name)
    changed = dict(rows).get(kind.code) if kind is not None else None
    return adapted(kind, json.loads(changed)) if kind is not None and changed else kind


def is_own(kind: LedgerKind) -> bool:
    """Whether the office made the kind itself."""
    return kind.code.startswith(OWN_CODE)


def extended(
    kind: LedgerKind, wanted: Sequence[tuple[str, ColumnType]]
) -> tuple[LedgerKind, tuple[Column, ...]]:
    """`kind` with one more column for each name, and these columns."""
    added: list[Column] = []
    for name, of in wanted:
        number = next_field(column.id for column in (*kind.all_columns, *added))
        personal = any(word in name for word in _PERSONAL)
        privacy = Privacy.PERSONAL if personal else Privacy.NONE
        added.append(Column(f"{OWN_FIELD}{number}", name, of, privacy=privacy))
    return _with_own_columns(kind, tuple(added)), tuple(added)


def next_field(known: Iterable[str]) -> int:
    """The number of the next own column."""
    numbers = [int(name.removeprefix(OWN_FIELD)) for name in known if _is_own_field(name)]
    return max(numbers, default=0) + 1


def add_columns(archive: Archive, write: Writer, code: str, columns: Sequence[Column]) -> None:
    """Add own columns to the definition of a kind."""
    known = dict(stored.definitions(archive)).get(code)
    definition: _Definition = json.loads(known) if known else {"columns": []}
    definition["columns"].extend(column_to_plain(column) for column in columns)
    stored.put(archive, write, code, json.dumps(definition, ensure_ascii=False))


def column_to_plain(column: Column) -> _Definition:
    """An own column as it is stored."""
    plain: _Definition = {"id": column.id, "name": column.name, "type": column.type.value}
    plain |= {"options": [option.name for option in column.options]} if column.options else {}
    plain |= {"unit": column.unit} if column.unit else {}
    plain |= {"privacy": column.privacy.value} if column.privacy is not Privacy.NONE else {}
    return plain | {name: True for name in ("required", "hidden") if getattr(column, name)}


def adapted(kind: LedgerKind, definition: _Definition) -> LedgerKind:
    """A kind of the program with what the office changed: names, options, privacy, hidden and own columns."""
    changes = {str(plain["id"]): plain for plain in definition["columns"]}
    own = tuple(_column(plain) for name, plain in changes.items() if _is_own_field(name))
    changed = replace(
        kind,
        columns=tuple(_changed(column, changes.get(column.id)) for column in kind.columns),
        common=tuple(_changed(column, changes.get(column.id)) for column in kind.common),
    )
    return _with_own_columns(changed, own)


def _is_own_field(name: str) -> bool:
    return name.startswith(OWN_FIELD) and name.removeprefix(OWN_FIELD).isdigit()


@lru_cache(maxsize=4)
def _built(rows: tuple[tuple[str, str], ...]) -> tuple[LedgerKind, ...]:
    changes = dict(rows)
    known = tuple(
        adapted(kind, json.loads(changes[kind.code])) if kind.code in changes else kind
        for kind in ledger_kinds()
    )
    return known + tuple(_own(code, text) for code, text in rows if code.startswith(OWN_CODE))


def _own(code: str, text: str) -> LedgerKind:
    definition: _Definition = json.loads(text)
    columns = tuple(_column(plain) for plain in definition["columns"])
    dates = [column.id for column in columns if column.type is ColumnType.DATE and not column.hidden]
    taken = {header_key(column.name) for column in columns}
    shared = ledger_kinds()[0].common
    name, short = str(definition["name"]), str(definition["short_name"])
    kind = LedgerKind(
        code=code,
        id=f"own_{code.lower()}",
        name=name,
        short_name=short,
        office=str(definition["office"]),
        unit=str(definition["unit"]),
        titles=tuple(dict.fromkeys((name, short))),
        columns=columns,
        common=tuple(column for column in shared if header_key(column.name) not in taken),
        period_column=dates[0] if dates else "",
        privacy=Privacy.PERSONAL if any(c.privacy is not Privacy.NONE for c in columns) else Privacy.NONE,
        release="本单位自己建的台账，公开前看一看有没有个人信息",
        source="本单位",
    )
    count = Statistic("count", "登记数", Aggregate.COUNT, unit=kind.unit)
    return replace(kind, statistics=(count, *_statistics(kind, columns)))


def _with_own_columns(kind: LedgerKind, own: tuple[Column, ...]) -> LedgerKind:
    return replace(
        kind, columns=kind.columns + own, statistics=kind.statistics + tuple(_statistics(kind, own))
    )


def _statistics(kind: LedgerKind, columns: Iterable[Column]) -> Iterable[Statistic]:
    """What can be said of own columns: the sum of a quantity, the number of rows for each choice."""
    taken = {statistic.name for statistic in kind.statistics}
    for column in columns:
        if column.type in _SUMMED and f"{column.name}合计" not in taken:
            unit = column.unit or ("元" if column.type is ColumnType.MONEY else "")
            yield Statistic(
                f"sum_{column.id}", f"{column.name}合计", Aggregate.SUM, columns=(column.id,), unit=unit
            )
        elif column.type is ColumnType.CHOICE:
            name = f"{column.name}为{{value}}的登记数"
            yield Statistic(f"by_{column.id}", name, Aggregate.COUNT, each=column.id, unit=kind.unit)


def _column(plain: _Definition) -> Column:
    return Column(
        id=str(plain["id"]),
        name=str(plain["name"]),
        type=ColumnType(plain["type"]),
        required=bool(plain.get("required")),
        options=tuple(Option(str(name)) for name in plain.get("options", ())),
        unit=str(plain.get("unit", "")),
        privacy=Privacy(plain.get("privacy", "none")),
        hidden=bool(plain.get("hidden")),
    )


def _changed(column: Column, plain: _Definition | None) -> Column:
    """A column of the program under another name, with other options; its own name stays known to imports."""
    if plain is None:
        return column
    name = str(plain.get("name", column.name))
    known = {option.name: option for option in column.options}
    options = column.options
    if "options" in plain:
        options = tuple(known.get(str(one), Option(str(one))) for one in plain["options"])
    return replace(
        column,
        name=name,
        synonyms=column.synonyms if name == column.name else (*column.synonyms, column.name),
        options=options,
        privacy=Privacy(plain.get("privacy", column.privacy)),
        hidden=bool(plain.get("hidden")),
    )
