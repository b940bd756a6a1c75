"""PDF files written by hand: text at places, in a font that is not in the file, pictures, and what is broken."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEFT, TOP, PITCH, LETTERS = 90.0, 760.0, 28.0, 26
"""Margins and the distance of lines in points; letters of 16 points in a line."""

Placed = tuple[str, float, float, float]
"""Text, its place from the left and from below, its size: all in points."""

_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBK-EUC-H/DescendantFonts[4 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo<</Registry(Adobe)"
    b"/Ordering(GB1)/Supplement 4>>>>",
)


def pdf(pages: Sequence[bytes], extra: bytes = b"", picture: bytes = b"") -> bytes:
    """A file with these contents of pages; `extra` goes into the trailer, a `picture` onto every page."""
    first = 6
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    drawn = b"/XObject<</Im0 5 0 R>>" if picture else b""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids),
        *_FONT,
        _stream(
            picture, b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
        ),
    ]
    for number, content in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>%s>>/Contents %d 0 R>>"
            % (drawn, first + 2 * number + 1)
        )
        objects.append(_stream(content))
    return _file(objects, extra)


def page(*texts: Placed) -> bytes:
    """What a page draws."""
    return b"".join(
        b"BT /F1 %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n" % (size, x, y, text.encode("gbk").hex().encode())
        for text, x, y, size in texts
    )


def set_in_lines(paragraphs: Sequence[str], number: int = 0) -> bytes:
    """Paragraphs as a printer sets them on one page: first lines set in, others full; with a page number."""
    placed: list[Placed] = []
    y = TOP
    for paragraph in paragraphs:
        first = True
        while paragraph:
            room = LETTERS - 2 if first else LETTERS
            placed.append((paragraph[:room], LEFT + 32 if first else LEFT, y, 16.0))
            paragraph, first, y = paragraph[room:], False, y - PITCH
    if number:
        placed.append((f"— {number} —", 280, 40, 14.0))
    return page(*placed)


def _stream(content: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    head = b"<<%s/Length %d/Filter/FlateDecode>>" % (more, len(packed))
    return head + b"stream\n" + packed + b"\nendstream"


def _file(objects: Sequence[bytes], extra: bytes) -> bytes:
    out, places = b"%PDF-1.5\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return (
        out + head + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, extra, len(out))
    )
