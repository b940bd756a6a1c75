"""Find and replace over the whole report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from fzapp.ui.pages.write_find import Hit, find_all, replaced
from tests.gui.writing import CTRL, commit, open_page

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.gui.writing import Writing


@pytest.fixture
def writing(qtbot: QtBot, tmp_path: Path) -> Writing:
    """Three sections that speak of 法制, twice in the first."""
    made = open_page(qtbot, tmp_path / "archive")
    first, second, third = made.leaves()[:3]
    made.services.writing.save(first.id, "法制宣传12场。𠮷家村法制讲座1次。")
    made.services.writing.save(second.id, "依法行政。")
    made.services.writing.save(third.id, "法制教育。")
    made.page.open_section(first.id)
    return made


def selected(writing: Writing) -> tuple[int, int, str]:
    start, length = writing.page.editor.selection()
    return writing.page.shown_section(), start, writing.page.editor.body()[start : start + length]


def press(writing: Writing, name: str) -> None:
    writing.page.find_bar.findChild(QPushButton, name).click()


def test_places_of_words() -> None:
    bodies = [(1, "法制，法制"), (2, ""), (3, "WPS与wps")]
    assert find_all(bodies, "法制") == (Hit(1, 0, 2), Hit(1, 3, 2))
    assert find_all(bodies, "Wps") == (Hit(3, 0, 3), Hit(3, 4, 3))
    assert find_all(bodies, "") == ()
    assert find_all([(1, "aaa")], "aa") == (Hit(1, 0, 2),)


@given(st.text("法制İa", max_size=30), st.text("法制İa", min_size=1, max_size=3), st.text("治", max_size=3))
@settings(database=None, deadline=None)
def test_replacing_says_the_truth(body: str, words: str, other: str) -> None:
    done = replaced(body, words, other)
    assert done.kept == 0
    assert len(done.body) == len(body) + done.count * (len(other) - len(words))
    assert (done.count == 0) == (done.body == body and words.lower() not in body.lower()) or other == words


@pytest.mark.parametrize(
    ("body", "words", "other", "made", "kept"),
    [
        ("甲{{台账.数}}件乙", "件", "5", "甲{{台账.数}}件乙", 1),
        ("甲{{台账.数}}件乙件", "件", "5", "甲{{台账.数}}件乙5", 1),
        ("共{{台账.数}}件", "共", "2", "共{{台账.数}}件", 1),
        ("{{台账.数}}和{{台账.率}}", "和", "", "{{台账.数}}和{{台账.率}}", 1),
        ("{{台账.数}}件3", "件", "", "{{台账.数}}件3", 1),
        ("{{台账.数}}件", "件", "次", "{{台账.数}}次", 0),
        ("{{台账.数}}", "台账", "5", "{{台账.数}}", 0),
    ],
)
def test_replacing_joins_no_digit_to_a_figure(
    body: str, words: str, other: str, made: str, kept: int
) -> None:
    done = replaced(body, words, other)
    assert (done.body, done.kept) == (made, kept)


def test_the_bar_opens_on_the_key_with_what_is_selected(writing: Writing) -> None:
    writing.page.editor.select(0, 2)
    writing.key(Qt.Key.Key_F, CTRL)
    bar = writing.page.find_bar
    assert bar.isVisible()
    assert QApplication.focusWidget() is bar.words
    assert bar.words.text() == "法制"
    assert bar._told.text() == "第1处，共3处"
    assert not bar.other.isVisible()
    assert len(writing.page.editor.marked()) == 2


def test_next_goes_through_all_sections_and_round(writing: Writing) -> None:
    first, _, third = writing.leaves()[:3]
    writing.key(Qt.Key.Key_F, CTRL)
    commit(writing.page.find_bar.words, "法制")
    seen = []
    for _ in range(4):
        writing.key(Qt.Key.Key_Return)
        seen.append(selected(writing)[:2])
    assert seen == [(first.id, 0), (first.id, 11), (third.id, 0), (first.id, 0)]
    writing.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert selected(writing)[:2] == (third.id, 0)
    assert writing.page.find_bar._told.text() == "第3处，共3处"
    assert QApplication.focusWidget() is writing.page.find_bar.words


def test_what_is_being_typed_is_found(writing: Writing) -> None:
    writing.page.editor.set_cursor_offset(0)
    commit(writing.page.editor, "新增法制。")
    writing.key(Qt.Key.Key_F, CTRL)
    commit(writing.page.find_bar.words, "新增")
    writing.key(Qt.Key.Key_Return)
    assert selected(writing)[1:] == (0, "新增")


def test_nothing_found_is_said(writing: Writing) -> None:
    writing.key(Qt.Key.Key_F, CTRL)
    commit(writing.page.find_bar.words, "台账")
    assert writing.page.find_bar._told.text() == "没有找到"
    writing.key(Qt.Key.Key_Return)
    assert writing.page.shown_section() == writing.leaves()[0].id


def test_escape_closes_and_gives_the_text_back(writing: Writing) -> None:
    writing.key(Qt.Key.Key_F, CTRL)
    commit(writing.page.find_bar.words, "法制")
    writing.key(Qt.Key.Key_Escape)
    assert not writing.page.find_bar.isVisible()
    assert writing.page.editor.marked() == []
    assert QApplication.focusWidget() is writing.page.editor


def test_replacing_one_after_the_other(writing: Writing) -> None:
    writing.key(Qt.Key.Key_H, CTRL)
    bar = writing.page.find_bar
    assert bar.other.isVisible()
    commit(bar.words, "法制")
    commit(bar.other, "法治")
    press(writing, "replace_one")
    assert writing.page.editor.body().startswith("法制宣传")
    press(writing, "replace_one")
    assert writing.page.editor.body() == "法治宣传12场。𠮷家村法制讲座1次。"
    assert selected(writing)[1:] == (11, "法制")
    writing.page.editor.undo()
    assert writing.page.editor.body().startswith("法制宣传")


def test_replacing_all_is_one_step_of_undo_for_each_section(writing: Writing) -> None:
    first, second, third = writing.leaves()[:3]
    commit(writing.page.editor, "开头。")
    writing.key(Qt.Key.Key_H, CTRL)
    commit(writing.page.find_bar.words, "法制")
    commit(writing.page.find_bar.other, "法治")
    steps = writing.stack.count()
    press(writing, "replace_all")
    assert writing.body(first.id) == "开头。法治宣传12场。𠮷家村法治讲座1次。"
    assert writing.page.editor.body() == writing.body(first.id)
    assert writing.body(second.id) == "依法行政。"
    assert writing.body(third.id) == "法治教育。"
    assert writing.prompter.told[-1] == ("在2节里替换了3处，按 Ctrl+Z 可以一节一节地退回去。", "done")
    assert writing.stack.count() == steps + 2
    writing.operations.undo()
    assert writing.body(third.id) == "法制教育。"
    assert writing.body(first.id) == "开头。法治宣传12场。𠮷家村法治讲座1次。"


def test_replacing_all_of_nothing_is_said(writing: Writing) -> None:
    writing.key(Qt.Key.Key_H, CTRL)
    commit(writing.page.find_bar.words, "台账")
    steps = writing.stack.count()
    press(writing, "replace_all")
    assert "没有“台账”" in writing.prompter.told[-1][0]
    assert writing.stack.count() == steps
