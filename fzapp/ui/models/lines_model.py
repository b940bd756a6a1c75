"""Plain lines for a list: a text, how deep it stands, and a note at its right end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

Index = QModelIndex | QPersistentModelIndex

LINE_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Line:
    """`depth` counts from 0; `bold` for a heading; `note` is muted and stands to the right."""

    text: str
    depth: int = 0
    note: str = ""
    bold: bool = False


class LinesModel(QAbstractListModel):
    """Lines that are shown and not changed."""

    def __init__(self, lines: Sequence[Line] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = tuple(lines)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in order."""
        return self._lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """The number of lines."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """The text; the line itself for the delegate."""
        if not index.isValid() or not 0 <= index.row() < len(self._lines):
            return None
        line = self._lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.text}，{line.note}" if line.note else line.text
        return line if role == LINE_ROLE else None
