"""A small chart of one value over the years: bars for few of them, a line for many. Drawn by hand: no chart library."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from fzapp.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from fzapp.services.timeline import Point

MOST_BARS = 12
"""Years up to which each has a bar with its number over it."""
_HEIGHT = 170
_BAR = 0.55
"""The share of a year's width that its bar takes."""


class YearChart(QWidget):
    """Shows points; a year without a value leaves its place empty and says so."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("year_chart")
        self._points: tuple[Point, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.scaled(_HEIGHT))

    def show_points(self, points: Sequence[Point]) -> None:
        """Show other points, in the order of their years."""
        self._points = tuple(points)
        told = "，".join(f"{one.year}年{one.told or '没有数'}" for one in self._points)
        self.setAccessibleName(f"历年的图：{told}")
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(theme.scaled(480), theme.scaled(_HEIGHT))

    def heights(self) -> tuple[float, ...]:
        """How high each point stands, 0 to 1; what has no value stands at 0."""
        values = [one.value for one in self._points if one.value is not None]
        top, bottom = max([Decimal(0), *values]), min([Decimal(0), *values])
        span = top - bottom or Decimal(1)
        return tuple(
            float((one.value - bottom) / span) if one.value is not None else 0.0 for one in self._points
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Axis, years, values."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, line = theme.current(), self.fontMetrics().height()
        area = QRectF(4, line + 6, self.width() - 8, self.height() - 2 * line - 16)
        painter.setPen(QPen(theme.color(palette.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if len(self._points) > MOST_BARS:
            self._paint_line(painter, area)
        else:
            self._paint_bars(painter, area)
        painter.end()

    def _paint_bars(self, painter: QPainter, area: QRectF) -> None:
        palette, step = theme.current(), area.width() / max(1, len(self._points))
        for number, (point, height) in enumerate(zip(self._points, self.heights(), strict=True)):
            middle = area.left() + step * (number + 0.5)
            width, tall = min(step * _BAR, 60.0), area.height() * height
            last = number == len(self._points) - 1
            color = palette.accent if last else palette.accent_ground
            painter.fillRect(
                QRectF(middle - width / 2, area.bottom() - tall, width, tall), theme.color(color)
            )
            self._say(painter, middle, step, area.bottom() - tall - 2, point.told or "没有数", above=True)
            self._say(painter, middle, step, area.bottom() + 4, f"{point.year}年", above=False)

    def _paint_line(self, painter: QPainter, area: QRectF) -> None:
        palette, step = theme.current(), area.width() / len(self._points)
        places = [
            QPointF(area.left() + step * (number + 0.5), area.bottom() - area.height() * height)
            for number, height in enumerate(self.heights())
        ]
        painter.setPen(QPen(theme.color(palette.accent), 2))
        run: list[QPointF] = []
        for point, place in zip((*self._points, None), (*places, None), strict=True):
            if point is not None and point.value is not None and place is not None:
                run.append(place)
                continue
            painter.drawPolyline(QPolygonF(run))
            run = []
        every = -(-len(self._points) // 8)
        for number, (point, place) in enumerate(zip(self._points, places, strict=True)):
            if point.value is not None:
                painter.setBrush(theme.color(palette.accent))
                painter.drawEllipse(place, 3, 3)
            if (len(self._points) - 1 - number) % every == 0:
                self._say(painter, place.x(), step * every, place.y() - 4, point.told, above=True)
                self._say(painter, place.x(), step * every, area.bottom() + 4, f"{point.year}年", above=False)
                painter.setPen(QPen(theme.color(palette.accent), 2))

    def _say(
        self, painter: QPainter, middle: float, room: float, at: float, text: str, *, above: bool
    ) -> None:
        """Words over or under a place, cut short where they would reach into the next ones."""
        metrics = self.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(8, int(room)))
        top = at - metrics.height() if above else at
        painter.setPen(theme.color(theme.current().text if above else theme.current().muted))
        place = QRectF(middle - room / 2, top, room, metrics.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)
