"""The dialog before an import: mapped columns, problems put right in place, rows and sheets left out."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from fzapp.services.ledger_intake import ADD_COLUMN, LedgerIntake, Wishes
from fzapp.ui.dialogs import ledger_import
from fzapp.ui.dialogs.ledger_import import LedgerImportDialog, Preview
from fzapp.ui.dialogs.ledger_import_problems import CONTENT, FIXED, LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.services.ledger_intake import Look

Key = Qt.Key

HEADER = ("登记日期", "来源", "当事人", "村社区", "类型", "结果", "天气情形")
LINES = (
    ("2026.3.5", "申请调解", "甲某与乙某", "石桥村", "邻里纠纷", "化解", "子某"),
    ("2026.3.32", "申请调解", "丁某与戊某", "石桥村", "邻里纠纷", "化解", "丑某"),
    ("4月7日", "网格上报", None, "白沙村", "婚姻家庭", "在办", "寅某"),
)

Sheets = dict[str, tuple[tuple[str | None, ...], ...]]


@pytest.fixture
def make_dialog(
    qtbot: QtBot, services: Services, tmp_path: Path
) -> Callable[[Sheets | None], LedgerImportDialog]:
    """A shown dialog on a workbook with these sheets."""

    def make(sheets: Sheets | None = None) -> LedgerImportDialog:
        book = openpyxl.Workbook()
        assert book.active is not None
        book.remove(book.active)
        for name, lines in (sheets or {"台账": (HEADER, *LINES)}).items():
            sheet = book.create_sheet(name)
            for line in lines:
                sheet.append(line)
            if name.endswith("藏"):
                sheet.row_dimensions[2].hidden = True
        path = tmp_path / "2026年矛盾纠纷排查化解台账.xlsx"
        book.save(path)
        return shown(qtbot, services, LedgerIntake.of_file(path, services.ledgers.knowledge()))

    return make


def shown(qtbot: QtBot, services: Services, intake: LedgerIntake) -> LedgerImportDialog:
    data = Preview(intake, intake.look(Wishes()), services.ledgers.kinds(), 2026)
    dialog = LedgerImportDialog(None, data)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    return dialog


def fates(dialog: LedgerImportDialog) -> dict[str, str]:
    return {entry.cells[0]: entry.fate for entry in dialog.problems.rows.rows}


def test_the_dialog_tells_what_would_happen_and_writes_nothing(
    make_dialog: Callable[..., LedgerImportDialog], services: Services
) -> None:
    dialog = make_dialog()
    assert dialog.kind.currentText() == "矛盾纠纷排查化解"
    assert dialog.new.text() == "新增1行"
    assert dialog.blocked.text() == "不能导入2行"
    assert "3月没有32日" in dialog.problems.rows.rows[0].problem.why
    assert dialog.accept_button.text() == "导入这1行"
    assert services.ledgers.counts(2026) == {}
    answer = dialog.answer()
    assert answer is not None
    assert len(answer.plan.new) == 1


def test_a_problem_is_put_right_by_typing_alone(
    make_dialog: Callable[..., LedgerImportDialog], qtbot: QtBot
) -> None:
    dialog = make_dialog()
    dialog.enter()
    table = dialog.problems
    assert table.hasFocus()
    qtbot.keyClicks(table, "3")
    editor = QApplication.focusWidget()
    assert editor is not None
    qtbot.keyClicks(editor, ".30")
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.new.text() == "新增2行")
    assert fates(dialog)["第3行A列　台账"] == FIXED
    assert table.currentIndex().row() == 1
    answer = dialog.answer()
    assert answer is not None
    assert [new.happened for new in answer.plan.new] == ["2026-03-05", "2026-03-30"]


def test_a_cell_that_is_still_wrong_says_so(
    make_dialog: Callable[..., LedgerImportDialog], qtbot: QtBot
) -> None:
    dialog = make_dialog()
    entry = dialog.problems.rows.rows[0]
    dialog.problems.rows.setData(dialog.problems.rows.index(0, CONTENT), "2026.2.30")
    qtbot.waitUntil(lambda: dialog.problems.rows.rows[0].text == "2026.2.30")
    assert "2月没有30日" in dialog.problems.rows.rows[0].problem.why
    assert entry.place == dialog.problems.rows.rows[0].place
    assert dialog.new.text() == "新增1行"


def test_an_input_method_loses_nothing_in_the_table(
    make_dialog: Callable[..., LedgerImportDialog], qtbot: QtBot
) -> None:
    dialog = make_dialog()
    table = dialog.problems
    table.setFocus()
    table.setCurrentIndex(table.rows.index(1, 0))
    typed = QInputMethodEvent("ji", [])
    QApplication.sendEvent(table, typed)
    editor = QApplication.focusWidget()
    committed = QInputMethodEvent()
    committed.setCommitString("己某")
    QApplication.sendEvent(editor, committed)
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.new.text() == "新增2行")
    assert table.rows.rows[1].text == "己某"


def test_a_row_is_left_out_and_taken_back(
    make_dialog: Callable[..., LedgerImportDialog], qtbot: QtBot
) -> None:
    dialog = make_dialog()
    dialog.enter()
    qtbot.keyClick(dialog.problems, Key.Key_Delete)
    assert fates(dialog)["第3行A列　台账"] == LEFT_OUT
    assert (dialog.left_out.text(), dialog.blocked.text()) == ("不要1行", "不能导入1行")
    assert dialog.leave_out.text() == "还是要这一行"
    qtbot.keyClick(dialog.problems, Key.Key_Delete)
    assert dialog.blocked.text() == "不能导入2行"


def test_a_column_goes_elsewhere_and_is_remembered(
    make_dialog: Callable[..., LedgerImportDialog], services: Services, qtbot: QtBot
) -> None:
    dialog = make_dialog()
    dialog.show_leaf(1)
    choice = dialog.columns.choices["台账", 6]
    assert choice.currentText() == "不用这一列"
    place = choice.findData("mediator")
    choice.setFocus()
    choice.setCurrentIndex(place)
    choice.activated.emit(place)
    answer = dialog.answer()
    assert answer is not None
    assert answer.plan.new[0].row.values["mediator"] == "子某"
    services.ledgers.commit(answer.plan)
    again = make_dialog()
    assert again.columns.choices["台账", 6].currentData() == "mediator"
    assert "以前导入过" in again.said.text()
    services.ledgers.forget_shape(None)
    assert services.ledgers.shapes() == ()


def test_an_unknown_column_becomes_one_of_the_ledger(
    make_dialog: Callable[..., LedgerImportDialog], services: Services
) -> None:
    dialog = make_dialog()
    choice = dialog.columns.choices["台账", 6]
    assert choice.currentData() == ""
    choice.setCurrentIndex(choice.findData(f"{ADD_COLUMN}天气情形"))
    choice.activated.emit(choice.currentIndex())
    assert "天气情形" in dialog.said.text()
    answer = dialog.answer()
    assert answer is not None
    assert services.ledgers.kind("L16").column_named("天气情形") is None
    change = services.ledgers.commit(answer.plan)
    column = services.ledgers.kind("L16").column_named("天气情形")
    assert column is not None
    (row,) = services.ledgers.rows(services.ledgers.kind("L16"), 2026)
    assert row.row.values[column.id] == "子某"
    assert change is not None
    services.archive.revert(change)
    assert services.ledgers.kind("L16").column_named("天气情形") is None
    assert services.ledgers.counts(2026) == {}


def test_totals_only_kinds_take_no_column(make_dialog: Callable[..., LedgerImportDialog]) -> None:
    lines = (
        ("月份", "在册社区矫正对象数", "新接收", "解除"),
        ("1月", "12", "1", "0"),
        ("2月", "12", "0", "0"),
    )
    dialog = make_dialog({"社区矫正": lines})
    dialog.kind.setCurrentIndex(dialog.kind.findData("L20"))
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    assert dialog.new.text() == "新增2行"
    choice = dialog.columns.choices["社区矫正", 0]
    assert not any(str(choice.itemData(i)).startswith(ADD_COLUMN) for i in range(choice.count()))


def test_another_kind_and_year_are_looked_at_anew(make_dialog: Callable[..., LedgerImportDialog]) -> None:
    dialog = make_dialog()
    dialog.year.setValue(2025)
    answer = dialog.answer()
    assert answer is not None
    assert answer.plan.year == 2025
    assert "2026年" in dialog.said.text()
    dialog.kind.setCurrentIndex(dialog.kind.findData("L17"))
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    assert dialog.wishes.kind == "L17"
    assert dialog.kind.currentData() == "L17"


def test_sheets_and_hidden_rows_are_told_and_left_out(make_dialog: Callable[..., LedgerImportDialog]) -> None:
    one = (HEADER, LINES[0], ("2026.5.5", "申请调解", "壬某", "石桥村", "邻里纠纷", "化解", "子某"))
    two = (HEADER, ("2026.6.5", "申请调解", "癸某", "白沙村", "邻里纠纷", "化解", "子某"))
    dialog = make_dialog({"石桥村藏": one, "白沙村": two})
    assert dialog.new.text() == "新增3行"
    assert dialog.hidden_rows.isVisible()
    assert "1行" in dialog.hidden_rows.text()
    dialog.hidden_rows.setChecked(True)
    assert dialog.new.text() == "新增2行"
    dialog.sheets.boxes["白沙村"].setChecked(False)
    assert dialog.new.text() == "新增1行"
    assert dialog.left_out.text() == "不要2行"


def test_large_files_are_looked_at_beside_the_window(
    make_dialog: Callable[..., LedgerImportDialog], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = make_dialog()
    monkeypatch.setattr(ledger_import, "AT_ONCE", 0)
    seen, look = threading.Event(), LedgerIntake.look

    def look_slowly(intake: LedgerIntake, wishes: Wishes, check: Callable[[], None]) -> Look:
        seen.wait(5)
        return look(intake, wishes, check)

    monkeypatch.setattr(LedgerIntake, "look", look_slowly)
    dialog.problems.rows.setData(dialog.problems.rows.index(0, CONTENT), "3.30")
    qtbot.waitUntil(lambda: dialog.looking)
    assert not dialog.accept_button.isEnabled()
    seen.set()
    dialog.problems.rows.setData(dialog.problems.rows.index(1, CONTENT), "己某")
    qtbot.waitUntil(lambda: dialog.new.text() == "新增3行" and not dialog.looking)
    assert dialog.accept_button.isEnabled()


def test_an_unknown_table_asks_for_its_kind(services: Services, qtbot: QtBot) -> None:
    text = "序号\t日期\t备注\n1\t2026.3.1\t无事\n2\t2026.3.2\t下雨\n"
    dialog = shown(qtbot, services, LedgerIntake.of_text(text, services.ledgers.knowledge()))
    assert dialog.kind.currentIndex() == -1
    assert not dialog.accept_button.isEnabled()
    assert "看不出" in dialog.said.text()


def test_closing_frees_the_dialog(services: Services, qtbot: QtBot) -> None:
    text = "登记日期\t来源\t当事人\t村社区\n3.5\t申请调解\t甲\t乙村\n"
    intake = LedgerIntake.of_text(text, services.ledgers.knowledge())
    dialog = LedgerImportDialog(None, Preview(intake, intake.look(Wishes()), services.ledgers.kinds(), 2026))
    gone: list[bool] = []
    dialog.destroyed.connect(lambda: gone.append(True))
    seen = weakref.ref(dialog)
    dialog.show()
    dialog.reject()
    dialog.deleteLater()
    del dialog
    qtbot.waitUntil(lambda: bool(gone))
    gc.collect()
    assert seen() is None
