"""Tables in the Word file: full frame, header repeated on each page, columns as wide as they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.word import oxml, styles
from fzapp.word.measure import ems
from fzapp.word.profile import TWIPS_PER_POINT, FontRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.word.blocks import TableBlock
    from fzapp.word.profile import FormatProfile

_PADDING = 240
"""Both sides of a cell with a hair of play, in twips."""

_LEAST_EMS = 2.0
_CENTRED_EMS = 10.0
"""Columns of longer texts are flush left: centred sentences are hard to read."""

ROW_HEIGHT = 1.9
"""The least height of a row, by the size of its type."""
_STYLES = {FontRole.TABLE: styles.TABLE_TEXT, FontRole.SMALL_TABLE: styles.SMALL_TABLE_TEXT}


def table(block: TableBlock, profile: FormatProfile) -> str:
    """The table as it stands in the document, its caption in a row without frame above the header."""
    role = text_role(block, profile)
    style, size = _STYLES[role], profile.fonts[role].size
    widths = widths_of(block, size, _whole_width(profile))
    centred = centred_columns(block.rows)
    height = round(size * ROW_HEIGHT * TWIPS_PER_POINT)
    rows: list[str] = []
    if block.caption:
        caption = oxml.paragraph(styles.TABLE_CAPTION, oxml.run(block.caption))
        rows.append(oxml.caption_row(caption, columns=len(widths), width=sum(widths), height=height))
    for index, row in enumerate(block.rows):
        header, last = index == 0, index == len(block.rows) - 1
        kept = block.keep_next if last else header or block.whole
        alignments = ["center" if header or middle else "left" for middle in centred]
        cells = [
            (
                width,
                oxml.paragraph(style, oxml.run(text), oxml.departures(keep_next=kept, alignment=alignment)),
            )
            for width, text, alignment in zip(widths, row, alignments, strict=True)
        ]
        rows.append(oxml.table_row(cells, header=header and not last, height=height))
    return oxml.table(styles.TABLE, widths, rows)


def widths_of(block: TableBlock, size: float, whole: int) -> list[int]:
    """The widths of the columns in twips: by the weights of the table, else by its texts."""
    if not block.weights:
        return column_widths(block.rows, size, whole)
    widths = [round(whole * weight / sum(block.weights)) for weight in block.weights]
    widths[-1] += whole - sum(widths)
    return widths


def column_widths(rows: Sequence[Sequence[str]], size: float, whole: int) -> list[int]:
    """Widths in twips that sum up to `whole`.

    Narrow columns get what their longest text needs; what is left is shared by the wide ones, whose
    texts wrap. When all fit, what is over goes to all in proportion.
    """
    wanted = [_PADDING + _em(size) * max(_LEAST_EMS, width) for width in _longest(rows)]
    left = float(whole)
    widths = [0.0] * len(wanted)
    for place, index in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        widths[index] = min(wanted[index], left / (len(wanted) - place))
        left -= widths[index]
    scale = whole / sum(widths)
    result = [round(width * scale) for width in widths]
    result[-1] += whole - sum(result)
    return result


def centred_columns(rows: Sequence[Sequence[str]]) -> list[bool]:
    """Which columns are centred; the others, of longer texts, are flush left below their header."""
    return [width <= _CENTRED_EMS for width in _longest(rows)]


def text_role(block: TableBlock, profile: FormatProfile) -> FontRole:
    """The face of a table's text: the smaller one when even its short columns would not fit."""
    if block.weights:
        return FontRole.SMALL_TABLE
    size = profile.fonts[FontRole.TABLE].size
    wanted = sum(_PADDING + _em(size) * min(width, _CENTRED_EMS) for width in _longest(block.rows))
    return FontRole.TABLE if wanted <= _whole_width(profile) else FontRole.SMALL_TABLE


def _longest(rows: Sequence[Sequence[str]]) -> list[float]:
    """The width of each column's longest text in characters."""
    return [max(map(ems, column)) for column in zip(*rows, strict=True)]


def _em(size: float) -> float:
    return size * TWIPS_PER_POINT


def _whole_width(profile: FormatProfile) -> int:
    return int(profile.text_width * TWIPS_PER_POINT)
