r"""Text on its way into the editor: kinds of line break, pasted residue, and offsets.

A body has one paragraph a line ("\n") and tabs between the cells of a table row. Qt counts UTF-16 units,
Python characters: rare characters of names (𠮷) take two units.
"""

from __future__ import annotations

import re

from fzapp.text.radicals import with_characters

_BREAKS = re.compile("\r\n|[\r\u2028\u2029\v\f\x85]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufdd0\ufdd1\ufffc]")
_WIDE_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f]")
_BLANKS = " \u3000"
_RESERVED = str.maketrans("", "", "\ufdd0\ufdd1")


def as_lines(text: str) -> str:
    r"""`text` with every kind of line break as "\n" and nothing else changed.

    U+FDD0 and U+FDD1 are no characters; Qt keeps them for itself, so they are left out.
    """
    return _BREAKS.sub("\n", text).translate(_RESERVED)


def cleaned(text: str) -> str:
    """Pasted text as a body: lines kept, indents and trailing blanks and unseen characters gone, no radicals.

    Non-breaking and other wide blanks become one plain blank. A tab at the beginning of a line is an
    indent unless more cells follow it.
    """
    return "\n".join(_cleaned_line(line) for line in as_lines(with_characters(text)).split("\n"))


def _cleaned_line(line: str) -> str:
    plain = _WIDE_BLANKS.sub(" ", _UNSEEN.sub("", line)).strip(_BLANKS)
    cells = plain.strip(_BLANKS + "\t")
    if "\t" not in cells:
        return cells
    return "\t".join(cell.strip(_BLANKS) for cell in plain.split("\t"))


def units(text: str) -> int:
    """How many UTF-16 units `text` takes, as Qt counts."""
    if not text or max(text) <= "\uffff":
        return len(text)
    return len(text) + sum(char > "\uffff" for char in text)


def offset_of_units(text: str, count: int) -> int:
    """The character offset in `text` behind its first `count` UTF-16 units."""
    if units(text) == len(text):
        return min(count, len(text))
    passed = 0
    for offset, char in enumerate(text):
        if passed >= count:
            return offset
        passed += 2 if char > "\uffff" else 1
    return len(text)
