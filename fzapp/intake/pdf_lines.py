"""The lines of a PDF put together again: what is drawn on a page to lines, and lines to paragraphs.

A PDF knows neither. A paragraph ends where its line ends short of the right margin, and begins where a line
is set in; what stands at the edge of every page is no part of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from fzapp.domain.document import LineHint, SourceLine
from fzapp.text.outline import heading_at
from fzapp.text.outline_residue import residue_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fzapp.intake.pdf_pages import Segment

_SAME_LINE = 0.45
"""Of the size of the letters: text that stands no further up or down is in the same line."""

_SET_IN = 1.2
_SHORT = 0.7
"""In letters: a line set in further than this begins a paragraph; one that leaves so much more room than the
beginning of the next line needs ends it.
"""

_CENTRED = 2.5
_WIDE_GAP = 2.0
_WIDER_PITCH = 1.6
"""Times the usual distance of two lines: what is further apart are two paragraphs."""

_SAME_SIZE = 0.8
_EDGES = 2
"""Lines at the upper and at the lower edge of a page that may belong to the page."""

_FEWEST_PAGES = 3
_BLANKS = re.compile(r"(?<=[^!-~]) +| +(?=[^!-~])")
"""A blank beside a Chinese character is a gap of the typesetter."""

_UNPARTED = re.compile(r"[“‘（《〈【〔]*.[“‘（《]*[!-~·—…“”‘’]*[，。、；：！？”’）》〉】〕％]*")
"""What is never parted by the end of a line: a number with its marks, a letter with the marks at it."""

_DIGITS = re.compile(r"\d+")
_SENTENCE_ENDS = ("。", "！", "？", "；", "：", ":", "”", "）")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line on its page: from `x` to `end`, at the height `y`, in points; `size` of its letters."""

    page: int
    text: str
    x: float
    end: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class _Area:
    """Where the text of the document stands: margins, size of its letters, distance of its lines, in points."""

    left: float
    right: float
    size: float
    pitch: float


def lines_of(pages: Iterable[Sequence[Segment]]) -> tuple[SourceLine, ...]:
    """The paragraphs of a document, page by page, with what their place and size tell."""
    drawn = [line for number, page in enumerate(pages) for line in _lines_on(page, number)]
    lines = list(_without_edges(drawn))
    if not lines:
        return ()
    area = _area(lines)
    paragraphs: list[list[_Line]] = [[lines[0]]]
    for before, line in pairwise(lines):
        if _goes_on(before, line, area):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return tuple(
        SourceLine(number, _joined(paragraph), _hint(paragraph, area))
        for number, paragraph in enumerate(paragraphs, 1)
    )


def _lines_on(segments: Sequence[Segment], page: int) -> Iterator[_Line]:
    """The lines of one page: segments of one height, in the order in which they are drawn."""
    row: list[Segment] = []
    for segment in segments:
        if row and abs(segment.y - row[0].y) > _SAME_LINE * max(segment.size, row[0].size):
            yield from _line(row, page)
            row = []
        row.append(segment)
    yield from _line(row, page)


def _line(row: Sequence[Segment], page: int) -> Iterator[_Line]:
    """The line of some segments; blank ones make none, a gap a tabulator would leave stays a gap."""
    parts: list[str] = []
    end = 0.0
    inked = [segment for segment in row if segment.text.strip()]
    for segment in row:
        if parts and segment.text.strip() and segment.x - end > _WIDE_GAP * segment.size:
            parts.append("\u3000\u3000")
        parts.append(segment.text)
        if segment.text.strip():
            end = max(end, segment.x + _width(segment.text) * segment.size)
    text = _BLANKS.sub("", "".join(parts)).strip()
    if text:
        size = max(inked, key=lambda segment: len(segment.text)).size
        yield _Line(page, text, min(segment.x for segment in inked), end, inked[0].y, size)


def _width(text: str) -> float:
    """How wide a text is, in letters of full width."""
    return sum(1.0 if ord(char) > 0xFF or char in "—…" else 0.5 for char in text)


def _without_edges(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines without page numbers, and without what stands above or below the text of page after page."""
    on_page: dict[int, list[_Line]] = {}
    for line in lines:
        on_page.setdefault(line.page, []).append(line)
    edges = [line for page in on_page.values() for line in _edges_of(page)]
    repeated = Counter(_shape(line) for line in edges)
    enough = max(_FEWEST_PAGES, len(on_page) // 2)
    left_out = {line for line in edges if _is_number(line) or repeated[_shape(line)] >= enough}
    return (line for line in lines if line not in left_out)


def _edges_of(page: Sequence[_Line]) -> list[_Line]:
    """The uppermost and the lowest lines of a page, as far as they stand apart or tell themselves."""
    ordered = sorted(page, key=lambda line: -line.y)
    return [*ordered[:_EDGES], *ordered[_EDGES:][-_EDGES:]]


def _shape(line: _Line) -> tuple[str, int]:
    """What is the same in the lines at the edge of all pages: the text but for its numbers, and the height."""
    return _DIGITS.sub("0", line.text), round(line.y / 3)


def _is_number(line: _Line) -> bool:
    return line.text.isdecimal() or "页码" in residue_reason(line.text)


def _area(lines: Sequence[_Line]) -> _Area:
    """The margins and the usual letters, by what most of the text does."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size, 1)] += len(line.text)
    size = weights.most_common(1)[0][0]
    usual = [line for line in lines if abs(line.size - size) <= _SAME_SIZE]
    starts = Counter(round(line.x) for line in usual)
    often = [x for x, count in starts.items() if count * 10 >= len(usual)]
    left = float(min(often) if often else starts.most_common(1)[0][0])
    steps = sorted(a.y - b.y for a, b in pairwise(usual) if a.page == b.page and a.y - b.y > size / 2)
    pitch = steps[len(steps) // 4] if steps else size * 2
    return _Area(left, _right(usual, size), size, pitch)


def _right(lines: Sequence[_Line], size: float) -> float:
    """The right margin: where many lines end, or the furthest where no two agree."""
    ends = sorted(line.end for line in lines)
    usual = ends[int(len(ends) * 0.9)]
    there = sum(abs(end - usual) <= size for end in ends)
    return usual if there * 4 >= len(ends) else ends[-1]


def _goes_on(before: _Line, line: _Line, area: _Area) -> bool:
    """Whether a line belongs to the paragraph of the line before it."""
    letter = line.size
    unparted = _UNPARTED.match(line.text)
    needed = _width(unparted[0] if unparted else "") + _SHORT
    if abs(before.size - letter) > _SAME_SIZE or area.right - before.end > needed * letter:
        return False
    title_goes_on = letter > area.size + _SAME_SIZE and before.x <= area.left + _SET_IN * letter
    if line.x > area.left + _SET_IN * letter and not title_goes_on:
        return False
    if line.page == before.page and before.y - line.y > _WIDER_PITCH * max(area.pitch, letter):
        return False
    begins_anew = before.text.endswith(_SENTENCE_ENDS) and heading_at(line.text) is not None
    return not begins_anew


def _joined(paragraph: Sequence[_Line]) -> str:
    """The text of a paragraph; a word of letters that a line end parts from the next keeps its blank."""
    text = paragraph[0].text
    for line in paragraph[1:]:
        parted = text[-1:].isascii() and text[-1:].isalpha() and line.text[:1].isascii()
        text += (" " if parted and line.text[:1].isalpha() else "") + line.text
    return text


def _hint(paragraph: Sequence[_Line], area: _Area) -> LineHint:
    """Size and alignment, by the place of a paragraph of one line."""
    first = paragraph[0]
    if len(paragraph) > 1 or first.x < area.left + _CENTRED * area.size:
        return LineHint(size=round(first.size * 2) / 2)
    before, behind = first.x - area.left, area.right - first.end
    if abs(before - behind) <= 2 * first.size:
        return LineHint(size=round(first.size * 2) / 2, alignment="center")
    return LineHint(size=round(first.size * 2) / 2, alignment="right" if before > behind else "")
