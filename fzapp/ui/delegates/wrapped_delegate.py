"""Paints rows whose texts wrap: air around the text, the ground of a state, and a ring around the current row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fzapp.ui.delegates.row_delegate import paint_ground

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

Index = QModelIndex | QPersistentModelIndex

_SIDE, _ABOVE = 4, 4
"""Pixels of air beside the text, beyond those of the style, and above and below it."""

_MARKED = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus


class WrappedDelegate(QStyledItemDelegate):
    """The style wraps the text; choosing a row looks as in every other table."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground and ring of the row, then the text."""
        painter.save()
        paint_ground(painter, option, index)
        painter.restore()
        inner = _inside(option)
        inner.state &= ~_MARKED
        super().paint(painter, inner, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The text with its air."""
        return super().sizeHint(_inside(option), index) + QSize(2 * _SIDE, 2 * _ABOVE)


def _inside(option: QStyleOptionViewItem) -> QStyleOptionViewItem:
    """The same cell without its margins."""
    inner = QStyleOptionViewItem(option)
    inner.rect = option.rect.adjusted(_SIDE, 2, -_SIDE, -2)
    return inner
