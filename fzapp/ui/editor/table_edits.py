"""Editing tables in the editor: from cell to cell, rows and columns in and out, what keys may not do.

Every edit is an edit of lines: a row is a paragraph whose cells are parted by tabs. Keys never take a tab
away, so that no cell runs into its neighbour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor

from fzapp.domain.text_table import is_row
from fzapp.ui.editor.figure_guard import deletion_of
from fzapp.ui.editor.figure_runs import block_body
from fzapp.ui.editor.table_layer import Cell, moved_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.ui.editor.figure_text_edit import FigureTextEdit
    from fzapp.ui.editor.table_layer import EditorTable, TableLayer

PARTLY = "表格和文字不能一起删，先删表格，再删文字；整张表格用“表格”里的“删除表格”。"
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_UP_DOWN = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_KEY = QKeySequence.StandardKey


class TableEdits:
    """The keys in tables of one editor; `tell` says why something was refused."""

    def __init__(self, editor: FigureTextEdit, layer: TableLayer, tell: Callable[[str], None]) -> None:
        self._editor = editor
        self._layer = layer
        self._tell = tell

    def cell(self) -> Cell | None:
        """The cell that is written in."""
        return self._layer.cell_at(self._editor.textCursor().position())

    # --- keys ---------------------------------------------------------------------------------------

    def takes_key(self, event: QKeyEvent) -> bool:
        """Whether a key ends here."""
        cell = self.cell()
        if cell is not None and self._moves(event, cell):
            return True
        if self._editor.isReadOnly():
            return False
        if _is_erasing(event):
            return self._takes_erasing(event)
        typed = bool(event.text()) and event.text().isprintable()
        if (typed or event.key() in _RETURNS) and self._editor.textCursor().hasSelection():
            return self._takes_selection()
        return False

    def keeps_tab(self, *, forward: bool) -> bool:
        """Whether Tab goes on in the table instead of leaving the text."""
        cell = self.cell()
        if cell is None:
            return False
        if not forward:
            return (cell.row, cell.column) != (0, 0)
        table = self._table(cell)
        last = (cell.row, cell.column) == (table.rows - 1, len(table.shape.widths) - 1)
        return not (last and self._editor.isReadOnly())

    def holds(self, start: int, end: int, target: int) -> bool:
        """Whether text may not be dragged, since a table is taken from or dropped upon."""
        places = (self._layer.cell_at(place) for place in (start, end, target))
        return any(place is not None for place in places)

    def allows_input(self) -> bool:
        """Whether what is selected may give way to typed text; of several cells only their texts do."""
        return not self._editor.textCursor().hasSelection() or not self._takes_selection()

    def _moves(self, event: QKeyEvent, cell: Cell) -> bool:
        """Tab, Enter and the arrows up and down go from cell to cell."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = event.key()
        if key == Qt.Key.Key_Backtab or (key == Qt.Key.Key_Tab and held == Qt.KeyboardModifier.ShiftModifier):
            return self._step(cell, -1)
        if key == Qt.Key.Key_Tab and not held:
            return self._step(cell, 1)
        if (
            key in _RETURNS
            and not held & ~Qt.KeyboardModifier.ShiftModifier
            and not self._editor.isReadOnly()
        ):
            return self._down(cell)
        if key in _UP_DOWN and not held:
            return self._vertical(cell, _UP_DOWN[Qt.Key(key)])
        return False

    def _step(self, cell: Cell, by: int) -> bool:
        """To the next cell; behind the last one a row is added, before the first one the table is left."""
        table = self._table(cell)
        columns = len(table.shape.widths)
        place = cell.row * columns + cell.column + by
        if place < 0:
            return False
        if place >= table.rows * columns:
            if self._editor.isReadOnly():
                return False
            self.add_row(cell)
            return True
        self._go(Cell(cell.first, *divmod(place, columns)), select=True)
        return True

    def _down(self, cell: Cell) -> bool:
        """The cell below; below the last row the paragraph behind the table, which is made if there is none."""
        if cell.row + 1 < self._table(cell).rows:
            self._go(Cell(cell.first, cell.row + 1, cell.column), select=True)
            return True
        document = self._editor.document()
        last = document.findBlockByNumber(cell.first + cell.row)
        if not last.next().isValid():
            cursor = moved_to(self._editor.textCursor(), last.position() + last.length() - 1)
            self._editor.put_in(cursor, "\n")
        self._editor.setTextCursor(moved_to(self._editor.textCursor(), last.next().position()))
        return True

    def _vertical(self, cell: Cell, by: int) -> bool:
        if 0 <= cell.row + by < self._table(cell).rows:
            self._go(Cell(cell.first, cell.row + by, cell.column))
            return True
        block = self._editor.document().findBlockByNumber(cell.first + cell.row)
        beside = block.next() if by > 0 else block.previous()
        if beside.isValid():
            self._editor.setTextCursor(moved_to(self._editor.textCursor(), beside.position()))
            self._editor.ensureCursorVisible()
        return True

    def _go(self, cell: Cell, *, select: bool = False) -> None:
        start, end = self._layer.span_of(cell)
        cursor = moved_to(self._editor.textCursor(), start if select else end)
        if select:
            moved_to(cursor, end, keep=True)
        self._editor.setTextCursor(cursor)
        self._editor.ensureCursorVisible()

    # --- what keys may take away --------------------------------------------------------------------

    def _takes_erasing(self, event: QKeyEvent) -> bool:
        cursor = self._editor.textCursor()
        if cursor.hasSelection():
            return self._takes_selection(cut=event.matches(_KEY.Cut))
        move = deletion_of(event)
        return move is not None and self._stops_at_frame(cursor, move)

    def _stops_at_frame(self, cursor: QTextCursor, move: QTextCursor.MoveOperation) -> bool:
        """Whether a deletion would take a frame away or join a paragraph to a row: then it ends before that."""
        position, cell = cursor.position(), self.cell()
        cursor.movePosition(move, QTextCursor.MoveMode.KeepAnchor)
        if cell is not None:
            low, high = self._layer.span_of(cell)
        else:
            own = self._editor.textCursor().block()
            low, high = own.position(), own.position() + own.length() - 1
            if not own.text() or not is_row(cursor.block().text()):
                return False
        if low <= cursor.position() <= high:
            return False
        moved_to(cursor, low if cursor.position() < position else high, keep=True)
        if cursor.hasSelection() and self._editor.guard.allows(
            cursor.selectionStart(), cursor.selectionEnd(), ""
        ):
            cursor.removeSelectedText()
        return True

    def _takes_selection(self, *, cut: bool = False) -> bool:
        """Empty the cells that are selected, their frames stay; refuse what is partly text, partly table."""
        cursor = self._editor.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        first, last = self._layer.cell_at(start), self._layer.cell_at(end)
        if first == last or (self._begins_whole(first, start) and self._ends_whole(last, end)):
            return False
        if first is None or last is None or first.first != last.first:
            self._tell(PARTLY)
            return True
        if cut:
            self._editor.copy()
        self._empty(start, end)
        return True

    def _begins_whole(self, cell: Cell | None, position: int) -> bool:
        """Whether nothing of a table stands before a position in it."""
        block = self._editor.document().findBlock(position)
        return cell is None or (cell.row == 0 and position == block.position())

    def _ends_whole(self, cell: Cell | None, position: int) -> bool:
        """Whether nothing of a table stands behind a position in it."""
        block = self._editor.document().findBlock(position)
        at_end = position == block.position() + block.length() - 1
        return cell is None or (at_end and cell.row == self._table(cell).rows - 1)

    def _empty(self, start: int, end: int) -> None:
        """Take the texts between two positions of one table out, cell by cell from the last."""
        document, cursor = self._editor.document(), self._editor.textCursor()
        pieces: list[tuple[int, int]] = []
        block = document.findBlock(start)
        while block.isValid() and block.position() <= end:
            cell = self._layer.cell_at(block.position())
            columns = block.text().count("\t") + 1
            for column in range(columns if cell else 0):
                low, high = self._layer.span_of(Cell(cell.first, cell.row, column))
                pieces.append((max(low, start), min(high, end)))
            block = block.next()
        cursor.beginEditBlock()
        for low, high in reversed([piece for piece in pieces if piece[0] < piece[1]]):
            moved_to(cursor, low)
            moved_to(cursor, high, keep=True)
            cursor.removeSelectedText()
        cursor.endEditBlock()
        self._editor.setTextCursor(moved_to(self._editor.textCursor(), start))
        self._editor.shape_tables()

    # --- rows and columns ---------------------------------------------------------------------------

    def add_row(self, cell: Cell, *, above: bool = False) -> None:
        """A row of empty cells below (or above) that of a cell; the caret goes into it."""
        rows = self._rows(cell)
        rows.insert(cell.row + (0 if above else 1), [""] * len(self._table(cell).shape.widths))
        self._put(cell, rows, Cell(cell.first, cell.row + (0 if above else 1), 0))

    def add_column(self, cell: Cell, *, left: bool = False) -> None:
        """A column of empty cells beside that of a cell; the caret goes to its first one."""
        place = cell.column + (0 if left else 1)
        rows = self._filled(cell)
        for row in rows:
            row.insert(place, "")
        self._put(cell, rows, Cell(cell.first, 0, place))

    def remove_row(self, cell: Cell) -> None:
        """Take a row out; with the last one the table goes."""
        rows = self._rows(cell)
        del rows[cell.row]
        if rows:
            self._put(cell, rows, Cell(cell.first, min(cell.row, len(rows) - 1), cell.column))
        else:
            self.remove_table(cell)

    def remove_column(self, cell: Cell) -> None:
        """Take a column out; a table has two at least, so with the second last one it goes."""
        rows = self._filled(cell)
        if len(rows[0]) <= _LEAST_COLUMNS:
            self._tell("表格至少要有两列，不要这张表就用“删除表格”。")
            return
        for row in rows:
            del row[cell.column]
        self._put(cell, rows, Cell(cell.first, cell.row, max(0, cell.column - 1)))

    def remove_table(self, cell: Cell) -> None:
        """Take all rows out; caption and unit stay, they are text."""
        self.replace_lines(cell.first, self._table(cell).rows, [])

    def replace_lines(self, first: int, count: int, lines: list[str]) -> None:
        """Put stored lines in the place of `count` paragraphs from block `first` on; one step of undo."""
        document = self._editor.document()
        start = document.findBlockByNumber(first).position()
        last = document.findBlockByNumber(first + count - 1)
        end = last.position() + last.length() - 1
        if not lines and last.next().isValid():
            end += 1
        elif not lines and start:
            start -= 1
        cursor = moved_to(self._editor.textCursor(), start)
        self._editor.put_in(moved_to(cursor, end, keep=True), "\n".join(lines))
        self._editor.shape_tables()

    def paste(self, cell: Cell, lines: list[str]) -> None:
        """Put cells in from a cell on, to the right and down; rows and columns that lack are added."""
        rows, given = self._filled(cell), [line.split("\t") for line in lines]
        columns = max(len(rows[0]), cell.column + max(map(len, given)))
        rows += [[""] for _ in range(cell.row + len(given) - len(rows))]
        rows = [row + [""] * (columns - len(row)) for row in rows]
        for down, cells in enumerate(given):
            rows[cell.row + down][cell.column : cell.column + len(cells)] = cells
        self._put(cell, rows, cell)

    def _rows(self, cell: Cell) -> list[list[str]]:
        """The cells of a table as they are stored."""
        document, table = self._editor.document(), self._table(cell)
        blocks = (document.findBlockByNumber(table.first + row) for row in range(table.rows))
        return [block_body(block).split("\t") for block in blocks]

    def _filled(self, cell: Cell) -> list[list[str]]:
        columns = len(self._table(cell).shape.widths)
        return [row + [""] * (columns - len(row)) for row in self._rows(cell)]

    def _put(self, cell: Cell, rows: list[list[str]], then: Cell) -> None:
        self.replace_lines(cell.first, self._table(cell).rows, ["\t".join(row) for row in rows])
        self._go(then)

    def _table(self, cell: Cell) -> EditorTable:
        return next(one for one in self._layer.tables() if one.first == cell.first)


_LEAST_COLUMNS = 2
"""A line without a tab is a paragraph."""


def _is_erasing(event: QKeyEvent) -> bool:
    return event.matches(_KEY.Cut) or deletion_of(event) is not None
