"""A form that came back from an office: its hidden marks, its columns wherever they stand now, its rows.

Nothing is guessed from the place of a sheet, a row or a column: they carry marks. Where marks were lost
the names of sheets and columns are used, and that is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.ledger_forms import (
    ABOUT_SHEET,
    FIELDS_MARK,
    FORM_VERSION,
    HEADER_MARK,
    OPTIONS_SHEET,
    ORDER_FIELD,
    SHEET_MARK,
    FormMark,
    ReturnedForm,
    ReturnedRow,
    ReturnedSheet,
)
from fzapp.domain.ledger_reading import ColumnMatch
from fzapp.intake.cell_values import as_text, is_blank
from fzapp.intake.ledger_body import Body
from fzapp.intake.ledger_raw import column_letter
from fzapp.intake.ledger_words import header_key, header_stem, ledger_words, plain
from fzapp.intake.rows import SheetContext, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fzapp.domain.ledger import Column, LedgerKind
    from fzapp.domain.ledger_reading import RowProblem
    from fzapp.intake.ledger_raw import RawSheet, RawValue, RawWorkbook

_CORNER_ROWS, _CORNER_COLUMNS = 12, 8
"""Where the mark of a sheet is looked for: it stands in A1, but rows and columns may be put before it."""

_HEADER_ROWS = 20
_LEAST_HEADERS = 2
"""Names of columns that make a row the header where its mark is gone."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand in a sheet (0-based): tokens (-1: gone), the row of fields (-1: gone), the header."""

    tokens: int
    fields: int
    header: int


def form_mark(workbook: RawWorkbook) -> FormMark:
    """What the form says of itself. Raises `UserError` when the file is no form or made by a newer program."""
    about = next((_about(sheet) for sheet in workbook.sheets if sheet.name == ABOUT_SHEET), {})
    found = next((mark for sheet in workbook.sheets if (mark := _corner(sheet)) is not None), None)
    if not about and found is None:
        raise UserError(
            f"“{workbook.name}”不是从这里发出去的填报表",
            "普通表格用“导入Excel”收进来，填报表要用原来发的那个文件",
        )
    version = about.get("version") or (found[2][0] if found else "")
    if not version.isdigit() or int(version) > FORM_VERSION:
        raise UserError(f"“{workbook.name}”是由更新版本的程序做的填报表", "用新版本的程序来合并")
    year = about.get("year", "")
    return FormMark(
        key=about.get("key") or (found[2][1] if found else ""),
        version=int(version),
        unit=about.get("unit", ""),
        office=about.get("office", ""),
        year=int(year) if year.isdigit() else 0,
        issued_at=about.get("issued_at", ""),
        kinds={
            name.removeprefix("sheet:"): code for name, code in about.items() if name.startswith("sheet:")
        },
    )


def _about(sheet: RawSheet) -> dict[str, str]:
    rows = (row for row in sheet.rows if len(row) > 1 and row[0] is not None)
    return {as_text(row[0]): as_text(row[1]) for row in rows}


def _corner(sheet: RawSheet) -> tuple[int, int, tuple[str, str, str]] | None:
    """Row and column of the mark of a sheet, and its parts: version, number of the form, code of the kind."""
    for row, cells in enumerate(sheet.rows[:_CORNER_ROWS]):
        for column, cell in enumerate(cells[:_CORNER_COLUMNS]):
            if isinstance(cell, str) and cell.startswith(SHEET_MARK + "/"):
                parts = cell.strip().split("/")
                if len(parts) == 4:
                    return row, column, (parts[1], parts[2], parts[3])
    return None


def read_form(
    workbook: RawWorkbook, mark: FormMark, kinds: Mapping[str, LedgerKind], year: int
) -> ReturnedForm:
    """The rows of a form. `kinds` are those it was issued with, by code; `year` completes dates without one."""
    notes: list[str] = list(workbook.notes)
    sheets = [
        sheet
        for raw in workbook.sheets
        if raw.name not in (ABOUT_SHEET, OPTIONS_SHEET)
        and (sheet := _sheet(raw, mark, kinds, year, notes)) is not None
    ]
    here = {sheet.kind.code for sheet in sheets}
    for code, kind in kinds.items():
        if code not in here:
            notes.append(f"交回的文件里没有“{kind.short_name}”这张表，这本台账没有动")
    return ReturnedForm(workbook.name, mark, tuple(sheets), tuple(dict.fromkeys(notes)))


def _sheet(
    raw: RawSheet, mark: FormMark, kinds: Mapping[str, LedgerKind], year: int, notes: list[str]
) -> ReturnedSheet | None:
    """One sheet as rows of its kind; None for the cover and for sheets that somebody added."""
    corner = _corner(raw)
    code = corner[2][2] if corner and corner[2][1] == mark.key else mark.kinds.get(raw.name, "")
    kind = kinds.get(code)
    if kind is None:
        if code or corner:
            notes.append(f"工作表“{raw.name}”不在这次发出的台账里，没有读")
        elif not raw.hidden and _looks_filled(raw):
            notes.append(f"工作表“{raw.name}”是后来加的，没有读，要用的话另外导入")
        return None
    frame = _frame(raw, corner, kind)
    if frame is None:
        notes.append(f"工作表“{raw.name}”里找不到表头，没有读")
        return None
    matches = _matches(raw, frame, kind, notes)
    rows = tuple(_rows(raw, frame, matches, kind, year, notes))
    marked = frame.tokens >= 0
    if not marked:
        notes.append(f"工作表“{raw.name}”里每行的隐藏标记没有了，改过的行会当作新增，合并前逐行看一看")
    return ReturnedSheet(raw.name, kind, rows, marked)


def _looks_filled(raw: RawSheet) -> bool:
    """Whether a sheet without a mark holds a table; the cover has one filled column and is not told."""
    return sum(sum(not is_blank(cell) for cell in row) > 3 for row in raw.rows) > 1


def _frame(
    raw: RawSheet, corner: tuple[int, int, tuple[str, str, str]] | None, kind: LedgerKind
) -> _Frame | None:
    tokens = corner[1] if corner else -1
    fields = header = -1
    for index, row in enumerate(raw.rows[:_HEADER_ROWS]):
        cell = row[tokens] if 0 <= tokens < len(row) else None
        if cell == FIELDS_MARK:
            fields = index
        elif cell == HEADER_MARK:
            header = index
    if header < 0:
        header = next((i for i, row in enumerate(raw.rows[:_HEADER_ROWS]) if _is_header(row, kind)), -1)
    return _Frame(tokens, fields, header) if header >= 0 else None


def _is_header(row: Sequence[RawValue], kind: LedgerKind) -> bool:
    return sum(_named(kind, as_text(cell)) is not None for cell in row) >= _LEAST_HEADERS


def _named(kind: LedgerKind, header: str) -> Column | None:
    """The column of this name, its unit in brackets and the star of a required one left out."""
    keys = {header_key(header), header_stem(header)} - {""}
    own = (
        column for column in kind.all_columns if {header_key(column.name), header_stem(column.name)} & keys
    )
    return next(own, None) if keys else None


def _matches(raw: RawSheet, frame: _Frame, kind: LedgerKind, notes: list[str]) -> list[ColumnMatch]:
    """The columns of the sheet by their hidden fields; those without a field by their header.

    A column that somebody added and that is none of the kind's goes to the remark, told once.
    """
    headers = raw.rows[frame.header]
    fields = raw.rows[frame.fields] if frame.fields >= 0 else ()
    matches: list[ColumnMatch] = []
    taken: set[str] = set()
    unknown: list[tuple[int, str]] = []
    for index in range(raw.width):
        field = as_text(fields[index]) if index < len(fields) else ""
        header = as_text(headers[index]) if index < len(headers) else ""
        if index == frame.tokens or field == ORDER_FIELD:
            continue
        column = kind.column(field) if field else None
        if column is not None and column.id not in taken:
            taken.add(column.id)
            matches.append(_match(index, header, column))
        elif header and header_key(header) != header_key("序号"):
            unknown.append((index, header))
    for index, header in unknown:
        column = None if kind.totals_only and frame.fields >= 0 else _named(kind, header)
        column = column if column is not None and column.id not in taken else None
        if column is not None:
            taken.add(column.id)
        elif _column_filled(raw, frame, index):
            notes.append(_told_of_added(raw, kind, header))
        matches.append(_match(index, header, column))
    return matches


def _match(index: int, header: str, column: Column | None) -> ColumnMatch:
    return ColumnMatch(column_letter(index), index, " ".join(header.split()), column=column)


def _column_filled(raw: RawSheet, frame: _Frame, index: int) -> bool:
    rows = raw.rows[frame.header + 1 :]
    return any(index < len(row) and not is_blank(row[index]) for row in rows)


def _told_of_added(raw: RawSheet, kind: LedgerKind, header: str) -> str:
    if kind.totals_only:
        return f"“{raw.name}”里加了一列“{header}”，这本台账只收汇总数，加的列没有收"
    return f"“{raw.name}”里加了一列“{header}”，内容并进了备注"


def _rows(
    raw: RawSheet,
    frame: _Frame,
    matches: Sequence[ColumnMatch],
    kind: LedgerKind,
    year: int,
    notes: list[str],
) -> Iterator[ReturnedRow]:
    """The rows under the header, totals and lines of signature left out."""
    wanted = [
        index
        for index in range(frame.header + 1, len(raw.rows))
        if not _is_aside(raw, index, frame, matches, notes)
    ]
    found = read_rows(raw, matches, Body(rows=wanted), SheetContext("", kind, year))
    places = {match.column.id: match.index for match in matches if match.column is not None}
    problems = _by_row(found.problems)
    for row in found.rows:
        cells = raw.rows[row.number - 1]
        token = cells[frame.tokens] if 0 <= frame.tokens < len(cells) else None
        yield ReturnedRow(
            raw.name,
            as_text(token),
            row,
            {name: cells[place] if place < len(cells) else None for name, place in places.items()},
            tuple(problems.get(row.number, ())),
        )


def _is_aside(
    raw: RawSheet, index: int, frame: _Frame, matches: Sequence[ColumnMatch], notes: list[str]
) -> bool:
    """Whether a row is a total, a line such as 填表人：, or has nothing in it at all."""
    cells = raw.rows[index]
    texts = [plain(as_text(cell)) for place, cell in enumerate(cells) if place != frame.tokens]
    filled = [text for text in texts if text]
    if not filled:
        return not (0 <= frame.tokens < len(cells) and cells[frame.tokens])
    words = ledger_words()
    if filled[0] in words.totals | words.subtotals:
        notes.append(f"“{raw.name}”第{index + 1}行是合计，没有当作记录")
        return True
    content = sum(m.index < len(cells) and not is_blank(cells[m.index]) for m in matches)
    if len(filled) == 1 and content <= 1 and filled[0].startswith((*words.notes, *words.signers)):
        notes.append(f"“{raw.name}”第{index + 1}行是说明或者落款，没有当作记录")
        return True
    return False


def _by_row(problems: Iterable[RowProblem]) -> dict[int, list[RowProblem]]:
    """Problems that keep a row from being taken over, by the number of the row."""
    found: dict[int, list[RowProblem]] = {}
    for problem in problems:
        if problem.code.blocks:
            found.setdefault(problem.row, []).append(problem)
    return found
