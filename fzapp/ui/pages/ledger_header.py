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
FUNNEL = 22
"""Logical pixels at the end of a section in which a click opens the filter."""

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

    def width_for(self, words: str) -> int:
        """Logical pixels in which a name is not cut, with its funnel and an order number."""
        metrics = QFontMetrics(theme.ui_font(theme.current_scale()))
        return metrics.horizontalAdvance(words) + 2 * MARGIN + FUNNEL + metrics.horizontalAdvance("▲1") // 2

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
        if order:
            number, down = order
            mark = f"{'▼' if down else '▲'}{number if len(self._marks.orders) > 1 else ''}"
            painter.setPen(theme.color(palette.accent))
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), mark)
            inside.setRight(inside.right() - metrics.horizontalAdvance(mark) - 2)
        words = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        painter.setPen(theme.color(palette.accent if order or filtered else palette.muted))
        cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inside.width() + 2)
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), cut)
        self._paint_funnel(painter, rect, filtered=filtered)
        painter.restore()

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
        """A little higher than a row."""
        hint = super().sizeHint()
        hint.setHeight(theme.current_scale().row_height + TALLER)
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
