"""Figures inside the document of the editor: plain text on a pale ground that carries the name of its figure.

A run keeps its name as an anchor (fig:NAME) and the number it stands for as a property. It is a figure as
long as it reads that number: whatever an edit does to it, what is shown and what is stored agree.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextFormat

from fzapp.domain.body import FigurePiece, figure_token, parse_body
from fzapp.ui.editor.plain_text import offset_of_units, units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QColor, QTextBlock, QTextDocument

    from fzapp.services.figure_text import ShownText

SCHEME = "fig:"

_SHOWN = QTextFormat.Property.UserProperty + 11
_INSTANCE = QTextFormat.Property.UserProperty + 12
"""Two figures of one name side by side would melt into one run; each has a mark of its own."""


class Figures(Protocol):
    """What the editor needs to know of figures; `fzapp.services.figure_text.FigureReader` is one."""

    def shown(self, body: str) -> ShownText:
        """`body` as it is read, with the places of its figures."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of one paragraph with one format; positions are those of the document (UTF-16 units)."""

    start: int
    end: int
    text: str
    name: str = ""
    shown: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether it reads what its figure says."""
        return bool(self.name) and self.text == self.shown

    @property
    def source(self) -> str:
        """What is stored for it; text that was typed on to a figure is text."""
        if not self.name:
            return self.text
        if self.text.startswith(self.shown):
            return figure_token(self.name) + self.text[len(self.shown) :]
        if self.text.endswith(self.shown):
            return self.text[: -len(self.shown)] + figure_token(self.name)
        return self.text


def runs(block: QTextBlock) -> Iterator[Run]:
    """The runs of a paragraph from left to right."""
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        form = fragment.charFormat()
        href = form.anchorHref()
        name = href.removeprefix(SCHEME) if href.startswith(SCHEME) else ""
        start = fragment.position()
        shown = str(form.property(_SHOWN) or "") if name else ""
        yield Run(start, start + fragment.length(), fragment.text(), name if shown else "", shown)
        iterator += 1


def blocks(document: QTextDocument, first: int = 0, last: int | None = None) -> Iterator[QTextBlock]:
    """The paragraphs between two positions, or all."""
    block = document.findBlock(first)
    while block.isValid() and (last is None or block.position() <= last):
        yield block
        block = block.next()


def block_body(block: QTextBlock) -> str:
    """What is stored for a paragraph."""
    return "".join(run.source for run in runs(block))


def figure_around(document: QTextDocument, position: int) -> Run | None:
    """The figure that holds `position` strictly inside."""
    return _figure(document, lambda run: run.start < position < run.end, position)


def figure_before(document: QTextDocument, position: int) -> Run | None:
    """The figure that ends at `position`."""
    return _figure(document, lambda run: run.end == position, position)


def figure_behind(document: QTextDocument, position: int) -> Run | None:
    """The figure that begins at `position`."""
    return _figure(document, lambda run: run.start == position, position)


def _figure(document: QTextDocument, fits: Callable[[Run], bool], position: int) -> Run | None:
    return next(
        (run for run in runs(document.findBlock(position)) if run.is_figure and fits(run)),
        None,
    )


def figure_format(name: str, shown: str, ground: QColor) -> QTextCharFormat:
    """The format of a new run of the figure `name` that reads `shown`."""
    form = QTextCharFormat()
    form.setAnchor(True)
    form.setAnchorHref(SCHEME + name)
    form.setProperty(_SHOWN, shown)
    form.setProperty(_INSTANCE, secrets.token_hex(8))
    form.setBackground(ground)
    return form


def insert_body(cursor: QTextCursor, body: str, figures: Figures | None, ground: QColor) -> None:
    """Insert text with tokens at `cursor`, the tokens as figures; in the place of a selection."""
    cursor.removeSelectedText()
    if figures is None or "{{" not in body:
        cursor.insertText(body, QTextCharFormat())
        return
    places = iter((shown := figures.shown(body)).figures)
    for piece in parse_body(body):
        if isinstance(piece, FigurePiece):
            place = next(places)
            text = shown.text[place.start : place.end]
            cursor.insertText(text, figure_format(piece.name, text, ground))
        else:
            cursor.insertText(piece.text, QTextCharFormat())


def body_between(document: QTextDocument, start: int, end: int) -> str:
    """What is stored for a piece of the document; a figure that is cut gives its characters."""
    lines: list[str] = []
    for block in blocks(document, start, end):
        parts: list[str] = []
        for run in runs(block):
            if run.end <= start or run.start >= end:
                continue
            if start <= run.start and run.end <= end:
                parts.append(run.source)
            else:
                low = offset_of_units(run.text, max(0, start - run.start))
                high = offset_of_units(run.text, min(run.end, end) - run.start)
                parts.append(run.text[low:high])
        lines.append("".join(parts))
    return "\n".join(lines)


def stored_offset(document: QTextDocument, position: int) -> int:
    """The place in the stored text, in characters, of a position of the document."""
    offset = 0
    for block in blocks(document, 0, position):
        if block.position() + block.length() <= position:
            offset += len(block_body(block)) + 1
            continue
        for run in runs(block):
            if run.end <= position:
                offset += len(run.source)
            elif run.start < position:
                inside = offset_of_units(run.text, position - run.start)
                offset += 0 if run.is_figure else inside
    return offset


def position_of(document: QTextDocument, offset: int) -> int:
    """The position in the document of a place in the stored text; behind a token that holds it."""
    left = offset
    for block in blocks(document):
        length = len(block_body(block))
        if left > length and block.next().isValid():
            left -= length + 1
            continue
        for run in runs(block):
            size = len(run.source)
            if left < size:
                return run.end if run.is_figure and left else run.start + units(run.text[:left])
            left -= size
        return block.position() + block.length() - 1
    return document.characterCount() - 1
