"""The left strip: words, no icons alone; the current page is marked by ground, bar and weight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from fzapp.ui import actions, theme
from fzapp.ui.widgets.basic import EnterButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.ui.page_list import PageEntry


class Strip(QFrame):
    """`page_requested(word)` when a word is pressed."""

    page_requested = Signal(str)

    def __init__(self, entries: Sequence[PageEntry]) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setProperty("role", "strip")
        self._buttons: dict[str, QPushButton] = {}
        self._narrow = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(2)
        apart = False
        for index, entry in enumerate(entries):
            if entry.apart and not apart:
                column.addStretch(1)
                apart = True
            button = self._make(entry, "" if entry.apart else actions.page_key(index))
            column.addWidget(button)
        self.set_narrow(narrow=False)

    def set_current(self, word: str) -> None:
        """Mark the page that is shown."""
        for other, button in self._buttons.items():
            button.setChecked(other == word)

    def set_narrow(self, narrow: bool) -> None:
        """Wide with room, or as wide as three characters."""
        self._narrow = narrow
        self._fit()

    def words(self) -> tuple[str, ...]:
        """The words shown."""
        return tuple(self._buttons)

    def _make(self, entry: PageEntry, key: str) -> QPushButton:
        button = EnterButton(entry.word)
        button.setProperty("role", "strip")
        button.setObjectName(f"strip_{entry.load.__name__.strip('_')}")
        button.setCheckable(True)
        button.setAccessibleName(entry.word)
        button.setToolTip(f"{entry.word}（{key}）" if key else entry.word)
        button.clicked.connect(partial(self._on_clicked, entry.word))
        self._buttons[entry.word] = button
        return button

    def _on_clicked(self, word: str, _checked: bool = False) -> None:
        self._buttons[word].setChecked(True)
        self.page_requested.emit(word)

    def _fit(self) -> None:
        """The width follows the type size, so that three characters are never cut."""
        metrics = self.fontMetrics()
        if self._narrow:
            self.setFixedWidth(max(theme.STRIP_WIDTH_NARROW, metrics.horizontalAdvance("工作台") + 16))
        else:
            self.setFixedWidth(max(theme.STRIP_WIDTH, metrics.horizontalAdvance("工作台") + 40))
        self.setProperty("narrow", self._narrow)

    def changeEvent(self, event) -> None:  # noqa: ANN001  Qt's own signature
        """Another type size needs another width."""
        super().changeEvent(event)
        if event.type() is event.Type.FontChange:
            self._fit()
