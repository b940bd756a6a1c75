"""Chooses a figure from the ledgers by typing: a small list over the text, never a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from fzapp.text.pinyin import matches
from fzapp.ui.lines_view import LinesView
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtWidgets import QWidget

    from fzapp.services.figure_text import LedgerFigure

_WIDTH, _HEIGHT = 520, 300
_LISTED = 200
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FigurePicker(QFrame):
    """Lies over its parent. `chosen` carries the name of a figure; Esc and leaving close it."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("figure_picker")
        self.setProperty("role", "card")
        self._figures: tuple[LedgerFigure, ...] = ()
        self._found: list[LedgerFigure] = []
        self.words = QLineEdit()
        self.words.setObjectName("figure_words")
        self.words.setPlaceholderText("输入台账或指标的名称，也可以输拼音首字母")
        self.words.setAccessibleName("查找台账里的数")
        self.view = LinesView("figure_choices", "台账里的数")
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._none = label("没有这样的数，换个词再找。", "muted")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.addWidget(self.words)
        inside.addWidget(self.view, 1)
        inside.addWidget(self._none)
        self.words.textChanged.connect(self._filter)
        self.words.installEventFilter(self)
        self.view.clicked.connect(self._choose)
        self.hide()

    def open_at(self, place: QPoint, figures: Sequence[LedgerFigure]) -> None:
        """Show `figures` (the likeliest first) beside `place` of the parent."""
        self._figures = tuple(figures)
        room = self.parentWidget().rect()
        width = min(_WIDTH, room.width() - 16)
        height = min(_HEIGHT, room.height() - 16)
        left = max(8, min(place.x(), room.width() - width - 8))
        below = place.y() + 8
        top = below if below + height <= room.height() else max(8, place.y() - height - 36)
        self.setGeometry(left, top, width, height)
        self.words.clear()
        self._filter("")
        self.show()
        self.raise_()
        self.words.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_picker(self) -> None:
        """Hide the list."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field that belong to the list; leaving the field closes it."""
        if watched is self.words and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._takes(event)
        if watched is self.words and event.type() is QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _takes(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.close_picker()
        elif event.key() in _RETURNS:
            self._choose(self.view.currentIndex())
        elif event.key() in _MOVES:
            self.view.keyPressEvent(event)
        else:
            return False
        return True

    def _filter(self, words: str) -> None:
        self._found = [one for one in self._figures if matches(words, one.name)][:_LISTED]
        self.view.set_lines([line_of(one) for one in self._found])
        self.view.setVisible(bool(self._found))
        self._none.setVisible(not self._found)
        self.view.setCurrentIndex(self.view.model().index(0, 0))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and self._found[index.row()].known:
            name = self._found[index.row()].name
            self.close_picker()
            self.chosen.emit(name)


def line_of(figure: LedgerFigure) -> Line:
    """A figure in a line: its name, and at the end this year's value with last year's."""
    if not figure.known:
        return Line(figure.name, note=figure.basis.label)
    last = figure.last_year_told
    return Line(figure.name, note=f"{figure.told}（去年{last}）" if last else figure.told)
