"""Lays the pictures of a folder out on sheets, nine on each, with their names: to be looked at by a person.

The pictures come from FZAPP_SCREENS (see `tests.gui.test_all_dialogs` and `tests.gui.test_all_pages`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

CELL = (640, 420)
ACROSS = 3
CAPTION = 20


def sheet(pictures: list[Path]) -> QImage:
    """Up to nine pictures, each as large as its cell lets it be."""
    width, height = CELL
    made = QImage(width * ACROSS, height * ACROSS, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.lightGray)
    painter = QPainter(made)
    for place, path in enumerate(pictures):
        left, top = place % ACROSS * width, place // ACROSS * height
        painter.drawText(QRect(left + 4, top, width, CAPTION), Qt.AlignmentFlag.AlignLeft, path.stem)
        mode = Qt.TransformationMode.SmoothTransformation
        picture = QImage(str(path))
        if picture.width() > width - 8 or picture.height() > height - CAPTION - 8:
            keep = Qt.AspectRatioMode.KeepAspectRatio
            picture = picture.scaled(width - 8, height - CAPTION - 8, keep, mode)
        painter.drawImage(left + 4, top + CAPTION, picture)
    painter.end()
    return made


def main(folder: Path) -> None:
    """Write sheet-1.png and so on beside the pictures."""
    pictures = sorted(path for path in folder.glob("*.png") if not path.stem.startswith("sheet-"))
    for number, first in enumerate(range(0, len(pictures), ACROSS * ACROSS), 1):
        sheet(pictures[first : first + ACROSS * ACROSS]).save(str(folder / f"sheet-{number}.png"))


if __name__ == "__main__":
    application = QGuiApplication([*sys.argv, "-platform", "offscreen"])
    main(Path(sys.argv[1]))
