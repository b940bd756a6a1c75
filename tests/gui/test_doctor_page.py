"""档案体检: looked over beside the window, taken to a stick, brought back only after a look at what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from fzapp.services.safekeeping import back_up_now
from fzapp.storage.archive import Archive
from fzapp.storage.connection import Key
from fzapp.storage.health import index_is_whole
from fzapp.ui.dialogs import backup_password, salvage_list
from fzapp.ui.jobs import Steps
from fzapp.ui.pages.doctor_page import NOT_YET, DoctorPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.services.restoring import Source
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter


@pytest.fixture
def page(office: Services, make_page: Callable[[type[Page]], Page]) -> DoctorPage:
    office.reports.create("annual_report", 2026)
    back_up_now(office.archive)
    made = make_page(DoctorPage)
    assert isinstance(made, DoctorPage)
    return made


def done(page: DoctorPage, qtbot: QtBot) -> None:
    job = page._job
    assert job is not None
    qtbot.waitUntil(lambda: not job.running, timeout=20_000)


def test_a_sound_archive_is_said_to_be_sound(page: DoctorPage, qtbot: QtBot) -> None:
    assert page.said.text() == NOT_YET
    page.look()
    done(page, qtbot)
    rows = {row[0]: row[1] for row in page.findings.rows}
    assert rows["档案库文件"] == "好"
    assert rows["操作记录"] == "好"


def test_what_changes_is_told_before_anything_is_brought_back(
    page: DoctorPage, office: Services, qtbot: QtBot, prompter: RecordingPrompter
) -> None:
    office.reports.create("half_year", 2027)
    asked: list[Source] = []
    page.restore_requested.connect(asked.append)
    prompter.yes = False
    page.restore_chosen()
    done(page, qtbot)
    assert "报告：现在2，恢复后1" in prompter.asked[-1]
    assert "会少掉：2027年" in prompter.asked[-1]
    assert asked == []
    prompter.yes = True
    page.restore_chosen()
    done(page, qtbot)
    assert [one.path for one in asked] == [page._listed[0].path]


def test_a_whole_backup_goes_to_the_stick(
    page: DoctorPage, qtbot: QtBot, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    prompter.target = tmp_path
    page.back_up()
    done(page, qtbot)
    assert any("可以安全拔出" in sentence for sentence in prompter.sentences)
    assert list(tmp_path.glob("法治报告助手备份-*/bagit.txt"))


def test_a_folder_that_is_no_backup_is_told(
    page: DoctorPage, qtbot: QtBot, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    prompter.target = tmp_path
    page.restore_folder()
    done(page, qtbot)
    assert any("备份" in sentence for sentence in prompter.sentences)
    assert prompter.asked == []


def spoil(services: Services) -> None:
    with services.archive.journal() as connection:
        connection.execute("insert into text_index (text_index) values ('delete-all')")


def test_the_index_is_made_anew_by_its_button(
    page: DoctorPage, office: Services, qtbot: QtBot, prompter: RecordingPrompter
) -> None:
    spoil(office)
    qtbot.mouseClick(page.findChild(QPushButton, "doctor_rebuild"), Qt.MouseButton.LeftButton)
    page.rebuild_index()
    assert prompter.sentences[-1].startswith("上一件事还没有做完")
    done(page, qtbot)
    assert prompter.sentences[-1] == "查找索引重建好了。"
    assert index_is_whole(office.archive)


def test_stopping_leaves_the_old_index(
    page: DoctorPage, office: Services, qtbot: QtBot, prompter: RecordingPrompter
) -> None:
    spoil(office)
    page.rebuild_index()
    assert isinstance(page._job, Steps)
    page._job.cancel()
    done(page, qtbot)
    assert prompter.sentences[-1] == "停下了，查找还用原来的索引。"
    assert not index_is_whole(office.archive)


def test_what_can_be_read_is_saved_and_may_take_the_place(
    page: DoctorPage, qtbot: QtBot, prompter: RecordingPrompter, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[salvage_list.Question] = []
    answers = [False, True]

    def ask(_parent: object, data: salvage_list.Question) -> bool:
        shown.append(data)
        return answers.pop(0)

    monkeypatch.setattr(salvage_list, "ask", ask)
    asked: list[Source] = []
    page.restore_requested.connect(asked.append)
    page.salvage()
    done(page, qtbot)
    assert asked == []
    assert "资料文件夹的“salvaged-" in prompter.sentences[-1]
    page.salvage()
    done(page, qtbot)
    assert [one.path for one in asked] == [shown[-1].salvaged.database]
    assert "报告1" in shown[-1].salvaged.told


def test_the_password_of_a_backup_is_asked_for_until_it_fits(
    page: DoctorPage,
    qtbot: QtBot,
    prompter: RecordingPrompter,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    other = Archive.open(tmp_path / "other", key=Key("三棵老槐树与一口井"))
    sealed = back_up_now(other)
    other.close()
    shown: list[backup_password.Question] = []
    typed: list[Key | None] = [Key("不是这一个密码"), Key("三棵老槐树与一口井"), None]

    def ask(_parent: object, data: backup_password.Question) -> Key | None:
        shown.append(data)
        return typed.pop(0)

    monkeypatch.setattr(backup_password, "ask", ask)
    asked: list[Source] = []
    page.restore_requested.connect(asked.append)
    page._preview(sealed)
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    assert [bool(one.fault) for one in shown] == [False, True]
    assert asked[0].path == sealed
    assert asked[0].key is not None
    page._preview(sealed)
    qtbot.waitUntil(lambda: len(shown) == 3, timeout=20_000)
    assert len(asked) == 1
