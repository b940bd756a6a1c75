"""导出: what is shown is what comes out, and whatever goes wrong is told in a sentence."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pdfplumber
import pytest
from docx import Document
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QFontDatabase
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from fzapp.infra import paths
from fzapp.intake.documents import read_document
from fzapp.intake.report_parser import recognise
from fzapp.services import user_files
from fzapp.services.exports import ExportService
from fzapp.ui import actions, page_list
from fzapp.ui.main_window import MainWindow
from fzapp.ui.pages.export_page import ExportPage
from fzapp.ui.preview import output
from tests.gui.exporting import wait_written, written_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.archive_signals import ArchiveSignals
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter


@pytest.fixture
def report_id(office: Services) -> int:
    return written_report(office)


@pytest.fixture
def page(report_id: int, make_page: Callable[[type[Page]], Page]) -> ExportPage:
    made = make_page(ExportPage)
    assert isinstance(made, ExportPage)
    return made


def words_on(page: ExportPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


# --- what is shown ------------------------------------------------------------------------------


def test_the_present_report_is_shown_with_its_length_and_what_is_still_empty(
    page: ExportPage, office: Services, report_id: int
) -> None:
    assert page.title() == f"导出　{office.reports.get(report_id).content.title}"
    assert page.options.reports.currentData() == report_id
    assert page.options.profiles.currentText().startswith("国家标准公文格式")
    assert page.view.page_count == len(
        office.exports.pages(office.reports.content(report_id), office.exports.profile())
    )
    assert f"共{page.view.page_count}页" in page.options.length.text()
    assert page.options.file_name.text() == "文件名：2026年度法治政府建设情况的报告.docx"
    assert page.status() == f"第1页，共{page.view.page_count}页"
    rows = [row for row in office.overview.tasks(report_id) if row.section.level and not row.has_children]
    empty = [row for row in rows if not row.characters]
    assert page.options.empty_chip.text() == f"还空着{len(empty)}节"
    assert empty[0].title in words_on(page)
    assert f"另有{len(empty) - 6}节也空着。" in words_on(page)


def test_a_way_leads_to_the_empty_section(
    page: ExportPage, qtbot: QtBot, office: Services, report_id: int
) -> None:
    with qtbot.waitSignal(page.open_section_requested) as asked:
        page.findChild(QPushButton, "export_write_0").click()
    assert not office.writing.section(asked.args[0]).body


def test_in_a_signed_report_nothing_is_to_be_written(
    page: ExportPage, office: Services, report_id: int
) -> None:
    office.freezes.freeze(report_id, "李某")
    page.refresh()
    # those of before wait to be freed
    assert page.findChildren(QPushButton, "export_write_0")[-1].text() == "去看"
    assert "另建一稿" in page.findChild(QLabel, "export_as_signed").text()


def test_another_report_is_looked_at_without_turning_the_window_to_it(
    page: ExportPage, office: Services, report_file: Path, signals: ArchiveSignals, operations: Operations
) -> None:
    stored = operations.run(lambda: office.imports.store(office.imports.read(report_file)))
    assert stored is not None
    assert page.options.reports.count() == 2
    assert page.options.reports.itemText(0).startswith("2026年")
    page.options.reports.setCurrentIndex(1)
    page.options.reports.activated.emit(1)
    assert "2025" in page.title()
    assert page.options.reports.currentData() == stored.report_id
    assert page.options.empty_chip.text() == "没有空节"
    assert signals.report_id == 0


def test_the_window_turning_to_a_report_turns_this_page_too(
    page: ExportPage, office: Services, report_file: Path, signals: ArchiveSignals
) -> None:
    stored = office.imports.store(office.imports.read(report_file))
    signals.choose_report(stored.report_id)
    assert "2025" in page.title()


def test_changes_are_seen_at_once_or_when_the_page_is_shown_again(
    page: ExportPage, office: Services, operations: Operations, report_id: int
) -> None:
    section = next(row.section for row in office.overview.tasks(report_id) if row.section.level == 2)
    before = page.view.page_count
    operations.run(lambda: office.writing.save(section.id, "全年开展普法活动11场次。\n" * 60))
    longer = page.view.page_count
    assert longer > before
    page.hide()
    operations.run(lambda: office.writing.save(section.id, "全年开展普法活动11场次。\n" * 200))
    assert page.view.page_count == longer
    assert page.stale
    page.show()
    page.activate()
    assert page.view.page_count > longer


def test_the_page_looked_at_stays_when_the_text_changes(
    page: ExportPage, office: Services, operations: Operations, report_id: int
) -> None:
    rows = [row for row in office.overview.tasks(report_id) if row.section.level == 2]
    operations.run(lambda: office.writing.save(rows[0].section.id, "全年开展普法活动11场次。\n" * 150))
    page.view.go_to_page(4)
    operations.run(lambda: office.writing.save(rows[1].section.id, "召开会议2次。"))
    assert page.view.current_page == 4


def test_fonts_that_lack_are_named_with_what_stands_in(
    report_id: int, make_page: Callable[[type[Page]], Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        QFontDatabase, "families", staticmethod(lambda: ["仿宋", "KaiTi", "SimHei", "SimSun"])
    )
    page = make_page(ExportPage)
    assert isinstance(page, ExportPage)
    assert page.options.fonts_chip.text() == "缺1种字体"
    assert "方正小标宋简体：这里用SimSun代替" in page.options.fonts.text()
    assert "打印前在装有这些字体的电脑上看一遍" in page.options.fonts.text()


def test_nothing_is_said_of_fonts_that_are_there(
    report_id: int, make_page: Callable[[type[Page]], Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = ["仿宋", "KaiTi", "SimHei", "SimSun", "STZhongsong"]
    monkeypatch.setattr(QFontDatabase, "families", staticmethod(lambda: there))
    page = make_page(ExportPage)
    assert isinstance(page, ExportPage)
    assert page.options.fonts_chip.text() == "字体齐全"


def test_an_archive_without_reports_says_how_to_begin(
    office: Services, make_page: Callable[[type[Page]], Page], qtbot: QtBot
) -> None:
    page = make_page(ExportPage)
    assert isinstance(page, ExportPage)
    assert "还没有报告可导出" in words_on(page)
    assert page.title() == "导出"
    assert not any(
        action.isEnabled() for action in page.actions() if "export_list" not in action.objectName()
    )
    with qtbot.waitSignal(page.command_requested) as asked:
        page.findChild(QPushButton, "export_new").click()
    assert asked.args == [actions.COMMAND_NEW]


def test_a_deleted_report_gives_way_to_the_next(
    page: ExportPage, office: Services, operations: Operations, report_id: int
) -> None:
    page.options.report_chosen.emit(report_id)
    operations.run(lambda: office.reports.delete(report_id))
    assert "还没有报告可导出" in words_on(page)
    assert page.status() == ""


# --- formats ------------------------------------------------------------------------------------


@pytest.fixture
def formats(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of formats to add to."""
    folder = Path(shutil.copytree(paths.resources() / "word", tmp_path / "word"))
    monkeypatch.setattr(services.exports, "_profiles", folder)
    assert isinstance(services.exports, ExportService)
    return folder


def test_another_format_lays_the_report_out_anew(formats: Path, page: ExportPage) -> None:
    text = (formats / "gbt9704.toml").read_text(encoding="utf-8").replace("lines = 22 ", "lines = 11 ")
    (formats / "county.toml").write_text(text.replace('name = "国家', 'name = "云溪县的'), encoding="utf-8")
    page.refresh()
    before = page.view.page_count
    page.options.profiles.setCurrentIndex(1)
    page.options.profiles.activated.emit(1)
    assert page.options.profiles.currentText().startswith("云溪县的")
    assert page.view.page_count > before


def test_a_damaged_format_is_told_and_stops_the_export(
    formats: Path, page: ExportPage, prompter: RecordingPrompter
) -> None:
    (formats / "broken.toml").write_text("[page", encoding="utf-8")
    page.refresh()
    page.options.profile_chosen.emit("broken")
    assert "写法不对" in prompter.sentences[-1]
    assert page.view.page_count == 0
    assert not page.actions()[0].isEnabled()
    page.options.profile_chosen.emit("gbt9704")
    assert page.view.page_count
    assert page.actions()[0].isEnabled()


# --- exporting ----------------------------------------------------------------------------------


def test_word_file_is_written_where_the_user_wants_it(
    page: ExportPage, prompter: RecordingPrompter, tmp_path: Path, qtbot: QtBot
) -> None:
    prompter.target = tmp_path / "报告.docx"
    page.export_word()
    assert not page.actions()[0].isEnabled(), "one at a time"
    wait_written(page, qtbot)
    assert page.actions()[0].isEnabled()
    written = recognise(read_document(prompter.target)).content
    assert any("全年开展普法活动11场次。" in section.body for section in written.sections)
    said = page.result.accessibleName()
    assert said == f"已导出到{prompter.target}，共{page.view.page_count}页。"
    assert prompter.told == []


def test_pdf_is_what_is_shown(
    page: ExportPage, prompter: RecordingPrompter, tmp_path: Path, qtbot: QtBot
) -> None:
    prompter.target = tmp_path / "报告.pdf"
    page.export_pdf()
    wait_written(page, qtbot)
    with pdfplumber.open(prompter.target) as document:
        assert len(document.pages) == page.view.page_count


def test_turning_back_writes_nothing(page: ExportPage, prompter: RecordingPrompter, tmp_path: Path) -> None:
    prompter.target = None
    page.export_word()
    page.export_pdf()
    assert prompter.followed == []


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "full"), "磁盘空间不够，“报告.docx”没有存成"),
        (PermissionError(errno.EACCES, "open in another program"), "关掉正在用它的程序"),
        (OSError(errno.EROFS, "read-only"), "没有存成"),
    ],
)
@pytest.mark.parametrize("kind", ["word", "pdf"])
def test_what_goes_wrong_is_told_and_the_old_file_stays(
    page: ExportPage,
    prompter: RecordingPrompter,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    error: OSError,
    sentence: str,
    kind: str,
) -> None:
    def fail(_path: Path, _data: bytes) -> None:
        raise error

    prompter.target = tmp_path / "报告.docx"
    prompter.target.write_bytes(b"old")
    monkeypatch.setattr(user_files, "write_atomic", fail)
    page.export_word() if kind == "word" else page.export_pdf()
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert sentence in prompter.sentences[0]
    assert prompter.told[0][1] == "wrong"
    assert prompter.target.read_bytes() == b"old"
    assert not page.result.isVisibleTo(page)
    assert page.actions()[0].isEnabled()


def test_a_vanished_folder_is_told(
    page: ExportPage, prompter: RecordingPrompter, tmp_path: Path, qtbot: QtBot
) -> None:
    prompter.target = tmp_path / "U盘" / "报告.docx"
    page.export_word()
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert "U盘" in prompter.sentences[0]


def test_stopping_leaves_no_file(
    page: ExportPage,
    prompter: RecordingPrompter,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stopped_meanwhile(*_: object) -> bytes:
        page._job.cancel()
        return b"a file"

    monkeypatch.setattr(output, "pdf", stopped_meanwhile)
    prompter.target = tmp_path / "报告.pdf"
    page.export_pdf()
    qtbot.waitUntil(lambda: not page._job.running)
    assert not prompter.target.exists()
    assert not page.result.isVisibleTo(page)
    assert page.actions()[0].isEnabled()


def test_ways_to_the_file_and_its_folder(
    page: ExportPage, prompter: RecordingPrompter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    can_open = True

    def open_url(url: object) -> bool:
        opened.append(Path(url.toLocalFile()).name)  # pyright: ignore[reportAttributeAccessIssue]
        return can_open

    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(open_url))
    target = tmp_path / "报告.docx"
    target.write_bytes(b"")
    page.result.show_path(target, 3)
    page.result.open_folder.click()
    page.result.open_file.click()
    assert opened == [tmp_path.name, "报告.docx"]
    can_open = False
    page.result.open_file.click()
    assert "没有程序能打开" in prompter.sentences[-1]
    target.unlink()
    page.result.open_file.click()
    assert "不在原处" in prompter.sentences[-1]
    assert len(opened) == 3


# --- printing -----------------------------------------------------------------------------------


def test_printing_sends_the_pages_that_are_shown(
    page: ExportPage, prompter: RecordingPrompter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    monkeypatch.setattr(output, "ask_printer", lambda *_: printer)
    page.print()
    assert prompter.told == [(f"{page.view.page_count}页已经送到打印机。", "done")]
    with pdfplumber.open(tmp_path / "printed.pdf") as document:
        assert len(document.pages) == page.view.page_count


def test_turning_back_from_printing_says_nothing(
    page: ExportPage, prompter: RecordingPrompter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "ask_printer", lambda *_: None)
    page.print()
    assert prompter.told == []


# --- keyboard and narrow windows ----------------------------------------------------------------


def test_everything_goes_by_keyboard(
    office: Services,
    report_id: int,
    window: MainWindow,
    prompter: RecordingPrompter,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ctrl = Qt.KeyboardModifier.ControlModifier
    printed: list[int] = []
    monkeypatch.setattr(output, "ask_printer", lambda _parent, pages, _painter: printed.append(pages))
    window.show_page(page_list.EXPORT)
    page = window.page
    assert isinstance(page, ExportPage)
    assert page.view.hasFocus()
    prompter.target = tmp_path / "报告.docx"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_E, ctrl)
    wait_written(page, qtbot)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_P, ctrl)
    assert printed == [page.view.page_count]
    reached: set[str] = set()
    for _ in range(60):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget().objectName())
    wanted = {"export_report", "export_profile", "zoom_width", "zoom_in", "preview_view", "export_write_0"}
    assert wanted | {"export_open_folder", "export_open_file", "export_pdf_button"} <= reached


def test_the_print_key_leads_here_from_any_page(
    report_id: int, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(output, "ask_printer", lambda _parent, pages, _painter: asked.append(pages))
    for word in (page_list.HOME, page_list.ARCHIVE):
        window.show_page(word)
        QTest.keyClick(
            QApplication.focusWidget() or window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier
        )
        assert isinstance(window.page, ExportPage)
    assert asked == []
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert asked == [window.page.view.page_count]


def test_news_of_a_file_does_not_squeeze_the_line_above(
    report_id: int, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.look.choose("extra", "")
    window.show_page(page_list.EXPORT)
    window.page.result.show_path(tmp_path / "报告.docx", 3)
    shown = [button for button in window.top_line.buttons() if "export_list" not in button.objectName()]
    qtbot.waitUntil(lambda: all(button.isVisible() for button in shown))
    qtbot.waitUntil(lambda: window.top_line.height() >= max(button.height() for button in shown) + 12)


def test_a_narrow_window_has_the_choices_in_a_drawer(page: ExportPage) -> None:
    drawer = page.actions()[1]
    assert not drawer.isVisible()
    page.set_narrow(True)
    assert drawer.isVisible()
    assert not page.options.isVisible()
    page.toggle_list()
    assert page.options.isVisible()
    assert page.options.mapTo(page, page.options.rect().topLeft()).x() < 40
    QTest.keyClick(page.options.reports, Qt.Key.Key_Escape)
    assert not page.options.isVisible()
    page.set_narrow(False)
    assert page.options.isVisible()


def test_the_primary_way_out_is_the_word_file(page: ExportPage) -> None:
    primary = [each for each in page.actions() if each.priority() is each.Priority.HighPriority]
    assert [action.text() for action in primary] == ["导出Word"]
    assert page.actions()[0] is primary[0]


def test_a_word_file_may_carry_the_findings_as_comments(
    page: ExportPage, prompter: RecordingPrompter, tmp_path: Path, qtbot: QtBot
) -> None:
    prompter.target = tmp_path / "批注.docx"
    page.options.annotated.setChecked(True)
    page.export_word()
    wait_written(page, qtbot)
    assert any("依据" in comment.text for comment in Document(str(prompter.target)).comments)
