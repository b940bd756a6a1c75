"""Values of the figures that the office made itself, for the figure library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.figure import FigureAggregate, PeriodRule, words_for_nothing
from fzapp.domain.figure_counting import count
from fzapp.services.figure_rules import counted_words
from fzapp.services.figure_text import FigureBasis, LedgerFigure
from fzapp.services.own_figures import MANUAL, figure_of, manual_of
from fzapp.storage import own_figures as stored

if TYPE_CHECKING:
    from fzapp.domain.figure import Figure
    from fzapp.domain.ledger import LedgerKind
    from fzapp.domain.period import Period
    from fzapp.services.ledgers import LedgerService
    from fzapp.storage.archive import Archive
    from fzapp.storage.ledgers import StoredRow
    from fzapp.storage.own_figures import StoredFigure


class OwnFigures:
    """Answers what figures of the office's own came to; remembers nothing."""

    def __init__(self, archive: Archive, ledgers: LedgerService) -> None:
        self._archive = archive
        self._ledgers = ledgers

    def every(self, period: Period) -> dict[str, LedgerFigure]:
        """All of them by name with their values in `period`; one filled in for another year only has none."""
        found: dict[str, LedgerFigure] = {}
        for row in stored.every(self._archive):
            if row.year in (stored.EVERY_YEAR, period.year):
                found[row.name] = self._value(row, period)
            elif row.name not in found:
                found[row.name] = _gap(row)
        return found

    def counted(self, figure: Figure, period: Period) -> LedgerFigure:
        """What a figure over a ledger comes to, also while it is being made."""
        kind = self._ledgers.kind(figure.ledger)
        when = period.before if figure.period is PeriodRule.YEAR_BEFORE else period
        now, before = self._rows(kind, when), self._rows(kind, when.before) if _looks_back(figure) else ()
        keys = {id(one.row): one.id for one in (*now, *before)}
        value, rows = count(figure, [one.row for one in now], [one.row for one in before], when.year)
        empty = not now and self._ledgers.zero_confirmation(kind, when.year) is None
        basis = FigureBasis.ROWS if now else FigureBasis.NO_LEDGER if empty else FigureBasis.CONFIRMED_ZERO
        return LedgerFigure(
            name=figure.name,
            ledger=kind.code,
            unit=figure.unit,
            value=None if basis is FigureBasis.NO_LEDGER else value,
            basis=basis,
            words=words_for_nothing(figure) if value is None else "",
            rows=tuple(sorted(keys[id(row)] for row in rows)),
            sections=figure.sections or kind.sections,
            note=figure.note,
            rule=f"{when.words}，{counted_words(kind, figure)}",
            decimals=figure.decimals,
            is_change=figure.aggregate is FigureAggregate.YEAR_ON_YEAR,
            rounding=figure.rounding,
        )

    def _value(self, row: StoredFigure, period: Period) -> LedgerFigure:
        return _manual(row) if row.year else self.counted(figure_of(row), period)

    def _rows(self, kind: LedgerKind, period: Period) -> tuple[StoredRow, ...]:
        return self._ledgers.rows(kind, period.year, period.closing)


def _looks_back(figure: Figure) -> bool:
    return figure.aggregate is FigureAggregate.YEAR_ON_YEAR


def _manual(row: StoredFigure) -> LedgerFigure:
    figure = manual_of(row)
    return LedgerFigure(
        name=row.name,
        ledger="",
        unit=figure.unit,
        value=figure.value,
        basis=FigureBasis.MANUAL,
        sections=figure.sections,
        note=figure.note,
        rule=f"手工填写，出自{figure.source}",
        evidence=figure.evidence,
        by=figure.by,
        decimals=2,
    )


def _gap(row: StoredFigure) -> LedgerFigure:
    """A figure that was filled in for another year: this year's value is not known yet."""
    assert row.name.startswith(MANUAL)
    figure = manual_of(row)
    return LedgerFigure(row.name, "", figure.unit, None, FigureBasis.NO_LEDGER, sections=figure.sections)
