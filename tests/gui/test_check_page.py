"""校核: findings with their paragraph, keys 1 to 4, filters, files from outside, what leaves the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pdfplumber
import pytest
from docx import Document
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel

from fzapp.domain.finding import Severity
from fzapp.domain.report import Section
from fzapp.domain.waiver import WaiverScope
from fzapp.services.knowledge_update import pack_update
from fzapp.ui import page_list
from fzapp.ui.dialogs import fix_all, waive, waivers
from fzapp.ui.models.finding_model import FindingModel
from fzapp.ui.pages.check_list import WAIVED
from fzapp.ui.pages.check_page import CheckPage
from fzapp.ui.pages.help_page import HelpPage
from tests.unit.services.test_knowledge_update import words
from tests.unit.services.test_report_checks import store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.domain.waiver import Waiver
    from fzapp.services.context import Services
    from fzapp.services.report_checks import PlacedFinding
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter


@pytest.fixture
def report_id(office: Services) -> int:
    return store(office)


@pytest.fixture
def page(report_id: int, make_page: Callable[[type[Page]], Page], qtbot: QtBot) -> CheckPage:
    made = make_page(CheckPage)
    assert isinstance(made, CheckPage)
    checked(made, qtbot)
    return made


def checked(page: CheckPage, qtbot: QtBot) -> None:
    """Wait until nothing is being checked any more."""
    qtbot.waitUntil(lambda: page._job is None, timeout=30_000)


def texts(page: CheckPage) -> list[str]:
    return [found.finding.text for found in page.findings.visible_findings()]


def choose(page: CheckPage, text: str) -> PlacedFinding:
    """Make the finding on `text` the current one."""
    row = next(i for i, r in enumerate(page.findings.model.rows) if r.found and r.found.finding.text == text)
    page.findings.view.setCurrentIndex(page.findings.model.index(row, 0))
    found = page.findings.current()
    assert found is not None
    return found


def bodies(services: Services, report_id: int) -> str:
    return "\n".join(section.body for section in services.reports.get(report_id).sections)


def press(page: CheckPage, key: Qt.Key) -> None:
    page.window().activateWindow()
    page.findings.view.setFocus()
    QTest.keyClick(page.findings.view, key)


# --- the list -----------------------------------------------------------------------------------


def test_findings_are_grouped_the_gravest_first(page: CheckPage) -> None:
    severities = [row.severity for row in page.findings.model.rows]
    order = list(Severity)
    assert [order.index(s) for s in severities] == sorted(order.index(s) for s in severities)
    heading = page.findings.model.rows[0]
    assert heading.found is None
    assert heading.count >= 1
    assert "截止" in texts(page)
    assert "必须改" in page.status()
    assert "检查用时" in page.status()


def test_the_model_keeps_the_rules_of_models(page: CheckPage) -> None:
    model = FindingModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_findings(page.findings.visible_findings())
    assert model.rowCount() > len(page.findings.visible_findings())
    assert model.flags(model.index(0, 0)) == Qt.ItemFlag.NoItemFlags


def test_the_arrow_keys_go_from_finding_to_finding(page: CheckPage) -> None:
    rows = page.findings.model.rows
    last = max(i for i, row in enumerate(rows) if row.found is not None)
    page.findings.view.setCurrentIndex(page.findings.model.index(last, 0))
    seen = {page.findings.view.currentIndex().row()}
    for _ in rows:
        QTest.keyClick(page.findings.view, Qt.Key.Key_Up)
        seen.add(page.findings.view.currentIndex().row())
    assert seen == {i for i, row in enumerate(rows) if row.found is not None}


def test_the_finding_is_explained(page: CheckPage) -> None:
    found = choose(page, "截止")
    assert page.detail.where.text().endswith("普法宣传　第2段")
    assert page.detail.message.text() == found.finding.message
    assert page.detail.basis.text().startswith("依据：")
    assert page.detail.count.text() == "本规则提示2次　采纳0次"
    assert page.detail.paragraph.toPlainText() == "截止10月底，各项任务完成。"
    assert page.detail.fixes[0].text() == "1  改为“截至”"
    assert page.detail.waive.text().startswith("4  ")


def test_without_a_finding_no_line_parts_nothing(page: CheckPage) -> None:
    page.detail.show_finding(None, "", can_fix=False, can_jump=False)
    assert not any(one.isVisible() for one in page.detail._rules)
    choose(page, "截止")
    assert all(one.isVisible() for one in page.detail._rules)


def test_filters_by_severity_class_and_section(page: CheckPage) -> None:
    everything = len(page.findings.visible_findings())
    page.findings.show_tab(Severity.MUST.value)
    assert all(f.finding.severity is Severity.MUST for f in page.findings.visible_findings())
    page.findings.show_tab("all")
    page.findings.classes.setCurrentIndex(1)
    kind = page.findings.classes.currentData()
    assert {f.finding.finding_class.value for f in page.findings.visible_findings()} == {kind}
    page.findings.classes.setCurrentIndex(0)
    page.findings.sections.setCurrentIndex(page.findings.sections.count() - 1)
    section = page.findings.sections.currentData()
    assert {f.place.section for f in page.findings.visible_findings()} == {section}
    page.findings.sections.setCurrentIndex(0)
    assert len(page.findings.visible_findings()) == everything


# --- acting ---------------------------------------------------------------------------------------


def test_key_1_puts_it_right_and_it_can_be_undone(
    page: CheckPage, office: Services, report_id: int, qtbot: QtBot, operations: Operations
) -> None:
    choose(page, "截止")
    press(page, Qt.Key.Key_1)
    assert "截至10月底" in bodies(office, report_id)
    assert "截止" not in texts(page)
    checked(page, qtbot)
    assert "截止" not in texts(page)
    operations.undo()
    assert "截止10月底" in bodies(office, report_id)
    page.refresh()
    checked(page, qtbot)
    assert "截止" in texts(page)


def test_key_4_waives_with_a_reason_and_takes_it_back(
    page: CheckPage, office: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waive, "ask", lambda _p, _f: waive.Wish(WaiverScope.ONCE, "引用原话"))
    choose(page, "截止")
    press(page, Qt.Key.Key_4)
    checked(page, qtbot)
    assert "截止" not in texts(page)
    assert "已忽略1" in page.status()
    assert office.checking.waivers.all()[0].reason == "引用原话"
    page.findings.show_tab(WAIVED)
    choose(page, "截止")
    assert page.detail.waive.text() == "4  恢复提示"
    assert page.detail.fixes[0].isHidden()
    press(page, Qt.Key.Key_4)
    checked(page, qtbot)
    page.findings.show_tab("all")
    assert "截止" in texts(page)
    assert office.checking.waivers.all() == ()


def test_all_that_is_safe_is_shown_and_done_as_one_step(
    page: CheckPage,
    office: Services,
    report_id: int,
    qtbot: QtBot,
    operations: Operations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = bodies(office, report_id)
    offered: list[str] = []

    def ask(parent: object, wanted: list[tuple[PlacedFinding, str]]) -> list[tuple[PlacedFinding, str]]:
        dialog = fix_all.FixAllDialog(None, wanted)
        qtbot.addWidget(dialog)
        offered.extend(dialog.changes.item(i).text() for i in range(dialog.changes.count()))
        return dialog.answer()

    monkeypatch.setattr(fix_all, "ask", ask)
    page.fix_all()
    checked(page, qtbot)
    assert offered
    assert "," not in bodies(office, report_id)
    assert "{{矛盾纠纷.调解总数}}" in bodies(office, report_id)
    assert "截止" in bodies(office, report_id)
    operations.undo()
    assert bodies(office, report_id) == before
    checked(page, qtbot)


def test_enter_goes_to_the_place_in_the_text(window: MainWindow, office: Services, qtbot: QtBot) -> None:
    report_id = store(office)
    window.signals.choose_report(report_id)
    window.show_page(page_list.CHECK)
    page = window.page
    assert isinstance(page, CheckPage)
    checked(page, qtbot)
    choose(page, "截止")
    press(page, Qt.Key.Key_Return)
    assert window.page.name == "写报告"
    cursor = window.page.editor.textCursor()
    assert cursor.selectedText() == "截止"
    window.show_page(page_list.CHECK)
    checked(page, qtbot)


def test_a_report_without_findings_says_what_was_looked_at(
    office: Services, make_page: Callable[[type[Page]], Page], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(office)
    monkeypatch.setattr(office.checking.checks, "check_lines", lambda *_: ())
    page = make_page(CheckPage)
    assert isinstance(page, CheckPage)
    checked(page, qtbot)
    words = [label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page)]
    assert "没有发现问题" in words
    assert any("法规名称" in text for text in words)


def test_without_reports_there_is_something_to_do(make_page: Callable[[type[Page]], Page]) -> None:
    page = make_page(CheckPage)
    assert page.status() == ""
    words = [label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page)]
    assert any("还没有报告可检查" in text for text in words)


def test_a_signed_report_is_read_only(
    office: Services, make_page: Callable[[type[Page]], Page], qtbot: QtBot
) -> None:
    report_id = store(office, (Section(level=1, heading="成效", body="截止10月底全部完成。"),))
    office.freezes.freeze(report_id, "李书记")
    page = make_page(CheckPage)
    assert isinstance(page, CheckPage)
    checked(page, qtbot)
    choose(page, "截止")
    assert page.detail.fixes[0].isHidden()
    assert page.detail.waive.isHidden()


# --- files and paper ------------------------------------------------------------------------------


def test_a_dropped_file_is_checked_and_not_imported(
    page: CheckPage, office: Services, report_id: int, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "外来.txt"
    path.write_text("某镇2026年工作总结\n截止10月底,任务完成。\n", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )  # fmt: skip
    page.dropEvent(drop)
    checked(page, qtbot)
    assert "外来.txt" in page.title()
    choose(page, "截止")
    assert page.detail.where.text() == "第2段"
    assert page.detail.fixes[0].isHidden()
    assert [report.id for report in office.reports.all()] == [report_id]
    page.back()
    checked(page, qtbot)
    assert "外来" not in page.title()


def test_a_file_that_cannot_be_read_leads_back_to_the_report(
    page: CheckPage, prompter: RecordingPrompter, tmp_path: Path, qtbot: QtBot
) -> None:
    page.check_path(tmp_path / "没有.docx")
    checked(page, qtbot)
    assert any("没有.docx" in sentence for sentence in prompter.sentences)
    assert "没有.docx" not in page.title()


def test_the_list_becomes_a_pdf(page: CheckPage, prompter: RecordingPrompter, tmp_path: Path) -> None:
    prompter.target = tmp_path / "问题清单.pdf"
    page.output.save_list()
    with pdfplumber.open(prompter.target) as pdf:
        assert len(pdf.pages) >= 1
    assert any("问题清单.pdf" in sentence for sentence in prompter.sentences)


def test_a_word_file_with_comments_is_saved(
    page: CheckPage, prompter: RecordingPrompter, tmp_path: Path, qtbot: QtBot
) -> None:
    prompter.target = tmp_path / "批注.docx"
    with qtbot.waitSignal(page.output.done, timeout=20_000):
        page.output.save_annotated()
    comments = [comment.text for comment in Document(str(prompter.target)).comments]
    assert any("截至" in text for text in comments)
    assert any("批注.docx" in sentence for sentence in prompter.sentences)


def test_a_narrow_page_puts_one_above_the_other(page: CheckPage, qtbot: QtBot) -> None:
    page.resize(640, 600)
    page.set_narrow(True)
    qtbot.waitUntil(lambda: page.findings.geometry().bottom() < page.detail.geometry().top())


def test_newer_knowledge_is_put_in_and_taken_back(
    page: CheckPage, prompter: RecordingPrompter, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "更新.zip"
    path.write_bytes(pack_update({"wording.toml": words()}, "2027.1", "2099-01-10", "县司法局"))
    line = page.knowledge.lines[0]
    assert line.told.text().startswith("知识：随程序")
    assert line.back_button.isHidden()
    prompter.files = [path]
    page.knowledge.update()
    checked(page, qtbot)
    assert "2099-01-10，县司法局" in prompter.asked[-1]
    assert "更新 2027.1" in line.told.text()
    assert not line.back_button.isHidden()
    page.knowledge.take_back()
    checked(page, qtbot)
    assert line.told.text().startswith("知识：随程序")


def test_a_broken_update_is_told_and_not_used(
    page: CheckPage, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    prompter.files = [tmp_path / "更新.zip"]
    prompter.files[0].write_bytes(b"nothing")
    page.knowledge.update()
    assert any("不是知识更新文件" in sentence for sentence in prompter.sentences)
    assert page.services.checking.knowledge.state().own


def test_the_help_tells_how_good_the_checks_are(make_page: Callable[[type[Page]], Page]) -> None:
    page = make_page(HelpPage)
    assert isinstance(page, HelpPage)
    titles = [page.topics.item(row).text() for row in range(page.topics.count())]
    page.topics.setCurrentRow(titles.index("校核"))
    shown = page.text.toPlainText()
    assert "法规名称" in shown
    assert "{" not in shown


def test_everything_waived_is_listed_and_taken_back(
    page: CheckPage, office: Services, report_id: int, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = choose(page, "截止")
    office.checking.waivers.waive(report_id, found, WaiverScope.PHRASE, "引用原话")
    page.refresh()
    checked(page, qtbot)
    assert page.findings.manage.isHidden()
    page.findings.show_tab(WAIVED)
    assert not page.findings.manage.isHidden()

    def ask(_parent: object, listed: tuple[Waiver, ...]) -> list[int]:
        dialog = waivers.WaiversDialog(None, listed)
        qtbot.addWidget(dialog)
        assert not dialog.accept_button.isEnabled()
        assert "“截止”　这个词句都不提示　原因：引用原话" in dialog.entries.item(0).text()
        dialog.entries.item(0).setCheckState(Qt.CheckState.Checked)
        assert dialog.accept_button.isEnabled()
        return dialog.answer()

    monkeypatch.setattr(waivers, "ask", ask)
    page.manage_waivers()
    checked(page, qtbot)
    assert office.checking.waivers.all() == ()


def test_a_stopped_check_is_no_clean_report(
    report_id: int, make_page: Callable[[type[Page]], Page], qtbot: QtBot
) -> None:
    page = make_page(CheckPage)
    assert isinstance(page, CheckPage)
    assert "正在检查" in page.status()
    assert page.leave()
    checked(page, qtbot)
    words = [label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page)]
    assert "没有查完，按 F5 再查一遍。" in words
    page.activate()
    checked(page, qtbot)
    assert "截止" in texts(page)


def test_what_is_missing_of_the_frame_leads_to_title_and_signature(
    office: Services, make_page: Callable[[type[Page]], Page], qtbot: QtBot
) -> None:
    """It stands in no section, and would otherwise be told with no way to put it right."""
    office.reports.create("annual_report", 2026)
    page = make_page(CheckPage)
    assert isinstance(page, CheckPage)
    checked(page, qtbot)
    rows = page.findings.model.rows
    place = next(i for i, r in enumerate(rows) if r.found and "成文日期" in r.found.finding.message)
    page.findings.view.setCurrentIndex(page.findings.model.index(place, 0))
    assert page.detail.jump.isVisibleTo(page)
    with qtbot.waitSignal(page.open_place_requested) as opened:
        page.detail.jump.click()
    assert opened.args == [0, 0, 0]


def test_the_keyboard_is_in_the_list_once_it_is_there(
    page: CheckPage, window: MainWindow, qtbot: QtBot
) -> None:
    """While the first check runs the list is hidden and takes no keyboard."""
    del page
    window.show_page(page_list.CHECK)
    shown = window.page
    assert isinstance(shown, CheckPage)
    checked(shown, qtbot)
    qtbot.waitUntil(shown.findings.view.hasFocus)
