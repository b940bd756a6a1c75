"""File names that survive FAT32, exFAT and Windows."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
"""Characters in the path of a file inside a package, so that it also fits below a long folder."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
"""Kinds of signs that nobody sees in a name, and that no disk or list has to bear."""
_FULL_WIDTH = str.maketrans('<>:"/\\|?*%', "＜＞：＂／＼｜？＊％")
"""The percent sign too: RFC 8493 encodes it in a manifest, and the reference tool does not decode it."""

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\..*)?$")


def safe_name(name: str, room: int = 60) -> str:
    """`name` as one path component of at most `room` characters: forbidden marks become full-width.

    The ending is kept; trailing dots and blanks, which Windows drops silently, are removed.
    """
    plain = unicodedata.normalize("NFC", name).translate(_FULL_WIDTH)
    plain = (
        "".join(mark for mark in plain if unicodedata.category(mark) not in _UNSEEN).strip(" .") or "未命名"
    )
    if _RESERVED.match(plain):
        plain = "_" + plain
    stem, dot, ending = plain.rpartition(".")
    if dot and stem and len(ending) <= 5:
        return stem[: room - len(ending) - 1].rstrip(" .") + "." + ending
    return plain[:room].rstrip(" .")


def unique(names: list[str]) -> list[str]:
    """`names` with a number behind those that would meet on a disk that does not tell A from a."""
    taken: set[str] = set()
    result: list[str] = []
    for name in names:
        stem, dot, ending = name.rpartition(".")
        other, count = name, 1
        while other.casefold() in taken:
            count += 1
            other = f"{stem}（{count}）.{ending}" if dot else f"{name}（{count}）"
        taken.add(other.casefold())
        result.append(other)
    return result
