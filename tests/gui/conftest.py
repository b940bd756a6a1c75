"""Windows and pages over an archive in a temporary folder; nothing modal ever runs."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QUndoStack

from fzapp.domain.unit import UnitProfile
from fzapp.infra import paths
from fzapp.services.context import Services, build_services
from fzapp.storage.archive import Archive
from fzapp.ui import theme, turns
from fzapp.ui.archive_signals import ArchiveSignals
from fzapp.ui.dialogs import reuse
from fzapp.ui.look import Look
from fzapp.ui.main_window import MainWindow
from fzapp.ui.operations import Operations
from fzapp.ui.page import Means

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

    from fzapp.services.reuse import Transformed
    from fzapp.storage.connection import Key
    from fzapp.ui.jobs import Job
    from fzapp.ui.page import Page
    from fzapp.ui.prompts import FileKind, Offer

UNIT = UnitProfile("镇", "青石镇人民政府", "青石镇", "云溪县人民政府", "青府", ("石桥村",))

REPORT_TEXT = """青石镇人民政府关于2025年度法治政府建设情况的报告

云溪县人民政府：
现将有关情况报告如下：
一、主要举措和成效
全年开展普法活动11场次，调解矛盾纠纷73件。
二、存在的不足和原因
有的干部学法不深。
三、下一年度主要安排
继续开展普法。

青石镇人民政府
2026年2月8日
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The screen of the tests has no frame manager and says so for least sizes and for lists that open."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


class RecordingPrompter:
    """Remembers what was said and answers as told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.offers: list[Offer | None] = []
        self.followed: list[str] = []
        self.taken_back: list[str] = []
        self.asked: list[str] = []
        self.yes = True
        self.text: str | None = None
        self.files: list[Path] = []
        self.target: Path | None = None

    @property
    def sentences(self) -> list[str]:
        """Everything said, without its kind."""
        return [sentence for sentence, _ in self.told]

    def tell(self, sentence: str, kind: str = "done", offer: Offer | None = None) -> None:
        self.told.append((sentence, kind))
        self.offers.append(offer)

    def take_back(self, sentence: str) -> None:
        self.taken_back.append(sentence)

    def ask(self, question: str, yes: str, no: str) -> bool:
        self.asked.append(question)
        return self.yes

    def ask_text(self, title: str, label: str, value: str = "") -> str | None:
        self.asked.append(label)
        return self.text

    def choose_open(self, title: str, kinds: Sequence[FileKind], *, many: bool = False) -> list[Path]:
        return list(self.files)

    def choose_save(self, title: str, suggested: Path, kind: FileKind) -> Path | None:
        return self.target

    def choose_folder(self, title: str) -> Path | None:
        return self.target

    def follow(self, job: Job, sentence: str) -> None:
        self.followed.append(sentence)
        job.failed.connect(lambda error: self.tell(str(error), "wrong"))


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[reuse.Offered]:
    """What F3 showed; everything is taken as proposed."""
    shown: list[reuse.Offered] = []

    def ask(_parent: QWidget, given: reuse.Offered) -> Transformed:
        shown.append(given)
        return given.plan.made()

    monkeypatch.setattr(reuse, "ask", ask)
    return shown


class Clock:
    """Answers the time it was set to."""

    def __init__(self) -> None:
        self.time = "2026-12-01T09:00:00"

    def __call__(self) -> str:
        return self.time


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """The standard look, and nothing left of the test before: deleting waits for an event loop."""
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.apply(qapp, theme.LIGHT, theme.FontScale.STANDARD)


@pytest.fixture(autouse=True)
def within_the_click(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages open at once, however busy the machine is; tests of the way there take it bit by bit."""
    monkeypatch.setattr(turns, "TURN", 600_000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(tmp_path: Path, clock: Clock, key: Key | None) -> Iterator[Services]:
    built = build_services(Archive.open(tmp_path / "archive", clock, key), paths.resources())
    yield built
    built.close()


@pytest.fixture
def office(services: Services) -> Services:
    """Services whose unit profile is filled in."""
    services.reports.set_unit(UNIT)
    return services


@pytest.fixture
def prompter() -> RecordingPrompter:
    return RecordingPrompter()


@pytest.fixture
def signals() -> ArchiveSignals:
    return ArchiveSignals()


@pytest.fixture
def undo_stack() -> QUndoStack:
    return QUndoStack()


@pytest.fixture
def operations(
    services: Services, signals: ArchiveSignals, undo_stack: QUndoStack, prompter: RecordingPrompter
) -> Operations:
    return Operations(services, signals, undo_stack, prompter)


@pytest.fixture
def means(
    services: Services, signals: ArchiveSignals, operations: Operations, prompter: RecordingPrompter
) -> Means:
    return Means(services, signals, operations, prompter)


@pytest.fixture
def make_page(qtbot: QtBot, means: Means) -> Iterator[Callable[[type[Page]], Page]]:
    """Builds a page as the window would, 1200 × 650, shown and active; hidden before the archive is closed."""
    made: list[Page] = []

    def make(kind: type[Page]) -> Page:
        page = kind(means)
        qtbot.addWidget(page)
        page.resize(1200, 650)
        page.show()
        page.activate()
        made.append(page)
        return page

    yield make
    for page in made:
        with contextlib.suppress(RuntimeError):  # gone already
            page.hide()


@pytest.fixture
def look(qapp: QApplication, tmp_path: Path) -> Look:
    return Look(qapp, tmp_path / "preferences")


@pytest.fixture
def window(qtbot: QtBot, services: Services, look: Look, prompter: RecordingPrompter) -> MainWindow:
    """The window on the archive, with an active frame so that keys reach it."""
    built = MainWindow(services, look, prompter=prompter)
    qtbot.addWidget(built)
    built.resize(1366, 728)
    with qtbot.waitActive(built):
        built.show()
        built.activateWindow()
    return built


@pytest.fixture
def report_file(tmp_path: Path) -> Path:
    """A report of last year as a text file."""
    path = tmp_path / "2025年报告.txt"
    path.write_text(REPORT_TEXT, encoding="utf-8")
    return path
