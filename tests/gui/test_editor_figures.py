"""Figures in the editor: shown as numbers, stored as tokens, and kept whole whatever is done around them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from fzapp.services.figure_text import FigureReader, LedgerFigure
from fzapp.ui.editor.figure_guard import GLUED, INSIDE
from fzapp.ui.editor.figure_runs import Run, blocks, runs
from fzapp.ui.editor.section_editor import SectionEditor
from fzapp.ui.pages.write_find import replaced
from tests.gui.writing import CTRL, commit, compose

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TOTAL = "{{纠纷.件数}}"
RATE = "{{纠纷.化解率}}"
BODY = f"受理{TOTAL}件，化解率{RATE}。\n宣传{TOTAL}次"
READ = "受理73件，化解率95.9%。\n宣传73次"


def figures(total: int = 73) -> FigureReader:
    return FigureReader(
        {
            "纠纷.件数": LedgerFigure("纠纷.件数", "L16", "件", Decimal(total)),
            "纠纷.化解率": LedgerFigure("纠纷.化解率", "L16", "%", Decimal("95.9")),
            "普法.受众": LedgerFigure("普法.受众", "L04", "人次", Decimal(5730)),
        }.get
    )


@pytest.fixture
def editor(qtbot: QtBot) -> SectionEditor:
    built = SectionEditor()
    qtbot.addWidget(built)
    built.set_figures(figures())
    built.resize(900, 500)
    built.show()
    built.set_body(BODY)
    return built


def figure_runs(editor: SectionEditor) -> list[Run]:
    return [run for block in blocks(editor.document()) for run in runs(block) if run.is_figure]


def shown_figures(editor: SectionEditor) -> list[str]:
    return [run.text for run in figure_runs(editor)]


def put(editor: SectionEditor, at: int, length: int = 0) -> None:
    editor.select(at, length)


def key(editor: SectionEditor, code: Qt.Key | str, modifiers: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(editor, code, modifiers or Qt.KeyboardModifier.NoModifier)


def test_tokens_are_shown_as_numbers_and_come_out_as_tokens(editor: SectionEditor) -> None:
    assert editor.shown_text() == READ
    assert editor.body() == BODY
    assert shown_figures(editor) == ["73", "95.9%", "73"]
    assert editor.characters() == len(READ) - 1
    assert not editor.is_changed()
    assert not editor.document().isUndoAvailable()
    run = figure_runs(editor)[0]
    cursor = editor.textCursor()
    cursor.setPosition(run.end)
    assert cursor.charFormat().anchorHref() == "fig:纠纷.件数"


@pytest.mark.parametrize(
    "body", [TOTAL, TOTAL + TOTAL, f"{TOTAL}\n{RATE}", "{{没有.这个}}", "{{" + TOTAL + "}}", ""]
)
def test_any_body_comes_out_as_it_went_in(editor: SectionEditor, body: str) -> None:
    editor.set_body(body)
    assert editor.body() == body
    assert editor.shown_text() == figures().rendered(body)


def test_tokens_are_text_where_no_figures_are_known(qtbot: QtBot) -> None:
    plain = SectionEditor()
    qtbot.addWidget(plain)
    plain.set_body(BODY)
    assert plain.body() == plain.shown_text() == BODY


def test_offsets_of_the_stored_text_survive(editor: SectionEditor) -> None:
    for offset in (0, 2, 2 + len(TOTAL), 5 + len(TOTAL), BODY.index("宣传"), len(BODY)):
        editor.set_cursor_offset(offset)
        assert editor.cursor_offset() == offset
    editor.set_cursor_offset(5)
    assert editor.textCursor().position() == 4


@pytest.mark.parametrize("typed", ["7", "０", "."])
@pytest.mark.parametrize("place", [2, 4])
def test_a_digit_beside_a_figure_is_refused(editor: SectionEditor, typed: str, place: int) -> None:
    spy = QSignalSpy(editor.figure_refused)
    put(editor, place)
    commit(editor, typed)
    if typed.isascii():
        key(editor, typed)
    assert editor.body() == BODY
    assert spy.at(0) == [GLUED]


def test_typing_into_a_figure_is_refused(editor: SectionEditor) -> None:
    spy = QSignalSpy(editor.figure_refused)
    put(editor, 3)
    key(editor, "a")
    commit(editor, "余")
    compose(editor, "yu")
    key(editor, Qt.Key.Key_Return)
    put(editor, 1, 2)
    key(editor, "a")
    key(editor, Qt.Key.Key_Backspace)
    assert editor.body() == BODY
    assert not editor.is_composing()
    assert {spy.at(i)[0] for i in range(spy.count())} == {INSIDE}


def test_words_beside_a_figure_are_words(editor: SectionEditor) -> None:
    put(editor, 4)
    key(editor, "a")
    put(editor, 2)
    commit(editor, "了")
    assert editor.body() == BODY.replace(TOTAL, f"了{TOTAL}a", 1)
    assert shown_figures(editor) == ["73", "95.9%", "73"]


def test_a_paragraph_begun_behind_a_figure_is_no_figure(editor: SectionEditor) -> None:
    put(editor, 4)
    key(editor, Qt.Key.Key_Return)
    commit(editor, "此外")
    assert editor.body() == BODY.replace(f"{TOTAL}件", f"{TOTAL}\n此外件", 1)


def test_the_first_backspace_selects_and_the_second_deletes(editor: SectionEditor) -> None:
    put(editor, 4)
    key(editor, Qt.Key.Key_Backspace)
    assert editor.textCursor().selectedText() == "73"
    assert editor.body() == BODY
    key(editor, Qt.Key.Key_Backspace)
    assert editor.body() == BODY.replace(TOTAL, "", 1)
    editor.undo()
    assert editor.body() == BODY
    put(editor, 2)
    key(editor, Qt.Key.Key_Delete)
    assert editor.textCursor().selectedText() == "73"


def test_deleting_what_stands_between_a_digit_and_a_figure_is_refused(editor: SectionEditor) -> None:
    editor.set_body(f"2，{TOTAL}、{TOTAL}件5")
    for place, code in ((2, Qt.Key.Key_Backspace), (1, Qt.Key.Key_Delete), (5, Qt.Key.Key_Backspace)):
        put(editor, place)
        key(editor, code)
    put(editor, 7, 1)
    key(editor, Qt.Key.Key_X, CTRL)
    key(editor, Qt.Key.Key_Delete)
    assert editor.body() == f"2，{TOTAL}、{TOTAL}件5"


def test_a_selected_figure_is_written_over(editor: SectionEditor) -> None:
    put(editor, 2, 2)
    key(editor, "8")
    assert editor.body() == BODY.replace(TOTAL, "8", 1)
    put(editor, 2, 1)
    commit(editor, "几")
    assert editor.body() == BODY.replace(TOTAL, "几", 1)


def test_copying_gives_the_number_and_pasting_here_the_figure(editor: SectionEditor) -> None:
    put(editor, 0, 5)
    data = editor.createMimeDataFromSelection()
    assert data.text() == "受理73件"
    put(editor, len(READ))
    editor.insertFromMimeData(data)
    assert editor.body() == f"{BODY}受理{TOTAL}件"
    put(editor, 3, 2)
    cut = editor.createMimeDataFromSelection()
    put(editor, 0)
    editor.insertFromMimeData(cut)
    assert editor.body() == f"3件{BODY}受理{TOTAL}件"
    put(editor, 0, 2)
    key(editor, Qt.Key.Key_Backspace)
    editor.undo()
    editor.undo()
    editor.undo()
    assert editor.body() == BODY


def test_pasting_a_digit_beside_a_figure_is_refused(editor: SectionEditor) -> None:
    data = QMimeData()
    data.setText("又5")
    put(editor, 2)
    editor.insertFromMimeData(data)
    put(editor, 2, 2)
    figure = editor.createMimeDataFromSelection()
    put(editor, 4)
    editor.insertFromMimeData(figure)
    assert editor.body() == BODY


def test_numbers_follow_the_words_beside_them_in_one_step(editor: SectionEditor) -> None:
    editor.set_body("受众{{普法.受众}}人次")
    put(editor, 6)
    commit(editor, "余")
    assert editor.shown_text() == "受众5700余人次"
    assert editor.body() == "受众{{普法.受众}}余人次"
    editor.undo()
    assert editor.shown_text() == "受众5730人次"
    editor.redo()
    assert editor.shown_text() == "受众5700余人次"


def test_numbers_follow_the_ledger_and_the_cursor_stays(editor: SectionEditor) -> None:
    put(editor, 5)
    editor.set_figures(figures(1075))
    assert editor.shown_text() == READ.replace("73", "1075")
    assert editor.body() == BODY
    assert editor.textCursor().position() == 7
    assert not editor.is_changed()


def test_numbers_wait_while_something_is_composed(editor: SectionEditor) -> None:
    put(editor, 5)
    compose(editor, "ling")
    editor.set_figures(figures(75))
    assert editor.shown_text() == READ
    assert editor.is_composing()
    commit(editor, "另")
    assert editor.shown_text() == READ.replace("73", "75").replace("件，", "件另，")


def test_a_token_that_is_typed_becomes_a_figure(editor: SectionEditor) -> None:
    editor.set_body("受理")
    put(editor, 2)
    commit(editor, TOTAL)
    assert editor.shown_text() == "受理73"
    editor.replace(0, 2, "化解率")
    assert editor.body() == f"化解率{TOTAL}"


# --- whatever is done ----------------------------------------------------------------------------------

_TYPED = st.sampled_from(["5", "73", "余", "约", "，", "万", "件", "a", ".", "超过", "}}", "{{", "𠮷", "\n"])
_STEP = st.one_of(
    st.tuples(st.just("type"), _TYPED),
    st.tuples(st.just("commit"), _TYPED),
    st.tuples(st.just("compose"), st.just("jian")),
    st.tuples(st.just("paste"), st.one_of(_TYPED, st.sampled_from(["3件", "又5", "一、", "2\n3"]))),
    st.tuples(st.just("carry"), st.tuples(st.integers(0, 30), st.integers(0, 12))),
    st.tuples(st.just("drag"), st.tuples(st.integers(0, 30), st.integers(1, 8), st.integers(0, 34))),
    st.tuples(
        st.just("replace_all"),
        st.tuples(
            st.sampled_from(["件", "，", "受理", "次", "3", "率"]),
            st.sampled_from(["5", "", "万", "件，", "约"]),
        ),
    ),
    st.tuples(st.just("values"), st.sampled_from([0, 7, 73, 1075])),
    st.tuples(st.just("move"), st.tuples(st.integers(0, 30), st.integers(0, 6))),
    st.tuples(
        st.just("key"), st.sampled_from(["back", "delete", "word_back", "word_delete", "cut", "enter"])
    ),
    st.tuples(st.just("step"), st.sampled_from(["undo", "redo"])),
)
_KEYS = {
    "back": (Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier),
    "delete": (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
    "word_back": (Qt.Key.Key_Backspace, CTRL),
    "word_delete": (Qt.Key.Key_Delete, CTRL),
    "cut": (Qt.Key.Key_X, CTRL),
    "enter": (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
}
_GLUED = re.compile(r"[0-9０-９.．]\{\{(纠纷|普法)\.|(件数|化解率|受众)\}\}([0-9０-９.．]|\{\{(纠纷|普法))")


def _type(editor: SectionEditor, text: str) -> None:
    for char in text:
        if char == "\n":
            key(editor, Qt.Key.Key_Return)
        elif char.isascii():
            key(editor, char)
        else:
            commit(editor, char)


def _compose(editor: SectionEditor, text: str) -> None:
    compose(editor, text)
    QApplication.sendEvent(editor, QInputMethodEvent())


def _paste(editor: SectionEditor, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    editor.insertFromMimeData(data)


def _drag(editor: SectionEditor, value: tuple[int, int, int]) -> None:
    start, length, target = value
    size = len(editor.shown_text())
    editor.select(min(start, size), min(length, size - min(start, size)))
    editor.move_selection(min(target, editor.document().characterCount() - 1))


_DOING = {
    "type": _type,
    "commit": commit,
    "compose": _compose,
    "paste": _paste,
    "key": lambda editor, name: key(editor, *_KEYS[name]),
    "step": lambda editor, name: getattr(editor, name)(),
    "drag": _drag,
    "replace_all": lambda editor, words: editor.set_body(replaced(editor.body(), *words).body),
    "carry": lambda editor, value: _move(editor, "carry", value),
    "move": lambda editor, value: _move(editor, "move", value),
}


def _do(editor: SectionEditor, what: str, value: Any) -> None:
    _DOING[what](editor, value)


def _move(editor: SectionEditor, what: str, value: tuple[int, int]) -> None:
    size = len(editor.shown_text())
    start = min(value[0], size)
    if what == "carry":
        place = editor.textCursor()
        editor.select(start, min(value[1], size - start))
        data = editor.createMimeDataFromSelection()
        editor.setTextCursor(place)
        editor.insertFromMimeData(data)
    else:
        editor.select(start, min(value[1], size - start))


@given(steps=st.lists(_STEP, max_size=14))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_what_is_shown_is_what_is_stored(
    editor: SectionEditor, steps: list[tuple[str, object]]
) -> None:
    editor.set_figures(figures())
    editor.set_body(BODY)
    total = 73
    for what, value in steps:
        if what == "values":
            total = cast("int", value)
            editor.set_figures(figures(total))
        else:
            _do(editor, what, value)
        body, shown = editor.body(), editor.shown_text()
        assert figures(total).rendered(body) == shown
        assert _GLUED.search(body) is None
    editor.set_body(editor.body())
    assert editor.shown_text() == figures(total).rendered(editor.body())


def test_dragged_text_moves_with_its_figures_or_not_at_all(editor: SectionEditor) -> None:
    put(editor, 2, 3)  # 73件
    assert editor.move_selection(len(READ))
    assert editor.body() == f"受理，化解率{RATE}。\n宣传{TOTAL}次{TOTAL}件"
    editor.undo()
    assert editor.body() == BODY
    refused = QSignalSpy(editor.figure_refused)
    put(editor, 4, 5)  # 件，化解率 out from between two figures
    assert not editor.move_selection(0)
    put(editor, 4, 1)
    assert not editor.move_selection(3)  # into a figure
    put(editor, 2, 2)
    assert not editor.move_selection(editor.shown_text().index("95"))  # two figures side by side
    assert refused.count() == 3
    assert editor.body() == BODY


def test_what_is_dragged_away_joins_no_digit_to_a_figure(editor: SectionEditor, qtbot: QtBot) -> None:
    editor.set_body(f"受理{TOTAL}件5次")
    place = QTextCursor(editor.document())
    place.setPosition(4)
    place.deleteChar()  # as another program takes what was dragged to it
    qtbot.waitUntil(lambda: editor.body() == f"受理{TOTAL}件5次")
