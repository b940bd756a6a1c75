"""The middle of the ledger page: year and filter above, the table, what is to be said, the totals below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from fzapp.ui.messages import day
from fzapp.ui.widgets import button, chip, label, restyle, row, rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from fzapp.domain.ledger import Column
    from fzapp.services.ledgers import ZeroConfirmation
    from fzapp.storage.ledger_views import View
    from fzapp.ui.pages.ledger_table import LedgerTable

FIRST_YEAR, LAST_YEAR = 1990, 2100
FILTER_AFTER = 250
"""Milliseconds without a key after which the filter works."""


class _Filter(QLineEdit):
    """Down and Enter go to the table, Esc empties."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down, Enter, Esc."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)


class LedgerDesk(QFrame):
    """`year_chosen(year)`, `filter_changed(text)`, `zero_asked` when the button of an empty year is pressed."""

    year_chosen = Signal(int)
    filter_changed = Signal(str)
    zero_asked = Signal()

    def __init__(self, table: LedgerTable, totals: QWidget) -> None:
        super().__init__()
        self.setObjectName("ledger_desk")
        self.setProperty("role", "card")
        self._table = table
        self._timer = QTimer(self, singleShot=True, interval=FILTER_AFTER)
        self.year = QSpinBox(objectName="ledger_year", minimum=FIRST_YEAR, maximum=LAST_YEAR, suffix=" 年")
        self.year.setAccessibleName("年度")
        self.year.setKeyboardTracking(False)
        self.filter = _Filter(objectName="ledger_filter", placeholderText="查找，如：邻里")
        self.filter.setAccessibleName("查找")
        self.filter.setClearButtonEnabled(True)
        self.count = label(role="muted", name="ledger_count")
        self.order = label(role="muted", name="ledger_order")
        self.message = label(name="ledger_message", wrap=True)
        self.message.hide()
        self.empty = self._empty()
        bar = row(label("年度", "muted"), self.year, 8, self.filter, 8, self.count, None, self.order)
        bar.setContentsMargins(12, 8, 12, 8)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 0, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(bar)
        inside.addWidget(rule())
        inside.addWidget(self.empty)
        inside.addWidget(table, 1)
        inside.addWidget(self.message)
        inside.addWidget(rule())
        inside.addWidget(totals)
        self.year.valueChanged.connect(self.year_chosen)
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        self._timer.timeout.connect(lambda: self.filter_changed.emit(self.filter.text().strip()))
        self.filter.entered.connect(self._on_entered)

    def show_year(self, year: int) -> None:
        """Show a year without asking for it."""
        self.year.blockSignals(True)
        self.year.setValue(year)
        self.year.blockSignals(False)

    def clear_filter(self) -> None:
        """No filter, without asking for the rows anew."""
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.blockSignals(False)
        self._timer.stop()

    def focus_filter(self) -> None:
        """Into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def show_count(self, count: int, *, filtered: bool, unit: str) -> None:
        """How many rows the table shows."""
        self.count.setText(f"找到{count}条" if filtered else f"共{count}条")
        self.count.setToolTip(f"按{unit}登记" if unit else "")

    def show_order(self, view: View, columns: Sequence[Column]) -> None:
        """Which column orders the rows."""
        place = next((i for i, column in enumerate(columns) if column.id == view.column), -1)
        way = Qt.SortOrder.DescendingOrder if view.descending else Qt.SortOrder.AscendingOrder
        header = self._table.horizontalHeader()
        header.setSortIndicatorShown(place >= 0)
        if place < 0:
            self.order.setText("")
            return
        header.setSortIndicator(place, way)
        self.order.setText(f"按“{columns[place].name}”{'从大到小' if view.descending else '从小到大'}排")

    def say(self, sentence: str, tone: str = "attention") -> None:
        """A sentence under the table about what was typed; "" takes it away."""
        self.message.setText(sentence)
        self.message.setAccessibleName(sentence)
        restyle(self.message, "tone", tone)
        self.message.setVisible(bool(sentence))

    def show_empty(self, empty: bool, year: int, zero: ZeroConfirmation | None) -> None:
        """What to do about a year without rows, or who said that there is nothing."""
        self.empty.setVisible(empty)
        self._zero_chip.setVisible(zero is not None)
        self._zero_button.setText("换人确认" if zero else "确认为零")
        if zero is not None:
            self._empty_words.setText(f"{year}年没有发生，{zero.by}于{day(zero.on)}确认。")
        else:
            self._empty_words.setText(
                f"{year}年还没有登记。可以在下面直接打字，把 Excel 里的格子粘贴进来，或者从Excel导入；"
                "确实没有发生的，写明由谁确认为零。"
            )

    def _empty(self) -> QFrame:
        frame = QFrame(objectName="ledger_empty")
        self._empty_words = label(name="ledger_empty_words", wrap=True)
        self._zero_chip = chip("确认为零", "good", name="ledger_zero_chip")
        self._zero_button = button("确认为零", self.zero_asked.emit, name="ledger_zero")
        line = row(self._zero_chip, self._empty_words, self._zero_button, parent=frame)
        line.setContentsMargins(12, 8, 12, 8)
        line.setStretch(1, 1)
        return frame

    def _on_entered(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.filter_changed.emit(self.filter.text().strip())
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)
