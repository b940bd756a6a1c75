"""Python's search for objects that only hold each other, in the thread of the window alone.

Python searches in whichever thread makes the next object. In the thread of a job it would find closed dialogs and
pages too, and take them down there, while the window works with what belonged to them: the program ended without a
word. It would also come in the middle of a click.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 3_000
"""Milliseconds between two looks; where nothing was made since, a look costs nothing."""


class Tidying(QObject):
    """Searches between the events of the window, as often as Python would; `stop` gives it back to Python."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # the modules and the window stay to the end: no need to look through them again and again
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> int | None:
        """Search where enough was made since the last time; answers which generation, 0 to 2, None for none."""
        made, limits = gc.get_count(), gc.get_threshold()
        due = [generation for generation in (0, 1, 2) if made[generation] > limits[generation]]
        if not due:
            return None
        gc.collect(due[-1])
        return due[-1]

    def stop(self) -> None:
        """The window is closed."""
        self._timer.stop()
        gc.enable()
