"""合计: the figures of a ledger below its table and as a list; they are the ones the report uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from fzapp.domain.ledger import Aggregate, shown
from fzapp.ui.jobs import Job
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets.basic import ElidedLabel, card, chip, label, row
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.ledger import LedgerKind, Statistic
    from fzapp.domain.ledger_statistics import Measure
    from fzapp.services.ledgers import LedgerService
    from fzapp.storage.ledger_sums import Sums
    from fzapp.storage.ledger_views import View

AT_ONCE = 1_000
"""Rows up to which the figures are counted at once; more are counted beside the window."""

MOST = 50_000
"""Rows up to which all figures are counted; of more only the number of rows is told."""

_GAP = "　"
"""Between the figures of a line."""

SOON = 120
"""Milliseconds after the last change that the figures follow."""


class Totals(QObject):
    """`line` stands below the table, `card` holds all figures."""

    def __init__(self, ledgers: LedgerService, parent: QObject) -> None:
        super().__init__(parent)
        self._ledgers = ledgers
        self._wanted: tuple[LedgerKind, int] | None = None
        self._rows_there = 0
        self._part: View | None = None
        self._job: Job | None = None
        self._part_job: Job | None = None
        self._timer = QTimer(self, singleShot=True, interval=SOON)
        self._timer.timeout.connect(self._count)
        self._rows = label(name="ledger_rows_total")
        self._words = ElidedLabel(name="ledger_totals", between=_GAP)
        self._title = label("合计", "heading", name="ledger_totals_title")
        self._part_words = ElidedLabel(name="ledger_part_totals", between=_GAP)
        self._part_line = QWidget()
        part = row(chip("筛出", "accent"), self._part_words, spacing=12, parent=self._part_line)
        part.setStretch(1, 1)
        self._part_line.hide()
        self.line = QFrame(objectName="ledger_totals_line")
        inside = QVBoxLayout(self.line)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.setSpacing(4)
        whole = row(self._title, self._rows, self._words, spacing=12)
        whole.setStretch(2, 1)
        inside.addWidget(self._part_line)
        inside.addLayout(whole)
        self.card, column = card("ledger_totals_card")
        column.addWidget(label("合计，也是报告里用的数", "heading", wrap=True))
        self.list = LinesView("ledger_measures", "合计")
        self.list.setMinimumHeight(180)
        column.addWidget(self.list)
        assert isinstance(column, QVBoxLayout)

    def ask(self, kind: LedgerKind, year: int, count: int, part: View | None = None) -> None:
        """Count the figures of a ledger of `count` rows soon; the number of rows is told at once.

        `part` is the view when a filter leaves rows out: what it shows is summed in a line of its own, since
        the figure of the report is always that of all rows.
        """
        self._part = part
        self._part_line.setVisible(part is not None)
        self._title.setText("合计" if part is None else "全年合计")
        if self._wanted != (kind, year):
            self._words.set_text("")  # the figures of another ledger under this one would be read as its own
        self._wanted = (kind, year)
        self._rows_there = count
        self._rows.setText(f"{count}条")
        self._timer.start()

    def words(self, kind: LedgerKind, year: int) -> str:
        """The figures of a whole year in one line, counted now; "" of very many rows."""
        if self._rows_there > MOST:
            return ""
        return _line(kind, self._ledgers.measures(kind, year))

    def part_words(self, kind: LedgerKind, year: int, view: View) -> str:
        """What the rows of a view come to, counted now."""
        return _part_line(kind, self._ledgers.sums(kind, year, view))

    def pause(self) -> None:
        """Nobody looks any more."""
        self._timer.stop()
        for job in (self._job, self._part_job):
            if job is not None:
                job.cancel()

    def _count(self) -> None:
        if self._wanted is None:
            return
        kind, year = self._wanted
        count = self._rows_there
        self._count_part(kind, year, count)
        if count <= AT_ONCE:
            self._show(kind, year, self._ledgers.measures(kind, year))
        elif count <= MOST:
            self._count_beside(kind, year)
        else:
            self._words.set_text(f"记录超过{MOST // 10_000}万条，这里只数条数。")
            self.list.set_lines([])

    def _count_part(self, kind: LedgerKind, year: int, count: int) -> None:
        """What the rows come to that a filter left."""
        view, ledgers = self._part, self._ledgers
        if view is None:
            return
        if count <= AT_ONCE:
            self._show_part(kind, view, ledgers.sums(kind, year, view))
            return
        if self._part_job is not None:
            self._part_job.cancel()
        self._part_words.set_text("正在合计……")
        self._part_job = Job(lambda context: ledgers.sums(kind, year, view, context.check), self)
        self._part_job.succeeded.connect(lambda found: self._show_part(kind, view, found))
        self._part_job.start()

    def _show_part(self, kind: LedgerKind, view: View, found: Sums) -> None:
        if view is not self._part:
            return
        self._part_words.set_text(_part_line(kind, found))

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
        self._words.set_text(_line(kind, measures))
        self.list.set_lines([Line(name, note=said) for name, said in parts if said])


def _line(kind: LedgerKind, measures: Sequence[Measure]) -> str:
    """The figures in one line. The number of rows stands there once; 去重后 and the like only where it differs."""
    counts = {statistic.id for statistic in kind.statistics if _counts_rows(statistic)}
    parts: list[str] = []
    told: set[str] = set()
    for measure in measures:
        said = _said(measure)
        if said and not (measure.statistic in counts and said in told):
            parts.append(f"{measure.name} {said}")
        if measure.statistic in counts:
            told.add(said)
    return _GAP.join(parts)


def _counts_rows(statistic: Statistic) -> bool:
    """Whether it is the number of rows, or what is left of it without those named twice or of another year."""
    whole = statistic.aggregate in (Aggregate.COUNT, Aggregate.DISTINCT) and not statistic.columns
    return whole and not statistic.each and all(condition.in_year for condition in statistic.where)


def _part_line(kind: LedgerKind, found: Sums) -> str:
    sums = found.by_column
    parts = [
        f"{column.name} {shown(sums[column.id])}{column.unit}"
        for column in kind.all_columns
        if column.id in sums
    ]
    return _GAP.join([f"{found.count}条", *parts])


def _said(measure: Measure) -> str:
    """A figure with its unit; what to write instead where there is none."""
    if measure.value is None:
        return measure.text
    return f"{shown(measure.value)}{measure.unit}"
