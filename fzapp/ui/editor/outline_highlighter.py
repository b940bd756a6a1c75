"""Sets headings inside a section (1. and （1）) and run-in enumerations (一是) lightly apart while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat

from fzapp.text.outline import heading_at, is_enumeration
from fzapp.ui.editor.plain_text import units

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

_INNER_LEVELS = (3, 4)
"""Levels whose headings stand inside a body; 一、 and （一） are sections of their own."""


class OutlineHighlighter(QSyntaxHighlighter):
    """Paints over the text without touching it: neither undo nor the clipboard sees the formats."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._apart = QTextCharFormat()
        self._apart.setFontWeight(QFont.Weight.Bold)

    def highlightBlock(self, text: str) -> None:
        """Format one paragraph; called by Qt whenever it changed."""
        start, end = apart(text)
        if end > start:
            self.setFormat(units(text[:start]), units(text[start:end]), self._apart)


def apart(paragraph: str) -> tuple[int, int]:
    """Where the piece of a paragraph that is set apart begins and ends, in characters; (0, 0) for none."""
    marker = is_enumeration(paragraph)
    if marker:
        start = paragraph.find(marker)
        return start, start + len(marker)
    mark = heading_at(paragraph)
    if mark is None or mark.level not in _INNER_LEVELS:
        return 0, 0
    behind = mark.start + len(mark.number)
    if mark.text:
        behind = paragraph.find(mark.text, behind) + len(mark.text)
    return mark.start, behind
