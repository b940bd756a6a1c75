"""What a careful clerk would question in the rows of a ledger, by the rules of its kind.

Nothing here refuses a row; each problem names sheet, row and column and says why. A check that would
fire on a large share of the rows is silent: then the ledger means something else by that column.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from fzapp.domain.ledger import LedgerKind, Mark, Row, RowRule, RowValues, RuleCheck, TextShape
from fzapp.domain.ledger_reading import ProblemCode, RowProblem
from fzapp.domain.ledger_statistics import (
    content_columns,
    content_keys,
    days_between,
    full_date,
    holds,
    percentage,
)
from fzapp.intake.cell_values import sex_of_identity
from fzapp.intake.rows import RowPlace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from fzapp.domain.ledger import Column

_MOST_IRREGULAR = 0.25
"""Share of the rows from which repeated or jumping numbers are no mistakes but a habit."""

_LEAST_CONTENT = 3
"""Filled columns below which equal rows say nothing."""

_CODE = re.compile(r"(\D*(?:\d+\D+)*?)(\d+)")
_ROUNDING = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class RowsOfSheet:
    """The rows of a sheet with what decides about their dates."""

    sheet: str
    rows: Sequence[Row]
    year: int | None = None
    month: int | None = None
    closing_day: date | None = None


def check_rows(
    kind: LedgerKind, parts: Sequence[RowsOfSheet], known: set[tuple[str, int, str]]
) -> list[RowProblem]:
    """All problems between cells and between rows; `known` are the cells (sheet, row, field) already told."""
    problems: list[RowProblem] = []
    for part in parts:
        problems.extend(_missing(kind, part, known))
        problems.extend(_dates_outside(kind, part))
        problems.extend(_rule_problems(kind, part, known))
        problems.extend(_sexes(kind, part))
        problems.extend(_balance(kind, part))
        problems.extend(_serials(kind, part))
    problems.extend(_repeats(kind, parts))
    return problems


def carry_over_year_end(kind: LedgerKind, row: Row) -> Row:
    """The row with a later date that left out its year moved into the next one: 登记12月20日, 办结1月5日."""
    if not row.marks:
        return row
    changed: dict[str, str] = {}
    for rule in kind.rules:
        first, second = row.values.get(rule.first), row.values.get(rule.second)
        if rule.check is not RuleCheck.ORDER or not isinstance(first, str) or not isinstance(second, str):
            continue
        late_start, early_end = first[5:7] >= "11", second[5:7] <= "03" and len(second) > 4
        if row.marks.get(rule.second) == Mark.NO_YEAR and first > second and late_start and early_end:
            changed[rule.second] = f"{int(second[:4]) + 1}{second[4:]}"
    if not changed:
        return row
    values = {**row.values, **changed}
    return Row(values, row.number, row.source, row.moved, row.marks, row.extras, row.hidden)


def _place(kind: LedgerKind, sheet: str, row: Row, field: str = "") -> RowPlace:
    letter = row.source.letters.get(field, "") if row.source and field else ""
    column = kind.column(field)
    return RowPlace(sheet, row.number, letter, column.id if column else "")


def _missing(kind: LedgerKind, part: RowsOfSheet, known: set[tuple[str, int, str]]) -> Iterator[RowProblem]:
    required = kind.required_columns
    lines = RowValues.picked((row.values for row in part.rows), [column.id for column in required])
    for row, line in zip(part.rows, lines, strict=True):
        if None not in line:
            continue
        for column in required:
            empty = row.values.get(column.id, "") is None and column.id not in row.marks
            if empty and (part.sheet, row.number, column.id) not in known:
                place = _place(kind, part.sheet, row, column.id)
                yield place.problem(ProblemCode.MISSING_REQUIRED, "", f"缺{column.name}")


def _dates_outside(kind: LedgerKind, part: RowsOfSheet) -> Iterator[RowProblem]:
    """Dates of another year than the ledger's, or of another month than the sheet's."""
    if not kind.period_column or kind.cumulative or part.year is None:
        return
    other_month: list[RowProblem] = []
    usual = f"{part.year:04d}-{part.month:02d}" if part.month else f"{part.year:04d}"
    for row in part.rows:
        value = row.values.get(kind.period_column)
        if not isinstance(value, str) or value.startswith(usual) or not value[:4].isdigit():
            continue
        if int(value[:4]) != part.year:
            why = f"台账是{part.year}年的，日期在{int(value[:4])}年"
            yield _place(kind, part.sheet, row, kind.period_column).problem(
                ProblemCode.DATE_OUT_OF_YEAR, value, why
            )
        elif part.month and value[5:7].isdigit() and int(value[5:7]) != part.month:
            why = f"{part.month}月的表里登记了{int(value[5:7])}月的日期"
            place = _place(kind, part.sheet, row, kind.period_column)
            other_month.append(place.problem(ProblemCode.DATE_OUT_OF_SHEET, value, why))
    if len(other_month) <= max(2, len(part.rows) / 2):
        yield from other_month


def _rule_problems(
    kind: LedgerKind, part: RowsOfSheet, known: set[tuple[str, int, str]]
) -> Iterator[RowProblem]:
    """Rows that break a rule between their columns."""
    present = part.rows[0].values.keys() if part.rows else frozenset[str]()
    for rule in kind.rules:
        check = _ROW_CHECKS.get(rule.check)
        if check is None or rule.first not in present:
            continue
        for row in part.rows:
            found = check(kind, rule, part, row)
            if found is not None and (part.sheet, row.number, found[1]) not in known:
                code, field, value, why = found
                yield _place(kind, part.sheet, row, field).problem(code, value, why)


_Found = tuple[ProblemCode, str, str, str] | None
"""What a rule says about a row: code, field, value, reason."""


def _order(_kind: LedgerKind, rule: RowRule, _part: RowsOfSheet, row: Row) -> _Found:
    first, second = row.values.get(rule.first), row.values.get(rule.second)
    if not isinstance(first, str) or not isinstance(second, str):
        return None
    shared = min(len(first), len(second))
    if second[:shared] >= first[:shared]:
        return None
    return ProblemCode.DATE_ORDER, rule.second, second, rule.say


def _deadline(_kind: LedgerKind, rule: RowRule, part: RowsOfSheet, row: Row) -> _Found:
    basis = f"（{rule.basis}）" if rule.basis else ""
    if rule.second not in row.values:
        return None
    days = days_between(row, rule.first, rule.second)
    if days is not None:
        value = str(row.values[rule.second])
        return (
            (ProblemCode.OVERDUE, rule.second, value, f"{rule.say}，用了{days}天{basis}")
            if days > rule.days
            else None
        )
    start = full_date(row.values.get(rule.first))
    open_still = row.values.get(rule.second) is None and part.closing_day is not None and start is not None
    if not open_still or start is None or part.closing_day is None:
        return None
    if rule.unless and any(holds(condition, row, part.year) for condition in rule.unless):
        return None
    days = (part.closing_day - start).days
    why = f"{rule.say}，到{part.closing_day.isoformat()}已有{days}天{basis}"
    return (ProblemCode.OVERDUE, rule.second, "", why) if days > rule.days else None


def _not_greater(_kind: LedgerKind, rule: RowRule, _part: RowsOfSheet, row: Row) -> _Found:
    first, second = row.values.get(rule.first), row.values.get(rule.second)
    if not isinstance(first, Decimal) or not isinstance(second, Decimal) or first <= second:
        return None
    return ProblemCode.INCONSISTENT, rule.first, f"{first:f}", f"{rule.say}（{first:f}和{second:f}）"


def _sums_to(_kind: LedgerKind, rule: RowRule, _part: RowsOfSheet, row: Row) -> _Found:
    whole = row.values.get(rule.first)
    if not all(name in row.values for name in rule.columns) or not isinstance(whole, Decimal):
        return None
    values = [row.values[name] for name in rule.columns]
    total = sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
    if total == whole or all(value is None for value in values):
        return None
    return ProblemCode.INCONSISTENT, rule.first, f"{whole:f}", f"{rule.say}（{total:f}和{whole:f}）"


def _needs(_kind: LedgerKind, rule: RowRule, part: RowsOfSheet, row: Row) -> _Found:
    if rule.first not in row.values or row.values[rule.first] is not None or row.marks.get(rule.first):
        return None
    if not all(holds(condition, row, part.year) for condition in rule.when):
        return None
    return ProblemCode.MISSING_REQUIRED, rule.first, "", rule.say


def _ratio(_kind: LedgerKind, rule: RowRule, _part: RowsOfSheet, row: Row) -> _Found:
    """A percentage that does not follow from its parts, beyond what rounding as written explains."""
    written = row.values.get(rule.first)
    part, whole = (row.values.get(name) for name in rule.columns)
    if not isinstance(written, Decimal) or not isinstance(part, Decimal) or not isinstance(whole, Decimal):
        return None
    right = percentage(part, whole)
    exponent = written.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if right is None or abs(right - written) <= Decimal("0.5").scaleb(-digits) + _ROUNDING:
        return None
    why = f"{rule.say}：填{written:f}%，{part:f}÷{whole:f}是{right.normalize():f}%"
    return ProblemCode.FORMULA_MISMATCH, rule.first, f"{written:f}", why


def _range(_kind: LedgerKind, rule: RowRule, _part: RowsOfSheet, row: Row) -> _Found:
    value = row.values.get(rule.first)
    if not isinstance(value, Decimal):
        return None
    inside = (rule.least is None or value >= rule.least) and (rule.most is None or value <= rule.most)
    basis = f"（{rule.basis}）" if rule.basis else ""
    return None if inside else (ProblemCode.INCONSISTENT, rule.first, f"{value:f}", f"{rule.say}{basis}")


_ROW_CHECKS: dict[RuleCheck, Callable[[LedgerKind, RowRule, RowsOfSheet, Row], _Found]] = {
    RuleCheck.ORDER: _order,
    RuleCheck.DEADLINE: _deadline,
    RuleCheck.NOT_GREATER: _not_greater,
    RuleCheck.SUMS_TO: _sums_to,
    RuleCheck.NEEDS: _needs,
    RuleCheck.RATIO: _ratio,
    RuleCheck.RANGE: _range,
}


def _sexes(kind: LedgerKind, part: RowsOfSheet) -> Iterator[RowProblem]:
    """Sexes that are not those of valid identity numbers."""
    for row in part.rows:
        identity, sex = row.values.get("identity_number"), row.values.get("sex")
        if not isinstance(identity, str) or sex not in ("男", "女"):
            continue
        right = sex_of_identity(identity)
        if right and right != sex:
            place = _place(kind, part.sheet, row, "sex")
            yield place.problem(ProblemCode.INCONSISTENT, str(sex), f"身份证号表明是{right}性")


def _balance(kind: LedgerKind, part: RowsOfSheet) -> Iterator[RowProblem]:
    """Stocks that do not follow from the row before."""
    for rule in kind.rules:
        if rule.check is not RuleCheck.BALANCE:
            continue
        for before, row in zip(part.rows, part.rows[1:], strict=False):
            values = [before.values.get(rule.first), *(row.values.get(name) for name in rule.columns)]
            now = row.values.get(rule.first)
            if not isinstance(now, Decimal) or not all(isinstance(value, Decimal) for value in values):
                continue
            stock, received, released = (value for value in values if isinstance(value, Decimal))
            if stock + received - released != now:
                place = _place(kind, part.sheet, row, rule.first)
                yield place.problem(ProblemCode.INCONSISTENT, f"{now:f}", rule.say)


def _serials(kind: LedgerKind, part: RowsOfSheet) -> Iterator[RowProblem]:
    """Serial and record numbers that repeat or jump where the others count on."""
    for column in kind.all_columns:
        if column.shape is TextShape.SERIAL:
            yield from _sequence(
                kind, part, column, [_serial_number(row, column) for row in part.rows], repeats=True
            )
        elif column.shape is TextShape.CODE and any(column.id in row.values for row in part.rows[:1]):
            numbers = _code_numbers(part.rows, column)
            if numbers:
                yield from _sequence(kind, part, column, numbers, repeats=False)


def _serial_number(row: Row, column: Column) -> int | None:
    value = row.values.get(column.id)
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else None


def _code_numbers(rows: Sequence[Row], column: Column) -> list[int | None]:
    """The running part of codes such as S-014; [] when the codes of the sheet do not share their head."""
    found = [_CODE.fullmatch(str(row.values.get(column.id) or "")) for row in rows]
    heads = {match[1] for match in found if match}
    return [int(match[2]) if match else None for match in found] if len(heads) == 1 else []


def _sequence(
    kind: LedgerKind, part: RowsOfSheet, column: Column, numbers: Sequence[int | None], *, repeats: bool
) -> Iterator[RowProblem]:
    """Compare with counting on; after a repeated number the count goes on as if it had been right."""
    problems: list[RowProblem] = []
    expected: int | None = None
    previous: int | None = None
    for row, number in zip(part.rows, numbers, strict=True):
        if number is None:
            continue
        if expected is None or number == expected or number == 1:
            expected = number + 1
        elif number == previous:
            if repeats:
                place = _place(kind, part.sheet, row, column.id)
                problems.append(
                    place.problem(ProblemCode.SEQUENCE, str(number), f"{column.name}{number}重复")
                )
            expected += 1
        else:
            why = (
                f"{column.name}由{previous}跳到{number}"
                if number > expected
                else f"{column.name}没有接着{previous}往下排"
            )
            problems.append(
                _place(kind, part.sheet, row, column.id).problem(ProblemCode.SEQUENCE, str(number), why)
            )
            expected = number + 1
        previous = number
    if len(problems) <= max(2, len(part.rows) * _MOST_IRREGULAR):
        yield from problems


def _repeats(kind: LedgerKind, parts: Sequence[RowsOfSheet]) -> Iterator[RowProblem]:
    """Rows that say the same, and keys that stand twice."""
    told: set[tuple[str, int]] = set()
    names = content_columns(kind)
    for key_columns, why, code in _keys(kind):
        keyed = _Keyed(parts, names, key_columns)
        found: list[tuple[tuple[str, int], RowProblem]] = []
        seen: dict[tuple[object, ...], tuple[str, int]] = {}
        for key, part, row in keyed.suspects():
            place = (part.sheet, row.number)
            first = seen.setdefault(key, place)
            if first is place or place in told:
                continue
            field = key_columns[0] if key_columns else ""
            value = str(row.values.get(field) or "") if field else ""
            text = why.format(value=value, first=_where(first, part.sheet))
            found.append((place, _place(kind, part.sheet, row, field).problem(code, value, text)))
        if len(found) <= max(2, keyed.counted * _MOST_IRREGULAR):
            told.update(place for place, _ in found)
            yield from (problem for _, problem in found)


class _Keyed:
    """Rows by what must not repeat. The keys of a large ledger would take much room: their hashes come first."""

    def __init__(
        self, parts: Sequence[RowsOfSheet], names: tuple[str, ...], columns: tuple[str, ...]
    ) -> None:
        self._parts = parts
        self._names = names
        self._columns = columns
        self.counted = 0

    def suspects(self) -> Iterator[tuple[tuple[object, ...], RowsOfSheet, Row]]:
        """The rows whose key may stand elsewhere too, in their order; `counted` is how many rows have a key."""
        hashes = array("q", map(hash, self._keys()))
        without = hash(None)
        self.counted = len(hashes) - hashes.count(without)
        repeated = {one for one, other in pairwise(sorted(hashes)) if one == other}
        if not repeated or repeated == {without}:
            return
        rows = ((part, row) for part in self._parts for row in part.rows)
        for (part, row), hashed, key in zip(rows, hashes, self._keys(), strict=True):
            if hashed in repeated and key is not None:
                yield key, part, row

    def _keys(self) -> Iterator[tuple[object, ...] | None]:
        """The key of every row."""
        for part in self._parts:
            if not self._columns:
                yield from map(_content, content_keys(self._names, part.rows))
                continue
            for key in RowValues.picked((row.values for row in part.rows), self._columns):
                yield _key(key, part.sheet) if len(key) == len(self._columns) else None


def _keys(kind: LedgerKind) -> Iterator[tuple[tuple[str, ...], str, ProblemCode]]:
    """The columns of each key, () for the whole row, with the reason and its code."""
    yield (), "与{first}内容相同，像是重复登记", ProblemCode.DUPLICATE_ROW
    if kind.column("record_number"):
        yield ("record_number",), "编号{value}与{first}重复", ProblemCode.DUPLICATE_KEY
    for rule in kind.rules:
        if rule.check is RuleCheck.UNIQUE:
            code = ProblemCode.DUPLICATE_KEY if len(rule.columns) == 1 else ProblemCode.DUPLICATE_ROW
            yield rule.columns, rule.say + "，见{first}", code


def _where(place: tuple[str, int], sheet: str) -> str:
    return f"第{place[1]}行" if place[0] == sheet else f"工作表“{place[0]}”第{place[1]}行"


def _content(key: tuple[object, ...]) -> tuple[object, ...] | None:
    """A row as a whole; None where it holds too little to be compared."""
    return key if len(key) - key.count(None) >= _LEAST_CONTENT else None


def _key(key: tuple[object, ...], sheet: str) -> tuple[object, ...] | None:
    """What must not repeat; None where a part is empty. Plain running numbers count within their sheet."""
    if None in key or "" in key:
        return None
    return (*key, sheet) if len(key) == 1 and str(key[0]).isdigit() and len(str(key[0])) < 5 else key
