"""The program's own picture. Words stand where other programs put icons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon

if TYPE_CHECKING:
    from pathlib import Path


def program_icon(resources: Path) -> QIcon:
    """The icon of the window and the task bar; empty when the file is missing."""
    return QIcon(str(resources / "icons" / "fzapp.png"))
