"""The sheet that says which columns a ledger shows, and how many of them stay in sight."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSpinBox

from fzapp.ui import theme
from fzapp.ui.models.ledger_model import heading
from fzapp.ui.pages.ledger_layout import Layouts
from fzapp.ui.pages.ledger_panel import Panel
from fzapp.ui.widgets.basic import button, label, restyle, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from fzapp.domain.ledger import Column
    from fzapp.ui.pages.ledger_page import LedgerPage

WIDTH = 300
MOST_FROZEN = 4


class ColumnsPanel(Panel):
    """`chosen(ids, frozen)` when it was applied, `reset` to show the columns as at the beginning."""

    chosen = Signal(object, int)
    reset = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page, "columns_panel", WIDTH)
        self.setAccessibleName("显示哪些列")
        self.list = _Ticks(objectName="columns_list")
        self.list.setAccessibleName("显示哪些列，按空格勾选")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frozen = QSpinBox(objectName="columns_frozen", minimum=0, maximum=MOST_FROZEN, suffix=" 列")
        self.frozen.setAccessibleName("左边固定几列")
        self.said = label(name="columns_said", wrap=True)
        self.body.addWidget(label("显示哪些列", "heading"))
        self.body.addWidget(self.list, 1)
        self.body.addLayout(row(label("左边固定", "muted"), self.frozen, None))
        self.body.addWidget(self.said)
        self.body.addLayout(
            row(
                button("取消", self.close_panel, name="columns_cancel"),
                None,
                button("恢复原样", self._on_reset, name="columns_reset"),
                button("好", self.apply, "primary", name="columns_apply"),
            )
        )

    def show_columns(self, columns: Sequence[Column], visible: Sequence[Column], frozen: int) -> None:
        """All columns there are, those that are shown ticked."""
        shown = {column.id for column in visible}
        self.list.clear()
        for column in columns:
            item = QListWidgetItem(heading(column), self.list)
            item.setData(Qt.ItemDataRole.UserRole, column.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if column.id in shown else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(0, theme.current_scale().row_height - 5))
        self.list.setCurrentRow(0)
        self.frozen.setValue(frozen)
        self._say("")

    def apply(self) -> None:
        """Tell what is ticked; nothing at all is no table."""
        items = [self.list.item(place) for place in range(self.list.count())]
        ticked = [item for item in items if item.checkState() is Qt.CheckState.Checked]
        if not ticked:
            self._say("至少留下一列。")
            return
        self.close_panel()
        ids = tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in ticked)
        self.chosen.emit(ids, self.frozen.value())

    def _on_reset(self) -> None:
        self.close_panel()
        self.reset.emit()

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        restyle(self.said, "tone", "attention" if sentence else "")
        self.said.setVisible(bool(sentence))


class LedgerColumns(QObject):
    """Which columns a `LedgerPage` shows, how wide, and how many stay: asked for here, remembered by kind."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page
        self.layouts = Layouts(page.services.archive.folder)
        self.panel = ColumnsPanel(page)
        self.panel.chosen.connect(self._choose)
        self.panel.reset.connect(lambda: self._choose((), -1))
        self.panel.closed.connect(page.take_keyboard)

    def open(self) -> None:
        """The sheet below its button."""
        page = self._page
        if page.kind is None or not page.leave():
            return
        columns = [column for column in page.kind.all_columns if not column.hidden]
        self.panel.show_columns(columns, page.model.columns, page.table.wanted_frozen)
        at = page.desk.columns_button
        self.panel.open_at(at.mapTo(page, QPoint(0, at.height())), self.panel.list)

    def keep_width(self, place: int, width: int) -> None:
        """A width was drawn; it is kept for the standard type size."""
        page = self._page
        if page.kind is not None:
            standard = round(width * 100 / theme.scaled(100))
            self.layouts.keep_width(page.kind.code, page.model.columns[place].id, standard)

    def _choose(self, chosen: tuple[str, ...], frozen: int) -> None:
        page = self._page
        kind = page.kind
        assert kind is not None
        if chosen:
            self.layouts.keep_columns(kind.code, chosen, frozen)
        else:
            self.layouts.forget(kind.code)
        page.model.show((), array("q"))
        page.read_rows()


class _Ticks(QListWidget):
    """Enter and Esc belong to the sheet."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """All others are the list's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)
