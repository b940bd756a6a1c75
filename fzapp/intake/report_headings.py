"""The headings of a text: what the grammar finds line by line, weighed by what stands around it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fzapp.text.outline import LONGEST_OWN_LINE, HeadingMark, NumberForm, heading_at, item_text, ordinal_at
from fzapp.text.title_words import recognition_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.intake.report_pieces import Piece

LONGEST_BY_LOOK = 40
"""A heading that is known only from its look in Word is short."""

_FEWEST_BEHIND = 8
_LOWEST_IN_BODY = 3
_SENTENCE_MARKS = "。；;！？!?"


@dataclass(frozen=True, slots=True)
class FoundHeading:
    """A heading of a text: which piece, level, number as printed, text, end mark, where the body begins.

    `body` counts characters of the piece's text; `in_body` says that the paragraph stays in the body as
    it is (levels 3 and 4, numbered paragraphs, 第一，).
    """

    piece: int
    level: int
    number: str
    text: str
    end: str
    body: int
    column: int
    runs_on: bool
    in_body: bool


def find_headings(pieces: Sequence[Piece]) -> tuple[FoundHeading, ...]:
    """The headings among `pieces`, in order."""
    marks = {index: mark for index, piece in enumerate(pieces) if (mark := _mark(piece)) is not None}
    marks = _without_lists(marks, pieces)
    found = {index: _found(index, mark, pieces[index]) for index, mark in marks.items()}
    found |= _ordinals(pieces, found)
    found |= _by_style(pieces, found)
    if not any(heading.level < _LOWEST_IN_BODY for heading in found.values()):
        found |= _by_look(pieces, found)
    return tuple(found[index] for index in sorted(found))


def _mark(piece: Piece) -> HeadingMark | None:
    """The heading a piece begins with, its automatic number read as part of the text."""
    if piece.hint.cell is not None or piece.text.count("\t") > 1:
        return None
    mark = heading_at(piece.full)
    if mark is None or not (piece.cut or (mark.level == 1 and not mark.text)):
        return mark
    mark = _with_known_heading(piece, mark)
    return _before_enumeration(piece, mark) if piece.cut else mark


def _before_enumeration(piece: Piece, mark: HeadingMark) -> HeadingMark:
    """A heading that an enumeration was glued to (…责任一是抓统筹。…二是…) ends where that begins."""
    begin = mark.start + len(mark.number)
    place = piece.full.find("一是", begin + 4, begin + LONGEST_OWN_LINE)
    if place < 0 or "二是" not in piece.full[place:]:
        return mark
    text = piece.full[begin:place].strip()
    if any(sign in text for sign in "。；：！？"):
        return mark
    return replace(mark, text=text, end="", body=place, is_item=False)


def _with_known_heading(piece: Piece, mark: HeadingMark) -> HeadingMark:
    """A heading without an end mark that is known from the list of common ones.

    What follows must be more than a few characters: 组织领导坚强有力 is one heading.
    """
    begin = mark.start + len(mark.number)
    rest = piece.full[begin : begin + 60].lstrip()
    begin += len(piece.full[begin:]) - len(piece.full[begin:].lstrip())
    for known in recognition_words().glued_headings:
        behind = rest[len(known) : len(mark.text) or None]
        if rest.startswith(known) and len(behind) >= _FEWEST_BEHIND and behind[0] not in "，、；：。的和及与":
            return replace(mark, text=known, end="", body=begin + len(known), is_item=False)
    return mark


def _without_lists(marks: dict[int, HeadingMark], pieces: Sequence[Piece]) -> dict[int, HeadingMark]:
    """Leave out numbered lists: items that end with semicolons, and rows of numbered sentences."""
    listed: set[int] = set()
    for run in _runs(marks):
        listed.update(_listed(run, marks, pieces))
    kept = {index: _as_heading(mark, pieces[index]) for index, mark in marks.items() if index not in listed}
    return {index: mark for index, mark in kept.items() if mark.text or mark.level < _LOWEST_IN_BODY}


def _as_heading(mark: HeadingMark, piece: Piece) -> HeadingMark:
    """A heading that ends with a semicolon by mistake, as one; others as they are."""
    text = item_text(piece.full, mark)
    return replace(mark, text=text, end="", body=len(piece.full), is_item=False) if text else mark


def _runs(marks: dict[int, HeadingMark]) -> list[list[int]]:
    """Pieces right behind each other whose numbers have the same form and count up."""
    runs: list[list[int]] = []
    for index in sorted(marks):
        before = marks.get(index - 1)
        if runs and before and before.form is marks[index].form and marks[index].ordinal > before.ordinal:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _listed(run: list[int], marks: dict[int, HeadingMark], pieces: Sequence[Piece]) -> list[int]:
    """The members of a run that are items of a list."""
    bare = [index for index in run if not _has_body(pieces[index], marks[index])]
    items = [index for index in run if marks[index].is_item]
    if items and (len(items) * 2 > len(run) or set(run[:-1]) <= set(items)):
        return sorted({*items, *bare})
    if len(run) < 2 or marks[run[0]].level < _LOWEST_IN_BODY or len(bare) < len(run):
        return []
    led = run[0] > 0 and pieces[run[0] - 1].text.endswith(("：", ":"))
    sentences = all(marks[index].end in _SENTENCE_MARKS and marks[index].end for index in run)
    return run if led or sentences else []


def _has_body(piece: Piece, mark: HeadingMark) -> bool:
    """Whether text stands behind the heading in its paragraph."""
    return bool(mark.text) and mark.body < len(piece.full)


def _found(index: int, mark: HeadingMark, piece: Piece) -> FoundHeading:
    """A mark as a heading of its piece."""
    runs_on = mark.body < len(piece.full)
    form_stays = mark.form in (NumberForm.ORDINAL, NumberForm.ARTICLE)
    return FoundHeading(
        piece=index,
        level=mark.level,
        number=piece.number or mark.number,
        text=mark.text,
        end=mark.end if runs_on else "",
        body=max(0, mark.body - len(piece.number)),
        column=piece.column + (0 if piece.number else mark.start),
        runs_on=runs_on,
        in_body=mark.level >= _LOWEST_IN_BODY or not mark.text or form_stays,
    )


def _ordinals(pieces: Sequence[Piece], found: dict[int, FoundHeading]) -> dict[int, FoundHeading]:
    """Paragraphs 第一， … 第二， … that each begin with a short clause: headings when two are in a section."""
    result: dict[int, FoundHeading] = {}
    group: dict[int, HeadingMark] = {}
    level = 2
    for index, piece in enumerate(pieces):
        heading = found.get(index)
        if heading is not None and heading.level < _LOWEST_IN_BODY:
            result |= _ordinal_group(group, pieces, level)
            group, level = {}, min(_LOWEST_IN_BODY, heading.level + 1)
        mark = None if heading or piece.hint.cell else ordinal_at(piece.full)
        if mark and (_has_body(piece, mark) or _heads(pieces, index, mark)):
            group[index] = mark
    return result | _ordinal_group(group, pieces, level)


def _heads(pieces: Sequence[Piece], index: int, mark: HeadingMark) -> bool:
    """Whether 第一，… on a line of its own is a heading: short, without end mark, text below it."""
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    below = following and not following.hint.cell and ordinal_at(following.full) is None
    return bool(below and not mark.end and 0 < len(mark.text) <= LONGEST_BY_LOOK)


def _ordinal_group(
    group: dict[int, HeadingMark], pieces: Sequence[Piece], level: int
) -> dict[int, FoundHeading]:
    """The headings of one section's 第一， 第二， when there are at least two."""
    if len(group) < 2:
        return {}
    return {index: replace(_found(index, mark, pieces[index]), level=level) for index, mark in group.items()}


def _by_style(pieces: Sequence[Piece], found: dict[int, FoundHeading]) -> dict[int, FoundHeading]:
    """Headings without a number that their style or outline level tells."""
    levels = _levels_of_outline(pieces, found)
    result: dict[int, FoundHeading] = {}
    for index, piece in enumerate(pieces):
        outline = piece.hint.outline_level
        if (
            index in found
            or outline is None
            or piece.hint.cell
            or not _may_be_unnumbered(piece, LONGEST_OWN_LINE)
        ):
            continue
        result[index] = _unnumbered(index, piece, levels.get(outline, outline))
    return result


def _levels_of_outline(pieces: Sequence[Piece], found: dict[int, FoundHeading]) -> dict[int, int]:
    """Which level an outline level of Word means here: that of numbered headings, else counted from the top."""
    seen = {
        piece.hint.outline_level
        for piece in pieces
        if piece.hint.outline_level is not None and not piece.hint.cell and piece.text
    }
    levels = {outline: min(4, place + 1) for place, outline in enumerate(sorted(seen))}
    for outline in seen:
        numbered = Counter(
            heading.level for heading in found.values() if pieces[heading.piece].hint.outline_level == outline
        )
        if numbered:
            levels[outline] = numbered.most_common(1)[0][0]
    return levels


def _may_be_unnumbered(piece: Piece, longest: int) -> bool:
    """Whether a paragraph could be a heading without a number: short, no sentence."""
    text = piece.text.rstrip("：:")
    return bool(text) and len(text) <= longest and not any(mark in text for mark in _SENTENCE_MARKS)


def _unnumbered(index: int, piece: Piece, level: int) -> FoundHeading:
    """A whole paragraph as a heading."""
    return FoundHeading(
        piece=index,
        level=level,
        number=piece.number,
        text=piece.text.rstrip("：:"),
        end="",
        body=len(piece.text),
        column=piece.column,
        runs_on=False,
        in_body=level >= _LOWEST_IN_BODY,
    )


def _by_look(pieces: Sequence[Piece], found: dict[int, FoundHeading]) -> dict[int, FoundHeading]:
    """Headings that only their look tells, in a text that has no others: short lines set off from the text.

    The first look that appears is level 1, the second level 2; further ones are left alone.
    """
    weights: Counter[tuple[str, float | None, bool]] = Counter()
    for piece in pieces:
        weights[_look(piece)] += len(piece.text)
    if len(weights) < 2:
        return {}
    usual = weights.most_common(1)[0][0]
    places: dict[tuple[str, float | None, bool], list[int]] = {}
    for index, piece in enumerate(pieces):
        short = (
            _may_be_unnumbered(piece, LONGEST_BY_LOOK) and not piece.hint.cell and not piece.hint.in_textbox
        )
        if short and index not in found and _look(piece) != usual and index + 1 < len(pieces):
            places.setdefault(_look(piece), []).append(index)
    levels = [(look, rows) for look, rows in places.items() if len(rows) > 1][:2]
    return {
        index: _unnumbered(index, pieces[index], level)
        for level, (_, rows) in enumerate(levels, 1)
        for index in rows
    }


def _look(piece: Piece) -> tuple[str, float | None, bool]:
    """Font, size and weight of a paragraph."""
    return piece.hint.font, piece.hint.size, piece.hint.bold
