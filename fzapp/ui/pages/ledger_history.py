"""What happened to the row the keyboard is in: when, what, before and after; read with the arrow keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.services.row_history import history_of
from fzapp.ui import theme
from fzapp.ui.jobs import Job
from fzapp.ui.messages import when
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets.basic import card, label
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QShowEvent

    from fzapp.services.row_history import HistoryEntry
    from fzapp.storage.ledgers import StoredRow
    from fzapp.ui.pages.ledger_page import LedgerPage

_SETTLED = 250
"""Milliseconds that a row has to stay before its history is looked for."""

_MOST_LINES = 9


class HistoryCard(QWidget):
    """The history of one row, newest first."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__()
        self.setObjectName("ledger_history")
        self._page = page
        self._row: StoredRow | None = None
        self._job: Job | None = None
        frame, inside = card("ledger_history_card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.dates = label(name="ledger_history_dates", wrap=True)
        self.view = LinesView("ledger_history_lines", "这一条的修改记录")
        for widget in (label("修改记录", "heading"), self.dates, self.view):
            inside.addWidget(widget)
        self._timer = QTimer(self, singleShot=True, interval=_SETTLED)
        self._timer.timeout.connect(self._ask)

    def show_row(self, stored: StoredRow | None) -> None:
        """Show a row; None for the row to type in."""
        self._row = stored
        self.setVisible(stored is not None)
        self.dates.setText(dates_told(stored) if stored else "")
        if stored is not None:
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """In a narrow window the row was chosen before anybody could see its history."""
        super().showEvent(event)
        if self._row is not None:
            self._timer.start()

    def _ask(self) -> None:
        row, kind = self._row, self._page.kind
        if row is None or kind is None or self._job is not None or not self.isVisible():
            return
        archive = self._page.services.archive
        self._job = Job(lambda _context: history_of(archive, kind, row), self)
        self._job.succeeded.connect(partial(self._on_found, row))
        self._job.finished.connect(self._on_done)
        self._job.start()

    def _on_done(self) -> None:
        self._job = None

    def _on_found(self, row: StoredRow, entries: Sequence[HistoryEntry]) -> None:
        if row is not self._row:
            self._timer.start()
            return
        lines = lines_of(entries, self._page.services.archive.now())
        self.view.set_lines(lines)
        high = theme.current_scale().row_height
        self.view.setFixedHeight(max(1, min(len(lines), _MOST_LINES)) * high + 4)


def dates_told(stored: StoredRow) -> str:
    """When it happened beside when it was entered: what was entered much later is plain to see."""
    happened = stored.happened or "没有写"
    return f"发生：{happened}　录入：{stored.added_at[:10] or '不知道'}"


def lines_of(entries: Sequence[HistoryEntry], now: str) -> list[Line]:
    """The history as lines."""
    lines: list[Line] = []
    for entry in entries:
        lines.append(Line(entry.what, note=when(entry.at, now), bold=True))
        lines += [Line(f"{one.name}：{one.before} → {one.after}", depth=1) for one in entry.fields]
    return lines
