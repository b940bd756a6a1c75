"""The paragraphs of a document: lines parted where several were glued into one, residue taken out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from fzapp.domain.document import DroppedLine, LineHint, SourceLine
from fzapp.text.outline_glue import number_cuts, split_gaps
from fzapp.text.outline_residue import cut_residue, residue_reason
from fzapp.text.title_parts import date_line, document_number, is_letterhead, squeeze, tail_cuts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LONGEST_CONTENTS = 100
_CONTENTS = re.compile(r"目\s*[录次]")
_PAGE_BEHIND = re.compile(r"[.…·．\t]*\d{1,3}$")
CONTENTS_STYLES = ("toc", "目录")
"""How the styles of a table of contents are called in Word, English and Chinese, lower case."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph: source line, column of its first character, text without blanks at its ends.

    `place` counts the lines that were not left out: residue between two lines does not part them.
    `number` is the automatic number Word prints before it, "" for none; `cut` says that it was glued to
    the text before it. Only cells of tables may be empty.
    """

    line: int
    column: int
    text: str
    hint: LineHint
    number: str = ""
    cut: bool = False
    place: int = 0

    @property
    def full(self) -> str:
        """The text with the automatic number that belongs to it."""
        return self.number + self.text


@dataclass(frozen=True, slots=True)
class Pieces:
    """All paragraphs, the lines left out, and what is to be said about them."""

    pieces: tuple[Piece, ...]
    dropped: tuple[DroppedLine, ...]
    notes: tuple[str, ...]


def pieces_of(lines: Sequence[SourceLine]) -> Pieces:
    """The paragraphs of `lines` in order; residue goes to `dropped` with its reason."""
    dropped: list[DroppedLine] = []
    notes: list[str] = []
    left_out = _collector_lines(lines) | _page_number_lines(lines) | _contents_lines(lines)
    boxes_hold_text = _boxes_hold_text(lines)
    pieces: list[Piece] = []
    place = 0
    for line in lines:
        why = _why_dropped(line, left_out, boxes_hold_text=boxes_hold_text)
        if why:
            dropped.append(DroppedLine(line.number, line.text, why))
            continue
        text, cut = cut_residue(line.text)
        notes.extend(f"第{line.number}行夹有{span.why}“{span.text[:40]}”，已去掉" for span in cut)
        place += 1
        pieces.extend(_parts(line, text, place))
    return Pieces(tuple(_split_numbers(pieces)), tuple(dropped), tuple(notes))


def drop(pieces: Iterable[Piece], why: str) -> tuple[DroppedLine, ...]:
    """Pieces as dropped lines for one reason; blank ones are left out."""
    return tuple(DroppedLine(piece.line, piece.text, why) for piece in pieces if piece.text)


def _why_dropped(line: SourceLine, left_out: dict[int, str], *, boxes_hold_text: bool) -> str:
    """Why a line is no part of the report, or ""."""
    if line.number in left_out:
        return left_out[line.number]
    if line.hint.cell is not None or not line.text.strip():
        return ""
    if line.hint.style.lower().startswith(CONTENTS_STYLES):
        return "目录行"
    if line.hint.in_textbox and not boxes_hold_text and not _belongs_to_head(line.text):
        return "文本框里的文字，不属于正文"
    return residue_reason(line.text)


def _belongs_to_head(text: str) -> bool:
    """Whether a text box holds a part of the document's head."""
    return is_letterhead(text) or document_number(text) is not None


def _boxes_hold_text(lines: Sequence[SourceLine]) -> bool:
    """Whether text boxes hold more of the text than the paragraphs outside them."""
    inside = sum(len(line.text) for line in lines if line.hint.in_textbox)
    return inside * 2 > sum(len(line.text) for line in lines)


def _collector_lines(lines: Sequence[SourceLine]) -> dict[int, str]:
    """The block of `name: value` lines up to a rule that collecting programs put before a text."""
    found: dict[int, str] = {}
    for line in lines[:60]:
        plain = line.text.strip()
        if plain in ("---", "+++") and any(found):
            named = any(":" in line.text for line in lines[: line.number])
            return {**found, line.number: "抓取程序写的说明"} if named and len(found) > 1 else {}
        if not plain:
            continue
        name = plain.lstrip("-*# ").split(":", 1)[0]
        if (
            not (plain.startswith("#") or (":" in plain and name.isascii() and len(name) <= 30))
            and plain != "---"
        ):
            return {}
        found[line.number] = "抓取程序写的说明"
    return {}


def _page_number_lines(lines: Sequence[SourceLine]) -> dict[int, str]:
    """Lines that hold only a number and count on: 1, 2, 3."""
    bare = [
        line
        for line in lines
        if len(line.text) <= 20 and line.text.strip().isdecimal() and line.hint.cell is None
    ]
    values = [int(line.text.strip()) for line in bare]
    counting = len(values) > 1 and all(b - a == 1 for a, b in pairwise(values))
    return {line.number: "页码" for line in bare} if counting else {}


def _contents_lines(lines: Sequence[SourceLine]) -> dict[int, str]:
    """A table of contents: lines below 目录 that come again, without their page number, further down."""
    start = next(
        (place for place, line in enumerate(lines[:60]) if _CONTENTS.fullmatch(line.text.strip())), None
    )
    if start is None:
        return {}
    rest = lines[start + 1 :]
    left = Counter(squeeze(line.text) for line in rest if len(line.text) <= _LONGEST_CONTENTS)
    found = {lines[start].number: "目录行"}
    for line in rest:
        plain = squeeze(line.text)
        if not plain:
            continue
        left[plain] -= 1
        if len(line.text) > _LONGEST_CONTENTS or left[_PAGE_BEHIND.sub("", plain)] < 1:
            break
        found[line.number] = "目录行"
    return found if len(found) > 1 else {}


def _parts(line: SourceLine, text: str, place: int) -> Iterator[Piece]:
    """The paragraphs of one line, parted at soft breaks, wide gaps and a glued end; the first has its number."""
    cell = line.hint.cell is not None
    number = line.hint.auto_number
    for column, part in _cell_parts(line, text) if cell else _text_parts(text):
        yield Piece(line.number, column, part, line.hint, number, place=place)
        number = ""


def _text_parts(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of running text with their columns."""
    offset = 0
    for part in text.split("\n"):
        for column, paragraph in split_gaps(part):
            for cut_column, cut_text in _split_at(paragraph, tail_cuts(paragraph)):
                yield offset + column + cut_column, cut_text
        offset += len(part) + 1


def _cell_parts(line: SourceLine, text: str) -> Iterator[tuple[int, str]]:
    """The text of a cell in one piece; a signature and the date below it stay apart."""
    parts = [part.strip() for part in text.split("\n") if part.strip()]
    signed = len(parts) > 1 and any(date_line(part) for part in parts)
    for part in parts if signed else [" ".join(parts)]:
        yield _column(line, part), part


def _column(line: SourceLine, text: str) -> int:
    """Where a text begins in its line."""
    return max(0, line.text.find(text[:1])) if text else 0


def _split_at(text: str, cuts: Iterable[int]) -> list[tuple[int, str]]:
    """The parts of a text between `cuts`, with their offsets, blanks at their ends left out."""
    bounds = [0, *cuts, len(text)]
    parts: list[tuple[int, str]] = []
    for begin, end in pairwise(bounds):
        part = text[begin:end].strip()
        if part:
            parts.append((text.index(part[0], begin), part))
    return parts


def _split_numbers(pieces: list[Piece]) -> list[Piece]:
    """Part the pieces where a glued section begins."""
    texts = ["" if piece.hint.cell or piece.number else piece.text for piece in pieces]
    result: list[Piece] = []
    for piece, cuts in zip(pieces, number_cuts(texts), strict=True):
        if not cuts:
            result.append(piece)
            continue
        for offset, text in _split_at(piece.text, cuts):
            cut = piece.cut or bool(offset) or bool(cuts)
            result.append(replace(piece, column=piece.column + offset, text=text, cut=cut))
    return result
