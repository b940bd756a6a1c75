"""The marks of footnotes and endnotes in a binary Word file, as an office program prints them.

[MS-DOC] 2.8.11 (PlcfFndRef), 2.8.10 (PlcfendRef), 2.7.2 and 2.7.4 (DopBase, Dop97). The notes themselves stand
below the page and are no text of the report. Numbers that begin anew on each page go on: there are no pages here.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from fzapp.intake.doc_numbers import FORMATS, pair_of
from fzapp.intake.docx_numbering import in_format

if TYPE_CHECKING:
    from collections.abc import Sequence

REFERENCE = "\x02"
"""The character that stands where the mark of a numbered note is printed."""

_FOOTNOTES, _ENDNOTES, _SETTINGS = 2, 46, 31
_FOOTNOTE_START, _ENDNOTE_START = 2, 52
_FORMS = 492
"""Where the formats of both stand in settings that reach so far; lower Roman is what endnotes have otherwise."""
_PLAIN_FORMS = (0, 2)

MOST_NOTES = 2_000
"""A report has a few; of a file made to hurt the marks are left out."""

_SIGNS, _SIGNS_FORM = "*†‡§", 9
_CIRCLES = (range(21, 36), 0x3251), (range(36, 51), 0x32B1)
_CIRCLED = "decimalEnclosedCircle"


def note_marks(text: str, document: bytes, table: bytes) -> list[str]:
    """What is printed for each `REFERENCE` in the text of the main document, in order; "" where no note is meant.

    A note with a sign of its own has none: that sign stands in the text.
    """
    marks = _marks_by_place(document, table)
    return [marks.get(place, "") for place, char in enumerate(text) if char == REFERENCE]


def with_marks(text: str, marks: Sequence[str]) -> str:
    """`text` with its references replaced by `marks`, in order.

    A blank keeps a mark apart from a digit beside it: 全年²73件 must not come to say 273.
    """
    first, *rest = text.split(REFERENCE)
    parts = [first]
    for mark, behind in zip(marks, rest, strict=True):
        if mark[:1].isdigit() and parts[-1][-1:].isdigit():
            parts.append(" ")
        parts.append(mark)
        if mark[-1:].isdigit() and behind[:1].isdigit():
            parts.append(" ")
        parts.append(behind)
    return "".join(parts)


def _marks_by_place(document: bytes, table: bytes) -> dict[int, str]:
    """The mark of each numbered note by the place of its reference."""
    place, size = pair_of(document, _SETTINGS)
    settings = table[place : place + size]
    forms = struct.unpack_from("<HH", settings, _FORMS) if len(settings) >= _FORMS + 4 else _PLAIN_FORMS
    marks: dict[int, str] = {}
    for pair, start, form in ((_FOOTNOTES, _FOOTNOTE_START, forms[0]), (_ENDNOTES, _ENDNOTE_START, forms[1])):
        place, size = pair_of(document, pair)
        if size:
            first = max(1, struct.unpack_from("<H", settings, start)[0] >> 2)
            numbered = _numbered(table[place : place + size])
            marks |= {reference: _mark(number, form) for number, reference in enumerate(numbered, first)}
    return marks


def _numbered(references: bytes) -> list[int]:
    """The places of the references that are numbered automatically, in order."""
    count = (len(references) - 4) // 6
    if count > MOST_NOTES:
        return []
    places = struct.unpack_from(f"<{count}I", references, 0)
    automatic = struct.unpack_from(f"<{count}H", references, 4 * (count + 1))
    return [place for place, number in zip(places, automatic, strict=True) if number]


def _mark(number: int, form: int) -> str:
    """A number as the mark of a note."""
    if form == _SIGNS_FORM:
        return _SIGNS[(number - 1) % len(_SIGNS)] * ((number - 1) // len(_SIGNS) + 1)
    name = FORMATS.get(form, "decimal")
    if name == _CIRCLED:
        for numbers, first in _CIRCLES:
            if number in numbers:
                return chr(first + number - numbers[0])
    return in_format(number, name)
