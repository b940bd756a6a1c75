"""Blocks on pages: the national grid of 22 lines by 28 characters, for preview, print and page count.

No fonts are asked: on this grid every Chinese character has its cell, so where a line and a page end
follows from the text alone, on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

from fzapp.word.blocks import (
    Addressee,
    AnnexMark,
    AnnexTitle,
    Annotation,
    AttachmentNote,
    BlankLine,
    BodyParagraph,
    DateLine,
    DocNumber,
    HeadingBlock,
    PageBreak,
    Signature,
    Subtitle,
    TableBlock,
    Title,
)
from fzapp.word.lines import break_lines
from fzapp.word.measure import ems
from fzapp.word.profile import POINTS_PER_MM, TWIPS_PER_POINT, FontRole
from fzapp.word.tables import column_widths, text_role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fzapp.word.blocks import Block
    from fzapp.word.profile import FormatProfile

_INDENT = 2.0
_HEADING_ROLES = (FontRole.HEADING1, FontRole.HEADING2, FontRole.HEADING3, FontRole.HEADING4)
_CELL_PADDING = 0.7
"""Both sides of a cell, in characters."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of characters in one face; `x` from the left of the type area, in text characters."""

    text: str
    role: FontRole
    x: float


@dataclass(frozen=True, slots=True)
class Box:
    """A frame: `x` and `width` in text characters, `top` and `height` in lines."""

    x: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of text: `top` from the top of the type area, `height`, both in lines of the grid."""

    top: float
    height: float
    fragments: tuple[Fragment, ...]


@dataclass(slots=True)
class Page:
    """A page: `number` from 1, what stands on it from top to bottom."""

    number: int
    lines: list[PlacedLine] = field(default_factory=list[PlacedLine])
    boxes: list[Box] = field(default_factory=list[Box])


@dataclass(frozen=True, slots=True)
class _Strip:
    """A line before it has a place: its height in lines, its text, and frames relative to its top."""

    height: float
    fragments: tuple[Fragment, ...] = ()
    boxes: tuple[Box, ...] = ()


def page_count(blocks: Sequence[Block], profile: FormatProfile) -> int:
    """How many pages the blocks take; an empty document takes one."""
    return len(lay_out(blocks, profile))


def lay_out(blocks: Sequence[Block], profile: FormatProfile) -> tuple[Page, ...]:
    """The pages of a document."""
    setter = _Setter(profile)
    paper = _Paper(profile.lines)
    for group in _groups(blocks):
        if isinstance(group[0], PageBreak):
            paper.break_page()
            continue
        paper.put([setter.strips(block) for block in group])
    return tuple(paper.pages)


def _groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks that must begin on the page where the next one begins, with that next one."""
    group: list[Block] = []
    for block in blocks:
        if isinstance(block, PageBreak) and group:
            yield group
            group = []
        group.append(block)
        if not block.keep_next:
            yield group
            group = []
    if group:
        yield group


class _Paper:
    """Fills pages from the top; keeps a group together as far as a page has room for it."""

    def __init__(self, lines: int) -> None:
        self._room = float(lines)
        self._used = 0.0
        self.pages = [Page(1)]

    def break_page(self) -> None:
        """Begin a page, unless this one is still empty."""
        if self.pages[-1].lines or self.pages[-1].boxes or self._used:
            self.pages.append(Page(len(self.pages) + 1))
            self._used = 0.0

    def put(self, group: list[list[_Strip]]) -> None:
        """Place blocks one below the other.

        Between a block and the next of the group no page may end: the last line of each and the first
        of the next, with all single lines between them, stand together.
        """
        for index, strips in enumerate(group):
            for place, strip in enumerate(strips):
                last = place == len(strips) - 1
                needed = strip.height + (_following(group[index + 1 :]) if last else 0.0)
                self._place(strip, min(needed, self._room))

    def _place(self, strip: _Strip, needed: float) -> None:
        if self._used + needed > self._room + 1e-6 and self._used:
            self.pages.append(Page(len(self.pages) + 1))
            self._used = 0.0
        page = self.pages[-1]
        page.lines.append(PlacedLine(self._used, strip.height, strip.fragments))
        page.boxes += [Box(box.x, self._used + box.top, box.width, box.height) for box in strip.boxes]
        self._used += strip.height


def _following(group: list[list[_Strip]]) -> float:
    """The height that must follow on the same page: single lines, and the first line of a longer block."""
    height = 0.0
    for strips in group:
        height += strips[0].height if strips else 0.0
        if len(strips) > 1:
            break
    return height


class _Setter:
    """Sets each kind of block in lines."""

    def __init__(self, profile: FormatProfile) -> None:
        self._profile = profile
        self._wide = float(profile.characters)
        self._cell = profile.text_width / profile.characters
        self._pitch = profile.line_pitch / TWIPS_PER_POINT

    def strips(self, block: Block) -> list[_Strip]:
        """The lines of a block."""
        match block:
            case Title(lines=lines) | AnnexTitle(lines=lines):
                return [self._centred(line, FontRole.TITLE) for line in lines]
            case Subtitle(lines=lines):
                return [self._centred(line, FontRole.SUBTITLE) for line in lines]
            case DocNumber(text=text):
                return [self._centred(text, FontRole.BODY)]
            case HeadingBlock():
                return self._heading(block)
            case TableBlock():
                return list(self._table(block))
            case AttachmentNote(names=names):
                return list(self._attachments(names))
            case Signature(lines=lines, inset=inset, width=width):
                middle = self._wide - inset - width / 2
                return [self._line(line, FontRole.BODY, middle - ems(line) / 2) for line in lines]
            case DateLine(text=text, inset=inset):
                return [self._line(text, FontRole.BODY, self._wide - inset - ems(text))]
            case _:
                return self._text_block(block)

    def _text_block(self, block: Block) -> list[_Strip]:
        match block:
            case Addressee(text=text):
                return self._paragraph(text, FontRole.BODY, 0.0)
            case AnnexMark(text=text):
                return self._paragraph(text, FontRole.ANNEX_MARK, 0.0)
            case BodyParagraph(text=text) | Annotation(text=text):
                return self._paragraph(text, FontRole.BODY, _INDENT)
            case _:
                assert isinstance(block, BlankLine)
                return [_Strip(1.0)]

    def _em(self, role: FontRole) -> float:
        """The width of a character of a role in text characters; text on the grid takes its cell."""
        size = self._profile.fonts[role].size
        return 1.0 if size == self._profile.fonts[FontRole.BODY].size else size / self._cell

    def _line(self, text: str, role: FontRole, x: float) -> _Strip:
        return _Strip(1.0, (Fragment(text, role, max(0.0, x)),))

    def _centred(self, text: str, role: FontRole) -> _Strip:
        return self._line(text, role, (self._wide - ems(text) * self._em(role)) / 2)

    def _paragraph(self, text: str, role: FontRole, indent: float) -> list[_Strip]:
        lines = break_lines(text, self._wide - indent, self._wide)
        return [self._line(line, role, 0.0 if index else indent) for index, line in enumerate(lines)]

    def _heading(self, block: HeadingBlock) -> list[_Strip]:
        """A heading, and the text that runs on behind it in its own face."""
        heading = block.number + block.text + block.mark
        role = _HEADING_ROLES[block.level - 1]
        left = len(heading)
        strips: list[_Strip] = []
        for index, line in enumerate(break_lines(heading + block.rest, self._wide - _INDENT, self._wide)):
            x = 0.0 if index else _INDENT
            head, tail = line[:left], line[left:]
            left -= len(head)
            parts = [(head, role, x), (tail, FontRole.BODY, x + ems(head))]
            strips.append(_Strip(1.0, tuple(Fragment(*part) for part in parts if part[0])))
        return strips

    def _signature(self, block: Signature) -> list[_Strip]:
        """The names of the issuing bodies, each centred in the strip they share."""
        left = self._wide - block.inset - block.width
        return [self._line(name, FontRole.BODY, left + (block.width - ems(name)) / 2) for name in block.lines]

    def _attachments(self, names: Sequence[str]) -> Iterator[_Strip]:
        single = len(names) == 1
        for index, name in enumerate(names):
            text = name if single else f"{index + 1}.{name}"
            x = _INDENT + 3.0
            for place, line in enumerate(break_lines(text, self._wide - x, self._wide - x)):
                label = (Fragment("附件：", FontRole.BODY, _INDENT),) if not index and not place else ()
                yield _Strip(1.0, (*label, Fragment(line, FontRole.BODY, x)))

    def _table(self, block: TableBlock) -> Iterator[_Strip]:
        role = text_role(block, self._profile)
        size = self._profile.fonts[role].size
        whole = int(self._profile.text_width * TWIPS_PER_POINT)
        widths = [w / TWIPS_PER_POINT / self._cell for w in column_widths(block.rows, size, whole)]
        if block.caption:
            yield self._centred(block.caption, FontRole.TABLE)
        for row in block.rows:
            yield self._row(row, widths, role)

    def _row(self, row: Sequence[str], widths: Sequence[float], role: FontRole) -> _Strip:
        em = self._em(role)
        inner = [max(1.0, (width - _CELL_PADDING) / em) for width in widths]
        cells = [break_lines(text, width, width) for text, width in zip(row, inner, strict=True)]
        least = self._profile.fonts[role].size * 1.9 / self._pitch
        line = self._profile.fonts[role].size * 4 / 3 / self._pitch
        height = max(least, ceil(max(map(len, cells))) * line + 0.1)
        boxes: list[Box] = []
        fragments: list[Fragment] = []
        x = 0.0
        for text, width in zip(cells, widths, strict=True):
            boxes.append(Box(x, 0.0, width, height))
            joined = "\n".join(text)
            longest = max(ems(part) for part in text) * em
            fragments.append(Fragment(joined, role, x + max(_CELL_PADDING / 2, (width - longest) / 2)))
            x += width
        return _Strip(height, tuple(fragments), tuple(boxes))


def millimetres(profile: FormatProfile) -> tuple[float, float]:
    """The cell of the grid: (width of a character, height of a line) in millimetres."""
    width = profile.text_width / profile.characters / POINTS_PER_MM
    return width, profile.line_pitch / TWIPS_PER_POINT / POINTS_PER_MM
