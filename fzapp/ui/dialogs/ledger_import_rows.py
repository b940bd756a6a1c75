"""The first rows as they would be stored, and the sheets of the file with what is to be known about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHeaderView, QTableView, QVBoxLayout, QWidget

from fzapp.domain.ledger import shown
from fzapp.domain.ledger_reading import SheetRole
from fzapp.ui import theme
from fzapp.ui.models.ledger_model import heading
from fzapp.ui.models.row_table import RowTable
from fzapp.ui.widgets.basic import label, scroll

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from fzapp.domain.ledger import Column, Row
    from fzapp.domain.ledger_reading import LedgerReading, SheetReading
    from fzapp.services.ledger_plan import ImportPlan
    from fzapp.ui.models.row_table import Index

FIRST_ROWS = 50
"""Rows shown as they would be stored."""

_ROLES = {
    SheetRole.SUMMARY: "汇总，不导入",
    SheetRole.INSTRUCTIONS: "填表说明，不导入",
    SheetRole.EMPTY: "没有内容",
    SheetRole.OTHER: "别的台账，要另外导入",
}


class RowsModel(RowTable["Row"]):
    """Rows that are read and not changed."""

    columns: tuple[Column, ...] = ()

    def show(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), tuple(rows)
        self.headings = tuple(heading(column) for column in columns)
        self.endResetModel()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401  Qt's own signature
        """Names; numbers of the rows."""
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """A value as the table would show it."""
        row = self.row_at(index)
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return shown(row.values.get(self.columns[index.column()].id))
        return self.alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None


class RowsView(QTableView):
    """The first rows."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("ledger_import_rows")
        self.setAccessibleName("存进去是这样的")
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.current_scale().row_height)

    def show_plan(self, plan: ImportPlan | None) -> None:
        """Show the first rows of a plan, in the columns that are filled."""
        rows = [new.row for new in plan.new[:FIRST_ROWS]] if plan else []
        used = {name for row in rows for name, value in row.values.items() if value not in (None, "", ())}
        columns = [column for column in plan.kind.all_columns if column.id in used] if plan else []
        self.rows.show(columns, rows)
        wide = self.fontMetrics().horizontalAdvance("中")
        for place, column in enumerate(columns):
            longest = max(
                (len(shown(row.values.get(column.id))) for row in rows), default=0
            )  # characters: good enough for fifty rows
            self.setColumnWidth(place, wide * min(14, max(len(heading(column)) + 1, longest, 5)) + 16)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tab leaves the table; the rest walks in it."""
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
        else:
            super().keyPressEvent(event)


class SheetsPanel(QWidget):
    """Which sheets are taken; below, what there is to know. `left_out(names)` when that changes."""

    left_out = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("ledger_import_sheets")
        self._names: tuple[str, ...] = ()
        self.boxes: dict[str, QCheckBox] = {}
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(8, 4, 8, 8)
        self._lines.setSpacing(6)
        self._sheets = QVBoxLayout()
        self._sheets.setSpacing(6)
        self.notes = label(name="ledger_import_notes", wrap=True)
        self._lines.addLayout(self._sheets)
        self._lines.addWidget(self.notes)
        self._lines.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll(inside))

    def show_reading(self, reading: LedgerReading, out: frozenset[str]) -> None:
        """Show the sheets of a reading."""
        self.notes.setText("\n".join(reading.notes))
        self.notes.setVisible(bool(reading.notes))
        names = tuple(sheet.name for sheet in reading.sheets)
        if names != self._names:
            self._names = names
            while (item := self._sheets.takeAt(0)) is not None:
                item.widget().hide()
                item.widget().deleteLater()
            self.boxes = {name: self._box() for name in names}
        for sheet in reading.sheets:
            box = self.boxes[sheet.name]
            data = sheet.role is SheetRole.DATA
            box.setText(_told(sheet))
            box.setEnabled(data)
            box.blockSignals(True)
            box.setChecked(data and sheet.name not in out)
            box.blockSignals(False)

    def _box(self) -> QCheckBox:
        box = QCheckBox(objectName=f"import_sheet_{self._sheets.count()}")
        box.toggled.connect(self._on_toggled)
        self._sheets.addWidget(box)
        return box

    def _on_toggled(self, _on: bool) -> None:
        self.left_out.emit(
            frozenset(name for name, box in self.boxes.items() if box.isEnabled() and not box.isChecked())
        )


def _told(sheet: SheetReading) -> str:
    name = sheet.name or "粘贴的内容"
    hidden = "，隐藏的工作表" if sheet.hidden else ""
    if sheet.role is not SheetRole.DATA:
        return f"{name}（{_ROLES[sheet.role]}{hidden}）"
    rows = sum(row.hidden for row in sheet.rows)
    return f"{name}（{len(sheet.rows)}行{f'，其中{rows}行是隐藏的' if rows else ''}{hidden}）"
