"""Keeps what local rules found in each line, so that a text being written is checked again at once.

The answer is the same as that of a whole check: a line is only spared when everything that a local rule may
know of it (`ReportFacts.line_key`) and of the document (`ReportFacts.context_key`) is as it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.text.quantities import find_quantities

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge
    from fzapp.checks.rule import Hit, Rule
    from fzapp.text.quantities import Quantity, QuantityLexicon

_Found = tuple[tuple["Hit", ...], ...]
"""The hits of each local rule on one line, their line number 0."""


class LineMemo:
    """What was found in the lines of one document when it was last checked. For one thread."""

    def __init__(self) -> None:
        self._context: Hashable = None
        self._found: dict[Hashable, _Found] = {}
        self._figures: dict[str, tuple[Quantity, ...]] = {}
        self._used: dict[str, tuple[Quantity, ...]] = {}

    def figures(self, line: str, lexicon: QuantityLexicon) -> tuple[Quantity, ...]:
        """The figures of a line, read once while the line stays in the text."""
        known = self._figures.get(line)
        found = find_quantities(line, lexicon) if known is None else known
        self._used[line] = found
        return found

    def hits(self, rules: Sequence[Rule], facts: ReportFacts, knowledge: Knowledge) -> list[list[Hit]]:
        """The hits of each rule; local rules are run on lines that changed."""
        local = [rule for rule in rules if rule.local]
        self._forget((facts.context_key(), tuple(rule.id for rule in local)))
        keys = [facts.line_key(number) for number in range(1, len(facts.lines) + 1)]
        rows = [self._found.get(key) for key in keys]
        new = {keys[at]: at + 1 for at, row in enumerate(rows) if row is None}
        seen = self._look(local, replace(facts, only=frozenset(new.values())), knowledge, new)
        rows = [seen[key] if row is None else row for key, row in zip(keys, rows, strict=True)]
        self._found = dict(zip(keys, rows, strict=True))
        by_rule = {rule.id: _placed(index, rows) for index, rule in enumerate(local)}
        return [by_rule[rule.id] if rule.local else list(rule.find(facts, knowledge)) for rule in rules]

    def _forget(self, context: Hashable) -> None:
        """Drop what was found under another year, level, signature or set of rules, and lines that are gone."""
        self._figures, self._used = self._used, {}
        if context != self._context:
            self._context = context
            self._found = {}

    def _look(
        self, local: Sequence[Rule], facts: ReportFacts, knowledge: Knowledge, new: dict[Hashable, int]
    ) -> dict[Hashable, _Found]:
        rows: dict[int, list[list[Hit]]] = {number: [[] for _ in local] for number in new.values()}
        for index, rule in enumerate(local):
            for hit in rule.find(facts, knowledge):
                rows[hit.line][index].append(replace(hit, line=0))
        return {key: tuple(map(tuple, rows[number])) for key, number in new.items()}


def _placed(index: int, rows: Sequence[_Found]) -> list[Hit]:
    """The hits of one rule with the numbers that their lines have now."""
    return [replace(hit, line=number) for number, row in enumerate(rows, 1) for hit in row[index]]
