"""How wide text is set: Chinese characters are one em, Latin letters and digits half of one."""

from __future__ import annotations


def ems(text: str) -> float:
    """The width of `text` in characters of its own size."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)
