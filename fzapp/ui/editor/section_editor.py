"""The text editor of one section: plain paragraphs with the feel of the printed page.

What it promises: the text that goes in comes out (`set_body`, `body`); whatever is typed, pasted, dropped or
committed by an input method is offered for saving within a second (`draft_due`); what an input method is
still composing is never part of the text.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QDragLeaveEvent,
    QDropEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPalette,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from fzapp.domain.text_table import is_row
from fzapp.services.overview import characters
from fzapp.ui.editor.enumeration import following_marker
from fzapp.ui.editor.figure_guard import GLUED
from fzapp.ui.editor.figure_runs import body_between
from fzapp.ui.editor.figure_text_edit import FigureTextEdit
from fzapp.ui.editor.html_text import text_of_html
from fzapp.ui.editor.outline_highlighter import OutlineHighlighter
from fzapp.ui.editor.page_look import PageLook
from fzapp.ui.editor.plain_text import as_lines, cleaned, offset_of_units
from fzapp.ui.editor.table_edits import TableEdits
from fzapp.ui.widgets.basic import single_shot

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent, QTextBlock
    from PySide6.QtWidgets import QWidget


DRAFT_AFTER = 1_000
"""Milliseconds from the first unsaved change to the draft; the promise is two seconds."""

COMMIT_AFTER = 30_000
"""Milliseconds without a change after which the text is committed as one operation."""

NOTICE_AFTER = 300
"""Milliseconds without a change after which counts and checkpoints are told about the new text."""

_MARGIN = 24
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SectionEditor(FigureTextEdit):
    """Edits the body of one section.

    `draft_due` carries the text and the cursor (characters) to be written through; `commit_due` asks for an
    operation; `body_changed` tells, a moment after the last keystroke, that the text is another one.
    """

    draft_due = Signal(str, int)
    commit_due = Signal()
    body_changed = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        draft_after: int = DRAFT_AFTER,
        commit_after: int = COMMIT_AFTER,
        notice_after: int = NOTICE_AFTER,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("section_editor")
        self.setAccessibleName("本节正文")
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCursorWidth(2)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(_MARGIN)
        self._committed = self._drafted = self._noticed = ""
        self._suggestion, self._suggested_at = "", 0
        self._highlighter = OutlineHighlighter(self.document())
        self._draft_timer = single_shot(self, draft_after, self._offer_draft)
        self._commit_timer = single_shot(self, commit_after, self._offer_commit)
        self._notice_timer = single_shot(self, notice_after, self._notice)
        self._net_timer = single_shot(self, 0, self._take_back_glue)
        self._edges: set[int] = set()
        self.table_edits = TableEdits(self, self.table_layer, self.figure_refused.emit)
        self.horizontalScrollBar().valueChanged.connect(self._stay_left)
        self.document().contentsChange.connect(self._on_contents_change)
        self.cursorPositionChanged.connect(self._on_cursor_moved)
        self._dress()
        self._stop()

    # --- the text -----------------------------------------------------------------------------------

    def set_body(self, text: str, cursor: int = 0) -> None:
        """Show the text of a section with the cursor at `cursor` (characters). Typed undo starts anew."""
        lines = as_lines(text)
        self._committed = lines
        self._fill(lines)
        self.set_cursor_offset(cursor)
        self._stop()

    def characters(self) -> int:
        """The length of the text without blanks."""
        return characters(self.shown_text())

    def is_changed(self) -> bool:
        """Whether the text differs from what was last shown or committed."""
        return self.body() != self._committed

    def mark_committed(self) -> None:
        """The text as it stands is in the archive."""
        self._committed = self._drafted = self.body()
        self._draft_timer.stop()
        self._commit_timer.stop()

    def holds(self, text: str) -> bool:
        """Whether `text` is what the archive held when the editor was last told."""
        return as_lines(text) == self._committed

    def rebase(self, text: str) -> None:
        """The archive now holds `text`; what is typed stays and is still to be committed."""
        self._committed = as_lines(text)

    def insert_text(self, text: str) -> None:
        """Put text in at the cursor, shaped as paragraphs and table rows; one step of undo."""
        if text:
            self._insert(self.textCursor(), text)

    def insert_paragraphs(self, text: str) -> None:
        """Put whole paragraphs in at the cursor: what stands before and behind it stays apart from them."""
        before, behind = self._line_around()
        self.insert_text(("\n" if before else "") + text + ("\n" if behind else ""))

    def _insert_apart(self, text: str) -> None:
        """Put text in at the cursor; the rows of a table in it stay apart from what stands there."""
        before, behind = self._line_around()
        first, last = text.split("\n", 1)[0], text.rsplit("\n", 1)[-1]
        head = "\n" if before and is_row(first) else ""
        self.insert_text(head + text + ("\n" if behind and is_row(last) else ""))

    def _line_around(self) -> tuple[str, str]:
        """What stands before and behind the selection in its first and last paragraph."""
        cursor = self.textCursor()
        document = self.document()
        first, last = (document.findBlock(at) for at in (cursor.selectionStart(), cursor.selectionEnd()))
        before = first.text()[: offset_of_units(first.text(), cursor.selectionStart() - first.position())]
        behind = last.text()[offset_of_units(last.text(), cursor.selectionEnd() - last.position()) :]
        return before.strip(), behind.strip()

    # --- saving -------------------------------------------------------------------------------------

    def _on_contents_change(self, position: int, _removed: int, added: int) -> None:
        # also told for every key of an input method, with the text unchanged: the timers compare texts
        if not self._draft_timer.isActive():
            self._draft_timer.start()
        self._commit_timer.start()
        self._notice_timer.start()
        self._edges.update((position, position + added))
        self._net_timer.start()
        self._suggest("")

    def _take_back_glue(self) -> None:
        """What no key announced (text dragged out to another program) must not join a digit to a figure."""
        edges, self._edges = self._edges, set()
        if self.is_composing() or not self.document().isUndoAvailable():
            return
        if any(self.guard.is_glued_at(edge) for edge in edges):
            self.undo()
            self._edges.clear()
            self.figure_refused.emit(GLUED)

    def _offer_draft(self) -> None:
        body = self.body()
        if body != self._drafted:
            self._drafted = body
            self.draft_due.emit(body, self.cursor_offset())

    def _offer_commit(self) -> None:
        if self.is_changed():
            self.commit_due.emit()

    def _notice(self) -> None:
        body = self.body()
        if body != self._noticed:
            self._noticed = body
            self.body_changed.emit()

    def _stop(self) -> None:
        """Filling the editor is no change of the text."""
        self._drafted = self._noticed = self._committed
        for timer in (self._draft_timer, self._commit_timer, self._notice_timer, self._net_timer):
            timer.stop()
        self._edges.clear()
        self._suggest("")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the text commits it; a menu over the text is no leaving."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._offer_commit()

    # --- keys ---------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A line that comes in above must not push the place of the cursor out of sight."""
        was_seen = QRect(QPoint(), event.oldSize()).intersects(self.cursorRect())
        super().resizeEvent(event)
        if was_seen:
            self.ensureCursorVisible()

    def event(self, event: QEvent) -> bool:
        """Undo and redo belong to the text only while it has some; then the window's own come to turn."""
        if event.type() is QEvent.Type.Resize:
            self._centre()
        elif isinstance(event, QMouseEvent):  # beside the page: the viewport has taken all others
            if event.type() is QEvent.Type.MouseButtonPress:
                self._go_to(event)
            return True
        is_override = event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_override and self._passes_on(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing; see the module for what is special."""
        if self._passes_on(event):
            event.ignore()
        elif self.table_edits.takes_key(event) or self.guard.takes_key(event):
            self._settle()
        elif event.matches(QKeySequence.StandardKey.Save):
            self._offer_commit()
        elif event.key() in _RETURNS and not event.modifiers() & ~_NEUTRAL:
            self._break_paragraph()
            self._settle()
        elif event.key() == Qt.Key.Key_Tab and not event.modifiers():
            self._tab()
        else:
            super().keyPressEvent(event)
            if not any(event.matches(key) for key in _STEPS_BACK):
                self._settle()

    def _settle(self) -> None:
        """Figures beside what was typed follow it; never while an input method composes."""
        if not self.is_composing():
            block = self.textCursor().block()
            before = (
                block.previous() if block.previous().isValid() else block
            )  # a paragraph may have been cut
            self.guard.settle(before.position(), block.position())
            self.shape_tables()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What an input method composes or commits; a suggestion gives way to it."""
        if self.isReadOnly():
            event.ignore()
            return
        if event.preeditString():
            self._suggest("")
        refused = bool(event.commitString() or event.preeditString()) and not self.table_edits.allows_input()
        super().inputMethodEvent(QInputMethodEvent() if refused or self.guard.takes_input(event) else event)
        if not event.preeditString():
            self._settle()
            if self._refresh_due:
                self.set_figures(self.guard.figures)

    def _go_to(self, event: QMouseEvent) -> None:
        place = self.viewport().mapFrom(self, event.position().toPoint())
        self.setTextCursor(self.cursorForPosition(place))
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def _passes_on(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            return not self.document().isUndoAvailable()
        if event.matches(QKeySequence.StandardKey.Redo):
            return not self.document().isRedoAvailable()
        return False

    def _break_paragraph(self) -> None:
        """A new paragraph for Enter and Shift+Enter alike: there are no lines inside a paragraph."""
        if self.isReadOnly():
            return
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.insertBlock()
        self._shape(cursor.position() - 1, cursor.position())
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self._suggest(self._marker_for(cursor.block()))

    # --- run-in enumerations ------------------------------------------------------------------------

    def suggestion(self) -> str:
        """The marker offered at the cursor (二是), or ""; Tab writes it."""
        return self._suggestion

    def _marker_for(self, block: QTextBlock) -> str:
        """What the empty paragraph `block` may begin with, unless the next one begins with it already."""
        marker = following_marker(block.previous().text())
        following = block.next()
        taken = following.isValid() and following.text().startswith(marker)
        return "" if block.text() or taken else marker

    def _suggest(self, marker: str) -> None:
        self._suggested_at = self.textCursor().position()
        if marker != self._suggestion:
            self._suggestion = marker
            self.viewport().update()

    def _on_cursor_moved(self) -> None:
        if self.table_layer.tables():
            self.viewport().update()
        if self._suggestion and self.textCursor().position() != self._suggested_at:
            self._suggest("")

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab leaves the text, unless it has something to do in it."""
        stays = bool(self._suggestion and forward and not self.isReadOnly()) or self.table_edits.keeps_tab(
            forward=forward
        )
        return not stays and super().focusNextPrevChild(forward)

    def _tab(self) -> None:
        """Write the suggestion, if there is one."""
        if self._suggestion:
            self.textCursor().insertText(self._suggestion)

    # --- clipboard ----------------------------------------------------------------------------------

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text of any origin, but no files."""
        return not source.hasUrls() and (source.hasText() or source.hasHtml())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste or drop as plain paragraphs and table rows."""
        if self.isReadOnly() or not self.canInsertFromMimeData(source):
            return
        own = self.guard.taken_from(source)
        text = source.text() if source.hasText() else text_of_html(source.html())
        body = cleaned(text) if own is None else as_lines(own)
        cell = self.table_edits.cell()
        if cell is not None and ("\t" in body or "\n" in body):
            self.table_edits.paste(cell, body.strip("\n").split("\n"))
        elif self.guard.allows_body(body) and self.table_edits.allows_input():
            self._insert_apart(body)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy as plain text, so that the other program's own format applies."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toRawText().replace("\u2029", "\n"))
        self.guard.put_on(data)
        return data

    def dropEvent(self, event: QDropEvent) -> None:
        """Text that is dragged inside the editor moves as a whole or not at all."""
        inside = event.source() in (self, self.viewport())
        if not inside or event.dropAction() is not Qt.DropAction.MoveAction:
            super().dropEvent(event)
            self._settle()
            return
        self.move_selection(self.cursorForPosition(event.position().toPoint()).position())
        event.acceptProposedAction()
        # Qt ends a drag inside the text here; without it the caret of the drag stays
        super().dragLeaveEvent(QDragLeaveEvent())

    def move_selection(self, target: int) -> bool:
        """Move what is selected to a position of the document, in one step of undo; False when refused."""
        cursor, document = self.textCursor(), self.document()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        if start <= target <= end or self.isReadOnly() or self.table_edits.holds(start, end, target):
            return False
        body = body_between(document, start, end)
        if not (self.guard.allows(start, end, "") and self.guard.allows_body_at(target, target, body)):
            return False
        place = QTextCursor(document)
        place.setPosition(target)
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        first = place.position()
        self.guard.insert(place, body)
        self._shape(first, place.position())
        self._shape(cursor.position(), cursor.position())
        cursor.endEditBlock()
        for at in (first, place.position(), cursor.position()):
            self.guard.settle(at, at)
        self.setTextCursor(place)
        return True

    # --- looks --------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the font size of the window. Typed undo starts anew then."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and self._look.is_outdated():
            self._dress()
        if self.document().defaultFont() != self._look.font:
            self.document().setDefaultFont(
                self._look.font
            )  # a stylesheet puts the window's font in its place

    def _dress(self) -> None:
        body, offset = self.body(), self.cursor_offset()
        self._look = PageLook()
        self.guard.set_ground(self._look.bound)
        self.setFont(self._look.font)
        self.document().setDefaultFont(self._look.font)
        self.table_layer.dress(self._look.font, self._look.text_width)
        self._fill(body)
        self.set_cursor_offset(offset)
        self._centre()

    def _stay_left(self, value: int) -> None:
        """The hidden line of a table's row is wider than the page; its cells are not."""
        if value:
            self.horizontalScrollBar().setValue(0)

    def _centre(self) -> None:
        """A page of fixed width in the middle; room for the scroll bar is kept, so that no line ever moves."""
        room = self.width() - self.verticalScrollBar().sizeHint().width()
        page = min(room, math.ceil(self._look.text_width) + 2 * _MARGIN)
        self.setLineWrapColumnOrWidth(max(1, page))
        self.fit_tables(page - 2 * _MARGIN)
        spare = max(0, (room - page) // 2)
        self.setViewportMargins(spare, 0, spare, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, and in grey what Tab would write."""
        super().paintEvent(event)
        if self._suggestion and not self.isReadOnly():
            painter = QPainter(self.viewport())
            painter.setPen(self._look.muted)
            painter.setFont(self.document().defaultFont())
            place = self.cursorRect()
            line = self.textCursor().block().layout().lineAt(0)
            baseline = place.top() + line.ascent()
            painter.drawText(QPointF(place.left() + 4, baseline), f"{self._suggestion}（按 Tab 写入）")
            painter.end()


_STEPS_BACK = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_NEUTRAL = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
"""Modifiers with which Enter is still Enter."""
