"""Paints the rows of the list of findings: headings with their state, findings on two lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from fzapp.services.check_descriptions import SEVERITY_WORDS
from fzapp.ui import theme
from fzapp.ui.delegates.row_delegate import MARGIN
from fzapp.ui.models.finding_model import ROW_ROLE, SEVERITY_TONES

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from fzapp.ui.models.finding_model import FindingRow

Index = QModelIndex | QPersistentModelIndex

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_BAR, _RING = 4, 2


class FindingDelegate(QStyledItemDelegate):
    """For a `QListView` over a `FindingModel`."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """A heading, or a finding."""
        row: FindingRow = index.data(ROW_ROLE)
        painter.save()
        if row.found is None:
            self._paint_heading(painter, option, row)
        else:
            self._paint_finding(painter, option, row)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, row: FindingRow) -> None:
        """The severity as word and ground, the class, the number."""
        palette = theme.current()
        front, back = theme.tone_colors(SEVERITY_TONES[row.severity])
        words = SEVERITY_WORDS[row.severity]
        metrics = option.fontMetrics
        chip = QRect(
            option.rect.left() + MARGIN,
            option.rect.center().y() - metrics.height() // 2 - 1,
            metrics.horizontalAdvance(words) + 12,
            metrics.height() + 2,
        )
        painter.fillRect(chip, back)
        painter.setPen(front)
        painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), words)
        painter.setFont(theme.bold(option.font))
        painter.setPen(theme.color(palette.text))
        rect = option.rect.adjusted(chip.right() - option.rect.left() + MARGIN, 0, -MARGIN, 0)
        painter.drawText(rect, int(_LEFT), f"{row.text}　{row.count}")

    def _paint_finding(self, painter: QPainter, option: QStyleOptionViewItem, row: FindingRow) -> None:
        """What and where; the chosen one has a ground and a bar, with the focus a ring."""
        palette = theme.current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        rect = option.rect
        if chosen:
            painter.fillRect(rect, theme.color(palette.accent_ground))
            painter.fillRect(rect.left(), rect.top(), _BAR, rect.height(), theme.color(palette.accent))
            if option.widget is not None and option.widget.hasFocus():
                _paint_ring(painter, rect, theme.color(palette.accent))
        painter.setPen(theme.color(palette.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(3 * MARGIN, 4, -MARGIN, -4)
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        lower = upper.translated(0, upper.height())
        metrics, elide = option.fontMetrics, Qt.TextElideMode.ElideRight
        painter.setPen(theme.color(palette.text))
        painter.drawText(upper, int(_LEFT), metrics.elidedText(row.text, elide, upper.width()))
        painter.setPen(theme.color(palette.muted))
        assert row.found is not None
        where = row.found.where
        if row.found.waiver is not None:
            where = f"{where}　原因：{row.found.waiver.reason}"
        painter.drawText(lower, int(_LEFT), metrics.elidedText(where, elide, lower.width()))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line for a heading, two for a finding."""
        row: FindingRow = index.data(ROW_ROLE)
        height = QFontMetrics(option.font).height()
        lines = 1 if row.found is None else 2
        return QSize(0, max(theme.current_scale().row_height, lines * (height + 2) + 10))


def _paint_ring(painter: QPainter, rect: QRect, color: QColor) -> None:
    """Two pixels around a row, inside it at every scale."""
    for edge in (
        QRect(rect.left(), rect.top(), rect.width(), _RING),
        QRect(rect.left(), rect.bottom() - _RING, rect.width(), _RING),
        QRect(rect.right() - _RING, rect.top(), _RING, rect.height()),
    ):
        painter.fillRect(edge, color)
