"""A report: its parts as an official document, its sections, and the states a section goes through."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from fzapp.domain.period import WHOLE_YEAR, Period

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE_CELL = "\t"
"""Separates the cells of a table row inside a body: a paragraph that holds one is a table row."""

BLANK = "____"
"""What stands in the text where a figure has no value: a gap that nobody can overlook."""

ANNEX_LEVEL = 9
"""The level of a section that is an annex (附件): below no heading, behind all others."""


class SectionState(StrEnum):
    """What the task list shows for a section; the values are stored, `label` is shown."""

    NOT_STARTED = "not_started"
    WRITING = "writing"
    AWAITING_FIGURES = "awaiting_figures"
    HAS_FINDINGS = "has_findings"
    WRITTEN = "written"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    SectionState.NOT_STARTED: "未开始",
    SectionState.WRITING: "编写中",
    SectionState.AWAITING_FIGURES: "待填数",
    SectionState.HAS_FINDINGS: "有问题",
    SectionState.WRITTEN: "已写完",
    SectionState.NOT_APPLICABLE: "不涉及",
}


class ReportStage(StrEnum):
    """A report is written until it is signed; a signed one never changes.

    A record (往年导入) was brought in from a file: it is read, searched and reused, and there is nothing
    left to do for it.
    """

    DRAFT = "draft"
    FINAL = "final"
    RECORD = "record"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _STAGE_LABELS[self]


_STAGE_LABELS = {ReportStage.DRAFT: "草稿", ReportStage.FINAL: "定稿", ReportStage.RECORD: "往年导入"}


def state_after_edit(state: SectionState, body: str) -> SectionState:
    """The state a section has after its text was changed to `body`.

    Writing into an untouched or not applicable section starts it; emptying a section that is being
    written returns it to the beginning. A section that the writer has declared written stays so:
    what the machine still sees is shown beside it, never instead of it.
    """
    if not body.strip():
        return SectionState.NOT_STARTED if state is SectionState.WRITING else state
    if state in (SectionState.NOT_STARTED, SectionState.NOT_APPLICABLE):
        return SectionState.WRITING
    return state


def annex_mark(index: int, of: int) -> str:
    """附件 for the only annex, else 附件1, 附件2 … (GB/T 9704-2012, 7.3.4 and 7.3.7). `index` is 1-based."""
    return "附件" if of == 1 else f"附件{index}"


@dataclass(frozen=True, slots=True)
class SectionContent:
    """One section as text.

    `level` 0 is the lead (导语) before the first heading; 1 and 2 are 一、 and （一）; `ANNEX_LEVEL` is an
    annex, whose `heading` is its title. Headings of the levels 1. and （1） stand inside `body` as paragraphs. `heading` has no number: numbers are made
    from the position. `heading_end` is "" for a heading on its own line, else the mark (。：) after
    which the body runs on in the same paragraph. `body` has one paragraph a line; a line with tabs is
    a table row.
    """

    level: int
    heading: str = ""
    heading_end: str = ""
    body: str = ""

    @property
    def is_annex(self) -> bool:
        """Whether this is an annex on pages of its own and no part of the text."""
        return self.level == ANNEX_LEVEL

    @property
    def depth(self) -> int:
        """How deep the section stands in a list of sections: an annex as a heading of the first level does."""
        return 1 if self.is_annex else self.level

    def paragraphs(self) -> Iterator[str]:
        """The paragraphs of the body, blank lines left out."""
        return (line for line in self.body.split("\n") if line.strip())


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex on pages of its own (GB/T 9704-2012 7.3.7). `mark` is 附件 or 附件1."""

    mark: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A whole report as an official document (GB/T 9704-2012 clause 7), free of layout.

    `title` is one line (breaking it is the renderer's work); `addressee` keeps its colon;
    `signature` has one issuing body a line; `date_text` is as written (2027年2月8日);
    `attachments` are the names listed under the text (附件说明), without numbers.
    """

    title: str = ""
    subtitle: str = ""
    doc_number: str = ""
    issuer: str = ""
    addressee: str = ""
    sections: tuple[SectionContent, ...] = ()
    attachments: tuple[str, ...] = ()
    signature: str = ""
    date_text: str = ""
    annotation: str = ""
    annexes: tuple[Annex, ...] = ()


@dataclass(frozen=True, slots=True)
class Section(SectionContent):
    """A section in the archive. `id` 0 is not stored yet; `spec` names its template section or is "".

    `reason` says why it is not applicable. `cursor` is the character offset where writing stopped.
    """

    id: int = 0
    report_id: int = 0
    position: int = 0
    spec: str = ""
    state: SectionState = SectionState.NOT_STARTED
    reason: str = ""
    cursor: int = 0
    edited_at: str = ""

    @property
    def is_printed(self) -> bool:
        """Whether the section stands in the document, and so takes a number.

        Left out are an empty lead and a section declared 不涉及 without a word; one that is only not
        written yet keeps its heading, so that a draft shows what is missing.
        """
        if self.body.strip():
            return True
        return self.level > 0 and self.state is not SectionState.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Report:
    """A report in the archive. `year` is the year reported on; times are ISO 8601 local times.

    `figures_until` is the last day of the year that its figures count, as month and day (11-30), or ""
    for the whole year (DOMAIN.md 4.1: what closes in November says so).

    `sections` end with the annexes, if there are any; `content.sections` likewise.
    """

    id: int
    genre: str
    year: int
    stage: ReportStage
    content: ReportContent
    sections: tuple[Section, ...] = ()
    due_date: str = ""
    source_name: str = ""
    source_hash: str = ""
    created_at: str = ""
    edited_at: str = ""
    dropped: tuple[str, ...] = field(default=())
    figures_until: str = WHOLE_YEAR

    @property
    def period(self) -> Period:
        """What its figures count."""
        return Period(self.year, self.figures_until)
