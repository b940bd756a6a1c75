"""Findings underlined while writing: after a pause, never at the word being typed, put right from the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QToolTip

from fzapp.domain.finding import Severity
from fzapp.domain.waiver import WaiverScope
from fzapp.ui.dialogs import waive
from fzapp.ui.editor import finding_marks
from fzapp.ui.editor.finding_marks import told
from tests.gui.writing import Writing, commit, compose, open_page

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline
TEXT = "全镇开展宣传活动，群众满意。截止10月底任务全部完成，群众普遍满意。"


@pytest.fixture
def writing(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Writing:
    monkeypatch.setattr(finding_marks, "FIRST_LOOK_AFTER", 0)
    opened = open_page(qtbot, tmp_path / "archive")
    opened.page.show_section(opened.leaves()[0].id)
    opened.page.findings._timer.setInterval(0)
    return opened


def put(writing: Writing, text: str) -> None:
    """The text with the cursor at its beginning."""
    writing.editor.set_body(text)
    writing.editor.moveCursor(QTextCursor.MoveOperation.Start)
    writing.page.findings.forget()


def underlined(writing: Writing) -> list[str]:
    layer = writing.editor.extraSelections()
    waves = [one for one in layer if one.format.underlineStyle() is WAVE]
    return [one.cursor.selectedText() for one in waves]


def test_a_finding_is_underlined_after_a_pause(qtbot: QtBot, writing: Writing) -> None:
    put(writing, TEXT)
    qtbot.waitUntil(lambda: "截止" in underlined(writing), timeout=20_000)


def test_the_word_being_typed_is_left_alone(qtbot: QtBot, writing: Writing) -> None:
    put(writing, "全镇任务")
    with qtbot.waitSignal(writing.page.findings.shown, timeout=20_000):
        pass
    writing.editor.moveCursor(QTextCursor.MoveOperation.End)
    with qtbot.waitSignal(writing.page.findings.shown, timeout=20_000):
        commit(writing.editor, "截止")
        commit(writing.editor, "10月底完成")
        commit(writing.editor, "，群众满意。截止")
    assert underlined(writing).count("截止") <= 1
    place = writing.editor.textCursor().position()
    marks = writing.page.findings
    assert all(m.cursor.selectionEnd() != place for m in marks._visible())
    marks._settled.stop()


def test_nothing_is_looked_at_while_composing(qtbot: QtBot, writing: Writing) -> None:
    put(writing, TEXT)
    qtbot.waitUntil(lambda: "截止" in underlined(writing), timeout=20_000)
    before = writing.editor.extraSelections()
    compose(writing.editor, "qun'zhong")
    writing.page.findings._look()
    assert writing.page.findings._job is None
    assert len(writing.editor.extraSelections()) == len(before)
    assert writing.editor.body() == TEXT
    compose(writing.editor, "")


def test_the_hint_says_what_is_wrong(qtbot: QtBot, writing: Writing) -> None:
    put(writing, TEXT)
    qtbot.waitUntil(lambda: "截止" in underlined(writing), timeout=20_000)
    writing.editor.select(TEXT.index("截止"), 2)
    place = writing.editor.cursorRect().center()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, writing.editor.viewport().mapToGlobal(place))
    QApplication.sendEvent(writing.editor.viewport(), event)
    found = next(f for f in writing.page.findings.findings() if f.finding.text == "截止")
    assert QToolTip.text() == told(found)
    assert "依据" in told(found)
    QToolTip.hideText()


def test_the_menu_puts_it_right_as_one_step(qtbot: QtBot, writing: Writing) -> None:
    put(writing, TEXT)
    qtbot.waitUntil(lambda: "截止" in underlined(writing), timeout=20_000)
    position = TEXT.index("截止") + 1
    menu = writing.page.findings.menu_at(position)
    assert menu is not None
    first = menu.actions()[0]
    assert "截至" in first.text()
    first.trigger()
    assert "截至10月底" in writing.editor.body()
    assert "截至10月底" in writing.body(writing.page.shown_section())
    writing.editor.undo()
    assert writing.editor.body() == TEXT
    menu.deleteLater()
    assert writing.page.findings.menu_at(0) is None


def test_the_menu_key_opens_it_at_the_cursor(qtbot: QtBot, writing: Writing) -> None:
    put(writing, TEXT)
    qtbot.waitUntil(lambda: "截止" in underlined(writing), timeout=20_000)
    cursor = writing.editor.textCursor()
    cursor.setPosition(TEXT.index("截止") + 1)
    writing.editor.setTextCursor(cursor)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(writing.editor, event)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert menu.objectName() == "finding_menu"
    menu.close()


def test_a_waived_finding_is_no_more_underlined(
    qtbot: QtBot, writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(writing, TEXT)
    qtbot.waitUntil(lambda: "截止" in underlined(writing), timeout=20_000)
    found = next(f for f in writing.page.findings.findings() if f.finding.text == "截止")
    wish = waive.Wish(WaiverScope.PHRASE, "引用原文")
    monkeypatch.setattr(waive, "ask", lambda _parent, _found: wish)
    writing.page.findings.waive_requested.emit(found)
    qtbot.waitUntil(lambda: "截止" not in underlined(writing), timeout=20_000)
    (kept,) = writing.services.checking.waivers.all()
    assert kept.reason == "引用原文"


def test_the_dialog_wants_a_reason(qtbot: QtBot, writing: Writing) -> None:
    put(writing, TEXT)
    qtbot.waitUntil(lambda: "截止" in underlined(writing), timeout=20_000)
    found = next(f for f in writing.page.findings.findings() if f.finding.text == "截止")
    dialog = waive.WaiveDialog(None, found)
    qtbot.addWidget(dialog)
    assert not dialog.accept_button.isEnabled()
    dialog.reason.setCurrentText("原文如此")
    dialog.scopes[WaiverScope.PHRASE].setChecked(True)
    assert dialog.accept_button.isEnabled()
    assert dialog.answer() == waive.Wish(WaiverScope.PHRASE, "原文如此")
    must = found.finding.severity is Severity.MUST
    assert dialog.scopes[WaiverScope.RULE].isHidden() == must
