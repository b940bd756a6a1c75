"""校审签发 from the writing page: steps with name and date, versions, and the copy on paper for readers."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from fzapp.domain.report import ReportStage
from fzapp.domain.review import ReviewStage
from fzapp.services.exports import proposed_name
from fzapp.services.user_files import save_file
from fzapp.ui.file_kinds import PDF
from fzapp.ui.jobs import Job
from fzapp.ui.messages import day
from fzapp.ui.prompts import Offer

if TYPE_CHECKING:
    from fzapp.domain.report import Report
    from fzapp.services.report_checks import ReportFindings
    from fzapp.ui.dialogs.review import Standing
    from fzapp.ui.dialogs.review import Wanted as WantedStep
    from fzapp.ui.dialogs.versions import Wanted as WantedVersion
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.pages.write_page import WritePage
    from fzapp.ui.preview.review_copy import ReviewCopyPainter
    from fzapp.word.layout import Page as LaidPage

_SUBMITTED = (ReviewStage.SIGN, ReviewStage.SUBMIT, ReviewStage.PUBLISH)


class ReviewDesk(QObject):
    """What is done with a report as a whole. Checks run beside the window before the dialog opens."""

    def __init__(self, page: WritePage) -> None:
        super().__init__(page)
        self._page = page
        self._services = page.services
        self._job: Job | None = None

    # --- steps --------------------------------------------------------------------------------------

    def open_review(self) -> None:
        """F7: check, then show where the report stands and ask for the next step."""
        report = self._page.report
        if report is None or (self._job is not None and self._job.running) or not self._page.commit():
            return
        if report.stage is ReportStage.FINAL:
            self._show_review(report.id, None)
            return
        checks = self._services.checking.reports
        snapshot = checks.snapshot(report.id)
        services = self._services

        def look(context: JobContext) -> ReportFindings:
            services.back_up_before("final")
            return checks.check(snapshot, context.check)

        self._job = Job(look, self)
        self._job.succeeded.connect(partial(self._show_review_soon, report.id))
        self._page.prompter.follow(self._job, "正在检查报告，查完就能登记。")
        self._job.start()

    def _show_review_soon(self, report_id: int, findings: ReportFindings) -> None:
        """Once the bar has taken its notice away: the dialog holds everything behind it."""
        QTimer.singleShot(0, self, partial(self._show_review, report_id, findings))

    def _show_review(self, report_id: int, findings: ReportFindings | None) -> None:
        from fzapp.ui.dialogs import review  # noqa: PLC0415  the window starts without it

        standing = self._page.operations.run(lambda: self.standing(report_id, findings))
        wanted = review.ask(self._page.window(), standing) if standing is not None else None
        if wanted is not None:
            self.act(report_id, wanted)

    def standing(self, report_id: int, findings: ReportFindings | None = None) -> Standing:
        """What the dialog shows."""
        from fzapp.ui.dialogs.review import Standing  # noqa: PLC0415

        signing, report = self._services.signing, self._services.reports.get(report_id)
        return Standing(
            title=report.content.title or f"{report.year}年度报告",
            stage=signing.stage(report_id),
            changed_since=signing.is_changed_since(report_id),
            signed=report.stage is ReportStage.FINAL,
            steps=signing.steps(report_id),
            open=signing.obstacles(report_id, findings),
            next_stages=signing.next_stages(report_id),
            advice=partial(signing.advice, report_id),
            today=day(self._services.archive.now()[:10]),
        )

    def act(self, report_id: int, wanted: WantedStep) -> None:
        """Do what was asked for in the dialog."""
        from fzapp.ui.dialogs import review  # noqa: PLC0415

        others = {
            review.VERSIONS: self.open_versions,
            review.PRINT: self.print_copy,
            review.PDF: self.save_copy,
            review.NEW_DRAFT: self.new_draft,
        }
        if wanted.other:
            others[wanted.other]()
            return
        signing, reports = self._services.signing, self._services.reports
        if wanted.date_text:
            self._page.run(lambda: reports.edit_parts(report_id, date_text=wanted.date_text))
        # a signed report is no draft any more, and nobody has asked for another one
        self._page.signals.choose_report(report_id)
        if self._page.run(
            lambda: signing.advance(report_id, wanted.stage, wanted.by, wanted.note, release=wanted.release)
        ):
            self._page.refresh()
            self._page.prompter.tell(_told(wanted))

    def new_draft(self) -> None:
        """A copy of the signed report to be changed; the signed one stays."""
        report = self._page.report
        if report is None:
            return
        made = self._page.operations.run(lambda: self._services.versions.new_draft(report.id))
        if made is not None:
            self._page.signals.choose_report(made)
            self._page.refresh()
            self._page.prompter.tell("已照原样另建一稿，可以改了；签发的那一份原样留着。")

    def told_about(self, report: Report) -> str:
        """The line over the text of a report that is no draft: who signed it, what the ledgers did since, how to go on."""
        if report.stage is ReportStage.DRAFT:
            return ""
        if report.stage is ReportStage.RECORD:
            return f"这是导入的{report.year}年报告，用来对照和引用；章节没有分好的，可以在这里改。"
        frozen = self._services.freezes.frozen(report.id)
        if frozen is None:
            return "这份报告是定稿，只能看，不能改。要改就按 F7，另建一稿。"
        drift = self._services.freezes.drift(report.id)
        since = f"台账后来改了，有{len(drift)}个数和当时不同，见右边“数字”。" if drift else ""
        return f"{frozen.by}于{day(frozen.at[:10])}签发，只能看，不能改。{since}要改就按 F7，另建一稿。"

    # --- versions -----------------------------------------------------------------------------------

    def open_versions(self) -> None:
        """F8: compare versions, keep one, bring one back."""
        from fzapp.ui.dialogs import versions  # noqa: PLC0415

        report = self._page.report
        if report is None or not self._page.commit():
            return
        service = self._services.versions
        writable = report.stage is not ReportStage.FINAL
        data = versions.Kept(service.all(report.id), partial(service.compare, report.id), writable)
        wanted = versions.ask(self._page.window(), data)
        if wanted is not None:
            self.act_on_version(wanted)

    def act_on_version(self, wanted: WantedVersion) -> None:
        """Keep or bring back."""
        from fzapp.ui.dialogs import versions  # noqa: PLC0415

        report, page, service = self._page.report, self._page, self._services.versions
        if report is None:
            return
        if wanted.what == versions.KEEP:
            name = page.prompter.ask_text("存一个版本", "给这个版本起个名称：", f"{day(page.now())}的稿子")
            if name is not None and page.run(lambda: service.keep(report.id, name)):
                page.prompter.tell(f"已存为版本“{name}”。")
            return
        changed = page.operations.run(lambda: service.restore(wanted.version), initiator=page)
        if changed is not None:
            page.refresh()
            kept = "恢复以前的文字也存了一个版本。" if changed else ""
            page.prompter.tell(f"恢复了{changed}节。{kept}" if changed else "文字本来就和那个版本一样。")

    # --- on paper -----------------------------------------------------------------------------------

    def print_copy(self) -> None:
        """Ask for a printer, and print the copy for readers."""
        self._page.operations.run(self._printed)

    def _printed(self) -> None:
        from fzapp.ui.preview import output  # noqa: PLC0415  brings Word's part

        pages, painter = self._laid_out()
        printer = output.ask_printer(self._page.window(), len(pages), painter)
        if printer is not None:
            count = output.print_pages(printer, pages, painter)
            self._page.prompter.tell(f"征求意见稿{count}页已经送到打印机。")

    def save_copy(self) -> None:
        """Ask where, and write the copy for readers as PDF."""
        report = self._page.report
        if report is None:
            return
        name = f"征求意见稿-{proposed_name(report.content, report.year, '.pdf')}"
        path = self._page.prompter.choose_save("存成征求意见稿", Path(name), PDF)
        if path is None:
            return
        if self._page.run(lambda: self.write_copy(path)):
            folder = Offer("打开文件夹", partial(_open_folder, path))
            self._page.prompter.tell(
                f"征求意见稿已存为“{path.name}”，每行有行号，右边留了空白。", "done", folder
            )

    def write_copy(self, path: Path) -> None:
        """Write the PDF. Raises `UserError`."""
        from fzapp.ui.preview import output  # noqa: PLC0415

        pages, painter = self._laid_out()
        save_file(path, output.pdf(pages, painter, "征求意见稿"))
        self._services.audit.exported(path, "征求意见稿")

    def _laid_out(self) -> tuple[tuple[LaidPage, ...], ReviewCopyPainter]:
        from PySide6.QtGui import QFontDatabase  # noqa: PLC0415  the scan of fonts takes a moment

        from fzapp.ui.preview.faces import choose_faces  # noqa: PLC0415
        from fzapp.ui.preview.review_copy import ReviewCopyPainter, review_profile  # noqa: PLC0415

        report, exports = self._page.report, self._services.exports
        assert report is not None
        self._page.commit()
        profile = review_profile(exports.profile())
        pages = exports.pages(self._services.reports.content(report.id), profile)
        faces = choose_faces(profile, QFontDatabase.families(), exports.stand_ins())
        return pages, ReviewCopyPainter(profile, faces)


def _told(wanted: WantedStep) -> str:
    if wanted.stage is ReviewStage.DRAFT:
        return "已登记退回，可以接着改。"
    if wanted.stage is ReviewStage.SIGN:
        return f"{wanted.by}已签发，文字、数和台账记录都已留存，可以去导出Word。"
    kept = "" if wanted.stage in _SUBMITTED else "，现在的文字存了一个版本"
    return f"已登记{wanted.stage.label}：{wanted.by}{kept}。"


def _open_folder(path: Path) -> None:
    from PySide6.QtCore import QUrl  # noqa: PLC0415
    from PySide6.QtGui import QDesktopServices  # noqa: PLC0415

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
