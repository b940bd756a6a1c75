"""Who holds an archive is told by name and computer, and a lock of elsewhere goes only when somebody says so."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSysInfo

from fzapp.app import Program
from fzapp.infra import machine, paths
from fzapp.services.context import open_services
from fzapp.ui.dialogs import first_run
from fzapp.ui.main_window import MainWindow
from fzapp.ui.window.archive_lock import HOLDER_NAME, LOCK_NAME, ArchiveLock, Trouble
from fzapp.ui.window.trouble import TroubleWindow

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

NOW = "2026-12-01T09:00:00"


def refusal(folder: Path) -> Trouble:
    with pytest.raises(Trouble) as told:
        ArchiveLock(folder).take(NOW)
    return told.value


OWN_ID = bytes(QSysInfo.machineUniqueId().data()).decode()


def leave_lock(folder: Path, host: str, process: int = 4242, system: str = "other") -> None:
    """What a program leaves that is not there any more."""
    folder.mkdir(exist_ok=True)
    lines = f"{process}\nfzapp\n{host}\n{system}\n\n"
    (folder / LOCK_NAME).write_text(lines, encoding="utf-8")


def test_a_second_program_is_told_who_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "wangmou")
    monkeypatch.setenv("USERNAME", "wangmou")
    first = ArchiveLock(tmp_path / "a")
    first.take(NOW)
    told = refusal(tmp_path / "a")
    assert "wangmou" in told.sentence
    assert machine.user_and_machine().rpartition("@")[2] in told.sentence
    assert "2026-12-01 09:00" in told.sentence
    assert not told.takeover
    assert not ArchiveLock(tmp_path / "a").take_over()
    first.release()
    assert not (tmp_path / "a" / HOLDER_NAME).exists()
    second = ArchiveLock(tmp_path / "a")
    second.take(NOW)
    second.release()


def test_the_lock_of_a_crash_on_this_computer_goes_by_itself(tmp_path: Path) -> None:
    leave_lock(tmp_path / "a", QSysInfo.machineHostName(), process=2**22 - 7, system=OWN_ID)
    lock = ArchiveLock(tmp_path / "a")
    lock.take(NOW)
    lock.release()


def test_a_crash_is_cleared_when_the_number_of_the_process_comes_again(tmp_path: Path) -> None:
    leave_lock(tmp_path / "a", QSysInfo.machineHostName(), process=os.getpid(), system=OWN_ID)
    lock = ArchiveLock(tmp_path / "a")
    lock.take(NOW)
    lock.release()


def test_the_short_name_that_windows_has_beside_is_this_computer_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt writes that name into the lock, in capitals; what stands in it must never be taken over."""
    monkeypatch.setenv("COMPUTERNAME", "SHORT-NAME")
    leave_lock(tmp_path / "a", "Short-Name", system=OWN_ID)
    assert not ArchiveLock(tmp_path / "a").take_over()


def test_another_computer_is_named_and_taken_over_only_when_asked(tmp_path: Path) -> None:
    leave_lock(tmp_path / "a", "PC-OTHER")
    told = json.dumps({"who": "limou@PC-OTHER", "since": "2026-11-30T17:20:00"})
    (tmp_path / "a" / HOLDER_NAME).write_text(told, encoding="utf-8")
    trouble = refusal(tmp_path / "a")
    assert "用户“limou”在电脑“PC-OTHER”上（2026-11-30 17:20打开）" in trouble.sentence
    assert "资料会损坏" in trouble.takeover
    lock = ArchiveLock(tmp_path / "a")
    assert lock.take_over()
    lock.take(NOW)
    lock.release()


def test_another_computer_of_the_same_name_can_be_taken_over(tmp_path: Path) -> None:
    leave_lock(tmp_path / "a", QSysInfo.machineHostName())
    assert refusal(tmp_path / "a").takeover


@pytest.mark.parametrize("content", ["", "no lock at all"])
def test_a_lock_that_a_power_cut_left_is_no_end(tmp_path: Path, content: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / LOCK_NAME).write_text(content, encoding="utf-8")
    lock = ArchiveLock(tmp_path / "a")
    try:
        lock.take(NOW)
    except Trouble as trouble:
        assert trouble.takeover  # noqa: PT017  some systems see by themselves that nobody holds it
        assert lock.take_over()
        lock.take(NOW)
    lock.release()


def test_the_page_asks_before_it_takes_over(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_run, "ask", lambda _parent, _data: None)
    open_services(tmp_path / "a", paths.resources()).close()
    leave_lock(tmp_path / "a", "PC-OTHER")
    program = Program(qapp, tmp_path / "a", practice=False)
    program.open()
    page = program.window
    assert isinstance(page, TroubleWindow)
    assert not page.takeover.isHidden()
    answers = [False, True]
    monkeypatch.setattr(page, "confirm", lambda: answers.pop(0))
    page.takeover.click()
    assert program.window is page
    page.takeover.click()
    assert isinstance(program.window, MainWindow)
    program.window.close()
    program.close()
