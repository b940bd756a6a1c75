"""The tail of a report: attachment list, signature, date, note, imprint, and the annexes behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fzapp.domain.report import Annex
from fzapp.intake.report_pieces import Piece, drop
from fzapp.intake.report_tables import rows_as_lines
from fzapp.text.outline import heading_at
from fzapp.text.title_parts import (
    attachment_list,
    attachment_mark,
    date_line,
    ends_like_title,
    is_imprint,
    is_organ_name,
    is_person,
    may_be_signature,
    note,
    signatures,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.document import DroppedLine

MOST_TAIL_PIECES = 14
MOST_SIGNATURES = 6
_SMALL_TABLE = 8
"""A table with at most this many cells may hold signature and date."""

_ITEM = re.compile(r"\s*(\d{1,2})\s?[.．、]\s?(?!\d)")
_FEWEST_BEFORE_DATE = 2


@dataclass(slots=True)
class Tail:
    """What stands behind the text; `body` are the pieces of the text, `behind` those of the annexes."""

    signature: str = ""
    date_text: str = ""
    annotation: str = ""
    attachments: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    body: list[Piece] = field(default_factory=list)
    behind: list[Piece] = field(default_factory=list)
    annex_titles: list[Piece] = field(default_factory=list)
    dropped: list[DroppedLine] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_tail(pieces: Sequence[Piece], issuer: str = "") -> Tail:
    """Read the tail of the pieces behind the head. `issuer` is the body named in the title, or ""."""
    tail = Tail()
    pieces = _cut_issuer(pieces, issuer)
    end = _annex_start(pieces)
    dated = _signing_date(pieces, end)
    body_end = _take_signing(pieces, dated, tail) if dated is not None else _take_undated(pieces, end, tail)
    after = end if dated is None else _take_notes(pieces, dated + 1, end, tail)
    _take_attachments(list(pieces[:body_end]), tail)
    tail.behind = list(pieces[after:])
    tail.annexes = _annexes(tail)
    return tail


def _cut_issuer(pieces: Sequence[Piece], issuer: str) -> Sequence[Piece]:
    """Part the signature from an attachment list that it was glued to."""
    if len(issuer) < 3:
        return pieces
    result: list[Piece] = []
    for piece in pieces:
        body = piece.text.removesuffix(issuer)
        if body and body != piece.text and piece.text.startswith("附件"):
            result.append(replace(piece, text=body))
            result.append(replace(piece, text=issuer, column=piece.column + len(body), cut=True))
        else:
            result.append(piece)
    return result


def _annex_start(pieces: Sequence[Piece]) -> int:
    """The first piece that is only 附件 or 附件1 and begins an annex; the length when there is none."""
    for index, piece in enumerate(pieces):
        mark = attachment_mark(piece.text)
        if mark and not piece.hint.cell:
            leads_list = mark.endswith(("：", ":")) and _list_follows(pieces, index)
            if not leads_list:
                return index
    return len(pieces)


def _list_follows(pieces: Sequence[Piece], index: int) -> bool:
    """Whether 附件： stands above a list of names: a signature comes soon after it."""
    following = pieces[index + 1 : index + 12]
    dates = [place for place, piece in enumerate(following) if date_line(piece.text)]
    return bool(dates) and all(len(piece.text) <= 80 for piece in following[: dates[0]])


def _signing_date(pieces: Sequence[Piece], end: int) -> int | None:
    """Where the date under the signature stands: the first date line with a name above or below it.

    A date line without a name counts only close to the end.
    """
    signed = bare = None
    for index in range(end):
        piece = pieces[index]
        if not date_line(piece.text) or not _outside_data(pieces, index):
            continue
        above = pieces[index - 1] if index else None
        below = pieces[index + 1] if index + 1 < end else None
        named = (above and _is_name(above)) or (below and _is_name(below))
        if named and signed is None:
            signed = index
        elif end - index <= MOST_TAIL_PIECES:
            bare = index
    return bare if signed is None else signed


def _is_name(piece: Piece) -> bool:
    """Whether a piece is surely a signature."""
    return is_organ_name(piece.text) or is_person(piece.text) or _stands_right(piece)


def _stands_right(piece: Piece) -> bool:
    """A short line that Word sets to the right."""
    return piece.hint.alignment == "right" and may_be_signature(piece.text)


def _outside_data(pieces: Sequence[Piece], index: int) -> bool:
    """Whether a piece is no cell, or a cell of a table too small to hold data."""
    cell = pieces[index].hint.cell
    if cell is None:
        return True
    around = pieces[max(0, index - 40) : index + 40]
    return sum(1 for piece in around if piece.hint.cell and piece.hint.cell[0] == cell[0]) <= _SMALL_TABLE


def _take_signing(pieces: Sequence[Piece], dated: int, tail: Tail) -> int:
    """Take date and signatures; returns where the text ends."""
    tail.date_text = date_line(pieces[dated].text)
    names: list[str] = []
    index = dated
    while index > 0 and len(names) < MOST_SIGNATURES and _signs(pieces, index - 1, first=not names):
        index -= 1
        names = [*signatures(pieces[index].text), *names]
    below = pieces[dated + 1] if dated + 1 < len(pieces) else None
    if not names and below is not None and _is_name(below):
        names = list(signatures(below.text))
    tail.signature = "\n".join(names)
    return index


def _signs(pieces: Sequence[Piece], index: int, *, first: bool) -> bool:
    """Whether the piece above the date (or above a signature) is a signature.

    Right above the date any short line without a mark is one, unless it goes with the text.
    """
    piece = pieces[index]
    if not piece.text:
        return bool(piece.hint.cell) and _outside_data(pieces, index)
    if piece.number or heading_at(piece.text) or not _outside_data(pieces, index):
        return False
    if attachment_list(piece.text) or date_line(piece.text):
        return False
    parts = signatures(piece.text)
    if parts and all(is_organ_name(part) or is_person(part) for part in parts):
        return True
    if _stands_right(piece):
        return True
    return (
        first and may_be_signature(piece.text) and len(piece.text) <= 20 and not ends_like_title(piece.text)
    )


def _take_undated(pieces: Sequence[Piece], end: int, tail: Tail) -> int:
    """Without a date: take notes at the very end and the names of bodies above them."""
    index = end
    while index > 0 and _take_note(pieces[index - 1], tail):
        index -= 1
    names: list[str] = []
    while index > _FEWEST_BEFORE_DATE and _signs_undated(pieces, index - 1):
        index -= 1
        names = [*signatures(pieces[index].text), *names]
    tail.signature = "\n".join(names)
    return index


def _signs_undated(pieces: Sequence[Piece], index: int) -> bool:
    """Whether a last line is a signature although no date follows: the name of a body, no heading."""
    piece = pieces[index]
    named = is_organ_name(piece.text) or is_person(piece.text)
    return named and not piece.number and not heading_at(piece.text) and _outside_data(pieces, index)


def _take_notes(pieces: Sequence[Piece], start: int, end: int, tail: Tail) -> int:
    """Take notes, imprint and a name below the date; returns where something else begins."""
    index = start
    while index < end:
        piece = pieces[index]
        named = piece.text and _is_name(piece) and tail.signature == "\n".join(signatures(piece.text))
        again = piece.hint.cell and date_line(piece.text) == tail.date_text  # one date under each name
        if piece.text and not named and not again and not _take_note(piece, tail):
            break
        index += 1
    return index


def _take_note(piece: Piece, tail: Tail) -> bool:
    """Take a note or a line of the imprint."""
    written = note(piece.text)
    if written:
        tail.annotation = tail.annotation or written
        return True
    if is_imprint(piece.text):
        tail.dropped.extend(drop([piece], "版记（抄送和印发），不属于正文"))
        return True
    return False


def _take_attachments(body: list[Piece], tail: Tail) -> None:
    """Take the list of attachments under the text; the rest is the text."""
    first = len(body)
    for index in range(len(body) - 1, max(-1, len(body) - MOST_TAIL_PIECES), -1):
        text = body[index].text
        if attachment_list(text) or attachment_mark(text).endswith(("：", ":")):
            first = index
        elif first < len(body):
            break  # 附件1：… stands above 附件2：…
    names: list[str] = []
    end = first
    for index, piece in enumerate(body[first:], first):
        found = _names(attachment_list(piece.text) or piece.text, first=not names)
        if attachment_mark(piece.text):
            found = []
        elif not found and _goes_on(body, index, len(names)):
            names[-1] += piece.text
        elif not found or len(piece.text) > 80 * len(found):
            break
        names.extend(found)
        end += 1
    tail.attachments = tuple(name.rstrip("；;。") for name in names)
    tail.body = [*body[:first], *body[end:]]


def _goes_on(body: Sequence[Piece], index: int, count: int) -> bool:
    """Whether a line without a number is the rest of the name above it: the next name follows."""
    following = _ITEM.match(body[index + 1].text) if index + 1 < len(body) else None
    return bool(following and count and int(following[1]) == count + 1)


def _names(text: str, *, first: bool) -> list[str]:
    """The names in a line of the attachment list, without their numbers; empty when it is none."""
    places = list(_ITEM.finditer(text))
    if not places or places[0].start() > 0:
        return [text.strip()] if first else []
    ends = [place.start() for place in places[1:]] + [len(text)]
    return [text[place.end() : end].strip() for place, end in zip(places, ends, strict=True)]


def _annexes(tail: Tail) -> tuple[Annex, ...]:
    """The annexes behind the signature; text there without a mark is one too, and is noted."""
    pieces = [piece for piece in tail.behind if piece.text]
    if not pieces:
        return ()
    groups: list[tuple[str, list[Piece]]] = []
    for piece in tail.behind:
        mark = attachment_mark(piece.text)
        if mark and not piece.hint.cell:
            groups.append((mark.rstrip("：:"), []))
            continue
        if not groups:
            groups.append(("附件", []))
            tail.notes.append(f"第{pieces[0].line}行起的内容在落款后面，已作为附件收下")
        groups[-1][1].append(piece)
    return tuple(_annex(mark, group, tail) for mark, group in groups)


def _annex(mark: str, pieces: list[Piece], tail: Tail) -> Annex:
    """An annex: its first line is the title, the lines of that paragraph joined."""
    first = next((index for index, piece in enumerate(pieces) if piece.text), len(pieces))
    end = first
    while end < len(pieces) and _may_be_annex_title(pieces[end]) and pieces[end].line == pieces[first].line:
        end += 1
    tail.annex_titles += pieces[first:end]
    title = "".join(piece.text for piece in pieces[first:end])
    return Annex(mark, title, "\n".join(rows_as_lines(pieces[end:])))


def _may_be_annex_title(piece: Piece) -> bool:
    """Whether a first line is a title: no cell, no sentence, no heading."""
    return (
        not piece.hint.cell
        and len(piece.text) <= 60
        and "。" not in piece.text
        and not heading_at(piece.text)
    )
