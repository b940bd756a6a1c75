"""Settings: the form is kept as one step, the look is asked for, backups are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QRadioButton

from fzapp.services.safekeeping import second_place
from fzapp.storage import ledger_shapes
from fzapp.storage.changes import Op
from fzapp.storage.ledger_shapes import Shape
from fzapp.ui import theme
from fzapp.ui.pages.help_page import HelpPage
from fzapp.ui.pages.settings_page import SettingsPage
from tests.gui.conftest import UNIT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QUndoStack
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter


@pytest.fixture
def settings(office: Services, make_page: Callable[[type[Page]], Page]) -> SettingsPage:
    page = make_page(SettingsPage)
    assert isinstance(page, SettingsPage)
    return page


def test_the_form_shows_the_profile(settings: SettingsPage) -> None:
    assert settings.unit.profile() == UNIT
    assert not settings.save_unit.isEnabled()


def test_leaving_keeps_what_was_typed_as_one_step(
    settings: SettingsPage, office: Services, operations: Operations, qtbot: QtBot, undo_stack: QUndoStack
) -> None:
    settings.unit.superior.clear()
    qtbot.keyClicks(settings.unit.superior, "x")
    settings.unit.villages.appendPlainText("双河社区")
    assert settings.save_unit.isEnabled()
    settings.leave()
    assert office.reports.unit().villages == ("石桥村", "双河社区")
    assert undo_stack.count() == 1
    operations.undo()
    assert office.reports.unit() == UNIT
    assert settings.unit.profile() == UNIT


def test_leaving_untouched_changes_nothing(settings: SettingsPage, undo_stack: QUndoStack) -> None:
    settings.leave()
    assert undo_stack.count() == 0


def test_the_button_says_that_it_is_kept(
    settings: SettingsPage, prompter: RecordingPrompter, office: Services
) -> None:
    settings.unit.doc_prefix.setText("青政")
    settings.unit.edited.emit()
    settings.save_unit.click()
    assert office.reports.unit().doc_prefix == "青政"
    assert prompter.told == [("本单位情况保存好了。", "done")]
    assert not settings.save_unit.isEnabled()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("scale_large", ["large", ""]), ("scale_extra", ["extra", ""]), ("theme_dark", ["", "dark"])],
)
def test_the_look_is_asked_for(settings: SettingsPage, qtbot: QtBot, name: str, wanted: list[str]) -> None:
    with qtbot.waitSignal(settings.look_requested) as asked:
        settings.findChild(QRadioButton, name).click()
    assert asked.args == wanted


def test_the_look_in_force_is_marked(settings: SettingsPage, qapp: QApplication) -> None:
    theme.apply(qapp, theme.DARK, theme.FontScale.LARGE)
    settings.activate()
    assert settings.findChild(QRadioButton, "scale_large").isChecked()
    assert settings.findChild(QRadioButton, "theme_dark").isChecked()


def test_backups_are_listed_newest_first(
    settings: SettingsPage, qtbot: QtBot, prompter: RecordingPrompter
) -> None:
    assert [line.text for line in settings.backups.lines] == ["还没有备份"]
    settings.findChild(QPushButton, "settings_backup").click()
    qtbot.waitUntil(lambda: settings.backups.lines[0].text != "还没有备份")
    (line,) = settings.backups.lines
    assert line.text == "今天 09:00"
    assert line.note.startswith("手工")
    assert prompter.told[-1][1] == "done"


def test_the_folder_of_the_data_is_shown(settings: SettingsPage, office: Services) -> None:
    assert settings.findChild(object, "data_folder").text().replace("\u200b", "") == str(
        office.archive.folder
    )


def test_the_help_names_the_folder_and_the_keys(
    office: Services, make_page: Callable[[type[Page]], Page]
) -> None:
    page = make_page(HelpPage)
    assert isinstance(page, HelpPage)
    text = page.text.toPlainText()
    assert str(office.archive.folder) in text
    assert "Ctrl+Enter" in text
    assert "{folder}" not in text


def test_remembered_shapes_are_seen_and_forgotten(
    make_page: Callable[[type[Page]], Page],
    services: Services,
    prompter: RecordingPrompter,
    operations: Operations,
) -> None:
    with services.archive.transact(Op.FORGET_SHAPE) as transaction:
        for number in range(2):
            shape = Shape(str(number), "L16", ("日期", f"列{number}"), {0: "registered_on"}, "旧.xlsx")
            ledger_shapes.remember(services.archive, transaction.write, shape)
    page = make_page(SettingsPage)
    assert isinstance(page, SettingsPage)
    assert len(page.shapes.view.lines) == 2
    assert page.shapes.view.lines[0].text.startswith("矛盾纠纷排查化解：日期、列")
    page.shapes.forget.click()
    assert len(services.ledgers.shapes()) == 1
    page.shapes.forget_all.click()
    assert services.ledgers.shapes() == ()
    assert page.shapes.view.isHidden()
    operations.undo()
    assert len(services.ledgers.shapes()) == 1


def test_a_second_place_is_chosen_and_shown(
    settings: SettingsPage, office: Services, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    assert "还没有第二处备份" in settings.second.words.text()
    prompter.target = tmp_path
    settings.findChild(QPushButton, "choose_second_place").click()
    assert second_place(office.archive) == tmp_path
    assert tmp_path.name in settings.second.words.text().replace("\u200b", "")


def test_a_second_place_within_the_archive_is_refused_beside_the_button(
    settings: SettingsPage, office: Services, prompter: RecordingPrompter
) -> None:
    """In a dialog the bar of the window cannot be seen."""
    prompter.target = office.archive.folder / "backups"
    settings.second.choose()
    assert second_place(office.archive) is None
    assert settings.second.words.text().startswith("第二处备份不能放在资料文件夹里面")
    assert prompter.told == []
