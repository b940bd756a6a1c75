"""A text edit whose text holds figures: stored as tokens, read as numbers, marked and addressed in either form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip

from fzapp.domain.text_table import is_row
from fzapp.ui.editor.figure_guard import FigureGuard
from fzapp.ui.editor.figure_runs import (
    blocks,
    figure_around,
    figure_before,
    figure_behind,
    position_of,
    stored_offset,
)
from fzapp.ui.editor.page_look import PageLook
from fzapp.ui.editor.plain_text import offset_of_units, units
from fzapp.ui.editor.table_layer import TableLayer, moved_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QContextMenuEvent, QPaintEvent, QTextBlock, QTextBlockFormat
    from PySide6.QtWidgets import QWidget

    from fzapp.ui.editor.figure_runs import Figures

_MARKS = ("reused", "old", "comment", "unbound", "differing", "changed", "search")
"""Kinds of marks of its own, the uppermost last."""

_RUN = re.compile(r"_+|\d[\d.]*[%％]?|[A-Za-z]+|[\u4e00-\u9fff]+")
"""What a double click takes: a gap, a number, words up to the next mark."""

_REACH = 24
"""Pixels from a place between two characters within which the mouse means one of them."""


class FigureTextEdit(QTextEdit):
    """The text and the places in it.

    `figure_refused` carries why an edit beside a figure was refused, `figure_traced` the name of a figure
    that was clicked with Ctrl held, `table_menu_wanted` the place on the screen of a cell that was clicked
    with the right button. `figure_hint(name)` gives the words shown over a figure.
    """

    figure_refused = Signal(str)
    figure_traced = Signal(str)
    table_menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = PageLook()
        self._shown = (-1, "")
        self._refresh_due = False
        self._pressed_in_table = False
        self._aligned = False
        self.table_layer = TableLayer(self)
        self._marks: dict[str, list[QTextEdit.ExtraSelection]] = {}
        self._layers: dict[str, list[QTextEdit.ExtraSelection]] = {}
        self.figure_hint: Callable[[str], str] = str
        self.guard = FigureGuard(self, self.figure_refused.emit)
        self.guard.set_ground(self._look.bound)

    def body(self) -> str:
        """The text as a section keeps it, figures as tokens; what is being composed is no part of it."""
        return self.guard.body()

    def shown_text(self) -> str:
        """The text as it is read, figures as numbers."""
        revision = self.document().revision()
        if self._shown[0] != revision:
            self._shown = (revision, "\n".join(block.text() for block in blocks(self.document())))
        return self._shown[1]

    def set_figures(self, figures: Figures | None) -> None:
        """Let tokens be figures, and every figure read what it says now."""
        self.guard.set_figures(figures)
        self._refresh_due = self.is_composing()
        if not self._refresh_due and self.guard.refresh():
            self._reshape()

    def is_composing(self) -> bool:
        """Whether an input method is composing at the cursor."""
        return bool(self.textCursor().block().layout().preeditAreaText())

    def selection(self) -> tuple[int, int]:
        """Offset and length of what is selected, in characters."""
        text, cursor = self.shown_text(), self.textCursor()
        start = offset_of_units(text, cursor.selectionStart())
        return start, offset_of_units(text, cursor.selectionEnd()) - start

    def mark(self, places: Sequence[tuple[int, int]], kind: str = "search") -> None:
        """Mark pieces of the text (offset, length) as one of the kinds of `PageLook.marks`."""
        found: list[QTextEdit.ExtraSelection] = []
        text = self.shown_text() if places else ""
        for offset, length in places:
            piece = QTextEdit.ExtraSelection()
            piece.cursor = self._cursor_at(offset, length, text)
            piece.format = self._look.marks[kind]
            found.append(piece)
        if _spans(found) != _spans(self._marks.get(kind, ())):
            self._marks[kind] = found
            self._show_marks()

    def set_layer(self, name: str, selections: Sequence[QTextEdit.ExtraSelection]) -> None:
        """Marks that another object made, below all of the editor's own; each name has its layer."""
        if selections or self._layers.get(name):
            self._layers[name] = list(selections)
            self._show_marks()

    def _show_marks(self) -> None:
        layers = [one for layer in self._layers.values() for one in layer]
        own = [one for name in _MARKS for one in self._marks.get(name, ())]
        self.setExtraSelections(layers + own)

    def marked(self, kind: str = "search") -> list[str]:
        """The pieces of text that are marked, in the order given."""
        return [one.cursor.selectedText() for one in self._marks.get(kind, ())]

    def figure_at_cursor(self) -> str:
        """The name of the figure that holds or touches the cursor, or ""."""
        return self._figure_at(self.textCursor().position())

    def _figure_at(self, position: int) -> str:
        document = self.document()
        for beside in (figure_around, figure_before, figure_behind):
            found = beside(document, position)
            if found is not None:
                return found.name
        return ""

    def _figure_under(self, place: QPoint) -> str:
        """The figure at a point of the viewport; of a point beside the text none."""
        cursor = self.cursorForPosition(place)
        reached = self.cursorRect(cursor).adjusted(-_REACH, 0, _REACH, 0)
        return self._figure_at(cursor.position()) if reached.contains(place) else ""

    def viewportEvent(self, event: QEvent) -> bool:
        """Words over a figure; Ctrl and a click lead to its rows."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            name = self._figure_under(event.pos())
            QToolTip.showText(event.globalPos(), self.figure_hint(name) if name else "", self)
            return True
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonPress:
            name = self._figure_under(event.position().toPoint()) if _is_trace(event) else ""
            if name:
                self.figure_traced.emit(name)
                return True
        return super().viewportEvent(event)

    def cursor_offset(self) -> int:
        """Where the cursor stands in the stored text, in characters."""
        return stored_offset(self.document(), self.textCursor().position())

    def set_cursor_offset(self, offset: int) -> None:
        """Put the cursor behind the first `offset` characters of the stored text and show it."""
        cursor = self.textCursor()
        cursor.setPosition(position_of(self.document(), offset))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def select(self, offset: int, length: int) -> None:
        """Select `length` characters of the text as read from `offset` on and show them."""
        self.setTextCursor(self._cursor_at(offset, length))
        self.ensureCursorVisible()

    def _select_run(self, place: QPoint) -> None:
        """Take the run at a place; Qt takes a whole paragraph of Chinese for one word."""
        cursor = self.cursorForPosition(place)
        line, first = cursor.block().text(), cursor.block().position()
        at = offset_of_units(line, cursor.positionInBlock())
        runs = [run.span() for run in _RUN.finditer(line) if run.start() <= at <= run.end()]
        if runs:
            start, end = min(runs, key=lambda run: run[1] - run[0])  # between two the smaller one is meant
            cursor.setPosition(first + units(line[:start]))
            cursor.setPosition(first + units(line[:end]), QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

    def replace(self, offset: int, length: int, text: str) -> None:
        """Put `text` (tokens are figures) in the place of `length` characters; one step of undo."""
        cursor = self._cursor_at(offset, length)
        if self.guard.allows(cursor.selectionStart(), cursor.selectionEnd(), text):
            self._insert(cursor, text)

    def _cursor_at(self, offset: int, length: int, text: str | None = None) -> QTextCursor:
        body = self.shown_text() if text is None else text
        cursor = self.textCursor()
        cursor.setPosition(units(body[:offset]))
        cursor.setPosition(units(body[: offset + length]), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _fill(self, lines: str) -> None:
        self.document().setUndoRedoEnabled(False)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        self.guard.insert(cursor, lines)
        cursor.endEditBlock()
        self._shape(0, self.document().characterCount())
        self.document().setUndoRedoEnabled(True)

    def put_in(self, cursor: QTextCursor, text: str) -> None:
        """Put `text` (tokens are figures) in the place of what a cursor has selected; one step of undo."""
        self._insert(cursor, text)

    def _insert(self, cursor: QTextCursor, text: str) -> None:
        """Insert and give each new paragraph its shape, as one step of undo."""
        start = cursor.selectionStart()
        cursor.beginEditBlock()
        self.guard.insert(cursor, text)
        self._shape(start, cursor.position())
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.guard.settle(start, cursor.position())
        self.ensureCursorVisible()

    def _shape(self, start: int, end: int) -> None:
        """Give the paragraphs between two positions their block formats; runs of one kind at once."""
        document = self.document()
        block, last = document.findBlock(start), document.findBlock(end)
        final = last.position() if last.isValid() else document.lastBlock().position()
        while block.isValid() and block.position() <= final:
            first, row = block, is_row(block.text())
            while block.next().isValid() and block.next().position() <= final:
                if is_row(block.next().text()) != row:
                    break
                block = block.next()
            if not row:
                cursor = QTextCursor(first)
                cursor.setPosition(block.position(), QTextCursor.MoveMode.KeepAnchor)
                cursor.setBlockFormat(self._look.block_format(first.text()))
            block = block.next()
        for block, form in self._misshapen():
            QTextCursor(block).setBlockFormat(form)

    def shape_tables(self) -> None:
        """Rows become as high as their cells need, captions stand in the middle; part of the step of undo before."""
        found = list(self._misshapen())
        if found:
            cursor = QTextCursor(self.document())
            cursor.joinPreviousEditBlock()
            for block, form in found:
                cursor.setPosition(block.position())
                cursor.setBlockFormat(form)
            cursor.endEditBlock()

    def fit_tables(self, width: float) -> None:
        """Tables are as wide as the text."""
        if self.table_layer.set_width(width):
            if self.document().isUndoAvailable():
                self.shape_tables()
            else:
                self._reshape()

    def _reshape(self) -> None:
        """The same without a step of undo, where typed undo starts anew."""
        self.document().setUndoRedoEnabled(False)
        for block, form in list(self._misshapen()):
            QTextCursor(block).setBlockFormat(form)
        self.document().setUndoRedoEnabled(True)

    def _misshapen(self) -> Iterator[tuple[QTextBlock, QTextBlockFormat]]:
        """Rows that are not as high as their cells and lines above tables that stand elsewhere than they should,
        with the formats that they should have.
        """
        aligned = self.table_layer.aligned()
        if not (aligned or self._aligned or self.table_layer.tables()):
            return
        self._aligned = bool(aligned)
        for block in blocks(self.document()):
            form = self._look.block_format(block.text(), aligned.get(block.blockNumber()))
            if is_row(block.text()):
                form = self.table_layer.format_of(block, form)
            if block.blockFormat() != form:
                yield block, form

    # --- tables -------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, and its tables over their rows."""
        super().paintEvent(event)
        if self.table_layer.tables():
            painter = QPainter(self.viewport())
            self.table_layer.paint(painter, event.rect())
            painter.end()

    def cursorForPosition(self, place: QPoint) -> QTextCursor:
        """The cursor at a point of the viewport; in a table that of the cell there."""
        cell = self.table_layer.cell_under(place)
        if cell is None:
            return super().cursorForPosition(place)
        return moved_to(QTextCursor(self.document()), self.table_layer.position_under(place, cell))

    def cursorRect(self, cursor: QTextCursor | None = None) -> QRect:
        """Where the caret is seen."""
        wanted = cursor or self.textCursor()
        return self.table_layer.caret_rect(wanted.position()) or super().cursorRect(wanted)

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: object = None) -> object:
        """Words to choose from appear at the cell that is written in."""
        if query == Qt.InputMethodQuery.ImCursorRectangle:
            return QRectF(self.cursorRect().translated(self.viewport().pos()))
        return (
            super().inputMethodQuery(query) if argument is None else super().inputMethodQuery(query, argument)
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click into a cell."""
        place = event.position().toPoint()
        is_left = event.button() is Qt.MouseButton.LeftButton
        self._pressed_in_table = is_left and self.table_layer.cell_under(place) is not None
        if self._pressed_in_table:
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            position = self.cursorForPosition(place).position()
            self.setTextCursor(moved_to(self.textCursor(), position, keep=keep))
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Selecting from a cell on."""
        if self._pressed_in_table:
            position = self.cursorForPosition(event.position().toPoint()).position()
            self.setTextCursor(moved_to(self.textCursor(), position, keep=True))
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a selection."""
        if not self._pressed_in_table:
            super().mouseReleaseEvent(event)
        self._pressed_in_table = False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """In a table its own menu."""
        cell = self.table_layer.cell_under(event.pos())
        if cell is None or self.isReadOnly():
            super().contextMenuEvent(event)
            return
        if not self.textCursor().hasSelection():
            self.setTextCursor(self.cursorForPosition(event.pos()))
        self.table_menu_wanted.emit(event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Twice into a cell selects what stands in it, elsewhere the gap, the number or the words up to a mark."""
        cell = self.table_layer.cell_under(event.position().toPoint())
        if cell is None:
            super().mouseDoubleClickEvent(event)
            self._select_run(event.position().toPoint())
            return
        start, end = self.table_layer.span_of(cell)
        self.setTextCursor(moved_to(moved_to(self.textCursor(), start), end, keep=True))


def _spans(selections: Sequence[QTextEdit.ExtraSelection]) -> list[tuple[int, int]]:
    """Where marks stand: cursors follow the text, so that most of them need not be set again."""
    return [(one.cursor.anchor(), one.cursor.position()) for one in selections]


def _is_trace(event: QMouseEvent) -> bool:
    held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return bool(held) and event.button() is Qt.MouseButton.LeftButton
