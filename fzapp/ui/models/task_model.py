"""The task list: one row a section, with state, length and covered checkpoints."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from fzapp.domain.report import SectionState
from fzapp.ui.models.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.services.overview import TaskRow
    from fzapp.ui.models.row_table import Index

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""Answers the `TaskRow` itself: the delegate paints from it."""


class TaskColumn(IntEnum):
    """The columns in order."""

    SECTION = 0
    STATE = 1
    LENGTH = 2
    POINTS = 3


HEADERS = ("章节", "状态", "字数 / 建议", "要点")


class TaskModel(RowTable["TaskRow"]):
    """Rows as `OverviewService.tasks` gives them."""

    headings = HEADERS

    def set_rows(self, rows: Sequence[TaskRow]) -> None:
        """Show other rows; when only their content differs, the selection stays."""
        if [row.section.id for row in rows] == [row.section.id for row in self.rows]:
            self.exchange_rows(rows)
        else:
            super().set_rows(rows)

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Numbers at the right."""
        right = column in (TaskColumn.LENGTH, TaskColumn.POINTS)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def task(self, row: int) -> TaskRow:
        """The row at a position."""
        return self.rows[row]

    def row_of(self, section_id: int) -> int:
        """The position of a section, -1 when it is not in the list."""
        return next((i for i, row in enumerate(self.rows) if row.section.id == section_id), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """Text for the screen, whole sentences for a screen reader, the row for the delegate."""
        row = self.row_at(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return text_of(row, TaskColumn(index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole and row.section.reason:
            return f"不涉及的原因：{row.section.reason}"
        return row if role == ROW_ROLE else None


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
