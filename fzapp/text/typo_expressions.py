"""Set expressions with one wrong character: 善作善成, 脚踏实地, 一张蓝图绘到底.

A set expression is known by its other characters. For an idiom any other character is wrong (蔚然成峰); for an
expression that is made of words of its own only one that sounds or looks alike (不忘初新), because another
word may well be meant (多措并举, 多策并举). Time is linear in the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from operator import ne
from typing import TYPE_CHECKING

from fzapp.text.segment import frequencies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fzapp.text.typo_model import TypoModel

_RUN = re.compile("[\u4e00-\u9fff]{4,}")
_HALF = 2
"""Characters that are right at one of the ends, whichever single character is wrong."""

_NUMERALS = frozenset("一二三四五六七八九十百千万两双多")
"""One in the place of another is meant: 四管齐下."""

_SELDOM = 10
"""So often the dictionary may have counted a form that is wrong all the same (安份守己, 磬竹难书)."""

_USUAL = 50
"""So often the dictionary has counted a word that may well be meant."""

Found = tuple[int, int, str]
"""Start and end of the expression in the line, and the expression as it should be."""


class Expressions:
    """The set expressions by their first and by their last two characters. Keeps nothing between calls."""

    def __init__(self, model: TypoModel) -> None:
        self._model = model
        self._words, _ = frequencies()
        known = model.idioms | model.expressions
        self._known = known
        self._by_head = _grouped((word[:_HALF], word) for word in known)
        self._by_tail = _grouped((word[-_HALF:], word) for word in known)
        self._ends = self._by_head.keys() | self._by_tail.keys()

    def find(self, text: str) -> Iterator[Found]:
        """The expressions of one line with one wrong character, from left to right."""
        for found in _RUN.finditer(text):
            run, offset = found[0], found.start()
            until = 0
            for at in range(len(run) - _HALF + 1):
                # most pairs are the end of nothing: asked here, they cost no call
                meant = run[at : at + _HALF] in self._ends and self._meant_at(run, at, until)
                if meant:
                    start, right = meant
                    until = start + len(right)
                    yield offset + start, offset + until, right

    def _meant_at(self, run: str, at: int, until: int) -> tuple[int, str] | None:
        """Where the expression begins of which the two characters at `at` are one end, and how it should read."""
        pair = run[at : at + _HALF]
        for right in self._by_head.get(pair, ()):
            if at >= until and self._is_slip(run[at : at + len(right)], right):
                return at, right
        for right in self._by_tail.get(pair, ()):
            start = at + _HALF - len(right)
            if start >= until and self._is_slip(run[start : at + _HALF], right):
                return start, right
        return None

    def _is_slip(self, written: str, right: str) -> bool:
        if written in self._known or len(written) != len(right) or sum(map(ne, written, right)) != 1:
            return False
        place = next(place for place, sign in enumerate(right) if written[place] != sign)
        if {written[place], right[place]} <= _NUMERALS:
            return False
        alike = right[place] in self._model.confusions.get(written[place], "")
        if written in self._words:
            return alike and self._words[written] <= _SELDOM
        return right in self._model.idioms or (alike and not self._is_word_at(written, place))

    def _is_word_at(self, written: str, place: int) -> bool:
        """Whether the character that differs makes a usual word with a neighbour: 信用承诺 is not 信守承诺."""
        pairs = (written[at : at + _HALF] for at in (place - 1, place) if 0 <= at <= len(written) - _HALF)
        return any(self._words.get(pair, 0) >= _USUAL for pair in pairs)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key, word in pairs:
        groups[key].append(word)
    return {key: tuple(sorted(words)) for key, words in groups.items()}
