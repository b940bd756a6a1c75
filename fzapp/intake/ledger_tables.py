"""Several tables below one another on one sheet, set apart so that each is read by its own header."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, pairwise, zip_longest
from typing import TYPE_CHECKING, NoReturn

from fzapp.domain.errors import UserError
from fzapp.intake.ledger_layout import find_layout, is_filled
from fzapp.intake.ledger_words import header_key, header_stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.intake.ledger_raw import RawSheet, RawValue, RawWorkbook

_LEAST_HEADERS = 4
"""Cells from which a row under a blank line or a title may be the header of another table."""

_KNOWN_SHARE = 0.75
_MOST_LINES = 60
"""Rows and columns that are looked at for a table on its side."""

_SAME_SHARE = 0.6
"""Share of words in common from which a header is the one above once more (printed on each page)."""


def separate_tables(workbook: RawWorkbook, vocabulary: frozenset[str]) -> RawWorkbook:
    """The workbook with a sheet for each table; `vocabulary` holds the keys of all known headers.

    A table after the first keeps its row numbers: the rows above it are blank. Its sheet is called after
    the row in which it begins. A workbook with one table a sheet comes back as it is.
    """
    sheets = [part for sheet in workbook.sheets for part in _separated(sheet, vocabulary)]
    return workbook if len(sheets) == len(workbook.sheets) else replace(workbook, sheets=tuple(sheets))


def _separated(sheet: RawSheet, vocabulary: frozenset[str]) -> list[RawSheet]:
    places = _candidates(sheet.rows, vocabulary)
    layout = find_layout(sheet, vocabulary) if places else None
    if layout is None:
        return [sheet]
    words = {header_key(header.text) for header in layout.headers}
    starts: list[int] = []
    for place in places:
        own = {header_key(value) for value in sheet.rows[place] if isinstance(value, str) and value.strip()}
        if place > layout.header_rows[-1] and len(own & words) < _SAME_SHARE * len(own):
            starts.append(_with_title(sheet.rows, place))
            words = own
    return _cut(sheet, starts) if starts else [sheet]


def _candidates(rows: Sequence[Sequence[RawValue]], vocabulary: frozenset[str]) -> list[int]:
    """The rows under a blank line or a line of one cell that hold nothing but texts, most of them known headers."""
    return [
        place
        for place in range(1, len(rows))
        if _sparse(rows[place - 1]) and _looks_like_header(rows[place], vocabulary)
    ]


def _sparse(row: Sequence[RawValue]) -> bool:
    """Whether one cell at most is filled; the second one ends the look, because nearly every row is full."""
    return len(tuple(islice(filter(is_filled, row), 2))) <= 1


def _looks_like_header(row: Sequence[RawValue], vocabulary: frozenset[str]) -> bool:
    filled = [value for value in row if is_filled(value)]
    texts = [value for value in filled if isinstance(value, str)]
    if len(filled) < _LEAST_HEADERS or len(texts) < len(filled):
        return False
    known = sum(header_key(text) in vocabulary or header_stem(text) in vocabulary for text in texts)
    return known >= _KNOWN_SHARE * len(texts)


def _with_title(rows: Sequence[Sequence[RawValue]], header: int) -> int:
    """Where the table of a header begins: with the title right above it, if there is one."""
    return header - 1 if any(map(is_filled, rows[header - 1])) else header


def _cut(sheet: RawSheet, starts: Sequence[int]) -> list[RawSheet]:
    """The tables that begin in the rows `starts` (0-based), and what stands above the first of them."""
    bounds = [0, *starts, len(sheet.rows)]
    return [_part(sheet, top, bottom) for top, bottom in pairwise(bounds)]


def _part(sheet: RawSheet, top: int, bottom: int) -> RawSheet:
    blank: tuple[tuple[RawValue, ...], ...] = ((),) * top
    merges = sheet.merges
    if merges is not None:
        merges = tuple(merge for merge in merges if top <= merge.top < bottom)
    name = f"{sheet.name}（第{top + 1}行起）" if top else sheet.name
    return replace(sheet, name=name, rows=blank + sheet.rows[top:bottom], merges=merges)


def refuse_without_table(workbook: RawWorkbook, vocabulary: frozenset[str]) -> NoReturn:
    """Raises the `UserError` for a workbook in which no table was found, saying so when one lies on its side."""
    if any(_lies_on_its_side(sheet, vocabulary) for sheet in workbook.sheets):
        raise UserError(
            f"“{workbook.name}”的列名竖着排在左边，一件事占一列",
            "在表格程序里复制整张表，用“转置”粘贴到新的工作表，变成一件事占一行再读入",
        )
    raise UserError(f"“{workbook.name}”里没有找到台账的表头", "看一看列名那一行是不是还在，每一列都要有列名")


def _lies_on_its_side(sheet: RawSheet, vocabulary: frozenset[str]) -> bool:
    turned = tuple(zip_longest(*(row[:_MOST_LINES] for row in sheet.rows[:_MOST_LINES])))
    return find_layout(replace(sheet, rows=turned, merges=None), vocabulary) is not None
