"""Chooses a figure from the ledgers by typing: a small list over the text, never a dialog."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from fzapp.domain.figure import FigureForm, name_in_form
from fzapp.text.pinyin import initials, matches
from fzapp.ui.models.lines_model import Line
from fzapp.ui.warming import warm
from fzapp.ui.widgets.basic import label
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtWidgets import QWidget

    from fzapp.services.figure_text import LedgerFigure

_WIDTH, _HEIGHT = 520, 300
_AROUND = 8
"""Pixels between the list and the line it belongs to."""
_LISTED = 200
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_HINT = "输入台账或指标的名称，也可以输拼音首字母"
_KEYS = "回车用这个数，右方向键选写法（余、约、万、同比等），Esc关闭。"
_FORMS_HINT = "选“{name}”怎么写；按左方向键返回"
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FigurePicker(QFrame):
    """Lies over its parent. `chosen` carries the name of a figure; Esc and leaving close it.

    The right arrow shows the forms a figure can be said in (余, 万, 同比 and so on), the left one the figures.
    """

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("figure_picker")
        self.setProperty("role", "card")
        self._figures: tuple[LedgerFigure, ...] = ()
        self._found: list[LedgerFigure] = []
        self._in_form: Callable[[str], LedgerFigure | None] = lambda _name: None
        self._back = ""
        self.words = QLineEdit()
        self.words.setObjectName("figure_words")
        self.words.setPlaceholderText(_HINT)
        self.words.setAccessibleName("查找台账里的数")
        self.view = LinesView("figure_choices", "台账里的数")
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._none = label("没有这样的数，换个词再找。", "muted")
        self.help = label(_KEYS, "muted", name="figure_keys", wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.addWidget(self.words)
        inside.addWidget(self.view, 1)
        inside.addWidget(self._none)
        inside.addWidget(self.help)
        self.words.textChanged.connect(self._filter)
        self.words.installEventFilter(self)
        self.view.clicked.connect(self._choose)
        self.hide()
        warm(partial(initials, "一"), self)  # the dictionary would keep the first letter waiting

    def open_at(
        self, place: QRect, figures: Sequence[LedgerFigure], in_form: Callable[[str], LedgerFigure | None]
    ) -> None:
        """Show `figures` (the likeliest first) under or over the line `place` of the parent, which stays in sight.

        `in_form` finds one by name and form.
        """
        self._figures, self._in_form = tuple(figures), in_form
        room = self.parentWidget().rect()
        width = min(_WIDTH, room.width() - 16)
        left = max(8, min(place.x(), room.width() - width - 8))
        over, under = place.top() - 2 * _AROUND, room.height() - place.bottom() - 2 * _AROUND
        height = min(_HEIGHT, max(over, under))
        fits_under = height <= under
        top = place.bottom() + _AROUND if fits_under else place.top() - _AROUND - height
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
        elif event.key() == Qt.Key.Key_Right and self.words.cursorPosition() == len(self.words.text()):
            self._show_forms()
        elif event.key() == Qt.Key.Key_Left and self._back:
            self._filter(self.words.text())
        else:
            return False
        return True

    def _show_forms(self) -> None:
        """The figure that is chosen, in every form that it has a value in."""
        index = self.view.currentIndex()
        if not index.isValid() or self._back or not self._found[index.row()].known:
            return
        name = self._found[index.row()].name
        said = [(form, self._in_form(name_in_form(name, form))) for form in FigureForm]
        there = [(form, figure) for form, figure in said if figure is not None and figure.known]
        self._back = name
        self._found = [figure for _, figure in there]
        self.view.set_lines([Line(form.label, note=figure.told) for form, figure in there])
        self.view.setCurrentIndex(self.view.model().index(0, 0))
        self.help.setText(_FORMS_HINT.format(name=name))

    def _filter(self, words: str) -> None:
        self._back = ""
        self.help.setText(_KEYS)
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
