"""What the running window holds and does while nobody touches it: memory, processor time, what a start reads (Linux).

    .venv/bin/python -m tests.benchmarks.measure_window [--rows 1000000] [--only practice|large]

Each window is a process of its own on Qt's offscreen platform. What a start reads is counted, not timed, so that
it does not matter what the machine has in its memory: the bytes handed over by read calls until the window is
painted, and the parts of program files that were touched in memory. On a disk that is cold that much is read.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import measure_ledgers
from tests.benchmarks.figures import tell

if TYPE_CHECKING:
    from fzapp.ui.main_window import MainWindow

SETTLED, WATCHED = 8_000, 30_000
"""Milliseconds given to what begins at the start, and for which an idle window is watched."""

YEARS = range(2007, 2027)
MB = 1_000_000


def read_so_far(process: int | str = "self") -> float:
    """MB read by a process, by calls and through mapped files."""
    proc = Path("/proc") / str(process)
    io = dict(line.split(": ") for line in (proc / "io").read_text("ascii").splitlines())
    mapped, is_file = 0, False
    for line in (proc / "smaps").read_text("utf-8").splitlines():
        words = line.split()
        if not words[0].endswith(":"):
            is_file = len(words) > 5 and words[5].startswith("/")
        elif is_file and words[0] in ("Shared_Clean:", "Private_Clean:"):
            mapped += int(words[1]) * 1024
    return (int(io["rchar"]) + mapped) / MB


def resident() -> float:
    """MB that this process holds."""
    return measure_ledgers.memory("VmRSS")


def wait(milliseconds: int) -> None:
    """Let the window alone; nothing here asks again and again meanwhile."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def watch(folder: Path, which: str, *, first: bool) -> None:
    """Open the window on an archive, leave it alone, and tell what it took; the `first` one is looked at by nobody."""
    from fzapp import app
    from fzapp.ui.main_window import MainWindow

    application = app.make_application()
    program = app.Program(application, folder, practice=which == "practice")
    program.open()
    window = program.window
    assert isinstance(window, MainWindow)
    window.painted.connect(lambda: tell(f"read_at_start_{which}", read_so_far()))
    wait(SETTLED)
    while (
        window.keeper.job is not None and window.keeper.job.running
    ):  # a large archive takes longer to look at
        wait(SETTLED)
    if first:
        program.close()
        return
    used, woken = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
    wait(WATCHED)
    tell(f"idle_cpu_{which}", (time.process_time() - used) / WATCHED * 1000 * 100)
    woken = resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw - woken
    tell(f"idle_woken_{which}", woken / WATCHED * 1000)
    tell(f"resident_{which}", resident())
    if which == "large":
        _go_through(window)
        tell("resident_large_ledger", resident())
    program.close()


def _go_through(window: MainWindow) -> None:
    """The page of the million rows, to its end, ordered by a column, with some of its rows; then a search for words."""
    from fzapp.ui.pages.ledger_page import LedgerPage

    window.show_page("台账")
    page = window.page
    assert isinstance(page, LedgerPage)
    page.show_ledger("L16", 2026)
    wait(2_000)
    page.table.go_to(page.model.typing_row(), 0)
    page.query.order_by("village", down=False, more=False)
    wait(SETTLED)
    page.query.look_for("石桥村")
    wait(SETTLED)
    window.services.search.find("邻里纠纷")
    wait(2_000)


def fill_large(folder: Path) -> None:
    """A million rows, and a report of every year."""
    from fzapp.infra import paths
    from fzapp.services.context import open_services

    measure_ledgers.fill(folder)
    services = open_services(folder, paths.resources())
    for year in YEARS:
        services.reports.create("annual_report", year)
    services.close()


def main() -> None:
    """Measure the practice archive and the large one, each in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("practice", "large"))
    parser.add_argument("--step", nargs=2, metavar=("WHICH", "FOLDER"))
    parser.add_argument("--first", action="store_true")
    asked = parser.parse_args()
    measure_ledgers.table.ROWS = asked.rows
    if asked.step:
        watch(Path(asked.step[1]), asked.step[0], first=asked.first)
        return
    with tempfile.TemporaryDirectory() as scratch:
        for which in (asked.only,) if asked.only else ("practice", "large"):
            folder = Path(scratch) / which / "archive"
            if which == "large":
                fill_large(folder)
            command = [sys.executable, "-m", "tests.benchmarks.measure_window"]
            step = [*command, "--step", which, str(folder)]
            subprocess.run(
                [*step, "--first"], check=True
            )  # fills the practice archive and compiles what is new
            subprocess.run(step, check=True)


if __name__ == "__main__":
    main()
