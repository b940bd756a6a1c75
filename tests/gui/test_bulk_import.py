"""A folder in the window: read beside it, shown in one table that keys can change, stored in steps, undone at once."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from fzapp.services import bulk_storing
from fzapp.services.bulk_storing import Storing
from fzapp.ui import page_list
from fzapp.ui.dialogs import bulk_import
from fzapp.ui.dialogs.bulk_import import BulkData, BulkImportDialog
from fzapp.ui.jobs import Steps
from fzapp.ui.models.bulk_model import BulkColumn, BulkModel
from fzapp.ui.operations import Operations
from fzapp.ui.page import Means
from fzapp.ui.window.bulk_importing import BulkImporting
from tests.gui.conftest import REPORT_TEXT
from tests.kept_files import fill_disk

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from fzapp.services.bulk_imports import Looked, Wanted
    from fzapp.services.context import Services
    from fzapp.services.list_papers import ListPaper
    from fzapp.ui.main_window import MainWindow
    from tests.gui.conftest import RecordingPrompter

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Reports of four years, one of them twice, a note, an empty file."""
    root = tmp_path / "往年"
    (root / "旧").mkdir(parents=True)
    for year in range(2021, 2025):
        text = REPORT_TEXT.replace("2025", str(year)).replace("2026", str(year + 1))
        (root / f"{year}.txt").write_text(text, encoding="utf-8")
    shutil.copy(root / "2024.txt", root / "旧" / "副本.txt")
    (root / "便条.txt").write_text("周五下午到村里去一趟，带上伞。", encoding="utf-8")
    (root / "空.docx").write_bytes(b"")
    return root


@pytest.fixture
def looked(services: Services, folder: Path) -> Looked:
    return services.bulk.look([folder], services.bulk.known())


@pytest.fixture
def papers() -> list[ListPaper]:
    return []


@pytest.fixture
def dialog(qtbot: QtBot, services: Services, looked: Looked, papers: list[ListPaper]) -> BulkImportDialog:
    def save(paper: ListPaper) -> str:
        papers.append(paper)
        return "存好了。"

    def printed(paper: ListPaper, _parent: QWidget) -> str:
        papers.append(paper)
        return "打印了。"

    built = BulkImportDialog(None, BulkData(looked, services.library.names(), save, printed))
    qtbot.addWidget(built)
    with qtbot.waitActive(built):
        built.show()
        built.activateWindow()
    return built


def confirm(_parent: object, data: BulkData) -> tuple[Wanted, ...]:
    return BulkModel(data.looked.candidates, data.genres).wanted()


def drop(window: MainWindow, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(50, 50), action, data, button, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), action, data, button, none))


def place_of(dialog: BulkImportDialog, name: str) -> int:
    return next(i for i, one in enumerate(dialog.model.rows) if one.candidate.path.name == name)


def years(dialog: BulkImportDialog) -> list[int]:
    return sorted(one.year for one in dialog.answer())


def test_the_model_keeps_the_rules_of_models(
    services: Services, looked: Looked, qtmodeltester: ModelTester
) -> None:
    model = BulkModel(looked.candidates, services.library.names())
    qtmodeltester.check(model)
    model.sort(BulkColumn.YEAR, Qt.SortOrder.DescendingOrder)
    qtmodeltester.check(model)


def test_the_table_proposes_what_is_new_and_a_report(dialog: BulkImportDialog) -> None:
    assert years(dialog) == [2021, 2022, 2023, 2024]
    assert dialog.accept_button.text() == "导入这4份报告"
    assert dialog.summary.text() == "读到6份：新的5份，文件重复1份。"
    copy = place_of(dialog, "副本.txt")
    assert dialog.model.rows[copy].kept_words == "已有"
    note = dialog.model.index(place_of(dialog, "便条.txt"), BulkColumn.NOTE).data()
    assert "看看是不是报告" in note


def test_keys_tick_and_change_the_year_of_all_chosen_rows(dialog: BulkImportDialog, qtbot: QtBot) -> None:
    table = dialog.table
    assert table.hasFocus()
    table.selectAll()
    qtbot.keyClick(table, Key.Key_Space)
    assert len(dialog.answer()) == 5
    qtbot.keyClick(table, Key.Key_Space)
    assert dialog.answer() == ()
    assert not dialog.accept_button.isEnabled()
    table.selectRow(place_of(dialog, "2022.txt"))
    qtbot.keyClick(table, Key.Key_Space)
    qtbot.keyClick(table, Key.Key_Minus)
    qtbot.keyClick(table, Key.Key_Minus)
    assert years(dialog) == [2020]


def test_fields_below_change_the_chosen_rows(dialog: BulkImportDialog, qtbot: QtBot) -> None:
    row = place_of(dialog, "2023.txt")
    dialog.table.selectRow(row)
    assert dialog.year.value() == 2023
    dialog.year.setValue(2019)
    dialog.genre.setCurrentIndex(dialog.genre.findData("half_year"))
    dialog.genre.activated.emit(dialog.genre.currentIndex())
    changed = dialog.model.rows[row]
    assert (changed.year, changed.genre) == (2019, "half_year")
    assert dialog.model.index(row, BulkColumn.YEAR).data() == "2019年"


def test_a_copy_cannot_be_ticked_or_changed(dialog: BulkImportDialog, qtbot: QtBot) -> None:
    dialog.table.selectRow(place_of(dialog, "副本.txt"))
    assert not dialog.year.isEnabled()
    qtbot.keyClick(dialog.table, Key.Key_Space)
    qtbot.keyClick(dialog.table, Key.Key_Plus)
    assert years(dialog) == [2021, 2022, 2023, 2024]


def test_a_click_on_the_tick_toggles_one_row(dialog: BulkImportDialog, qtbot: QtBot) -> None:
    index = dialog.model.index(place_of(dialog, "2021.txt"), BulkColumn.KEPT)
    spot = dialog.table.visualRect(index).center()
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert years(dialog) == [2022, 2023, 2024]


def test_sorting_keeps_ticks_and_the_chosen_row(dialog: BulkImportDialog, qtbot: QtBot) -> None:
    dialog.table.selectRow(place_of(dialog, "2022.txt"))
    qtbot.keyClick(dialog.table, Key.Key_Space)
    dialog.table.sortByColumn(BulkColumn.YEAR, Qt.SortOrder.DescendingOrder)
    listed = [one.year for one in dialog.model.rows]
    assert listed == sorted(listed, reverse=True)
    assert dialog.table.places() == [place_of(dialog, "2022.txt")]
    assert years(dialog) == [2021, 2023, 2024]


def test_all_and_none(dialog: BulkImportDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.findChild(QPushButton, "bulk_all"), Qt.MouseButton.LeftButton)
    assert len(dialog.answer()) == 5
    qtbot.mouseClick(dialog.findChild(QPushButton, "bulk_none"), Qt.MouseButton.LeftButton)
    assert dialog.answer() == ()


def test_words_of_an_input_method_change_nothing_in_the_table(dialog: BulkImportDialog) -> None:
    event = QInputMethodEvent("fa", [])
    event.setCommitString("法")
    QApplication.sendEvent(dialog.table, event)
    assert years(dialog) == [2021, 2022, 2023, 2024]


def test_refused_files_are_listed_stored_and_printed(
    dialog: BulkImportDialog, papers: list[ListPaper], qtbot: QtBot
) -> None:
    (line,) = dialog.refused.lines
    assert (line.text, "0字节" in line.note) == ("空.docx", True)
    qtbot.mouseClick(dialog.findChild(QPushButton, "bulk_save_refused"), Qt.MouseButton.LeftButton)
    assert dialog.paper_told.text() == "存好了。"
    qtbot.mouseClick(dialog.findChild(QPushButton, "bulk_print_refused"), Qt.MouseButton.LeftButton)
    assert dialog.paper_told.text() == "打印了。"
    assert [paper.rows[0][1] for paper in papers] == ["空.docx", "空.docx"]


def test_a_dropped_folder_is_stored_and_undone_in_one_step(
    window: MainWindow,
    services: Services,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    prompter: RecordingPrompter,
) -> None:
    monkeypatch.setattr(bulk_import, "ask", confirm)
    monkeypatch.setattr(Storing.step, "__defaults__", (0.0,))
    drop(window, folder)
    qtbot.waitUntil(lambda: window.page.name == page_list.ARCHIVE)
    assert len(services.reports.all()) == 4
    assert prompter.sentences[-1] == "导入了4份报告，原文件都留了一份。"
    window.operations.undo()
    assert services.reports.all() == ()
    window.operations.redo()
    assert len(services.reports.all()) == 4
    drop(window, folder)
    qtbot.waitUntil(lambda: window.commands._bulk is not None and not window.commands._bulk.running)
    assert len(services.reports.all()) == 4


def test_nothing_is_written_when_the_clerk_turns_back(
    window: MainWindow, services: Services, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    seen: list[int] = []

    def turn_back(_parent: object, data: BulkData) -> None:
        seen.append(len(data.looked.candidates))

    monkeypatch.setattr(bulk_import, "ask", turn_back)
    drop(window, folder)
    qtbot.waitUntil(lambda: seen == [6])
    assert services.reports.all() == ()


def test_the_folder_is_chosen_by_menu(
    window: MainWindow,
    services: Services,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    prompter: RecordingPrompter,
) -> None:
    monkeypatch.setattr(bulk_import, "ask", confirm)
    prompter.target = folder
    window.findChild(QObject, "import_folder").trigger()
    qtbot.waitUntil(lambda: len(services.reports.all()) == 4)


def test_a_folder_without_reports_is_told(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, prompter: RecordingPrompter
) -> None:
    (tmp_path / "空").mkdir()
    drop(window, tmp_path / "空")
    qtbot.waitUntil(lambda: any("没有可以收进的报告" in sentence for sentence in prompter.sentences))


@pytest.fixture
def importing(qtbot: QtBot, means: Means) -> BulkImporting:
    window = QWidget()
    qtbot.addWidget(window)
    built = BulkImporting(means, window)
    built.window = window
    return built


def test_stopping_leaves_whole_reports_and_one_step_to_undo(
    importing: BulkImporting,
    services: Services,
    operations: Operations,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    prompter: RecordingPrompter,
) -> None:
    monkeypatch.setattr(bulk_import, "ask", confirm)
    monkeypatch.setattr(Storing.step, "__defaults__", (0.0,))
    follow = prompter.follow

    def stop_early(job: object, sentence: str) -> None:
        follow(job, sentence)
        if isinstance(job, Steps):
            job.progressed.connect(lambda done, _total, _note: job.cancel() if done == 2 else None)

    monkeypatch.setattr(prompter, "follow", stop_early)
    importing.start([folder])
    qtbot.waitUntil(lambda: len(prompter.told) == 1)
    assert [len(services.reports.get(one.id).sections) for one in services.reports.all()] == [4, 4]
    assert prompter.sentences[-1].endswith("还有2份没有存，再导入一次同一个文件夹就能接着存。")
    operations.undo()
    assert services.reports.all() == ()


def test_a_full_disk_is_told_and_what_was_stored_stays(
    importing: BulkImporting,
    services: Services,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    prompter: RecordingPrompter,
) -> None:
    monkeypatch.setattr(bulk_import, "ask", confirm)
    monkeypatch.setattr(Storing.step, "__defaults__", (0.0,))
    monkeypatch.setattr(bulk_storing, "ORIGINALS_AT_ONCE", 1)
    fill_disk(monkeypatch, at=3)
    importing.start([folder])
    qtbot.waitUntil(lambda: len(prompter.told) >= 2)
    sentence, kind = prompter.told[-1]
    assert "磁盘" in sentence
    assert "导入了2份报告" in sentence
    assert kind == "wrong"
    assert len(services.reports.all()) == 2
    assert not importing.running


@pytest.mark.logs_warnings
def test_a_bug_in_a_step_ends_the_steps(qtbot: QtBot) -> None:
    parent = QObject()

    def broken() -> bool:
        raise ZeroDivisionError

    steps = Steps(broken, lambda: 0, 1, parent)
    with qtbot.waitSignal(steps.failed):
        steps.start()
    assert not steps.running


def test_the_dialog_fits_a_small_screen(dialog: BulkImportDialog) -> None:
    assert dialog.width() <= dialog.screen().availableGeometry().width()
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.LayoutRequest))
    assert dialog.accept_button.isVisible()
