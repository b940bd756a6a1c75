"""Paragraphs as lines of a body: the cells of a table row become one line with tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.report import TABLE_CELL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.intake.report_pieces import Piece


def rows_as_lines(pieces: Sequence[Piece]) -> list[str]:
    """One line a paragraph, with its automatic number; one line a table row, cells parted by tabs."""
    lines: list[str] = []
    row: list[Piece] = []
    for piece in pieces:
        if row and _place(piece) != _place(row[0]):
            lines.extend(_row_line(row))
            row = []
        if piece.hint.cell is not None:
            row.append(piece)
        elif piece.text:
            lines.append(piece.full)
    lines.extend(_row_line(row))
    return lines


def _place(piece: Piece) -> tuple[int, int] | None:
    """Table and row of a cell; None outside tables."""
    return piece.hint.cell[:2] if piece.hint.cell is not None else None


def _row_line(row: Sequence[Piece]) -> list[str]:
    """The cells of a row as a line; none for a row without text."""
    cells: dict[int, list[str]] = {}
    for piece in row:
        if piece.hint.cell is not None:
            cells.setdefault(piece.hint.cell[2], []).append(piece.full.replace(TABLE_CELL, " "))
    if not any(part for parts in cells.values() for part in parts):
        return []
    texts = (" ".join(part for part in cells.get(place, []) if part) for place in range(max(cells) + 1))
    return [TABLE_CELL.join(texts)]
