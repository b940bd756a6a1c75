"""The editor of one section: what goes in comes out, what is typed is saved, and input methods lose nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from fzapp.ui import theme
from fzapp.ui.editor import section_editor
from fzapp.ui.editor.page_look import CHARACTERS_A_LINE
from fzapp.ui.editor.section_editor import SectionEditor
from tests.gui.writing import commit, compose

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LONG = 60_000
"""Milliseconds: a timer that plays no part in a test."""


@pytest.fixture
def editor(qtbot: QtBot) -> SectionEditor:
    widget = SectionEditor(draft_after=20, commit_after=LONG, notice_after=20)
    qtbot.addWidget(widget)
    widget.resize(800, 500)
    widget.show()
    qtbot.waitExposed(widget)
    widget.setFocus()
    return widget


def paste(editor: SectionEditor, text: str = "", html: str = "") -> None:
    data = QMimeData()
    if text:
        data.setText(text)
    if html:
        data.setHtml(html)
    QApplication.clipboard().setMimeData(data)
    editor.paste()
    QApplication.clipboard().setText("")  # what Python made is not to be freed by Qt when all is over


# --- round trip ----------------------------------------------------------------------------------------

LETTERS = [
    (0x20, 0x24F),
    (0x2010, 0x2027),
    (0x202A, 0x206F),
    (0x3000, 0x30FF),
    (0x4E00, 0x9FFF),
    (0x20000, 0x2A6DF),
]
"""Of the scripts that every PC of an office has letters for; without line breaks, of which there is one kind."""

BODIES = st.text(
    alphabet=st.one_of(
        st.sampled_from("一是健全机制。12\t\n\n\u00a0\u3000 𠮷\x00\x07\ufffc\ufeff"),
        *(
            st.characters(min_codepoint=low, max_codepoint=high, exclude_characters="\x85")
            for low, high in LETTERS
        ),
    )
)


@given(BODIES, st.integers(0, 60))
@settings(
    database=None,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_text_comes_out_as_it_went_in(editor: SectionEditor, body: str, cursor: int) -> None:
    editor.set_body(body, cursor)
    assert editor.body() == body
    assert editor.cursor_offset() == min(cursor, len(body))
    assert not editor.is_changed()
    assert not editor.document().isUndoAvailable()


def test_other_line_breaks_become_paragraphs(editor: SectionEditor) -> None:
    editor.set_body("甲\r\n乙\u2028丙\u2029丁")
    assert editor.body() == "甲\n乙\n丙\n丁"
    assert not editor.is_changed()


def test_typing_keeps_what_was_typed(editor: SectionEditor) -> None:
    editor.set_body("第一段", 3)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "ab  c")
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(editor, "d")
    assert editor.body() == "第一段\nab  c\nd"


def test_counts_without_blanks(editor: SectionEditor) -> None:
    editor.set_body("一是 抓学习。\n村名\t件数\u3000\n")
    assert editor.characters() == 10


def test_selecting_and_replacing_count_characters(editor: SectionEditor) -> None:
    editor.set_body("𠮷家村调解12件。")
    editor.select(5, 2)
    assert editor.textCursor().selectedText() == "12"
    editor.replace(5, 2, "13")
    assert editor.body() == "𠮷家村调解13件。"
    editor.undo()
    assert editor.body() == "𠮷家村调解12件。"


# --- saving --------------------------------------------------------------------------------------------


def test_draft_is_due_well_within_two_seconds() -> None:
    assert section_editor.DRAFT_AFTER <= 1_000
    assert section_editor.COMMIT_AFTER == 30_000


def test_draft_carries_text_and_cursor(editor: SectionEditor, qtbot: QtBot) -> None:
    editor.set_body("全年调解", 4)
    with qtbot.waitSignal(editor.draft_due) as due:
        commit(editor, "𠮷家村")
    assert due.args == ["全年调解𠮷家村", 7]


def test_draft_comes_although_typing_never_pauses(editor: SectionEditor, qtbot: QtBot) -> None:
    ticker = QTimer()
    ticker.timeout.connect(lambda: QTest.keyClicks(editor, "a"))
    with qtbot.waitSignal(editor.draft_due):
        ticker.start(0)
    ticker.stop()


def test_same_text_is_drafted_once(editor: SectionEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.draft_due):
        commit(editor, "甲")
    spy = QSignalSpy(editor.draft_due)
    commit(editor, "乙")
    editor.undo()
    qtbot.waitUntil(lambda: not editor._draft_timer.isActive())
    assert spy.count() == 0


def test_filling_the_editor_is_no_change(editor: SectionEditor, qtbot: QtBot) -> None:
    commit(editor, "甲")
    spies = [QSignalSpy(signal) for signal in (editor.draft_due, editor.commit_due, editor.body_changed)]
    editor.set_body("乙")
    assert not editor._draft_timer.isActive()
    assert [spy.count() for spy in spies] == [0, 0, 0]
    assert not editor.is_changed()


def test_commit_is_due_after_a_pause(qtbot: QtBot) -> None:
    editor = SectionEditor(draft_after=LONG, commit_after=20)
    qtbot.addWidget(editor)
    with qtbot.waitSignal(editor.commit_due):
        commit(editor, "甲")


def test_commit_is_due_on_the_save_key_and_on_leaving(qtbot: QtBot) -> None:
    window = QWidget()
    editor, other = SectionEditor(), QLineEdit()
    inside = QVBoxLayout(window)
    inside.addWidget(editor)
    inside.addWidget(other)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    commit(editor, "甲")
    with qtbot.waitSignal(editor.commit_due):
        QTest.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(editor.commit_due):
        other.setFocus()
    editor.mark_committed()
    editor.setFocus()
    spy = QSignalSpy(editor.commit_due)
    other.setFocus()
    assert spy.count() == 0


def test_change_is_told_once_the_keys_rest(editor: SectionEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.body_changed):
        commit(editor, "甲")


# --- input methods -------------------------------------------------------------------------------------


def test_commit_without_composing_loses_nothing(editor: SectionEditor) -> None:
    editor.set_body("推进", 2)
    commit(editor, "依法")
    commit(editor, "行政")
    assert editor.body() == "推进依法行政"
    assert editor.is_changed()


def test_composing_then_commit(editor: SectionEditor) -> None:
    for text in ("f", "fa", "fa'zhi"):
        compose(editor, text)
        assert editor.is_composing()
        assert editor.body() == ""
    commit(editor, "法治")
    assert editor.body() == "法治"
    assert not editor.is_composing()


def test_what_is_composed_is_never_drafted(editor: SectionEditor, qtbot: QtBot) -> None:
    editor.set_body("推进", 2)
    spies = [QSignalSpy(signal) for signal in (editor.draft_due, editor.body_changed)]
    compose(editor, "fa'zhi")
    qtbot.waitUntil(lambda: not editor._draft_timer.isActive() and not editor._notice_timer.isActive())
    assert [spy.count() for spy in spies] == [0, 0]
    assert editor.is_composing()
    assert not editor.is_changed()


def test_text_before_composing_is_drafted_without_it(editor: SectionEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.draft_due) as due:
        commit(editor, "推进")
        compose(editor, "fa'zhi")
    assert due.args == ["推进", 2]
    assert editor.is_composing()


def test_saving_while_composing_leaves_the_input_method_alone(editor: SectionEditor) -> None:
    commit(editor, "推进")
    compose(editor, "fa")
    editor.mark_committed()
    assert QApplication.focusWidget() is editor
    assert editor.is_composing()
    commit(editor, "法")
    assert editor.body() == "推进法"


def test_input_method_replaces_the_selection(editor: SectionEditor) -> None:
    editor.set_body("全年调解12件")
    editor.select(4, 2)
    compose(editor, "shi")
    commit(editor, "十")
    assert editor.body() == "全年调解十件"


# --- paste ---------------------------------------------------------------------------------------------


def test_paste_keeps_paragraphs_and_rows(editor: SectionEditor) -> None:
    editor.set_body("开头。", 3)
    paste(editor, "　　一是抓学习。  \r\n　　二是抓落实。\r\n村名\t件数\r\n石门村\t12")
    assert editor.body() == "开头。一是抓学习。\n二是抓落实。\n村名\t件数\n石门村\t12"
    editor.undo()
    assert editor.body() == "开头。"


def test_paste_of_a_formatted_page_leaves_no_format(editor: SectionEditor) -> None:
    paste(editor, "红字\n黑体", "<p style='color:red;font-size:40pt'>红字</p><p><b>黑体</b></p>")
    assert editor.body() == "红字\n黑体"
    assert editor.document().firstBlock().charFormat().fontPointSize() == 0
    assert "red" not in editor.toHtml()


def test_paste_of_a_page_without_plain_text(editor: SectionEditor) -> None:
    rows = "<tr><td>村名</td><td>件数</td></tr><tr><td>石门村</td><td>12</td></tr>"
    paste(editor, html=f"<p>　　如下：</p><table>{rows}</table><p>完。</p>")
    assert [line for line in editor.body().split("\n") if line] == [
        "如下：",
        "村名\t件数",
        "石门村\t12",
        "完。",
    ]


def test_files_are_not_pasted(editor: SectionEditor) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/a.docx")])
    data.setText("file:///tmp/a.docx")
    assert not editor.canInsertFromMimeData(data)
    editor.insertFromMimeData(data)
    assert editor.body() == ""


def test_five_thousand_lines_in_one_step(editor: SectionEditor) -> None:
    lines = [f"{number}是抓好第{number}项工作，全年办理{number}件。" for number in range(5_000)]
    paste(editor, "\r\n".join("　　" + line for line in lines))
    assert editor.body() == "\n".join(lines)
    editor.undo()
    assert editor.body() == ""


def test_copy_is_plain(editor: SectionEditor) -> None:
    editor.set_body("一是抓学习。\n村名\t件数")
    editor.selectAll()
    data = editor.createMimeDataFromSelection()
    assert data.text() == "一是抓学习。\n村名\t件数"
    assert not data.hasHtml()


# --- undo ----------------------------------------------------------------------------------------------


def test_undo_and_redo_of_the_text(editor: SectionEditor) -> None:
    editor.set_body("原文", 2)
    commit(editor, "新")
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.body() == "原文"
    QTest.keyClick(editor, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(
        editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert editor.body() == "原文新"


def test_undo_goes_to_the_text_first_then_to_the_window(editor: SectionEditor) -> None:
    undone: list[str] = []
    action = QAction(editor)
    action.setShortcut(QKeySequence("Ctrl+Z"))
    action.triggered.connect(lambda: undone.append(editor.body()))
    editor.addAction(action)
    editor.set_body("原文", 2)
    commit(editor, "新")
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (editor.body(), undone) == ("原文", [])
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["原文"]


# --- enumerations --------------------------------------------------------------------------------------


def test_next_marker_is_offered_and_never_typed_by_itself(editor: SectionEditor) -> None:
    editor.set_body("一是抓学习。", 6)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.suggestion() == "二是"
    assert editor.body() == "一是抓学习。\n"
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.body() == "一是抓学习。\n二是"
    assert editor.suggestion() == ""
    assert QApplication.focusWidget() is editor


@pytest.mark.parametrize("act", ["type", "compose", "move", "return"])
def test_offer_gives_way(editor: SectionEditor, act: str) -> None:
    editor.set_body("一是抓学习。\n二是抓落实。\n另外。", 13)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.suggestion() == "三是"
    match act:
        case "type":
            commit(editor, "全")
        case "compose":
            compose(editor, "quan")
        case "move":
            QTest.keyClick(editor, Qt.Key.Key_Up)
        case _:
            QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.suggestion() == ""


def test_nothing_is_offered_where_the_next_one_stands(editor: SectionEditor) -> None:
    editor.set_body("一是抓学习。\n二是抓落实。", 6)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.suggestion() == ""


# --- looks ---------------------------------------------------------------------------------------------


def lines_of(editor: SectionEditor) -> list[int]:
    """The characters on each line of the first paragraph."""
    layout = editor.document().firstBlock().layout()
    return [layout.lineAt(index).textLength() for index in range(layout.lineCount())]


@pytest.mark.parametrize("scale", list(theme.FontScale))
def test_a_line_holds_28_characters(qapp: QApplication, qtbot: QtBot, scale: theme.FontScale) -> None:
    theme.apply(qapp, theme.LIGHT, scale)
    editor = SectionEditor()
    qtbot.addWidget(editor)
    editor.resize(1_000, 500)
    editor.show()
    editor.set_body("国" * 60)
    assert lines_of(editor) == [CHARACTERS_A_LINE - 2, CHARACTERS_A_LINE, 6]


def test_a_narrow_editor_has_shorter_lines_and_no_bar_below(qapp: QApplication, qtbot: QtBot) -> None:
    editor = SectionEditor()
    qtbot.addWidget(editor)
    editor.show()
    editor.set_body("国" * 60)
    editor.resize(360, 300)
    assert max(lines_of(editor)) < CHARACTERS_A_LINE
    assert editor.horizontalScrollBar().maximum() == 0


def test_a_click_beside_the_page_goes_to_the_line(qtbot: QtBot) -> None:
    editor = SectionEditor()
    qtbot.addWidget(editor)
    editor.resize(1_000, 500)
    editor.show()
    editor.set_body("第一段\n第二段")
    line = editor.cursorRect().center().y()
    QTest.mouseClick(editor, Qt.MouseButton.LeftButton, pos=QPoint(980, editor.viewport().y() + line))
    assert editor.cursor_offset() == 3


def test_font_size_follows_and_typed_text_stays_unsaved(qapp: QApplication, qtbot: QtBot) -> None:
    editor = SectionEditor()
    qtbot.addWidget(editor)
    editor.show()
    editor.set_body("原文", 2)
    commit(editor, "新")
    theme.apply(qapp, theme.DARK, theme.FontScale.EXTRA)
    assert editor.document().defaultFont().pointSizeF() == theme.FontScale.EXTRA.editor_points
    assert (editor.body(), editor.cursor_offset(), editor.is_changed()) == ("原文新", 3, True)


def test_rows_have_no_indent_and_paragraphs_have(editor: SectionEditor) -> None:
    editor.set_body("第一段\n村名\t件数\n第二段")
    blocks = [editor.document().findBlockByNumber(number) for number in range(3)]
    indents = [block.blockFormat().textIndent() > 0 for block in blocks]
    assert indents == [True, False, True]
    editor.set_cursor_offset(9)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.document().findBlockByNumber(2).blockFormat().textIndent() > 0
