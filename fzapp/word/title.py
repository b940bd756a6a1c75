"""Breaking a title by sense: whole words, balanced lines, trapezium or rhombus (GB/T 9704-2012, 7.3.1)."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from fzapp.infra import paths
from fzapp.text import segment
from fzapp.word.measure import ems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_LINES = 4
"""More lines than these are no title; a longer one is filled line by line."""

_COMFORTABLE = 18.0
_AT_EASE_ALONE = 16.0
_BAD_SHAPE = 40.0
_TOO_WIDE = 1000.0
_CLEAR_STEP = 1.5
_LONG_BRACKET = 12.0
_DIGIT_SLACK = 0.1
"""In some faces a digit is a little wider than half a character."""
_OPENING, _CLOSING = "《“‘（〔【「『(", "》”’）〕】」』)"
_NAME_FOLLOWS = ("关于", "印发", *_OPENING)
_NAME = "[\u4e00-\u9fffX×A-Z○]"
_NUMBER = r"[0-9０-９]+(?:[.．][0-9]+)?(?:[—\-~～至、][0-9０-９]+)*"


@dataclass(frozen=True, slots=True)
class _Words:
    """The lists of resources/word/title_words.toml, ready for use."""

    known: frozenset[str]
    longest: int
    whole: tuple[str, ...]
    not_at_end: tuple[str, ...]
    not_at_start: tuple[str, ...]
    times: tuple[str, ...]
    verbs: tuple[str, ...]
    organ: re.Pattern[str]
    place: re.Pattern[str]
    number: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the title that is not parted: `end` is its offset; `name` is a body's or a place's name."""

    start: int
    end: int
    known: bool = True
    name: bool = False


def break_title(title: str, capacity: float) -> tuple[str, ...]:
    """The lines of `title`, each at most `capacity` characters wide where its words allow that.

    Line breaks that the writer has set are kept. One line when it fits comfortably; else two to four
    that part no word, name, book title or number with its unit, and no line begins with 的.
    """
    text = title.strip()
    if "\n" in text:
        return tuple(line.strip() for line in text.split("\n") if line.strip())
    if ems(text) <= min(_AT_EASE_ALONE, capacity):
        return (text,)
    least = math.ceil(ems(text) / capacity)
    if least > MOST_LINES:
        return _filled(text, capacity)
    breaks = _best(text, capacity, _costs(text), least)
    return tuple(line.strip() for line in _parts(text, breaks))


def _best(text: str, capacity: float, costs: dict[int, float], least: int) -> tuple[int, ...]:
    """The breaks of the cheapest arrangement."""
    choices = [
        (_total(text, breaks, capacity, costs) + 4.0 * (len(breaks) + 1 - least), breaks)
        for lines in range(1, MOST_LINES + 1)
        for breaks in combinations(sorted(costs), lines - 1)
    ]
    return min(choices)[1]


def _total(text: str, breaks: Sequence[int], capacity: float, costs: dict[int, float]) -> float:
    lines = [line.strip() for line in _parts(text, breaks)]
    widths = [ems(line) for line in lines]
    room = [
        width + _DIGIT_SLACK * sum(map(str.isdigit, line)) for width, line in zip(widths, lines, strict=True)
    ]
    return sum(costs[at] for at in breaks) + _width_cost(room, capacity) + _shape_cost(widths)


def _width_cost(widths: Sequence[float], capacity: float) -> float:
    over = sum(_TOO_WIDE + width for width in widths if width > capacity)
    return over + sum(2.0 * (width - _COMFORTABLE) for width in widths if width > _COMFORTABLE)


def _shape_cost(widths: Sequence[float]) -> float:
    """What the outline costs: a rectangle, an hourglass and a stub are wrong, a slope is right."""
    if len(widths) == 1:
        return 0.0
    shortest, longest = min(widths), max(widths)
    rises = [below > above for above, below in pairwise(widths)]
    hourglass = any(later and not earlier for earlier, later in pairwise(rises))
    wrong = [shortest < max(4.0, 0.32 * longest), longest - shortest < 1.0, hourglass]
    ratio = shortest / longest
    nearly_equal = 4.0 if longest - shortest < _CLEAR_STEP else 0.0
    return _BAD_SHAPE * sum(wrong) + 6.0 * max(0.0, 0.5 - ratio) + nearly_equal


def _parts(text: str, breaks: Sequence[int]) -> list[str]:
    return [text[start:end] for start, end in pairwise((0, *breaks, len(text)))]


def _filled(text: str, capacity: float) -> tuple[str, ...]:
    """Lines filled one after the other, for a title too long for any shape."""
    lines: list[str] = []
    start, last = 0, 0
    for at in (*sorted(_costs(text)), len(text)):
        if last > start and ems(text[start:at]) > capacity:
            lines.append(text[start:last].strip())
            start = last
        last = at
    return (*lines, text[start:].strip())


# --- where a title may be parted, and what that costs ---------------------------------------------


def _costs(text: str) -> dict[int, float]:
    """The offsets at which `text` may be parted, each with what parting it there costs."""
    words = _words()
    pieces = list(_pieces(text, words))
    ends = {piece.end for piece in pieces}
    if not all(piece.known for piece in pieces):
        inside = {at for piece in pieces if piece.known for at in range(piece.start + 1, piece.end)}
        ends = (segment.boundaries(text) | {piece.end for piece in pieces if piece.name}) - inside
    names = {piece.end for piece in pieces if piece.name}
    allowed = (at for at in sorted(ends) if 0 < at < len(text) and _may_part(text, at, words))
    return {at: _cost(text, at, words, names) for at in allowed}


def _may_part(text: str, at: int, words: _Words) -> bool:
    before, after = text[:at].rstrip(), text[at:].lstrip()
    return not (
        after.startswith(words.not_at_start)
        or after[0] in _CLOSING + "，、。；：？！—…·"
        or before[-1] in _OPENING + "—·"
    )


def _cost(text: str, at: int, words: _Words, names: set[int]) -> float:
    """What a break costs: little before 关于 and behind a name, much inside a set compound or a book title."""
    before, after = text[:at].rstrip(), text[at:].lstrip()
    costs = (
        (-6.0, after.startswith("关于")),
        (-3.0, at in names),
        (-1.0, before.endswith(words.times)),
        (10.0, before.endswith(words.not_at_end)),
        (5.0, before.endswith(words.verbs)),
        (3.0, after.startswith(words.times)),
        (10.0, any(_inside(text, at, phrase) for phrase in words.whole)),
    )
    return 2.0 + sum(cost for cost, applies in costs if applies) + _bracket_cost(text, at)


def _bracket_cost(text: str, at: int) -> float:
    """What parting a bracket or a book title costs; a long one may have to be parted."""
    for opening, closing in zip(_OPENING, _CLOSING, strict=True):
        start = text.rfind(opening, 0, at)
        end = text.find(closing, start) if start >= 0 else -1
        if end >= at:
            return 15.0 if ems(text[start:end]) > _LONG_BRACKET else 45.0
    return 0.0


def _inside(text: str, at: int, phrase: str) -> bool:
    """Whether `at` lies strictly inside an occurrence of `phrase`."""
    start = max(0, at - len(phrase) + 1)
    found = text.find(phrase, start, at + len(phrase) - 1)
    return found >= 0 and found < at


def _pieces(text: str, words: _Words) -> Iterator[_Piece]:
    """The pieces of `text`: names, numbers with their unit, known words, marks, unknown characters."""
    at, name_may_begin = 0, True
    while at < len(text):
        piece = _piece_at(text, at, words, name_may_begin=name_may_begin)
        yield piece
        name_may_begin = piece.name or text[at : piece.end] in _NAME_FOLLOWS
        at = piece.end


def _piece_at(text: str, at: int, words: _Words, *, name_may_begin: bool) -> _Piece:
    if name_may_begin and (end := _name_end(text, at, words)):
        return _Piece(at, end, name=True)
    if number := words.number.match(text, at):
        return _Piece(at, number.end())
    for length in range(min(words.longest, len(text) - at), 0, -1):
        if text[at : at + length] in words.known:
            return _Piece(at, at + length)
    return _Piece(at, at + 1, known=not text[at].isalpha())


def _name_end(text: str, at: int, words: _Words) -> int:
    """Where the name of a body or a place that begins at `at` ends; 0 when none begins there."""
    if organ := words.organ.match(text, at):
        return organ.end()
    place = words.place.match(text, at)
    # 法治示范乡 is no place: its beginning is made of words.
    return place.end() if place and words.known.isdisjoint(_pairs(place["stem"])) else 0


def _pairs(stem: str) -> Iterator[str]:
    return (stem[at : at + 2] for at in range(len(stem) - 1))


@cache
def _words() -> _Words:
    data = tomllib.loads((paths.resources() / "word" / "title_words.toml").read_text(encoding="utf-8"))

    def any_of(key: str) -> str:
        return "|".join(map(re.escape, sorted(data[key], key=len, reverse=True)))

    known = frozenset(data["words"]) | frozenset(data["whole"])
    return _Words(
        known=known,
        longest=max(map(len, known)),
        whole=tuple(data["whole"]),
        not_at_end=tuple(data["not_at_end"]),
        not_at_start=tuple(data["not_at_start"]),
        times=tuple(data["times"]),
        verbs=tuple(data["verbs"]),
        organ=re.compile(rf"(?:(?!关于|的){_NAME}){{0,14}}?(?:{any_of('organ_endings')})"),
        place=re.compile(rf"(?P<stem>{_NAME}{{1,5}}?)(?:{any_of('place_endings')})(?![级域村])"),
        number=re.compile(rf"(?:第)?{_NUMBER}(?:{any_of('units')})?"),
    )
