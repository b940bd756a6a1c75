"""Mends what Qt's PDF writer gets wrong, without moving a byte: every offset in the file stays true.

Qt 6.8 leaves the first dictionary open, and tells a reader the first character that a font shows with a
glyph: in many Chinese fonts that is a radical of the Kangxi dictionary (U+2F00) which looks like the
character, so that a search for 青石 would find nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextLayout

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QFont, QRawFont

_OPEN, _CLOSED = b"/Trapped /False\n2\nendobj", b"/Trapped /False\n>>endobj"
_MAP = re.compile(rb"begincmap\n.*?endcmap", re.DOTALL)
_TARGETS = re.compile(rb"\[[<>0-9A-F \n]*\]")
_CODE = re.compile(rb"<([0-9A-F]{4})>")
_RADICALS = "".join(map(chr, range(0x2E80, 0x2FE0)))

_LAST = 0xFFFF
"""Characters behind it take two places in a PDF's list; no radical looks like one of them."""


def repaired(data: bytes, drawn: Iterable[tuple[QFont, str]]) -> bytes:
    """The PDF file `data` mended; `drawn` are the fonts in it with the characters shown by each."""
    plain = {look: real for font, text in drawn for look, real in _look_alikes(font, text).items()}
    closed = data.replace(_OPEN, _CLOSED, 1)
    return _MAP.sub(lambda found: _TARGETS.sub(lambda codes: _with_plain(codes[0], plain), found[0]), closed)


def _with_plain(codes: bytes, plain: Mapping[int, int]) -> bytes:
    """A list of <hexadecimal> characters with the real ones in the place of their look-alikes."""
    return _CODE.sub(lambda code: b"<%04X>" % plain.get(int(code[1], 16), int(code[1], 16)), codes)


def _look_alikes(font: QFont, text: str) -> dict[int, int]:
    """Radicals that the font, or one that helps it out, shows with the glyph of a character of `text`."""
    own = "".join(char for char in text if char not in _RADICALS and ord(char) <= _LAST)
    found: dict[int, int] = {}
    for raw in _raw_fonts(font, own):
        shown = dict(zip(raw.glyphIndexesForString(own), own, strict=True))
        radicals = zip(_RADICALS, raw.glyphIndexesForString(_RADICALS), strict=True)
        found |= {ord(look): ord(shown[glyph]) for look, glyph in radicals if glyph and glyph in shown}
    return found


def _raw_fonts(font: QFont, text: str) -> list[QRawFont]:
    """The fonts that really show a text: Qt looks elsewhere for what the wanted one lacks."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return list({run.rawFont().familyName(): run.rawFont() for run in layout.glyphRuns()}.values())
