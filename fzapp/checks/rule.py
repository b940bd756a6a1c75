"""What a rule is: a name, what it rests on, and a function from the facts of a report to hits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.finding import FindingClass, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that a rule points at; `line` 0 is the whole document. `severity` and `basis` override the
    rule's own where one place is less certain than others, or has a source of its own.
    """

    line: int
    start: int
    end: int
    message: str
    suggestions: tuple[str, ...] = ()
    severity: Severity | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `id` begins with its class and a dot; its examples stand in resources/rules/examples.toml.

    A `local` rule judges each line by itself (and by what `ReportFacts.line_key` tells of it), so that its
    hits can be kept until the line changes; `keep` then chooses among its hits of the whole document.
    """

    id: str
    severity: Severity
    basis: str
    find: Callable[[ReportFacts, Knowledge], Iterator[Hit]]
    local: bool = False
    keep: Callable[[ReportFacts, list[Hit]], list[Hit]] | None = None

    @property
    def finding_class(self) -> FindingClass:
        """The class that the id begins with."""
        return FindingClass(self.id.split(".", 1)[0])
