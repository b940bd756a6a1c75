"""dist/安装说明.pdf: the topic 安装和更新 of the help as paper, to lie beside the installers.

.venv/bin/python -m installer.guide
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from fzapp.infra import paths
from installer.product import DIST

if TYPE_CHECKING:
    from pathlib import Path

TOPIC = "安装和更新"
TARGET = "安装说明.pdf"
SMALLER = 2.5
"""Points: all of it stands on one page."""


def write() -> Path:
    """Write the paper, where a Qt application is there already; its path."""
    from fzapp.ui.preview import text_paper  # noqa: PLC0415  loads Qt, which `main` tells first where to draw

    folder = paths.resources() / "help"
    source = (folder / f"{TOPIC}.md").read_text(encoding="utf-8")
    paper = text_paper.from_markdown(source, folder, smaller=SMALLER)
    target = DIST / TARGET
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(text_paper.pdf(paper, target.stem))
    return target


def main() -> int:
    """Write the paper without a screen; 0."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415  after the line above

    _application = QGuiApplication([])
    write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
