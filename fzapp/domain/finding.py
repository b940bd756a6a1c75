"""A finding (问题) of the checks: where, what is wrong, on which basis, and how it may be put right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FRAME_RULE = "missing_section.frame"
"""The rule on title, addressee, signature and date: what it finds stands in no section."""

UNDATED = "没有成文日期，要补上。"
"""What that rule says of a report that is signed below but not dated: the day of signing is still to come."""


class FindingClass(StrEnum):
    """The classes of CLI.md; the id of a rule begins with its class and a dot."""

    TYPO = "typo"
    LAW_NAME = "law_name"
    OUTDATED_TERM = "outdated_term"
    SET_PHRASE = "set_phrase"
    NUMBERING = "numbering"
    PUNCTUATION = "punctuation"
    RESIDUE = "residue"
    ARITHMETIC = "arithmetic"
    INCONSISTENCY = "inconsistency"
    STALE_YEAR = "stale_year"
    PRIVACY = "privacy"
    MISSING_SECTION = "missing_section"
    DATE = "date"
    DUPLICATE_PARAGRAPH = "duplicate_paragraph"
    LEVEL_AGENCY = "level_agency"
    GRAMMAR = "grammar"
    SENSITIVE = "sensitive"
    FORMAT = "format"


class Severity(StrEnum):
    """必须改, 建议改, 请留意, the gravest first."""

    MUST = "must"
    SHOULD = "should"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place to look at. `line` is 1-based, 0 for the whole document; `start` and `end` are 0-based
    offsets in that line as read. `message` is one Chinese sentence, `basis` the standard, document or
    reason behind it. Each of `suggestions` may stand for `text` as it is; "" means: take it out.
    """

    rule: str
    finding_class: FindingClass
    severity: Severity
    line: int
    start: int
    end: int
    text: str
    message: str
    basis: str
    suggestions: tuple[str, ...] = ()
