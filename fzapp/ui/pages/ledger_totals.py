"""合计: the figures of a ledger below its table and as a list; they are the ones the report uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout

from fzapp.ui.jobs import Job
from fzapp.ui.lines_view import LinesView
from fzapp.ui.models.ledger_model import shown
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets import ElidedLabel, card, label, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.ledger import LedgerKind
    from fzapp.domain.ledger_statistics import Measure
    from fzapp.services.ledgers import LedgerService

AT_ONCE = 1_000
"""Rows up to which the figures are counted at once; more are counted beside the window."""

MOST = 50_000
"""Rows up to which all figures are counted; of more only the number of rows is told."""

SOON = 120
"""Milliseconds after the last change that the figures follow."""


class Totals(QObject):
    """`line` stands below the table, `card` holds all figures."""

    def __init__(self, ledgers: LedgerService, parent: QObject) -> None:
        super().__init__(parent)
        self._ledgers = ledgers
        self._wanted: tuple[LedgerKind, int] | None = None
        self._rows_there = 0
        self._job: Job | None = None
        self._timer = QTimer(self, singleShot=True, interval=SOON)
        self._timer.timeout.connect(self._count)
        self._rows = label(name="ledger_rows_total")
        self._words = ElidedLabel(name="ledger_totals")
        self.line = QFrame(objectName="ledger_totals_line")
        inside = row(label("合计", "heading"), self._rows, self._words, spacing=12, parent=self.line)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.setStretch(2, 1)
        self.card, column = card("ledger_totals_card")
        column.addWidget(label("合计，也是报告里用的数", "heading", wrap=True))
        self.list = LinesView("ledger_measures", "合计")
        self.list.setMinimumHeight(180)
        column.addWidget(self.list)
        assert isinstance(column, QVBoxLayout)

    def ask(self, kind: LedgerKind, year: int, count: int) -> None:
        """Count the figures of a ledger of `count` rows soon; the number of rows is told at once."""
        self._wanted = (kind, year)
        self._rows_there = count
        self._rows.setText(f"{count}条")
        self._timer.start()

    def pause(self) -> None:
        """Nobody looks any more."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()

    def _count(self) -> None:
        if self._wanted is None:
            return
        kind, year = self._wanted
        count = self._rows_there
        if count <= AT_ONCE:
            self._show(kind, year, self._ledgers.measures(kind, year))
        elif count <= MOST:
            self._count_beside(kind, year)
        else:
            self._words.set_text(f"记录超过{MOST // 10_000}万条，这里只数条数。")
            self.list.set_lines([])

    def _count_beside(self, kind: LedgerKind, year: int) -> None:
        if self._job is not None:
            self._job.cancel()
        self._words.set_text("正在合计……")
        self._job = Job(lambda _context: self._ledgers.measures_beside(kind, year), self)
        self._job.succeeded.connect(lambda found: self._show(kind, year, found))
        self._job.start()

    def _show(self, kind: LedgerKind, year: int, measures: Sequence[Measure]) -> None:
        if self._wanted != (kind, year):
            return
        parts = [(measure.name, _said(measure)) for measure in measures]
        self._words.set_text("　".join(f"{name} {said}" for name, said in parts if said))
        self.list.set_lines([Line(name, note=said) for name, said in parts if said])


def _said(measure: Measure) -> str:
    """A figure with its unit; what to write instead where there is none."""
    if measure.value is None:
        return measure.text
    return f"{shown(measure.value)}{measure.unit}"
