"""What a figure in running text is: place, value, unit and kind."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

QuantityValue = Decimal | tuple[Decimal, Decimal] | str
"""A number, the two ends of a range, or an ISO-like date (2024-12-10, 12-10, 2024-01/2024-06)."""


class QuantityKind(StrEnum):
    """What the figure says; the values are those of the command line (CLI.md)."""

    COUNT = "count"
    PERCENT = "percent"
    AMOUNT = "amount"
    DATE = "date"
    YEAR = "year"
    DOCUMENT_NUMBER = "document-number"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in a line. `start` and `end` are 0-based offsets in the line as given, `text` lies between.

    `value` of an amount is in 元, of a percentage in hundredths; `unit` is the counted unit (件), 元, %,
    个百分点, 年, 月, 日期, 号 or "". `approximate` tells that 余, 约, 近, 以上 … stand by it. `topic` is the
    noun it counts as far as it can be read from the clause, or "".
    """

    start: int
    end: int
    text: str
    value: QuantityValue
    unit: str
    kind: QuantityKind
    approximate: bool
    topic: str = ""
