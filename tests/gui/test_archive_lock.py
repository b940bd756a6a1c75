"""Who holds an archive is told by name and computer, and a lock of elsewhere goes only when somebody says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSysInfo

from fzapp.app import Program
from fzapp.infra import machine, paths, processes
from fzapp.services.context import open_services
from fzapp.ui.dialogs import first_run
from fzapp.ui.main_window import MainWindow
from fzapp.ui.window.archive_lock import HOLDER_NAME, LOCK_NAME, ArchiveLock, Trouble
from fzapp.ui.window.trouble import TroubleWindow

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@pytest.fixture(scope="module")
def other_process() -> Iterator[int]:
    """The number of a process that runs the same program as this one."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        yield child.pid
        child.communicate(b"\n")


LOCKED = 1_795_000_000
"""When the lock of these tests was written."""


def lock_of(folder: Path, process: int, host: str = "", program: str = "") -> None:
    """What a program of this computer left, with the name that its number has now: Qt thinks it runs."""
    leave_lock(folder, host or QSysInfo.machineHostName(), process, OWN_ID)
    own = program or Path("/proc/self/exe").resolve().name
    content = (folder / LOCK_NAME).read_text(encoding="utf-8").replace("fzapp", own)
    (folder / LOCK_NAME).write_text(content, encoding="utf-8")
    os.utime(folder / LOCK_NAME, (LOCKED, LOCKED))


@pytest.mark.skipif(not OWN_ID, reason="this system has no name of its own")
@pytest.mark.parametrize(
    ("begun", "is_taken"),
    [
        (None, True),
        (LOCKED + 3600.0, True),
        (processes.UNKNOWN, True),
        (LOCKED - 5.0, False),
        (LOCKED + 0.5, False),
    ],
    ids=["gone", "the number came again", "another user's", "runs", "runs, by a clock that is not exact"],
)
@pytest.mark.parametrize("host", ["", "NAME-BEFORE"])
def test_a_lock_of_this_computer_by_what_became_of_its_process(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    other_process: int,
    begun: float | None,
    is_taken: bool,
    host: str,
) -> None:
    """The computer may have got another name meanwhile."""
    monkeypatch.setattr(processes, "started", {other_process: begun}.get)
    lock_of(tmp_path / "a", other_process, host)
    lock = ArchiveLock(tmp_path / "a")
    if is_taken:
        lock.take(NOW)
        lock.release()
    else:
        told = refusal(tmp_path / "a")
        assert "另一个窗口" in told.sentence
        assert not told.takeover


@pytest.mark.skipif(not OWN_ID, reason="this system has no name of its own")
def test_the_number_of_another_program_does_not_block(tmp_path: Path, other_process: int) -> None:
    lock_of(tmp_path / "a", other_process, program="another-program")
    lock = ArchiveLock(tmp_path / "a")
    lock.take(NOW)
    lock.release()


@pytest.mark.skipif(not OWN_ID, reason="this system has no name of its own")
@pytest.mark.parametrize("begun", [None, LOCKED + 3600.0, processes.UNKNOWN])
def test_what_is_held_is_not_taken_whatever_the_table_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: float | None
) -> None:
    first = ArchiveLock(tmp_path / "a")
    first.take(NOW)
    monkeypatch.setattr(processes, "started", lambda _process: begun)
    assert "另一个窗口" in refusal(tmp_path / "a").sentence
    first.release()
