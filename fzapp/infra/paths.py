"""Where things are: the program's resources and the user's data. The only user of sys._MEIPASS."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path

PORTABLE_MARK = "便携模式.txt"
"""A file of this name beside the program keeps the data there too."""


DEB_FOLDER = "/opt/apps"
"""Where the system's package installer puts programs on UOS and Kylin."""


class InstalledAs(StrEnum):
    """How the started program came here; the values name the installers of a release."""

    SETUP = "windows-setup"
    PORTABLE = "windows-portable"
    DEB = "linux-deb"
    RUN = "linux-run"
    CHECKOUT = "checkout"


def installed_as() -> InstalledAs:
    """How this program was installed, by where it lies."""
    if not getattr(sys, "frozen", False):
        return InstalledAs.CHECKOUT
    if (program_folder() / PORTABLE_MARK).exists():
        return InstalledAs.PORTABLE
    if sys.platform == "win32":
        return InstalledAs.SETUP
    return InstalledAs.DEB if str(program_folder()).startswith(f"{DEB_FOLDER}/") else InstalledAs.RUN


def processor() -> str:
    """The kind of this PC's processor as installers for Linux name it: x86_64, aarch64; nothing on Windows."""
    return os.uname().machine if hasattr(os, "uname") else ""


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
    if installed_as() is InstalledAs.PORTABLE:
        return program_folder() / "数据"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "fzapp"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "fzapp"
