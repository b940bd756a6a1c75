"""The header of a ledger: names, order numbers and a funnel in each column; the first columns stay in sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPolygon
from PySide6.QtWidgets import QHeaderView

from fzapp.ui import theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QPaintEvent

MARGIN = 8
ONE_LINE = 5
"""Characters up to which a name stays in one line, however little stands below it."""

FUNNEL = 22
"""Logical pixels at the end of a section in which a click opens the filter."""

_MARK_SIZE = 0.75
"""The type of an order number, as a share of that of the names."""

TALLER = 5
"""Logical pixels by which the header is higher than a row."""


@dataclass(frozen=True, slots=True)
class Marks:
    """`orders` gives for a column by its place its number in the order (from 1) and whether it goes downwards;
    `filtered` the columns that are filtered.
    """

    orders: Mapping[int, tuple[int, bool]] = field(default_factory=dict)
    filtered: frozenset[int] = frozenset()


class LedgerHeader(QHeaderView):
    """`sort_asked(column, more)` for a click on a name, `more` with Shift; `filter_asked(column)` for the funnel.

    `width_drawn(column, pixels)` when the user has drawn a column wider or narrower.
    """

    sort_asked = Signal(int, bool)
    filter_asked = Signal(int)
    width_drawn = Signal(int, int)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("ledger_header")
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._frozen = 0
        self._lines = 1
        self._marks = Marks()
        self._pressed_at = -1
        self._shifted = False
        self._more = False
        self._held = False
        self._drawn = -1
        self.sectionClicked.connect(self._on_clicked)
        self.sectionResized.connect(self._on_resized)

    def set_frozen(self, count: int) -> None:
        """How many of the first columns do not scroll."""
        self._frozen = count
        self.viewport().update()

    def set_marks(self, marks: Marks) -> None:
        """What the columns are ordered and filtered by."""
        self._marks = marks
        self.viewport().update()

    @property
    def marks(self) -> Marks:
        """What is shown."""
        return self._marks

    def frozen_width(self) -> int:
        """Logical pixels of the columns that do not scroll."""
        return sum(self.sectionSize(place) for place in range(min(self._frozen, self.count())))

    def place_of(self, section: int) -> int:
        """Where a section begins in the viewport."""
        if section < self._frozen:
            return self.sectionPosition(section)
        return self.sectionViewportPosition(section)

    def widths_for(self, words: str) -> tuple[int, int]:
        """Logical pixels in which a name is not cut in one line and in two, with its funnel."""
        metrics = QFontMetrics(theme.ui_font(theme.current_scale()))
        beside = 2 * MARGIN + FUNNEL
        whole = metrics.horizontalAdvance(words)
        return whole + beside, max(
            metrics.horizontalAdvance(part) for part in folded(words, metrics)
        ) + beside

    def set_lines(self, lines: int) -> None:
        """How many lines of names there is room for: 1 or 2."""
        self._lines = lines
        self.updateGeometry()
        self.geometriesChanged.emit()

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """All sections, then the ones that stay over those that went."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self.offset() > 0:
            for section in range(min(self._frozen, self.count())):
                left, wide = self.sectionPosition(section), self.sectionSize(section)
                self.paintSection(painter, QRect(left, 0, wide, self.height()), section)
        if self._frozen:
            edge = self.frozen_width() - 1
            painter.setPen(theme.color(theme.current().handle))
            painter.drawLine(edge, 0, edge, self.height())
        painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's own name
        """Name, order, funnel; a line below and at the end."""
        palette = theme.current()
        order = self._marks.orders.get(logicalIndex)
        filtered = logicalIndex in self._marks.filtered
        painter.save()
        painter.fillRect(rect, theme.color(palette.accent_ground if order or filtered else palette.surface))
        painter.setPen(theme.color(palette.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        inside = rect.adjusted(MARGIN, 0, -FUNNEL, 0)
        metrics = painter.fontMetrics()
        words = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        painter.setPen(theme.color(palette.accent if order or filtered else palette.muted))
        room = inside.width() + 2
        fits = self._lines == 1 or metrics.horizontalAdvance(words) <= room
        parts = (words,) if fits else folded(words, metrics)
        cut = "\n".join(metrics.elidedText(part, Qt.TextElideMode.ElideRight, room) for part in parts)
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), cut)
        corner = rect.adjusted(rect.width() - FUNNEL - 2, 0, 0, 0)
        if order:
            half = rect.height() // 2
            self._paint_order(painter, corner.adjusted(0, 3, 0, -half), *order)
            corner.adjust(0, half, 0, -2)
        self._paint_funnel(painter, corner, filtered=filtered)
        painter.restore()

    def _paint_order(self, painter: QPainter, rect: QRect, number: int, down: bool) -> None:
        """Above the funnel, so that it never takes room from the name."""
        mark = f"{'▼' if down else '▲'}{number if len(self._marks.orders) > 1 else ''}"
        whole, small = painter.font(), painter.font()
        small.setPointSizeF(whole.pointSizeF() * _MARK_SIZE)
        painter.setFont(small)
        painter.setPen(theme.color(theme.current().accent))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), mark)
        painter.setFont(whole)

    def _paint_funnel(self, painter: QPainter, rect: QRect, *, filtered: bool) -> None:
        palette = theme.current()
        middle = QPoint(rect.right() - FUNNEL // 2 - 1, rect.center().y())
        corners = [(-5, -4), (5, -4), (1, 1), (1, 5), (-1, 4), (-1, 1)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = theme.color(palette.accent if filtered else palette.muted)
        painter.setPen(color)
        painter.setBrush(color if filtered else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygon([middle + QPoint(x, y) for x, y in corners]))

    def sizeHint(self):  # noqa: ANN201  Qt's own signature
        """A little higher than a row, and higher where names stand in two lines."""
        hint = super().sizeHint()
        scale = theme.current_scale()
        lines = self._lines * QFontMetrics(theme.ui_font(scale)).height() + MARGIN
        hint.setHeight(max(scale.row_height + TALLER, lines))
        return hint

    # --- the mouse ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where, and whether Shift was held."""
        self._shifted = self._over_frozen(event)
        shown = self._moved(event)
        self._pressed_at = round(shown.position().x()) + self.offset()
        self._more = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._held, self._drawn = True, -1
        super().mousePressEvent(shown)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Over the columns that stay the mouse means them, not those below."""
        if not event.buttons():
            self._shifted = self._over_frozen(event)
        super().mouseMoveEvent(self._moved(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """As pressed; a width that was drawn is told once."""
        super().mouseReleaseEvent(self._moved(event))
        self._held = False
        if self._drawn >= 0:
            self.width_drawn.emit(self._drawn, self.sectionSize(self._drawn))

    def _over_frozen(self, event: QMouseEvent) -> bool:
        return self.offset() > 0 and event.position().x() < self.frozen_width()

    def _moved(self, event: QMouseEvent) -> QMouseEvent:
        if not self._shifted:
            return event
        at = event.position() - QPointF(self.offset(), 0)
        return QMouseEvent(
            event.type(), at, event.globalPosition(), event.button(), event.buttons(), event.modifiers()
        )

    def _on_resized(self, section: int, _before: int, _now: int) -> None:
        if self._held:
            self._drawn = section

    def _on_clicked(self, section: int) -> None:
        end = self.sectionPosition(section) + self.sectionSize(section)
        if self._pressed_at >= end - FUNNEL:
            self.filter_asked.emit(section)
        else:
            self.sort_asked.emit(section, self._more)


def folded(words: str, metrics: QFontMetrics) -> tuple[str, ...]:
    """A name in two lines as even as can be without tearing words, a short one in one."""
    if len(words.removesuffix(" *")) <= ONE_LINE:
        return (words,)
    wide = metrics.horizontalAdvance("中")

    def badness(place: int) -> float:
        longer = max(metrics.horizontalAdvance(part) for part in (words[:place], words[place:]))
        return longer / wide + _tears(words, place)

    best = min((place for place in range(1, len(words)) if words[place] not in _CLOSING), key=badness)
    return words[:best], words[best:]


_CLOSING = "）*%、 "
"""What never begins a line."""


def _tears(words: str, place: int) -> float:
    """How much it hurts, in characters, to begin a line here: a unit may stand alone, most words have two characters."""
    if words[place] == "（":
        return 0.0
    torn = words[place] in "性数率额" or words[place - 1] == "（" or (place % 2 and words[place - 1] != "性")
    return 1.6 if torn else 0.5
