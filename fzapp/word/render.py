"""From blocks to the bytes of a Word file that follows the profile, the same bytes for the same input."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from fzapp.word import oxml, oxml_letterhead, styles
from fzapp.word.blocks import (
    Addressee,
    AnnexMark,
    AnnexTitle,
    Annotation,
    AttachmentNote,
    BlankLine,
    BodyParagraph,
    DateLine,
    DocNumber,
    EvenPage,
    FirstPage,
    HeadingBlock,
    ImprintBlock,
    LetterheadBlock,
    PageBreak,
    Signature,
    Subtitle,
    TableBlock,
    Title,
    TitleNote,
)
from fzapp.word.container import pack
from fzapp.word.letterhead import (
    COPIES_LABEL,
    PAD_ABOVE,
    PAD_BELOW,
    RED_RULE,
    THICK_RULE,
    THIN_RULE,
    imprint_shape,
    letterhead_shape,
)
from fzapp.word.measure import ems
from fzapp.word.profile import POINTS_PER_MM, TWIPS_PER_POINT, FontRole, PageNumberPlace
from fzapp.word.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from fzapp.word.blocks import Block
    from fzapp.word.profile import FormatProfile

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_ODD_FOOTER, _EVEN_FOOTER, _BARE_FOOTER = "rId4", "rId5", "rId6"
_SPARE = 4.0
"""What the rules of an imprint add to its height, and a hair more, so that it does not run over a page."""

_MARK_EMS = 3.0
"""附件： at the head of the note of attachments."""

_PLAIN = {
    DocNumber: styles.DOC_NUMBER,
    Addressee: styles.ADDRESSEE,
    BodyParagraph: styles.BODY,
    Annotation: styles.ANNOTATION,
    AnnexMark: styles.ANNEX_MARK,
}
"""Blocks that are one text in one style."""


@dataclass(frozen=True, slots=True)
class DocumentProperties:
    """What the file says of itself. `author` is the office, `created` its own time or one with a zone."""

    title: str
    author: str
    created: datetime


def render(blocks: Sequence[Block], profile: FormatProfile, properties: DocumentProperties) -> bytes:
    """The Word file of `blocks`. Characters that no file of this kind can hold are left out."""
    return pack(_parts(_Writer(profile).write(blocks), profile, properties))


def _parts(body: list[str], profile: FormatProfile, properties: DocumentProperties) -> dict[str, str]:
    created = properties.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    inset = round(profile.fonts[FontRole.PAGE_NUMBER].size * TWIPS_PER_POINT)
    sides = ("center", "center") if profile.page_number is PageNumberPlace.CENTRE else ("right", "left")
    return {
        "[Content_Types].xml": oxml.content_types(_CONTENT_TYPES),
        "_rels/.rels": oxml.relationships(_PACKAGE_RELATIONS),
        "docProps/core.xml": oxml.core_properties(properties.title, properties.author, created),
        "word/document.xml": oxml.document(body),
        "word/_rels/document.xml.rels": oxml.relationships(_DOCUMENT_RELATIONS),
        "word/styles.xml": oxml.styles(styles.style_sheet(profile), (styles.TABLE, styles.TABLE_NAME)),
        "word/settings.xml": oxml.settings(),
        "word/fontTable.xml": oxml.font_table(_fonts(profile)),
        "word/footer1.xml": oxml.footer(styles.FOOTER, sides[0], inset),
        "word/footer2.xml": oxml.footer(styles.FOOTER, sides[1], inset),
        "word/footer3.xml": oxml.bare_footer(styles.FOOTER),
    }


_CONTENT_TYPES = (
    ("/word/document.xml", f"{_WORD}.document.main+xml"),
    ("/word/styles.xml", f"{_WORD}.styles+xml"),
    ("/word/settings.xml", f"{_WORD}.settings+xml"),
    ("/word/fontTable.xml", f"{_WORD}.fontTable+xml"),
    ("/word/footer1.xml", f"{_WORD}.footer+xml"),
    ("/word/footer2.xml", f"{_WORD}.footer+xml"),
    ("/word/footer3.xml", f"{_WORD}.footer+xml"),
    ("/docProps/core.xml", _CORE_TYPE),
)
_PACKAGE_RELATIONS = (
    ("rId1", f"{_RELATION}/officeDocument", "word/document.xml"),
    ("rId2", f"{_PACKAGE_RELATION}/metadata/core-properties", "docProps/core.xml"),
)
_DOCUMENT_RELATIONS = (
    ("rId1", f"{_RELATION}/styles", "styles.xml"),
    ("rId2", f"{_RELATION}/settings", "settings.xml"),
    ("rId3", f"{_RELATION}/fontTable", "fontTable.xml"),
    (_ODD_FOOTER, f"{_RELATION}/footer", "footer1.xml"),
    (_EVEN_FOOTER, f"{_RELATION}/footer", "footer2.xml"),
    (_BARE_FOOTER, f"{_RELATION}/footer", "footer3.xml"),
)


def _page(profile: FormatProfile) -> oxml.Page:
    millimetres = (
        profile.width,
        profile.height,
        profile.top,
        profile.bottom,
        profile.left,
        profile.right,
        profile.footer,
    )
    return oxml.Page(
        *(round(length * POINTS_PER_MM * TWIPS_PER_POINT) for length in millimetres),
        line_pitch=profile.line_pitch,
    )


def _fonts(profile: FormatProfile) -> tuple[tuple[str, str], ...]:
    """The faces in use, each with the first one that stands in for it."""
    chains = dict.fromkeys(font.names for font in profile.fonts.values())
    others = {names[0]: names[1] if len(names) > 1 else "" for names in chains}
    return tuple(others.items())


class _Writer:
    """Writes the blocks one after the other; a page break waits for the paragraph behind it."""

    def __init__(self, profile: FormatProfile) -> None:
        self._profile = profile
        self._page = _page(profile)
        self._pitch = profile.text_width / profile.characters * TWIPS_PER_POINT
        self._new_page = False
        self._writers: dict[type[Block], Callable[..., str]] = {
            Title: self._title,
            Subtitle: self._subtitle,
            TitleNote: self._title_note,
            HeadingBlock: self._heading,
            TableBlock: self._table,
            BlankLine: self._blank,
            AttachmentNote: self._attachment_note,
            Signature: self._signature,
            DateLine: self._date,
            AnnexTitle: self._annex_title,
            LetterheadBlock: self._letterhead,
            ImprintBlock: self._imprint,
        }

    def write(self, blocks: Sequence[Block]) -> list[str]:
        """The paragraphs and tables of `blocks`, and what is said of their last section."""
        section = oxml.section(self._page, (_ODD_FOOTER, _EVEN_FOOTER))
        written: list[str] = []
        for block in blocks:
            if isinstance(block, EvenPage | FirstPage):
                section = self._end_section(written, section, block)
            if isinstance(block, PageBreak):
                self._new_page = True
                continue
            writer = self._writers.get(type(block))
            written.append(writer(block) if writer else self._plain(block))
            self._new_page = False
        return [*oxml.closed(written), section]

    def _end_section(self, written: list[str], section: str, page: EvenPage | FirstPage) -> str:
        """End `section` in the last paragraph of what is written; the section that begins."""
        *before, last = oxml.closed(written)
        written[:] = [*before, oxml.ending_section(last, section)]
        if isinstance(page, FirstPage):
            return oxml.section(self._page, (_ODD_FOOTER, _EVEN_FOOTER), first=True)
        footers = (_BARE_FOOTER, _BARE_FOOTER) if page.blank else (_ODD_FOOTER, _EVEN_FOOTER)
        return oxml.section(self._page, footers, even=True)

    def _paragraph(
        self,
        style: str,
        runs: str,
        block: Block,
        *,
        left: int = 0,
        right: int = 0,
        hanging: int = 0,
        alignment: str = "",
    ) -> str:
        departures = oxml.departures(
            keep_next=block.keep_next,
            keep_lines=isinstance(block, AttachmentNote) or getattr(block, "whole", False),
            page_break_before=self._new_page,
            left=left,
            right=right,
            hanging=hanging,
            alignment=alignment,
        )
        return oxml.paragraph(style, runs, departures)

    def _plain(self, block: Block) -> str:
        assert isinstance(block, DocNumber | Addressee | BodyParagraph | Annotation | AnnexMark)
        return self._paragraph(_PLAIN[type(block)], oxml.run(block.text), block)

    def _title(self, block: Title) -> str:
        return self._paragraph(styles.TITLE, oxml.run("\n".join(block.lines)), block)

    def _subtitle(self, block: Subtitle) -> str:
        return self._paragraph(styles.SUBTITLE, oxml.run("\n".join(block.lines)), block)

    def _title_note(self, block: TitleNote) -> str:
        return self._paragraph(styles.TITLE_NOTE, oxml.run("\n".join(block.lines)), block)

    def _annex_title(self, block: AnnexTitle) -> str:
        return self._paragraph(styles.ANNEX_TITLE, oxml.run("\n".join(block.lines)), block)

    def _heading(self, block: HeadingBlock) -> str:
        heading = block.number + block.text + block.mark
        if not block.rest:
            return self._paragraph(styles.heading(block.level), oxml.run(heading), block)
        runs = oxml.run(heading, styles.heading_run(block.level)) + oxml.run(block.rest)
        return self._paragraph(styles.BODY, runs, block)

    def _table(self, block: TableBlock) -> str:
        return table(block, self._profile, new_page=self._new_page)

    def _blank(self, block: BlankLine) -> str:
        return self._paragraph(styles.BODY, "", block)

    def _signature(self, block: Signature) -> str:
        runs, right = oxml.run(block.text), self._twips(block.inset)
        if len(block.lines) == 1:
            return self._paragraph(styles.SIGNATURE, runs, block, right=right)
        spare = max(0.0, self._profile.characters - block.inset - block.width)
        # Half a character of play on both sides, as far as there is one, so that no name wraps in a wide face.
        left, right = (self._twips(room - min(0.5, room)) for room in (spare, block.inset))
        return self._paragraph(styles.SIGNATURE, runs, block, left=left, right=right, alignment="center")

    def _date(self, block: DateLine) -> str:
        return self._paragraph(styles.DATE, oxml.run(block.text), block, right=self._twips(block.inset))

    def _attachment_note(self, block: AttachmentNote) -> str:
        """附件： two characters in; the names one below the other (GB/T 9704-2012, 7.3.4)."""
        if len(block.names) == 1:
            return self._note_line(block, f"附件：{block.names[0]}", _MARK_EMS)
        names = [f"{index}.{name}" for index, name in enumerate(block.names, start=1)]
        if max(map(ems, names)) <= self._profile.characters - 2 - _MARK_EMS:
            return self._note_line(block, "附件：" + "\n".join(names), _MARK_EMS)
        # A name that needs two lines continues under its own first character, behind the number.
        first = self._note_line(block, f"附件：{names[0]}", _MARK_EMS + 1)
        return first + "".join(self._note_line(block, name, 1.0, left=3.0 + _MARK_EMS) for name in names[1:])

    def _note_line(self, block: AttachmentNote, text: str, hanging: float, left: float = 0.0) -> str:
        left = left or 2.0 + hanging
        return self._paragraph(
            styles.ATTACHMENT_NOTE,
            oxml.run(text),
            block,
            left=self._twips(left),
            hanging=self._twips(hanging),
        )

    def _letterhead(self, block: LetterheadBlock) -> str:
        """版头 (7.2), in lines of exact height that add up to whole lines of the grid."""
        shape = letterhead_shape(block.letterhead, self._profile)
        half_points, height = round(shape.size * 2), _twips(shape.line)
        parts = [
            oxml.paragraph(styles.URGENCY if role is FontRole.HEADING1 else styles.LETTERHEAD, oxml.run(text))
            for text, role in shape.tops
        ]
        parts.append(oxml_letterhead.gap(styles.LETTERHEAD, _twips(shape.lead)))
        names = [
            oxml_letterhead.mark_line(
                styles.ISSUER_MARK,
                line.text,
                half_points,
                height=height,
                left=_twips(line.x),
                spread=_twips(line.spread),
            )
            for line in shape.mark
        ]
        if shape.ending:
            top = len(shape.tops) * self._profile.line_pitch + _twips(shape.lead)
            ending = oxml_letterhead.mark_ending(
                styles.ISSUER_MARK,
                shape.ending,
                half_points,
                height=height,
                width=_twips(shape.size * (ems(shape.ending) + 0.1)),
                x=_twips(shape.ending_x),
                y=top + (len(names) - 1) * height // 2,
            )
            names.insert((len(names) + 1) // 2, ending)  # where it is read
        parts += names
        parts.append(oxml_letterhead.gap(styles.LETTERHEAD, _twips(shape.above_number)))
        signers_at = 0 if shape.centred else _twips(shape.signers_x)
        for row in shape.rows:
            signers = oxml.run(f"\t{row.label}") + oxml.run(row.names, styles.heading_run(2))
            runs = oxml.run(row.number) + (signers if row.names else "")
            parts.append(oxml_letterhead.number_row(styles.LETTERHEAD, runs, self._twips(1), signers_at))
        parts.append(
            oxml_letterhead.gap(styles.LETTERHEAD, _twips(shape.to_rule), red_rule=round(RED_RULE * 8))
        )
        parts.append(oxml_letterhead.gap(styles.LETTERHEAD, _twips(shape.below_rule)))
        return "".join(parts)

    def _imprint(self, block: ImprintBlock) -> str:
        """版记 (7.4): on a page of its own pushed down to its foot, else floating to the foot of the last page."""
        shape = imprint_shape(block.imprint, self._profile)
        whole = _twips(self._profile.text_width)
        size = _twips(self._profile.fonts[FontRole.IMPRINT].size)
        room = self._profile.lines * self._profile.line_pitch - _twips(shape.height + _SPARE)
        thick, pads = round(THICK_RULE * 8), (round(PAD_ABOVE), round(PAD_BELOW))
        above = round(THIN_RULE * 8) if shape.copies else thick
        rows = oxml_letterhead.imprint_row(
            styles.IMPRINT,
            oxml.run(f"\u3000{block.imprint.printer}\t{block.imprint.printed_on}印发"),
            oxml_letterhead.Rules(above, thick, *pads),
            before=0 if shape.copies or not self._new_page else room,
            tab=whole - size,
        )
        if shape.copies:
            copies = oxml_letterhead.imprint_row(
                styles.IMPRINT,
                oxml.run(f"\u3000{COPIES_LABEL}" + "\n".join(shape.copies)),
                oxml_letterhead.Rules(thick, 0, *pads),
                before=room if self._new_page else 0,
                hanging=round((1 + ems(COPIES_LABEL)) * size),
            )
            rows = copies + rows
        if self._new_page:
            return rows
        return oxml_letterhead.floating(rows, self._profile.text_width, shape.height + _SPARE)

    def _twips(self, characters: float) -> int:
        return round(characters * self._pitch)


def _twips(points: float) -> int:
    return round(points * TWIPS_PER_POINT)
