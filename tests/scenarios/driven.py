"""What the programs have in common that are started to be killed at their work."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.app import Program, make_application
from fzapp.storage.connection import Key
from fzapp.ui.window.password import PasswordWindow
from tests.conftest import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication


def opened(folder: str) -> tuple[QApplication, Program]:
    """The program as it is, with an archive whose password is known to it."""
    app = make_application()
    program = Program(app, Path(folder), practice=False)
    program.open()
    if isinstance(program.window, PasswordWindow):
        program.window.opened.emit(Key(PASSWORD))
    return app, program


def run(drive: Callable[[], None]) -> None:
    """Drive, and say what nobody caught: the program sends it to its own log, and would be seen to end in silence."""
    try:
        drive()
    except Exception:
        traceback.print_exc()
        raise
