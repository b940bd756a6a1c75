"""这条被报告引用: the sentences that count the row the keyboard is in, each a way to its section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.ui.widgets.basic import card, label
from fzapp.ui.widgets.uses_view import UsesView

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from fzapp.domain.ledger import LedgerKind
    from fzapp.services.context import Services
    from fzapp.services.figure_sources import RowUse

SOON = 150
"""Milliseconds after the last move that the reports are looked through."""

MOST = 50_000
"""Rows of a ledger up to which its rows are traced into reports."""

_HEIGHT = 130
NOBODY = "还没有报告用到这一条。"


class RowUses(QWidget):
    """`section_requested(section_id)` when a sentence is opened."""

    section_requested = Signal(int)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("ledger_uses")
        self._services = services
        self._wanted: tuple[int, LedgerKind] | None = None
        self._timer = QTimer(self, singleShot=True, interval=SOON)
        self._timer.timeout.connect(self._look)
        frame, inside = card("ledger_uses_card")
        inside.addWidget(label("这条被报告引用", "heading"))
        self.words = label(NOBODY, "muted", name="ledger_uses_words", wrap=True)
        self.view = UsesView("ledger_uses_list", "引用这条的句子")
        self.view.setMinimumHeight(_HEIGHT)
        self.view.section_requested.connect(self.section_requested)
        inside.addWidget(self.words)
        inside.addWidget(self.view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self._show(())

    def ask(self, row_id: int, kind: LedgerKind | None, count: int) -> None:
        """Look soon for the sentences that count a row of a ledger of `count` rows; 0 for no row."""
        traced = row_id and kind is not None and count <= MOST
        self._wanted = (row_id, kind) if traced and kind is not None else None
        self.setVisible(self._wanted is not None)
        self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """A drawer that opens, or a page that comes back: reports may have changed meanwhile."""
        super().showEvent(event)
        self._timer.start()

    def _look(self) -> None:
        if self._wanted is None or not self.isVisible():
            return
        self._show(self._services.sources.used_by(*self._wanted))

    def _show(self, uses: tuple[RowUse, ...]) -> None:
        self.view.show_uses(uses)
        self.words.setText(f"有{len(uses)}处，改动这一条，草稿里的数会跟着变。" if uses else NOBODY)
