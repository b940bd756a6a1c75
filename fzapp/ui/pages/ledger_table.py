"""The table of a ledger: typed in as in WPS, no first character of an input method lost, refused in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QHeaderView

from fzapp.domain.ledger import ColumnType
from fzapp.ui import theme
from fzapp.ui.delegates.ledger_delegate import MARGIN, CellEditor, LedgerDelegate
from fzapp.ui.models.ledger_model import heading
from fzapp.ui.pages.ledger_fill import FillHandle
from fzapp.ui.pages.ledger_frozen import FrozenTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtCore import QItemSelectionRange
    from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from fzapp.domain.ledger import Column
    from fzapp.ui.models.ledger_model import LedgerModel

_LEAST, _MOST = 6, 16
"""Characters that a column of text is wide at least and at most."""

_DIGITS = 6
"""Digits that a column of numbers has room for at least."""

_DATE = "2026-12-30"
"""As long as a date gets."""

_SAMPLE = 100
"""Rows that decide about the width of a column."""

_HINT = QAbstractItemDelegate.EndEditHint
_KEEPS = (QAbstractItemView.EditTrigger.EditKeyPressed, QAbstractItemView.EditTrigger.DoubleClicked)
_WALKS = frozenset(
    {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}
)


class LedgerTable(FrozenTable):
    """Enter goes down, Tab to the right; Enter after some Tabs returns to the column they began in.

    Signals: `fill_asked` (Ctrl+D), `dragged(rows, columns)` (the corner of the selection was drawn on to this
    block), `clear_asked` (Delete), `remove_asked` (Ctrl+Delete), `copy_asked`, `cut_asked`, `paste_asked`,
    `today_asked` (Ctrl+;), `filter_asked` (Alt+Down), `leave_asked` (Esc: the keyboard goes elsewhere),
    `given_up` (Esc in a cell that is typed in).
    """

    fill_asked = Signal()
    dragged = Signal(object, object)
    clear_asked = Signal()
    remove_asked = Signal()
    copy_asked = Signal()
    cut_asked = Signal()
    paste_asked = Signal()
    today_asked = Signal()
    filter_asked = Signal()
    leave_asked = Signal()
    given_up = Signal()

    def __init__(
        self, model: LedgerModel, today: Callable[[], str], proposed: Callable[[Column], Sequence[str]]
    ) -> None:
        super().__init__()
        self.setObjectName("ledger_table")
        self.setAccessibleName("台账记录")
        self._rows = model
        self._tab_start = -1
        self._closing = self._going = False
        self.setModel(model)
        self.setItemDelegate(LedgerDelegate(today, proposed, self.seen, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.DoubleClicked | trigger.EditKeyPressed)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        side = self.verticalHeader()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setHighlightSections(False)
        side.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._fill = FillHandle(self)
        self._keys = {
            "Ctrl+D": self.fill_asked,
            "Del": self.clear_asked,
            "Ctrl+Del": self.remove_asked,
            "Ctrl+C": self.copy_asked,
            "Ctrl+X": self.cut_asked,
            "Ctrl+V": self.paste_asked,
            "Ctrl+;": self.today_asked,
            "Alt+Down": self.filter_asked,
        }
        self.dress()

    # --- looks ------------------------------------------------------------------------------------

    def dress(self) -> None:
        """Row heights and the width of the numbers for the type size in force."""
        side = self.verticalHeader()
        side.setMinimumSectionSize(theme.current_scale().row_height)
        side.setDefaultSectionSize(theme.current_scale().row_height)

    def fit_columns(self, known: Mapping[str, int] | None = None) -> None:
        """Widths by the header and the first rows: looking at all of them would take minutes.

        A name that is wider than what stands below it is folded: more columns are in sight then.
        `known` are widths that the user drew, by the column's id, at the standard type size.
        """
        metrics = QFontMetrics(theme.ui_font(theme.current_scale()))
        self.fit_numbers()
        most = _MOST * metrics.horizontalAdvance("中")
        lines = 1
        for place, column in enumerate(self._rows.columns):
            texts = {str(self._rows.index(row, place).data() or "") for row in self._sample()}
            longest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
            below = min(max(longest, _least_width(column, metrics)), most) + 2 * MARGIN + 2
            drawn = theme.scaled((known or {}).get(column.id, 0))
            whole, half = self.header.widths_for(heading(column))
            width = drawn or max(below, half)
            lines = 2 if width < whole and half < whole else lines
            self.setColumnWidth(place, width)
        self.header.set_lines(lines)

    def fit_numbers(self) -> None:
        """Room for the number of the last row."""
        metrics = QFontMetrics(theme.ui_font(theme.current_scale()))
        digits = max(2, len(str(self._rows.typing_row())))
        files = metrics.horizontalAdvance("附9　") if self._rows.evidence else 0
        self.verticalHeader().setFixedWidth(metrics.horizontalAdvance("0" * digits) + files + 36)

    def _sample(self) -> range:
        return range(min(_SAMPLE, self._rows.typing_row()))

    # --- going somewhere --------------------------------------------------------------------------

    def stay_at(self, column: int, row: int) -> None:
        """Go to a row that was found anew (-1: it is gone), unless the keyboard has gone elsewhere meanwhile."""
        if row >= 0 and self.current_row() <= 0:
            self.go_to(row, column)

    def go_to(self, row: int, column: int) -> None:
        """Make a cell the current one and show it."""
        index = self._rows.index(row, column)
        self._going = True
        self.setCurrentIndex(index)
        self._going = False
        self.scrollTo(index)

    def selectionCommand(
        self, index: QModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """A cell gone to by the program is selected alone, whatever key is held: Qt would go on with the old block."""
        if self._going:
            return QItemSelectionModel.SelectionFlag.ClearAndSelect
        return super().selectionCommand(index, event)

    def go_to_typing(self) -> None:
        """To the row where a new one is typed."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.go_to(self._rows.typing_row(), 0)

    def current_row(self) -> int:
        """The row the keyboard is in, -1 when none."""
        return self.currentIndex().row()

    def block(self) -> tuple[range, range]:
        """The selected rows and columns; the current cell when nothing is selected."""
        ranges: list[QItemSelectionRange] = list(self.selectionModel().selection())
        if not ranges:
            here = self.currentIndex()
            return range(here.row(), here.row() + 1), range(here.column(), here.column() + 1)
        rows = range(min(r.top() for r in ranges), max(r.bottom() for r in ranges) + 1)
        return rows, range(min(r.left() for r in ranges), max(r.right() for r in ranges) + 1)

    # --- typing -----------------------------------------------------------------------------------

    def edit(
        self,
        index: QModelIndex,
        trigger: QAbstractItemView.EditTrigger = QAbstractItemView.EditTrigger.AllEditTriggers,
        event: QEvent | None = None,
    ) -> bool:
        """F2 and a double click go on with what stands there, the cursor at its end, as in a spreadsheet."""
        opened = super().edit(index, trigger, event)
        editor = self.editor() if opened and trigger in _KEEPS else None
        if editor is not None:
            editor.end(False)
        return opened

    def editor(self) -> CellEditor | None:
        """The field that is open."""
        found = [each for each in self.viewport().findChildren(CellEditor) if each.isVisibleTo(self)]
        return found[-1] if found else None

    def settle(self) -> bool:
        """Commit what is being typed; False when it was refused and stays open."""
        editor = self.editor()
        if editor is None:
            return True
        self.commitData(editor)
        self.closeEditor(editor, _HINT.NoHint)
        return not editor.refused

    def commitData(self, editor: QWidget) -> None:
        """Only what is still open: Enter in a list of choices comes both from the list and from the field."""
        if editor.isVisibleTo(self) and not self._closing:
            super().commitData(editor)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """A refused cell stays open; Enter goes down, Tab to the right without opening the next cell."""
        given_up = hint is _HINT.RevertModelCache
        if self._closing or editor is not self.editor() or (editor.refused and not given_up):
            return
        self._closing = True  # losing the focus while it closes would close it once more
        editor.hide_choices()
        super().closeEditor(editor, hint if given_up else _HINT.NoHint)
        self._closing = False
        if given_up:
            self.given_up.emit()
        elif hint is _HINT.SubmitModelCache:
            self._down()
        elif hint is _HINT.EditNextItem:
            self._right()
        elif hint is _HINT.EditPreviousItem:
            self._left()

    def _down(self) -> None:
        here = self.currentIndex()
        column = self._tab_start if self._tab_start >= 0 else here.column()
        self._tab_start = -1
        self.go_to(min(here.row() + 1, self._rows.typing_row()), column)

    def _right(self) -> None:
        here = self.currentIndex()
        if self._tab_start < 0:
            self._tab_start = here.column()
        if here.column() + 1 < self._rows.columnCount():
            self.go_to(here.row(), here.column() + 1)
        else:
            self._tab_start = 0
            self._down()

    def _left(self) -> None:
        here = self.currentIndex()
        if here.column() > 0:
            self.go_to(here.row(), here.column() - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Tab walk, Esc leaves, the keys of the page do what they say."""
        if self.editor() is not None:
            event.ignore()  # it comes from the open field, which has dealt with it
            return
        asked = self._asked(event)
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if asked is not None:
            asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._down()
        elif event.key() == Qt.Key.Key_Tab and plain:
            self._right()
        elif event.key() == Qt.Key.Key_Backtab:
            self._left()
        elif event.key() == Qt.Key.Key_F4 and plain:
            self._offer()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave_asked.emit()
        elif event.key() in _WALKS:
            self._walk(event)
        else:
            super().keyPressEvent(event)

    def _walk(self, event: QKeyEvent) -> None:
        """Arrows, Home, End; with Ctrl to the edge, with Shift the selection grows along."""
        self._tab_start = -1
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        here, key = self.currentIndex(), event.key()
        row, column = here.row(), here.column()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Home):
            row = 0
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_End):
            row = self._rows.typing_row()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Home):
            column = 0
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_End):
            column = self._rows.columnCount() - 1
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._stretch_to(row, column)
        else:
            self.go_to(row, column)

    def _stretch_to(self, row: int, column: int) -> None:
        """The selection from the corner opposite to the current cell to a cell."""
        here, (rows, columns) = self.currentIndex(), self.block()
        top = rows[-1] if here.row() == rows[0] else rows[0]
        left = columns[-1] if here.column() == columns[0] else columns[0]
        target = self._rows.index(row, column)
        block = QItemSelection(
            self._rows.index(min(top, row), min(left, column)),
            self._rows.index(max(top, row), max(left, column)),
        )
        self.selectionModel().setCurrentIndex(target, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(target)

    def _offer(self) -> None:
        """F4: the list of choices of the cell; in a column of dates today's date."""
        index = self.currentIndex()
        if not index.isValid():
            return
        if self._rows.columns[index.column()].type is ColumnType.DATE:
            self.today_asked.emit()
        elif self.edit(index, QAbstractItemView.EditTrigger.AllEditTriggers, None):
            editor = self.editor()
            if editor is not None:
                editor.show_choices()

    def event(self, event: QEvent) -> bool:
        """The keys of the table come before those of the window (Ctrl+V pastes into the table)."""
        if event.type() is QEvent.Type.ShortcutOverride and self._asked(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def _asked(self, event: QKeyEvent) -> Signal | None:
        text = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        return self._keys.get(text)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Open the cell with what an input method gives: Qt alone shows the old text and loses the first word."""
        editing = self.state() is QAbstractItemView.State.EditingState
        if not editing and (event.commitString() or event.preeditString()):
            opened = self.edit(self.currentIndex(), QAbstractItemView.EditTrigger.AnyKeyPressed, event)
            editor = self.editor() if opened else None
            if editor is not None:
                editor.selectAll()
                editor.inputMethodEvent(event)
                return
        super().inputMethodEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A cell that was refused is put right first; the corner of the selection fills."""
        if self._keeps_open() or self._fill.press(event):
            return
        self._tab_start = -1
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The corner that is drawn."""
        if not self._fill.move(event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The corner was let go: that is what to fill."""
        if not self._fill.release(event):
            super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, and the corner to draw."""
        super().paintEvent(event)
        self._fill.paint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling does not take what is typed away."""
        if not self._keeps_open():
            super().wheelEvent(event)

    def _keeps_open(self) -> bool:
        editor = self.editor()
        if editor is None or self.settle():
            return False
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """The ring moves from one cell to another: both are painted, and the corner with them."""
        super().currentChanged(current, previous)
        self.viewport().update()


def _least_width(column: Column, metrics: QFontMetrics) -> int:
    """Logical pixels for what may come: a whole date, the longest choice, some characters of a text."""
    least = _LEAST * metrics.horizontalAdvance("中")
    if column.type is ColumnType.DATE:
        return metrics.horizontalAdvance(_DATE)
    if column.type in (ColumnType.CHOICE, ColumnType.CHOICES, ColumnType.YES_NO):
        choices = (metrics.horizontalAdvance(option.name) for option in column.options)
        return min(least, max(choices, default=0))
    return least if column.type is ColumnType.TEXT else metrics.horizontalAdvance("0" * _DIGITS)
