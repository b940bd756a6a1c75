"""The writing page in the window: its keys, its widths, and closing while something is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from fzapp.ui import page_list, theme
from tests.gui.writing import CTRL, commit

if TYPE_CHECKING:
    from fzapp.domain.report import Section
    from fzapp.services.context import Services
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.pages.write_page import WritePage


@pytest.fixture
def sections(office: Services) -> tuple[Section, ...]:
    return office.reports.get(office.reports.create("annual_report", 2026)).sections


@pytest.fixture
def page(sections: tuple[Section, ...], window: MainWindow) -> WritePage:
    window.open_section(sections[0].id)
    return window.page


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def test_home_leads_into_the_section(page: WritePage, sections: tuple[Section, ...]) -> None:
    assert page.shown_section() == sections[0].id
    assert QApplication.focusWidget() is page.editor


def test_ctrl_s_commits(page: WritePage, services: Services, sections: tuple[Section, ...]) -> None:
    commit(page.editor, "青石镇。")
    press(Qt.Key.Key_S, CTRL)
    assert services.writing.section(sections[0].id).body == "青石镇。"


def test_ctrl_z_undoes_the_text_then_the_archive(
    page: WritePage, services: Services, sections: tuple[Section, ...], window: MainWindow
) -> None:
    window.open_section(sections[2].id)
    commit(page.editor, "第一句。")
    window.open_section(sections[0].id)
    commit(page.editor, "青石镇。")
    press(Qt.Key.Key_S, CTRL)
    press(Qt.Key.Key_Z, CTRL)
    assert page.editor.body() == ""
    assert services.writing.section(sections[0].id).body == "青石镇。"
    press(Qt.Key.Key_Z, CTRL)
    assert services.writing.section(sections[0].id).body == ""
    assert services.writing.section(sections[2].id).body == "第一句。"
    press(Qt.Key.Key_Z, CTRL)
    assert services.writing.section(sections[2].id).body == ""


def test_another_page_and_closing_commit(
    page: WritePage, services: Services, sections: tuple[Section, ...], window: MainWindow
) -> None:
    commit(page.editor, "青石镇。")
    window.show_page(page_list.HOME)
    assert services.writing.section(sections[0].id).body == "青石镇。"
    window.show_page(page_list.WRITE)
    page.editor.set_cursor_offset(4)
    commit(page.editor, "再写一句。")
    QApplication.sendEvent(window, QCloseEvent())
    assert services.writing.section(sections[0].id).body == "青石镇。再写一句。"


def test_function_keys_show_and_hide_the_columns(page: WritePage) -> None:
    for key, column in ((Qt.Key.Key_F9, page.outline), (Qt.Key.Key_F10, page.panel)):
        press(key)
        assert not column.isVisible()
        press(key)
        assert column.isVisible()


def cut(widget: QWidget, window: QWidget) -> bool:
    """Whether a part reaches over the edge of the window or has less room than its words need."""
    right = widget.mapTo(window, QPoint(widget.width(), 0)).x()
    short = isinstance(widget, QAbstractButton) and widget.width() < widget.minimumSizeHint().width()
    wrapped = isinstance(widget, QLabel) and widget.wordWrap()
    low = wrapped and widget.height() < widget.heightForWidth(widget.width())
    return right > window.width() or short or low


@pytest.mark.parametrize("scale", list(theme.FontScale))
@pytest.mark.parametrize(("width", "height"), [(1366, 728), (1093, 582), (911, 485)])
def test_nothing_is_cut(
    page: WritePage, window: MainWindow, scale: theme.FontScale, width: int, height: int
) -> None:
    """1366 × 768 at 100, 125 and 150 percent, at three font sizes."""
    window.resize(width, height)
    window.look.choose(scale.value, "")
    for section in page.model.rows[:3]:
        page.open_section(section.section.id)
        # as the event loop would do before it paints
        QApplication.sendPostedEvents()
        seen = [part for part in page.findChildren(QWidget) if part.isVisible()]
        assert [part.objectName() or part for part in seen if cut(part, window)] == []
    assert (page.outline.isVisible(), page.panel.isVisible()) == (
        not page.columns.list_folded,
        not page.columns.help_folded,
    )
    if width < theme.NARROW_BELOW:
        assert page.columns.list_folded
        assert page.columns.help_folded


def test_a_report_taken_away_behind_the_page_leaves_another_one(
    page: WritePage, sections: tuple[Section, ...], window: MainWindow, office: Services
) -> None:
    other = office.reports.create("annual_report", 2025)
    page.open_section(sections[3].id)
    window.show_page(page_list.HOME)
    window.operations.run(lambda: office.reports.delete(sections[0].report_id))
    window.show_page(page_list.WRITE)
    assert page.report is not None
    assert page.report.id == other
    assert page.panel._section is None or page.panel._section.report_id == other
