"""What is of another year or another office in a paragraph: years, days, numbers, names, meetings, plans.

Each place is found with what could stand there instead; where nobody can say, it is only found, and stays
marked in the text. Nothing with a digit in it is passed over, names such as 12·4 excepted.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from fzapp.domain.report import BLANK
from fzapp.text.bare_numerals import bare_numerals
from fzapp.text.quantities import find_quantities

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fzapp.checks.knowledge import Knowledge, Meeting
    from fzapp.domain.unit import UnitProfile
    from fzapp.services.report_origin import Origin
    from fzapp.text.quantities import QuantityLexicon

_DAY = re.compile(r"(?<![\d—\-－~～至])((?:19|20)\d{2})年(\d{1,2}月(?:\d{1,2}日)?)")
_YEAR = re.compile(r"(?<![\d〔\[—\-－~～至])((?:19|20)\d{2})(?=年)(?!年?[—\-－~～至]\d)")
_RANGE = re.compile(r"(?:19|20)\d{2}年?[—\-－–―~～至]{1,2}((?:19|20)\d{2})年?")
_LAW = re.compile(r"施行|修订|修正|《[^》]*(?:法|条例|规定|办法)》")
_CLAUSE = re.compile(r"[^，。；！？]+|[，。；！？]+")
_PLENUM = re.compile(r"[一二三四五六七八九十]{1,3}届[一二三四五六七八九十]{1,2}中全会")
_PERIOD = re.compile(
    r"“?((?:十[一二三四五六七八九]|[四五六七八九])五)”?(?=普法|规划|时期|期间|开局|收官|末)|“(十?[一二三四五六七八九]五)”"
)
_FAMILIES = ("中全会", "代表大会", "大")
"""Of meetings of one family the newest stands for all of them."""


class PlaceKind(StrEnum):
    """What is old; the values are stored."""

    YEAR = "year"
    DAY = "day"
    FIGURE = "figure"
    NAME = "name"
    MEETING = "meeting"
    PERIOD = "period"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _LABELS[self]


_LABELS = {
    PlaceKind.YEAR: "年份",
    PlaceKind.DAY: "日期",
    PlaceKind.FIGURE: "数字",
    PlaceKind.NAME: "名称",
    PlaceKind.MEETING: "会议",
    PlaceKind.PERIOD: "规划时段",
}


@dataclass(frozen=True, slots=True)
class OldPlace:
    """A stretch of one line as read; `new` is what may stand there, None when nobody can say.

    `said` is `new` as it is read, where that is a token.
    """

    start: int
    end: int
    kind: PlaceKind
    old: str
    new: str | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """From which year and office a paragraph comes, and for which it is made ready."""

    then: int
    now: int
    origin: Origin
    unit: UnitProfile


class PlaceFinder:
    """Looks lines through. `words` is resources/rules/reuse.toml."""

    def __init__(self, words: bytes, lexicon: QuantityLexicon, knowledge: Knowledge) -> None:
        raw = tomllib.loads(words.decode("utf-8"))
        self._levels: list[dict[str, Any]] = raw["level"]
        self._above: list[dict[str, Any]] = raw["above"]
        self._place = re.compile(raw["place"])
        self._common: tuple[str, ...] = tuple(raw["common"])
        self._person = re.compile(raw["person"])
        self._persons_not: tuple[str, ...] = tuple(raw["persons_not"])
        self._lexicon = lexicon
        self._knowledge = knowledge

    def found(self, line: str, figures: Iterable[OldPlace], passage: Passage) -> tuple[OldPlace, ...]:
        """The old places of a line in order, without overlaps; `figures` are its numbers, found elsewhere."""
        names = () if passage.origin.is_own else self._names(line, passage)
        known = [*figures, *_moved(line, passage), *names]
        known += [*self._meetings(line, passage.now), *self._periods(line, passage.now)]
        taken = _without_overlaps(known)
        running = [place.span() for place in _RANGE.finditer(line) if int(place[1]) >= passage.now]
        rest = [place for place in self._numerals(line) if not _touches(place, running)]
        rest += self._other_names(line, passage)
        return _without_overlaps([*taken, *rest])

    # --- names ----------------------------------------------------------------------------------

    def _names(self, line: str, passage: Passage) -> Iterator[OldPlace]:
        """The other office and who is above it, and what everybody is called at its level."""
        origin, unit = passage.origin, passage.unit
        pairs = [(origin.full, unit.full_name), (origin.short, unit.short_name)]
        county = _county(origin.superior)
        pairs += [(origin.superior if county else "", unit.superior), (county, _county(unit.superior))]
        for level in self._levels:
            if (level["from"], level["to"]) == (origin.level, unit.level):
                pairs += level["words"]
        for above in self._above:
            if (above["from"], above["to"]) == (_rank(origin.superior), _rank(unit.superior)):
                pairs += above["words"]
        for old, new in pairs:
            if old and new and old != new:
                yield from (
                    OldPlace(found.start(), found.end(), PlaceKind.NAME, old, new)
                    for found in re.finditer(re.escape(old), line)
                )

    def _other_names(self, line: str, passage: Passage) -> Iterator[OldPlace]:
        """Names that only a person can replace: places and people of the other office, own leaders who left."""
        origin, unit = passage.origin, passage.unit
        for leader in unit.leaders:
            holds = any(one.name == leader.name and one.held_in(passage.now) for one in unit.leaders)
            if not holds:
                yield from _each(leader.name, line)
        if origin.is_own:
            return
        yield from _each(origin.stem if len(origin.stem) > 1 else "", line)
        own = {unit.short_name, unit.superior, _county(unit.superior), *unit.villages}
        for start in range(len(line)):
            found = self._place.match(line, start)
            if found and self._is_place(found[0]) and not any(found[0] in name for name in own if name):
                yield OldPlace(found.start(), found.end(), PlaceKind.NAME, found[0])
        for person in self._person.finditer(line):
            if not any(word in person[0] for word in self._persons_not):
                yield OldPlace(person.start(), person.end(), PlaceKind.NAME, person[0])

    def _is_place(self, name: str) -> bool:
        stem = re.sub(r"(?:村委会|居委会|社区|街道|[村镇乡县区市])$", "", name)
        return len(stem) >= 2 and not any(word in stem for word in self._common)

    # --- meetings and plans -----------------------------------------------------------------------

    def _meetings(self, line: str, now: int) -> Iterator[OldPlace]:
        """Meetings after which there was another one of their kind, and those that are over for a year."""
        known: set[str] = set()
        for meeting in self._knowledge.meetings:
            known.update(meeting.words)
            if self._is_over(meeting, now):
                for word in meeting.words:
                    yield from _each(word, line, PlaceKind.MEETING)
        for found in _PLENUM.finditer(line):
            if found[0] not in known:
                yield OldPlace(found.start(), found.end(), PlaceKind.MEETING, found[0])

    def _is_over(self, meeting: Meeting, now: int) -> bool:
        family = _family(meeting)
        if not family:
            return meeting.held.year < now
        return any(
            _family(other) == family and meeting.held < other.held and other.held.year <= now
            for other in self._knowledge.meetings
        )

    def _periods(self, line: str, now: int) -> Iterator[OldPlace]:
        """五年规划 and 普法规划 that have ended, by name or by their years."""
        last = {period.name: period.last for period in self._knowledge.periods}
        for found in _PERIOD.finditer(line):
            name = found[1] or found[2]
            if last.get(name, 0) < now:
                yield OldPlace(found.start(), found.end(), PlaceKind.PERIOD, found[0])
        for found in _RANGE.finditer(line):
            if int(found[1]) < now:
                yield OldPlace(found.start(), found.end(), PlaceKind.PERIOD, found[0])

    # --- whatever else has a number ---------------------------------------------------------------

    def _numerals(self, line: str) -> Iterator[OldPlace]:
        for found in find_quantities(line, self._lexicon):
            kind = PlaceKind.DAY if found.kind == "date" else PlaceKind.FIGURE
            kind = PlaceKind.YEAR if found.kind in ("year", "document-number") else kind
            yield OldPlace(found.start, found.end, kind, found.text)
        for start, end in bare_numerals(line, self._lexicon):
            yield OldPlace(start, end, PlaceKind.FIGURE, line[start:end])


def _moved(line: str, passage: Passage) -> Iterator[OldPlace]:
    """The year reported on and its neighbours move on; the day behind a year gives way to a gap.

    Ranges (2021—2025年), document numbers and the dates of laws are not moved.
    """
    shift = passage.now - passage.then
    for clause in _CLAUSE.finditer(line):
        if _LAW.search(clause[0]):
            continue
        for found in _DAY.finditer(clause[0]):
            start, end = clause.start() + found.start(2), clause.start() + found.end(2)
            yield OldPlace(start, end, PlaceKind.DAY, found[2], BLANK)
        for found in _YEAR.finditer(clause[0]):
            if abs(int(found[1]) - passage.then) <= 1:
                start = clause.start() + found.start()
                new = str(int(found[1]) + shift)
                yield OldPlace(start, start + 4, PlaceKind.YEAR, found[1], new)


def _county(superior: str) -> str:
    """云溪县 of 云溪县人民政府; "" for a name that says no place (区人民政府)."""
    county = re.sub(r"(?:人民政府|司法局|委员会|党委|委|局)$", "", superior)
    return county if len(county) > 2 else ""


def _rank(superior: str) -> str:
    """县, 区 or 市 of who is above; "" when that is not said."""
    found = re.search(r"([县区市])(?:人民政府|司法局|委)", superior)
    return found[1] if found else ""


def _family(meeting: Meeting) -> str:
    return next((end for end in _FAMILIES if any(word.endswith(end) for word in meeting.words)), "")


def _each(word: str, line: str, kind: PlaceKind = PlaceKind.NAME) -> Iterator[OldPlace]:
    for found in re.finditer(re.escape(word), line) if word else ():
        yield OldPlace(*found.span(), kind, word)


def _touches(place: OldPlace, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < place.end and place.start < end for start, end in spans)


def _without_overlaps(places: Iterable[OldPlace]) -> tuple[OldPlace, ...]:
    """In order of the text; of two that overlap the one that was found first stays, and the rest of the other."""
    kept: list[OldPlace] = []
    for place in places:
        kept += _rests(place, kept)
    return tuple(sorted(kept, key=lambda one: one.start))


def _rests(place: OldPlace, kept: list[OldPlace]) -> Iterator[OldPlace]:
    inside = sorted((one.start, one.end) for one in kept if one.start < place.end and place.start < one.end)
    if not inside:
        yield place
        return
    position = place.start
    for start, end in (*inside, (place.end, place.end)):
        text = place.old[position - place.start : start - place.start]
        if start > position and re.search(r"[\d０-９]", text):
            yield OldPlace(position, start, place.kind, text)
        position = max(position, end)
