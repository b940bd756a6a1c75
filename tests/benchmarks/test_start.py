"""From the start of the process to the first painted window, and to the first answer of the command line.

    .venv/bin/python -m pytest tests/benchmarks/test_start.py --benchmark-only

Each round is a process of its own on Qt's offscreen platform; the files are warm after the first.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 7

EMPTY_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, QApplication.quit)

application = QApplication([])
window = Window()
window.resize(1200, 700)
window.show()
application.exec()
"""

BARE_PANES = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QListWidget, QMainWindow, QPlainTextEdit, QSplitter, QTreeWidget, QTreeWidgetItem

class Window(QMainWindow):
    shown = False
    def event(self, event):
        answer = super().event(event)
        if event.type() is event.Type.UpdateRequest and not self.shown:
            self.shown = True
            QTimer.singleShot(0, QApplication.quit)
        return answer

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

PROGRAM = """
import importlib
import sys
from pathlib import Path
from fzapp.__main__ import FREE_OF_QT
for module in FREE_OF_QT:  # in the order in which the program itself loads
    importlib.import_module(module)
from fzapp import app
from fzapp.ui.main_window import MainWindow

application = app.make_application()
program = app.Program(application, Path(sys.argv[1]), practice=True)
program.open()
assert isinstance(program.window, MainWindow)
program.window.painted.connect(application.quit)
application.exec()
program.close()
"""


def run(*arguments: str) -> None:
    """One process from start to end."""
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A practice archive, made once."""
    folder = tmp_path_factory.mktemp("practice") / "archive"
    run("-m", "fzapp", "practice", "-o", str(folder))
    return str(folder)


def test_empty_window_of_qt(benchmark: BenchmarkFixture) -> None:
    """What no program on this binding can undercut."""
    benchmark.pedantic(run, args=("-c", EMPTY_WINDOW), rounds=ROUNDS, warmup_rounds=1)


def test_bare_panes(benchmark: BenchmarkFixture) -> None:
    """The least a program for writing shows: a tree, a text and a list, with nothing behind them."""
    benchmark.pedantic(run, args=("-c", BARE_PANES), rounds=ROUNDS, warmup_rounds=1)


def test_window_on_a_new_archive(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    folder = str(tmp_path / "archive")
    run("-c", PROGRAM, folder)
    benchmark.pedantic(run, args=("-c", PROGRAM, folder), rounds=ROUNDS, warmup_rounds=1)


def test_window_on_the_practice_archive(benchmark: BenchmarkFixture, practice: str) -> None:
    benchmark.pedantic(run, args=("-c", PROGRAM, practice), rounds=ROUNDS, warmup_rounds=1)


def test_command_line(benchmark: BenchmarkFixture, practice: str) -> None:
    arguments = ("-m", "fzapp", "--archive", practice, "report", "list")
    benchmark.pedantic(run, args=arguments, rounds=ROUNDS, warmup_rounds=1)
