"""After the first picture: loads what the page that is opened most would have to wait for."""

from __future__ import annotations

from itertools import chain

from PySide6.QtCore import QObject, QTimer

from fzapp.services.ledger_kinds import read_in_parts
from fzapp.ui import page_list
from fzapp.ui.window.page_entries import load_ahead

PAUSE = 20
"""Milliseconds between two bits: whatever the clerk does comes first."""


class LoadingAhead(QObject):
    """Module by module what 写报告 needs, and the kinds of ledgers: once, some milliseconds at a time.

    Other pages load what they need when they are opened: a window that never shows them keeps the memory.
    It is done on the thread of the window: another one would hold it up for longer, and at any moment.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._bits = chain(load_ahead(page_list.WRITE), read_in_parts())
        self._timer = QTimer(self, interval=PAUSE)
        self._timer.timeout.connect(self._on_pause)

    @property
    def running(self) -> bool:
        """Whether something is left to be loaded."""
        return self._timer.isActive()

    def begin(self) -> None:
        """After the first picture."""
        self._timer.start()

    def _on_pause(self) -> None:
        if not any(True for _ in self._bits):  # one bit is enough
            self._timer.stop()
