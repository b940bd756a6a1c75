"""Where the table of a sheet stands: title, unit lines, header of one to three rows, columns, body.

Independent of the kind of ledger: a vocabulary of all headers tells a header row from the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.intake.ledger_raw import Merge, RawSheet, RawValue, column_letter
from fzapp.intake.ledger_words import header_key, header_stem, ledger_words, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROWS_SEARCHED = 60
"""Rows from the top in which a header may begin."""

_LEAST_SCORE = 1.5
_LEAST_SHARE = 0.4
_LONGEST_HEADER = 40
_MOST_HEADER_ROWS = 3
_WIDE_TITLE = 0.8
_NO_HEADER = re.compile(r"[:：]|(?:19|20)\d\d")
"""What stands in titles, unit lines and data, not in headers."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a column: `text` as written in the lowest row, `group` what stands above it."""

    index: int
    text: str
    group: str = ""

    @property
    def letter(self) -> str:
        """The letter of the column."""
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Layout:
    """A table in a sheet; row numbers are 0-based. `above` are the texts over the header."""

    title: str
    above: tuple[str, ...]
    header_rows: tuple[int, ...]
    headers: tuple[Header, ...]

    @property
    def body_start(self) -> int:
        """The first row below the header."""
        return self.header_rows[-1] + 1


def find_layout(sheet: RawSheet, vocabulary: frozenset[str]) -> Layout | None:
    """The table of `sheet`; None when there is none. `vocabulary` holds the keys of all known headers."""
    best = _header_row(sheet, vocabulary)
    if best is None:
        return None
    rows = _header_rows(sheet, best)
    headers = tuple(_headers(sheet, rows))
    above = tuple(text for row in sheet.rows[: rows[0]] for text in map(_text, row) if text)
    return Layout(_title(sheet.rows[: rows[0]]), above, rows, headers)


def _text(value: RawValue) -> str:
    return value.strip() if isinstance(value, str) else ""


def _header_row(sheet: RawSheet, vocabulary: frozenset[str]) -> int | None:
    """The row that looks most like a header; of nearly equal ones the first."""
    scores = [_score(row, vocabulary) for row in sheet.rows[:_ROWS_SEARCHED]]
    top = max(scores, default=0.0)
    if top < _LEAST_SCORE:
        return None
    return next(index for index, score in enumerate(scores) if score >= top * 0.75)


def _score(row: Sequence[RawValue], vocabulary: frozenset[str]) -> float:
    """How much a row looks like a header: known words, weighed by their share; 0 when it cannot be one."""
    filled = [value for value in row if value is not None and (not isinstance(value, str) or value.strip())]
    if len(filled) < 2:
        return 0.0
    points = sum(_known(value, vocabulary) for value in filled if isinstance(value, str))
    share = points / len(filled)
    distinct = len({value for value in filled if isinstance(value, str)})
    return points * share if share >= _LEAST_SHARE and distinct >= 2 else 0.0


def _known(text: str, vocabulary: frozenset[str]) -> float:
    """How surely a text is a header."""
    if len(text) > _LONGEST_HEADER:
        return 0.0
    key = header_key(text)
    if key in vocabulary or header_stem(text) in vocabulary:
        return 1.0
    if any(question.word in key for question in ledger_words().questions):
        return 0.8
    return 0.5 if any(key[-size:] in vocabulary for size in (4, 3, 2) if len(key) > size) else 0.0


def _header_rows(sheet: RawSheet, best: int) -> tuple[int, ...]:
    """The rows of the header around its best row: groups above it, leaves below it."""
    top = bottom = best
    while bottom - top + 1 < _MOST_HEADER_ROWS and _is_double(sheet, bottom):
        bottom += 1
    while bottom - top + 1 < _MOST_HEADER_ROWS and top > 0 and _is_double(sheet, top - 1):
        top -= 1
    return tuple(range(top, bottom + 1))


def _is_double(sheet: RawSheet, top: int) -> bool:
    """Whether row `top` and the one below it are two rows of one header."""
    if top + 1 >= len(sheet.rows):
        return False
    upper = [_text(value) for value in sheet.rows[top]]
    lower = [_text(value) for value in sheet.rows[top + 1]]
    if not _may_be_header(sheet.rows[top]) or not _may_be_header(sheet.rows[top + 1]):
        return False
    across, down = _merges_of(sheet, top)
    if across or down:
        width = max(sum(map(bool, upper)), 1)
        under = [column for merge in across for column in range(merge.left, merge.right + 1)]
        has_leaves = any(lower[column] for column in under if column < len(lower))
        beside = {column for merge in down for column in range(merge.left, merge.right + 1)}
        stray = [
            column for column, text in enumerate(lower) if text and column not in under and column in beside
        ]
        return width >= 2 and has_leaves and not stray
    return _is_double_unmerged(upper, lower)


def _may_be_header(row: Sequence[RawValue]) -> bool:
    """Whether a row holds short texts only, two at least or beside blanks."""
    filled = [value for value in row if value is not None and value != ""]
    return bool(filled) and all(isinstance(value, str) and _may_be_header_text(value) for value in filled)


def _may_be_header_text(text: str) -> bool:
    return len(text) <= _LONGEST_HEADER and not text.strip().isdigit() and not _NO_HEADER.search(text)


def _merges_of(sheet: RawSheet, top: int) -> tuple[list[Merge], list[Merge]]:
    """The merged cells that begin in row `top`: groups across columns, and headers that reach below."""
    begun = [merge for merge in sheet.merges or () if merge.top == top]
    across = [merge for merge in begun if merge.bottom == top and merge.right > merge.left]
    down = [merge for merge in begun if merge.bottom > top and merge.bottom <= top + _MOST_HEADER_ROWS]
    if len(across) == 1 and not down and (across[0].right - across[0].left + 1) >= _WIDE_TITLE * sheet.width:
        return [], []  # a title over the whole table
    return across, down


def _is_double_unmerged(upper: list[str], lower: list[str]) -> bool:
    """The same where merged cells came as blanks (text files, the clipboard)."""
    if sum(map(bool, upper)) < 2 or not any(lower):
        return False
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    leaves = [column for column in range(width) if lower[column] and not upper[column]]
    both = [column for column in range(width) if lower[column] and upper[column]]
    alone = [column for column in range(width) if upper[column] and not lower[column]]
    groups = [column for column in both if column + 1 < width and not upper[column + 1] and lower[column + 1]]
    return bool(leaves) and bool(alone) and both == groups and not lower[0]


def _headers(sheet: RawSheet, rows: tuple[int, ...]) -> list[Header]:
    """The headers of all columns that have one."""
    lines = [_spread(sheet, row, below=index + 1 < len(rows)) for index, row in enumerate(rows)]
    width = max(map(len, lines), default=0)
    headers: list[Header] = []
    for column in range(width):
        texts = [line[column] for line in lines if column < len(line) and line[column]]
        distinct = [text for index, text in enumerate(texts) if index == 0 or text != texts[index - 1]]
        if distinct:
            headers.append(Header(column, distinct[-1], " ".join(distinct[:-1])))
    return headers


def _spread(sheet: RawSheet, row: int, *, below: bool) -> list[str]:
    """The texts of a header row, groups repeated over each of their columns."""
    texts = [_text(value) for value in sheet.rows[row]]
    across = [merge for merge in sheet.merges or () if merge.top == row and merge.right > merge.left]
    for merge in across:
        for column in range(merge.left, min(merge.right + 1, len(texts))):
            texts[column] = texts[merge.left]
    if below and not across and row + 1 < len(sheet.rows):
        lower = [_text(value) for value in sheet.rows[row + 1]]
        for column in range(1, len(texts)):
            if not texts[column] and column < len(lower) and lower[column]:
                texts[column] = texts[column - 1]
    return texts


def _title(rows: Sequence[Sequence[RawValue]]) -> str:
    """The title over a table: the first line above the header that is no unit line."""
    for row in rows:
        texts = [text for text in map(_text, row) if text]
        if len(texts) == 1 and not is_unit_line(texts[0]):
            return texts[0]
    return ""


def is_unit_line(text: str) -> bool:
    """Whether a text names the reporting unit or the day, as lines under a title do."""
    narrow = plain(text)
    words = ledger_words().unit_lines
    return any(
        narrow.startswith(word) and narrow[len(word) : len(word) + 1] in (":", "", "为") for word in words
    )


def is_filled(value: RawValue) -> bool:
    """Whether a cell holds anything but blanks."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def is_number(value: RawValue) -> bool:
    """Whether a cell is a number or a text of digits alone."""
    return isinstance(value, Decimal) or (isinstance(value, str) and plain(value).isdigit())
