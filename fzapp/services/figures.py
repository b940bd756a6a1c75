"""The figure library: every statistic of every ledger for a year, with the rows behind it.

Values are kept by ledger and year until a row of that ledger changes; nothing else is stored.
"""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from fzapp.domain.figure import NO_BASE, PERCENT, POINTS, FigureForm, Rounding, change, form_of, name_in_form
from fzapp.domain.period import Period
from fzapp.domain.report import ReportStage
from fzapp.services.figure_parts import condition_of, parted, restricted
from fzapp.services.figure_text import FigureBasis, FigureReader, LedgerFigure, kept_keys
from fzapp.storage import figures as stored
from fzapp.storage import own_figures as own_stored
from fzapp.storage import settings, tables
from fzapp.storage.failures import understood

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fzapp.domain.figure import Figure
    from fzapp.domain.ledger import LedgerKind, Statistic
    from fzapp.domain.ledger_statistics import Measure
    from fzapp.domain.report import Report, Section
    from fzapp.services.figure_own import OwnFigures
    from fzapp.services.ledgers import LedgerService
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change

    CountedBeside = tuple[int, tuple[str, Period], dict[str, LedgerFigure]]
    """The version that was counted, which ledger and period, and its figures by name."""

_SOURCES = frozenset({tables.LEDGER_ROW.name, tables.ZERO_CONFIRMATION.name})
_DEFINITIONS = tables.OWN_KIND.name
_HUNDRED = Decimal(100)
_VALUE = "{value}"
_YEAR = "{year}"


class FigureService:
    """Answers what a figure came to; `reader` gives the figures of one report.

    `version` goes up whenever values may have changed.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.version = 0
        self._known: dict[tuple[str, Period], dict[str, LedgerFigure]] = {}
        self._own_known: dict[Period, dict[str, LedgerFigure]] = {}
        self._parts: dict[tuple[str, Period, str], dict[str, LedgerFigure]] = {}
        self._parts_version = 0
        self._kinds: dict[str, LedgerKind | None] = {}
        self._frozen: dict[int, dict[str, LedgerFigure]] = {}
        self._signed: dict[int, dict[int, str]] = {}
        archive.on_change(self._on_change, first=True)

    def library(self, year: int, closing: str = "") -> tuple[LedgerFigure, ...]:
        """Every figure of a year, ledger by ledger in the order of their codes, with last year's values.

        With a `closing` (see `fzapp.domain.period`) both years are counted up to that day.
        """
        period = Period(year, closing)
        delivered = tuple(
            self._with_last_year(figure, kind, period)
            for kind in self._ledgers().kinds()
            for figure in self._of_kind(kind, period).values()
        )
        return (*delivered, *(self._own_with_last_year(name, period) for name in self._own_figures(period)))

    def large(self, period: Period) -> Iterator[tuple[LedgerKind, Period]]:
        """The very large ledgers that `library` would have to count, with the year before: for a worker."""
        ledgers = self._ledgers()
        for kind in ledgers.kinds():
            for each in (period, period.before):
                if (kind.code, each) not in self._known and ledgers.is_large(kind, each.year):
                    yield kind, each

    def count_beside(self, kind: LedgerKind, period: Period, check: Callable[[], None]) -> CountedBeside:
        """Count a ledger on a worker; `take` what comes of it."""
        version = self.version
        found = self._ledgers().measures_with_rows(kind, period.year, period.closing, check)
        return version, (kind.code, period), _listed(kind, period.year, [_figure(kind, one) for one in found])

    def take(self, counted: CountedBeside) -> None:
        """What a worker has counted, unless something was changed meanwhile."""
        version, key, figures = counted
        if version == self.version:
            self._known[key] = figures

    def ahead(self, period: Period) -> Iterator[None]:
        """Count ledger by ledger what `library` will ask for; nothing depends on it."""
        yield from self._ledgers().ahead()
        for kind in self._ledgers().kinds():
            for each in (period, period.before):
                self._of_kind(kind, each)
            yield
        self._own_figures(period)

    def find(self, name: str, year: int, closing: str = "") -> LedgerFigure | None:
        """The figure called 台账.指标 in a year with last year's value; None when no ledger defines it."""
        period = Period(year, closing)
        figure = self.value(name, year, closing)
        base = form_of(name)[0]
        if figure is None or base in self._own_figures(period):
            return None if figure is None else self._own_with_last_year(base, period, figure)
        kind = self._kind_called(name.partition(".")[0])
        return self._with_last_year(figure, kind, period) if kind is not None else None

    def value(self, name: str, year: int, closing: str = "") -> LedgerFigure | None:
        """The same without last year's value, which a text does not need; …|余 is the figure in that form."""
        base, form = form_of(name)
        period = Period(year, closing)
        figure = self._own_figures(period).get(base) or self._delivered(base, period)
        if figure is None or form is FigureForm.PLAIN:
            return figure
        if not form.is_change or not figure.known:
            return replace(figure, name=name)
        then = period.before
        before = self._own_figures(then).get(base) or self._delivered(_a_year_back(base, year), then)
        return changed(figure, before, form)

    def _delivered(self, name: str, period: Period) -> LedgerFigure | None:
        ledger, _, statistic = name.partition(".")
        kind = self._kind_called(ledger) if ledger and statistic else None
        if kind is None:
            return None
        said, part = parted(statistic)
        if part:
            return self._of_part(kind, said, part, period)
        return self._of_kind(kind, period).get(name) or self._absent(kind, statistic, name, period)

    def _kind_called(self, short_name: str) -> LedgerKind | None:
        """The kind of that short name; remembered, because every number of every text asks."""
        from fzapp.services.own_kinds import kind_with_short_name  # noqa: PLC0415  the window starts without ledgers

        if short_name not in self._kinds:
            self._kinds[short_name] = kind_with_short_name(self._archive, short_name)
        return self._kinds[short_name]

    def counted(self, figure: Figure, year: int, closing: str = "") -> LedgerFigure:
        """What a figure that is being made comes to, with last year's value."""
        own, period = self._own(), Period(year, closing)
        before = own.counted(figure, period.before)
        return replace(own.counted(figure, period), last_year=before.value)

    def reader(self, report: Report) -> FigureReader:
        """The figures that a report may name: those of its year, or the frozen ones once it is signed."""
        if report.stage is ReportStage.FINAL:
            frozen = self._frozen_figures(report.id)
            return FigureReader(frozen.get, lambda: tuple(frozen.values()))
        year, closing = report.year, report.figures_until
        return FigureReader(
            partial(self.value, year=year, closing=closing), partial(self.library, year, closing)
        )

    def text(self, report: Report, section: Section) -> str:
        """A section as it is read; of a signed report the very text that was signed."""
        signed = self._signed_texts(report.id) if report.stage is ReportStage.FINAL else {}
        return signed.get(section.id) or self.reader(report).rendered(section.body)

    # --- the office's own ---------------------------------------------------------------------------

    def _own_figures(self, period: Period) -> dict[str, LedgerFigure]:
        if period not in self._own_known:
            self._own_known[period] = self._own().every(period) if own_stored.any_there(self._archive) else {}
        return self._own_known[period]

    def _own_with_last_year(
        self, name: str, period: Period, figure: LedgerFigure | None = None
    ) -> LedgerFigure:
        now = figure or self._own_figures(period)[name]
        before = self._own_figures(period.before).get(name)
        return replace(now, last_year=before.value) if before is not None else now

    def _own(self) -> OwnFigures:
        from fzapp.services.figure_own import OwnFigures  # noqa: PLC0415  the window starts without it

        return OwnFigures(self._archive, self._ledgers())

    # --- one ledger ---------------------------------------------------------------------------------

    def _of_kind(self, kind: LedgerKind, period: Period) -> dict[str, LedgerFigure]:
        key = (kind.code, period)
        if key not in self._known:
            self._known[key] = self._measured(kind, period)
        return self._known[key]

    def _measured(self, kind: LedgerKind, period: Period) -> dict[str, LedgerFigure]:
        """The figures that the rows allow by name; those without a source are listed too, without a value."""
        ledgers, year = self._ledgers(), period.year
        there = ledgers.has_rows(kind, year)
        if not there and ledgers.zero_confirmation(kind, year) is not None:
            zeros = [_zero(kind, statistic, year) for statistic in kind.statistics if not statistic.each]
            return {figure.name: figure for figure in zeros}
        made = (
            [_figure(kind, found) for found in ledgers.measures(kind, year, period.closing)] if there else []
        )
        return _listed(kind, year, made)

    def _of_part(self, kind: LedgerKind, said: str, part: str, period: Period) -> LedgerFigure | None:
        """A figure of the rows of one month, village or choice; without such rows it is zero."""
        condition = condition_of(kind, part, period.year)
        statistic = next((one for one in kind.statistics if one.name == said and not one.each), None)
        if condition is None or statistic is None or statistic.outside:
            return None
        name = f"{kind.short_name}.{said}@{part}"
        proof = self._proof(kind, period)
        if proof is not FigureBasis.ROWS:
            value = Decimal(0) if proof is FigureBasis.CONFIRMED_ZERO else None
            return LedgerFigure(name, kind.code, statistic.unit, value, proof, sections=kind.sections)
        if self._parts_version != self.version:
            self._parts.clear()
            self._parts_version = self.version
        key = (kind.code, period, part)
        if key not in self._parts:
            narrowed = restricted(kind, condition)
            made = self._ledgers().measures(narrowed, period.year, period.closing)
            self._parts[key] = {one.name: _figure(kind, one) for one in made}
        nothing = LedgerFigure(name, kind.code, statistic.unit, Decimal(0), proof, sections=kind.sections)
        return replace(self._parts[key].get(said, nothing), name=name)

    def _absent(self, kind: LedgerKind, said: str, name: str, period: Period) -> LedgerFigure | None:
        """A figure of a family whose value no row has: zero, as long as the ledger is kept."""
        for statistic in kind.statistics:
            if not statistic.each or not _is_member(kind, statistic, said, period.year):
                continue
            proof = self._proof(kind, period)
            value = None if proof is FigureBasis.NO_LEDGER else Decimal(0)
            return LedgerFigure(name, kind.code, statistic.unit, value, proof, sections=kind.sections)
        return None

    def _proof(self, kind: LedgerKind, period: Period) -> FigureBasis:
        bases = {figure.basis for figure in self._of_kind(kind, period).values()}
        for basis in (FigureBasis.ROWS, FigureBasis.CONFIRMED_ZERO):
            if basis in bases:
                return basis
        return FigureBasis.NO_LEDGER

    def _with_last_year(self, figure: LedgerFigure, kind: LedgerKind, period: Period) -> LedgerFigure:
        """The figure with the value it had a year before, where that is known."""
        before = self._of_kind(kind, period.before).get(_a_year_back(form_of(figure.name)[0], period.year))
        return replace(figure, last_year=before.value) if before is not None else figure

    # --- what is remembered -------------------------------------------------------------------------

    def _frozen_figures(self, report_id: int) -> dict[str, LedgerFigure]:
        self._read_freeze(report_id)
        return self._frozen[report_id]

    def _signed_texts(self, report_id: int) -> dict[int, str]:
        self._read_freeze(report_id)
        return self._signed[report_id]

    @understood()
    def _read_freeze(self, report_id: int) -> None:
        if report_id in self._frozen:
            return
        found = stored.freeze_of(self._archive, report_id)
        figures = [frozen_figure(one) for one in json.loads(found.figures)] if found else []
        texts: dict[str, str] = json.loads(found.texts) if found else {}
        self._frozen[report_id] = {figure.name: figure for figure in figures}
        self._signed[report_id] = {int(key): text for key, text in texts.items()}

    def _on_change(self, change: Change) -> None:
        if change.is_large:
            self._on_large_change()
            return
        for row in change.rows:
            if row.table == tables.FIGURE_FREEZE.name:
                self.version += 1
                self._frozen.clear()
                self._signed.clear()
            if row.table == _DEFINITIONS:
                self._known.clear()
                self._kinds.clear()
            if row.table in {*_SOURCES, _DEFINITIONS, tables.OWN_FIGURE.name}:
                self.version += 1
                self._own_known.clear()
            if row.table in _SOURCES:
                for image in (row.before, row.after):
                    if image is not None:
                        self._forget(str(image["kind"]), int(image["year"] or 0))
            if row.table == tables.SETTING.name and (
                settings.is_unit(row.before) or settings.is_unit(row.after)
            ):
                self.version += 1
                self._known.clear()

    def _on_large_change(self) -> None:
        """Forget everything: looking through so many rows would take longer than counting anew."""
        self.version += 1
        for known in (self._frozen, self._signed, self._known, self._kinds, self._own_known):
            known.clear()

    def _forget(self, kind: str, year: int) -> None:
        """A row of a year counts in that year, of a ledger that goes on also in those after it."""
        for known in [key for key in self._known if key[0] == kind and key[1].year >= year]:
            del self._known[known]

    def _ledgers(self) -> LedgerService:
        from fzapp.services.ledgers import LedgerService  # noqa: PLC0415  the window starts without ledgers

        return LedgerService(self._archive)


def changed(figure: LedgerFigure, before: LedgerFigure | None, form: FigureForm) -> LedgerFigure:
    """A figure as its change against the year before: of a share in 百分点, else in percent or as a difference."""
    then = before.value if before is not None else None
    value, unit = None, figure.unit
    if figure.value is not None and then is not None:
        value = figure.value - then
        if unit == PERCENT:
            unit = POINTS
        elif form is FigureForm.CHANGE:
            value, unit = change(figure.value, then), PERCENT
    rows = kept_keys(chain(figure.rows, before.rows if before is not None else ()))
    return replace(
        figure,
        name=name_in_form(figure.name, form),
        value=value,
        unit=unit,
        words=NO_BASE if value is None else "",
        rows=rows,
        is_change=True,
    )


def _a_year_back(name: str, year: int) -> str:
    """The name a figure has a year before: 可确定在2026年的件数 → 可确定在2025年的件数."""
    return name.replace(str(year), str(year - 1))


def _listed(kind: LedgerKind, year: int, made: Iterable[LedgerFigure]) -> dict[str, LedgerFigure]:
    """Figures by name, and behind them those of the kind that the rows do not allow."""
    named = {figure.name: figure for figure in made}
    return named | {one.name: one for one in _unproven(kind, year) if one.name not in named}


def _figure(kind: LedgerKind, found: Measure) -> LedgerFigure:
    """A figure as texts use it: a share before any rounding, which would be rounded twice otherwise."""
    statistic = kind.statistic(found.statistic)
    return LedgerFigure(
        name=f"{kind.short_name}.{found.name}",
        ledger=kind.code,
        unit=found.unit,
        value=found.value if found.exact is None else found.exact,
        words=found.text,
        rows=kept_keys(sorted(found.keys)),
        sections=kind.sections,
        note=statistic.note if statistic else "",
    )


def _zero(kind: LedgerKind, statistic: Statistic, year: int) -> LedgerFigure:
    """A figure of a ledger that somebody confirmed to stay empty."""
    from fzapp.domain.ledger_statistics import measure  # noqa: PLC0415

    found = measure(kind, statistic, (), year)
    return replace(_figure(kind, found), basis=FigureBasis.CONFIRMED_ZERO)


def _unproven(kind: LedgerKind, year: int) -> Iterable[LedgerFigure]:
    """The figures that a ledger defines, as long as no row says what they came to."""
    for statistic in kind.statistics:
        if not statistic.each:
            name = f"{kind.short_name}.{statistic.name.replace(_YEAR, str(year))}"
            yield LedgerFigure(
                name, kind.code, statistic.unit, None, FigureBasis.NO_LEDGER, sections=kind.sections
            )


def _is_member(kind: LedgerKind, statistic: Statistic, said: str, year: int) -> bool:
    """Whether `said` is the name of a family for one of the values its column offers."""
    before, _, behind = statistic.name.replace(_YEAR, str(year)).partition(_VALUE)
    if not (said.startswith(before) and said.endswith(behind)):
        return False
    value = said[len(before) : len(said) - len(behind)]
    column = kind.column(statistic.each)
    return column is not None and any(value == option.name for option in column.options)


def frozen_figure(plain: dict[str, object]) -> LedgerFigure:
    """A figure from what `fzapp.services.figure_freeze` stored of it."""
    value = plain["value"]
    rows, evidence = plain["rows"], plain.get("evidence", [])
    assert isinstance(rows, list)
    assert isinstance(evidence, list)
    return LedgerFigure(
        name=str(plain["name"]),
        ledger=str(plain["ledger"]),
        unit=str(plain["unit"]),
        value=None if value is None else Decimal(str(value)),
        basis=FigureBasis(str(plain["basis"])),
        words=str(plain["words"]),
        rows=tuple(int(row[0]) for row in rows),
        note=str(plain.get("note", "")),
        rule=str(plain.get("rule", "")),
        evidence=tuple(str(name) for name in evidence),
        by=str(plain.get("by", "")),
        decimals=int(str(plain.get("decimals", 1))),
        is_change=bool(plain.get("is_change", False)),
        rounding=Rounding(str(plain.get("rounding", ""))),
    )
