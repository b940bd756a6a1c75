"""Text whose paragraphs were glued into one line, as web pages give it: where the paragraphs begin.

Two traces are left: wide gaps where paragraphs were indented, and numbers that stand behind a full stop
and count on. A number that only lists things inside a sentence is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from fzapp.text.outline import HeadingMark, heading_at
from fzapp.text.title_parts import (
    LONGEST_TITLE_LINE,
    addressee_end,
    date_line,
    document_number,
    ends_like_title,
    is_letterhead,
    is_organ_name,
    note,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_CUTS = 3000
"""A line with more gaps than this is no text; the rest of it stays in one piece."""

_HEAD = 240
_LONG = 300
"""In a line longer than this, wide gaps within its first characters part the head of a document."""

_GAP = re.compile("[ \u3000\u00a0]{2,}")
_WIDE = re.compile("[\u3000\u00a0]{2}|[\u3000\u00a0] |  {3}| [\u3000\u00a0]")
_SENTENCE_END = "。！？；：:!?"
_CLOSERS = "”’）)》"
_NUMBER = re.compile(
    r"(?:[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|(?<![\d.．、·])\d{1,2}[.．、](?!\d))"
)
_BEFORE_NUMBER = "。！？：”）"
_END_MARK = re.compile("[。；：！？;:!?]")
_SHORTEST = {1: 40, 2: 30, 3: 30}
"""How many characters a glued section has at least, with its heading."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A number in a text: which text, where, what it begins; `room` is how much text is left from it on.

    `before` is the character before it, "" for a number at the start or glued to a heading above it.
    """

    text: int
    offset: int
    mark: HeadingMark
    room: int
    before: str
    at_start: bool


def split_gaps(line: str) -> list[tuple[int, str]]:
    """The paragraphs of a line that wide gaps set apart: offset and text, blanks around them left out."""
    pieces: list[tuple[int, str]] = []
    begin = 0
    for match in _gaps(line):
        if _cuts_here(line, begin, match):
            _add(pieces, line, begin, match.start())
            begin = match.end()
            if len(pieces) >= MOST_CUTS:
                break
    _add(pieces, line, begin, len(line))
    return pieces


def _gaps(line: str) -> list[re.Match[str]]:
    """The gaps inside a line; none for a row of a table."""
    if "\t" in line.strip():
        return []
    return [match for match in _GAP.finditer(line) if match.start() > 0 and match.end() < len(line)]


def _add(pieces: list[tuple[int, str]], line: str, begin: int, end: int) -> None:
    """Keep the piece unless it is blank."""
    text = line[begin:end]
    stripped = text.strip()
    if stripped:
        pieces.append((begin + text.index(stripped[0]), stripped))


def _cuts_here(line: str, begin: int, gap: re.Match[str]) -> bool:
    """Whether a new paragraph begins behind a gap."""
    if not _WIDE.search(gap[0]):
        return False
    behind = line[gap.end() : gap.end() + 80]
    before = line[max(begin, gap.start() - 3) : gap.start()].rstrip(_CLOSERS)
    if before[-1:] in _SENTENCE_END or behind.startswith("——") or heading_at(behind):
        return True
    if gap.start() - begin <= 80:
        mark = heading_at(line[begin : gap.end() + 2])
        if mark and mark.level <= 2 and mark.end == gap[0]:
            return True
    if gap.end() < _HEAD and len(line) > _LONG:
        upper = line[begin : gap.start()].strip()
        if _ends_head_part(upper) or addressee_end(behind):
            return True
    wide = len(gap[0]) >= 6
    return bool(date_line(behind) or note(behind) or (wide and is_organ_name(behind)))


def _ends_head_part(text: str) -> bool:
    """Whether a part of the head stands before a gap near the beginning of a long line: title, issuer, number, date."""
    if len(text) > LONGEST_TITLE_LINE:
        return False
    return (
        ends_like_title(text)
        or is_letterhead(text)
        or is_organ_name(text)
        or document_number(text) is not None
        or bool(date_line(text))
    )


def number_cuts(texts: Sequence[str]) -> list[list[int]]:
    """For each text the offsets where a glued section begins, by the numbers that count on."""
    cuts: list[list[int]] = [[] for _ in texts]
    places = [_places(index, text) for index, text in enumerate(texts)]
    for level in (1, 2, 3):
        taken = _counting_on([place for row in places for place in row], level)
        for place in taken:
            cuts[place.text].append(place.offset)
    return [sorted(set(row)) for row in cuts]


def _places(index: int, text: str) -> list[_Place]:
    """The numbers of a text that could begin a section."""
    found: list[_Place] = []
    first = heading_at(text)
    if first:
        found.append(_Place(index, 0, first, len(text), "", at_start=True))
    if len(text) < _SHORTEST[1]:
        return found
    for match in islice(_NUMBER.finditer(text, 1), MOST_CUTS):
        offset, before = match.start(), text[match.start() - 1]
        if before not in _BEFORE_NUMBER:
            if not found or not _is_bare_heading(text, found[-1], offset):
                continue
            before = ""
        mark = heading_at(text[offset : offset + 200])
        if mark and (mark.level == 1 or not mark.is_item):
            found.append(_Place(index, offset, mark, len(text) - offset, before, at_start=False))
    return found


def _is_bare_heading(text: str, upper: _Place, offset: int) -> bool:
    """Whether what stands between a number and `offset` is a heading that its first subsection is glued to."""
    begin = upper.offset + len(upper.mark.number)
    return 2 <= offset - begin <= 45 and not _END_MARK.search(text, begin, offset)


def _counting_on(places: list[_Place], level: int) -> list[_Place]:
    """The numbers inside texts that continue a count of a level."""
    same = [place for place in places if place.mark.level == level]
    if all(place.at_start for place in same):
        return []
    groups = [same] if level == 1 else _groups(places, level)
    return [place for group in groups for place in _chain(group, level)]


def _groups(places: list[_Place], level: int) -> list[list[_Place]]:
    """The numbers of a level, parted where a higher level begins a section at the start of a text."""
    groups: list[list[_Place]] = [[]]
    for place in places:
        if place.mark.level < level:
            groups.append([])
        elif place.mark.level == level:
            groups[-1].append(place)
    return groups


def _chain(group: list[_Place], level: int) -> list[_Place]:
    """The members of a group that stand inside texts and fit between their neighbours."""
    starts = {place.mark.ordinal for place in group if place.at_start}
    ordinals = {place.mark.ordinal for place in group}
    taken: list[_Place] = []
    expected = 1
    for place, following in zip_longest(group, group[1:]):
        ordinal = place.mark.ordinal
        if place.at_start:
            expected = ordinal + 1
            continue
        fits = ordinal == expected and ordinal not in starts and (ordinal > 1 or 2 in ordinals)
        length = place.room
        if following and following.text == place.text:
            length -= following.room
        if fits and _is_section(place, level, length):
            taken.append(place)
            expected = ordinal + 1
    return taken if len(taken) > 1 or starts else []


def _is_section(place: _Place, level: int, length: int) -> bool:
    """Whether a number begins a section and no clause of a list: long enough, behind the right mark."""
    if place.before == "：" and place.mark.ordinal != 1:
        return False
    if level > 1 and not place.mark.text and place.before:
        return False
    return length >= _SHORTEST[level]
