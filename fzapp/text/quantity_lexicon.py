"""The words and patterns by which figures are told from names; the data is resources/rules/quantities.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_SMALL_CHINESE = "[一二两三四五六七八九十]{1,3}"
_SMALL_NUMBER = f"(?:[0-9]{{1,2}}|{_SMALL_CHINESE})"


@dataclass(frozen=True, slots=True)
class WordSet:
    """Words that are looked for at a place, the longest first.

    `shapes` maps the first character of a word to the words; `reversed_shapes` the last one.
    """

    words: frozenset[str]
    shapes: dict[str, tuple[str, ...]]
    reversed_shapes: dict[str, tuple[str, ...]]

    def at(self, text: str, position: int) -> str:
        """The longest word that begins at `position`, or ""."""
        if position >= len(text):
            return ""
        for word in self.shapes.get(text[position], ()):
            if text.startswith(word, position):
                return word
        return ""

    def before(self, text: str, position: int) -> str:
        """The longest word that ends right before `position`, or ""."""
        if position <= 0:
            return ""
        for word in self.reversed_shapes.get(text[position - 1], ()):
            if text.endswith(word, 0, position):
                return word
        return ""


def word_set(words: Iterable[str]) -> WordSet:
    """Index `words` by their first and last characters."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    shapes: dict[str, list[str]] = {}
    reversed_shapes: dict[str, list[str]] = {}
    for word in ordered:
        shapes.setdefault(word[0], []).append(word)
        reversed_shapes.setdefault(word[-1], []).append(word)
    return WordSet(
        frozenset(ordered),
        {key: tuple(found) for key, found in shapes.items()},
        {key: tuple(found) for key, found in reversed_shapes.items()},
    )


@dataclass(frozen=True, slots=True)
class UnitWords:
    """Units after a numeral. `all_words` also holds the words that only look like a unit.

    `amounts` tells how many 元 a unit of money is, `percents` how a unit of proportion is written.
    """

    all_words: WordSet
    not_units: frozenset[str]
    amounts: dict[str, Decimal]
    percents: dict[str, str]
    bracketed: frozenset[str]

    def at(self, text: str, position: int) -> str:
        """The unit that begins at `position`, or ""."""
        word = self.all_words.at(text, position)
        return "" if word in self.not_units else word


@dataclass(frozen=True, slots=True)
class ChineseRules:
    """When a Chinese numeral counts: after which units, and before which nouns."""

    counting: frozenset[str]
    naming: frozenset[str]
    naming_from: int
    least_amount: int
    nouns: WordSet
    ordinal_units: frozenset[str]
    session_before: WordSet
    session_after: WordSet
    place_units: frozenset[str]
    place_endings: WordSet
    place_stops: str


@dataclass(frozen=True, slots=True)
class ApproximateWords:
    """Marks of a rounded number, and words that only end or begin like one."""

    before: WordSet
    after: WordSet
    not_before: WordSet
    after_threshold: tuple[str, ...]
    no_after_units: frozenset[str]


@dataclass(frozen=True, slots=True)
class NameRules:
    """What a numeral is when it is no figure: a set phrase, a day of observance, a version, a road."""

    longest_quote: int
    set_phrases: re.Pattern[str]
    versions: re.Pattern[str]
    dotted_days: re.Pattern[str]
    day_names: WordSet
    labelled: re.Pattern[str]
    hotlines: frozenset[str]
    hotline_pattern: re.Pattern[str]
    hotline_after: WordSet
    hotline_before: WordSet
    identifier_labels: WordSet
    longest_number: int


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """Where the prefix of a document number begins, and which bodies number their orders."""

    prefix_stops: WordSet
    order_words: WordSet


@dataclass(frozen=True, slots=True)
class TopicWords:
    """Words around a figure that are not what it counts."""

    lead: WordSet
    keep: WordSet
    verbs: WordSet
    inner: WordSet
    links: WordSet
    modifiers: WordSet


@dataclass(frozen=True, slots=True)
class QuantityLexicon:
    """All that the recogniser knows; made by `load_lexicon`."""

    units: UnitWords
    chinese: ChineseRules
    approximate: ApproximateWords
    names: NameRules
    documents: DocumentWords
    topics: TopicWords


@lru_cache(maxsize=2)
def load_lexicon(data: bytes) -> QuantityLexicon:
    """Read the bytes of resources/rules/quantities.toml; the same ones are read once, for all who ask.

    Raises:
        tomllib.TOMLDecodeError, KeyError, re.error: the file is not what this version of the program shipped.
    """
    raw = tomllib.loads(data.decode("utf-8"))
    topic = raw["topic"]
    return QuantityLexicon(
        units=_units(raw["units"]),
        chinese=_chinese(raw["chinese"]),
        approximate=_approximate(raw["approximate"]),
        names=_names(raw),
        documents=DocumentWords(
            word_set(raw["documents"]["prefix_stops"]), word_set(raw["documents"]["order_words"])
        ),
        topics=TopicWords(
            *(word_set(topic[key]) for key in ("lead", "keep", "verbs", "inner", "links", "modifiers")),
        ),
    )


def _units(raw: dict[str, Any]) -> UnitWords:
    """Units of every kind, with the words that begin like one."""
    amounts = {word: Decimal(str(factor)) for word, factor in raw["amount"].items()}
    percents = dict(raw["percent"])
    not_units = frozenset(raw["words"]["not_units"])
    return UnitWords(
        word_set([*raw["count"], *amounts, *percents, *not_units]),
        not_units,
        amounts,
        percents,
        frozenset(raw["words"]["bracketed"]),
    )


def _chinese(raw: dict[str, Any]) -> ChineseRules:
    """The rules for numerals written in Chinese."""
    return ChineseRules(
        frozenset(raw["counting"]),
        frozenset(raw["naming"]),
        int(raw["naming_from"]),
        int(raw["least_amount"]),
        word_set(raw["nouns"]),
        frozenset(raw["ordinal_units"]),
        word_set(raw["session_before"]),
        word_set(raw["session_after"]),
        frozenset(raw["place_units"]),
        word_set(raw["place_endings"]),
        "".join(raw["place_stops"]),
    )


def _approximate(raw: dict[str, Any]) -> ApproximateWords:
    """The marks of rounding."""
    return ApproximateWords(
        word_set(raw["before"]),
        word_set(raw["after"]),
        word_set(raw["not_before"]),
        tuple(raw["after_threshold"]),
        frozenset(raw["no_after_units"]),
    )


def _names(raw: dict[str, Any]) -> NameRules:
    """Everything that holds a numeral and is a name."""
    names, hotlines, identifiers = raw["names"], raw["hotlines"], raw["identifiers"]
    phrases = "|".join(f"(?:{phrase})" for phrase in names["set_phrases"])
    phrases = phrases.replace("{cn}", _SMALL_CHINESE).replace("{n}", _SMALL_NUMBER)
    return NameRules(
        longest_quote=int(names["longest_quote"]),
        set_phrases=re.compile(phrases),
        versions=re.compile(names["versions"]),
        dotted_days=re.compile(names["dotted_days"]),
        day_names=word_set(names["day_names"]),
        labelled=re.compile(names["labelled"]),
        hotlines=frozenset(hotlines["numbers"]),
        hotline_pattern=re.compile(hotlines["pattern"]),
        hotline_after=word_set(hotlines["after"]),
        hotline_before=word_set(hotlines["before"]),
        identifier_labels=word_set(identifiers["labels"]),
        longest_number=int(identifiers["longest_number"]),
    )
