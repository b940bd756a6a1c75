"""Finding in a ledger: filters and order at the headers, the whole table searched, what is shown and what stays."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from fzapp.ui.models import ledger_model
from fzapp.ui.page import Means
from fzapp.ui.pages import ledger_query, ledger_totals
from fzapp.ui.pages.ledger_page import LedgerPage
from tests.gui.ledgers import FILE, cell, focus, input_method, place_of, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.page import Page

Key = Qt.Key
Ctrl, Alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
Shift, Left = Qt.KeyboardModifier.ShiftModifier, Qt.MouseButton.LeftButton


@pytest.fixture
def page(make_page: Callable[[type[Page]], Page], qtbot: QtBot, services: Services) -> Iterator[LedgerPage]:
    """73 disputes of 2026."""
    services.ledgers.commit(services.ledgers.plan(services.ledgers.read(FILE), 2026))
    built = make_page(LedgerPage)
    assert isinstance(built, LedgerPage)
    built.show_ledger("L16", 2026)
    with qtbot.waitActive(built):
        built.activateWindow()
    built.table.setFocus()
    yield built
    built.hide()


def open_filter(page: LedgerPage, qtbot: QtBot, name: str) -> None:
    """Alt+Down in a column."""
    page.table.setFocus()
    page.table.go_to(0, place_of(page, name))
    qtbot.keyClick(page.table, Key.Key_Down, Alt)
    assert page.query.panel.isVisible()


def tick(page: LedgerPage, *names: str) -> None:
    values = page.query.panel.values
    for place in range(values.count()):
        if values.item(place).data(Qt.ItemDataRole.UserRole) in names:
            values.item(place).setCheckState(Qt.CheckState.Checked)


def click_header(
    page: LedgerPage, qtbot: QtBot, name: str, *, funnel: bool = False, more: bool = False
) -> None:
    header, place = page.table.header, place_of(page, name)
    x = header.place_of(place) + (header.sectionSize(place) - 8 if funnel else 12)
    at = QPoint(x, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Left, Shift if more else Qt.KeyboardModifier.NoModifier, at)


def words(page: LedgerPage) -> str:
    return page.desk.filters.findChild(object, "ledger_filter_words").text()


def test_values_are_ticked_by_keyboard(page: LedgerPage, qtbot: QtBot) -> None:
    open_filter(page, qtbot, "村社区")
    panel = page.query.panel
    assert focus() is panel.contains
    assert panel.values.item(0).text().endswith("条")
    wanted = str(panel.values.item(0).data(Qt.ItemDataRole.UserRole))
    qtbot.keyClick(focus(), Key.Key_Tab)
    assert focus() is panel.values
    qtbot.keyClick(panel.values, Key.Key_Space)
    qtbot.keyClick(panel.values, Key.Key_Return)
    assert panel.isHidden()
    assert focus() is page.table
    assert set(texts(page, "村社区")) == {wanted}
    assert words(page) == f"村社区是{wanted}"
    assert place_of(page, "村社区") in page.table.header.marks.filtered
    page.findChild(QPushButton, "ledger_show_all").click()
    assert page.model.typing_row() == 73
    assert page.desk.filters.isHidden()


def test_initials_filter_a_column_and_the_whole_table(page: LedgerPage, qtbot: QtBot) -> None:
    open_filter(page, qtbot, "村社区")
    qtbot.keyClicks(page.query.panel.contains, "wsc")
    qtbot.keyClick(page.query.panel.contains, Key.Key_Return)
    assert set(texts(page, "村社区")) == {"望山村"}
    page.query.show_all()
    qtbot.keyClick(page.table, Key.Key_F, Ctrl)
    assert focus() is page.desk.filter
    qtbot.keyClicks(page.desk.filter, "wsc")
    qtbot.keyClick(page.desk.filter, Key.Key_Return)
    assert "望山村" in texts(page, "村社区")
    assert page.model.typing_row() < 73
    assert "wsc" in words(page)
    assert focus() is page.table


def test_a_date_is_bounded_on_both_sides(page: LedgerPage, qtbot: QtBot) -> None:
    open_filter(page, qtbot, "登记日期")
    panel = page.query.panel
    assert focus() is panel.first
    assert panel.contains.isHidden()
    qtbot.keyClicks(panel.first, "3.1")
    qtbot.keyClick(panel.first, Key.Key_Tab)
    input_method(panel.last, "2026年4月")
    qtbot.keyClick(panel.last, Key.Key_Return)
    dates = texts(page, "登记日期")
    assert dates
    assert all("2026-03-01" <= day <= "2026-04-30" for day in dates)
    assert words(page) == "登记日期从2026-03-01到2026-04"


def test_a_date_that_does_not_exist_keeps_the_sheet_open(page: LedgerPage, qtbot: QtBot) -> None:
    open_filter(page, qtbot, "登记日期")
    panel = page.query.panel
    qtbot.keyClicks(panel.first, "2.30")
    qtbot.keyClick(panel.first, Key.Key_Return)
    assert panel.isVisible()
    assert "2月没有30日" in panel.said.text()
    panel.first.setText("5.1")
    panel.last.setText("4.1")
    qtbot.keyClick(panel.last, Key.Key_Return)
    assert "换过来" in panel.said.text()
    qtbot.keyClick(panel.last, Key.Key_Escape)
    assert panel.isHidden()
    assert page.model.typing_row() == 73


def test_an_amount_is_bounded_and_empty_cells_are_found(page: LedgerPage, qtbot: QtBot) -> None:
    open_filter(page, qtbot, "涉及金额")
    panel = page.query.panel
    panel.first.setText("1000")
    panel.last.setText("3万")
    panel.apply()
    amounts = [float(text) for text in texts(page, "涉及金额")]
    assert amounts
    assert all(1000 <= amount <= 30_000 for amount in amounts)
    page.query.show_all()
    open_filter(page, qtbot, "涉及金额")
    panel.filled.setCurrentIndex(1)
    panel.apply()
    assert set(texts(page, "涉及金额")) == {""}
    assert words(page) == "涉及金额没填的"


def test_filters_of_two_columns_hold_together(page: LedgerPage, qtbot: QtBot) -> None:
    open_filter(page, qtbot, "村社区")
    tick(page, "望山村")
    page.query.panel.apply()
    village = page.model.typing_row()
    open_filter(page, qtbot, "类型")
    first = str(page.query.panel.values.item(0).data(Qt.ItemDataRole.UserRole))
    tick(page, first)
    page.query.panel.apply()
    assert 0 < page.model.typing_row() <= village
    assert set(texts(page, "村社区")) == {"望山村"}
    assert set(texts(page, "类型")) == {first}
    open_filter(page, qtbot, "类型")
    page.query.panel.clear()
    assert page.model.typing_row() == village


def test_the_figure_of_the_report_stays_the_whole(page: LedgerPage, qtbot: QtBot) -> None:
    open_filter(page, qtbot, "村社区")
    tick(page, "望山村")
    page.query.panel.apply()
    part = page.totals.line.findChild(object, "ledger_part_totals")
    qtbot.waitUntil(lambda: part.text().startswith("10条"))
    assert "涉及金额" in part.text()
    assert page.totals.line.findChild(QLabel, "ledger_rows_total").text() == "73条"
    assert page.totals.line.findChild(QLabel, "ledger_totals_title").text() == "全年合计"
    whole = page.totals.line.findChild(object, "ledger_totals")
    qtbot.waitUntil(lambda: "化解件数 70件" in whole.text())
    page.query.show_all()
    assert not part.isVisible()


def test_headers_order_by_several_columns(page: LedgerPage, qtbot: QtBot) -> None:
    click_header(page, qtbot, "登记日期")
    assert page.table.header.marks.orders == {0: (1, False)}
    open_filter(page, qtbot, "村社区")
    page.query.panel.findChild(QPushButton, "sort_up").click()
    click_header(page, qtbot, "登记日期", more=True)
    click_header(page, qtbot, "登记日期", more=True)
    village, day = place_of(page, "村社区"), place_of(page, "登记日期")
    assert page.table.header.marks.orders == {village: (1, False), day: (2, True)}
    pairs = list(zip(texts(page, "村社区"), texts(page, "登记日期"), strict=True))
    for (one, early), (other, late) in itertools.pairwise(pairs):
        assert one != other or early >= late
    assert page.desk.order.text() == "按“村社区”从小到大，再按“登记日期”从晚到早排"


def test_the_sheet_orders_by_keyboard_too(page: LedgerPage, qtbot: QtBot) -> None:
    page.query.order_by("village", down=False, more=False)
    open_filter(page, qtbot, "涉及金额")
    panel = page.query.panel
    assert panel.more.isVisible()
    panel.more.setFocus()
    qtbot.keyClick(panel.more, Key.Key_Space)
    down = panel.findChild(QPushButton, "sort_down")
    down.setFocus()
    qtbot.keyClick(down, Key.Key_Return)
    assert [one.column for one in page.query.orders] == ["village", "amount"]
    assert page.query.orders[1].descending


def test_the_funnel_opens_the_sheet_and_going_elsewhere_closes_it(page: LedgerPage, qtbot: QtBot) -> None:
    click_header(page, qtbot, "当事人", funnel=True)
    panel = page.query.panel
    assert panel.isVisible()
    assert panel.column is page.model.columns[place_of(page, "当事人")]
    input_method(panel.contains, "某")
    assert panel.contains.text() == "某"
    page.kinds.filter.setFocus()
    assert panel.isHidden()
    assert page.model.typing_row() == 73
    assert focus() is page.kinds.filter


def test_a_new_row_is_typed_while_filtered(page: LedgerPage, services: Services) -> None:
    page.query.look_for("望山村")
    page.entry.add({"registered_on": "2026-05-05", "village": "别村"})
    assert cell(page, page.model.typing_row() - 1, "村社区") == "别村"
    assert services.ledgers.counts(2026)["L16"] == 74


def test_another_ledger_begins_without_filters(page: LedgerPage) -> None:
    page.query.look_for("望山村")
    page.desk.filter.setText("望山村")
    page.show_ledger("L17", 2026)
    assert page.desk.filter.text() == ""
    assert page.desk.filters.isHidden()
    page.show_ledger("L16", 2026)
    assert page.model.typing_row() == 73


def test_many_rows_are_filtered_beside_the_window(
    page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_query, "READ_BESIDE", 10)
    monkeypatch.setattr(ledger_totals, "AT_ONCE", 10)
    open_filter(page, qtbot, "来源")
    assert all("条" not in page.query.panel.values.item(n).text() for n in range(3))
    page.query.panel.close_panel()
    page.query.look_for("望山村")
    qtbot.waitUntil(lambda: page.model.typing_row() == 10)
    part = page.totals.line.findChild(object, "ledger_part_totals")
    qtbot.waitUntil(lambda: part.text().startswith("10条"))


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """73 rows are very many, of which five at each end are seen at once."""
    monkeypatch.setattr(ledger_query, "READ_BESIDE", 10)
    monkeypatch.setattr(ledger_query, "PAGE", 5)
    monkeypatch.setattr(ledger_model, "PAGE", 5)


@pytest.mark.usefixtures("large")
def test_both_ends_of_very_many_rows_are_there_at_once(page: LedgerPage, qtbot: QtBot) -> None:
    whole = page.model.ids[:]
    page.read_rows()
    assert page.model.typing_row() == 73
    assert page.desk.findChild(QLabel, "ledger_count").text() == "共73条"
    asked = page.model._rest
    for row in (0, 4, 70, 72):
        stored = page.model.stored(row)
        assert stored is not None
        assert stored.id == whole[row]
    assert page.model._rest is asked is not None
    qtbot.waitUntil(lambda: page.model._rest is None)
    assert page.model.ids == whole


@pytest.mark.usefixtures("large")
def test_who_goes_to_the_middle_of_very_many_rows_waits_for_it(page: LedgerPage) -> None:
    whole = page.model.ids[:]
    with pytest.MonkeyPatch.context() as held:
        held.setattr(ledger_query.Job, "start", lambda _job: None)
        page.read_rows()
        stored = page.model.stored(40)
    assert stored is not None
    assert stored.id == whole[40]
    assert page.model.ids == whole


# --- columns ----------------------------------------------------------------------------------------


def test_first_columns_stay_in_sight(page: LedgerPage, qtbot: QtBot) -> None:
    table = page.table
    assert table.frozen >= 1
    qtbot.keyClick(table, Key.Key_End, Ctrl)
    assert table.header.offset() > 0
    last = table.model().columnCount() - 1
    assert (table.currentIndex().row(), table.currentIndex().column()) == (73, last)
    first = table.model().index(70, 0)
    assert table.visualRect(first).left() == 0
    assert table.indexAt(QPoint(5, table.visualRect(first).center().y())) == first
    qtbot.mouseClick(table.viewport(), Left, pos=table.visualRect(first).center())
    assert table.currentIndex() == first
    assert table.header.offset() > 0, "a click does not move the others"
    qtbot.keyClick(table, Key.Key_Home, Ctrl)
    assert table.header.offset() == 0
    assert (table.currentIndex().row(), table.currentIndex().column()) == (0, 0)


def test_a_cell_is_never_left_below_the_columns_that_stay(page: LedgerPage, qtbot: QtBot) -> None:
    table = page.table
    qtbot.keyClick(table, Key.Key_End, Ctrl)
    for _ in range(table.model().columnCount() - 1):
        qtbot.keyClick(table, Key.Key_Left)
        rect = table.visualRect(table.currentIndex())
        if table.currentIndex().column() >= table.frozen:
            assert rect.left() >= table.header.frozen_width() - 1
        assert rect.right() <= table.viewport().width()


def test_a_frozen_header_answers_for_itself_when_others_scrolled_below(
    page: LedgerPage, qtbot: QtBot
) -> None:
    qtbot.keyClick(page.table, Key.Key_End, Ctrl)
    click_header(page, qtbot, "登记日期")
    assert [one.column for one in page.query.orders] == ["registered_on"]


def test_a_frozen_cell_is_typed_in_where_it_is_seen(page: LedgerPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.table, Key.Key_End, Ctrl)
    index = page.model.index(72, 0)
    qtbot.mouseClick(page.table.viewport(), Left, pos=page.table.visualRect(index).center())
    qtbot.keyClicks(page.table, "7")
    editor = page.table.editor()
    assert editor is not None
    assert editor.geometry().left() == 0
    qtbot.keyClick(editor, Key.Key_Escape)


def test_control_arrows_go_to_the_edges_and_shift_selects(page: LedgerPage, qtbot: QtBot) -> None:
    table = page.table
    table.go_to(3, 2)
    qtbot.keyClick(table, Key.Key_Right, Ctrl)
    assert table.currentIndex().column() == table.model().columnCount() - 1
    qtbot.keyClick(table, Key.Key_Down, Ctrl)
    assert table.currentIndex().row() == 73
    qtbot.keyClick(table, Key.Key_Up, Ctrl)
    assert table.currentIndex().row() == 0
    table.go_to(3, 2)
    qtbot.keyClick(table, Key.Key_Down, Ctrl | Shift)
    assert table.block() == (range(3, 74), range(2, 3))
    qtbot.keyClick(table, Key.Key_Left, Ctrl | Shift)
    assert table.block() == (range(3, 74), range(3))


def test_widths_are_remembered_by_kind(page: LedgerPage, qtbot: QtBot, services: Services) -> None:
    place = place_of(page, "村社区")
    page.table.header.width_drawn.emit(place, 234)
    page.show_ledger("L17", 2026)
    page.show_ledger("L16", 2026)
    assert page.table.columnWidth(place) == 234
    again = LedgerPage(Means(services, page.signals, page.operations, page.prompter))
    qtbot.addWidget(again)
    again.refresh()
    again.show_ledger("L16", 2026)
    again.totals.pause()
    assert again.table.columnWidth(place) == 234


def test_a_drawn_edge_is_told_once(page: LedgerPage, qtbot: QtBot) -> None:
    header, place = page.table.header, place_of(page, "来源")
    edge = QPoint(header.sectionViewportPosition(place) + header.sectionSize(place) - 1, 10)
    before = header.sectionSize(place)
    with qtbot.waitSignal(header.width_drawn) as told:
        qtbot.mousePress(header.viewport(), Left, pos=edge)
        qtbot.mouseMove(header.viewport(), edge + QPoint(20, 0))
        qtbot.mouseMove(header.viewport(), edge + QPoint(40, 0))
        qtbot.mouseRelease(header.viewport(), Left, pos=edge + QPoint(40, 0))
    assert told.args == [place, before + 40]
    assert page.query.orders == ()


def test_columns_are_hidden_and_come_back(page: LedgerPage, qtbot: QtBot) -> None:
    page.findChild(QPushButton, "ledger_columns").click()
    panel = page.columns.panel
    assert panel.isVisible()
    assert focus() is panel.list
    names = [panel.list.item(n).text() for n in range(panel.list.count())]
    assert "备注" in names
    for n, name in enumerate(names):
        if name in ("来源", "备注"):
            wanted = Qt.CheckState.Unchecked if name == "来源" else Qt.CheckState.Checked
            panel.list.item(n).setCheckState(wanted)
    panel.frozen.setValue(2)
    qtbot.keyClick(panel.list, Key.Key_Return)
    shown = [column.name for column in page.model.columns]
    assert "来源" not in shown
    assert "备注" in shown
    assert page.table.wanted_frozen == 2
    assert "来源" in [field.column.name for field in page.form.fields], "the form keeps what the table hides"
    page.findChild(QPushButton, "ledger_columns").click()
    page.findChild(QPushButton, "columns_reset").click()
    assert "来源" in [column.name for column in page.model.columns]


def test_no_column_at_all_is_no_table(page: LedgerPage, qtbot: QtBot) -> None:
    page.findChild(QPushButton, "ledger_columns").click()
    panel = page.columns.panel
    for n in range(panel.list.count()):
        panel.list.item(n).setCheckState(Qt.CheckState.Unchecked)
    panel.apply()
    assert panel.isVisible()
    assert panel.said.text() == "至少留下一列。"
    qtbot.keyClick(panel.list, Key.Key_Escape)
    assert QApplication.focusWidget() is page.table
