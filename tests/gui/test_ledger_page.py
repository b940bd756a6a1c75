"""The table of a ledger: typed by keyboard and input method, refused in place, undone step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from fzapp.domain.ledger import Row
from fzapp.storage.changes import Op
from fzapp.storage.ledger_views import View
from fzapp.storage.ledgers import NewRow, insert
from fzapp.ui import theme
from fzapp.ui.pages import ledger_query, ledger_totals
from fzapp.ui.pages.ledger_page import LedgerPage
from fzapp.ui.widgets.basic import ElidedLabel
from tests.gui.ledgers import FILE, cell, focus, input_method, place_of, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QUndoStack
    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.look import Look
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(make_page: Callable[[type[Page]], Page], qtbot: QtBot) -> Iterator[LedgerPage]:
    """An empty archive in 2026, on the kind of disputes."""
    built = make_page(LedgerPage)
    assert isinstance(built, LedgerPage)
    built.show_ledger("L16", 2026)
    with qtbot.waitActive(built):
        built.activateWindow()
    built.table.setFocus()
    yield built
    built.hide()  # nothing is counted any more when the archive is closed


@pytest.fixture
def filled(services: Services, page: LedgerPage) -> LedgerPage:
    """The practice ledger."""
    services.ledgers.commit(services.ledgers.plan(services.ledgers.read(FILE), 2026))
    page.refresh()
    return page


def test_an_empty_year_says_what_to_do(page: LedgerPage) -> None:
    assert page.desk.empty.isVisible()
    assert page.model.rowCount() == 1
    assert page.title() == "矛盾纠纷排查化解　2026年"


def test_the_title_of_a_narrow_window_keeps_its_year(page: LedgerPage) -> None:
    page.show_ledger("L15", 2026)
    assert page.title() == "行政复议、行政诉讼、国家赔偿　2026年"
    page.set_narrow(True)
    assert page.title() == "复议诉讼　2026年"


def test_kinds_are_listed_by_name_with_their_rows(filled: LedgerPage) -> None:
    notes = {entry.kind.name: entry.note for entry in filled.kinds.model.entries}
    assert len(notes) == 31
    assert notes["矛盾纠纷排查化解"] == "73件"
    filled.kinds.filter.setText("调解")
    names = [entry.kind.name for entry in filled.kinds.model.entries]
    assert "矛盾纠纷排查化解" in names
    assert len(names) < 10
    filled.kinds.filter.setText("食堂")
    assert filled.kinds.empty.isVisible()


def test_ten_rows_by_keyboard_alone(page: LedgerPage, qtbot: QtBot, services: Services) -> None:
    page.table.go_to_typing()
    for number in range(1, 11):
        write(qtbot, f"7.{number}")
        write(qtbot, "申请调解")
        write(qtbot, f"某{number}与某甲", Key.Key_Return)
    kind = services.ledgers.kind("L16")
    rows = services.ledgers.rows(kind, 2026)
    assert [row.happened for row in rows] == [f"2026-07-{number:02}" for number in range(1, 11)]
    assert rows[9].row.values["parties"] == "某10与某甲"
    assert page.table.currentIndex().row() == 10
    assert page.table.currentIndex().column() == 0


@pytest.mark.parametrize("text", ["7.14", "7/14", "20260714", "2026年7月14日", "2026-7-14", "7月14日"])
def test_six_habits_of_dates(page: LedgerPage, qtbot: QtBot, text: str) -> None:
    page.table.go_to_typing()
    qtbot.keyClick(page.table, Key.Key_F2)
    editor = page.table.editor()
    assert editor is not None
    editor.setText(text)
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.typing_row() == 1)
    assert cell(page, 0, "登记日期") == "2026-07-14"


def test_a_date_that_does_not_exist_is_refused_in_place(page: LedgerPage, qtbot: QtBot) -> None:
    page.table.go_to_typing()
    write(qtbot, "7.32", Key.Key_Return)
    editor = page.table.editor()
    assert editor is not None
    assert editor.text() == "7.32"
    assert "7月没有32日" in page.desk.message.text()
    assert page.desk.message.isVisible()
    assert not page.leave()
    editor.setText("7.31")
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.typing_row() == 1)
    assert cell(page, 0, "登记日期") == "2026-07-31"
    assert not page.desk.message.isVisible()
    assert page.leave()


def test_esc_gives_a_refused_cell_up(page: LedgerPage, qtbot: QtBot) -> None:
    page.table.go_to_typing()
    write(qtbot, "7.32", Key.Key_Return)
    editor = page.table.editor()
    assert editor is not None
    qtbot.keyClick(editor, Key.Key_Escape)
    qtbot.waitUntil(lambda: page.table.editor() is None)
    assert page.model.typing_row() == 0


@pytest.mark.parametrize(
    "steps", [[("", "法")], [("n", ""), ("ni", ""), ("", "你")]], ids=["commit only", "preedit"]
)
def test_an_input_method_loses_no_first_character(
    page: LedgerPage, qtbot: QtBot, steps: list[tuple[str, str]]
) -> None:
    page.entry.add({"parties": "原值"})
    page.table.go_to(0, place_of(page, "当事人"))
    input_method(page.table, steps[0][1], steps[0][0])
    for preedit, commit in steps[1:]:
        input_method(focus(), commit, preedit)
    editor = page.table.editor()
    assert editor is not None
    assert editor.text() == steps[-1][1]
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: page.table.editor() is None)
    assert cell(page, 0, "当事人") == steps[-1][1]


def test_twenty_steps_are_undone_and_done_again(
    page: LedgerPage, qtbot: QtBot, operations: Operations, services: Services, undo_stack: QUndoStack
) -> None:
    page.table.go_to_typing()
    for number in range(1, 11):
        write(qtbot, f"3.{number}")
        write(qtbot, "申请调解", Key.Key_Return)
    kind = services.ledgers.kind("L16")
    assert undo_stack.count() == 20
    for _ in range(20):
        operations.undo()
    assert services.ledgers.rows(kind, 2026) == ()
    assert page.model.typing_row() == 0
    for _ in range(20):
        operations.redo()
    assert len(services.ledgers.rows(kind, 2026)) == 10
    assert page.model.typing_row() == 10
    assert cell(page, 9, "来源") == "申请调解"


def test_fill_down_clear_and_undo(page: LedgerPage, qtbot: QtBot, operations: Operations) -> None:
    for number in range(3):
        page.entry.add({"registered_on": f"2026-05-0{number + 1}", "village": f"{number}村"})
    column = place_of(page, "村社区")
    selection = page.table.selectionModel()
    page.table.go_to(0, column)
    for row in range(3):
        selection.select(page.model.index(row, column), selection.SelectionFlag.Select)
    qtbot.keyClick(page.table, Key.Key_D, Ctrl)
    assert [cell(page, row, "村社区") for row in range(3)] == ["0村"] * 3
    qtbot.keyClick(page.table, Key.Key_Delete)
    operations.undo()
    operations.undo()
    assert [cell(page, row, "村社区") for row in range(3)] == ["0村", "1村", "2村"]


def test_rows_are_removed_and_brought_back(
    filled: LedgerPage, qtbot: QtBot, prompter: RecordingPrompter
) -> None:
    filled.table.go_to(2, 0)
    gone = filled.model.ids[2]
    qtbot.keyClick(filled.table, Key.Key_Delete, Ctrl)
    assert filled.model.typing_row() == 72
    assert prompter.sentences[-1] == "已删除1行。"
    offer = prompter.offers[-1]
    assert offer is not None
    offer.run()
    assert gone in filled.model.ids


def test_sorting_by_header_goes_up_down_and_back(filled: LedgerPage) -> None:
    place = place_of(filled, "涉及金额")
    by_date = list(filled.model.ids)
    filled.query.press(place, more=False)
    values = [filled.model.stored(row).row.values.get("amount") for row in range(73)]
    known = [value for value in values if value is not None]
    assert known == sorted(known)
    assert values[: len(known)] == known
    filled.query.press(place_of(filled, "涉及金额"), more=False)
    assert filled.model.stored(0).row.values["amount"] == max(known)
    assert "从大到小" in filled.desk.order.text()
    filled.query.press(place_of(filled, "涉及金额"), more=False)
    assert list(filled.model.ids) == by_date


def test_the_filter_finds_and_forgets(filled: LedgerPage, qtbot: QtBot) -> None:
    input_method(filled.desk.filter, "望山村")
    qtbot.waitUntil(lambda: filled.desk.count.text() == "找到10条")
    assert {cell(filled, row, "村社区") for row in range(10)} == {"望山村"}
    filled.desk.filter.clear()
    qtbot.waitUntil(lambda: filled.desk.count.text() == "共73条")


def test_totals_follow_the_rows(filled: LedgerPage, qtbot: QtBot) -> None:
    words = filled.totals.line.findChild(object, "ledger_totals")
    qtbot.waitUntil(lambda: "化解件数 70件" in words.text())
    filled.work.remove_rows()
    rows = filled.totals.line.findChild(object, "ledger_rows_total")
    assert rows.text() == "72条"
    qtbot.waitUntil(lambda: "受理件数 72件" in words.text())
    assert any(line.text == "受理件数" for line in filled.totals.list.lines)


def test_personal_columns_are_marked(page: LedgerPage) -> None:
    header = page.model.headerData(
        place_of(page, "当事人"), Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    )
    assert "个人信息" in header
    title = page.model.headerData(place_of(page, "登记日期"), Qt.Orientation.Horizontal)
    assert title.endswith("*")


def test_zero_is_confirmed_by_name(page: LedgerPage, prompter: RecordingPrompter, services: Services) -> None:
    prompter.text = "司法所"
    page.findChild(QPushButton, "ledger_zero").click()
    assert "司法所" in page.desk.empty.findChild(object, "ledger_empty_words").text()
    entry = page.kinds.entry("L16")
    assert entry is not None
    assert entry.note == "确认为零"
    page.entry.add({"registered_on": "2026-05-01"})
    assert not page.desk.empty.isVisible()
    assert services.ledgers.zero_confirmed(2026) == frozenset()


def test_the_form_shows_and_changes_the_row(filled: LedgerPage, qtbot: QtBot) -> None:
    filled.table.go_to(0, 0)
    field = next(each for each in filled.form.fields if each.column.id == "village")
    assert field.text() == cell(filled, 0, "村社区")
    source = filled.form.findChild(object, "ledger_form_source")
    assert "L16.csv" in source.text().replace("\u200b", "")
    field.setFocus()
    field.selectAll()
    input_method(field, "松岭村")
    qtbot.keyClick(field, Key.Key_Return)
    assert cell(filled, 0, "村社区") == "松岭村"


def test_the_form_refuses_what_the_table_refuses(filled: LedgerPage, qtbot: QtBot) -> None:
    filled.table.go_to(0, 0)
    field = next(each for each in filled.form.fields if each.column.id == "registered_on")
    before = field.text()
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "2.30")
    qtbot.keyClick(field, Key.Key_Return)
    assert field.text() == "2.30"
    assert "2月没有30日" in filled.desk.message.text()
    assert not filled.leave()
    qtbot.keyClick(field, Key.Key_Escape)
    assert field.text() == before
    assert filled.leave()


def test_a_row_of_another_year_goes_there(
    page: LedgerPage, services: Services, prompter: RecordingPrompter
) -> None:
    page.entry.add({"registered_on": "2025-12-30"})
    assert page.model.typing_row() == 0
    assert "2025年" in prompter.sentences[-1]
    assert services.ledgers.counts(2025) == {"L16": 1}


def test_model_keeps_the_rules_of_models(filled: LedgerPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(filled.kinds.model)
    qtmodeltester.check(filled.model)


def test_a_line_of_figures_never_ends_within_one(qtbot: QtBot) -> None:
    line = ElidedLabel("件数 73件　涉及金额 745032元　化解率 98.63%", between="　")
    qtbot.addWidget(line)
    line.show()
    seen: set[str] = set()
    for width in range(line.sizeHint().width(), 60, -1):
        line.resize(width, 20)
        seen.add(line.findChild(QLabel).text())
    whole = {"件数 73件　涉及金额 745032元　化解率 98.63%", "件数 73件　涉及金额 745032元 …", "件数 73件 …"}
    assert whole <= seen
    assert all(text in whole for text in seen if "涉及" in text or "化解" in text)
    assert "745032元" in line.toolTip()


def test_of_a_title_the_first_part_stays_whole(qtbot: QtBot) -> None:
    line = ElidedLabel("数字出处　青石镇人民政府的报告", between="　")
    qtbot.addWidget(line)
    line.show()
    line.resize(line.minimumSizeHint())
    assert line.findChild(QLabel).text() == "数字出处"
    assert "青石镇" in line.toolTip()


def test_many_rows_are_ordered_and_totalled_beside_the_window(
    filled: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_query, "READ_BESIDE", 10)
    monkeypatch.setattr(ledger_totals, "AT_ONCE", 10)
    filled.query.order_by("village", down=False, more=False)
    assert filled.desk.message.isVisible()
    qtbot.waitUntil(lambda: not filled.desk.message.isVisible())
    assert filled.desk.order.text() == "按“村社区”从小到大排"
    words = filled.totals.line.findChild(object, "ledger_totals")
    qtbot.waitUntil(lambda: "化解件数 70件" in words.text())
    monkeypatch.setattr(ledger_totals, "MOST", 20)
    filled.refresh()
    qtbot.waitUntil(lambda: "只数条数" in words.text())


def test_a_large_ledger_is_sorted_beforehand(
    filled: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(ledger_query, "READ_BESIDE", 10)
    monkeypatch.setattr(
        filled.services.ledgers,
        "prepare",
        lambda kind, year, columns, _check: asked.append(
            f"{kind.code} {year} {columns[0].id} {columns[1].id}"
        ),
    )
    filled.refresh()
    assert not filled.query.settled
    filled.query.findChild(QTimer).timeout.emit()
    qtbot.waitUntil(lambda: asked[:1] == ["L16 2026 registered_on amount"])
    qtbot.waitUntil(lambda: filled.query.settled)


def test_two_pages_of_rows_are_fetched_as_they_are_seen(page: LedgerPage, services: Services) -> None:
    kind = services.ledgers.kind("L16")
    with services.archive.transact(Op.IMPORT_ROWS) as transaction:
        new = [NewRow(2026, "2026-01-01", Row({"parties": f"第{n}号"})) for n in range(450)]
        insert(transaction.write, kind.code, new, services.archive.now())
    page.refresh()
    assert page.model.typing_row() == 450
    assert cell(page, 449, "当事人") == "第449号"
    assert cell(page, 0, "当事人") == "第0号"


def test_keys_lead_from_the_list_to_the_rows(filled: LedgerPage, qtbot: QtBot) -> None:
    filled.kinds.filter.setFocus()
    filled.kinds.filter.setText("信访")
    qtbot.keyClick(filled.kinds.filter, Key.Key_Down)
    assert filled.kind is not None
    assert filled.kind.code == "L17"
    qtbot.keyClick(filled.kinds.view, Key.Key_Return)
    assert QApplication.focusWidget() is filled.table
    qtbot.keyClick(filled.table, Key.Key_Escape)
    assert QApplication.focusWidget() is filled.kinds.view


@pytest.mark.parametrize("scale", list(theme.FontScale))
@pytest.mark.parametrize("width", [911, 1093, 1366])
def test_nothing_is_cut_at_any_size(
    window: MainWindow, look: Look, scale: theme.FontScale, width: int
) -> None:
    look.choose(scale.value, "")
    window.resize(width, round(width * 0.53))
    window.show_page("台账")
    QApplication.sendPostedEvents()
    for button in window.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()), button.text()
            assert button.mapTo(window, button.rect().topRight()).x() <= window.width(), button.text()
    assert window.page.table.width() >= theme.scaled(300)
    window.page.hide()


def test_only_the_rows_behind_a_number_are_shown_until_another_choice(filled: LedgerPage) -> None:
    kind = filled.kind
    assert kind is not None
    ids = filled.services.ledgers.ids(kind, filled.year, View())
    filled.show_rows(kind.code, filled.year, tuple(ids[1:3]))
    assert list(filled.model.ids) == list(ids[1:3])
    assert filled.desk.filters.isVisible()
    filled.query.show_all()
    assert list(filled.model.ids) == list(ids)
    filled.show_rows(kind.code, filled.year, tuple(ids[1:3]))
    filled.show_ledger(kind.code, filled.year)
    assert list(filled.model.ids) == list(ids)


def test_rows_behind_a_number_of_another_ledger_are_shown_with_its_own_columns(filled: LedgerPage) -> None:
    services = filled.services
    reading = services.ledgers.read(FILE.with_name("L12.csv"), "L12")
    services.ledgers.commit(services.ledgers.plan(reading, 2026))
    kind = services.ledgers.kind("L12")
    first = services.ledgers.rows(kind, 2026)[0]
    filled.show_rows("L12", 2026, (first.id,))
    assert len(filled.model.ids) == 1
    shown = {column.id for column in filled.model.columns}
    assert len(shown & set(first.row.values)) > 1
