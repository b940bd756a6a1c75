"""How long a start takes, beside a bare window of the same binding with three panes.

    [FZAPP_BUILT=PROGRAM] .venv/bin/python -m pytest tests/benchmarks/test_start.py -s

Each start is a process of its own on Qt's offscreen platform. Its time runs from the start of the process until the
first picture of the window is there, which is what the user waits for, and of a command until the process is gone.
The picture is there when everything that was queued before the first paint event has been done; both the bare
window and the program are caught by the same few lines (`FIRST_PICTURE`). A program that was built
(`built_program.GIVEN_IN`) is started in turn with those from source, on the same archives.

What else the machine does comes and goes within seconds, so each start is compared with the bare window started
right before it and right after it, and of all those ratios the middle one counts. As in an installed program,
everything is compiled: the first round, which does not count, fills a cache of its own.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.benchmarks import built_program
from tests.benchmarks.built_program import Start
from tests.benchmarks.figures import tell

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 11
"""Odd, so that the middle one is one that was seen."""

FIRST_PICTURE = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

class FirstPicture:
    seen = False
    def event(self, event):
        if event.type() is event.Type.Paint and not self.seen:
            self.seen = True
            QTimer.singleShot(0, self.leave)
        return super().event(event)
    def leave(self):
        print(time.monotonic())
        QApplication.quit()
"""

BARE_PANES = (
    FIRST_PICTURE
    + """
from PySide6.QtWidgets import QListWidget, QMainWindow, QPlainTextEdit, QSplitter, QTreeWidget, QTreeWidgetItem

class Window(FirstPicture, QMainWindow):
    pass

application = QApplication([])
window = Window()
window.resize(1200, 700)
for name in ("报告", "修改", "查看", "帮助"):
    window.menuBar().addMenu(name).addAction(name)
tree, text, lines = QTreeWidget(), QPlainTextEdit("走访群众，化解纠纷，记入台账，逐件回访。" * 200), QListWidget()
for number in range(30):
    tree.addTopLevelItem(QTreeWidgetItem([f"{number}节"]))
    lines.addItem(f"要点{number}")
panes = QSplitter()
for pane in (tree, text, lines):
    panes.addWidget(pane)
window.setCentralWidget(panes)
window.statusBar().showMessage("已保存")
window.show()
application.exec()
"""
)

PROGRAM = (
    """
import gc
gc.disable()  # as the program does, and in the order in which it loads
import sys
from fzapp import __main__
from fzapp.ui.window import binding
binding.load()
"""
    + FIRST_PICTURE
    + """
from fzapp import app

class Window(FirstPicture, app.MainWindow):
    pass

app.MainWindow = Window
__main__.main(sys.argv[1:])
"""
)

COMMAND = "import sys; from fzapp.__main__ import main; main(sys.argv[1:])"


class Pair(NamedTuple):
    """A start, and the mean of the bare windows started before and after it."""

    start: Start
    bare: Start

    @property
    def ratio(self) -> float:
        """How many times the bare window it took to its first picture; for one without, until it was gone."""
        if self.start.painted:
            return self.start.painted / self.bare.painted
        return self.start.gone / self.bare.gone


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Compiled once, kept apart from the checkout, as is what the program remembers."""
    compiled, data = (str(tmp_path_factory.mktemp(name)) for name in ("compiled", "data"))
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": compiled, "FZAPP_DATA": data, "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A practice archive and one that nothing was written into, made once."""
    practice, new = (tmp_path_factory.mktemp(name) / "archive" for name in ("practice", "new"))
    subprocess.run(
        [sys.executable, "-m", "fzapp", "practice", "-o", practice], cwd=ROOT, check=True, capture_output=True
    )
    return practice, new


def started(environment: dict[str, str], *arguments: str | Path) -> Start:
    """One process of the checkout; it is painted at 0 when it shows no picture."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", *arguments], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    gone = time.monotonic() - began
    first = done.stdout.split()[0] if "FirstPicture" in str(arguments[0]) else b""
    return Start(float(first) - began if first else 0.0, gone)


def contenders(environment: dict[str, str], practice: Path, new: Path) -> dict[str, Callable[[], Start]]:
    """What is started beside the bare window, by the name of its figures."""
    found: dict[str, Callable[[], Start]] = {
        "practice": partial(started, environment, PROGRAM, "--practice", "--archive", practice),
        "new": partial(started, environment, PROGRAM, "--archive", new),
        "command": partial(started, environment, COMMAND, "--archive", practice, "report", "list"),
    }
    program = built_program.given()
    if program is not None:
        found["built_practice"] = partial(built_program.start, program, practice, "--practice")
        found["built_new"] = partial(built_program.start, program, new)
    return found


def test_start_beside_bare_panes(environment: dict[str, str], folders: tuple[Path, Path]) -> None:
    beside = contenders(environment, *folders)
    bare = partial(started, environment, BARE_PANES)
    pairs: dict[str, list[Pair]] = {name: [] for name in beside}
    for number in range(ROUNDS + 1):
        before = bare()
        for name, start in beside.items():
            seen, after = start(), bare()
            if number:
                mean = Start((before.painted + after.painted) / 2, (before.gone + after.gone) / 2)
                pairs[name].append(Pair(seen, mean))
            before = after
    for name, seen in pairs.items():
        tell_middle(name, seen)
    assert all(len(seen) == ROUNDS for seen in pairs.values())


def tell_middle(name: str, pairs: list[Pair]) -> None:
    """Leave the pair whose ratio is the middle one for the table, and print between which the ratios lie."""
    ordered = sorted(pairs, key=lambda pair: pair.ratio)
    middle, quarter = ordered[len(ordered) // 2], len(ordered) // 4
    painted, bare = middle.start.painted, middle.bare.painted
    words = f"painted {painted:.3f} s, bare {bare:.3f} s" if painted else f"gone {middle.start.gone:.3f} s"
    low, high = ordered[quarter].ratio, ordered[-1 - quarter].ratio
    print(f"\n{name:15} {middle.ratio:.2f} x, one in two {low:.2f} to {high:.2f}; {words}", end="")
    if painted:
        tell(f"start_painted_{name}", painted)
        tell(f"start_painted_beside_{name}", bare)
    if middle.start.read:
        read = statistics.median(pair.start.read for pair in pairs)
        print(f"; {read:.0f} MB read", end="")
        tell(f"read_at_start_{name}", read)
