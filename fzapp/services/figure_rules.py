"""How a figure follows from its ledger, in words that a reader checks it by (口径)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.domain.figure import FigureAggregate
from fzapp.domain.ledger import Aggregate, Condition
from fzapp.services.figure_parts import condition_of, month_words, parted, restricted

if TYPE_CHECKING:
    from fzapp.domain.figure import Figure
    from fzapp.domain.ledger import LedgerKind, Statistic
    from fzapp.domain.period import Period

_VALUE = "{value}"
_YEAR = "{year}"
_OUTSIDE = {"villages": "村（社区）总数", "residents": "常住人口"}


def statistic_called(kind: LedgerKind, said: str, year: int) -> tuple[Statistic, str] | None:
    """The statistic that a figure 台账.`said` stands for, and of a family the value it was made for."""
    for statistic in kind.statistics:
        name = statistic.name.replace(_YEAR, str(year))
        if not statistic.each and name == said:
            return statistic, ""
    for statistic in kind.statistics:
        before, found, behind = statistic.name.replace(_YEAR, str(year)).partition(_VALUE)
        if found and said.startswith(before) and said.endswith(behind) and len(said) > len(before + behind):
            return statistic, said[len(before) : len(said) - len(behind)]
    return None


def rule_of(kind: LedgerKind, said: str, period: Period) -> str:
    """The rule of a delivered figure: “2026年，结果为“化解”的行数”; "" when the kind has no such figure."""
    base, part = parted(said)
    condition = condition_of(kind, part, period.year) if part else None
    if condition is not None:
        kind, said = restricted(kind, condition), base
    found = statistic_called(kind, said, period.year)
    if found is None:
        return ""
    statistic, value = found
    if value:
        member = Condition(statistic.each, any_of=(value,))
        statistic = replace(statistic, where=(*statistic.where, member))
    return f"{period.words}，{_counted(kind, statistic)}"


def counted_words(kind: LedgerKind, figure: Figure) -> str:
    """The rule of a figure of the office's own, without its year."""
    rows = rows_words(kind, figure.where)
    column = column_words(kind, figure.column) if figure.column else ""
    if figure.aggregate is FigureAggregate.RATIO:
        part = rows_words(kind, (*figure.where, *figure.part))
        return f"{part}行数÷{rows or '全部'}行数"
    if figure.aggregate is FigureAggregate.YEAR_ON_YEAR:
        base = f"{column}合计" if column else "行数"
        if figure.part:
            base = f"{rows_words(kind, figure.part)}行数占比"
        return f"{rows}{base}与上年相比"
    said = {
        FigureAggregate.SUM: f"{column}合计",
        FigureAggregate.DISTINCT: f"{column}不重复的个数",
        FigureAggregate.AVERAGE: f"{column}的平均数",
        FigureAggregate.LATEST: f"最后一行的{column}",
    }.get(figure.aggregate, "")
    return f"{rows}{said}" if said else f"{rows or '全部'}行数"


def condition_words(kind: LedgerKind, condition: Condition) -> str:
    """A filter as a clerk says it: 结果为“化解”, 参加人数不少于100."""
    name = column_words(kind, condition.column)
    parts: list[str] = []
    if condition.any_of:
        parts.append(f"{name}为{_either(condition.any_of)}")
    if condition.none_of:
        parts.append(f"{name}不是{_either(condition.none_of)}")
    if condition.filled is not None:
        parts.append(f"{name}已填写" if condition.filled else f"{name}没有填写")
    if condition.at_least is not None:
        parts.append(f"{name}不少于{condition.at_least}")
    if condition.at_most is not None:
        parts.append(f"{name}不多于{condition.at_most}")
    if condition.begins:
        parts.append(f"{name}在{month_words(condition.begins)}")
    if condition.in_year:
        parts.append(f"{name}在本年度")
    return "，".join(parts)


def rows_words(kind: LedgerKind, where: tuple[Condition, ...]) -> str:
    """Which rows, to be followed by what is counted of them: “结果为“化解”的”; "" for all rows."""
    said = "、".join(condition_words(kind, one) for one in where)
    return f"{said}的" if said else ""


def _counted(kind: LedgerKind, statistic: Statistic) -> str:
    if statistic.aggregate in (Aggregate.RATIO, Aggregate.PER_HEAD):
        return _divided(kind, statistic)
    rows = rows_words(kind, statistic.where)
    columns = "、".join(column_words(kind, name) for name in statistic.columns)
    if statistic.aggregate is Aggregate.SUM:
        minus = "、".join(column_words(kind, name) for name in statistic.minus)
        return f"{rows}{columns}合计" + (f"减去{minus}" if minus else "")
    if statistic.aggregate is Aggregate.DISTINCT:
        return f"{rows}{columns or '内容'}不重复的个数"
    if statistic.aggregate is Aggregate.GROUPS_BELOW:
        return f"{rows}{columns}中不足{statistic.threshold}行的个数"
    if statistic.aggregate is Aggregate.LATEST:
        return f"{rows}最后一行的{columns}"
    if statistic.aggregate is Aggregate.MEAN_DAYS:
        return f"{rows}{'到'.join(column_words(kind, name) for name in statistic.columns)}的平均天数"
    return f"{rows}行数" if rows else "全部行数"


def _divided(kind: LedgerKind, statistic: Statistic) -> str:
    below = _explained(kind, statistic.whole) or _OUTSIDE.get(statistic.outside, "")
    return f"{_explained(kind, statistic.part)}÷{below}"


def _explained(kind: LedgerKind, statistic_id: str) -> str:
    """A part of a ratio by its name and, where the name does not say it, its rule."""
    statistic = kind.statistic(statistic_id)
    if statistic is None:
        return ""
    words = _counted(kind, statistic)
    return words if words == statistic.name else f"{statistic.name}（{words}）"


def column_words(kind: LedgerKind, column_id: str) -> str:
    """What a column is called; its id where the kind has no such column any more."""
    column = kind.column(column_id)
    return column.name if column else column_id


def _either(values: tuple[str, ...]) -> str:
    return "或".join(value if "“" in value else f"“{value}”" for value in values)
