"""What has to be looked at before an import: put right in its cell, or the row is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from fzapp.ui import theme
from fzapp.ui.delegates.ledger_delegate import CellEditor, LedgerDelegate
from fzapp.ui.models.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from PySide6.QtGui import QInputMethodEvent, QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from fzapp.domain.ledger import Column
    from fzapp.domain.ledger_reading import RowProblem
    from fzapp.ui.models.row_table import Index

Place = tuple[str, int, str]
"""A cell, or with an empty field a row: sheet, 1-based row, field."""

HEADINGS = ("位置", "哪一项", "内容", "要看什么", "怎么办")
CONTENT, WHY, FATE = 2, 3, 4

FIXED, LEFT_OUT, BLOCKED, KEPT = "已改好", "不要这一行", "改好才导入", "照样导入"

MOST_LISTED = 1_000
"""Problems that are listed; of more their number is told."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A problem as it was found last; `solved` when the cell was put right, `left_out` when the row stays away.

    `column` is the field of the cell, None for a row as a whole: there is nothing to type then.
    """

    problem: RowProblem
    column: Column | None
    text: str
    solved: bool = False
    left_out: bool = False

    @property
    def place(self) -> Place:
        """What the entry is about."""
        return self.problem.sheet, self.problem.row, self.problem.field

    @property
    def fate(self) -> str:
        """What becomes of the row."""
        if self.left_out:
            return LEFT_OUT
        if self.solved:
            return FIXED
        return BLOCKED if self.problem.code.blocks else KEPT

    @property
    def cells(self) -> tuple[str, ...]:
        """What the columns of the table say."""
        one = self.problem
        sheet = f"　{one.sheet}" if one.sheet else ""
        place = f"第{one.row}行{f'{one.column}列' if one.column else ''}{sheet}"
        return (place, self.column.name if self.column else "整行", self.text, one.why, self.fate)


def merged(
    before: Sequence[Entry],
    problems: Iterable[RowProblem],
    column_of: Callable[[str], Column | None],
    text_of: Callable[[RowProblem], str],
    leaves_out: Callable[[str, int], bool],
) -> tuple[Entry, ...]:
    """The entries after another look: those of before stay, solved when nothing is found there any more."""
    now: dict[Place, Entry] = {}
    for problem in problems:
        place = (problem.sheet, problem.row, problem.field)
        if place not in now or problem.code.blocks:
            column = column_of(problem.field) if problem.column else None
            now[place] = Entry(problem, column, text_of(problem))
    for entry in before:
        if entry.place not in now and entry.column is not None:
            now[entry.place] = replace(entry, solved=True, text=text_of(entry.problem))
    return tuple(
        replace(entry, left_out=leaves_out(entry.problem.sheet, entry.problem.row))
        for entry in sorted(now.values(), key=lambda one: (one.problem.row, one.problem.column))
    )


class ProblemModel(RowTable[Entry]):
    """The entries; the content of a cell can be typed over. `fixed(entry, text)` comes with every correction."""

    headings = HEADINGS
    fixed = Signal(object, str)

    def show(self, entries: Sequence[Entry]) -> None:
        """Show other entries; when they are about the same places the keyboard stays where it is."""
        shown = tuple(entries[:MOST_LISTED])
        if [one.place for one in shown] == [one.place for one in self.rows]:
            self.exchange_rows(shown)
        else:
            self.set_rows(shown)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The content of a cell can be typed over."""
        flags = super().flags(index)
        can = index.isValid() and index.column() == CONTENT and self.rows[index.row()].column is not None
        return flags | Qt.ItemFlag.ItemIsEditable if can else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """What a cell says."""
        entry = self.row_at(index)
        if entry is None:
            return None
        cells = entry.cells
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(filter(None, cells))
        return self.alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401  Qt's own signature
        """What was typed is read by the same reader as the file."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        entry = self.rows[index.row()]
        if str(value) != entry.text:
            self.fixed.emit(entry, str(value))
        return True


class _ProblemDelegate(LedgerDelegate):
    """The field of a correction offers the choices of its column."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field with the choices of the column."""
        column = index.model().rows[index.row()].column
        editor = CellEditor(column, parent)
        editor.setProperty("role", "cell")
        editor.chosen.connect(lambda: self._commit(editor))
        return editor


class ProblemTable(QTableView):
    """Typing goes into the content of the row; Enter goes down, Delete leaves the row out (and takes it back)."""

    leave_out_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("ledger_import_problems")
        self.setAccessibleName("要看一看的地方")
        self.rows = ProblemModel(self)
        self._closing = False
        self.setModel(self.rows)
        self.setItemDelegate(_ProblemDelegate(lambda: "", lambda _column: (), self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.DoubleClicked | trigger.EditKeyPressed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)
        self.dress()

    def dress(self) -> None:
        """Heights and widths for the type size in force."""
        side = self.verticalHeader()
        side.setMinimumSectionSize(theme.current_scale().row_height)
        side.setDefaultSectionSize(theme.current_scale().row_height)
        wide = self.fontMetrics().horizontalAdvance("中")
        for place, count in ((0, 9), (1, 6), (CONTENT, 9), (FATE, 7)):
            self.setColumnWidth(place, wide * count)

    def entry(self) -> Entry | None:
        """The entry the keyboard is in."""
        row = self.currentIndex().row()
        return self.rows.rows[row] if 0 <= row < len(self.rows.rows) else None

    def chosen(self) -> list[Entry]:
        """The selected entries."""
        places = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return [self.rows.rows[place] for place in places]

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show other entries, with the keyboard in the content of the same one."""
        before = self.entry()
        self.rows.show(entries)
        places = [one.place for one in self.rows.rows]
        row = places.index(before.place) if before is not None and before.place in places else 0
        if places and not self.currentIndex().isValid():
            self.setCurrentIndex(self.rows.index(row, CONTENT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down, Delete leaves the row out, anything typed goes into the content."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(self.currentIndex().row() + 1)
        elif event.key() == Qt.Key.Key_Delete:
            self.leave_out_asked.emit()
        elif event.key() == Qt.Key.Key_Tab:
            self.focusNextPrevChild(True)
        elif event.key() == Qt.Key.Key_Backtab:
            self.focusNextPrevChild(False)
        else:
            if (event.text() and event.text().isprintable()) or event.key() == Qt.Key.Key_F2:
                self._to_content()
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Open the content with what an input method gives: Qt alone loses the first word."""
        editing = self.state() is QAbstractItemView.State.EditingState
        if not editing and (event.commitString() or event.preeditString()):
            self._to_content()
            opened = self.edit(self.currentIndex(), QAbstractItemView.EditTrigger.AnyKeyPressed, event)
            editor = self._editor() if opened else None
            if editor is not None:
                editor.selectAll()
                editor.inputMethodEvent(event)
                return
        super().inputMethodEvent(event)

    def commitData(self, editor: QWidget) -> None:
        """Only what is still open: Enter comes both from the field and from its losing the focus."""
        if editor is self._editor() and not self._closing:
            super().commitData(editor)

    def closeEditor(self, editor: QWidget, hint: LedgerDelegate.EndEditHint) -> None:
        """Enter goes down to the next entry."""
        if self._closing or editor is not self._editor():
            return
        self._closing = True  # losing the focus while it closes would close it once more
        given_up = hint is LedgerDelegate.EndEditHint.RevertModelCache
        super().closeEditor(editor, hint if given_up else LedgerDelegate.EndEditHint.NoHint)
        self._closing = False
        if hint is LedgerDelegate.EndEditHint.SubmitModelCache:
            self._go(self.currentIndex().row() + 1)

    def _editor(self) -> CellEditor | None:
        found = [one for one in self.viewport().findChildren(CellEditor) if one.isVisibleTo(self)]
        return found[-1] if found else None

    def _to_content(self) -> None:
        here = self.currentIndex()
        if here.isValid() and here.column() != CONTENT:
            self.setCurrentIndex(here.siblingAtColumn(CONTENT))

    def _go(self, row: int) -> None:
        if row < self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(row, CONTENT))
