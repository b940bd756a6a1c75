"""Ctrl+K: found while typing, led to by Enter, closed by Esc; nothing is asked while a word is composed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QFrame

from fzapp.services.search import Hit
from fzapp.ui import page_list
from fzapp.ui.models.hits_model import HitRow, HitsModel
from fzapp.ui.window import finder

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.dialogs.reuse import Offered
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.window.search_box import SearchBox

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def box(window: MainWindow, office: Services, report_file: Path, qtbot: QtBot) -> SearchBox:
    """An archive with one imported report and one ledger row, the box open."""
    office.imports.store(office.imports.read(report_file))
    kind = office.ledgers.kind("L16")
    column = next(c for c in kind.columns if c.type.value == "text")
    office.ledgers.add(kind, 2026, {column.id: "石桥村水渠"})
    qtbot.keyClick(window, Key.Key_K, Ctrl)
    found = window.findChild(QFrame, "search_box")
    assert found.isVisible()
    return found


def asked(box: SearchBox, words: str) -> list[str]:
    box.query.setText(words)
    box.search()
    return [row.title for row in box.model.rows]


def test_typing_finds_and_enter_leads_there(box: SearchBox, window: MainWindow, qtbot: QtBot) -> None:
    box.query.setText("矛盾纠纷73")
    qtbot.waitUntil(lambda: len(box.model.rows) == 1)
    target = box.model.rows[0].target
    assert isinstance(target, Hit)
    qtbot.keyClick(box.query, Key.Key_Return)
    assert not box.isVisible()
    assert window.page.name == page_list.WRITE


def test_the_words_are_marked_in_the_text_around(box: SearchBox) -> None:
    window = box.parentWidget()
    window.resize(1366, 700)
    asked(box, "普法活动")
    assert "调解矛盾纠纷73件" in box.context.toPlainText()
    assert box.context.textCursor().position() > 0


def test_pages_commands_sections_and_ledgers_are_found_by_initials(
    box: SearchBox, services: Services
) -> None:
    services.reports.create("annual_report", 2026)
    box.open()
    assert "台账" in asked(box, "tz")
    assert "新建报告" in asked(box, "xjbg")
    assert any("矛盾纠纷" in title for title in asked(box, "mdjf"))
    assert any("存在的不足" in title for title in asked(box, "cz"))


def test_a_row_leads_to_its_ledger(box: SearchBox, window: MainWindow, qtbot: QtBot) -> None:
    asked(box, "水渠")
    qtbot.keyClick(box.query, Key.Key_Return)
    assert window.page.name == page_list.LEDGERS
    assert window.page.model.rowCount() >= 1


def go_down_to(box: SearchBox, kind: str, qtbot: QtBot) -> None:
    """By Down alone, as a clerk without a mouse does."""
    for _ in box.model.rows:
        target = box.model.rows[box.list.currentIndex().row()].target
        if isinstance(target, Hit) and target.kind == kind:
            return
        qtbot.keyClick(box.query, Key.Key_Down)
    raise AssertionError(kind)


def test_evidence_and_help_are_opened_without_a_mouse(
    box: SearchBox,
    window: MainWindow,
    office: Services,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(finder.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    (tmp_path / "备份记录.txt").write_text("到场签字。", encoding="utf-8")
    (row,) = office.ledgers.rows(office.ledgers.kind("L16"), 2026)
    office.attachments.attach(row.id, [tmp_path / "备份记录.txt"])
    asked(box, "备份")
    go_down_to(box, "evidence", qtbot)
    qtbot.keyClick(box.query, Key.Key_Return)
    assert [name[-4:] for name in opened] == [".txt"]
    qtbot.keyClick(window, Key.Key_K, Ctrl)
    asked(box, "备份")
    go_down_to(box, "help", qtbot)
    qtbot.keyClick(box.query, Key.Key_Return)
    assert window.page.name == page_list.HELP


def test_the_scopes_are_reached_by_tab(box: SearchBox, qtbot: QtBot) -> None:
    asked(box, "普法")
    qtbot.keyClick(box.query, Key.Key_Tab)
    seen: list[object] = []
    for _ in range(12):
        focused = QApplication.focusWidget()
        seen.append(focused)
        qtbot.keyClick(focused, Key.Key_Tab)
    assert set(box.tabs) & set(seen)
    assert box.list in seen


def test_scopes_narrow_the_list_and_count(box: SearchBox) -> None:
    asked(box, "普法")
    assert any(tab.text().startswith("报告 ") for tab in box.tabs)
    everything = len(box.model.rows)
    box.tabs[1].click()
    assert 0 < len(box.model.rows) < everything
    assert all(isinstance(row.target, Hit) and row.target.scope.label == "报告" for row in box.model.rows)


def test_one_year_can_be_asked_for(box: SearchBox, office: Services) -> None:
    report = office.reports.create("annual_report", 2027)
    section = next(r.section for r in office.overview.tasks(report) if r.section.level == 2)
    office.writing.save(section.id, "开展普法活动。", 0)
    box.open()
    asked(box, "普法活动")
    assert len({row.note for row in box.model.rows}) == 2
    box.years.setCurrentIndex(box.years.findData(2025))
    assert {row.note for row in box.model.rows if isinstance(row.target, Hit)} == {"报告 2025年 适合第四部分"}


def test_what_is_near_the_year_at_hand_comes_first(box: SearchBox, office: Services) -> None:
    for year in (2021, 2023):
        report = office.reports.create("annual_report", year)
        section = next(r.section for r in office.overview.tasks(report) if r.section.level == 2)
        office.writing.save(section.id, "排查水渠隐患。", 0)
        box.parentWidget().signals.choose_report(report)
    box.open()
    asked(box, "水渠隐患")
    assert [row.note for row in box.model.rows] == ["报告 2023年", "报告 2021年 适合（一）"]
    first = min(office.reports.all(), key=lambda report: report.year)
    box.parentWidget().signals.choose_report(first.id)
    box.open()
    asked(box, "水渠隐患")
    assert [row.note for row in box.model.rows] == ["报告 2021年", "报告 2023年 适合（一）"]


def test_nothing_found_says_what_to_do(box: SearchBox) -> None:
    assert asked(box, "没有这句话呀") == []
    assert "没有找到" in box.words.text()


def test_escape_gives_the_keyboard_back(box: SearchBox, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(box.query, Key.Key_Escape)
    assert not box.isVisible()
    assert window.page.isVisible()


def test_up_and_down_move_the_choice(box: SearchBox, qtbot: QtBot) -> None:
    asked(box, "法")
    assert len(box.model.rows) > 2
    qtbot.keyClick(box.query, Key.Key_Down)
    qtbot.keyClick(box.query, Key.Key_Down)
    qtbot.keyClick(box.query, Key.Key_Up)
    assert box.list.currentIndex().row() == 1


def test_a_word_that_is_being_composed_is_not_asked_for(box: SearchBox) -> None:
    asked(box, "")
    QApplication.sendEvent(box.query, QInputMethodEvent("pufa", []))
    assert not box._timer.isActive()
    commit = QInputMethodEvent("", [])
    commit.setCommitString("普法")
    QApplication.sendEvent(box.query, commit)
    assert box.query.text() == "普法"
    assert box._timer.isActive()


def test_the_box_stays_inside_a_small_window(box: SearchBox, window: MainWindow) -> None:
    window.resize(700, 420)
    assert window.rect().contains(box.geometry())
    assert not box.context.isVisible()


def test_the_model_is_sound(qtmodeltester: ModelTester) -> None:
    model = HitsModel()
    model.set_rows([HitRow("一", None), HitRow("二", None, "报告", "正文", ((0, 1),))])
    qtmodeltester.check(model)


def test_a_paragraph_is_taken_over_where_it_fits(
    box: SearchBox, window: MainWindow, services: Services, offered: list[Offered], qtbot: QtBot
) -> None:
    services.reports.create("annual_report", 2026)
    box.open()
    asked(box, "普法活动11场次")
    (row,) = [row for row in box.model.rows if row.fit is not None]
    qtbot.keyClick(box.query, Key.Key_Return, Ctrl)
    assert window.page.name == page_list.WRITE
    assert window.page.shown_section() == row.fit.section.id
    assert "普法活动11场次" in offered[0].plan.lines[0]
    assert "普法活动____场次" in window.page.editor.body()


def test_letters_wait_for_the_dictionary_and_words_do_not(
    box: SearchBox, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(box._warming, "running", True)
    box.query.setText("普法活动")
    qtbot.waitUntil(lambda: bool(box.model.rows))
    before = box.model.rows
    box.query.setText("mdjf")
    box._timer.timeout.emit()
    assert box._timer.isActive()
    assert box.model.rows == before
    monkeypatch.setattr(box._warming, "running", False)
    qtbot.waitUntil(lambda: any("矛盾纠纷" in row.title for row in box.model.rows))
