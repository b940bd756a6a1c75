"""Until which day of its year the figures of a report run (DOMAIN.md 4.1: what closes in November says so).

A closing is month and day (11-30), "" for the whole year; the year before is then counted to the same day.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

WHOLE_YEAR = ""
CLOSINGS = (WHOLE_YEAR, "11-30", "06-30")
"""What a clerk chooses from; a template may name another one for its genre."""


@dataclass(frozen=True, slots=True)
class Period:
    """A year, up to a closing."""

    year: int
    closing: str = WHOLE_YEAR

    @property
    def before(self) -> Period:
        """The same months of the year before."""
        return Period(self.year - 1, self.closing)

    @property
    def words(self) -> str:
        """How it is said: 2026年, 2026年截至11月底."""
        closing = closing_words(self.closing)
        return f"{self.year}年截至{closing}" if closing else f"{self.year}年"


def last_day(year: int, closing: str) -> str:
    """The last day that counts, ISO; "" when the whole year does."""
    return f"{year}-{closing}" if closing else ""


def closing_words(closing: str) -> str:
    """The end as it is written: 11月底, 10月25日; "" for the whole year."""
    if not closing:
        return ""
    month, day = (int(part) for part in closing.split("-"))
    is_last = (datetime.date(2025, month, day) + datetime.timedelta(days=1)).day == 1
    return f"{month}月底" if is_last else f"{month}月{day}日"


def month_and_day(moment: str) -> str:
    """The day of an ISO date or time as it is said within its year: 5月3日."""
    _, month, day = moment[:10].split("-")
    return f"{int(month)}月{int(day)}日"


def closing_label(closing: str) -> str:
    """What the choice is called: 全年, 截至11月底."""
    words = closing_words(closing)
    return f"截至{words}" if words else "全年"
