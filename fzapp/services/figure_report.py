"""The figures of a report: which numbers have a ledger, which have none yet, which say something else.

A number counts when it says a quantity, a share or an amount; dates, years and document numbers do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from fzapp.domain.body import FigurePiece, figure_token, parse_body
from fzapp.domain.errors import UserError
from fzapp.domain.period import Period
from fzapp.domain.report import ReportStage
from fzapp.storage import ledger_tables
from fzapp.storage import reports as stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from fzapp.domain.body import RenderedFigure
    from fzapp.domain.report import Report, Section
    from fzapp.services.figure_text import FigureReader, LedgerFigure, ShownText
    from fzapp.services.figures import FigureService
    from fzapp.services.writing import WritingService
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change
    from fzapp.text.quantities import Quantity, QuantityLexicon
    from fzapp.text.quantity_matching import FigureCandidate, MatchingWords, RankedFigure

OFFERS = 2
"""Figures offered for a number: the right one is first or second in 95 of 100 cases."""

_COUNTED = frozenset({"count", "percent", "amount"})
_SURE = 4.6
"""A score that a figure reaches only when ledger, noun and unit all fit although the values differ."""
_CLEAR = 0.8
"""How far the likeliest figure must be ahead before a number is said to contradict it."""
_LIKELY = 2.6
"""Below it a figure of another value is no help: the number is of something that no ledger has."""
_REMEMBERED = 4_000
_NUMBER = re.compile(r"[0-9０-９][0-9０-９.,．，]*[万亿]?|[〇零一二三四五六七八九十百千万亿两]+")
_GAP = re.compile("_{2,}")


class FigureState(StrEnum):
    """How a number of the text stands to the ledgers."""

    BOUND = "bound"
    UNBOUND = "unbound"
    DIFFERING = "differing"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    FigureState.BOUND: "有台账",
    FigureState.UNBOUND: "待补",
    FigureState.DIFFERING: "不一致",
}


@dataclass(frozen=True, slots=True)
class FigureItem:
    """A number of a section. `start` and `end` are offsets in the text as read.

    Of a bound one `name` is its figure and `offers` holds it, when there is one. Of the others `offers`
    are the likeliest figures with a value; a differing one contradicts the first. A gap (____) and a
    token without a value count as unbound. `score` is how much speaks for the first offer (see
    `fzapp.text.quantity_matching`), 0 without one.
    """

    section: int
    start: int
    end: int
    text: str
    state: FigureState
    name: str = ""
    offers: tuple[LedgerFigure, ...] = ()
    score: float = 0.0

    @property
    def figure(self) -> LedgerFigure | None:
        """The figure of a bound number."""
        return self.offers[0] if self.name and self.offers else None


@dataclass(frozen=True, slots=True)
class FigureCounts:
    """How many numbers a report holds, by state."""

    bound: int
    unbound: int
    differing: int

    @property
    def told(self) -> str:
        """For the status line: 报告数字41个：38有台账 2待补 1不一致."""
        total = self.bound + self.unbound + self.differing
        parts = [f"{self.bound}有台账"] + [f"{self.unbound}待补"] * bool(self.unbound)
        parts += [f"{self.differing}不一致"] * bool(self.differing)
        return f"报告数字{total}个：{' '.join(parts)}" if total else ""


def counted(items: Iterable[FigureItem]) -> FigureCounts:
    """The numbers by state."""
    states = [item.state for item in items]
    return FigureCounts(*(states.count(state) for state in FigureState))


class FigureReview:
    """Looks a report through for its numbers, and binds one to its figure."""

    def __init__(
        self, archive: Archive, figures: FigureService, writing: WritingService, rules: Path
    ) -> None:
        self._archive = archive
        self._figures = figures
        self._writing = writing
        self._rules = rules
        self._ranks: dict[tuple[str, int, str, Period, int], tuple[RankedFigure, ...]] = {}
        self._items: dict[tuple[str, int, str, Period, int, str], tuple[FigureItem, ...]] = {}
        self._lines: dict[str, tuple[Quantity, ...]] = {}
        self._offered: tuple[tuple[Period, int], dict[str, LedgerFigure]] = ((Period(0), -1), {})
        self._candidates_now: tuple[FigureCandidate, ...] = ()

    def of_report(self, report_id: int) -> tuple[FigureItem, ...]:
        """Every number of a report as committed, in the order of the text."""
        report = stored.get(self._archive, report_id)
        return tuple(item for s in report.sections for item in self.of_section(report, s))

    def ahead(self, report: Report) -> Iterator[None]:
        """Look for the numbers section by section, some milliseconds each; they are remembered.

        The figures of a year are counted only where a number of the text is to be held against them.
        """
        _ = self.lexicon
        yield
        reader = self._figures.reader(report)
        texts: list[str] = []
        for section in report.sections:
            texts.append(reader.rendered(section.body))
            yield
        if report.stage is ReportStage.DRAFT and any(any(self._quantities(text)) for text in texts):
            yield from self._figures.ahead(report.period)
            _ = self._words, self._candidates(report.period)
        for section in report.sections:
            yield
            self.of_section(report, section)

    def waiting_for(self, report: Report, ledger: str) -> tuple[FigureItem, ...]:
        """The numbers of a draft that no ledger stands behind, and that `ledger` is likely to have."""
        return tuple(
            item
            for section in report.sections
            for item in self.of_section(report, section)
            if item.state is not FigureState.BOUND and any(one.ledger == ledger for one in item.offers[:1])
        )

    def of_section(self, report: Report, section: Section, body: str | None = None) -> tuple[FigureItem, ...]:
        """The numbers of a section, or of `body` while it is being typed."""
        source = section.body if body is None else body
        key = (source, section.id, section.spec, report.period, self._figures.version, report.stage.value)
        if key not in self._items:
            if len(self._items) > _REMEMBERED:
                self._items.clear()
            reader = self._figures.reader(report)
            found = self._found(report, section, reader, reader.shown(source))
            self._items[key] = tuple(sorted(found, key=lambda item: item.start))
        return self._items[key]

    def bind(self, section_id: int, item: FigureItem, name: str) -> Change | None:
        """Put the figure `name` in the place of a number, as one operation.

        Raises `UserError` when the text is another one by now.
        """
        section = self._writing.section(section_id)
        report = stored.get(self._archive, section.report_id)
        body = bound_body(section.body, item, name, self._figures.reader(report))
        return self._writing.save(section_id, body, section.cursor)

    # --- recognising --------------------------------------------------------------------------------

    def _found(
        self, report: Report, section: Section, reader: FigureReader, shown: ShownText
    ) -> Iterator[FigureItem]:
        for place in shown.figures:
            figure = self._figure(report, reader, place.name)
            state = FigureState.BOUND if place.known else FigureState.UNBOUND
            offers = (figure,) if figure is not None else ()
            text = shown.text[place.start : place.end]
            yield FigureItem(section.id, place.start, place.end, text, state, place.name, offers)
        for gap in _GAP.finditer(shown.text):
            if not _covered(gap.start(), gap.end(), shown.figures):
                yield FigureItem(section.id, gap.start(), gap.end(), gap[0], FigureState.UNBOUND)
        written = self._from_ledgers(section)
        for line, offset, quantity in self._quantities(shown.text):
            start, end = offset + quantity.start, offset + quantity.end
            if line not in written and not _covered(start, end, shown.figures):
                yield self._item(report, section, line, offset, quantity)

    def _from_ledgers(self, section: Section) -> frozenset[str]:
        """The lines of tables that hold rows of a ledger: their numbers are the ledger's own."""
        made = ledger_tables.of_section(self._archive, section.id)
        return frozenset(line for one in made for line in one.lines.split("\n"))

    def _figure(self, report: Report, reader: FigureReader, name: str) -> LedgerFigure | None:
        """A figure of the text with last year's value; of a signed report as it was signed."""
        if report.stage is ReportStage.FINAL:
            return reader.find(name)
        return self._figures.find(name, report.year, report.figures_until)

    def _quantities(self, text: str) -> Iterator[tuple[str, int, Quantity]]:
        """The numbers that count, each with its line and the place where the line begins."""
        from fzapp.text.quantities import find_in_lines  # noqa: PLC0415  the window starts without them

        lines = text.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        for number, quantity in find_in_lines(lines, self.lexicon, self._found_in_line):
            if quantity.kind in _COUNTED:
                yield lines[number - 1], starts[number - 1], quantity

    def _found_in_line(self, line: str, lexicon: QuantityLexicon) -> tuple[Quantity, ...]:
        """The numbers of a line; remembered, because typing changes one paragraph at a time."""
        from fzapp.text.quantities import find_quantities  # noqa: PLC0415

        if line not in self._lines:
            if len(self._lines) > _REMEMBERED:
                self._lines.clear()
            self._lines[line] = find_quantities(line, lexicon)
        return self._lines[line]

    def _item(
        self, report: Report, section: Section, line: str, offset: int, quantity: Quantity
    ) -> FigureItem:
        start, end = offset + quantity.start, offset + quantity.end
        if report.stage is ReportStage.FINAL:
            return FigureItem(section.id, start, end, quantity.text, FigureState.UNBOUND)
        ranked = self._ranked(report.period, section.spec, line, quantity)
        offered = self._offered[1]
        state = FigureState.DIFFERING if _contradicts(quantity, ranked) else FigureState.UNBOUND
        likely = [one for one in ranked[:OFFERS] if one.agrees or one.score >= _LIKELY]
        offers = tuple(offered[one.candidate.name] for one in likely)
        score = likely[0].score if likely else 0.0
        return FigureItem(section.id, start, end, quantity.text, state, "", offers, score)

    def _ranked(self, period: Period, spec: str, line: str, quantity: Quantity) -> tuple[RankedFigure, ...]:
        """The likeliest figures; remembered, because typing changes one paragraph at a time."""
        from fzapp.text.quantity_matching import rank_figures  # noqa: PLC0415

        offered = self._candidates(period)
        key = (line, quantity.start, spec, period, self._figures.version)
        if key not in self._ranks:
            if len(self._ranks) > _REMEMBERED:
                self._ranks.clear()
            near = _near(offered, spec, line)
            self._ranks[key] = rank_figures(quantity, line, spec, near, self._words)[: OFFERS + 1]
        return self._ranks[key]

    def _candidates(self, period: Period) -> Sequence[FigureCandidate]:
        """The figures of the period that have a value."""
        from fzapp.services.own_kinds import all_kinds  # noqa: PLC0415
        from fzapp.text.quantity_matching import FigureCandidate  # noqa: PLC0415

        stamp = (period, self._figures.version)
        if self._offered[0] != stamp:
            library = self._figures.library(period.year, period.closing)
            known = [one for one in library if one.value is not None]
            self._offered = (stamp, {one.name: one for one in known})
            titles = {kind.code: kind.titles for kind in all_kinds(self._archive)}
            self._candidates_now = tuple(
                FigureCandidate(one.name, one.unit, titles.get(one.ledger, ()), one.sections, one.value)
                for one in known
            )
        return self._candidates_now

    @cached_property
    def lexicon(self) -> QuantityLexicon:
        """The words by which numbers are told from names."""
        from fzapp.text.quantities import load_lexicon  # noqa: PLC0415

        return load_lexicon((self._rules / "quantities.toml").read_bytes())

    @cached_property
    def _words(self) -> MatchingWords:
        from fzapp.text.quantity_matching import load_matching_words  # noqa: PLC0415

        return load_matching_words((self._rules / "quantities.toml").read_bytes())


def _near(candidates: Sequence[FigureCandidate], spec: str, line: str) -> list[FigureCandidate]:
    """The figures that the line may speak of: those of ledgers that feed the section or are named in it."""
    said: dict[str, bool] = {}
    near: list[FigureCandidate] = []
    for candidate in candidates:
        ledger = candidate.name.partition(".")[0]
        if ledger not in said:
            named = any(word in line for word in (ledger, ledger[:2], *candidate.nouns))
            said[ledger] = named or not spec or spec in candidate.sections
        if said[ledger]:
            near.append(candidate)
    return near


def _contradicts(quantity: Quantity, ranked: Sequence[RankedFigure]) -> bool:
    """Whether the number is certainly meant as the first figure and has another value."""
    if not ranked or any(one.agrees for one in ranked):
        return False
    first = ranked[0]
    ahead = first.score - ranked[1].score if len(ranked) > 1 else first.score
    return first.candidate.unit == quantity.unit and first.score >= _SURE and ahead >= _CLEAR


def _covered(start: int, end: int, figures: Sequence[RenderedFigure]) -> bool:
    return any(figure.start < end and start < figure.end for figure in figures)


# ------------------------------------------------------------------------------------------- binding


def number_span(item: FigureItem, figure: LedgerFigure) -> tuple[int, int]:
    """Which part of a typed number gives way to `figure`: marks (余) and units stay, but %, 元 and 万 go."""
    if figure.unit in ("%", "元") or _GAP.fullmatch(item.text):
        return item.start, item.end
    match = _NUMBER.search(item.text)
    if match is None:
        return item.start, item.end
    return item.start + match.start(), item.start + match.end()


def bound_body(body: str, item: FigureItem, name: str, reader: FigureReader) -> str:
    """`body` with the typed number of `item` replaced by the token of the figure `name`.

    Raises `UserError` when the number does not stand there any more, or the figure is not known.
    """
    figure = reader.find(name)
    if figure is None or not figure.known:
        raise UserError(f"台账里还没有“{name}”这个数", "先登记台账，或者另选一个数")
    start, end = number_span(item, figure)
    text = reader.shown(body).text
    if text[item.start : item.end] != item.text:
        raise UserError("这里的文字已经改过", "在文字里重新选这个数")
    return replaced_in_body(body, start, end, figure_token(name), reader)


def replaced_in_body(body: str, start: int, end: int, other: str, reader: FigureReader) -> str:
    """`body` with what reads text[start:end] replaced by `other`; tokens outside stay as they are.

    A figure that the place touches gives way as a whole.
    """
    places = iter(reader.shown(body).figures)
    parts: list[str] = []
    position, done = 0, False
    for piece in parse_body(body):
        length = len(piece.source)
        if isinstance(piece, FigurePiece):
            place = next(places)
            length = place.end - place.start
        behind = position + length
        if behind <= start or position >= end:
            if position >= end and not done:
                parts.append(other)
                done = True
            parts.append(piece.source)
        else:
            text = "" if isinstance(piece, FigurePiece) else piece.source
            parts.append(text[: max(0, start - position)])
            if not done:
                parts.append(other)
                done = True
            parts.append(text[max(0, end - position) :])
        position = behind
    return "".join(parts) if done else "".join(parts) + other
