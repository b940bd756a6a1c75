"""Cells of a ledger: painted with a line and a ring, typed in with a list of choices beside free text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QKeyCombination,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyledItemDelegate

from fzapp.domain.ledger import ColumnType
from fzapp.ui import theme
from fzapp.ui.models.ledger_model import MISSING_ROLE, MUST, PLACEHOLDER, TYPING_ROLE
from fzapp.ui.widgets.basic import propose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QAbstractItemModel, QObject, QRect
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from fzapp.domain.ledger import Column

Index = QModelIndex | QPersistentModelIndex

MARGIN = 8
_YES_NO = ("是", "否")
_REST = 2_000
"""Milliseconds that a closed field is kept."""

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_TODAY = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Semicolon)


class CellEditor(QLineEdit):
    """Free text with the choices of its column and what else is `proposed`; Alt+Down or F4 shows all of them, Ctrl+; writes today's date.

    `refused` says that what stands in it could not be committed: then it stays open. `chosen` comes when
    the user took a choice from the list, `entered` with Enter: at once, and not behind the keys that wait
    already as Qt has it. On a slow PC those are for the next cell.
    """

    chosen = Signal()
    entered = Signal()

    def __init__(
        self,
        column: Column,
        parent: QWidget | None = None,
        today: Callable[[], str] | None = None,
        proposed: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._sending = False
        self._due = False
        self.setObjectName("cell_editor")
        self.setAccessibleName(column.name)
        self.refused = False
        own = _YES_NO if column.type is ColumnType.YES_NO else tuple(o.name for o in column.options)
        self.options = tuple(dict.fromkeys((*own, *proposed)))
        if self.options and column.type is not ColumnType.CHOICES:
            self._add_choices()

    def show_choices(self) -> None:
        """All choices, whatever stands in the field."""
        if self.completer() is not None:
            self.completer().setCompletionPrefix("")
            self.completer().complete()

    def choose_now(self) -> bool:
        """Tell of the choice that was taken a moment ago; whether there was one."""
        due, self._due = self._due, False
        if due:
            self.chosen.emit()
        return due

    def shows_choices(self) -> bool:
        """Whether the list is open."""
        return self.completer() is not None and self.completer().popup().isVisible()

    def hide_choices(self) -> None:
        """Close the list."""
        if self.completer() is not None:
            self.completer().popup().hide()

    def event(self, event: QEvent) -> bool:
        """Tab while the list is open goes the way of every Tab.

        The list hands its keys to the field past the filters of the table, and the focus would leave the table.
        """
        if self._is_past_filters(event):
            self._sending = True
            QCoreApplication.sendEvent(self, QKeyEvent(event.type(), event.key(), event.modifiers()))
            self._sending = False
            event.accept()
            return True
        return super().event(event)

    def _is_past_filters(self, event: QEvent) -> bool:
        if self._sending or event.type() is not QEvent.Type.KeyPress or event.key() not in _TABS:
            return False
        return self.shows_choices()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Down and F4 open the list, Ctrl+; is today; Esc in the field is left to the table."""
        if self._is_for_next(event):
            return
        down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if down or event.key() == Qt.Key.Key_F4:
            self.show_choices()
        elif event.keyCombination() == _TODAY and self._today is not None:
            self.selectAll()
            self.insert(self._today())
        else:
            super().keyPressEvent(event)
            if event.key() in _ENTERS and not self._due and not self.shows_choices():
                event.accept()  # else the table would go down once more
                self.entered.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Words that come behind a choice are for the next cell too."""
        if not self._is_for_next(event):
            super().inputMethodEvent(event)

    def _is_for_next(self, event: QEvent) -> bool:
        """Whether a choice was taken a moment ago, and this went to where the keyboard is since."""
        if not self.choose_now() or QApplication.focusWidget() in (None, self):
            return False
        QCoreApplication.sendEvent(QApplication.focusWidget(), event)
        event.accept()
        return True

    def _add_choices(self) -> None:
        completer = propose(self, self.options)
        completer.popup().setObjectName("cell_choices")
        completer.activated.connect(self._choose_soon)
        self.returnPressed.connect(self._on_return)

    def _on_return(self) -> None:
        """Enter while the list is open closes the list and takes what was typed."""
        if self.shows_choices():
            self._choose_soon()

    def _choose_soon(self) -> None:
        """Only when the list has written the choice into the field."""
        self._due = True
        QTimer.singleShot(0, self, self.choose_now)


class LedgerDelegate(QStyledItemDelegate):
    """Selection as ground, the current cell with a ring, missing cells with the word for it.

    `seen(column, rect)` is the part of a rectangle in a column that nothing covers.
    """

    def __init__(
        self,
        today: Callable[[], str],
        proposed: Callable[[Column], Sequence[str]],
        seen: Callable[[int, QRect], QRect],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._proposed = proposed
        self._seen = seen

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, lines, text, ring."""
        painter.save()
        palette = theme.current()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(option.rect, theme.color(palette.accent_ground))
        painter.setPen(theme.color(palette.line))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.drawLine(option.rect.topRight(), option.rect.bottomRight())
        self._paint_text(painter, option, index)
        view = option.widget
        if view is not None and view.currentIndex() == index:
            _paint_ring(painter, option, focused=view.hasFocus())
        painter.restore()

    def _paint_text(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette = theme.current()
        text, front = str(index.data() or ""), palette.text
        where = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        if not text and index.data(TYPING_ROLE) and index.column() == 0:
            text, front, where = PLACEHOLDER, palette.muted, Qt.AlignmentFlag.AlignVCenter
        elif not text and index.data(MISSING_ROLE):
            painter.fillRect(option.rect.adjusted(0, 0, -1, -1), theme.color(palette.attention_ground))
            text, front = MUST, palette.attention
        painter.setFont(option.font)
        painter.setPen(theme.color(front))
        rect = option.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        line = " ".join(text.split("\n"))
        if where & Qt.AlignmentFlag.AlignRight:
            line, rect = _whole_or_none(line, rect, self._seen(index.column(), rect), option.fontMetrics)
        painter.drawText(
            rect, int(where), option.fontMetrics.elidedText(line, Qt.TextElideMode.ElideRight, rect.width())
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the text, as high as a row."""
        width = QFontMetrics(option.font).horizontalAdvance(str(index.data() or "")) + 2 * MARGIN
        return QSize(width, theme.current_scale().row_height)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field with the choices of the column."""
        column = index.model().columns[index.column()]
        editor = CellEditor(column, parent, self._today, self._proposed(column))
        editor.setProperty("role", "cell")
        editor.setTextMargins(MARGIN - 4, 0, 0, 0)
        editor.chosen.connect(lambda: self._commit(editor))
        editor.entered.connect(lambda: self._commit(editor))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Over the cell, and never too narrow to type in."""
        rect = option.rect
        rect.setWidth(max(rect.width(), theme.scaled(120)))
        editor.setGeometry(rect)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What stands in the cell; what is being typed is never overwritten."""
        if isinstance(editor, CellEditor) and not editor.isModified() and not editor.refused:
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Commit what was typed, and remember when that was refused."""
        assert isinstance(editor, CellEditor)
        editor.refused = not model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def destroyEditor(self, editor: QWidget, _index: Index) -> None:
        """Only after a while: as long as its list of choices counts as the active window, its end would take the
        focus from the next cell, and that would be closed in the middle of a word.
        """
        QTimer.singleShot(_REST, editor, editor.deleteLater)

    def _commit(self, editor: CellEditor) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.SubmitModelCache)


def _whole_or_none(number: str, rect: QRect, seen: QRect, metrics: QFontMetrics) -> tuple[str, QRect]:
    """A number and its place; … where a part of it is covered: half a number would be read as another one."""
    begins = rect.right() - metrics.horizontalAdvance(number) + 1
    if begins >= max(rect.left(), seen.left()) and rect.right() <= seen.right():
        return number, rect
    return "…" if number else "", seen


def _paint_ring(painter: QPainter, option: QStyleOptionViewItem, *, focused: bool) -> None:
    palette = theme.current()
    color = theme.color(palette.accent if focused else palette.muted)
    rect, wide = option.rect, 2 if focused else 1
    painter.fillRect(rect.left(), rect.top(), rect.width(), wide, color)
    painter.fillRect(rect.left(), rect.bottom() - wide + 1, rect.width(), wide, color)
    painter.fillRect(rect.left(), rect.top(), wide, rect.height(), color)
    painter.fillRect(rect.right() - wide + 1, rect.top(), wide, rect.height(), color)
