"""The head of a report: everything before its text begins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from fzapp.intake.report_pieces import Piece, drop
from fzapp.text.outline import heading_at, is_enumeration
from fzapp.text.title_parts import (
    LONGEST_TITLE_LINE,
    addressee_span,
    attachment_mark,
    date_line,
    document_number,
    ends_like_title,
    ends_weakly,
    is_head_mark,
    is_letterhead,
    is_organ_name,
    join_letters,
    may_be_title_line,
    signer,
    squeeze,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.document import DroppedLine
    from fzapp.text.title_parts import Span

MOST_HEAD_PIECES = 24
_FEWEST_STEPS = 4
MOST_TITLE_LINES = 4
_CONNECTING = ("的", "及", "和", "与", "暨")
_WIDE_GAP = re.compile("[\u3000\u00a0]{2,}| {4,}")
_CONTENTS = re.compile(r"目\s*录|contents", re.IGNORECASE)


@dataclass(slots=True)
class Head:
    """What stands before the text; `rest` are the pieces from the text on.

    `spacing` is how many lines further the next paragraph stands: 2 where blank lines part all of them.
    """

    title: str = ""
    subtitle: str = ""
    issuer: str = ""
    doc_number: str = ""
    signer: str = ""
    addressee: str = ""
    date_text: str = ""
    spacing: int = 1
    title_pieces: list[Piece] = field(default_factory=list)
    rest: list[Piece] = field(default_factory=list)
    dropped: list[DroppedLine] = field(default_factory=list)


def read_head(pieces: Sequence[Piece]) -> Head:
    """Read the head; what cannot be placed there stays in `rest` or goes to `dropped`."""
    head = Head(spacing=_spacing(pieces))
    above, below, used = _collect(pieces, head)
    head.rest.extend(pieces[used:])
    _place_lines(head, above, below)
    _drop_repeated_titles(head)
    return head


def _spacing(pieces: Sequence[Piece]) -> int:
    """The usual distance of paragraphs in lines, at most 2."""
    steps = [lower.place - upper.place for upper, lower in pairwise(pieces[:60]) if lower.place > upper.place]
    return 2 if len(steps) >= _FEWEST_STEPS and sorted(steps)[len(steps) // 2] > 1 else 1


def _collect(pieces: Sequence[Piece], head: Head) -> tuple[list[Piece], list[Piece], int]:
    """The lines above and below the document number that may be title lines, and how many pieces were used."""
    above: list[Piece] = []
    below: list[Piece] = []
    queue = list(pieces[:MOST_HEAD_PIECES])
    used = 0
    for piece in queue:
        lines = below if head.doc_number else above
        if not piece.text:
            used += 1
            continue
        if _take_mark(piece, head, above, below):
            used += 1
            if head.addressee:
                return above, below, used
            continue
        if not _is_head_line(piece):
            break
        lines.append(piece)
        used += 1
    return above, below, used


def _take_mark(piece: Piece, head: Head, above: list[Piece], below: list[Piece]) -> bool:
    """Take a piece that is or holds document number, signer, letterhead, mark or addressees."""
    number = None if head.doc_number else document_number(piece.text)
    if number:
        head.doc_number = number.text.strip()
        _take_around_number(piece, number, head, above, below)
        return True
    if _take_signer(piece, head, below if head.doc_number else above):
        return True
    if is_head_mark(piece.text):
        head.dropped.extend(drop([piece], "版头标记，不属于正文"))
        return True
    if is_letterhead(piece.text) and not above and not below:
        head.issuer = head.issuer or squeeze(piece.text)
        return True
    return _take_addressee(piece, head, below if head.doc_number else above)


def _take_around_number(
    piece: Piece, number: Span, head: Head, above: list[Piece], below: list[Piece]
) -> None:
    """Take what stands in one line with the document number: a title before it, a signer or addressees behind."""
    before = piece.text[: number.start].strip(" \u3000\u00a0（(")
    if before:
        above.append(replace(piece, text=before))
    behind = piece.text[number.end :].lstrip(" \u3000\u00a0\t）)")
    if not behind:
        return
    rest = replace(piece, text=behind, column=piece.column + len(piece.text) - len(behind))
    if not _take_signer(rest, head, below) and not _take_addressee(rest, head, above):
        below.append(rest)


def _take_signer(piece: Piece, head: Head, lines: list[Piece]) -> bool:
    """Take the signer a piece begins with; what stands behind the name goes to `lines`."""
    named = signer(piece.text)
    if named is None or named.start > 0:
        return False
    head.signer = "、".join(filter(None, (head.signer, named.text)))
    behind = piece.text[named.end :].strip()
    if behind:
        lines.append(replace(piece, text=behind, column=piece.column + piece.text.rindex(behind)))
    return True


def _take_addressee(piece: Piece, head: Head, lines: list[Piece]) -> bool:
    """Take the addressees at the beginning of a piece; a title glued before them goes to `lines`.

    Text glued behind them begins the text.
    """
    span = None if piece.number else addressee_span(piece.text)
    if span is None or (span.start and lines):
        return False
    if span.start:
        lines.append(replace(piece, text=piece.text[: span.start].strip()))
    head.addressee = span.text.strip()
    behind = piece.text[span.end :]
    rest = behind.strip()
    if rest:
        column = piece.column + span.end + behind.index(rest[0])
        head.rest.append(replace(piece, text=rest, column=column))
    return True


def _is_head_line(piece: Piece) -> bool:
    """Whether a piece may stand in the head: a short line that is no heading and no sentence."""
    if piece.number or not may_be_title_line(piece.text) or "\t" in piece.text:
        return False
    if heading_at(piece.text) or is_enumeration(piece.text):
        return False
    long = len(squeeze(piece.text)) > LONGEST_TITLE_LINE // 2 and not ends_like_title(piece.text)
    return not (long and ("，" in piece.text or "," in piece.text))


def _place_lines(head: Head, above: list[Piece], below: list[Piece]) -> None:
    """Find the title among the lines of the head; the others are letterhead, subtitle or dropped."""
    if any(ends_like_title(piece.text) for piece in above) or not below:
        candidates, behind = above, below
    else:
        _take_letterhead(head, above)
        candidates, behind = below, []
    start, end = _title_lines(candidates, head.spacing)
    while start < end < len(candidates) and _is_bracketed_end(candidates[end - 1], candidates[end]):
        end += 1
    head.title_pieces = candidates[start:end]
    head.title = _WIDE_GAP.sub("", "".join(join_letters(piece.text) for piece in head.title_pieces))
    _take_letterhead(head, candidates[:start])
    _place_subtitles(head, [*candidates[end:], *behind])


def _is_bracketed_end(title: Piece, piece: Piece) -> bool:
    """Whether brackets that a soft break parts from the title belong to it （2027年度）; a date does not."""
    bracketed = piece.text[0] in "（(" and piece.text[-1] in "）)"
    return bracketed and piece.line == title.line and not date_line(piece.text)


def _take_letterhead(head: Head, pieces: list[Piece]) -> None:
    """Lines above the title: the issuing body, or text that belongs to nothing."""
    for piece in pieces:
        if not head.issuer and (is_letterhead(piece.text) or is_organ_name(piece.text)):
            head.issuer = squeeze(piece.text)
        else:
            head.dropped.extend(drop([piece], "标题前面的文字，不属于报告"))


def _title_lines(lines: list[Piece], spacing: int) -> tuple[int, int]:
    """From which to which line the title goes; the same twice when there is none."""
    if not lines:
        return 0, 0
    last = next((index for index, piece in enumerate(lines) if ends_like_title(piece.text)), -1)
    if last < 0:
        return _title_by_look(lines)
    first = last
    while last + 1 < len(lines) and _goes_on(lines[last], lines[last + 1]):
        last += 1
    while first > 0 and last - first < MOST_TITLE_LINES - 1 and _belong_together(lines, first, spacing):
        first -= 1
    return first, last + 1


def _goes_on(line: Piece, following: Piece) -> bool:
    """Whether a title that could be complete goes on in the following line (…情况 / 的报告)."""
    if not ends_like_title(following.text) or squeeze(line.text) == squeeze(following.text):
        return False
    if _look(line) != _look(following):
        return False
    large = (
        line.hint.alignment == "center" and line.hint.size is not None and following.place - line.place <= 1
    )
    return ends_weakly(line.text) or following.text.startswith(_CONNECTING) or large


def _belong_together(lines: list[Piece], index: int, spacing: int) -> bool:
    """Whether the line above `index` is a line of the same title."""
    upper, lower = lines[index - 1], lines[index]
    if (
        date_line(upper.text)
        or attachment_mark(upper.text)
        or (ends_like_title(upper.text) and not ends_weakly(upper.text))
    ):
        return False
    if upper.hint.cell or _look(upper)[1:] != _look(lower)[1:]:
        return False
    return lower.place - upper.place <= spacing or is_organ_name(upper.text)


def _look(piece: Piece) -> tuple[str, float | None, str]:
    """How a paragraph looks in Word; all alike in plain text."""
    return piece.hint.alignment, piece.hint.size, piece.hint.style


def _title_by_look(lines: list[Piece]) -> tuple[int, int]:
    """A title without a kind of document: the lines that look like the first centred or largest one."""
    sizes = [piece.hint.size or 0 for piece in lines]
    first = sizes.index(max(sizes))
    last = first + 1
    while last < len(lines) and last - first < MOST_TITLE_LINES and _look(lines[last]) == _look(lines[first]):
        if date_line(lines[last].text) or lines[last].place - lines[last - 1].place > 1:
            break
        last += 1
    return first, last


def _place_subtitles(head: Head, lines: list[Piece]) -> None:
    """Lines between title and text: a repeated title, a date, a table of contents, else a subtitle."""
    subtitles: list[str] = []
    for piece in lines:
        if squeeze(piece.text) == squeeze(head.title):
            head.dropped.extend(drop([piece], "重复的标题"))
        elif date_line(piece.text):
            head.date_text = date_line(piece.text)
        elif _CONTENTS.fullmatch(piece.text):
            head.dropped.extend(drop([piece], "目录行"))
        else:
            subtitles.append(piece.text)
    head.subtitle = "　".join(subtitles)


def _drop_repeated_titles(head: Head) -> None:
    """A paragraph of the text that is the title again is a page header that was copied along."""
    title = squeeze(head.title)
    if len(title) < 6 or is_organ_name(title):
        return
    again = [
        piece for piece in head.rest if piece.text and squeeze(piece.text) == title and not piece.hint.cell
    ]
    head.dropped.extend(drop(again, "重复的标题"))
    lines = {(piece.line, piece.column) for piece in again}
    head.rest = [piece for piece in head.rest if (piece.line, piece.column) not in lines]
