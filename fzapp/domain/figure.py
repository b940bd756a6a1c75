"""A figure (数字): a named question to a ledger, its value with the rows it came from, and how it is said.

A figure is named 台账.指标 (矛盾纠纷.化解率), so that text keeps its meaning between years and towns. Values
are `Decimal`: money in 元, proportions in percent. Formulas are those of DOMAIN.md 4.3; how numbers are
written follows GB/T 15835-2011 (整万可用“5万”, percentages with their sign, 百分点 for changes of a rate).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fzapp.domain.ledger import Condition

PERCENT = "%"
POINTS = "个百分点"
YUAN = "元"
NO_BASE = "上年同期无基数"
"""What is written instead of a change against nothing."""
NO_WHOLE = "无相关事项"
"""What is written instead of a share of nothing, where the figure has no words of its own."""

_HUNDRED = Decimal(100)
_WAN = Decimal(10_000)
_YI = Decimal(100_000_000)
_FINEST_PERCENT = 4


class FigureAggregate(StrEnum):
    """How a figure is made of the rows it looks at."""

    COUNT = "count"
    SUM = "sum"
    DISTINCT = "distinct"
    RATIO = "ratio"
    AVERAGE = "average"
    YEAR_ON_YEAR = "year_on_year"
    LATEST = "latest"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _AGGREGATE_LABELS[self]


_AGGREGATE_LABELS = {
    FigureAggregate.COUNT: "行数",
    FigureAggregate.SUM: "合计",
    FigureAggregate.DISTINCT: "不重复的个数",
    FigureAggregate.RATIO: "占比",
    FigureAggregate.AVERAGE: "平均",
    FigureAggregate.YEAR_ON_YEAR: "同比",
    FigureAggregate.LATEST: "最近一次的值",
}


class PeriodRule(StrEnum):
    """Which rows a figure looks at, seen from the report that asks."""

    REPORT_PERIOD = "report_period"
    UNTIL_END = "until_end"
    YEAR_BEFORE = "year_before"
    ALL = "all"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _PERIOD_LABELS[self]


_PERIOD_LABELS = {
    PeriodRule.REPORT_PERIOD: "报告期内",
    PeriodRule.UNTIL_END: "截至报告期末",
    PeriodRule.YEAR_BEFORE: "上年同期",
    PeriodRule.ALL: "全部",
}


class Rounding(StrEnum):
    """What a rounded number declares about the true one; the values are the marks as written."""

    EXACT = ""
    MORE = "余"
    ABOUT = "约"
    NEARLY = "近"
    OVER = "超"


FORM_MARK = "|"
"""Parts the name of a figure in a token from the form it is said in: {{矛盾纠纷.受理件数|余}}."""


class FigureForm(StrEnum):
    """How a token asks its figure to be said; the values stand in the token. Without one it is said in full."""

    PLAIN = ""
    MORE = "余"
    ABOUT = "约"
    NEARLY = "近"
    OVER = "超"
    WAN = "万"
    CHANGE = "同比"
    DIFFERENCE = "比上年"

    @property
    def label(self) -> str:
        """What the choice is called."""
        return _FORM_LABELS[self]

    @property
    def rounding(self) -> Rounding:
        """What the form declares about the true value."""
        return Rounding(self.value) if self.value in set(Rounding) else Rounding.EXACT

    @property
    def is_change(self) -> bool:
        """Whether the form says how the value changed against the year before."""
        return self in (FigureForm.CHANGE, FigureForm.DIFFERENCE)


_FORM_LABELS = {
    FigureForm.PLAIN: "原数",
    FigureForm.MORE: "取整加“余”",
    FigureForm.ABOUT: "取整加“约”",
    FigureForm.NEARLY: "取整加“近”",
    FigureForm.OVER: "取整加“超”",
    FigureForm.WAN: "以万为单位",
    FigureForm.CHANGE: "同比增长或下降",
    FigureForm.DIFFERENCE: "比上年增加或减少",
}


def form_of(name: str) -> tuple[str, FigureForm]:
    """The figure that a token names and the form it asks for; an unknown form belongs to the name."""
    if FORM_MARK not in name:  # nearly always, and asked for every number of a text
        return name, FigureForm.PLAIN
    base, _, form = name.rpartition(FORM_MARK)
    return (base, FigureForm(form)) if form and form in set(FigureForm) else (name, FigureForm.PLAIN)


def name_in_form(name: str, form: FigureForm) -> str:
    """The name as a token writes it to be said in a form."""
    base = form_of(name)[0]
    return f"{base}{FORM_MARK}{form.value}" if form.value else base


@dataclass(frozen=True, slots=True)
class Figure:
    """A named question to a ledger (口径).

    `name` is 台账.指标; `ledger` the code of the ledger kind; `column` what is added, averaged or told
    apart; `where` which rows count. Of a ratio, `part` says which of them are the part. `decimals` is
    how many digits a percentage or mean shows; `when_zero` the words for a share of nothing
    (无应诉案件). `nouns` and `sections` say where in a report the figure is likely to stand.
    """

    name: str
    ledger: str
    aggregate: FigureAggregate = FigureAggregate.COUNT
    column: str = ""
    where: tuple[Condition, ...] = ()
    part: tuple[Condition, ...] = ()
    period: PeriodRule = PeriodRule.REPORT_PERIOD
    unit: str = ""
    decimals: int = 1
    rounding: Rounding = Rounding.EXACT
    when_zero: str = ""
    note: str = ""
    nouns: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureValue:
    """What a figure came to. `value` is None when there is nothing to divide by; then `words` says so.

    `row_ids` are the ledger rows it came from, `digest` changes whenever the value or one of them does.
    """

    value: Decimal | None
    unit: str = ""
    row_ids: tuple[int, ...] = ()
    digest: str = ""
    words: str = ""


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """`part` of `whole` in percent, not rounded; None of nothing (DOMAIN.md 4.3: no 100 % of zero)."""
    return part * _HUNDRED / whole if whole else None


def change(this_year: Decimal, last_year: Decimal) -> Decimal | None:
    """The change against last year in percent (同比), not rounded; None against nothing."""
    return (this_year - last_year) * _HUNDRED / last_year if last_year else None


def average(total: Decimal, count: int) -> Decimal | None:
    """The mean, not rounded; None of nothing."""
    return total / count if count else None


def words_for_nothing(figure: Figure) -> str:
    """What is written where the figure has no value."""
    if figure.aggregate is FigureAggregate.YEAR_ON_YEAR:
        return figure.when_zero or NO_BASE
    return figure.when_zero or NO_WHOLE


def figure_value(figure: Figure, value: Decimal | None, rows: Iterable[tuple[int, str]]) -> FigureValue:
    """The value of `figure` over `rows`, each given by its id and a digest of its content."""
    ordered = sorted(rows)
    seal = sha256(f"{figure.name}\n{_plain(value)}\n{figure.unit}".encode())
    for row_id, content in ordered:
        seal.update(f"\n{row_id} {content}".encode())
    words = words_for_nothing(figure) if value is None else ""
    return FigureValue(value, figure.unit, tuple(row_id for row_id, _ in ordered), seal.hexdigest(), words)


def _plain(value: Decimal | None) -> str:
    """A number without exponent and trailing zeros; "" for none."""
    if value is None:
        return ""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# ------------------------------------------------------------------------------------------ rounding


def declares_truly(declared: Decimal, rounding: Rounding, true_value: Decimal) -> bool:
    """Whether a number said as `declared` with `rounding` is true of `true_value`.

    The number speaks to the place of its last digit that is not zero: 50000余 is true from 50,000 up to
    60,000, 1420余 up to 1,430; 近7000 above 6,000 and up to 7,000; 约3600 within half a hundred of it.
    Below a power of ten the next smaller place counts: 近100 is above 90.
    """
    if rounding is Rounding.EXACT or declared <= 0:
        return declared == true_value
    above, below = _steps(declared)
    if rounding is Rounding.MORE:
        return declared <= true_value < declared + above
    if rounding is Rounding.OVER:
        return declared < true_value < declared + above
    if rounding is Rounding.NEARLY:
        return declared - below < true_value <= declared
    return declared - below / 2 <= true_value <= declared + above / 2


def _steps(declared: Decimal) -> tuple[Decimal, Decimal]:
    """The size of the last place that `declared` speaks of, above and below it."""
    digits = declared.normalize()
    exponent = digits.as_tuple().exponent
    assert isinstance(exponent, int)
    step = Decimal(1).scaleb(exponent)
    return step, step / 10 if digits == step else step


def round_for(value: Decimal, rounding: Rounding) -> Decimal:
    """The number to say for `value` with `rounding`: two leading digits from 100 on, one below.

    50123 → 50000 (余), 863 → 860 (余), 6950 → 7000 (近). A number too small to round, and one for which
    no honest round number exists, comes back as it is.
    """
    if rounding is Rounding.EXACT or value < 10:
        return value
    place = Decimal(1).scaleb(value.adjusted() - (1 if value >= _HUNDRED else 0))
    mode = {
        Rounding.MORE: ROUND_FLOOR,
        Rounding.OVER: ROUND_FLOOR,
        Rounding.NEARLY: ROUND_CEILING,
        Rounding.ABOUT: ROUND_HALF_UP,
    }[rounding]
    said = (value / place).to_integral_value(mode) * place
    return said if declares_truly(said, rounding, value) else value


# ----------------------------------------------------------------------------------------- rendering


def render_value(value: FigureValue, figure: Figure) -> str:
    """How the value stands in the text: 98.6%, 1.2万份, 3.86万元, 50000余份 as 5万余份, or the words.

    The mark of rounding is left out where the number is said in full.
    """
    if value.value is None:
        return value.words or words_for_nothing(figure)
    if figure.aggregate is FigureAggregate.YEAR_ON_YEAR:
        return render_change(value.value, figure.unit or PERCENT, figure.decimals)
    if figure.unit in (PERCENT, POINTS):
        return _percent(value.value, figure.decimals) + figure.unit
    shown = value.value
    if figure.aggregate is FigureAggregate.AVERAGE:
        shown = _rounded(shown, figure.decimals)
    said = round_for(shown, figure.rounding)
    return _marked(said, Rounding.EXACT if said == shown else figure.rounding, figure.unit)


def _marked(number: Decimal, rounding: Rounding, unit: str) -> str:
    """A number with its mark: 余 stands behind it, the others before."""
    text = _money(number) if unit == YUAN else _counted(number)
    if rounding is Rounding.MORE:
        return f"{text}余{unit}"
    return f"{rounding}{text}{unit}"


def _counted(number: Decimal) -> str:
    """A number of things: full thousands from ten thousand on in 万, all others digit by digit."""
    if number >= _YI and number % (_YI / 10) == 0:
        return f"{_plain(number / _YI)}亿"
    if number >= _WAN and number % 1000 == 0:
        return f"{_plain(number / _WAN)}万"
    return _plain(number)


def _money(number: Decimal) -> str:
    """An amount without its 元: in 万 when two digits behind the point say it all."""
    if number >= _YI and number % (_YI / _HUNDRED) == 0:
        return f"{_plain(number / _YI)}亿"
    if number >= _WAN and number % _HUNDRED == 0:
        return f"{_plain(number / _WAN)}万"
    return _plain(number)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    """`value` with `decimals` digits, half up."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _percent(value: Decimal, decimals: int) -> str:
    """A percentage; what is not everything is never shown as 100, what is something never as 0."""
    for digits in range(decimals, _FINEST_PERCENT + 1):
        shown = _rounded(value, digits)
        if shown == value or shown not in (0, _HUNDRED):
            return _plain(shown)
    return _plain(_rounded(value, _FINEST_PERCENT))


def render_change(value: Decimal, unit: str, decimals: int = 1) -> str:
    """A change by its sign: 增长12.5%, 下降7.7%, 提高2个百分点, 减少14次, 持平."""
    if value == 0:
        return "持平"
    up, down = ("增加", "减少")
    if unit == PERCENT:
        up, down = ("增长", "下降")
    elif unit == POINTS:
        up, down = ("提高", "下降")
    size = abs(value)
    if unit in (PERCENT, POINTS):
        return f"{up if value > 0 else down}{_change_size(size, decimals)}{unit}"
    return (up if value > 0 else down) + _marked(size, Rounding.EXACT, unit)


def _change_size(size: Decimal, decimals: int) -> str:
    """The size of a change in percent; something is never shown as 0."""
    for digits in range(decimals, _FINEST_PERCENT + 1):
        shown = _rounded(size, digits)
        if shown:
            return _plain(shown)
    return _plain(size)
