"""导出: the report as it will be printed, and out of the program as Word file, as PDF or on paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fzapp.domain.errors import UserError
from fzapp.domain.letterhead import PaperChoice
from fzapp.domain.report import ReportStage
from fzapp.services.annotations import remarks_of, source_remarks
from fzapp.services.exports import NATIONAL, NO_PARTS, printed_characters, proposed_name
from fzapp.ui import actions, page_list
from fzapp.ui.dialogs import letterhead
from fzapp.ui.file_kinds import PDF, WORD
from fzapp.ui.jobs import Job
from fzapp.ui.pages.export_options import ExportOptions, Outlook
from fzapp.ui.pages.export_result import ResultBar
from fzapp.ui.preview import output
from fzapp.ui.preview.faces import choose_faces
from fzapp.ui.preview.page_painter import PagePainter
from fzapp.ui.preview.preview_bar import PreviewBar
from fzapp.ui.preview.preview_view import PreviewView
from fzapp.ui.widgets.basic import button, card, label, row, rule, scroll
from fzapp.ui.widgets.column_page import ColumnPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QAction

    from fzapp.domain.letterhead import PaperParts
    from fzapp.domain.report import Report, ReportContent
    from fzapp.services.annotations import Remark
    from fzapp.services.checking import Checking
    from fzapp.services.exports import ExportService
    from fzapp.services.report_checks import ReportSnapshot
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.page import Means
    from fzapp.ui.preview.faces import Faces
    from fzapp.ui.prompts import FileKind
    from fzapp.word.layout import Page as LaidPage
    from fzapp.word.profile import FormatProfile

COLUMN_WIDTH = 356


class ExportPage(ColumnPage):
    """Choices on the left, the pages on the right; what is exported is what is shown."""

    name = "导出"
    topic = "导出Word"
    follows_report = True
    shows_text = True
    tables = ColumnPage.tables | {"ledger_row", "zero_confirmation", "letterhead"}

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("export_page")
        self._report: Report | None = None
        self._content: ReportContent | None = None
        self._choice = PaperChoice()
        self._parts = NO_PARTS
        self._wanted = 0
        self._profile_id = NATIONAL
        self._profile: FormatProfile | None = None
        self._faces: Faces | None = None
        self._pages: tuple[LaidPage, ...] = ()
        self._job: Job | None = None
        self._build()
        self._build_actions()
        self._wire()

    # --- what the window asks -------------------------------------------------------------------

    def title(self) -> str:
        """Which page this is, and where there is room the title of the report."""
        if self._report is None:
            return self.name
        return f"{self.name}　{self._report.content.title or f'{self._report.year}年度报告'}"

    def actions(self) -> Sequence[QAction]:
        """Three ways out, the way to the public copy; where the window is narrow that to the choices."""
        return (self._word, self._list_action, self._sources, self._pdf, self._print, self._release)

    def status(self) -> str:
        """Which page is looked at."""
        view = self.view
        return f"第{view.current_page}页，共{view.page_count}页" if view.page_count else ""

    def activate(self) -> None:
        """Show the present state; the keys turn pages."""
        super().activate()
        if self._report is not None:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- reading --------------------------------------------------------------------------------

    def ahead(self) -> Iterator[bool | None]:
        """Every number of the report."""
        return self._numbers_ahead()

    def refresh(self) -> None:
        """Read reports and formats anew, and lay the chosen report on pages."""
        self._report = self._current()
        self._stack.setCurrentWidget(self._empty if self._report is None else self._work)
        if self._report is None:
            self._content, self._pages = None, ()
            self.view.set_pages((), None)
        else:
            self.options.set_reports(self._listed(self._report), self._report.id)
            self.options.set_profiles(self.services.exports.profiles(), self._profile_id)
            self._content = self.services.reports.content(self._report.id)
            self._choice = self.services.letterheads.choice(self._report.id)
            self._parts = NO_PARTS if self._choice.fault else self._choice.parts
            self.options.show_parts(self._choice)
            self._lay_out(self._report, self._content)
        self._enable()
        self.title_changed.emit()
        self.status_changed.emit()

    def _current(self) -> Report | None:
        """The report chosen here, else the one of the window."""
        if self._wanted:
            try:
                return self.services.reports.get(self._wanted)
            except UserError:  # it was taken away
                self._wanted = 0
        return self.report_in_hand()

    def _listed(self, first: Report) -> list[Report]:
        others = [report for report in self.services.reports.all() if report.id != first.id]
        return [first, *others]

    def _lay_out(self, report: Report, content: ReportContent) -> None:
        """Pages, and what is told about them; a format that cannot be read shows none."""
        exports = self.services.exports
        try:
            self._profile = exports.profile(self._profile_id)
        except UserError as error:
            self._profile, self._pages = None, ()
            self.view.set_pages((), None)
            self.options.show_outlook(None)
            self.judge("format", str(error))
            return
        self.judge("format", "")
        self._faces = self._faces_for(self._profile)
        self._pages = exports.pages(content, self._profile, self._parts)
        self.view.set_pages(self._pages, PagePainter(self._profile, self._faces))
        self.options.show_outlook(
            Outlook(
                pages=len(self._pages),
                characters=printed_characters(content),
                empty=self._empty_sections(report),
                stand_ins=self._faces.stand_ins,
                file_name=proposed_name(content, report.year, WORD.suffixes[0]),
                signed=report.stage is ReportStage.FINAL,
            )
        )

    def _faces_for(self, profile: FormatProfile) -> Faces:
        return choose_faces(profile, QFontDatabase.families(), self.services.exports.stand_ins())

    def _empty_sections(self, report: Report) -> tuple[tuple[int, str], ...]:
        """Sections that would stand in the document as a heading without text."""
        rows = self.services.overview.tasks(report.id)
        return tuple(
            (each.section.id, each.title)
            for each in rows
            if each.section.is_printed
            and each.section.level
            and not each.has_children
            and not each.characters
        )

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.options = ExportOptions()
        self.view = PreviewView()
        self.bar = PreviewBar(self.view)
        self.result = ResultBar()
        frame, inside = card("preview_card")
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        for part in (self.result, self.bar, rule()):
            inside.addWidget(part)
        inside.addWidget(self.view, 1)
        self._work, self._empty = QWidget(), self._nothing()
        outer = QHBoxLayout(self._work)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(12)
        outer.addWidget(frame, 1)
        column = scroll(self.options)
        column.setFocusProxy(self.options.reports)
        self.add_column(outer, column, COLUMN_WIDTH, left=True)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._work)
        self._stack.addWidget(self._empty)

    def _nothing(self) -> QWidget:
        frame, inside = card("export_empty", margin=24, spacing=16)
        inside.addWidget(label("还没有报告可导出。先新建一份，或者把往年的报告导入进来。", wrap=True))
        ask = self.command_requested.emit
        new = button("新建报告", partial(ask, actions.COMMAND_NEW), "primary", name="export_new")
        old = button("导入往年报告", partial(ask, actions.COMMAND_IMPORT), name="export_import")
        inside.addLayout(row(new, old, None))
        inside.addStretch(1)
        outside = QWidget()
        layout = QVBoxLayout(outside)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(frame)
        return outside

    def _build_actions(self) -> None:
        make = partial(actions.make_action, self)
        self._word = make(
            "导出Word", self.export_word, name="export_word", keys=actions.EXPORT, primary=True,
            hint="按选定的公文格式存成Word文件（Ctrl+E）",
        )  # fmt: skip
        self._pdf = make(
            "导出PDF", self.export_pdf, name="export_pdf", hint="把看到的页面存成PDF文件，字体一并装进去"
        )
        self._print = make(
            "打印", self.print, name="export_print", keys=actions.PREVIEW, hint="打印看到的页面（Ctrl+P）"
        )
        self._sources = make(
            "数字出处表",
            partial(self.open_page_requested.emit, page_list.SOURCES),
            name="export_sources",
            hint="报告里每个数从哪里来（F6）",
        )
        self._release = make(
            "公开稿",
            partial(self.open_page_requested.emit, page_list.RELEASE),
            name="export_release",
            hint="把定稿里不能公开的逐处定好，另存一份公开稿",
        )
        self._list_action = make(
            "导出什么", self.toggle_list, name="export_list", hint="报告、格式和要导出的内容（F9）"
        )
        self.opened_by(self._list_action)

    def _wire(self) -> None:
        self.options.report_chosen.connect(self._on_report_wanted)
        self.options.profile_chosen.connect(self._on_profile_chosen)
        self.options.format_requested.connect(self._ask_format)
        self.options.parts_wanted.connect(self._on_parts_wanted)
        self.options.parts_requested.connect(lambda: self._ask_parts(self._choice))
        self.options.section_requested.connect(self.open_section_requested)
        self.view.page_changed.connect(self._on_page_changed)
        self.result.failed.connect(self._on_not_opened)

    def _enable(self) -> None:
        idle = self._job is None or not self._job.running
        for action in (self._word, self._pdf, self._print):
            action.setEnabled(idle and bool(self._pages))
        self._sources.setEnabled(self._report is not None)
        self._release.setEnabled(self._report is not None)

    # --- choosing -------------------------------------------------------------------------------

    def _on_report_wanted(self, report_id: int) -> None:
        """Another report is looked at here; writing goes on where it was."""
        self._wanted = report_id
        self.view.go_to_page(1)
        self.refresh()

    def _on_profile_chosen(self, profile_id: str) -> None:
        self._profile_id = profile_id
        self.refresh()

    def _ask_format(self) -> None:
        """Let the format be changed for the county; the copy is kept, chosen and laid out."""
        if self._profile is None or self._content is None:
            return
        from fzapp.ui.dialogs import own_format  # noqa: PLC0415  needs Word's part, which the start does without

        name = self._profile.name if self._profile_id != NATIONAL else "本县公文格式"
        lay_out = partial(self._tried, self._content)
        question = own_format.Question(self._profile, name, QFontDatabase.families(), lay_out)
        agreed = own_format.ask(self, question)
        if agreed is None:
            return
        kept = self.operations.run(partial(self.services.own_formats.save, agreed), self)
        if kept is not None:
            self._profile_id = kept.id
            self.refresh()

    def _tried(
        self, content: ReportContent, profile: FormatProfile
    ) -> tuple[Sequence[LaidPage], PagePainter]:
        """The report as it would be in a format that is not kept yet."""
        pages = self.services.exports.pages(content, profile, self._parts)
        return pages, PagePainter(profile, self._faces_for(profile))

    def _on_parts_wanted(self, letterhead: bool, imprint: bool) -> None:
        choice = replace(self._choice, with_letterhead=letterhead, with_imprint=imprint)
        if choice.fault:
            self._ask_parts(choice)
        else:
            self._keep_parts(choice)

    def _ask_parts(self, choice: PaperChoice) -> None:
        """Show everything in 版头 and 版记; what is agreed to is kept and laid out."""
        question = letterhead.Question(choice, self.services.letterheads.next_number)
        agreed = letterhead.ask(self, question)
        if agreed is None:
            self.options.show_parts(self._choice)
        else:
            self._keep_parts(agreed)

    def _keep_parts(self, choice: PaperChoice) -> None:
        if self._report is not None:
            keep = partial(self.services.letterheads.choose, self._report.id, choice)
            self.operations.run(keep, self)
            self.refresh()

    def turn_to(self, report_id: int) -> None:
        """The choice made here is over."""
        self._wanted = report_id

    def _on_page_changed(self, _page: int, _pages: int) -> None:
        self.status_changed.emit()

    def _on_not_opened(self, sentence: str) -> None:
        self.prompter.tell(sentence, "wrong")

    # --- exporting ------------------------------------------------------------------------------

    def export_word(self) -> None:
        """Ask where, and write the Word file beside the window."""
        path = self._ask_where(WORD)
        if path is None or self._content is None or self._report is None:
            return
        target = _Target(self._content, path, self._profile_id, self._parts)
        work = partial(_write_word, self.services.exports, target)
        findings, sources = self.options.annotated.isChecked(), self.options.sourced.isChecked()
        if findings or sources:
            checking = self.services.checking
            snapshot = checking.reports.snapshot(self._report.id)
            entries = self.services.sources.of_report(snapshot.report) if sources else ()
            remarks = source_remarks(snapshot.document, entries)
            work = partial(_write_annotated, checking, target, snapshot, remarks, findings)
        self._run(work, "正在生成Word文件。")

    def export_pdf(self) -> None:
        """Ask where, and write the pages that are shown as PDF."""
        path = self._ask_where(PDF)
        if path is not None and self._profile is not None and self._faces is not None:
            title = self._content.title if self._content is not None else ""
            work = partial(_write_pdf, self._pages, self._profile, self._faces, title, path)
            self._run(work, "正在生成PDF文件。")

    def print(self) -> None:
        """Ask for a printer, and print the pages that are shown."""
        self.operations.run(self._printed)

    def _printed(self) -> None:
        if self._profile is None or self._faces is None:
            return
        painter = PagePainter(self._profile, self._faces)
        printer = output.ask_printer(self, len(self._pages), painter)
        if printer is not None:
            count = output.print_pages(printer, self._pages, painter)
            self.prompter.tell(f"{count}页已经送到打印机。")

    def _ask_where(self, kind: FileKind) -> Path | None:
        if self._report is None or self._content is None:
            return None
        name = proposed_name(self._content, self._report.year, kind.suffixes[0])
        return self.prompter.choose_save(f"存成{kind.label}", Path(name), kind)

    def _run(self, work: partial[tuple[Path, int]], sentence: str) -> None:
        self.result.hide()
        self._job = Job(work, self)
        self._job.succeeded.connect(self._on_written)
        self._job.finished.connect(self._enable)
        self.prompter.follow(self._job, sentence)
        self._job.start()
        self._enable()

    def _on_written(self, written: tuple[Path, int]) -> None:
        path, pages = written
        self.result.show_path(path, pages)
        title = self._content.title if self._content is not None else ""
        self.operations.run(partial(self.services.audit.exported, path, title), self)


@dataclass(frozen=True, slots=True)
class _Target:
    """What is written where, and how."""

    content: ReportContent
    path: Path
    profile: str
    parts: PaperParts


def _write_word(exports: ExportService, target: _Target, context: JobContext) -> tuple[Path, int]:
    """Runs on a worker."""
    exported = exports.export_content(
        target.content, target.path, target.profile, parts=target.parts, before_writing=context.check
    )
    return exported.output, exported.pages


def _write_annotated(
    checking: Checking,
    target: _Target,
    snapshot: ReportSnapshot,
    remarks: list[Remark],
    findings: bool,
    context: JobContext,
) -> tuple[Path, int]:
    """Runs on a worker; with `findings` the report is checked there."""
    if findings:
        remarks = [*remarks_of(checking.reports.check(snapshot, context.check).open), *remarks]
    exported = checking.annotations.export_annotated(
        target.content, snapshot.document.lines, remarks, target.path, target.profile, target.parts
    )
    return exported.output, exported.pages


def _write_pdf(
    pages: Sequence[LaidPage],
    profile: FormatProfile,
    faces: Faces,
    title: str,
    path: Path,
    context: JobContext,
) -> tuple[Path, int]:
    """Runs on a worker, with fonts of its own."""
    return output.save_pdf(pages, PagePainter(profile, faces), title, path, context), len(pages)
