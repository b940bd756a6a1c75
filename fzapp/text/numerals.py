"""Numbers, dates and periods as Chinese offices write them, to int, Decimal and date, and back.

Accepted: 一百二十三, 两千, 十二万, 二〇二四 (also ○ and 零), full-width digits, 1.2万, six habits of dates.
Quantities are Decimal, never float: what a cell holds is what Word prints.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_SMALL_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_BIG_UNITS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000}
_LONGEST = 40
"""No number that a person writes is longer; longer input is refused unread."""

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，％－／：　", "0123456789.,%-/: ")
_DECIMAL = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*([百千万亿]{0,2})")

YEAR = r"(?:[12１２][0-9０-９]{3}|[一二][〇○零ОOo0一二三四五六七八九]{3})"
"""A pattern of a year in Arabic or Chinese digits, the round ones as people type them."""

DATE = rf"{YEAR}\s?年\s?(?:[0-9０-９一二三四五六七八九十]{{1,3}}|元)\s?月\s?[0-9０-９一二三四五六七八九十]{{1,3}}\s?[日号]"
"""A pattern of a full date as it stands in documents: 2027年2月8日, 二〇二七年二月八日; 号 is typed for 日."""

_WRITTEN_DATE = re.compile(
    r"(?:(?P<year>[^年月日]{2,5})年)?(?:(?P<month>[^年月日]{1,3})月(?:份)?)?(?:(?P<day>[^年月日]{1,3})[日号])?"
)
_POINTED_DATE = re.compile(r"(?P<year>\d{4})(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})")
_POINTED_MONTH = re.compile(r"(?P<year>\d{4})[-./](?P<month>\d{1,2})")
_POINTED_DAY = re.compile(r"(?P<month>\d{1,2})[-./](?P<day>\d{1,2})")
_SOLID_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_DATE_PATTERNS = (_WRITTEN_DATE, _POINTED_DATE, _POINTED_MONTH, _POINTED_DAY, _SOLID_DATE)


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a written date says. `date` is None when it names no day that exists; `reason` says why."""

    date: date | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    reason: str = ""


def narrow_digits(text: str) -> str:
    """`text` with full-width digits, decimal points, percent signs and blanks as their narrow forms."""
    return text.translate(_FULL_WIDTH)


def chinese_to_int(text: str) -> int | None:
    """The value of a whole number in Chinese numerals; None when `text` is not one.

    Reads numbers with units (一千零二十, 三百五, 十二万) and rows of digits (二〇二四).
    """
    if not text or len(text) > _LONGEST:
        return None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    return _with_units(text)


def _with_units(text: str) -> int | None:
    """A number whose places are named: sections of up to 9999, closed by 万 and 亿."""
    total, start, big = 0, 0, 0
    for index, char in enumerate(text):
        if char not in _BIG_UNITS:
            continue
        unit, section = _BIG_UNITS[char], _section(text[start:index])
        if section is None or (section == 0 and not total):
            return None
        total = (total + section) * unit if unit > big else total + section * unit
        start, big = index + 1, unit
    rest = text[start:]
    if big and len(rest) == 1 and _DIGITS.get(rest, 0):
        return total + _DIGITS[rest] * big // 10  # 一万二 is 12,000
    section = _section(rest)
    return None if section is None else total + section


def _section(text: str) -> int | None:
    """A number below 10,000 with its places named; "" is 0. A bare last digit counts the next place."""
    total, digit, unit = 0, None, 0
    for index, char in enumerate(text):
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _SMALL_UNITS:
            if digit == 0 and index > 1:
                return None
            unit = _SMALL_UNITS[char]
            total += (1 if digit is None else digit) * unit
            digit = None
        else:
            return None
    tail = digit or 0
    if tail and unit >= 100 and text[-2] not in "零〇○":
        tail *= unit // 10  # 三百五 is 350
    return total + tail


def to_decimal(text: str) -> Decimal | None:
    """The value of a number in any writing: 1,234.5, １２, 1.2万, 十二万; None when `text` is not one."""
    plain = narrow_digits(text).strip()
    if not plain or len(plain) > _LONGEST:
        return None
    match = _DECIMAL.fullmatch(plain)
    if match is None:
        whole = chinese_to_int(plain)
        return None if whole is None else Decimal(whole)
    value = Decimal(match[1].replace(",", "") + (match[2] or ""))
    for unit in match[3]:
        value *= _SMALL_UNITS.get(unit) or _BIG_UNITS[unit]
    return value


def to_int(text: str) -> int | None:
    """A whole number in Arabic (also full-width) or Chinese digits; None when `text` is not one."""
    plain = narrow_digits(text).strip()
    if plain.isascii() and plain.isdigit() and len(plain) <= _LONGEST:
        return int(plain)
    return chinese_to_int(plain.replace("О", "〇").replace("O", "〇").replace("o", "〇").replace("0", "〇"))


def read_date(text: str, default_year: int | None = None) -> DateReading:
    """Read a date that fills `text`, in six habits.

    2027年2月8日 · 二〇二七年二月八日 · 2027.2.8 · 2027-02-08 (or /) · 20270208 · 2月8日 with
    `default_year`. A month without a day, or a day that the month does not have, gives the parts that
    were read and no date.
    """
    plain = "".join(narrow_digits(text).split())
    if not plain or len(plain) > _LONGEST:
        return DateReading(reason="看不出日期")
    for pattern in _DATE_PATTERNS:
        match = pattern.fullmatch(plain)
        if match:
            parts = match.groupdict()
            year, month, day = (_part(parts.get(name)) for name in ("year", "month", "day"))
            if year is not None or month is not None:
                return _dated(_full_year(year) if year is not None else default_year, month, day)
    return DateReading(reason="看不出日期")


def official_day(moment: str) -> str:
    """The day of an ISO date or time as documents write it: 2027年3月1日."""
    year, month, day = moment[:10].split("-")
    return f"{year}年{int(month)}月{int(day)}日"


def _part(text: str | None) -> int | None:
    """The number of a date part; None when absent, -1 when it is no number."""
    if text is None:
        return None
    value = 1 if text == "元" else to_int(text)
    return -1 if value is None else value


def _full_year(year: int) -> int:
    """Two-digit years are of this century."""
    return year + 2000 if 0 <= year < 100 else year


def _dated(year: int | None, month: int | None, day: int | None) -> DateReading:
    """The reading of the parts, with the reason when they make no day."""
    if year == -1 or month == -1 or day == -1:
        return DateReading(reason="看不出日期")
    if year is None:
        return DateReading(None, year, month, day, "没有写年份")
    if not 1900 <= year <= 2199:
        return DateReading(None, year, month, day, f"年份{year}不合常理")
    if month is None:
        return DateReading(None, year, month, day, "没有写到月")
    if not 1 <= month <= 12:
        return DateReading(None, year, month, day, f"没有{month}月")
    if day is None:
        return DateReading(None, year, month, day, "没有写到日")
    if not 1 <= day <= monthrange(year, month)[1]:
        return DateReading(None, year, month, day, f"{year}年{month}月没有{day}日")
    return DateReading(date(year, month, day), year, month, day)
