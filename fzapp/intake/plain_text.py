"""The words of any file that has some, for looking them up: documents, PDF files, workbooks, text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fzapp.intake.ledger_raw import RawValue

MOST_CHARACTERS = 300_000
"""More of a file is not kept: a hundred pages."""

WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv"))
_GAPS = re.compile(r"(?<=[^!-~\s])[ \t]+(?=[^!-~\s])")
"""Blanks between two Chinese characters: a way to set text, no part of it."""


def plain_text(path: Path) -> tuple[str, bool]:
    """The text of a file, line by line, at most `MOST_CHARACTERS`; and whether that is all of it.

    Read in this process: the caller sees to it that it is not that of the window. Raises `UserError` when the
    file has no text or cannot be read.
    """
    kept: list[str] = []
    room = MOST_CHARACTERS
    for line in _lines(path):
        plain = _GAPS.sub("", line).strip()
        if not plain:
            continue
        if room <= 0:
            return "\n".join(kept), False
        kept.append(plain[:room])
        room -= len(plain) + 1
    return "\n".join(kept), room >= 0


def _lines(path: Path) -> Iterator[str]:
    if path.suffix.lower() in WORKBOOKS:
        yield from _rows_of(path)
        return
    from fzapp.intake.documents import bytes_of, document_of  # noqa: PLC0415  heavy, and loaded on first use

    for line in document_of(bytes_of(path), apart=True):
        yield from line.text.split("\n")


def _rows_of(path: Path) -> Iterator[str]:
    """The rows of all sheets, cells parted by wide blanks."""
    from fzapp.intake.workbook import read_workbook  # noqa: PLC0415

    for sheet in read_workbook(path).sheets:
        yield sheet.name
        for row in sheet.rows:
            yield "\u3000".join(_written(value) for value in row if value not in (None, ""))


def _written(value: RawValue) -> str:
    """A cell on one line."""
    return " ".join(str(value).split())


def text_or_refusal(path: Path) -> tuple[str, bool] | UserError:
    """What `plain_text` says, as an answer: work for another process."""
    try:
        return plain_text(path)
    except UserError as error:
        return error
