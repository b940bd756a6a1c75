"""Names of the fonts installed on this machine, read from the font files: works without a window."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}
_FAMILY_NAMES = {1, 16}
_WINDOWS, _MACINTOSH = 3, 1


def installed() -> frozenset[str]:
    """Family names, Chinese and Latin, of all fonts in the system's and the user's font folders."""
    names: set[str] = set()
    for folder in _folders():
        for path in folder.rglob("*"):
            if path.suffix.lower() in _SUFFIXES:
                names.update(families(path))
    return frozenset(names)


def families(path: Path) -> frozenset[str]:
    """Family names in a font file or collection (OpenType 1.9, table name); none when it is damaged."""
    try:
        with path.open("rb") as stream:
            return frozenset(name for offset in _offsets(stream) for name in _names(stream, offset))
    except (OSError, struct.error, UnicodeDecodeError):
        return frozenset()


def _folders() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        candidates = [
            Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",
            Path(local) / "Microsoft/Windows/Fonts",
        ]
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
        candidates = [
            Path("/usr/share/fonts"),
            Path("/usr/local/share/fonts"),
            home / ".fonts",
            data / "fonts",
        ]
    return (folder for folder in candidates if folder.is_dir())


def _offsets(stream: BinaryIO) -> list[int]:
    if stream.read(4) != b"ttcf":
        return [0]
    stream.seek(8)
    (count,) = struct.unpack(">I", stream.read(4))
    return list(struct.unpack(f">{min(count, 64)}I", stream.read(4 * min(count, 64))))


def _names(stream: BinaryIO, font: int) -> Iterator[str]:
    stream.seek(font + 4)
    (tables,) = struct.unpack(">H", stream.read(2))
    stream.seek(font + 12)
    directory = stream.read(16 * tables)
    for index in range(tables):
        tag, _checksum, offset, length = struct.unpack(">4sIII", directory[16 * index : 16 * index + 16])
        if tag == b"name":
            stream.seek(offset)
            yield from _name_table(stream.read(length))


def _name_table(data: bytes) -> Iterator[str]:
    _format, count, strings = struct.unpack(">HHH", data[:6])
    for index in range(count):
        record = data[6 + 12 * index : 18 + 12 * index]
        platform, _encoding, _language, name, length, offset = struct.unpack(">6H", record)
        if name in _FAMILY_NAMES and platform in (_WINDOWS, _MACINTOSH):
            raw = data[strings + offset : strings + offset + length]
            yield raw.decode("utf-16-be" if platform == _WINDOWS else "mac-roman").strip("\0")
