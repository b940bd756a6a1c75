"""A table whose first columns and header stay in sight: one view, so that keyboard, input method and editor are one.

A second view laid over the first would need the focus, the selection and the editor handed to and fro. Here
the first columns are painted once more over what scrolled below them, and every question of Qt about where a
cell is (`visualRect`, `indexAt`) is answered accordingly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QTableView

from fzapp.ui import theme
from fzapp.ui.pages.ledger_header import LedgerHeader

if TYPE_CHECKING:
    from PySide6.QtCore import QItemSelection
    from PySide6.QtGui import QPaintEvent, QResizeEvent

ROOM_LEFT = 0.45
"""The share of the width that the columns that scroll keep at least; else fewer stay."""


class FrozenTable(QTableView):
    """`set_frozen(count)` says how many of the first columns stay."""

    def __init__(self) -> None:
        super().__init__()
        self.header = LedgerHeader()
        self.setHorizontalHeader(self.header)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._wanted = 0
        self._frozen = 0
        self.header.sectionResized.connect(lambda _section, _old, _new: self.refreeze())

    @property
    def frozen(self) -> int:
        """How many of the first columns stay; fewer than wanted where there is no room."""
        return self._frozen

    @property
    def wanted_frozen(self) -> int:
        """How many were to stay."""
        return self._wanted

    def set_frozen(self, count: int) -> None:
        """Let the first `count` columns stay."""
        self._wanted = count
        self.refreeze()

    def refreeze(self) -> None:
        """As many as there is room for, after widths changed."""
        room = self.viewport().width() * (1 - ROOM_LEFT)
        count = wide = 0
        for place in range(min(self._wanted, self.header.count())):
            wide += self.header.sectionSize(place)
            if wide > room:
                break
            count += 1
        if count != self._frozen:
            self._frozen = count
            self.header.set_frozen(count)
        self.viewport().update()

    def seen(self, column: int, rect: QRect) -> QRect:
        """The part of a cell that is covered neither by the edge of the table nor by the columns that stay."""
        left = 0 if column < self._frozen else self.header.frozen_width()
        return rect.intersected(QRect(left, rect.top(), self.viewport().width() - left, rect.height()))

    # --- what Qt asks ---------------------------------------------------------------------------

    def visualRect(self, index: QModelIndex) -> QRect:
        """Where a cell is seen."""
        rect = super().visualRect(index)
        if index.column() < self._frozen and rect.isValid():
            rect.moveLeft(self.header.sectionPosition(index.column()))
        return rect

    def indexAt(self, pos: QPoint) -> QModelIndex:
        """The cell that is seen at a place."""
        if pos.x() >= self.header.frozen_width():
            return super().indexAt(pos)
        row, column = self.rowAt(pos.y()), self.header.logicalIndexAt(pos.x() - self.header.offset())
        return self.model().index(row, column) if row >= 0 and column >= 0 else QModelIndex()

    def scrollTo(
        self,
        index: QModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell out from below the columns that stay; the first column brings the others back too."""
        bar, column = self.horizontalScrollBar(), index.column()
        before = bar.value()
        super().scrollTo(index, hint)
        if column >= self._frozen:
            hidden = self.header.frozen_width() - self.header.sectionViewportPosition(column)
            if hidden > 0:
                bar.setValue(bar.value() - hidden)
        elif column > 0:
            bar.setValue(before)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Qt moves the picture, and with it the columns that stay and what stands for a cut number: paint anew."""
        super().scrollContentsBy(dx, dy)
        if dx:
            self.viewport().update()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt paints anew where the cells are that scrolled away."""
        super().selectionChanged(selected, deselected)
        self._update_frozen()

    def dataChanged(self, topLeft: QModelIndex, bottomRight: QModelIndex, roles: object = ()) -> None:  # noqa: N803
        """The same."""
        super().dataChanged(topLeft, bottomRight, list(roles))
        self._update_frozen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room for the columns that stay."""
        super().resizeEvent(event)
        self.refreeze()

    def _update_frozen(self) -> None:
        if self._frozen and self.header.offset() > 0:
            self.viewport().update(QRect(0, 0, self.header.frozen_width(), self.viewport().height()))

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """All cells, then the ones that stay over those that went."""
        super().paintEvent(event)
        if not self._frozen:
            return
        painter = QPainter(self.viewport())
        if self.header.offset() > 0 and event.rect().left() < self.header.frozen_width():
            self._paint_frozen(painter, event.rect())
        edge = self.header.frozen_width() - 1
        painter.setPen(theme.color(theme.current().handle))
        painter.drawLine(edge, 0, edge, self._bottom())
        painter.end()

    def _bottom(self) -> int:
        """Below the last row."""
        last = self.model().rowCount() - 1
        end = self.rowViewportPosition(last) + self.rowHeight(last)
        return min(self.viewport().height(), end - 1)

    def _paint_frozen(self, painter: QPainter, area: QRect) -> None:
        width, palette = self.header.frozen_width(), theme.current()
        painter.fillRect(QRect(0, area.top(), width, area.height()), theme.color(palette.surface))
        first, last = self.rowAt(max(0, area.top())), self.rowAt(area.bottom())
        last = self.model().rowCount() - 1 if last < 0 else last
        if first < 0:
            return
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        chosen = self.selectionModel()
        painter.setClipRect(QRect(0, area.top(), width, area.height()))
        for row in range(first, last + 1):
            for column in range(self._frozen):
                index = self.model().index(row, column)
                option.rect = self.visualRect(index)
                option.state = QStyle.StateFlag.State_Enabled
                if chosen.isSelected(index):
                    option.state |= QStyle.StateFlag.State_Selected
                self.itemDelegateForIndex(index).paint(painter, option, index)
        painter.setClipping(False)
