"""A list of lines that wrap: for what is read and not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QListView

from fzapp.ui.delegates.lines_delegate import LinesDelegate
from fzapp.ui.models.lines_model import LinesModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.ui.models.lines_model import Line


class LinesView(QListView):
    """Shows a `LinesModel` of its own."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._lines = LinesModel(parent=self)
        self.setModel(self._lines)
        self.setItemDelegate(LinesDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # without it the rows keep the heights of an earlier width
        self.setWordWrap(True)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines.lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self._lines.set_lines(lines)
