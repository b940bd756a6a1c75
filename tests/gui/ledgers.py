"""What the tests of the ledger page share: typing as a clerk does, and reading cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from fzapp.infra import paths

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from fzapp.ui.pages.ledger_page import LedgerPage

FILE = paths.resources() / "practice" / "ledgers" / "L16.csv"


def focus() -> QWidget:
    """Where the keyboard is."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def is_closed(editor: QWidget) -> bool:
    """Whether an editor of a cell is gone; the view may have deleted it before anybody could ask."""
    return not shiboken6.isValid(editor) or not editor.isVisible()


def write(qtbot: QtBot, text: str, then: Qt.Key = Qt.Key.Key_Tab) -> None:
    """Type into the current cell, Chinese by an input method, and go on."""
    window = focus().window()
    for letter in text:
        if letter.isascii():
            qtbot.keyClicks(focus(), letter)
        else:
            input_method(focus(), letter)
    editor = focus()
    qtbot.keyClick(editor, then)
    qtbot.waitUntil(lambda: is_closed(editor) or getattr(editor, "refused", False))
    window.activateWindow()  # without a window manager a list of choices keeps the window's place
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)


def input_method(widget: QWidget, commit: str = "", preedit: str = "") -> None:
    """What an input method sends: a composed text, or one still being composed."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


def place_of(page: LedgerPage, name: str) -> int:
    """Where a column stands."""
    return next(i for i, column in enumerate(page.model.columns) if column.name == name)


def cell(page: LedgerPage, row: int, name: str) -> str:
    """What a cell says."""
    return str(page.model.index(row, place_of(page, name)).data())


def texts(page: LedgerPage, name: str) -> list[str]:
    """A column from top to bottom."""
    return [cell(page, row, name) for row in range(page.model.typing_row())]
