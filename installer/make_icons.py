"""resources/icons/fzapp.svg → fzapp.png (256) and installer/windows/fzapp.ico (16 … 256), with PySide6 alone.

.venv/bin/python installer/make_icons.py
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[1]
DRAWING = ROOT / "resources" / "icons" / "fzapp.svg"
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def png(drawing: QSvgRenderer, size: int) -> bytes:
    """The drawing as a PNG of `size` × `size` pixels on a transparent ground."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return buffer.data().data()


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon file of PNG pictures: header, one 16-byte entry each, then the pictures."""
    entries, offset = b"", 6 + 16 * len(pictures)
    for size, picture in pictures.items():
        edge = size % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(pictures.values())


def main() -> None:
    """Write both files."""
    application = QGuiApplication([])
    drawing = QSvgRenderer(str(DRAWING))
    DRAWING.with_suffix(".png").write_bytes(png(drawing, 256))
    target = ROOT / "installer" / "windows" / "fzapp.ico"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(ico({size: png(drawing, size) for size in ICO_SIZES}))
    del application


if __name__ == "__main__":
    main()
