"""What a clerk reads at a glance: whole headings, whole numbers, totals that say something, long texts in the form."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel

from fzapp.domain.ledger import Column, ColumnType, Row
from fzapp.storage.changes import Op
from fzapp.storage.ledgers import NewRow, insert
from fzapp.ui import theme
from fzapp.ui.models.ledger_model import heading
from fzapp.ui.pages.ledger_header import folded
from fzapp.ui.pages.ledger_page import LedgerPage
from fzapp.ui.prompts import Offer
from fzapp.ui.widgets.basic import ElidedLabel
from tests.gui.ledgers import cell, focus, place_of, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytestqt.qtbot import QtBot

    from fzapp.domain.ledger import Value
    from fzapp.services.context import Services
    from fzapp.ui.page import Page

LONG = "在镇农贸市场门口和两侧公共通道长期堆放建筑材料、占道摆摊，多次劝导后仍不清理"


@pytest.fixture
def page(make_page: Callable[[type[Page]], Page]) -> Iterator[LedgerPage]:
    """An empty archive in 2026."""
    built = make_page(LedgerPage)
    assert isinstance(built, LedgerPage)
    yield built
    built.hide()  # nothing is counted any more when the archive is closed


def _put(services: Services, code: str, *rows: Mapping[str, Value]) -> None:
    with services.archive.transact(Op.IMPORT_ROWS) as transaction:
        made = [NewRow(2026, "", Row(dict(values))) for values in rows]
        insert(transaction.write, code, made, services.archive.now())


def _totals(page: LedgerPage) -> str:
    found = page.findChild(ElidedLabel, "ledger_totals")
    assert found is not None
    return found.text()


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("参加人数 *", ("参加人数 *",)),
        ("列入年度目录", ("列入", "年度目录")),
        ("合法性前置审查", ("合法性", "前置审查")),
        ("重新犯罪数（人）", ("重新犯罪数", "（人）")),
        ("涉及金额（元）", ("涉及金额", "（元）")),
        ("委员数（人） *", ("委员数", "（人） *")),
    ],
)
def test_a_long_heading_is_folded_between_words(qtbot: QtBot, words: str, parts: tuple[str, ...]) -> None:
    metrics = QFontMetrics(theme.ui_font(theme.FontScale.STANDARD))
    assert folded(words, metrics) == parts


def test_a_heading_is_folded_where_little_stands_below_it(services: Services, page: LedgerPage) -> None:
    _put(services, "L20", {"month": "2026-01", "corrections": Decimal(3)})
    page.show_ledger("L20", 2026)
    header = page.table.header
    for place in range(page.model.columnCount()):
        _whole, half = header.widths_for(heading(page.model.columns[place]))
        assert header.sectionSize(place) >= half
    place = place_of(page, "在册社区矫正对象数")
    whole, _half = header.widths_for(heading(page.model.columns[place]))
    assert header.sectionSize(place) < whole
    two = header.height()
    page.show_ledger("L22", 2026)
    assert header.height() < two


def test_a_column_of_short_choices_takes_no_more_than_its_heading(
    services: Services, page: LedgerPage
) -> None:
    _put(services, "L06", {"name": "张某", "sex": "女"})
    page.show_ledger("L06", 2026)
    place = place_of(page, "性别")
    assert page.table.header.sectionSize(place) == page.table.header.widths_for("性别")[0]


def test_a_heading_names_the_unit_unless_the_name_ends_in_it() -> None:
    def named(name: str, unit: str) -> str:
        return heading(Column("x", name, ColumnType.INTEGER, unit=unit))

    assert named("事件上报数", "件") == "事件上报数（件）"
    assert (named("参加人数", "人"), named("件次", "件"), named("培训学时", "学时")) == (
        "参加人数",
        "件次",
        "培训学时",
    )


def test_half_a_number_is_never_shown(services: Services, page: LedgerPage) -> None:
    _put(services, "L27", {"year": "2026", "subject": "普法", "spent": Decimal(1200)})
    page.show_ledger("L27", 2026)
    table, cell = page.table, QRect(150, 0, 60, 30)
    assert table.seen(3, cell) == cell
    edge = table.viewport().width()
    assert table.seen(3, QRect(edge - 20, 0, 60, 30)) == QRect(edge - 20, 0, 20, 30)
    stays = table.header.frozen_width()
    assert stays > 0
    assert table.seen(3, QRect(stays - 20, 0, 60, 30)) == QRect(stays, 0, 40, 30)
    assert table.seen(0, QRect(0, 0, 60, 30)) == QRect(0, 0, 60, 30)


def test_the_line_of_totals_says_the_number_of_rows_once(
    services: Services, page: LedgerPage, qtbot: QtBot
) -> None:
    one = {"filed_on": "2026-03-01", "case_number": "甲", "cause": "占道经营", "party": "赵某"}
    _put(services, "L12", one, {**one, "case_number": "乙"})
    page.show_ledger("L12", 2026)
    qtbot.waitUntil(lambda: "立案件数 2件" in _totals(page))
    assert "去重后件数" not in _totals(page)
    assert "可确定在2026年的件数" not in _totals(page)
    assert "　件数" not in _totals(page)


def test_rows_registered_twice_are_told_in_the_line_of_totals(
    services: Services, page: LedgerPage, qtbot: QtBot
) -> None:
    one = {"filed_on": "2026-03-01", "case_number": "甲", "cause": "占道经营", "party": "赵某"}
    _put(services, "L12", one, one)
    page.show_ledger("L12", 2026)
    qtbot.waitUntil(lambda: "立案件数 2件" in _totals(page))
    assert "去重后件数 1件" in _totals(page)


def test_the_totals_of_another_ledger_go_at_once(services: Services, page: LedgerPage, qtbot: QtBot) -> None:
    _put(services, "L12", {"filed_on": "2026-03-01"})
    page.show_ledger("L12", 2026)
    qtbot.waitUntil(lambda: "立案件数" in _totals(page))
    page.show_ledger("L11", 2026)
    assert _totals(page) == ""


def test_the_form_shows_the_whole_of_a_long_text(services: Services, page: LedgerPage, qtbot: QtBot) -> None:
    _put(services, "L12", {"cause": LONG, "party": "赵某"})
    page.show_ledger("L12", 2026)

    def whole(column: str) -> QLabel:
        found = page.form.findChild(QLabel, f"whole_{column}")
        assert found is not None
        return found

    if not page.form.isVisible():
        page.toggle_column()
    qtbot.waitUntil(lambda: whole("cause").isVisible())
    assert whole("cause").text().replace("\u200b", "") == LONG
    assert not whole("party").isVisibleTo(page.form)


def test_giving_up_a_refused_cell_takes_its_sentence_away(page: LedgerPage, qtbot: QtBot) -> None:
    page.show_ledger("L16", 2026)
    with qtbot.waitActive(page):
        page.activateWindow()
    page.table.go_to_typing()
    write(qtbot, "7.32", Qt.Key.Key_Return)
    assert page.desk.bar.isVisible()
    qtbot.keyClick(focus(), Qt.Key.Key_Escape)
    qtbot.waitUntil(page.desk.bar.isHidden)


def test_a_question_outlives_a_cell_that_is_given_up(page: LedgerPage, qtbot: QtBot) -> None:
    page.show_ledger("L16", 2026)
    page.desk.ask("加入选项吗？", (Offer("加入", lambda: None),))
    page.table.given_up.emit()
    assert page.desk.bar.isVisible()


# --- hands that are used to a spreadsheet -----------------------------------------------------------


@pytest.fixture
def disputes(page: LedgerPage, qtbot: QtBot) -> LedgerPage:
    """Three rows, the keyboard in the table."""
    page.show_ledger("L16", 2026)
    with qtbot.waitActive(page):
        page.activateWindow()
    for number in range(1, 4):
        page.entry.add({"registered_on": f"2026-07-0{number}", "village": "石桥村"})
    page.table.setFocus()
    page.table.go_to(0, 0)
    return page


def test_keys_that_wait_behind_enter_are_for_the_next_cell(disputes: LedgerPage, qtbot: QtBot) -> None:
    page = disputes
    village = place_of(page, "村社区")
    page.table.go_to(0, village)
    for letter in "baisha":
        qtbot.keyClick(focus(), letter)
    qtbot.keyClick(focus(), Qt.Key.Key_Return)  # nothing is waited for from here on
    qtbot.keyClick(focus(), "x")
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert [cell(page, row, "村社区") for row in range(3)] == ["baisha", "x", "石桥村"]


def test_keys_behind_a_choice_from_the_list_are_for_the_next_cell(disputes: LedgerPage, qtbot: QtBot) -> None:
    page = disputes
    page.table.go_to(0, place_of(page, "来源"))
    qtbot.keyClick(focus(), "1")
    editor = page.table.editor()
    assert editor is not None
    editor.show_choices()
    assert editor.shows_choices()
    qtbot.keyClick(editor.completer().popup(), Qt.Key.Key_Return)
    qtbot.keyClick(focus(), "2")
    assert cell(page, 0, "来源") == "1"
    opened = page.table.editor()
    assert opened is not None
    assert (page.table.currentIndex().row(), opened.text()) == (1, "2")


def test_f2_goes_on_with_what_stands_there(disputes: LedgerPage, qtbot: QtBot) -> None:
    page = disputes
    page.table.go_to(0, place_of(page, "村社区"))
    qtbot.keyClick(focus(), Qt.Key.Key_F2)
    editor = page.table.editor()
    assert editor is not None
    assert not editor.hasSelectedText()
    assert editor.cursorPosition() == len("石桥村")
    qtbot.keyClick(focus(), "2")
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert cell(page, 0, "村社区") == "石桥村2"


def test_columns_are_fitted_again_when_the_first_rows_come(services: Services, page: LedgerPage) -> None:
    page.show_ledger("L12", 2026)
    place = place_of(page, "案由")
    narrow = page.table.columnWidth(place)
    _put(services, "L12", {"cause": LONG, "party": "赵某"})
    page.refresh()
    assert page.table.columnWidth(place) > narrow


def test_a_closed_field_is_kept_for_a_while(disputes: LedgerPage, qtbot: QtBot) -> None:
    """Its list may still count as the active window: its end would close the next cell in the middle of a word."""
    page = disputes
    page.table.go_to(0, place_of(page, "来源"))
    qtbot.keyClick(focus(), "1")
    editor = page.table.editor()
    assert editor is not None
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    qtbot.waitUntil(editor.isHidden)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert shiboken6.isValid(editor)
    assert page.table.editor() is None
