"""Wrong characters that no list foresees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.checks.rule_helpers import inside, title_spans
from fzapp.domain.finding import Severity
from fzapp.text.typo_model import MOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge


def slips(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A character that a like-sounding or like-looking one would make much likelier."""
    finder = knowledge.typo_finder
    if finder is None:
        return
    lines = [
        (number, text)
        for number, text in facts.body()
        if facts.part(number) not in ("head", "tail") or "。" in text
    ]
    for slip in finder.suspects(lines):
        if inside(title_spans(facts.plain[slip.line - 1]), slip.start, slip.end):
            continue
        message = f"“{slip.wrong}”疑是“{slip.right}”之误。"
        yield Hit(slip.line, slip.start, slip.end, message, (slip.right,))


def collocations(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A half of a known pair of words with one character that sounds or looks alike."""
    finder = knowledge.typo_finder
    if finder is None:
        return
    for number, text in facts.body():
        for start, end, right in finder.collocations.find(text):
            if not inside(title_spans(text), start, end):
                message = f"“{text[start:end]}”疑是“{right}”之误。"
                yield Hit(number, start, end, message, (right,))


def expressions(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A set expression with one wrong character."""
    finder = knowledge.typo_finder
    if finder is None:
        return
    for number, text in facts.body():
        for start, end, right in finder.expressions.find(text):
            if not inside(title_spans(text), start, end):
                message = f"“{text[start:end]}”疑是“{right}”之误。"
                yield Hit(number, start, end, message, (right,))


def alone(facts: ReportFacts, hits: list[Hit]) -> list[Hit]:
    """The slips that stand once in the text; none when there are so many that it is no Chinese prose."""
    document = "\n".join(facts.plain)
    kept = [hit for hit in hits if document.count(facts.plain[hit.line - 1][hit.start : hit.end]) == 1]
    return kept if len(kept) <= MOST else []


RULES = (
    Rule("typo.collocation", Severity.SHOULD, "词语用法", collocations, local=True, keep=alone),
    Rule("typo.expression", Severity.SHOULD, "固定词语", expressions, local=True, keep=alone),
    Rule("typo.slip", Severity.SHOULD, "词语用法", slips, local=True, keep=alone),
)
