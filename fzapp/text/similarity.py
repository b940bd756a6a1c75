"""How near two texts are, sentence by sentence: what was copied, and what was changed in the copy.

Nearness is the share of four-character pieces in common, counted over the shorter text; an index of
pieces keeps the work linear in the length of both texts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fzapp.text.sentences import Sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

PIECE = 4
"""Characters in a piece; on copied and independent reports four separates best."""

NEAR = 0.5
"""Share of pieces from which two sentences count as the same one, changed."""

COMMON = 60
"""A piece found in more sentences than this is a set phrase and tells nothing."""

LEAST_COPIED = 30
"""Characters from which identical text counts as copied (shorter runs are set phrases)."""

_YEAR = re.compile(r"(?:19|20)\d{2}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORDS = re.compile(r"[^\w%％]|_")


class Kinship(StrEnum):
    """How a sentence of this year stands to one of last year."""

    SAME = "same"
    YEAR_ONLY = "year_only"
    FIGURE_KEPT = "figure_kept"
    REWRITTEN = "rewritten"
    ADDED = "added"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        """The word on the screen and on paper."""
        return _LABELS[self]


_LABELS = {
    Kinship.SAME: "原样",
    Kinship.YEAR_ONLY: "只改年份",
    Kinship.FIGURE_KEPT: "数字没改",
    Kinship.REWRITTEN: "已改写",
    Kinship.ADDED: "新加",
    Kinship.REMOVED: "删去",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences that belong together; one is None when the other was added or removed."""

    old: Sentence | None
    new: Sentence | None
    kind: Kinship


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pairs in the order of the new text, removed ones last.

    `unchanged_ratio` is the share of characters of the new text whose sentence stands in the old one
    as it is or with the year alone changed, 0 to 1.
    """

    pairs: tuple[Pair, ...]
    unchanged_ratio: float


def normalised(text: str) -> str:
    """A text without marks and blanks, for comparing wording."""
    return _WORDS.sub("", text)


def pieces(text: str) -> frozenset[str]:
    """The overlapping pieces of a text, years masked; a shorter text is one piece."""
    plain = _YEAR.sub("年", normalised(text))
    return frozenset(plain[i : i + PIECE] for i in range(len(plain) - PIECE + 1)) or frozenset({plain})


def overlap(one: str, other: str) -> float:
    """The share of pieces in common, over the text that has fewer, 0 to 1."""
    return _share(pieces(one), pieces(other))


def compare(old_lines: Sequence[str], new_lines: Sequence[str]) -> Comparison:
    """Pair each sentence of the new text with its nearest of the old one, and say what became of it."""
    index = SentenceIndex(sentences(old_lines))
    new = sentences(new_lines)
    used: set[int] = set()
    pairs: list[Pair] = []
    for sentence in new:
        match = index.match(sentence.text, used)
        if match is None:
            pairs.append(Pair(None, sentence, Kinship.ADDED))
            continue
        used.add(match)
        old = index.all[match]
        pairs.append(Pair(old, sentence, kinship(old.text, sentence.text)))
    removed = [Pair(s, None, Kinship.REMOVED) for i, s in enumerate(index.all) if i not in used]
    kept = sum(len(p.new.text) for p in pairs if p.new and p.kind in (Kinship.SAME, Kinship.YEAR_ONLY))
    total = sum(len(s.text) for s in new)
    return Comparison((*pairs, *removed), kept / total if total else 0.0)


def kinship(old: str, new: str) -> Kinship:
    """What was changed from one sentence to the other, given that they belong together."""
    one, other = normalised(old), normalised(new)
    if one == other:
        return Kinship.SAME
    if _YEAR.sub("年", one) == _YEAR.sub("年", other):
        return Kinship.YEAR_ONLY
    figures = numbers_of(one)
    return Kinship.FIGURE_KEPT if figures and figures == numbers_of(other) else Kinship.REWRITTEN


def copied(old_lines: Sequence[str], new_lines: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Pairs (old line, new line), 1-based, that share a run of identical sentences of 30 characters and more.

    A run goes over sentences that follow each other in both lines; marks and years count, blanks do not.
    """
    places: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences(old_lines):
        places[_plain(sentence.text)].append(sentence)
    runs: Counter[tuple[int, int]] = Counter()
    for sentence in sentences(new_lines):
        for old in places.get(_plain(sentence.text), ())[:COMMON]:
            runs[old.line, sentence.line] += len(sentence.text)
    return tuple(sorted(pair for pair, length in runs.items() if length >= LEAST_COPIED))


class SentenceIndex:
    """Sentences by their pieces, to find the nearest one to a given text."""

    def __init__(self, of: Iterable[Sentence]) -> None:
        self.all = tuple(of)
        self._same: dict[str, list[int]] = defaultdict(list)
        for number, sentence in enumerate(self.all):
            self._same[_without_years(sentence.text)].append(number)
        self._pieces = [pieces(sentence.text) for sentence in self.all]
        self._places: dict[str, list[int]] = defaultdict(list)
        for number, found in enumerate(self._pieces):
            for piece in found:
                self._places[piece].append(number)

    def match(self, text: str, without: Collection[int] = ()) -> int | None:
        """The place of the sentence that `text` was made from, of those not in `without`; None when there is none.

        One that differs by its years alone comes first, then the nearest; one that carries the same numbers
        is taken from half as near.
        """
        same = next((one for one in self._same.get(_without_years(text), ()) if one not in without), None)
        if same is not None:
            return same
        near = self.nearest(text, without)
        if near is not None or not numbers_of(text):
            return near
        far = self.nearest(text, without, NEAR / 2)
        return far if far is not None and numbers_of(self.all[far].text) == numbers_of(text) else None

    def nearest(self, text: str, without: Collection[int], least: float = NEAR) -> int | None:
        """The place of the nearest sentence, of those not in `without`; None when none is near enough."""
        wanted = pieces(text)
        votes: Counter[int] = Counter()
        for piece in wanted:
            places = self._places.get(piece, ())
            if len(places) <= COMMON:
                votes.update(places)
        best, found = least, None
        for number in without:
            votes.pop(number, None)
        for number, _ in votes.most_common(8):
            share = _share(wanted, self._pieces[number])
            if share >= best and (found is None or share > best):
                best, found = share, number
        return found


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def numbers_of(text: str) -> list[str]:
    """The numbers of a text in order, its years left out."""
    return _NUMBER.findall(_YEAR.sub("", text))


def _without_years(text: str) -> str:
    return _YEAR.sub("年", normalised(text))


def _plain(text: str) -> str:
    return "".join(text.split())
