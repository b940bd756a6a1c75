"""Starts the program as it is, types into it like a clerk at an input method, and says what it typed and when.

Run as a program: `python -m tests.scenarios.typing_driver FOLDER SEED`. Each line of the output is the monotonic
time, the section, and the text that went in at that time. It types until it is killed.
"""

from __future__ import annotations

import random
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fzapp.ui import page_list
from tests.scenarios import driven

if TYPE_CHECKING:
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.pages.write_page import WritePage

WORDS = ("依法", "行政", "推进", "法治", "建设", "调解", "纠纷", "十二件", "，", "。", "𠮷家村")
EVERY = 40
"""Milliseconds between two words: 25 words a second is more than anybody types."""


class Typist:
    """Composes and commits words; now and then breaks a paragraph, saves, or finishes the section."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self._window = window
        self._chance = random.Random(seed)
        self._timer = QTimer(window, interval=EVERY)
        self._timer.timeout.connect(self._type)

    def begin(self) -> None:
        self._window.show_page(page_list.WRITE)
        self._timer.start()

    @property
    def _page(self) -> WritePage:
        return self._window.page

    def _type(self) -> None:
        editor = QApplication.focusWidget()
        if self._page.name != page_list.WRITE or editor is not self._page.editor:  # on its way still
            return
        section, event = self._page.shown_section(), self._chance.random()
        if event < 0.006:
            QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        elif event < 0.01:
            QTest.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        elif event < 0.04:
            QTest.keyClick(editor, Qt.Key.Key_Return)
            self._say(section, "\n")
        else:
            self._compose(editor, section, self._chance.choice(WORDS))

    def _compose(self, editor: QApplication, section: int, word: str) -> None:
        QApplication.sendEvent(editor, QInputMethodEvent("pinyin", []))
        committed = QInputMethodEvent("", [])
        committed.setCommitString(word)
        QApplication.sendEvent(editor, committed)
        self._say(section, word)

    def _say(self, section: int, text: str) -> None:
        sys.stdout.write(f"{time.monotonic():.6f} {section} {text!r}\n")
        sys.stdout.flush()


def drive() -> None:
    app, program = driven.opened(sys.argv[1])
    typist = Typist(program.window, int(sys.argv[2]))
    program.window.painted.connect(typist.begin)
    program.window.activateWindow()
    app.exec()


if __name__ == "__main__":
    driven.run(drive)
