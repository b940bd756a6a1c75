"""报送: a signed report onto a stick in three steps, read back before the stick may be pulled."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fzapp.domain.report import ReportStage
from fzapp.infra.files import shown_name
from fzapp.package.bag import FileState, unfinished, verify
from fzapp.services.context import open_services
from fzapp.services.figure_sources import SourceState
from fzapp.services.pack_papers import handover_blocks, verdicts_paper
from fzapp.storage import tables
from fzapp.ui import actions, page_list
from fzapp.ui.jobs import Job
from fzapp.ui.messages import when
from fzapp.ui.models.lines_model import Line
from fzapp.ui.page import Page
from fzapp.ui.paper_out import PaperOut, print_pages
from fzapp.ui.preview.pdf_file import report_pdf
from fzapp.ui.widgets.basic import ProgressLine, breakable, button, card, chip, label, row, scroll, set_chip
from fzapp.ui.widgets.choice_field import ChoiceField
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from PySide6.QtGui import QAction

    from fzapp.domain.errors import UserError
    from fzapp.domain.report import Report
    from fzapp.package.bag import Verdict
    from fzapp.services.context import Services
    from fzapp.services.pack_papers import Handover
    from fzapp.services.packing import Packed, PackPlan
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.page import Means

NO_REPORT = "还没有报告。到工作台新建或导入一份，写好定稿后再来报送。"
NOT_SIGNED = "这份报告还没有定稿。校核、审核、签发以后才能生成报送包，定稿后正文和数字不再改变。"
SIGNED = "这份报告已经定稿。"
NO_STICK = "还没有选U盘或文件夹。"
WRITING, READING = "正在写入", "正在读回核对"
DONE = "报送包已写好，从盘上读回核对一致，可以安全拔出U盘。收件单位双击“打开看”就能看，不用装软件。"
NAMED = 5
"""Files that a sentence names; of more there is a list."""
_WRONG_SHAPES = (
    ("000", 0.0),
    ("4佐证材料/（一）学习贯彻习近平法治思想/01 照片.jpg", 3.0),
    ("不完整，后面缺了一截", 1.0),
)
BROKEN = "这里有上次没有写完的报送包“{name}”，可以放心删掉，重新生成一份。"


class SubmitPage(Page):
    """Step 1 tells the state, step 2 what will be inside, step 3 writes it; below stands what was sent."""

    name = "报送"
    follows_report = True
    shows_text = True
    tables = Page.tables | {tables.LEDGER_ROW.name, tables.ROW_EVIDENCE.name, tables.SUBMISSION.name}

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("submit_page")
        self._wanted = 0
        self._report: Report | None = None
        self._plan: PackPlan | None = None
        self._target: Path | None = None
        self._made: Path | None = None
        self._handover: Handover | None = None
        self._job: Job | None = None
        self._build()
        make = actions.make_action
        self._pack = make(
            self,
            "生成报送包",
            self.pack,
            name="submit_pack",
            primary=True,
            hint="写到选好的U盘或文件夹，并读回核对",
        )
        self._verify = make(
            self,
            "核对报送包",
            self.verify,
            name="submit_verify",
            hint="逐个文件核对一个报送包有没有缺失或改动",
        )
        self._release = make(
            self,
            "公开稿",
            partial(self.open_page_requested.emit, page_list.RELEASE),
            name="submit_release",
            hint="把定稿里不能公开的逐处定好，另存一份公开稿",
        )
        to_collect = partial(self.open_page_requested.emit, page_list.COLLECT)
        self._collect = make(
            self, "汇总报送包", to_collect, name="submit_collect", hint="县里用：把各单位的报送包汇成几张表"
        )

    # --- what the window asks -------------------------------------------------------------------

    def title(self) -> str:
        """Which page this is, and where there is room the title of the report."""
        if self._report is None:
            return self.name
        return f"{self.name}　{self._report.content.title or f'{self._report.year}年度报告'}"

    def actions(self) -> Sequence[QAction]:
        """Make a package, look one over, go on to the public copy; for the county, to collecting packages."""
        return (self._pack, self._verify, self._release, self._collect)

    def status(self) -> str:
        """How often this report was packed."""
        made = self.services.packs.of_kin(self._report.id) if self._report is not None else ()
        return f"已生成{len(made)}次，最近一次V{made[0].version}" if made else ""

    def refresh(self) -> None:
        """Read the report and what its package would hold."""
        self._report = self._current()
        signed = self._report is not None and self._report.stage is ReportStage.FINAL
        self._plan = self.services.packs.plan(self._report.id) if signed and self._report else None
        self._show_reports()
        self._show_state(signed=signed)
        self.contents.set_lines(list(_lines_of(self._plan)) if self._plan else [Line("定稿后列出。")])
        self._show_made()
        self._enable()
        self.title_changed.emit()
        self.status_changed.emit()

    def _current(self) -> Report | None:
        """The report chosen here, else the newest that is signed, else the one that is being written."""
        reports = self.services.reports.all()
        for report in reports:
            if report.id == self._wanted:
                return report
        signed = [report for report in reports if report.stage is ReportStage.FINAL]
        return signed[0] if signed else self.services.overview.current_report()

    def _show_reports(self) -> None:
        self.reports.fill_reports(self.services.reports.all(), self._report.id if self._report else 0)
        self.reports.setVisible(self.reports.count() > 1)

    def _on_report_wanted(self, index: int) -> None:
        self._wanted = self.reports.itemData(index)
        self.done_words.hide()
        self.open_folder.hide()
        self.print_list.hide()
        self.refresh()

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(12)
        left.addWidget(self._build_state())
        left.addWidget(self._build_contents(), 1)
        right.addWidget(self._build_target())
        right.addWidget(self._build_made(), 1)
        body = QWidget(objectName="scroll_body")
        beside = QHBoxLayout(body)
        beside.setContentsMargins(12, 12, 12, 12)
        beside.setSpacing(12)
        beside.addLayout(left, 1)
        beside.addLayout(right, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll(body))

    def _build_state(self) -> QWidget:
        frame, inside = card("submit_state_card")
        self.state_chip = chip("未定稿", "attention", name="submit_state")
        self.state_words = label(name="submit_state_words", wrap=True)
        self.to_write = button("去写报告", self._on_to_write, name="submit_to_write")
        self.reports = ChoiceField("submit_reports", "报送哪一份报告")
        self.reports.activated.connect(self._on_report_wanted)
        inside.addLayout(row(label("第1步　定稿", "heading"), None, self.state_chip))
        inside.addWidget(self.reports)
        inside.addWidget(self.state_words)
        inside.addLayout(row(None, self.to_write))
        return frame

    def _build_contents(self) -> QWidget:
        frame, inside = card("submit_contents_card")
        self.contents = LinesView("submit_contents", "报送包里有什么")
        inside.addWidget(label("第2步　看清包里有什么", "heading"))
        inside.addWidget(self.contents, 1)
        return frame

    def _build_target(self) -> QWidget:
        frame, inside = card("submit_target_card")
        self.target_words = label(NO_STICK, name="submit_target", wrap=True)
        self.choose = button("选U盘或文件夹", self.choose_target, name="submit_choose")
        self.progress = ProgressLine("submit_progress")
        self.progress_words = label(role="muted", name="submit_progress_words", wrap=True)
        self.stop = button("停止", self._on_stop, name="submit_stop")
        self.done_words = label(name="submit_done", wrap=True)
        self.open_folder = button("打开文件夹", self._on_open_folder, name="submit_open_folder")
        inside.addWidget(label("第3步　放到U盘", "heading"))
        inside.addWidget(self.target_words)
        inside.addLayout(row(None, self.choose))
        inside.addWidget(self.progress)
        inside.addLayout(row(self.progress_words, None, self.stop))
        inside.addWidget(self.done_words)
        self.print_list = button("打印移交清单（一式两份）", self.print_handover, name="submit_print")
        inside.addLayout(row(None, self.print_list, self.open_folder))
        hidden = (self.done_words, self.open_folder, self.print_list)
        for widget in (self.progress, self.progress_words, self.stop, *hidden):
            widget.hide()
        return frame

    def _build_made(self) -> QWidget:
        frame, inside = card("submit_made_card")
        self.made = LinesView("submit_made", "历次报送")
        inside.addWidget(label("历次报送", "heading"))
        inside.addWidget(self.made, 1)
        return frame

    # --- showing --------------------------------------------------------------------------------

    def _show_state(self, *, signed: bool) -> None:
        words = NO_REPORT if self._report is None else NOT_SIGNED
        frozen = self.services.freezes.frozen(self._report.id) if signed and self._report else None
        if frozen is not None:
            words = f"{SIGNED}签发人{frozen.by}，{when(frozen.at, self.services.archive.now())}。"
        elif signed:
            words = SIGNED
        set_chip(self.state_chip, "已定稿" if signed else "未定稿", "good" if signed else "attention")
        self.state_words.setText(words)
        self.to_write.setVisible(not signed)

    def _show_made(self) -> None:
        made = self.services.packs.of_kin(self._report.id) if self._report is not None else ()
        now = self.services.archive.now()
        lines = [
            Line(f"V{one.version}　{one.files}个文件　校验码{one.head}", note=when(one.made_at, now))
            for one in made
        ]
        self.made.set_lines(lines or [Line("还没有报送过。")])

    def _show_target(self) -> None:
        self.target_words.setText(f"写到{breakable(self._target)}" if self._target else NO_STICK)
        if self._target is None:
            return
        try:
            for broken in unfinished(self._target):
                self.prompter.tell(BROKEN.format(name=broken.name), "note")
        except OSError:
            self.prompter.tell(f"“{self._target}”读不出来了。看U盘插好没有，再选一次。", "wrong")

    def _enable(self) -> None:
        idle = self._job is None or not self._job.running
        self._pack.setEnabled(idle and self._plan is not None)
        self.choose.setEnabled(idle)

    # --- doing ----------------------------------------------------------------------------------

    def choose_target(self) -> None:
        """Ask for the stick."""
        chosen = self.prompter.choose_folder("选U盘或文件夹")
        if chosen is not None:
            self._target = chosen
            self._show_target()

    def pack(self) -> None:
        """Write the package beside the window; asks for the stick when none is chosen yet."""
        if self._target is None:
            self.choose_target()
        if self._plan is None or self._target is None:
            return
        self.done_words.hide()
        self.open_folder.hide()
        self.print_list.hide()
        self.services.packs.begin(self._plan, self._target)
        work = partial(_write, self.services, self._plan.report.id, self._target)
        self._start(work, self._on_packed, "已停止，没有写完的文件夹名后面带“（未写完）”，可以删掉。")

    def print_handover(self) -> None:
        """The 移交清单 of the package just made, both copies in one go."""
        if self._handover is None:
            return
        exports, paper = self.services.exports, self._handover
        profile = exports.profile()
        pages = exports.pages_of(handover_blocks(exports, paper), profile)
        told = self.operations.run(lambda: print_pages(pages, profile, exports.stand_ins(), self))
        if told:
            self.prompter.tell(f"{told}存根留下，回执由收件单位签收。")

    def verify(self) -> None:
        """Look every file of a package over, beside the window."""
        chosen = self.prompter.choose_folder("选要核对的报送包")
        if chosen is not None:
            self._start(
                partial(_verified, chosen), partial(self._on_verified, chosen), "已停止，没有核对完。"
            )

    def _start(self, work: Callable[[JobContext], object], then: Callable[..., None], stopped: str) -> None:
        if self._job is not None and self._job.running:
            return
        self._job = Job(work, self)
        self._job.progressed.connect(self._on_progress)
        self._job.succeeded.connect(then)
        self._job.failed.connect(self._on_failed)
        self._job.cancelled.connect(partial(self.prompter.tell, stopped, "note"))
        self._job.finished.connect(self._on_finished)
        self._on_progress(0, 1, WRITING)
        for widget in (self.progress, self.progress_words, self.stop):
            widget.show()
        self._job.start()
        self._enable()

    def _on_progress(self, done: int, total: int, words: str) -> None:
        self.progress.set_share(done / max(1, total))
        self.progress_words.setText(f"{words}，{done}/{total}个文件" if total > 1 else f"{words}。")

    def _on_packed(self, packed: Packed) -> None:
        self.operations.run(lambda: self.services.packs.note(packed), self)
        self._made, self._handover = packed.folder, packed.handover
        self.done_words.setText(f"{DONE}文件夹：{breakable(packed.folder)}，校验码{packed.made.head}。")
        self.done_words.show()
        self.open_folder.show()
        self.print_list.show()
        self.refresh()
        self.prompter.tell("报送包已写好，可以安全拔出U盘。")

    def _on_verified(self, folder: Path, verdicts: Sequence[Verdict]) -> None:
        wrong = [one for one in verdicts if one.state is not FileState.OK]
        if not wrong:
            self.prompter.tell(f"“{shown_name(folder.name)}”的{len(verdicts)}个文件全部完好。")
            return
        if len(wrong) > NAMED:
            self._list_wrong(folder, verdicts)
            return
        told = "；".join(f"{shown_name(one.path)}：{one.state.label}" for one in wrong)
        self.prompter.tell(
            f"“{shown_name(folder.name)}”有{len(wrong)}个文件不对：{told}。让报送单位重新报送。",
            "wrong",
        )

    def _list_wrong(self, folder: Path, verdicts: Sequence[Verdict]) -> None:
        """More than a sentence can name: all of them in a list, which can go back to the town on paper."""
        from fzapp.ui.dialogs import paper_list  # noqa: PLC0415  only for such a package

        paper = verdicts_paper(shown_name(folder.name), verdicts, self.services.archive.now())
        told = f"{paper.notes[0]}。让报送单位对照清单重新报送。"
        out = PaperOut(self.services, self.prompter)
        paper_list.ask(self, paper_list.Listed(paper, told, _WRONG_SHAPES, out))

    def _on_failed(self, error: UserError) -> None:
        self.services.packs.give_up()
        self.prompter.tell(str(error), "wrong")

    def _on_finished(self) -> None:
        for widget in (self.progress, self.progress_words, self.stop):
            widget.hide()
        self._enable()

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_open_folder(self) -> None:
        if self._made is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._made))):
            self.prompter.tell(f"文件夹“{self._made.name}”打不开，U盘可能已经拔出。", "wrong")

    def _on_to_write(self) -> None:
        self.open_page_requested.emit(page_list.WRITE if self._report is not None else page_list.HOME)

    def turn_to(self, report_id: int) -> None:
        """The choice made here is over."""
        self._wanted = report_id


def _write(own: Services, report_id: int, target: Path, context: JobContext) -> Packed:
    """Runs beside the window, with a connection of its own that only reads."""
    with closing(open_services(own.archive.folder, own.resources, own.archive.key)) as services:
        plan = services.packs.plan(report_id)

        def told(done: int, total: int) -> None:
            context.progress(done, total, WRITING if done < total else READING)

        return services.packs.write(plan, target, told, report_pdf(services, report_id))


def _verified(folder: Path, context: JobContext) -> tuple[Verdict, ...]:
    context.progress(0, 1, READING)
    return verify(folder, context.check)


def _lines_of(plan: PackPlan) -> Iterator[Line]:
    """What the package will hold, and what it lacks."""
    for gap in plan.gaps:
        yield Line(f"缺项：{gap}", bold=True)
    bound = sum(
        1 for entry in plan.sources if entry.state in (SourceState.LEDGER, SourceState.CONFIRMED_ZERO)
    )
    manual = sum(1 for entry in plan.sources if entry.state is SourceState.MANUAL)
    by_hand = f"，{manual}个手工填写" if manual else ""
    yield Line("报告正文（Word和PDF，国家标准公文格式）")
    yield Line(f"数字出处表（Word和Excel），{len(plan.sources)}个数，{bound}个有台账{by_hand}")
    yield Line(f"台账{len(plan.ledgers)}本（Excel，个人信息已遮挡）和全部台账的统计数")
    if plan.withheld:
        yield Line(f"含敏感信息、只报统计数的台账：{'、'.join(plan.withheld)}", 1)
    size = f"，共{plan.evidence_bytes / 1e6:.1f}MB" if plan.evidence else ""
    yield Line(f"佐证材料{len(plan.evidence)}份{size}，附目录")
    for one in plan.evidence:
        yield Line(f"{one.number:02d} {one.copy.name}", 1, one.section)
    if plan.version > 1:
        yield Line(f"和V{plan.version - 1}的差别")
    yield Line("移交清单（打印两份，双方签字）")
