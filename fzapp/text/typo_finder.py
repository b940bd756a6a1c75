"""A general finder of wrong characters: a noisy channel over words and neighbouring characters.

For each character that no word explains it asks whether one that sounds or looks alike would make a word,
how much likelier the words of the neighbourhood become (frequencies of the dictionary and of the field), and
how much likelier the neighbouring characters (counts over the words of the dictionary). What stands twice in
a text is no slip. Words of two characters that are not of the field need a larger margin: too many pairs that
are right stand in no dictionary. The margins were fitted on clean reports and official documents.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fzapp.text.segment import frequencies
from fzapp.text.typo_collocations import Collocations
from fzapp.text.typo_expressions import Expressions
from fzapp.text.typo_model import EDGE, END, MOST, TypoModel, gain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_RUN = re.compile("[\u4e00-\u9fff]{2,}")
_NUMBER_BEHIND = re.compile(r"[〔\[［(（【]20\d\d[〕\]］)）】]")
"""Behind the short name of an office in a document number, which is no word."""
_BRACKETED_BEFORE = re.compile("[（(]([\u4e00-\u9fff]{1,2})[）)]$")
_BRACKETED_BEHIND = re.compile("[（(]([\u4e00-\u9fff]{1,2})[）)]")
_SHORTEST, _LONGEST_WORD, _IDIOM = 2, 5, 4
"""Characters of the words that are looked for, and of an idiom."""
_AROUND = 6
"""Characters on each side of a place whose words are weighed with it."""
_RARE_WORD, _KNOWN_WORD, _SELDOM_WORD = 3, 20, 60
"""Frequencies in the dictionary: up to the first a word explains nothing, above the second it is a word of its
own, up to the third it may be an idiom with a wrong character.
"""
_UNSEEN = 0.5
"""The frequency of a character that the dictionary does not know."""
_USUAL_PAIR = 6
"""Two neighbouring characters counted more often are at home together."""
_NUMERALS = frozenset("一二三四五六七八九十百千万两")
_FIELD_FREQUENCY = 2000
"""The frequency that a word of the field has at least, whatever the dictionary says."""
_HOLE = "?"
"""Stands for the character that is left out of a word (see `_frames`)."""
_FRAMES_MASK = (1 << 21) - 1
_KINDS = 8
"""Kinds of characters, by their code, of which each frame flags those that fill its hole."""
_FUNCTION = frozenset(
    "向对从把被将由与和及于已自为在以是有各每该本其此这不未所可能应要需让使给同并而或但又也还都均只就再更最较"
)
_FUNCTION_MARGIN = 4
"""More for a word of grammar before what could be another word: 向镇, 是用, 自定."""
_WITH_FOR = re.compile("以.[代促释定带助推补强养换]")
_AFTER_A_NAME = frozenset("镇乡村县市区街路河湖山寨屯庄坝")
"""Behind the name of a place, which stands in no dictionary."""
_HARDLY_A_NAME = 300
"""The frequency above which a word is hardly part of a name."""
_COMMON_SIGN, _LEAST_WITH_COMMON = 20_000, 12
"""A character more frequent than this is seldom wrong: then a longer word needs this margin."""
_COMMON = 500
"""How often a word of two characters must have been counted to be looked for when it is not of the field."""
_LEAST_WORDS = {2: 3, 3: 8, 4: 3, 5: 3}
"""By how much (nats) the words around must become likelier, by the length of the word that is put in."""
_MARGINS = {3: 12, 4: 5, 5: 5}
"""By how much (nats) words and neighbours together must become likelier, by the length of the word."""
_FIELD_MARGIN, _FREE_IN_FIELD = 10, 18
_COMMON_MARGIN, _FREE = 13, 17
"""The same for words of two characters, of the field and others; and how much at home (sum of the logarithms of
their frequencies) both characters as written may be alone before more is asked.
"""
_LEAST_FREQUENCY = {2: 10, 3: 3, 4: 2, 5: 2}
"""How often the dictionary must have counted a word, by its length, for it to be put in."""


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
        short = model.field | {w for w, f in self._words.items() if len(w) == _SHORTEST and f >= _COMMON}
        self._firsts = _partners((word[1], word[0]) for word in short)
        self._seconds = _partners((word[0], word[1]) for word in short)
        self._own = {word: max(self._words.get(word, 0), _FIELD_FREQUENCY) for word in model.vocabulary}
        beginnings = {word[:end] for word in model.vocabulary for end in range(2, len(word))}
        self._own.update(
            {word: 0 for word in beginnings if word not in self._words and word not in self._own}
        )
        self._by_kind = {sign: _by_kind(others) for sign, others in model.confusions.items()}
        self._frames = _frames(self._words)
        self.collocations = Collocations(model)
        self.expressions = Expressions(model)

    def find(self, lines: Sequence[tuple[int, str]]) -> list[Slip]:
        """The slips of (number, text) lines of one document, in their order."""
        document = "\n".join(text for _, text in lines)
        slips = [slip for slip in self.suspects(lines) if document.count(slip.wrong) == 1]
        return slips if len(slips) <= MOST else []

    def suspects(self, lines: Iterable[tuple[int, str]]) -> Iterator[Slip]:
        """What looks like a slip in each line by itself, before it is asked whether it stands once."""
        known: dict[str, tuple[Slip, ...]] = {}
        for number, text in lines:
            for found in _RUN.finditer(text):
                if _NUMBER_BEHIND.match(text, found.end()):
                    continue
                run, offset = found[0], found.start()
                if run not in known:
                    known[run] = tuple(self._in_run(number, offset, run))
                for slip in known[run]:
                    start = offset + run.index(slip.wrong)
                    end = start + len(slip.wrong)
                    if not _is_halved(text, start, end):
                        yield replace(slip, line=number, start=start, end=end)

    def is_usual(self, word: str) -> bool:
        """Whether the dictionary has counted a word so often that it is hardly part of a name."""
        return self._frequency(word) > _HARDLY_A_NAME

    def _in_run(self, line: int, offset: int, run: str) -> Iterator[Slip]:
        spans = self._segment(run)
        edges = {start for start, _ in spans} | {len(run)}
        until = 0
        for start, end in spans:
            word = run[start:end]
            if self._explains(word):
                continue
            for place in range(max(start, until), end):
                if not self._is_suspect(run, place, word):
                    continue
                slip = self._best(line, offset, run, place, edges)
                if slip:
                    until = slip.end - offset
                    yield slip
                    break

    def _explains(self, word: str) -> bool:
        """Whether a word speaks for all its characters: one of the field, or one that occurs."""
        return len(word) > 1 and (
            len(word) > _LONGEST_WORD
            or word in self._model.vocabulary
            or self._words.get(word, 0) > _SELDOM_WORD
        )

    def _is_suspect(self, run: str, place: int, word: str) -> bool:
        """Whether nothing explains a character: it is alone or in a word that hardly occurs, beside one seldom seen."""
        if min(self._pairs(run, place)) > _USUAL_PAIR:
            return False
        return len(word) == 1 or self._words.get(word, 0) <= _RARE_WORD or self._near_idiom(run, place)

    def _near_idiom(self, run: str, place: int) -> bool:
        """Whether a window of that length around the place is an idiom but for this character."""
        return any(
            len(c.word) == _IDIOM for c in self._candidates(run, place, set(range(len(run) + 1)), _IDIOM)
        )

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
        taken = self._by_kind.get(run[place], ())
        words = self._words
        done: set[str] = set()
        for length in range(_LONGEST_WORD, max(least, _SHORTEST + 1) - 1, -1):
            for at in range(max(0, place - length + 1), min(place, len(run) - length) + 1):
                if at not in edges or at + length not in edges:
                    continue
                before, behind = run[at:place], run[place + 1 : at + length]
                kinds = self._frames[hash(before + _HOLE + behind) & _FRAMES_MASK]
                if not kinds:
                    continue
                for sign in "".join(of_kind for k, of_kind in enumerate(taken) if kinds >> k & 1):
                    if sign in done:
                        continue
                    word = before + sign + behind
                    if words.get(word, 0) >= _LEAST_FREQUENCY[length]:
                        done.add(sign)
                        yield _Candidate(word, at, sign)
        if least == _SHORTEST:
            others = set(self._model.confusions.get(run[place], ""))
            yield from self._field_words(run, place, edges, others - done)

    def _field_words(self, run: str, place: int, edges: set[int], signs: set[str]) -> Iterator[_Candidate]:
        """The words of two characters of the field, the only short ones that are looked for."""
        frequent = _LEAST_FREQUENCY[_SHORTEST]
        if place and place - 1 in edges and place + 1 in edges:
            for sign in sorted(signs.intersection(self._seconds.get(run[place - 1], ()))):
                word = run[place - 1] + sign
                if self._frequency(word) >= frequent:
                    signs.discard(sign)
                    yield _Candidate(word, place - 1, sign)
        if place + 2 in edges and place in edges:
            for sign in sorted(signs.intersection(self._firsts.get(run[place + 1], ()))):
                word = sign + run[place + 1]
                if self._frequency(word) >= frequent:
                    yield _Candidate(word, place, sign)

    def _score(self, run: str, place: int, candidate: _Candidate) -> float | None:
        """The margin of a replacement, None when it is too small for its kind."""
        if _NUMERALS.intersection(candidate.word) and (
            len(candidate.word) < _IDIOM or candidate.sign == "第"
        ):
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
        sure = (
            words + near >= self._margin(run, place, candidate) and words >= _LEAST_WORDS[len(candidate.word)]
        )
        return words + near if sure else None

    def _is_two_words(self, run: str, candidate: _Candidate) -> bool:
        """Whether what stands in the place of an idiom is two known words."""
        if len(candidate.word) != _IDIOM:
            return False
        first, middle = candidate.at, candidate.at + 2
        halves = (run[first:middle], run[middle : middle + 2])
        return all(self._frequency(half) > _KNOWN_WORD for half in halves)

    def _margin(self, run: str, place: int, candidate: _Candidate) -> float:
        """How much likelier a replacement must be: words of two characters need more, those that are not of
        the field still more, and most where both characters as written are at home alone (向镇, 是用).
        """
        common = self._words.get(run[place], 0) > _COMMON_SIGN
        if len(candidate.word) > _SHORTEST:
            return _LEAST_WITH_COMMON if common else _MARGINS[len(candidate.word)]
        written = run[candidate.at : candidate.at + _SHORTEST]
        if _is_parallel(run, candidate.at):
            return math.inf
        function = _FUNCTION_MARGIN if place == candidate.at and run[place] in _FUNCTION else 0
        free = sum(math.log(max(self._words.get(sign, 0), 1)) for sign in written)
        if candidate.word in self._model.field:
            return function + _FIELD_MARGIN + 2 * max(0.0, free - _FREE_IN_FIELD)
        if run[candidate.at + _SHORTEST : candidate.at + _SHORTEST + 1] in _AFTER_A_NAME:
            return math.inf
        return function + _COMMON_MARGIN + 2 * max(0.0, free - _FREE)

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
        """(log-likelihood of the best segmentation, where the word that ends at each place begins).

        Words are tried from their beginning on, as far as any word of the dictionary begins like that.
        """
        size = len(run)
        best = [-math.inf] * (size + 1)
        best[0] = 0.0
        back = [0] * (size + 1)
        words, own, every = self._words, self._own, self._every
        for start in range(size):
            reached = best[start] - every
            for end in range(start + 1, min(start + _LONGEST_WORD, size) + 1):
                word = run[start:end]
                frequency = own.get(word) or words.get(word)
                if frequency is None and end > start + 1 and word not in own:
                    break
                if not frequency:
                    if end > start + 1:
                        continue
                    frequency = _UNSEEN
                value = reached + math.log(frequency)
                if value > best[end]:
                    best[end], back[end] = value, start
        return best[-1], back

    def _frequency(self, word: str) -> float:
        frequency = self._words.get(word, 0)
        if len(word) == 1:
            return frequency or _UNSEEN
        return max(frequency, _FIELD_FREQUENCY) if word in self._model.vocabulary else frequency


def _is_halved(text: str, start: int, end: int) -> bool:
    """Whether brackets around a part of a word stand right beside: （供）地前, 居（村）民. A number in them is a heading's."""
    before, behind = _BRACKETED_BEFORE.search(text, 0, start), _BRACKETED_BEHIND.match(text, end)
    return any(found and not _NUMERALS.issuperset(found[1]) for found in (before, behind))


def _is_parallel(run: str, at: int) -> bool:
    """Whether two characters belong to a phrase of the kind 立行立改, 随学随用 or 以奖代补."""
    return bool(_WITH_FOR.search(run, max(0, at - _SHORTEST), at + 2 * _SHORTEST)) or any(
        run[k] == run[k + _SHORTEST]
        for k in range(max(0, at - _SHORTEST), min(at + _SHORTEST, len(run) - _SHORTEST))
    )


def _partners(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """The second halves that go with each first."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return {one: frozenset(others) for one, others in found.items()}


def _by_kind(signs: str) -> tuple[str, ...]:
    """The characters by their code modulo `_KINDS`, as `_frames` flags them."""
    kinds = [""] * _KINDS
    for sign in signs:
        kinds[ord(sign) % _KINDS] += sign
    return tuple(kinds)


def _frames(words: dict[str, int]) -> bytearray:
    """At the hash of each word that may be looked for, with one character left out, a flag for the kind of
    that character (its code modulo `_KINDS`): a table without false negatives that spares most look-ups.
    """
    flags = bytearray(_FRAMES_MASK + 1)
    for word, frequency in words.items():
        length = len(word)
        if length > _SHORTEST and frequency >= _LEAST_FREQUENCY.get(length, frequency + 1):
            for place, sign in enumerate(word):
                frame = word[:place] + _HOLE + word[place + 1 :]
                flags[hash(frame) & _FRAMES_MASK] |= 1 << (ord(sign) % _KINDS)
    return flags
