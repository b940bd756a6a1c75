"""What stands beside the text of a section: its numbers, what it took over, remarks on it, its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fzapp.domain.review import ReviewStage
from fzapp.ui.editor.finding_marks import FindingMarks
from fzapp.ui.pages.timelines import show_timeline
from fzapp.ui.pages.waiving import ask_and_waive
from fzapp.ui.pages.write_comments import SectionComments
from fzapp.ui.pages.write_evidence import SectionEvidence
from fzapp.ui.pages.write_figures import SectionFigures
from fzapp.ui.pages.write_reuse import SectionReuse
from fzapp.ui.pages.write_similar import SectionSimilar
from fzapp.ui.pages.write_tables import SectionTables

if TYPE_CHECKING:
    from fzapp.domain.report import Section
    from fzapp.services.figure_text import LedgerFigure
    from fzapp.services.overview import CheckpointState
    from fzapp.services.report_checks import PlacedFinding
    from fzapp.ui.pages.write_page import WritePage


class WriteHelpers(QObject):
    """Builds the helpers over the parts of a page, and leads from them to the page and back."""

    def __init__(self, page: WritePage) -> None:
        super().__init__(page)
        self._page = page
        self.stage_told = ""
        """Where the report stands, for the status line; "" for one that nobody has looked over yet."""
        self.figures = SectionFigures(page.services, page.prompter, page.desk, page.panel.figures)
        self.reuse = SectionReuse(page, page.editor, page.reuse_bar)
        self.comments = SectionComments(page, page.editor, page.panel.comments)
        self.evidence = SectionEvidence(page, page.panel.evidence)
        self.similar = SectionSimilar(page)
        self.tables = SectionTables(page)
        self.findings = FindingMarks(page.editor, page.services)
        self.findings.waive_requested.connect(self._on_waive)
        self.figures.changed.connect(page.status_changed)
        self.figures.list_wanted.connect(self._show_figures)
        self.figures.rows_wanted.connect(self._open_rows)
        page.panel.past.timeline_requested.connect(self._show_timeline)
        page.panel.checkpoints.tick_requested.connect(self._on_tick)

    def show_section(self, section: Section | None) -> None:
        """Another section, None for title and signature."""
        self.figures.show_section(section)
        if section is None:
            self.findings.show_section(0, 0)
        else:
            self.findings.show_section(section.report_id, section.id)
        for helper in (self.reuse, self.comments, self.evidence, self.similar):
            helper.show_section(section.id if section is not None else 0)

    def look(self) -> None:
        """The archive may have changed."""
        self._page.panel.set_body(self._page.editor.shown_text())
        self._read_stage()
        for helper in (self.reuse, self.comments, self.evidence):
            helper.look()

    def _read_stage(self) -> None:
        report = self._page.report
        stage = self._page.services.signing.stage(report.id) if report is not None else ReviewStage.DRAFT
        self.stage_told = "" if stage is ReviewStage.DRAFT else f"已{stage.label}　"

    def quote(self) -> None:
        """F3: take the text of an earlier year over, the piece that is selected or all of it."""
        page = self._page
        past, shown = page.panel.past.chosen(), page.shown_row()
        if past is None:
            page.panel.show_past()
            page.prompter.tell("档案库里还没有往年的这一节，导入往年报告后就能引用。", "note")
        elif shown is not None and not page.is_read_only():
            self.reuse.quote(shown.section, past, page.panel.past.selected())

    def quote_paragraph(self, section_id: int, paragraph: int) -> None:
        """Offer a paragraph (1-based; 0 for all of the section) of another report for the section that is open."""
        page, shown = self._page, self._page.shown_row()
        found = page.operations.run(lambda: page.services.reuse.source(section_id, paragraph), initiator=page)
        if found is not None and shown is not None and not page.is_read_only():
            self.reuse.quote(shown.section, *found)

    def _show_timeline(self) -> None:
        shown = self._page.shown_row()
        if shown is not None and self._page.commit():
            section = self._page.services.writing.section(shown.section.id)
            show_timeline(self._page, lambda: self._page.services.timelines.section(section))

    def add_comment(self) -> None:
        """Ctrl+M."""
        self._page.panel.comments_tab.click()
        self.comments.add()

    def _on_waive(self, found: PlacedFinding) -> None:
        report = self._page.report
        if report is not None and ask_and_waive(self._page, report.id, found):
            self.findings.forget()

    def _on_tick(self, state: CheckpointState) -> None:
        page, shown = self._page, self._page.shown_row()
        if shown is not None:
            page.section_commands.tick(shown.section.id, state)
            page.panel.set_body(page.editor.shown_text())

    def _show_figures(self) -> None:
        """The right column on its tab 数字, opened where it is folded."""
        page = self._page
        page.panel.show_figures()
        if page.columns.help_folded and page.panel.isHidden():
            page.columns.toggle_help()

    def _open_rows(self, figure: LedgerFigure) -> None:
        report = self._page.report
        if report is not None and self._page.commit():
            self._page.open_rows_requested.emit(figure.ledger, report.year, figure.rows)
