"""How long a start takes, beside a bare window of the same binding with three panes.

    [FZAPP_BUILT=PROGRAM] .venv/bin/python -m pytest tests/benchmarks/test_start.py -s

Each start is a process of its own on Qt's offscreen platform. Two times are taken: from the start of the process
until the first picture of the window is there, which is what the user waits for, and until the process is gone.
The picture is there when everything that was queued before the first paint event has been done; both the bare
window and the program are caught by the same few lines (`FIRST_PICTURE`). All contenders run in turn, round after
round, so that a busy machine slows them alike; the medians are compared. As in an installed program, everything
is compiled: the first round, which does not count, fills a cache of its own. A program that was built
(`built_program.GIVEN_IN`) is started beside them, on the same archives.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks import built_program
from tests.benchmarks.figures import tell

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 9

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


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Compiled once, kept apart from the checkout."""
    compiled = tmp_path_factory.mktemp("compiled")
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(compiled), "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A practice archive and one that nothing was written into, made once."""
    practice, new = (str(tmp_path_factory.mktemp(name) / "archive") for name in ("practice", "new"))
    subprocess.run(
        [sys.executable, "-m", "fzapp", "practice", "-o", practice], cwd=ROOT, check=True, capture_output=True
    )
    return practice, new


def started(environment: dict[str, str], *arguments: str) -> tuple[float, float]:
    """Seconds of one process until its first picture (0 when it shows none), and until it is gone."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", *arguments], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    gone = time.monotonic() - began
    first = done.stdout.split()[0] if "FirstPicture" in arguments[0] else b""
    return (float(first) - began if first else 0.0), gone


def test_start_beside_bare_panes(environment: dict[str, str], folders: tuple[str, str]) -> None:
    practice, new = folders
    contenders = {
        "bare": (BARE_PANES,),
        "practice": (PROGRAM, "--practice", "--archive", practice),
        "new": (PROGRAM, "--archive", new),
        "command": (COMMAND, "--archive", practice, "report", "list"),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    built: dict[str, list[built_program.Start]] = {"practice": [], "new": []}
    for number in range(ROUNDS + 1):
        for name, arguments in contenders.items():
            seconds = started(environment, *arguments)
            if number:
                taken[name].append(seconds)
        for name, start in built_starts(Path(practice), Path(new)).items():
            if number:
                built[name].append(start)
    painted, gone = ({name: statistics.median(t[i] for t in taken[name]) for name in taken} for i in (0, 1))
    for name in contenders:
        words = f"{painted[name]:.3f} s, {painted[name] / painted['bare']:.2f} x" if painted[name] else "-"
        print(
            f"\n{name:9} painted {words:15} gone {gone[name]:.3f} s, {gone[name] / gone['bare']:.2f} x",
            end="",
        )
        tell(f"start_painted_{name}", painted[name])
        tell(f"start_gone_{name}", gone[name])
    assert len(taken["practice"]) == ROUNDS
    for name, starts in built.items():
        if starts:
            seconds, read = (statistics.median(one[i] for one in starts) for i in (0, 1))
            print(
                f"\nbuilt, {name:9} painted {seconds:.3f} s, {seconds / painted['bare']:.2f} x, {read:.0f} MB read",
                end="",
            )
            tell(f"start_painted_built_{name}", seconds)
            tell(f"read_at_start_built_{name}", read)


def built_starts(practice: Path, new: Path) -> dict[str, built_program.Start]:
    """One start of the built program on each archive; nothing when none is given."""
    program = built_program.given()
    if program is None:
        return {}
    return {
        "practice": built_program.start(program, practice, "--practice"),
        "new": built_program.start(program, new),
    }
