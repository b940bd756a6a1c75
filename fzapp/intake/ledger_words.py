"""The words by which the layout and the cells of an office's sheet are understood (resources/rules/headers.toml)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from fzapp.infra.paths import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_OUTSIDE_WORDS = re.compile(r"[^\w#%]|_")
_BRACKETED = re.compile(r"[(\[{【<《][^()\[\]{}【】<>《》]*[)\]}】>》]")


@dataclass(frozen=True, slots=True)
class Question:
    """An everyday way to ask for a column: 什么时候 asks `when`."""

    word: str
    ask: str


@dataclass(frozen=True, slots=True)
class LedgerWords:
    """The lists as data; see the comments of the file."""

    totals: frozenset[str]
    subtotals: frozenset[str]
    total_endings: tuple[str, ...]
    notes: tuple[str, ...]
    signers: tuple[str, ...]
    unit_lines: tuple[str, ...]
    closing_days: tuple[str, ...]
    nothing: tuple[str, ...]
    summary: tuple[str, ...]
    instructions: tuple[str, ...]
    blank: frozenset[str]
    zero: frozenset[str]
    undated: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    errors: frozenset[str]
    approximate_before: tuple[str, ...]
    approximate_after: tuple[str, ...]
    exact_before: frozenset[str]
    counters: tuple[str, ...]
    money: Mapping[str, Decimal]
    questions: tuple[Question, ...]


@cache
def ledger_words() -> LedgerWords:
    """The lists, read once."""
    data = tomllib.loads((resources() / "rules" / "headers.toml").read_text(encoding="utf-8"))
    rows, sheets, cells = data["rows"], data["sheets"], data["cells"]
    asked = [Question(word, group["ask"]) for group in data["questions"] for word in group["words"]]
    return LedgerWords(
        totals=_normal(rows["totals"]),
        subtotals=_normal(rows["subtotals"]),
        total_endings=tuple(rows["total_endings"]),
        notes=tuple(plain(word) for word in rows["notes"]),
        signers=tuple(rows["signers"]),
        unit_lines=tuple(rows["unit_lines"]),
        closing_days=tuple(rows["closing_days"]),
        nothing=tuple(rows["nothing"]),
        summary=tuple(sheets["summary"]),
        instructions=tuple(sheets["instructions"]),
        blank=_normal(cells["blank"]),
        zero=_normal(cells["zero"]),
        undated=_normal(cells["undated"]),
        yes=_normal(cells["yes"]),
        no=_normal(cells["no"]),
        errors=frozenset(cells["errors"]),
        approximate_before=_longest_first(cells["approximate_before"]),
        approximate_after=_longest_first(cells["approximate_after"]),
        exact_before=frozenset(cells["exact_before"]),
        counters=_longest_first(cells["counters"]),
        money={plain(unit): Decimal(factor) for unit, factor in cells["money"].items()},
        questions=tuple(sorted(asked, key=lambda question: -len(question.word))),
    )


def _normal(words: list[str]) -> frozenset[str]:
    return frozenset(plain(word) for word in words)


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


def plain(text: str) -> str:
    """`text` with full-width forms narrowed and every blank taken out."""
    if text.isascii():
        return text if text.isalnum() else _BLANKS.sub("", text)
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=16_384)
def header_key(text: str) -> str:
    """A header for comparison: narrowed, without blanks and marks (村（社区） and 村 社区 are one)."""
    return _OUTSIDE_WORDS.sub("", plain(text)).casefold()


@lru_cache(maxsize=16_384)
def header_stem(text: str) -> str:
    """A header without what stands in brackets: 发放资料（份） gives 发放资料."""
    return header_key(_BRACKETED.sub("", plain(text)))


def bracketed(text: str) -> str:
    """What the last brackets of a header hold (份, 万元), or ""."""
    found = _BRACKETED.findall(plain(text))
    return found[-1][1:-1] if found else ""
