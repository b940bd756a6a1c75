"""Text that stands twice: in the report itself, or word for word in last year's."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity
from fzapp.text.sentences import sentences_of
from fzapp.text.similarity import copied, normalised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge

_NUMBER = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}(?:[）)、.．]|是)|第[一二三四五六七八九十]+，)+"
)
_SAYS = re.compile("[。，；]")
"""A line without a mark is a heading or the name of an annex, and may well come back."""
_CLAUSE = re.compile(r"[^，。；：！？]+[，。；：！？]?")
_SHORTEST = 16
_SHORTEST_SENTENCE = 18
_SHORTEST_RUN = 24
_LEAST_COPIED = 40
_DIGIT = re.compile(r"\d")


def paragraphs(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A paragraph that stands in the text before, whatever its number."""
    del knowledge
    for number, before in _repeated(facts):
        text = facts.plain[number - 1]
        inner = text.strip()
        start = text.index(inner)
        message = f"这一段与第{before}行重复，要删去一处。"
        yield Hit(number, start, start + len(inner), message, ("",))


def _repeated(facts: ReportFacts) -> Iterator[tuple[int, int]]:
    """(line, line before that says the same)."""
    seen: dict[str, int] = {}
    for number, text in facts.body():
        if facts.part(number) == "tail" or "\t" in text or not _SAYS.search(text):
            continue
        key = normalised(_NUMBER.sub("", text))
        if len(key) < _SHORTEST:
            continue
        if key in seen:
            yield number, seen[key]
        else:
            seen[key] = number


def sentences(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Two clauses in a row that stand elsewhere in the text word for word."""
    del knowledge
    places: dict[str, tuple[int, int]] = {}
    repeated = {number for number, _ in _repeated(facts)}
    whole: dict[str, int] = {}
    for number, text in facts.body():
        if number in repeated or number in facts.own_heading_lines or facts.part(number) in ("tail", "head"):
            continue
        yield from _whole_sentences(number, text, whole)
        clauses = [(m.start(), m.end(), m[0]) for m in _CLAUSE.finditer(text)]
        until = 0
        for index, (start, end, clause) in enumerate(clauses[:-1]):
            run = clause + clauses[index + 1][2]
            if len(run) < _SHORTEST_RUN or start < until:
                continue
            key = normalised(run)
            if len(key) < _SHORTEST_RUN:
                continue
            if key in places and places[key][0] != -1:
                until = clauses[index + 1][1]
                yield Hit(number, start, until, f"这句话与第{places[key][0]}行重复。")
            else:
                places.setdefault(key, (number, end))


def _whole_sentences(number: int, text: str, seen: dict[str, int]) -> Iterator[Hit]:
    """Sentences of some length that stand in the text before, word for word (rule N40)."""
    for sentence in sentences_of(text, number):
        key = normalised(_NUMBER.sub("", sentence.text)) if len(sentence.text) > _SHORTEST_SENTENCE else ""
        if len(key) < _SHORTEST_SENTENCE:
            continue
        if key in seen:
            end = sentence.start + len(sentence.text)
            yield Hit(number, sentence.start, end, f"这句话与第{seen[key]}行重复。")
        seen.setdefault(key, number)


def from_last_year(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A paragraph with figures that was taken over from last year without a change."""
    del knowledge
    last = facts.given.last_lines
    if not last:
        return
    by_line: dict[int, list[int]] = defaultdict(list)
    for old, new in copied(last, facts.lines):
        by_line[new].append(old)
    for number, olds in sorted(by_line.items()):
        text = facts.plain[number - 1]
        if number in facts.dropped or facts.part(number) in ("head", "tail"):
            continue
        old = max(olds, key=lambda line: _shared(last[line - 1], text))
        shared = _shared(last[old - 1], text)
        if shared < _LEAST_COPIED or shared < 0.6 * len(normalised(text)):
            continue
        inner = text.strip()
        start = text.index(inner)
        what = "，数字也没有改" if _DIGIT.search(inner) else ""
        severity = None if what else Severity.SHOULD
        message = f"这一段与去年报告第{old}行一字不差{what}，要核对更新。"
        yield Hit(number, start, start + len(inner), message, (), severity)


def _shared(old: str, new: str) -> int:
    """Characters of the sentences that both lines hold."""
    theirs = {normalised(s) for s in re.split("[。；]", old)}
    return sum(len(s) for s in (normalised(p) for p in re.split("[。；]", new)) if s and s in theirs)


RULES = (
    Rule("duplicate_paragraph.within", Severity.MUST, "同一内容只写一次（规则N40）", paragraphs),
    Rule("duplicate_paragraph.last_year", Severity.MUST, "每年的情况要重新核实（规则N41）", from_last_year),
    Rule("duplicate_paragraph.sentence", Severity.SHOULD, "同一内容只写一次（规则N40）", sentences),
)
