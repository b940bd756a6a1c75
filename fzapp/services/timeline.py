"""历年: a figure or a section over the years, as a table to read, to print and to hand on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.figure import PERCENT, YUAN, change
from fzapp.domain.period import closing_words
from fzapp.domain.report import ReportStage
from fzapp.services.figure_text import number_words
from fzapp.services.list_papers import ListPaper
from fzapp.services.overview import characters
from fzapp.services.user_files import save_file
from fzapp.storage import ledgers as ledger_rows
from fzapp.storage import reports as stored
from fzapp.text.similarity import compare

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.period import Period
    from fzapp.domain.report import Section
    from fzapp.services.context import Services
    from fzapp.services.figure_text import LedgerFigure

_BASIS_FROZEN = "定稿时的数"
_FIGURE_HEADINGS = ("年份", "数值", "比上年", "增减", "来源")
_FIGURE_WEIGHTS = (1.0, 1.6, 1.6, 1.2, 2.0)
_SECTION_HEADINGS = ("年份", "字数", "数字", "与上年相同", "内容")
_SECTION_WEIGHTS = (0.7, 0.7, 0.7, 1.0, 7.0)
_WIDTHS = (10, 14, 14, 14, 60)


@dataclass(frozen=True, slots=True)
class Point:
    """A year of the chart; `value` None where nothing is known, `told` is what stands beside it."""

    year: int
    value: Decimal | None
    told: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """`points` in the order of the years, `rows` of the table the newest first; `unit` is that of the chart."""

    title: str
    unit: str
    points: tuple[Point, ...]
    headings: tuple[str, ...]
    weights: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def paper(self) -> ListPaper:
        """The table for print."""
        note = f"单位：{self.unit}" if self.unit else ""
        return ListPaper(self.title, (note,) if note else (), self.headings, self.weights, self.rows)


class TimelineService:
    """Gathers what was of one thing in each year."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._archive = services.archive

    def figure(self, name: str, period: Period) -> Timeline:
        """A figure (台账.指标) from the first year there is anything of to that of `period`, each to its closing."""
        found = [(one, self._value(name, period, one)) for one in self._years(name, period.year)]
        known = [(one, figure, basis) for one, (figure, basis) in found]
        while known and known[0][1] is None:
            known.pop(0)
        unit = next((figure.unit for _, figure, _ in known if figure is not None), "")
        points = tuple(_point(one, figure) for one, figure, _ in known)
        rows = [
            _figure_row(points[place], points[place - 1] if place else None, unit, basis)
            for place, (_, _, basis) in enumerate(known)
        ]
        closing = closing_words(period.closing)
        title = f"{name}历年情况（各年截至{closing}）" if closing else f"{name}历年情况"
        return Timeline(title, unit, points, _FIGURE_HEADINGS, _FIGURE_WEIGHTS, tuple(rows[::-1]))

    def section(self, section: Section) -> Timeline:
        """The same section of every year up to its own, with its length and how much was kept."""
        report = stored.get(self._archive, section.report_id)
        texts = {past.year: past.section.body for past in self._services.overview.past(section)}
        own = self._services.figures.text(report, section)
        if own.strip():
            texts[report.year] = own
        years = sorted(texts)
        points = tuple(
            Point(one, Decimal(characters(texts[one])), f"{characters(texts[one])}字") for one in years
        )
        rows = [self._section_row(one, texts[one], texts.get(one - 1)) for one in years]
        title = f"“{section.heading or '导语'}”历年情况"
        return Timeline(title, "字", points, _SECTION_HEADINGS, _SECTION_WEIGHTS, tuple(rows[::-1]))

    def export(self, timeline: Timeline, path: Path) -> None:
        """Write the table as a workbook, whole or not at all. Raises `UserError`."""
        from fzapp.services.workbooks import Table, workbook  # noqa: PLC0415  loaded when something is handed on

        if not timeline.rows:
            raise UserError("没有可以导出的年份", "先登记台账或者导入往年的报告")
        above = (timeline.title, f"单位：{timeline.unit}") if timeline.unit else (timeline.title,)
        save_file(path, workbook([Table("历年情况", timeline.headings, timeline.rows, _WIDTHS, above, 1)]))

    # --- figures ----------------------------------------------------------------------------------

    def _years(self, name: str, year: int) -> range:
        """From the first year of a report, or of a row of the ledger, to `year`."""
        figure = self._services.figures.value(name, year)
        years = [report.year for report in stored.list_reports(self._archive) if report.year <= year]
        if figure is not None and figure.ledger:
            years += [one for one in ledger_rows.years(self._archive, figure.ledger) if 0 < one <= year]
        return range(min([year, *years]), year + 1)

    def _value(self, name: str, period: Period, one: int) -> tuple[LedgerFigure | None, str]:
        """The figure in a year with what it rests on: the ledger, else what a signed report says."""
        wanted = name.replace(str(period.year), str(one))
        figure = self._services.figures.value(wanted, one, period.closing)
        if figure is not None and figure.known and figure.value is not None:
            return figure, figure.basis.label
        for report in stored.list_reports(self._archive):
            if report.year == one and report.stage is ReportStage.FINAL:
                frozen = self._services.figures.reader(report).find(wanted)
                if frozen is not None and frozen.value is not None:
                    return frozen, _BASIS_FROZEN
        return None, "没有台账"

    # --- sections ---------------------------------------------------------------------------------

    def _section_row(self, year: int, text: str, before: str | None) -> tuple[str, ...]:
        lexicon = self._services.review.lexicon
        from fzapp.text.quantities import find_quantities  # noqa: PLC0415  the window starts without them

        figures = sum(
            one.kind in ("count", "percent", "amount")
            for line in text.split("\n")
            for one in find_quantities(line, lexicon)
        )
        same = ""
        if before is not None:
            same = f"{compare(before.split(chr(10)), text.split(chr(10))).unchanged_ratio:.0%}"
        return (f"{year}年", str(characters(text)), str(figures), same, text.strip())


def _point(year: int, figure: LedgerFigure | None) -> Point:
    if figure is None or figure.value is None:
        return Point(year, None, "")
    return Point(year, figure.value, figure.told)


def _figure_row(point: Point, before: Point | None, unit: str, basis: str) -> tuple[str, ...]:
    """A year of the table; the change is told where both years are known."""
    difference = ratio = ""
    if point.value is not None and before is not None and before.value is not None:
        by = point.value - before.value
        sign = "+" if by > 0 else "-" if by < 0 else ""
        words = number_words(abs(by), unit)
        if unit == PERCENT:
            difference = f"{sign}{words.removesuffix('%')}个百分点" if by else "持平"
        else:
            difference = f"{sign}{words}{'' if unit == YUAN else unit}" if by else "持平"
            changed = change(point.value, before.value)
            ratio = f"{number_words(changed, PERCENT)}" if changed is not None else ""
    return (f"{point.year}年", point.told or "—", difference, ratio, basis)
