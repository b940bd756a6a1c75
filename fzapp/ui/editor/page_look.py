"""The feel of the printed page: type, line pitch, first-line indent and line width of the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontMetricsF, QTextBlockFormat, QTextCharFormat

from fzapp.domain.text_table import is_row
from fzapp.ui import theme

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

CHARACTERS_A_LINE = 28
"""GB/T 9704-2012, 5.2.3: a line of body text holds 28 characters."""

_INDENT_CHARACTERS = 2
_NATURAL_LINE = 1.25
"""Line height of 仿宋 by its own metrics, in characters; taller fonts that stand in are held to it."""


class PageLook:
    """The measures, in pixels, that follow from the theme in force when it is made."""

    def __init__(self) -> None:
        self._palette, self._scale = theme.current(), theme.current_scale()
        self.font = theme.editor_font(self._scale)
        self.muted = theme.color(self._palette.muted)
        self.bound = theme.color(self._palette.accent_ground)
        self.marks = {
            "search": _ground(self._palette.selection),
            "unbound": _ground(self._palette.attention_ground),
            "differing": _ground(self._palette.wrong_ground),
            "changed": _underlined(self._palette.changed_ground, self._palette.attention),
            "reused": _underlined("", self._palette.muted),
            "old": _ground(self._palette.attention_ground),
            "comment": _underlined("", self._palette.accent, QTextCharFormat.UnderlineStyle.DashUnderline),
        }
        metrics = QFontMetricsF(self.font)
        self.character = metrics.horizontalAdvance("国")
        self.text_width = CHARACTERS_A_LINE * self.character
        natural = min(1.0, _NATURAL_LINE * self.character / metrics.height())
        self._percent = theme.LINE_HEIGHT_PERCENT * natural

    def is_outdated(self) -> bool:
        """Whether theme or font size have changed since."""
        return (self._palette, self._scale) != (theme.current(), theme.current_scale())

    def block_format(self, paragraph: str, alignment: Qt.AlignmentFlag | None = None) -> QTextBlockFormat:
        """The block format of a paragraph: an indented one, without indent when it is the row of a table.

        With an `alignment` it belongs to the table below it.
        """
        block = QTextBlockFormat()
        block.setLineHeight(self._percent, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if alignment is not None:
            block.setAlignment(alignment)
        elif not is_row(paragraph):
            block.setTextIndent(_INDENT_CHARACTERS * self.character)
        return block


def _ground(color: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setBackground(theme.color(color))
    return form


def _underlined(
    ground: str,
    line: str,
    style: QTextCharFormat.UnderlineStyle = QTextCharFormat.UnderlineStyle.DotLine,
) -> QTextCharFormat:
    """A line under the text, so that the mark is seen without its colour."""
    form = _ground(ground) if ground else QTextCharFormat()
    form.setUnderlineStyle(style)
    form.setUnderlineColor(theme.color(line))
    return form
