"""Tables over the text of the editor: the rows are paragraphs with tabs, what is seen of them is painted here.

The document holds nothing but the lines, so that everything that works on text works on tables. A row is one
unbroken line as high as its cells need; its painted cells cover it. Caret, selection and marks are those of
the text, shown at their places in the cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)

from fzapp.domain.text_table import is_row, is_unit, lines_above
from fzapp.ui import theme
from fzapp.ui.editor.figure_runs import runs
from fzapp.ui.editor.plain_text import offset_of_units, units
from fzapp.ui.editor.table_shape import PADDING, Line, TableShape, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextBlock

    from fzapp.ui.editor.figure_text_edit import FigureTextEdit

_TYPE_PART = 0.84
"""The type of a table by that of the text: 4号 beside 3号, a little less so that more fits."""

_LEADING = 1.25
_GAP_BELOW = 8
"""Pixels between a table and the text below it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table that begins in the block `first`: row and column, 0-based."""

    first: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class EditorTable:
    """A table of the document: the number of its first block, and how it looks."""

    first: int
    shape: TableShape

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.shape.heights)


class TableLayer:
    """Knows where the tables of an editor are, and paints them."""

    def __init__(self, editor: FigureTextEdit) -> None:
        self._editor = editor
        self._width = 1.0
        self._metrics = QFontMetricsF(editor.font())
        self._font = QFont(editor.font())
        self._measured: dict[str, float] = {}
        self._known: tuple[tuple[int, str, float], tuple[EditorTable, ...]] = ((-1, "", 0.0), ())

    def dress(self, font: QFont, width: float) -> None:
        """Take the type and the width of the text."""
        self._font = QFont(font)
        if font.pixelSize() > 0:
            self._font.setPixelSize(round(font.pixelSize() * _TYPE_PART))
        else:
            self._font.setPointSizeF(font.pointSizeF() * _TYPE_PART)
        self._metrics = QFontMetricsF(self._font)
        self._measured.clear()
        self._known = ((-1, "", 0.0), ())
        self.set_width(width)

    def set_width(self, width: float) -> bool:
        """Take the width of the text; whether it is another one."""
        wanted = max(1.0, float(int(width)))
        changed, self._width = wanted != self._width, wanted
        return changed

    # --- where they are -----------------------------------------------------------------------------

    def tables(self) -> tuple[EditorTable, ...]:
        """The tables of the document from top to bottom, with what an input method composes in them."""
        key = (self._editor.document().revision(), self._composed(), self._width)
        if self._known[0] != key:
            self._known = (key, tuple(self._found()))
        return self._known[1]

    def table_of(self, block: QTextBlock) -> EditorTable | None:
        """The table that a paragraph is a row of."""
        number = block.blockNumber()
        return next((one for one in self.tables() if one.first <= number < one.first + one.rows), None)

    def cell_at(self, position: int) -> Cell | None:
        """The cell that holds a position of the document."""
        block = self._editor.document().findBlock(position)
        table = self.table_of(block) if is_row(block.text()) else None
        if table is None:
            return None
        before = block.text()[: offset_of_units(block.text(), position - block.position())]
        return Cell(table.first, block.blockNumber() - table.first, before.count("\t"))

    def span_of(self, cell: Cell) -> tuple[int, int]:
        """Where the text of a cell begins and ends in the document; of one that its row lacks the row's end."""
        block = self._editor.document().findBlockByNumber(cell.first + cell.row)
        texts = block.text().split("\t")
        column = min(cell.column, len(texts) - 1)
        start = block.position() + sum(units(text) + 1 for text in texts[:column])
        return start, start + units(texts[column])

    def text_of(self, cell: Cell) -> str:
        """What stands in a cell, as read."""
        texts = self._editor.document().findBlockByNumber(cell.first + cell.row).text().split("\t")
        return texts[cell.column] if cell.column < len(texts) else ""

    def format_of(self, block: QTextBlock, form: QTextBlockFormat) -> QTextBlockFormat:
        """The block format of a row: one line, as high as its cells."""
        table = self.table_of(block)
        height = table.shape.heights[block.blockNumber() - table.first] if table else 0.0
        form.setLineHeight(height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        form.setNonBreakableLines(True)
        if not is_row(block.next().text()):
            form.setBottomMargin(_GAP_BELOW)
        return form

    def aligned(self) -> dict[int, Qt.AlignmentFlag]:
        """The paragraphs above tables that belong to them, by their numbers: captions stand in the middle."""
        found: dict[int, Qt.AlignmentFlag] = {}
        document = self._editor.document()
        for table in self.tables():
            numbers = range(max(0, table.first - 2), table.first)
            lines = [document.findBlockByNumber(number).text() for number in numbers]
            above = lines_above(lines, len(lines))
            for number, line in zip(reversed(numbers), reversed(above), strict=False):
                side = Qt.AlignmentFlag.AlignRight if is_unit(line) else Qt.AlignmentFlag.AlignHCenter
                found[number] = side
        return found

    def _found(self) -> Iterator[EditorTable]:
        document = self._editor.document()
        block, rows, first = document.begin(), list[list[str]](), 0
        while block.isValid():
            text = self._text_with_composed(block)
            if is_row(text):
                first = block.blockNumber() if not rows else first
                rows.append(text.split("\t"))
            elif rows:
                yield self._made(first, rows)
                rows = []
            block = block.next()
        if rows:
            yield self._made(first, rows)

    def _made(self, first: int, rows: list[list[str]]) -> EditorTable:
        return EditorTable(first, shape_of(rows, self._width, self._line_height, self._measure))

    @property
    def _line_height(self) -> float:
        return round(self._measure("国") * _LEADING)

    def _measure(self, text: str) -> float:
        known = self._measured.get(text)
        if known is None:
            known = self._measured[text] = self._metrics.horizontalAdvance(text)
        return known

    def _composed(self) -> str:
        layout = self._editor.textCursor().block().layout()
        return f"{layout.preeditAreaPosition()}{layout.preeditAreaText()}" if layout else ""

    def _text_with_composed(self, block: QTextBlock) -> str:
        layout = block.layout()
        text, composed = block.text(), layout.preeditAreaText()
        if not composed:
            return text
        place = offset_of_units(text, layout.preeditAreaPosition())
        return text[:place] + composed + text[place:]

    # --- places on the screen -----------------------------------------------------------------------

    def cell_under(self, point: QPoint) -> Cell | None:
        """The cell at a point of the viewport, None beside all tables."""
        for table in self.tables():
            for row in range(table.rows):
                rect = self._row_rect(table, row)
                if rect.top() <= point.y() < rect.bottom():
                    if not rect.left() <= point.x() < rect.right():
                        return None
                    return Cell(table.first, row, table.shape.column_at(point.x() - rect.left()))
        return None

    def position_under(self, point: QPoint, cell: Cell) -> int:
        """The position in a cell that is nearest to a point of the viewport."""
        table = self._table(cell)
        text, lines = self.text_of(cell), table.shape.lines[cell.row][cell.column]
        rect = self._cell_rect(table, cell)
        first = rect.center().y() - len(lines) * self._line_height / 2
        line = lines[min(len(lines) - 1, max(0, int((point.y() - first) // self._line_height)))]
        x, place = self._line_left(rect, table, cell, line), line.start
        while place < line.end and x + self._measure(text[place : place + 1]) / 2 < point.x():
            x += self._measure(text[place : place + 1])
            place += 1
        return self.span_of(cell)[0] + units(text[:place])

    def caret_rect(self, position: int) -> QRect | None:
        """Where the caret of a position stands in its cell; None outside of tables."""
        cell = self.cell_at(position)
        if cell is None:
            return None
        table = self._table(cell)
        if cell.column >= len(table.shape.widths):
            return None
        start = self.span_of(cell)[0]
        own = offset_of_units(self.text_of(cell), position - start)
        block = self._editor.document().findBlock(position)
        composed = (
            block.layout().preeditAreaText() if position == self._editor.textCursor().position() else ""
        )
        own += len(composed)
        lines = table.shape.lines[cell.row][cell.column]
        text = self._shown_text(cell)
        number = next((n for n, line in enumerate(lines) if own <= line.end), len(lines) - 1)
        rect, line = self._cell_rect(table, cell), lines[number]
        x = self._line_left(rect, table, cell, line) + self._measure_of(text[line.start : own])
        top = rect.center().y() + (number - len(lines) / 2) * self._line_height
        return QRect(round(x), round(top), 2, round(self._line_height))

    def _shown_text(self, cell: Cell) -> str:
        """What stands in a cell with what is composed in it."""
        block = self._editor.document().findBlockByNumber(cell.first + cell.row)
        texts = self._text_with_composed(block).split("\t")
        return texts[cell.column] if cell.column < len(texts) else ""

    def _measure_of(self, text: str) -> float:
        return sum(map(self._measure, text))

    def _table(self, cell: Cell) -> EditorTable:
        return next(one for one in self.tables() if one.first == cell.first)

    def _row_rect(self, table: EditorTable, row: int) -> QRectF:
        document = self._editor.document()
        block = document.findBlockByNumber(table.first + row)
        bounds = document.documentLayout().blockBoundingRect(block)
        scrolled = self._editor.verticalScrollBar().value()
        left = document.documentMargin()
        height = table.shape.heights[row]  # the bounds are those of the text, not of its fixed line
        return QRectF(left, bounds.top() - scrolled, self._width, height)

    def _cell_rect(self, table: EditorTable, cell: Cell) -> QRectF:
        """The frame of a cell; of a name in the header with all that it reaches over."""
        row, shape = self._row_rect(table, cell.row), table.shape
        width, height = shape.widths[cell.column], row.height()
        for wide in shape.wide:
            if (wide.row, wide.column) == (cell.row, cell.column):
                width = sum(shape.widths[cell.column : cell.column + wide.columns])
                height = sum(self._row_rect(table, cell.row + n).height() for n in range(wide.rows))
        return QRectF(row.left() + shape.lefts[cell.column], row.top(), width, height)

    def _line_left(self, rect: QRectF, table: EditorTable, cell: Cell, line: Line) -> float:
        centred = table.shape.centred[cell.column] or cell.row < table.shape.table.header_rows
        return rect.center().x() - line.width / 2 if centred else rect.left() + PADDING

    # --- painting -----------------------------------------------------------------------------------

    def paint(self, painter: QPainter, clip: QRect) -> None:
        """Cover the rows in sight with their cells."""
        tables = self.tables()
        if not tables:
            return
        marks = self._marks()
        painter.setFont(self._font)
        for table in tables:
            for row in range(table.rows):
                rect = self._row_rect(table, row)
                if rect.bottom() >= clip.top() and rect.top() <= clip.bottom():
                    self._paint_row(painter, table, row, marks)
        self._paint_current(painter)

    def _paint_row(
        self, painter: QPainter, table: EditorTable, row: int, marks: list[tuple[int, int, QTextCharFormat]]
    ) -> None:
        palette, shape = theme.current(), table.shape
        line = self._row_rect(table, row)
        cover = QRectF(0, line.top(), self._editor.viewport().width(), line.height())
        painter.fillRect(cover, theme.color(palette.surface))
        hidden = {
            (cell.row + down, cell.column + across)
            for cell in shape.wide
            for down in range(cell.rows)
            for across in range(cell.columns)
            if down or across
        }
        for column in range(len(shape.widths)):
            cell = Cell(table.first, row, column)
            if (row, column) not in hidden:
                self._paint_cell(painter, table, cell, marks)
        for wide in shape.wide:  # what reaches down from the row above
            if wide.rows > 1 and wide.row == row - 1:
                self._paint_cell(painter, table, Cell(table.first, wide.row, wide.column), marks)

    def _paint_cell(
        self, painter: QPainter, table: EditorTable, cell: Cell, marks: list[tuple[int, int, QTextCharFormat]]
    ) -> None:
        palette = theme.current()
        rect = self._cell_rect(table, cell)
        header = cell.row < table.shape.table.header_rows
        painter.fillRect(rect, theme.color(palette.idle_ground if header else palette.surface))
        painter.setPen(QPen(theme.color(palette.muted), 1))
        painter.drawRect(rect)
        text, lines = self._shown_text(cell), table.shape.lines[cell.row][cell.column]
        start = self.span_of(cell)[0]
        grounds = self._grounds(cell, text, start, marks)
        top = rect.center().y() - len(lines) * self._line_height / 2
        for number, line in enumerate(lines):
            x, y = self._line_left(rect, table, cell, line), top + number * self._line_height
            self._paint_line(painter, text, line, QPointF(x, y), grounds)

    def _paint_line(
        self,
        painter: QPainter,
        text: str,
        line: Line,
        at: QPointF,
        grounds: list[tuple[int, int, QTextCharFormat]],
    ) -> None:
        """A line of a cell; `grounds` are what lies under its characters or is drawn below them."""
        for low, high, form in grounds:
            first, last = max(low, line.start), min(high, line.end)
            if first >= last:
                continue
            x = at.x() + self._measure_of(text[line.start : first])
            wide = self._measure_of(text[first:last])
            if form.background().style() is not Qt.BrushStyle.NoBrush:
                painter.fillRect(QRectF(x, at.y(), wide, self._line_height), form.background())
            if form.underlineStyle() is not QTextCharFormat.UnderlineStyle.NoUnderline:
                pen = QPen(form.underlineColor(), 2, Qt.PenStyle.DotLine)
                painter.setPen(pen)
                bottom = at.y() + self._line_height - 2
                painter.drawLine(QPointF(x, bottom), QPointF(x + wide, bottom))
        painter.setPen(theme.color(theme.current().text))
        base = at.y() + (self._line_height + self._metrics.ascent() - self._metrics.descent()) / 2
        x = at.x()
        for sign in text[line.start : line.end]:
            painter.drawText(QPointF(x, base), sign)
            x += self._measure(sign)

    def _grounds(
        self, cell: Cell, text: str, start: int, marks: list[tuple[int, int, QTextCharFormat]]
    ) -> list[tuple[int, int, QTextCharFormat]]:
        """What marks a cell's characters: figures, findings, the selection, what is composed."""
        end = start + units(text)
        block = self._editor.document().findBlockByNumber(cell.first + cell.row)
        found = [
            (run.start, run.end, _plain(theme.current().accent_ground))
            for run in runs(block)
            if run.is_figure
        ]
        found += marks
        cursor = self._editor.textCursor()
        if cursor.hasSelection():
            selected = (cursor.selectionStart(), cursor.selectionEnd(), _plain(theme.current().selection))
            found.append(selected)
        layout = block.layout()
        if layout.preeditAreaText():
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            form.setUnderlineColor(theme.color(theme.current().text))
            at = block.position() + layout.preeditAreaPosition()
            found.append((at, at + units(layout.preeditAreaText()), form))
        return [
            (offset_of_units(text, low - start), offset_of_units(text, high - start), form)
            for low, high, form in ((max(low, start), min(high, end), form) for low, high, form in found)
            if low < high
        ]

    def _marks(self) -> list[tuple[int, int, QTextCharFormat]]:
        """Places and formats of the editor's marks; the formats are copies, for a mark takes its own with it."""
        return [
            (one.cursor.selectionStart(), one.cursor.selectionEnd(), QTextCharFormat(one.format))
            for one in self._editor.extraSelections()
            if one.cursor.hasSelection()
        ]

    def _paint_current(self, painter: QPainter) -> None:
        """The frame of the cell that is written in, and the caret in it."""
        editor = self._editor
        cell = self.cell_at(editor.textCursor().position())
        if cell is None or not editor.hasFocus():
            return
        table = self._table(cell)
        if cell.column >= len(table.shape.widths):
            return
        palette = theme.current()
        painter.setPen(QPen(theme.color(palette.accent), 2))
        painter.drawRect(self._cell_rect(table, cell).adjusted(1, 1, -1, -1))
        caret = self.caret_rect(editor.textCursor().position())
        if caret is not None and not editor.isReadOnly():
            painter.fillRect(caret, theme.color(palette.text))


def _plain(ground: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setBackground(theme.color(ground))
    return form


def moved_to(cursor: QTextCursor, position: int, *, keep: bool = False) -> QTextCursor:
    """The cursor at another position, its anchor kept or not."""
    mode = QTextCursor.MoveMode.KeepAnchor if keep else QTextCursor.MoveMode.MoveAnchor
    cursor.setPosition(position, mode)
    return cursor
