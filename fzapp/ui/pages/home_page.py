"""工作台: where the report stands, what is to be done, and one key to go on writing."""

from __future__ import annotations

import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from fzapp.domain.period import closing_label
from fzapp.domain.report import ReportStage, SectionState
from fzapp.services.agenda import Elsewhere, Todo, Urgency, agenda, left_of_signed, year_to_turn
from fzapp.services.safekeeping import back_up_now, list_backups
from fzapp.ui import actions, page_list
from fzapp.ui.messages import day, when
from fzapp.ui.models.task_model import TaskModel
from fzapp.ui.pages.home_cards import EmptyState, ReportCard, SafetyCard, TodoCard
from fzapp.ui.prompts import Offer
from fzapp.ui.widgets.basic import button, card, scroll
from fzapp.ui.widgets.column_page import ColumnPage
from fzapp.ui.widgets.task_table import TaskTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QHideEvent, QPaintEvent

    from fzapp.domain.report import Report
    from fzapp.services.overview import Progress, ResumePoint, TaskRow
    from fzapp.services.writing import Recovered
    from fzapp.ui.jobs import Steps
    from fzapp.ui.page import Means

COLUMN_WIDTH = 356

_PAGES = {
    Elsewhere.SETTINGS: page_list.SETTINGS,
    Elsewhere.CHECK: page_list.CHECK,
    Elsewhere.SUBMIT: page_list.SUBMIT,
}


class HomePage(ColumnPage):
    """The page the program opens on."""

    name = "工作台"
    follows_report = True
    tables = ColumnPage.tables | {"ledger_row", "zero_confirmation", "submission", "review_step"}

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("home_page")
        self._report: Report | None = None
        self._point: ResumePoint | None = None
        self._recovered: tuple[Recovered, ...] = ()
        self._asked_to_settle = False
        self._settling: Steps | None = None
        self._settled = False
        self._empty: EmptyState | None = None
        self._build()
        self._build_actions()

    # --- what the window asks -------------------------------------------------------------------

    def title(self) -> str:
        """The office and the year."""
        unit = self.services.reports.unit().full_name or "法治报告助手"
        return f"{unit}　{self._report.year}年度" if self._report else unit

    def actions(self) -> Sequence[QAction]:
        """Another report; where the window is narrow, what is to be done."""
        return (self._drawer, self._switch)

    def activate(self) -> None:
        """Show the present state; Enter goes on writing. Here ends the look at a record."""
        in_hand = self.report_in_hand()
        if in_hand is not None and in_hand.stage is ReportStage.RECORD:
            self.signals.choose_report(0)
        super().activate()
        if self._report is not None:
            self.report_card.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_recovered(self, recovered: Sequence[Recovered]) -> None:
        """Name the text that came back among the things to look at."""
        self._recovered = tuple(recovered)
        self.stale = True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Once the page stands, the lengths are counted with the numbers of the ledgers."""
        super().paintEvent(event)
        if not self._asked_to_settle:
            self._asked_to_settle = True
            QTimer.singleShot(0, self, self._settle)

    def hideEvent(self, event: QHideEvent) -> None:
        """Of a page that is not seen the archive may be closed: it is settled when it is painted again."""
        super().hideEvent(event)
        if self._settling is not None and self._settling.running:
            self._settling.cancel()
            self._asked_to_settle = False

    def _settle(self) -> None:
        """Count one number of the report after the other, with the events between: there may be many rows."""
        from fzapp.domain.body import figure_names  # noqa: PLC0415  not before the window stands
        from fzapp.ui.jobs import Steps  # noqa: PLC0415

        if not self.isVisible():
            self._asked_to_settle = False
            return
        report = self._report
        sections = report.sections if report is not None else ()
        names = list({name for section in sections for name in figure_names(section.body)})

        def count_one() -> bool:
            if names and report is not None:
                self.services.figures.reader(report).find(names.pop())
            return bool(names)

        self._settling = Steps(count_one, lambda: 0, len(names), self)
        self._settling.succeeded.connect(self._on_settled)
        self._settling.start()

    def _on_settled(self) -> None:
        self._settled = True
        self.refresh()

    # --- reading --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the report, its tasks and what is to be done."""
        self._report = self.report_in_hand()
        self._fill_menu()
        if self._report is None:
            self._show_empty()
        else:
            self._stack.setCurrentWidget(self._work)
            self._show_report(self._report)
        self.title_changed.emit()
        self.status_changed.emit()

    def status(self) -> str:
        """How many sections stand where."""
        if self._report is None:
            return ""
        own = [row for row in self.model.rows if row.is_counted]
        counts = [(state.label, sum(row.section.state is state for row in own)) for state in SectionState]
        return "　".join(f"{name}{count}" for name, count in counts if count)

    def _show_empty(self) -> None:
        """The ways to begin, made when there is nothing else to show."""
        if self._empty is None:
            self._empty = EmptyState()
            self._empty.command_requested.connect(self.command_requested)
            self._empty.settings_requested.connect(self._ask_for_settings)
            self._stack.addWidget(self._empty)
        self._empty.show_profile_missing(not self.services.reports.unit().full_name)
        self._empty.show_records(len(self.services.reports.all()))
        self._stack.setCurrentWidget(self._empty)

    def _show_report(self, report: Report) -> None:
        overview, now = self.services.overview, self.services.archive.now()
        point = overview.resume()
        self._point = point if point is not None and point.report.id == report.id else None
        rows = overview.tasks(report.id, figures=self._settled)
        progress = overview.progress(report.id)
        self.report_card.show_report(report, progress, self._point, now)
        self.table.show_rows(rows)
        self._select_current()
        todos = self._todos_of(report, rows, progress)
        self.todo_card.show_todos((*self._recovered_todos(rows), *todos, *self._year_todos()))
        self._show_backup(now)

    def _todos_of(self, report: Report, rows: Sequence[TaskRow], progress: Progress) -> tuple[Todo, ...]:
        """Of a signed report only the handing in is left; that is looked up once the window stands."""
        if report.stage is ReportStage.DRAFT:
            return agenda(rows, progress, self.services.reports.unit())
        if not self._settled:
            return ()
        return left_of_signed(progress.days_left, sent=self.services.signing.is_sent(report.id))

    def _select_current(self) -> None:
        """The current row is where writing goes on, unless the user stands on another one."""
        if not self.table.currentIndex().isValid():
            wanted = self._point.section.id if self._point is not None else self._first_open_id()
            self.table.select_section(wanted)

    def _first_open_id(self) -> int:
        """The first section that is not finished; the first of all when every one is."""
        rows = [row for row in self.model.rows if not row.has_children]
        done = (SectionState.WRITTEN, SectionState.NOT_APPLICABLE)
        still = [row for row in rows if row.section.state not in done]
        return next((row.section.id for row in still or rows), 0)

    def _recovered_todos(self, rows: Sequence[TaskRow]) -> list[Todo]:
        """What came back after a crash, each with the section it is in when that can be told."""
        now = self.services.archive.now()
        found: list[Todo] = []
        for item in self._recovered:
            target = next((row for row in rows if row.section.heading == item.heading), None)
            name = target.title if target else item.heading or "导语"
            text = f"{name}：找回了{when(item.saved_at, now)}没存完的文字，看一遍"
            found.append(Todo(Urgency.REMIND, text, target.section.id if target else 0))
        return found

    def _year_todos(self) -> list[Todo]:
        """In January the next year is offered."""
        if not self._settled or not self.services.years.is_due():
            return []
        turn = self.services.years.turn()
        return [year_to_turn(turn.old, len(turn.left))]

    def _show_backup(self, now: str) -> None:
        newest = next(iter(list_backups(self.services.archive)), None)
        taken = newest.taken if newest else ""
        today = datetime.date.fromisoformat(now[:10])
        age = (today - datetime.date.fromisoformat(taken[:10])).days if taken else 0
        self.safety_card.show_backup(taken, age, now)

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self._work = QWidget()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._work)
        self.report_card = ReportCard()
        self.report_card.continue_requested.connect(self._on_continue)
        self.report_card.closing_chosen.connect(self._on_closing)
        self.report_card.due_requested.connect(self._ask_due)
        self.model = TaskModel(self)
        self.table = TaskTable(self.model)
        self.table.section_opened.connect(self.open_section_requested)
        table_card, inside = card("task_card", margin=12)
        inside.addWidget(self.table)
        main = QVBoxLayout()
        main.setSpacing(12)
        main.addWidget(self.report_card)
        main.addWidget(table_card)
        main.addStretch(1)
        outer = QHBoxLayout(self._work)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(12)
        outer.addLayout(main, 1)
        self.add_column(outer, self._build_column(), COLUMN_WIDTH)

    def _build_column(self) -> QWidget:
        self.todo_card = TodoCard()
        self.todo_card.section_requested.connect(self.open_section_requested)
        self.todo_card.elsewhere_requested.connect(self._go_elsewhere)
        self.safety_card = SafetyCard()
        self.safety_card.backup_requested.connect(self._on_backup)
        # the column is dressed as soon as it is put into its frame: a tone that is told later is dressed twice
        self._show_backup(self.services.archive.now())
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        inside.addWidget(self.todo_card)
        inside.addWidget(self.safety_card)
        inside.addStretch(1)
        practice = button("打开练习本（编的样例）", self._ask_for_practice, "link", name="open_practice")
        inside.addWidget(practice, 0, Qt.AlignmentFlag.AlignRight)
        return scroll(body)

    def _build_actions(self) -> None:
        self._drawer = actions.make_action(
            self, "要办的事", self.toggle_column, name="home_drawer", hint="要办的事和资料安全（F10）"
        )
        self.opened_by(self._drawer)
        self._menu = QMenu(self)
        self._switch = actions.make_action(
            self, "换报告", self._pop_menu, name="home_switch", hint="换一份报告或年度"
        )

    # --- doing ----------------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        self._menu.clear()
        reports = self.services.reports.all()
        work = [report for report in reports if report.stage is not ReportStage.RECORD]
        self._switch.setVisible(bool(work))
        year = 0
        for report in work:
            if report.year != year:
                self._menu.addSection(f"{report.year}年")
                year = report.year
            title = report.content.title or report.source_name
            entry = self._menu.addAction(f"{title}　{report.stage.label}")
            entry.setCheckable(True)
            entry.setChecked(self._report is not None and report.id == self._report.id)
            entry.triggered.connect(partial(self._choose, report.id))
        self._menu.addSeparator()
        self._menu.addAction("往年导入的报告…", partial(self.open_page_requested.emit, page_list.ARCHIVE))
        self._menu.addAction("换年度…", partial(self.command_requested.emit, actions.COMMAND_TURN_YEAR))

    def _choose(self, report_id: int, _checked: bool = False) -> None:
        self.signals.choose_report(report_id)

    def _pop_menu(self) -> None:
        self._menu.popup(QCursor.pos())

    def turn_to(self, report_id: int) -> None:
        """No row is chosen in another report."""
        del report_id
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())

    def _on_continue(self) -> None:
        section_id = self._point.section.id if self._point is not None else self._first_open_id()
        if section_id:
            self.open_section_requested.emit(section_id)

    def _on_closing(self, closing: str) -> None:
        report = self._report
        if report is None or closing == report.figures_until:
            return
        if self.operations.run(lambda: self.services.reports.set_closing(report.id, closing)) is not None:
            self.prompter.tell(
                f"报告里台账的数改为{closing_label(closing)}，已经照着换过。",
                "done",
                Offer("撤销", self.operations.undo),
            )

    def _ask_due(self) -> None:
        """Ask for the day the report is due."""
        from fzapp.ui.dialogs import due_date  # noqa: PLC0415  the window starts without it

        report = self._report
        if report is None:
            return
        note = self.services.library.get(report.genre).due_note
        today = self.services.archive.now()[:10]
        wanted = due_date.ask(self.window(), due_date.Question(report.due_date, today, note))
        if wanted is not None and wanted != report.due_date:
            self.set_due(report.id, wanted)

    def set_due(self, report_id: int, due: str) -> None:
        """Record the day a report is due, ISO or "", and say so."""
        change = self.operations.run(lambda: self.services.reports.set_due_date(report_id, due))
        if change is not None:
            told = f"报送期限改为{day(due)}。" if due else "这份报告不再记报送期限。"
            self.prompter.tell(told, "done", Offer("撤销", self.operations.undo))

    def _on_backup(self) -> None:
        if self.operations.run(lambda: back_up_now(self.services.archive)) is not None:
            self._show_backup(self.services.archive.now())
            self.prompter.tell("备份做好了，已经打开核对过。")

    def _go_elsewhere(self, elsewhere: Elsewhere) -> None:
        if elsewhere is Elsewhere.NEXT_YEAR:
            self.command_requested.emit(actions.COMMAND_TURN_YEAR)
        else:
            self.open_page_requested.emit(_PAGES[elsewhere])

    def _ask_for_settings(self) -> None:
        self.open_page_requested.emit(page_list.SETTINGS)

    def _ask_for_practice(self) -> None:
        self.command_requested.emit(actions.COMMAND_PRACTICE)
