"""Sentences that stand in a report as they were taken over: nobody has edited or accepted them yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.finding import Finding, FindingClass, Severity
from fzapp.storage import section_help as stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.domain.report import Report
    from fzapp.services.checked_document import CheckedDocument
    from fzapp.services.figure_text import FigureReader
    from fzapp.storage.archive import Archive
    from fzapp.storage.section_help import ReusedSentence

REUSED_RULE = "duplicate_paragraph.reused"
_BASIS = "引用往年的话要核对成今年的（规则N41）"


@dataclass(frozen=True, slots=True)
class ReusedPlace:
    """A sentence at its place in the text of a section as read; `sentence` says where it is from."""

    section: int
    start: int
    text: str
    sentence: ReusedSentence


def still_reused(archive: Archive, section_id: int, body: str) -> tuple[ReusedSentence, ...]:
    """The sentences that stand in `body` as they were put in, in its order; each once."""
    known = [one for one in stored.reused(archive, section_id) if one.words and one.words in body]
    first = {one.words: one for one in known}
    return tuple(sorted(first.values(), key=lambda one: body.index(one.words)))


def reused_places(archive: Archive, report: Report, reader: FigureReader) -> Iterator[ReusedPlace]:
    """All of them in the printed sections of a report, where each stands first."""
    for section in report.sections:
        for one in still_reused(archive, section.id, section.body) if section.is_printed else ():
            start = len(reader.rendered(section.body[: section.body.index(one.words)]))
            yield ReusedPlace(section.id, start, reader.rendered(one.words), one)


def reused_finding(document: CheckedDocument, place: ReusedPlace) -> Finding:
    """Such a sentence as a finding; one that still holds something of then weighs more."""
    line, start = document.line_of(place.section, place.start)
    source = place.sentence.source or f"{place.sentence.year}年的报告"
    count = len(place.sentence.marks)
    old = f"，有{count}处还是旧内容" if count else ""
    return Finding(
        REUSED_RULE,
        FindingClass.DUPLICATE_PARAGRAPH,
        Severity.SHOULD if count else Severity.NOTE,
        line,
        start,
        start + len(place.text),
        place.text,
        f"引自{source}，还没改过{old}，到写报告里改好，或者看过以后点“这句可以用”。",
        _BASIS,
    )
