"""The task list as a table: as high as its rows, opened with Enter or a double click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyleOptionViewItem,
    QTableView,
)

from fzapp.ui import theme
from fzapp.ui.delegates.state_delegate import CHIP_PADDING, MARGIN, StateDelegate
from fzapp.ui.models.task_model import TaskColumn
from fzapp.ui.widgets.basic import read_by_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent

    from fzapp.services.overview import TaskRow
    from fzapp.ui.models.task_model import TaskModel

_LEAST_TITLE = 100
"""Pixels of the column of titles at least."""

_WIDEST = {TaskColumn.STATE: "待填数", TaskColumn.LENGTH: "0000 / 000—000", TaskColumn.POINTS: "00/00要"}


class TaskTable(QTableView):
    """`section_opened(section_id)` when the user goes into a row. A heading that only holds others opens too."""

    section_opened = Signal(int)

    def __init__(self, model: TaskModel) -> None:
        super().__init__()
        self.setObjectName("task_table")
        self.setAccessibleName("章节清单")
        self._tasks = model
        self._is_fit = False
        self._room = 0  # told by the event: asking the viewport would load every kind of widget before the first picture
        self.setModel(model)
        self.setItemDelegate(StateDelegate(self))
        read_by_rows(self)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self._open)

    def show_rows(self, rows: Sequence[TaskRow]) -> None:
        """Show other rows and become as high as they are; before it is shown, its width is not known yet."""
        self._tasks.set_rows(rows)
        if self.isVisible():
            self._fit()
        else:
            self._is_fit = False

    def select_section(self, section_id: int) -> None:
        """Make the row of a section the current one."""
        row = self._tasks.row_of(section_id)
        if row >= 0:
            self.selectRow(row)
            self.scrollTo(self._tasks.index(row, 0))

    def sizeHintForRow(self, row: int) -> int:
        """As high as the title needs: no other cell is higher."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return self.itemDelegate().sizeHint(option, self._tasks.index(row, TaskColumn.SECTION)).height()

    def sizeHint(self) -> QSize:
        """All rows and the header."""
        height = self.horizontalHeader().sizeHint().height() + self.verticalHeader().length()
        return QSize(480, height + 2)

    def minimumSizeHint(self) -> QSize:
        """The header and a row, so that nothing above is squeezed on a small screen: the rest scrolls."""
        return QSize(320, 2 * theme.current_scale().row_height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Titles wrap anew."""
        super().resizeEvent(event)
        self._room = event.size().width()
        if event.size().width() != event.oldSize().width():
            self._fit()
        self.scrollTo(self.currentIndex())

    def showEvent(self, event: QShowEvent) -> None:
        """Rows that came in the meantime."""
        super().showEvent(event)
        if not self._is_fit:
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Titles in another type wrap anew."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Columns by the widest word they can hold, the title takes the rest; rows by their titles."""
        header = self.horizontalHeader()
        metrics = QFontMetrics(theme.ui_font(theme.current_scale()))
        left = self._room
        for column, widest in _WIDEST.items():
            header.resizeSection(column, metrics.horizontalAdvance(widest) + 2 * (MARGIN + CHIP_PADDING))
            left -= header.sectionSize(column)
        # a header that stretches a column does so later than rows are measured
        header.resizeSection(TaskColumn.SECTION, max(_LEAST_TITLE, left))
        self.verticalHeader().setMinimumSectionSize(theme.current_scale().row_height)
        self.resizeRowsToContents()
        self.updateGeometry()
        self._is_fit = True

    def _open(self, index: QModelIndex) -> None:
        self.section_opened.emit(self._tasks.task(index.row()).section.id)
