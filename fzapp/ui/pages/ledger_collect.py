"""Collecting ledgers from the offices: forms go out into a folder, filled ones come back and are merged."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QUrl

from fzapp.ui.jobs import Job
from fzapp.ui.prompts import FileKind, Offer
from fzapp.ui.storing import LARGE, StoringBeside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.services.ledger_form_workbook import FormDraft
    from fzapp.services.ledger_forms import Asked, Office
    from fzapp.services.ledger_merge_model import Decisions, Merged, MergePlan
    from fzapp.ui.dialogs.ledger_offices import OfficeLine
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.pages.ledger_page import LedgerPage

FORMS = FileKind("填报表（Excel、WPS）", (".xlsx", ".xls", ".et", ".ods", ".xlsm"))


class LedgerCollect(QObject):
    """The hands of a `LedgerPage` for what goes to other offices and comes back."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page
        self._making: Job | None = None
        self._reading: Job | None = None
        self._queue: list[Path] = []

    def open(self) -> None:
        """Show the offices; make forms, or merge one that came back."""
        from fzapp.ui.dialogs import ledger_offices  # noqa: PLC0415  the page opens without it

        page = self._page
        if not page.leave():
            return
        asked = page.services.forms.asked(page.year)
        lines = tuple(_line(office, asked) for office in page.services.forms.offices())
        data = ledger_offices.Collection(page.year, lines, self._first_folder(), self._choose_folder)
        answer = ledger_offices.ask(page.window(), data)
        if answer is not None and answer.merge:
            self.choose_files()
        elif answer is not None and answer.offices:
            self.make(answer.offices, answer.folder)

    # --- going out --------------------------------------------------------------------------------

    def make(self, names: Sequence[str], folder: Path) -> None:
        """Write a form for each office into a folder."""
        if self._making is not None and self._making.running:
            self._page.prompter.tell("上一批填报表还在做，等它做完再试。", "note")
            return
        service = self._page.services.forms
        drafts = [service.draft(service.office(name), self._page.year) for name in names]

        def work() -> list[tuple[FormDraft, bytes]]:
            from fzapp.services.ledger_form_workbook import form_bytes  # noqa: PLC0415  loads openpyxl

            return [(draft, form_bytes(draft)) for draft in drafts]

        self._making = Job(lambda _context: work(), self)
        self._making.succeeded.connect(partial(self._on_made, folder))
        self._page.prompter.follow(self._making, "正在做填报表。")
        self._making.start()

    def _on_made(self, folder: Path, made: Sequence[tuple[FormDraft, bytes]]) -> None:
        page = self._page

        def write() -> bool:
            page.services.forms.make_folder(folder)
            for draft, data in made:
                page.services.forms.issue(draft, _free_path(folder, draft), data)
            return True

        if page.operations.run(write):
            said = f"{len(made)}份填报表做好了，在“{folder.name}”里，用U盘交给各办公室。"
            page.prompter.tell(said, "done", Offer("打开文件夹", partial(_show_folder, folder)))

    def _first_folder(self) -> Path:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(documents or Path.home()) / f"{self._page.year}年台账填报"

    def _choose_folder(self, now: Path) -> Path | None:
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415  the window starts without its dialogs

        start = now if now.is_dir() else now.parent
        chosen = QFileDialog.getExistingDirectory(self._page.window(), "填报表存到哪个文件夹", str(start))
        return Path(chosen) if chosen else None

    # --- coming back ------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ask for forms that came back."""
        self.merge_files(self._page.prompter.choose_open("选交回来的填报表", [FORMS], many=True))

    def without_forms(self, paths: Sequence[Path]) -> list[Path]:
        """The files that are no forms of ours; forms among them are merged, not brought in as tables."""
        forms = [path for path in paths if self._page.services.merges.is_ours(path)]
        self.merge_files(forms)
        return [path for path in paths if path not in forms]

    def merge_files(self, paths: Sequence[Path]) -> None:
        """Read forms beside the window; each is shown before anything is stored."""
        if paths and self._page.leave():
            self._queue += paths
            self._read_next()

    def _read_next(self) -> None:
        if not self._queue or (self._reading is not None and self._reading.running):
            return
        path = self._queue.pop(0)
        services, merges = self._page.services, self._page.services.merges
        read = merges.reader()

        def look(context: JobContext) -> MergePlan:
            plan = merges.plan(read(path), context.check)
            services.back_up_before("merge")
            return plan

        self._reading = Job(look, self)
        self._reading.succeeded.connect(self._show)
        self._reading.failed.connect(lambda _error: self._read_next())
        self._reading.cancelled.connect(self._queue.clear)
        self._page.prompter.follow(self._reading, f"正在读“{path.name}”，读完先给您看，不会马上写入。")
        self._reading.start()

    def _show(self, plan: MergePlan) -> None:
        from fzapp.ui.dialogs import ledger_merge  # noqa: PLC0415  the page opens without it

        decisions = ledger_merge.ask(self._page.window(), plan)
        if decisions is not None and len(plan.items) >= LARGE:
            self._merge_beside(plan, decisions)
            return
        if decisions is not None:
            merged = self._page.operations.run(lambda: self._page.services.merges.commit(plan, decisions))
            if merged is not None:
                self._tell(plan, merged)
        self._read_next()

    def _merge_beside(self, plan: MergePlan, decisions: Decisions) -> None:
        """A form with very many rows: the window goes on living, and it can be stopped."""
        page = self._page
        storing = StoringBeside(page.services.archive, page.prompter, page.window())
        storing.ended.connect(self._read_next)
        storing.ended.connect(storing.deleteLater)
        storing.start(
            lambda context: page.services.merges.commit_beside(plan, decisions, context.progress),
            f"正在合并{len(plan.items)}行，合并完才算数。",
            partial(self._adopt, plan),
        )

    def _adopt(self, plan: MergePlan, merged: Merged) -> None:
        if merged.change is not None:
            self._page.operations.adopt(merged.change)
        self._tell(plan, merged)

    def _tell(self, plan: MergePlan, merged: Merged) -> None:
        from fzapp.services.ledger_merge_text import merged_in_words  # noqa: PLC0415

        page = self._page
        offer = Offer("撤销", page.operations.undo) if merged.change is not None else None
        kind = "done" if merged.change is not None and not merged.held else "note"
        page.prompter.tell(f"{plan.read.issue.office}的填报表：{merged_in_words(merged)}", kind, offer)


def _line(office: Office, asked: Sequence[Asked]) -> OfficeLine:
    from fzapp.ui.dialogs.ledger_offices import OfficeLine  # noqa: PLC0415  the page opens without it

    latest = next((one for one in asked if one.issue.office == office.name), None)
    ledgers = "、".join(kind.short_name for kind in office.all_kinds)
    return OfficeLine(office.name, ledgers, latest.state if latest else "还没有发", latest is not None)


def _free_path(folder: Path, draft: FormDraft) -> Path:
    """A name that is not taken: a form that was filled in there is never replaced."""
    name = f"{draft.year}年台账填报表（{draft.office}）"
    path, number = folder / f"{name}.xlsx", 2
    while path.exists():
        path, number = folder / f"{name}{number}.xlsx", number + 1
    return path


def _show_folder(folder: Path) -> None:
    from PySide6.QtGui import QDesktopServices  # noqa: PLC0415

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
