"""Paints a task list: indented titles that wrap, states as a word on its ground, figures to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from fzapp.ui import theme
from fzapp.ui.delegates.row_delegate import MARGIN, RowDelegate, is_chosen
from fzapp.ui.models.task_model import ROW_ROLE, TaskColumn
from fzapp.ui.widgets.basic import STATE_TONES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

    from fzapp.services.overview import TaskRow

Index = QModelIndex | QPersistentModelIndex

INDENT = 18
"""Pixels a section of the second level stands to the right."""
CHIP_PADDING = 6

_WRAP = Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class StateDelegate(RowDelegate):
    """One delegate for the whole row, so that the parts line up."""

    def paint_cell(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Title, chip or figure."""
        row: TaskRow = index.data(ROW_ROLE)
        if index.column() == TaskColumn.SECTION:
            self._title(painter, option, row)
        elif index.column() == TaskColumn.STATE:
            if not row.only_holds_others:
                state = row.section.state
                chosen = is_chosen(option, index)
                paint_chip(painter, option, state.label, STATE_TONES[state], chosen=chosen)
        else:
            painter.setPen(theme.color(theme.current().muted))
            painter.setFont(option.font)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(option.rect.adjusted(0, 0, -MARGIN, 0), right, index.data())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as one row, or as two when the title needs them."""
        height = theme.current_scale().row_height
        if index.column() != TaskColumn.SECTION:
            return QSize(0, height)
        row: TaskRow = index.data(ROW_ROLE)
        view = option.widget
        width = view.columnWidth(TaskColumn.SECTION) if view is not None else option.rect.width()
        metrics = QFontMetrics(_title_font(option.font, row))
        if metrics.horizontalAdvance(row.title) < _text_width(width, row):
            return QSize(width, height)  # most titles are short, and wrapping is dear
        room = QRect(0, 0, _text_width(width, row), 10_000)
        lines = metrics.boundingRect(room, int(_WRAP), row.title).height()
        return QSize(width, height + max(0, lines - metrics.boundingRect(room, int(_WRAP), "一").height()))

    def _title(self, painter: QPainter, option: QStyleOptionViewItem, row: TaskRow) -> None:
        painter.setFont(_title_font(option.font, row))
        painter.setPen(theme.color(theme.current().text))
        painter.drawText(option.rect.adjusted(_left(row), 0, -MARGIN, 0), int(_WRAP), row.title)


def paint_chip(
    painter: QPainter, option: QStyleOptionViewItem, text: str, tone: str, *, chosen: bool
) -> None:
    """A word on its ground, at the left of a cell; `chosen` says whether the row is."""
    front, back = theme.tone_colors(tone)
    if tone == "accent" and chosen:
        back = theme.color(theme.current().surface)  # the chosen row has the accent's ground already
    metrics = QFontMetrics(option.font)
    height = metrics.height() + 4
    width = metrics.horizontalAdvance(text) + 2 * CHIP_PADDING
    top = option.rect.top() + (option.rect.height() - height) // 2
    rect = QRect(option.rect.left() + MARGIN, top, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawRoundedRect(rect, 3, 3)
    painter.setPen(front)
    painter.setFont(option.font)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _left(row: TaskRow) -> int:
    return MARGIN + (INDENT if row.section.depth > 1 else 0)


def _text_width(width: int, row: TaskRow) -> int:
    return max(40, width - _left(row) - MARGIN)


def _title_font(base: QFont, row: TaskRow) -> QFont:
    font = QFont(base)
    font.setBold(row.has_children)
    return font
