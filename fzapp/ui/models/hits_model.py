"""What was found, as rows of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from fzapp.services.fitting import Fit

Index = QModelIndex | QPersistentModelIndex

HIT_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class HitRow:
    """One row: `title` above, `note` at its right, `text` below with the words found at `spans`.

    `target` is what the row leads to: a `Hit` of the search, or a callable of the window. `fit` is the section
    of the report at hand that a paragraph would fit.
    """

    title: str
    target: object
    note: str = ""
    text: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    fit: Fit | None = None


class HitsModel(QAbstractListModel):
    """Rows that are shown and chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[HitRow, ...] = ()

    @property
    def rows(self) -> tuple[HitRow, ...]:
        """All rows in order."""
        return self._rows

    def set_rows(self, rows: Sequence[HitRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """The number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """The title; the row itself for the delegate; everything for who listens."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(filter(None, (row.title, row.note, row.text)))
        return row if role == HIT_ROLE else None
