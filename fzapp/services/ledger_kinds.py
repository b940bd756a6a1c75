"""The kinds of ledgers as the program knows them: resources/ledgers, checked while they are read.

A file of the office's own (own kinds, changed columns) goes through the same reader, so every mistake is
told with the file, the column and the entry it stands in.
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import (
    Aggregate,
    Column,
    ColumnType,
    Condition,
    LedgerKind,
    Option,
    Privacy,
    RowRule,
    RuleCheck,
    Statistic,
    TextShape,
)
from fzapp.infra.paths import resources
from fzapp.intake.ledger_words import header_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_Choice = TypeVar("_Choice", bound=StrEnum)
_Table = dict[str, Any]

_ID = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[A-Z]\d{2}")
_KIND_KEYS = {
    "code", "id", "name", "short_name", "office", "unit", "titles", "sections", "period_column", "cumulative", "totals_only",
    "privacy", "release", "source", "checked_on", "columns", "statistics", "rules",
}  # fmt: skip
_COLUMN_KEYS = {
    "id", "name", "type", "required", "computed", "unit", "shape", "privacy", "hint", "synonyms", "answers", "options",
}  # fmt: skip
_STATISTIC_KEYS = {
    "id", "name", "aggregate", "columns", "minus", "where", "part", "whole", "outside", "each", "threshold", "unit", "when_zero",
    "note", "of_year",
}  # fmt: skip
_RULE_KEYS = {
    "check", "first", "second", "columns", "days", "least", "most", "when", "unless", "say", "basis",
}  # fmt: skip
_CONDITION_KEYS = {"column", "any_of", "none_of", "filled", "at_least", "at_most", "in_year"}
_TODO = "按其他台账定义文件的写法改好再用"
_COMMON = "common.toml"
"""The columns that any ledger may carry."""


@cache
def ledger_kinds() -> tuple[LedgerKind, ...]:
    """The 31 kinds of DOMAIN.md section 4 in order of their codes; read on first use."""
    return _told_apart(tuple(_delivered(path) for path in _definitions(resources() / "ledgers")))


def read_in_parts() -> Iterator[None]:
    """Read one definition after the other, some milliseconds each, so that `ledger_kinds` finds them read."""
    _delivered_columns()
    for path in _definitions(resources() / "ledgers"):
        yield
        _delivered(path)
    yield
    ledger_kinds()


@cache
def _delivered(path: Path) -> LedgerKind:
    return read_kind(path, _delivered_columns())


@cache
def _delivered_columns() -> tuple[Column, ...]:
    return _common_columns(resources() / "ledgers" / _COMMON)


def find_kind(name: str, kinds: Sequence[LedgerKind] | None = None) -> LedgerKind:
    """The kind with this code (L16), id or Chinese name, among `kinds` or those of the program.

    Raises `UserError` when there is none.
    """
    for kind in ledger_kinds() if kinds is None else kinds:
        if name in (kind.code, kind.id, kind.name, kind.short_name):
            return kind
    raise UserError(f"没有“{name}”这种台账", "看一看台账种类的名称或编号")


@cache
def kind_called(short_name: str) -> LedgerKind | None:
    """The kind whose figures are called 简称.指标, reading its file alone: at the start only a few are needed.

    Raises `UserError` for the first thing in that file that does not fit.
    """
    for path in _definitions(resources() / "ledgers"):
        if f'short_name = "{short_name}"' in path.read_text(encoding="utf-8"):
            return _delivered(path)
    return next((kind for kind in ledger_kinds() if kind.short_name == short_name), None)


def read_kinds(folder: Path) -> tuple[LedgerKind, ...]:
    """Every kind of a folder of .toml files (common.toml: the columns any ledger may carry).

    Raises `UserError` naming file, column and entry for the first thing that does not fit.
    """
    common = _common_columns(folder / _COMMON)
    return _told_apart(tuple(read_kind(path, common) for path in _definitions(folder)))


def _definitions(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.toml")) if path.name != _COMMON]


def _told_apart(kinds: tuple[LedgerKind, ...]) -> tuple[LedgerKind, ...]:
    """The kinds; raises `UserError` when two share what tells them apart."""
    for attribute, label in (("code", "编号"), ("id", "标识"), ("name", "名称"), ("short_name", "简称")):
        seen: dict[str, str] = {}
        for kind in kinds:
            value = str(getattr(kind, attribute))
            if value in seen:
                raise UserError(f"台账定义{kind.code}和{seen[value]}的{label}都是“{value}”", _TODO)
            seen[value] = kind.code
    return kinds


def read_kind(path: Path, common: Sequence[Column] = ()) -> LedgerKind:
    """The kind of one file. Raises `UserError` for the first thing that does not fit."""
    return _KindReader(path).read(common)


def _common_columns(path: Path) -> tuple[Column, ...]:
    if not path.exists():
        return ()
    reader = _KindReader(path)
    return tuple(reader.column(table) for table in reader.tables("columns"))


class _KindReader:
    """Reads one definition file; `_fail` names the place that is wrong."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        try:
            self._data: _Table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UserError(f"台账定义文件“{self._name}”的写法有错（{error}）", _TODO) from error
        except OSError as error:
            raise UserError(f"读不了台账定义文件“{self._name}”", "看一看文件还在不在") from error

    def read(self, common: Sequence[Column]) -> LedgerKind:
        """The kind, checked as a whole."""
        data = self._data
        self._known(data, _KIND_KEYS, "开头")
        columns = tuple(self.column(table) for table in self.tables("columns"))
        own = {column.id for column in columns} | {column.name for column in columns}
        kind = LedgerKind(
            code=self._matching(data, "code", _CODE, "开头"),
            id=self._matching(data, "id", _ID, "开头"),
            name=self._text(data, "name", "开头"),
            short_name=self._text(data, "short_name", "开头"),
            office=self._text(data, "office", "开头"),
            unit=self._text(data, "unit", "开头"),
            titles=self._texts(data, "titles", "开头"),
            sections=self._texts(data, "sections", "开头"),
            columns=columns,
            common=tuple(column for column in common if column.id not in own and column.name not in own),
            statistics=tuple(self._statistic(table) for table in self.tables("statistics")),
            rules=tuple(self._rule(table) for table in self.tables("rules")),
            period_column=self._optional(data, "period_column", "开头"),
            cumulative=self._flag(data, "cumulative", "开头"),
            totals_only=self._flag(data, "totals_only", "开头"),
            privacy=self._choice(data, "privacy", Privacy, Privacy.NONE, "开头"),
            release=self._optional(data, "release", "开头"),
            source=self._text(data, "source", "开头"),
            checked_on=self._text(data, "checked_on", "开头"),
        )
        self._check(kind)
        return kind

    def tables(self, key: str) -> list[_Table]:
        """The tables of an array, [] when it is not there."""
        found = self._data.get(key, [])
        if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
            raise self._fail("开头", f"{key} 应当是一组表")
        return found

    def column(self, table: _Table) -> Column:
        """One column."""
        place = f"列“{table.get('name') or table.get('id') or '（没有名称）'}”"
        self._known(table, _COLUMN_KEYS, place)
        return Column(
            id=self._matching(table, "id", _ID, place),
            name=self._text(table, "name", place),
            type=self._choice(table, "type", ColumnType, None, place),
            required=self._flag(table, "required", place),
            options=tuple(self._option(option, place) for option in self._list(table, "options", place)),
            unit=self._optional(table, "unit", place),
            privacy=self._choice(table, "privacy", Privacy, Privacy.NONE, place),
            shape=self._choice(table, "shape", TextShape, TextShape.PLAIN, place),
            synonyms=self._texts(table, "synonyms", place),
            answers=self._texts(table, "answers", place),
            computed=self._flag(table, "computed", place),
            hint=self._optional(table, "hint", place),
        )

    def _option(self, table: object, place: str) -> Option:
        if isinstance(table, str):
            return Option(table)
        if not isinstance(table, dict):
            raise self._fail(place, "选项应当是文字")
        self._known(table, {"name", "synonyms"}, place)
        return Option(self._text(table, "name", place), self._texts(table, "synonyms", place))

    def _statistic(self, table: _Table) -> Statistic:
        place = f"统计“{table.get('name') or table.get('id') or '（没有名称）'}”"
        self._known(table, _STATISTIC_KEYS, place)
        return Statistic(
            id=self._matching(table, "id", _ID, place),
            name=self._text(table, "name", place),
            aggregate=self._choice(table, "aggregate", Aggregate, Aggregate.COUNT, place),
            columns=self._texts(table, "columns", place),
            minus=self._texts(table, "minus", place),
            where=self._conditions(table, "where", place),
            part=self._optional(table, "part", place),
            whole=self._optional(table, "whole", place),
            outside=self._optional(table, "outside", place),
            threshold=self._number(table, "threshold", place),
            each=self._optional(table, "each", place),
            unit=self._optional(table, "unit", place),
            when_zero=self._optional(table, "when_zero", place),
            note=self._optional(table, "note", place),
            of_year=self._flag(table, "of_year", place),
        )

    def _rule(self, table: _Table) -> RowRule:
        place = f"规则“{table.get('say') or table.get('check') or '（没有名称）'}”"
        self._known(table, _RULE_KEYS, place)
        days = table.get("days", 0)
        if not isinstance(days, int):
            raise self._fail(place, "days 应当是整数")
        return RowRule(
            check=self._choice(table, "check", RuleCheck, None, place),
            first=self._optional(table, "first", place),
            second=self._optional(table, "second", place),
            columns=self._texts(table, "columns", place),
            days=days,
            least=self._number(table, "least", place),
            most=self._number(table, "most", place),
            when=self._conditions(table, "when", place),
            unless=self._conditions(table, "unless", place),
            say=self._text(table, "say", place),
            basis=self._optional(table, "basis", place),
        )

    def _conditions(self, table: _Table, key: str, place: str) -> tuple[Condition, ...]:
        return tuple(self._condition(item, place) for item in self._list(table, key, place))

    def _condition(self, table: object, place: str) -> Condition:
        if not isinstance(table, dict):
            raise self._fail(place, "条件应当是一个表")
        self._known(table, _CONDITION_KEYS, place)
        filled = table.get("filled")
        if filled is not None and not isinstance(filled, bool):
            raise self._fail(place, "filled 应当是 true 或 false")
        return Condition(
            column=self._text(table, "column", place),
            any_of=self._texts(table, "any_of", place),
            none_of=self._texts(table, "none_of", place),
            filled=filled,
            at_least=self._number(table, "at_least", place),
            at_most=self._number(table, "at_most", place),
            in_year=self._flag(table, "in_year", place),
        )

    def _check(self, kind: LedgerKind) -> None:
        """What spans several entries: names met once, references that lead somewhere."""
        self._once((column.id for column in kind.columns), "列的标识")
        self._once((column.name for column in kind.columns), "列名")
        headers = (
            (header_key(text), column) for column in kind.columns for text in (column.name, *column.synonyms)
        )
        owners: dict[str, Column] = {}
        for key, column in headers:
            if owners.setdefault(key, column) is not column:
                raise self._fail(f"列“{column.name}”", f"表头“{key}”已经归“{owners[key].name}”")
        if kind.period_column and kind.column(kind.period_column) is None:
            raise self._fail("开头", f"period_column 指的列“{kind.period_column}”不存在")
        self._once((statistic.id for statistic in kind.statistics), "统计的标识")
        for statistic in kind.statistics:
            self._check_references(kind, f"统计“{statistic.name}”", _columns_of_statistic(statistic))
            divides = statistic.aggregate in (Aggregate.RATIO, Aggregate.PER_HEAD)
            if divides and not (statistic.part and (statistic.whole or statistic.outside)):
                raise self._fail(f"统计“{statistic.name}”", "比率要写明 part 和 whole")
            for other in filter(None, (statistic.part, statistic.whole)):
                if kind.statistic(other) is None:
                    raise self._fail(f"统计“{statistic.name}”", f"引用的统计“{other}”不存在")
        for rule in kind.rules:
            self._check_references(kind, f"规则“{rule.say}”", _columns_of_rule(rule))

    def _check_references(self, kind: LedgerKind, place: str, columns: Iterable[str]) -> None:
        for name in columns:
            if name and kind.column(name) is None:
                raise self._fail(place, f"用到的列“{name}”不存在")

    def _once(self, values: Iterable[str], label: str) -> None:
        seen: set[str] = set()
        for value in values:
            if value in seen:
                raise self._fail("开头", f"{label}“{value}”写了两次")
            seen.add(value)

    def _known(self, table: _Table, keys: set[str], place: str) -> None:
        for key in table:
            if key not in keys:
                raise self._fail(place, f"不认识的项“{key}”")

    def _text(self, table: _Table, key: str, place: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._fail(place, f"缺少 {key}")
        return value

    def _optional(self, table: _Table, key: str, place: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise self._fail(place, f"{key} 应当是文字")
        return value

    def _matching(self, table: _Table, key: str, pattern: re.Pattern[str], place: str) -> str:
        value = self._text(table, key, place)
        if not pattern.fullmatch(value):
            raise self._fail(place, f"{key} 不能写成“{value}”")
        return value

    def _flag(self, table: _Table, key: str, place: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise self._fail(place, f"{key} 应当是 true 或 false")
        return value

    def _list(self, table: _Table, key: str, place: str) -> list[object]:
        value = table.get(key, [])
        if not isinstance(value, list):
            raise self._fail(place, f"{key} 应当是一组")
        return value

    def _texts(self, table: _Table, key: str, place: str) -> tuple[str, ...]:
        values = self._list(table, key, place)
        if not all(isinstance(value, str) for value in values):
            raise self._fail(place, f"{key} 里应当都是文字")
        return tuple(str(value) for value in values)

    def _number(self, table: _Table, key: str, place: str) -> Decimal | None:
        value = table.get(key)
        if value is None:
            return None
        try:
            return Decimal(str(value))
        except InvalidOperation as error:
            raise self._fail(place, f"{key} 应当是数") from error

    def _choice(
        self, table: _Table, key: str, choices: type[_Choice], default: _Choice | None, place: str
    ) -> _Choice:
        value = table.get(key, default)
        try:
            return choices(value)
        except ValueError as error:
            allowed = "、".join(choices)
            raise self._fail(place, f"{key} 只能是 {allowed}") from error

    def _fail(self, place: str, what: str) -> UserError:
        return UserError(f"台账定义文件“{self._name}”的{place}有错：{what}", _TODO)


def _columns_of_statistic(statistic: Statistic) -> Iterable[str]:
    yield from statistic.columns
    yield from statistic.minus
    yield statistic.each
    for condition in statistic.where:
        yield condition.column


def _columns_of_rule(rule: RowRule) -> Iterable[str]:
    yield from (rule.first, rule.second, *rule.columns)
    for condition in (*rule.when, *rule.unless):
        yield condition.column
