"""Where 版记 stands: at the foot of the last page, which has an even number (GB/T 9704-2012, 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.word.blocks import ImprintBlock, PageBreak
from fzapp.word.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fzapp.domain.letterhead import Imprint
    from fzapp.word.blocks import Block
    from fzapp.word.profile import FormatProfile


def with_imprint(blocks: Sequence[Block], imprint: Imprint, profile: FormatProfile) -> list[Block]:
    """`blocks` and the imprint: on their last page when that is even and has room, else on a page behind it.

    Where the text ends on an even page without room, its end goes over to the next page, so that no blank
    page lies before that of the imprint.
    """
    last = ImprintBlock(imprint)
    pages = len(lay_out(blocks, profile))
    if pages % 2:
        return [*blocks, PageBreak(), last]
    if len(lay_out([*blocks, last], profile)) == pages:
        return [*blocks, last]
    for parted in _parted(blocks):
        if len(lay_out(parted, profile)) == pages + 1:
            return [*parted, PageBreak(), last]
    return [*blocks, PageBreak(), last]


def _parted(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """`blocks` with a page begun before one that may stand at its top, the last one first."""
    for index in range(len(blocks) - 1, 0, -1):
        if not blocks[index - 1].keep_next and not isinstance(blocks[index - 1], PageBreak):
            yield [*blocks[:index], PageBreak(), *blocks[index:]]
