"""Paints a laid-out table on anything: screen, printer, PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from fzapp.ui import theme
from fzapp.ui.preview.table_layout import (
    CONTINUED_ROOM,
    FOOT_ROOM,
    HEIGHT,
    LEADING,
    MARGIN,
    NOTE_SIZE,
    PADDING,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    ROOM,
    TITLE_SIZE,
    WIDTH,
    PrintLayout,
    lay_out,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.ui.preview.table_layout import PrintGroup, PrintPage, PrintRow, PrintTable

UNITS = 20.0
"""Units of its own to a point: fonts have whole numbers of them."""

_HEADER_GROUND = QColor("#EEF0F3")
_LINE = QColor("#7A818C")


class TypeMeasure:
    """How wide the type of the window sets a text; every character is asked for once."""

    def __init__(self) -> None:
        self._metrics = QFontMetricsF(type_of(100.0))
        self._ems: dict[str, float] = {}

    def __call__(self, text: str, size: float) -> float:
        """Points at `size` points."""
        return sum(self._em(character) for character in text) * size

    def _em(self, character: str) -> float:
        if character not in self._ems:
            self._ems[character] = self._metrics.horizontalAdvance(character) / (100.0 * UNITS)
        return self._ems[character]


def type_of(size: float, *, bold: bool = False) -> QFont:
    """The type of the window at `size` points, in units of the painter."""
    font = theme.ui_font(theme.FontScale.STANDARD, bold=bold)
    font.setPixelSize(round(size * UNITS))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


class TablePainter:
    """Stands where a `PagePainter` stands: the preview, PDF and printer ask it for `paper`, `paint` and `drawn`."""

    def __init__(self, table: PrintTable) -> None:
        self.layout: PrintLayout = lay_out(table, TypeMeasure())
        self._plain, self._bold = type_of(self.layout.size), type_of(self.layout.size, bold=True)
        self._title, self._note = type_of(TITLE_SIZE, bold=True), type_of(NOTE_SIZE)
        self._drawn: dict[str, tuple[QFont, set[str]]] = {}

    @property
    def pages(self) -> tuple[PrintPage, ...]:
        """What is to be painted."""
        return self.layout.pages

    @property
    def paper(self) -> QSizeF:
        """A4 on its side, in millimetres."""
        return QSizeF(WIDTH, HEIGHT)

    def paint(self, painter: QPainter, page: PrintPage, target: QRectF) -> None:
        """Paint a page onto `target`, which has its proportions."""
        painter.save()
        painter.translate(target.topLeft())
        scale = target.width() / (PAGE_WIDTH * UNITS)
        painter.scale(scale, scale)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        self._top(painter, page)
        group = self.layout.groups[page.group]
        self._row(painter, group, page.header, self._bold, ground=_HEADER_GROUND)
        for row in page.rows:
            self._row(painter, group, row, self._plain)
        for line, top in page.totals:
            self._text(painter, self._plain, line, MARGIN, top, self.layout.size * LEADING)
        foot = f"第{page.number}页　共{page.of}页"
        top = PAGE_HEIGHT - MARGIN - FOOT_ROOM / 2
        self._text(painter, self._note, foot, MARGIN, top, FOOT_ROOM, centred=True)
        painter.restore()

    def drawn(self) -> Iterator[tuple[QFont, str]]:
        """Each font with the characters painted in it so far."""
        for font, characters in self._drawn.values():
            yield font, "".join(sorted(characters))

    def _top(self, painter: QPainter, page: PrintPage) -> None:
        """Title and note on the first page; on the others a line that says what goes on, and which columns."""
        table, groups = self.layout.table, len(self.layout.groups)
        part = f"　列分{groups}组印，这是第{page.group + 1}组" if groups > 1 else ""
        if page.number == 1:
            self._text(painter, self._title, table.title, MARGIN, MARGIN, TITLE_SIZE * LEADING, centred=True)
            below = MARGIN + TITLE_SIZE * LEADING + PADDING
            self._text(painter, self._note, f"{table.note}{part}", MARGIN, below, NOTE_SIZE * LEADING)
        else:
            going_on = f"{table.title}（续）{part}"
            self._text(painter, self._note, going_on, MARGIN, MARGIN, CONTINUED_ROOM - PADDING)

    def _row(
        self,
        painter: QPainter,
        group: PrintGroup,
        row: PrintRow,
        font: QFont,
        ground: QColor | None = None,
    ) -> None:
        x, line = MARGIN, self.layout.size * LEADING
        for width, right, lines in zip(group.widths, group.right, row.cells, strict=True):
            box = QRectF(x * UNITS, row.top * UNITS, width * UNITS, row.height * UNITS)
            if ground is not None:
                painter.fillRect(box, ground)
            painter.setPen(QPen(_LINE, UNITS / 2))
            painter.drawRect(box)
            top = row.top + (row.height - len(lines) * line) / 2
            for number, text in enumerate(lines):
                self._cell(painter, font, text, QPointF(x, top + number * line), width, right=right)
            x += width

    def _cell(
        self, painter: QPainter, font: QFont, text: str, at: QPointF, width: float, *, right: bool
    ) -> None:
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        rect = QRectF(
            (at.x() + PADDING) * UNITS,
            at.y() * UNITS,
            (width - 2 * PADDING) * UNITS,
            self.layout.size * LEADING * UNITS,
        )
        self._put(painter, font, text, rect, side)

    def _text(
        self,
        painter: QPainter,
        font: QFont,
        text: str,
        x: float,
        top: float,
        height: float,
        *,
        centred: bool = False,
    ) -> None:
        side = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
        self._put(painter, font, text, QRectF(x * UNITS, top * UNITS, ROOM * UNITS, height * UNITS), side)

    def _put(self, painter: QPainter, font: QFont, text: str, rect: QRectF, side: Qt.AlignmentFlag) -> None:
        _, characters = self._drawn.setdefault(font.key(), (font, set()))
        characters.update(text)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.black)
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine
        painter.drawText(rect, int(flags), text)
