"""A text edit whose text holds figures: stored as tokens, read as numbers, marked and addressed in either form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from fzapp.ui.editor.figure_guard import FigureGuard
from fzapp.ui.editor.figure_runs import blocks, position_of, stored_offset
from fzapp.ui.editor.page_look import PageLook
from fzapp.ui.editor.plain_text import offset_of_units, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from fzapp.ui.editor.figure_runs import Figures

_MARKS = ("unbound", "differing", "search")
"""Kinds of marks, the uppermost last."""


class FigureTextEdit(QTextEdit):
    """The text and the places in it. `figure_refused` carries why an edit beside a figure was refused."""

    figure_refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = PageLook()
        self._refresh_due = False
        self._marks: dict[str, list[QTextEdit.ExtraSelection]] = {}
        self.guard = FigureGuard(self, self.figure_refused.emit)
        self.guard.set_ground(self._look.bound)

    def body(self) -> str:
        """The text as a section keeps it, figures as tokens; what is being composed is no part of it."""
        return self.guard.body()

    def shown_text(self) -> str:
        """The text as it is read, figures as numbers."""
        return "\n".join(block.text() for block in blocks(self.document()))

    def set_figures(self, figures: Figures | None) -> None:
        """Let tokens be figures, and every figure read what it says now."""
        self.guard.set_figures(figures)
        self._refresh_due = self.is_composing()
        if not self._refresh_due:
            self.guard.refresh()

    def is_composing(self) -> bool:
        """Whether an input method is composing at the cursor."""
        return bool(self.textCursor().block().layout().preeditAreaText())

    def selection(self) -> tuple[int, int]:
        """Offset and length of what is selected, in characters."""
        text, cursor = self.shown_text(), self.textCursor()
        start = offset_of_units(text, cursor.selectionStart())
        return start, offset_of_units(text, cursor.selectionEnd()) - start

    def mark(self, places: Sequence[tuple[int, int]], kind: str = "search") -> None:
        """Put a ground behind pieces of the text (offset, length): search, unbound or differing."""
        found: list[QTextEdit.ExtraSelection] = []
        for offset, length in places:
            piece = QTextEdit.ExtraSelection()
            piece.cursor = self._cursor_at(offset, length)
            piece.format = self._look.marks[kind]
            found.append(piece)
        self._marks[kind] = found
        self.setExtraSelections([one for name in _MARKS for one in self._marks.get(name, ())])

    def marked(self, kind: str = "search") -> list[str]:
        """The pieces of text that are marked, in the order given."""
        return [one.cursor.selectedText() for one in self._marks.get(kind, ())]

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

    def replace(self, offset: int, length: int, text: str) -> None:
        """Put `text` (tokens are figures) in the place of `length` characters; one step of undo."""
        cursor = self._cursor_at(offset, length)
        if self.guard.allows(cursor.selectionStart(), cursor.selectionEnd(), text):
            self._insert(cursor, text)

    def _cursor_at(self, offset: int, length: int) -> QTextCursor:
        body = self.shown_text()
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
            first, is_row = block, "\t" in block.text()
            while block.next().isValid() and block.next().position() <= final:
                if ("\t" in block.next().text()) != is_row:
                    break
                block = block.next()
            cursor = QTextCursor(first)
            cursor.setPosition(block.position(), QTextCursor.MoveMode.KeepAnchor)
            cursor.setBlockFormat(self._look.block_format(first.text()))
            block = block.next()
