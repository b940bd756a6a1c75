"""The writing page: one section a screen, nothing typed is lost, and everything goes by keyboard."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from fzapp.services.context import build_services
from fzapp.storage.archive import Archive
from fzapp.ui.actions import COMMAND_IMPORT, COMMAND_NEW
from tests.conftest import ROOT
from tests.gui.writing import CTRL, LAST_YEAR, compose, make_services, open_page

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.gui.writing import Writing


@pytest.fixture
def writing(qtbot: QtBot, tmp_path: Path) -> Writing:
    return open_page(qtbot, tmp_path / "archive")


@pytest.fixture
def with_past(qtbot: QtBot, tmp_path: Path) -> Writing:
    return open_page(qtbot, tmp_path / "archive", last_year=True)


# --- opening -------------------------------------------------------------------------------------------


def test_opens_on_the_first_section_that_is_not_finished(writing: Writing) -> None:
    lead = writing.sections()[0]
    assert writing.page.shown_section() == lead.id
    assert writing.page.desk.heading.text() == "导语"
    assert "青石镇" in writing.page.title()


def test_an_empty_archive_says_how_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    writing = open_page(qtbot, tmp_path / "archive")
    writing.services.reports.delete(writing.report_id)
    assert writing.page._empty.isVisible()
    spy = QSignalSpy(writing.page.command_requested)
    for button in writing.page._empty.findChildren(type(writing.page.outline._add_button)):
        button.click()
    assert [spy.at(0), spy.at(1)] == [[COMMAND_NEW], [COMMAND_IMPORT]]


def test_keys_find_nothing_of_a_report_that_is_gone(qtbot: QtBot, tmp_path: Path) -> None:
    writing = open_page(qtbot, tmp_path / "archive")
    writing.type("写到一半。")
    writing.services.reports.delete(writing.report_id)
    with qtbot.capture_exceptions() as raised:
        writing.page.open_find(replacing=False)
        writing.page.step(1)
        for action in QWidget.actions(writing.page):
            action.trigger()
    assert raised == []
    assert writing.page.model.rows == ()
    assert writing.page.leave()


def test_restart_resumes_at_section_and_cursor(qtbot: QtBot, tmp_path: Path) -> None:
    writing = open_page(qtbot, tmp_path / "archive")
    section = writing.leaves()[2]
    writing.page.open_section(section.id)
    writing.page.editor._notice_timer.setInterval(10)
    writing.type("一是抓学习。二是抓落实。")
    writing.page.editor.set_cursor_offset(6)
    writing.page.leave()
    qtbot.waitUntil(lambda: not writing.page.editor._notice_timer.isActive())
    writing.services.close()
    services = build_services(Archive.open(tmp_path / "archive"), ROOT / "resources")
    again = open_page(qtbot, tmp_path / "archive", services=services)
    assert again.page.shown_section() == section.id
    assert again.page.editor.body() == "一是抓学习。二是抓落实。"
    assert again.page.editor.cursor_offset() == 6


def test_another_report_can_be_chosen(with_past: Writing) -> None:
    with_past.type("今年的导语。")
    old = next(report.id for report in with_past.services.reports.all() if report.year == 2025)
    with_past.signals.choose_report(old)
    assert "2025" in with_past.page.title()
    assert with_past.page.editor.body() == LAST_YEAR
    assert with_past.sections()[0].body == "今年的导语。"


def test_a_section_of_another_report_opens_it(with_past: Writing) -> None:
    old = next(report.id for report in with_past.services.reports.all() if report.year == 2025)
    section = with_past.services.reports.get(old).sections[3]
    with_past.page.open_section(section.id)
    assert with_past.page.shown_section() == section.id
    assert with_past.signals.report_id == old


# --- saving --------------------------------------------------------------------------------------------


def test_typed_text_reaches_the_disk_before_it_is_committed(writing: Writing, qtbot: QtBot) -> None:
    lead = writing.sections()[0]
    writing.page.editor._draft_timer.setInterval(20)
    spy = QSignalSpy(writing.operations.saved)
    writing.type("青石镇𠮷家村")
    qtbot.waitUntil(lambda: writing.drafts() == [(lead.id, "青石镇𠮷家村")])
    assert writing.body(lead.id) == ""
    assert spy.count() == 1
    other = sqlite3.connect(f"file:{writing.folder / 'archive.db'}?mode=ro", uri=True)
    assert other.execute("select body, cursor from draft").fetchall() == [("青石镇𠮷家村", 6)]
    other.close()


def test_what_is_composed_is_neither_drafted_nor_committed(writing: Writing, qtbot: QtBot) -> None:
    writing.page.editor._draft_timer.setInterval(20)
    compose(writing.page.editor, "qing'shi")
    qtbot.waitUntil(lambda: not writing.page.editor._draft_timer.isActive())
    writing.page.save()
    assert writing.drafts() == []
    assert writing.sections()[0].body == ""
    assert writing.page.editor.is_composing()
    assert QApplication.focusWidget() is writing.page.editor


def test_going_to_another_section_commits_first(writing: Writing) -> None:
    lead, first = writing.sections()[0], writing.leaves()[0]
    writing.type("青石镇按照部署推进工作。")
    writing.page.open_section(first.id)
    assert writing.body(lead.id) == "青石镇按照部署推进工作。"
    assert writing.drafts() == []
    assert writing.page.editor.body() == ""
    assert writing.stack.count() == 1


def test_each_section_keeps_its_cursor(writing: Writing) -> None:
    lead, first = writing.sections()[0], writing.leaves()[0]
    writing.type("青石镇按照部署推进工作。")
    writing.page.editor.set_cursor_offset(3)
    writing.page.open_section(first.id)
    writing.page.open_section(lead.id)
    assert writing.page.editor.cursor_offset() == 3


def test_leaving_the_page_commits(writing: Writing) -> None:
    writing.type("青石镇。")
    writing.page.leave()
    assert writing.sections()[0].body == "青石镇。"
    assert not writing.page.editor.is_changed()
    writing.page.leave()
    assert writing.stack.count() == 1


def test_a_refused_commit_keeps_the_text_and_says_why(writing: Writing) -> None:
    lead = writing.sections()[0]
    writing.type("青石镇。")
    with writing.services.archive.journal() as connection:
        connection.execute("update report set stage = 'final'")
    assert not writing.page.commit()
    assert writing.prompter.told[-1][1] == "wrong"
    assert "定稿" in writing.prompter.told[-1][0]
    assert writing.page.editor.body() == "青石镇。"
    assert writing.page.editor.is_changed()
    assert writing.body(lead.id) == ""


def test_own_change_leaves_the_text_and_its_undo_alone(writing: Writing) -> None:
    writing.type("甲")
    writing.type("乙")
    writing.page.save()
    writing.key(Qt.Key.Key_Z, CTRL)
    assert writing.page.editor.body() == "甲"


def test_a_signed_report_can_only_be_read(writing: Writing) -> None:
    with writing.services.archive.journal() as connection:
        connection.execute("update report set stage = 'final'")
    writing.page._shown = -1
    writing.page.refresh()
    writing.type("甲")
    QTest.keyClicks(writing.page.editor, "abc")
    assert writing.page.editor.body() == ""
    assert "定稿" in writing.page.desk.notice.text()
    assert not writing.page.keys._quote.isEnabled()


# --- undo ----------------------------------------------------------------------------------------------


def test_undo_goes_through_the_text_then_through_the_archive(writing: Writing) -> None:
    lead = writing.sections()[0]
    writing.services.writing.save(lead.id, "原文。")
    writing.page.refresh()
    writing.page.editor.set_cursor_offset(3)
    writing.type("新写的。")
    writing.page.save()
    assert writing.body(lead.id) == "原文。新写的。"
    writing.key(Qt.Key.Key_Z, CTRL)
    assert (writing.page.editor.body(), writing.body(lead.id)) == ("原文。", "原文。新写的。")
    writing.key(Qt.Key.Key_Z, CTRL)
    assert (writing.page.editor.body(), writing.body(lead.id)) == ("原文。", "原文。")
    assert not writing.page.editor.is_changed()


def test_undo_of_the_archive_shows_in_the_editor(writing: Writing) -> None:
    lead, first = writing.sections()[0], writing.leaves()[0]
    writing.type("青石镇。")
    writing.page.open_section(first.id)
    writing.page.open_section(lead.id)
    writing.key(Qt.Key.Key_Z, CTRL)
    assert writing.page.editor.body() == ""
    writing.operations.redo()
    assert writing.page.editor.body() == "青石镇。"


def test_a_change_from_elsewhere_never_takes_typed_text_away(writing: Writing) -> None:
    lead = writing.sections()[0]
    writing.type("正在写的。")
    writing.services.writing.save(lead.id, "别处改的。")
    assert writing.page.editor.body() == "正在写的。"
    assert writing.page.editor.is_changed()
    writing.page.commit()
    assert writing.body(lead.id) == "正在写的。"


def test_a_hidden_page_reads_anew_when_it_is_shown(writing: Writing) -> None:
    lead = writing.sections()[0]
    writing.page.hide()
    writing.services.writing.save(lead.id, "别处改的。")
    assert writing.page.stale
    writing.page.show()
    writing.page.activate()
    assert writing.page.editor.body() == "别处改的。"


def test_services_are_real(tmp_path: Path) -> None:
    """The harness stands on the shipped template: the five legal parts and a lead."""
    services = make_services(tmp_path / "archive")
    report = services.reports.get(services.reports.create("annual_report", 2026))
    assert report.sections[0].level == 0
    assert len([section for section in report.sections if section.level == 1]) >= 4
    services.close()
