"""From the data rows of a sheet to rows of a ledger: values, where they came from, and what is wrong."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING

from fzapp.domain.ledger import ColumnType, LedgerKind, Mark, Row, RowSource, RowValues, TextShape, Value
from fzapp.domain.ledger_reading import ColumnMatch, ProblemCode, RowProblem, RowRemark
from fzapp.intake.cell_values import Cell, as_text, is_blank, reader_for
from fzapp.intake.ledger_raw import column_letter
from fzapp.intake.ledger_words import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from fzapp.domain.ledger import Column
    from fzapp.intake.ledger_body import Body
    from fzapp.intake.ledger_raw import RawSheet, RawValue

_VILLAGE = re.compile(
    r"(?:[一二三四五六七八九十]+、|\d+[.、])?(?P<name>\S{1,12}(?:村|社区|居委会|村委会|居|屯|寨))"
)
_MOST_KNOWN = 5_000
"""Different texts of a column that are remembered while it is read."""

_FILLED_TYPES = (ColumnType.TEXT, ColumnType.CHOICE, ColumnType.CHOICES, ColumnType.DATE, ColumnType.YES_NO)
"""What a merged cell says for all its rows; a merged quantity is one quantity and counts once."""


@dataclass(frozen=True, slots=True)
class SheetContext:
    """What holds for all rows of a sheet. With `blanks_as_above` empty village cells repeat the one above."""

    file: str
    kind: LedgerKind | None
    year: int | None = None
    month: int | None = None
    blanks_as_above: bool = False


@dataclass(slots=True)
class SheetRows:
    """The rows of a sheet with what was found wrong or worth telling."""

    rows: list[Row] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    remarks: list[RowRemark] = field(default_factory=list)


def read_rows(
    sheet: RawSheet, matches: Sequence[ColumnMatch], body: Body, context: SheetContext
) -> SheetRows:
    """The data rows of `body` as rows of the ledger."""
    return _RowReader(sheet, matches, body, context).read()


def village_cells(sheet: RawSheet, matches: Sequence[ColumnMatch], body: Body) -> tuple[int, int]:
    """How many village cells of the data rows are empty without being covered by a merged one, of how many."""
    place = next(
        (match.index for match in matches if match.column and match.column.shape is TextShape.VILLAGE), None
    )
    if place is None or any(merge.left == place and merge.bottom > merge.top for merge in sheet.merges or ()):
        return 0, 0
    rows = (sheet.rows[index] for index in body.rows)
    cells = Counter(row[place] if place < len(row) else None for row in rows)
    return sum(count for cell, count in cells.items() if is_blank(cell)), len(body.rows)


def read_block(
    block: Sequence[Sequence[RawValue]], columns: Sequence[Column], year: int | None = None
) -> SheetRows:
    """Cells pasted without a header: the first cell of each line goes to the first of `columns`, and so on.

    Problems name the line of the block (1-based) and the letter within it.
    """
    result = SheetRows()
    readers = [(index, column, reader_for(column, year)) for index, column in enumerate(columns)]
    for number, line in enumerate(block, 1):
        values: dict[str, Value] = {}
        marks: dict[str, str] = {}
        for index, column, reader in readers:
            raw = line[index] if index < len(line) else None
            cell = reader(raw)
            values[column.id] = cell.value
            if cell.mark:
                marks[column.id] = cell.mark
            if cell.code is not None:
                place = RowPlace("", number, column_letter(index), column.id)
                result.problems.append(place.problem(cell.code, as_text(raw), cell.why))
        if any(value is not None for value in values.values()):
            result.rows.append(Row(values, number, marks=marks))
    return result


@dataclass(frozen=True, slots=True)
class RowPlace:
    """A cell, or with an empty column a row, that something is said about."""

    sheet: str
    row: int
    column: str = ""
    field: str = ""

    def problem(self, code: ProblemCode, value: str, why: str) -> RowProblem:
        """A problem at this place."""
        return RowProblem(self.sheet, self.row, self.column, self.field, code, value, why)

    def remark(self, code: str, value: str, text: str) -> RowRemark:
        """A remark at this place."""
        return RowRemark(self.sheet, self.row, self.column, self.field, code, value, text)


@dataclass(frozen=True, slots=True)
class _Reader:
    """How the cells of one mapped column are read."""

    index: int
    letter: str
    column: Column
    read: Callable[[RawValue], Cell]


class _RowReader:
    def __init__(
        self, sheet: RawSheet, matches: Sequence[ColumnMatch], body: Body, context: SheetContext
    ) -> None:
        self._sheet = sheet
        self._body = body
        self._context = context
        self._readers = [
            _Reader(match.index, match.letter, match.column, _reader(match.column, match, context))
            for match in matches
            if match.column is not None
        ]
        self._unknown = [(match.index, match.header) for match in matches if match.column is None]
        letters = {reader.column.id: reader.letter for reader in self._readers}
        self._source = RowSource(context.file, sheet.name, letters)
        self._lines = [sheet.rows[index] for index in body.rows]
        self._narrowest = min(map(len, self._lines), default=0)
        self._filled = self._fill_down()
        self._result = SheetRows()
        self._marks: dict[int, dict[str, str]] = {}
        self._moved: dict[int, dict[str, str]] = {}
        self._village = self._village_column()
        self._period, self._month_of_sheet = self._period_of_sheet()

    def read(self) -> SheetRows:
        """All rows; column by column, which on large sheets halves the time."""
        names = [reader.column.id for reader in self._readers]
        columns = [self._values(reader) for reader in self._readers]
        lines = zip(*columns, strict=True) if columns else repeat(())
        places = {name: place for place, name in enumerate(names)}
        nothing: dict[str, str] = {}  # one for all rows without marks: most of them
        village = places.get(self._village)
        told_by_place = bool(self._month_of_sheet or (self._village and village is None))
        all_marks, all_moved, hidden_rows = self._marks, self._moved, self._sheet.hidden_rows
        append, source = self._result.rows.append, self._source
        for index, line in zip(self._body.rows, lines, strict=False):
            values: Mapping[str, Value] = RowValues(places, line)
            if told_by_place or (village is not None and line[village] is None):
                values = self._from_place(index, values)
            marks, moved = all_marks.get(index, nothing), all_moved.get(index, nothing)
            extras = self._extras(index) if self._unknown else nothing
            hidden = index in hidden_rows
            append(Row(values, index + 1, source, moved, marks, extras, hidden))
            if hidden:
                place = RowPlace(self._sheet.name, index + 1)
                self._result.remarks.append(place.remark("hidden_row", "", "这一行是隐藏的，照样读入"))
        return self._result

    def _values(self, reader: _Reader) -> list[Value]:
        """The values of one column over all data rows. Texts and dates that come again are read once."""
        known: dict[str | date, Cell] = {}
        values: list[Value] = []
        add, read = values.append, reader.read
        for index, raw in zip(self._body.rows, self._column(reader.index), strict=True):
            if raw is None:
                add(self._covered(index, reader))
                continue
            if isinstance(raw, (str, date)):
                cell = known.get(raw)
                if cell is None:
                    cell = read(raw)
                    if len(known) < _MOST_KNOWN:
                        known[raw] = cell
            else:
                cell = read(raw)
            value, mark, code, _why = cell
            add(value)
            if mark or code is not None:
                self._tell(index, reader, raw, cell)
        return values

    def _column(self, place: int) -> Iterable[RawValue]:
        """The cells of one column in all data rows, None where a row ends before."""
        if place < self._narrowest:
            return map(itemgetter(place), self._lines)
        return [line[place] if place < len(line) else None for line in self._lines]

    def _covered(self, index: int, reader: _Reader) -> Value:
        """The value of an empty cell: that of the cell that covers it, if any."""
        name = reader.column.id
        origin = self._filled.get((index, reader.index))
        if origin is not None:
            top, left = origin
            self._moved.setdefault(index, {})[name] = f"{column_letter(left)}{top + 1}"
            self._marks.setdefault(index, {})[name] = Mark.FILLED_DOWN
            raw = self._cell(top, left) if reader.column.type in _FILLED_TYPES else None
            return None if raw is None else reader.read(raw).value
        if (index, reader.index) in self._sheet.uncomputed and not reader.column.computed:
            place = RowPlace(self._sheet.name, index + 1, reader.letter, name)
            why = "公式没有算出结果，用 WPS 或 Excel 打开保存一次再导入"
            self._result.problems.append(place.problem(ProblemCode.FORMULA_ERROR, "", why))
        return None

    def _extras(self, index: int) -> dict[str, str]:
        """What stands under headers the kind does not know."""
        row = self._sheet.rows[index]
        cells = ((header, row[column] if column < len(row) else None) for column, header in self._unknown)
        return {header: as_text(raw) for header, raw in cells if not is_blank(raw)}

    def _tell(self, index: int, reader: _Reader, raw: RawValue, cell: Cell) -> None:
        place = RowPlace(self._sheet.name, index + 1, reader.letter, reader.column.id)
        if cell.code is not None:
            self._result.problems.append(place.problem(cell.code, as_text(raw), cell.why))
            return
        self._marks.setdefault(index, {})[reader.column.id] = cell.mark
        if cell.mark != Mark.UNLISTED:  # options are a dictionary that grows: nothing to tell row by row
            self._result.remarks.append(place.remark(cell.mark, as_text(raw), Mark(cell.mark).label))

    def _from_place(self, index: int, line: Mapping[str, Value]) -> Mapping[str, Value]:
        """With what the place of a row says: the village of its section or sheet, the month of its sheet."""
        village, told = self._village, dict[str, Value]()
        if village and line.get(village) is None:
            name, cell = self._village_over(index)
            if name:
                told[village] = name
                self._marks.setdefault(index, {})[village] = Mark.FILLED_DOWN
                if cell:
                    self._moved.setdefault(index, {})[village] = cell
        if self._month_of_sheet:
            told[self._period] = self._month_of_sheet
            self._marks.setdefault(index, {})[self._period] = Mark.IMPRECISE_DATE
        return {**line, **told} if told else line

    def _period_of_sheet(self) -> tuple[str, str]:
        """The column that decides the year, when the sheet lacks it, and the month the sheet is for."""
        context = self._context
        column = (
            context.kind.column(context.kind.period_column)
            if context.kind and context.kind.period_column
            else None
        )
        if column is None or column.id in self._source.letters or not context.month or not context.year:
            return "", ""
        return column.id, f"{context.year:04d}-{context.month:02d}"

    def _village_column(self) -> str:
        """The column that section lines or the name of the sheet fill: that of the sheet, else of the kind."""
        mapped = next(
            (reader.column.id for reader in self._readers if reader.column.shape is TextShape.VILLAGE), ""
        )
        told = self._body.sections or _VILLAGE.fullmatch(plain(self._sheet.name))
        if mapped or not told or self._context.kind is None:
            return mapped
        columns = self._context.kind.all_columns
        return next((column.id for column in columns if column.shape is TextShape.VILLAGE), "")

    def _village_over(self, index: int) -> tuple[str, str]:
        """The village named in a section line above the row, else by the sheet, with the cell if there is one."""
        section = self._body.sections.get(index)
        found = _VILLAGE.fullmatch(plain(section[1])) if section else None
        if section and found:
            return found["name"], f"{column_letter(0)}{section[0] + 1}"
        found = _VILLAGE.fullmatch(plain(self._sheet.name))
        return (found["name"], "") if found else ("", "")

    def _fill_down(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each covered cell of the body the cell that holds its value."""
        filled: dict[tuple[int, int], tuple[int, int]] = {}
        data = set(self._body.rows)
        columns = {reader.index for reader in self._readers}
        first, last = min(data, default=0), max(data, default=-1)
        for merge in self._sheet.merges or ():
            if merge.bottom <= merge.top or merge.top < first or merge.left not in columns:
                continue
            for row in range(merge.top + 1, min(merge.bottom, last) + 1):
                if row in data:
                    filled.setdefault((row, merge.left), (merge.top, merge.left))
        for reader in self._readers:
            village = self._context.blanks_as_above and reader.column.shape is TextShape.VILLAGE
            if village and not any(column == reader.index for _, column in filled):
                filled.update(self._blanks_as_above(reader.index))
        return filled

    def _blanks_as_above(self, column: int) -> Mapping[tuple[int, int], tuple[int, int]]:
        """Village cells left empty under the first of a group, as offices do without merging."""
        rows = self._body.rows
        cells = [self._cell(row, column) for row in rows]
        if not cells or cells[0] is None:
            return {}
        found: dict[tuple[int, int], tuple[int, int]] = {}
        last = rows[0]
        for row, cell in zip(rows, cells, strict=True):
            if cell is None:
                found[row, column] = (last, column)
            else:
                last = row
        return found

    def _cell(self, row: int, column: int) -> RawValue:
        line = self._sheet.rows[row]
        value = line[column] if column < len(line) else None
        return value if not isinstance(value, str) or value.strip() else None


def _reader(column: Column, match: ColumnMatch, context: SheetContext) -> Callable[[RawValue], Cell]:
    return reader_for(column, context.year, context.month, match.header_unit)
