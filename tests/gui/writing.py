"""A writing page on an archive of invented text, without the window around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence, QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from fzapp.domain.report import Section
from fzapp.domain.unit import UnitProfile
from fzapp.services.context import Services, build_services
from fzapp.storage.archive import Archive
from fzapp.ui.archive_signals import ArchiveSignals
from fzapp.ui.operations import Operations
from fzapp.ui.page import Means
from fzapp.ui.pages.write_page import WritePage
from tests.conftest import ROOT
from tests.gui.conftest import RecordingPrompter

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.domain.template import Checkpoint

LAST_YEAR = "一是抓实学习。2025年集中学习4次。\n二是抓好宣讲。开展宣讲12场。"


class Clock:
    """A clock that goes on by a second with each look, so that the order of edits is certain."""

    def __init__(self) -> None:
        self.seconds = 0

    def __call__(self) -> str:
        self.seconds += 1
        hours, rest = divmod(self.seconds, 3600)
        return f"2027-01-05T{8 + hours:02d}:{rest // 60:02d}:{rest % 60:02d}"


@dataclass
class Writing:
    """The page, what it stands on, and short names for what tests do with it."""

    folder: Path
    services: Services
    prompter: RecordingPrompter
    stack: QUndoStack
    signals: ArchiveSignals
    operations: Operations
    window: QWidget
    page: WritePage
    report_id: int

    @property
    def editor(self) -> QWidget:
        return self.page.editor

    def sections(self) -> tuple[Section, ...]:
        return self.services.reports.get(self.report_id).sections

    def leaves(self) -> list[Section]:
        """Sections that carry a text of their own, without the lead."""
        rows = self.services.overview.tasks(self.report_id)
        return [row.section for row in rows if row.section.level and not row.has_children]

    def body(self, section_id: int) -> str:
        return self.services.writing.section(section_id).body

    def drafts(self) -> list[tuple[int, str]]:
        rows = self.services.archive.read("select id, body from draft order by id")
        return [(int(row["id"]), str(row["body"])) for row in rows]

    def type(self, text: str) -> None:
        """As an input method commits it."""
        commit(self.page.editor, text)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """To whatever has the focus, as the keyboard does."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)


CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def commit(widget: QWidget, text: str) -> None:
    """What an input method puts in."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def compose(widget: QWidget, text: str) -> None:
    """What an input method shows while its user chooses."""
    QApplication.sendEvent(widget, QInputMethodEvent(text, []))


def make_services(folder: Path) -> Services:
    """An archive of 青石镇 with a report for 2026."""
    services = build_services(Archive.open(folder, Clock()), ROOT / "resources")
    unit = UnitProfile(level="镇", full_name="青石镇人民政府", short_name="青石镇", superior="云岭县人民政府")
    services.reports.set_unit(unit)
    return services


def open_page(
    qtbot: QtBot, folder: Path, *, services: Services | None = None, last_year: bool = False
) -> Writing:
    """The page on a new report (with one of last year behind it), shown and with the focus in its text."""
    services = services or make_services(folder)
    if last_year:
        old = services.reports.create("annual_report", 2025)
        for section in services.reports.get(old).sections:
            services.writing.save(section.id, LAST_YEAR)
    if not any(report.year == 2026 for report in services.reports.all()):
        services.reports.create("annual_report", 2026)
    report_id = next(report.id for report in services.reports.all() if report.year == 2026)
    prompter, stack, signals = RecordingPrompter(), QUndoStack(), ArchiveSignals()
    signals.report_id = report_id
    operations = Operations(services, signals, stack, prompter)
    window = QWidget()
    qtbot.addWidget(window)
    page = WritePage(Means(services, signals, operations, prompter))
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(page)
    undo = QAction(window)
    undo.setShortcut(QKeySequence("Ctrl+Z"))
    undo.triggered.connect(operations.undo)
    window.addAction(undo)
    window.resize(1270, 650)
    window.show()
    window.activateWindow()
    page.activate()
    qtbot.waitUntil(page.editor.hasFocus)
    return Writing(folder, services, prompter, stack, signals, operations, window, page, report_id)


def coverable(writing: Writing) -> tuple[Section, Checkpoint]:
    """A section with several checkpoints, and one of them that words alone cover."""
    for section in writing.leaves():
        spec = writing.services.overview.spec(section)
        for point in spec.checkpoints if spec else ():
            if point.any_of and not point.figure and len(spec.checkpoints) > 1:
                return section, point
    raise AssertionError("no template section has a checkpoint that words alone cover")


def words_of(point: Checkpoint) -> str:
    """A sentence that covers a checkpoint."""
    return point.any_of[0].replace("…", "全镇") + "，全年办理12件。"
