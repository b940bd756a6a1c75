"""The field above a list that narrows it down, and from which the keys lead into the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class FilterField(QLineEdit):
    """`entered` at Down or Enter: on into the list. Esc empties the field."""

    entered = Signal()

    def __init__(self, name: str, spoken: str, words: str) -> None:
        """`spoken` names the field for a screen reader, `words` stand in it while it is empty."""
        super().__init__(objectName=name, accessibleName=spoken, placeholderText=words)
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down, Enter, Esc."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
