"""Lists that are summed up behind them: 合同36份、文件2件、其他7件，共计45件 (rules N01, N18)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.checks.arithmetic import exact, sentences
from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity
from fzapp.text.quantities import QuantityKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge
    from fzapp.text.quantities import Quantity

_SUMMED = re.compile(r"，(?:以上)?(?:(?:共计|合计|总计)[\u4e00-\u9fff]{0,4}|(?:总共|累计|共)(?:为|达)?)$")
_NEXT = re.compile(r"(?:、|和|及|以及)[^，。；：、\d]{0,16}")
_NEXT_AMOUNT = re.compile(r"(?:、|，|和|及|以及)[^，。；：、\d]{0,16}")
_LONGEST_GAP = 20
_STATE = re.compile(r"，(?:已|其中)?[\u4e00-\u9fff]{2,6}")
_LEAST_STATES, _MOST_PARTS = 3, 12
"""Figures of a list or of what became of a whole: fewer claim nothing, of more no clerk makes one sentence."""

_LONGEST_WHOLE = 60
"""Characters between a whole and what became of it."""

_CLOSE = Decimal("0.1")
_FAMILIES = (
    frozenset("件份项个起宗条部"),
    frozenset({"次", "场", "场次", "期", "批次"}),
    frozenset("人名位"),
)
"""Units that are counted together."""


def listed_sum(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A sum told behind a list must be the sum of the list."""
    del knowledge
    for number, text, group in sentences(facts):
        for index, total in enumerate(group):
            whole = exact(total)
            if whole is None or not _SUMMED.search(text, max(0, total.start - 8), total.start):
                continue
            parts = _listed(text, group[max(0, index - _MOST_PARTS) : index], total)
            values = [value for part in parts if (value := exact(part)) is not None]
            if len(parts) < 2 or len(values) < len(parts) or sum(values) == whole:
                continue
            amount = sum(values, Decimal(0))
            message = f"前面各项相加是{amount.normalize():f}，与写的{total.text}对不上。"
            yield Hit(number, total.start, total.end, message)


def _listed(text: str, before: Sequence[Quantity], total: Quantity) -> list[Quantity]:
    """The figures of the list that ends right before the sum, the last one first; [] when they cannot be summed."""
    if not before or not _SUMMED.fullmatch(text, before[-1].end, total.start):
        return []
    parts = [before[-1]]
    joined = _NEXT_AMOUNT if total.kind is QuantityKind.AMOUNT else _NEXT
    for quantity in reversed(before[:-1]):
        gap = text[quantity.end : parts[-1].start]
        if len(gap) > _LONGEST_GAP or not joined.fullmatch(gap):
            break
        parts.append(quantity)
    units = {part.unit for part in parts} | {total.unit}
    summable = len(units) == 1 or any(units <= family for family in _FAMILIES)
    return parts if summable and all(part.kind == total.kind for part in parts) else []


def states(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """对12件文件进行清理，废止5件，修改3件，继续有效5件: what became of each makes up the whole.

    Only where three states at least fill the rest of the sentence and come close to the whole: a chain of
    steps (受理128件，调解126件，成功125件) adds up to far more.
    """
    del knowledge
    for number, text, group in sentences(facts):
        for index, total in enumerate(group[:-_LEAST_STATES]):
            whole = exact(total)
            parts = _states(text, group, index) if whole else []
            values = [value for part in parts if (value := exact(part)) is not None]
            if whole is None or len(parts) < _LEAST_STATES or len(values) < len(parts):
                continue
            amount = sum(values, Decimal(0))
            if amount != whole and abs(amount - whole) <= whole * _CLOSE and max(values) < whole:
                message = f"总数是{total.text}，后面各项相加是{amount.normalize():f}，对不上。"
                yield Hit(number, total.start, total.end, message)


def _states(text: str, group: Sequence[Quantity], index: int) -> list[Quantity]:
    """The figures of the total's unit behind it, each with its state, up to the end of the sentence."""
    total = group[index]
    found: list[Quantity] = []
    position = text.find("，", total.end, total.end + _LONGEST_WHOLE)
    for quantity in group[index + 1 : index + 1 + _MOST_PARTS]:
        if position < 0 or quantity.unit != total.unit or quantity.kind != total.kind:
            return []
        if not _STATE.fullmatch(text, position, quantity.start):
            return []
        found.append(quantity)
        position = quantity.end
    return found if text[position : position + 1] in ("。", "；", "") else []


RULES = (
    Rule("arithmetic.listed_sum", Severity.MUST, "总数等于分项之和（规则N01、N18）", listed_sum, local=True),
    Rule("arithmetic.states", Severity.SHOULD, "总数等于分项之和（规则N01、N18）", states, local=True),
)
