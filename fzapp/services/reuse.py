"""引用往年 as a transformation: years moved on, figures bound to this year's ledgers or left as gaps, own names.

What would be changed is shown first (`ReusePlan`), each place can be left as it was, and whatever is still of
another year or office stays marked. Every sentence that came in is remembered with its origin, and counts as
reused until somebody edits or accepts it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from fzapp.domain.body import figure_token
from fzapp.domain.report import BLANK, ReportStage
from fzapp.services.figure_report import FigureState, number_span
from fzapp.services.overview import PastSection, paragraph_place, place_told
from fzapp.services.report_origin import origin_of
from fzapp.services.reuse_places import OldPlace, Passage, PlaceFinder, PlaceKind
from fzapp.services.reused_sentences import still_reused
from fzapp.storage import reports, tables
from fzapp.storage import section_help as stored
from fzapp.storage.changes import Op
from fzapp.text.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from fzapp.domain.report import Report, Section
    from fzapp.services.context import Services
    from fzapp.services.figure_report import FigureItem
    from fzapp.storage.section_help import ReusedSentence

_TARGET_BEFORE = re.compile(r"(?:不少于|不低于|不超过|控制在|保持在|力争|达到)$")
_TARGET_BEHIND = re.compile(r"以上|以内|以下")
"""Beside a number that somebody wants to reach: no ledger has it."""

_FITS = 4.0
"""The least score (see `FigureItem`) of a figure that a number of last year is taken for."""

_TOLD = {
    PlaceKind.YEAR: "处年份换成今年",
    PlaceKind.NAME: "处名称换成本单位",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text that is still of another year or office."""

    start: int
    end: int
    kind: PlaceKind


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A sentence as put in (`words`, tokens kept), as it stood, and where: 2024年本镇年报（三）第3段."""

    words: str
    origin: str
    source: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Transformed:
    """A text made ready: `body` with tokens, where it is still `marks`, and what was done, in words."""

    body: str
    sentences: tuple[TakenOver, ...]
    marks: tuple[Mark, ...]
    told: str


@dataclass(frozen=True, slots=True)
class ReusePlan:
    """A text of an earlier report, a line each with its old places. `sources` say where each line stood."""

    lines: tuple[str, ...]
    places: tuple[tuple[OldPlace, ...], ...]
    sources: tuple[str, ...]

    @property
    def choices(self) -> tuple[tuple[int, OldPlace], ...]:
        """Every place with the number of its line (0-based), in the order of the text."""
        return tuple((line, place) for line, places in enumerate(self.places) for place in places)

    def made(self, without: Collection[int] = ()) -> Transformed:
        """The text with what is proposed, but for the `choices` of those numbers: they stay and are marked."""
        number = 0
        lines: list[_MadeLine] = []
        for line, places in zip(self.lines, self.places, strict=True):
            left = [i - number for i in range(number, number + len(places)) if i in without]
            lines.append(_made_line(line, places, left))
            number += len(places)
        begin = 0
        marks: list[Mark] = []
        taken: list[TakenOver] = []
        for line, origin, source in zip(lines, self.lines, self.sources, strict=True):
            marks += [Mark(begin + m.start, begin + m.end, m.kind) for m in line.marks]
            taken += _taken_over(line, origin, source)
            begin += len(line.text) + 1
        body = "\n".join(line.text for line in lines)
        done = [p for i, (_, p) in enumerate(self.choices) if p.new is not None and i not in without]
        return Transformed(body, tuple(taken), tuple(marks), _told(done, len(marks)))


@dataclass(frozen=True, slots=True)
class _MadeLine:
    text: str
    marks: tuple[Mark, ...]


class ReuseService:
    """Makes words of earlier reports ready for this year's."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._archive = services.archive

    def plan(self, section: Section, past: Section, chosen: str = "") -> ReusePlan:
        """What would be changed in the text of `past` (or the piece `chosen` of it as read) for `section`."""
        report = reports.get(self._archive, section.report_id)
        earlier = reports.get(self._archive, past.report_id)
        past = next(one for one in earlier.sections if one.id == past.id)
        whole = self._services.figures.text(earlier, past)
        body = chosen or past.body
        reader = self._services.figures.reader(earlier)
        lines = reader.rendered(body).split("\n")
        unit = self._services.reports.unit()
        passage = Passage(earlier.year, report.year, origin_of(earlier, unit), unit)
        figures = self._figures(report, earlier, section, body, passage)
        places: list[tuple[OldPlace, ...]] = []
        begin = 0
        for line in lines:
            inside = [_shifted(one, -begin) for one in figures if begin <= one.start < begin + len(line)]
            places.append(self._finder.found(line, inside, passage))
            begin += len(line) + 1
        where = self.told_source(earlier, past)
        sources = (f"{where}{paragraph_place(whole, line)}" for line in lines)
        return ReusePlan(tuple(lines), tuple(places), tuple(sources))

    def source(self, section_id: int, paragraph: int) -> tuple[PastSection, str]:
        """A section of another report to take over, and the text of one paragraph of it as read; "" for all.

        Raises `UserError` when it is gone.
        """
        section = reports.get_section(self._archive, section_id)
        report = reports.get(self._archive, section.report_id)
        lines = self._services.figures.text(report, section).split("\n")
        text = lines[paragraph - 1] if 0 < paragraph <= len(lines) else ""
        return PastSection(report.year, section), text

    def told_source(self, report: Report, section: Section) -> str:
        """Where a section stands, in words: 2024年本镇年报（三）, 2024年本镇年报第三部分."""
        origin = origin_of(report, self._services.reports.unit())
        genre = self._services.library.get(report.genre)
        name = "年报" if genre.id.endswith("annual_report") else genre.name
        number = place_told(self._services.overview.number_of(section))
        return f"{report.year}年{origin.told}{name}{number}"

    def note(self, section: Section, past: Section, made: Transformed) -> None:
        """Remember where the sentences of a text that was put in come from."""
        year = reports.get(self._archive, past.report_id).year
        with self._archive.transact(Op.QUOTE_PAST) as transaction:
            for one in made.sentences:
                transaction.write.insert(
                    tables.REUSED_SENTENCE,
                    section_id=section.id,
                    words=one.words,
                    origin=one.origin,
                    year=year,
                    heading=past.heading,
                    source_id=past.id,
                    taken_at=self._archive.now(),
                    source=one.source,
                    marks=stored.plain_marks([(m.start, m.end, m.kind.value) for m in one.marks]),
                )

    def still_reused(self, section_id: int, body: str) -> tuple[ReusedSentence, ...]:
        """The sentences that stand in `body` as they were put in, in its order."""
        return still_reused(self._archive, section_id, body)

    def accept(self, sentences_: Sequence[ReusedSentence]) -> None:
        """Somebody has read these and they may stay; where they come from stays known."""
        with self._archive.transact(Op.QUOTE_PAST) as transaction:
            for one in sentences_:
                for same in stored.reused(self._archive, one.section_id):
                    if same.words == one.words:
                        transaction.write.update(tables.REUSED_SENTENCE, same.id, words="")

    @cached_property
    def _finder(self) -> PlaceFinder:
        rules = self._services.resources / "rules"
        words = (rules / "reuse.toml").read_bytes()
        return PlaceFinder(words, self._services.review.lexicon, self._services.checking.checks.knowledge)

    # --- figures ----------------------------------------------------------------------------------

    def _figures(
        self, report: Report, earlier: Report, section: Section, body: str, passage: Passage
    ) -> list[OldPlace]:
        """The numbers of a text of `earlier`, bound ones included, with the figures they are this year."""
        services = self._services
        shown = services.figures.reader(earlier).shown(body)
        places = [
            self._bound(earlier, report, place.name, place.start, shown.text[place.start : place.end])
            for place in shown.figures
        ]
        now = {
            (item.start, item.end): item for item in services.review.of_section(report, section, shown.text)
        }
        typed = services.review.of_section(_as_draft(earlier), section, shown.text)
        used: set[str] = set()
        # the likeliest first, and each figure once: what has the same small value is often something else
        for item in sorted(typed, key=lambda one: -one.score):
            bound = any(place.start < item.end and item.start < place.end for place in shown.figures)
            if not bound and BLANK not in item.text:
                then = item if passage.origin.is_own else None
                name = self._name_for(then, now.get((item.start, item.end)), report)
                if name in used or _is_aimed(item, shown.text):
                    name = ""
                used.add(name)
                places.append(self._typed(report, earlier, item, name, shown.text))
        return places

    def _bound(self, earlier: Report, report: Report, name: str, start: int, old: str) -> OldPlace:
        """A figure stays one; of a ledger that nobody keeps this year it is a gap."""
        figures = self._services.figures
        for wanted in (name, name.replace(str(earlier.year), str(report.year))):
            figure = figures.value(wanted, report.year, report.figures_until)
            if figure is not None and figure.known:
                token = figure_token(wanted)
                return OldPlace(start, start + len(old), PlaceKind.FIGURE, old, token, figure.shown())
        return OldPlace(start, start + len(old), PlaceKind.FIGURE, old, BLANK)

    def _typed(self, report: Report, earlier: Report, item: FigureItem, name: str, text: str) -> OldPlace:
        figure = self._services.figures.find(name, earlier.year, earlier.figures_until) if name else None
        if figure is None:
            start, end = _digits(item)
            return OldPlace(start, end, PlaceKind.FIGURE, text[start:end], BLANK)
        start, end = number_span(item, figure)
        value = self._services.figures.value(name, report.year, report.figures_until)
        said = value.shown() if value is not None else BLANK
        return OldPlace(start, end, PlaceKind.FIGURE, text[start:end], figure_token(name), said)

    def _name_for(self, then: FigureItem | None, now: FigureItem | None, report: Report) -> str:
        """The figure a number meant: of an own report the one that had its value then, or what it surely names.

        That the value is the same is not enough: a small number is many things. Words and unit must fit too.
        """
        first = then.offers[0] if then is not None and then.offers else None
        if then is not None and first is not None and then.score >= _FITS and first.unit in then.text:
            found = self._services.figures.value(first.name, report.year, report.figures_until)
            if _value(first.told) == _value(then.text) and found is not None and found.known:
                return first.name
        sure = now if now is not None and now.state is FigureState.DIFFERING else None
        return sure.offers[0].name if sure is not None and sure.offers else ""


def _is_aimed(item: FigureItem, text: str) -> bool:
    return bool(_TARGET_BEFORE.search(text[: item.start]) or _TARGET_BEHIND.match(text[item.end :]))


def _as_draft(report: Report) -> Report:
    """So that numbers of a signed report are looked up in the ledgers too."""
    return replace(report, stage=ReportStage.DRAFT)


def _digits(item: FigureItem) -> tuple[int, int]:
    """Where the digits of a number stand, its unit left out."""
    found = re.search(
        r"[\d０-９][\d０-９.,．，]*(?:万|亿)?(?:余|多)?[%％]?|[〇零一二三四五六七八九十百千万亿两]+(?:余|多)?",
        item.text,
    )
    if found is None:
        return item.start, item.end
    return item.start + found.start(), item.start + found.end()


def _value(text: str) -> str:
    found = re.search(r"\d+(?:\.\d+)?", text.replace(",", "").replace("，", ""))
    return found[0] if found else ""


def _shifted(place: OldPlace, by: int) -> OldPlace:
    return replace(place, start=place.start + by, end=place.end + by)


def _made_line(line: str, places: Sequence[OldPlace], left: Collection[int]) -> _MadeLine:
    """A line with the proposals carried out; what is left or cannot be moved is marked."""
    parts: list[str] = []
    marks: list[Mark] = []
    position = length = 0
    for number, place in enumerate(places):
        parts.append(line[position : place.start])
        length += place.start - position
        text = place.old if place.new is None or number in left else place.new
        if text == place.old:
            marks.append(Mark(length, length + len(text), place.kind))
        parts.append(text)
        length += len(text)
        position = place.end
    return _MadeLine("".join((*parts, line[position:])), tuple(marks))


def _taken_over(line: _MadeLine, origin: str, source: str) -> Iterator[TakenOver]:
    """The sentences of a line with those they came from; none is added or lost on the way."""
    made, stood = list(sentences_of(line.text)), list(sentences_of(origin))
    for place, one in enumerate(made):
        was = stood[place].text if len(stood) == len(made) else origin
        marks = tuple(
            Mark(max(m.start, one.start) - one.start, min(m.end, one.end) - one.start, m.kind)
            for m in line.marks
            if m.start < one.end and one.start < m.end
        )
        yield TakenOver(one.text, was, source, marks)


def _told(done: Sequence[OldPlace], marked: int) -> str:
    """What was done, for the reader."""
    gaps = sum(place.new == BLANK for place in done)
    bound = sum(place.kind is PlaceKind.FIGURE for place in done) - sum(
        place.kind is PlaceKind.FIGURE and place.new == BLANK for place in done
    )
    counts = [(sum(place.kind is kind for place in done), words) for kind, words in _TOLD.items()]
    counts[1:1] = [(bound, "个数连到今年的台账"), (gaps, "处留空待补")]
    counts.append((marked, "处标出来等核对"))
    return "，".join(f"{count}{words}" for count, words in counts if count) or "没有要换的年份和数字"
