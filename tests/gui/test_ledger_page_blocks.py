"""Blocks of cells and many steps: copied, cut, pasted, filled, and taken back, also by the next start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication

from fzapp.infra import paths
from fzapp.services.context import build_services
from fzapp.storage.archive import Archive
from fzapp.ui.archive_signals import ArchiveSignals
from fzapp.ui.operations import Operations
from fzapp.ui.page import Means
from fzapp.ui.pages.ledger_page import LedgerPage
from tests.gui.conftest import Clock, RecordingPrompter
from tests.gui.ledgers import FILE, cell, place_of, texts, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.page import Page

Key = Qt.Key
Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Left = Qt.MouseButton.LeftButton


@pytest.fixture
def page(make_page: Callable[[type[Page]], Page], qtbot: QtBot) -> Iterator[LedgerPage]:
    """Six disputes of 2026."""
    built = make_page(LedgerPage)
    assert isinstance(built, LedgerPage)
    built.show_ledger("L16", 2026)
    for day in range(1, 7):
        built.entry.add({"registered_on": f"2026-03-0{day}", "village": f"{day}村", "parties": f"甲{day}"})
    with qtbot.waitActive(built):
        built.activateWindow()
    built.table.setFocus()
    yield built
    built.hide()


def select(page: LedgerPage, qtbot: QtBot, name: str, rows: range, wide: int = 1) -> None:
    """Select by keyboard."""
    page.table.go_to(rows[0], place_of(page, name))
    for _ in rows[1:]:
        qtbot.keyClick(page.table, Key.Key_Down, Shift)
    for _ in range(wide - 1):
        qtbot.keyClick(page.table, Key.Key_Right, Shift)


def test_cut_cells_go_elsewhere_in_one_step(page: LedgerPage, qtbot: QtBot, operations: Operations) -> None:
    select(page, qtbot, "当事人", range(2), 2)
    qtbot.keyClick(page.table, Key.Key_X, Ctrl)
    assert texts(page, "当事人")[:3] == ["", "", "甲3"]
    page.table.go_to(4, place_of(page, "当事人"))
    qtbot.keyClick(page.table, Key.Key_V, Ctrl)
    assert texts(page, "当事人")[4:] == ["甲1", "甲2"]
    assert texts(page, "村社区")[4:] == ["1村", "2村"]
    operations.undo()
    assert texts(page, "当事人")[4:] == ["甲5", "甲6"]
    operations.undo()
    assert texts(page, "当事人") == [f"甲{n}" for n in range(1, 7)]


def test_a_cell_gone_to_is_selected_alone_whatever_key_is_held(page: LedgerPage, qtbot: QtBot) -> None:
    """As after Shift+Tab: Qt would make a block of it, from where the last one began."""
    page.table.go_to(0, 0)
    qtbot.keyPress(page.table, Key.Key_Shift, Shift)
    page.table.go_to(3, 2)
    assert page.table.block() == (range(3, 4), range(2, 3))
    qtbot.keyRelease(page.table, Key.Key_Shift)
    select(page, qtbot, "当事人", range(2), 2)
    place = place_of(page, "当事人")
    assert page.table.block() == (range(2), range(place, place + 2))


def test_a_copied_block_grows_the_table_below_its_end(
    page: LedgerPage, qtbot: QtBot, operations: Operations
) -> None:
    select(page, qtbot, "登记日期", range(3))
    qtbot.keyClick(page.table, Key.Key_C, Ctrl)
    page.table.go_to(5, 0)
    qtbot.keyClick(page.table, Key.Key_V, Ctrl)
    assert texts(page, "登记日期")[5:] == ["2026-03-01", "2026-03-02", "2026-03-03"]
    operations.undo()
    assert page.model.typing_row() == 6
    assert cell(page, 5, "登记日期") == "2026-03-06"


def test_a_foreign_block_goes_over_rows_only_when_that_is_wanted(
    page: LedgerPage, qtbot: QtBot, prompter: RecordingPrompter, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(page.work, "read_block", lambda text, _first: read.append(text))
    QApplication.clipboard().setText("乙1\t1组\n乙2\t2组\n")
    page.table.go_to(0, place_of(page, "当事人"))
    prompter.yes = False
    qtbot.keyClick(page.table, Key.Key_V, Ctrl)
    assert "从第1行起已经有内容" in prompter.asked[-1]
    assert read
    assert cell(page, 0, "当事人") == "甲1"
    prompter.yes = True
    qtbot.keyClick(page.table, Key.Key_V, Ctrl)
    assert texts(page, "当事人")[:3] == ["乙1", "乙2", "甲3"]
    assert texts(page, "村社区")[:2] == ["1组", "2组"]
    QApplication.clipboard().setText("当事人\t村社区\n丙\t丙村\n")
    qtbot.keyClick(page.table, Key.Key_V, Ctrl)
    assert len(read) == 2, "a header tells where its columns belong"
    page.table.go_to_typing()
    QApplication.clipboard().setText("乙1\t1组\n乙2\t2组\n")
    qtbot.keyClick(page.table, Key.Key_V, Ctrl)
    assert len(read) == 3, "new rows are shown first"


def test_a_block_with_a_date_that_does_not_exist_changes_nothing(page: LedgerPage, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("3.8\n3.32\n")
    page.table.go_to(0, 0)
    qtbot.keyClick(page.table, Key.Key_V, Ctrl)
    assert cell(page, 0, "登记日期") == "2026-03-01"
    assert page.desk.message.text().startswith("要放到第2行的内容：")


def test_the_corner_of_the_selection_fills_downwards_and_to_the_right(
    page: LedgerPage, qtbot: QtBot, operations: Operations
) -> None:
    table, column = page.table, place_of(page, "村社区")
    table.go_to(0, column)
    corner = table.visualRect(page.model.index(0, column)).bottomRight()
    target = table.visualRect(page.model.index(3, column)).center()
    qtbot.mousePress(table.viewport(), Left, pos=corner)
    qtbot.mouseMove(table.viewport(), corner + QPoint(0, 20))
    qtbot.mouseMove(table.viewport(), target)
    qtbot.mouseRelease(table.viewport(), Left, pos=target)
    assert texts(page, "村社区") == ["1村", "1村", "1村", "1村", "5村", "6村"]
    operations.undo()
    assert texts(page, "村社区") == [f"{n}村" for n in range(1, 7)]


def test_two_drawn_rows_are_repeated_in_turn(page: LedgerPage) -> None:
    column = place_of(page, "村社区")
    page.table.go_to(0, column)
    page.work.fill_block(range(4), range(column, column + 1))
    assert texts(page, "村社区")[:4] == ["1村"] * 4
    page.entry.edit(1, page.model.columns[column], "二村")
    selection = page.table.selectionModel()
    for row in (0, 1):
        selection.select(page.model.index(row, column), selection.SelectionFlag.Select)
    page.work.fill_block(range(5), range(column, column + 1))
    assert texts(page, "村社区")[:5] == ["1村", "二村", "1村", "二村", "1村"]


def test_today_comes_with_one_key(page: LedgerPage, qtbot: QtBot) -> None:
    page.table.go_to_typing()
    qtbot.keyClick(page.table, Key.Key_Semicolon, Ctrl)
    assert cell(page, 6, "登记日期") == "2026-12-01"
    page.table.go_to(6, place_of(page, "办结日期"))
    qtbot.keyClick(page.table, Key.Key_F4)
    assert cell(page, 6, "办结日期") == "2026-12-01"


def test_today_comes_into_an_open_cell(page: LedgerPage, qtbot: QtBot) -> None:
    page.table.go_to_typing()
    qtbot.keyClick(page.table, Key.Key_F2)
    editor = page.table.editor()
    assert editor is not None
    qtbot.keyClick(editor, Key.Key_Semicolon, Ctrl)
    assert editor.text() == "2026-12-01"
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.typing_row() == 7)


def test_f4_opens_the_choices_of_a_cell(page: LedgerPage, qtbot: QtBot) -> None:
    page.table.go_to(0, place_of(page, "类型"))
    qtbot.keyClick(page.table, Key.Key_F4)
    editor = page.table.editor()
    assert editor is not None
    assert editor.completer().popup().isVisible()
    editor.hide_choices()
    qtbot.keyClick(editor, Key.Key_Escape)


def test_rows_are_removed_together_and_come_back_together(
    page: LedgerPage, qtbot: QtBot, operations: Operations
) -> None:
    before = list(page.model.ids)
    select(page, qtbot, "登记日期", range(1, 4))
    qtbot.keyClick(page.table, Key.Key_Delete, Ctrl)
    assert texts(page, "村社区") == ["1村", "5村", "6村"]
    operations.undo()
    assert sorted(page.model.ids) == sorted(before)


def test_fifty_typed_cells_are_undone_and_done_again(
    page: LedgerPage, qtbot: QtBot, operations: Operations, services: Services, undo_stack: QUndoStack
) -> None:
    undo_stack.clear()
    kind = services.ledgers.kind("L16")
    before = [row.row.values for row in services.ledgers.rows(kind, 2026)]
    page.table.go_to_typing()
    for number in range(25):
        write(qtbot, f"5.{number + 1}")
        write(qtbot, "申请调解", Key.Key_Return)
    after = [row.row.values for row in services.ledgers.rows(kind, 2026)]
    assert undo_stack.count() == 50
    for _ in range(50):
        operations.undo()
    assert [row.row.values for row in services.ledgers.rows(kind, 2026)] == before
    assert page.model.typing_row() == 6
    for _ in range(50):
        operations.redo()
    assert [row.row.values for row in services.ledgers.rows(kind, 2026)] == after
    assert page.model.typing_row() == 31


def test_steps_of_the_last_start_are_undone_by_the_next_one(
    qtbot: QtBot, tmp_path: Path, clock: Clock
) -> None:
    folder = tmp_path / "kept"
    first = build_services(Archive.open(folder, clock), paths.resources())
    kind = first.ledgers.kind("L16")
    for day in range(1, 6):
        first.ledgers.add(kind, 2026, {"registered_on": f"2026-03-0{day}"})
    row = first.ledgers.rows(kind, 2026)[0]
    first.ledgers.change(kind, row, {"village": "石桥村"})
    first.close()
    services = build_services(Archive.open(folder, clock), paths.resources())
    signals, prompter = ArchiveSignals(), RecordingPrompter()
    operations = Operations(services, signals, QUndoStack(), prompter)
    page = LedgerPage(Means(services, signals, operations, prompter))
    qtbot.addWidget(page)
    page.resize(1200, 650)
    page.show()
    page.activate()
    page.show_ledger("L16", 2026)
    assert cell(page, 0, "村社区") == "石桥村"
    operations.undo()
    assert cell(page, 0, "村社区") == ""
    for left in (4, 3, 2, 1, 0):
        operations.undo()
        assert page.model.typing_row() == left
    operations.redo()
    assert page.model.typing_row() == 1
    page.hide()
    services.close()


def test_the_rules_of_models_hold_while_rows_come_and_go(
    page: LedgerPage, qtbot: QtBot, qtmodeltester: ModelTester, operations: Operations
) -> None:
    qtmodeltester.check(page.model)
    page.entry.add({"registered_on": "2026-08-01"})
    page.work.remove_rows()
    operations.undo()
    page.query.look_for("村")
    page.query.order_by("village", down=True, more=False)
    qtmodeltester.check(page.model)


def test_a_pasted_practice_ledger_is_kept_by_one_step(
    page: LedgerPage, services: Services, operations: Operations
) -> None:
    plan = services.ledgers.plan(services.ledgers.read(FILE), 2026)
    operations.run(lambda: services.ledgers.commit(plan))
    assert page.model.typing_row() == 79
    operations.undo()
    assert page.model.typing_row() == 6


def test_tab_with_the_choices_open_goes_to_the_next_cell(page: LedgerPage, qtbot: QtBot) -> None:
    """The list of choices takes the key first, and the keyboard used to leave the table with it."""
    page.table.go_to_typing()
    page.table.setCurrentIndex(page.model.index(0, 1))
    qtbot.keyClick(page.table, Key.Key_F2)
    editor = page.table.editor()
    assert editor is not None
    editor.insert("申请")
    editor.show_choices()
    popup = editor.completer().popup()
    assert popup.isVisible()
    qtbot.keyClick(popup, Key.Key_Tab)
    assert page.table.currentIndex().column() == 2
    assert cell(page, 0, "来源") == "申请"
