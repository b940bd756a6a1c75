"""What the workbench shows: sections with their states, what is left to do, where writing stopped."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fzapp.domain.report import BLANK, ReportStage, Section, SectionState
from fzapp.storage import reports as stored
from fzapp.storage import section_help
from fzapp.text.coverage import covered
from fzapp.text.numbering import section_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fzapp.domain.report import Report
    from fzapp.domain.template import Checkpoint, SectionSpec
    from fzapp.services.figures import FigureService
    from fzapp.services.templates import TemplateLibrary
    from fzapp.storage.archive import Archive


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A line of the task list. `points_done` of `points` checkpoints are covered; `words` is advised.

    `gaps` numbers are still open in the text (____), whatever the writer says of the section.
    """

    section: Section
    number: str
    characters: int
    words: tuple[int, int]
    points_done: int
    points: int
    has_children: bool
    gaps: int

    @property
    def title(self) -> str:
        """Number and heading as printed; the lead has neither."""
        return section_title(self.section, self.number)

    @property
    def is_counted(self) -> bool:
        """Whether it is one of the sections that "7 / 15 节写完" speaks of: the lead and mere headings are not."""
        return self.section.level > 0 and not self.has_children

    @property
    def only_holds_others(self) -> bool:
        """A heading without a text of its own. One that got a text is something to write and to check."""
        return self.has_children and not self.characters


@dataclass(frozen=True, slots=True)
class CheckpointState:
    """A checkpoint of a section: whether the text covers it by itself, or why it was ticked by hand."""

    checkpoint: Checkpoint
    covered: bool
    reason: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.covered or bool(self.reason)


@dataclass(frozen=True, slots=True)
class ResumePoint:
    """Where writing stopped: the section, its report, paragraph (1-based) and the time (ISO)."""

    report: Report
    section: Section
    title: str
    paragraph: int
    when: str


@dataclass(frozen=True, slots=True)
class PastSection:
    """The same section in the report of an earlier year."""

    year: int
    section: Section


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a report is: sections that carry text of their own, and those finished."""

    done: int
    total: int
    days_left: int | None


class OverviewService:
    """Reads for the workbench and the writing page; changes nothing. `figures` are asked for with the first number."""

    def __init__(
        self, archive: Archive, library: TemplateLibrary, figures: Callable[[], FigureService]
    ) -> None:
        self._archive = archive
        self._library = library
        self._figures = figures

    def tasks(self, report_id: int, *, figures: bool = True) -> tuple[TaskRow, ...]:
        """The sections of a report with number, state, length and covered checkpoints.

        Without `figures` the ledgers are not read, and a bound number counts as two characters: good
        enough for the moment until the window stands.
        """
        report = stored.get(self._archive, report_id)
        ticked = self._ticked(report_id)
        return tuple(
            self._task(report, index, section, number, ticked.get(section.id, {}), figures=figures)
            for index, (section, number) in enumerate(_numbered(report.sections))
        )

    def checkpoints(self, section: Section, body: str | None = None) -> tuple[CheckpointState, ...]:
        """The checkpoints of a section against its text, or against `body` while it is being typed."""
        spec = self.spec(section)
        if spec is None:
            return ()
        report = stored.get(self._archive, section.report_id)
        text = self._figures().reader(report).rendered(section.body if body is None else body)
        ticked = self._ticked(report.id).get(section.id, {})
        return tuple(
            CheckpointState(point, covered(point, text), ticked.get(point.id, ""))
            for point in spec.checkpoints
        )

    def spec(self, section: Section) -> SectionSpec | None:
        """The template section behind a section, if any."""
        if not section.spec:
            return None
        report = stored.get(self._archive, section.report_id)
        return self._spec_in(report.genre, section.spec)

    def progress(self, report_id: int) -> Progress:
        """Finished sections and days left until the due date (negative when it has passed)."""
        report = stored.get(self._archive, report_id)
        own = [s for i, s in enumerate(report.sections) if s.level and not _has_children(report.sections, i)]
        done = [s for s in own if s.state in (SectionState.WRITTEN, SectionState.NOT_APPLICABLE)]
        return Progress(len(done), len(own), self._days_left(report.due_date))

    def resume(self) -> ResumePoint | None:
        """Where writing stopped last, in a draft; None when nothing was written yet."""
        section = stored.latest_edited(self._archive)
        if section is None:
            return None
        report = stored.get(self._archive, section.report_id)
        number = next(number for other, number in _numbered(report.sections) if other.id == section.id)
        paragraph = section.body[: section.cursor].count("\n") + 1
        return ResumePoint(report, section, section_title(section, number), paragraph, section.edited_at)

    def past(self, section: Section) -> tuple[PastSection, ...]:
        """The same section of earlier years' reports of the genre, newest first; at most one a year."""
        report = stored.get(self._archive, section.report_id)
        found: dict[int, PastSection] = {}
        for year, other in stored.earlier_sections(self._archive, report.genre, report.year):
            same = other.spec == section.spec if section.spec else other.heading == section.heading
            if same and other.body.strip():
                found.setdefault(year, PastSection(year, self._read(other)))
        return tuple(found.values())

    def number_of(self, section: Section) -> str:
        """The number of a section as printed: （三） or 三、; 导语 for the lead."""
        parts = stored.sections(self._archive, section.report_id)
        number = next((number for other, number in _numbered(parts) if other.id == section.id), "")
        return number if section.level else "导语"

    def current_report(self) -> Report | None:
        """The report the workbench opens on: the one written in last, else the newest draft, else the newest signed one.

        A record is none to work on.
        """
        section = stored.latest_edited(self._archive)
        if section is not None:
            return stored.get(self._archive, section.report_id)
        reports = stored.list_reports(self._archive)
        drafts_only = [report for report in reports if report.stage is ReportStage.DRAFT]
        signed = [report for report in reports if report.stage is ReportStage.FINAL]
        newest = next(iter(drafts_only or signed), None)
        return stored.get(self._archive, newest.id) if newest else None

    def _read(self, section: Section) -> Section:
        """A section with its figures as numbers."""
        if "{{" not in section.body:
            return section
        report = stored.get(self._archive, section.report_id)
        return replace(section, body=self._figures().text(report, section))

    def _ticked(self, report_id: int) -> dict[int, dict[str, str]]:
        """The reasons of points ticked by hand: section → checkpoint → reason."""
        found: dict[int, dict[str, str]] = {}
        for tick in section_help.ticks(self._archive, report_id):
            found.setdefault(tick.section_id, {})[tick.checkpoint] = tick.reason
        return found

    def _task(
        self,
        report: Report,
        index: int,
        section: Section,
        number: str,
        ticked: Mapping[str, str],
        *,
        figures: bool,
    ) -> TaskRow:
        spec = self._spec_in(report.genre, section.spec) if section.spec else None
        points = spec.checkpoints if spec else ()
        text = self._figures().text(report, section) if figures else _TOKEN.sub("10", section.body)
        return TaskRow(
            section=section,
            number=number,
            characters=characters(text),
            words=spec.words if spec else (0, 0),
            points_done=sum(point.id in ticked or covered(point, text) for point in points),
            points=len(points),
            has_children=_has_children(report.sections, index),
            gaps=text.count(BLANK),
        )

    def _spec_in(self, genre: str, spec_id: str) -> SectionSpec | None:
        template = self._library.get(genre)
        return next((spec for spec in template.sections if spec.id == spec_id), None)

    def _days_left(self, due: str) -> int | None:
        if not due:
            return None
        today = datetime.date.fromisoformat(self._archive.now()[:10])
        return (datetime.date.fromisoformat(due) - today).days


def section_title(section: Section, number: str) -> str:
    """Number and heading as printed; the lead has neither, of an annex the mark stands apart."""
    if section.is_annex:
        return f"{number}　{section.heading}"
    return f"{number}{section.heading}" if section.level else "导语"


def place_told(number: str) -> str:
    """The number of a section inside a sentence: （三）, 第三部分, 导语."""
    return f"第{number[:-1]}部分" if number.endswith("、") else number or "导语"


def paragraph_place(text: str, line: str) -> str:
    """Which paragraph of a text a line of it (or a piece of one) is: 第3段; "" when it is none.

    Blank lines do not count.
    """
    paragraphs = [one for one in text.split("\n") if one.strip()]
    inner = line.strip()
    number = next((n for n, one in enumerate(paragraphs, 1) if inner and inner in one), 0)
    return f"第{number}段" if number else ""


def _numbered(parts: Sequence[Section]) -> list[tuple[Section, str]]:
    """The sections with their numbers; one that is not printed has none."""
    numbers = iter(section_numbers(section.level for section in parts if section.is_printed))
    return [(section, next(numbers) if section.is_printed else "") for section in parts]


_TOKEN = re.compile(r"\{\{[^{}\n]+\}\}")


def characters(body: str) -> int:
    """The length of a text as Word counts it for Chinese: characters without blanks."""
    return sum(not c.isspace() for c in body)


def _has_children(parts: Sequence[Section], index: int) -> bool:
    following = index + 1
    below = following < len(parts) and not parts[following].is_annex
    return below and 0 < parts[index].level < parts[following].level
