"""Paints the outline beside the editor: titles that wrap before they are cut, state and length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout
from PySide6.QtWidgets import QAbstractScrollArea, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fzapp.ui import theme
from fzapp.ui.delegates.state_delegate import CHIP_PADDING, INDENT, MARGIN, paint_chip
from fzapp.ui.models.task_model import ROW_ROLE
from fzapp.ui.widgets.basic import STATE_TONES

if TYPE_CHECKING:
    from fzapp.services.overview import TaskRow

Index = QModelIndex | QPersistentModelIndex

_GAP = 8
_RADIUS = 4
_PADDING = 8
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class _Parts:
    """How a row is divided: the lines of the title, and what stands to the right of them."""

    lines: tuple[str, ...]
    left: int
    chip: str
    chip_width: int
    count: str
    count_width: int


class OutlineDelegate(QStyledItemDelegate):
    """A title that fits has state and length beside it; a longer one takes more lines, the length below."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground of the current row, title, chip, length, focus ring."""
        row: TaskRow | None = index.data(ROW_ROLE)
        font = _title_font(option, row)
        parts = _divide(option, font, index.data(), row, option.rect.width())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _ground(painter, option)
        _title(painter, option, font, parts)
        _state(painter, option, row, parts)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One row high, or with room for a second line."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractScrollArea) else option.rect.width()
        row: TaskRow | None = index.data(ROW_ROLE)
        font = _title_font(option, row)
        parts = _divide(option, font, index.data(), row, width)
        high = len(parts.lines) * QFontMetrics(font).height() + _PADDING
        return QSize(0, max(high, theme.current_scale().row_height))


def _title_font(option: QStyleOptionViewItem, row: TaskRow | None) -> QFont:
    font = QFont(option.font)
    font.setBold(row is not None and row.section.level == 1)
    return font


def _divide(option: QStyleOptionViewItem, font: QFont, title: str, row: TaskRow | None, width: int) -> _Parts:
    metrics = QFontMetrics(option.font)
    left = MARGIN + (INDENT if row is not None and row.section.depth > 1 else 0)
    chip = "" if row is None or row.only_holds_others else row.section.state.label
    count = str(row.characters) if row is not None and row.characters else ""
    chip_width = metrics.horizontalAdvance(chip) + 2 * CHIP_PADDING if chip else 0
    count_width = metrics.horizontalAdvance(count) if count else 0
    room = width - left - MARGIN - (chip_width + _GAP if chip else 0)
    beside = room - (count_width + _GAP if count else 0)
    lines = _wrapped(title, font, beside if _fits(title, font, room) else room)
    return _Parts(lines, left, chip, chip_width, count, count_width)


def _fits(title: str, font: QFont, width: int) -> bool:
    return QFontMetrics(font).horizontalAdvance(title) <= width


def _wrapped(title: str, font: QFont, width: int) -> tuple[str, ...]:
    """The title in as few lines as it takes, the last one allowed cut when it must be."""
    layout = QTextLayout(title, font)
    layout.beginLayout()
    starts: list[int] = []
    for _ in range(_MOST_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(1, width))
        starts.append(line.textStart())
    layout.endLayout()
    lines = [title[start:end] for start, end in zip(starts, [*starts[1:], len(title)], strict=True)]
    lines[-1] = QFontMetrics(font).elidedText(lines[-1], Qt.TextElideMode.ElideRight, width)
    return tuple(lines)


def _ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    if not option.state & QStyle.StateFlag.State_Selected:
        return
    palette = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(palette.accent_ground))
    painter.drawRoundedRect(option.rect, _RADIUS, _RADIUS)
    if option.widget is not None and option.widget.hasFocus():
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(theme.color(palette.accent))
        pen.setWidth(2)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)


def _title(painter: QPainter, option: QStyleOptionViewItem, font: QFont, parts: _Parts) -> None:
    palette = theme.current()
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(theme.color(palette.text))
    top = option.rect.top() + (option.rect.height() - len(parts.lines) * metrics.height()) / 2
    for number, line in enumerate(parts.lines):
        baseline = top + number * metrics.height() + metrics.ascent()
        painter.drawText(QPointF(option.rect.left() + parts.left, baseline), line)


def _state(painter: QPainter, option: QStyleOptionViewItem, row: TaskRow | None, parts: _Parts) -> None:
    """The chip at the right edge; the length before it, or below it where the title has more lines."""
    right = option.rect.right() + 1 - MARGIN
    first, second = _line_rects(option, len(parts.lines))
    if parts.chip and row is not None:
        place = QStyleOptionViewItem(option)
        place.rect = QRect(
            right - parts.chip_width - MARGIN, first.top(), parts.chip_width + MARGIN, first.height()
        )
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_chip(painter, place, parts.chip, STATE_TONES[row.section.state], chosen=chosen)
    if parts.count:
        beside = parts.chip and len(parts.lines) == 1
        end = right - parts.chip_width - _GAP if beside else right - CHIP_PADDING
        painter.setFont(option.font)
        painter.setPen(theme.color(theme.current().muted))
        place = QRect(end - parts.count_width, second.top(), parts.count_width, second.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, parts.count)


def _line_rects(option: QStyleOptionViewItem, lines: int) -> tuple[QRect, QRect]:
    """The first line of a row whose lines stand in its middle, and the one below it if there is one."""
    height = QFontMetrics(option.font).height()
    top = option.rect.top() + (option.rect.height() - lines * height) // 2
    first = QRect(option.rect.left(), top, option.rect.width(), height)
    return first, first.translated(0, height if lines > 1 else 0)
