"""Wrong characters that make a word of their own, or none: found by the word that stands beside them.

录音录象, 办事流成: one half of a known pair of words (录音+录像, 办事+流程) stands whole, the other differs in one
character that sounds or looks alike, and as written it is a far rarer word. Time is linear in the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from fzapp.text.segment import frequencies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.text.typo_model import TypoModel

_RUN = re.compile("[\u4e00-\u9fff]{4,}")
_HALF = 2
_RARER = 20
"""How many times more often the word that is meant must have been counted than the one that is written."""
_UNSEEN = 2000
_USUAL = 50
_NONE: frozenset[str] = frozenset()
_FUNCTION = frozenset("向对从把被将由与和及于在以是")

Found = tuple[int, int, str]
"""Start and end of the wrong half in the line, and the right word."""


class Collocations:
    """Known pairs of words by either half. Keeps nothing between calls."""

    def __init__(self, model: TypoModel) -> None:
        self._model = model
        self._words, _ = frequencies()
        behind: defaultdict[str, set[str]] = defaultdict(set)
        before: defaultdict[str, set[str]] = defaultdict(set)
        for pair in model.collocations:
            behind[pair[:_HALF]].add(pair[_HALF:])
            before[pair[_HALF:]].add(pair[:_HALF])
        self._behind = {word: frozenset(others) for word, others in behind.items()}
        self._before = {word: frozenset(others) for word, others in before.items()}

    def find(self, text: str) -> Iterator[Found]:
        """The wrong halves of one line, from left to right."""
        for found in _RUN.finditer(text):
            run, offset = found[0], found.start()
            until = 0
            for at in range(len(run) - _HALF + 1):
                if at < until or (
                    run[at - _HALF : at] not in self._behind
                    and run[at + _HALF : at + 2 * _HALF] not in self._before
                ):
                    continue
                right = self._meant(run, at)
                if right:
                    until = at + _HALF
                    yield offset + at, offset + until, right

    def _meant(self, run: str, at: int) -> str:
        """The word that is meant by the two characters at `at` beside a known one, "" when they are right."""
        behind = self._behind.get(run[at - _HALF : at], _NONE) if at >= _HALF else _NONE
        partners = behind | self._before.get(run[at + _HALF : at + 2 * _HALF], _NONE)
        written = run[at : at + _HALF]
        if written in partners or written[0] in _FUNCTION:
            return ""
        meant = [right for right in partners if self._is_slip(written, right)]
        return min(meant) if meant and not self._is_cut(run, at) else ""

    def _is_cut(self, run: str, at: int) -> bool:
        """Whether one of the two characters makes a word with its other neighbour (实施|高质量)."""
        outer = (run[at - 1 : at + 1] if at else "", run[at + 1 : at + 1 + _HALF])
        return any(len(word) == _HALF and self._often(word) > _USUAL for word in outer)

    def _is_slip(self, written: str, right: str) -> bool:
        begins_alike = written[0] == right[0]
        if begins_alike == (written[1] == right[1]):
            return False
        if right[begins_alike] not in self._model.confusions.get(written[begins_alike], ""):
            return False
        if written in self._model.vocabulary or written in self._model.field:
            return False
        return self._often(right) >= _RARER * max(self._words.get(written, 0), 1)

    def _often(self, word: str) -> int:
        known = word in self._model.vocabulary or word in self._model.field
        return max(self._words.get(word, 0), _UNSEEN if known else 0)
