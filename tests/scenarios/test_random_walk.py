"""A hand that presses anything anywhere: nothing raises, the archive stays sound, what is seen is what is stored.

FZAPP_WALK_STEPS=500 walks that far, from another beginning each time; without it a few short walks that are
always the same.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import random
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QProcess, Qt
from PySide6.QtGui import QDesktopServices, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton, QWidget

import fzapp.ui.dialogs
from fzapp.infra import paths
from fzapp.services.context import open_services
from fzapp.services.doctor import look_over
from fzapp.services.practice import make_practice
from fzapp.ui import page_list, theme
from fzapp.ui.jobs import Job
from fzapp.ui.look import Look
from fzapp.ui.main_window import MainWindow
from fzapp.ui.preview import output
from fzapp.ui.window.page_entries import PAGES
from tests.gui.conftest import RecordingPrompter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services

FAR = int(os.environ.get("FZAPP_WALK_STEPS", "0"))
STEPS, WALKS = (FAR, 3) if FAR else (40, 2)
PATIENCE = 30_000

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = (
    Key.Key_Tab, Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_PageDown,
    Key.Key_Return, Key.Key_Escape, Key.Key_Delete, Key.Key_Backspace, Key.Key_Space, Key.Key_Insert,
    Key.Key_F1, Key.Key_F2, Key.Key_F3, Key.Key_F4, Key.Key_F5, Key.Key_F6, Key.Key_F7, Key.Key_F8, Key.Key_F9,
    Key.Key_F10, Key.Key_1, Key.Key_2, Key.Key_4,
)  # fmt: skip
WITH_CTRL = (
    Key.Key_Return, Key.Key_S, Key.Key_K, Key.Key_F, Key.Key_H, Key.Key_M, Key.Key_D, Key.Key_A, Key.Key_C, Key.Key_X,
    Key.Key_V, Key.Key_Semicolon, Key.Key_Home, Key.Key_End, Key.Key_F2, Key.Key_L, Key.Key_J, Key.Key_N, Key.Key_O,
    Key.Key_E, Key.Key_I, Key.Key_Plus, Key.Key_Minus,
)  # fmt: skip
KEYS = (
    *((key, NONE) for key in PLAIN),
    *((key, CTRL) for key in WITH_CTRL),
    *((key, ALT) for key in (Key.Key_Up, Key.Key_Down, Key.Key_Return)),
    *((key, SHIFT) for key in (Key.Key_Tab, Key.Key_Left, Key.Key_Down, Key.Key_End)),
)
TEXTS = ("截止年底，", "一是", "全年办理12件。", "{{", "}}", "____", "\n", "2026年7月3日", "村", "“", "７")

WORDS = [entry.word for entry in PAGES]
CHOICES: tuple[tuple[int, str, Sequence[object]], ...] = (
    (3, "page", WORDS),
    (14, "key", KEYS),
    (5, "type", TEXTS),
    (2, "letters", ("7.3", "mdjf", "12", "a b")),
    (7, "click", range(60)),
    (2, "action", ("undo", "redo", "undo")),
    (1, "width", (911, 1093, 1366)),
)
"""How often each kind of step is taken, its name, and what it is taken with."""


def steps(seed: int) -> Iterator[tuple[str, object]]:
    """The walk of a number: the same one whenever it is asked for."""
    chance = random.Random(seed)
    for _ in range(STEPS):
        _, what, hows = chance.choices(CHOICES, weights=[one[0] for one in CHOICES])[0]
        yield what, chance.choice(hows)


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    """The practice archive."""
    folder = tmp_path / "practice"
    make_practice(folder, paths.resources())
    return folder


@pytest.fixture
def nothing_modal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question is turned down at once, and nothing leaves the program."""
    for one in pkgutil.iter_modules(fzapp.ui.dialogs.__path__):
        module = importlib.import_module(f"fzapp.ui.dialogs.{one.name}")
        if hasattr(module, "ask"):
            monkeypatch.setattr(module, "ask", lambda *_given, **_named: None)
    monkeypatch.setattr(QDialog, "exec", lambda _self: 0)
    monkeypatch.setattr(QMenu, "exec", lambda *_given: None)
    monkeypatch.setattr(output, "ask_printer", lambda *_given: None)
    monkeypatch.setattr(QProcess, "startDetached", lambda *_given: (True, 1))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)


class Walk:
    """One walk over a copy of the practice archive."""

    def __init__(self, qtbot: QtBot, app: QApplication, archive: Path, look: Path) -> None:
        theme.apply(app, theme.LIGHT, theme.FontScale.STANDARD)
        self.qtbot = qtbot
        self.services: Services = open_services(archive, paths.resources())
        self.prompter = RecordingPrompter()
        self.prompter.text = "练习用的一句话"
        self.window = MainWindow(self.services, Look(app, look), prompter=self.prompter)
        self.window.resize(1366, 728)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()

    def take(self, what: str, how: object) -> None:
        """One step."""
        doing: dict[str, Callable[..., object]] = {
            "page": self.window.show_page,
            "key": lambda stroke: QTest.keyClick(self._focus(), *stroke),
            "type": self._commit,
            "letters": lambda text: QTest.keyClicks(self._focus(), text),
            "click": self._click,
            "action": lambda name: self.window.findChild(object, name).trigger(),
            "width": lambda width: self.window.resize(width, round(width * 0.56)),
        }
        doing[what](how)
        QApplication.sendPostedEvents()

    def _focus(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        return popup or QApplication.focusWidget() or self.window

    def _commit(self, text: str) -> None:
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(self._focus(), event)

    def _click(self, number: int) -> None:
        buttons = [
            one
            for one in self.window.findChildren(QPushButton)
            if one.isVisible() and one.isEnabled() and one.objectName() and one.menu() is None
        ]
        if buttons:
            buttons[number % len(buttons)].click()

    def rest(self) -> None:
        """Lists that opened are closed, what runs beside the window comes to its end."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self.qtbot.waitUntil(
            lambda: not any(job.running for job in self.window.findChildren(Job)), timeout=PATIENCE
        )

    def _leaves_or_says_why(self) -> bool:
        """What is typed is kept, or refused with a sentence: under its field, or in the bar."""
        page = self.window.page
        if page.leave():
            return True
        refused = [one for one in page.findChildren(QWidget) if getattr(one, "refused", "")]
        return bool(refused) or self.prompter.told[-1][1] == "wrong"

    def look(self) -> None:
        """What must hold wherever the walk has led."""
        self.rest()
        assert self._leaves_or_says_why()
        wrong = [one for one in look_over(self.services.archive) if not one.ok and one.name != "备份"]
        assert wrong == []
        self.window.show_page(page_list.WRITE)
        page = self.window.page
        if page.report is None:
            return
        report = self.services.reports.get(page.report.id)
        for section in report.sections:
            page.open_section(section.id)
            assert page.shown_section() == section.id
            assert page.editor.body() == self.services.writing.section(section.id).body
        self.window.show_page(page_list.HOME)
        self.rest()

    def end(self) -> None:
        """Close what was opened."""
        self.rest()
        self.window.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.services.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_random_walk_breaks_nothing(
    qtbot: QtBot, qapp: QApplication, practice: Path, tmp_path: Path, nothing_modal: None
) -> None:
    """Pages, keys, typing, undo, buttons, widths, in any order."""
    del nothing_modal
    count = 0

    @settings(
        max_examples=WALKS,
        deadline=None,
        database=None,
        derandomize=not FAR,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),  # to shorten a walk takes longer than to read it
    )
    @given(st.integers(0, 10**9))
    def walk(seed: int) -> None:
        nonlocal count
        count += 1
        folder = tmp_path / f"archive{count}"
        shutil.copytree(practice, folder)
        walking = Walk(qtbot, qapp, folder, tmp_path / f"look{count}")
        with qtbot.capture_exceptions() as raised:
            try:
                for what, how in steps(seed):
                    walking.take(what, how)
                    assert raised == []
                walking.look()
            finally:
                walking.end()
        assert raised == []

    walk()
