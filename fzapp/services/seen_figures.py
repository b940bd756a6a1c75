"""Which figures of a draft have changed since somebody looked at them (变了：原73，现75)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.report import ReportStage
from fzapp.storage import figure_seen as stored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fzapp.domain.report import Report
    from fzapp.services.figures import FigureService
    from fzapp.storage.archive import Archive


class SeenFigures:
    """Remembers what every figure read when it was looked at; only this object writes it down."""

    def __init__(self, archive: Archive, figures: FigureService) -> None:
        self._archive = archive
        self._figures = figures
        self._known: dict[tuple[int, str], dict[str, str]] = {}

    def changed(self, report: Report, names: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Of the figures `names` those that read otherwise than when looked at: name → (then, now).

        A figure met for the first time counts as looked at. A signed report has none: its text stays.
        """
        if report.stage is ReportStage.FINAL:
            return {}
        seen, now = self._seen(report), self._shown(report, names)
        new = {name: shown for name, shown in now.items() if name not in seen}
        if new:
            self._keep(report, new)
        return {name: (seen[name], shown) for name, shown in now.items() if seen[name] != shown}

    def look_at(self, report: Report, names: Iterable[str]) -> None:
        """The user has looked at figures: what they read now is what is known."""
        seen = self._seen(report)
        now = {name: shown for name, shown in self._shown(report, names).items() if seen.get(name) != shown}
        if now and report.stage is not ReportStage.FINAL:
            self._keep(report, now)

    def _seen(self, report: Report) -> dict[str, str]:
        key = (report.id, report.created_at)
        if key not in self._known:
            self._known[key] = stored.seen(self._archive, *key)
        return self._known[key]

    def _keep(self, report: Report, shown: dict[str, str]) -> None:
        stored.keep(self._archive, report.id, report.created_at, shown)
        self._seen(report).update(shown)

    def _shown(self, report: Report, names: Iterable[str]) -> dict[str, str]:
        """What figures read, rounding left out; those without a ledger read nothing."""
        reader = self._figures.reader(report)
        found = {name: reader.find(name) for name in names}
        return {name: one.shown() for name, one in found.items() if one is not None and one.known}
