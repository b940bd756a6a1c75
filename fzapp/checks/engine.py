"""Runs the rules over the facts of a report. The same facts give the same findings in the same order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.domain.finding import Finding, FindingClass, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge
    from fzapp.checks.line_memo import LineMemo
    from fzapp.checks.rule import Hit, Rule

_OF_WORDING = (FindingClass.SET_PHRASE, FindingClass.OUTDATED_TERM)
"""What a place may call its own way; names of laws and figures it may not."""

_RANK = {Severity.MUST: 0, Severity.SHOULD: 1, Severity.NOTE: 2}


def run(
    rules: Sequence[Rule], facts: ReportFacts, knowledge: Knowledge, memo: LineMemo | None = None
) -> tuple[Finding, ...]:
    """All findings of `rules`, sorted by place; of those that overlap the most certain one stays.

    With a `memo` the local rules look only at lines that it has not seen in this shape; the answer is the same.
    """
    if memo is None:
        hits = [list(rule.find(facts, knowledge)) for rule in rules]
    else:
        hits = memo.hits(rules, facts, knowledge)
    found = [
        _finding(rule, hit, facts)
        for rule, of_rule in zip(rules, hits, strict=True)
        for hit in (rule.keep(facts, of_rule) if rule.keep else of_rule)
    ]
    found = [finding for finding in found if not _is_own_wording(finding, facts)]
    return tuple(sorted(_without_overlaps(found, rules), key=_place))


def _is_own_wording(finding: Finding, facts: ReportFacts) -> bool:
    """Whether a finding on a set phrase lies in a spelling that the unit profile keeps for its own."""
    unit = facts.given.unit
    if unit is None or not unit.wordings or finding.line == 0 or finding.finding_class not in _OF_WORDING:
        return False
    line = facts.lines[finding.line - 1]
    spans = (m.span() for own in unit.wordings for m in re.finditer(re.escape(own), line))
    return any(start <= finding.start and finding.end <= end for start, end in spans)


def _finding(rule: Rule, hit: Hit, facts: ReportFacts) -> Finding:
    text = facts.lines[hit.line - 1][hit.start : hit.end] if hit.line else ""
    severity = hit.severity or rule.severity
    basis = hit.basis or rule.basis
    return Finding(
        rule.id,
        rule.finding_class,
        severity,
        hit.line,
        hit.start,
        hit.end,
        text,
        hit.message,
        basis,
        hit.suggestions,
    )


def _without_overlaps(found: Iterable[Finding], rules: Sequence[Rule]) -> list[Finding]:
    """The gravest finding of each place, among equals the one whose rule stands first in the registry.

    A finding on a whole paragraph does not silence what is wrong inside it, except other long ones.
    """
    order = {rule.id: index for index, rule in enumerate(rules)}
    kept: list[Finding] = []
    taken: dict[int, list[tuple[int, int, bool]]] = {}
    for finding in sorted(found, key=lambda f: (_RANK[f.severity], order[f.rule], _place(f))):
        if finding.line == 0:
            kept.append(finding)
            continue
        whole = finding.rule.startswith("duplicate_paragraph")
        spans = taken.setdefault(finding.line, [])
        if any(w == whole and finding.start < end and start < finding.end for start, end, w in spans):
            continue
        spans.append((finding.start, finding.end, whole))
        kept.append(finding)
    return kept


def _place(finding: Finding) -> tuple[int, int, int, str]:
    return (finding.line, finding.start, finding.end, finding.rule)
