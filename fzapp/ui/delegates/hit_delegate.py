"""Paints what was found: where it stands, and the text below with the words found on a ground of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from fzapp.ui import theme
from fzapp.ui.models.hits_model import HIT_ROLE

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from fzapp.ui.models.hits_model import HitRow

Index = QModelIndex | QPersistentModelIndex

MARGIN, PADDING, GAP = 10, 6, 2
MOST_LINES = 2


class HitDelegate(QStyledItemDelegate):
    """For a `QListView` over a `HitsModel`."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground when chosen, title and note, text with its words marked."""
        row: HitRow = index.data(HIT_ROLE)
        palette = theme.current()
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color(palette.accent_ground))
            bar = QRect(option.rect.topLeft(), QSize(3, option.rect.height()))
            painter.fillRect(bar, theme.color(palette.accent))
        inside = option.rect.adjusted(MARGIN, PADDING, -MARGIN, -PADDING)
        metrics = QFontMetrics(theme.bold(option.font))
        note = QFontMetrics(option.font).horizontalAdvance(row.note) + 12 if row.note else 0
        painter.setFont(theme.bold(option.font))
        painter.setPen(theme.color(palette.text))
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, inside.width() - note)
        painter.drawText(QPointF(inside.left(), inside.top() + metrics.ascent()), title)
        painter.setFont(option.font)
        painter.setPen(theme.color(palette.muted))
        first = QRect(inside.left(), inside.top(), inside.width(), metrics.height())
        painter.drawText(first, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.note)
        painter.setPen(theme.color(palette.text))
        if row.text:
            layout = _laid_out(row, option.font, inside.width())
            layout.draw(painter, QPointF(inside.left(), inside.top() + metrics.height() + GAP))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line, or with room for the text below."""
        row: HitRow = index.data(HIT_ROLE)
        view = option.widget
        width = view.viewport().width() if view is not None else option.rect.width()
        height = QFontMetrics(option.font).height() + 2 * PADDING
        if row.text:
            layout = _laid_out(row, option.font, width - 2 * MARGIN)
            height += GAP + round(sum(layout.lineAt(i).height() for i in range(layout.lineCount())))
        return QSize(0, height)


def _laid_out(row: HitRow, font: QFont, width: int) -> QTextLayout:
    """The text in at most `MOST_LINES` lines, the words found on a ground."""
    layout = QTextLayout(row.text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
    layout.setTextOption(option)
    marked = QTextCharFormat()
    marked.setBackground(theme.color(theme.current().attention_ground))
    marked.setForeground(theme.color(theme.current().text))
    marked.setFontWeight(QFont.Weight.Bold)
    ranges: list[QTextLayout.FormatRange] = []
    for start, end in row.spans:
        place = QTextLayout.FormatRange()
        place.start, place.length, place.format = start, end - start, marked
        ranges.append(place)
    layout.setFormats(ranges)
    layout.beginLayout()
    top = 0.0
    for _ in range(MOST_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(1, width))
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout
