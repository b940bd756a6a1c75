"""A date as an office typed it in a cell, to ISO text of the precision that was written."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.domain.ledger import Mark
from fzapp.intake.ledger_words import ledger_words, plain
from fzapp.text.numerals import DateReading, read_date, to_int

if TYPE_CHECKING:
    from fzapp.intake.ledger_raw import RawValue

_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 29_221, 73_050
"""Excel's day numbers of 1980 to 2099."""

_FAST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_HEAD = re.compile(
    r"(?:[\d零〇○一二三四五六七八九]{4}[年.\-/]{1,2}[\d一二三四五六七八九十]{1,3}(?:[月.\-/]{1,2}[\d一二三四五六七八九十]{1,3})?[日号]?"
    r"|\d{2}[年.\-/]\d{1,2}[月.\-/]\d{1,2}[日号]?"
    r"|[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}[日号]?"
    r"|\d{1,2}[./-]\d{1,2}(?![\d.])[日号]?|\d{8}(?!\d))"
)
_LEAP_YEAR = 2024
_MONTH = re.compile(
    r"(?:(?P<year>[\d零〇○一二三四五六七八九]{2,4})[年.\-/])?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月?(?:份)?"
    r"(?P<part>上旬|中旬|下旬|初|底|末|中)?"
)
_DAY = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,3})[日号]")
_YEAR = re.compile(
    r"(\d{4})年?(?:度)?(?:全年|上半年|下半年|年初|年底|年中|春|夏|秋|冬|第?[一二三四1-4]季度)?"
)
_SECOND_DATE = re.compile(r"[-—–~～至到、,，;；和及/].*\d")
_TIME = re.compile(r"[T ]?\d{1,2}[:时点]\d{0,2}.*")
_SHORT_YEAR = re.compile(r"(\d{2})([./\-年]\d{1,2}[./\-月]\d{1,2}日?)")
_MIXED = re.compile(r"\d{4}[年.\-/]\d{1,2}[月.\-/]\d{1,2}[日号]?")
_MARKS = re.compile(r"[年月\-/]")
_SOLID_MONTH = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
_DOUBLED_MARK = re.compile(r"([年月.\-/])[.\-/]+")


@dataclass(frozen=True, slots=True)
class DateCell:
    """`iso` "" is no date; `why` says what is wrong."""

    iso: str = ""
    mark: str = ""
    why: str = ""


NO_DATE = DateCell()


def read_date_cell(raw: RawValue, year: int | None = None, month: int | None = None) -> DateCell:
    """The date of a cell.

    Read are real dates, Excel day numbers, 20240506, 2024.5.6 (also -, /, two-digit years), 2024年5月6日,
    5月6日 and 5.6 with `year`, 6日 with `month` too, months (5月上旬, 2022年6月, 2022-06), ranges (the first
    day). A day that does not exist is refused with a reason.
    """
    if isinstance(raw, str):
        fast = _FAST.fullmatch(raw)
        return _checked(fast) if fast else _text_date(raw, year, month)
    if isinstance(raw, (date, datetime)):
        return DateCell(raw.isoformat()[:10])
    if isinstance(raw, Decimal):
        return _number_date(raw, year)
    return NO_DATE if raw is None else DateCell(why="这里写的不是日期")


def _checked(match: re.Match[str]) -> DateCell:
    year, month, day = map(int, match.groups())
    try:
        return DateCell(date(year, month, day).isoformat())
    except ValueError:
        return DateCell(why=_impossible(month, day))


def _impossible(month: int, day: int) -> str:
    return f"{month}月没有{day}日" if 1 <= month <= 12 else f"没有{month}月"


def _number_date(number: Decimal, year: int | None) -> DateCell:
    """A number in a date column: a day number of Excel, 20240506, or 5.6 typed without quotation."""
    if number != number.to_integral_value():
        return _text_date(f"{number:f}", year, None)
    whole = int(number)
    serial = _serial_date(whole)
    if serial is not None:
        return serial
    if 1900 <= whole <= 2199:
        return DateCell(str(whole), Mark.IMPRECISE_DATE)
    return _text_date(str(whole), year, None)


def _serial_date(number: int) -> DateCell | None:
    """The day of an Excel day number."""
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    return DateCell((_EXCEL_EPOCH + timedelta(days=number)).isoformat())


def _text_date(raw: str, year: int | None, month: int | None) -> DateCell:
    text = _DOUBLED_MARK.sub(r"\1", plain(raw)).lstrip("'").rstrip("。.;,、")
    if not text or text in ledger_words().blank or text in ledger_words().zero:
        return NO_DATE
    if text in ledger_words().undated:
        return DateCell(mark=Mark.UNLISTED)
    serial = _serial_date(int(text)) if text.isascii() and text.isdigit() and len(text) == 5 else None
    return (
        serial
        or _whole(text, year, month)
        or _with_rest(text, year)
        or DateCell(why=f"“{raw.strip()}”不是日期")
    )


def _whole(text: str, year: int | None, month: int | None) -> DateCell | None:
    """A date that fills the text."""
    short = _SHORT_YEAR.fullmatch(text)
    whole = f"20{short[1]}{short[2]}" if short else text
    if _MIXED.fullmatch(whole):  # 2024年5.6, 2024.5.6日, 2024年5月6
        whole = _MARKS.sub(".", whole.rstrip("日号"))
    found = read_date(whole, year)
    if found.date is not None:
        return DateCell(found.date.isoformat(), _no_year_mark(text, found))
    if found.month is not None and found.day is not None:
        return _refused(found)
    return _imprecise(text, year) or _day_alone(text, year, month)


def _no_year_mark(text: str, found: DateReading) -> str:
    said = str(found.year) in text or ((found.year or 0) >= 2000 and str((found.year or 0) % 100) == text[:2])
    return "" if said or "年" in text or "〇" in text or "零" in text else Mark.NO_YEAR


def _refused(found: DateReading) -> DateCell:
    month, day = found.month or 0, found.day or 0
    if found.year is None and _in_some_year(month, day):
        return DateCell(why="日期没有写年份，台账的年份也看不出来")
    return DateCell(why=_impossible(month, day))


def _in_some_year(month: int, day: int) -> bool:
    """Whether any year has this day: 31 June is wrong whatever the year."""
    return 1 <= month <= 12 and 1 <= day <= monthrange(_LEAP_YEAR, month)[1]


def _imprecise(text: str, year: int | None) -> DateCell | None:
    """A month or a year."""
    match = _MONTH.fullmatch(text)
    if _SOLID_MONTH.fullmatch(text):
        return _imprecise(f"{text[:4]}-{text[4:]}", year)
    if match and (match["year"] or "月" in text):
        month = to_int(match["month"]) or 0
        own = to_int(match["year"]) if match["year"] else year
        own = own + 2000 if own is not None and own < 100 else own
        if not 1 <= month <= 12:
            return DateCell(why=f"没有{month}月")
        if own is None:
            return DateCell(why="日期没有写年份，台账的年份也看不出来")
        return DateCell(f"{own:04d}-{month:02d}", Mark.IMPRECISE_DATE)
    match = _YEAR.fullmatch(text)
    if match and 1900 <= int(match[1]) <= 2199:
        return DateCell(match[1], Mark.IMPRECISE_DATE)
    return None


def _day_alone(text: str, year: int | None, month: int | None) -> DateCell | None:
    """6日 in the sheet of a month."""
    match = _DAY.fullmatch(text)
    if not match or year is None or month is None:
        return None
    day = to_int(match[1]) or 0
    try:
        return DateCell(date(year, month, day).isoformat(), Mark.NO_YEAR)
    except ValueError:
        return DateCell(why=_impossible(month, day))


def _with_rest(text: str, year: int | None) -> DateCell | None:
    """A date with something behind it: a time, a second date, a word."""
    head = _HEAD.match(text)
    if not head:
        return None
    found = _whole(head[0].rstrip(".-/"), year, None)
    if found is None or found.why:
        return found
    rest = text[head.end() :]
    if _TIME.fullmatch(rest) or not rest:
        return found
    if _SECOND_DATE.match(rest):
        return DateCell(found.iso, Mark.FIRST_OF_SEVERAL)
    return DateCell(found.iso, found.mark or Mark.REMAINDER) if not re.search(r"\d", rest) else None
