"""From a report to the blocks on its pages: order, numbers, gaps and what keeps together.

The text itself is not changed, but for what the standard prescribes to the letter: the numbers of
headings, which follow from their place, the spelling of the date, and the marks of the parts around it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.domain.letterhead import PaperParts
from fzapp.domain.text_table import is_row, tables_in
from fzapp.text.numbering import number_text
from fzapp.text.numerals import read_date
from fzapp.text.outline import HeadingMark, NumberForm, heading_at
from fzapp.text.title_parts import person_parts
from fzapp.word.blocks import (
    Addressee,
    AnnexMark,
    AnnexTitle,
    Annotation,
    AttachmentNote,
    BlankLine,
    Block,
    BodyParagraph,
    DateLine,
    DocNumber,
    HeadingBlock,
    LetterheadBlock,
    PageBreak,
    Signature,
    Subtitle,
    TableBlock,
    Title,
    TitleNote,
)
from fzapp.word.measure import ems
from fzapp.word.page_ends import with_closing, with_imprint
from fzapp.word.profile import FontRole, FormatProfile, SignatureKind
from fzapp.word.title import break_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fzapp.domain.report import Annex, ReportContent, SectionContent

_NO_PARTS = PaperParts()
_BLANK = " \u3000\u00a0\u200b\ufeff\r\n"
_PERSON_GAP = "\u3000\u3000"
_NUMBERED = (NumberForm.COMMA, NumberForm.BRACKETED, NumberForm.DIGIT, NumberForm.BRACKETED_DIGIT)
_LAST_OWN_FACE = 2
"""Headings of the levels 1 and 2 have a face of their own, 3 and 4 that of the text (7.3.3)."""
_DATE_INSET = 4.0
_UNSEALED_INSET = 2.0
_LONGEST_ITEM = 40
"""Items numbered （一） with more characters than this are text: a face of headings is hard to read."""
_SEAL_LINES = 4
"""Blank lines between two sealed signatures: lines 10.2 mm apart keep seals of 42 mm from touching (7.3.5.1)."""
_MOST_SIGNED_LINES = 11
"""Three sealed signatures with their room; more would push each other off the page of the text."""
_BRACKETS_AROUND = re.compile(r"[（(].*[）)]")
_WIDE = str.maketrans(":()", "：（）")
_BRACKETS = str.maketrans("[［【{", "〔〔〔〔") | str.maketrans("]］】}", "〕〕〕〕")


def plan(content: ReportContent, profile: FormatProfile, parts: PaperParts = _NO_PARTS) -> tuple[Block, ...]:
    """The blocks of `content` in the order in which they stand on the pages, with `parts` around them.

    Numbers of headings are made from their place and begin anew below each heading of a higher level.
    The last paragraph, the signature and the date are kept on one page (GB/T 9704-2012, 7.3.5.5). A
    letterhead takes the place of the number above the title.
    """
    closing = list(_closing(content, profile))
    blocks = [*_head(content, parts), *_opening(content, profile), *_sections(content.sections)]
    if closing:
        blocks = with_closing(blocks, closing, profile)
    blocks += [block for annex in content.annexes for block in _annex(annex, profile)]
    return tuple(with_imprint(blocks, parts.imprint, profile) if parts.imprint else blocks)


def title_capacity(profile: FormatProfile) -> float:
    """How many characters of the title's size fit a line."""
    return profile.text_width / profile.fonts[FontRole.TITLE].size


# --- above the text -------------------------------------------------------------------------------


def _head(content: ReportContent, parts: PaperParts) -> Iterator[Block]:
    if parts.letterhead:
        yield LetterheadBlock(parts.letterhead)
    elif content.doc_number.strip():
        yield DocNumber(content.doc_number.strip(_BLANK).translate(_BRACKETS))
        yield BlankLine()
        yield BlankLine()


def _opening(content: ReportContent, profile: FormatProfile) -> Iterator[Block]:
    title = break_title(content.title, title_capacity(profile))
    if any(title):
        yield Title(title)
    below = [line.strip(_BLANK) for line in content.subtitle.split("\n") if line.strip()]
    names = tuple(line for line in below if not _BRACKETS_AROUND.fullmatch(line))
    if names:
        yield Subtitle(tuple(line for name in names for line in break_title(name, title_capacity(profile))))
    notes = tuple(line for line in below if line not in names)
    if notes:
        yield TitleNote(notes)
    if any(title) or below:
        yield BlankLine()
    if content.addressee.strip():
        yield Addressee(_with_wide_colon(content.addressee.strip(_BLANK)))


# --- the text -------------------------------------------------------------------------------------


def _sections(sections: Sequence[SectionContent]) -> Iterator[Block]:
    numbering = _Numbering()
    for section in sections:
        lines = _paragraphs(section.body)
        if section.level and section.heading.strip():
            runs_in = bool(section.heading_end and lines and not is_row(lines[0]))
            rest = lines.pop(0) if runs_in else ""
            yield _heading(section, numbering.next(section.level), rest)
            numbering.follow(rest)
        yield from _body(lines, section.level, numbering)


def _heading(section: SectionContent, number: str, rest: str) -> HeadingBlock:
    mark = section.heading_end.translate(_WIDE)
    return HeadingBlock(section.level, number, section.heading.strip(_BLANK), mark, rest, keep_next=not rest)


def _paragraphs(body: str) -> list[str]:
    """The paragraphs and table rows of a body, blank lines and indents made of spaces left out."""
    stripped = (line.strip(_BLANK) for line in body.split("\n"))
    return [line for line in stripped if line.strip(" ")]


def _body(lines: Sequence[str], level: int, numbering: _Numbering) -> Iterator[Block]:
    """The blocks of a body under a heading of `level` (0: none)."""
    tables = {table.head: table for table in tables_in(lines)}
    index = 0
    while index < len(lines):
        table = tables.get(index)
        if table is None:
            yield _paragraph(lines, index, level, numbering)
            index += 1
        else:
            yield TableBlock(table.rows, table.caption, unit=table.unit)
            index = table.end


def _paragraph(lines: Sequence[str], index: int, level: int, numbering: _Numbering) -> Block:
    """The block of a paragraph: with a heading of a lower level than `level` it is numbered by its place."""
    line = lines[index]
    mark = _heading_below(line, level)
    if mark is None:
        numbering.follow(line)
        return BodyParagraph(line)
    number = numbering.next(mark.level, mark.ordinal)
    numbering.follow(line)
    if mark.level <= _LAST_OWN_FACE and (not mark.is_item or len(line) <= _LONGEST_ITEM):
        return _first_sentence(line, mark, number)
    rest = line[mark.body :]
    if not mark.text or (not rest and not _heads(lines, index, mark)):
        # A numbered item that is no heading: its number follows the others', its text is text.
        return BodyParagraph(number + _behind_number(line, mark))
    return HeadingBlock(mark.level, number, mark.text, mark.end.translate(_WIDE), rest, keep_next=not rest)


def _first_sentence(line: str, mark: HeadingMark, number: str) -> HeadingBlock:
    """A heading of the levels with a face of their own: without a short heading, the first sentence is it."""
    if mark.text:
        text, end, rest = mark.text, mark.end.translate(_WIDE), line[mark.body :]
    else:
        text, end, rest = _behind_number(line, mark).partition("。")
    return HeadingBlock(mark.level, number, text, end, rest, keep_next=not rest)


def _behind_number(line: str, mark: HeadingMark) -> str:
    return line[mark.start + len(mark.number) :].lstrip(_BLANK)


def _heading_below(line: str, level: int) -> HeadingMark | None:
    mark = heading_at(line)
    return mark if mark and mark.form in _NUMBERED and mark.level > level else None


def _heads(lines: Sequence[str], index: int, mark: HeadingMark) -> bool:
    """Whether a line of its own is a heading and not an item of a list: something stands below it."""
    following = _heading_below(lines[index + 1], 0) if index + 1 < len(lines) else mark
    return not mark.end and (following is None or following.level > mark.level)


class _Numbering:
    """Counts headings by level; a level begins anew below each heading of a higher level."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._before = ""

    def next(self, level: int, written: int = 0) -> str:
        """The number of the next heading of `level`; `written` is the ordinal in the text, 0 if none."""
        self._counts = {key: count for key, count in self._counts.items() if key <= level}
        count = self._counts.get(level, 0)
        if written == 1 and self._before.endswith(("：", ":")):
            count = 0  # another list, led in by a sentence
        elif not count and written > 1 and self._counted_before(level, written - 1):
            count = written - 1  # the list began inside the paragraph above
        self._counts[level] = count + 1
        return number_text(level, count + 1)

    def follow(self, text: str) -> None:
        """Remember the paragraph above the next one."""
        self._before = text

    def _counted_before(self, level: int, ordinal: int) -> bool:
        spelled = rf"(?<!\d){ordinal}[.．、](?!\d)" if level == 3 else rf"[（(]{ordinal}[）)]"
        return level > 2 and bool(re.search(spelled, self._before))


# --- below the text -------------------------------------------------------------------------------


def _closing(content: ReportContent, profile: FormatProfile) -> Iterator[Block]:
    names = tuple(name.strip(_BLANK) for name in content.attachments if name.strip())
    if names:
        yield BlankLine()
        yield AttachmentNote(names)
    signers = [_signer(line.strip(_BLANK)) for line in content.signature.split("\n") if line.strip()]
    date = _official_date(content.date_text.strip(_BLANK))
    if signers or date:
        gap = profile.blank_lines if profile.signature is SignatureKind.SEALED else 1
        yield from [BlankLine()] * gap
        yield from _signatures(signers, date, profile)
    if content.annotation.strip():
        yield Annotation(_bracketed(content.annotation.strip(_BLANK)))


def _signatures(signers: Sequence[str], date: str, profile: FormatProfile) -> Iterator[Block]:
    """The issuing bodies one below the other and the date under the last."""
    width = max(map(ems, signers), default=0.0)
    if profile.signature is SignatureKind.SEALED and date:
        inset, date_inset = _sealed_insets(width, ems(date))
    else:
        inset, date_inset = _unsealed_insets(width, ems(date))
    if signers:
        gap = _seal_gap(len(signers)) if profile.signature is SignatureKind.SEALED else 0
        yield Signature(("\n" * (gap + 1)).join(signers), inset)
    if date:
        yield DateLine(date, date_inset)


def _signer(line: str) -> str:
    """A signature as it is set: a person's name stands two characters behind what they sign as (7.3.5.3)."""
    return _PERSON_GAP.join(person_parts(line) or (line,))


def _seal_gap(signers: int) -> int:
    """Blank lines between sealed signatures: room for each seal, for more than three what half a page has."""
    return min(_SEAL_LINES, max(0, _MOST_SIGNED_LINES - signers) // max(1, signers - 1))


def _sealed_insets(signer: float, date: float) -> tuple[float, float]:
    """The date four characters in, the signature centred on it, as far as the page allows (7.3.5.1)."""
    return max(0.0, _DATE_INSET + (date - signer) / 2), _DATE_INSET


def _unsealed_insets(signer: float, date: float) -> tuple[float, float]:
    """The signature two characters in, the date beginning two behind the signature's beginning; a longer
    date itself two in, and the signature moved accordingly (7.3.5.2).
    """
    if date > signer:
        return 2 * _UNSEALED_INSET + date - signer, _UNSEALED_INSET
    return _UNSEALED_INSET, signer - date


def _official_date(written: str) -> str:
    """A date in Arabic numerals without leading zeros (7.3.5.4); as written when it names no day."""
    day = read_date(written).date if written else None
    return f"{day.year}年{day.month}月{day.day}日" if day else written


def _with_wide_colon(text: str) -> str:
    return f"{text[:-1]}：" if text.endswith(":") else text


def _bracketed(text: str) -> str:
    bare = text[1:-1] if text[0] in "（(" and text[-1] in "）)" else text
    return f"（{bare}）"


# --- annexes --------------------------------------------------------------------------------------


def _annex(annex: Annex, profile: FormatProfile) -> Iterator[Block]:
    yield PageBreak()
    yield AnnexMark(annex.mark.strip(_BLANK))
    yield BlankLine()
    title = break_title(annex.title, title_capacity(profile))
    if any(title):
        yield AnnexTitle(title)
        yield BlankLine()
    yield from _body(_paragraphs(annex.body), 0, _Numbering())
