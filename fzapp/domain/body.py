"""The text of a section with figure tokens {{台账.指标}}: parse, list, render.

Whatever a user types is text; only a well-formed token is a figure, so stray braces break nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = r"[^{}.\s][^{}.\n\t]{0,29}\.[^{}\n\t]{0,79}[^{}\s]"
_TOKEN = re.compile(rf"\{{\{{({_NAME})\}}\}}")
_WHOLE_NAME = re.compile(_NAME)


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Text as typed."""

    text: str

    @property
    def source(self) -> str:
        """The characters of the body that the piece stands for."""
        return self.text


@dataclass(frozen=True, slots=True)
class FigurePiece:
    """A token; `name` is 台账.指标."""

    name: str

    @property
    def source(self) -> str:
        """The characters of the body that the piece stands for."""
        return figure_token(self.name)


Piece = TextPiece | FigurePiece


@dataclass(frozen=True, slots=True)
class RenderedFigure:
    """Where a figure came to stand in rendered text; `known` is False where its token was kept."""

    start: int
    end: int
    name: str
    known: bool = True


def is_figure_name(name: str) -> bool:
    """Whether `name` can stand in a token: 台账, one point, 指标, no braces."""
    return _WHOLE_NAME.fullmatch(name) is not None


def figure_token(name: str) -> str:
    """The token of a figure. The name must be one (`is_figure_name`), else the token is read as text."""
    return f"{{{{{name}}}}}"


def parse_body(body: str) -> tuple[Piece, ...]:
    """The pieces of `body` in order; their sources joined are `body` again."""
    pieces: list[Piece] = []
    position = 0
    for match in _TOKEN.finditer(body):
        if match.start() > position:
            pieces.append(TextPiece(body[position : match.start()]))
        pieces.append(FigurePiece(match[1]))
        position = match.end()
    if position < len(body):
        pieces.append(TextPiece(body[position:]))
    return tuple(pieces)


def figure_names(body: str) -> tuple[str, ...]:
    """The figures named in `body`, each once, in the order of their first token."""
    return tuple(dict.fromkeys(match[1] for match in _TOKEN.finditer(body)))


def render_marked(body: str, values: Mapping[str, str]) -> tuple[str, tuple[RenderedFigure, ...]]:
    """The rendered text and where in it each figure stands."""
    parts: list[str] = []
    figures: list[RenderedFigure] = []
    position = 0
    for piece in parse_body(body):
        text = piece.source
        if isinstance(piece, FigurePiece):
            known = piece.name in values
            text = values.get(piece.name, text)
            figures.append(RenderedFigure(position, position + len(text), piece.name, known))
        parts.append(text)
        position += len(text)
    return "".join(parts), tuple(figures)
