"""Figures of a part of a ledger (矛盾纠纷.受理件数@村社区=石桥村, …@5月): what the cells of a table count."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.domain.ledger import Condition

if TYPE_CHECKING:
    from fzapp.domain.ledger import LedgerKind

_MARK = "@"
"""Parts what is counted from which rows of the ledger count."""

_IS = "="
_MONTH = re.compile(r"(1[0-2]|[1-9])月")


def parted(said: str) -> tuple[str, str]:
    """What a figure counts, and of which part of the ledger; "" for all of it."""
    base, _, part = said.partition(_MARK)
    return base, part


def of_month(said: str, month: int) -> str:
    """The name of a figure that counts one month, 1–12."""
    return f"{said}{_MARK}{month}月"


def of_value(said: str, column: str, value: str) -> str:
    """The name of a figure that counts the rows with a value in the column of that 列名; "" is no value."""
    return f"{said}{_MARK}{column}{_IS}{value}"


def condition_of(kind: LedgerKind, part: str, year: int) -> Condition | None:
    """Which rows of a year a part means; None when the ledger has no such column."""
    month = _MONTH.fullmatch(part)
    if month is not None:
        return Condition(kind.period_column, begins=f"{year}-{int(month[1]):02}")
    name, found, value = part.partition(_IS)
    column = kind.column_named(name)
    if not found or column is None:
        return None
    return Condition(column.id, any_of=(value,)) if value else Condition(column.id, filled=False)


def restricted(kind: LedgerKind, condition: Condition) -> LedgerKind:
    """The kind with statistics that look only at the rows which meet `condition`.

    Families and what divides by a number from outside count the whole ledger: they are left out.
    """
    statistics = (
        replace(one, where=(*one.where, condition))
        for one in kind.statistics
        if not one.each and not one.outside
    )
    return replace(kind, statistics=tuple(statistics))


def month_words(begins: str) -> str:
    """2026-05 as 5月."""
    return f"{int(begins[5:7])}月"
