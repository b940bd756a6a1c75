"""The styles of the Word file, made from the profile.

Built-in names (Normal, Title, heading 1) are shown in the reader's language and drive navigation and
tables of contents; the elements that Word has no name for carry their Chinese one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.word import oxml, oxml_letterhead
from fzapp.word.letterhead import imprint_line
from fzapp.word.profile import TWIPS_PER_POINT, FontRole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.word.profile import FormatProfile

BODY = ""
"""The default style: body text, so that what the user types afterwards looks right too."""

TITLE = "Title"
SUBTITLE = "Subtitle"
TITLE_NOTE = "TitleNote"
DOC_NUMBER = "DocNumber"
ADDRESSEE = "Addressee"
ATTACHMENT_NOTE = "AttachmentNote"
SIGNATURE = "IssuerSignature"
DATE = "IssueDate"
ANNOTATION = "Annotation"
ANNEX_MARK = "AnnexMark"
ANNEX_TITLE = "AnnexTitle"
TABLE_TEXT = "TableText"
SMALL_TABLE_TEXT = "SmallTableText"
TABLE_CAPTION = "TableCaption"
ISSUER_MARK = "IssuerMark"
LETTERHEAD = "Letterhead"
URGENCY = "Urgency"
IMPRINT = "Imprint"
FOOTER = "Footer"
TABLE = "ReportTable"
TABLE_NAME = "公文表格"

_NORMAL = "Normal"
_HEADINGS = (FontRole.HEADING1, FontRole.HEADING2, FontRole.HEADING3, FontRole.HEADING4)
_LEVEL_NAMES = "一二三四"
_INDENT = 200
"""Two characters, in hundredths (GB/T 9704-2012, 7.3.3)."""


def heading(level: int) -> str:
    """The id of the paragraph style of a heading, level 1–4."""
    return f"Heading{level}"


def heading_run(level: int) -> str:
    """The id of the character style of a heading that runs on into its text, level 1–4."""
    return f"Heading{level}Char"


def style_sheet(profile: FormatProfile) -> tuple[oxml.Style, ...]:
    """All styles a report uses."""
    return (_normal(profile), *_headings(profile), *_special(profile), *_around(profile))


def _normal(profile: FormatProfile) -> oxml.Style:
    return oxml.Style(
        _NORMAL, "Normal", _face(profile, FontRole.BODY), _indented(profile), builtin=True, default=True
    )


def _headings(profile: FormatProfile) -> Iterator[oxml.Style]:
    for level, role in enumerate(_HEADINGS, start=1):
        face = _face(profile, role)
        layout = _indented(profile, outline=level - 1)
        twin = heading_run(level)
        yield oxml.Style(
            heading(level), f"heading {level}", face, layout, next=_NORMAL, linked=twin, builtin=True
        )
        name = f"{_LEVEL_NAMES[level - 1]}级标题字符"
        yield oxml.Style(twin, name, face, linked=heading(level))


def _special(profile: FormatProfile) -> Iterator[oxml.Style]:
    body = _face(profile, FontRole.BODY)
    table, small = _face(profile, FontRole.TABLE), _face(profile, FontRole.SMALL_TABLE)
    title = _face(profile, FontRole.TITLE)
    # An exact line keeps the large type on one line of the grid whatever face stands in for the wanted one.
    one_line = oxml.Layout(alignment="center", exact_line=profile.line_pitch, keep_next=True, keep_lines=True)
    annex_line = oxml.Layout(
        alignment="center", exact_line=profile.line_pitch, keep_next=True, keep_lines=True, outline=0
    )
    centred, flush = oxml.Layout(alignment="center"), oxml.Layout()
    right = oxml.Layout(alignment="right", keep_lines=True)
    caption = replace(_cell(table), keep_next=True)
    number = oxml.Layout(alignment="right", snap=False, exact_line=_page_number_line(profile))
    yield oxml.Style(TITLE, "Title", title, one_line, next=_NORMAL, builtin=True)
    subtitle = _face(profile, FontRole.SUBTITLE)
    yield oxml.Style(SUBTITLE, "Subtitle", subtitle, one_line, next=_NORMAL, builtin=True)
    yield oxml.Style(TITLE_NOTE, "标题附注", _face(profile, FontRole.TITLE_NOTE), centred, next=_NORMAL)
    yield oxml.Style(DOC_NUMBER, "发文字号", body, centred, next=_NORMAL)
    yield oxml.Style(ADDRESSEE, "主送机关", body, flush, next=_NORMAL)
    yield oxml.Style(ATTACHMENT_NOTE, "附件说明", body, oxml.Layout(alignment="left"))
    yield oxml.Style(SIGNATURE, "署名", body, right, next=DATE)
    yield oxml.Style(DATE, "成文日期", body, right, next=_NORMAL)
    yield oxml.Style(ANNOTATION, "附注", body, _indented(profile), next=_NORMAL)
    yield oxml.Style(ANNEX_MARK, "附件序号", _face(profile, FontRole.ANNEX_MARK), flush, next=ANNEX_TITLE)
    yield oxml.Style(ANNEX_TITLE, "附件标题", title, annex_line, next=_NORMAL)
    yield oxml.Style(TABLE_TEXT, "表格文字", table, _cell(table))
    yield oxml.Style(SMALL_TABLE_TEXT, "表格小字", small, _cell(small))
    yield oxml.Style(TABLE_CAPTION, "表题", table, caption, next=_NORMAL)
    yield oxml.Style(
        FOOTER, "footer", _face(profile, FontRole.PAGE_NUMBER, own_digits=True), number, builtin=True
    )


def _around(profile: FormatProfile) -> Iterator[oxml.Style]:
    """What stands in 版头 and 版记: off the grid, in lines of exact height."""
    red = replace(_face(profile, FontRole.ISSUER_MARK), color=oxml_letterhead.RED)
    imprint = _face(profile, FontRole.IMPRINT)
    line = oxml.Layout(alignment="left", snap=False, exact_line=profile.line_pitch)
    copies = round(imprint_line(profile) * TWIPS_PER_POINT)
    yield oxml.Style(ISSUER_MARK, "发文机关标志", red, line)
    yield oxml.Style(LETTERHEAD, "版头文字", _face(profile, FontRole.BODY), line)
    yield oxml.Style(URGENCY, "紧急程度", _face(profile, FontRole.HEADING1), line)
    yield oxml.Style(IMPRINT, "版记", imprint, replace(line, exact_line=copies))


def _indented(profile: FormatProfile, outline: int | None = None) -> oxml.Layout:
    """Text with its first line indented; with an `outline` level a heading, kept with what follows."""
    first_line = round(2 * profile.fonts[FontRole.BODY].size * TWIPS_PER_POINT)
    kept = outline is not None
    return oxml.Layout(
        first_line_chars=_INDENT, first_line=first_line, keep_next=kept, keep_lines=kept, outline=outline
    )


def _cell(face: oxml.Face) -> oxml.Layout:
    """Text in a table: off the grid of the page, its lines a third higher than its characters, no mark in a frame."""
    line = round(face.size * 4 / 3 * TWIPS_PER_POINT)
    return oxml.Layout(alignment="center", snap=False, exact_line=line, hanging=False)


def _page_number_line(profile: FormatProfile) -> int:
    """The footer's line: fixed, so that the number's height does not depend on the face at hand."""
    return round(profile.fonts[FontRole.PAGE_NUMBER].size * 8 / 7 * TWIPS_PER_POINT)


_ON_THE_GRID = frozenset({FontRole.BODY, *_HEADINGS, FontRole.TITLE_NOTE, FontRole.ANNEX_MARK})


def _face(profile: FormatProfile, role: FontRole, *, own_digits: bool = False) -> oxml.Face:
    """The face of a role. Page numbers keep their own digits (GB/T 9704-2012, 7.5: 半角宋体)."""
    font = profile.fonts[role]
    latin = font.names[0] if own_digits else profile.digit_font or font.names[0]
    same_size = font.size == profile.fonts[FontRole.BODY].size
    spacing = profile.character_spacing if role in _ON_THE_GRID and same_size else 0
    return oxml.Face(font.names[0], latin, font.size, font.bold, spacing)
