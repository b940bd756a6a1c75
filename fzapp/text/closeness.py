"""How close paragraphs are in what they say: words by the dictionary and pieces of two and three characters.

Both are weighed by how rare they are: words by the language, pieces by the paragraphs that are compared. Numbers
and years say nothing of the matter and are left out.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from fzapp.text import segment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_KEYWORDS = 24
"""Words that paragraphs are looked up by; more of them find nothing new."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_WORD_WEIGHT = 1.5
"""How much a word counts against a piece of the same rarity; between 1 and 2 the answers stay the same."""


def keywords(text: str, most: int = MOST_KEYWORDS) -> tuple[str, ...]:
    """The words that tell most of what a text is about, the first most; () for a text without any."""
    frequencies, total = segment.frequencies()
    counts = Counter(word for run in _CHINESE.findall(text) for word in segment.words(run) if len(word) > 1)

    def weight(word: str) -> float:
        return (1 + math.log(counts[word])) * math.log(total / (frequencies.get(word, 0) + 1))

    return tuple(sorted(counts, key=lambda word: (-weight(word), word))[:most])


def ranked(query: str, texts: Sequence[str]) -> tuple[float, ...]:
    """How close each of `texts` is to `query`, 0 to 1.

    Half of it is how alike the two are as wholes, half how much of the query stands in the text: a paragraph
    that is only begun is found as well as a finished one.
    """
    words = keywords(query)
    found = [_features(text, words) for text in texts]
    spread = Counter(feature for features in found for feature in features)
    every = len(found) + 1
    rarity = {name: math.log(1 + every / (count + 0.5)) for name, count in spread.items()}
    unseen = math.log(1 + every / 0.5)

    def weighed(features: Mapping[str, float]) -> dict[str, float]:
        return {name: count * rarity.get(name, unseen) for name, count in features.items()}

    one = weighed(_features(query, words))
    length = math.hypot(*one.values())
    return tuple(_closeness(one, length, weighed(features)) for features in found)


def _features(text: str, words: Sequence[str]) -> dict[str, float]:
    """Pieces with how often they stand there, damped, and those of `words` that stand there."""
    counts: Counter[str] = Counter()
    for run in _CHINESE.findall(text):
        counts.update(run[i : i + 2] for i in range(len(run) - 1))
        counts.update(run[i : i + 3] for i in range(len(run) - 2))
    features = {name: 1 + math.log(count) if count > 1 else 1.0 for name, count in counts.items()}
    for word in words:
        if word in text:
            features[word] = features.get(word, 0.0) + _WORD_WEIGHT
    return features


def _closeness(one: Mapping[str, float], length: float, other: Mapping[str, float]) -> float:
    """Of `one`, the query, whose weights come to `length`, to `other`."""
    common = [(one[name], weight) for name, weight in other.items() if name in one]
    if not common:
        return 0.0
    alike = sum(mine * theirs for mine, theirs in common) / (length * math.hypot(*other.values()))
    return (alike + sum(mine for mine, _ in common) / sum(one.values())) / 2
