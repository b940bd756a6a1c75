"""Findings as the rows of a list, under a heading for each severity and class."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from fzapp.domain.finding import Severity
from fzapp.services.check_descriptions import CLASS_WORDS, SEVERITY_WORDS, one_line, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtCore import QObject

    from fzapp.services.report_checks import PlacedFinding

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole + 1

SEVERITY_TONES = {Severity.MUST: "wrong", Severity.SHOULD: "attention", Severity.NOTE: "idle"}

_SEVERITIES = tuple(SEVERITY_WORDS)
_CLASSES = tuple(CLASS_WORDS)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding, or the heading of a group (`found` is None) with the number of its findings."""

    text: str
    severity: Severity
    found: PlacedFinding | None = None
    count: int = 0


def grouped(items: Iterable[PlacedFinding]) -> tuple[FindingRow, ...]:
    """The rows of findings: the gravest first, by class, in each in the order of the text."""

    def group(item: PlacedFinding) -> tuple[int, int]:
        finding = item.finding
        return _SEVERITIES.index(finding.severity), _CLASSES.index(finding.finding_class)

    rows: list[FindingRow] = []
    for (severity, kind), members in groupby(sorted(items, key=group), key=group):
        found = list(members)
        words = CLASS_WORDS[_CLASSES[kind]]
        rows.append(FindingRow(words, _SEVERITIES[severity], count=len(found)))
        rows += [FindingRow(headline(item), item.finding.severity, item) for item in found]
    return tuple(rows)


def headline(item: PlacedFinding) -> str:
    """A finding in a few words: the quote and what may stand there, else the sentence."""
    finding = item.finding
    if item.fixes and finding.text:
        new = shortened(item.fixes[0], 18)
        return f"{shortened(finding.text, 18)} → {new}" if new else f"{shortened(finding.text, 18)}（删去）"
    return finding.message


class FindingModel(QAbstractListModel):
    """The rows; headings cannot be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[FindingRow, ...] = ()

    @property
    def rows(self) -> tuple[FindingRow, ...]:
        """All rows in order."""
        return self._rows

    def set_findings(self, items: Sequence[PlacedFinding]) -> None:
        """Show other findings."""
        self.beginResetModel()
        self._rows = grouped(items)
        self.endResetModel()

    def found(self, row: int) -> PlacedFinding | None:
        """The finding of a row; None for a heading and outside."""
        return self._rows[row].found if 0 <= row < len(self._rows) else None

    def row_of(self, mark: str) -> int:
        """Where a finding stands, by its mark; -1 when it is not there."""
        places = (i for i, row in enumerate(self._rows) if row.found is not None and row.found.mark == mark)
        return next(places, -1)

    def next_row(self, row: int, step: int) -> int:
        """The next finding above (-1) or below (1) a row; -1 when there is none."""
        place = row + step
        while 0 <= place < len(self._rows):
            if self._rows[place].found is not None:
                return place
            place += step
        return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """The number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only findings can be chosen."""
        if self.found(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """The words; the row itself for the delegate."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.ToolTipRole and row.found is not None:
            return row.found.finding.message
        if role == Qt.ItemDataRole.AccessibleTextRole:
            severity = SEVERITY_WORDS[row.severity]
            return one_line(row.found) if row.found else f"{severity}，{row.text}，{row.count}条"
        return row if role == ROW_ROLE else None
