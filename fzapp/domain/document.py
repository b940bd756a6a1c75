"""A foreign document as lines, and what was recognised in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fzapp.domain.report import ReportContent


@dataclass(frozen=True, slots=True)
class LineHint:
    """What a Word file tells about a paragraph besides its text; all empty for plain text.

    `outline_level` 1-based from the style or paragraph, `auto_number` the number Word would print
    (一、), `alignment` left center right both or "", `size` in points, `cell` (table, row, column),
    0-based, for a paragraph in a table.
    """

    style: str = ""
    outline_level: int | None = None
    auto_number: str = ""
    alignment: str = ""
    size: float | None = None
    font: str = ""
    bold: bool = False
    cell: tuple[int, int, int] | None = None
    in_textbox: bool = False


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the source: `number` is 1-based as CLI.md counts, `text` is as read."""

    number: int
    text: str
    hint: LineHint = field(default_factory=LineHint)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found in the source; `number` as written, `text` without number and end mark.

    `end` is the mark or gap behind it when text follows in the same line; `runs_on` says that text
    follows, which it may do without any mark.
    """

    level: int
    number: str
    text: str
    line: int
    end: str = ""
    column: int = 0
    runs_on: bool = False

    @property
    def inline_body(self) -> bool:
        """Whether text runs on behind the heading in the same paragraph."""
        return self.runs_on or bool(self.end)


@dataclass(frozen=True, slots=True)
class DroppedLine:
    """Residue that is no part of the report: shown to the user, never silently lost."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class RecognisedReport:
    """What `intake` made of a document. `date` is ISO or "" when the day does not exist."""

    content: ReportContent
    headings: tuple[Heading, ...] = ()
    dropped: tuple[DroppedLine, ...] = ()
    notes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    genre: str = ""
    year: int | None = None
    date: str = ""
