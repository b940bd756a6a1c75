"""档案体检: the archive looked over from end to end, and brought back from a backup after a look at what changes."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.domain.errors import PasswordNeeded
from fzapp.services import restoring, safekeeping, salvaging
from fzapp.services.context import open_services
from fzapp.services.doctor import look_over
from fzapp.services.restoring import Source
from fzapp.ui import actions, page_list
from fzapp.ui.dialogs import backup_password, salvage_list
from fzapp.ui.jobs import Job, Steps
from fzapp.ui.messages import when
from fzapp.ui.page import Page
from fzapp.ui.paper_out import PaperOut
from fzapp.ui.widgets.basic import button, card, label, row
from fzapp.ui.widgets.text_table import TextTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QAction

    from fzapp.services.context import Services
    from fzapp.services.doctor import Looked
    from fzapp.services.doors import Key
    from fzapp.services.restoring import Preview
    from fzapp.services.salvaging import Salvaged
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.page import Means

NOT_YET = "还没有检查。检查只看不改，资料多的时候要等一会儿，可以接着干别的。"
NO_BACKUP = "还没有备份。每天第一次打开程序时自动做一份，也可以在“设置”里点“现在备份”。"
FINDING = "写过的话查找不到时，重建一次查找索引，报告和台账一个字不变。"
MOVING = "换电脑：在这里“备份到U盘”，新电脑第一次打开时按“从旧电脑搬过来”。资料、设置和密码一起过去。"
_FINDINGS = (("佐证和原文件", 0.0), ("要处理", 0.0), ("完好，一份报告", 6.0))
_BACKUPS = (("12月31日 00:00", 1.0), ("每天自动", 1.0), ("000.0MB", 1.0))
_TITLES = 4


class DoctorPage(Page):
    """Looks beside the window. Bringing back is asked for here and done by the program, which closes the archive first."""

    name = page_list.DOCTOR
    topic = "资料放在哪里"
    tables = frozenset()

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("doctor_page")
        self._job: Job | Steps | None = None
        self._listed: tuple[safekeeping.KeptBackup, ...] = ()
        make = actions.make_action
        self._look = make(
            self,
            "现在检查",
            self.look,
            name="doctor_look",
            primary=True,
            hint="从头到尾看一遍档案库，只看不改",
        )
        self._back_up = make(
            self, "备份到U盘", self.back_up, name="doctor_backup", hint="连同佐证材料整份带走，写完读回核对"
        )
        self._restore = make(
            self,
            "恢复选中的备份",
            self.restore_chosen,
            name="doctor_restore",
            hint="先给您看会回来什么、会少掉什么",
        )
        self._bring = make(
            self, "从U盘恢复", self.restore_folder, name="doctor_bring", hint="选整份备份的文件夹"
        )
        self._salvage = make(
            self,
            "抢救",
            self.salvage,
            name="doctor_salvage",
            hint="档案库损坏、又没有合适的备份时，把还能读的内容另存一份，列出救不回来的",
        )
        self._paper = PaperOut(self.services, self.prompter)
        self._build()

    def actions(self) -> Sequence[QAction]:
        """Look, take away, bring back, save what can be read."""
        return (self._look, self._back_up, self._restore, self._bring, self._salvage)

    def refresh(self) -> None:
        """The backups there are."""
        self._listed = safekeeping.list_backups(self.services.archive)
        now = self.services.archive.now()
        rows = [(when(one.taken, now), one.reason, f"{one.size / 1e6:.1f}MB") for one in self._listed]
        self.backups.show_rows(("时间", "怎么做的", "大小"), rows, _BACKUPS)
        self.none.setHidden(bool(rows))
        self.backups.setVisible(bool(rows))
        if rows:
            self.backups.selectRow(0)
        self._restore.setEnabled(bool(rows))

    def activate(self) -> None:
        """A backup may have been made meanwhile."""
        self.stale = True
        super().activate()

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        found, inside = card("doctor_found_card")
        self.said = label(NOT_YET, "muted", name="doctor_said", wrap=True)
        self.findings = TextTable("doctor_findings", "检查的结果")
        inside.addWidget(label("检查的结果", "heading"))
        inside.addWidget(self.said)
        inside.addWidget(self.findings, 1)
        inside.addStretch(0)
        inside.addWidget(label(FINDING, "muted", wrap=True))
        inside.addLayout(row(button("重建查找索引", self.rebuild_index, name="doctor_rebuild"), None))
        self.findings.hide()
        kept, below = card("doctor_backups_card")
        self.backups = TextTable("doctor_backups", "备份")
        below.addWidget(label("备份", "heading"))
        self.none = label(NO_BACKUP, "muted", name="doctor_no_backup", wrap=True)
        below.addWidget(self.none)
        below.addWidget(self.backups, 1)
        below.addStretch(0)
        below.addWidget(label(MOVING, "muted", wrap=True))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        beside = row(found, kept, spacing=12)
        beside.setStretch(0, 3)
        beside.setStretch(1, 2)
        outer.addLayout(beside)

    # --- looking --------------------------------------------------------------------------------

    def look(self) -> None:
        """Look the archive over beside the window."""
        self._run(
            partial(_looked, self.services),
            self._on_looked,
            "正在检查档案库。",
        )

    def _on_looked(self, found: Sequence[Looked]) -> None:
        rows = [(one.name, "好" if one.ok else "要处理", one.detail) for one in found]
        tones = {(place, 1): "good" if one.ok else "wrong" for place, one in enumerate(found)}
        self.findings.show_rows(("看了什么", "结果", "说明"), rows, _FINDINGS, tones)
        self.findings.show()
        wrong = sum(not one.ok for one in found)
        self.said.setText(f"有{wrong}项要处理。" if wrong else "全部完好。")
        if not wrong:
            safekeeping.note_look(self.services.archive)

    # --- the index ------------------------------------------------------------------------------

    def rebuild_index(self) -> None:
        """Make the index of all texts anew, in small steps; until it is whole the old one answers."""
        if self._busy():
            return
        renewal = self.services.search.renewal()
        steps = Steps(renewal.step, lambda: renewal.done, renewal.total, self)
        steps.succeeded.connect(self._on_rebuilt)
        steps.cancelled.connect(lambda: self.prompter.tell("停下了，查找还用原来的索引。", "note"))
        steps.finished.connect(renewal.close)
        self._job = steps
        self.prompter.follow(steps, "正在重建查找索引，报告和台账一个字不变。")
        steps.start()

    def _on_rebuilt(self) -> None:
        self.prompter.tell("查找索引重建好了。")

    # --- taking away ----------------------------------------------------------------------------

    def back_up(self) -> None:
        """A whole backup to a stick."""
        chosen = self.prompter.choose_folder("选U盘或文件夹")
        if chosen is not None:
            self._run(
                partial(_backed_up, self.services, chosen),
                self._on_backed_up,
                "正在备份到U盘，写完会读回核对。",
            )

    def _on_backed_up(self, folder: Path) -> None:
        self.prompter.tell(f"整份备份写好了，读回核对一致，在“{folder.name}”。可以安全拔出U盘。")

    # --- bringing back --------------------------------------------------------------------------

    def restore_chosen(self) -> None:
        """The backup that is chosen in the list."""
        place = self.backups.currentIndex().row()
        if 0 <= place < len(self._listed):
            self._preview(self._listed[place].path)

    def restore_folder(self) -> None:
        """A whole backup from a stick."""
        chosen = self.prompter.choose_folder("选U盘，或者整份备份的文件夹")
        if chosen is not None:
            self._preview(restoring.newest_in(chosen))

    def _preview(self, backup: Path, key: Key | None = None) -> None:
        """Look into a backup, with its own password where the archive's does not open it."""
        self._run(
            partial(_previewed, self.services, Source(backup, key)),
            self._on_previewed,
            "正在看备份里有什么。",
        )

    def _on_previewed(self, found: tuple[Source, Preview | PasswordNeeded]) -> None:
        source, told = found
        if isinstance(told, PasswordNeeded):
            fault = str(told) if source.key is not None else ""
            key = backup_password.ask(self, backup_password.Question(source.path.name, fault))
            if key is not None:
                self._preview(source.path, key)
        elif self.prompter.ask(preview_question(told, self.services.archive.now()), "恢复", "先不恢复"):
            self.restore_requested.emit(source)

    # --- damaged --------------------------------------------------------------------------------

    def salvage(self) -> None:
        """Read what can be read of this archive into a new file, which may then take its place."""
        archive = self.services.archive
        self.operations.run(archive.settle)
        self._run(
            lambda context: salvaging.salvage_beside(archive.folder, archive.key, context.check),
            self._on_salvaged,
            "正在抢救还能读的内容，原来的文件不动。",
        )

    def _on_salvaged(self, done: Salvaged) -> None:
        if salvage_list.ask(self, salvage_list.Question(done, self._paper, replacing=True)):
            self.restore_requested.emit(Source(done.database))
        else:
            self.prompter.tell(f"抢救出来的放在资料文件夹的“{done.database.parent.name}”里。", "note")

    def _run(self, work: Callable[[JobContext], object], then: Callable[..., None], sentence: str) -> None:
        if self._busy():
            return
        job = Job(work, self)
        job.succeeded.connect(then)
        self._job = job
        self.prompter.follow(job, sentence)
        job.start()

    def _busy(self) -> bool:
        """Whether something is being done already, which is told."""
        if self._job is None or not self._job.running:
            return False
        self.prompter.tell("上一件事还没有做完，等它完了再试。", "note")
        return True


def preview_question(told: Preview, now: str) -> str:
    """What comes back and what goes, as a question."""
    lines = [f"恢复后回到{when(told.taken, now)}的样子。" if told.taken else "备份里没有改动的记录。"]
    lines += [f"{what}：现在{before}，恢复后{then}。" for what, before, then in told.counts]
    for words, titles in (("会回来", told.come), ("会少掉", told.go)):
        more = f"等{len(titles)}份" if len(titles) > _TITLES else ""
        lines += [f"{words}：{'；'.join(titles[:_TITLES])}{more}。"] if titles else []
    lines.append("现在的档案库不会删，换到旁边的文件夹里留着。")
    return "\n".join(lines)


def _looked(services: Services, context: JobContext) -> tuple[Looked, ...]:
    """Runs beside the window, with a connection of its own that only reads."""
    with closing(_again(services)) as other:
        return look_over(other.archive, context.check)


def _previewed(
    services: Services, source: Source, _context: JobContext
) -> tuple[Source, Preview | PasswordNeeded]:
    """Runs beside the window; a password that is missing or wrong is an answer, and no failure."""
    archive = services.archive
    try:
        return source, restoring.preview(archive.folder, source.path, archive.key, source.key)
    except PasswordNeeded as error:
        return source, error


def _backed_up(services: Services, target: Path, context: JobContext) -> Path:
    with closing(_again(services)) as other:
        return restoring.back_up_whole(other.archive, target, context.progress)


def _again(services: Services) -> Services:
    """The same archive with a connection of another thread."""
    return open_services(services.archive.folder, services.resources, services.archive.key)
