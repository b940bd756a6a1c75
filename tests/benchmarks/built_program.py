"""The program as it is installed, watched from outside: until its window is painted, and what it read for that (Linux).

The installed program cannot be told to report, so it is its log that is read: there it says to the millisecond
when the first picture was there, by the same event as the windows of `test_start`. Each start has a copy of the
archive and a data folder of its own, because it is ended at once.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.measure_window import read_so_far

GIVEN_IN = "FZAPP_BUILT"
"""Names the installed program in the environment: …/build/linux-old/amd64/dist/fzapp/fzapp, /opt/apps/fzapp/files/fzapp."""

PAINTED = "the window is painted"
"""What `fzapp.app` writes into the log then."""

PATIENCE = 60.0
LOOK_EVERY = 0.01
"""Seconds between two looks into the log, which tells the time itself: looking keeps a processor busy."""
_STAMP = "%Y-%m-%d %H:%M:%S,%f"


class Start(NamedTuple):
    """Seconds from the start of a process to its first picture and until it is gone; MB read until the picture is there.

    0 is what was not seen: a command has no picture, a built program is ended as soon as it is painted.
    """

    painted: float
    gone: float = 0.0
    read: float = 0.0


def given() -> Path | None:
    """The installed program that is to be measured, if any."""
    named = os.environ.get(GIVEN_IN)
    return Path(named).resolve() if named else None


def start(program: Path, archive: Path, *options: str) -> Start:
    """Start it once on a copy of `archive`, offscreen. Raises TimeoutError when no window comes."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, data = Path(scratch) / "archive", Path(scratch) / "data"
        shutil.copytree(archive, folder)
        environment = {**os.environ, "FZAPP_DATA": str(data), "QT_QPA_PLATFORM": "offscreen"}
        began = time.time()
        process = subprocess.Popen(
            [program, *options, "--archive", folder], env=environment, stderr=subprocess.DEVNULL
        )
        try:
            painted = _painted(process, data / "logs", began + PATIENCE)
            process.send_signal(signal.SIGSTOP)
            return Start(painted - began, read=read_so_far(process.pid))
        finally:
            process.kill()
            process.wait()


def _painted(process: subprocess.Popen[bytes], logs: Path, until: float) -> float:
    """When the log says that the window was painted, by the clock of the system."""
    while time.time() < until:
        for log in logs.glob("*.log"):
            line = next((one for one in log.read_text("utf-8").splitlines() if one.endswith(PAINTED)), "")
            if line:
                return datetime.datetime.strptime(line[:23], _STAMP).astimezone().timestamp()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(LOOK_EVERY)
    raise TimeoutError("no window")
