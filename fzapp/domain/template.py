"""The template of a genre: its outline, and for each section hints, checkpoints and word range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.period import closing_words

if TYPE_CHECKING:
    from fzapp.domain.period import Period
    from fzapp.domain.unit import UnitProfile

PLACEHOLDERS = ("unit", "short", "level", "superior", "year", "next_year")
"""What a pattern may hold in braces; see `fill_pattern`."""

CLOSING_MARK = "{closing}"
"""Stands in a `closing_statement` only."""

OWN_GENRE = "own_"
"""Beginning of the ids of an office's own genres: own_3_annual_report was copied from annual_report."""

_OWN_ID = re.compile(rf"{OWN_GENRE}\d+(?:_(\w+))?")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One thing a reviewer looks for. `basis` is the rule it rests on; `any_of` are words of which
    one must stand in the text for the point to count as covered; `figure` asks for a number too.

    A word may hold gaps: 集体…学习 stands where both parts follow each other in one sentence. A point
    without words never ticks by itself: only the writer can judge it.
    """

    id: str
    text: str
    basis: str = ""
    any_of: tuple[str, ...] = ()
    figure: bool = False


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section of a template. `words` is the (least, most) advised number of characters.

    `heading` and `zero_statement` are patterns. `optional` sections are folded away at first.
    """

    id: str
    level: int
    heading: str
    hint: str = ""
    checkpoints: tuple[Checkpoint, ...] = ()
    words: tuple[int, int] = (0, 0)
    ledgers: tuple[str, ...] = ()
    optional: bool = False
    zero_statement: str = ""


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """A genre (文种). `title` and the other patterns hold {unit} {year} {next_year} {superior}.

    `due_month` and `due_day` fall in the year after the reported one when `due_next_year`;
    `due_note` says for the reader how firm that day is. `required` are the ids of the parts that a
    rule prescribes, in its order; `order` is the place in a list of genres, from 1. `closing` is the day
    up to which figures run (06-30) when nobody chose another (see `fzapp.domain.period`), and
    `closing_statement` says another one in the text, where {closing} is 11月底.
    """

    id: str
    name: str
    title: str
    addressee: str
    signature: str
    sections: tuple[SectionSpec, ...]
    due_month: int
    due_day: int
    due_next_year: bool
    basis: str = ""
    valid_from: str = ""
    source: str = ""
    checked_on: str = ""
    required: tuple[str, ...] = ()
    due_note: str = ""
    order: int = 0
    closing: str = ""
    closing_statement: str = ""

    def section(self, section_id: str) -> SectionSpec | None:
        """The section of that id, or None."""
        return next((spec for spec in self.sections if spec.id == section_id), None)

    def writable(self) -> tuple[SectionSpec, ...]:
        """The sections that carry text of their own: all but the headings that only hold others."""
        followers = (*self.sections[1:], None)
        return tuple(
            spec
            for spec, follower in zip(self.sections, followers, strict=True)
            if follower is None or follower.level <= spec.level or spec.level == 0
        )


def delivered_genre(genre_id: str) -> str:
    """The genre of the program that an own one was copied from, "" for one of no such descent, else itself."""
    found = _OWN_ID.fullmatch(genre_id)
    return found[1] or "" if found else genre_id


def closing_statement(template: ReportTemplate, unit: UnitProfile, period: Period) -> str:
    """What the text says of the period of its figures; "" for the genre's own, and where it has no words for it."""
    if period.closing in ("", template.closing):
        return ""
    words = closing_words(period.closing)
    return fill_pattern(template.closing_statement, unit, period.year).replace(CLOSING_MARK, words)


def placeholders_in(pattern: str) -> tuple[str, ...]:
    """The names that stand in braces in `pattern`, in order, known or not."""
    return tuple(_PLACEHOLDER.findall(pattern))


def fill_pattern(pattern: str, unit: UnitProfile, year: int) -> str:
    """`pattern` for a unit and the year reported on.

    {unit} is the full name, {short} the short one, {level} 镇 乡 or 街道, {superior} the addressee,
    {year} and {next_year} are Arabic. Names that are not in `PLACEHOLDERS` stay as they are.
    """
    values = {
        "unit": unit.full_name,
        "short": unit.short_name,
        "level": unit.level,
        "superior": unit.superior,
        "year": str(year),
        "next_year": str(year + 1),
    }
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), pattern)
