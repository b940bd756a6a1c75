"""How wide text is set: Chinese characters are one em, Latin letters and digits half of one."""

from __future__ import annotations


def ems(text: str) -> float:
    """The width of `text` in characters of its own size."""
    if text.isascii():
        return len(text) / 2
    return len(text) - len(text.encode("ascii", "ignore")) / 2
