"""Numbers that must add up: totals and parts, rates, remainders, tables, rises and falls (rules N01–N27)."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity
from fzapp.domain.text_table import TextTable
from fzapp.text.quantities import Quantity, QuantityKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fzapp.checks.facts import Cell, ReportFacts
    from fzapp.checks.knowledge import Knowledge

_COUNTED = (QuantityKind.COUNT, QuantityKind.AMOUNT)
_HUNDRED = Decimal(100)
_CLOSE = Decimal("0.1")
_NEXT_ITEM = re.compile("[、和及][^，。；：]{0,12}")
_OTHERS = re.compile("其他|其它|其余")
_RATE = re.compile(r"([\u4e00-\u9fff]{2,4})率(?:均|都|约|仅|为|是|达|到|达到|高达|在|保持在)*$")
_SHARE = re.compile(r"占(?:比|全部|总数|总量)?(?:的|为|达)?$")
_NO_LIMIT = re.compile(r"(?:完成|增长|增幅|达标|上升|回报|超额|使用)率|增长|提高|上升|下降|减少|增加")
_DONE = ("办结", "结案", "化解", "解决", "整改", "完成", "销号", "办理完毕", "调解成功", "答复", "成功")
_PENDING = ("正在", "剩余", "尚有", "还有", "在办", "未办结", "未结", "未化解", "未完成", "待")
_TOTAL_WORDS = ("合计", "总计", "小计", "共计")
_HUNDRED_POINTS = re.compile(r"(\d+(?:\.\d+)?)分(?:（百分制）|，?（?满分(?:为)?100分)")
_VAGUE = re.compile(r"(?<![\d.])\d*[1-9]余(?=[件个名人次场份条户起处])")
_TWICE_VAGUE = re.compile(r"(\d余[十百千万亿]{1,2})余")
_SENTENCE_END = re.compile("[。！？]")
_LONGEST_CLAUSE = 120
"""Characters: what stands further before a figure says nothing about it."""

_AROUND = 40
"""Figures of a sentence before and behind three that may belong to their sum."""


def exact(quantity: Quantity) -> Decimal | None:
    """The value of a count or amount that is one exact number."""
    if quantity.approximate or quantity.kind not in _COUNTED or not isinstance(quantity.value, Decimal):
        return None
    return quantity.value


def _in_clause(text: str, start: int, end: int) -> str:
    """The clause that a figure ends in: from the mark before it, as far back as a clause can be long."""
    furthest = max(0, start - _LONGEST_CLAUSE)
    left = max(text.rfind(mark, furthest, start) for mark in "，。；：、（") + 1
    return text[max(left, furthest) : end]


def sentences(facts: ReportFacts) -> Iterator[tuple[int, str, list[Quantity]]]:
    """(line, text of the line, figures) by sentence."""
    for number, text in facts.body():
        quantities = facts.quantities[number - 1]
        if not quantities or "\t" in text:
            continue
        group: list[Quantity] = []
        for quantity in quantities:
            if group and _SENTENCE_END.search(text, group[-1].end, quantity.start):
                yield number, text, group
                group = []
            group.append(quantity)
        yield number, text, group


# --- totals and parts ----------------------------------------------------------------------------


def parts_of_total(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """57件，其中合同38件、村规民约9件、其他12件: parts that make up the whole must add up to it."""
    del knowledge
    for number, text, group in sentences(facts):
        for index, total in enumerate(group):
            parts = [] if _ends_a_list(text, group, index) else _parts(text, group, index)
            whole = exact(total)
            if len(parts) < 1 or whole is None:
                continue
            values = [value for part in parts if (value := exact(part)) is not None]
            if len(values) < len(parts):
                continue
            amount = sum(values, Decimal(0))
            if amount == whole or not _must_agree(text, parts, amount, whole):
                continue
            message = f"总数是{total.text}，分项相加是{amount.normalize():f}，对不上。"
            if len(parts) == 1:
                message = f"部分{parts[0].text}比总数{total.text}还多。"
            yield Hit(number, total.start, total.end, message)


def _ends_a_list(text: str, group: Sequence[Quantity], index: int) -> bool:
    """Whether a figure is the last of a list (进学校5场、进单位1场，其中…): what follows may be part of all of it."""
    before = text[group[index - 1].end : group[index].start] if index else ""
    return bool(_NEXT_ITEM.fullmatch(before))


def _must_agree(text: str, parts: Sequence[Quantity], amount: Decimal, whole: Decimal) -> bool:
    """Whether the parts claim to be all of the whole: they exceed it, name the rest, or come close."""
    if amount > whole:
        return True
    if len(parts) < 2:
        return False
    span = text[parts[0].start - 12 if parts[0].start > 12 else 0 : parts[-1].end + 1]
    if re.search("等$|等[，。；]", text[parts[-1].end : parts[-1].end + 2]):
        return False
    return bool(_OTHERS.search(span)) or whole - amount <= whole * _CLOSE


def _parts(text: str, group: Sequence[Quantity], index: int) -> list[Quantity]:
    """The figures behind 其中 (or in brackets) that count the same thing, up to the end of the list."""
    total = group[index]
    behind = text[total.end : total.end + 24]
    opened = re.match(
        r"(?:[^，。；：、\d]{0,16})?(?:[，（：]|——)(?:其中|包括|分别为|分别是|含)[:：，]?", behind
    )
    if not opened or index + 1 >= len(group):
        return []
    found: list[Quantity] = []
    position = total.end + opened.end()
    for quantity in group[index + 1 :]:
        gap = text[position : quantity.start]
        if re.search("[，。；：（）]", gap) or ("、" in gap and not found) or len(gap) > 24:
            break
        if found and not re.match("[、和及]|以及", gap):
            break
        if quantity.unit != total.unit or quantity.kind != total.kind:
            break
        found.append(quantity)
        position = quantity.end
    return found


def remainder(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """27件，办结25件，正在办理2件: what is done and what is pending make the total."""
    del knowledge
    for number, text, group in sentences(facts):
        said = text[max(0, group[0].start - _LONGEST_CLAUSE) : group[-1].end]
        if not any(w in said for w in _DONE) or not any(w in said for w in _PENDING):
            continue
        for place, (first, second, third) in enumerate(zip(group, group[1:], group[2:], strict=False)):
            values = [exact(q) for q in (first, second, third)]
            if None in values or len({q.unit for q in (first, second, third)}) > 1:
                continue
            done = _in_clause(text, second.start, second.end)
            pending = _in_clause(text, third.start, third.end)
            if not any(w in done for w in _DONE) or not any(w in pending for w in _PENDING):
                continue
            if "分别" in _in_clause(text, first.start, first.end) or any(w in done for w in _PENDING):
                continue
            if re.search("[；。]", text[first.end : third.start]):
                continue
            whole, one, rest = (v for v in values if v is not None)
            earlier, later = group[max(0, place - _AROUND) : place], group[place + 3 : place + 3 + _AROUND]
            wholes = [v for q in earlier if q.unit == first.unit and (v := exact(q))]
            if one > whole or rest > whole or one + rest in wholes:
                continue
            others = [v for q in later if q.unit == first.unit and (v := exact(q))]
            if one + rest != whole and not _completes(others, whole - one - rest):
                message = f"{second.text}和{third.text}相加不等于{first.text}。"
                yield Hit(number, third.start, third.end, message)


def _completes(others: Sequence[Decimal], gap: Decimal) -> bool:
    """Whether the figures that follow fill the gap: 办结78件，在办2件，转诉讼1件."""
    return any(sum(others[:count]) == gap for count in range(1, min(3, len(others)) + 1))


# --- rates ---------------------------------------------------------------------------------------


def rates(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """186件，化解179件，化解率98.2%: the rate must follow from its figures, to the decimals it is given in."""
    del knowledge
    for number, text, group in sentences(facts):
        for index, rate in enumerate(group):
            if (
                rate.kind is not QuantityKind.PERCENT
                or not isinstance(rate.value, Decimal)
                or rate.approximate
            ):
                continue
            label = _RATE.search(text, max(0, rate.start - 14), rate.start)
            share = _SHARE.search(text, max(0, rate.start - 8), rate.start)
            if not label and not share:
                continue
            pair = _pair(text, group[:index], label[1] if label else "", rate)
            if pair and not _agrees(rate, pair, group[:index]):
                whole, part = pair
                value = (part * _HUNDRED / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
                right = f"{value.normalize():f}%"
                message = f"{part.normalize():f}除以{whole.normalize():f}是{right}，与写的{rate.text}不符。"
                start = label.start() if label else rate.start
                yield Hit(number, start, rate.end, message)


def _pair(
    text: str, before: Sequence[Quantity], label: str, rate: Quantity
) -> tuple[Decimal, Decimal] | None:
    """(whole, part) of a rate: the two figures right before it, when their words say that they are meant."""
    counted = [q for q in before if q.kind in _COUNTED]
    if len(counted) < 2 or text[counted[-1].end : rate.start].count("，") > 1:
        return None
    left = _done_and_left(text, counted, label)
    if left is not None:
        return left
    first, second = counted[-2:]
    whole, part = exact(first), exact(second)
    if whole is None or part is None or first.unit != second.unit or not 0 < part <= whole:
        return None
    between = text[first.end : rate.start]
    if re.search("[。；]", between):
        return None
    words = _in_clause(text, second.start, rate.start)
    if label and not (label[-2:] in words[: -len(label)] or _shares_verb(label, between)):
        return None
    return whole, part


def _done_and_left(text: str, counted: Sequence[Quantity], label: str) -> tuple[Decimal, Decimal] | None:
    """(whole, part) where the last figure is what is left: 已完成整改13个，正在推进2个，完成率86.7%."""
    part, rest = counted[-2:]
    done, left = exact(part), exact(rest)
    if not label or done is None or left is None or part.unit != rest.unit:
        return None
    said = _in_clause(text, part.start, part.end)
    pending = any(word in _in_clause(text, rest.start, rest.end) for word in _PENDING)
    return (done + left, done) if pending and any(word in said for word in (label[:2], label[-2:])) else None


def _shares_verb(label: str, between: str) -> bool:
    """成功化解179件，化解率; 收回1926份，回收率; 持证16人，持证率."""
    stem = between.split("，")
    clause = "，".join(stem[:-1]) if len(stem) > 1 else between
    return label in clause or label[-2:] in clause or (len(label) == 2 and label[::-1] in clause)


def _agrees(rate: Quantity, pair: tuple[Decimal, Decimal], before: Sequence[Quantity]) -> bool:
    if _same_rate(rate, *pair):
        return True
    values = [v for q in before if (v := exact(q)) is not None][-5:]
    return any(
        _same_rate(rate, whole, part) for whole in values for part in values if whole > 0 and part <= whole
    )


def _same_rate(rate: Quantity, whole: Decimal, part: Decimal) -> bool:
    assert isinstance(rate.value, Decimal)
    exponent = rate.value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    true = part * _HUNDRED / whole
    return rate.value in (true.quantize(step, ROUND_HALF_UP), true.quantize(step, ROUND_DOWN))


def above_hundred(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A rate cannot exceed 100 %, nor a mark out of a hundred exceed it."""
    del knowledge
    for number, text in facts.body():
        for quantity in facts.quantities[number - 1]:
            if quantity.kind is not QuantityKind.PERCENT or not isinstance(quantity.value, Decimal):
                continue
            words = text[max(0, quantity.start - 12) : quantity.start]
            if (
                quantity.value > _HUNDRED
                and re.search("率[^，。；]{0,5}$", words)
                and not _NO_LIMIT.search(words)
            ):
                found = re.search("[\u4e00-\u9fff]{2}率[^，。；]{0,5}$", words)
                start = quantity.start - (len(words) - found.start() if found else 0)
                yield Hit(number, start, quantity.end, "比率不可能超过100%。")
        for found in _HUNDRED_POINTS.finditer(text):
            if Decimal(found[1]) > _HUNDRED:
                yield Hit(number, found.start(), found.end(), "百分制的成绩不可能超过100分。")


def rate_of_nothing(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """0件 and a rate of 100 % beside it."""
    del knowledge
    for number, text, group in sentences(facts):
        for count, rate in pairwise(group):
            if exact(count) != 0 or count.kind is not QuantityKind.COUNT or rate.value != _HUNDRED:
                continue
            gap = text[count.end : rate.start]
            if rate.kind is QuantityKind.PERCENT and "率" in gap and gap.count("，") == 1:
                yield Hit(number, rate.start, rate.end, f"{count.text}没有基数，不能写100%。")


def vague_exact(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """39余件: 余 goes with round numbers only."""
    del knowledge
    for number, text in facts.body():
        for found in _VAGUE.finditer(text):
            if len(found[0]) > 2:
                yield Hit(number, found.start(), found.end(), "“余”只接整十、整百、整千的数。")
        for found in _TWICE_VAGUE.finditer(text):
            yield Hit(number, found.start(), found.end(), "“余”只用一次。", (found[1],))


# --- tables --------------------------------------------------------------------------------------


def tables(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """The row of totals of a table is the sum of its columns, and the text before it says the same."""
    del knowledge
    for table in facts.tables:
        total = next((row for row in table if row and row[0].text in _TOTAL_WORDS), None)
        if total is None:
            continue
        rows = [row for row in table if row is not total and len(row) == len(total)]
        head = TextTable(tuple(tuple(cell.text for cell in row) for row in (*rows, total))).header_rows
        for column in range(1, len(total)):
            yield from _column(rows, total, column, head)
        yield from _text_before(facts, table, total)


def _column(rows: Sequence[Sequence[Cell]], total: Sequence[Cell], column: int, head: int) -> Iterator[Hit]:
    """A column of which all but the `head` rows of the header hold numbers."""
    numbers = [_number(row[column].text) for row in rows]
    values = [n for n in numbers if n is not None]
    told = _number(total[column].text)
    if told is None or len(values) < 2 or len(values) < len(rows) - head:
        return
    if sum(values) != told:
        cell = total[column]
        message = f"这一列相加是{sum(values):f}，与合计不符。"
        yield Hit(cell.line, cell.start, cell.start + len(cell.text), message)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"\d{1,9}(?:\.\d{1,4})?", text) else None


def _text_before(facts: ReportFacts, table: Sequence[Sequence[Cell]], total: Sequence[Cell]) -> Iterator[Hit]:
    """见下表: the figures of the paragraph that a total of the table has the unit and the head of."""
    first = min(cell.line for row in table for cell in row)
    line = next((n for n in range(first - 1, 0, -1) if facts.plain[n - 1].strip()), 0)
    if not line or "下表" not in facts.plain[line - 1]:
        return
    for column, head in enumerate(table[0][1:], 1):
        unit = re.search(r"（([\u4e00-\u9fff]{1,3})）", head.text)
        told = _number(total[column].text) if column < len(total) else None
        if not unit or told is None:
            continue
        same = [q for q in facts.quantities[line - 1] if q.unit == unit[1] and exact(q) is not None]
        if len(same) == 1 and exact(same[0]) != told:
            message = f"与下表的合计{told:f}{unit[1]}不符。"
            yield Hit(line, same[0].start, same[0].end, message)


RULES = (
    Rule("arithmetic.parts", Severity.MUST, "总数等于分项之和（规则N01、N18）", parts_of_total, local=True),
    Rule("arithmetic.remainder", Severity.MUST, "总数等于已办加在办（规则N01）", remainder, local=True),
    Rule("arithmetic.rate", Severity.MUST, "比率按分子分母复算（规则N02）", rates, local=True),
    Rule("arithmetic.above_hundred", Severity.MUST, "比率和百分制的上限", above_hundred, local=True),
    Rule("arithmetic.table", Severity.MUST, "合计等于各行之和（规则N18）", tables),
    Rule(
        "arithmetic.rate_of_nothing",
        Severity.SHOULD,
        "没有基数不写率（规则N04）",
        rate_of_nothing,
        local=True,
    ),
    Rule("arithmetic.vague_exact", Severity.SHOULD, "概数与确数不并用（规则N07）", vague_exact, local=True),
)
