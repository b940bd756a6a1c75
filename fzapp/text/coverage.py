"""Whether a text covers a checkpoint: words, and where asked a number beside them.

Everything here runs in time linear in the length of the text, because it runs while the clerk types.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.domain.template import Checkpoint, SectionSpec

GAP = "…"
"""Between two parts of a word: anything in the same sentence."""

_SENTENCE = re.compile(r"[^。！？；!?;\n]+")
_TOKEN = re.compile(r"\{\{[^{}\n]+\}\}")
_ARABIC = re.compile(r"\d+(?:\.\d+)?")
_NOT_BEFORE = frozenset("·〔第")
_NOT_AFTER = frozenset("·〕年月日号")
_NAMES_OF_DIGITS = frozenset({"12345", "12348", "12309", "110"})
_ENUMERATOR = re.compile(r"\s*[（(]?\d{1,2}(?:[）)]|[.．、](?!\d))")
_RANGE_OF_YEARS = re.compile(r"\d{4}\s*[—–-]+\s*\d{4}年")
_CHINESE = re.compile(
    r"(?<![第〇零一二两三四五六七八九十百千万亿])"
    r"(?:[〇零一二两三四五六七八九十百千万亿]{2,}|[二两三四五六七八九十百千])[余多来]?"
    r"(?=[次件人名场份条项起户家处个部期批卷宗篇块张台天元])"
    r"(?!个(?:亲自|坚持|意识|自信|确立|维护|更加|全面|规定|所有|融合|方面)|项(?:制度|规定|机制|职责))"
)
_ZERO = re.compile(
    r"未(?:发生|制定|收到|产生|新增|出现|作出|受理|办理|发现|开展|出台)"
    r"|没有(?:发生|制定|收到|产生|新增|出现|作出|受理|办理|发现)"
    r"|无[^，,]{0,12}(?:案件|事项|情形|申请)"
    r"|为零"
)


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


def open_checkpoints(spec: SectionSpec, text: str) -> tuple[Checkpoint, ...]:
    """The checkpoints of a section that `text` does not cover, in their order."""
    return tuple(point for point in spec.checkpoints if not covered(point, text))


def has_amount(sentence: str) -> bool:
    """Whether a sentence tells how many: an Arabic or Chinese numeral, a bound figure, or plainly none.

    Years, dates, document numbers, enumerators and numbers that are names (12345, “12·4”, 三项制度) tell
    no amount.
    """
    if _TOKEN.search(sentence) or _CHINESE.search(sentence) or _ZERO.search(sentence):
        return True
    enumerator = _ENUMERATOR.match(sentence)
    body = _RANGE_OF_YEARS.sub("", sentence[enumerator.end() :] if enumerator else sentence)
    return any(_is_amount(body, found) for found in _ARABIC.finditer(body))


def _is_amount(sentence: str, found: re.Match[str]) -> bool:
    before = sentence[found.start() - 1] if found.start() else ""
    after = sentence[found.end()] if found.end() < len(sentence) else ""
    return found[0] not in _NAMES_OF_DIGITS and before not in _NOT_BEFORE and after not in _NOT_AFTER


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
