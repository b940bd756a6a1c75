"""An application that takes the time of its events."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject


class Watched(QApplication):
    """Remembers how long the events took this thread, each with those sent within it, in milliseconds."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.taken: list[tuple[float, str]] = []
        self._within = False

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        """Deliver an event, with an eye on the clock."""
        if self._within:
            return super().notify(receiver, event)
        self._within = True
        what = f"{event.type().name} to {type(receiver).__name__} {receiver.objectName()}"
        began = time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self.taken.append(((time.thread_time() - began) * 1000, what))
            self._within = False
