"""Days that do not exist, and reports signed before what they report is over."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge

_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]")
_FULL = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]")
_MONTH = re.compile(r"(?<!\d)(?:20\d\d)年(\d{1,2})月(?!\d)")
_NUMBER_YEAR = re.compile(r"[〔\[（(](20\d\d)[〕\]）)]")
_ANNUAL = ("annual_report", "leader_statement", "enforcement_statistics", "publicity_summary")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def impossible(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """31 November, 30 February, month 13."""
    del knowledge
    for number, text in facts.body():
        for found in _DAY.finditer(text):
            why = _why_impossible(found[1], int(found[2]), int(found[3]))
            if why:
                yield Hit(number, found.start(), found.end(), why)
        for found in _MONTH.finditer(text):
            if not 1 <= int(found[1]) <= 12:
                yield Hit(number, found.start(), found.end(), f"没有{found[1]}月。")


def _why_impossible(year: str | None, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f"没有{month}月。"
    if not 1 <= day <= _DAYS[month - 1]:
        return f"{month}月没有{day}日。"
    if year and (month, day) == (2, 29) and not _is_leap(int(year)):
        return f"{year}年2月没有29日。"
    return ""


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _signature(facts: ReportFacts) -> tuple[int, int, int] | None:
    """(line, start, end) of the day of signature."""
    wanted = "".join(facts.report.content.date_text.split())
    for number in range(len(facts.plain), 0, -1):
        for found in _FULL.finditer(facts.plain[number - 1]):
            if found[0] == wanted:
                return number, found.start(), found.end()
    return None


def too_early(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A report on a whole year signed before the year is nearly over, or years after it."""
    del knowledge
    place = _signature(facts)
    if place is None or facts.signed is None or facts.year is None:
        return
    signed, year = facts.signed, facts.year
    number = _NUMBER_YEAR.search(facts.report.content.doc_number)
    if number and int(number[1]) != signed.year:
        yield Hit(*place, f"发文字号是{number[1]}年的，成文日期却在{signed.year}年。")
    elif facts.genre in _ANNUAL and signed < date(year, 12, 1):
        yield Hit(*place, f"成文日期早于{year}年度结束，全年的数字还没有出来。")
    elif facts.genre == "half_year" and signed < date(year, 6, 20):
        yield Hit(*place, "成文日期早于上半年结束。")
    elif signed.year > year + 1:
        message = f"成文日期比报告的{year}年晚了一年以上，要核对。"
        yield Hit(*place, message, (), Severity.SHOULD)


def spoken_day(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """The day of signature with 号, which is for speaking."""
    del knowledge
    place = _signature(facts)
    if place is None:
        return
    number, _, end = place
    if facts.plain[number - 1][end - 1] == "号":
        yield Hit(number, end - 1, end, "成文日期用“日”，不用“号”。", ("日",))


def later_than_signed(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Something told as done on a day after the signature."""
    del knowledge
    if facts.signed is None:
        return
    for number, text in facts.body():
        if facts.part(number) != "done":
            continue
        for found in _FULL.finditer(text):
            if _why_impossible(found[1], int(found[2]), int(found[3])):
                continue
            try:
                day = date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
            if day > facts.signed + timedelta(days=1):
                yield Hit(number, found.start(), found.end(), "写的是成文以后的日子，要核对。")


RULES = (
    Rule("date.impossible", Severity.MUST, "公历", impossible, local=True),
    Rule("date.too_early", Severity.MUST, "成文日期与报告期一致（规则N12）", too_early),
    Rule("date.spoken_day", Severity.SHOULD, "成文日期写年、月、日（GB/T 9704—2012 7.3.5.4）", spoken_day),
    Rule("date.later_than_signed", Severity.SHOULD, "成文日期与正文一致", later_than_signed, local=True),
)
