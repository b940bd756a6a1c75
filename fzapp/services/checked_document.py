"""A stored report as the lines that the checks read, and the way back from a place in a line to its part.

The lines are those of the printed document: numbers of headings stand in them, figures are read as numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from fzapp.domain.document import SourceLine
from fzapp.services.overview import section_title
from fzapp.text.numbering import section_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fzapp.domain.report import ReportContent, Section


class DocumentPart(StrEnum):
    """What a place belongs to; the values up to ANNOTATION are fields of `ReportContent`."""

    DOC_NUMBER = "doc_number"
    TITLE = "title"
    SUBTITLE = "subtitle"
    ADDRESSEE = "addressee"
    SIGNATURE = "signature"
    DATE = "date_text"
    ANNOTATION = "annotation"
    ATTACHMENTS = "attachments"
    HEADING = "heading"
    BODY = "body"
    WHOLE = "whole"
    FILE = "file"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _LABELS[self]


_LABELS = {
    DocumentPart.DOC_NUMBER: "发文字号",
    DocumentPart.TITLE: "标题",
    DocumentPart.SUBTITLE: "副标题",
    DocumentPart.ADDRESSEE: "主送机关",
    DocumentPart.SIGNATURE: "落款",
    DocumentPart.DATE: "成文日期",
    DocumentPart.ANNOTATION: "附注",
    DocumentPart.ATTACHMENTS: "附件说明",
    DocumentPart.HEADING: "章节标题",
    DocumentPart.BODY: "正文",
    DocumentPart.WHOLE: "整篇",
    DocumentPart.FILE: "文件",
}
_ABOVE = (DocumentPart.DOC_NUMBER, DocumentPart.TITLE, DocumentPart.SUBTITLE, DocumentPart.ADDRESSEE)
_BELOW = (DocumentPart.SIGNATURE, DocumentPart.DATE, DocumentPart.ANNOTATION)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of a line that are characters of a part: from `column` of `line` on, `length` of them stand
    at `offset` of the part's text as read. `section` is the id of the section, 0 outside of sections.
    """

    line: int
    column: int
    length: int
    part: DocumentPart
    section: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class PartPlace:
    """A place in a part of a report: offsets in its text as read. Of the number of a heading `start` is `end`."""

    part: DocumentPart
    section: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """The lines (numbered from 1) and where their characters come from; `titles` of sections by id."""

    lines: tuple[SourceLine, ...]
    stretches: tuple[tuple[Stretch, ...], ...]
    titles: Mapping[int, str]

    def place(self, line: int, start: int, end: int) -> PartPlace:
        """Where a piece of a line belongs; the part that its beginning lies in, or comes before, decides."""
        if not line:
            return PartPlace(DocumentPart.WHOLE, 0, 0, 0)
        own = self.stretches[line - 1]
        stretch = next((s for s in own if start < s.column + s.length), own[-1])
        low, high = stretch.offset, stretch.offset + stretch.length
        shift = stretch.offset - stretch.column
        return PartPlace(
            stretch.part,
            stretch.section,
            min(max(low, start + shift), high),
            min(max(low, end + shift), high),
        )

    def line_of(self, section: int, offset: int) -> tuple[int, int]:
        """The line and the column in it where a place of a section's text stands."""
        for own in self.stretches:
            last = own[-1]
            own_text = last.part is DocumentPart.BODY and last.section == section
            if own_text and last.offset <= offset <= last.offset + last.length:
                return last.line, last.column + offset - last.offset
        raise KeyError((section, offset))

    def section_lines(self, section: int) -> tuple[int, ...]:
        """The numbers of the lines that hold text of a section."""
        return tuple(own[0].line for own in self.stretches if own[-1].section == section)

    def paragraph(self, line: int) -> int:
        """Which paragraph of its section's text a line is, 1-based, blank ones not counted; 0 outside."""
        own = self.stretches[line - 1][-1]
        if own.part is not DocumentPart.BODY:
            return 0
        before = (number for number in self.section_lines(own.section) if number <= line)
        return sum(self._has_body(number) for number in before)

    def _has_body(self, line: int) -> bool:
        own = self.stretches[line - 1][-1]
        text = self.lines[line - 1].text[own.column : own.column + own.length]
        return own.part is DocumentPart.BODY and bool(text.strip())


def checked_document(
    content: ReportContent, sections: Sequence[Section], texts: Mapping[int, str]
) -> CheckedDocument:
    """The lines of a report; `texts` are the bodies of the printed `sections` as read, by id."""
    building = _Building()
    for part in _ABOVE:
        building.add_part(part, str(getattr(content, part.value)))
    printed = [section for section in sections if section.is_printed]
    numbers = section_numbers(section.level for section in printed)
    numbered = list(zip(printed, numbers, strict=True))
    titles = {section.id: section_title(section, number) for section, number in numbered}
    for section, number in numbered:
        if not section.is_annex:
            building.add_section(section, number, texts[section.id])
    building.add_part(DocumentPart.ATTACHMENTS, _listed(content.attachments))
    for part in _BELOW:
        building.add_part(part, str(getattr(content, part.value)))
    for section, mark in numbered:
        if section.is_annex:
            building.add_annex(section, mark, texts[section.id])
    return CheckedDocument(tuple(building.lines), tuple(building.stretches), titles)


def _listed(names: Sequence[str]) -> str:
    """The names of the annexes as they stand under the text."""
    numbered = names if len(names) == 1 else [f"{index}.{name}" for index, name in enumerate(names, 1)]
    return "附件：" + "\n".join(numbered) if names else ""


class _Building:
    """Collects lines from above to below."""

    def __init__(self) -> None:
        self.lines: list[SourceLine] = []
        self.stretches: list[tuple[Stretch, ...]] = []

    def add_part(self, part: DocumentPart, text: str) -> None:
        """The lines of a part beside the sections; an empty one gives none."""
        offset = 0
        for line in text.split("\n") if text.strip() else ():
            self._add(line, Stretch(self._next, 0, len(line), part, 0, offset))
            offset += len(line) + 1

    def add_section(self, section: Section, number: str, text: str) -> None:
        """The heading, with the first paragraph where that runs on behind it, and the paragraphs."""
        rest, offset = text.split("\n"), 0
        if section.level:
            heading = Stretch(self._next, len(number), len(section.heading), DocumentPart.HEADING, section.id)
            words = number + section.heading
            if section.heading_end:
                words += section.heading_end
                first = rest.pop(0)
                body = Stretch(self._next, len(words), len(first), DocumentPart.BODY, section.id)
                offset = len(first) + 1
                self._add(words + first, heading, body)
            else:
                self._add(words, heading)
        for line in rest:
            self._add(line, Stretch(self._next, 0, len(line), DocumentPart.BODY, section.id, offset))
            offset += len(line) + 1

    def add_annex(self, section: Section, mark: str, text: str) -> None:
        """The mark on a line of its own, the title, the paragraphs and table rows."""
        self._add(mark, Stretch(self._next, len(mark), 0, DocumentPart.HEADING, section.id))
        self.add_section(replace(section, heading_end=""), "", text)

    @property
    def _next(self) -> int:
        return len(self.lines) + 1

    def _add(self, text: str, *stretches: Stretch) -> None:
        self.lines.append(SourceLine(self._next, text))
        self.stretches.append(stretches)
