"""The source table on the screen: number, sentence, where it comes from, evidence, state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from fzapp.services.figure_sources import SourceState
from fzapp.ui import theme
from fzapp.ui.models.row_table import RowTable

if TYPE_CHECKING:
    from fzapp.services.figure_sources import SourceEntry
    from fzapp.ui.models.row_table import Index

STATE_TONES = {
    SourceState.LEDGER: "good",
    SourceState.CONFIRMED_ZERO: "good",
    SourceState.MANUAL: "accent",
    SourceState.UNBOUND: "attention",
    SourceState.DIFFERING: "wrong",
}
DRIFTED = "台账后来改了"
_FILES = 2


class SourceColumn(IntEnum):
    """The columns in order."""

    NUMBER = 0
    SENTENCE = 1
    SOURCE = 2
    EVIDENCE = 3
    STATE = 4


HEADERS = ("数字", "报告里的句子", "台账和口径", "佐证材料", "状态")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """An entry with its running number in the whole table; `drift` tells what the ledger did after signing."""

    number: int
    entry: SourceEntry
    drift: str = ""


class SourceModel(RowTable[SourceRow]):
    """Rows that are shown and not changed."""

    headings = HEADERS

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Numbers and states in the middle."""
        middle = column in (SourceColumn.NUMBER, SourceColumn.STATE)
        across = Qt.AlignmentFlag.AlignHCenter if middle else Qt.AlignmentFlag.AlignLeft
        return across | Qt.AlignmentFlag.AlignVCenter

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401  Qt's own signature
        """Names above, running numbers at the left."""
        if orientation is Qt.Orientation.Vertical:
            return self.rows[section].number if role == Qt.ItemDataRole.DisplayRole else None
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """The text; the state on its ground."""
        row = self.row_at(index)
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _text(row, SourceColumn(index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(index.column())
        if index.column() == SourceColumn.STATE:
            front, back = theme.tone_colors("attention" if row.drift else STATE_TONES[row.entry.state])
            if role == Qt.ItemDataRole.ForegroundRole:
                return front
            if role == Qt.ItemDataRole.BackgroundRole:
                return back
        return None


def _text(row: SourceRow, column: SourceColumn) -> str:
    entry = row.entry
    if column is SourceColumn.NUMBER:
        return entry.number
    if column is SourceColumn.SENTENCE:
        return f"{entry.sentence}\n{entry.section}"
    if column is SourceColumn.SOURCE:
        return "\n".join(part for part in (entry.ledger, entry.rule) if part) or "没有台账"
    if column is SourceColumn.EVIDENCE:
        said = "\n".join(entry.evidence[:_FILES])
        return said if len(entry.evidence) <= _FILES else f"{said}\n等{len(entry.evidence)}份"
    return f"{entry.state.label}\n{DRIFTED}" if row.drift else entry.state.label
