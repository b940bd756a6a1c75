"""The leaders in the settings: added, dated, taken out; what is wrong is told beside the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from fzapp.domain.unit import Leader
from fzapp.ui.pages.settings_page import SettingsPage
from tests.gui.conftest import UNIT
from tests.gui.writing import commit

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QUndoStack
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter


@pytest.fixture
def settings(office: Services, make_page: Callable[[type[Page]], Page]) -> SettingsPage:
    assert office.reports.unit() == UNIT
    page = make_page(SettingsPage)
    assert isinstance(page, SettingsPage)
    return page


def test_a_leader_is_typed_kept_and_undone(
    settings: SettingsPage, office: Services, qtbot: QtBot, operations: Operations, undo_stack: QUndoStack
) -> None:
    table = settings.unit.leaders
    qtbot.keyClick(table.add, Qt.Key.Key_Return)
    name, post, since, until = table.fields(0)
    commit(name, "林大山")
    commit(post, "镇长")
    qtbot.keyClicks(since, "2024.3")
    qtbot.keyClicks(until, "2025-6")
    until.editingFinished.emit()
    assert (since.text(), until.text()) == ("2024-03-01", "2025-06-30")
    assert settings.leave()
    assert office.reports.unit().leaders == (Leader("林大山", "镇长", "2024-03-01", "2025-06-30"),)
    assert undo_stack.count() == 1
    operations.undo()
    assert office.reports.unit() == UNIT
    assert table.count() == 0


def test_a_wrong_date_is_told_in_place_and_nothing_is_kept(
    settings: SettingsPage, office: Services, qtbot: QtBot, prompter: RecordingPrompter
) -> None:
    table = settings.unit.leaders
    table.add.click()
    name, post, since, until = table.fields(0)
    name.insert("林大山")
    post.insert("镇长")
    qtbot.keyClicks(since, "2024-13")
    since.editingFinished.emit()
    assert "2024-13" in table.said.text()
    assert not table.said.isHidden()
    assert not settings.leave()
    assert "第1行" in prompter.told[-1][0]
    assert office.reports.unit() == UNIT
    since.setText("2024-12")
    qtbot.keyClicks(until, "2024-1")
    until.editingFinished.emit()
    assert "早于" in table.said.text()
    until.setText("至今")
    until.editingFinished.emit()
    assert table.said.isHidden()
    assert settings.leave()


def test_a_row_is_taken_out_and_the_others_move_up(settings: SettingsPage, qtbot: QtBot) -> None:
    table = settings.unit.leaders
    table.set_leaders([Leader("甲一", "书记"), Leader("乙二", "镇长"), Leader("丙三", "副镇长")])
    with qtbot.waitSignal(table.edited):
        table.findChild(type(table.add), "leader_remove_1").click()
    assert [one.name for one in table.leaders()] == ["甲一", "丙三"]
    assert table.fields(1)[0].objectName() == "leader_1_0"


def test_the_other_fields_are_kept(settings: SettingsPage, office: Services) -> None:
    settings.unit.copies_to.setText("县司法局")
    settings.unit.offices.setPlainText("党政综合办\n\n平安法治办")
    settings.unit.wordings.setPlainText("法律七进")
    assert settings.leave()
    kept = office.reports.unit()
    assert (kept.copies_to, kept.offices, kept.wordings) == (
        "县司法局",
        ("党政综合办", "平安法治办"),
        ("法律七进",),
    )
