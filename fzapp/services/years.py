"""换年度: the year that is over stays as it is, and the new one begins with its reports and its ledgers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.report import ReportStage
from fzapp.domain.template import delivered_genre
from fzapp.services.templates import due_date, title_for
from fzapp.storage import settings
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.report import Report
    from fzapp.services.ledgers import LedgerService
    from fzapp.services.reports import ReportService
    from fzapp.services.templates import TemplateLibrary
    from fzapp.storage.archive import Archive

WORK_YEAR = "work_year"
"""The setting that holds the year the office has turned to."""
USUAL = "annual_report"
"""The genre that every office writes every year."""


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report of the new year as it would be made. `like` is last year's, whose outline it takes, 0 for none."""

    genre: str
    title: str
    due: str
    like: int


@dataclass(frozen=True, slots=True)
class YearTurn:
    """What there is of the year that is over, and what the new one begins with.

    `left` are the drafts of the old year: they stay in hand until they are signed. `rows` counts what the
    ledgers of the new year hold already.
    """

    old: int
    new: int
    signed: tuple[Report, ...]
    left: tuple[Report, ...]
    offers: tuple[NewReport, ...]
    rows: int


class YearService:
    """Knows which year the office works in, and turns to the next."""

    def __init__(
        self, archive: Archive, library: TemplateLibrary, reports: ReportService, ledgers: LedgerService
    ) -> None:
        self._archive = archive
        self._library = library
        self._reports = reports
        self._ledgers = ledgers

    def working_year(self) -> int:
        """The year the office turned to, else that of its newest own report; 0 in a new archive."""
        own = [one.year for one in self._reports.all() if one.stage is not ReportStage.RECORD]
        return max([int(settings.get(self._archive, WORK_YEAR, "0")), *own])

    def is_due(self) -> bool:
        """Whether the calendar is a year ahead of the office."""
        return 0 < self.working_year() < int(self._archive.now()[:4])

    def turn(self) -> YearTurn:
        """What turning to the next year would do; in a new archive that is the year of the calendar."""
        now = int(self._archive.now()[:4])
        old = self.working_year() or now - 1
        reports = [one for one in self._reports.all() if one.year == old]
        own = [one for one in reports if one.stage is not ReportStage.RECORD]
        return YearTurn(
            old,
            old + 1,
            tuple(one for one in own if one.stage is ReportStage.FINAL),
            tuple(one for one in own if one.stage is ReportStage.DRAFT),
            tuple(self._offers(reports, old + 1)),
            sum(self._ledgers.counts(old + 1).values()),
        )

    def begin(self, year: int, genres: Sequence[str]) -> tuple[int, ...]:
        """Turn to `year` and make the drafts of `genres`; answer their numbers."""
        wanted = {one.genre: one for one in self.turn().offers if one.genre in genres}
        with self._archive.transact(Op.TURN_YEAR) as transaction:
            settings.put(self._archive, transaction.write, WORK_YEAR, str(year))
        return tuple(self._reports.create(genre, year, like=wanted[genre].like or None) for genre in genres)

    def _offers(self, reports: Sequence[Report], year: int) -> list[NewReport]:
        """The genres of the old year and the usual one, each once, without those that are begun already."""
        begun = {delivered_genre(one.genre) for one in self._reports.all() if one.year == year}
        last: dict[str, Report | None] = {USUAL: None}
        for report in reports:
            if report.stage is not ReportStage.RECORD or last.get(report.genre) is None:
                last[report.genre] = report
        known = self._library.names()
        return [
            self._offer(genre, last[genre], year)
            for genre in known
            if genre in last and delivered_genre(genre) not in begun
        ]

    def _offer(self, genre: str, like: Report | None, year: int) -> NewReport:
        template, unit = self._library.get(genre), settings.unit(self._archive)
        # the outline of a record is what was recognised: the template's own is the better one
        own = like is not None and like.stage is not ReportStage.RECORD
        return NewReport(
            genre,
            title_for(template, unit, year) or template.name,
            due_date(template, year).isoformat(),
            like.id if like is not None and own else 0,
        )
