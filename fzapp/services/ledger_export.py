"""A ledger as a workbook: title, header on every printed page, totals, texts that are never computed."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import ColumnType, Privacy, TextShape
from fzapp.infra.files import write_atomic
from fzapp.services.user_files import made_on_disk
from fzapp.services.workbooks import A4, COMPUTED, new_book, plain_text, room_of, row_height

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from fzapp.domain.ledger import Column, LedgerKind, Row, Value
    from fzapp.storage.ledgers import StoredRow


_WIDTHS = {
    ColumnType.DATE: 12,
    ColumnType.INTEGER: 8,
    ColumnType.MONEY: 15,
    ColumnType.PERCENT: 9,
    ColumnType.YES_NO: 6,
}
_SHAPE_WIDTHS = {TextShape.PHONE: 13, TextShape.IDENTITY: 20, TextShape.VILLAGE: 11, TextShape.PERIOD: 10}
_TEXT_WIDTH, _PLAIN_WIDTH, _WIDEST_CHOICE = 24, 14, 18
_PAPER, _LEAST_TEXT = 150, 13
"""Characters across lying A4 that can still be read, and those that a column of text keeps there."""

_SAMPLE = 100
"""Rows that decide about the widths of the columns."""

SONG, HEI = "宋体", "黑体"
"""The faces of tables: they are on every office PC, and elsewhere another one takes their place."""
CENTRED = frozenset({ColumnType.DATE, ColumnType.YES_NO})
"""Types that stand in the middle of their cells; so do single choices."""

_HEADER_FILL, _LINE = "E8EEF4", "9AA5B1"
_HEADER_ROWS = 3
_LONG_NUMBER = re.compile(r"\d{7,}")
_PARTS = re.compile(r"([、，,;；/\s]+)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written. `unit_line` stands under the title; `masked` hides personal columns."""

    title: str
    unit_line: str
    columns: tuple[Column, ...]
    masked: bool = False

    @property
    def hidden_names(self) -> tuple[str, ...]:
        """The columns that a masked table hides."""
        return hidden_names(self.columns) if self.masked else ()


@made_on_disk("表格")
def save_workbook(path: Path, sheet: Sheet, rows: Iterable[StoredRow]) -> int:
    """Write rows to `path` as a workbook; answer how many. Raises `UserError` when the file cannot be written."""
    book = new_book(write_only=True)
    coming = iter(rows)
    first = list(islice(coming, _SAMPLE))
    writer = _Writer(book.create_sheet("台账"), sheet, _widths(sheet.columns, first))
    writer.write_head()
    count = 0
    for count, stored in enumerate(chain(first, coming), 1):
        writer.write_row(count, stored)
    writer.write_foot()
    out = io.BytesIO()
    book.save(out)
    _write(path, out.getvalue())
    return count


def hidden_names(columns: Iterable[Column]) -> tuple[str, ...]:
    """The names of the columns with personal values."""
    return tuple(column.name for column in columns if column.privacy is not Privacy.NONE)


def export_columns(kind: LedgerKind, rows: Iterable[Row]) -> tuple[Column, ...]:
    """The columns of a printed ledger: those of the kind, and the common ones that its rows use."""
    used = {name for row in rows for name, value in row.values.items() if value not in (None, "", ())}
    own = (column for column in kind.columns if not column.computed or column.id in used)
    others = (c for c in kind.common if c.id in used and c.shape is not TextShape.SERIAL)
    return tuple(column for column in (*own, *others) if not column.hidden)


def width_of(column: Column, words: Sequence[str] = (), values: Iterable[Value] = ()) -> int:
    """How wide a column is, in characters of a workbook: two for each Chinese one.

    `words` are its options, `values` some of what stands in it. The header may take two lines.
    """
    header = min(len(column.header) + 4, _TEXT_WIDTH)
    if column.type in _WIDTHS:
        return max(header, _WIDTHS[column.type])
    options = (*words, *(option.name for option in column.options))
    if options and column.shape not in _SHAPE_WIDTHS:
        return max(header, min(max(map(len, options)) * 2 + 2, _WIDEST_CHOICE))
    least = _SHAPE_WIDTHS.get(column.shape, 0)
    longest = max(
        (room_of(value) + 2 for value in values if isinstance(value, str)), default=least or _PLAIN_WIDTH
    )
    return max(header, least, min(longest, _TEXT_WIDTH))


def _widths(columns: Sequence[Column], first: Sequence[StoredRow]) -> list[int]:
    """Widths by the header and the first rows; columns of text give way where the paper would be too narrow."""
    found = [
        width_of(column, values=[stored.row.values.get(column.id) for stored in first]) for column in columns
    ]
    spare = [
        max(0, width - _LEAST_TEXT) if _gives_way(column) else 0
        for column, width in zip(columns, found, strict=True)
    ]
    over = min(sum(found) - _PAPER, sum(spare))
    if over <= 0:
        return found
    return [width - round(over * give / sum(spare)) for width, give in zip(found, spare, strict=True)]


def _gives_way(column: Column) -> bool:
    return column.type is ColumnType.TEXT and not column.options and column.shape is TextShape.PLAIN


def masked(column: Column, value: Value) -> Value:
    """A personal value as it may leave the office: 138****1234, 张**; what is sensitive is left out whole."""
    if value is None or column.privacy is Privacy.NONE:
        return value
    if column.privacy is Privacy.SENSITIVE or not isinstance(value, str):
        return "***"
    digits = _LONG_NUMBER.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", value)
    if digits != value or column.shape is TextShape.PHONE:
        return digits
    return "".join(
        part if not part or _PARTS.fullmatch(part) else f"{part[0]}**" for part in _PARTS.split(value)
    )


class _Writer:
    """Writes the rows of one sheet; the cells of a row are made once and filled again and again."""

    def __init__(self, sheet: Any, content: Sheet, widths: Sequence[int]) -> None:  # noqa: ANN401  openpyxl publishes no types
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415

        self._sheet, self._content, self._widths = sheet, content, widths
        line = Side(style="thin", color=_LINE)
        self._border = Border(left=line, right=line, top=line, bottom=line)
        self._body = Font(name=SONG, size=11)
        self._bold, self._large = Font(name=HEI, size=11), Font(name=HEI, size=16)
        self._fill = PatternFill("solid", fgColor=_HEADER_FILL)
        self._middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self._wrapped = Alignment(vertical="center", wrap_text=True)
        self._right = Alignment(horizontal="right", vertical="center")
        self._set_page()
        self._order = self._cell("", alignment=self._middle, border=self._border, font=self._body)
        self._cells = [self._column_cell(column) for column in content.columns]
        self._quoted = [self._column_cell(column, quoted=True) for column in content.columns]
        self._totals: dict[str, Decimal] = {}
        self._count = 0

    def write_head(self) -> None:
        """Title, unit line, and the header that every printed page repeats."""
        content = self._content
        self._sheet.append([self._cell(content.title, font=self._large, alignment=self._middle)])
        self._sheet.append([self._cell(content.unit_line, font=self._body)])
        names = ("序号", *(column.header for column in content.columns))
        dress = {"font": self._bold, "alignment": self._middle, "border": self._border, "fill": self._fill}
        self._append([self._cell(name, **dress) for name in names], _HEADER_ROWS)

    def write_row(self, number: int, stored: StoredRow) -> None:
        """One row; quantities are summed up on the way."""
        self._count = number
        self._order.value = number
        line = [self._order]
        for place, column in enumerate(self._content.columns):
            value = stored.row.values.get(column.id)
            if isinstance(value, Decimal) and is_summed(column):
                self._totals[column.id] = self._totals.get(column.id, Decimal(0)) + value
            line.append(self._filled(place, masked(column, value) if self._content.masked else value))
        self._append(line, number + _HEADER_ROWS)

    def _append(self, line: Sequence[Any], row: int) -> None:
        """A row as high as its longest text asks for."""
        height = row_height((cell.value, width) for cell, width in zip(line[1:], self._widths, strict=True))
        if height is not None:
            self._sheet.row_dimensions[row].height = height
        self._sheet.append(line)
        self._sheet.row_dimensions.pop(row, None)  # written; a hundred thousand of them would fill the memory

    def write_foot(self) -> None:
        """The totals, and in words what was hidden."""
        dress = {"font": self._bold, "border": self._border}
        if self._count:
            line = [self._cell("合计", alignment=self._middle, **dress)]
            for column in self._content.columns:
                cell = self._cell("", alignment=self._right, **dress)
                cell.value = self._totals.get(column.id)
                cell.number_format = _number_format(column)
                line.append(cell)
            self._sheet.append(line)
        hidden = self._content.hidden_names
        if hidden:
            self._sheet.append([self._cell(f"已隐去个人信息的列：{'、'.join(hidden)}")])

    def _set_page(self) -> None:
        """Landscape A4, as wide as the paper, with the header on every page and in sight while scrolling."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        sheet, columns = self._sheet, self._content.columns
        for place, width in enumerate((6, *self._widths), 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        last = get_column_letter(len(columns) + 1)
        for row in (1, 2):
            sheet.merged_cells.add(f"A{row}:{last}{row}")
        sheet.row_dimensions[1].height = 30
        sheet.freeze_panes = f"B{_HEADER_ROWS + 1}"
        sheet.print_title_rows = f"1:{_HEADER_ROWS}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToHeight = 0
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.5

    def _column_cell(self, column: Column, *, quoted: bool = False) -> Any:  # noqa: ANN401
        centred = column.type in CENTRED or (bool(column.options) and column.type is not ColumnType.CHOICES)
        alignment = self._right if column.type.is_quantity else self._middle if centred else self._wrapped
        cell = self._cell("", alignment=alignment, border=self._border, font=self._body)
        cell.number_format = _number_format(column)
        if quoted:
            cell.quotePrefix = True
        return cell

    def _filled(self, place: int, value: Value) -> Any:  # noqa: ANN401
        """The cell of a column with a value: quantities as numbers, everything else as text that stays text."""
        if value is None or isinstance(value, Decimal):
            cell = self._cells[place]
            cell.value = value
            return cell
        words = {True: "是", False: "否"}[value] if isinstance(value, bool) else value
        text = "、".join(words) if isinstance(words, tuple) else words
        cell = (self._quoted if text.startswith(COMPUTED) else self._cells)[place]
        cell.value = plain_text(text)
        cell.data_type = "s"
        return cell

    def _cell(self, text: str, **style: Any) -> Any:  # noqa: ANN401
        """A text cell that is marked as text, whatever it begins with."""
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

        cell = WriteOnlyCell(self._sheet, plain_text(text))
        cell.data_type = "s"
        if text.startswith(COMPUTED):
            cell.quotePrefix = True
        for name, value in style.items():
            setattr(cell, name, value)
        return cell


def is_summed(column: Column) -> bool:
    """Whether a column has a total: counts and money, not serial numbers and percentages."""
    wanted = (ColumnType.INTEGER, ColumnType.MONEY)
    return column.type in wanted and column.shape is not TextShape.SERIAL


def _number_format(column: Column) -> str:
    if column.type is ColumnType.MONEY:
        return "#,##0.00"
    return "General" if column.type.is_quantity else "@"


def _write(path: Path, data: bytes) -> None:
    try:
        write_atomic(path, data)
    except PermissionError as error:
        raise UserError(
            f"“{path.name}”写不进去，可能正被 WPS 或 Excel 打开", "关掉那个窗口，或者换个名字再存"
        ) from error
    except OSError as error:
        raise UserError(f"“{path.name}”没有存成", "看一看磁盘是不是满了，或者换个文件夹") from error
