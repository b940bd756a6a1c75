"""Tables made from a ledger (台账汇总表): counts by month, village or choice, or the rows themselves.

A table is text of its section like any other; what it was made from is remembered beside it, so that it can
be made anew when the ledger changes. The cells of counts are figures of a part of the ledger and follow it by
themselves; rows are written out, personal columns masked unless somebody asks for them.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from fzapp.domain.body import figure_token
from fzapp.domain.errors import UserError
from fzapp.domain.figure import PERCENT
from fzapp.domain.ledger import Aggregate, ColumnType, Privacy, TextShape
from fzapp.domain.period import Period
from fzapp.domain.report import TABLE_CELL, ReportStage, state_after_edit
from fzapp.services.figure_parts import of_month, of_value
from fzapp.services.figure_text import number_words
from fzapp.services.ledger_export import export_columns, is_summed, masked
from fzapp.storage import drafts, settings, tables
from fzapp.storage import ledger_tables as stored
from fzapp.storage import reports as reports_stored
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fzapp.domain.ledger import Column, LedgerKind, Statistic, Value
    from fzapp.domain.report import Section
    from fzapp.services.ledgers import LedgerService
    from fzapp.storage.archive import Archive, Writer
    from fzapp.storage.changes import Change
    from fzapp.storage.ledger_tables import StoredTable
    from fzapp.storage.ledgers import StoredRow

MONTH = "month"
"""Stands for the months where else a column is named by which a table counts."""

TOTAL = "合计"
_NUMBER = "序号"
_UNFILLED = "未填"
_ADDITIVE = (Aggregate.COUNT, Aggregate.SUM, Aggregate.RATIO, Aggregate.MEAN_DAYS)
"""What can be said of each part of a ledger and of the whole."""

_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
MOST_ROWS = 500
"""Rows of a ledger that a table of a report takes; more are no annex but a ledger."""


class TableStyle(StrEnum):
    """What the rows of a table are."""

    COUNTS = "counts"
    ROWS = "rows"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return "汇总数" if self is TableStyle.COUNTS else "逐条列出"


@dataclass(frozen=True, slots=True)
class LedgerTableWish:
    """What is asked of a ledger. `columns` are statistics of counts, columns of rows, by their ids.

    `by` is `MONTH` or the column whose values are the rows of counts; `empty` keeps those that did not
    happen; `total` adds a last row; `masked` hides what is personal.
    """

    ledger: str
    style: TableStyle
    columns: tuple[str, ...]
    by: str = MONTH
    caption: str = ""
    empty: bool = True
    total: bool = True
    masked: bool = True


@dataclass(frozen=True, slots=True)
class LedgerChoices:
    """What a ledger can give: (id, words) of ways to count by, of counts, of columns of rows.

    `personal` are the columns that are masked; `advice` is said of a ledger that should not be listed.
    """

    groups: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    personal: frozenset[str]
    advice: str = ""


class LedgerTables:
    """Makes tables from ledgers, puts them into sections and keeps them up with their ledgers."""

    def __init__(self, archive: Archive, ledgers: LedgerService) -> None:
        self._archive = archive
        self._ledgers = ledgers

    def choices(self, code: str, year: int) -> LedgerChoices:
        """What can be asked of a ledger."""
        kind = self._ledgers.kind(code)
        columns = export_columns(kind, [one.row for one in self._ledgers.rows(kind, year)])
        return LedgerChoices(
            tuple(_groups(kind)),
            tuple((one.id, one.name) for one in _counts(kind)),
            tuple((column.id, column.header) for column in columns),
            frozenset(column.id for column in columns if column.privacy is not Privacy.NONE),
            kind.release if kind.privacy is not Privacy.NONE else "",
        )

    def lines(self, wish: LedgerTableWish, period: Period) -> tuple[str, ...]:
        """The table as lines of a text, figures as tokens. Raises `UserError` for what gives no table."""
        kind = self._ledgers.kind(wish.ledger)
        make = self._counted if wish.style is TableStyle.COUNTS else self._listed
        unit, rows = make(kind, wish, period)
        above = [" ".join(wish.caption.split())] if wish.caption.strip() else []
        above += [f"单位：{unit}"] if unit else []
        return (*above, *(TABLE_CELL.join(row) for row in rows))

    def put(
        self,
        section_id: int,
        body: str,
        wish: LedgerTableWish,
        lines: Sequence[str],
        *,
        instead: Sequence[str] = (),
    ) -> Change | None:
        """Commit a text into which a table was put, and remember what the table was made from.

        `instead` are the lines of the table that it took the place of.
        """
        before = [
            one for one in stored.of_section(self._archive, section_id) if one.lines == "\n".join(instead)
        ]
        self._check_open(section_id)
        section = reports_stored.get_section(self._archive, section_id)
        with self._archive.transact(Op.INSERT_TABLE) as transaction:
            transaction.write.update(
                tables.SECTION,
                section_id,
                body=body,
                state=state_after_edit(section.state, body).value,
                edited_at=self._archive.now(),
            )
            if before:
                key = before[0].id
                stored.update(self._archive, transaction.write, key, _told(wish), "\n".join(lines))
            else:
                stored.insert(self._archive, transaction.write, section_id, _told(wish), "\n".join(lines))
        drafts.drop(self._archive, section_id)
        return transaction.change

    def wish_of(self, section_id: int, lines: Sequence[str]) -> LedgerTableWish | None:
        """What the table that reads so was made from; None for one that was typed or changed by hand."""
        text = "\n".join(lines)
        found = (one for one in stored.of_section(self._archive, section_id) if one.lines == text)
        return next((_wish(one.wanted) for one in found), None)

    def refresh(self, report_id: int) -> Change | None:
        """Make the tables of a draft anew whose ledgers changed; one that was changed by hand stays as it is.

        None when nothing had to change, and for a report that is no draft.
        """
        report = reports_stored.get(self._archive, report_id)
        if report.stage is not ReportStage.DRAFT:
            return None
        period = Period(report.year, report.figures_until)
        with self._archive.transact(Op.REFRESH_TABLES) as transaction:
            for section in report.sections:
                body = self._refreshed(section, period, transaction.write)
                if body != section.body:
                    transaction.write.update(tables.SECTION, section.id, body=body)
        return transaction.change

    def _refreshed(self, section: Section, period: Period, write: Writer) -> str:
        """The text of a section with its tables as they would be made now, which is noted of each."""
        body = section.body
        for one in stored.of_section(self._archive, section.id):
            new = "\n".join(self._lines_now(one, period))
            fresh = _replaced(body, one.lines, new) if new != one.lines else None
            if fresh is not None:
                body = fresh
                stored.update(self._archive, write, one.id, one.wanted, new)
        return body

    def _lines_now(self, one: StoredTable, period: Period) -> tuple[str, ...]:
        """The table as it would be made now; as it is when its ledger can give it no more."""
        try:
            return self.lines(_wish(one.wanted), period)
        except UserError:
            return (one.lines,)

    def _check_open(self, section_id: int) -> None:
        section = reports_stored.get_section(self._archive, section_id)
        if reports_stored.get(self._archive, section.report_id).stage is ReportStage.FINAL:
            raise UserError("这份报告已经定稿，不能再改", "需要改动时另建一稿")

    # --- counts -------------------------------------------------------------------------------------

    def _counted(
        self, kind: LedgerKind, wish: LedgerTableWish, period: Period
    ) -> tuple[str, list[tuple[str, ...]]]:
        """The unit that all columns share, and the rows: a figure in each cell."""
        statistics = [one for one in _counts(kind) if one.id in wish.columns]
        if not statistics:
            raise UserError("还没有选要统计的内容", "至少勾选一项")
        if wish.by not in dict(_groups(kind)):
            raise UserError("这个台账不能这样分类统计", "另选一种分类")
        units = {one.unit for one in statistics}
        unit = units.pop() if len(units) == 1 else ""
        names = [one.name if unit or not one.unit else f"{one.name}（{one.unit}）" for one in statistics]
        column = kind.column(wish.by)
        rows = [("月份" if column is None else column.name, *names)]
        for value in self._values(kind, column, wish, period):
            said = f"{value}月" if column is None else value or _UNFILLED
            rows.append((said, *(_cell(kind, one, column, value) for one in statistics)))
        if wish.total:
            whole = (figure_token(f"{kind.short_name}.{one.name}") for one in statistics)
            rows.append((TOTAL, *whole))
        return unit, rows

    def _values(
        self, kind: LedgerKind, column: Column | None, wish: LedgerTableWish, period: Period
    ) -> tuple[str, ...]:
        """The months, villages or choices that have a row, in their order; "" where rows say none."""
        there = self._there(kind, column, period)
        if column is None:
            known: Iterable[str] = map(str, range(1, _last_month(period) + 1))
        elif column.shape is TextShape.VILLAGE:
            known = settings.unit(self._archive).villages
        else:
            known = (option.name for option in column.options)
        values = dict.fromkeys(value for value in known if wish.empty or value in there)
        values |= {value: None for value in sorted(there - values.keys()) if value}
        if "" in there:
            values[""] = None
        return tuple(values)

    def _there(self, kind: LedgerKind, column: Column | None, period: Period) -> frozenset[str]:
        rows = self._ledgers.rows(kind, period.year, period.closing)
        found = (one.row.values for one in rows)
        if column is None:
            return frozenset(_month(values.get(kind.period_column)) for values in found)
        return frozenset(str(values.get(column.id) or "") for values in found)

    # --- rows ---------------------------------------------------------------------------------------

    def _listed(
        self, kind: LedgerKind, wish: LedgerTableWish, period: Period
    ) -> tuple[str, list[tuple[str, ...]]]:
        rows = self._ledgers.rows(kind, period.year, period.closing)
        there = export_columns(kind, [one.row for one in rows])
        columns = [column for column in there if column.id in wish.columns]
        if not columns:
            raise UserError("还没有选要列出的列", "至少勾选一列")
        if len(rows) > MOST_ROWS:
            raise UserError(
                f"这个台账有{len(rows)}条，放不进一张表", "改成汇总数，或者把台账另存成 Excel 附上"
            )
        made = [(_NUMBER, *(column.header for column in columns))]
        made += [
            (str(number), *(_shown(column, one, period.year, hide=wish.masked) for column in columns))
            for number, one in enumerate(rows, 1)
        ]
        if wish.total and rows and any(map(is_summed, columns)):
            made.append((TOTAL, *(_summed(column, rows, hide=wish.masked) for column in columns)))
        return "", made


def _groups(kind: LedgerKind) -> Iterator[tuple[str, str]]:
    """What a ledger can be counted by: months (not of one that goes on over the years), villages, choices."""
    period = kind.column(kind.period_column)
    if period is not None and period.type is ColumnType.DATE and not kind.cumulative:
        yield MONTH, "月份"
    for column in kind.columns:
        is_choice = column.type is ColumnType.CHOICE and bool(column.options)
        if (is_choice or column.shape is TextShape.VILLAGE) and not column.hidden:
            yield column.id, column.name


def _counts(kind: LedgerKind) -> list[Statistic]:
    """The statistics of a kind that can be made of a part of it."""
    return [
        one
        for one in kind.statistics
        if one.aggregate in _ADDITIVE and not one.each and not one.outside and "{" not in one.name
    ]


def _cell(kind: LedgerKind, statistic: Statistic, column: Column | None, value: str) -> str:
    said = (
        of_month(statistic.name, int(value))
        if column is None and value
        else of_value(statistic.name, column.name if column else _period_name(kind), value)
    )
    return figure_token(f"{kind.short_name}.{said}")


def _period_name(kind: LedgerKind) -> str:
    column = kind.column(kind.period_column)
    return column.name if column else ""


def _last_month(period: Period) -> int:
    return int(period.closing[:2]) if period.closing else 12


def _month(value: Value) -> str:
    found = _DAY.match(value) if isinstance(value, str) else None
    return str(int(found[2])) if found else ""


def _shown(column: Column, stored_row: StoredRow, year: int, *, hide: bool) -> str:
    """A cell in words that no text takes for anything else: without tabs and line ends."""
    value = stored_row.row.values.get(column.id)
    return " ".join(_words(column, masked(column, value) if hide else value, year).split())


def _words(column: Column, value: Value, year: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, Decimal):
        unit = PERCENT if column.type is ColumnType.PERCENT else ""
        return number_words(value, unit, decimals=2).removesuffix(unit)
    return _date_words(value, year) if column.type is ColumnType.DATE else value


def _date_words(value: str, year: int) -> str:
    """2026-05-06 as 5月6日 in a table of 2026, with its year in one of another."""
    found = _DAY.fullmatch(value)
    if not found:
        return value
    day = f"{int(found[3])}日" if found[3] else ""
    before = "" if int(found[1]) == year else f"{found[1]}年"
    return f"{before}{int(found[2])}月{day}"


def _summed(column: Column, rows: Sequence[StoredRow], *, hide: bool) -> str:
    if not is_summed(column) or (hide and column.privacy is not Privacy.NONE):
        return ""
    values = (one.row.values.get(column.id) for one in rows)
    return number_words(sum((v for v in values if isinstance(v, Decimal)), Decimal(0)), "", decimals=2)


def _replaced(body: str, old: str, new: str) -> str | None:
    """`body` with whole lines that read `old` replaced once; None when they do not stand there."""
    framed, wanted = f"\n{body}\n", f"\n{old}\n"
    if wanted not in framed:
        return None
    return framed.replace(wanted, f"\n{new}\n", 1)[1:-1]


def _told(wish: LedgerTableWish) -> str:
    return json.dumps(asdict(wish), ensure_ascii=False)


def _wish(told: str) -> LedgerTableWish:
    plain = json.loads(told)
    return LedgerTableWish(
        **plain | {"style": TableStyle(plain["style"]), "columns": tuple(plain["columns"])}
    )
