"""Whether a text covers a checkpoint: words, and where asked a number beside them.

Everything here runs in time linear in the length of the text, because it runs while the clerk types.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fzapp.infra import paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.domain.template import Checkpoint

GAP = "…"
"""Between two parts of a word: anything in the same sentence."""

_SENTENCE = re.compile(r"[^。！？；!?;\n]+")
_TOKEN = re.compile(r"\{\{[^{}\n]+\}\}")
_ARABIC = re.compile(r"\d+(?:\.\d+)?")
_NOT_BEFORE = frozenset("·〔第")
_NOT_AFTER = frozenset("·〕年月日号")
_ENUMERATOR = re.compile(r"\s*[（(]?\d{1,2}(?:[）)]|[.．、](?!\d))")
_RANGE_OF_YEARS = re.compile(r"\d{4}\s*[—–-]+\s*\d{4}年")
_NUMERALS = "〇零一二两三四五六七八九十百千万亿"


@dataclass(frozen=True, slots=True)
class _Words:
    """What resources/rules/coverage.toml says, as patterns."""

    chinese: re.Pattern[str]
    zero: re.Pattern[str]
    names_of_digits: frozenset[str]


@cache
def _words() -> _Words:
    raw = tomllib.loads((paths.resources() / "rules/coverage.toml").read_text(encoding="utf-8"))
    phrases = "|".join(f"{unit}(?:{'|'.join(words)})" for unit, words in raw["phrases"].items())
    counted = (
        rf"(?<![第{_NUMERALS}])(?:[{_NUMERALS}]{{2,}}|[二两三四五六七八九十百千])[余多来]?"
        rf"(?=[{raw['units']}])(?!{phrases})"
    )
    zero = (
        f"未(?:{'|'.join(raw['not_done'])})|没有(?:{'|'.join(raw['none_done'])})"
        f"|无[^，,]{{0,12}}(?:{'|'.join(raw['no_such'])})|为零"
    )
    return _Words(re.compile(counted), re.compile(zero), frozenset(raw["names_of_digits"]))


def covered(checkpoint: Checkpoint, text: str) -> bool:
    """Whether `text` says what the checkpoint asks for.

    One of its words must stand in a sentence; with `figure` that same sentence must also hold an
    amount (see `has_amount`). A checkpoint without words is never covered by itself.
    """
    if not checkpoint.any_of:
        return False
    return any(
        _says_one(sentence, checkpoint.any_of) and (not checkpoint.figure or has_amount(sentence))
        for sentence in _sentences(text)
    )


def has_amount(sentence: str) -> bool:
    """Whether a sentence tells how many: an Arabic or Chinese numeral, a bound figure, or plainly none.

    Years, dates, document numbers, enumerators and numbers that are names (12345, “12·4”, 三项制度) tell
    no amount.
    """
    if _TOKEN.search(sentence) or _words().chinese.search(sentence) or _words().zero.search(sentence):
        return True
    enumerator = _ENUMERATOR.match(sentence)
    body = _RANGE_OF_YEARS.sub("", sentence[enumerator.end() :] if enumerator else sentence)
    return any(_is_amount(body, found) for found in _ARABIC.finditer(body))


def _is_amount(sentence: str, found: re.Match[str]) -> bool:
    before = sentence[found.start() - 1] if found.start() else ""
    after = sentence[found.end()] if found.end() < len(sentence) else ""
    return found[0] not in _words().names_of_digits and before not in _NOT_BEFORE and after not in _NOT_AFTER


def _sentences(text: str) -> Iterator[str]:
    return (found[0] for found in _SENTENCE.finditer(text))


def _says_one(sentence: str, words: tuple[str, ...]) -> bool:
    return any(_says(sentence, word) for word in words)


def _says(sentence: str, word: str) -> bool:
    """Whether the parts of `word` follow each other in the sentence."""
    at = 0
    for part in word.split(GAP):
        found = sentence.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
