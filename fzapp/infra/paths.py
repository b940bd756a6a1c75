"""Where things are: the program's resources and the user's data. The only user of sys._MEIPASS."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PORTABLE_MARK = "便携模式.txt"
"""A file of this name beside the program keeps the data there too."""


def resources() -> Path:
    """The folder of the program's data files, in a checkout and in an installed program alike."""
    bundle: str | None = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parents[2]
    return root / "resources"


def program_folder() -> Path:
    """The folder of the started program."""
    return Path(sys.executable).resolve().parent


def data_folder() -> Path:
    r"""The user's data folder; not created here.

    FZAPP_DATA names it outright (tests, administrators); a portable mark keeps it beside the program;
    else %LOCALAPPDATA%\fzapp on Windows and $XDG_DATA_HOME/fzapp elsewhere.
    """
    named = os.environ.get("FZAPP_DATA")
    if named:
        return Path(named)
    if getattr(sys, "frozen", False) and (program_folder() / PORTABLE_MARK).exists():
        return program_folder() / "数据"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "fzapp"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "fzapp"
