"""Text with figure tokens as it is read: every token as the number that its figure has now.

The number follows the words around it: behind 约 and before 余 a rounded one is said, so that 5730 beside
余 reads 5700余 (see `fzapp.domain.figure.round_for`).
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from fzapp.domain.body import FigurePiece, RenderedFigure, parse_body
from fzapp.domain.figure import (
    NO_WHOLE,
    PERCENT,
    YUAN,
    Figure,
    FigureForm,
    FigureValue,
    Rounding,
    form_of,
    render_change,
    render_value,
    round_for,
)
from fzapp.domain.report import BLANK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_FEW = 1_000
"""Keys of rows that may be objects."""

_WAN = Decimal(10_000)
_TWO_DIGITS = Decimal("0.01")

_BEHIND = {"余": Rounding.MORE, "多": Rounding.MORE}
_BEFORE = {
    "约": Rounding.ABOUT,
    "将近": Rounding.NEARLY,
    "接近": Rounding.NEARLY,
    "超": Rounding.OVER,
    "超过": Rounding.OVER,
    "突破": Rounding.OVER,
    "逾": Rounding.OVER,
}
"""Marks that a clerk writes beside a number. 近 and 过 alone are left out: they end 最近, 附近 and 通过."""


class FigureBasis(StrEnum):
    """What a figure rests on."""

    ROWS = "rows"
    CONFIRMED_ZERO = "confirmed_zero"
    MANUAL = "manual"
    NO_LEDGER = "no_ledger"

    @property
    def label(self) -> str:
        """The words on the screen."""
        return _BASIS_LABELS[self]


_BASIS_LABELS = {
    FigureBasis.ROWS: "有台账",
    FigureBasis.CONFIRMED_ZERO: "已确认为零",
    FigureBasis.MANUAL: "手工",
    FigureBasis.NO_LEDGER: "没有台账",
}


def kept_keys(keys: Iterable[int]) -> Sequence[int]:
    """Keys of the rows behind a figure as they are kept, in their order.

    Very many take four or eight bytes each: as objects a million would take forty times that, and Python's search
    for unreachable objects would go through them in the midst of the clerk's work.
    """
    found = list(keys)
    if len(found) <= _FEW:
        return tuple(found)
    return array("i" if max(found) < 1 << 31 else "q", found)


@dataclass(frozen=True, slots=True)
class LedgerFigure:
    """A figure (台账.指标) of one year with its value and the rows behind it.

    `ledger` is the code of the kind. `value` is exact (shares are not rounded) and None where there is no
    ledger or nothing to divide by; then `words` stand in the text. `sections` are ids of template
    sections; `last_year` is the value a year before, None when unknown. `rule` says in words how a figure
    of the office's own is counted; `evidence` and `by` are the files and the person of a manual one.
    `decimals` is how many digits a share or a mean shows; a change is said by its sign; `rounding` is what
    the figure itself declares. The form in `name` (…|余) stands above all of them.
    """

    name: str
    ledger: str
    unit: str
    value: Decimal | None
    basis: FigureBasis = FigureBasis.ROWS
    words: str = ""
    rows: Sequence[int] = ()
    sections: tuple[str, ...] = ()
    last_year: Decimal | None = None
    note: str = ""
    rule: str = ""
    evidence: tuple[str, ...] = ()
    by: str = ""
    decimals: int = 1
    is_change: bool = False
    rounding: Rounding = Rounding.EXACT

    @property
    def known(self) -> bool:
        """Whether there is something to write: a value, or words for nothing."""
        return self.basis is not FigureBasis.NO_LEDGER

    def shown(self, rounding: Rounding = Rounding.EXACT) -> str:
        """The number as it stands in the text: without its unit, but with % and 元."""
        if not self.known:
            return BLANK
        if self.is_change and self.value is not None:
            return render_change(self.value, self.unit, self.decimals)
        form = form_of(self.name)[1]
        declares = form is not FigureForm.PLAIN or self.rounding is not Rounding.EXACT
        if declares and rounding is Rounding.EXACT and self.value is not None:
            if form is FigureForm.WAN:
                return wan_words(self.value, self.unit)
            declared = form.rounding or self.rounding
            if declared is not Rounding.EXACT and self.unit not in (PERCENT, YUAN):
                return marked_words(self.value, declared)
        return number_words(self.value, self.unit, self.words, rounding, self.decimals)

    @property
    def told(self) -> str:
        """Number and unit, for lists."""
        return self.shown() if self.is_change else _told(self.shown(), self.value, self.unit)

    @property
    def last_year_told(self) -> str:
        """Last year's number and unit; "" when it is not known."""
        if self.last_year is None:
            return ""
        return _told(number_words(self.last_year, self.unit), self.last_year, self.unit)


def _told(shown: str, value: Decimal | None, unit: str) -> str:
    return shown if value is None or unit in (PERCENT, YUAN) else f"{shown}{unit}"


def wan_words(value: Decimal, unit: str) -> str:
    """A value in 万 with two digits at most, 约 where they do not say all: 5.73万, 12万元; below it 900."""
    if abs(value) < _WAN:
        return number_words(value, unit)
    said = (value / _WAN).quantize(_TWO_DIGITS, ROUND_HALF_UP)
    about = "" if said * _WAN == value else Rounding.ABOUT.value
    return f"{about}{_fraction(said, 2)}万{unit if unit == YUAN else ''}"


def marked_words(value: Decimal, rounding: Rounding) -> str:
    """A rounded value with its mark: 5700余, 约3600; one that is said in full has none."""
    said = round_for(value, rounding)
    words = number_words(said, "")
    if said == value:
        return words
    return f"{words}{rounding}" if rounding is Rounding.MORE else f"{rounding}{words}"


def number_words(
    value: Decimal | None,
    unit: str,
    words: str = "",
    rounding: Rounding = Rounding.EXACT,
    decimals: int = 1,
) -> str:
    """A value as written: 73, 95.9%, 79.3万元; counts digit by digit, with one digit behind the point at most."""
    if value is None:
        return words or NO_WHOLE
    if unit == PERCENT:
        return render_value(FigureValue(value, unit), Figure("", "", unit=unit, decimals=decimals))
    said = round_for(value, rounding)
    if unit == YUAN:
        return render_value(FigureValue(said, unit), Figure("", "", unit=unit))
    whole = said.to_integral_value()
    return format(whole, "f") if whole == said else _fraction(said, decimals)


def _fraction(value: Decimal, decimals: int) -> str:
    shown = format(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def rounding_beside(before: str, behind: str) -> Rounding:
    """What the words beside a number declare; nothing stands for an exact one."""
    if behind[:1] in _BEHIND:
        return _BEHIND[behind[:1]]
    return next((rounding for mark, rounding in _BEFORE.items() if before.endswith(mark)), Rounding.EXACT)


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text as read, with the places of its figures (offsets in characters)."""

    text: str
    figures: tuple[RenderedFigure, ...]


@dataclass(frozen=True, slots=True)
class FigureReader:
    """The figures that one report may name, as the report has them: its year's, or those frozen in it."""

    find: Callable[[str], LedgerFigure | None]
    listed: Callable[[], tuple[LedgerFigure, ...]] = field(default=tuple)

    def words(self, name: str, before: str = "", behind: str = "") -> str:
        """What stands in the text for the figure `name` between two pieces of text."""
        figure = self.find(name)
        return BLANK if figure is None else figure.shown(rounding_beside(before, behind))

    def rendered(self, body: str) -> str:
        """`body` as it is read; a figure that is not known leaves a gap."""
        return self.shown(body).text if "{{" in body else body

    def shown(self, body: str) -> ShownText:
        """`body` as it is read, with the places of its figures."""
        pieces = parse_body(body)
        parts: list[str] = []
        figures: list[RenderedFigure] = []
        position = 0
        for index, piece in enumerate(pieces):
            text = piece.source
            if isinstance(piece, FigurePiece):
                behind = pieces[index + 1].source if index + 1 < len(pieces) else ""
                found = self.find(piece.name)
                beside = rounding_beside(parts[-1] if parts else "", behind)
                text = BLANK if found is None else found.shown(beside)
                known = found is not None and found.known
                figures.append(RenderedFigure(position, position + len(text), piece.name, known))
            parts.append(text)
            position += len(text)
        return ShownText("".join(parts), tuple(figures))
