"""公开稿: every sensitive place of a signed report is decided here, then the copy and its 保密审查表 leave."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fzapp.domain.release import Treatment
from fzapp.domain.report import ReportStage
from fzapp.text import segment
from fzapp.ui import actions, page_list
from fzapp.ui.file_kinds import PDF, WORD
from fzapp.ui.jobs import Job
from fzapp.ui.page import Page
from fzapp.ui.pages.release_detail import ReleaseDetail
from fzapp.ui.paper_out import PaperOut
from fzapp.ui.preview import output
from fzapp.ui.preview.faces import choose_faces
from fzapp.ui.preview.page_painter import PagePainter
from fzapp.ui.widgets.basic import chip, label, row, scroll, set_chip
from fzapp.ui.widgets.choice_field import ChoiceField
from fzapp.ui.widgets.text_table import TextTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtGui import QAction

    from fzapp.domain.report import Report, ReportContent
    from fzapp.services.exports import ExportService
    from fzapp.services.release import Sensitive
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.page import Means
    from fzapp.ui.prompts import FileKind

NO_REPORT = "还没有定稿的报告。定稿以后才做公开稿，定稿本身不会改动。"
CLEAN = "程序没有列出要处理的地方，仍要由承办人通读一遍，再导出。"
WHO = "在“承办人”里写上名字再定。"
_SHAPES = (
    ("信访人李大", 1.6),
    ("改写为“王", 1.0),
    ("个人的姓名和", 0.6),
    ("（三）科学决策", 1.0),
)
"""What is decided stands in front: of a narrow table the other columns are scrolled to."""
_KEYS = (Treatment.KEEP, Treatment.REPLACE, Treatment.LEAVE_OUT)
DETAIL_WIDTH = 400
_MOMENT = 0.01
"""Seconds that the window waits for the dictionary at a time."""


class ReleasePage(Page):
    """The list on the left, the place in hand on the right; 1 to 3 decide about it, 4 opens it again."""

    name = page_list.RELEASE
    follows_report = True
    shows_text = True
    tables = frozenset({"report", "section", "setting", "release_decision", "figure_freeze"})

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("release_page")
        self._wanted = 0
        self._report: Report | None = None
        self._places: tuple[Sensitive, ...] = ()
        self._job: Job | None = None
        self._paper = PaperOut(self.services, self.prompter)
        self._build_actions()
        self._build()

    # --- what the window asks -------------------------------------------------------------------

    def title(self) -> str:
        """公开稿 of which report."""
        return f"公开稿　{self._report.content.title}" if self._report is not None else self.name

    def actions(self) -> Sequence[QAction]:
        """The copy, its sheet, everything as proposed."""
        return (self._word, self._pdf, self._accept, self._print, self._sheet)

    def status(self) -> str:
        """How many places there are and how many are open."""
        return f"列出{len(self._places)}处，还有{self._left}处没有定" if self._places else ""

    @property
    def _left(self) -> int:
        return sum(one.is_open for one in self._places)

    def ahead(self) -> Iterator[None]:
        """The dictionary that tells names from words, on another thread: the window goes on living."""
        loading = Thread(target=segment.frequencies, daemon=True)
        loading.start()
        while loading.is_alive():
            loading.join(_MOMENT)
            yield

    def refresh(self) -> None:
        """Read the places, and stay at the one in hand."""
        before = self._report.id if self._report is not None else 0
        self._report = self._current()
        same = self._report is not None and self._report.id == before
        place = self.table.currentIndex().row() if same else 0
        report = self._report
        found = self.operations.run(lambda: self.services.release.places(report.id)) if report else ()
        self._places = tuple(found or ())
        if report is not None and not same:
            self.detail.by.setText(self.services.release.last_decider(report.id) or self.detail.by.text())
        self._show_reports()
        self._show_state()
        self._show_table(place)
        self._enable()
        self.title_changed.emit()
        self.status_changed.emit()

    def turn_to(self, report_id: int) -> None:
        """The choice made here is over."""
        self._wanted = report_id

    def _signed(self) -> list[Report]:
        return [one for one in self.services.reports.all() if one.stage is ReportStage.FINAL]

    def _current(self) -> Report | None:
        """The report chosen here, else that of the window when it is signed, else the newest signed one."""
        signed, in_hand = self._signed(), self.report_in_hand()
        wanted = (self._wanted, in_hand.id if in_hand is not None else 0)
        by_id = {report.id: report for report in signed}
        return next((by_id[key] for key in wanted if key in by_id), signed[0] if signed else None)

    # --- building -------------------------------------------------------------------------------

    def _build_actions(self) -> None:
        make = partial(actions.make_action, self)
        self._word = make(
            "导出公开稿", self.export_word, name="release_word", keys=actions.EXPORT, primary=True,
            hint="全部定好以后，按定的写成另一个Word文件（Ctrl+E）",
        )  # fmt: skip
        self._pdf = make("存成PDF", self.export_pdf, name="release_pdf", hint="同样的公开稿，存成PDF文件")
        self._accept = make(
            "没定的都按建议", self.accept_proposals, name="release_accept", hint="一次定好，能撤销"
        )
        self._print = make(
            "打印审查表", self.print_sheet, name="release_print", keys=actions.PREVIEW,
            hint="打印保密审查表，承办人、审核人、批准人签字（Ctrl+P）",
        )  # fmt: skip
        self._sheet = make("存审查表", self.save_sheet, name="release_sheet", hint="保密审查表的Word文件")

    def _build(self) -> None:
        self.state = chip("没有定稿", "idle", name="release_state")
        self.told = label(name="release_told", wrap=True)
        self.reports = ChoiceField("release_reports", "给哪一份报告做公开稿")
        self.reports.activated.connect(self._on_report_wanted)
        self.table = TextTable("release_table", "公开前要定的地方")
        self.table.selectionModel().currentRowChanged.connect(self._show_detail)
        self.detail = ReleaseDetail()
        self.detail.decided.connect(self.decide)
        self.detail.reopened.connect(self.reopen)
        for number, treatment in enumerate(_KEYS, 1):
            self._key(f"{number}", treatment.label, partial(self.decide, treatment))
        self._key(f"{len(_KEYS) + 1}", "重新定", self.reopen)
        left, right = QVBoxLayout(), scroll(self.detail)
        head = row(self.state, self.told)
        head.setStretch(1, 1)
        left.setSpacing(8)
        left.addLayout(head)
        left.addWidget(self.reports)
        left.addWidget(self.table, 1)
        left.addStretch(0)
        right.setMinimumWidth(DETAIL_WIDTH)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(12)
        outer.addLayout(left, 3)
        outer.addWidget(right, 2)

    def _key(self, key: str, words: str, slot: Callable[[], None]) -> None:
        """A key of the list: it acts while the list has the keyboard, never in a field."""
        action = actions.make_action(self.table, words, slot, name=f"release_key_{key}", keys=key)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    # --- showing --------------------------------------------------------------------------------

    def _show_reports(self) -> None:
        self.reports.fill_reports(self._signed(), self._report.id if self._report else 0)
        self.reports.setVisible(self.reports.count() > 1)

    def _show_state(self) -> None:
        if self._report is None:
            words, tone, told = "没有定稿", "idle", NO_REPORT
        elif self._left:
            words, tone = f"还有{self._left}处", "attention"
            told = "逐处定：保留、改写还是删去。全部定好才能导出，定稿不会改动。"
        else:
            words, tone = "可以导出", "good"
            told = "全部定好了。导出公开稿，打印审查表签字。" if self._places else CLEAN
        set_chip(self.state, words, tone)
        self.told.setText(told)

    def _show_table(self, place: int) -> None:
        rows = [(one.words, _told(one), one.kind.name, one.where) for one in self._places]
        tones = {
            (number, 1): "attention" if one.is_open else "good" for number, one in enumerate(self._places)
        }
        self.table.show_rows(("内容", "处理", "属于哪一类", "位置"), rows, _SHAPES, tones)
        self.table.setVisible(bool(rows))
        if rows:
            self.table.selectRow(min(max(0, place), len(rows) - 1))
        self._show_detail()

    def _show_detail(self, *_rows: object) -> None:
        self.detail.show_place(self._in_hand())

    def _in_hand(self) -> Sensitive | None:
        place = self.table.currentIndex().row()
        return self._places[place] if 0 <= place < len(self._places) else None

    def _enable(self) -> None:
        idle = self._job is None or not self._job.running
        ready = self._report is not None and not self._left and idle
        self._word.setEnabled(ready)
        self._pdf.setEnabled(ready)
        self._accept.setEnabled(any(one.is_open and not one.kind.only_keep for one in self._places))
        for action in (self._print, self._sheet):
            action.setEnabled(self._report is not None)

    # --- deciding -------------------------------------------------------------------------------

    def _on_report_wanted(self, index: int) -> None:
        self._wanted = self.reports.itemData(index)
        self.refresh()

    def decide(self, treatment: Treatment) -> None:
        """Decide about the place in hand, and go on to the next open one."""
        one = self._in_hand()
        if one is None or self._report is None or not self._named():
            return
        detail, release = self.detail, self.services.release
        done = self.operations.run(
            partial(
                release.decide, self._report.id, [one.mark], treatment, detail.by.text(),
                put=detail.put.text(), reason=detail.reason.text(),
            ),
            self,
        )  # fmt: skip
        if done is not None:
            self.refresh()
            self._go_to_open()

    def reopen(self) -> None:
        """Take back what was decided about the place in hand."""
        one = self._in_hand()
        if one is not None and one.decision is not None and self._report is not None:
            self.operations.run(partial(self.services.release.take_back, self._report.id, [one.mark]), self)
            self.refresh()

    def accept_proposals(self) -> None:
        """Everything that is open, as proposed, in one step."""
        if self._report is None or not self._named():
            return
        count = sum(one.is_open and not one.kind.only_keep for one in self._places)
        question = f"{count}处都按建议处理，记在“{self.detail.by.text()}”名下。定完逐行看一遍，不合适的再改。"
        if self.prompter.ask(question, "都按建议", "我逐处定"):
            accept = partial(self.services.release.accept_proposals, self._report.id, self.detail.by.text())
            self.operations.run(accept, self)
            self.refresh()

    def _named(self) -> bool:
        """Whether it is known who decides; else that is asked for."""
        named = bool(self.detail.by.text().strip())
        self.judge("by", "" if named else WHO)
        if named:
            return True
        self.detail.by.setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def _go_to_open(self) -> None:
        here = max(0, self.table.currentIndex().row())
        order = [*range(here, len(self._places)), *range(here)]
        place = next((number for number in order if self._places[number].is_open), here)
        self.table.selectRow(place)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- the files ------------------------------------------------------------------------------

    def export_word(self) -> None:
        """Ask where, and write the copy beside the window."""
        path = self._ask_where(WORD)
        content = self._content() if path is not None else None
        if path is not None and content is not None:
            self._run(partial(_write_word, self.services.exports, content, path), "正在生成公开稿。")

    def export_pdf(self) -> None:
        """Ask where, and write the copy as pages beside the window."""
        path = self._ask_where(PDF)
        content = self._content() if path is not None else None
        if path is not None and content is not None:
            exports = self.services.exports
            profile = exports.profile()
            painter = PagePainter(
                profile, choose_faces(profile, QFontDatabase.families(), exports.stand_ins())
            )
            work = partial(output.save_pdf, exports.pages(content, profile), painter, content.title, path)
            self._run(work, "正在生成公开稿的PDF。")

    def _content(self) -> ReportContent | None:
        if self._report is None:
            return None
        return self.operations.run(partial(self.services.release.content, self._report.id))

    def _ask_where(self, kind: FileKind) -> Path | None:
        if self._report is None or self._left:
            return None
        name = Path(self.services.release.proposed_names(self._report.id)[0]).with_suffix(kind.suffixes[0])
        return self.prompter.choose_save(f"公开稿存成{kind.label}", name, kind)

    def _run(self, work: Callable[[JobContext], Path], sentence: str) -> None:
        self._job = Job(work, self)
        self._job.succeeded.connect(self._on_written)
        self._job.finished.connect(self._enable)
        self.prompter.follow(self._job, sentence)
        self._job.start()
        self._enable()

    def _on_written(self, path: Path) -> None:
        title = self._report.content.title if self._report is not None else ""
        self.operations.run(partial(self.services.audit.exported, path, f"公开稿 {title}"), self)
        self.prompter.tell(f"公开稿存成了“{path.name}”，发布前连同签好字的审查表一起交审。")

    def print_sheet(self) -> None:
        """The 保密审查表 on paper."""
        if self._report is not None:
            paper = self.services.release.paper(self._report.id)
            self._tell(self._paper.print_out(paper, self))

    def save_sheet(self) -> None:
        """The 保密审查表 as a Word file."""
        if self._report is None:
            return
        name = Path(self.services.release.proposed_names(self._report.id)[1])
        path = self.prompter.choose_save("保密审查表存成Word文件", name, WORD)
        if path is None:
            return
        paper = self.services.release.paper(self._report.id)
        if self.operations.run(partial(self.services.list_papers.save, paper, path)) is not None:
            title = self._report.content.title
            self.operations.run(partial(self.services.audit.exported, path, f"保密审查表 {title}"), self)
            self._tell(f"已存成“{path.name}”。")

    def _tell(self, sentence: str) -> None:
        if sentence:
            self.prompter.tell(sentence)


def _told(one: Sensitive) -> str:
    if one.decision is not None:
        return one.decision.told
    return "随整句处理" if one.covered else f"建议{one.proposal}"


def _write_word(exports: ExportService, content: ReportContent, path: Path, context: JobContext) -> Path:
    """Runs on a worker."""
    return exports.export_content(content, path, before_writing=context.check).output
