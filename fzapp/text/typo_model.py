"""What the finder of wrong characters knows: characters taken for one another, and what stands together."""

from __future__ import annotations

import math
import sys
import tomllib
import zlib
from array import array
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

EDGE: Final = "^"
"""Stands before the first character of a run of Chinese characters; `END` behind the last."""
END: Final = "$"
MOST: Final = 60
"""More findings than this are no slips of a writer: the text is not Chinese prose."""
_STEP = 16
_HALF = math.log(0.5)
_FIRST, _LAST = "\u4e00", "\u9fff"


@dataclass(frozen=True, slots=True)
class Counts:
    """Sorted keys with the logarithm of their counts, 16 to a doubling."""

    keys: array[int]
    levels: bytes

    def count(self, key: int) -> float:
        """How often, 0 for rare ones (below 3 for pairs, 8 for triples)."""
        at = bisect_left(self.keys, key)
        if at < len(self.keys) and self.keys[at] == key:
            return 2 ** (self.levels[at] / _STEP)
        return 0.0


@dataclass(frozen=True, slots=True)
class TypoModel:
    """`confusions` gives for a character those it may have been typed for; `vocabulary` are words of
    the field that no dictionary has, `field` words of two characters that are looked for;
    `collocations` are pairs of such words, four characters, that stand side by side; `idioms` and
    `expressions` of four characters and more are wrong with any other character, or with one that is alike.
    """

    confusions: dict[str, str]
    vocabulary: frozenset[str]
    field: frozenset[str]
    pairs: Counts
    triples: Counts
    collocations: frozenset[str] = frozenset()
    idioms: frozenset[str] = frozenset()
    expressions: frozenset[str] = frozenset()

    def pair(self, text: str) -> float:
        """The count of two characters."""
        return self.pairs.count((ord(text[0]) << 16) | ord(text[1])) if _is_han(text) else 0.0

    def triple(self, text: str) -> float:
        """The count of three characters, EDGE and END among them."""
        return self.triples.count((ord(text[0]) << 32) | (ord(text[1]) << 16) | ord(text[2]))


def gain(old: float, new: float) -> float:
    """How much more likely the new count makes a place, in nats."""
    return math.log(new + 0.5) - (math.log(old + 0.5) if old else _HALF)


def load_model(words: bytes, counts: bytes) -> TypoModel:
    """Read typos.toml and characters.bin. Raises tomllib.TOMLDecodeError, KeyError or zlib.error."""
    raw = tomllib.loads(words.decode("utf-8"))
    taken: defaultdict[str, set[str]] = defaultdict(set)
    for group in (*raw["sounds"], *raw["shapes"]):
        for character in group:
            taken[character].update(group)
    confusions = {character: "".join(sorted(others - {character})) for character, others in taken.items()}
    data = zlib.decompress(counts)
    pairs, position = _counts(data, 0, "I", 4)
    triples, _ = _counts(data, position, "Q", 8)
    return TypoModel(
        confusions,
        frozenset(raw["vocabulary"]),
        frozenset(raw["field"]),
        pairs,
        triples,
        collocations=_words(raw["collocations"]),
        idioms=_words(raw["idioms"]),
        expressions=_words(raw["expressions"]),
    )


def _words(rows: Sequence[str]) -> frozenset[str]:
    return frozenset(word for row in rows for word in row.split())


def _counts(data: bytes, position: int, code: str, width: int) -> tuple[Counts, int]:
    size = int.from_bytes(data[position : position + 4], "little")
    start = position + 4
    keys = array(code)
    keys.frombytes(data[start : start + size * width])
    if sys.byteorder == "big":
        keys.byteswap()
    end = start + size * (width + 1)
    return Counts(keys, data[start + size * width : end]), end


def _is_han(text: str) -> bool:
    return all(_FIRST <= character <= _LAST for character in text)
