"""Paragraphs of other years and other offices that say the same as the section at hand.

`ask` reads what is known of the section, `look` searches with a connection of its own and may run on any
thread, `told` makes the answer ready to be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.services.overview import paragraph_place
from fzapp.services.report_origin import origin_of
from fzapp.storage import reports as stored
from fzapp.storage import similar
from fzapp.text.closeness import keywords, ranked
from fzapp.text.similarity import overlap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.report import Report, Section
    from fzapp.services.context import Services
    from fzapp.services.report_origin import Origin
    from fzapp.storage.similar import StoredParagraph

LIMIT = 8
"""Paragraphs that are shown."""

_POOL = 80
"""Paragraphs that are compared: those that share most words."""
_LIKE = 40
"""The same of those of the same section."""
_LEAST = 30
"""Characters of a text that say enough about the matter; a shorter one is helped by what the section asks for."""
_SHORTEST = 15
"""Characters of a paragraph worth showing."""
_HEADING = 0.3
"""How much the headings count against the texts; from 0.2 to 0.5 the answers stay the same."""
_OWN = 0.05
"""What the own office is ahead: its words fit sooner than those of others."""
_FAR = 0.12
"""Below it a paragraph is about something else."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: a text, the section it belongs to and the offices whose reports are the own ones."""

    text: str
    heading: str
    spec: str
    report_id: int
    year: int
    own: frozenset[int]


@dataclass(frozen=True, slots=True)
class Close:
    """A paragraph and how close it is, 0 to about 1."""

    paragraph: StoredParagraph
    score: float


@dataclass(frozen=True, slots=True)
class SimilarParagraph:
    """A paragraph as read. `source` is its place in words, `overlap` the share of text in common, 0 to 1.

    `section` is the one it stands in, for comparing and taking over.
    """

    section: Section
    year: int
    source: str
    text: str
    overlap: float
    score: float
    is_own: bool


class SimilarService:
    """Finds what was said before."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._archive = services.archive

    def find(self, section: Section, body: str = "") -> tuple[SimilarParagraph, ...]:
        """The closest paragraphs to `body` (as read, "" for the section as it is), in one go."""
        asked = self.ask(section, body)
        return self.told(asked, self.look(asked))

    def ask(self, section: Section, body: str = "") -> Asked:
        """What to look for, for a section; a text that is hardly begun is helped by what the template asks for."""
        report = stored.get(self._archive, section.report_id)
        text = body or self._services.figures.text(report, section)
        if len(text) < _LEAST:
            spec = self._services.overview.spec(section)
            points = [point.text for point in spec.checkpoints] if spec else []
            text = "，".join(filter(None, (text, section.heading, *points)))
        own = frozenset(one.id for one in stored.list_reports(self._archive) if self._origin(one).is_own)
        return Asked(text, section.heading, section.spec, report.id, report.year, own)

    def look(self, asked: Asked) -> tuple[Close, ...]:
        """The closest paragraphs, the best first."""
        with self._archive.reader() as connection:
            pool = similar.sharing(connection, keywords(asked.text), _POOL, asked.report_id, asked.year)
            pool += similar.of_sections_like(
                connection, asked.spec, asked.heading, asked.report_id, asked.year, _LIKE
            )
        texts: dict[str, StoredParagraph] = {}
        for one in sorted(pool, key=lambda one: -one.year):
            if len(one.text) >= _SHORTEST:
                texts.setdefault(one.text, one)
        paragraphs = list(texts.values())
        said = ranked(asked.text, [one.text for one in paragraphs])
        named = ranked(asked.heading, [one.heading for one in paragraphs])
        found = [
            Close(one, text + self._extra(asked, one, heading))
            for one, text, heading in zip(paragraphs, said, named, strict=True)
        ]
        found = [one for one in found if one.score >= _FAR]
        return tuple(sorted(found, key=lambda one: (-one.score, -one.paragraph.year))[:LIMIT])

    def told(self, asked: Asked, found: Sequence[Close]) -> tuple[SimilarParagraph, ...]:
        """The answer as it is read; what went away meanwhile is left out."""
        there = {report.id for report in stored.list_reports(self._archive)}
        return tuple(self._one(asked, one) for one in found if one.paragraph.report_id in there)

    def _one(self, asked: Asked, one: Close) -> SimilarParagraph:
        report = stored.get(self._archive, one.paragraph.report_id)
        section = next(s for s in report.sections if s.id == one.paragraph.section_id)
        reader = self._services.figures.reader(report)
        text = reader.rendered(one.paragraph.text)
        place = paragraph_place(reader.rendered(section.body), text)
        return SimilarParagraph(
            section,
            report.year,
            f"{self._services.reuse.told_source(report, section)}{place}",
            text,
            overlap(asked.text, text),
            one.score,
            report.id in asked.own,
        )

    @staticmethod
    def _extra(asked: Asked, one: StoredParagraph, heading: float) -> float:
        same = 1.0 if asked.spec and one.spec == asked.spec else heading
        return _HEADING * same + (_OWN if one.report_id in asked.own else 0.0)

    def _origin(self, report: Report) -> Origin:
        return origin_of(report, self._services.reports.unit())
