"""What leaves the page 校核: the list of findings as PDF, and a Word file with the findings as comments."""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from fzapp.services.check_descriptions import SEVERITY_WORDS, fix_words
from fzapp.services.user_files import save_file
from fzapp.ui.file_kinds import PDF, WORD
from fzapp.ui.jobs import Job
from fzapp.ui.models.finding_model import grouped
from fzapp.ui.preview import text_paper
from fzapp.ui.prompts import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.services.report_checks import PlacedFinding
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.pages.check_page import CheckPage


class CheckOutput(QObject):
    """Asks where, and writes beside the window. `done` when a file with comments is there, or is not."""

    done = Signal()

    def __init__(self, page: CheckPage) -> None:
        super().__init__(page)
        self._page = page
        self._job: Job | None = None

    def save_list(self) -> None:
        """The findings that are to be seen, as PDF."""
        page = self._page
        found, _, _ = page.shown()
        path = (
            page.prompter.choose_save("存成PDF文件", Path("问题清单.pdf"), PDF) if found is not None else None
        )
        if found is None or path is None:
            return
        html = list_html(page.title(), page.status(), page.findings.visible_findings())
        page.operations.run(lambda: save_file(path, text_paper.pdf(text_paper.from_html(html), page.title())))
        if path.is_file():
            page.prompter.tell(f"问题清单存在“{path.name}”。", "done", self._offer(path))

    def save_annotated(self) -> None:
        """A copy in Word with the findings as comments at their places."""
        page = self._page
        found, snapshot, file = page.shown()
        if found is None:
            return
        name = f"{file.stem if file is not None else '报告'}（校核批注）.docx"
        path = page.prompter.choose_save("另存批注版", Path(name), WORD)
        if path is None:
            return
        annotations = page.services.checking.annotations
        if file is not None:
            work = partial(annotations.annotate_file, file, found.open, path)
        else:
            assert snapshot is not None
            content = page.services.reports.content(snapshot.report.id)
            work = partial(annotations.annotate_report, content, snapshot.document, found.open, path)
        self._job = Job(partial(_write, work), self)
        self._job.succeeded.connect(partial(self._on_written, path))
        self._job.finished.connect(self.done)
        page.prompter.follow(self._job, "正在写批注。")
        self._job.start()

    def _on_written(self, path: Path, count: int) -> None:
        self._page.prompter.tell(
            f"{count}条批注写进了“{path.name}”，原文没有改动。", "done", self._offer(path)
        )

    def _offer(self, path: Path) -> Offer:
        from PySide6.QtCore import QUrl  # noqa: PLC0415
        from PySide6.QtGui import QDesktopServices  # noqa: PLC0415

        return Offer("打开", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))


def _write(work: partial[int], context: JobContext) -> int:
    """Runs on a worker."""
    context.check()
    return work()


def list_html(title: str, told: str, items: Sequence[PlacedFinding]) -> str:
    """The printed list: groups as headings, a box to tick before every finding."""
    parts = [f"<h2>{escape(title)}</h2><p>{escape(told)}</p>"]
    for line in grouped(items):
        if line.found is None:
            parts.append(f"<h3>{SEVERITY_WORDS[line.severity]}　{escape(line.text)}（{line.count}）</h3>")
            continue
        finding = line.found.finding
        fixes = "；".join(fix_words(finding.text, text) for text in line.found.fixes)
        quote = f"“{escape(finding.text[:60])}”" if finding.text else ""
        parts.append(
            f"<p>□ <b>{escape(line.found.where)}</b>　{quote}<br/>{escape(finding.message)}"
            + (f"<br/>{escape(fixes)}" if fixes else "")
            + f"<br/><span style='color:#555'>依据：{escape(finding.basis)}</span></p>"
        )
    return "".join(parts)
