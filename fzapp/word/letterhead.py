"""The measures of 版头 and 版记, the same for the Word file and for the pages; lengths in points.

The letterhead takes a whole number of lines of the grid, so that the text below it stays on the grid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.word.lines import break_lines
from fzapp.word.measure import ems
from fzapp.word.profile import POINTS_PER_MM, TWIPS_PER_POINT, FontRole

if TYPE_CHECKING:
    from fzapp.domain.letterhead import Imprint, Letterhead
    from fzapp.word.profile import FormatProfile

_MARK_TOP = 35.0 * POINTS_PER_MM
"""From the top of the type area to the top of the name of the issuing body (7.2.4)."""

_RULE_DROP = 4.0 * POINTS_PER_MM
"""From the foot of the number's characters to the red line (7.2.7)."""

RED_RULE, THICK_RULE, THIN_RULE = 1.5, 0.35 * POINTS_PER_MM, 0.25 * POINTS_PER_MM
"""Lines: the red one, whose thickness is free; the outer and the inner ones of the imprint (7.4.1)."""

_MARK_LINE = 1.2
"""The line of the issuing body's name by the size of its type."""

_BASELINE = 0.8
"""Where a word processor puts the baseline of a line of a given height, from its top."""

_INK_TOP, _INK_FOOT = 0.86, 0.12
"""The top of a Chinese character above its baseline and its foot below it, by its size."""

_LEAST_SIZE, _JOINT_SHARE = 14.0, 0.75
_GAP_BEFORE_ENDING = 1.0
"""Between the names and 文件 beside them, by the size: with less, LibreOffice wraps a name of 13 characters or more."""

_BLANK_LINES = 2
"""Blank lines above the number and below the red line (7.2.5, 7.3.1)."""

SIGNERS_LABEL = "签发人："
_SIGNERS_A_ROW = 2
COPIES_LABEL = "抄送："
_IMPRINT_LINE = 1.5
PAD_ABOVE, PAD_BELOW = 3.0, 5.0
"""Between the rules of the imprint and its lines, so that the characters stand in the middle."""

IMPRINT_ROOM = 1.6
"""Lines that stay free between the text and the imprint on one page: a gap, and a line by which a word processor
may set the text longer. Pushed off its page the imprint would stand on an odd one.
"""


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A line of 发文机关标志: `spread` is put behind each character but the last; `x` from the left."""

    text: str
    x: float
    spread: float


@dataclass(frozen=True, slots=True)
class NumberRow:
    """The number at the left of a row and names of signers at the right, either may be ""."""

    number: str
    label: str
    names: str


@dataclass(frozen=True, slots=True)
class LetterheadShape:
    """A letterhead in its measures, from top to bottom.

    `tops` are texts with their faces in lines of the grid; then `lead`; `mark` lines of `size` points and
    `line` height, `ending` beside them from `ending_x` when there are several; `above_number`; the rows of
    number and signers, the signers from `signers_x`; `to_rule` down to the red line; `below_rule`.
    """

    tops: tuple[tuple[str, FontRole], ...]
    lead: float
    mark: tuple[MarkLine, ...]
    size: float
    line: float
    ending: str
    ending_x: float
    above_number: float
    rows: tuple[NumberRow, ...]
    centred: bool
    signers_x: float
    to_rule: float
    below_rule: float


@dataclass(frozen=True, slots=True)
class ImprintShape:
    """An imprint: the lines of 抄送 (none without), and the heights of its two rows."""

    copies: tuple[str, ...]
    copies_height: float
    foot_height: float

    @property
    def height(self) -> float:
        """All of it."""
        return self.copies_height + self.foot_height


def letterhead_shape(letterhead: Letterhead, profile: FormatProfile) -> LetterheadShape:
    """The measures of a letterhead."""
    pitch = profile.line_pitch / TWIPS_PER_POINT
    tops = _tops(letterhead)
    joint = len(letterhead.issuers) > 1
    ending = letterhead.ending if joint else ""
    names = letterhead.issuers if joint else (letterhead.issuers[0] + letterhead.ending,)
    size = _mark_size(names, ending, profile)
    line = round(size * _MARK_LINE * TWIPS_PER_POINT) / TWIPS_PER_POINT
    mark, ending_x = _mark(names, ending, size, profile)
    top = _MARK_TOP - (_BASELINE * line - _INK_TOP * size)
    rows = _rows(letterhead)
    blank = _BLANK_LINES * pitch
    wanted = top + line * len(mark) + blank + pitch * len(rows) + blank
    spare = round(wanted / pitch) * pitch - wanted
    body = profile.fonts[FontRole.BODY].size
    to_rule = max(1.0, _RULE_DROP - ((1 - _BASELINE) * pitch - _INK_FOOT * body))
    return LetterheadShape(
        tops=tops,
        lead=top - len(tops) * pitch,
        mark=mark,
        size=size,
        line=line,
        ending=ending,
        ending_x=ending_x,
        above_number=blank + spare / 2,
        rows=rows,
        centred=not letterhead.upward,
        signers_x=_signers_x(rows, profile),
        to_rule=to_rule,
        below_rule=blank + spare / 2 - to_rule - RED_RULE,
    )


def _tops(letterhead: Letterhead) -> tuple[tuple[str, FontRole], ...]:
    """份号 on the first line, the degree of urgency below it (7.2.1–7.2.3)."""
    given = ((letterhead.copy_number, FontRole.BODY), (letterhead.urgency, FontRole.HEADING1))
    return tuple((text, role) for text, role in given if text)


def _mark_size(names: tuple[str, ...], ending: str, profile: FormatProfile) -> float:
    """As large as the format allows, smaller where the name would not fit the line."""
    most = profile.fonts[FontRole.ISSUER_MARK].size * (_JOINT_SHARE if len(names) > 1 else 1.0)
    wide = max(map(ems, names)) + (ems(ending) + _GAP_BEFORE_ENDING if ending else 0.0)
    return max(_LEAST_SIZE, min(most, int(profile.text_width / wide)))


def _mark(
    names: tuple[str, ...], ending: str, size: float, profile: FormatProfile
) -> tuple[tuple[MarkLine, ...], float]:
    """The names one below the other, all as wide as the longest; where the ending begins."""
    wide = max(map(ems, names)) * size
    beside = (ems(ending) + _GAP_BEFORE_ENDING) * size if ending else 0.0
    left = max(0.0, (profile.text_width - wide - beside) / 2)
    lines = tuple(
        MarkLine(name, left, (wide - ems(name) * size) / (len(name) - 1) if len(name) > 1 else 0.0)
        for name in names
    )
    return lines, left + wide + _GAP_BEFORE_ENDING * size


def _rows(letterhead: Letterhead) -> tuple[NumberRow, ...]:
    """The number stands beside the last signer; two signers a row, the leading body's first (7.2.6)."""
    if not letterhead.upward:
        return (NumberRow(letterhead.number, "", ""),)
    signers = [_spaced(name) for name in letterhead.signers]
    parts = [
        "\u3000".join(signers[start : start + _SIGNERS_A_ROW])
        for start in range(0, len(signers), _SIGNERS_A_ROW)
    ]
    return tuple(
        NumberRow(
            letterhead.number if index == len(parts) - 1 else "",
            SIGNERS_LABEL if not index else "\u3000" * len(SIGNERS_LABEL),
            names,
        )
        for index, names in enumerate(parts)
    )


def _spaced(name: str) -> str:
    """A name of two characters as wide as one of three, as names below each other are set."""
    return f"{name[0]}\u3000{name[1]}" if len(name) == 2 else name


def _signers_x(rows: tuple[NumberRow, ...], profile: FormatProfile) -> float:
    """Where 签发人 begins, so that the longest row ends a character from the right (7.2.6)."""
    cell = profile.text_width / profile.characters
    wide = max(ems(row.label + row.names) for row in rows)
    return max(0.0, profile.characters - 1 - wide) * cell


def imprint_shape(imprint: Imprint, profile: FormatProfile) -> ImprintShape:
    """The measures of an imprint; its texts stand a character in on both sides (7.4.2, 7.4.3)."""
    size = profile.fonts[FontRole.IMPRINT].size
    line = imprint_line(profile)
    room = profile.text_width / size - 2 - ems(COPIES_LABEL)
    text = imprint.copies_to.strip().rstrip("。")
    copies = break_lines(f"{text}。", room, room) if text else ()
    pads = PAD_ABOVE + PAD_BELOW
    return ImprintShape(copies, len(copies) * line + pads if copies else 0.0, line + pads)


def imprint_line(profile: FormatProfile) -> float:
    """The height of a line in the imprint."""
    return profile.fonts[FontRole.IMPRINT].size * _IMPRINT_LINE
