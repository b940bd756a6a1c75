"""What the user can do from anywhere: begin a report, bring reports in, open the practice book."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from fzapp.domain.errors import UserError
from fzapp.infra import paths
from fzapp.ui import actions, page_list
from fzapp.ui.file_kinds import REPORTS
from fzapp.ui.prompts import Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from fzapp.services.context import Services
    from fzapp.services.imports import Imported, Incoming
    from fzapp.ui.dialogs.import_preview import Confirmed
    from fzapp.ui.jobs import Job, JobContext
    from fzapp.ui.page import Means
    from fzapp.ui.window.bulk_importing import BulkImporting

    ReadResult: TypeAlias = tuple[list[Incoming], list[tuple[str, str]]]
    """What was read, and what was refused as (file name, sentence)."""

MOST_ONE_BY_ONE = 8
"""Files that are looked at one by one; more of them stand in a table."""


class Commands(QObject):
    """Asks, reads beside the window, writes through `operations`, says what came of it."""

    section_opened = Signal(int)
    page_opened = Signal(str)

    def __init__(self, means: Means, window: QWidget, *, practice: bool = False) -> None:
        super().__init__(window)
        self._practice = practice
        self._means = means
        self._services = means.services
        self._signals = means.signals
        self._operations = means.operations
        self._prompter = means.prompter
        self._window = window
        self._job: Job | None = None
        self._bulk: BulkImporting | None = None

    def run(self, command: str) -> None:
        """Do one of the COMMAND_ names of `actions`."""
        doing: dict[str, Callable[[], None]] = {
            actions.COMMAND_NEW: self.new_report,
            actions.COMMAND_IMPORT: self.choose_files,
            actions.COMMAND_IMPORT_FOLDER: self.choose_folder,
            actions.COMMAND_PASTE: self.paste,
            actions.COMMAND_TURN_YEAR: self.turn_year,
            actions.COMMAND_PRACTICE: self.open_practice,
        }
        doing[command]()

    def new_report(self, year: int = 0) -> None:
        """Ask for genre and year (`year` is proposed, 0 for the likely one), make the draft, show it."""
        from fzapp.ui.dialogs import new_report  # noqa: PLC0415  the window starts without it

        wanted = new_report.ask(self._window, new_report.choices(self._services, year))
        if wanted is None:
            return
        if not wanted.genre:
            self.page_opened.emit(page_list.TEMPLATES)
            return
        report_id = self._operations.run(
            lambda: self._services.reports.create(
                wanted.genre,
                wanted.year,
                optional=wanted.optional,
                like=wanted.like or None,
                closing=wanted.closing,
            )
        )
        if report_id is not None:
            self._signals.choose_report(report_id)
            self.page_opened.emit(page_list.HOME)
            self._prompter.tell("报告建好了，从第一节开始写，写到哪里都会自动保存。")

    def turn_year(self) -> None:
        """Show what the old year leaves and what the new one begins with; then turn."""
        from fzapp.ui.dialogs import turn_year  # noqa: PLC0415  the window starts without it

        turn = self._services.years.turn()
        genres = turn_year.ask(self._window, turn)
        if genres is None:
            return
        made = self._operations.run(lambda: self._services.years.begin(turn.new, genres))
        if made is None:
            return
        if made:
            self._signals.choose_report(made[0])
        self.page_opened.emit(page_list.HOME)
        said = f"，建好了{len(made)}份报告，往年的同一节按 F3 引用" if made else ""
        self._prompter.tell(f"换到{turn.new}年度了{said}。", "done", Offer("撤销", self._operations.undo))

    # --- bringing in ----------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ask for files and bring them in."""
        self.import_paths(
            [str(path) for path in self._prompter.choose_open("选要导入的报告", [REPORTS], many=True)]
        )

    def choose_folder(self) -> None:
        """Ask for a folder, also a stick, and bring in the reports in it."""
        folder = self._prompter.choose_folder("选存放往年报告的文件夹或U盘")
        if folder is not None:
            self.import_paths([str(folder)])

    def import_paths(self, names: Sequence[str]) -> None:
        """Read files beside the window, then show what was recognised; folders and many files in one table."""
        files = [Path(name) for name in names]
        if not files:
            return
        from fzapp.services.folder_scan import is_folder  # noqa: PLC0415  when files come in

        if len(files) > MOST_ONE_BY_ONE or any(is_folder(path) for path in files):
            if not self._busy():
                self._bulk_importing().start(files)
        else:
            self._read(
                partial(_read_files, self._services, files), "正在读文件，读完先给您看，不会马上存入。"
            )

    def _bulk_importing(self) -> BulkImporting:
        if self._bulk is None:
            from fzapp.ui.window.bulk_importing import BulkImporting  # noqa: PLC0415  the window starts without it

            self._bulk = BulkImporting(self._means, self._window)
            self._bulk.stored.connect(partial(self.page_opened.emit, page_list.ARCHIVE))
        return self._bulk

    def _busy(self) -> bool:
        """Whether files are being read or stored already; then that is told."""
        busy = (self._job is not None and self._job.running) or (
            self._bulk is not None and self._bulk.running
        )
        if busy:
            self._prompter.tell("上一批文件还没有弄完，等它完了再试。", "note")
        return busy

    def paste(self) -> None:
        """Bring in what the clipboard holds: files as files, text as a report."""
        data = QApplication.clipboard().mimeData()
        # a clipboard that another program holds has nothing to show
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()] if data is not None else []
        if files:
            self.import_paths(files)
        else:
            text = data.text() if data is not None else ""
            self._read(partial(_read_text, self._services, text), "正在认粘贴的文字。")

    def _read(self, work: Callable[[JobContext], ReadResult], sentence: str) -> None:
        from fzapp.ui.jobs import Job  # noqa: PLC0415  the window starts without it

        if self._busy():
            return
        self._job = Job(work, self)
        self._job.succeeded.connect(self._on_read)
        self._prompter.follow(self._job, sentence)
        self._job.start()

    def _on_read(self, result: ReadResult) -> None:
        from fzapp.ui.dialogs import import_preview  # noqa: PLC0415  the window starts without it

        read, refused = result
        if refused:
            self._prompter.tell(_refusal(refused), "wrong")
        if not read:
            return
        names = self._services.library.names()
        confirmed = import_preview.ask(self._window, import_preview.Preview(tuple(read), names))
        if confirmed:
            self._store(confirmed)

    def _store(self, confirmed: Sequence[Confirmed]) -> None:
        """Several files are one operation: undone together."""
        stored: list[Imported] = []

        def store() -> None:
            for one in confirmed:
                stored.append(self._services.imports.store(one.incoming, one.year, one.genre))  # noqa: PERF401  what was stored before an error counts

        self._operations.run(store)
        if stored:
            sections = sum(self._services.overview.progress(one.report_id).total for one in stored)
            kept = sum(len(one.incoming.recognised.dropped) for one in confirmed)
            beside = f"，另有{kept}行不是正文，在“档案”里能看到" if kept else ""
            offer, numbers = Offer("撤销", self._operations.undo), ""
            if len(stored) == 1 and stored[0].figures:
                numbers = "里面的数今年还要用的，可以挑出来。"
                offer = Offer("挑数", partial(self.carry_figures, stored[0].report_id))
            self._prompter.tell(
                f"导入了{len(stored)}份报告，共{sections}节{beside}。{numbers}", "done", offer
            )
            self.page_opened.emit(page_list.ARCHIVE)

    def carry_figures(self, report_id: int) -> None:
        """Ask which numbers of a report are wanted in the next year's, and put them there."""
        from fzapp.ui.carrying import carry_figures  # noqa: PLC0415  the window starts without it

        carry_figures(report_id, self._means, self._window)

    # --- practice -------------------------------------------------------------------------------

    def open_practice(self) -> None:
        """Open the practice book in a window of its own: it is another archive, and work stays as it is."""
        if self._practice:
            self._prompter.tell("现在就在练习本里，随便改。", "note")
            return
        from PySide6.QtCore import QProcess  # noqa: PLC0415  the window starts without it

        program, arguments = practice_call()
        started = QProcess.startDetached(program, arguments)
        if not (started[0] if isinstance(started, tuple) else started):
            self._prompter.tell("练习本没有打开，关掉程序重新打开再试。", "wrong")
        else:
            self._prompter.tell("练习本会在另一个窗口里打开。", "note")


def _read_files(services: Services, files: Sequence[Path], context: JobContext) -> ReadResult:
    """Runs on a worker: reads, recognises, backs up before anything is stored."""
    read: list[Incoming] = []
    refused: list[tuple[str, str]] = []
    for number, path in enumerate(files):
        context.progress(number, len(files), path.name)
        try:
            read.append(services.imports.read(path))
        except UserError as error:
            refused.append((path.name, str(error)))
    context.check()
    if read:
        services.back_up_before("import")
    return read, refused


def _read_text(services: Services, text: str, context: JobContext) -> ReadResult:
    incoming = services.imports.read_pasted(text)
    context.check()
    return [incoming], []


def _refusal(refused: Sequence[tuple[str, str]]) -> str:
    name, why = refused[0]
    if len(refused) == 1:
        return why if name in why else f"“{name}”没有读成：{why}"
    return f"有{len(refused)}个文件没有读成，第一个是“{name}”：{why}"


def practice_call() -> tuple[str, list[str]]:
    """How this program starts another of itself on the practice archive, installed or in a checkout."""
    own = [] if getattr(sys, "frozen", False) else ["-m", "fzapp"]
    return sys.executable, [*own, "--practice", "--archive", str(paths.data_folder() / "practice")]
