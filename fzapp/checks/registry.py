"""All rules, in the order that decides between findings of equal weight on one place."""

from __future__ import annotations

from fzapp.checks import (
    arithmetic,
    arithmetic_change,
    arithmetic_lists,
    arithmetic_more,
    dates,
    duplicates,
    inconsistency,
    leaders,
    names,
    numbering,
    phrases,
    privacy,
    punctuation,
    residue,
    stale,
    structure,
    typos,
    wording,
)

RULES = (
    *privacy.RULES,
    *residue.RULES,
    *names.RULES,
    *phrases.RULES,
    *stale.RULES,
    *dates.RULES,
    *arithmetic.RULES,
    *arithmetic_change.RULES,
    *arithmetic_lists.RULES,
    *arithmetic_more.RULES,
    *inconsistency.RULES,
    *leaders.RULES,
    *wording.RULES,
    *typos.RULES,
    *numbering.RULES,
    *structure.RULES,
    *duplicates.RULES,
    *punctuation.RULES,
)
