"""Sentences of running text with their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?[”’）]*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `line` 1-based, `start` and `end` character offsets in that line, blanks outside."""

    line: int
    start: int
    end: int
    text: str


def sentences_of(line: str, number: int = 1) -> Iterator[Sentence]:
    """The sentences of one line, split after 。！？； with closing quotation marks kept."""
    for found in _SENTENCE.finditer(line):
        text = found[0].strip()
        if text:
            start = found.start() + found[0].index(text)
            yield Sentence(number, start, start + len(text), text)


def sentences(lines: Iterable[str]) -> tuple[Sentence, ...]:
    """The sentences of a document, line by line."""
    return tuple(s for number, line in enumerate(lines, 1) for s in sentences_of(line, number))
