"""Tables on pages, set as `fzapp.word.tables` writes them into the Word file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.word.lines import break_lines
from fzapp.word.measure import ems
from fzapp.word.profile import TWIPS_PER_POINT, FontRole
from fzapp.word.strips import Box, Fragment, Piece, Strip
from fzapp.word.tables import ROW_HEIGHT, centred_columns, text_role, widths_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fzapp.word.blocks import TableBlock
    from fzapp.word.profile import FormatProfile

_TABLE_LINE = 4 / 3
"""The height of a line in a table, by the size of its type."""

_CELL_MARGIN, _CELL_GAP = 5.4, 4.5
"""Left or right of a cell's text, and above and below it together, in points."""


class TableSetter:
    """Sets tables as `fzapp.word.tables` writes them: in points here, in lines and characters outside."""

    def __init__(self, profile: FormatProfile) -> None:
        self._profile = profile
        self._cell = profile.text_width / profile.characters
        self._pitch = profile.line_pitch / TWIPS_PER_POINT

    def pieces(self, block: TableBlock) -> list[Piece]:
        """Caption and header stay with the first row, and stand again where a page begins with a row."""
        role = text_role(block, self._profile)
        size = self._profile.fonts[role].size
        whole = int(self._profile.text_width * TWIPS_PER_POINT)
        widths = [width / TWIPS_PER_POINT for width in widths_of(block, size, whole)]
        centred = centred_columns(block.rows)
        header = self._row(block.rows[0], widths, role, [True] * len(widths))
        head = (*self._caption(block.caption, sum(widths)), *header)
        rows = [strip for row in block.rows[1:] for strip in self._row(row, widths, role, centred)]
        if not rows:
            return [Piece(head)]
        if block.whole:
            return [Piece((*head, *rows))]
        return [Piece((*head, rows[0])), *(Piece((row,), again=head) for row in rows[1:])]

    def _caption(self, caption: str, width: float) -> Iterator[Strip]:
        if caption:
            for strip in self._row((caption,), [width], FontRole.TABLE, [True]):
                yield Strip(strip.height, strip.fragments)

    def _row(
        self, row: Sequence[str], widths: Sequence[float], role: FontRole, centred: Sequence[bool]
    ) -> Iterator[Strip]:
        """A row in one strip; one that is higher than a page is parted."""
        size = self._profile.fonts[role].size
        cells = [
            break_lines(text, *[max(1.0, (width - 2 * _CELL_MARGIN) / size)] * 2)
            for text, width in zip(row, widths, strict=True)
        ]
        lines = max(map(len, cells))
        most = max(1, int((self._profile.lines * self._pitch / 2 - _CELL_GAP) / (size * _TABLE_LINE)))
        for start in range(0, lines, most):
            part = [cell[start : start + most] for cell in cells]
            yield self._strip(part, widths, role, centred)

    def _strip(
        self,
        cells: Sequence[Sequence[str]],
        widths: Sequence[float],
        role: FontRole,
        centred: Sequence[bool],
    ) -> Strip:
        size = self._profile.fonts[role].size
        needed = max(map(len, cells)) * size * _TABLE_LINE + _CELL_GAP
        height = max(size * ROW_HEIGHT, needed) / self._pitch
        boxes: list[Box] = []
        fragments: list[Fragment] = []
        left = 0.0
        for lines, width, middle in zip(cells, widths, centred, strict=True):
            boxes.append(Box(left / self._cell, 0.0, width / self._cell, height))
            for index, line in enumerate(lines):
                x = left + ((width - ems(line) * size) / 2 if middle else _CELL_MARGIN)
                shift = (index - (len(lines) - 1) / 2) * size * _TABLE_LINE / self._pitch
                fragments.append(Fragment(line, role, x / self._cell, shift=shift))
            left += width
        return Strip(height, tuple(fragments), tuple(boxes))
