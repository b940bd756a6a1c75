"""Filling by drawing: the small square at the corner of the selection, as in WPS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPen

from fzapp.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from fzapp.ui.pages.ledger_table import LedgerTable

SIDE = 8
"""Logical pixels of the square."""

NEAR = 5
"""Logical pixels around the corner within which a press means it."""


class FillHandle:
    """The hands of one table for this; what was drawn comes as the table's signal `dragged`."""

    def __init__(self, table: LedgerTable) -> None:
        self._table = table
        self._target: tuple[range, range] | None = None

    def press(self, event: QMouseEvent) -> bool:
        """Whether the corner was pressed."""
        if event.button() is not Qt.MouseButton.LeftButton or not self._near(event):
            return False
        self._target = self._table.block()
        return True

    def move(self, event: QMouseEvent) -> bool:
        """Follow the mouse while the corner is held: downwards or to the right, whichever is farther."""
        if self._target is None:
            shape = Qt.CursorShape.CrossCursor if self._near(event) else Qt.CursorShape.ArrowCursor
            self._table.viewport().setCursor(shape)
            return False
        rows, columns = self._table.block()
        over = self._table.indexAt(event.position().toPoint())
        if over.isValid():
            down, right = over.row() - rows[-1], over.column() - columns[-1]
            if down >= right:
                rows = range(rows.start, max(rows[-1], over.row()) + 1)
            else:
                columns = range(columns.start, max(columns[-1], over.column()) + 1)
            self._target = (rows, columns)
            self._table.viewport().update()
        return True

    def release(self, _event: QMouseEvent) -> bool:
        """Let go; the table tells what was drawn when it is more than was selected."""
        target, self._target = self._target, None
        if target is None:
            return False
        if target != self._table.block():
            self._table.dragged.emit(*target)
        self._table.viewport().update()
        return True

    def paint(self) -> None:
        """The square, and a broken line around what is drawn."""
        corner = self._corner()
        if corner is None:
            return
        painter = QPainter(self._table.viewport())
        palette = theme.current()
        if self._target is not None:
            painter.setPen(QPen(theme.color(palette.accent), 2, Qt.PenStyle.DashLine))
            painter.drawRect(self._rect(*self._target))
        square = QRect(corner - QPoint(SIDE - 2, SIDE - 2), corner + QPoint(1, 1))
        painter.fillRect(square, theme.color(palette.accent))
        painter.setPen(theme.color(palette.surface))
        painter.drawRect(square)
        painter.end()

    def _near(self, event: QMouseEvent) -> bool:
        corner = self._corner()
        if corner is None:
            return False
        away = event.position().toPoint() - corner
        return max(abs(away.x()), abs(away.y())) <= NEAR

    def _corner(self) -> QPoint | None:
        """The end of the selection, when it is seen and there is something to fill with."""
        rows, columns = self._table.block()
        model = self._table.model()
        if not rows or not columns or not 0 <= rows[-1] < model.rowCount() - 1:
            return None
        rect = self._table.visualRect(model.index(rows[-1], columns[-1]))
        covered = self._table.header.frozen_width()
        if columns[-1] >= self._table.frozen and rect.right() <= covered:
            return None
        return rect.bottomRight() if self._table.viewport().rect().contains(rect.bottomRight()) else None

    def _rect(self, rows: range, columns: range) -> QRect:
        model = self._table.model()
        first = self._table.visualRect(model.index(rows[0], columns[0]))
        return first.united(self._table.visualRect(model.index(rows[-1], columns[-1])))
