"""Numbers of headings and of enumerations in running text: order, gaps, repeats, marks behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity
from fzapp.text.chinese_numbers import int_to_chinese
from fzapp.text.numerals import chinese_to_int

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge
    from fzapp.domain.document import Heading

_BASIS = "GB/T 9704-2012 层次序数依次为“一、”“（一）”“1.”“（1）”"
_CN = "[一二三四五六七八九十]{1,3}"
_RUN_IN = re.compile(rf"(?:(?<=[。；：，！？”）\s.])|^)(?:({_CN})是(?!否)|第({_CN})[，,])")
_MARK_BEHIND = re.compile(rf"^[\s\u3000]*([（(]{_CN}[)）])([、．.，])")
_IS_COMMA = re.compile(rf"(?:(?<=[。；：，])|^){_CN}是[，、]")
_INNER = re.compile(rf"[{'一二三四五六七八九十'}\d０-９]+")
_FEW = 3
_WIDE_NUMBER = str.maketrans("．、()", "..（）")


@dataclass(frozen=True, slots=True)
class _Item:
    """A number in a row of its kind."""

    ordinal: int
    line: int
    start: int
    end: int


def _ordinal(number: str) -> int:
    found = _INNER.search(number)
    if not found:
        return 0
    return int(found[0]) if found[0].isdigit() else (chinese_to_int(found[0]) or 0)


def _rows(headings: Iterable[Heading]) -> list[list[tuple[_Item, Heading]]]:
    """The headings that stand in one row: same level under the same parent, written in the same form."""
    rows: list[list[tuple[_Item, Heading]]] = []
    opened: dict[tuple[int, str], list[tuple[_Item, Heading]]] = {}
    for heading in headings:
        for key in [k for k in opened if k[0] > heading.level]:
            del opened[key]
        ordinal = _ordinal(heading.number)
        if not ordinal:
            continue
        key = (heading.level, _form(heading.number))
        if key not in opened:
            opened[key] = []
            rows.append(opened[key])
        item = _Item(ordinal, heading.line, heading.column, heading.column + len(heading.number))
        opened[key].append((item, heading))
    return rows


def _form(number: str) -> str:
    return "第" if number.startswith("第") else "（" if number[:1] in "（(" else ""


def order(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A heading whose number is not the one that its place asks for."""
    del knowledge
    for row in _rows(facts.headings):
        yield from _out_of_order(facts, [item for item, _ in row], row)


def _out_of_order(facts: ReportFacts, items: list[_Item], row: list[tuple[_Item, Heading]]) -> Iterator[Hit]:
    if len(items) > 60:
        return
    start = items[0].ordinal
    if start > 1 and row[0][1].level == 1 and len(items) > 1:
        first = items[0]
        yield _wrong(first, f"前面没有“{_like(_number(facts, first), 1)}”，序号要从一起。", "")
    shift = start - 1
    told = 0
    stands_in = _mixed_levels(facts, row)
    for place, item in enumerate(items, 1):
        expected = place + shift
        if item.ordinal == expected:
            continue
        missing = [n for n in range(expected, item.ordinal) if n in stands_in]
        if missing:
            other = stands_in[missing[0]]
            number = f"{_like(_number(facts, item), missing[0])}"
            yield _wrong(_place_of(other), f"这里的层次应与前后一致，写作“{number}”。", number)
            shift += len(missing)
            expected += len(missing)
            if item.ordinal == expected:
                continue
        between = _written_between(facts, items[place - 2] if place > 1 else None, item, expected)
        if between and expected < item.ordinal:
            shift += item.ordinal - expected
            continue
        told += 1
        right = _like(_number(facts, item), expected)
        severity = None if told <= _FEW else Severity.NOTE
        yield _wrong(item, f"序号不连续，这里应为“{right}”。", right, severity)


def _written_between(facts: ReportFacts, last: _Item | None, item: _Item, first: int) -> bool:
    """Whether the numbers from `first` to the one before `item` stand at heads of lines that were not taken
    for headings, because they say a whole sentence.
    """
    if last is None:
        return False
    heads = [facts.plain[n - 1].lstrip()[:8] for n in range(last.line, item.line + 1)]
    wanted = [_like(_number(facts, item), n).translate(_WIDE_NUMBER) for n in range(first, item.ordinal)]
    return all(any(head.translate(_WIDE_NUMBER).startswith(number) for head in heads) for number in wanted)


def _number(facts: ReportFacts, item: _Item) -> str:
    return facts.lines[item.line - 1][item.start : item.end]


def _place_of(heading: Heading) -> _Item:
    return _Item(0, heading.line, heading.column, heading.column + len(heading.number))


def _wrong(item: _Item, message: str, right: str, severity: Severity | None = None) -> Hit:
    return Hit(item.line, item.start, item.end, message, (right,) if right else (), severity)


def _like(number: str, ordinal: int) -> str:
    """`ordinal` written as `number` is."""
    found = _INNER.search(number)
    written = int_to_chinese(ordinal) if found and not found[0].isdigit() else str(ordinal)
    return _INNER.sub(written, number, count=1)


def _mixed_levels(facts: ReportFacts, row: list[tuple[_Item, Heading]]) -> dict[int, Heading]:
    """Headings of another level, alone among those of the row, by their number: 5. between （四） and （六）."""
    level = row[0][1].level
    first, last = row[0][0].line, row[-1][0].line
    between = [h for h in facts.headings if first < h.line < last and h.level != level]
    return {_ordinal(h.number): h for h in between if _ordinal(h.number) > 1 and _is_alone(h, between)}


def _is_alone(heading: Heading, others: Iterable[Heading]) -> bool:
    near = [h for h in others if h.level == heading.level and h is not heading]
    return not any(abs(_ordinal(h.number) - _ordinal(heading.number)) == 1 for h in near)


def orphan(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """（一） before any 一、 in a report that has headings of the first level later on."""
    del knowledge
    tops = [h for h in facts.headings if h.level == 1]
    subs = [h for h in facts.headings if h.level == 2 and _form(h.number) == "（"]
    if tops and subs and subs[0].line < tops[0].line and _ordinal(subs[0].number) == 1:
        item = _place_of(subs[0])
        yield Hit(item.line, item.start, item.end, "“（一）”前面没有一级标题“一、”。")


def mark_behind(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """（一）、 and 一是，: the number needs no mark."""
    del knowledge
    for number, text in facts.body():
        found = _MARK_BEHIND.match(text)
        if found:
            yield Hit(number, found.start(1), found.end(), "括号里的序号后面不加标点。", (found[1],))
        for found in _IS_COMMA.finditer(text):
            right = found[0][:-1]
            yield Hit(number, found.start(), found.end(), "“一是”后面不加标点。", (right,))


def run_in(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """一是…三是 and 第一，…第三， in running text."""
    del knowledge
    tops = {h.line for h in facts.headings if h.level <= 3 and not h.number.startswith("第")}
    open_runs: dict[str, list[list[_Item]]] = {}
    for number, text in facts.body():
        if number in tops:
            open_runs = {}
        for found in _RUN_IN.finditer(text):
            kind = "是" if found[1] else "第"
            ordinal = chinese_to_int(found[1] or found[2]) or 0
            item = _Item(ordinal, number, found.start(), found.end())
            yield from _continue_run(facts, open_runs.setdefault(kind, []), item)


def _continue_run(facts: ReportFacts, runs: list[list[_Item]], item: _Item) -> Iterator[Hit]:
    """Put an item behind the run that it goes on with; the innermost that fits, else it is out of order."""
    if item.ordinal == 1:
        runs.append([item])
        del runs[:-4]
        return
    for depth in range(len(runs) - 1, -1, -1):
        if len(runs[depth]) + 1 == item.ordinal:
            runs[depth].append(item)
            del runs[depth + 1 :]
            return
    if not runs:
        return
    runs[-1].append(item)
    right = _like(_number(facts, item), len(runs[-1]))
    yield _wrong(item, f"分项序号不连续，这里应为“{right}”。", right)


RULES = (
    Rule("numbering.order", Severity.MUST, _BASIS, order),
    Rule("numbering.orphan", Severity.SHOULD, _BASIS, orphan),
    Rule("numbering.run_in", Severity.MUST, "分项序号要连续（规则N37）", run_in),
    Rule("numbering.mark_behind", Severity.SHOULD, _BASIS, mark_behind, local=True),
)
