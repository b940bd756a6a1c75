"""No event keeps the window waiting: the longest one of a year of work, and of opening every page for the first time.

    .venv/bin/python -m pytest tests/benchmarks/test_event_gaps.py -s

The application takes the time of every event that reaches it, by what this thread computed: a busy machine adds
nothing. The year is that of tests/scenarios/test_story.py, by mouse and by keys alone; the pages are opened on the
practice archive, one after another in one window, and each as the first thing that is done after a start
(`first_page`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fzapp.infra import paths
from fzapp.services.context import open_services
from fzapp.services.practice import make_practice
from fzapp.ui import theme
from fzapp.ui.look import Look
from fzapp.ui.main_window import MainWindow
from fzapp.ui.window.page_entries import PAGES
from fzapp.ui.window.tidying import Tidying
from tests.benchmarks.figures import tell
from tests.benchmarks.watched import Watched
from tests.gui.conftest import RecordingPrompter
from tests.scenarios import test_story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]
GAP = 100
"""Milliseconds that nothing may wait."""
TOLD = 8
PATIENCE = 20_000

clerk = test_story.clerk


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return Watched


@pytest.fixture
def watched(qapp: Watched) -> Iterator[Watched]:
    """The application, with nothing remembered yet, tidied up as in the program."""
    tidying = Tidying(qapp)
    qapp.taken.clear()
    yield qapp
    tidying.stop()


def longest(watched: Watched, name: str) -> float:
    """The longest event, told under a name; the worst ones are printed."""
    worst = sorted(watched.taken, reverse=True)[:TOLD]
    print(f"\n{name}, of {len(watched.taken)} events:")
    for taken, what in worst:
        print(f"{taken:7.0f} ms  {what}")
    tell(name, worst[0][0])
    return worst[0][0]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("clerk", ["mouse", "keys"], indirect=True)
def test_a_year_of_work(
    watched: Watched,
    clerk: test_story.Clerk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    watched.taken.clear()
    test_story.test_a_year_of_a_clerk(clerk, tmp_path, monkeypatch)
    assert longest(watched, f"gap_story_{request.node.callspec.id}") < GAP


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice archive, made once."""
    folder = tmp_path_factory.mktemp("practice") / "archive"
    make_practice(folder, paths.resources())
    return folder


@pytest.fixture
def show(qapp: QApplication, qtbot: QtBot, tmp_path: Path, practice: Path) -> Iterator[Callable[[str], Any]]:
    """Opens a page of a new window, as pressing its word does."""
    folder = tmp_path / "archive"
    shutil.copytree(practice, folder)
    theme.apply(qapp, theme.LIGHT, theme.FontScale.STANDARD)
    services = open_services(folder, paths.resources())
    window = MainWindow(services, Look(qapp, tmp_path / "preferences"), prompter=RecordingPrompter())
    qtbot.addWidget(window)
    window.resize(1366, 728)
    with qtbot.waitSignal(window.painted):
        window.show()
    QTest.qWait(500)

    def show(word: str) -> None:
        QTimer.singleShot(0, window, lambda: window.show_page(word))
        QTest.qWait(100)
        qtbot.waitUntil(lambda: not window.opening.word, timeout=PATIENCE)
        assert window.page.name == word
        QTest.qWait(800)

    yield show
    services.close()


def test_every_page_for_the_first_time(watched: Watched, show: Callable[[str], Any]) -> None:
    worst: list[float] = []
    for page in PAGES:
        watched.taken.clear()
        show(page.word)
        worst.append(longest(watched, f"gap_page_{page.word}"))
    assert "fzapp.ui.pages.ledger_page" in sys.modules
    tell("gap_pages", max(worst))
    assert max(worst) < GAP


def test_every_page_as_the_first_thing_after_the_start(practice: Path, tmp_path: Path) -> None:
    worst: list[float] = []
    for page in PAGES:
        folder = tmp_path / page.word
        shutil.copytree(practice, folder)
        command = [sys.executable, "-m", "tests.benchmarks.first_page", str(folder), page.word]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
        print(f"\n{page.word}\n{done.stdout}", end="")
        worst.append(float(done.stdout.split()[0]))
    tell("gap_first_page", max(worst))
    assert max(worst) < GAP
