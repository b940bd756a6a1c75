"""Blocks on pages: the national grid of 22 lines by 28 characters, for preview, print and page count.

No fonts are asked: on this grid every Chinese character has its cell, so where a line and a page end
follows from the text alone, on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
    EvenPage,
    FirstPage,
    HeadingBlock,
    ImprintBlock,
    LetterheadBlock,
    PageBreak,
    Signature,
    Subtitle,
    TableBlock,
    Title,
    TitleNote,
)
from fzapp.word.letterhead import (
    COPIES_LABEL,
    IMPRINT_ROOM,
    RED_RULE,
    THICK_RULE,
    THIN_RULE,
    imprint_line,
    imprint_shape,
    letterhead_shape,
)
from fzapp.word.lines import HANGING, break_lines, units
from fzapp.word.measure import ems
from fzapp.word.profile import POINTS_PER_MM, TWIPS_PER_POINT, FontRole
from fzapp.word.strips import Box, Fragment, Piece, Rule, Strip
from fzapp.word.table_layout import TableSetter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fzapp.word.blocks import Block
    from fzapp.word.profile import FormatProfile

_INDENT = 2.0
_HEADING_ROLES = (FontRole.HEADING1, FontRole.HEADING2, FontRole.HEADING3, FontRole.HEADING4)
_ATTACHMENT = "附件："


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of text: `top` from the top of the type area, `height`, both in lines of the grid."""

    top: float
    height: float
    fragments: tuple[Fragment, ...]


@dataclass(slots=True)
class Page:
    """A page: `number` from 1 in each copy, not printed unless `numbered`; what stands on it from top to bottom."""

    number: int
    numbered: bool = True
    lines: list[PlacedLine] = field(default_factory=list[PlacedLine])
    boxes: list[Box] = field(default_factory=list[Box])
    rules: list[Rule] = field(default_factory=list[Rule])


def page_count(blocks: Sequence[Block], profile: FormatProfile) -> int:
    """How many pages the blocks take; an empty document takes one."""
    return len(lay_out(blocks, profile))


def lay_out(blocks: Sequence[Block], profile: FormatProfile) -> tuple[Page, ...]:
    """The pages of a document."""
    setter = _Setter(profile)
    paper = _Paper(profile.lines)
    for group in _groups(blocks):
        if isinstance(group[0], PageBreak):
            paper.break_page(blank=isinstance(group[0], EvenPage) and group[0].blank)
            if isinstance(group[0], FirstPage):
                paper.pages[-1].number = 1
            continue
        if isinstance(group[-1], ImprintBlock):
            paper.put_at_foot(setter.imprint(group[-1]))
            continue
        paper.put([setter.pieces(block) for block in group])
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

    def break_page(self, *, blank: bool) -> None:
        """Begin a page, unless this one is still empty; behind a `blank` one, and without numbers from there on."""
        if self._used:
            self._turn()
        if blank:
            self.pages[-1].numbered = False
            self._turn()

    def put(self, group: list[list[Piece]]) -> None:
        """Place blocks one below the other.

        Between a block and the next of the group no page may end: the last piece of each and the first
        of the next, with all single pieces between them, stand together where a page has room for them.
        """
        for index, pieces in enumerate(group):
            for place, piece in enumerate(pieces):
                last = place == len(pieces) - 1
                behind = _following(group[index + 1 :]) if last else 0.0
                kept = piece.height + behind <= self._room
                self._place(piece, piece.height + behind if kept else piece.height)

    def put_at_foot(self, strips: Sequence[Strip]) -> None:
        """Place lines at the end of the page, on the next one where they do not fit."""
        height = sum(strip.height for strip in strips)
        if self._used and not self._fits(height + IMPRINT_ROOM):
            self._turn()
        self._used = self._room - height
        for strip in strips:
            self._add(strip)

    def _place(self, piece: Piece, needed: float) -> None:
        """A piece on this page when `needed` is left of it, else on the next; one too high is parted."""
        if self._used and not self._fits(min(needed, self._room)):
            self._turn()
            for strip in piece.again:
                self._add(strip)
        for strip in piece.strips:
            if self._used and not self._fits(strip.height):
                self._turn()
            self._add(strip)

    def _fits(self, height: float) -> bool:
        return self._used + height <= self._room + 1e-6

    def _turn(self) -> None:
        self.pages.append(Page(self.pages[-1].number + 1, self.pages[-1].numbered))
        self._used = 0.0

    def _add(self, strip: Strip) -> None:
        page = self.pages[-1]
        page.lines.append(PlacedLine(self._used, strip.height, strip.fragments))
        page.boxes += [Box(box.x, self._used + box.top, box.width, box.height) for box in strip.boxes]
        page.rules += [replace(rule, top=self._used + rule.top) for rule in strip.rules]
        self._used += strip.height


def _following(group: list[list[Piece]]) -> float:
    """The height that must follow on the same page: single pieces, and the first of a longer block."""
    height = 0.0
    for pieces in group:
        height += pieces[0].height if pieces else 0.0
        if len(pieces) > 1:
            break
    return height


class _Setter:
    """Sets each kind of block in lines."""

    def __init__(self, profile: FormatProfile) -> None:
        self._profile = profile
        self._wide = float(profile.characters)
        self._cell = profile.text_width / profile.characters
        self._tables = TableSetter(profile)

    def pieces(self, block: Block) -> list[Piece]:
        """The lines of a block, those together that no page end may part."""
        match block:
            case TableBlock():
                return self._tables.pieces(block)
            case LetterheadBlock():
                return [Piece(tuple(self._letterhead(block)))]
            case Title() | Subtitle() | AnnexTitle() | Signature() | AttachmentNote():
                return [Piece(tuple(self._strips(block)))]
            case HeadingBlock(rest="") | HeadingBlock(whole=True) | BodyParagraph(whole=True):
                return [Piece(tuple(self._strips(block)))]
            case _:
                return [Piece((strip,)) for strip in self._strips(block)]

    def imprint(self, block: ImprintBlock) -> list[Strip]:
        """The two rows of 版记 between their rules (7.4)."""
        shape = imprint_shape(block.imprint, self._profile)
        size = self._profile.fonts[FontRole.IMPRINT].size
        cell = size / self._cell
        rows: list[Strip] = []
        if shape.copies:
            height = self._lines(shape.copies_height)
            texts: list[Fragment] = []
            for index, line in enumerate(shape.copies):
                shift = self._lines((index - (len(shape.copies) - 1) / 2) * imprint_line(self._profile))
                x = (1 + ems(COPIES_LABEL)) * cell
                texts.append(Fragment(line, FontRole.IMPRINT, x, shift=shift))
                if not index:
                    texts.append(Fragment(COPIES_LABEL, FontRole.IMPRINT, cell, shift=shift))
            rows.append(Strip(height, tuple(texts), rules=(Rule(0.0, THICK_RULE),)))
        printed = f"{block.imprint.printed_on}印发"
        ends = (
            Fragment(block.imprint.printer, FontRole.IMPRINT, cell),
            Fragment(printed, FontRole.IMPRINT, self._wide - (1 + ems(printed)) * cell),
        )
        height = self._lines(shape.foot_height)
        above = Rule(0.0, THIN_RULE if rows else THICK_RULE)
        return [*rows, Strip(height, ends, rules=(above, Rule(height, THICK_RULE)))]

    def _lines(self, points: float) -> float:
        return points * TWIPS_PER_POINT / self._profile.line_pitch

    def _letterhead(self, block: LetterheadBlock) -> Iterator[Strip]:
        """版头 with the blank lines below its red rule (7.2)."""
        shape = letterhead_shape(block.letterhead, self._profile)
        for text, role in shape.tops:
            yield self._line(text, role, 0.0)
        yield Strip(self._lines(shape.lead))
        middle = (len(shape.mark) - 1) / 2
        for index, mark in enumerate(shape.mark):
            mark_x, spread = mark.x / self._cell, mark.spread / self._cell
            name = Fragment(mark.text, FontRole.ISSUER_MARK, mark_x, spread, size=shape.size, red=True)
            beside: tuple[Fragment, ...] = ()
            if shape.ending and not index:
                shift = self._lines(middle * shape.line)
                x = shape.ending_x / self._cell
                beside = (
                    Fragment(shape.ending, FontRole.ISSUER_MARK, x, shift=shift, size=shape.size, red=True),
                )
            yield Strip(self._lines(shape.line), (name, *beside))
        yield Strip(self._lines(shape.above_number))
        for row in shape.rows:
            x = (self._wide - ems(row.number)) / 2 if shape.centred else 1.0
            left = shape.signers_x / self._cell
            texts = (
                Fragment(row.number, FontRole.BODY, x),
                Fragment(row.label, FontRole.BODY, left),
                Fragment(row.names, FontRole.HEADING2, left + ems(row.label)),
            )
            yield Strip(1.0, tuple(text for text in texts if text.text.strip()))
        to_rule = self._lines(shape.to_rule + RED_RULE / 2)
        yield Strip(self._lines(shape.to_rule + RED_RULE), rules=(Rule(to_rule, RED_RULE, red=True),))
        yield Strip(self._lines(shape.below_rule))

    def _strips(self, block: Block) -> list[Strip]:
        match block:
            case Title(lines=lines) | AnnexTitle(lines=lines):
                return [self._centred(line, FontRole.TITLE) for line in lines]
            case Subtitle(lines=lines):
                return [self._centred(line, FontRole.SUBTITLE) for line in lines]
            case TitleNote(lines=lines):
                return [self._centred(line, FontRole.TITLE_NOTE) for line in lines]
            case DocNumber(text=text):
                return [self._centred(text, FontRole.BODY)]
            case HeadingBlock():
                return self._heading(block)
            case AttachmentNote(names=names):
                return list(self._attachments(names))
            case Signature():
                return self._signature(block)
            case DateLine(text=text, inset=inset):
                return [self._line(text, FontRole.BODY, self._wide - inset - ems(text))]
            case _:
                return self._text_block(block)

    def _text_block(self, block: Block) -> list[Strip]:
        match block:
            case Addressee(text=text):
                return self._paragraph(text, FontRole.BODY, 0.0)
            case AnnexMark(text=text):
                return self._paragraph(text, FontRole.ANNEX_MARK, 0.0)
            case BodyParagraph(text=text) | Annotation(text=text):
                return self._paragraph(text, FontRole.BODY, _INDENT)
            case _:
                assert isinstance(block, BlankLine)
                return [Strip(1.0)]

    def _em(self, role: FontRole) -> float:
        """The width of a character of a role in text characters; text on the grid takes its cell."""
        size = self._profile.fonts[role].size
        return 1.0 if size == self._profile.fonts[FontRole.BODY].size else size / self._cell

    def _line(self, text: str, role: FontRole, x: float) -> Strip:
        return Strip(1.0, (Fragment(text, role, max(0.0, x)),) if text else ())

    def _centred(self, text: str, role: FontRole) -> Strip:
        return self._line(text, role, (self._wide - ems(text) * self._em(role)) / 2)

    def _paragraph(self, text: str, role: FontRole, indent: float) -> list[Strip]:
        return self._runs([(text, role)], indent)

    def _heading(self, block: HeadingBlock) -> list[Strip]:
        """A heading, and the text that runs on behind it in its own face."""
        heading = block.number + block.text + block.mark
        return self._runs([(heading, _HEADING_ROLES[block.level - 1]), (block.rest, FontRole.BODY)], _INDENT)

    def _runs(self, runs: Sequence[tuple[str, FontRole]], indent: float) -> list[Strip]:
        """A paragraph of one or two faces, all its lines but the last reaching both edges."""
        head, role = runs[0]
        lines = break_lines("".join(text for text, _ in runs), self._wide - indent, self._wide)
        left = len(head)
        strips: list[Strip] = []
        for index, line in enumerate(lines):
            x = 0.0 if index else indent
            spread = 0.0 if index == len(lines) - 1 else _spread(line, self._wide - x)
            own, other = line[:left], line[left:]
            left -= len(own)
            behind = x + ems(own) + spread * len(units(own))
            parts = [Fragment(own, role, x, spread), Fragment(other, runs[-1][1], behind, spread)]
            strips.append(Strip(1.0, tuple(part for part in parts if part.text)))
        return strips

    def _signature(self, block: Signature) -> list[Strip]:
        """The names of the issuing bodies, each centred in the strip they share; a very long one wraps."""
        middle = self._wide - block.inset - block.width / 2
        lines = [line for name in block.lines for line in break_lines(name, self._wide, self._wide)]
        return [self._line(line, FontRole.BODY, middle - ems(line) / 2) for line in lines]

    def _attachments(self, names: Sequence[str]) -> Iterator[Strip]:
        """附件： two characters in; a name that wraps goes on under its own first character."""
        x = _INDENT + ems(_ATTACHMENT)
        inset = x if len(names) == 1 else x + 1.0
        for index, name in enumerate(names):
            text = name if len(names) == 1 else f"{index + 1}.{name}"
            for place, line in enumerate(break_lines(text, self._wide - x, self._wide - inset)):
                label = (Fragment(_ATTACHMENT, FontRole.BODY, _INDENT),) if not index and not place else ()
                yield Strip(1.0, (*label, Fragment(line, FontRole.BODY, inset if place else x)))


def _spread(line: str, room: float) -> float:
    """What each unit of a line gets on top so that it reaches both edges; a hanging mark stands outside."""
    text = line.rstrip()
    hanging = ems(text) > room and text[-1:] in HANGING
    width, gaps = ems(text[:-1] if hanging else text), len(units(text)) - 1
    return max(0.0, (room - width) / gaps) if gaps else 0.0


def millimetres(profile: FormatProfile) -> tuple[float, float]:
    """The cell of the grid: (width of a character, height of a line) in millimetres."""
    width = profile.text_width / profile.characters / POINTS_PER_MM
    return width, profile.line_pitch / TWIPS_PER_POINT / POINTS_PER_MM
