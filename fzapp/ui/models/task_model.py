"""The task list: one row a section, with state, length and covered checkpoints."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fzapp.domain.report import SectionState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from fzapp.services.overview import TaskRow

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""Answers the `TaskRow` itself: the delegate paints from it."""


class TaskColumn(IntEnum):
    """The columns in order."""

    SECTION = 0
    STATE = 1
    LENGTH = 2
    POINTS = 3


HEADERS = ("章节", "状态", "字数 / 建议", "要点")


class TaskModel(QAbstractTableModel):
    """Rows as `OverviewService.tasks` gives them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[TaskRow, ...] = ()

    def set_rows(self, rows: Sequence[TaskRow]) -> None:
        """Show other rows; when only their content differs, the selection stays."""
        same = [row.section.id for row in rows] == [row.section.id for row in self._rows]
        if not same:
            self.beginResetModel()
        self._rows = tuple(rows)
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(TaskColumn) - 1))

    @property
    def rows(self) -> tuple[TaskRow, ...]:
        """All rows in order."""
        return self._rows

    def task(self, row: int) -> TaskRow:
        """The row at a position."""
        return self._rows[row]

    def row_of(self, section_id: int) -> int:
        """The position of a section, -1 when it is not in the list."""
        return next((i for i, row in enumerate(self._rows) if row.section.id == section_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """The number of sections."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """Four."""
        return 0 if parent.isValid() else len(TaskColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401  Qt's own signature
        """The words above the columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(HEADERS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """Text for the screen, whole sentences for a screen reader, the row for the delegate."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text_of(row, TaskColumn(index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole and row.section.reason:
            return f"不涉及的原因：{row.section.reason}"
        return row if role == ROW_ROLE else None


def _alignment(column: int) -> Qt.AlignmentFlag:
    right = column in (TaskColumn.LENGTH, TaskColumn.POINTS)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def text_of(row: TaskRow, column: TaskColumn) -> str:
    """What a cell says; a heading that only holds others has nothing but its title."""
    if column is TaskColumn.SECTION:
        return row.title
    if row.only_holds_others:
        return ""
    if column is TaskColumn.STATE:
        return row.section.state.label
    if row.section.state is SectionState.NOT_APPLICABLE:
        return "—"
    if column is TaskColumn.LENGTH:
        return length_text(row.characters, row.words)
    return f"{row.points_done}/{row.points}" if row.points else "—"


def length_text(characters: int, words: tuple[int, int]) -> str:
    """310 / 250—400, or the number alone when no length is advised."""
    return f"{characters} / {words[0]}—{words[1]}" if words[1] else str(characters)


def spoken(row: TaskRow) -> str:
    """A row as one sentence."""
    if row.only_holds_others:
        return row.title
    parts = [row.title, row.section.state.label, f"{row.characters}字"]
    if row.points and row.section.state is not SectionState.NOT_APPLICABLE:
        parts.append(f"要点{row.points}个，写到{row.points_done}个")
    return "，".join(parts)
