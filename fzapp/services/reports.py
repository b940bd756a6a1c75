"""Reports as a whole: made from a template, brought in from a file, listed, headed, removed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.report import (
    Annex,
    Report,
    ReportContent,
    ReportStage,
    Section,
    annex_mark,
    state_after_edit,
)
from fzapp.domain.template import closing_statement
from fzapp.services.templates import addressee_for, due_date, heading_for, signature_for, title_for
from fzapp.storage import reports as stored
from fzapp.storage import settings, tables
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fzapp.domain.template import ReportTemplate
    from fzapp.domain.unit import UnitProfile
    from fzapp.services.figures import FigureService
    from fzapp.services.templates import TemplateLibrary
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change


class ReportService:
    """Everything that is done to a whole report. `figures` are asked for with the first number, not before."""

    def __init__(
        self, archive: Archive, library: TemplateLibrary, figures: Callable[[], FigureService]
    ) -> None:
        self._archive = archive
        self._library = library
        self._figures = figures

    def all(self) -> tuple[Report, ...]:
        """Every report without its sections, newest year first."""
        return stored.list_reports(self._archive)

    def get(self, report_id: int) -> Report:
        """A report with its sections. Raises `UserError` when it does not exist."""
        return stored.get(self._archive, report_id)

    def content(self, report_id: int) -> ReportContent:
        """A report as a document with its figures as numbers. The input of export and preview."""
        report = self.get(report_id)
        shown = [
            replace(section, body=self._figures().text(report, section))
            for section in report.sections
            if section.is_printed
        ]
        text = tuple(section for section in shown if not section.is_annex)
        annexes = [section for section in shown if section.is_annex]
        made = tuple(
            Annex(annex_mark(index, len(annexes)), annex.heading, annex.body)
            for index, annex in enumerate(annexes, 1)
        )
        return replace(report.content, sections=text, annexes=made or report.content.annexes)

    def create(
        self,
        genre: str,
        year: int,
        *,
        optional: Sequence[str] = (),
        like: int | None = None,
        closing: str | None = None,
    ) -> int:
        """Make a draft from the template of `genre` for `year`; answer its number.

        `optional` names the optional sections wanted; `like` is a report whose outline is taken instead
        of the template's; `closing` (see `fzapp.domain.period`) where its figures end, None for what the
        genre says. Numbers of last year that were wanted for it stand in their sections. Raises `UserError`
        for an unknown genre or report.
        """
        from fzapp.services.figure_carry import waiting_bodies, with_waiting  # noqa: PLC0415  not at the start
        from fzapp.storage import figure_carry  # noqa: PLC0415

        template = self._library.get(genre)
        report = _from_template(template, settings.unit(self._archive), year, self._archive.now(), optional)
        if like is not None:
            report = replace(report, sections=_outline_of(self.get(like), year))
        lines, choices = waiting_bodies(self._archive, genre, year)
        report = replace(report, sections=tuple(with_waiting(one, lines) for one in report.sections))
        if closing is not None:
            report = self._closed(report, closing)
        with self._archive.transact(Op.CREATE_REPORT) as transaction:
            report_id = stored.insert(transaction.write, report)
            for key in choices:
                figure_carry.take_up(transaction.write, key, report_id)
        return report_id

    def edit_parts(self, report_id: int, **parts: str) -> Change | None:
        """Change title, subtitle, doc_number, issuer, addressee, signature, date_text or annotation."""
        report = self._draft(report_id)
        values = stored.content_values(replace(report.content, **parts))
        with self._archive.transact(Op.EDIT_REPORT) as transaction:
            transaction.write.update(tables.REPORT, report_id, **values)
        return transaction.change

    def set_due_date(self, report_id: int, due: str) -> Change | None:
        """Set the day the report is due, ISO, or "" for none; of a signed one too: the text says nothing of it."""
        with self._archive.transact(Op.EDIT_TERMS) as transaction:
            transaction.write.update(tables.REPORT, report_id, due_date=due)
        return transaction.change

    def set_closing(self, report_id: int, closing: str) -> Change | None:
        """Let the figures of a draft run until `closing` (see `fzapp.domain.period`), and its text say so."""
        before = self._draft(report_id)
        after = self._closed(before, closing)
        with self._archive.transact(Op.EDIT_TERMS) as transaction:
            transaction.write.update(tables.REPORT, report_id, figures_until=closing)
            for old, new in zip(before.sections, after.sections, strict=True):
                if new.body != old.body:
                    transaction.write.update(
                        tables.SECTION,
                        new.id,
                        body=new.body,
                        state=state_after_edit(new.state, new.body).value,
                    )
        return transaction.change

    def _closed(self, report: Report, closing: str) -> Report:
        """The report with another closing: what its text said of the old one gives way to the new one."""
        template, unit = self._library.get(report.genre), settings.unit(self._archive)
        old = closing_statement(template, unit, report.period)
        after = replace(report, figures_until=closing)
        new = closing_statement(template, unit, after.period)
        sections = [replace(one, body=without_sentence(one.body, old)) for one in report.sections]
        if new and sections:
            first = sections[0]
            sections[0] = replace(first, body=with_sentence(first.body, new))
        return replace(after, sections=tuple(sections))

    def delete(self, report_id: int) -> Change | None:
        """Remove a report; it can be undone. A signed report is refused with a `UserError`."""
        self._draft(report_id)
        with self._archive.transact(Op.DELETE_REPORT) as transaction:
            stored.delete(self._archive, transaction.write, report_id)
        return transaction.change

    def take_up(self, report_id: int) -> Change | None:
        """Go on writing a report that was brought in. A report that is no record is refused with a `UserError`."""
        if self.get(report_id).stage is not ReportStage.RECORD:
            raise UserError("这份报告不是从文件导入的", "在“档案”里另选一份")
        with self._archive.transact(Op.TAKE_UP_REPORT) as transaction:
            transaction.write.update(tables.REPORT, report_id, stage=ReportStage.DRAFT.value)
        return transaction.change

    def unit(self) -> UnitProfile:
        """The profile of the office."""
        return settings.unit(self._archive)

    def set_unit(self, profile: UnitProfile) -> Change | None:
        """Change the profile of the office."""
        with self._archive.transact(Op.EDIT_UNIT) as transaction:
            settings.put_unit(self._archive, transaction.write, profile)
        return transaction.change

    def _draft(self, report_id: int) -> Report:
        report = self.get(report_id)
        if report.stage is ReportStage.FINAL:
            raise UserError("这份报告已经定稿，不能再改", "需要改动时另建一稿")
        return report


def with_sentence(body: str, sentence: str) -> str:
    """A lead with a sentence at its end, before the words that lead over to the report (现将情况报告如下：)."""
    if body.rstrip().endswith(("：", ":")):
        end = body.rfind("。") + 1 or body.rfind("\n") + 1
        return f"{body[:end]}{sentence}{body[end:]}"
    return body.rstrip() + sentence


def without_sentence(body: str, sentence: str) -> str:
    """A text without a sentence; of a paragraph that held nothing else not even the line stays."""
    if not sentence or sentence not in body:
        return body
    lines = [(line, line.replace(sentence, "")) for line in body.split("\n")]
    return "\n".join(new for old, new in lines if new or not old)


def _outline_of(report: Report, year: int) -> tuple[Section, ...]:
    """The sections of a report without their text; its years are moved to `year`."""

    def moved(heading: str) -> str:
        marked = heading.replace(str(report.year + 1), "\0").replace(str(report.year), str(year))
        return marked.replace("\0", str(year + 1))

    return tuple(
        Section(level=s.level, heading=moved(s.heading), heading_end=s.heading_end, spec=s.spec)
        for s in report.sections
    )


def _from_template(
    template: ReportTemplate, unit: UnitProfile, year: int, now: str, optional: Sequence[str]
) -> Report:
    content = ReportContent(
        title=title_for(template, unit, year),
        addressee=addressee_for(template, unit, year),
        signature=signature_for(template, unit, year),
    )
    wanted = [spec for spec in template.sections if not spec.optional or spec.id in optional]
    sections = tuple(
        Section(level=spec.level, heading=heading_for(spec, unit, year), spec=spec.id) for spec in wanted
    )
    return Report(
        id=0,
        genre=template.id,
        year=year,
        stage=ReportStage.DRAFT,
        content=content,
        sections=sections,
        due_date=due_date(template, year).isoformat(),
        created_at=now,
        figures_until=template.closing,
    )
