"""A table of plain texts: what is read and not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from fzapp.ui import theme
from fzapp.ui.models.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QObject

    from fzapp.ui.models.row_table import Index


class TextModel(RowTable[tuple[str, ...]]):
    """`tones` give cells by (row, column) the ground of a state: good, attention, wrong, idle or accent."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tones: Mapping[tuple[int, int], str] = {}

    def show_rows(
        self,
        headings: Sequence[str],
        rows: Sequence[tuple[str, ...]],
        tones: Mapping[tuple[int, int], str] | None = None,
    ) -> None:
        """Show another table."""
        self.beginResetModel()
        self.headings, self.rows, self._tones = tuple(headings), tuple(rows), tones or {}
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """The text, on the ground of its state."""
        row = self.row_at(index)
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row[index.column()]
        tone = self._tones.get((index.row(), index.column()))
        if tone is not None and role in (Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.BackgroundRole):
            front, back = theme.tone_colors(tone)
            return front if role == Qt.ItemDataRole.ForegroundRole else back
        return None
