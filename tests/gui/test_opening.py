"""The way of a page to the screen, bit by bit: nothing is lost, nothing goes astray, and it can be left at any moment."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from fzapp.ui import page_list, turns
from fzapp.ui.actions import make_action
from fzapp.ui.pages.figures_page import FiguresPage
from fzapp.ui.pages.help_page import HelpPage
from fzapp.ui.pages.sources_page import SourcesPage
from fzapp.ui.pages.write_page import WritePage
from fzapp.ui.window import page_entries
from fzapp.ui.window.loading_ahead import LoadingAhead
from fzapp.ui.window.opening import press

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.page import Page

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def bit_by_bit(within_the_click: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not more than one bit at a time, so that every page takes its time."""
    del within_the_click
    monkeypatch.setattr(turns, "TURN", 0)


@pytest.fixture
def seen(window: MainWindow, qtbot: QtBot, office: Services) -> MainWindow:
    """The window with a report, on the screen and with the keyboard."""
    office.reports.create("annual_report", 2026)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def strip_word(window: MainWindow, word: str) -> QPushButton:
    return next(one for one in window.strip.findChildren(QPushButton) if one.text() == word)


def arrived(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.opening.word)


def test_the_click_is_answered_at_once(seen: MainWindow) -> None:
    strip_word(seen, page_list.WRITE).click()
    assert seen.opening.word == page_list.WRITE
    assert strip_word(seen, page_list.WRITE).isChecked()
    assert seen.opening.ground.isVisible()
    assert seen.top_line.title() == page_list.WRITE
    assert not [one for one in seen.top_line.buttons() if one.isVisible()]


def test_the_page_comes_by_itself(seen: MainWindow, qtbot: QtBot) -> None:
    strip_word(seen, page_list.WRITE).click()
    arrived(seen, qtbot)
    assert isinstance(seen.page, WritePage)
    assert seen.page.isVisible()
    assert QApplication.focusWidget() is seen.page.editor


def test_whoever_asks_for_the_page_gets_it_whole(seen: MainWindow) -> None:
    seen.show_page(page_list.WRITE)
    assert isinstance(seen.page, WritePage)
    assert seen.page.report is not None
    assert not seen.opening.word


def test_whoever_asks_for_the_page_gets_the_one_that_it_leads_to(seen: MainWindow) -> None:
    seen.show_page(page_list.WRITE, lambda _page: seen.show_page(page_list.HELP))
    assert isinstance(seen.page, HelpPage)
    assert not seen.opening.word


def test_pressed_twice_the_page_is_made_once(seen: MainWindow, qtbot: QtBot) -> None:
    strip_word(seen, page_list.WRITE).click()
    strip_word(seen, page_list.WRITE).click()
    assert not seen.strip.isAncestorOf(QApplication.focusWidget())
    arrived(seen, qtbot)
    assert len(seen.findChildren(WritePage)) == 1


def test_another_page_may_be_wanted_on_the_way(seen: MainWindow, qtbot: QtBot) -> None:
    strip_word(seen, page_list.WRITE).click()
    strip_word(seen, page_list.HELP).click()
    arrived(seen, qtbot)
    assert isinstance(seen.page, HelpPage)
    assert strip_word(seen, page_list.HELP).isChecked()
    seen.show_page(page_list.WRITE)
    assert isinstance(seen.page, WritePage)
    assert seen.page.report is not None


def test_back_to_the_page_that_was_left_on_the_way(seen: MainWindow, qtbot: QtBot) -> None:
    home = seen.page
    seen.show_page(page_list.WRITE)
    seen.show_page(page_list.HOME)
    arrived(seen, qtbot)
    assert seen.page is home
    assert home.isVisible()


def test_what_was_to_be_done_on_a_page_that_nobody_wants_any_more_is_not_done(seen: MainWindow) -> None:
    done: list[Page] = []
    seen.show_page(page_list.WRITE, done.append)
    seen.show_page(page_list.HELP, done.append)
    assert done == [seen.page]
    assert isinstance(seen.page, HelpPage)


def test_letters_typed_on_the_way_stand_in_the_text(seen: MainWindow, qtbot: QtBot) -> None:
    strip_word(seen, page_list.WRITE).setFocus()
    strip_word(seen, page_list.WRITE).click()
    QTest.keyClicks(QApplication.focusWidget(), "2026")
    arrived(seen, qtbot)
    assert seen.page.editor.shown_text().endswith("2026")


def test_letters_typed_behind_a_key_of_a_page_stand_in_its_field(seen: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(QApplication.focusWidget() or seen, Qt.Key.Key_F2, CTRL)
    assert seen.opening.word == page_list.FIGURES
    QTest.keyClicks(QApplication.focusWidget(), "xf")
    arrived(seen, qtbot)
    assert isinstance(seen.page, FiguresPage)
    assert seen.page.words.text() == "xf"


def test_a_key_of_the_page_pressed_on_the_way_is_heard_by_it(seen: MainWindow, qtbot: QtBot) -> None:
    strip_word(seen, page_list.WRITE).setFocus()
    strip_word(seen, page_list.WRITE).click()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F, CTRL)
    QTest.keyClicks(QApplication.focusWidget(), "12")
    arrived(seen, qtbot)
    assert seen.page.find_bar.isVisible()
    assert seen.page.find_bar.isAncestorOf(QApplication.focusWidget())
    assert QApplication.focusWidget().text() == "12"


def test_tab_on_the_way_moves_on_within_the_page(seen: MainWindow, qtbot: QtBot) -> None:
    seen.show_page(page_list.FIGURES)
    arrived(seen, qtbot)
    first = QApplication.focusWidget()
    seen.show_page(page_list.HOME)
    arrived(seen, qtbot)
    seen.page_named(page_list.FIGURES).stale = True
    seen.show_page(page_list.FIGURES)
    QTest.keyClick(seen.opening.ground, Qt.Key.Key_Tab)
    assert seen.opening.ground.hasFocus()
    arrived(seen, qtbot)
    assert QApplication.focusWidget() is not first
    assert seen.page.isAncestorOf(QApplication.focusWidget())


def test_a_key_of_the_window_finds_the_page_whole(seen: MainWindow) -> None:
    strip_word(seen, page_list.WRITE).setFocus()
    strip_word(seen, page_list.WRITE).click()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F10)
    assert not seen.opening.word
    assert isinstance(seen.page, WritePage)


def test_a_section_is_opened_once_its_page_is_there(seen: MainWindow, qtbot: QtBot, office: Services) -> None:
    report = office.overview.current_report()
    assert report is not None
    wanted = report.sections[3].id
    seen.open_section(wanted)
    assert seen.opening.word == page_list.WRITE
    arrived(seen, qtbot)
    assert seen.page.shown_section() == wanted


def test_typing_is_kept_when_the_page_is_left(seen: MainWindow, qtbot: QtBot, office: Services) -> None:
    seen.show_page(page_list.WRITE)
    page = seen.page
    assert isinstance(page, WritePage)
    page.editor.insert_text("开展普法活动。")
    seen.show_page(page_list.HELP)
    assert office.writing.section(page.shown_section()).body.endswith("开展普法活动。")
    arrived(seen, qtbot)


def test_the_window_closes_on_the_way(seen: MainWindow) -> None:
    seen.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    seen.show_page(page_list.WRITE)
    assert seen.close()
    assert not seen.opening.word
    assert not turns.take_turn(seen.opening._bits)
    assert not seen.findChildren(WritePage)


def test_a_report_that_changes_on_the_way_is_shown_as_it_is(
    seen: MainWindow, qtbot: QtBot, office: Services
) -> None:
    report = office.overview.current_report()
    assert report is not None
    section = next(one for one in report.sections if one.is_printed and one.level)
    seen.show_page(page_list.SOURCES)

    def looked_up() -> bool:
        return any(one._gathered is not None for one in seen.findChildren(SourcesPage))

    while not looked_up():
        assert turns.take_turn(seen.opening._bits)
    seen.operations.run(lambda: office.writing.save(section.id, "调解矛盾纠纷73件。", 0))
    arrived(seen, qtbot)
    assert any(row.entry.number == "73件" for row in seen.page.model.rows)


def test_a_fault_on_the_way_leaves_a_window_that_works(
    seen: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_page: HelpPage) -> None:
        raise ArithmeticError

    with monkeypatch.context() as broken:
        broken.setattr(HelpPage, "activate", fail)
        with qtbot.captureExceptions() as raised:
            seen.show_page(page_list.HELP)
            qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ArithmeticError
    assert not seen.opening.word
    assert seen.page.name == page_list.HOME
    assert strip_word(seen, page_list.HOME).isChecked()
    seen.show_page(page_list.HELP)
    arrived(seen, qtbot)
    assert isinstance(seen.page, HelpPage)


def test_a_key_goes_to_what_takes_it_as_text_before_it_is_a_command(qtbot: QtBot) -> None:
    ground, done = QWidget(), []
    qtbot.addWidget(ground)
    column, field, other = QVBoxLayout(ground), QLineEdit(), QPushButton()
    column.addWidget(field)
    column.addWidget(other)
    make_action(ground, "做", lambda: done.append(1), name="act", keys="1")
    with qtbot.waitActive(ground):
        ground.show()
        ground.activateWindow()
    key = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1")
    field.setFocus()
    press(key)
    assert (field.text(), done) == ("1", [])
    other.setFocus()
    press(key)
    assert (field.text(), done) == ("1", [1])


# --- what is loaded beforehand ----------------------------------------------------------------------


@pytest.mark.parametrize("entry", page_entries.PAGES, ids=lambda entry: entry.word)
def test_what_is_named_to_be_loaded_ends_with_the_page(entry: page_entries.PageEntry) -> None:
    assert not entry.ahead or entry.load().__module__ == f"fzapp.{entry.ahead[-1]}"
    for module in entry.ahead:
        assert find_spec(f"fzapp.{module}") is not None


def test_the_page_that_is_opened_most_is_loaded_after_the_first_picture(
    qtbot: QtBot, window: MainWindow
) -> None:
    loading = LoadingAhead(window)
    loading.begin()
    qtbot.waitUntil(lambda: not loading.running, timeout=60_000)
    (write,) = [entry for entry in page_entries.PAGES if entry.word == page_list.WRITE]
    assert all(f"fzapp.{module}" in sys.modules for module in write.ahead)


def test_the_last_turn_says_that_nothing_is_left() -> None:
    taken: list[int] = []
    bits = (taken.append(number) for number in range(3))
    while turns.take_turn(bits):
        pass
    assert taken == [0, 1, 2]


def test_a_heavy_bit_waits_for_a_turn_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((0.0, 0.010, 1.0, 1.001, 1.002))
    monkeypatch.setattr(turns, "TURN", 25)
    monkeypatch.setattr(turns.time, "perf_counter", lambda: next(clock))
    bits = iter((None, turns.HEAVY, turns.HEAVY))
    next(bits)
    assert turns.take_turn(bits)
    assert not turns.take_turn(bits)
