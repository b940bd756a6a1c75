"""File names that survive FAT32, exFAT and Windows."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
"""Characters in the path of a file inside a package, so that it also fits below a long folder."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_FULL_WIDTH = str.maketrans('<>:"/\\|?*%', "＜＞：＂／＼｜？＊％")
"""The percent sign too: RFC 8493 encodes it in a manifest, and the reference tool does not decode it."""

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")


def safe_name(name: str, room: int = 60) -> str:
    """`name` as one path component of at most `room` characters: forbidden marks become full-width.

    The ending is kept; trailing dots and blanks, which Windows drops silently, are removed.
    """
    plain = unicodedata.normalize("NFC", name).translate(_FULL_WIDTH)
    plain = _FORBIDDEN.sub("", plain).strip(" .") or "未命名"
    if _RESERVED.match(plain):
        plain = "_" + plain
    stem, dot, ending = plain.rpartition(".")
    if dot and stem and len(ending) <= 5:
        return stem[: room - len(ending) - 1].rstrip(" .") + "." + ending
    return plain[:room].rstrip(" .")


def unique(names: list[str]) -> list[str]:
    """`names` with a number behind those that would meet on a disk that does not tell A from a."""
    seen: dict[str, int] = {}
    result: list[str] = []
    for name in names:
        key = name.casefold()
        seen[key] = seen.get(key, 0) + 1
        stem, dot, ending = name.rpartition(".")
        again = f"（{seen[key]}）"
        result.append(name if seen[key] == 1 else f"{stem}{again}.{ending}" if dot else name + again)
    return result
