"""All reports of the archive, newest year first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fzapp.domain.report import ReportStage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from fzapp.domain.report import Report

Index = QModelIndex | QPersistentModelIndex


class ReportColumn(IntEnum):
    """The columns in order."""

    YEAR = 0
    TITLE = 1
    PROGRESS = 2
    STAGE = 3


HEADERS = ("年度", "标题", "写完", "状态")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as listed."""

    report: Report
    genre_name: str
    done: int
    total: int

    def text(self, column: int) -> str:
        """What a cell says."""
        content, is_record = self.report.content, self.report.stage is ReportStage.RECORD
        return {
            ReportColumn.YEAR: f"{self.report.year}年",
            ReportColumn.TITLE: content.title or self.report.source_name or self.genre_name,
            ReportColumn.PROGRESS: f"{self.total}节" if is_record else f"{self.done}/{self.total}节",
            ReportColumn.STAGE: self.report.stage.label,
        }[ReportColumn(column)]


class ReportModel(QAbstractTableModel):
    """Rows as the archive page gives them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ReportRow, ...] = ()

    def set_rows(self, rows: Sequence[ReportRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    @property
    def rows(self) -> tuple[ReportRow, ...]:
        """All rows in order."""
        return self._rows

    def row_of(self, report_id: int) -> int:
        """The position of a report, -1 when it is not in the list."""
        return next((i for i, row in enumerate(self._rows) if row.report.id == report_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """The number of reports."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """Four."""
        return 0 if parent.isValid() else len(ReportColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401  Qt's own signature
        """The words above the columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(HEADERS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        return (
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            if role == Qt.ItemDataRole.TextAlignmentRole
            else None
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """Text; for a reader the whole row."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.text(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(row.text(column) for column in ReportColumn)
        return None
