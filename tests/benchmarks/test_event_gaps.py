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
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fzapp.infra import paths
from fzapp.services.context import open_services
from fzapp.services.practice import make_practice
from fzapp.ui import page_list, theme
from fzapp.ui.jobs import wait_for_all
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

    from fzapp.ui.pages.ledger_page import LedgerPage

ROOT = Path(__file__).resolve().parents[2]
GAP = 100
"""Milliseconds that nothing may wait."""
TOLD = 8
PATIENCE = 20_000
LONG = 120_000
PASTED = 5_000

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


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of a million rows, and reports of twenty years."""
    folder = tmp_path_factory.mktemp("large") / "archive"
    from tests.benchmarks import measure_window

    measure_window.fill_large(folder)
    return folder


@pytest.fixture
def window(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[MainWindow]:
    """A new window on a copy of the archive that a test asks for, of the practice archive else."""
    folder = tmp_path / "archive"
    shutil.copytree(request.getfixturevalue(getattr(request, "param", "practice")), folder)
    theme.apply(qapp, theme.LIGHT, theme.FontScale.STANDARD)
    services = open_services(folder, paths.resources())
    window = MainWindow(services, Look(qapp, tmp_path / "preferences"), prompter=RecordingPrompter())
    qtbot.addWidget(window, before_close_func=_end_work)
    window.resize(1366, 728)
    with qtbot.waitSignal(window.painted):
        window.show()
    QTest.qWait(500)
    yield window
    services.close()


def _end_work(window: MainWindow) -> None:
    window.stop_work()
    wait_for_all()


@pytest.fixture
def show(window: MainWindow, qtbot: QtBot) -> Callable[[str], Any]:
    """Opens a page of the window, as pressing its word does."""

    def show(word: str) -> None:
        QTimer.singleShot(0, window, lambda: window.show_page(word))
        QTest.qWait(100)
        qtbot.waitUntil(lambda: not window.opening.word, timeout=LONG)
        assert window.page.name == word
        QTest.qWait(800)

    return show


def test_every_page_for_the_first_time(watched: Watched, show: Callable[[str], Any]) -> None:
    worst: list[float] = []
    for page in PAGES:
        watched.taken.clear()
        show(page.word)
        worst.append(longest(watched, f"gap_page_{page.word}"))
    assert "fzapp.ui.pages.ledger_page" in sys.modules
    tell("gap_pages", max(worst))
    assert max(worst) < GAP


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("window", ["large"], indirect=True)
def test_a_million_rows(
    watched: Watched,
    window: MainWindow,
    show: Callable[[str], Any],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every page, then what is done to the ledger itself, there and back."""
    from fzapp.ui.dialogs import ledger_import
    from tests.benchmarks import measure_ledgers

    worst: list[float] = []

    def do(name: str, action: Callable[[], object], rows: int = measure_ledgers.table.ROWS) -> None:
        watched.taken.clear()
        QTimer.singleShot(0, window, action)
        QTest.qWait(100)
        qtbot.waitUntil(lambda: page.row_count in (rows, 0), timeout=LONG)
        QTest.qWait(1_500)
        worst.append(longest(watched, name))

    for one in PAGES:
        watched.taken.clear()
        show(one.word)
        worst.append(longest(watched, f"gap_large_page_{one.word}"))
    show(page_list.LEDGERS)
    page, table = window.page, window.page.table
    control = Qt.KeyboardModifier.ControlModifier
    do("Ctrl+End", lambda: QTest.keyClick(table, Qt.Key.Key_End, control))
    for column in ("village", "amount", "registered_on", "parties"):
        do(f"a click on {column}", partial(page.query.press, _place(page, column), more=False))
    do("looking for words", lambda: page.query.look_for("石桥村"))
    do("looking for nothing", lambda: page.query.look_for(""))
    do("the values of a column", lambda: page.query.open_panel(_place(page, "village")))
    do("another kind", lambda: page.show_ledger("L01", 2026))
    do("and back", lambda: page.show_ledger("L16", 2026))
    monkeypatch.setattr(ledger_import, "ask", lambda _parent, data: ledger_import.Decision(data.look.plan))
    QApplication.clipboard().setText(measure_ledgers.pasted())
    do("pasting 5,000 rows", page.clipboard.paste, measure_ledgers.table.ROWS + PASTED)
    do("taking them back", lambda: window.findChild(QAction, "undo").trigger())
    qtbot.waitUntil(lambda: page.query.settled, timeout=LONG)  # orders are made beforehand: not into the end
    tell("gap_large", max(worst))
    assert max(worst) < GAP


def _place(page: LedgerPage, column: str) -> int:
    return [one.id for one in page.model.columns].index(column)


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
