"""Tables in the Word file: full frame, header repeated on each page, columns as wide as they need.

What is repeated reads the same on each page: no word processor changes a repeated row from page to page, and a
table cut in two by us would stay cut when the text above it grows. So a continued table bears its caption and
header again, and not 续表 (DOMAIN.md §8 names both habits); preview and print follow the Word file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.text_table import TextTable, header_cells
from fzapp.word import oxml, styles
from fzapp.word.measure import ems
from fzapp.word.profile import TWIPS_PER_POINT, FontRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


def table(block: TableBlock, profile: FormatProfile, *, new_page: bool) -> str:
    """The table as it stands in the document; caption and unit in rows without frame above the header.

    On a `new_page` its first paragraph begins the page.
    """
    role = text_role(block, profile)
    widths = widths_of(block, profile.fonts[role].size, _whole_width(profile))
    height = round(profile.fonts[role].size * ROW_HEIGHT * TWIPS_PER_POINT)
    above = list(_above(block, widths, height, new_page=new_page))
    rows = [*above, *_header(block, role, widths, height, new_page=new_page and not above)]
    centred = centred_columns(block.rows)
    body = block.rows[header_rows(block) :]
    for index, row in enumerate(body):
        kept = block.keep_next if index == len(body) - 1 else block.whole
        cells = [
            oxml.TableCell(width, _paragraph(role, text, "center" if middle else "left", keep=kept))
            for width, text, middle in zip(widths, row, centred, strict=True)
        ]
        rows.append(oxml.table_row(cells, header=False, height=height))
    return oxml.table(styles.TABLE, widths, rows)


def header_rows(block: TableBlock) -> int:
    """How many rows of a table are its header."""
    return TextTable(block.rows).header_rows


def widths_of(block: TableBlock, size: float, whole: int) -> list[int]:
    """The widths of the columns in twips: by the weights of the table, else by its texts."""
    if not block.weights:
        return column_widths(_without_spans(block), size, whole)
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
    longest = _longest(_without_spans(block))
    wanted = sum(_PADDING + _em(size) * min(width, _CENTRED_EMS) for width in longest)
    return FontRole.TABLE if wanted <= _whole_width(profile) else FontRole.SMALL_TABLE


def _above(block: TableBlock, widths: Sequence[int], height: int, *, new_page: bool) -> Iterator[str]:
    """Caption and unit; like the header they stand again on each page."""
    lines = [line for line in ((block.caption, ""), (block.unit, "right")) if line[0]]
    for place, (text, alignment) in enumerate(lines, 1):
        layout = oxml.departures(page_break_before=new_page and place == 1, alignment=alignment)
        content = oxml.paragraph(styles.TABLE_CAPTION, oxml.run(text), layout)
        last = place == len(lines)
        yield oxml.caption_row(content, columns=len(widths), width=sum(widths), height=height, last=last)


def _header(
    block: TableBlock, role: FontRole, widths: Sequence[int], height: int, *, new_page: bool
) -> Iterator[str]:
    """The header, repeated on each page unless it is all there is."""
    count = header_rows(block)
    repeated = len(block.rows) > count
    keep = repeated or block.keep_next
    found = header_cells(TextTable(block.rows))
    for row in range(count):
        cells: list[oxml.TableCell] = []
        for cell in sorted((c for c in found if c.row <= row < c.row + c.rows), key=lambda c: c.column):
            merge = "" if cell.rows == 1 else "restart" if cell.row == row else "continue"
            text = cell.text if cell.row == row else ""
            width = sum(widths[cell.column : cell.column + cell.columns])
            first = new_page and not row and not cell.column
            content = _paragraph(role, text, "center", keep=keep, new_page=first)
            cells.append(oxml.TableCell(width, content, cell.columns, merge))
        yield oxml.table_row(cells, header=repeated, height=height)


def _paragraph(role: FontRole, text: str, alignment: str, *, keep: bool, new_page: bool = False) -> str:
    layout = oxml.departures(keep_next=keep, page_break_before=new_page, alignment=alignment)
    return oxml.paragraph(_STYLES[role], oxml.run(text), layout)


def _without_spans(block: TableBlock) -> list[Sequence[str]]:
    """The rows without the names that reach over several columns: they ask for no width of one column."""
    rows: list[Sequence[str]] = list(block.rows)
    if header_rows(block) > 1:
        wide = {cell.column for cell in header_cells(TextTable(block.rows)) if cell.columns > 1}
        rows[0] = ["" if column in wide else text for column, text in enumerate(block.rows[0])]
    return rows


def _longest(rows: Sequence[Sequence[str]]) -> list[float]:
    """The width of each column's longest text in characters."""
    return [max(map(ems, column)) for column in zip(*rows, strict=True)]


def _em(size: float) -> float:
    return size * TWIPS_PER_POINT


def _whole_width(profile: FormatProfile) -> int:
    return int(profile.text_width * TWIPS_PER_POINT)
