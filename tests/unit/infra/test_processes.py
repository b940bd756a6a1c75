"""Whether a process runs and since when: of this system for real, of Windows from a table of processes."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from fzapp.infra import processes

if TYPE_CHECKING:
    from pathlib import Path

_1601 = 11_644_473_600


@pytest.mark.skipif(sys.platform == "win32", reason="reads /proc")
def test_a_process_of_this_system_is_found_with_its_time() -> None:
    before = time.time()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        begun = processes.started(child.pid)
        child.communicate(b"\n")
    assert begun is not None
    assert abs(begun - before) < 5
    assert processes.started(child.pid) is None


@pytest.mark.skipif(sys.platform == "win32", reason="processes wait for their parents elsewhere")
def test_a_process_that_ended_and_waits_for_its_parent_does_not_run() -> None:
    with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.read()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert processes.started(child.pid) is None


@pytest.mark.parametrize("number", [0, -1, 2**22 + 7, 2**70])
def test_a_number_that_no_process_has(number: int) -> None:
    assert processes.started(number) is None


@pytest.mark.skipif(sys.platform == "win32", reason="reads /proc")
def test_a_system_that_shows_no_times(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(processes, "_PROCESSES", tmp_path)
    assert processes.started(os.getpid()) == processes.UNKNOWN


@dataclass(frozen=True, slots=True)
class Row:
    """A process in the table: when it was started (`time.time`), and its exit code (259 while it runs)."""

    begun: float = 0.0
    code: int = 259
    closed_to_us: bool = False


class Kernel:
    """Answers as Windows does, from a table of processes."""

    def __init__(self, table: dict[int, Row]) -> None:
        self.table = table
        self.error = 0
        self.open: list[int] = []
        for name in ("OpenProcess", "GetExitCodeProcess", "GetProcessTimes", "CloseHandle"):
            setattr(self, name, self._function(name))

    def _function(self, name: str) -> Any:
        def call(*arguments: Any) -> Any:
            return getattr(self, f"_{name}")(*arguments)

        return call

    def _OpenProcess(self, right: int, _inherit: int, process: int) -> int:
        assert right == 0x1000
        row = self.table.get(process)
        self.error = 87 if row is None else 5 if row.closed_to_us else 0
        if self.error:
            return 0
        self.open.append(process)
        return process

    def _GetExitCodeProcess(self, handle: int, code: Any) -> int:
        code._obj.value = self.table[handle].code
        return 1

    def _GetProcessTimes(self, handle: int, created: Any, *_others: Any) -> int:
        created._obj.value = int((self.table[handle].begun + _1601) * 10_000_000)
        return int(self.table[handle].begun > 0)

    def _CloseHandle(self, handle: int) -> int:
        self.open.remove(handle)
        return 1


@pytest.mark.parametrize(
    ("process", "begun"),
    [
        (4, 1_795_000_000.5),
        (8, None),
        (12, None),
        (16, processes.UNKNOWN),
        (20, processes.UNKNOWN),
    ],
    ids=["runs", "never was", "ended, but remembered by somebody", "another user's", "without a time"],
)
def test_the_table_of_windows(process: int, begun: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    table = {4: Row(1_795_000_000.5), 12: Row(1_795_000_000.0, code=1), 16: Row(closed_to_us=True), 20: Row()}
    kernel = Kernel(table)
    monkeypatch.setattr(ctypes, "WinDLL", lambda _name, use_last_error: kernel, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: kernel.error, raising=False)
    monkeypatch.setattr(processes.os, "name", "nt")
    assert processes.started(process) == begun
    assert kernel.open == []
