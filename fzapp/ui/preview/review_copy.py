"""征求意见稿: the report on paper for readers with a pen, its lines numbered and a wide margin on the right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from fzapp.ui.preview.page_painter import TWIPS_PER_MM, PagePainter
from fzapp.word.profile import FontRole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QPainter

    from fzapp.ui.preview.faces import Faces
    from fzapp.word.layout import Page
    from fzapp.word.profile import FormatProfile

CHARACTERS = 20
"""Characters a line: of 28 on the national grid, which leaves some 70 mm to write in."""

HEAD = "征求意见稿　　意见写在右边空白处，注明行号"
_GAP = 5.0
"""Millimetres between a line's number and the line."""

_HEAD_FROM_TOP = 22.0
_SMALL = 0.7
"""Numbers and head by the size of the page number."""


def review_profile(profile: FormatProfile) -> FormatProfile:
    """`profile` with the same type on fewer characters a line, the room on the right left free."""
    characters = min(CHARACTERS, profile.characters)
    inside = (profile.width - profile.left - profile.right) * characters / profile.characters
    return replace(profile, right=profile.width - profile.left - inside, characters=characters)


class ReviewCopyPainter(PagePainter):
    """Numbers the lines of each page from 1, so that 第3页第12行 names a place."""

    def __init__(self, profile: FormatProfile, faces: Faces) -> None:
        super().__init__(profile, faces)
        own = self._faces[FontRole.PAGE_NUMBER]
        self._small = QFont(own.font)
        self._small.setPixelSize(round(own.size * _SMALL))

    def drawn(self) -> Iterator[tuple[QFont, str]]:
        """With the characters of the head."""
        yield from super().drawn()
        yield self._small, HEAD

    def paint(self, painter: QPainter, page: Page, target: QRectF) -> None:
        """The sheet, then head and numbers."""
        super().paint(painter, page, target)
        painter.save()
        painter.translate(target.topLeft())
        scale = target.width() / (self._profile.width * TWIPS_PER_MM)
        painter.scale(scale, scale)
        painter.setPen(Qt.GlobalColor.darkGray)
        painter.setFont(self._small)
        metrics = QFontMetricsF(self._small)
        edge = self._left - _GAP * TWIPS_PER_MM
        written = [line for line in page.lines if any(f.text.strip() for f in line.fragments)]
        for number, line in enumerate(written, 1):
            middle = self._top + (line.top + line.height / 2) * self._profile.line_pitch
            text = str(number)
            at = QPointF(edge - metrics.horizontalAdvance(text), middle + metrics.capHeight() / 2)
            painter.drawText(at, text)
        painter.drawText(QPointF(self._left, _HEAD_FROM_TOP * TWIPS_PER_MM), HEAD)
        painter.restore()
