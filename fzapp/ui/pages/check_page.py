"""校核: what a careful reviewer would find in the report, why, and what can be done about it."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from fzapp.domain.finding import Severity
from fzapp.domain.report import ReportStage
from fzapp.services.check_descriptions import SEVERITY_WORDS
from fzapp.services.waivers import told_count
from fzapp.storage import tables
from fzapp.ui import actions, page_list, theme
from fzapp.ui.file_kinds import REPORTS
from fzapp.ui.jobs import Job
from fzapp.ui.page import Page
from fzapp.ui.pages.check_detail import WAIVE_KEY, FindingDetail
from fzapp.ui.pages.check_empty import NothingFound, NothingToCheck
from fzapp.ui.pages.check_knowledge import KnowledgeCommands
from fzapp.ui.pages.check_list import FindingList
from fzapp.ui.pages.check_output import CheckOutput
from fzapp.ui.pages.waiving import ask_and_waive
from fzapp.ui.widgets.basic import row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent

    from fzapp.domain.report import Report
    from fzapp.services.checking import Checking
    from fzapp.services.file_checks import FileFindings
    from fzapp.services.report_checks import PlacedFinding, ReportFindings, ReportSnapshot
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.page import Means

LIST_SHARE, DETAIL_SHARE = 5, 6
LIST_SHARE_HIGH, DETAIL_SHARE_HIGH = 5, 4


class CheckPage(Page):
    """Checks the present report beside the window, or a file from outside; keys 1 to 4 act on a finding."""

    name = "校核"
    follows_report = True
    shows_text = True
    tables = Page.tables | {tables.LEDGER_ROW.name, tables.ZERO_CONFIRMATION.name, tables.WAIVER.name}

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("check_page")
        self.setAcceptDrops(True)
        self._report: Report | None = None
        self._snapshot: ReportSnapshot | None = None
        self._found: ReportFindings | FileFindings | None = None
        self._file: Path | None = None
        self._job: Job | None = None
        self._again = self._to_list = False
        self.output = CheckOutput(self)
        self._build()
        self._build_actions()
        self._wire()

    # --- what the window asks -----------------------------------------------------------------------

    def title(self) -> str:
        """The report or the file that is looked at."""
        if self._file is not None:
            return f"{self.name}　{self._file.name}"
        if self._report is None:
            return self.name
        return f"{self.name}　{self._report.content.title or f'{self._report.year}年度报告'}"

    def actions(self) -> Sequence[QAction]:
        """Check again, repair all that is safe, the list and the file with comments, another file."""
        return (self._check, self._fix_all, self._list, self._annotate, self._other, self._back)

    def status(self) -> str:
        """How many of each, and whether something stands in the way of signing."""
        if self._job is not None:
            return "正在检查"
        if self._found is None:
            return ""
        counts = {s: sum(i.finding.severity is s for i in self._found.open) for s in Severity}
        told = "　".join(f"{words}{counts[s]}" for s, words in SEVERITY_WORDS.items())
        waived = len(self._found.items) - len(self._found.open)
        must = "　必须改的还没有处理完" if counts[Severity.MUST] and self._file is None else ""
        return f"{told}　已忽略{waived}　检查用时{max(0.1, self._found.seconds):.1f}秒{must}"

    def activate(self) -> None:
        """Check anew when something has changed, and go into the list."""
        super().activate()
        self._to_list = True
        self._go_to_list()

    def _go_to_list(self) -> None:
        """Once there is something in it: a list that is hidden takes no keyboard."""
        if self._to_list and self.findings.view.isVisible():
            self._to_list = False
            self.findings.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> bool:
        """Nothing is typed here; a check that still runs is stopped and made anew when it is wanted."""
        if self._job is not None:
            self._job.cancel()
            self.stale = True
        return True

    def set_narrow(self, narrow: bool) -> None:
        """One above the other where there is no room for both."""
        direction = QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight
        self._halves.setDirection(direction)
        self._halves.setStretch(0, LIST_SHARE_HIGH if narrow else LIST_SHARE)
        self._halves.setStretch(1, DETAIL_SHARE_HIGH if narrow else DETAIL_SHARE)
        self.findings.set_low(narrow)

    def toggle_list(self) -> None:
        """F9: what to filter by."""
        self.findings.show_filters()

    # --- checking -----------------------------------------------------------------------------------

    def ahead(self) -> Iterator[bool | None]:
        """Every number of the report."""
        return self._numbers_ahead()

    def refresh(self) -> None:
        """Look through what is shown, beside the window."""
        if self._file is None:
            self._report = self.report_in_hand()
        if self._report is None and self._file is None:
            self._found = None
            self._stack.setCurrentWidget(self._empty)
            self._enable()
        else:
            self._start()
        self.title_changed.emit()
        self.status_changed.emit()

    def _start(self) -> None:
        """One check at a time; what changed meanwhile is looked at afterwards."""
        if self._job is not None:
            self._again = True
            return
        checking, public = self.services.checking, self.findings.public.isChecked()
        if self._file is not None:
            work = partial(_check_file, checking, self._file, checking.waivers.all(), public=public)
        else:
            assert self._report is not None
            self._snapshot = checking.reports.snapshot(self._report.id, public=public)
            work = partial(_check_report, checking, self._snapshot)
        # the window may close before the worker is done: the job belongs to the program, not to the page
        self._job = Job(work, QCoreApplication.instance())
        self._job.succeeded.connect(self._on_checked)
        self._job.failed.connect(self._on_failed)
        self._job.finished.connect(self._on_finished)
        self._job.cancelled.connect(self._on_cancelled)
        if self._found is None:
            self._stack.setCurrentWidget(self._work)
            self.findings.tell_instead("正在检查。")
        self.prompter.follow(self._job, "正在检查。")
        self._job.start()
        self.status_changed.emit()

    def _on_checked(self, found: ReportFindings | FileFindings) -> None:
        if not isValid(self):
            return
        if self._file is None:
            self.services.checking.reports.note(found)
        self._show(found)

    def _on_cancelled(self) -> None:
        if isValid(self) and self._found is None:
            self.findings.tell_instead("没有查完，按 F5 再查一遍。")

    def _on_failed(self, _error: object) -> None:
        """A file that cannot be read: back to the report. The sentence is told in the bar."""
        if self._file is not None:
            self._file = self._found = None
            self._again = True

    def _on_finished(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
        if not isValid(self):
            return
        if self._again:
            self._again = False
            self.refresh()
        self._enable()
        self.status_changed.emit()

    def _show(self, found: ReportFindings | FileFindings) -> None:
        self._found = found
        self.counts = self.services.checking.waivers.counts()
        self.findings.set_findings(found.items)
        if found.items:
            self._stack.setCurrentWidget(self._work)
            self._go_to_list()
        else:
            self._clean.tell(found.characters)
            self._stack.setCurrentWidget(self._clean)
        self.detail.set_summary(self._summary())
        self.knowledge.show_state()
        self._enable()

    def _summary(self) -> str:
        """What is told of the whole report: points, numbers with a source, length."""
        if self._file is not None or self._report is None or self._found is None:
            return ""
        rows = self.services.overview.tasks(self._report.id)
        done, points = sum(r.points_done for r in rows), sum(r.points for r in rows)
        told = [f"字数{self._found.characters}"]
        if points:
            told.insert(0, f"要点{done}/{points}")
        return "整篇：" + "　".join(told)

    # --- building -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.counts = {}
        self.findings = FindingList()
        self.knowledge = KnowledgeCommands(self, self.refresh)
        below_finding, below_nothing = self.knowledge.lines
        self.detail = FindingDetail(below_finding)
        self._work = QWidget()
        self._halves = row(self.findings, self.detail, spacing=12, parent=self._work)
        self._halves.setStretch(0, LIST_SHARE)
        self._halves.setStretch(1, DETAIL_SHARE)
        self._halves.setContentsMargins(12, 12, 12, 12)
        self.findings.setMinimumWidth(theme.scaled(300))
        self._clean, self._empty = NothingFound(below_nothing), NothingToCheck()
        self._stack = QStackedWidget()
        for part in (self._empty, self._work, self._clean):
            self._stack.addWidget(part)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self._stack)
        for before, behind in pairwise(
            (*self.findings.stops(), *self.detail.stops(), *below_finding.stops())
        ):
            QWidget.setTabOrder(before, behind)

    def _build_actions(self) -> None:
        make = partial(actions.make_action, self)
        self._check = make(
            "重新检查", self.refresh, name="check_again", keys="F5", primary=True, hint="再查一遍（F5）"
        )
        self._fix_all = make(
            "全部修复…", self.fix_all, name="fix_all", hint="标点宽窄和网页残留，先看清单再一次改好"
        )
        self._list = make(
            "问题清单", self.output.save_list, name="check_list_pdf", hint="存成PDF，打印出来看"
        )
        self._annotate = make(
            "批注Word", self.output.save_annotated, name="check_annotate",
            hint="另存一份Word，问题写成批注，原文件不动",
        )  # fmt: skip
        self._other = make(
            "查文件…", self.choose_file, name="check_file", hint="不导入，只检查；也可以把文件拖到这里"
        )
        self._back = make("回到报告", self.back, name="check_back")
        for number in range(WAIVE_KEY):
            make(
                f"第{number + 1}种处理",
                partial(self.act, number),
                name=f"act_{number + 1}",
                keys=str(number + 1),
            )
        make("上一条", partial(self.findings.step, -1), name="step_up", keys="Alt+Up")
        make("下一条", partial(self.findings.step, 1), name="step_down", keys="Alt+Down")
        self._enable()

    def _wire(self) -> None:
        self.findings.chosen.connect(self._on_chosen)
        self.findings.public_changed.connect(self._on_public)
        self.findings.manage_requested.connect(self.manage_waivers)
        self.findings.copying_requested.connect(partial(self.open_page_requested.emit, page_list.COPYING))
        self.findings.view.entered.connect(self.jump)
        self.detail.fix_requested.connect(self.act)
        self.detail.waive_requested.connect(partial(self.act, WAIVE_KEY - 1))
        self.detail.jump_requested.connect(self.jump)
        self.detail.step_requested.connect(self.findings.step)
        self._empty.command_requested.connect(self.command_requested)
        self._empty.file_requested.connect(self.choose_file)

    def _enable(self) -> None:
        there = self._found is not None
        own = self._file is None
        writable = own and self._report is not None and self._report.stage is ReportStage.DRAFT
        self._check.setEnabled(self._report is not None or not own)
        self._fix_all.setEnabled(there and writable and bool(self._safe()))
        self._fix_all.setVisible(own)
        for action in (self._list, self._annotate):
            action.setEnabled(there and self._job is None)
        self._back.setVisible(not own)

    # --- acting on a finding ------------------------------------------------------------------------

    def _on_chosen(self, found: PlacedFinding | None) -> None:
        own = self._file is None
        count = self.counts.get(found.finding.rule) if found is not None else None
        writable = own and self._report is not None and self._report.stage is ReportStage.DRAFT
        place = found is not None and own and found.has_place
        told = told_count(count) if count is not None and own else ""
        self.detail.show_finding(found, told, can_fix=writable, can_jump=place)

    def act(self, number: int) -> None:
        """What key `number` + 1 does to the current finding: a fix, or 不用提示."""
        found = self.findings.current()
        if found is None or self._report is None or self._file is not None:
            return
        if number == WAIVE_KEY - 1:
            self._waive(found, self._report.id)
        elif found.waiver is None and number < self._choices(found):
            self._fix(found, self._report.id, number)

    def _choices(self, found: PlacedFinding) -> int:
        return len(found.item.offers) if found.item is not None else len(found.fixes)

    def _fix(self, found: PlacedFinding, report_id: int, number: int) -> None:
        def fix() -> bool:
            self.services.checking.fixes.fix(report_id, found, number)
            return True

        if self.operations.run(fix, initiator=self):
            self._drop(found)
        self._start()

    def _waive(self, found: PlacedFinding, report_id: int) -> None:
        waiver = found.waiver
        if waiver is not None:
            self.operations.run(lambda: self.services.checking.waivers.take_back(waiver.id), initiator=self)
            self._start()
        elif ask_and_waive(self, report_id, found):
            self._drop(found)
            self._start()

    def manage_waivers(self) -> None:
        """Show everything that is not told any more, and tell again what is ticked; one step."""
        from fzapp.ui.dialogs import waivers  # noqa: PLC0415

        service = self.services.checking.waivers
        wanted = waivers.ask(self, service.all())
        if wanted:
            self.operations.run(lambda: [service.take_back(key) for key in wanted], initiator=self)
            self._start()

    def _drop(self, found: PlacedFinding) -> None:
        """Take a finding out of the list at once; the check that follows tells what is left."""
        if self._found is not None:
            self.findings.set_findings([item for item in self._found.items if item.mark != found.mark])

    def _safe(self) -> Sequence[tuple[PlacedFinding, str]]:
        from fzapp.services.finding_fixes import safe_fixes  # noqa: PLC0415

        return safe_fixes(self._found.open) if self._found is not None else ()

    def fix_all(self) -> None:
        """Show what would be changed, and change it as one step."""
        from fzapp.ui.dialogs import fix_all  # noqa: PLC0415

        report, wanted = self._report, self._safe()
        chosen = fix_all.ask(self, wanted) if wanted and report is not None else None
        if not chosen or report is None:
            return
        fixes = self.services.checking.fixes
        done = self.operations.run(lambda: fixes.fix_all(report.id, chosen), initiator=self)
        if done:
            self.prompter.tell(f"改好了{done}处，按 Ctrl+Z 可以一次撤销。")
        self._start()

    def jump(self) -> None:
        """Go to the place in the text, with what was found selected."""
        found = self.findings.current()
        if found is not None and self._file is None and found.has_place:
            place = found.place
            self.open_place_requested.emit(place.section, place.start, place.end - place.start)

    # --- files from outside -------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for a file and check it."""
        for path in self.prompter.choose_open("选要检查的文件", [REPORTS])[:1]:
            self.check_path(path)

    def check_path(self, path: Path) -> None:
        """Check a file without bringing it in."""
        self._file, self._found = path, None
        self.refresh()

    def back(self) -> None:
        """From the file to the report."""
        self._file = self._found = None
        self.refresh()

    def shown(self) -> tuple[ReportFindings | FileFindings | None, ReportSnapshot | None, Path | None]:
        """What is on the screen: findings, and the report or the file they are of."""
        return self._found, self._snapshot if self._file is None else None, self._file

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped to be checked."""
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Check the file; several files are for importing, one by one for checking."""
        event.acceptProposedAction()
        paths = _dropped(event)
        if len(paths) > 1:
            self.prompter.tell("一次检查一个文件，先查第一个。", "note")
        if paths:
            self.check_path(paths[0])

    # --- others -------------------------------------------------------------------------------------

    def _on_public(self, _public: bool) -> None:
        self.refresh()

    def turn_to(self, report_id: int) -> None:
        """A file from outside is put away."""
        del report_id
        self._file = self._found = None


def _dropped(event: QDragEnterEvent | QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _check_report(checking: Checking, snapshot: ReportSnapshot, context: JobContext) -> ReportFindings:
    """Runs on a worker."""
    return checking.reports.check(snapshot, context.check)


def _check_file(
    checking: Checking, path: Path, known: tuple[object, ...], context: JobContext, *, public: bool
) -> FileFindings:
    """Runs on a worker."""
    from fzapp.services.checks import CheckOptions  # noqa: PLC0415
    from fzapp.services.file_checks import check_file  # noqa: PLC0415

    return check_file(checking.checks, path, CheckOptions(public=public), known, context.check)
