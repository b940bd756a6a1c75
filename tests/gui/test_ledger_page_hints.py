"""While a ledger is typed: new options are offered, rows that stand there already are pointed out; nobody is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from fzapp.ui.pages import ledger_hints
from fzapp.ui.pages.ledger_hints import new_options, telling_fields
from fzapp.ui.pages.ledger_page import LedgerPage
from tests.gui.ledgers import cell, focus, place_of, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page

Key, Alt = Qt.Key, Qt.KeyboardModifier.AltModifier


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
    built.hide()


def options(services: Services) -> list[str]:
    column = services.ledgers.kind("L16").column("type")
    assert column is not None
    return [option.name for option in column.options]


def test_a_new_option_is_offered_kept_and_taken_back(
    page: LedgerPage, qtbot: QtBot, services: Services, operations: Operations
) -> None:
    page.entry.add({"registered_on": "2026-07-01"})
    page.table.go_to(0, place_of(page, "类型"))
    write(qtbot, "鱼塘纠纷")
    assert cell(page, 0, "类型") == "鱼塘纠纷"
    assert "没有“鱼塘纠纷”" in page.desk.message.text()
    assert focus() is page.table, "the question takes the keyboard from nobody"
    write(qtbot, "其他情况")
    assert page.desk.bar.isVisible(), "going on typing leaves the question"
    qtbot.keyClick(page.table, Key.Key_Return, Alt)
    assert "鱼塘纠纷" in options(services)
    assert not page.desk.bar.isVisible()
    assert cell(page, 0, "类型") == "鱼塘纠纷"
    page.table.go_to(0, place_of(page, "类型"))
    write(qtbot, "鱼塘纠纷")
    assert not page.desk.bar.isVisible()
    operations.undo()
    assert "鱼塘纠纷" not in options(services)
    assert cell(page, 0, "类型") == "鱼塘纠纷"


def test_a_known_option_and_one_of_its_names_ask_nothing(page: LedgerPage, services: Services) -> None:
    column = services.ledgers.kind("L16").column("type")
    assert column is not None
    for option in column.options:
        for word in (option.name, *option.synonyms):
            assert new_options(column, word) == []
    assert new_options(column, None) == []
    assert new_options(column, "鱼塘纠纷") == ["鱼塘纠纷"]


def test_the_same_date_and_name_are_pointed_out_while_typing(page: LedgerPage, qtbot: QtBot) -> None:
    page.entry.add({"registered_on": "2026-07-01", "parties": "某甲与某乙"})
    page.table.go_to_typing()
    write(qtbot, "7.1")
    assert not page.desk.bar.isVisible(), "one field alone says nothing"
    page.table.go_to(1, place_of(page, "当事人"))
    write(qtbot, "某甲与某乙")
    assert page.desk.message.text() == "第2行和第1行的登记日期、当事人相同，可能登记重了。"
    assert page.model.typing_row() == 2, "it is stored all the same"
    page.table.go_to(1, place_of(page, "登记日期"))
    write(qtbot, "7.2")
    assert not page.desk.bar.isVisible(), "put right, and the question is gone"
    page.table.go_to(1, place_of(page, "登记日期"))
    write(qtbot, "7.1")
    qtbot.keyClick(page.table, Key.Key_Return, Alt)
    assert page.table.current_row() == 0
    page.table.go_to(1, place_of(page, "登记日期"))
    write(qtbot, "7.1")
    assert not page.desk.bar.isVisible(), "nothing was changed, nothing is asked"
    page.table.go_to(1, place_of(page, "当事人"))
    write(qtbot, "某甲与某乙")
    page.entry.edit(1, page.model.columns[0], "7.3")
    page.entry.edit(1, page.model.columns[0], "7.1")
    assert page.findChild(QPushButton, "ledger_answer_1").text() == "不是重复"
    qtbot.keyClick(page.table, Key.Key_Delete, Alt)
    page.table.go_to(1, place_of(page, "当事人"))
    write(qtbot, "某甲与某乙")
    assert not page.desk.bar.isVisible(), "who said that they differ is not asked again"


def test_a_number_that_no_two_rows_share_is_pointed_out(page: LedgerPage, qtbot: QtBot) -> None:
    page.show_ledger("L12", 2026)
    page.entry.add({"filed_on": "2026-03-01", "case_number": "青罚〔2026〕1号"})
    page.entry.add({"filed_on": "2026-05-01"})
    page.table.go_to(1, place_of(page, "案号"))
    write(qtbot, "青罚〔2026〕1号")
    assert "案号相同" in page.desk.message.text()


def test_a_refused_cell_takes_the_place_of_a_question(page: LedgerPage, qtbot: QtBot) -> None:
    page.desk.ask("要不要？", ())
    page.table.go_to_typing()
    write(qtbot, "7.32")
    assert "7月没有32日" in page.desk.message.text()


def test_very_many_rows_are_looked_through_beside_the_window(
    page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_hints, "AT_ONCE", 0)
    page.entry.add({"registered_on": "2026-07-01", "parties": "某甲"})
    page.entry.add({"registered_on": "2026-07-01"})
    page.table.go_to(1, place_of(page, "当事人"))
    write(qtbot, "某甲")
    qtbot.waitUntil(page.desk.bar.isVisible)
    assert page.desk.message.text() == "第2行和第1行的登记日期、当事人相同，可能登记重了。"


def test_what_was_found_beside_the_window_is_not_told_on_another_page(
    page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_hints, "AT_ONCE", 0)
    page.entry.add({"registered_on": "2026-07-01", "parties": "某甲"})
    page.entry.add({"registered_on": "2026-07-01"})
    page.table.go_to(1, place_of(page, "当事人"))
    looked: list[object] = []
    monkeypatch.setattr(ledger_hints.LedgerHints, "_on_looked", lambda *found: looked.append(found))
    write(qtbot, "某甲")
    qtbot.waitUntil(lambda: bool(looked))
    monkeypatch.undo()
    page.show_ledger("L12", 2026)
    hints, *found = looked[0]
    ledger_hints.LedgerHints._on_looked(hints, *found)
    assert not page.desk.bar.isVisible()


def test_every_kind_knows_by_what_its_rows_are_told_apart(services: Services) -> None:
    named = {kind.code: telling_fields(kind) for kind in services.ledgers.kinds()}
    assert named["L16"] == [("registered_on", "parties")]
    assert ("case_number",) in named["L12"]
    without = {code for code, fields in named.items() if not fields}
    assert without <= {"L04", "L05", "L07", "L11", "L14", "L18", "L20", "L21", "L24", "L27", "L29"}
