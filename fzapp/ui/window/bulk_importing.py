"""导入文件夹: read beside the window, shown in one table, stored in small steps; stopping leaves whole reports."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from fzapp.domain.errors import UserError
from fzapp.ui.jobs import Job, Steps
from fzapp.ui.messages import BUG
from fzapp.ui.paper_out import PaperOut
from fzapp.ui.prompts import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from fzapp.services.bulk_imports import Looked, Wanted
    from fzapp.services.bulk_storing import Storing
    from fzapp.services.context import Services
    from fzapp.storage.changes import Change
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.page import Means

READING = "正在读文件夹里的报告，读完先给您看，不会马上存入。"
STORING = "正在把报告存进档案，停止以后已经存好的都是完整的。"


class BulkImporting(QObject):
    """One folder at a time. `stored` comes when reports were stored."""

    stored = Signal()

    def __init__(self, means: Means, window: QWidget) -> None:
        super().__init__(window)
        self._services = means.services
        self._operations = means.operations
        self._prompter = means.prompter
        self._window = window
        self._job: Job | Steps | None = None
        self._storing: Storing | None = None
        self._made: list[Change] = []
        self._trouble = ""

    @property
    def running(self) -> bool:
        """Whether a folder is being read or stored."""
        return self._job is not None and self._job.running

    def start(self, paths: Sequence[Path]) -> None:
        """Read everything below `paths`."""
        known = self._services.bulk.known()
        self._job = Job(partial(_look, self._services, list(paths), known), self)
        self._job.succeeded.connect(self._on_looked)
        self._job.cancelled.connect(lambda: self._prompter.tell("停下了，什么都没有存入。", "note"))
        self._prompter.follow(self._job, READING)
        self._job.start()

    def _on_looked(self, looked: Looked) -> None:
        from fzapp.ui.dialogs import bulk_import  # noqa: PLC0415  the window starts without it

        if not looked.refused and not any(one.storable for one in looked.candidates):
            self._tell_nothing(looked)
            return
        paper = PaperOut(self._services, self._prompter)
        data = bulk_import.BulkData(looked, self._services.library.names(), paper.save, paper.print_out)
        wanted = bulk_import.ask(self._window, data)
        if wanted:
            self._store(wanted)

    def _tell_nothing(self, looked: Looked) -> None:
        count = len(looked.candidates)
        if count:
            sentence = f"这里的{count}份报告档案里都已经有了，没有再导入。"
        else:
            left = looked.left_out.told()
            sentence = "这里没有可以收进的报告，检查里面有没有Word、WPS文字、PDF或文本文件。"
            sentence += f"没有看的：{left}。" if left else ""
        self._prompter.tell(sentence, "note")

    def _store(self, wanted: Sequence[Wanted]) -> None:
        self._storing = self._services.bulk.storing(wanted)
        self._made = []
        storing = self._storing
        self._job = Steps(self._step, lambda: storing.done, storing.total, self)
        self._trouble = ""
        self._job.failed.connect(self._on_failed)
        self._job.finished.connect(self._on_finished)
        self._prompter.follow(self._job, STORING)
        self._job.start()

    def _step(self) -> bool:
        assert self._storing is not None
        return self._operations.gather(self._storing.step, self._made)

    def _on_failed(self, error: object) -> None:
        self._trouble = str(error) if isinstance(error, UserError) else BUG

    def _on_finished(self) -> None:
        """Everything, or what was stored before it stopped, is one step to undo."""
        storing, made = self._storing, self._made
        assert storing is not None
        self._storing, self._made = None, []
        storing.close()
        self._operations.conclude(made)
        count, rest = len(storing.report_ids), storing.total - len(storing.report_ids)
        if count:
            self.stored.emit()
        self._tell_stored(storing, count, rest)

    def _tell_stored(self, storing: Storing, count: int, rest: int) -> None:
        sentence = f"{self._trouble}导入了{count}份报告，原文件都留了一份。"
        if storing.refused:
            sentence += f"有{len(storing.refused)}份没有存成，第一份：{storing.refused[0].why}"
        elif rest:
            sentence += f"还有{rest}份没有存，再导入一次同一个文件夹就能接着存。"
        offer = Offer("撤销", self._operations.undo) if count else None
        kind = "wrong" if self._trouble else "note" if rest else "done"
        self._prompter.tell(sentence, kind, offer)


def _look(services: Services, paths: Sequence[Path], known: dict[str, str], context: JobContext) -> Looked:
    """Runs on a worker: reads, recognises, backs up before anything is stored."""
    looked = services.bulk.look(paths, known, context.progress)
    context.check()
    services.back_up_before("import")
    return looked
