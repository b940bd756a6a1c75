"""公开稿: places are decided by keys and buttons, nothing leaves before, and every step can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fzapp.domain.release import Treatment
from fzapp.ui.pages.release_page import NO_REPORT, WHO, ReleasePage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter

TEXT = "社区矫正对象在册3人。联系电话13912345678。信访人李大川，多次来访。"


@pytest.fixture
def page(office: Services, make_page: Callable[[type[Page]], Page]) -> ReleasePage:
    """A signed report with three places."""
    report = office.reports.create("annual_report", 2026)
    section = next(r.section for r in office.overview.tasks(report) if r.section.level == 2)
    office.writing.save(section.id, TEXT, 0)
    office.freezes.freeze(report, "甲某某")
    made = make_page(ReleasePage)
    assert isinstance(made, ReleasePage)
    made.detail.by.setText("乙某某")
    return made


def states(page: ReleasePage) -> list[str]:
    return [row[1] for row in page.table.rows]


def press(page: ReleasePage, key: str) -> None:
    page.table.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(page.table, key)


def test_the_places_are_listed_and_the_copy_waits(page: ReleasePage) -> None:
    assert [row[0] for row in page.table.rows] == ["3人", "13912345678", "李大川"]
    assert states(page)[0] == "建议改写为“不足5人”"
    assert page.state.text() == "还有3处"
    assert "【3人】" in page.detail.words.text()
    word, pdf, accept, _, sheet = page.actions()
    assert [one.isEnabled() for one in (word, pdf, accept, sheet)] == [False, False, True, True]


def test_keys_decide_and_lead_to_the_next_open_place(page: ReleasePage) -> None:
    press(page, "2")
    press(page, "3")
    assert states(page)[:2] == ["改写为“不足5人”", "删去"]
    assert page.table.currentIndex().row() == 2
    page.detail.put.setText("某信访人")
    page.detail.answers[1].click()
    assert states(page)[2] == "改写为“某信访人”"
    assert page.state.text() == "可以导出"


def test_keys_do_nothing_in_a_field(page: ReleasePage) -> None:
    page.detail.reason.setFocus()
    QTest.keyClick(page.detail.reason, "1")
    assert page.detail.reason.text() == "1"
    assert all(state.startswith("建议") for state in states(page))


def test_a_grave_place_is_kept_only_with_a_reason(page: ReleasePage, prompter: RecordingPrompter) -> None:
    page.table.selectRow(1)
    press(page, "1")
    assert "要写理由" in prompter.sentences[-1]
    page.detail.reason.setText("公开的办公电话")
    press(page, "1")
    assert states(page)[1] == "保留"


def test_a_decision_is_undone_and_taken_back(page: ReleasePage) -> None:
    press(page, "2")
    page.operations.undo()
    assert states(page)[0].startswith("建议")
    press(page, "3")
    page.table.selectRow(0)
    press(page, "4")
    assert states(page)[0].startswith("建议")


def test_nobody_decides_without_a_name(page: ReleasePage, prompter: RecordingPrompter) -> None:
    page.detail.by.clear()
    page.decide(Treatment.LEAVE_OUT)
    assert prompter.sentences[-1] == WHO
    assert all(state.startswith("建议") for state in states(page))


def test_all_as_proposed_then_the_copy_and_the_sheet(
    page: ReleasePage, prompter: RecordingPrompter, tmp_path: Path, qtbot: QtBot
) -> None:
    page.accept_proposals()
    assert "3处都按建议处理" in prompter.asked[-1]
    prompter.target = tmp_path / "报告（公开稿）.docx"
    page.export_word()
    qtbot.waitUntil(lambda: any("公开稿存成了" in one for one in prompter.sentences))
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(prompter.target)).paragraphs)
    assert "社区矫正对象在册不足5人。联系电话。信访人李某，多次来访。" in text
    prompter.target = tmp_path / "报告（公开稿）.pdf"
    page.export_pdf()
    qtbot.waitUntil(lambda: any("（公开稿）.pdf" in one for one in prompter.sentences))
    assert prompter.target.read_bytes().startswith(b"%PDF")
    prompter.target = tmp_path / "报告（保密审查表）.docx"
    page.save_sheet()
    assert prompter.target.exists()
    told = [line.told for line in page.services.audit.lines()]
    assert sum("公开稿" in one for one in told) == 2
    assert any("保密审查表" in one for one in told)


def test_without_a_signed_report_it_says_so(
    office: Services, make_page: Callable[[type[Page]], Page]
) -> None:
    office.reports.create("annual_report", 2026)
    page = make_page(ReleasePage)
    assert isinstance(page, ReleasePage)
    assert page.told.text() == NO_REPORT
    assert not any(action.isEnabled() for action in page.actions())
