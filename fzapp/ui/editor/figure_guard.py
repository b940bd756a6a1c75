"""Keeps figures whole while the text around them is edited.

Nothing is typed into a figure, and no digit comes to stand directly beside one: 73 would read 739. The first
Backspace selects a figure, the second deletes it. What an input method composes is judged when it is committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QTextCharFormat, QTextCursor

from fzapp.ui.editor.figure_runs import (
    Figures,
    block_body,
    blocks,
    body_between,
    figure_around,
    figure_before,
    figure_behind,
    figure_format,
    insert_body,
    position_of,
    runs,
    stored_offset,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QColor, QKeyEvent, QTextBlock
    from PySide6.QtWidgets import QTextEdit

    from fzapp.ui.editor.figure_runs import Run

MIME = "application/x-fzapp-body"
"""The clipboard form that keeps figures; every other program is given the numbers."""

INSIDE = "这个数来自台账，要改就到台账里改；想手工写，先把它整个删掉。"
GLUED = "数字不能和台账里的数连在一起，中间要隔着文字。"

_DIGITS = frozenset("0123456789０１２３４５６７８９.．")
_SCALES = _DIGITS | frozenset("十百千万亿%％")
_KEY = QKeySequence.StandardKey
_MOVE = QTextCursor.MoveOperation
_DELETIONS = (
    (_KEY.Delete, _MOVE.NextCharacter),
    (_KEY.DeleteStartOfWord, _MOVE.PreviousWord),
    (_KEY.DeleteEndOfWord, _MOVE.NextWord),
    (_KEY.DeleteEndOfLine, _MOVE.EndOfBlock),
)


class _Seen:
    """A paragraph as it stands, and as it should read."""

    def __init__(self, block: QTextBlock, figures: Figures) -> None:
        found = tuple(runs(block))
        self.figures = tuple(run for run in found if run.name)
        body = "".join(run.source for run in found)
        self.texts: tuple[str, ...] = ()
        self.is_stale = bool(self.figures)
        self.is_whole = all(run.is_figure for run in self.figures)
        if "{{" in body:
            shown = figures.shown(body)
            self.texts = tuple(shown.text[place.start : place.end] for place in shown.figures)
            self.is_stale = not self.is_whole or self.texts != tuple(run.text for run in self.figures)
        self.is_whole = self.is_whole and len(self.texts) == len(self.figures)


class FigureGuard:
    """Stands between the keys and the document of one editor; `tell` says why something was refused."""

    def __init__(self, editor: QTextEdit, tell: Callable[[str], None]) -> None:
        self._editor = editor
        self._tell = tell
        self._ground: QColor | None = None
        self._figures: Figures | None = None
        self._body = (-1, "")
        """The revision of the document and its text then: it is asked for several times after each key."""

    @property
    def figures(self) -> Figures | None:
        """The figures that the text may name; None as long as tokens are but text."""
        return self._figures

    def set_figures(self, figures: Figures | None) -> None:
        """Take other figures; what is shown already stays until `refresh`."""
        self._figures = figures

    def set_ground(self, ground: QColor) -> None:
        """The colour behind new figures."""
        self._ground = ground

    # --- text in and out ----------------------------------------------------------------------------

    def body(self) -> str:
        """The text as it is stored."""
        revision = self._editor.document().revision()
        if self._body[0] != revision:
            self._body = (revision, "\n".join(block_body(block) for block in blocks(self._editor.document())))
        return self._body[1]

    def insert(self, cursor: QTextCursor, body: str) -> None:
        """Insert stored text in the place of the selection."""
        assert self._ground is not None
        insert_body(cursor, body, self._figures, self._ground)

    def refresh(self) -> bool:
        """Let every figure read what it says now; answer whether any changed. Typed undo starts anew then."""
        figures, document = self._figures, self._editor.document()
        if figures is None:
            return False
        stale = [(block, seen) for block in blocks(document) if (seen := _Seen(block, figures)).is_stale]
        if not stale:
            return False
        document.setUndoRedoEnabled(False)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        for block, seen in reversed(stale):  # what stands before keeps its positions
            if seen.is_whole:
                self._renew(seen, cursor)
            else:
                self._rewrite(block, cursor)
        cursor.endEditBlock()
        document.setUndoRedoEnabled(True)
        return True

    def _renew(self, seen: _Seen, cursor: QTextCursor) -> None:
        """Write the numbers of a paragraph anew, each in its place."""
        assert self._ground is not None
        for run, text in reversed(tuple(zip(seen.figures, seen.texts, strict=True))):
            if text != run.text:
                cursor.setPosition(run.start)
                cursor.setPosition(run.end, QTextCursor.MoveMode.KeepAnchor)
                cursor.insertText(text, figure_format(run.name, text, self._ground))

    def settle(self, first: int, last: int) -> None:
        """After an edit: what was typed on to a figure is text, numbers follow 余 and 约 beside them.

        Part of the step of undo before it.
        """
        figures = self._figures
        if figures is None:
            return
        for block in blocks(self._editor.document(), first, last):
            if _Seen(block, figures).is_stale:
                cursor = QTextCursor(block)
                cursor.joinPreviousEditBlock()
                self._rewrite(block, cursor)
                cursor.endEditBlock()

    def is_glued_at(self, position: int) -> bool:
        """Whether a figure and a digit, or two figures, meet at a position without anything between."""
        if self._figures is None:
            return False
        document = self._editor.document()
        left, right = figure_before(document, position), figure_behind(document, position)
        behind, before = str(document.characterAt(position)), str(document.characterAt(position - 1))
        if left is not None:
            return right is not None or glues_behind(behind)
        return right is not None and glues_before(before)

    def _rewrite(self, block: QTextBlock, cursor: QTextCursor) -> None:
        """Put a paragraph in again; the user's cursor stays where it is in the text."""
        document, own = self._editor.document(), self._editor.textCursor()
        ends = [stored_offset(document, place) for place in (own.anchor(), own.position())]
        body = block_body(block)
        cursor.setPosition(block.position())
        cursor.movePosition(_MOVE.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        self.insert(cursor, body)
        own.setPosition(position_of(document, ends[0]))
        own.setPosition(position_of(document, ends[1]), QTextCursor.MoveMode.KeepAnchor)
        self._editor.setTextCursor(own)

    # --- what an edit may do ------------------------------------------------------------------------

    def allows(self, start: int, end: int, text: str) -> bool:
        """Whether `text` may stand in the place of what lies between two positions; says why not."""
        document = self._editor.document()
        if self._figures is None:
            return True
        if figure_around(document, start) or figure_around(document, end):
            self._tell(INSIDE)
            return False
        left, right = figure_before(document, start), figure_behind(document, end)
        first = text[:1] or str(document.characterAt(end))
        last = text[-1:] or str(document.characterAt(start - 1))
        both = left is not None and right is not None and not text
        if both or (left is not None and first in _SCALES) or (right is not None and last in _DIGITS):
            self._tell(GLUED)
            return False
        return True

    def allows_selection(self, text: str) -> bool:
        """The same for what is selected, or the place of the cursor."""
        cursor = self._editor.textCursor()
        return self.allows(cursor.selectionStart(), cursor.selectionEnd(), text)

    # --- keys ---------------------------------------------------------------------------------------

    def takes_key(self, event: QKeyEvent) -> bool:
        """Whether a key ends here: refused, or spent on selecting a figure."""
        if self._figures is None or self._editor.isReadOnly():
            return False
        cursor = self._editor.textCursor()
        move = deletion_of(event)
        if move is not None:
            return self._takesdeletion_of(cursor, move)
        if event.matches(_KEY.Cut):
            return cursor.hasSelection() and not self.allows_selection("")
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return not self.allows_selection("\n")
        return self._is_typed(event) and self._takes_text(cursor, event.text())

    def _is_typed(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        return not held and bool(event.text()) and event.text().isprintable()

    def _takesdeletion_of(self, cursor: QTextCursor, move: QTextCursor.MoveOperation) -> bool:
        if not cursor.hasSelection():
            document, position = self._editor.document(), cursor.position()
            beside = figure_before if move is _MOVE.PreviousCharacter else figure_behind
            single = move in (_MOVE.PreviousCharacter, _MOVE.NextCharacter)
            found = figure_around(document, position) or (beside(document, position) if single else None)
            if found is not None:
                self._select(cursor, found)
                return True
            cursor.movePosition(move, QTextCursor.MoveMode.KeepAnchor)
        return not self.allows(cursor.selectionStart(), cursor.selectionEnd(), "")

    def _select(self, cursor: QTextCursor, figure: Run) -> None:
        cursor.setPosition(figure.start)
        cursor.setPosition(figure.end, QTextCursor.MoveMode.KeepAnchor)
        self._editor.setTextCursor(cursor)

    def _takes_text(self, cursor: QTextCursor, text: str) -> bool:
        if not self.allows_selection(text):
            return True
        if cursor.hasSelection():
            cursor.insertText(text, QTextCharFormat())
            self._editor.setTextCursor(cursor)
            return True
        self._editor.setCurrentCharFormat(QTextCharFormat())
        return False

    def takes_input(self, event: QInputMethodEvent) -> bool:
        """Whether something composed or committed ends here."""
        text = event.commitString()
        if self._figures is None or not (text or event.preeditString()):
            return False
        cursor = self._editor.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        if event.replacementLength():
            start = cursor.position() + event.replacementStart()
            end = start + event.replacementLength()
        touches = bool(text) or start != end or figure_around(self._editor.document(), start) is not None
        if touches and not self.allows(start, end, text):
            return True
        if cursor.hasSelection():
            cursor.removeSelectedText()
            self._editor.setTextCursor(cursor)
        self._editor.setCurrentCharFormat(QTextCharFormat())
        return False

    # --- clipboard ----------------------------------------------------------------------------------

    def put_on(self, data: QMimeData) -> None:
        """Add what keeps the figures to what other programs are given."""
        cursor = self._editor.textCursor()
        body = body_between(self._editor.document(), cursor.selectionStart(), cursor.selectionEnd())
        if "{{" in body:
            data.setData(MIME, QByteArray(body.encode("utf-8")))

    def taken_from(self, data: QMimeData) -> str | None:
        """The text that keeps its figures, when it was copied here; None for text of other origin."""
        if self._figures is None or not data.hasFormat(MIME):
            return None
        return bytes(data.data(MIME).data()).decode("utf-8", "replace")

    def allows_body(self, body: str) -> bool:
        """Whether stored text may be put in the place of what is selected."""
        cursor = self._editor.textCursor()
        return self.allows_body_at(cursor.selectionStart(), cursor.selectionEnd(), body)

    def allows_body_at(self, start: int, end: int, body: str) -> bool:
        """Whether stored text may stand in the place of what lies between two positions."""
        if self._figures is None:
            return True
        shown, document = self._figures.shown(body), self._editor.document()
        if not self.allows(start, end, shown.text):
            return False
        begins = any(figure.start == 0 for figure in shown.figures)
        ends = any(figure.end == len(shown.text) for figure in shown.figures)
        before = figure_before(document, start) or str(document.characterAt(start - 1)) in _DIGITS
        behind = figure_behind(document, end) or str(document.characterAt(end)) in _SCALES
        if (begins and before) or (ends and behind):
            self._tell(GLUED)
            return False
        return True


def glues_behind(text: str) -> bool:
    """Whether `text` behind a figure would join it to one number."""
    return bool(text) and text[0] in _SCALES


def glues_before(text: str) -> bool:
    """Whether `text` before a figure would join it to one number."""
    return bool(text) and text[-1] in _DIGITS


def deletion_of(event: QKeyEvent) -> QTextCursor.MoveOperation | None:
    """How far a key deletes; None for a key that does something else."""
    if event.key() == Qt.Key.Key_Backspace and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
        return _MOVE.PreviousCharacter
    return next((move for key, move in _DELETIONS if event.matches(key)), None)
