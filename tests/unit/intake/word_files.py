"""Small Word files made from raw XML, and compound files made byte by byte, for the tests of reading."""

from __future__ import annotations

import io
import struct
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def run(text: str, *, size: float | None = None, font: str = "", bold: bool | None = None) -> str:
    """A run; a line feed in `text` is a soft break, a tab a tab."""
    look = ""
    if font:
        look += f'<w:rFonts w:eastAsia="{font}"/>'
    if bold is not None:
        look += "<w:b/>" if bold else '<w:b w:val="0"/>'
    if size is not None:
        look += f'<w:sz w:val="{int(size * 2)}"/>'
    inside = ""
    for number, line in enumerate(text.split("\n")):
        inside += "<w:br/>" if number else ""
        parts = line.split("\t")
        inside += "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in parts)
    return f"<w:r><w:rPr>{look}</w:rPr>{inside}</w:r>"


def par(
    *inside: str,
    style: str = "",
    align: str = "",
    outline: int | None = None,
    number: tuple[int, int] | None = None,
    **look: object,
) -> str:
    """A paragraph of runs (anything that begins with <) and texts; `number` is (list id, level)."""
    properties = ""
    if style:
        properties += f'<w:pStyle w:val="{style}"/>'
    if number is not None:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    if align:
        properties += f'<w:jc w:val="{align}"/>'
    if outline is not None:
        properties += f'<w:outlineLvl w:val="{outline}"/>'
    runs = "".join(part if part.startswith("<") else run(part, **look) for part in inside)  # type: ignore[arg-type]
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table; a cell is a text, or paragraphs when it begins with <."""
    cells = (
        "<w:tr>"
        + "".join(f"<w:tc>{cell if cell.startswith('<') else par(cell)}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{''.join(cells)}</w:tbl>"


def textbox(*paragraphs: str) -> str:
    """A run with a text box, as Word writes it: a choice and a fallback that repeats it."""
    content = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"{content}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def inserted(text: str) -> str:
    return f'<w:ins w:id="1" w:author="甲">{run(text)}</w:ins>'


def deleted(text: str) -> str:
    return f'<w:del w:id="2" w:author="甲"><w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:del>'


def moved(text: str, *, away: bool) -> str:
    tag = "moveFrom" if away else "moveTo"
    return f'<w:{tag} w:id="3" w:author="甲">{run(text)}</w:{tag}>'


def level(depth: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """A numbering part with one definition."""
    return f'<w:numbering {_SPACES}><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{lists}</w:numbering>'


OFFICIAL_LEVELS = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "（%4）"),
)


def styles(*inside: str) -> str:
    """A styles part."""
    return f"<w:styles {_SPACES}>{''.join(inside)}</w:styles>"


def style(identity: str, name: str, properties: str = "", based: str = "", run_properties: str = "") -> str:
    """A paragraph style."""
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/>{base}'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{run_properties}</w:rPr></w:style>"
    )


HEADING_STYLES = styles(
    style("Title", "Title"),
    style("Heading1", "heading 1", '<w:outlineLvl w:val="0"/>'),
    style("Heading2", "heading 2", '<w:outlineLvl w:val="1"/>'),
)


def docx(*blocks: str, parts: dict[str, str] | None = None, extra: dict[str, bytes] | None = None) -> bytes:
    """A Word file; `parts` are styles and numbering by name, `extra` are raw entries."""
    body = f"<w:document {_SPACES}><w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>"
    named = {name: text for name, text in (parts or {}).items() if text}
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_KIND}/{name}" Target="{name}.xml"/>'
        for number, name in enumerate(named)
    )
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    entries: dict[str, bytes] = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": (
            f'{head}<Relationship Id="r1" Type="{_KIND}/officeDocument" Target="word/document.xml"/></Relationships>'
        ).encode(),
        "word/document.xml": body.encode(),
        "word/_rels/document.xml.rels": f"{head}{relations}</Relationships>".encode(),
        **{f"word/{name}.xml": text.encode() for name, text in named.items()},
        **(extra or {}),
    }
    return zipped(entries)


def zipped(entries: dict[str, bytes]) -> bytes:
    """A zip of the entries."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) with the streams at its top, each filled up past the mini stream."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    chains: list[int] = []
    starts: dict[str, int] = {}
    sectors = b""
    for name, data in padded.items():
        count = -(-len(data) // sector)
        starts[name] = len(chains)
        chains += [len(chains) + index + 1 for index in range(count - 1)] + [end]
        sectors += data.ljust(count * sector, b"\0")
    entries = [_entry("Root Entry", 5, child=1, start=end, size=0)]
    for index, (name, data) in enumerate(padded.items(), 1):
        entries.append(
            _entry(
                name, 2, right=index + 1 if index < len(padded) else free, start=starts[name], size=len(data)
            )
        )
    while len(entries) % 4:
        entries.append(_entry("", 0))
    directory = len(chains)
    count = len(entries) // 4
    chains += [directory + index + 1 for index in range(count - 1)] + [end]
    table, tables = len(chains), 1
    while table + tables > sector // 4 * tables:
        tables += 1
    chains += [0xFFFFFFFD] * tables
    fat = b"".join(struct.pack("<I", value) for value in chains).ljust(sector * tables, b"\xff")
    header = struct.pack("<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, tables,
                         directory, 0, 4096, end, 0, end, 0)  # fmt: skip
    header += struct.pack(f"<{tables}I", *range(table, table + tables)).ljust(109 * 4, b"\xff")
    return header + sectors + b"".join(entries) + fat


def _entry(
    name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, start: int = 0, size: int = 0
) -> bytes:
    """A directory entry of a compound file."""
    encoded = name.encode("utf-16-le")
    length = len(encoded) + 2 if name else 0
    return struct.pack(
        "<64sHBBIII16sIQQIQ", encoded, length, kind, 1, 0xFFFFFFFF, right, child, b"", 0, 0, 0, start, size
    )


def binary_word(text: str, *, flags: int = 0x0200, version: int = 0xC1) -> bytes:
    """A Word 97 file whose text is one piece of two-byte characters."""
    encoded = text.encode("utf-16-le")
    place = 1024
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, place, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    head = bytearray(place)
    struct.pack_into("<HH", head, 0, 0xA5EC, version)
    struct.pack_into("<H", head, 10, flags)
    struct.pack_into("<I", head, 0x4C, len(text))
    struct.pack_into("<II", head, 0x01A2, 0, len(clx))
    return compound({"WordDocument": bytes(head) + encoded, "1Table": clx})
