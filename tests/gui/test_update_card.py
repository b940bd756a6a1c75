"""Settings, 程序版本: a newer program from a stick is proved, the archive backed up, then it is installed."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest

from fzapp.infra.paths import InstalledAs
from fzapp.infra.version import VERSION
from fzapp.services.program_update import FORMAT, LISTING, ProgramUpdates
from fzapp.services.safekeeping import list_backups
from fzapp.ui.pages.settings_page import SettingsPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.page import Page
    from fzapp.ui.pages.settings_update import UpdateCard
    from tests.gui.conftest import RecordingPrompter

SCRIPT = b"echo installed\n"


def stick(folder: Path, version: str) -> Path:
    """A release for a user without root."""
    folder.mkdir()
    (folder / "新版.run").write_bytes(SCRIPT)
    one = {"form": "linux-run", "name": "新版.run", "size": len(SCRIPT), "sha256": sha256(SCRIPT).hexdigest()}
    told = {"format": FORMAT, "schema": 1, "version": version, "files": [one]}
    (folder / LISTING).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return folder


@pytest.fixture
def updates(office: Services, tmp_path: Path) -> ProgramUpdates:
    updates = ProgramUpdates(office.archive, tmp_path / "资料", InstalledAs.RUN)
    vars(office)["updates"] = updates
    return updates


@pytest.fixture
def update_card(updates: ProgramUpdates, make_page: Callable[[type[Page]], Page]) -> UpdateCard:
    page = make_page(SettingsPage)
    assert isinstance(page, SettingsPage)
    page.updates.run_alone = Mock(return_value=True)
    return page.updates


def test_an_update_is_proved_backed_up_installed_and_kept(
    qtbot: QtBot,
    office: Services,
    updates: ProgramUpdates,
    update_card: UpdateCard,
    prompter: RecordingPrompter,
    tmp_path: Path,
) -> None:
    prompter.target = stick(tmp_path / "U盘", "99.0.0")
    with qtbot.waitSignal(update_card.leaving):
        update_card.update_button.click()
    assert "换成新版 99.0.0" in prompter.asked[-1]
    assert "装好会自己打开" in prompter.sentences[-1]
    assert [kept.reason for kept in list_backups(office.archive)] == ["更新程序前"]
    update_card.run_alone.assert_called_once_with(updates.command_after_this(updates.kept()[0]))
    assert [line.text for line in update_card.view.lines] == ["99.0.0"]


def test_nothing_happens_unless_agreed(
    office: Services,
    updates: ProgramUpdates,
    update_card: UpdateCard,
    prompter: RecordingPrompter,
    tmp_path: Path,
) -> None:
    prompter.target, prompter.yes = stick(tmp_path / "U盘", VERSION), False
    update_card.update_button.click()
    assert "重装" in prompter.asked[-1]
    assert updates.kept() == ()
    assert list_backups(office.archive) == ()


def test_a_changed_file_is_told_and_not_run(
    qtbot: QtBot,
    updates: ProgramUpdates,
    update_card: UpdateCard,
    prompter: RecordingPrompter,
    tmp_path: Path,
) -> None:
    prompter.target = stick(tmp_path / "U盘", "99.0.0")
    (prompter.target / "新版.run").write_bytes(SCRIPT.replace(b"installed", b"hostile!!"))
    update_card.update_button.click()
    qtbot.waitUntil(lambda: any("被改过" in said for said in prompter.sentences))
    assert updates.kept() == ()


def test_a_kept_one_is_put_back_without_the_stick(
    qtbot: QtBot,
    updates: ProgramUpdates,
    update_card: UpdateCard,
    prompter: RecordingPrompter,
    tmp_path: Path,
) -> None:
    assert update_card.again.isHidden()
    updates.keep(updates.find(stick(tmp_path / "U盘", "0.0.1")))
    update_card.refresh()
    with qtbot.waitSignal(update_card.leaving):
        update_card.again.click()
    assert "比现在的" in prompter.asked[-1]


def test_an_installer_that_does_not_start_is_told_and_the_program_stays(
    qtbot: QtBot, update_card: UpdateCard, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    update_card.run_alone = Mock(return_value=False)
    prompter.target = stick(tmp_path / "U盘", "99.0.0")
    with qtbot.assertNotEmitted(update_card.leaving):
        update_card.update_button.click()
        qtbot.waitUntil(lambda: any("安装文件打不开" in said for said in prompter.sentences))


def test_a_folder_without_a_release_is_told(
    update_card: UpdateCard, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    prompter.target = tmp_path
    update_card.update_button.click()
    assert "没有程序的安装文件" in prompter.sentences[-1]
