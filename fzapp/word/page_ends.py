"""What stands where a page or the document ends: the signature with text above it, 版记 on an even page.

Word processors do not agree on how to part a paragraph that is to stay with the next one: LibreOffice moves it
whole, and not at all where it is too long. So this is asked for only where nothing else helps.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.word.blocks import (
    Addressee,
    AttachmentNote,
    BodyParagraph,
    DateLine,
    EvenPage,
    HeadingBlock,
    ImprintBlock,
    PageBreak,
    Signature,
    TableBlock,
)
from fzapp.word.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fzapp.domain.letterhead import Imprint
    from fzapp.word.blocks import Block
    from fzapp.word.profile import FormatProfile

_BODY = (BodyParagraph, HeadingBlock, TableBlock)
_TEXT = (*_BODY, AttachmentNote, Addressee)
_SPARE_LINES = 1
"""Lines by which a word processor may set a page differently than the grid says."""


def with_imprint(blocks: Sequence[Block], imprint: Imprint, profile: FormatProfile) -> list[Block]:
    """`blocks` and the imprint: on their last page when that is even and has room, else on an even page behind it.

    Where the text ends on an even page without room, its end goes over to the next page, so that no blank
    page lies before that of the imprint; one does where the text cannot be parted (GB/T 9704-2012, 7.4, 7.5).
    """
    last = ImprintBlock(imprint)
    pages = len(lay_out(blocks, profile))
    if pages % 2:
        return [*blocks, EvenPage(), last]
    if len(lay_out([*blocks, last], profile)) == pages:
        return [*blocks, last]
    for seam in _seams(blocks):
        parted = _parted(blocks, seam)
        if len(lay_out(parted, profile)) == pages + 1 and _stands_well(parted, seam, profile):
            return [*parted, EvenPage(), last]
    return [*blocks, EvenPage(blank=True), last]


def with_closing(blocks: Sequence[Block], closing: Sequence[Block], profile: FormatProfile) -> list[Block]:
    """`blocks` and what closes the text, at least a line of text on its page (GB/T 9704-2012, 7.3.5.5).

    The last paragraph stands whole on that page with its headings. One that is all the text there is, or too
    long for that, is parted where the page ends; where this would leave the closing alone, a page begins before
    an earlier paragraph. Where that does not help either, the names of the annexes are the text above the
    signature; without them the last lines are asked to stay with the closing, which Word does.
    """
    blocks = _with_whole_table(list(blocks), _last_text(blocks), closing, profile)
    last = _last_text(blocks)
    signed = [*(replace(block, keep_next=True) for block in closing[:-1]), closing[-1]]
    if last == len(blocks):
        return [*blocks, *signed]
    ending = [replace(block, keep_next=True) for block in blocks[last:]]
    kept = [*blocks[:last], *ending, *signed]
    if isinstance(blocks[last], Addressee) or getattr(blocks[last], "whole", False):
        return kept
    first = last
    while first and blocks[first - 1].keep_next:
        first -= 1
    alone = not any(isinstance(block, _BODY) for block in blocks[:first])
    if not alone and _lines([*blocks[first:], *closing], profile) + _SPARE_LINES <= profile.lines:
        return [*blocks[:last], _whole(ending[0]), *ending[1:], *signed]
    if isinstance(blocks[last], TableBlock):
        return _below_long_table([*blocks[:last], *ending], last, closing, profile) + signed
    for parted in (blocks, *(_parted(blocks, seam) for seam in _seams(blocks))):
        if _has_room(parted, closing, profile):
            return [*parted, *signed]
    return [*blocks, *signed] if any(isinstance(block, AttachmentNote) for block in closing) else kept


def _below_long_table(
    blocks: list[Block], table: int, closing: Sequence[Block], profile: FormatProfile
) -> list[Block]:
    """`blocks`, a page begun before one above the `table` where the closing would else stand without a row."""
    seams = (seam for seam in _seams(blocks[:table]) if _half_full(blocks[:seam], profile))
    for parted in (blocks, *(_parted(blocks, seam) for seam in seams)):
        if _has_room(parted, closing, profile):
            return parted
    return blocks


def _whole(block: Block) -> Block:
    return replace(block, whole=True) if isinstance(block, BodyParagraph | HeadingBlock) else block


def _last_text(blocks: Sequence[Block]) -> int:
    """The index of the last piece of text; one behind the end where there is none."""
    return max((index for index, block in enumerate(blocks) if isinstance(block, _TEXT)), default=len(blocks))


def _has_room(blocks: Sequence[Block], closing: Sequence[Block], profile: FormatProfile) -> bool:
    """Whether the closing fits the page on which the text ends."""
    bottom = lay_out(blocks, profile)[-1].lines[-1]
    return bottom.top + bottom.height + _lines(closing, profile) + _SPARE_LINES <= profile.lines


def _seams(blocks: Sequence[Block]) -> Iterator[int]:
    """The indices of the pieces of text that may begin a page: those behind another one, the last first."""
    for index in range(len(blocks) - 1, 0, -1):
        above, below = blocks[index - 1], blocks[index]
        if isinstance(above, _BODY) and isinstance(below, _BODY) and not above.keep_next:
            yield index


def _parted(blocks: Sequence[Block], seam: int) -> list[Block]:
    return [*blocks[:seam], PageBreak(), *blocks[seam:]]


def _half_full(blocks: Sequence[Block], profile: FormatProfile) -> bool:
    """Whether the last page of `blocks` is no emptier than that."""
    bottom = lay_out(blocks, profile)[-1].lines[-1]
    return bottom.top + bottom.height >= profile.lines / 2


def _stands_well(parted: Sequence[Block], seam: int, profile: FormatProfile) -> bool:
    """Whether the page that ends at the seam is half full, and the signature still has text on its page."""
    if not _half_full(parted[:seam], profile):
        return False
    signed = next((n for n, block in enumerate(parted) if isinstance(block, Signature | DateLine)), 0)
    last = max((n for n, block in enumerate(parted[:signed]) if isinstance(block, _TEXT)), default=-1)
    if last < 0 or parted[last].keep_next:
        return True
    behind = (n for n, block in enumerate(parted) if n > signed and isinstance(block, PageBreak))
    closed = parted[: next(behind, len(parted))]
    return len(lay_out(parted[: last + 1], profile)) == len(lay_out(closed, profile))


def _with_whole_table(
    blocks: list[Block], last: int, closing: Sequence[Block], profile: FormatProfile
) -> list[Block]:
    """A table that ends the text whole and below the paragraph above it, so that the signature has text
    on its page; as it was where all this does not fit a page.
    """
    table = blocks[last] if last < len(blocks) else None
    if not isinstance(table, TableBlock):
        return blocks
    above = last
    while above and (above == last or blocks[above - 1].keep_next):
        above -= 1
    kept = [replace(block, keep_next=True) for block in blocks[above:last]]
    kept.append(replace(table, whole=True))
    if _lines([*kept, *closing], profile) + _SPARE_LINES > profile.lines:
        return blocks
    return [*blocks[:above], *kept, *blocks[last + 1 :]]


def _lines(blocks: Sequence[Block], profile: FormatProfile) -> float:
    """The height of blocks, in lines."""
    return sum(line.height for page in lay_out(blocks, profile) for line in page.lines)
