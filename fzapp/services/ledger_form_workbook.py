"""The workbook an office fills in: a cover with instructions, a sheet for each ledger, hidden marks.

Headers are locked, rows are free. The protection has no password: it keeps hands from slipping, and
nothing that is read back depends on it.
"""

from __future__ import annotations

import io
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fzapp.domain.ledger import ColumnType, Privacy, TextShape
from fzapp.domain.ledger_forms import (
    ABOUT_SHEET,
    FIELDS_MARK,
    FORM_VERSION,
    HEADER_MARK,
    OPTIONS_SHEET,
    ORDER_FIELD,
    SHEET_MARK,
    cell_of,
)
from fzapp.services.ledger_export import (
    CENTRED,
    HEI,
    SONG,
    width_of,
)
from fzapp.services.user_files import made_on_disk
from fzapp.services.workbooks import A4, COMPUTED, new_book, plain_text, row_height
from fzapp.text.numerals import official_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fzapp.domain.ledger import Column, LedgerKind, Value
    from fzapp.domain.ledger_forms import FormCell
    from fzapp.storage.ledgers import StoredRow

COVER = "填写说明"
BLANK_ROWS = 25
"""Empty rows with tokens of their own, so that a corrected form finds the rows of the first one again."""

CHECKED_ROWS = 2_000
"""Rows down to which drop-downs and checks reach."""

_TITLE, _UNIT_LINE, _FIELDS, _HEADER = 1, 2, 3, 4
_FIRST_ROW = 5
_LAST_COLUMN = 16_384
_HEADER_FILL, _LINE = "E8EEF4", "9AA5B1"
_LONGEST_PROMPT = 240
_LONGEST_NAME = 28
_SAMPLE = 200
"""Rows that say how wide a column is to be."""

_NUMBER_FORMATS = {
    ColumnType.DATE: "yyyy-mm-dd",
    ColumnType.INTEGER: "0",
    ColumnType.MONEY: "#,##0.00",
    ColumnType.PERCENT: "0.00%",
}
_TEXT_FORMAT = "@"


@dataclass(frozen=True, slots=True)
class FormLine:
    """A row of a form: its token, its values, and the ledger row it stands for (None: a row to fill in)."""

    token: str
    values: Mapping[str, Value]
    row: StoredRow | None = None


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A ledger in a form. `choices` are drop-downs by field, the kind's own options already among them."""

    kind: LedgerKind
    columns: tuple[Column, ...]
    lines: tuple[FormLine, ...]
    choices: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form before it is written. `issued_at` is ISO local time."""

    key: str
    office: str
    unit: str
    year: int
    issued_at: str
    sheets: tuple[FormSheet, ...]

    @property
    def title(self) -> str:
        """What stands on the cover."""
        return f"{self.year}年台账填报表"


def sheet_names(sheets: Sequence[FormSheet]) -> list[str]:
    """A name for each sheet that every spreadsheet program takes, all different."""
    names: list[str] = []
    for sheet in sheets:
        name = "".join(mark for mark in sheet.kind.short_name if mark not in "[]:*?/\\'")[:_LONGEST_NAME]
        name = name or sheet.kind.code
        names.append(name if name not in names else f"{name}{sheet.kind.code}")
    return names


@made_on_disk("表格")
def form_bytes(draft: FormDraft) -> bytes:
    """The workbook of a form."""
    book = new_book()
    names = sheet_names(draft.sheets)
    _write_cover(book.active, draft, names)
    options = _Options(book)
    for sheet, name in zip(draft.sheets, names, strict=True):
        _SheetWriter(book.create_sheet(name), draft, sheet, options).write()
    options.finish()
    _write_about(book.create_sheet(ABOUT_SHEET), draft, names)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_about(sheet: Any, draft: FormDraft, names: Sequence[str]) -> None:  # noqa: ANN401  openpyxl publishes no types
    """The hidden sheet by which the form is known when it comes back."""
    about = {
        "key": draft.key,
        "version": str(FORM_VERSION),
        "unit": draft.unit,
        "office": draft.office,
        "year": str(draft.year),
        "issued_at": draft.issued_at,
        **{f"sheet:{name}": sheet.kind.code for name, sheet in zip(names, draft.sheets, strict=True)},
    }
    for name, value in about.items():
        sheet.append([name, value])
        _set_text(sheet.cell(sheet.max_row, 2), value)
    sheet.sheet_state = "veryHidden"


def _set_text(cell: Any, text: str) -> None:  # noqa: ANN401
    """A text that stays text, whatever it begins with."""
    cell.value = plain_text(text)
    cell.data_type = "s"
    if cell.number_format != _TEXT_FORMAT:
        cell.number_format = _TEXT_FORMAT
    if text.startswith(COMPUTED):
        cell.quotePrefix = True


def _write_cover(sheet: Any, draft: FormDraft, names: Sequence[str]) -> None:  # noqa: ANN401
    """What to do, in words, and which ledgers there are."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    sheet.title = COVER
    sheet.column_dimensions["A"].width = 6
    sheet.column_dimensions["B"].width = 84
    _set_text(sheet["A1"], draft.title)
    sheet["A1"].font = Font(name=HEI, size=18)
    sheet.row_dimensions[1].height = 34
    wrapped = Alignment(wrap_text=True, vertical="top")
    lines = _cover_lines(draft, names)
    for number, (order, text) in enumerate(lines, 2):
        for column, words in ((1, order), (2, text)):
            cell = sheet.cell(number, column)
            _set_text(cell, words)
            cell.alignment = wrapped
            cell.font = Font(name=SONG if order else HEI, size=12)
        sheet.row_dimensions[number].height = 18 * max(1, -(-len(text) // 46))
    sheet.sheet_view.showGridLines = False
    _set_page(sheet, "portrait")
    _protect(sheet)


def _cover_lines(draft: FormDraft, names: Sequence[str]) -> list[tuple[str, str]]:
    """Number and text of each line of the cover; a text without a number is a heading."""
    sender = draft.unit or "本单位"
    said = [
        ("", f"{draft.office}填报"),
        ("", ""),
        ("", "这里有哪些台账"),
        *(
            (str(order), f"“{name}”：{sheet.kind.name}，已登记{len(sheet.lines)}条")
            for order, (name, sheet) in enumerate(zip(names, draft.sheets, strict=True), 1)
        ),
        ("", ""),
        ("", "怎样填"),
        ("1", "每本台账一张工作表，从表头下面第一个空行接着往下填，一件事填一行；名称带*的列每行都要填。"),
        ("2", "已有的行可以直接改。要删一行，把整行删掉或者把内容清空都行，合并时会先问过再删。"),
        ("3", "格子里有下拉的可以选，下拉里没有的照实写上就行；可以填几项的，用顿号隔开。"),
        ("4", "日期写成2024-05-06、2024.5.6、5月6日、20240506都能认；电话、编号直接打，前面的0不会丢。"),
        ("5", "表头和标题锁住了，不用改；需要另外说明的写在备注里。自己加的列会并进备注。"),
        ("6", "行的顺序、工作表的顺序可以调整。整张没有发生的，空着就行，另外告诉发表的人。"),
        ("7", "不要登记涉密内容。汇总数的台账只填数，不写人名。"),
        ("", ""),
        ("", "怎样交回"),
        ("1", f"填好后原样存盘（不要另存成别的格式），用U盘交回{sender}。补填或者改正后，用同一个文件再交一次就行，不会重复登记。"),
    ]  # fmt: skip
    if any(c.privacy is not Privacy.NONE for sheet in draft.sheets for c in sheet.columns):
        said.append(("2", "表里有个人信息，只在经办人之间传，用完从U盘上删掉。"))
    said += [("", ""), ("", f"{sender}　{official_day(draft.issued_at)}发出")]
    return said


def _set_page(sheet: Any, orientation: str) -> None:  # noqa: ANN401
    """A4, as wide as the paper, numbered at the foot."""
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom = 0.6, 0.7


def _protect(sheet: Any) -> None:  # noqa: ANN401
    """Locked cells stay; rows may come, go and be sorted, and everything may be made wider."""
    guard = sheet.protection
    guard.sheet = True
    for free in (
        "formatCells",
        "formatColumns",
        "formatRows",
        "insertRows",
        "deleteRows",
        "sort",
        "autoFilter",
    ):
        setattr(guard, free, False)  # in the file format, False means: not forbidden


class _Options:
    """The hidden sheet with the words of all drop-downs, each list once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401
        self._book = book
        self._places: dict[tuple[str, ...], str] = {}

    def range_of(self, words: tuple[str, ...]) -> str:
        """Where a list stands, as a formula of a drop-down."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        if words not in self._places:
            letter = get_column_letter(len(self._places) + 1)
            self._places[words] = f"'{OPTIONS_SHEET}'!${letter}$1:${letter}${len(words)}"
        return self._places[words]

    def finish(self) -> None:
        """Write the lists."""
        if not self._places:
            return
        sheet = self._book.create_sheet(OPTIONS_SHEET)
        for column, words in enumerate(self._places, 1):
            for number, word in enumerate(words, 1):
                _set_text(sheet.cell(number, column), word)
        sheet.sheet_state = "hidden"


class _SheetWriter:
    """Writes one ledger. Column A has the tokens, B counts the rows, the fields begin at C."""

    def __init__(self, sheet: Any, draft: FormDraft, content: FormSheet, options: _Options) -> None:  # noqa: ANN401
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side  # noqa: PLC0415

        self._sheet = sheet
        self._draft = draft
        self._content = content
        self._options = options
        self._last = len(content.columns) + 2
        self._widths: list[int] = []
        line = Side(style="thin", color=_LINE)
        self._border = Border(left=line, right=line, top=line, bottom=line)
        self._free = Protection(locked=False)
        self._styles: dict[tuple[str, int], Any] = {}
        self._bold, self._large = Font(name=HEI, size=11), Font(name=HEI, size=16)
        self._body = Font(name=SONG, size=11)
        self._fill = PatternFill("solid", fgColor=_HEADER_FILL)
        self._middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self._wrapped = Alignment(vertical="center", wrap_text=True)
        self._right = Alignment(horizontal="right", vertical="center")

    def write(self) -> None:
        """The sheet with everything on it."""
        self._set_columns()
        self._write_head()
        self._write_rows()
        self._set_checks()
        sheet = self._sheet
        sheet.freeze_panes = sheet.cell(_FIRST_ROW, 4)
        sheet.print_title_rows = f"{_TITLE}:{_HEADER}"
        _set_page(sheet, "landscape")
        _protect(sheet)

    def _set_columns(self) -> None:
        """Widths, and every column free to its end: a row can only be deleted when none of its cells is locked."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        content = self._content
        widths = [10, 6]
        for column in content.columns:
            values = (line.values.get(column.id) for line in content.lines[:_SAMPLE])
            widths.append(width_of(column, content.choices.get(column.id, ()), values))
        self._widths = widths[2:]
        for place, width in enumerate(widths, 1):
            dimension = self._sheet.column_dimensions[get_column_letter(place)]
            dimension.width = width
            dimension.protection = self._free
        self._sheet.column_dimensions["A"].hidden = True
        rest = self._sheet.column_dimensions[get_column_letter(self._last + 1)]
        rest.min, rest.max = self._last + 1, _LAST_COLUMN
        rest.width = 12
        rest.protection = self._free

    def _write_head(self) -> None:
        sheet, draft, kind = self._sheet, self._draft, self._content.kind
        _set_text(sheet.cell(_TITLE, 1), f"{SHEET_MARK}/{FORM_VERSION}/{draft.key}/{kind.code}")
        _set_text(sheet.cell(_FIELDS, 1), FIELDS_MARK)
        _set_text(sheet.cell(_HEADER, 1), HEADER_MARK)
        _set_text(sheet.cell(_TITLE, 2), f"{draft.unit}{draft.year}年{kind.name}台账")
        _set_text(sheet.cell(_UNIT_LINE, 2), f"填报单位：{draft.office}　　名称带*的列每行都要填")
        for row, height in ((_TITLE, 30), (_UNIT_LINE, 20)):
            sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=self._last)
            sheet.row_dimensions[row].height = height
        sheet.cell(_TITLE, 2).font = self._large
        sheet.cell(_TITLE, 2).alignment = self._middle
        sheet.cell(_UNIT_LINE, 2).font = self._body
        names = ["序号", *(self._header(column) for column in self._content.columns)]
        fields = [ORDER_FIELD, *(column.id for column in self._content.columns)]
        for place, (name, field) in enumerate(zip(names, fields, strict=True), 2):
            _set_text(sheet.cell(_FIELDS, place), field)
            cell = sheet.cell(_HEADER, place)
            _set_text(cell, name)
            cell.font, cell.fill, cell.border, cell.alignment = (
                self._bold,
                self._fill,
                self._border,
                self._middle,
            )
        self._lock_head()
        sheet.row_dimensions[_FIELDS].hidden = True
        sheet.row_dimensions[_HEADER].height = 34

    def _lock_head(self) -> None:
        """What is above the rows stays as it is, because the columns themselves are free."""
        from openpyxl.styles import Protection  # noqa: PLC0415

        for row in range(_TITLE, _HEADER + 1):
            for place in range(1, self._last + 1):
                self._sheet.cell(row, place).protection = Protection(locked=True)

    def _header(self, column: Column) -> str:
        return column.header + ("*" if column.required else "")

    def _write_rows(self) -> None:
        lines = self._content.lines
        for order, line in enumerate(lines, 1):
            self._write_row(_FIRST_ROW + order - 1, order, line)
        for extra in range(1, BLANK_ROWS + 1):
            order = len(lines) + extra
            self._write_row(_FIRST_ROW + order - 1, order, FormLine(token_of(order), {}))

    def _write_row(self, number: int, order: int, line: FormLine) -> None:
        sheet = self._sheet
        token = sheet.cell(number, 1)
        _set_text(token, line.token)
        token.protection = self._free
        self._dress(sheet.cell(number, 2, order), "0", self._middle)
        for place, column in enumerate(self._content.columns, 3):
            cell = sheet.cell(number, place)
            written = cell_of(column, line.values.get(column.id))
            self._dress(cell, _format_of(column, written), self._alignment(column))
            if isinstance(written, str):
                _set_text(cell, written)
            elif written is not None:
                cell.value = written
        texts = (sheet.cell(number, place).value for place in range(3, self._last + 1))
        sheet.row_dimensions[number].height = row_height(zip(texts, self._widths, strict=True))

    def _alignment(self, column: Column) -> Any:  # noqa: ANN401
        if column.type.is_quantity:
            return self._right
        centred = column.type in CENTRED or (bool(column.options) and column.type is not ColumnType.CHOICES)
        return self._middle if centred else self._wrapped

    def _dress(self, cell: Any, number_format: str, alignment: Any) -> None:  # noqa: ANN401
        """Border, face and freedom of a cell; worked out once for all cells of a sort, or it is most of the time."""
        known = self._styles.get((number_format, id(alignment)))
        if known is None:
            cell.border, cell.protection, cell.alignment = self._border, self._free, alignment
            cell.font, cell.number_format = self._body, number_format
            self._styles[number_format, id(alignment)] = copy(cell._style)  # noqa: SLF001  no public way
        else:
            cell._style = copy(known)  # noqa: SLF001  the same

    def _set_checks(self) -> None:
        """Drop-downs, dates, numbers; every cell says what belongs there, none refuses free text."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        last = max(CHECKED_ROWS, _FIRST_ROW + len(self._content.lines) + BLANK_ROWS)
        for place, column in enumerate(self._content.columns, 3):
            words = self._content.choices.get(column.id, ())
            check = _check_of(column, self._options.range_of(words) if words else "")
            if check is not None:
                letter = get_column_letter(place)
                self._sheet.add_data_validation(check)
                check.add(f"{letter}{_FIRST_ROW}:{letter}{last}")


def token_of(order: int) -> str:
    """The hidden token of the row with this 1-based number; it ends in a letter so that filling down repeats it."""
    return f"r{order:04d}x"


def _format_of(column: Column, written: FormCell) -> str:
    """Quantities and dates as such; texts as text, so that 3-15 becomes no date and 0871 no number."""
    if isinstance(written, str):
        return _TEXT_FORMAT
    if isinstance(written, Decimal) and column.type is ColumnType.INTEGER:
        return "0" if written == written.to_integral_value() else "General"
    return _NUMBER_FORMATS.get(column.type, _TEXT_FORMAT)


def _check_of(column: Column, options: str) -> Any:  # noqa: ANN401  openpyxl publishes no types
    """The check and the words of a column's cells; None where there is nothing to say."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    say = prompt_of(column, chosen=bool(options))
    if options:
        check = DataValidation(type="list", formula1=options, allow_blank=True, showErrorMessage=False)
    elif column.type is ColumnType.DATE:
        check = DataValidation(
            type="date", operator="between", formula1="DATE(1949,10,1)", formula2="DATE(2100,12,31)"
        )
        _warn(check, "这里要填日期，现在的写法表格软件不认得。写成2024.5.6、5月6日也收，要这样填吗？")
    elif column.type.is_quantity:
        check = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
        _warn(check, "这里要填数字，不带单位。照现在这样填，合并时可能读不出来，要这样填吗？")
    elif say:
        check = DataValidation(showErrorMessage=False)
    else:
        return None
    check.allow_blank = True
    if say:
        check.showInputMessage = True
        check.promptTitle, check.prompt = column.name[:30], say
    return check


def _warn(check: Any, sentence: str) -> None:  # noqa: ANN401
    check.errorStyle, check.showErrorMessage = "warning", True
    check.errorTitle, check.error = "看一看", sentence


def prompt_of(column: Column, *, chosen: bool) -> str:
    """What the cells of a column say when the keyboard is in them; "" for plain texts."""
    parts: list[str] = []
    if column.type is ColumnType.DATE:
        parts.append("日期，如2024-05-06、2024.5.6、5月6日")
    elif column.type is ColumnType.PERCENT:
        parts.append("百分比，如98.5%")
    elif column.type is ColumnType.MONEY:
        parts.append("金额，单位元，只填数字")
    elif column.type is ColumnType.INTEGER:
        parts.append(f"数量{f'（{column.unit}）' if column.unit else ''}，只填数字")
    elif column.type is ColumnType.CHOICES:
        parts.append("可以填几项，用顿号隔开；下拉里没有的照实写")
    elif chosen and column.type is not ColumnType.YES_NO:
        parts.append("从下拉里选，没有的照实写")
    if column.shape is TextShape.PHONE:
        parts.append("手机号11位，固定电话带区号")
    if column.hint:
        parts.append(column.hint)
    if parts and column.required:
        parts.append("必填")
    return "；".join(parts)[:_LONGEST_PROMPT]
