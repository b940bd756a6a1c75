"""写报告: one section a screen, with the list of sections on the left and help on the right."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from fzapp.domain.period import closing_label
from fzapp.domain.report import ReportStage, SectionState, state_after_edit
from fzapp.ui import actions
from fzapp.ui.editor.section_editor import SectionEditor
from fzapp.ui.models.outline_model import PARTS, OutlineModel
from fzapp.ui.page import Page
from fzapp.ui.pages.write_actions import WriteActions
from fzapp.ui.pages.write_columns import WriteColumns
from fzapp.ui.pages.write_commands import FINISHED, SectionCommands
from fzapp.ui.pages.write_desk import Desk, NothingToWrite
from fzapp.ui.pages.write_find import FindBar, Finder
from fzapp.ui.pages.write_helpers import WriteHelpers
from fzapp.ui.pages.write_outline import OutlinePanel
from fzapp.ui.pages.write_panel import SidePanel
from fzapp.ui.pages.write_parts import PartsForm
from fzapp.ui.pages.write_reuse import ReuseBar
from fzapp.ui.pages.write_review import ReviewDesk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtGui import QAction

    from fzapp.domain.report import Report
    from fzapp.services.overview import TaskRow
    from fzapp.ui.page import Means

NOTHING = -1
"""No entry is open: neither a section nor title and signature."""


class WritePage(Page):
    """Opens on the section where writing stopped, commits what is typed, goes from section to section."""

    name = "写报告"
    follows_report = True
    shows_text = True
    tables = Page.tables | {
        "ledger_row", "zero_confirmation", "figure_freeze", "review_comment", "section_evidence",
        "checkpoint_tick", "reused_sentence", "review_step",
    }  # fmt: skip

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("write_page")
        self._report: Report | None = None
        self._shown = NOTHING
        self._stored: TaskRow | None = None
        self._cursors: dict[int, int] = {}
        self.review = ReviewDesk(self)
        self.keys = WriteActions(self)
        self._build()
        self._wire()

    # --- what the window asks -----------------------------------------------------------------------

    def title(self) -> str:
        """The title of the report, and where its figures end when that is not the year's end."""
        if self._report is None:
            return self.name
        title = self._report.content.title or f"{self._report.year}年度报告"
        closing = self._report.figures_until
        return f"{title}　数据{closing_label(closing)}" if closing else title

    def actions(self) -> Sequence[QAction]:
        """Search, and where columns are folded the way to them."""
        return self.keys.top_line()

    def status(self) -> str:
        """Length and covered checkpoints of the section."""
        if self._shown <= PARTS:
            return ""
        done, total = self.panel.points()
        points = f"　要点{done}/{total}" if total else ""
        counts = f"　{self.figures.told}" if self.figures.told else ""
        return f"{self.helpers.stage_told}本节{self.editor.characters()}字{points}{counts}"

    def activate(self) -> None:
        """Show the present state and go into the text."""
        super().activate()
        if self._shown > PARTS:
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> bool:
        """Commit what is typed."""
        return self.commit()

    def set_narrow(self, narrow: bool) -> None:
        """Both columns become drawers."""
        self.columns.set_narrow(narrow)

    def toggle_list(self) -> None:
        """F9."""
        self.columns.toggle_list()

    def toggle_column(self) -> None:
        """F10."""
        self.columns.toggle_help()

    def open_section(self, section_id: int) -> None:
        """Go to a section, also of another report."""
        section = self.operations.run(lambda: self.services.writing.section(section_id))
        if section is None:
            return
        if self._report is None or section.report_id != self._report.id:
            self.commit()
            self.signals.choose_report(section.report_id)
            self.refresh()
        self.show_section(section_id)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_place(self, section_id: int, start: int, length: int) -> None:
        """Go to a place in a section with its words selected; section 0 is title and signature."""
        if section_id != PARTS:
            self.open_section(section_id)
            self.editor.select(start, length)
        self.show_section(section_id)

    # --- reading ------------------------------------------------------------------------------------

    def ahead(self) -> Iterator[bool | None]:
        """Every number of the report."""
        return self._numbers_ahead()

    def refresh(self) -> None:
        """Read the report anew; the section that is open stays so, and what is typed is kept."""
        report = self.report_in_hand()
        if report is None or self._report is None or report.id != self._report.id:
            self._shown = NOTHING
            self.parts.forget()
            self.panel.show_parts()  # it would go on asking for a report that may be gone
        self._report = report
        self.figures.follow(report)
        self.findings.forget()
        self._stack.setCurrentWidget(self._empty if report is None else self._work)
        if report is None:
            self.outline.show_rows((), NOTHING, read_only=True)  # keys are heard behind the empty page too
        else:
            self.desk.about_report = self.review.told_about(report)
            self.read_rows()
            self.helpers.look()
            self.desk.set_read_only(read_only=self.is_read_only())
            self.panel.set_writable(writable=not self.is_read_only())
            self.show_section(self._shown if self._is_there(self._shown) else self._first_id())
            self._enable_actions()
        self.title_changed.emit()
        self.status_changed.emit()

    def read_rows(self) -> None:
        """Outline, head and form as the archive has them; the editor only when its text became another."""
        assert self._report is not None
        self._report = self.services.reports.get(self._report.id)
        self.figures.keep_up(self._report)
        rows = self.services.overview.tasks(self._report.id)
        self.outline.show_rows(rows, self._shown, read_only=self.is_read_only())
        self.parts.show_parts(
            self._report.content, read_only=self.is_read_only(), about=self.desk.about_report
        )
        self._stored = self.model.row_of(self._shown)
        if self._stored is not None:
            self._follow_archive(self._stored)
            self._show_live()

    def _follow_archive(self, shown: TaskRow) -> None:
        """Undo, redo or another view changed the text under the editor; what is typed is never lost."""
        section = shown.section
        if self.editor.holds(section.body):
            return
        if self.editor.is_changed():
            self.editor.rebase(section.body)
        else:
            self.editor.set_body(section.body, section.cursor)
            self.panel.set_body(self.editor.shown_text())

    def is_read_only(self) -> bool:
        """Whether the report is signed."""
        return self._report is not None and self._report.stage is ReportStage.FINAL

    def _is_there(self, section_id: int) -> bool:
        return section_id != NOTHING and self.model.place_of(section_id) >= 0

    def _first_id(self) -> int:
        """Where writing stopped in this report, else the first section that is not finished."""
        point = self.services.overview.resume()
        if point is not None and self._is_there(point.section.id):
            return point.section.id
        own = [r for r in self.model.rows if not r.has_children]
        still = [r for r in own if r.section.state not in FINISHED]
        return next((r.section.id for r in still or own), PARTS)

    # --- moving -------------------------------------------------------------------------------------

    def shown_row(self) -> TaskRow | None:
        """The section in the editor as the archive has it; None for title and signature."""
        return self._stored if self._shown > PARTS else None

    def show_section(self, section_id: int) -> None:
        """Bring an entry of the outline to the middle, after committing the one that was there."""
        if section_id == self._shown:
            return
        self.commit()
        if not self._is_there(section_id):
            return
        if self._shown > PARTS:
            self._cursors[self._shown] = self.editor.cursor_offset()
        self._shown = section_id
        self.outline.view.show_current(section_id)
        shown = self.model.row_of(section_id)
        if shown is None:
            self._centre.setCurrentWidget(self.parts)
            self.panel.show_parts()
            self.helpers.show_section(None)
        else:
            self._show_section(shown)
        self._enable_actions()
        self.status_changed.emit()

    def _show_section(self, shown: TaskRow) -> None:
        self._stored, section = shown, shown.section
        self._centre.setCurrentWidget(self.desk)
        self.desk.show_row(shown)
        self.desk.set_read_only(read_only=self.is_read_only())
        self.editor.set_body(section.body, self._cursors.get(section.id, section.cursor))
        self.panel.show_section(section, self.editor.shown_text(), writable=not self.is_read_only())
        self.helpers.show_section(section)
        self.finder.refresh()

    def step(self, by: int) -> None:
        """To the entry before or behind, in the order of the list."""
        place = self.model.place_of(self._shown) + by
        if 0 <= place < self.model.rowCount():
            self.show_section(self.model.id_at(place))
            self._enter()

    def _enter(self) -> None:
        """Into the text; a drawer that lies over it is closed."""
        self.columns.close_drawers()
        self._centre.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    # --- saving -------------------------------------------------------------------------------------

    def commit(self) -> bool:
        """What is typed becomes an operation; False when the archive refused it."""
        self.parts.commit()
        if self._shown <= PARTS or not self.editor.is_changed():
            return True
        return self.replace_body(self._shown, self.editor.body())

    def replace_body(self, section_id: int, body: str) -> bool:
        """Commit a text of a section as one operation; False when that was refused."""
        here = section_id == self._shown
        cursor = self.editor.cursor_offset() if here else self._cursors.get(section_id, 0)
        saved = self.run(lambda: self.services.writing.save(section_id, body, cursor))
        if saved and here:
            if body == self.editor.body():
                self.editor.mark_committed()
            else:
                self.editor.set_body(body, cursor)
        if saved:
            self.read_rows()
        return saved

    def run(self, action: Callable[[], object]) -> bool:
        """One operation of this page; False when it was refused."""

        def act() -> bool:
            action()
            return True

        return bool(self.operations.run(act, initiator=self))

    def _on_draft(self, body: str, cursor: int) -> None:
        section_id = self._shown
        if section_id > PARTS and self.run(
            lambda: self.services.writing.keep_draft(section_id, body, cursor)
        ):
            self.operations.note_saved()

    def _on_parts(self, parts: dict[str, str]) -> None:
        report = self._report
        if report is not None and self.run(lambda: self.services.reports.edit_parts(report.id, **parts)):
            self.read_rows()
            self.title_changed.emit()

    # --- while typing -------------------------------------------------------------------------------

    def _on_body_changed(self) -> None:
        self.panel.set_body(self.editor.shown_text())
        self._show_live()
        self.finder.refresh()

    def _show_live(self) -> None:
        """Length, state and checkpoints as typed, before they are committed."""
        shown = self._stored
        if shown is None or self._shown != shown.section.id:
            return
        live = _live(shown, self.editor, self.panel.points()[0])
        self.model.set_row(live)
        self.desk.show_row(live)
        self.status_changed.emit()

    # --- what the buttons do ------------------------------------------------------------------------

    def finish_section(self) -> None:
        """Mark the section as written and go on with the next."""
        shown = self.model.row_of(self._shown)
        if not self.commit():
            return
        if shown is not None and not self.is_read_only():
            self.section_commands.finish(shown, self.editor.body())
            self.read_rows()
        following = self.model.next_to_write(self._shown)
        if following is None:
            self.prompter.tell(_end_told(self.model.rows), "note")
        else:
            self.show_section(following.section.id)
            self._enter()

    def mark_not_applicable(self) -> None:
        """Say that the unit has no such work."""
        self.section_commands.set_state(self._shown, SectionState.NOT_APPLICABLE)

    def _on_command_done(self, section_id: int) -> None:
        """A section was renamed, moved, added, removed: read the list and show the one that matters."""
        if not self._report:
            return
        self.read_rows()
        if not self._is_there(self._shown):
            self._shown = NOTHING
        self.show_section(section_id if self._is_there(section_id) else PARTS)
        self.outline.view.show_current(self._shown)

    def open_find(self, *, replacing: bool) -> None:
        """Ctrl+F, Ctrl+H."""
        if self._shown <= PARTS and self.model.rows:
            self.show_section(self.model.rows[0].section.id)
        self.finder.open_bar(replacing=replacing)

    @property
    def report(self) -> Report | None:
        """The report that is written, as it was last read."""
        return self._report

    def now(self) -> str:
        """The archive's clock."""
        return self.services.archive.now()

    # --- what the finder asks -----------------------------------------------------------------------

    def bodies(self) -> Sequence[tuple[int, str]]:
        """The texts of the sections in order, the one that is being typed as it stands."""
        return [(key, self.figures.rendered(body)) for key, body in self.stored_bodies()]

    def stored_bodies(self) -> Sequence[tuple[int, str]]:
        """The same as they are stored, figures as tokens."""
        return [
            (r.section.id, self.editor.body() if r.section.id == self._shown else r.section.body)
            for r in self.model.rows
        ]

    def shown_section(self) -> int:
        """The section in the editor."""
        return self._shown

    # --- building -----------------------------------------------------------------------------------

    def _build(self) -> None:
        # from the outside inwards: what is given another parent hears of its style anew, with all it holds
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget(self)
        outside.addWidget(self._stack)
        self._work = QWidget()
        self._stack.addWidget(self._work)
        self._centre = QStackedWidget(self._work)
        self.model = OutlineModel(self)
        self.section_commands = SectionCommands(self, self.commit)
        self.outline = OutlinePanel(self.model, self.section_commands, self._work)
        self.editor = SectionEditor()
        self.find_bar = FindBar()
        self.finder = Finder(self.find_bar, self.editor, self, self.prompter)
        self.reuse_bar = ReuseBar()
        self.desk = Desk(self.editor, self.find_bar, self.reuse_bar, self.keys.of_section(), self._centre)
        self.parts = PartsForm(self._centre)
        self.panel = SidePanel(self.services.overview, self._work)
        self._centre.addWidget(self.desk)
        self._centre.addWidget(self.parts)
        self.columns = WriteColumns(self._work, self.outline, self._centre, self.panel)
        self.helpers = WriteHelpers(self)
        self.figures, self.findings = self.helpers.figures, self.helpers.findings
        for before, behind in pairwise(
            (
                *self.outline.stops(),
                *self.find_bar.stops(),
                *self.reuse_bar.stops(),
                self.editor,
                *self.desk.buttons.stops(),
                *self.panel.stops(),
            )
        ):
            QWidget.setTabOrder(before, behind)
        self._empty = NothingToWrite()
        self._stack.addWidget(self._empty)

    def _wire(self) -> None:
        self.editor.draft_due.connect(self._on_draft)
        self.editor.commit_due.connect(self.commit)
        self.editor.body_changed.connect(self._on_body_changed)
        self.parts.changed.connect(self._on_parts)
        self.section_commands.done.connect(self._on_command_done)
        self.section_commands.files_wanted.connect(self.helpers.evidence.choose)
        self.outline.view.entry_chosen.connect(self.show_section)
        self.outline.view.entered.connect(self._enter)
        self._empty.command_requested.connect(self.command_requested)
        self.panel.import_requested.connect(partial(self.command_requested.emit, actions.COMMAND_IMPORT))
        self.columns.folded.connect(self._enable_actions)
        self.columns.escaped.connect(self._enter)
        self._enable_actions()

    def _enable_actions(self) -> None:
        signed = self.is_read_only()
        self.keys.enable(writable=self._shown > PARTS and not signed, signed=signed, columns=self.columns)

    def turn_to(self, report_id: int) -> None:
        """Nothing typed is left behind."""
        del report_id
        self.commit()


def _live(shown: TaskRow, editor: SectionEditor, points_done: int) -> TaskRow:
    """A section as it is being typed."""
    state = shown.section.state
    if editor.is_changed():
        state = state_after_edit(state, editor.body())
    section = replace(shown.section, state=state)
    return replace(shown, section=section, characters=editor.characters(), points_done=points_done)


def _end_told(rows: Sequence[TaskRow]) -> str:
    """What is left when the last section is done."""
    open_rows = [r for r in rows if r.is_counted and r.section.state not in FINISHED]
    if not open_rows:
        return "最后一节也写完了，可以去导出看看整份报告。"
    return f"这是最后一节，前面还有{len(open_rows)}节没写完，第一处是“{open_rows[0].title}”。"
