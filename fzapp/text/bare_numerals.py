"""Arabic numerals that mean something of their own: neither names (12·4, 12345, 1+2+N) nor enumerators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.text.quantity_names import enumerator_end, is_hotline, name_end
from fzapp.text.quantity_numerals import narrow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.text.quantity_lexicon import QuantityLexicon

_RUN = re.compile(r"[0-9]+(?:[.,][0-9]+)*[%％]?")


def bare_numerals(text: str, lexicon: QuantityLexicon) -> Iterator[tuple[int, int]]:
    """(start, end) of each in one line, from left to right; full-width digits count as well."""
    plain = narrow(text)
    position = 0
    while found := _RUN.search(plain, position):
        start, position = found.span()
        end = _name_end(plain, start, found, lexicon)
        if end > start:
            position = max(position, end)
        else:
            yield start, position


def _name_end(plain: str, start: int, found: re.Match[str], lexicon: QuantityLexicon) -> int:
    """Where the name or enumerator ends that begins at `start`; `start` when there is none."""
    if is_hotline(plain, start, found.end(), lexicon.names):
        return found.end()
    return max(enumerator_end(plain, start, lexicon.units), name_end(plain, start, lexicon))
