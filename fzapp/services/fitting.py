"""Which section of the report at hand a paragraph that was found would fit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from fzapp.domain.report import ReportStage
from fzapp.services.overview import place_told
from fzapp.storage import reports as stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.report import Section
    from fzapp.services.context import Services
    from fzapp.services.search import Hit

_NEAR = 0.12
"""The share of its pieces that a paragraph has in common with what a section asks for, from which it fits."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A section of the report at hand; `told` is its number: （五）, 第三部分."""

    section: Section
    told: str


class FittingService:
    """Sorts paragraphs of other reports into the outline of one."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._archive = services.archive

    def fits(self, hits: Sequence[Hit], report_id: int) -> tuple[Fit | None, ...]:
        """For each hit the section it fits; None for what is no paragraph of another report, or fits nowhere.

        The same section of the outline comes first, then the one whose heading and checkpoints share most
        two-character pieces with the paragraph.
        """
        report = stored.get(self._archive, report_id)
        if report.stage is not ReportStage.DRAFT:
            return tuple(None for _ in hits)
        rows = [
            row for row in self._services.overview.tasks(report_id, figures=False) if not row.has_children
        ]
        fits = [Fit(row.section, place_told(row.number)) for row in rows]
        asked = [_pieces(self._asked(row.section)) for row in rows]
        own = {row.section.id for row in rows}
        return tuple(
            self._fit(hit, fits, asked) if hit.kind == "paragraph" and hit.id not in own else None
            for hit in hits
        )

    def _fit(self, hit: Hit, fits: Sequence[Fit], asked: Sequence[frozenset[str]]) -> Fit | None:
        section = stored.get_section(self._archive, hit.id)
        if section.spec:
            same = next((fit for fit in fits if fit.section.spec == section.spec), None)
            if same is not None:
                return same
        pieces = _pieces(f"{section.heading}{hit.text}")
        shares = [len(pieces & wanted) / max(1, len(pieces)) for wanted in asked]
        best = max(range(len(fits)), key=shares.__getitem__, default=-1)
        return fits[best] if best >= 0 and shares[best] >= _NEAR else None

    def _asked(self, section: Section) -> str:
        """What a section is about, by its template."""
        spec = self._services.overview.spec(section)
        points = [word for point in spec.checkpoints for word in (point.text, *point.any_of)] if spec else []
        return "，".join((section.heading, *points))


def _pieces(text: str) -> frozenset[str]:
    letters = [letter for letter in text if "\u4e00" <= letter <= "\u9fff"]
    return frozenset(one + other for one, other in pairwise(letters))
