"""档案: all reports by year; where an original lies, and what an import left out of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fzapp.domain.report import ReportStage
from fzapp.ui import actions, page_list, theme
from fzapp.ui.delegates.row_delegate import RowDelegate
from fzapp.ui.messages import day, when
from fzapp.ui.models.lines_model import Line
from fzapp.ui.models.report_model import ReportColumn, ReportModel, ReportRow
from fzapp.ui.prompts import Offer
from fzapp.ui.widgets.basic import breakable, button, card, label, read_by_rows, row, scroll
from fzapp.ui.widgets.column_page import ColumnPage
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QAction, QKeyEvent

    from fzapp.domain.report import Report
    from fzapp.ui.page import Means

COLUMN_WIDTH = 356
EMPTY = (
    "档案里还没有报告。按 Ctrl+O 导入往年的报告，按 Ctrl+F3 导入整个文件夹，或者把文件、文件夹拖到窗口里。"
)


class ReportTable(QTableView):
    """Enter opens."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a double click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.doubleClicked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class ArchivePage(ColumnPage):
    """The list, and beside it what is known of the chosen report."""

    name = "档案"

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("archive_page")
        self.model = ReportModel(self)
        self._build()
        make = actions.make_action
        self._open = make(
            self, "打开", self._on_open, name="archive_open", primary=True, hint="打开选中的报告（Enter）"
        )
        self._import = make(
            self, "导入", self._on_import, name="archive_import", hint="导入往年的报告（Ctrl+O）"
        )
        self._carry = make(
            self, "挑数", self._on_carry, name="archive_carry", hint="这份报告里的数，下一年还要用的挑出来"
        )
        self._delete = make(
            self,
            "删除",
            self._on_delete,
            name="archive_delete",
            keys="Delete",
            hint="删除选中的报告（Delete），可以撤销",
        )
        self._details = make(
            self, "详情", self.toggle_column, name="archive_details", hint="这份报告的来历（F10）"
        )
        self.opened_by(self._details)

    def actions(self) -> Sequence[QAction]:
        """Open, import, take numbers over, delete."""
        return (self._open, self._import, self._carry, self._delete, self._details)

    def status(self) -> str:
        """How many reports there are."""
        return f"共{len(self.model.rows)}份报告"

    def refresh(self) -> None:
        """Read the list anew; the chosen report stays chosen."""
        chosen = self.chosen()
        names = self.services.library.names()
        self.model.set_rows([self._row(report, names) for report in self.services.reports.all()])
        position = self.model.row_of(chosen.id) if chosen else 0
        if self.model.rows:
            self.table.selectRow(max(0, position))
        self._empty.setVisible(not self.model.rows)
        self.table.setVisible(bool(self.model.rows))
        self._on_current()
        self.status_changed.emit()

    def activate(self) -> None:
        """The keyboard is in the list."""
        super().activate()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> Report | None:
        """The report the list stands on."""
        index = self.table.currentIndex()
        return self.model.rows[index.row()].report if index.isValid() else None

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        frame, inside = card("archive_card", margin=12)
        self.table = self._table()
        self._empty = label(EMPTY, "muted", name="archive_empty", wrap=True)
        inside.addWidget(self._empty)
        inside.addWidget(self.table, 1)
        inside.addStretch(0)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(12)
        outer.addWidget(frame, 1)
        self.add_column(outer, self._build_details(), COLUMN_WIDTH)

    def _table(self) -> QTableView:
        table = ReportTable(objectName="report_table")
        table.setAccessibleName("报告清单")
        table.setModel(self.model)
        table.setItemDelegate(RowDelegate(table))
        read_by_rows(table)
        table.setShowGrid(False)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(ReportColumn.TITLE, QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(theme.current_scale().row_height)
        table.doubleClicked.connect(self._on_open)
        table.selectionModel().currentRowChanged.connect(self._on_current)
        return table

    def _build_details(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        frame, inside = card("report_details")
        self.facts = label(name="report_facts", wrap=True)
        self.original = label(role="muted", name="report_original", wrap=True)
        self.open_original = button("打开原文件", self._on_open_original, name="open_original")
        inside.addWidget(label("这份报告", "heading"))
        inside.addWidget(self.facts)
        inside.addWidget(self.original)
        self.take_up = button("转为草稿", self._on_take_up, name="take_up")
        self.take_up.setToolTip("今年的报告已经在Word里写了一些，转为草稿就能在这里接着写")
        inside.addLayout(row(None, self.take_up, self.open_original))
        column.addWidget(frame)
        self._dropped_card, inside = card("dropped_card")
        self._dropped_words = label("导入时没有放进正文的内容", "heading", wrap=True)
        self.dropped = LinesView("dropped_list", "没有放进正文的内容")
        inside.addWidget(self._dropped_words)
        inside.addWidget(self.dropped)
        column.addWidget(self._dropped_card, 1)
        column.addStretch(0)
        return scroll(body)

    # --- doing ----------------------------------------------------------------------------------

    def _row(self, report: Report, names: Mapping[str, str]) -> ReportRow:
        progress = self.services.overview.progress(report.id)
        return ReportRow(report, names.get(report.genre, ""), progress.done, progress.total)

    def _on_current(self, _current: QModelIndex | None = None, _before: QModelIndex | None = None) -> None:
        report = self.chosen()
        for widget in (self._open, self._delete):
            widget.setEnabled(report is not None)
        self.findChild(QFrame, "report_details").setVisible(report is not None)
        self._dropped_card.setVisible(report is not None and bool(report.dropped))
        if report is not None:
            self._show(report)

    def _show(self, report: Report) -> None:
        genre = self.model.rows[self.model.row_of(report.id)].genre_name
        facts = [
            genre,
            f"{report.stage.label}，{when(report.created_at, self.services.archive.now())}收进档案",
        ]
        if report.due_date:
            facts.append(f"报送期限 {day(report.due_date)}")
        self.facts.setText("\n".join(facts))
        viewing = self.services.viewing
        kept, place = viewing.has_original(report), viewing.original_place(report)
        self.open_original.setVisible(kept)
        self.take_up.setVisible(report.stage is ReportStage.RECORD)
        if kept:
            where = f"：{breakable(place)}" if place is not None else "，和档案库一起加密。"
            self.original.setText(f"原文件“{report.source_name}”原样留着{where}")
        elif report.source_name:
            self.original.setText(f"原文件“{report.source_name}”不在档案里了。")
        else:
            self.original.setText("在本机写的，没有原文件。")
        self.dropped.set_lines([Line(text) for text in report.dropped])

    def _on_open(self, _index: QModelIndex | None = None) -> None:
        """The work on a report is on the workbench; a record is there to be read."""
        report = self.chosen()
        if report is not None:
            self.signals.choose_report(report.id)
            is_record = report.stage is ReportStage.RECORD
            self.open_page_requested.emit(page_list.WRITE if is_record else page_list.HOME)

    def _on_take_up(self) -> None:
        report = self.chosen()
        if report is None:
            return
        if self.operations.run(lambda: self.services.reports.take_up(report.id)) is not None:
            self.signals.choose_report(report.id)
            self.open_page_requested.emit(page_list.WRITE)
            self.prompter.tell(
                f"{report.year}年这一份转为在写的报告，可以改了。",
                "done",
                Offer("撤销", self.operations.undo),
            )

    def _on_import(self) -> None:
        self.command_requested.emit(actions.COMMAND_IMPORT)

    def _on_carry(self) -> None:
        """Which of its numbers are wanted in the next year's report."""
        from fzapp.ui.carrying import carry_figures  # noqa: PLC0415  the page opens without it

        chosen = self.chosen()
        if chosen is not None:
            carry_figures(chosen.id, self.means, self.window())

    def _on_delete(self) -> None:
        """No question asked: the bar offers the way back, and Ctrl+Z has it too."""
        report = self.chosen()
        if report is None:
            return
        if self.operations.run(lambda: self.services.reports.delete(report.id)) is not None:
            name = report.content.title or report.source_name
            self.prompter.tell(
                f"已删除{report.year}年“{name}”。", "note", Offer("撤销", self.operations.undo)
            )

    def _on_open_original(self) -> None:
        report = self.chosen()
        path = self.operations.run(lambda: self.services.viewing.original(report)) if report else None
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
