"""The words of a report piece by piece, and the report anew with other words in some of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from fzapp.text.numbering import section_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fzapp.domain.report import Annex, ReportContent, SectionContent

PieceKey: TypeAlias = tuple[str, int, int]
"""What a piece belongs to: a name, the number of the section or annex, the line in it; 0-based."""

_PARTS = (("title", "标题"), ("subtitle", "副标题"), ("addressee", "主送机关"))
_TAIL = (("signature", "落款"), ("annotation", "附注"))
_OPENS, _PAUSES, _ENDS = "（(“‘《", "，、；：", "。！？；"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of the report; `where` tells the reader which one."""

    key: PieceKey
    where: str
    text: str


def pieces(content: ReportContent) -> tuple[Piece, ...]:
    """Everything with words in it, from above to below. Its own number and its date are nobody's secret."""
    return tuple(piece for piece in _pieces(content) if piece.text.strip())


def _pieces(content: ReportContent) -> Iterator[Piece]:
    for name, label in _PARTS:
        yield Piece((name, 0, 0), label, str(getattr(content, name)))
    numbers = section_numbers(section.level for section in content.sections)
    for index, (section, number) in enumerate(zip(content.sections, numbers, strict=True)):
        where = f"{number}{section.heading}" if section.level else "导语"
        yield Piece(("heading", index, 0), f"{where}（标题）", section.heading)
        yield from _lines("body", index, where, section.body)
    for index, name in enumerate(content.attachments):
        yield Piece(("attachment", index, 0), "附件说明", name)
    for name, label in _TAIL:
        yield Piece((name, 0, 0), label, str(getattr(content, name)))
    for index, annex in enumerate(content.annexes):
        yield Piece(("annex", index, 0), f"{annex.mark}（标题）", annex.title)
        yield from _lines("annex_body", index, annex.mark, annex.body)


def _lines(name: str, index: int, where: str, body: str) -> Iterator[Piece]:
    paragraph = 0
    for line, text in enumerate(body.split("\n")):
        paragraph += bool(text.strip())
        yield Piece((name, index, line), f"{where}　第{paragraph}段", text)


def rewritten(content: ReportContent, texts: Mapping[PieceKey, str]) -> ReportContent:
    """The report with the pieces of `texts` in place of its own; a line that became empty is gone."""

    def part(name: str) -> str:
        return texts.get((name, 0, 0), str(getattr(content, name)))

    def section(index: int, old: SectionContent) -> SectionContent:
        heading = texts.get(("heading", index, 0), old.heading)
        return replace(old, heading=heading, body=_body("body", index, old.body, texts))

    def annex(index: int, old: Annex) -> Annex:
        title = texts.get(("annex", index, 0), old.title)
        return replace(old, title=title, body=_body("annex_body", index, old.body, texts))

    return replace(
        content,
        title=part("title"),
        subtitle=part("subtitle"),
        addressee=part("addressee"),
        signature=part("signature"),
        annotation=part("annotation"),
        sections=tuple(section(index, old) for index, old in enumerate(content.sections)),
        attachments=tuple(
            texts.get(("attachment", index, 0), old) for index, old in enumerate(content.attachments)
        ),
        annexes=tuple(annex(index, old) for index, old in enumerate(content.annexes)),
    )


def _body(name: str, index: int, body: str, texts: Mapping[PieceKey, str]) -> str:
    lines = [(old, texts.get((name, index, number), old)) for number, old in enumerate(body.split("\n"))]
    return "\n".join(new for old, new in lines if new.strip() or new == old)


def edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    """A text with each (start, end, what is put there) done; one inside another that goes is passed over.

    Where words are left out, a mark that would stand doubled or at the beginning goes with them.
    """
    done, end = "", 0
    for start, stop, put in sorted(edits, key=lambda one: (one[0], -one[1])):
        if start < end:
            continue
        done += text[end:start] + put
        end = stop
        if not put:
            done, end = _closed(done, text, end)
    return done + text[end:]


def _closed(before: str, text: str, end: int) -> tuple[str, int]:
    """What stands before a gap, and where the text goes on behind it, without marks that nothing divides."""
    behind = text[end : end + 1]
    if before[-1:] and before[-1] in _OPENS and behind in ("）", ")", "”", "’", "》"):
        return before[:-1], end + 1
    if behind and behind in _PAUSES and (not before or before[-1] in _ENDS + _OPENS + "\t"):
        return before, end + 1
    if before[-1:] and before[-1] in _PAUSES and behind and behind in _PAUSES + _ENDS:
        return before[:-1], end
    return before, end
