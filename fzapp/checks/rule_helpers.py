"""Small steps that many rules share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit
from fzapp.domain.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Pattern

_TITLES = re.compile(r"《[^《》]{1,80}(?:《[^《》]{1,60}》[^《》]{0,60})?》")


def title_spans(text: str) -> list[tuple[int, int]]:
    """The spans of names in 《》 of one line."""
    return [found.span() for found in _TITLES.finditer(text)] if "《" in text else []


def inside(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a place lies in one of the spans."""
    return any(a <= start and end <= b for a, b in spans)


def pattern_hits(
    facts: ReportFacts, patterns: Iterable[Pattern], *, in_titles: bool = False
) -> Iterator[Hit]:
    """Every place where a wrong form stands, outside names in 《》 unless told otherwise."""
    chosen = [p for p in patterns if p.holds_in(facts.year) and (not p.needs or facts.level in p.needs)]
    lines = tuple(facts.body())
    whole = "\n".join(text for _, text in lines)
    chosen = [pattern for pattern in chosen if pattern.may_stand_in(whole)]
    for number, text in lines:
        spans: list[tuple[int, int]] | None = None
        for pattern in chosen:
            for found in pattern.find.finditer(text):
                if found.end() == found.start():
                    continue
                if spans is None:
                    spans = [] if in_titles else title_spans(text)
                if inside(spans, found.start(), found.end()):
                    continue
                yield _hit(number, found, pattern)


def _hit(number: int, found: re.Match[str], pattern: Pattern) -> Hit:
    right = found.expand(pattern.right) if pattern.right else ""
    message = pattern.message or f"应为“{right}”"
    return Hit(
        number,
        found.start(),
        found.end(),
        message + "。",
        (right,) if right else (),
        Severity(pattern.severity) if pattern.severity else None,
        pattern.basis,
    )
