"""导出: 版头 and 版记 are chosen beside the pages, and the sources of numbers stand in the Word file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from docx import Document
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton

from fzapp.domain.letterhead import DocumentNumber, PaperChoice
from fzapp.ui.dialogs import letterhead, own_format
from fzapp.ui.pages.export_page import ExportPage
from fzapp.word.profile import FontRole
from tests.gui.exporting import wait_written, written_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
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


def answer_with(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[PaperChoice], PaperChoice | None]
) -> list[PaperChoice]:
    """The dialog is answered with what `change` makes of its question; answers what was asked."""
    asked: list[PaperChoice] = []

    def ask(_parent: object, question: letterhead.Question) -> PaperChoice | None:
        asked.append(question.choice)
        return change(question.choice)

    monkeypatch.setattr(letterhead, "ask", ask)
    return asked


def test_nothing_stands_around_the_text_until_it_is_wanted(page: ExportPage) -> None:
    assert not page.options.letterhead.isChecked()
    assert not page.options.imprint.isChecked()
    assert "正式行文时勾选" in page.options.parts.text()


def test_the_imprint_is_seen_at_once_and_kept(
    page: ExportPage, qtbot: QtBot, office: Services, report_id: int
) -> None:
    qtbot.mouseClick(page.options.imprint, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert office.letterheads.choice(report_id).with_imprint
    assert page.view.page_count % 2 == 0
    assert "2026年12月1日印发" in page.options.parts.text()


def test_what_lacks_is_asked_for(
    page: ExportPage, office: Services, report_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = DocumentNumber("青府", 2026, office.letterheads.next_number("青府", 2026))
    asked = answer_with(monkeypatch, lambda choice: replace(choice, signers=("王某某",), number=number))
    page.options.letterhead.click()
    assert asked[0].with_letterhead
    assert "签发人" in asked[0].fault
    assert office.letterheads.choice(report_id).number.text == "青府〔2026〕1号"
    assert "青府〔2026〕1号" in page.options.parts.text()
    assert page.view.page_count >= 1


def test_turning_back_leaves_it_out(
    page: ExportPage, office: Services, report_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(monkeypatch, lambda _choice: None)
    page.options.letterhead.click()
    assert not page.options.letterhead.isChecked()
    assert not office.letterheads.choice(report_id).with_letterhead


def test_the_word_file_has_what_is_shown(
    page: ExportPage,
    qtbot: QtBot,
    prompter: RecordingPrompter,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer_with(monkeypatch, lambda choice: replace(choice, signers=("王某某",)))
    page.options.letterhead.click()
    prompter.target = tmp_path / "报告.docx"
    page.export_word()
    wait_written(page, qtbot)
    texts = [paragraph.text for paragraph in Document(str(prompter.target)).paragraphs]
    assert "青石镇人民政府文件" in texts
    assert "\t签发人：王某某" in texts


def test_sources_of_numbers_become_comments(
    page: ExportPage, qtbot: QtBot, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    page.options.sourced.setChecked(True)
    prompter.target = tmp_path / "报告.docx"
    page.export_word()
    wait_written(page, qtbot)
    comments = [comment.text for comment in Document(str(prompter.target)).comments]
    assert comments
    assert all(comment.startswith("【出处】") for comment in comments)


def test_the_dialog_reads_back_what_it_shows(qtbot: QtBot) -> None:
    choice = PaperChoice(
        with_letterhead=True,
        with_imprint=True,
        issuers=("中共青石镇委员会", "青石镇人民政府"),
        number=DocumentNumber("青委发", 2026, 12),
        signers=("王某某", "李某"),
        urgency="特急",
        copy_number="000012",
        copies_to="云溪县司法局",
        printer="青石镇党政办公室",
        printed_on="2027年2月8日",
    )
    dialog = letterhead.LetterheadDialog(None, letterhead.Question(choice, lambda _prefix, _year: 13))
    qtbot.addWidget(dialog)
    assert dialog.answer() == choice
    qtbot.mouseClick(dialog.findChild(QPushButton, "letterhead_next"), Qt.MouseButton.LeftButton)
    assert dialog.answer().number.text == "青委发〔2026〕13号"
    dialog.signers.clear()
    dialog.accept()
    assert "签发人" in dialog.problem.text()
    assert dialog.result() == 0


def test_a_format_of_the_county_is_kept_and_shown(
    page: ExportPage, office: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        own_format, "ask", lambda _parent, asked: replace(asked.profile, name=asked.name, lines=20)
    )
    page.options.format_requested.emit()
    assert page.options.profiles.currentText() == "本县公文格式"
    assert office.exports.profile(page.options.profiles.currentData()).lines == 20


@pytest.fixture
def format_dialog(
    qtbot: QtBot, page: ExportPage, monkeypatch: pytest.MonkeyPatch
) -> own_format.OwnFormatDialog:
    """The dialog as the page asks with it, with one face of this PC."""
    asked: list[own_format.Question] = []
    monkeypatch.setattr(own_format, "ask", lambda _parent, question: asked.append(question))
    page.options.format_requested.emit()
    dialog = own_format.OwnFormatDialog(None, replace(asked[0], families=("FandolFang",)))
    qtbot.addWidget(dialog)
    return dialog


def test_the_pages_beside_the_format_follow_what_is_filled_in(
    qtbot: QtBot, page: ExportPage, format_dialog: own_format.OwnFormatDialog
) -> None:
    shown = format_dialog.preview
    assert shown.page_count == page.view.page_count
    format_dialog.lines.setValue(8)
    qtbot.waitUntil(lambda: shown.page_count > page.view.page_count)
    more = shown.page_count
    format_dialog.lines.setValue(80)
    qtbot.waitUntil(lambda: "排不下" in format_dialog.problem.text())
    assert shown.page_count == more
    format_dialog.lines.setValue(22)
    qtbot.waitUntil(lambda: shown.page_count == page.view.page_count)
    assert format_dialog.problem.isHidden()


def test_the_format_dialog_reads_back_what_it_shows(
    office: Services, format_dialog: own_format.OwnFormatDialog
) -> None:
    profile, dialog = office.exports.profile(), format_dialog
    assert replace(dialog.answer(), name=profile.name) == profile
    dialog.edges["top"].setValue(35)
    dialog.faces[FontRole.BODY].setCurrentText("FandolFang")
    dialog.digits.setCurrentText(own_format.TIMES)
    changed = dialog.answer()
    assert (changed.top, changed.digit_font) == (35, "Times New Roman")
    assert changed.fonts[FontRole.BODY].names[:2] == ("FandolFang", profile.fonts[FontRole.BODY].names[0])
    assert changed.fonts[FontRole.HEADING3].names[0] == "FandolFang"
    dialog.lines.setValue(60)
    dialog.accept()
    assert "排不下" in dialog.problem.text()
