"""The template of a genre: its outline, and for each section hints, checkpoints and word range."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One thing a reviewer looks for. `basis` is the rule it rests on; `any_of` are words of which
    one must stand in the text for the point to count as covered; `figure` asks for a number too.
    """

    id: str
    text: str
    basis: str = ""
    any_of: tuple[str, ...] = ()
    figure: bool = False


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section of a template. `words` is the (least, most) advised number of characters."""

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

    `due_month` and `due_day` fall in the year after the reported one when `due_next_year`.
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
