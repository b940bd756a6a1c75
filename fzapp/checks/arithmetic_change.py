"""Rises and falls against both their ends, and changes of rates in 个百分点 (rules N09, N27)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge
    from fzapp.text.quantities import Quantity

_N = r"(\d+(?:\.\d+)?)"
_UNIT = r"(%|％|[\u4e00-\u9fff]{0,2}?)"
_UP = "提高|上升|增加|增长|提升|增至|升"
_DOWN = "下降|减少|降低|压减|压缩|降"
_LAST = "(?:上一年度?|上年度?|去年|前年|20\\d\\d年)(?:同期)?(?:的)?"
_TOLD = (
    rf"[^，。；\d]{{0,6}}?(?:{_UP}|{_DOWN}|增幅|降幅|减幅)(?:了|为|达|达到)?{_N}(%|％|[\u4e00-\u9fff]{{1,2}})"
)
_FROM_TO = re.compile(
    rf"(?:由|从)(?:{_LAST})?(?:的)?{_N}{_UNIT}(?:{_UP}|{_DOWN})(?:到|至|为)?(?:了)?(?:今年|本年)?(?:的)?{_N}{_UNIT}，?{_TOLD}"
)
_THAN = re.compile(
    rf"{_N}([件起宗人名次场条份个户处项]次?)，?[^，。；\d]{{0,8}}?(?:比|较|相比){_LAST}{_N}\2(?:{_UP}|{_DOWN}|多|少)(?:了)?{_N}(%|％|\2)"
)
_RATE_CHANGE = re.compile(
    r"率[^，。；\d]{0,6}\d+(?:\.\d+)?[%％]，(?:同比|环比|(?:比|较)[^，。；\d]{2,8}(?:20\d\d年)?)"
    r"(?:提高|上升|提升|下降|降低)(?:了)?(\d+(?:\.\d+)?)[%％](?!以|个)"
)
_BASE = re.compile(
    rf"(?:比|较|相比){_LAST}{_N}([件起宗人名次场条份个户处项]次?)，?(?P<way>{_UP}|{_DOWN})(?:了)?{_N}[%％]"
)
_FALLS = re.compile(_DOWN)
_NEAR, _BEFORE = 40, 200
"""Characters before a change in which both its ends stand together, and in which the present one is told at all."""

_MOST_OFF = Decimal(15)
"""Percentage points off beyond which another figure is likely meant."""

_HUNDRED = Decimal(100)


def rises(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """由20件增加到25件，增长25%: the change must follow from both ends; between rates it is 个百分点."""
    del knowledge
    for number, text in facts.body():
        if not re.search(f"{_UP}|{_DOWN}|[增减降]幅", text):
            continue
        for found in _FROM_TO.finditer(text):
            yield from _change(number, found, (1, 3), (found[2] or found[4]), (5, 6))
        for found in _THAN.finditer(text):
            yield from _change(number, found, (3, 1), found[2], (4, 5))
        for found in _RATE_CHANGE.finditer(text):
            message = "比率的变化用“个百分点”。"
            yield Hit(number, found.start(1), found.end(), message, (f"{found[1]}个百分点",))


def _change(
    number: int, found: re.Match[str], ends: tuple[int, int], unit: str, told: tuple[int, int]
) -> Iterator[Hit]:
    """The hit of one place: `ends` are the groups of the old and the new value, `told` of the change and its unit."""
    old, new, change = (Decimal(found[group]) for group in (*ends, told[0]))
    start, end = found.start(told[0]), found.end(told[1])
    difference, said_in = abs(new - old), found[told[1]]
    if said_in not in ("%", "％"):
        if said_in == unit and unit not in ("%", "％") and difference != change:
            message = f"{found[ends[0]]}与{found[ends[1]]}相差{difference.normalize():f}，与写的不符。"
            yield Hit(number, start, end, message, (f"{difference.normalize():f}{unit}",))
        return
    if unit in ("%", "％"):
        if change == difference:
            yield Hit(number, start, end, "比率的变化用“个百分点”。", (f"{found[told[0]]}个百分点",))
        return
    true = difference * _HUNDRED / old if old else change
    if abs(true - change) >= _tolerance(change):
        value = true.quantize(Decimal("0.1"), ROUND_HALF_UP).normalize()
        message = f"由{found[ends[0]]}到{found[ends[1]]}，变化是{value:f}%。"
        yield Hit(number, start, end, message, (f"{value:f}%",))


def bases(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """办理47件，其中…。较去年的52件下降10.6%: the change must follow from a figure that was told before."""
    del knowledge
    for number, text in facts.body():
        for found in _BASE.finditer(text):
            if _THAN.search(text, max(0, found.start() - _NEAR), found.end()):
                continue
            old, told = Decimal(found[1]), Decimal(found[4])
            falls = bool(_FALLS.fullmatch(found["way"]))
            changes = [
                (q.value - old) * _HUNDRED / old
                for q in _before(facts.quantities[number - 1], found.start())
                if q.unit == found[2] and isinstance(q.value, Decimal) and old
            ]
            fitting = [abs(change) for change in changes if (change < 0) == falls and change]
            off = [abs(change - told) for change in fitting]
            if off and _tolerance(told) <= min(off) <= _MOST_OFF:
                value = fitting[off.index(min(off))].quantize(Decimal("0.1"), ROUND_HALF_UP).normalize()
                message = f"按前面的数算，变化是{value:f}%，与写的不符。"
                yield Hit(number, found.start(4), found.end(), message, (f"{value:f}%",))


def _before(quantities: Sequence[Quantity], place: int) -> Sequence[Quantity]:
    """The figures shortly before a place of their line."""
    first = bisect_left(quantities, place - _BEFORE, key=lambda q: q.start)
    return quantities[first : bisect_right(quantities, place, lo=first, key=lambda q: q.end)]


def _tolerance(told: Decimal) -> Decimal:
    """How far a change may be off: a whole point, less when it is told with decimals."""
    return Decimal("0.15") if told != told.to_integral_value() else Decimal(1)


RULES = (
    Rule("arithmetic.base", Severity.SHOULD, "增减按两头的数复算（规则N09）", bases, local=True),
    Rule("arithmetic.rise", Severity.SHOULD, "增减按两头的数复算（规则N09、N27）", rises, local=True),
)
