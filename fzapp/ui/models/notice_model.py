"""The lines of a notice: what each becomes, and its text, which can be edited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont

from fzapp.services.notice_outline import LineKind, NoticeLine
from fzapp.ui import theme
from fzapp.ui.models.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fzapp.ui.models.row_table import Index

CHOICES = (
    ("大标题", LineKind.SECTION, 1),
    ("小标题", LineKind.SECTION, 2),
    ("检查要点", LineKind.POINT, 1),
    ("不要", LineKind.OTHER, 1),
)
"""What a line may become: word, kind, level."""

KIND, TEXT = 0, 1
_HEADS = ("当作", "内容")


class NoticeModel(RowTable[NoticeLine]):
    """Two columns: kind and text."""

    headings = _HEADS

    def lines(self) -> tuple[NoticeLine, ...]:
        """The lines as they are confirmed, without those whose text was taken away."""
        return tuple(line for line in self.rows if line.text)

    def set_kind(self, rows: Iterable[int], choice: int) -> None:
        """Make lines one of `CHOICES`."""
        _, kind, level = CHOICES[choice]
        for row in rows:
            self._change(row, replace(self.rows[row], kind=kind, level=level))

    def _change(self, row: int, line: NoticeLine) -> None:
        self.rows = (*self.rows[:row], line, *self.rows[row + 1 :])
        self.dataChanged.emit(self.index(row, KIND), self.index(row, TEXT))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """The word of the kind, set in by its level; the text, bold for a section."""
        line = self.row_at(index)
        if line is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return line.text if index.column() == TEXT else _word(line)
        if role == Qt.ItemDataRole.FontRole and line.kind is LineKind.SECTION:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and line.kind is LineKind.OTHER:
            return theme.color(theme.current().muted)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Another text."""
        if role != Qt.ItemDataRole.EditRole or index.column() != TEXT:
            return False
        self._change(index.row(), replace(self.rows[index.row()], text=str(value).strip()))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only the text is edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == TEXT else flags


def _word(line: NoticeLine) -> str:
    choice = next(
        words
        for words, kind, level in CHOICES
        if kind is line.kind and (kind is not LineKind.SECTION or level == line.level)
    )
    deep = line.level - 1 if line.kind is LineKind.SECTION else 2
    return "　" * deep + choice
