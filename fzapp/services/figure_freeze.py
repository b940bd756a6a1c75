"""Signing a report (定稿): its text, its figures and the rows behind them are kept as they were."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.body import figure_names
from fzapp.domain.errors import UserError
from fzapp.domain.report import BLANK, ReportStage
from fzapp.infra.version import VERSION
from fzapp.storage import figures as stored
from fzapp.storage import reports, tables
from fzapp.storage.changes import Op
from fzapp.storage.figures import Freeze

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from fzapp.domain.period import Period
    from fzapp.domain.report import Report
    from fzapp.services.figure_text import LedgerFigure
    from fzapp.services.figures import FigureService
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change


@dataclass(frozen=True, slots=True)
class Drift:
    """A figure whose ledger was changed after the report was signed; the signed text keeps `then`.

    `rows` counts the ledger rows that were changed, added or taken out.
    """

    name: str
    then: str
    now: str
    rows: int

    @property
    def told(self) -> str:
        """One sentence for the reader."""
        if self.then == self.now:
            return f"台账后来改了{self.rows}行，数没有变，仍是{self.then}"
        return f"台账后来改了：当时{self.then}，现在{self.now}"


class FreezeService:
    """Signs reports and tells what the ledgers did afterwards.

    `sources` gives the source table of a report as it is kept with the signed text; `follow` brings what it
    took from ledgers up to date.
    """

    def __init__(
        self,
        archive: Archive,
        figures: FigureService,
        sources: Callable[[Report], str],
        follow: Callable[[int], None],
    ) -> None:
        self._archive = archive
        self._figures = figures
        self._sources = sources
        self._follow = follow

    def freeze(self, report_id: int, by: str) -> Change | None:
        """Sign a report in the name of `by`: from now on nothing in it changes.

        Raises `UserError` when nobody is named, when it is signed already, and while a number is a gap.
        """
        report = reports.get(self._archive, report_id)
        if report.stage is ReportStage.FINAL:
            raise UserError("这份报告已经定稿", "需要改动时另建一稿")
        if not by.strip():
            raise UserError("定稿要写明由谁签发", "写上签发人")
        self._follow(report_id)
        report = reports.get(self._archive, report_id)
        texts = {section.id: self._figures.text(report, section) for section in report.sections}
        gaps = sum(text.count(BLANK) for text in texts.values())
        if gaps:
            raise UserError(f"报告里还有{gaps}处数字空着，不能定稿", "把空着的数补上，或改写那一句")
        freeze = Freeze(
            report_id,
            by.strip(),
            self._archive.now(),
            VERSION,
            json.dumps(self._figures_of(report), ensure_ascii=False),
            json.dumps(texts, ensure_ascii=False),
        )
        entries = self._sources(report)
        with self._archive.transact(Op.FREEZE_REPORT) as transaction:
            stored.insert(transaction.write, freeze)
            stored.keep_sources(transaction.write, report_id, entries)
            transaction.write.update(tables.REPORT, report_id, stage=ReportStage.FINAL.value)
        return transaction.change

    def frozen(self, report_id: int) -> Freeze | None:
        """Who signed a report, when and with what; None for a draft and for a report brought in from a file."""
        return stored.freeze_of(self._archive, report_id)

    def drift(self, report_id: int) -> tuple[Drift, ...]:
        """The figures of a signed report whose ledgers were changed since, in the order of the text."""
        freeze = stored.freeze_of(self._archive, report_id)
        if freeze is None:
            return ()
        period = reports.get(self._archive, report_id).period
        compared = (self._drift(one, period) for one in json.loads(freeze.figures))
        return tuple(drift for drift in compared if drift is not None)

    def _drift(self, signed: dict[str, Any], period: Period) -> Drift | None:
        now = self._figures.find(signed["name"], period.year, period.closing)
        before = {int(key): str(digest) for key, digest in signed["rows"]}
        after = stored.row_digests(self._archive, now.rows) if now is not None else {}
        changed = sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())
        shown = now.shown() if now is not None and now.known else "没有台账"
        if not changed and shown == signed["shown"]:
            return None
        return Drift(signed["name"], signed["shown"], shown, changed)

    def _figures_of(self, report: Report) -> list[dict[str, Any]]:
        reader = self._figures.reader(report)
        names = dict.fromkeys(name for section in report.sections for name in figure_names(section.body))
        found = (reader.find(name) for name in names)
        return [self._plain(figure) for figure in found if figure is not None]

    def _plain(self, figure: LedgerFigure) -> dict[str, Any]:
        """A figure as stored; `fzapp.services.figures.frozen_figure` reads it."""
        digests = stored.row_digests(self._archive, figure.rows)
        return {
            "name": figure.name,
            "ledger": figure.ledger,
            "unit": figure.unit,
            "value": None if figure.value is None else str(figure.value),
            "basis": figure.basis.value,
            "words": figure.words,
            "shown": figure.shown(),
            "rows": [[key, digests.get(key, "")] for key in figure.rows],
            "note": figure.note,
            "rule": figure.rule,
            "evidence": list(figure.evidence),
            "by": figure.by,
            "decimals": figure.decimals,
            "is_change": figure.is_change,
            "rounding": figure.rounding.value,
        }
