"""换人接手: what a successor has to know, on the screen and on one sheet to be signed by both."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from fzapp.services.handover import HEADINGS
from fzapp.ui import actions, page_list
from fzapp.ui.jobs import Job
from fzapp.ui.page import Page
from fzapp.ui.paper_out import PaperOut
from fzapp.ui.widgets.basic import label
from fzapp.ui.widgets.text_table import TextTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtGui import QAction

    from fzapp.services.report_checks import ReportCheckService, ReportFindings, ReportSnapshot
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.page import Means

WORDS = (
    "换人以前打印一式两份，两个人照着逐项核对、签字。密码当面说，不写在表上；接手的人设一个新的。"
    "要换电脑的，到“档案体检”备份到U盘。"
)
_WHOLE = 20
"""Rows of ordinary height: every line is read before it is signed for."""
_SHAPES = (("还没有登记的台账", 0.0), ("资料文件夹", 1.0))


class HandoverPage(Page):
    """Read anew each time it is shown: nearly everything that is done changes it."""

    name = page_list.HANDOVER
    tables = frozenset()

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("handover_page")
        self._found: dict[int, ReportFindings] = {}
        self._job: Job | None = None
        self._wanted: Callable[[], None] | None = None
        self._paper = PaperOut(self.services, self.prompter)
        make = actions.make_action
        self._print = make(
            self, "打印", self.print_out, name="handover_print", keys=actions.PREVIEW, primary=True, hint="打印换人接手表，一式两份"
        )  # fmt: skip
        self._save = make(
            self, "存成Word", self.save_word, name="handover_word", hint="把换人接手表存成Word文件"
        )
        self.table = TextTable("handover_table", "换人接手表", most=_WHOLE)
        self.setFocusProxy(self.table)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(8)
        outer.addWidget(label(WORDS, "muted", name="handover_words", wrap=True))
        outer.addWidget(self.table, 1)

    def actions(self) -> Sequence[QAction]:
        """Print, store."""
        return (self._print, self._save)

    def ahead(self) -> Iterator[bool | None]:
        """The kinds of ledgers and how much there is of each, and every number of the report."""
        yield from self.services.ledgers.ahead()
        yield from self._rows_counted()
        yield from self._numbers_ahead()

    def activate(self) -> None:
        """Always anew."""
        self.stale = True
        super().activate()

    def leave(self) -> bool:
        """Nothing is typed here, and nobody waits for the checks any more."""
        self._stop()
        return True

    def refresh(self) -> None:
        """Show how everything stands; the reports are checked beside the window."""
        self._stop()
        self._found, reports = {}, self.services.checking.reports
        snapshots = [reports.snapshot(report_id) for report_id in self.services.handover.drafts()]
        self._show()
        if snapshots:
            # the window may close before the worker is done: the job belongs to the program, not to the page
            self._job = Job(partial(_check, reports, snapshots), QCoreApplication.instance())
            self._job.succeeded.connect(self._on_checked)
            self._job.finished.connect(self._job.deleteLater)
            self.prompter.follow(self._job, "正在检查报告。")
            self._job.start()

    def _stop(self) -> None:
        job, self._job, self._wanted = self._job, None, None
        if job is not None:
            job.cancel()

    def _on_checked(self, found: Sequence[ReportFindings]) -> None:
        if not isValid(self):
            return
        wanted, self._job, self._wanted = self._wanted, None, None
        self._found = {one.report_id: one for one in found}
        for one in found:
            self.services.checking.reports.note(one)
        self._show()
        if wanted is not None:
            wanted()

    def _show(self) -> None:
        self.table.show_rows(HEADINGS[:2], self.services.handover.rows(self._found), _SHAPES)

    def print_out(self) -> None:
        """The sheet, on paper."""
        self._out(lambda: self._paper.print_out(self.services.handover.paper(self._found), self))

    def save_word(self) -> None:
        """The sheet, as a Word file."""
        self._out(lambda: self._paper.save(self.services.handover.paper(self._found)))

    def _out(self, way: Callable[[], str]) -> None:
        """Once the reports are checked: the sheet tells what was found."""
        if self._job is not None:
            self._wanted = partial(self._out, way)
        else:
            self.note(way())


def _check(
    checks: ReportCheckService, snapshots: Sequence[ReportSnapshot], context: JobContext
) -> Sequence[ReportFindings]:
    """Runs on a worker."""
    return [checks.check(snapshot, context.check) for snapshot in snapshots]
