"""Paints the rows of a table: room around the text, a line below, and a ring around the current row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QStyledItemDelegate

from fzapp.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

Index = QModelIndex | QPersistentModelIndex

MARGIN = 8


class RowDelegate(QStyledItemDelegate):
    """Text as the model gives it, cut with … where there is no room; the hint has the whole."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, then the cell."""
        painter.save()
        paint_ground(painter, option, index)
        self.paint_cell(painter, option, index)
        painter.restore()

    def paint_cell(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """What stands in the cell."""
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter if alignment is None else alignment
        rect = option.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        painter.setFont(option.font)
        painter.setPen(theme.color(theme.current().text))
        text = option.fontMetrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(where), text)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the text, as high as a row."""
        width = option.fontMetrics.horizontalAdvance(str(index.data())) + 2 * MARGIN + 4
        return QSize(width, theme.current_scale().row_height)


def is_chosen(option: QStyleOptionViewItem, index: Index) -> bool:
    """Whether the row is chosen. The list knows, and the flags of `QStyle` would delay the first picture."""
    return option.widget is not None and option.widget.selectionModel().isSelected(index)


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
    """The ground of a chosen row, the line below every row, the part of the focus ring in this cell."""
    palette = theme.current()
    chosen = is_chosen(option, index)
    if chosen:
        fill(painter, option.rect, theme.color(palette.accent_ground))
    painter.setPen(theme.color(palette.line))
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
    if chosen and option.widget.hasFocus():
        _paint_ring(painter, option.rect, index, palette)


def fill(painter: QPainter, rect: QRect, color: QColor) -> None:
    """Fill a rectangle. `fillRect` would load the names of all gradients before the first picture."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRect(rect)
    painter.restore()


def _paint_ring(painter: QPainter, rect: QRect, index: Index, palette: theme.Palette) -> None:
    """The focus ring runs around the whole row, so each cell paints its part of it."""
    accent = theme.color(palette.accent)
    fill(painter, QRect(rect.left(), rect.top(), rect.width(), 2), accent)
    fill(painter, QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), accent)
    if index.column() == 0:
        fill(painter, QRect(rect.left(), rect.top(), 2, rect.height()), accent)
    if index.column() == index.model().columnCount() - 1:
        fill(painter, QRect(rect.right() - 1, rect.top(), 2, rect.height()), accent)
