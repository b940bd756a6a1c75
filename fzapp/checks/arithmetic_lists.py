"""Lists that are summed up behind them: 合同36份、文件2件、其他7件，共计45件 (rules N01, N18)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.checks.arithmetic import exact, sentences
from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge
    from fzapp.text.quantities import Quantity

_SUMMED = re.compile(r"，(?:以上)?(?:共计|合计|总计|总共|累计|共)(?:为|达)?$")
_NEXT = re.compile(r"(?:、|和|及|以及)[^，。；：、\d]{0,16}")
_LONGEST_GAP = 20
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
            parts = _listed(text, group[:index], total)
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
    for quantity in reversed(before[:-1]):
        gap = text[quantity.end : parts[-1].start]
        if len(gap) > _LONGEST_GAP or not _NEXT.fullmatch(gap):
            break
        parts.append(quantity)
    units = {part.unit for part in parts} | {total.unit}
    summable = len(units) == 1 or any(units <= family for family in _FAMILIES)
    return parts if summable and all(part.kind == total.kind for part in parts) else []


RULES = (
    Rule("arithmetic.listed_sum", Severity.MUST, "总数等于分项之和（规则N01、N18）", listed_sum, local=True),
)
