"""The list of sections beside the editor, with what can be done to each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QVBoxLayout

from fzapp.domain.report import SectionState
from fzapp.ui.actions import make_action
from fzapp.ui.delegates.outline_delegate import OutlineDelegate
from fzapp.ui.models.outline_model import PARTS, OutlineModel
from fzapp.ui.pages.write_commands import DEEPEST, FINISHED
from fzapp.ui.widgets.basic import button, label, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from fzapp.services.overview import TaskRow
    from fzapp.ui.pages.write_commands import SectionCommands


class OutlineView(QListView):
    """`entry_chosen(section_id)` when the user goes to another row; `entered` when into its text."""

    entry_chosen = Signal(int)
    entered = Signal()

    def __init__(self, model: OutlineModel) -> None:
        super().__init__()
        self.setObjectName("outline_view")
        self.setAccessibleName("目录")
        self.menu = QMenu(self)
        self._outline = model
        self._showing = False
        self.setModel(model)
        self.setItemDelegate(OutlineDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.clicked.connect(lambda _index: self.entered.emit())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The current entry stays in sight when a line comes in above the page."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def show_current(self, section_id: int) -> None:
        """Mark an entry as the current one, without telling that the user chose it."""
        place = self._outline.place_of(section_id)
        if place >= 0:
            self._showing = True
            self.selectionModel().setCurrentIndex(
                self._outline.index(place), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self._showing = False

    def current_id(self) -> int:
        """The section of the current row, `PARTS` for none."""
        index = self.currentIndex()
        return self._outline.id_at(index.row()) if index.isValid() else PARTS

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Arrow keys open sections as they go."""
        super().currentChanged(current, previous)
        if current.isValid() and not self._showing:
            self.entry_chosen.emit(self._outline.id_at(current.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes into the text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same menu as on the button below the list."""
        if self.currentIndex().isValid():
            self.menu.popup(event.globalPos())


class OutlinePanel(QFrame):
    """The card on the left: list, count of sections by state, buttons for what is in the menu."""

    def __init__(self, model: OutlineModel, commands: SectionCommands, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("outline_panel")
        self.setProperty("role", "card")
        self._model = model
        self._commands = commands
        self.view = OutlineView(model)
        self._count = label(role="muted", name="outline_count", wrap=True)
        self._add_button = button("加一节", self._add, name="add_section_button")
        self._menu_button = button("章节操作", name="section_menu_button")
        self._menu_button.setMenu(self.view.menu)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.addWidget(self.view, 1)
        inside.addWidget(self._count)
        inside.addLayout(row(self._add_button, self._menu_button, None))
        self.setFocusProxy(self.view)
        self._build_actions()
        self.view.menu.aboutToShow.connect(self._enable_actions)
        self.view.selectionModel().currentChanged.connect(self._enable_actions)
        model.dataChanged.connect(self._enable_actions)

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self.view, self._add_button, self._menu_button

    def show_rows(self, rows: Sequence[TaskRow], current: int, *, read_only: bool) -> None:
        """Show the sections of a report with the one that is open."""
        self._read_only = read_only
        self._model.set_rows(rows)
        self.view.show_current(current)
        self._count.setText(summary(rows))
        self._enable_actions()

    def _build_actions(self) -> None:
        self._read_only = False
        commands = self._commands
        self._rename = self._action("改标题", "rename_section", "F2", commands.rename)
        self._add_same = self._action("加一节", "add_section", "Ins", commands.add)
        self._add_below = self._action(
            "加下一级的一节", "add_subsection", "", lambda section_id: commands.add(section_id, below=True)
        )
        self._add_annex = self._action("加附件…", "add_annex", "", self._annex_of)
        self._up = self._action(
            "上移", "move_section_up", "Ctrl+Up", lambda section_id: commands.move(section_id, up=True)
        )
        self._down = self._action(
            "下移", "move_section_down", "Ctrl+Down", lambda section_id: commands.move(section_id, up=False)
        )
        self._remove = self._action("删除这一节", "remove_section", "Del", commands.remove)
        self.view.menu.addSeparator()
        self._states = [
            self._action(words, f"mark_{state.value}", "", self._marker(state))
            for state, words in (
                (SectionState.WRITING, "标为编写中"),
                (SectionState.WRITTEN, "标为已写完"),
                (SectionState.NOT_APPLICABLE, "标为不涉及…"),
            )
        ]

    def _annex_of(self, section_id: int) -> None:
        shown = self._model.row_of(section_id) or self._model.rows[0]
        self._commands.add_annex(shown.section.report_id)

    def _marker(self, state: SectionState) -> Callable[[int], None]:
        return lambda section_id: self._commands.set_state(section_id, state)

    def _action(self, words: str, name: str, keys: str, act: Callable[[int], None]) -> QAction:
        action = make_action(
            self.view, words, lambda: act(self.view.current_id()), name=name, keys=keys or ()
        )
        self.view.menu.addAction(action)
        return action

    def _add(self) -> None:
        self._add_same.trigger()

    def _enable_actions(self, *_: object) -> None:
        shown = self._model.row_of(self.view.current_id())
        changeable = shown is not None and not self._read_only
        headed = changeable and shown.section.level > 0
        own_text = changeable and not shown.only_holds_others
        for action in (self._rename, self._up, self._down, self._remove):
            action.setEnabled(headed)
        self._add_same.setEnabled(changeable)
        self._add_button.setEnabled(changeable)
        self._add_below.setEnabled(headed and shown.section.level < DEEPEST)
        self._add_annex.setEnabled(bool(self._model.rows) and not self._read_only)
        for action in self._states:
            action.setEnabled(own_text)


def summary(rows: Sequence[TaskRow]) -> str:
    """How many sections with a text of their own there are, and how they stand."""
    own = [r.section.state for r in rows if r.is_counted]
    finished = sum(state in FINISHED for state in own)
    started = sum(state not in (*FINISHED, SectionState.NOT_STARTED) for state in own)
    return f"{len(own)}节：写完{finished}　在写{started}　未开始{len(own) - finished - started}"
