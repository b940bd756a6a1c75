"""How text is searched: character by character, so that one sign, a number or a mark is found exactly.

Folding maps each character to one character, so that places found in folded text are places in the text.
"""

from __future__ import annotations

import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_IS_FULL_WIDTH = re.compile(f"[{''.join(map(chr, _FULL_WIDTH))}]")
"""Most texts have none, and to look costs a tenth of to translate."""

_MOST_WORDS = 8
"""More words than this say no more about what is looked for, and only cost time."""


def folded(text: str) -> str:
    """Letters small and of half width, of the same length as `text`."""
    plain = text.translate(_FULL_WIDTH) if _IS_FULL_WIDTH.search(text) else text
    lowered = plain.lower()
    return lowered if len(lowered) == len(plain) else "".join(c.lower()[:1] or c for c in plain)


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query, parted by blanks: a text must hold every one of them."""
    return tuple(dict.fromkeys(folded(query).split()))[:_MOST_WORDS]


def spans(text: str, words: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Where `words` (folded) stand in `text`, as (start, end), in order and joined where they touch."""
    if not words:
        return ()
    inside = folded(text)
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    found: list[tuple[int, int]] = []
    for match in re.finditer(pattern, inside):
        if found and match.start() <= found[-1][1]:
            found[-1] = (found[-1][0], match.end())
        else:
            found.append(match.span())
    return tuple(found)


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether `text` holds every one of `words` (folded)."""
    inside = folded(text)
    return all(word in inside for word in words)


def excerpt(
    text: str, places: tuple[tuple[int, int], ...], room: int
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """At most `room` characters of `text` around the first place, with the places inside it moved along."""
    if len(text) <= room:
        return text, places
    first = places[0][0] if places else 0
    start = max(0, min(first - room // 4, len(text) - room))
    end = start + room
    before, after = ("…" if start else ""), ("…" if end < len(text) else "")
    shift = len(before) - start
    inside = tuple((a + shift, b + shift) for a, b in places if a >= start and b <= end)
    return before + text[start:end] + after, inside
