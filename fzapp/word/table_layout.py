"""Tables on pages, set as `fzapp.word.tables` writes them into the Word file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.domain.text_table import TextTable, header_cells
from fzapp.word.lines import break_lines
from fzapp.word.measure import ems
from fzapp.word.profile import TWIPS_PER_POINT, FontRole
from fzapp.word.strips import Box, Fragment, Piece, Strip
from fzapp.word.tables import ROW_HEIGHT, centred_columns, header_rows, text_role, widths_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fzapp.domain.text_table import HeaderCell
    from fzapp.word.blocks import TableBlock
    from fzapp.word.profile import FormatProfile

_TABLE_LINE = 4 / 3
"""The height of a line in a table, by the size of its type."""

_CELL_MARGIN, _CELL_GAP = 5.4, 5.0
"""Left or right of a cell's text, and above and below it together with the rule between the rows, in points."""


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
        head = (*self._above(block, sum(widths)), *self._header(block, widths, role))
        body = block.rows[header_rows(block) :]
        rows = [strip for row in body for strip in self._row(row, widths, role, centred)]
        if not rows:
            return [Piece(head)]
        if block.whole:
            return [Piece((*head, *rows))]
        return [Piece((*head, rows[0])), *(Piece((row,), again=head) for row in rows[1:])]

    def _above(self, block: TableBlock, width: float) -> Iterator[Strip]:
        """Caption in the middle, unit to the right, without frames."""
        if block.caption:
            for strip in self._row((block.caption,), [width], FontRole.TABLE, [True]):
                yield Strip(strip.height, strip.fragments)
        if block.unit:
            size = self._profile.fonts[FontRole.TABLE].size
            (strip,) = self._row((block.unit,), [width], FontRole.TABLE, [False])
            x = (width - _CELL_MARGIN - ems(block.unit) * size) / self._cell
            yield Strip(strip.height, (replace(strip.fragments[0], x=x),))

    def _header(self, block: TableBlock, widths: Sequence[float], role: FontRole) -> Iterator[Strip]:
        """The header; one of two rows is one strip, in which cells reach over columns and rows."""
        if header_rows(block) == 1:
            yield from self._row(block.rows[0], widths, role, [True] * len(widths))
            return
        cells = header_cells(TextTable(block.rows))
        parts = {cell: self._over(cell, widths, role) for cell in cells}
        upper, lower = (
            max((part.height for cell, part in parts.items() if (cell.row, cell.rows) == (row, 1)), default=0)
            for row in (0, 1)
        )
        tall = max((part.height for cell, part in parts.items() if cell.rows > 1), default=0)
        lower = max(lower, tall - upper)
        whole = upper + lower
        boxes: list[Box] = []
        fragments: list[Fragment] = []
        for cell, part in parts.items():
            height = whole if cell.rows > 1 else (upper, lower)[cell.row]
            top = upper if cell.row else 0.0
            boxes += [replace(box, top=top, height=height) for box in part.boxes]
            middle = top + height / 2 - whole / 2
            fragments += [replace(one, shift=one.shift + middle) for one in part.fragments]
        yield Strip(whole, tuple(fragments), tuple(boxes))

    def _over(self, cell: HeaderCell, widths: Sequence[float], role: FontRole) -> Strip:
        """A cell of a header alone, at its place from the left."""
        width = sum(widths[cell.column : cell.column + cell.columns])
        left = sum(widths[: cell.column]) / self._cell
        strip = next(self._row((cell.text,), [width], role, [True]))
        return Strip(
            strip.height,
            tuple(replace(one, x=one.x + left) for one in strip.fragments),
            tuple(replace(box, x=box.x + left) for box in strip.boxes),
        )

    def _row(
        self, row: Sequence[str], widths: Sequence[float], role: FontRole, centred: Sequence[bool]
    ) -> Iterator[Strip]:
        """A row in one strip; one that is higher than a page is parted."""
        size = self._profile.fonts[role].size
        cells = [
            break_lines(text, *[max(1.0, (width - 2 * _CELL_MARGIN) / size)] * 2, hanging=False)
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
