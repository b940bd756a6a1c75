"""Reports as a whole: made from a template, brought in from a file, listed, headed, removed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.report import Report, ReportContent, ReportStage, Section, SectionState
from fzapp.services.templates import due_date, title_for
from fzapp.storage import blobs, settings, tables
from fzapp.storage import reports as stored
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fzapp.domain.document import RecognisedReport, SourceLine
    from fzapp.domain.template import ReportTemplate, SectionSpec
    from fzapp.domain.unit import UnitProfile
    from fzapp.services.templates import TemplateLibrary
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change

UNKNOWN_GENRE = "annual_report"
"""What an imported document is taken for when nothing in it says otherwise."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A document that was brought in: its number in the archive and what was recognised."""

    report_id: int
    recognised: RecognisedReport
    genre: str
    year: int


class ReportService:
    """Everything that is done to a whole report."""

    def __init__(self, archive: Archive, library: TemplateLibrary) -> None:
        self._archive = archive
        self._library = library

    def all(self) -> tuple[Report, ...]:
        """Every report without its sections, newest year first."""
        return stored.list_reports(self._archive)

    def get(self, report_id: int) -> Report:
        """A report with its sections. Raises `UserError` when it does not exist."""
        return stored.get(self._archive, report_id)

    def content(self, report_id: int) -> ReportContent:
        """A report as a document: title, sections, signature. The input of export and preview."""
        report = self.get(report_id)
        shown = tuple(section for section in report.sections if _is_printed(section, report.sections))
        return replace(report.content, sections=shown)

    def create(self, genre: str, year: int) -> int:
        """Make a draft from the template of `genre` for `year`; answer its number.

        Optional sections of the template are left out; they can be added in the outline. Raises
        `UserError` for an unknown genre.
        """
        template = self._library.get(genre)
        report = _from_template(template, settings.unit(self._archive), year, self._archive.now())
        with self._archive.transact(Op.CREATE_REPORT) as transaction:
            return stored.insert(transaction.write, report)

    def import_file(self, path: Path, year: int | None = None, genre: str | None = None) -> Imported:
        """Bring in a report file: recognise it, keep the original, store it. Raises `UserError`."""
        from fzapp.intake.documents import read_document  # noqa: PLC0415  heavy, and not needed at the start
        from fzapp.services.user_files import read_file  # noqa: PLC0415

        lines = read_document(path)
        return self.import_lines(lines, path.name, read_file(path), year=year, genre=genre)

    def import_text(self, text: str, year: int | None = None, genre: str | None = None) -> Imported:
        """Bring in pasted text. Raises `UserError` when there is none."""
        from fzapp.intake.documents import read_text  # noqa: PLC0415

        if not text.strip():
            raise UserError("剪贴板里没有文字", "先在文档里复制全文再粘贴")
        return self.import_lines(read_text(text), "粘贴的文字.txt", text.encode(), year=year, genre=genre)

    def import_lines(
        self,
        lines: Sequence[SourceLine],
        name: str,
        original: bytes,
        *,
        year: int | None = None,
        genre: str | None = None,
    ) -> Imported:
        """Store recognised lines with their original file; one operation, one undo."""
        from fzapp.intake.report_parser import recognise  # noqa: PLC0415

        recognised = recognise(lines)
        if not recognised.content.sections:
            raise UserError(f"“{name}”里没有认出报告正文", "检查是不是选错了文件")
        kind = genre or recognised.genre or UNKNOWN_GENRE
        when = year or recognised.year or int(self._archive.now()[:4])
        template = self._library.get(kind)
        with self._archive.transact(Op.IMPORT_REPORT) as transaction:
            digest = blobs.keep(self._archive, transaction.write, name, original, "imported_report")
            report = _from_import(recognised, template, when, name, digest, self._archive.now())
            report_id = stored.insert(transaction.write, report)
        return Imported(report_id, recognised, kind, when)

    def edit_parts(self, report_id: int, **parts: str) -> Change | None:
        """Change title, subtitle, doc_number, issuer, addressee, signature, date_text or annotation."""
        report = self._draft(report_id)
        values = stored.content_values(replace(report.content, **parts))
        with self._archive.transact(Op.EDIT_REPORT) as transaction:
            transaction.write.update(tables.REPORT, report_id, **values)
        return transaction.change

    def set_due_date(self, report_id: int, due: str) -> Change | None:
        """Set the day the report is due, ISO."""
        with self._archive.transact(Op.EDIT_REPORT) as transaction:
            transaction.write.update(tables.REPORT, report_id, due_date=due)
        return transaction.change

    def delete(self, report_id: int) -> Change | None:
        """Remove a report; it can be undone. A signed report is refused with a `UserError`."""
        self._draft(report_id)
        with self._archive.transact(Op.DELETE_REPORT) as transaction:
            stored.delete(self._archive, transaction.write, report_id)
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


def _is_printed(section: Section, parts: Sequence[Section]) -> bool:
    """A section stands in the document unless it is untouched and empty, or excluded without a word.

    A heading whose own body is empty stays while any section below it is printed.
    """
    if section.body.strip():
        return True
    if section.level == 0 or section.state is SectionState.NOT_APPLICABLE:
        return False
    if section.level == 1:
        below = parts[section.position + 1 :]
        children: list[Section] = []
        for other in below:
            if other.level <= section.level:
                break
            children.append(other)
        return any(child.body.strip() for child in children) or not children
    return True


def _from_template(template: ReportTemplate, unit: UnitProfile, year: int, now: str) -> Report:
    filled = _Filled(unit, year)
    content = ReportContent(
        title=title_for(template, unit, year),
        addressee=filled(template.addressee),
        signature=filled(template.signature),
    )
    sections = tuple(
        Section(level=s.level, heading=filled(s.heading), spec=s.id)
        for s in template.sections
        if not s.optional
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
    )


class _Filled:
    """Fills the names of the office and the years into a pattern of a template."""

    def __init__(self, unit: UnitProfile, year: int) -> None:
        self._names = {
            "unit": unit.full_name,
            "short": unit.short_name,
            "superior": unit.superior,
            "year": str(year),
            "next_year": str(year + 1),
        }

    def __call__(self, pattern: str) -> str:
        return pattern.format_map(self._names)


def _from_import(
    recognised: RecognisedReport, template: ReportTemplate, year: int, name: str, digest: str, now: str
) -> Report:
    sections = tuple(
        Section(
            level=part.level,
            heading=part.heading,
            heading_end=part.heading_end,
            body=part.body,
            spec=spec_of(part.heading, part.level, template.sections),
            state=SectionState.WRITTEN,
        )
        for part in recognised.content.sections
    )
    return Report(
        id=0,
        genre=template.id,
        year=year,
        stage=ReportStage.DRAFT,
        content=recognised.content,
        sections=sections,
        source_name=name,
        source_hash=digest,
        created_at=now,
        dropped=tuple(dropped.text for dropped in recognised.dropped),
    )


def spec_of(heading: str, level: int, specs: Sequence[SectionSpec]) -> str:
    """The template section that a heading of another year or town stands for, or "" when none is near.

    Nearness is the share of two-character pieces in common; the lead (level 0) always matches the lead.
    """
    if level == 0:
        return next((spec.id for spec in specs if spec.level == 0), "")
    best, found = 0.0, ""
    pieces = _pieces(heading)
    for spec in specs:
        if spec.level != level:
            continue
        wanted = _pieces(spec.heading)
        share = len(pieces & wanted) / max(1, min(len(pieces), len(wanted)))
        if share > best:
            best, found = share, spec.id
    return found if best >= _NEAR else ""


_NEAR = 0.34
_COMMON = ("工作", "建设", "法治", "推进", "情况", "年度", "加强", "政府")


def _pieces(heading: str) -> frozenset[str]:
    text = "".join(c for c in heading if "\u4e00" <= c <= "\u9fff")
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) - frozenset(_COMMON)
