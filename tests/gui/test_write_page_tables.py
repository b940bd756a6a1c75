"""Tables on the writing page: put in, made from a ledger, changed, kept up, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fzapp.services.ledger_tables import LedgerTableWish, TableStyle
from fzapp.ui.dialogs.insert_table import InsertTableDialog, TableAnswer
from tests.gui.writing import CTRL, compose, open_page

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QAction
    from pytestqt.qtbot import QtBot

    from fzapp.ui.dialogs.insert_table import TableSources
    from tests.gui.writing import Writing

ROWS = (("2026-03-02", "石桥村", "甲某"), ("2026-03-20", "石桥村", "乙某"), ("2026-05-01", "东岭村", "丙某"))
LISTED = LedgerTableWish(
    "L16", TableStyle.ROWS, ("village", "parties"), caption="表1 纠纷一览表", total=False
)


@pytest.fixture
def writing(qtbot: QtBot, tmp_path: Path) -> Writing:
    made = open_page(qtbot, tmp_path / "archive")
    kind = made.services.ledgers.kind("L16")
    for day, village, who in ROWS:
        made.services.ledgers.add(kind, 2026, {"registered_on": day, "village": village, "parties": who})
    made.page.open_section(made.leaves()[0].id)
    return made


def answered(writing: Writing, answer: TableAnswer | None) -> list[TableSources]:
    """The dialog answers so; what it is asked is collected."""
    asked: list[TableSources] = []

    def ask(data: TableSources) -> TableAnswer | None:
        asked.append(data)
        return answer

    writing.page.helpers.tables.ask = ask
    return asked


def put(writing: Writing, wish: LedgerTableWish = LISTED) -> TableAnswer:
    section = writing.page.shown_section()
    report = writing.services.writing.section(section).report_id
    writing.page.commit()
    data = answered(writing, None)
    writing.page.helpers.tables.insert()
    answer = TableAnswer(data[0].lines(wish), wish)
    answered(writing, answer)
    writing.page.helpers.tables.insert()
    assert writing.services.writing.section(section).report_id == report
    return answer


def action(writing: Writing, words: str) -> QAction:
    menu = writing.page.helpers.tables.menu()
    assert menu is not None
    return next(one for one in menu.actions() if one.text() == words)


def test_the_key_puts_a_blank_table_in(writing: Writing) -> None:
    asked = answered(writing, TableAnswer(("表1 情况表", "\t", "\t")))
    writing.type("情况见下表。")
    QTest.keyClick(writing.page.editor, Qt.Key.Key_T, CTRL)
    assert [code for code, _ in asked[0].ledgers] == ["L16"]
    assert writing.body(writing.page.shown_section()) == "情况见下表。\n表1 情况表\n\t\n\t"


def test_a_table_of_a_ledger_is_one_step_and_follows_it(writing: Writing) -> None:
    section = writing.page.shown_section()
    writing.type("情况见下表。")
    answer = put(writing)
    assert writing.body(section) == "\n".join(("情况见下表。", *answer.lines))
    assert "1\t甲**\t石桥村" in answer.lines
    assert not writing.page.editor.is_changed()
    writing.services.ledgers.add(
        writing.services.ledgers.kind("L16"), 2026, {"registered_on": "2026-06-01", "village": "西坡村"}
    )
    writing.page.stale = True
    writing.page.activate()
    assert writing.body(section).endswith("4\t\t西坡村")
    assert writing.page.editor.body() == writing.body(section)
    writing.operations.undo()
    assert "西坡村" not in writing.page.editor.body()
    writing.operations.undo()
    assert "西坡村" not in writing.body(section)


def test_a_table_of_a_ledger_can_be_changed(writing: Writing) -> None:
    put(writing)
    section = writing.page.shown_section()
    count = writing.services.ledger_tables.choices("L16", 2026).counts[0][0]
    changed = LedgerTableWish("L16", TableStyle.COUNTS, (count,), "village", "表1 分村情况表")
    data = answered(writing, None)
    go_into_table(writing)
    action(writing, "改这张台账表…").trigger()
    assert data[0].wish == LISTED
    answer = TableAnswer(data[0].lines(changed), changed)
    answered(writing, answer)
    action(writing, "改这张台账表…").trigger()
    assert writing.body(section) == "\n".join(answer.lines)
    assert writing.services.ledger_tables.wish_of(section, answer.lines) == changed
    assert writing.services.archive.read("select count(*) from ledger_table")[0][0] == 1
    assert writing.page.editor.shown_text().endswith("合计\t3")


def go_into_table(writing: Writing) -> None:
    editor = writing.page.editor
    (table,) = editor.table_layer.tables()
    editor.select(editor.shown_text().index("\t"), 0)
    assert editor.table_edits.cell() is not None
    assert table.rows > 1


def test_the_menu_adds_and_takes_away(writing: Writing) -> None:
    put(writing)
    go_into_table(writing)
    before = writing.page.editor.body()
    for words in ("在下面加一行", "删除这一行", "在右边加一列", "删除这一列"):
        action(writing, words).trigger()
    assert writing.page.editor.body() == before
    action(writing, "删除表格").trigger()
    assert writing.page.editor.body() == ""


def test_a_table_changed_by_hand_is_no_table_of_the_ledger_any_more(writing: Writing) -> None:
    put(writing)
    go_into_table(writing)
    writing.page.editor.table_edits.add_row(writing.page.editor.table_edits.cell())
    menu = writing.page.helpers.tables.menu()
    assert menu is not None
    assert "改这张台账表…" not in [one.text() for one in menu.actions()]


# --- the dialog ----------------------------------------------------------------------------------------


@pytest.fixture
def dialog(qtbot: QtBot, writing: Writing) -> InsertTableDialog:
    data = answered(writing, None)
    writing.page.helpers.tables.insert()
    built = InsertTableDialog(None, data[0])
    qtbot.addWidget(built)
    built.show()
    return built


def test_the_dialog_begins_with_a_blank_table(dialog: InsertTableDialog) -> None:
    dialog.caption.setText("表1 情况表")
    dialog.rows.setValue(2)
    assert dialog.answer() == TableAnswer(("表1 情况表", "\t\t", "\t\t"))
    assert dialog.preview.body() == "表1 情况表\n\t\t\n\t\t"
    assert not dialog.style.isVisible()


def test_the_dialog_shows_what_the_ledger_gives(dialog: InsertTableDialog) -> None:
    dialog.source.setCurrentIndex(1)
    assert dialog.preview.shown_text().split("\n")[-1] == "合计\t3"
    dialog.by.setCurrentIndex(dialog.by.findData("village"))
    dialog.empty.setChecked(False)
    assert dialog.preview.shown_text().split("\n")[1:] == [
        "村社区\t受理件数",
        "东岭村\t1",
        "石桥村\t2",
        "合计\t3",
    ]
    dialog.style.setCurrentIndex(1)
    assert not dialog.by.isVisible()
    assert "甲**" in dialog.preview.shown_text()
    dialog.masked.setChecked(False)
    assert "甲某" in dialog.preview.shown_text()
    assert "个人信息" in dialog.advice.text()
    assert dialog.answer().wish is not None


def test_the_dialog_says_what_is_missing(dialog: InsertTableDialog) -> None:
    dialog.source.setCurrentIndex(1)
    for place in range(dialog.what.count()):
        dialog.what.item(place).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.accept_button.isEnabled()
    assert "还没有选" in dialog.told.text()
    dialog.accept()
    assert dialog.isVisible()


def test_an_input_method_in_the_caption_makes_no_table(dialog: InsertTableDialog) -> None:
    compose(dialog.caption, "biao")
    assert dialog.answer().lines[0] == "\t\t"
