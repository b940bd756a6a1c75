"""Sentences of reports that use something of the ledgers, each a way to its section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from fzapp.services.figure_sources import RowUse

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class UsesView(LinesView):
    """`section_requested(section_id)` when a sentence is opened, by Enter or a double click."""

    section_requested = Signal(int)

    def __init__(self, name: str, words: str) -> None:
        super().__init__(name, words)
        self.uses: tuple[RowUse, ...] = ()
        self.doubleClicked.connect(lambda _index: self._open())

    def show_uses(self, uses: tuple[RowUse, ...]) -> None:
        """Show other sentences; without any there is nothing to be seen."""
        self.uses = uses
        self.set_lines(
            [Line(f"{use.section}　{use.number}\n{use.sentence}", note=_note(use)) for use in uses]
        )
        self.setVisible(bool(uses))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the sentence."""
        if event.key() in _ENTER:
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        place = self.currentIndex().row()
        if 0 <= place < len(self.uses):
            self.section_requested.emit(self.uses[place].section_id)


def _note(use: RowUse) -> str:
    return f"{use.year}年{'定稿' if use.signed else '草稿'}"
