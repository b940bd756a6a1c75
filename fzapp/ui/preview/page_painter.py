"""Paints a laid-out page on anything: screen, printer, PDF. One unit of its own is a twip, 1/20 point."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from fzapp.word.lines import units
from fzapp.word.measure import ems
from fzapp.word.profile import POINTS_PER_MM, TWIPS_PER_POINT, FontRole, PageNumberPlace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.ui.preview.faces import Faces
    from fzapp.word.layout import Page, PlacedLine
    from fzapp.word.profile import FormatProfile
    from fzapp.word.strips import Fragment

TWIPS_PER_MM = POINTS_PER_MM * TWIPS_PER_POINT
_BASELINE = 0.38
"""The middle of a Chinese character above its baseline, by its size."""

_RED = QColor(255, 0, 0)
_RULE = 10
"""The thickness of a table's rules: half a point."""

_FOOTER_LINE = 8 / 7
"""The line of the page number by its size; `fzapp.word.styles` sets it so."""


@dataclass(slots=True)
class _Face:
    """A font at its size on paper; `cell` is the room of a full-width character, in twips."""

    font: QFont
    size: float
    cell: float
    advances: dict[str, float] = field(default_factory=dict)

    def advance(self, character: str) -> float:
        """How wide the font itself sets a character."""
        if character not in self.advances:
            self.advances[character] = QFontMetricsF(self.font).horizontalAdvance(character)
        return self.advances[character]


class PagePainter:
    """Holds the fonts of one format. Fonts belong to the thread that made them: one painter a thread."""

    def __init__(self, profile: FormatProfile, faces: Faces) -> None:
        self._profile = profile
        self._cell = profile.text_width * TWIPS_PER_POINT / profile.characters
        self._families = faces.families
        self._sized: dict[tuple[FontRole, float], _Face] = {}
        self._faces = {role: self._face(role, family) for role, family in faces.families.items()}
        self._digits = {role: self._face(role, faces.digits) for role in faces.families if faces.digits} | {
            FontRole.PAGE_NUMBER: self._faces[FontRole.PAGE_NUMBER]
        }
        self._left = profile.left * TWIPS_PER_MM
        self._top = profile.top * TWIPS_PER_MM

    @property
    def paper(self) -> QSizeF:
        """The size of the sheet in millimetres."""
        return QSizeF(self._profile.width, self._profile.height)

    def paint(self, painter: QPainter, page: Page, target: QRectF) -> None:
        """Paint the sheet onto `target`, which has its proportions."""
        painter.save()
        painter.translate(target.topLeft())
        scale = target.width() / (self._profile.width * TWIPS_PER_MM)
        painter.scale(scale, scale)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setPen(Qt.GlobalColor.black)
        for line in page.lines:
            for fragment in line.fragments:
                painter.setPen(_RED if fragment.red else Qt.GlobalColor.black)
                self._fragment(painter, line, fragment)
        painter.setPen(Qt.GlobalColor.black)
        if page.numbered:
            self._page_number(painter, page.number)
        self._rules(painter, page)
        painter.restore()

    def drawn(self) -> Iterator[tuple[QFont, str]]:
        """Each font with the characters painted in it so far."""
        for face in (*self._faces.values(), *self._digits.values(), *self._sized.values()):
            yield face.font, "".join(face.advances)

    def _face(self, role: FontRole, family: str, points: float = 0.0) -> _Face:
        wanted = self._profile.fonts[role]
        size = (points or wanted.size) * TWIPS_PER_POINT
        font = QFont([family] if family else [])
        font.setPixelSize(round(size))
        font.setBold(wanted.bold)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        on_grid = not points and wanted.size == self._profile.fonts[FontRole.BODY].size
        return _Face(font, size, self._cell if on_grid else size)

    def _of(self, fragment: Fragment) -> tuple[_Face, _Face]:
        """The faces of a fragment: for its characters, and for its digits and letters."""
        own = self._faces[fragment.role]
        if not fragment.size:
            return own, self._digits.get(fragment.role, own)
        key = (fragment.role, fragment.size)
        if key not in self._sized:
            self._sized[key] = self._face(fragment.role, self._families[fragment.role], fragment.size)
        return self._sized[key], self._sized[key]

    def _fragment(self, painter: QPainter, line: PlacedLine, fragment: Fragment) -> None:
        middle = self._top + (line.top + line.height / 2 + fragment.shift) * self._profile.line_pitch
        x = self._left + fragment.x * self._cell
        faces = self._of(fragment)
        for unit in units(fragment.text):
            self._characters(painter, unit, faces, x, middle)
            x += ems(unit) * faces[0].cell + fragment.spread * self._cell

    def _characters(
        self, painter: QPainter, text: str, faces: tuple[_Face, _Face], x: float, middle: float
    ) -> None:
        """Each character in its own cell, half of one for digits and letters, centred between its sides."""
        own, digits = faces
        for character in text:
            face = digits if character.isascii() else own
            slot = own.cell * ems(character)
            painter.setFont(face.font)
            _in_slot(painter, face, character, QPointF(x, middle + _BASELINE * own.size), slot)
            x += slot

    def _page_number(self, painter: QPainter, number: int) -> None:
        """— 1 — a character in from the outer edge, right on odd and left on even pages (7.5), or centred."""
        face = self._faces[FontRole.PAGE_NUMBER]
        text, size = f"— {number} —", face.size
        room = self._profile.text_width * TWIPS_PER_POINT
        width = ems(text) * face.cell
        if self._profile.page_number is PageNumberPlace.CENTRE:
            inset = (room - width) / 2
        else:
            inset = room - width - size if number % 2 else size
        foot = (self._profile.height - self._profile.footer) * TWIPS_PER_MM
        middle = foot - size * _FOOTER_LINE / 2
        self._characters(painter, text, (face, face), self._left + inset, middle)

    def _rules(self, painter: QPainter, page: Page) -> None:
        pen = QPen(Qt.GlobalColor.black, _RULE)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pitch = self._profile.line_pitch
        for box in page.boxes:
            corner = QPointF(self._left + box.x * self._cell, self._top + box.top * pitch)
            painter.drawRect(QRectF(corner, QSizeF(box.width * self._cell, box.height * pitch)))
        right = self._left + self._profile.text_width * TWIPS_PER_POINT
        for rule in page.rules:
            pen = QPen(_RED if rule.red else Qt.GlobalColor.black, rule.thickness * TWIPS_PER_POINT)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            y = self._top + rule.top * pitch
            painter.drawLine(QPointF(self._left, y), QPointF(right, y))


def _in_slot(painter: QPainter, face: _Face, character: str, at: QPointF, slot: float) -> None:
    """A character in the middle of its slot; one that a stand-in sets wider is made narrower."""
    if character.isspace():
        return
    advance = face.advance(character)
    if advance <= slot + face.size * 0.02:
        painter.drawText(QPointF(at.x() + (slot - advance) / 2, at.y()), character)
        return
    painter.save()
    painter.translate(at)
    painter.scale(slot / advance, 1.0)
    painter.drawText(QPointF(0.0, 0.0), character)
    painter.restore()
