"""Making a signed report public: what was found at a place, and what a person decided about it.

Rests on the rule of 先审查、后公开: every place is looked at by somebody, nothing is changed silently
(DOMAIN.md 9.2; 政府信息公开条例 articles 14 to 17).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Treatment(StrEnum):
    """What becomes of a place in the copy for publication; the values are stored."""

    KEEP = "keep"
    REPLACE = "replace"
    LEAVE_OUT = "leave_out"

    @property
    def label(self) -> str:
        """The word on the screen and on paper."""
        return _LABELS[self]

    def told(self, put: str) -> str:
        """The word with what is `put` there instead: 保留, 改写为“……”, 删去."""
        return f"改写为“{put}”" if self is Treatment.REPLACE else self.label


_LABELS = {Treatment.KEEP: "保留", Treatment.REPLACE: "改写", Treatment.LEAVE_OUT: "删去"}


@dataclass(frozen=True, slots=True)
class ReleaseKind:
    """A kind of place. `grave` ones are kept only with a reason; `only_keep` ones no change of words cures."""

    id: str
    name: str
    treatment: Treatment
    put: str
    grave: bool
    only_keep: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about the place that `mark` names, by whom (`by`) and when (ISO, local).

    `put` is what stands there instead, of `Treatment.REPLACE` alone. `kind` is the name of the kind as told.
    """

    mark: str
    kind: str
    treatment: Treatment
    put: str
    reason: str
    by: str
    at: str

    @property
    def told(self) -> str:
        """保留, 改写为“……”, 删去."""
        return self.treatment.told(self.put)
