"""引用往年 as a transformation: years moved on, figures bound to this year's ledgers or left as gaps, own names.

Every sentence that came in is remembered with its origin, and counts as reused until somebody edits or
accepts it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.body import FigurePiece, figure_token, parse_body
from fzapp.services.figure_report import FigureState, number_span, replaced_in_body
from fzapp.services.figure_text import BLANK
from fzapp.storage import reports, tables
from fzapp.storage import section_help as stored
from fzapp.storage.changes import Op
from fzapp.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.report import Report, Section
    from fzapp.domain.unit import UnitProfile
    from fzapp.services.context import Services
    from fzapp.services.figure_report import FigureItem
    from fzapp.services.figure_text import FigureReader
    from fzapp.storage.section_help import ReusedSentence

_DAY = re.compile(r"(?<![\d—\-－~～至])((?:19|20)\d{2})年(\d{1,2}月(?:\d{1,2}日)?)")
_YEAR = re.compile(r"(?<![\d〔\[—\-－~～至])((?:19|20)\d{2})(?=年)(?!年?[—\-－~～至]\d)")
_TARGET_BEFORE = re.compile(r"(?:不少于|不低于|不超过|控制在|保持在|力争|达到)$")
_TARGET_BEHIND = re.compile(r"以上|以内|以下")
"""Beside a number that somebody wants to reach: no ledger has it."""

_FITS = 4.0
"""The least score (see `FigureItem`) of a figure that a number of last year is taken for."""

_LAW = re.compile(r"施行|修订|修正|《[^》]*(?:法|条例|规定|办法)》")
_CLAUSE = re.compile(r"[^，。；！？]+|[，。；！？]+")


@dataclass(frozen=True, slots=True)
class Transformed:
    """A text made ready for another year: `body` with tokens, and what was done to how many places.

    `sentences` are pairs (as put in, as it stood). A gap stands where no ledger knows the number.
    """

    body: str
    sentences: tuple[tuple[str, str], ...]
    years: int
    bound: int
    gaps: int
    names: int

    @property
    def told(self) -> str:
        """What was done, for the reader."""
        counts = (
            (self.years, "处年份换成今年"),
            (self.bound, "个数连到今年的台账"),
            (self.gaps, "处留空待补"),
            (self.names, "处名称换成本单位"),
        )
        return "，".join(f"{count}{words}" for count, words in counts if count) or "没有要换的年份和数字"


class ReuseService:
    """Makes last year's words ready for this year's report."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._archive = services.archive

    def transform(self, section: Section, past: Section, chosen: str = "") -> Transformed:
        """The text of `past` (or the piece `chosen` of it as read) made ready for `section`."""
        report = reports.get(self._archive, section.report_id)
        earlier = reports.get(self._archive, past.report_id)
        source = chosen or reports.get_section(self._archive, past.id).body
        lines = [_Line(self._services, report, earlier, section, line) for line in source.split("\n")]
        names = [_with_own_names(line.body, earlier, self._services.reports.unit()) for line in lines]
        moved = [_with_years(body, earlier.year, report.year) for body, _ in names]
        body = "\n".join(text for text, _ in moved)
        reader = self._services.figures.reader(earlier)
        origins = [reader.rendered(line) for line in source.split("\n")]
        return Transformed(
            body=body,
            sentences=_paired([text for text, _ in moved], origins),
            years=sum(count for _, count in moved),
            bound=sum(line.bound for line in lines),
            gaps=body.count(BLANK) - source.count(BLANK),
            names=sum(count for _, count in names),
        )

    def note(self, section: Section, past: Section, made: Transformed) -> None:
        """Remember where the sentences of a text that was put in come from."""
        year = reports.get(self._archive, past.report_id).year
        with self._archive.transact(Op.QUOTE_PAST) as transaction:
            for words, origin in made.sentences:
                transaction.write.insert(
                    tables.REUSED_SENTENCE,
                    section_id=section.id,
                    words=words,
                    origin=origin,
                    year=year,
                    heading=past.heading,
                    source_id=past.id,
                    taken_at=self._archive.now(),
                )

    def still_reused(self, section_id: int, body: str) -> tuple[ReusedSentence, ...]:
        """The sentences that stand in `body` as they were put in, in its order."""
        if section_id <= 0:
            return ()
        known = [one for one in stored.reused(self._archive, section_id) if one.words in body and one.words]
        first = {one.words: one for one in known}
        return tuple(sorted(first.values(), key=lambda one: body.index(one.words)))

    def accept(self, sentences_: Sequence[ReusedSentence]) -> None:
        """Somebody has read these and they may stay; where they come from stays known."""
        with self._archive.transact(Op.QUOTE_PAST) as transaction:
            for one in sentences_:
                for same in stored.reused(self._archive, one.section_id):
                    if same.words == one.words:
                        transaction.write.update(tables.REUSED_SENTENCE, same.id, words="")


class _Line:
    """One paragraph of an earlier year with its numbers bound or left open."""

    def __init__(
        self, services: Services, report: Report, earlier: Report, section: Section, line: str
    ) -> None:
        self.body = line
        self.bound = 0
        reader = services.figures.reader(earlier)
        then = services.review.of_section(_as_draft(earlier), section, line)
        now = {
            (item.start, item.end): item
            for item in services.review.of_section(report, section, reader.rendered(line))
        }
        text = reader.rendered(line)
        for item in reversed([one for one in then if not one.name]):
            aimed = _TARGET_BEFORE.search(text[: item.start]) or _TARGET_BEHIND.match(text[item.end :])
            name = "" if aimed else _name_for(item, now.get((item.start, item.end)), services, report)
            self._replace(item, name, reader, services, earlier)
        self._renew_tokens(services, report)

    def _replace(
        self, item: FigureItem, name: str, reader: FigureReader, services: Services, earlier: Report
    ) -> None:
        figure = services.figures.find(name, earlier.year) if name else None
        if figure is not None:
            start, end = number_span(item, figure)
            self.bound += 1
        else:
            start, end = _digits(item)
        other = figure_token(name) if figure is not None else BLANK
        self.body = replaced_in_body(self.body, start, end, other, reader)

    def _renew_tokens(self, services: Services, report: Report) -> None:
        """Tokens stay; one of a ledger that nobody keeps this year reads as a gap by itself."""
        for piece in parse_body(self.body):
            if isinstance(piece, FigurePiece):
                found = services.figures.value(piece.name, report.year)
                if found is None:
                    self.body = self.body.replace(piece.source, BLANK)


def _as_draft(report: Report) -> Report:
    """So that numbers of a signed report are looked up in the ledgers too."""
    from dataclasses import replace  # noqa: PLC0415

    from fzapp.domain.report import ReportStage  # noqa: PLC0415

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


def _name_for(then: FigureItem, now: FigureItem | None, services: Services, report: Report) -> str:
    """The figure a number of last year meant: the one that had its value then, or that it surely names.

    That the value is the same is not enough: a small number is many things. Words and unit must fit too.
    """
    first = then.offers[0] if then.offers else None
    if first is not None and then.score >= _FITS and first.unit in then.text:
        found = services.figures.value(first.name, report.year)
        if _value(first.told) == _value(then.text) and found is not None and found.known:
            return first.name
    sure = now if now is not None and now.state is FigureState.DIFFERING else None
    return sure.offers[0].name if sure is not None and sure.offers else ""


def _value(text: str) -> str:
    found = re.search(r"\d+(?:\.\d+)?", text.replace(",", "").replace("，", ""))
    return found[0] if found else ""


def _with_years(body: str, then: int, now: int) -> tuple[str, int]:
    """The year reported on and its neighbours moved on; days become gaps.

    Tokens, ranges (2021—2025年), document numbers and the dates of laws stay as they are.
    """
    parts: list[str] = []
    count = 0
    for piece in parse_body(body):
        if isinstance(piece, FigurePiece):
            parts.append(piece.source)
            continue
        text, moved = _moved(piece.text, then, now)
        parts.append(text)
        count += moved
    return "".join(parts), count


def _moved(text: str, then: int, now: int) -> tuple[str, int]:
    count = 0

    def year(found: re.Match[str]) -> str:
        nonlocal count
        if abs(int(found[1]) - then) > 1:
            return found[0]
        count += 1
        return str(int(found[1]) + now - then)

    parts: list[str] = []
    for clause in _CLAUSE.findall(text):
        if not _LAW.search(clause):
            clause = _YEAR.sub(year, _DAY.sub(rf"\1年{BLANK}", clause))
        parts.append(clause)
    return "".join(parts), count


def _with_own_names(body: str, earlier: Report, unit: UnitProfile) -> tuple[str, int]:
    """Names of the office that signed the earlier report, where it was another one, become the own ones."""
    signed = earlier.content.signature.split("\n", 1)[0].strip()
    if not signed or not unit.full_name or signed == unit.full_name:
        return body, 0
    short = re.sub(r"(人民政府|办事处|委员会)$", "", signed)
    count = 0
    for old, new in ((signed, unit.full_name), (short, unit.short_name)):
        if old and new and old != new:
            count += body.count(old)
            body = body.replace(old, new)
    return body, count


def _paired(lines: Sequence[str], origins: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Sentences as put in with the sentences they came from; none is added or lost on the way."""
    pairs: list[tuple[str, str]] = []
    for line, origin in zip(lines, origins, strict=True):
        made, stood = sentences([line]), sentences([origin])
        for place, one in enumerate(made):
            was = stood[place].text if len(stood) == len(made) else origin
            pairs.append((one.text, was))
    return tuple(pairs)
