"""The vocabulary of WordprocessingML: the only module that knows its tag names.

Everything is built as text: a report is a few hundred paragraphs of five shapes, and text is the
fastest and most repeatable way to write them. The order of child elements follows the schema
(ISO/IEC 29500-4, wml.xsd): Word refuses a file that has them in another order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HINT = '<w:rFonts w:hint="eastAsia"/>'
_LANGUAGE = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
_EVEN = '<w:type w:val="evenPage"/>'
_COUNTED_ANEW = '<w:pgNumType w:start="1"/>'
_WORD_2013 = 15
"""The layout rules Word applies: those of Word 2013 and later, the newest that have a number."""


PARAGRAPH, RUN, RUN_PROPERTIES = f"{{{_W}}}p", f"{{{_W}}}r", f"{{{_W}}}rPr"
TEXT, TAB, BREAK, NO_BREAK_HYPHEN = f"{{{_W}}}t", f"{{{_W}}}tab", f"{{{_W}}}br", f"{{{_W}}}noBreakHyphen"
DELETED, MOVED_FROM = f"{{{_W}}}del", f"{{{_W}}}moveFrom"
COMMENT, COMMENT_START, COMMENT_END = (
    f"{{{_W}}}comment",
    f"{{{_W}}}commentRangeStart",
    f"{{{_W}}}commentRangeEnd",
)
COMMENT_REFERENCE, ID, PARAGRAPH_PROPERTIES = f"{{{_W}}}commentReference", f"{{{_W}}}id", f"{{{_W}}}pPr"
KEEP_BLANKS = "{http://www.w3.org/XML/1998/namespace}space"
RELATIONSHIP = f"{{{_PACKAGE}/relationships}}Relationship"
OVERRIDE = f"{{{_PACKAGE}/content-types}}Override"
DOCUMENT_RELATION = f"{_R}/officeDocument"
COMMENTS_RELATION = f"{_R}/comments"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
"""The names that writing comments into a file that is there already needs."""


@dataclass(frozen=True, slots=True)
class Face:
    """How characters look. `size` in points, `spacing` added to each character in twentieths of a point."""

    east_asian: str
    latin: str
    size: float
    bold: bool = False
    spacing: int = 0
    color: str = "000000"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a paragraph stands; lengths in twips (1/20 pt), `first_line_chars` in 1/100 characters.

    `exact_line` 0 leaves the line to the page's grid; `snap` False takes the paragraph off the grid. Marks
    hang past a full line when `hanging`.
    """

    alignment: str = "both"
    first_line_chars: int = 0
    first_line: int = 0
    left: int = 0
    right: int = 0
    exact_line: int = 0
    snap: bool = True
    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    outline: int | None = None
    hanging: bool = True


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style, or a character style when `layout` is missing.

    `name` is the name in the file; the built-in ones (Normal, heading 1, Title, footer) are shown in
    the reader's own language and drive Word's navigation. `linked` is the id of the twin style.
    """

    id: str
    name: str
    face: Face
    layout: Layout | None = None
    next: str = ""
    linked: str = ""
    builtin: bool = False
    default: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Paper and type area; all lengths in twips. `line_pitch` is the distance of the lines of the grid."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    footer: int
    line_pitch: int


def _escape(text: str) -> str:
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quote(text: str) -> str:
    """`text` as an attribute value with its quotation marks."""
    return '"' + _escape(text).replace('"', "&quot;").replace("\n", " ").replace("\t", " ") + '"'


def clean(text: str) -> str:
    """`text` without the characters that XML cannot hold; a file with one of them does not open."""
    return _NOT_XML.sub("", text)


def run(text: str, style: str = "") -> str:
    """A run of text; line breaks and tabs become Word's own.

    Every run says that its ambiguous marks (“ ” — …) are Chinese: otherwise Word takes them from the
    Latin face, half as wide.
    """
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    return f"<w:r><w:rPr>{named}{_HINT}</w:rPr>{_characters(text)}</w:r>" if text else ""


def run_properties(text: str, properties: str) -> str:
    """A run with more `properties` than a style says: those that stand behind the fonts."""
    return f"<w:r><w:rPr>{_HINT}{properties}</w:rPr>{_characters(text)}</w:r>" if text else ""


def _characters(text: str) -> str:
    pieces: list[str] = []
    for piece in re.split("([\t\n])", text):
        if piece == "\n":
            pieces.append("<w:br/>")
        elif piece == "\t":
            pieces.append("<w:tab/>")
        elif piece:
            pieces.append(f'<w:t xml:space="preserve">{_escape(piece)}</w:t>')
    return "".join(pieces)


def paragraph(style: str, runs: str, layout: str = "") -> str:
    """A paragraph. `style` "" is the default style; `layout` comes from `departures`."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:pPr>{named}{layout}</w:pPr>" if named or layout else ""
    return f"<w:p>{properties}{runs}</w:p>"


def departures(
    *,
    keep_next: bool = False,
    keep_lines: bool = False,
    page_break_before: bool = False,
    left: int = 0,
    right: int = 0,
    hanging: int = 0,
    alignment: str = "",
) -> str:
    """What one paragraph has beyond its style; twips."""
    indent = _attributes(left=left, right=right, hanging=hanging)
    return "".join(
        (
            "<w:keepNext/>" if keep_next else "",
            "<w:keepLines/>" if keep_lines else "",
            "<w:pageBreakBefore/>" if page_break_before else "",
            f"<w:ind{indent}/>" if indent else "",
            f'<w:jc w:val="{alignment}"/>' if alignment else "",
        )
    )


def _attributes(**values: int) -> str:
    return "".join(f' w:{name}="{value}"' for name, value in values.items() if value)


def table(style: str, widths: Sequence[int], rows: Iterable[str]) -> str:
    """A table of fixed column `widths` (twips), centred on the type area."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        f' w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: its width in twips and its paragraphs. It reaches over `columns`; `merge` is "restart" in the
    first and "continue" in the other rows of a cell that reaches over several.
    """

    width: int
    content: str
    columns: int = 1
    merge: str = ""


def table_row(cells: Iterable[TableCell], *, header: bool, height: int) -> str:
    """A row that is never split; a header is repeated on each page."""
    inner = "".join(map(_table_cell, cells))
    return f"<w:tr>{_row_properties(header=header, height=height)}{inner}</w:tr>"


def _table_cell(cell: TableCell) -> str:
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    merge = f'<w:vMerge w:val="{cell.merge}"/>' if cell.merge else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{cell.width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/>'
        f"</w:tcPr>{cell.content}</w:tc>"
    )


def caption_row(content: str, *, columns: int, width: int, height: int, last: bool) -> str:
    """A header row of one cell over all `columns`, without a frame: the caption, repeated with the header.

    Below the `last` one comes the frame of the header.
    """
    sides = ("top", "left", "right") if last else ("top", "left", "bottom", "right")
    bare = "".join(f'<w:{side} w:val="nil"/>' for side in sides)
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    return (
        f'<w:tr>{_row_properties(header=True, height=height)}<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}'
        f'<w:tcBorders>{bare}</w:tcBorders><w:vAlign w:val="center"/></w:tcPr>{content}</w:tc></w:tr>'
    )


def _row_properties(*, header: bool, height: int) -> str:
    repeated = "<w:tblHeader/>" if header else ""
    return f'<w:trPr><w:cantSplit/><w:trHeight w:val="{height}"/>{repeated}</w:trPr>'


def document(body: Iterable[str]) -> str:
    """The main part: paragraphs and tables, and at the end what `section` says of the last of them."""
    return f"{_opened('document')}<w:body>{''.join(body)}</w:body></w:document>"


def section(page: Page, footers: tuple[str, str], *, even: bool = False, first: bool = False) -> str:
    """A section; the footers of odd and even pages are relationship ids. An `even` one begins on an even page,
    behind a blank one where the section before it ends on an even page too; the pages of a `first` one are
    counted from 1.
    """
    lying = ' w:orient="landscape"' if page.width > page.height else ""
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{footers[0]}"/>'
        f'<w:footerReference w:type="even" r:id="{footers[1]}"/>{_EVEN if even else ""}'
        f'<w:pgSz w:w="{page.width}" w:h="{page.height}"{lying}/>'
        f'<w:pgMar w:top="{page.top}" w:right="{page.right}" w:bottom="{page.bottom}" w:left="{page.left}"'
        f' w:header="851" w:footer="{page.footer}" w:gutter="0"/>{_COUNTED_ANEW if first else ""}<w:cols w:space="425"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{page.line_pitch}"/></w:sectPr>'
    )


def closed(body: Sequence[str]) -> list[str]:
    """`body` with a paragraph at its end, as Word demands of a section."""
    return [*body] if body and body[-1].endswith("</w:p>") else [*body, last_paragraph()]


def ending_section(paragraphs: str, ended: str) -> str:
    """`paragraphs` of which the last one ends a section, `ended` says which."""
    before, opening, last = paragraphs.rpartition("<w:p>")
    if not last.startswith("<w:pPr>"):
        return f"{before}{opening}<w:pPr>{ended}</w:pPr>{last}"
    return f"{before}{opening}{last.replace('</w:pPr>', f'{ended}</w:pPr>', 1)}"


def last_paragraph(runs: str = "") -> str:
    """The paragraph that Word demands behind a table at the end, too low to make a page of its own."""
    return (
        '<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:line="20" w:lineRule="exact"/>'
        '<w:ind w:firstLineChars="0" w:firstLine="0"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr>'
        f"{runs}</w:p>"
    )


def bare_footer(style: str) -> str:
    """A footer without a page number: a section that names none has those of the section before."""
    return f"{_opened('ftr')}{paragraph(style, '')}</w:ftr>"


def footer(style: str, alignment: str, inset: int) -> str:
    """A footer with the page number between one-em dashes, `inset` twips from the edge it is aligned to."""
    code = (
        f'<w:r><w:rPr>{_HINT}</w:rPr><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:rPr>{_HINT}</w:rPr><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f'<w:r><w:rPr>{_HINT}</w:rPr><w:fldChar w:fldCharType="separate"/></w:r>'
        f"{run('1')}"
        f'<w:r><w:rPr>{_HINT}</w:rPr><w:fldChar w:fldCharType="end"/></w:r>'
    )
    edges = {"left": (inset, 0), "right": (0, inset)}
    left, right = edges.get(alignment, (0, 0))
    layout = departures(left=left, right=right, alignment=alignment)
    return f"{_opened('ftr')}{paragraph(style, run('— ') + code + run(' —'), layout)}</w:ftr>"


def styles(members: Iterable[Style], table_style: tuple[str, str]) -> str:
    """The style part: defaults, the styles given, and the framed table style, `table_style` (id, name)."""
    given = list(members)
    default = next(member for member in given if member.default)
    return (
        f"{_opened('styles')}<w:docDefaults><w:rPrDefault><w:rPr>{_face(default.face)}{_LANGUAGE}</w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1"'
        f' w:defQFormat="0" w:count="376"/>{"".join(map(_style, given))}{_BASES}{_framed(*table_style)}</w:styles>'
    )


def _style(style: Style) -> str:
    kind = "paragraph" if style.layout else "character"
    default = ' w:default="1"' if style.default else ""
    custom = "" if style.builtin else ' w:customStyle="1"'
    following = f'<w:next w:val="{style.next}"/>' if style.next else ""
    linked = f'<w:link w:val="{style.linked}"/>' if style.linked else ""
    # A character twin is reached through its heading: shown by itself it would only crowd the list.
    shown = (
        '<w:uiPriority w:val="1"/><w:qFormat/>'
        if style.layout
        else '<w:uiPriority w:val="99"/><w:semiHidden/>'
    )
    layout = f"<w:pPr>{_layout(style.layout)}</w:pPr>" if style.layout else ""
    return (
        f'<w:style w:type="{kind}"{default}{custom} w:styleId="{style.id}"><w:name w:val={_quote(style.name)}/>'
        f"{following}{linked}{shown}{layout}<w:rPr>{_face(style.face)}</w:rPr></w:style>"
    )


def _face(face: Face) -> str:
    latin, asian = _quote(face.latin), _quote(face.east_asian)
    size = round(face.size * 2)
    bold = "<w:b/><w:bCs/>" if face.bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii={latin} w:eastAsia={asian} w:hAnsi={latin} w:cs={latin}/>{bold}'
        f'<w:color w:val="{face.color}"/><w:spacing w:val="{face.spacing}"/><w:kern w:val="0"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )


def _layout(layout: Layout) -> str:
    """A style's paragraph properties, each said outright, so that no other default ever shows through."""
    line = (
        f'w:line="{layout.exact_line}" w:lineRule="exact"'
        if layout.exact_line
        else 'w:line="240" w:lineRule="auto"'
    )
    hanging = "" if layout.hanging else '<w:overflowPunct w:val="0"/>'
    outline = "" if layout.outline is None else f'<w:outlineLvl w:val="{layout.outline}"/>'
    chars = f' w:firstLineChars="{layout.first_line_chars}"' if layout.first_line_chars else ""
    first = f'{chars} w:firstLine="{layout.first_line}"'
    return (
        f"{_switch('keepNext', on=layout.keep_next)}{_switch('keepLines', on=layout.keep_lines)}"
        f"{_switch('pageBreakBefore', on=layout.page_break_before)}"
        # Without widow control off, pages of 21 lines arise; without autospace off, digits break the grid.
        # That marks may hang past the edge (overflowPunct) is left unsaid: LibreOffice reads it the wrong way round.
        # That they may not is said in tables, where LibreOffice never lets them.
        f'<w:widowControl w:val="0"/><w:kinsoku/>{hanging}<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:adjustRightInd w:val="0"/>{_switch("snapToGrid", on=layout.snap)}'
        f'<w:spacing w:before="0" w:after="0" {line}/>'
        f'<w:ind w:left="{layout.left}" w:right="{layout.right}"{first}/>'
        f'<w:jc w:val="{layout.alignment}"/>{outline}'
    )


def _switch(tag: str, *, on: bool) -> str:
    return f"<w:{tag}/>" if on else f'<w:{tag} w:val="0"/>'


_BASES = (
    # Defaults of each kind: Word brings them along itself, other readers ask for them.
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)


def _framed(id_: str, name: str) -> str:
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (
            ("top", 8),
            ("left", 8),
            ("bottom", 8),
            ("right", 8),
            ("insideH", 4),
            ("insideV", 4),
        )
    )
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{id_}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:tblPr>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        '<w:tblCellMar><w:top w:w="45" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="45" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )


def settings() -> str:
    """Settings: different odd and even footers, no squeezing of marks (28 characters stay 28), Chinese."""
    return (
        f'{_opened("settings")}<w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/>'
        '<w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:useFELayout/>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="{_WORD_2013}"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def font_table(faces: Iterable[tuple[str, str]]) -> str:
    """The fonts used as (name, other name): Word takes the other where the first is not installed."""
    fonts = "".join(
        f"<w:font w:name={_quote(name)}>"
        + (f"<w:altName w:val={_quote(other)}/>" if other else "")
        + '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in faces
    )
    return f"{_opened('fonts')}{fonts}</w:fonts>"


def core_properties(title: str, author: str, moment: str) -> str:
    """The document's own data; `moment` in W3CDTF (2027-02-08T09:30:00Z)."""
    dated = f'xsi:type="dcterms:W3CDTF">{moment}</dcterms'
    named = _escape(author)
    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_escape(title)}</dc:title><dc:creator>{named}</dc:creator>"
        f"<cp:lastModifiedBy>{named}</cp:lastModifiedBy><dcterms:created {dated}:created>"
        f"<dcterms:modified {dated}:modified><dc:language>zh-CN</dc:language></cp:coreProperties>"
    )


def content_types(parts: Iterable[tuple[str, str]]) -> str:
    """What each part is: (name with leading slash, content type)."""
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def relationships(targets: Iterable[tuple[str, str, str]]) -> str:
    """Who needs whom: (id, type, target)."""
    inner = "".join(f'<Relationship Id="{id_}" Type="{kind}" Target="{to}"/>' for id_, kind, to in targets)
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def no_comments() -> str:
    """A part for comments without any."""
    return f"{_opened('comments')}</w:comments>"


def comment(number: int, author: str, initials: str, moment: str, lines: Iterable[str]) -> str:
    """One comment with its paragraphs, as an element that stands by itself; `moment` as 2027-02-08T09:30:00Z."""
    paragraphs = "".join(paragraph("", run(line)) for line in lines)
    return (
        f'<w:comment xmlns:w="{_W}" w:id="{number}" w:author={_quote(author)} w:date="{moment}"'
        f" w:initials={_quote(initials)}>{paragraphs}</w:comment>"
    )


def _opened(root: str) -> str:
    return f'{_DECLARATION}<w:{root} xmlns:w="{_W}" xmlns:r="{_R}">'
