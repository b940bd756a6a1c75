"""合并填报表: what came back, what has to be decided side by side, what cannot be taken over; then one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QScrollArea, QTableView, QWidget

from fzapp.domain.ledger import shown
from fzapp.domain.ledger_forms import RowFate, Side
from fzapp.services.ledger_merge_text import counts_in_words, place_in_words, row_of_item
from fzapp.ui import theme
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.messages import day
from fzapp.ui.models.lines_model import Line
from fzapp.ui.models.merge_model import MergeColumn, MergeModel
from fzapp.ui.widgets.basic import button, chip, label, row
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from fzapp.services.ledger_merge_model import Decisions, MergeItem, MergePlan

_TONES = {
    RowFate.NEW: "good",
    RowFate.CHANGED: "accent",
    RowFate.CONFLICT: "attention",
    RowFate.UNCHANGED: "idle",
    RowFate.DELETED: "attention",
    RowFate.PROBLEM: "wrong",
}
_SHARES = (0.36, 0.24, 0.24)
"""How the first three columns share the width; the last has the rest."""

TABLE_ROWS, LINE_ROWS = 9, 6
MOST_LINES = 500


class ChoiceTable(QTableView):
    """← takes the archive's word, → the form's, the space bar changes, Delete takes a decision back.

    A line over several fields decides all of them; several lines may be selected.
    """

    def __init__(self, model: MergeModel) -> None:
        super().__init__()
        self.setObjectName("merge_choices")
        self.setAccessibleName("要您定的")
        self._choices = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for place, line in enumerate(model.rows):
            if line.is_heading:
                self.setSpan(place, 0, 1, len(MergeColumn))
        self.clicked.connect(self._on_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide with the arrows; up and down move."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        sides = {Qt.Key.Key_Left: Side.ARCHIVE, Qt.Key.Key_Right: Side.FORM}
        key = Qt.Key(event.key())
        if rows and key in sides:
            self._choices.choose(rows, sides[key])
        elif rows and key == Qt.Key.Key_Space:
            other = Side.ARCHIVE if self._choices.side(rows[0]) is Side.FORM else Side.FORM
            self._choices.choose(rows, other)
        elif rows and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._choices.choose(rows, None)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns by their shares, rows as high as their texts."""
        super().resizeEvent(event)
        width = self.viewport().width()
        for column, share in enumerate(_SHARES):
            self.setColumnWidth(column, int(width * share))
        QTimer.singleShot(0, self, self.fit_rows)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """The table may be higher than the window shows: what is decided stays in sight."""
        super().currentChanged(current, previous)
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and current.isValid():
            spot = self.viewport().mapTo(area.widget(), self.visualRect(current).center())
            area.ensureVisible(0, spot.y(), 0, 2 * theme.current_scale().row_height)

    def fit_rows(self) -> None:
        """Rows as high as their texts, never lower than a row of a list."""
        least = theme.current_scale().row_height
        for place in range(min(self.model().rowCount(), MOST_LINES)):
            self.setRowHeight(place, max(least, self.sizeHintForRow(place) + 6))
        wanted = self.horizontalHeader().height() + self.verticalHeader().length() + 4
        self.setFixedHeight(min(wanted, (TABLE_ROWS + 1) * (least + 2)))

    def _on_clicked(self, index: QModelIndex) -> None:
        """A click on a value takes it."""
        sides = {MergeColumn.ARCHIVE: Side.ARCHIVE, MergeColumn.FORM: Side.FORM}
        side = sides.get(MergeColumn(index.column()))
        if side is not None and not self._choices.rows[index.row()].is_heading:
            self._choices.choose([index.row()], side)


class LedgerMergeDialog(Dialog):
    """Counts above, then what has to be decided, what cannot be taken over, and what would be written."""

    def __init__(self, parent: QWidget | None, plan: MergePlan) -> None:
        super().__init__(parent, "合并填报表", "合并", name="ledger_merge_dialog", width=940)
        self._plan = plan
        self.model = MergeModel(plan, self)
        self._build()
        self.model.decided.connect(self._tell_open)
        self._tell_open()

    def answer(self) -> Decisions:
        """What was decided."""
        return self.model.decisions()

    def _build(self) -> None:
        issue = self._plan.read.issue
        self.body.addWidget(
            label(f"{issue.office}交回的{issue.year}年台账", "heading", name="merge_title", wrap=True)
        )
        said = f"文件“{self._plan.read.form.file}”，{day(issue.issued_at)}发出。看清楚再合并，合并前什么都不会写入。"
        self.body.addWidget(label(said, "muted", wrap=True))
        chips = [
            chip(words, _TONES[fate], name=f"merge_{fate}") for fate, words in counts_in_words(self._plan)
        ]
        self.body.addLayout(row(*chips, None))
        notes = label("\n".join(f"{note}。" for note in self._plan.notes), name="merge_notes", wrap=True)
        notes.setVisible(bool(self._plan.notes))
        self.body.addWidget(notes)
        if self.model.rows:
            self._build_choices()
        self._add_lines(
            "有问题，这次不收", "merge_problems", [_problem(i) for i in self._plan.of(RowFate.PROBLEM)]
        )
        taken = (*self._plan.of(RowFate.NEW), *self._plan.of(RowFate.CHANGED))
        self._add_lines("合并后会写入", "merge_taken", [line for item in taken for line in _taken(item)])
        self.open = label(role="muted", name="merge_open", wrap=True)
        self.body.addWidget(self.open)
        self.body.addStretch(1)

    def _build_choices(self) -> None:
        self.table = ChoiceTable(self.model)
        self.body.addWidget(label("要您定的", "heading"))
        hint = (
            "↑↓换行，←用档案库的，→用表里的，空格换一边；点一下格子也行。没有定的先不动，以后再合并会再问。"
        )
        self.body.addWidget(label(hint, "muted", name="merge_hint", wrap=True))
        self.body.addWidget(self.table)
        self.body.addLayout(
            row(
                button("全部用表里的", lambda: self.model.choose_all(Side.FORM), name="merge_all_form"),
                button(
                    "全部用档案库的", lambda: self.model.choose_all(Side.ARCHIVE), name="merge_all_archive"
                ),
                button("全部先不定", lambda: self.model.choose_all(None), name="merge_all_open"),
                None,
            )
        )
        self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_lines(self, words: str, name: str, lines: Sequence[Line]) -> None:
        if not lines:
            return
        shown = list(lines[:MOST_LINES])
        if len(lines) > MOST_LINES:
            shown.append(Line(f"还有{len(lines) - MOST_LINES}行没有列出来。"))
        view = LinesView(name, words)
        view.set_lines(shown)
        view.setFixedHeight(min(len(shown), LINE_ROWS) * (theme.current_scale().row_height - 2) + 2)
        self.body.addWidget(label(words, "heading"))
        self.body.addWidget(view)

    def _tell_open(self) -> None:
        """What would happen now, in words."""
        count = self.model.open_count()
        self.open.setText(f"还有{count}处没有定，合并后照旧不动。" if count else "")
        self.open.setVisible(bool(count))
        writes = len(self._plan.of(RowFate.NEW)) + len(self._plan.of(RowFate.CHANGED))
        decided = sum(line.key is not None for line in self.model.rows) - count
        self.accept_button.setText("合并" if writes or decided else "记下已交回")


def _problem(item: MergeItem) -> Line:
    return Line(f"{place_in_words(item)}　{'；'.join(item.reasons)}", note=row_of_item(item))


def _taken(item: MergeItem) -> list[Line]:
    """A new row in one line; a changed one with what changes; what to look at below."""
    place = place_in_words(item)
    if item.fate is RowFate.NEW:
        lines = [Line(f"{place}　{row_of_item(item)}", note="新增")]
    else:
        old = item.stored.row.values if item.stored is not None else {}
        changes = "；".join(
            f"{column.name}：{shown(old.get(name)) or '空'} → {shown(value) or '空'}"
            for name, value in item.takes.items()
            if (column := item.kind.column(name)) is not None
        )
        lines = [Line(f"{place}　{changes}", note="有改动")]
    return lines + [Line(f"看一看：{reason}", depth=1) for reason in item.reasons]


def ask(parent: QWidget | None, plan: MergePlan) -> Decisions | None:
    """Ask; None when the user turned back."""
    dialog = LedgerMergeDialog(parent, plan)
    return dialog.answer() if run(dialog) else None
