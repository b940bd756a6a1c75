"""What last year's report promised and admitted, and where this year's report answers it.

Problems (不足) and plans (下一步) are taken item by item; an item is answered when the achievements of
this year take up its rarer words, partly answered when the target was missed or the problem is still
named, unanswered otherwise (PRODUCT J8).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from fzapp.text.segment import words
from fzapp.text.sentences import Sentence, sentences_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.document import Heading, RecognisedReport

PROBLEM_WORDS = ("不足", "问题", "短板", "困难", "差距")
PLAN_WORDS = ("安排", "打算", "计划", "下一步", "下步", "思路", "举措及安排")

_ENUMERATOR = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}是(?=[^否])|第[一二三四五六七八九十]{1,3}，|(?:其|首)[一二三先次]，)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d{2}年?")
_CLAUSE = re.compile(r"[^，、；。：]+")
_LEAST_ITEM = 6
_ENOUGH = 0.5
_STILL = 0.55
_LEAST_TOLD = 3.0
"""How much a shared wording must tell, in nats: two words that stand in one sentence of the report each."""


class Part(StrEnum):
    """The part of a report that a sentence stands in."""

    DONE = "done"
    PROBLEM = "problem"
    PLAN = "plan"


class Status(StrEnum):
    """Whether an item of last year was taken up."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Item:
    """A problem or plan of last year: `order` is its place among its kind, from 0."""

    part: Part
    order: int
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an item; `lines` are 1-based lines of this year's report, best first."""

    item: Item
    status: Status
    lines: tuple[int, ...]


def items_of(report: RecognisedReport) -> tuple[Item, ...]:
    """The problems and plans of a report, one for each enumerated point, else one a sentence."""
    found: list[Item] = []
    counts: Counter[Part] = Counter()
    for number, line, part in _parts(report):
        if part is Part.DONE:
            continue
        for text in _points(line):
            found.append(Item(part, counts[part], number, text))
            counts[part] += 1
    return tuple(found)


def follow_up(last: RecognisedReport, this: RecognisedReport) -> tuple[Answer, ...]:
    """Look for each item of last year in this year's report."""
    items = items_of(last)
    search = _Search(this)
    plans = {item.order: item for item in items if item.part is Part.PLAN}
    return tuple(_answer(item, plans.get(item.order), search) for item in items)


def _answer(item: Item, twin: Item | None, search: _Search) -> Answer:
    """An item's own words decide; a problem may also be answered where the plan of its number is."""
    asked = [item.text] if item.part is Part.PLAN or twin is None else [item.text, twin.text]
    done = next((found for text in asked if (found := search.best(text, Part.DONE, _ENOUGH))), ())
    if not done:
        return Answer(item, Status.UNANSWERED, ())
    still = search.best(item.text, Part.PROBLEM, _STILL) if item.part is Part.PROBLEM else ()
    plan = asked[-1]
    missed = (item.part is Part.PLAN or twin is not None) and any(_missed(plan, s.text) for s in done[:1])
    status = Status.PARTIAL if missed or still else Status.ANSWERED
    return Answer(item, status, tuple(dict.fromkeys(s.line for s in (*done, *still))))


def _missed(plan: str, done: str) -> bool:
    """Whether the number planned for a thing is greater than the number done of the same thing."""
    for found in _NUMBER.finditer(_YEAR.sub("", plan)):
        text = _YEAR.sub("", plan)
        unit = text[found.end() : found.end() + 1]
        reached = [Decimal(m[0]) for m in _NUMBER.finditer(done) if done[m.end() : m.end() + 1] == unit]
        if reached and max(reached) < Decimal(found[0]):
            return True
    return False


class _Search:
    """Sentences of a report by part, and how telling each word is in it."""

    def __init__(self, report: RecognisedReport) -> None:
        self._by_part: dict[Part, list[tuple[Sentence, frozenset[str]]]] = {part: [] for part in Part}
        self._frequency: Counter[str] = Counter()
        self._count = 0
        for number, line, part in _parts(report):
            for sentence in sentences_of(line, number):
                found = _words(sentence.text)
                self._by_part[part].append((sentence, found))
                self._frequency.update(found)
                self._count += 1

    def best(self, text: str, part: Part, least: float) -> tuple[Sentence, ...]:
        """The sentences of a part that take up a clause of `text`, best first, at most three."""
        clauses = [found for clause in _CLAUSE.findall(text) if (found := _words(clause))]
        scored: list[tuple[float, int, Sentence]] = []
        for place, (sentence, found) in enumerate(self._by_part[part]):
            share = max((self._share(clause, found) for clause in clauses), default=0.0)
            if share >= least:
                scored.append((-share, place, sentence))
        return tuple(sentence for _, _, sentence in sorted(scored)[:3])

    def _share(self, wanted: frozenset[str], found: frozenset[str]) -> float:
        """The part of what `wanted` tells that `found` tells too; 0 when it is too little to go by."""
        shared = sum(self._told(word) for word in wanted & found)
        return shared / sum(self._told(word) for word in wanted) if shared >= _LEAST_TOLD else 0.0

    def _told(self, word: str) -> float:
        return math.log((self._count + 1) / (self._frequency[word] + 1))


def _parts(report: RecognisedReport) -> list[tuple[int, str, Part]]:
    """Body lines as (number, text, part); the part follows the nearest heading of level 1, else 2."""
    starts = {heading.line: heading for heading in report.headings if heading.level == _top(report.headings)}
    dropped = {line.line for line in report.dropped}
    part = Part.DONE
    rows: list[tuple[int, str, Part]] = []
    for number, line in enumerate(report.lines, 1):
        heading = starts.get(number)
        if heading is not None:
            part = _part_of(heading.text)
        if number not in dropped and line.strip() and (heading is None or heading.inline_body):
            rows.append((number, line, part))
    return rows


def _top(headings: Sequence[Heading]) -> int:
    return min((heading.level for heading in headings), default=1)


def _part_of(heading: str) -> Part:
    if any(word in heading for word in PROBLEM_WORDS) and "解决" not in heading:
        return Part.PROBLEM
    return Part.PLAN if any(word in heading for word in PLAN_WORDS) else Part.DONE


def _points(line: str) -> list[str]:
    """The enumerated points of a paragraph, or its sentences when there is no enumeration."""
    marks = [found.start() for found in _ENUMERATOR.finditer(line)]
    if marks:
        ends = [*marks[1:], len(line)]
        pieces = [line[start:end] for start, end in zip(marks, ends, strict=True)]
        texts = [_ENUMERATOR.sub("", piece, count=1).strip(" 　。；") for piece in pieces]
    else:
        texts = [sentence.text.rstrip("。；") for sentence in sentences_of(line)]
    return [text for text in texts if len(text) >= _LEAST_ITEM]


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in words(text) if len(word) > 1 and not word[0].isdigit())
