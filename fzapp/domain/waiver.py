"""A waiver (不再提示): what the user does not want to be told again, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class WaiverScope(StrEnum):
    """How far a waiver reaches."""

    ONCE = "once"
    PHRASE = "phrase"
    RULE = "rule"

    @property
    def label(self) -> str:
        """The words on the screen."""
        return _LABELS[self]


_LABELS = {
    WaiverScope.ONCE: "只有这一处",
    WaiverScope.PHRASE: "这个词句都不提示",
    WaiverScope.RULE: "这条规则都不提示",
}


@dataclass(frozen=True, slots=True)
class Waiver:
    """`rule` is the id of the rule. `phrase` is what was found; with `context`, the words around it, and
    `report_id` it names one place. Of a wider scope what does not count is empty or 0.
    """

    id: int
    scope: WaiverScope
    rule: str
    reason: str
    phrase: str = ""
    context: str = ""
    report_id: int = 0
    section_id: int = 0
    waived_at: str = ""

    def covers(self, report_id: int, rule: str, phrase: str, context: str) -> bool:
        """Whether a finding of `rule` on `phrase` need not be told."""
        if rule != self.rule:
            return False
        if self.scope is WaiverScope.RULE:
            return True
        if phrase != self.phrase:
            return False
        if self.scope is WaiverScope.PHRASE:
            return True
        return report_id == self.report_id and context == self.context
