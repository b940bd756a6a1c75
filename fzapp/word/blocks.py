"""What stands on the pages, in order and free of any file format: the Word file, the preview and the
PDF are all made from these blocks.

`keep_next` asks that no page ends between a block and the next one. Insets are distances from the
right edge of the type area in characters of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.word.measure import ems

if TYPE_CHECKING:
    from fzapp.domain.letterhead import Imprint, Letterhead


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What all blocks have."""

    keep_next: bool = False


@dataclass(frozen=True, slots=True)
class DocNumber(Block):
    """发文字号, centred above the title (GB/T 9704-2012, 7.2.5)."""

    text: str


@dataclass(frozen=True, slots=True)
class Title(Block):
    """The title, already broken into its lines (7.3.1)."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subtitle(Block):
    """The lines of the title below its name: who reports, or where. The standard knows one face for them all."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TitleNote(Block):
    """Bracketed lines under the title: a date, the stage of a draft."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addressee(Block):
    """主送机关, flush left with its colon (7.3.2)."""

    text: str


@dataclass(frozen=True, slots=True)
class HeadingBlock(Block):
    """A heading of level 1–4 (7.3.3): `number` made by the program, `text` without number.

    `mark` ends the heading (。 or ：) and `rest` is the text that runs on behind it in the same
    paragraph; without `rest` the heading has the line to itself. No page ends inside a `whole` one.
    """

    level: int
    number: str
    text: str
    mark: str = ""
    rest: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class BodyParagraph(Block):
    """A paragraph of text, two characters indented; no page ends inside a `whole` one."""

    text: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class TableBlock(Block):
    """A table; all rows have as many cells; no page ends inside a `whole` one.

    The first row is the header, or the first two (see `fzapp.domain.text_table`). Caption and `unit`
    (单位：件) stand above it.

    `weights` are the widths of the columns in proportion, for a table of a known shape: it is set in the
    smaller face. Without them the texts decide.
    """

    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    whole: bool = False
    weights: tuple[float, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class BlankLine(Block):
    """An empty line of the text's height."""


@dataclass(frozen=True, slots=True)
class AttachmentNote(Block):
    """附件说明: the names of the annexes under the text (7.3.4); numbered when there are several."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature(Block):
    """The names of the issuing bodies (7.3.5), one a line and blank lines where seals need room.

    The longest line ends `inset` characters from the right, the others are centred on it.
    """

    text: str
    inset: float

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines from top to bottom."""
        return tuple(self.text.split("\n"))

    @property
    def width(self) -> float:
        """The longest line in characters."""
        return max(map(ems, self.lines))


@dataclass(frozen=True, slots=True)
class DateLine(Block):
    """成文日期, `inset` characters from the right (7.3.5.4)."""

    text: str
    inset: float


@dataclass(frozen=True, slots=True)
class Annotation(Block):
    """附注 in brackets under the date (7.3.6)."""

    text: str


@dataclass(frozen=True, slots=True)
class PageBreak(Block):
    """The next block begins a page."""


@dataclass(frozen=True, slots=True)
class FirstPage(PageBreak):
    """The next block begins another copy: its pages are counted from 1 again."""


@dataclass(frozen=True, slots=True)
class EvenPage(PageBreak):
    """The next block begins an even page, and word processors keep it so however long the text becomes.

    `blank`: the text ends on an even page, so that a blank one lies between; that and all behind it bear no
    number (GB/T 9704-2012, 7.5).
    """

    blank: bool = False


@dataclass(frozen=True, slots=True)
class AnnexMark(Block):
    """附件 or 附件1 at the top left of the annex's first page (7.3.7)."""

    text: str


@dataclass(frozen=True, slots=True)
class AnnexTitle(Block):
    """The title of an annex, on the third line of its first page (7.3.7)."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterheadBlock(Block):
    """版头: everything from the top of the first page to the two lines below the red one (7.2)."""

    letterhead: Letterhead


@dataclass(frozen=True, slots=True)
class ImprintBlock(Block):
    """版记 at the foot of the page that it is put on, always the last block (7.4)."""

    imprint: Imprint
