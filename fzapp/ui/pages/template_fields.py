"""Fields of the page of templates: texts of several lines that tell when they are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QListWidget, QPlainTextEdit

from fzapp.ui import theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QFocusEvent


def fill(view: QListWidget, texts: Sequence[str], current: int) -> None:
    """Show other rows without telling. As many rows as before stay where they are: a click may be on its way."""
    view.blockSignals(True)
    if view.count() == len(texts):
        for at, text in enumerate(texts):
            view.item(at).setText(text)
    else:
        view.clear()
        view.addItems(list(texts))
    view.setCurrentRow(current)
    view.blockSignals(False)


class LinesField(QPlainTextEdit):
    """`left` when the keyboard goes elsewhere after something was typed."""

    left = Signal()

    def __init__(self, name: str, example: str, rows: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "field")
        self.setTabChangesFocus(True)
        self.setPlaceholderText(example)
        self._rows = rows
        self._shown = ""
        self._dress()

    def lines(self) -> tuple[str, ...]:
        """The lines that say something."""
        return tuple(text for line in self.toPlainText().split("\n") if (text := line.strip()))

    def set_lines(self, lines: Iterable[str]) -> None:
        """Show these."""
        text = "\n".join(lines)
        if text != "\n".join(self.lines()):
            self.setPlainText(text)
        self._shown = self.toPlainText()

    def changeEvent(self, event: QEvent) -> None:
        """As many lines in another type size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_rows"):
            self._dress()

    def _dress(self) -> None:
        self.setFixedHeight(self._rows * theme.current_scale().row_height)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Something typed is to be kept."""
        super().focusOutEvent(event)
        if self.toPlainText() != self._shown:
            self._shown = self.toPlainText()
            self.left.emit()
