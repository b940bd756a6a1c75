"""A workbook recognised as a ledger: its kind, the role of each sheet, mapped columns with doubts, rows, problems."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import LedgerKind, Mark, TextShape
from fzapp.domain.ledger_reading import (
    LedgerReading,
    RowProblem,
    RowRemark,
    SheetReading,
    SheetRole,
    SkippedRow,
    SkipReason,
)
from fzapp.domain.ledger_statistics import content_columns, content_keys, full_date
from fzapp.intake.cell_dates import read_date_cell
from fzapp.intake.ledger_body import Body, BodyReader
from fzapp.intake.ledger_checks import RowsOfSheet, carry_over_year_end, check_rows
from fzapp.intake.ledger_corrections import NONE, chosen_for, corrected, shape_of, with_choices
from fzapp.intake.ledger_guess import (
    CLEAR_LEAD,
    LEAST_KIND_SCORE,
    Tabled,
    kind_scores,
    month_of,
    own_columns,
    role_of_words,
    says_summary,
    year_in,
)
from fzapp.intake.ledger_headers import (
    KindIndex,
    index_of,
    match_columns,
    personal_by_content,
    profiles_of,
    summary_vocabulary,
    vocabulary_of,
)
from fzapp.intake.ledger_layout import find_layout, is_filled
from fzapp.intake.ledger_raw import WorkbookFormat
from fzapp.intake.ledger_tables import refuse_without_table, separate_tables
from fzapp.intake.ledger_totals import TotalledSheet, check_summary, check_totals
from fzapp.intake.ledger_words import header_key, ledger_words, plain
from fzapp.intake.rows import SheetContext, read_rows, village_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fzapp.domain.ledger_reading import ColumnMatch
    from fzapp.intake.ledger_corrections import Corrections
    from fzapp.intake.ledger_layout import Layout
    from fzapp.intake.ledger_raw import RawSheet, RawValue, RawWorkbook

_SECRET = re.compile(r"(?:绝密|机密|秘密)\s*★|^(?:绝密|机密)$")
_PERSON_HEADERS = frozenset(
    {"姓名", "身份证号", "身份证号码", "住址", "家庭住址", "矫正对象姓名", "人员姓名"}
)
_SUMMARY_SHARE = 0.6
"""Share of the columns of the fullest sheet below which a sheet that speaks of totals is a summary."""

_PIVOT_SHARE = 0.4
_REPEATED_SHARE = 0.8
_MOST_YEARS_SHARE = 0.8
_BLANK_SHARE = 1 / 3
"""Share of empty village cells from which they mean “as above”."""

_LEAST_DATES = 5
"""Dates from which they outvote the title."""


def recognise(
    workbook: RawWorkbook,
    kinds: Sequence[LedgerKind],
    kind: LedgerKind | None = None,
    year: int | None = None,
    corrections: Corrections = NONE,
) -> LedgerReading:
    """What `workbook` holds; `kind`, `year` and `corrections` are the clerk's word where given.

    The kind of the reading is None when no kind fits. Raises `UserError` when there is no table at all,
    for state secrets, and for persons in a kind that holds totals only.
    """
    refuse_secrets(workbook)
    return _Recognition(workbook, kinds, kind, year, corrections).run()


def refuse_secrets(workbook: RawWorkbook) -> None:
    """Raises `UserError` when a cell bears the mark of a state secret (DOMAIN.md 9.1)."""
    for sheet in workbook.sheets:
        for row in sheet.rows:
            for value in row:
                if isinstance(value, str) and ("密" in value) and _SECRET.search(value):
                    raise UserError(
                        f"“{workbook.name}”里写有密级“{value.strip()[:12]}”，涉密内容不能放进本程序",
                        "把这个文件移出本机，按保密规定处理",
                    )


@dataclass(frozen=True, slots=True)
class _Mapped:
    """A sheet with its table, its mapped columns and its rows sorted."""

    table: Tabled
    matches: tuple[ColumnMatch, ...]
    body: Body
    role: SheetRole


class _Recognition:
    def __init__(
        self,
        workbook: RawWorkbook,
        kinds: Sequence[LedgerKind],
        kind: LedgerKind | None,
        year: int | None,
        corrections: Corrections,
    ) -> None:
        self._indexes = [index_of(item) for item in kinds]
        if kind is not None and all(item.code != kind.code for item in kinds):
            self._indexes.append(index_of(kind))
        self._vocabulary = vocabulary_of(self._indexes)
        self._workbook = corrected(separate_tables(workbook, self._vocabulary), corrections)
        self._given_kind = kind
        self._given_year = year
        self._corrections = corrections
        self._titles_are_stale = False
        self._blanks_as_above = False
        self._doubts: list[str] = []
        self._notes: list[str] = list(workbook.notes)
        self._problems: list[RowProblem] = []
        self._remarks: list[RowRemark] = []

    def run(self) -> LedgerReading:
        tables = self._tables()
        if not tables:
            refuse_without_table(self._workbook, self._vocabulary)
        index = self._kind_index(list(tables.values()))
        mapped = {position: self._map(table, index) for position, table in tables.items()}
        if index is not None:
            mapped = self._with_roles(mapped, index)
            _refuse_persons(index.kind, mapped.values(), self._workbook.name)
        self._look_at_villages(mapped.values())
        year = self._year(mapped.values(), index.kind if index else None)
        sheets = [
            self._sheet(sheet, mapped.get(position), index, year)
            for position, sheet in enumerate(self._workbook.sheets)
        ]
        if index is not None:
            sheets = self._without_repeats(sheets, index.kind)
            sheets = self._checked(sheets, mapped, index.kind, year)
        self._ask_about_columns(sheets)
        return LedgerReading(
            file=self._workbook.name,
            kind=index.kind if index else None,
            year=year,
            sheets=tuple(sheets),
            problems=tuple(
                sorted(set(self._problems), key=lambda item: (self._order(item.sheet), item.row, item.column))
            ),
            remarks=tuple(self._told()),
            doubts=tuple(dict.fromkeys(self._doubts)),
            notes=tuple(dict.fromkeys(self._notes)),
        )

    def _told(self) -> Iterable[RowRemark]:
        """The remarks; in a text file every number is text, which is nothing to tell."""
        texts = self._workbook.format in (WorkbookFormat.TEXT, WorkbookFormat.CLIPBOARD)
        return (remark for remark in self._remarks if not (texts and remark.code == Mark.NUMBER_AS_TEXT))

    def _order(self, sheet: str) -> int:
        return next(place for place, item in enumerate(self._workbook.sheets) if item.name == sheet)

    # --- tables and kind ---------------------------------------------------------------------------

    def _tables(self) -> dict[int, Tabled]:
        """The sheets that hold a table, by their position in the workbook."""
        found: dict[int, Tabled] = {}
        for position, sheet in enumerate(self._workbook.sheets):
            if role_of_words(sheet) is SheetRole.INSTRUCTIONS:
                continue
            words = summary_vocabulary(self._indexes) if says_summary(sheet, "") else self._vocabulary
            layout = find_layout(sheet, words)
            if layout is not None:
                found[position] = Tabled(sheet, layout, profiles_of(sheet, layout))
        return found

    def _kind_index(self, tables: list[Tabled]) -> KindIndex | None:
        """The kind that was given, else the one that fits best."""
        if self._given_kind is not None:
            return next(index for index in self._indexes if index.kind.code == self._given_kind.code)
        settled = self._settled_kind(tables)
        if settled is not None:
            return settled
        names = [self._workbook.name, *(table.sheet.name for table in tables)]
        scores = kind_scores(self._indexes, tables, names)
        ranked = sorted(self._indexes, key=lambda index: -scores[index.kind.code])
        if not ranked or scores[ranked[0].kind.code] < LEAST_KIND_SCORE:
            self._doubts.append("看不出是哪一种台账，选一种再读")
            return None
        if len(ranked) > 1 and scores[ranked[1].kind.code] > scores[ranked[0].kind.code] * (1 - CLEAR_LEAD):
            self._doubts.append(
                f"看着是“{ranked[0].kind.name}”，也像“{ranked[1].kind.name}”，看一看选得对不对"
            )
        return ranked[0]

    def _settled_kind(self, tables: list[Tabled]) -> KindIndex | None:
        """The kind that was settled for files of this make."""
        shapes = (
            shape_of((header.group, header.text) for header in table.layout.headers) for table in tables
        )
        known = next(filter(None, map(self._corrections.remembered.get, shapes)), None)
        return next((index for index in self._indexes if known and index.kind.code == known.kind), None)

    def _map(self, table: Tabled, index: KindIndex | None) -> _Mapped:
        if index is None:
            index = index_of(_NO_KIND)
        matches = match_columns(index, table.layout, table.profiles)
        matches = personal_by_content(matches, table.profiles, index.kind)
        words = [(header.group, header.text) for header in table.layout.headers]
        chosen = chosen_for(table.sheet.name, words, index.kind, self._corrections)
        matches = with_choices(matches, chosen, index.kind)
        body = BodyReader(table.sheet, table.layout, matches).read()
        return _Mapped(table, matches, body, SheetRole.DATA if body.rows else SheetRole.EMPTY)

    # --- roles -------------------------------------------------------------------------------------

    def _with_roles(self, mapped: dict[int, _Mapped], index: KindIndex) -> dict[int, _Mapped]:
        """The sheets with summaries and other ledgers told apart from the data."""
        own = {position: own_columns(item.matches, index.kind) for position, item in mapped.items()}
        fullest = max(own.values())
        result: dict[int, _Mapped] = {}
        for position, item in mapped.items():
            role = item.role
            if role is SheetRole.DATA:
                role = self._role(item, own[position], fullest, index, alone=len(mapped) == 1)
            result[position] = replace(item, role=role)
        return result

    def _role(self, item: _Mapped, own: int, fullest: int, index: KindIndex, *, alone: bool) -> SheetRole:
        speaks = says_summary(item.table.sheet, item.table.layout.title)
        if alone:
            poor = own < len(index.kind.required_columns) / 2
            if speaks and poor and own * 2 < len(item.matches):
                self._notes.append(f"“{item.table.sheet.name}”是汇总表，里面没有一条一条的登记。")
                return SheetRole.SUMMARY
            return SheetRole.DATA
        if (speaks and own < fullest * _SUMMARY_SHARE) or own < fullest * _PIVOT_SHARE:
            return self._other_kind(item, index) or SheetRole.SUMMARY
        return self._other_kind(item, index) or SheetRole.DATA

    def _other_kind(self, item: _Mapped, index: KindIndex) -> SheetRole | None:
        """`OTHER` when the sheet by itself is clearly another kind of ledger."""
        if self._given_kind is not None:
            return None
        scores = kind_scores(self._indexes, [item.table], [item.table.sheet.name])
        best = max(self._indexes, key=lambda other: scores[other.kind.code])
        if best.kind.code == index.kind.code or scores[best.kind.code] < 2 * LEAST_KIND_SCORE:
            return None
        if scores[best.kind.code] * (1 - CLEAR_LEAD) <= scores[index.kind.code]:
            return None
        sheet = item.table.sheet.name
        self._notes.append(f"工作表“{sheet}”是“{best.kind.name}”台账，这次没有读入，可以单独选这种台账再读。")
        return SheetRole.OTHER

    def _without_repeats(self, sheets: list[SheetReading], kind: LedgerKind) -> list[SheetReading]:
        """Sheets that only gather the rows of the others once more become summaries."""
        if (
            not any(
                says_summary(self._workbook.sheets[place], sheet.title) for place, sheet in enumerate(sheets)
            )
            or len(sheets) < 2
        ):
            return sheets
        names = content_columns(kind)
        keys = [set(content_keys(names, sheet.rows)) for sheet in sheets]
        result: list[SheetReading] = []
        for place, sheet in enumerate(sheets):
            others = set[tuple[object, ...]]().union(
                *(other for index, other in enumerate(keys) if index != place)
            )
            gathered = len(keys[place] & others) >= max(len(keys[place]), 1) * _REPEATED_SHARE
            if sheet.rows and gathered and says_summary(self._workbook.sheets[place], sheet.title):
                self._notes.append(f"工作表“{sheet.name}”把其他表的内容又列了一遍，没有重复读入。")
                keys[place] = set()
                sheet = replace(sheet, role=SheetRole.SUMMARY, rows=())
            result.append(sheet)
        return result

    # --- year --------------------------------------------------------------------------------------

    def _year(self, mapped: Iterable[_Mapped], kind: LedgerKind | None) -> int | None:
        """The year the ledger is about: as given, by titles, names, the lines above, the dates.

        A title that nearly all dates contradict is last year's title left standing: the dates win.
        """
        if self._given_year is not None:
            return self._given_year
        data = [item for item in mapped if item.role is SheetRole.DATA] or list(mapped)
        named = self._named_year(data)
        dated, count = _year_of_dates(data, kind)
        if named is None:
            return dated or year_in(*(text for item in data for text in item.table.layout.above))
        if dated is not None and dated != named and count >= _LEAST_DATES:
            self._doubts.append(
                f"标题写的是{named}年，日期却都在{dated}年，这里按{dated}年读入，看一看对不对"
            )
            self._titles_are_stale = True
            return dated
        return named

    def _named_year(self, data: Sequence[_Mapped]) -> int | None:
        """The year that titles, file name, sheet names or the lines above the table name."""
        titles = Counter(filter(None, (year_in(item.table.layout.title) for item in data)))
        if titles:
            return titles.most_common(1)[0][0]
        names = [self._workbook.name, *(item.table.sheet.name for item in data)]
        closing = ledger_words().closing_days
        above = [
            text for item in data for text in item.table.layout.above if not plain(text).startswith(closing)
        ]
        return year_in(*names) or year_in(*above)

    def _context(self, item: _Mapped, kind: LedgerKind | None, year: int | None) -> SheetContext:
        """What holds for the rows of one sheet: a sheet may be for a year or a month of its own."""
        sheet, layout = item.table.sheet, item.table.layout
        fixed = self._given_year is not None or self._titles_are_stale
        own = None if fixed else year_in(layout.title, sheet.name)
        month = month_of(sheet.name, layout.title)
        return SheetContext(self._workbook.name, kind, own or year, month, self._blanks_as_above)

    def _look_at_villages(self, mapped: Iterable[_Mapped]) -> None:
        """Whether villages are written once for several rows, over all sheets: one is too little to tell."""
        counts = [village_cells(item.table.sheet, item.matches, item.body) for item in mapped]
        empty, filled = sum(count[0] for count in counts), sum(count[1] for count in counts)
        self._blanks_as_above = empty > 0 and empty >= filled * _BLANK_SHARE

    # --- sheets ------------------------------------------------------------------------------------

    def _sheet(
        self, sheet: RawSheet, item: _Mapped | None, index: KindIndex | None, year: int | None
    ) -> SheetReading:
        if item is None:
            return _untabled(sheet)
        layout = item.table.layout
        header_rows = tuple(row + 1 for row in layout.header_rows)
        if item.role is not SheetRole.DATA:
            matches = item.matches if item.role is SheetRole.EMPTY else ()
            return SheetReading(
                sheet.name,
                item.role,
                header_rows,
                matches,
                (),
                tuple(item.body.skipped),
                layout.title,
                sheet.hidden,
            )
        found = read_rows(
            sheet, item.matches, item.body, self._context(item, index.kind if index else None, year)
        )
        self._problems.extend(found.problems)
        self._remarks.extend(found.remarks)
        if index is not None:
            found.rows = [carry_over_year_end(index.kind, row) for row in found.rows]
        hidden = [match.header for match in item.matches if match.index in sheet.hidden_columns]
        if hidden:
            listed = "、".join("".join(header.split()) for header in hidden)
            self._notes.append(f"工作表“{sheet.name}”里“{listed}”是隐藏的列，照样读入。")
        if sheet.hidden:
            self._notes.append(f"工作表“{sheet.name}”是隐藏的，照样读入。")
        return SheetReading(
            sheet.name,
            SheetRole.DATA,
            header_rows,
            item.matches,
            tuple(found.rows),
            tuple(item.body.skipped),
            layout.title,
            sheet.hidden,
        )

    def _checked(
        self, sheets: list[SheetReading], mapped: dict[int, _Mapped], kind: LedgerKind, year: int | None
    ) -> list[SheetReading]:
        """Adds the problems between cells, rows and sheets; returns the sheets as they are."""
        parts: list[RowsOfSheet] = []
        totalled: list[TotalledSheet] = []
        for position, item in mapped.items():
            rows = sheets[position].rows
            if sheets[position].role not in (SheetRole.DATA, SheetRole.EMPTY):
                continue
            context = self._context(item, kind, year)
            closing = _closing_day(item.table.layout, context.year)
            parts.append(RowsOfSheet(sheets[position].name, rows, context.year, context.month, closing))
            totalled.append(TotalledSheet(item.table.sheet, item.matches, rows, item.body.totals))
        known = {(problem.sheet, problem.row, problem.field) for problem in self._problems}
        self._problems = [
            problem for problem in self._problems if sheets[self._order(problem.sheet)].role is SheetRole.DATA
        ]
        self._problems.extend(check_rows(kind, parts, known))
        for part in totalled:
            self._problems.extend(check_totals(part))
        for position, item in mapped.items():
            if sheets[position].role is SheetRole.SUMMARY:
                self._problems.extend(
                    check_summary(kind, item.table.sheet, item.table.layout, totalled, year)
                )
        return sheets

    def _ask_about_columns(self, sheets: Sequence[SheetReading]) -> None:
        for sheet in sheets:
            if sheet.role is SheetRole.DATA:
                self._doubts.extend(match.doubt for match in sheet.columns if match.doubt)
                unknown = [match.header for match in sheet.columns if match.column is None]
                if unknown:
                    listed = "、".join("".join(header.split()) for header in unknown)
                    self._notes.append(f"这种台账没有“{listed}”这样的列，这些内容不会存进去。")


_NO_KIND = LedgerKind(code="", id="", name="", short_name="")


def _untabled(sheet: RawSheet) -> SheetReading:
    """A sheet without a table: nothing, or text to be read by people."""
    filled = [index for index, row in enumerate(sheet.rows) if any(map(is_filled, row))]
    role = SheetRole.INSTRUCTIONS if filled else SheetRole.EMPTY
    skipped = tuple(SkippedRow(index + 1, SkipReason.NOTE) for index in filled)
    return SheetReading(sheet.name, role, skipped=skipped, hidden=sheet.hidden)


def _refuse_persons(kind: LedgerKind, mapped: Iterable[_Mapped], name: str) -> None:
    """A kind that holds totals only takes no sheet with persons (DOMAIN.md 9.1)."""
    if not kind.totals_only:
        return
    for item in mapped:
        for match in item.matches:
            shape = match.column.shape if match.column else None
            if header_key(match.header) in _PERSON_HEADERS or shape in (TextShape.PHONE, TextShape.IDENTITY):
                raise UserError(
                    f"“{name}”里有人员的“{''.join(match.header.split())}”，“{kind.name}”只登记汇总数，不登记到人",
                    "先按月或按季度汇总成人数再导入",
                )


def _year_of_dates(data: Sequence[_Mapped], kind: LedgerKind | None) -> tuple[int | None, int]:
    """The year in which nearly all full dates of the deciding column lie, and how many do."""
    if kind is None or not kind.period_column or kind.cumulative:
        return None, 0
    years: Counter[str] = Counter()
    for item in data:
        wanted = (
            match.index for match in item.matches if match.column and match.column.id == kind.period_column
        )
        place = next(wanted, None)
        if place is not None:
            rows = (item.table.sheet.rows[row] for row in item.body.rows)
            years.update(_years_in(row[place] for row in rows if place < len(row)))
    del years[""]
    if not years:
        return None, 0
    best, count = years.most_common(1)[0]
    return (int(best), count) if count >= years.total() * _MOST_YEARS_SHARE else (None, 0)


def _years_in(cells: Iterable[RawValue]) -> Iterator[str]:
    """The year of each cell, "" where there is none. Texts and dates that come again are read once."""
    known: dict[str | date, str] = {}
    for raw in cells:
        if not isinstance(raw, (str, date)):
            yield read_date_cell(raw).iso[:4]
            continue
        year = known.get(raw)
        if year is None:
            year = known[raw] = read_date_cell(raw).iso[:4]
        yield year


def _closing_day(layout: Layout, year: int | None) -> date | None:
    """The day the ledger was closed, as the lines above the table say, else the end of its year."""
    for text in map(plain, layout.above):
        word = next((word for word in ledger_words().closing_days if text.startswith(word)), "")
        if word:
            found = full_date(read_date_cell(text.removeprefix(word).lstrip(":"), year).iso)
            if found is None and len(text) > len(word):
                found = full_date(read_date_cell(text.removeprefix(word).lstrip(":")[:10], year).iso)
            if found:
                return found
    return date(year, 12, 31) if year else None
