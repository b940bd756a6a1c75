"""数字出处: every number of a report with its source, to look through, print and hand on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontDatabase, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fzapp.services.exports import proposed_name
from fzapp.services.figure_sources import SourceState, counted_states
from fzapp.services.source_files import source_table
from fzapp.text.pinyin import matches
from fzapp.ui import actions, page_list, theme
from fzapp.ui.delegates.wrapped_delegate import WrappedDelegate
from fzapp.ui.file_kinds import EXCEL, PDF, WORD
from fzapp.ui.jobs import Job
from fzapp.ui.models.source_model import DRIFTED, SourceColumn, SourceModel, SourceRow
from fzapp.ui.pages.sources_detail import SourceDetail
from fzapp.ui.preview import output
from fzapp.ui.preview.faces import choose_faces
from fzapp.ui.preview.page_painter import PagePainter
from fzapp.ui.preview.preview_view import PreviewView
from fzapp.ui.turns import BETWEEN, take_turn
from fzapp.ui.widgets.basic import card, label, read_by_rows, row, scroll
from fzapp.ui.widgets.column_page import ColumnPage
from fzapp.ui.widgets.filter_field import FilterField

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QAction, QResizeEvent, QShowEvent

    from fzapp.domain.report import Report
    from fzapp.services.figure_sources import SourceEntry
    from fzapp.services.source_files import SourceFiles, SourceTable
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.page import Means
    from fzapp.ui.prompts import FileKind
    from fzapp.word.layout import Page as LaidPage

DETAIL_WIDTH = 320
ALL = "全部"
_SHARES = {SourceColumn.SENTENCE: 5, SourceColumn.SOURCE: 4, SourceColumn.EVIDENCE: 2}
"""How the columns of texts share what the short ones leave."""

_SHORT = {SourceColumn.NUMBER: "10000人次", SourceColumn.STATE: f"{DRIFTED}　"}
_NARROW = 620
"""Pixels of the table below which the evidence is left to the column on the right."""


class SourceTableView(QTableView):
    """Texts wrap; Enter is a double click."""

    def __init__(self, model: SourceModel) -> None:
        super().__init__()
        self.setObjectName("source_table")
        self.setAccessibleName("数字出处表")
        self.setModel(model)
        self.setItemDelegate(WrappedDelegate(self))
        self.setWordWrap(True)
        read_by_rows(self)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setHighlightSections(False)
        self._rows = iter(())
        self._timer = QTimer(self, singleShot=True, interval=BETWEEN)
        self._timer.timeout.connect(self._fit_rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.doubleClicked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Texts wrap anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self.isVisible():
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """What became wider or other unseen."""
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """Short columns by their widest word, the texts share the rest; rows as high as their texts.

        Nothing while it is not seen: it is done when it is shown.
        """
        if not self.isVisible():
            return
        self.setColumnHidden(SourceColumn.EVIDENCE, self.viewport().width() < theme.scaled(_NARROW))
        metrics, header = self.fontMetrics(), self.horizontalHeader()
        left = self.viewport().width()
        for column, widest in _SHORT.items():
            header.resizeSection(column, metrics.horizontalAdvance(widest) + 16)
            left -= header.sectionSize(column)
        shown = {c: share for c, share in _SHARES.items() if not self.isColumnHidden(c)}
        for column, share in shown.items():
            header.resizeSection(column, max(60, left * share // sum(shown.values())))
        self._rows = iter(self._nearest_first())
        self._timer.start()  # not at once: showing the table asks for this several times

    def _nearest_first(self) -> list[int]:
        """The rows that are seen before the others, for a long table takes its time."""
        seen = max(0, self.rowAt(0))
        rows = self.model().rowCount()
        return [*range(seen, rows), *range(seen)]

    def _fit_rows(self) -> None:
        if take_turn(self.resizeRowToContents(row) for row in self._rows):
            self._timer.start()


class SourcesPage(ColumnPage):
    """The table with what is open first to see, the chosen number beside it, and how it will be printed."""

    name = page_list.SOURCES
    topic = "数字和台账"
    follows_report = True
    shows_text = True
    tables = ColumnPage.tables | {"ledger_row", "zero_confirmation", "figure_freeze", "own_figure"}

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("sources_page")
        self._report: Report | None = None
        self._table: SourceTable | None = None
        self._rows: tuple[SourceRow, ...] = ()
        self._job: Job | None = None
        self._gathered: tuple[Report, tuple[SourceEntry, ...]] | None = None
        self._build()
        self._build_actions()
        self.model.modelReset.connect(self.table.fit)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_chosen())
        self.table.doubleClicked.connect(lambda _index: self._go())
        self.detail.section_requested.connect(self.open_section_requested)
        self.filter.currentIndexChanged.connect(lambda _index: self._show_rows())
        self.words.textChanged.connect(lambda _text: self._show_rows())
        self.words.entered.connect(partial(self.table.setFocus, Qt.FocusReason.OtherFocusReason))

    # --- what the window asks -------------------------------------------------------------------

    def title(self) -> str:
        """The title of the report with what this is."""
        if self._report is None:
            return self.name
        return f"{self.name}　{self._report.content.title or f'{self._report.year}年度报告'}"

    def actions(self) -> Sequence[QAction]:
        """Three ways out, how it will look, and where the narrow window keeps the details."""
        return (self._word, self._excel, self._pdf, self._print, self._look, self._detail_action)

    def status(self) -> str:
        """How many numbers there are by state."""
        return counted_states(row.entry for row in self._rows) if self._report else ""

    def activate(self) -> None:
        """The keyboard is in the table."""
        super().activate()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- reading --------------------------------------------------------------------------------

    def ahead(self) -> Iterator[bool | None]:
        """Every number of the report, then where it comes from."""
        yield from self._numbers_ahead()
        report, found = self.report_in_hand(), []
        if report is not None:
            for entries in self.services.sources.in_parts(report):
                found += entries
                yield
            self._gathered = (report, tuple(found))

    def _renew(self) -> None:
        """What was looked up beforehand does not hold any more."""
        self._gathered = None
        super()._renew()

    def _entries(self, report: Report) -> tuple[SourceEntry, ...]:
        """Looked up beforehand and not changed since, or now."""
        gathered, self._gathered = self._gathered, None
        if gathered is not None and gathered[0] == report:
            return gathered[1]
        return self.services.sources.of_report(report)

    def refresh(self) -> None:
        """Read the numbers of the chosen report anew; the chosen one stays chosen."""
        self._report = self.report_in_hand()
        self._rows, self._table = (), None
        if self._report is not None:
            entries = self._entries(self._report)
            frozen = self.services.freezes.frozen(self._report.id)
            drift = {one.name: f"{one.told}。" for one in self.services.freezes.drift(self._report.id)}
            self._rows = tuple(
                SourceRow(number, entry, drift.get(entry.name, "")) for number, entry in enumerate(entries, 1)
            )
            self._table = source_table(self._report, entries, frozen)
        self._fill_filter()
        self._show_rows()
        if self._look.isChecked():
            self._show_pages()
        for action in (self._word, self._excel, self._pdf, self._print, self._look):
            action.setEnabled(self._table is not None)
        self.title_changed.emit()
        self.status_changed.emit()

    def _fill_filter(self) -> None:
        chosen = self.filter.currentData()
        states = [row.entry.state for row in self._rows]
        entries = [
            (f"{state.label} {states.count(state)}个", state) for state in SourceState if state in states
        ]
        drifted = sum(bool(row.drift) for row in self._rows)
        if drifted:
            entries.append((f"{DRIFTED} {drifted}个", DRIFTED))
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.addItem(f"{ALL} {len(states)}个", ALL)
        for words, value in entries:
            self.filter.addItem(words, value)
        self.filter.setCurrentIndex(max(0, self.filter.findData(chosen)))
        self.filter.blockSignals(False)

    def _show_rows(self) -> None:
        chosen, words = self._chosen(), self.words.text()
        wanted = self.filter.currentData() or ALL
        found = [row for row in self._rows if _is_wanted(row, wanted) and _answers(row, words)]
        self.model.set_rows(found)
        number = chosen.number if chosen else 1
        place = next((at for at, row in enumerate(found) if row.number >= number), len(found) - 1)
        if found:
            self.table.selectRow(place)
        self._empty.setText("没有这样的数。" if self._rows else "报告里还没有数字，写到数字时按 F2。")
        self._empty.setVisible(not found)
        self.table.setVisible(bool(found))
        self._show_chosen()

    def _chosen(self) -> SourceRow | None:
        place = self.table.currentIndex().row()
        return self.model.rows[place] if 0 <= place < len(self.model.rows) else None

    def _show_chosen(self) -> None:
        self.detail.show_row(self._chosen())

    def _go(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.open_section_requested.emit(chosen.entry.section_id)

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.model = SourceModel(self)
        self.table = SourceTableView(self.model)
        self.filter = QComboBox(objectName="source_filter", accessibleName="看哪些数")
        self.filter.setMinimumContentsLength(9)
        self.words = FilterField("source_search", "查找数字", "查：句子、台账、指标，可输拼音首字母")
        self._empty = label("", "muted", name="source_empty", wrap=True)
        frame, inside = card("sources_card")
        inside.addLayout(row(self.filter, self.words))
        inside.addWidget(self._empty)
        inside.addWidget(self.table, 1)
        inside.addStretch(0)
        self.preview = PreviewView()
        self._stack = QStackedWidget()
        self._stack.addWidget(frame)
        self._stack.addWidget(self.preview)
        self.detail = SourceDetail(self.services.ledgers)
        outer = QHBoxLayout()
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(12)
        outer.addWidget(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(outer)
        self.add_column(outer, scroll(self.detail), DETAIL_WIDTH)

    def _build_actions(self) -> None:
        make = partial(actions.make_action, self)
        self._word = make(
            "存成Word", partial(self._save, WORD), name="sources_word", keys=actions.EXPORT, primary=True,
            hint="把数字出处表存成Word文件（Ctrl+E）",
        )  # fmt: skip
        self._excel = make("存成Excel", partial(self._save, EXCEL), name="sources_excel")
        self._pdf = make("存成PDF", partial(self._save, PDF), name="sources_pdf")
        self._print = make(
            "打印", self.print, name="sources_print", keys=actions.PREVIEW, hint="打印数字出处表（Ctrl+P）"
        )
        self._look = make(
            "看打印的样子",
            self._toggle_pages,
            name="sources_preview",
            keys="Ctrl+L",
            hint="打印出来的样子（Ctrl+L）",
        )
        self._look.setCheckable(True)
        self._detail_action = make(
            "出处", self.toggle_column, name="sources_detail", hint="这个数的出处（F10）"
        )
        self.opened_by(self._detail_action)
        make("查找", self.words.setFocus, name="sources_find", keys="Ctrl+F")

    # --- on paper -------------------------------------------------------------------------------

    def _painted(self) -> tuple[tuple[LaidPage, ...], PagePainter]:
        files, exports = self.services.source_files, self.services.exports
        assert self._table is not None
        profile = files.profile()
        faces = choose_faces(profile, QFontDatabase.families(), exports.stand_ins())
        return files.pages(self._table), PagePainter(profile, faces)

    def _toggle_pages(self) -> None:
        self._look.setText("看表格" if self._look.isChecked() else "看打印的样子")
        self._stack.setCurrentIndex(int(self._look.isChecked()))
        if self._look.isChecked() and self._table is not None:
            self._show_pages()
            self.preview.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_pages(self) -> None:
        if self._table is None:
            self.preview.set_pages((), None)
        else:
            self.preview.set_pages(*self._painted())

    def print(self) -> None:
        """Ask for a printer, and print the table."""
        self.operations.run(self._printed)

    def _printed(self) -> None:
        if self._table is None:
            return
        pages, painter = self._painted()
        printer = output.ask_printer(self, len(pages), painter)
        if printer is not None:
            count = output.print_pages(printer, pages, painter)
            self.prompter.tell(f"{count}页已经送到打印机。")

    def _save(self, kind: FileKind) -> None:
        report, table = self._report, self._table
        if report is None or table is None:
            return
        name = proposed_name(report.content, report.year, "").removesuffix("报告") + "数字出处表"
        path = self.prompter.choose_save(f"存成{kind.label}", Path(name + kind.suffixes[0]), kind)
        if path is None:
            return
        if kind is PDF:
            work = partial(output.save_pdf, *self._painted(), table.title, path)
        else:
            work = partial(_write, self.services.source_files, table, path)
        self._job = Job(work, self)
        self._job.succeeded.connect(self._on_written)
        self.prompter.follow(self._job, "正在存数字出处表。")
        self._job.start()

    def _on_written(self, path: Path) -> None:
        self.prompter.tell(f"数字出处表已存成“{path.name}”。")
        self.operations.run(partial(self.services.audit.exported, path, "数字出处表"), self)


def _is_wanted(row: SourceRow, wanted: str) -> bool:
    if wanted == DRIFTED:
        return bool(row.drift)
    return wanted == ALL or row.entry.state == wanted


def _answers(row: SourceRow, words: str) -> bool:
    entry = row.entry
    text = f"{entry.number} {entry.sentence} {entry.section} {entry.name} {entry.ledger}"
    return not words.strip() or matches(words, text)


def _write(files: SourceFiles, table: SourceTable, path: Path, context: JobContext) -> Path:
    """Runs on a worker."""
    return files.save(table, path, context.check)
