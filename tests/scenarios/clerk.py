"""A clerk at the window: clicks buttons by their names, or presses keys alone, and answers dialogs as told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from fzapp.ui.window.page_entries import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MOST_TABS = 60
PATIENCE = 20_000


@dataclass
class Clerk:
    """One person with one way of working: `keys_only` never touches the mouse."""

    window: MainWindow
    services: Services
    prompter: RecordingPrompter
    qtbot: QtBot
    keys_only: bool
    report_id: int = 0

    @property
    def page(self) -> Page:
        """What is shown, once it is: the clerk waits for a page as long as it takes."""
        self.until(lambda: not self.window.opening.word)
        return self.window.page

    def focus(self) -> QWidget:
        """Where the keyboard is: never nowhere."""
        return QApplication.focusWidget() or self.window

    def key(self, key: Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """One stroke, to whatever has the focus."""
        QTest.keyClick(self.focus(), key, modifiers)

    def letters(self, text: str) -> None:
        """Latin letters and digits, one stroke each."""
        QTest.keyClicks(self.focus(), text)

    def type(self, text: str) -> None:
        """What an input method commits."""
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(self.focus(), event)

    def until(self, what: Callable[[], bool]) -> None:
        """Wait for something to come true; what was said last tells why it did not."""

        def true() -> None:
            assert what(), f"still waiting, the last news: {self.prompter.told[-3:]}"

        self.qtbot.waitUntil(true, timeout=PATIENCE)

    def go(self, word: str) -> None:
        """To a page: by its place in the strip, or by its number."""
        words = [entry.word for entry in PAGES if not entry.apart]
        if self.keys_only:
            self.key(Key(Key.Key_1 + words.index(word)), CTRL)
        else:
            strip = self.window.strip.findChildren(QPushButton)
            next(one for one in strip if one.text() == word).click()
        assert self.page.name == word
        self.until(self._stands)

    def do(self, name: str, key: Key | None = None, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a button, or its key; without a key the button is reached by Tab and pressed by Enter."""
        if not self.keys_only:
            self._button(name).click()
        elif key is not None:
            self.key(key, modifiers)
        else:
            self.tab_to(name)
            self.key(Key.Key_Return)

    def tab_to(self, name: str) -> None:
        """Walk to a widget by Tab alone."""
        seen: list[str] = []
        while self.focus().objectName() != name:
            seen.append(self.focus().objectName())
            assert len(seen) < MOST_TABS, f"Tab does not reach {name}, only {seen}"
            self.key(Key.Key_Tab)

    def _stands(self) -> bool:
        """Whether the buttons of the page are there: those just made wait for the event loop."""
        wanted = sum(one.isVisible() for one in self.page.actions())
        return sum(one.isVisible() for one in self.window.top_line.buttons()) == wanted

    def _button(self, name: str) -> QPushButton:
        """A button that is to be seen and can be pressed; those of a page just opened come a moment later."""

        def seen() -> list[QPushButton]:
            return [one for one in self.window.findChildren(QPushButton, name) if one.isVisible()]

        self.until(lambda: any(one.isEnabled() for one in seen()))
        return next(one for one in seen() if one.isEnabled())
