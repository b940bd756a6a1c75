"""A window that nobody reaches any more is taken down without bringing the program down."""

from __future__ import annotations

from pathlib import Path

from tests.gui import own_process

SCRIPT = """
import gc
import sys
from pathlib import Path
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication
from fzapp.infra import paths
from fzapp.services.context import open_services
from fzapp.ui.archive_signals import ArchiveSignals
from fzapp.ui.operations import Operations
from fzapp.ui.undo import ArchiveCommand

application = QApplication([])
gc.disable()
services = open_services(Path(sys.argv[1]), paths.resources())
changes, held = [], {}
services.archive.on_change(changes.append)
services.reports.create("annual_report", 2026)
commands = [ArchiveCommand(services.archive, changes, held.get) for _ in range(20)]  # looked at before their stack
held["stack"] = QUndoStack()
held["operations"] = Operations(services, ArchiveSignals(), held["stack"], None)
for command in commands:
    held["stack"].push(command)
services.close()
del services, held, commands, command
gc.collect()
print("there")
"""


def test_steps_that_could_be_undone_go_with_their_stack(tmp_path: Path) -> None:
    """In a process of its own: what would fall is the process."""
    assert own_process.said(SCRIPT, str(tmp_path)) == "there"
