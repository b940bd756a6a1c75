"""Which ledger figure a number in the text is likely to be (the unbound number is offered its ledger).

The clause before the number says what was counted, the sentence and the ones before it say of what, the
unit says how, and a value that agrees settles most of the rest. Words are in resources/rules/quantities.toml.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.domain.figure import Rounding, declares_truly
from fzapp.text.quantity_model import QuantityKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fzapp.text.quantity_model import Quantity

_CLAUSE_END = re.compile(r"[，。；：:,;！？\n]")
_SENTENCE_END = re.compile(r"[。；！？\n]")
_ITEM_END = re.compile(r"[，。；：、:,;！？\n]")
_CLAUSE_BEHIND = 12
_PERCENT_UNITS = frozenset({"%", "‰", "个百分点"})
_YUAN = "元"


@dataclass(frozen=True, slots=True)
class FigureCandidate:
    """A figure of a ledger that a number may be. `name` is 台账.指标; `nouns` other words for the ledger.

    `sections` are the template sections it feeds; `value` is what it came to, where that is known.
    """

    name: str
    unit: str = ""
    nouns: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RankedFigure:
    """A candidate with its score; `agrees` tells that its value is the number in the text."""

    candidate: FigureCandidate
    score: float
    agrees: bool


@dataclass(frozen=True, slots=True)
class MatchingWords:
    """Unit groups, synonyms and cues; made by `load_matching_words`."""

    unit_groups: tuple[frozenset[str], ...]
    synonyms: dict[str, tuple[str, ...]]
    endings: tuple[str, ...]
    cues: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Context:
    """The text around a number, nearest first."""

    item: str
    clause: str
    sentence: str
    earlier: str


def load_matching_words(data: bytes) -> MatchingWords:
    """Read the part `matching` of resources/rules/quantities.toml. Raises KeyError when it has none."""
    raw = tomllib.loads(data.decode("utf-8"))["matching"]
    synonyms: dict[str, tuple[str, ...]] = {}
    for group in raw["synonyms"]:
        for word in group:
            synonyms[word] = (*synonyms.get(word, ()), *(other for other in group if other != word))
    return MatchingWords(
        tuple(frozenset(group) for group in raw["units"]),
        synonyms,
        tuple(sorted(raw["endings"], key=len, reverse=True)),
        {ledger: tuple(words) for ledger, words in raw["cues"].items()},
    )


def rank_figures(
    quantity: Quantity,
    paragraph: str,
    section: str,
    candidates: Iterable[FigureCandidate],
    words: MatchingWords,
) -> tuple[RankedFigure, ...]:
    """The candidates that the number may be, the likeliest first.

    `quantity` was found in `paragraph`; `section` is the id of the template section or "". Candidates of
    another kind (a share for a count, money for people) are left out, also for dates and years, which
    no ledger counts.
    """
    if quantity.kind not in (QuantityKind.COUNT, QuantityKind.PERCENT, QuantityKind.AMOUNT):
        return ()
    context = _context(paragraph, quantity)
    ranked = [
        _ranked(candidate, quantity, context, section, words)
        for candidate in candidates
        if _same_kind(candidate.unit, quantity)
    ]
    return tuple(sorted(ranked, key=lambda item: (-item.score, item.candidate.name)))


def _same_kind(unit: str, quantity: Quantity) -> bool:
    """Whether a figure in `unit` can be the number: shares, money and counts do not mix."""
    if quantity.kind is QuantityKind.PERCENT:
        return unit in _PERCENT_UNITS and (unit == "个百分点") == (quantity.unit == "个百分点")
    if quantity.kind is QuantityKind.AMOUNT:
        return unit == _YUAN
    return unit not in _PERCENT_UNITS and unit != _YUAN


def _context(paragraph: str, quantity: Quantity) -> _Context:
    """Item (between 、), clause, sentence and earlier text; each without what the nearer ones hold."""
    start, end = quantity.start, quantity.end
    ahead = _ITEM_END.search(paragraph, end, end + _CLAUSE_BEHIND)
    behind = paragraph[end : ahead.start() if ahead else end + _CLAUSE_BEHIND]
    item = _last_start(_ITEM_END, paragraph, 0, start)
    clause = _last_start(_CLAUSE_END, paragraph, 0, start)
    sentence = _last_start(_SENTENCE_END, paragraph, 0, start)
    return _Context(
        paragraph[item:start] + behind,
        paragraph[clause:item],
        paragraph[sentence:clause],
        paragraph[:sentence],
    )


def _last_start(pattern: re.Pattern[str], text: str, floor: int, end: int) -> int:
    """Where the last part of text[floor:end] begins that `pattern` separates."""
    start = floor
    for match in pattern.finditer(text, floor, end):
        start = match.end()
    return start


def _ranked(
    candidate: FigureCandidate,
    quantity: Quantity,
    context: _Context,
    section: str,
    words: MatchingWords,
) -> RankedFigure:
    """The candidate with the sum of what speaks for it."""
    ledger, _, statistic = candidate.name.partition(".")
    agrees = _agrees(candidate, quantity)
    score = (
        2.2 * _statistic_score(statistic, context, words)
        + 1.6 * _ledger_score((ledger, *candidate.nouns, *words.cues.get(ledger, ())), context)
        + 1.0 * _unit_score(candidate.unit, quantity.unit, words)
        + (0.8 if section and section in candidate.sections else 0.0)
        + _value_score(candidate, quantity, agrees=agrees)
    )
    return RankedFigure(candidate, score, agrees)


# ------------------------------------------------------------------------------------------- value


def _agrees(candidate: FigureCandidate, quantity: Quantity) -> bool:
    """Whether the value of the figure is what the text says, rounding allowed for."""
    value = candidate.value
    if value is None or isinstance(quantity.value, str):
        return False
    if isinstance(quantity.value, tuple):
        return quantity.value[0] <= value <= quantity.value[1]
    if quantity.kind is QuantityKind.PERCENT:
        return _same_percentage(quantity.value, value)
    if quantity.approximate:
        kinds = (Rounding.MORE, Rounding.NEARLY, Rounding.OVER, Rounding.ABOUT)
        return any(declares_truly(quantity.value, rounding, value) for rounding in kinds)
    return quantity.value == value


def _same_percentage(written: Decimal, value: Decimal) -> bool:
    """Whether `value` rounds to the percentage with the digits that were written."""
    exponent = written.as_tuple().exponent
    place = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(written - value) <= place / 2


def _value_score(candidate: FigureCandidate, quantity: Quantity, *, agrees: bool) -> float:
    """A large number that agrees proves more than a small one; one that differs speaks against a little."""
    if candidate.value is None:
        return 0.0
    if not agrees:
        return -0.4
    return 0.8 if isinstance(quantity.value, Decimal) and quantity.value < 10 else 1.6


# ------------------------------------------------------------------------------------------- words


def _unit_score(unit: str, written: str, words: MatchingWords) -> float:
    """1 for the same unit, less for one that counts the same things."""
    if unit == written:
        return 1.0
    if not unit or not written:
        return 0.4
    return 0.5 if any(unit in group and written in group for group in words.unit_groups) else -0.6


def _ledger_score(names: Sequence[str], context: _Context) -> float:
    """How near a word for the ledger stands to the number."""
    best = 0.0
    for text, weight in (
        (context.item, 1.0),
        (context.clause, 0.8),
        (context.sentence, 0.6),
        (context.earlier, 0.25),
    ):
        if best >= weight:
            break
        longest = max((len(name) for name in names if name in text), default=0)
        if longest:
            best = max(best, weight * min(1.0, 0.6 + 0.1 * longest))
    return best


def _statistic_score(statistic: str, context: _Context, words: MatchingWords) -> float:
    """How well the clause says what the statistic counts; one that only says how it counts is general."""
    content = _content(statistic, words)
    if not content:
        return 0.45
    for text, weight in ((context.item, 1.0), (context.clause, 0.7), (context.sentence, 0.45)):
        found = _said(content, text, words)
        if found:
            return weight * found
    return 0.5 * _overlap(content, context.item + context.clause)


def _content(statistic: str, words: MatchingWords) -> str:
    """`statistic` without its ending: 化解件数 → 化解, 件数 → ""; a rate keeps its 率."""
    for ending in words.endings:
        if statistic.endswith(ending):
            rest = statistic.removesuffix(ending)
            if ending == "率":
                return statistic
            return _content(rest, words) if rest else ""
    return statistic


def _said(content: str, text: str, words: MatchingWords) -> float:
    """1 and a little for each character when the words stand in `text`, less for a synonym."""
    if content in text:
        return 0.7 + 0.1 * min(len(content), 7)
    longest = max((len(word) for word in words.synonyms.get(content, ()) if word in text), default=0)
    return 0.6 + 0.08 * min(longest, 7) if longest else 0.0


def _overlap(content: str, text: str) -> float:
    """The share of neighbouring characters of `content` that stand in `text` too."""
    pairs = {content[index : index + 2] for index in range(len(content) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
