"""All reports of the archive, newest year first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from fzapp.domain.report import ReportStage
from fzapp.ui.models.row_table import RowTable

if TYPE_CHECKING:
    from fzapp.domain.report import Report
    from fzapp.ui.models.row_table import Index


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


class ReportModel(RowTable[ReportRow]):
    """Rows as the archive page gives them."""

    headings = HEADERS

    def row_of(self, report_id: int) -> int:
        """The position of a report, -1 when it is not in the list."""
        return next((i for i, row in enumerate(self.rows) if row.report.id == report_id), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """Text; for a reader the whole row."""
        row = self.row_at(index)
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.text(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(row.text(column) for column in ReportColumn)
        return None
