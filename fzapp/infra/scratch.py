"""Where libraries put their temporary files while an archive with a password is open: in a folder of its own.

openpyxl writes every sheet there in plain, Qt what it sends to a printer. In the system's folder that would
outlast the program, readable by whoever sits at the computer; here it is wiped at the end and at the next start.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import TYPE_CHECKING

from fzapp.infra.files import wipe

if TYPE_CHECKING:
    from pathlib import Path

_NAMES = ("TMPDIR", "TEMP", "TMP")
"""What Python, Qt, CUPS and the processes that are started ask for the folder."""


class Scratch:
    """From its making to `leave` temporary files of this process and its children come to lie in `folder`."""

    def __init__(self, folder: Path) -> None:
        """Raises `OSError` when the folder cannot be made."""
        self._folder = folder
        self.renew()
        self._before = {name: os.environ.get(name) for name in _NAMES}
        self._chosen = tempfile.tempdir
        for name in _NAMES:
            os.environ[name] = str(folder)
        tempfile.tempdir = str(folder)

    def renew(self) -> None:
        """Make the folder again after it was wiped with what lies around it. Raises `OSError`."""
        for folder in (self._folder.parent, self._folder):  # made on the way, a folder would be open to all
            folder.mkdir(mode=0o700, exist_ok=True)

    def leave(self) -> None:
        """Wipe what was left there, and go back to the folder of before."""
        wipe(self._folder)
        tempfile.tempdir = self._chosen
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def taken(folder: Path) -> Scratch | None:
    """Take a folder of this process below `folder`; None when it is taken already, or cannot be made."""
    own = folder / f"temporary-{os.getpid()}"
    if tempfile.tempdir == str(own):
        return None
    with contextlib.suppress(OSError):
        return Scratch(own)
    return None
