"""Tables in the editor: seen as tables at their place, written in by keyboard, kept whole whatever is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QSignalSpy, QTest

from fzapp.ui.editor.section_editor import SectionEditor
from fzapp.ui.editor.table_edits import PARTLY
from fzapp.ui.editor.table_layer import Cell
from tests.gui.test_editor_figures import TOTAL, figures
from tests.gui.writing import CTRL, commit, compose

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

BODY = "情况如下。\n表1 办理情况表\n单位：件\n村\t受理\t办结\n东岭村\t5\t4\n西坡村\t3\t3\n下一步继续。"
SHIFT = Qt.KeyboardModifier.ShiftModifier
TABLE = 3
"""The number of the table's first paragraph in `BODY`."""


@pytest.fixture
def editor(qtbot: QtBot) -> SectionEditor:
    built = SectionEditor()
    qtbot.addWidget(built)
    built.set_figures(figures())
    built.resize(900, 600)
    built.show()
    built.set_body(BODY)
    built.setFocus()
    return built


def go(editor: SectionEditor, row: int, column: int, *, end: bool = False, first: int = TABLE) -> None:
    span = editor.table_layer.span_of(Cell(first, row, column))
    cursor = editor.textCursor()
    cursor.setPosition(span[end])
    editor.setTextCursor(cursor)


def key(editor: SectionEditor, code: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(editor, code, modifiers or Qt.KeyboardModifier.NoModifier)


def rows(editor: SectionEditor) -> list[list[str]]:
    return [line.split("\t") for line in editor.body().split("\n") if "\t" in line]


def cell(editor: SectionEditor) -> tuple[int, int]:
    found = editor.table_edits.cell()
    assert found is not None
    return found.row, found.column


def paste(editor: SectionEditor, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    editor.insertFromMimeData(data)


def test_showing_a_table_changes_neither_text_nor_undo(editor: SectionEditor) -> None:
    assert editor.body() == BODY
    assert not editor.document().isUndoAvailable()
    assert list(editor._misshapen()) == []
    (table,) = editor.table_layer.tables()
    assert (table.first, table.rows, len(table.shape.widths)) == (TABLE, 3, 3)


def test_caption_stands_in_the_middle_and_the_unit_to_the_right(editor: SectionEditor) -> None:
    sides = [editor.document().findBlockByNumber(n).blockFormat().alignment() for n in range(3)]
    assert sides[1] & Qt.AlignmentFlag.AlignHCenter
    assert sides[2] & Qt.AlignmentFlag.AlignRight
    assert not sides[0] & (Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignRight)


def test_tab_goes_from_cell_to_cell_and_adds_a_row_at_the_end(editor: SectionEditor) -> None:
    go(editor, 2, 1)
    key(editor, Qt.Key.Key_Tab)
    assert cell(editor) == (2, 2)
    assert editor.textCursor().selectedText() == "3"
    key(editor, Qt.Key.Key_Tab)
    assert cell(editor) == (3, 0)
    assert rows(editor)[3] == ["", "", ""]
    editor.undo()
    assert editor.body() == BODY
    go(editor, 1, 0)
    key(editor, Qt.Key.Key_Backtab)
    assert cell(editor) == (0, 2)


def test_enter_goes_down_and_leaves_below_the_last_row(editor: SectionEditor) -> None:
    go(editor, 1, 1)
    key(editor, Qt.Key.Key_Return)
    assert cell(editor) == (2, 1)
    key(editor, Qt.Key.Key_Return)
    assert editor.table_edits.cell() is None
    assert editor.textCursor().block().text() == "下一步继续。"
    assert editor.body() == BODY


def test_below_a_table_at_the_end_enter_makes_a_paragraph(editor: SectionEditor) -> None:
    editor.set_body("甲\t乙\n1\t2")
    go(editor, 1, 0, first=0)
    key(editor, Qt.Key.Key_Return)
    commit(editor, "下文")
    assert editor.body() == "甲\t乙\n1\t2\n下文"


def test_arrows_stay_in_the_column(editor: SectionEditor) -> None:
    go(editor, 0, 1)
    key(editor, Qt.Key.Key_Down)
    assert cell(editor) == (1, 1)
    key(editor, Qt.Key.Key_Up)
    key(editor, Qt.Key.Key_Up)
    assert editor.textCursor().block().text() == "单位：件"


def test_an_input_method_writes_into_a_cell(editor: SectionEditor) -> None:
    go(editor, 1, 0, end=True)
    compose(editor, "xin")
    assert editor.body() == BODY
    commit(editor, "（新）")
    assert rows(editor)[1] == ["东岭村（新）", "5", "4"]
    caret = editor.cursorRect()
    (table,) = editor.table_layer.tables()
    assert editor.table_layer._row_rect(table, 1).contains(caret.center())
    assert editor.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).height() == caret.height()


def test_typing_over_a_selected_cell_takes_its_place(editor: SectionEditor) -> None:
    go(editor, 1, 0)
    key(editor, Qt.Key.Key_Tab)
    commit(editor, "12")
    assert rows(editor)[1] == ["东岭村", "12", "4"]


def test_no_key_takes_a_frame_away(editor: SectionEditor) -> None:
    go(editor, 1, 1)
    key(editor, Qt.Key.Key_Backspace)
    go(editor, 1, 1, end=True)
    key(editor, Qt.Key.Key_Delete)
    editor.select(editor.shown_text().index("下一步"), 0)
    key(editor, Qt.Key.Key_Backspace)
    editor.select(editor.shown_text().index("\n村"), 0)
    key(editor, Qt.Key.Key_Delete)
    assert editor.body() == BODY


def test_erasing_several_cells_empties_them(editor: SectionEditor) -> None:
    text = editor.shown_text()
    editor.select(text.index("5\t4"), len("5\t4\n西坡村"))
    key(editor, Qt.Key.Key_Delete)
    assert rows(editor)[1:] == [["东岭村", "", ""], ["", "3", "3"]]
    editor.undo()
    assert editor.body() == BODY


def test_text_and_half_a_table_are_not_erased_together(editor: SectionEditor) -> None:
    refused = QSignalSpy(editor.figure_refused)
    text = editor.shown_text()
    editor.select(text.index("情况"), text.index("东岭") - text.index("情况"))
    key(editor, Qt.Key.Key_Delete)
    commit(editor, "字")
    assert editor.body() == BODY
    assert refused.at(0) == [PARTLY]


def test_a_whole_table_goes_with_the_text_around_it(editor: SectionEditor) -> None:
    text = editor.shown_text()
    editor.select(text.index("如下"), text.index("继续") - text.index("如下"))
    key(editor, Qt.Key.Key_Delete)
    assert editor.body() == "情况继续。"
    editor.undo()
    assert editor.body() == BODY
    assert list(editor._misshapen()) == []


def test_rows_and_columns_come_and_go(editor: SectionEditor) -> None:
    edits = editor.table_edits
    go(editor, 1, 1)
    edits.add_column(Cell(TABLE, 1, 1))
    assert rows(editor)[0] == ["村", "受理", "", "办结"]
    assert cell(editor) == (0, 2)
    edits.remove_column(Cell(TABLE, 0, 2))
    edits.add_row(Cell(TABLE, 0, 0), above=True)
    assert rows(editor)[0] == ["", "", ""]
    edits.remove_row(Cell(TABLE, 0, 0))
    assert editor.body() == BODY
    for _ in range(4):
        editor.undo()
    assert editor.body() == BODY
    assert not editor.document().isUndoAvailable()


def test_fifty_steps_can_be_undone(editor: SectionEditor) -> None:
    for _ in range(50):
        editor.table_edits.add_row(Cell(TABLE, 2, 0))
    assert len(rows(editor)) == 53
    for _ in range(50):
        editor.undo()
    assert editor.body() == BODY


def test_a_table_has_two_columns_at_least_and_goes_with_its_last_row(editor: SectionEditor) -> None:
    refused = QSignalSpy(editor.figure_refused)
    editor.set_body("上\n甲\t乙\n下")
    editor.table_edits.remove_column(Cell(1, 0, 0))
    assert refused.count() == 1
    editor.table_edits.remove_row(Cell(1, 0, 0))
    assert editor.body() == "上\n下"


def test_deleting_the_table_leaves_the_paragraphs(editor: SectionEditor) -> None:
    editor.table_edits.remove_table(Cell(TABLE, 1, 1))
    assert editor.body() == "情况如下。\n表1 办理情况表\n单位：件\n下一步继续。"
    caption = editor.document().findBlockByNumber(1).blockFormat()
    assert not caption.alignment() & Qt.AlignmentFlag.AlignHCenter


def test_cells_from_another_program_spread_from_the_cell_on(editor: SectionEditor) -> None:
    go(editor, 2, 1)
    paste(editor, "7\t6\t备注\r\n8\t8\t无\r\n")
    assert rows(editor) == [
        ["村", "受理", "办结", ""],
        ["东岭村", "5", "4", ""],
        ["西坡村", "7", "6", "备注"],
        ["", "8", "8", "无"],
    ]


def test_a_pasted_table_stands_apart_from_the_text(editor: SectionEditor) -> None:
    editor.set_body("开头结尾", 2)
    paste(editor, "甲\t乙\n1\t2")
    assert editor.body() == "开头\n甲\t乙\n1\t2\n结尾"


def test_figures_in_cells_are_kept_like_all_others(editor: SectionEditor) -> None:
    editor.set_body(f"村\t件数\n东岭村\t{TOTAL}")
    go(editor, 1, 1, end=True, first=0)
    commit(editor, "9")
    assert rows(editor)[1] == ["东岭村", TOTAL]
    editor.table_edits.add_row(Cell(0, 0, 0))
    assert rows(editor)[2] == ["东岭村", TOTAL]
    editor.set_figures(figures(1234))
    assert editor.shown_text().endswith("东岭村\t1234")


def test_a_click_goes_into_the_cell_under_it(editor: SectionEditor) -> None:
    (table,) = editor.table_layer.tables()
    rect = editor.table_layer._cell_rect(table, Cell(TABLE, 1, 2)).toRect()
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=rect.center() + QPoint(20, 0))
    assert cell(editor) == (1, 2)
    assert editor.textCursor().position() == editor.table_layer.span_of(Cell(TABLE, 1, 2))[1]
    QTest.mouseDClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert editor.textCursor().selectedText() == "4"


def test_a_longer_text_makes_its_row_higher(editor: SectionEditor) -> None:
    go(editor, 1, 0, end=True)
    before = editor.table_layer.tables()[0].shape.heights[1]
    commit(editor, "一个很长的名字" * 12)
    assert editor.table_layer.tables()[0].shape.heights[1] > before
    assert list(editor._misshapen()) == []
    assert editor.horizontalScrollBar().value() == 0
    editor.undo()
    assert editor.body() == BODY
    assert list(editor._misshapen()) == []


def test_tab_takes_nothing_away(editor: SectionEditor) -> None:
    editor.select(0, 3)
    key(editor, Qt.Key.Key_Tab)
    assert editor.body() == BODY


KEYS = st.sampled_from(
    [
        (Qt.Key.Key_Backspace, None), (Qt.Key.Key_Delete, None), (Qt.Key.Key_Tab, None),
        (Qt.Key.Key_Backtab, SHIFT), (Qt.Key.Key_Return, None), (Qt.Key.Key_Left, None),
        (Qt.Key.Key_Right, None), (Qt.Key.Key_Up, None), (Qt.Key.Key_Down, None), (Qt.Key.Key_Left, SHIFT),
        (Qt.Key.Key_Right, SHIFT), (Qt.Key.Key_Down, SHIFT), (Qt.Key.Key_Backspace, CTRL),
        (Qt.Key.Key_Delete, CTRL), (Qt.Key.Key_End, None), (Qt.Key.Key_Home, SHIFT), (Qt.Key.Key_5, None),
    ]
)  # fmt: skip


@given(st.integers(0, 40), st.lists(KEYS, max_size=25))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_the_table_stays_one(
    editor: SectionEditor, start: int, keys: list[tuple[Qt.Key, Qt.KeyboardModifier | None]]
) -> None:
    body = f"上文\n村\t件数\t备注\n东岭村\t{TOTAL}\t无\n西坡村\t3\t有\n下文"
    editor.set_body(body)
    editor.select(min(start, len(editor.shown_text())), 0)
    for code, modifiers in keys:
        key(editor, code, modifiers)
    found = rows(editor)
    assert all(len(row) == 3 for row in found)
    assert list(editor._misshapen()) == []
    shown = editor.shown_text()
    editor.set_body(editor.body())
    assert editor.shown_text() == shown


def test_a_signed_table_can_be_read_and_copied(editor: SectionEditor) -> None:
    editor.setReadOnly(True)
    flags = Qt.TextInteractionFlag
    editor.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
    go(editor, 2, 2)
    key(editor, Qt.Key.Key_Tab)
    key(editor, Qt.Key.Key_Return)
    QTest.keySequence(editor, QKeySequence("Ctrl+V"))
    assert editor.body() == BODY


def test_marks_are_painted_in_cells(editor: SectionEditor) -> None:
    text = editor.shown_text()
    editor.mark([(text.index("东岭村"), 3), (text.index("5\t"), 1)])
    plain = editor.grab().toImage()
    editor.mark([])
    assert editor.grab().toImage() != plain
    formats = [form for _, _, form in editor.table_layer._marks()]
    assert formats == []
    editor.mark([(text.index("东岭村"), 3)])
    (_, _, form), *_ = editor.table_layer._marks()
    assert form.background().color() == editor._look.marks["search"].background().color()


def test_a_narrow_editor_has_a_narrow_table(editor: SectionEditor) -> None:
    wide = sum(editor.table_layer.tables()[0].shape.widths)
    editor.resize(400, 600)
    assert sum(editor.table_layer.tables()[0].shape.widths) < wide
    assert list(editor._misshapen()) == []
    assert not editor.document().isUndoAvailable()
