"""The archive: reports by year, deleted and brought back, with what an import left beside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from fzapp.domain.document import DroppedLine
from fzapp.ui import actions, page_list
from fzapp.ui.models.lines_model import Line, LinesModel
from fzapp.ui.models.report_model import ReportModel, ReportRow
from fzapp.ui.pages.archive_page import ArchivePage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.archive_signals import ArchiveSignals
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter


@pytest.fixture
def archive(office: Services, report_file: Path, make_page: Callable[[type[Page]], Page]) -> ArchivePage:
    """One report written here, one brought in with a line left beside."""
    office.reports.create("annual_report", 2026)
    read = office.imports.read(report_file)
    recognised = replace(read.recognised, dropped=(DroppedLine(3, "打印本页", "网页的按钮"),))
    office.imports.store(replace(read, recognised=recognised))
    page = make_page(ArchivePage)
    assert isinstance(page, ArchivePage)
    return page


def test_reports_are_listed_newest_year_first(archive: ArchivePage) -> None:
    rows = archive.model.rows
    assert [row.report.year for row in rows] == [2026, 2025]
    assert [row.text(3) for row in rows] == ["草稿", "往年导入"]
    assert archive.status() == "共2份报告"


def test_an_import_shows_its_original_and_what_was_left_out(archive: ArchivePage, office: Services) -> None:
    archive.table.selectRow(1)
    assert "2025年报告.txt" in archive.original.text()
    assert str(office.archive.evidence_folder) in archive.original.text().replace("\u200b", "").replace(
        "\u200b", ""
    )
    assert archive.open_original.isVisible()
    (line,) = archive.dropped.lines
    assert "打印本页" in line.text
    assert "网页的按钮" in line.text


def test_a_report_written_here_has_no_original(archive: ArchivePage) -> None:
    archive.table.selectRow(0)
    assert not archive.open_original.isVisible()
    assert archive.original.text() == "在本机写的，没有原文件。"


def test_enter_opens_the_report_on_the_workbench(
    archive: ArchivePage, signals: ArchiveSignals, qtbot: QtBot
) -> None:
    archive.table.selectRow(0)
    with qtbot.waitSignal(archive.open_page_requested) as asked:
        qtbot.keyClick(archive.table, Qt.Key.Key_Return)
    assert asked.args == [page_list.HOME]
    assert signals.report_id == archive.model.rows[0].report.id


def test_enter_opens_a_record_for_reading(archive: ArchivePage, qtbot: QtBot) -> None:
    archive.table.selectRow(1)
    with qtbot.waitSignal(archive.open_page_requested) as asked:
        qtbot.keyClick(archive.table, Qt.Key.Key_Return)
    assert asked.args == [page_list.WRITE]


def test_a_record_can_be_taken_up_as_the_report_to_write(
    archive: ArchivePage, office: Services, qtbot: QtBot
) -> None:
    archive.table.selectRow(0)
    assert not archive.take_up.isVisible()
    archive.table.selectRow(1)
    with qtbot.waitSignal(archive.open_page_requested) as asked:
        qtbot.mouseClick(archive.take_up, Qt.MouseButton.LeftButton)
    assert asked.args == [page_list.WRITE]
    assert [report.stage.label for report in office.reports.all()] == ["草稿", "草稿"]


def test_deleting_offers_the_way_back(
    archive: ArchivePage, office: Services, prompter: RecordingPrompter, operations: Operations
) -> None:
    archive.table.selectRow(0)
    action = next(each for each in archive.actions() if each.objectName() == "archive_delete")
    action.trigger()
    assert [report.year for report in office.reports.all()] == [2025]
    assert [row.report.year for row in archive.model.rows] == [2025]
    offer = prompter.offers[-1]
    assert offer is not None
    assert offer.label == "撤销"
    offer.run()
    assert len(archive.model.rows) == 2


def test_an_empty_archive_says_how_to_fill_it(
    services: Services, make_page: Callable[[type[Page]], Page], qtbot: QtBot
) -> None:
    page = make_page(ArchivePage)
    assert not page.table.isVisible()
    assert page.findChild(object, "archive_empty").isVisible()
    with qtbot.waitSignal(page.command_requested) as asked:
        page.actions()[1].trigger()
    assert asked.args == [actions.COMMAND_IMPORT]
    assert not page.actions()[0].isEnabled()


def test_an_input_method_does_not_move_the_list(archive: ArchivePage) -> None:
    archive.table.selectRow(1)
    event = QInputMethodEvent("", [])
    event.setCommitString("法")
    archive.table.setFocus()
    QApplication.sendEvent(archive.table, event)
    assert archive.table.currentIndex().row() == 1
    assert len(archive.model.rows) == 2


def test_models_keep_the_rules_of_models(office: Services, qtmodeltester: ModelTester) -> None:
    office.reports.create("annual_report", 2026)
    reports = ReportModel()
    reports.set_rows([ReportRow(report, "年度报告", 0, 3) for report in office.reports.all()])
    qtmodeltester.check(reports)
    lines = LinesModel([Line("一", note="12字"), Line("二", depth=1)])
    qtmodeltester.check(lines)
    assert lines.data(QModelIndex()) is None
    assert reports.row_of(99) == -1
