"""整个文件夹导入前看一看: every file in one table, what was refused below it, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSpinBox,
    QTableView,
    QWidget,
)

from fzapp.services.bulk_imports import Standing
from fzapp.services.list_papers import ListPaper
from fzapp.ui import theme
from fzapp.ui.delegates.row_delegate import MARGIN
from fzapp.ui.delegates.wrapped_delegate import WrappedDelegate
from fzapp.ui.dialogs.frame import WIDEST, Dialog, run
from fzapp.ui.models.bulk_model import TAKEN, BulkColumn, BulkModel
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets.basic import button, label, row
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from fzapp.services.bulk_imports import Looked, Wanted

LEAST_ROWS, MOST_ROWS, REFUSED_ROWS = 4, 10, 2
"""Rows seen at once at least, rows where there is room, refused files; the rest scrolls."""

_OTHER_ROWS = 10
"""The height of everything else in the dialog, in rows: year and genre stay in sight on a small screen."""

_GAP = 12
"""Pixels between a column that is never cut and the next."""

_SHARES = {BulkColumn.GENRE: 0.15, BulkColumn.FILE: 0.19, BulkColumn.NOTE: 0.17}
"""How texts share the width; the title has the rest."""

_WIDEST = {BulkColumn.KEPT: TAKEN, BulkColumn.YEAR: "2000年", BulkColumn.LENGTH: "00000"}
"""The widest words of columns that are never cut."""

HINT = "空格勾选或不勾选，加号减号改年度；按住Shift或Ctrl可以选几行一起改，点列名排序。"


@dataclass(frozen=True, slots=True)
class BulkData:
    """What was read; `genres` is id → name. `save` and `print_out` take the list of refused files."""

    looked: Looked
    genres: dict[str, str]
    save: Callable[[ListPaper], str]
    print_out: Callable[[ListPaper, QWidget], str]


class BulkTable(QTableView):
    """Space ticks, + and − change the year of all chosen rows."""

    year_stepped = Signal(int)

    def __init__(self, model: BulkModel) -> None:
        super().__init__()
        self.setObjectName("bulk_table")
        self.setAccessibleName("文件夹里的报告")
        self._files = model
        self.setModel(model)
        self.setItemDelegate(WrappedDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight((LEAST_ROWS + 1) * theme.current_scale().row_height)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(theme.current_scale().row_height)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(BulkColumn.TITLE, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.clicked.connect(self._on_clicked)

    def places(self) -> list[int]:
        """The chosen rows."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def sizeHint(self) -> QSize:
        """The header and as many rows as the screen has room for beside the rest."""
        height = theme.current_scale().row_height
        room = int(self.screen().availableGeometry().height() * WIDEST) // height - _OTHER_ROWS
        rows = max(LEAST_ROWS, min(MOST_ROWS, room))
        return QSize(super().sizeHint().width(), (rows + 1) * height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns by their shares."""
        super().resizeEvent(event)
        for column, share in _SHARES.items():
            self.setColumnWidth(column, int(self.viewport().width() * share))
        for column, widest in _WIDEST.items():
            width = self.fontMetrics().horizontalAdvance(widest)
            self.setColumnWidth(column, width + 2 * MARGIN + _GAP)
        self.resizeRowsToContents()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change the chosen rows, or move."""
        steps = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._files.toggle(self.places())
        elif key in steps:
            self.year_stepped.emit(steps[key])
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == BulkColumn.KEPT and len(self.places()) == 1:
            self._files.toggle([index.row()])


class BulkImportDialog(Dialog):
    """The table; year and genre of the chosen rows below it; then what could not be read."""

    def __init__(self, parent: QWidget | None, data: BulkData) -> None:
        super().__init__(parent, "导入文件夹前看一看", "导入", name="bulk_dialog", width=1180)
        self._data = data
        self.model = BulkModel(data.looked.candidates, data.genres, self)
        self.table = BulkTable(self.model)
        self.summary = label(summary(data.looked), name="bulk_summary", wrap=True)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(self._edit_line())
        everything = button("全部勾选", lambda: self._keep_all(kept=True), name="bulk_all")
        nothing = button("全部不勾", lambda: self._keep_all(kept=False), name="bulk_none")
        hint = row(label(HINT, "muted", wrap=True), everything, nothing)
        hint.setStretch(0, 1)
        self.body.addLayout(hint)
        if data.looked.refused:
            self._build_refused()
        self.table.selectionModel().selectionChanged.connect(self._on_chosen)
        self.table.year_stepped.connect(self._on_step)
        self.model.counted.connect(self._on_counted)
        self.model.counted.connect(self._on_chosen)
        if self.model.rows:
            self.table.selectRow(0)
        self._on_counted()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def answer(self) -> tuple[Wanted, ...]:
        """What is to be stored."""
        return self.model.wanted()

    def _edit_line(self) -> QHBoxLayout:
        self.year = QSpinBox(objectName="bulk_year", minimum=1990, maximum=2100, suffix=" 年")
        self.year.setAccessibleName("选中的行的年度")
        self.genre = QComboBox(objectName="bulk_genre")
        self.genre.setAccessibleName("选中的行的文种")
        self.genre.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.genre.setMinimumContentsLength(8)
        for genre, name in self._data.genres.items():
            self.genre.addItem(name, genre)
        self.chosen = label(role="muted", name="bulk_chosen")
        self.year.valueChanged.connect(self._on_year)
        self.genre.activated.connect(self._on_genre)
        words = label("年度(&Y)"), label("文种(&G)")
        words[0].setBuddy(self.year)
        words[1].setBuddy(self.genre)
        line = row(self.chosen, words[0], self.year, words[1], self.genre, spacing=8)
        line.setStretch(4, 1)
        return line

    def _build_refused(self) -> None:
        refused = self._data.looked.refused
        self.refused = LinesView("bulk_refused", "没有读成的文件")
        self.refused.setMinimumHeight(REFUSED_ROWS * theme.current_scale().row_height)
        self.refused.set_lines([Line(one.name, note=one.why) for one in refused])
        self.paper_told = label(role="muted", name="bulk_paper_told")
        self.body.addWidget(label(f"没有读成的{len(refused)}个文件", "heading"))
        self.body.addWidget(self.refused)
        save = button("存成Word", self._save_refused, name="bulk_save_refused")
        printed = button("打印", self._print_refused, name="bulk_print_refused")
        self.body.addLayout(row(save, printed, self.paper_told, None, spacing=8))

    # --- doing ----------------------------------------------------------------------------------

    def _on_chosen(self) -> None:
        places = [place for place in self.table.places() if self.model.rows[place].candidate.storable]
        for widget in (self.year, self.genre):
            widget.setEnabled(bool(places))
            widget.blockSignals(True)
        if places:
            first = self.model.rows[places[0]]
            self.year.setValue(first.year)
            self.genre.setCurrentIndex(max(0, self.genre.findData(first.genre)))
        for widget in (self.year, self.genre):
            widget.blockSignals(False)
        self.chosen.setText(f"选中的{len(places)}行：" if places else "选中的行不能改：")

    def _on_year(self, year: int) -> None:
        self.model.set_year(self.table.places(), year)

    def _on_genre(self) -> None:
        self.model.set_genre(self.table.places(), str(self.genre.currentData()))

    def _on_step(self, by: int) -> None:
        if self.year.isEnabled():
            self.year.setValue(self.year.value() + by)

    def _keep_all(self, *, kept: bool) -> None:
        self.model.keep(range(len(self.model.rows)), kept=kept)

    def _on_counted(self) -> None:
        count = len(self.answer())
        self.accept_button.setText(f"导入这{count}份报告" if count else "没有要导入的")
        self.accept_button.setEnabled(count > 0)

    def _save_refused(self) -> None:
        self.paper_told.setText(self._data.save(refused_paper(self._data.looked)))

    def _print_refused(self) -> None:
        self.paper_told.setText(self._data.print_out(refused_paper(self._data.looked), self))


def summary(looked: Looked) -> str:
    """What was found, in two sentences."""
    standings = [one.standing for one in looked.candidates]
    words = {
        Standing.NEW: "新的",
        Standing.KNOWN: "档案里已有",
        Standing.SAME_FILE: "文件重复",
        Standing.SAME_TEXT: "文字重复",
    }
    parts = [f"{word}{standings.count(kind)}份" for kind, word in words.items() if kind in standings]
    told = f"读到{len(standings)}份：{'，'.join(parts)}。" if parts else "没有读到报告。"
    left = looked.left_out.told()
    return f"{told}没有看的：{left}。" if left else told


def refused_paper(looked: Looked) -> ListPaper:
    """The files that could not be read, as a list on paper."""
    rows = tuple((str(number), one.name, one.why) for number, one in enumerate(looked.refused, 1))
    left = looked.left_out.told()
    notes = (f"共{len(rows)}个文件没有导入。", *((f"没有看的：{left}。",) if left else ()))
    return ListPaper("没有导入的文件清单", notes, ("序号", "文件", "原因和办法"), (4.0, 24.0, 32.0), rows)


def ask(parent: QWidget | None, data: BulkData) -> tuple[Wanted, ...] | None:
    """Ask; None when the user turned back."""
    dialog = BulkImportDialog(parent, data)
    return dialog.answer() if run(dialog) else None
