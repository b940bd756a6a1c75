"""A general finder of wrong characters: a noisy channel over words and neighbouring characters.

For each character that no word explains it asks whether one that sounds or looks alike would make a word,
how much likelier the words of the neighbourhood become (frequencies of the dictionary and of the field), and
how much likelier the neighbouring characters (counts over the words of the dictionary). What stands twice in
a text is no slip. Of words of two characters only those of the field are looked for: too many pairs that are
right stand in no dictionary. The margins were fitted on clean reports and official documents.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.text.segment import frequencies
from fzapp.text.typo_model import EDGE, END, TypoModel, gain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_RUN = re.compile("[\u4e00-\u9fff]{2,}")
_SHORTEST, _LONGEST_WORD = 2, 5
_AROUND = 6
_MOST = 60
"""More findings than this are no slips of a writer: the text is not Chinese prose."""
_RARE_WORD = 3
_KNOWN_WORD = 20
_SELDOM_WORD = 60
_USUAL_PAIR = 6
_IDIOM = 4
_NUMERALS = frozenset("一二三四五六七八九十百千万两")
_FIELD_FREQUENCY = 2000
_LEAST_FREQUENCY = {2: 10, 3: 3, 4: 2, 5: 2}


@dataclass(frozen=True, slots=True)
class Slip:
    """A character that is likely wrong. `start` and `end` span the word in the line, `wrong` is the word as
    written, `right` as it was meant; `score` in nats, larger is surer.
    """

    line: int
    start: int
    end: int
    wrong: str
    right: str
    score: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A replacement at a place of a run: the word it makes and where the word begins."""

    word: str
    at: int
    sign: str


class TypoFinder:
    """Finds slips in the lines of a document. Keeps nothing between calls."""

    def __init__(self, model: TypoModel) -> None:
        self._model = model
        self._words, total = frequencies()
        self._every = math.log(total)

    def find(self, lines: Sequence[tuple[int, str]]) -> list[Slip]:
        """The slips of (number, text) lines of one document, in their order."""
        document = "\n".join(text for _, text in lines)
        slips: list[Slip] = []
        for number, text in lines:
            for found in _RUN.finditer(text):
                for slip in self._in_run(number, found.start(), found[0]):
                    if document.count(slip.wrong) == 1:
                        slips.append(slip)
                    if len(slips) > _MOST:
                        return []
        return slips

    def _in_run(self, line: int, offset: int, run: str) -> Iterator[Slip]:
        spans = self._segment(run)
        edges = {start for start, _ in spans} | {len(run)}
        until = 0
        for start, end in spans:
            for place in range(max(start, until), end):
                if not self._is_suspect(run, place, start, end):
                    continue
                slip = self._best(line, offset, run, place, edges)
                if slip:
                    until = slip.end - offset
                    yield slip
                    break

    def _is_suspect(self, run: str, place: int, start: int, end: int) -> bool:
        """Whether no word explains the character: it stands alone, or in a word that hardly occurs."""
        if min(self._pairs(run, place)) > _USUAL_PAIR:
            return False
        if end - start == 1:
            return True
        word = run[start:end]
        if word in self._model.vocabulary or end - start > _LONGEST_WORD:
            return False
        frequency = self._words.get(word, 0)
        return frequency <= _RARE_WORD or (frequency <= _SELDOM_WORD and self._near_idiom(run, place))

    def _near_idiom(self, run: str, place: int) -> bool:
        """Whether a window of four around the place is an idiom but for this character."""
        return any(len(c.word) == 4 for c in self._candidates(run, place, set(range(len(run) + 1)), 4))

    def _best(self, line: int, offset: int, run: str, place: int, edges: set[int]) -> Slip | None:
        best: Slip | None = None
        for candidate in self._candidates(run, place, edges, _SHORTEST):
            score = self._score(run, place, candidate)
            if score is not None and (best is None or score > best.score):
                start = offset + candidate.at
                end = start + len(candidate.word)
                wrong = run[candidate.at : candidate.at + len(candidate.word)]
                best = Slip(line, start, end, wrong, candidate.word, score)
        return best

    def _candidates(self, run: str, place: int, edges: set[int], least: int) -> Iterator[_Candidate]:
        """The words that a character taken for the one at `place` makes; for each the longest."""
        windows = [
            (run[at:place], run[place + 1 : at + length], at, length)
            for length in range(_LONGEST_WORD, least - 1, -1)
            for at in range(max(0, place - length + 1), min(place, len(run) - length) + 1)
            if at in edges and at + length in edges
        ]
        if not windows:
            return
        for sign in self._model.confusions.get(run[place], ""):
            for before, behind, at, length in windows:
                word = before + sign + behind
                if self._words.get(word, 0) >= _LEAST_FREQUENCY[length] and self._is_looked_for(word):
                    yield _Candidate(word, at, sign)
                    break

    def _is_looked_for(self, word: str) -> bool:
        return len(word) >= _IDIOM - 1 or word in self._model.field

    def _score(self, run: str, place: int, candidate: _Candidate) -> float | None:
        """The margin of a replacement, None when it is too small for its kind."""
        if _NUMERALS.intersection(candidate.word) and (len(candidate.word) < 4 or candidate.sign == "第"):
            return None
        new = run[:place] + candidate.sign + run[place + 1 :]
        if self._is_two_words(run, candidate):
            return None
        low, high = max(0, place - _AROUND), min(len(run), place + _AROUND + 1)
        words = self._likelihood(new[low:high]) - self._likelihood(run[low:high])
        old_pairs, new_pairs = self._pairs(run, place), self._pairs(new, place)
        pairs = sum(map(gain, old_pairs, new_pairs))
        triples = sum(map(gain, self._triples(run, place), self._triples(new, place)))
        near = pairs + triples
        sure = self._is_sure(len(candidate.word), words, near)
        return words + near if sure else None

    def _is_two_words(self, run: str, candidate: _Candidate) -> bool:
        """Whether what stands in the place of an idiom is two known words."""
        if len(candidate.word) != 4:
            return False
        first, middle = candidate.at, candidate.at + 2
        halves = (run[first:middle], run[middle : middle + 2])
        return all(self._frequency(half) > _KNOWN_WORD for half in halves)

    def _is_sure(self, length: int, words: float, near: float) -> bool:
        """The margins, fitted on clean text."""
        if length >= _IDIOM:
            return words >= 3 and words + near >= 5
        if length == _IDIOM - 1:
            return words >= 8 and words + near >= 12
        return words >= 3 and words + near >= 10

    def _pairs(self, run: str, place: int) -> list[float]:
        return [self._model.pair(run[k : k + 2]) for k in (place - 1, place) if 0 <= k <= len(run) - 2]

    def _triples(self, run: str, place: int) -> list[float]:
        bounded = EDGE + run + END
        first = max(0, place - 1)
        return [
            self._model.triple(bounded[k : k + 3]) for k in range(first, min(place + 2, len(bounded) - 2))
        ]

    def _segment(self, run: str) -> list[tuple[int, int]]:
        """The likeliest words as spans (unigram model)."""
        _, back = self._paths(run)
        spans: list[tuple[int, int]] = []
        end = len(run)
        while end:
            spans.append((back[end], end))
            end = back[end]
        return spans[::-1]

    def _likelihood(self, run: str) -> float:
        return self._paths(run)[0]

    def _paths(self, run: str) -> tuple[float, list[int]]:
        """(log-likelihood of the best segmentation, where the word that ends at each place begins)."""
        best = [0.0] * (len(run) + 1)
        back = [0] * (len(run) + 1)
        for end in range(1, len(run) + 1):
            highest = -math.inf
            for start in range(max(0, end - _LONGEST_WORD), end):
                frequency = self._frequency(run[start:end])
                if not frequency:
                    continue
                value = best[start] + math.log(frequency) - self._every
                if value > highest:
                    highest, back[end] = value, start
            best[end] = highest
        return best[-1], back

    def _frequency(self, word: str) -> float:
        frequency = self._words.get(word, 0)
        if len(word) == 1:
            return frequency or 0.5
        return max(frequency, _FIELD_FREQUENCY) if word in self._model.vocabulary else frequency
