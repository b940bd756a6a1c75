"""Paints a line: indent, text that wraps, a muted note at the right end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from fzapp.ui import theme
from fzapp.ui.models.lines_model import LINE_ROLE

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from fzapp.ui.models.lines_model import Line

Index = QModelIndex | QPersistentModelIndex

MARGIN, INDENT = 8, 18
_WRAP = int(Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class LinesDelegate(QStyledItemDelegate):
    """For a `QListView` over a `LinesModel`."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground when chosen, text, note."""
        line: Line = index.data(LINE_ROLE)
        palette = theme.current()
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color(palette.accent_ground))
            if option.widget is not None and option.widget.hasFocus():
                painter.fillRect(
                    QRect(option.rect.topLeft(), QSize(3, option.rect.height())), theme.color(palette.accent)
                )
        font = _font(option.font, line)
        painter.setFont(font)
        painter.setPen(theme.color(palette.text))
        painter.drawText(_text_rect(option.rect, line, QFontMetrics(option.font)), _WRAP, line.text)
        painter.setFont(option.font)
        painter.setPen(theme.color(palette.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(option.rect.adjusted(0, 0, -MARGIN, 0), right, line.note)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the wrapped text."""
        line: Line = index.data(LINE_ROLE)
        view = option.widget
        width = view.viewport().width() if view is not None else option.rect.width()
        rect = _text_rect(QRect(0, 0, width, 10_000), line, QFontMetrics(option.font))
        needed = QFontMetrics(_font(option.font, line)).boundingRect(rect, _WRAP, line.text).height()
        return QSize(0, max(theme.current_scale().row_height - 6, needed + 8))


def _font(base: QFont, line: Line) -> QFont:
    font = QFont(base)
    font.setBold(line.bold)
    return font


def _text_rect(rect: QRect, line: Line, metrics: QFontMetrics) -> QRect:
    note = metrics.horizontalAdvance(line.note) + 2 * MARGIN if line.note else 0
    room = max(40, rect.width() - 2 * MARGIN - line.depth * INDENT - note)
    return QRect(rect.left() + MARGIN + line.depth * INDENT, rect.top(), room, rect.height())
