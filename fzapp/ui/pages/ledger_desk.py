"""The middle of the ledger page: year and filter above, the table, what is to be said, the totals below."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QSpinBox, QVBoxLayout, QWidget

from fzapp.ui.messages import day
from fzapp.ui.widgets.basic import ElidedLabel, button, chip, label, restyle, row, rule
from fzapp.ui.widgets.filter_field import FilterField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.services.ledgers import ZeroConfirmation
    from fzapp.ui.pages.ledger_table import LedgerTable
    from fzapp.ui.prompts import Offer

FIRST_YEAR, LAST_YEAR = 1990, 2100
ANSWER = "Alt+Enter"
"""The key of the first answer to a question under the table."""

FILTER_AFTER = 250
"""Milliseconds without a key after which the filter works."""


class LedgerDesk(QFrame):
    """`year_chosen(year)`, `filter_changed(text)`, `all_asked` (清除), `columns_asked`, `zero_asked` (确认为零)."""

    year_chosen = Signal(int)
    filter_changed = Signal(str)
    all_asked = Signal()
    columns_asked = Signal()
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
        self.filter = FilterField("ledger_filter", "查找", "查找，可写拼音首字母")
        self.count = label(role="muted", name="ledger_count")
        self.order = ElidedLabel(role="muted", name="ledger_order")
        self.columns_button = button("列", self.columns_asked.emit, name="ledger_columns")
        self.columns_button.setToolTip("显示哪些列，左边固定几列")
        self.filters = self._filters()
        self.message = label(name="ledger_message", wrap=True)
        self.bar = self._bar()
        self.empty = self._empty()
        bar = row(
            label("年度", "muted"),
            self.year,
            8,
            self.filter,
            8,
            self.count,
            8,
            self.order,
            self.columns_button,
        )
        bar.setContentsMargins(12, 8, 12, 8)
        bar.setStretch(bar.indexOf(self.filter), 2)
        bar.setStretch(bar.indexOf(self.order), 1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 0, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(bar)
        inside.addWidget(self.filters)
        inside.addWidget(rule())
        inside.addWidget(self.empty)
        inside.addWidget(table, 1)
        inside.addWidget(self.bar)
        inside.addWidget(rule())
        inside.addWidget(totals)
        self.year.valueChanged.connect(self.year_chosen)
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        table.given_up.connect(lambda: self.say(""))  # what was wrong with the cell is gone
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

    def show_count(self, count: int, *, narrowed: bool, unit: str) -> None:
        """How many rows the table shows."""
        self.count.setText(f"找到{count}条" if narrowed else f"共{count}条")
        self.count.setToolTip(f"按{unit}登记" if unit else "")

    def show_order(self, words: str) -> None:
        """Which columns order the rows."""
        self.order.set_text(words)

    def show_filters(self, words: str) -> None:
        """What the rows are filtered by; "" takes the line away."""
        self._filter_words.set_text(words)
        self.filters.setVisible(bool(words))

    def say(self, sentence: str, tone: str = "attention") -> None:
        """A sentence under the table about what was typed; "" takes it away, but not a question."""
        if sentence or not self._offers:
            self._show_bar(sentence, tone, ())

    def ask(self, sentence: str, offers: Sequence[Offer]) -> None:
        """A question under the table that stops nobody: it stays until it is answered or another thing is said."""
        self._show_bar(sentence, "attention", offers)

    def answer(self, place: int = 0) -> None:
        """Take one of the answers, and the question away; nothing happens when nothing is asked."""
        offers = self._offers
        if not offers:
            return
        self.hush()
        if place < len(offers):
            offers[place].run()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def hush(self) -> None:
        """Nothing to say, nothing to ask."""
        self._show_bar("", "attention", ())

    def _show_bar(self, sentence: str, tone: str, offers: Sequence[Offer]) -> None:
        self._offers = tuple(offers)
        self.message.setText(sentence)
        self.message.setAccessibleName(sentence)
        restyle(self.bar, "bar", tone)
        for place, widget in enumerate(self.answers):
            widget.setVisible(place < len(offers))
            if place < len(offers):
                words = offers[place].label
                widget.setText(f"{words}  {ANSWER}" if place == 0 else words)
                widget.setAccessibleName(words)
        self.bar.setVisible(bool(sentence))

    def _bar(self) -> QFrame:
        self._offers: tuple[Offer, ...] = ()
        self.answers = tuple(
            button("", partial(self.answer, place), name=f"ledger_answer_{place}") for place in range(2)
        )
        self.answers[1].setToolTip("Alt+Delete")
        bar = QFrame(objectName="ledger_bar")
        line = row(self.message, *self.answers, parent=bar)
        line.setContentsMargins(12, 4, 8, 4)
        line.setStretch(0, 1)
        bar.hide()
        return bar

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

    def _filters(self) -> QFrame:
        frame = QFrame(objectName="ledger_filters")
        self._filter_words = ElidedLabel(name="ledger_filter_words")
        clear = button("清除", self.all_asked.emit, "link", name="ledger_show_all")
        line = row(chip("筛选", "accent"), self._filter_words, clear, parent=frame)
        line.setContentsMargins(12, 0, 12, 6)
        line.setStretch(1, 1)
        frame.hide()
        return frame

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
