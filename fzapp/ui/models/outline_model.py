"""The outline beside the editor: an entry for title and signature, then one row a section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from fzapp.domain.report import SectionState
from fzapp.ui.models.task_model import ROW_ROLE, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from fzapp.services.overview import TaskRow

Index = QModelIndex | QPersistentModelIndex

PARTS = 0
"""Stands for the entry of title and signature where else the number of a section stands."""

PARTS_TITLE = "标题和落款"


class OutlineModel(QAbstractListModel):
    """Rows as `OverviewService.tasks` gives them, below the entry of title and signature.

    `ROW_ROLE` answers the `TaskRow`, None for that entry.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[TaskRow, ...] = ()

    @property
    def rows(self) -> tuple[TaskRow, ...]:
        """The sections in order."""
        return self._rows

    def set_rows(self, rows: Sequence[TaskRow]) -> None:
        """Show other sections; when only their content differs, the selection stays."""
        same = [row.section.id for row in rows] == [row.section.id for row in self._rows]
        if not same:
            self.beginResetModel()
        self._rows = tuple(rows)
        if not same:
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows)))

    def set_row(self, row: TaskRow) -> None:
        """Show another state of one section, as it is being typed."""
        place = self.place_of(row.section.id)
        if place > 0 and self._rows[place - 1] != row:
            self._rows = (*self._rows[: place - 1], row, *self._rows[place:])
            self.dataChanged.emit(self.index(place), self.index(place))

    def place_of(self, section_id: int) -> int:
        """Which row of the list shows a section (or `PARTS`); -1 when none does."""
        if section_id == PARTS:
            return 0
        return next((i for i, row in enumerate(self._rows, 1) if row.section.id == section_id), -1)

    def row_of(self, section_id: int) -> TaskRow | None:
        """The section as shown."""
        place = self.place_of(section_id)
        return self._rows[place - 1] if place > 0 else None

    def id_at(self, place: int) -> int:
        """The number of the section at a row of the list, `PARTS` for the first."""
        return self._rows[place - 1].section.id if place > 0 else PARTS

    def next_to_write(self, section_id: int) -> TaskRow | None:
        """The first section behind one that wants a text: not 不涉及, not a heading that only holds others."""
        for row in self._rows[max(0, self.place_of(section_id)) :]:
            holds_others = row.only_holds_others
            if row.section.state is not SectionState.NOT_APPLICABLE and not holds_others:
                return row
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """The sections and one."""
        return 0 if parent.isValid() else len(self._rows) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """The title, its whole wording as a hint, a sentence for a screen reader, the row to paint from."""
        if not index.isValid() or not 0 <= index.row() <= len(self._rows):
            return None
        row = self._rows[index.row() - 1] if index.row() else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title if row else PARTS_TITLE
            case Qt.ItemDataRole.ToolTipRole:
                return _hint(row) if row else "标题、主送机关、署名和日期"
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(row) if row else PARTS_TITLE
            case _:
                return row if role == ROW_ROLE else None


def _hint(row: TaskRow) -> str:
    return f"{row.title}\n不涉及的原因：{row.section.reason}" if row.section.reason else row.title
