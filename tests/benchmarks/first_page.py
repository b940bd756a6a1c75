"""The longest event when a page is the first thing that is opened after the start, in a process of its own.

    .venv/bin/python -m tests.benchmarks.first_page FOLDER WORD

The page is asked for with the first picture, before anything could be loaded beforehand. Prints milliseconds and
what the event was, the longest first. `test_event_gaps` runs it for every page.
"""

from __future__ import annotations

import gc
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from fzapp.ui.window import binding
from tests.benchmarks.watched import Watched

SETTLED = 1_500
"""Milliseconds from the page on the screen to the last look: what it does beside comes after it."""
TOLD = 5


def main() -> None:
    """Open the window on a folder, and a page at once."""
    folder, word = Path(sys.argv[1]), sys.argv[2]
    gc.disable()  # as the program does
    binding.load()
    application = Watched([sys.argv[0]])
    from fzapp import app
    from fzapp.ui.window.tidying import Tidying

    program = app.Program(application, folder, practice=False)
    program.open()
    tidying = Tidying(application)
    window = program.window
    assert isinstance(window, app.MainWindow)

    loop = QEventLoop()

    def wait() -> None:
        if window.opening.word:
            QTimer.singleShot(20, wait)
        else:
            QTimer.singleShot(SETTLED, loop.quit)

    def ask() -> None:
        application.taken.clear()
        QTimer.singleShot(0, partial(window.show_page, word))
        QTimer.singleShot(20, wait)

    window.painted.connect(ask)
    loop.exec()
    assert window.page.name == word
    for taken, what in sorted(application.taken, reverse=True)[:TOLD]:
        print(f"{taken:.1f} {what}")
    program.close()
    tidying.stop()


if __name__ == "__main__":
    main()
