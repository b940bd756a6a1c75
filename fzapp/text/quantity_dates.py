"""Years, dates, spans of dates, times of day and document numbers in running text (narrow form)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.text.numerals import to_int
from fzapp.text.quantity_model import QuantityKind

if TYPE_CHECKING:
    from fzapp.text.quantity_lexicon import QuantityLexicon
    from fzapp.text.quantity_model import QuantityValue

DAY_UNIT = "日期"
MONTH_UNIT = "月"
YEAR_UNIT = "年"

_YEAR = r"(?:19|20)[0-9]{2}(?![0-9])"
_MARK = r"\s?(?:--?|—{1,2}|–|~|～|至|到)\s?"
_MONTH_TAIL = r"(?:份)?(?:[上中下]旬|月?底|初|末)?"
_YEAR_TAIL = r"年度?"
_POINT = re.compile(
    rf"(?:(?P<year>{_YEAR})\s?年\s?)?(?P<month>1[0-2]|0?[1-9])\s?月\s?"
    rf"(?:(?P<day>[12][0-9]|3[01]|0?[1-9])\s?(?:日|号(?!文|令))|{_MONTH_TAIL})"
)
_MONTHS = re.compile(
    rf"(?:(?P<year>{_YEAR})\s?年\s?)?(?P<first>1[0-2]|0?[1-9])(?:\s?月(?:份)?)?{_MARK}"
    r"(?P<last>1[0-2]|0?[1-9])\s?月(?:份|[上中下]旬|底|初|末)?(?!\s?[0-9])"
)
_DAYS = re.compile(
    rf"(?:(?P<year>{_YEAR})\s?年\s?)?(?P<month>1[0-2]|0?[1-9])\s?月\s?"
    rf"(?P<first>[12][0-9]|3[01]|0?[1-9])(?:\s?[日号])?{_MARK}(?P<last>[12][0-9]|3[01]|0?[1-9])\s?[日号]"
)
_DOTTED = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<mark>[-./])(?P<month>1[0-2]|0?[1-9])(?:(?P=mark)(?P<day>[12][0-9]|3[01]|0?[1-9]))?"
    r"(?!\.?[0-9]|\s?[万亿千百%元余])"
)
_YEARS = re.compile(rf"(?P<first>{_YEAR})\s?(?:年度?)?{_MARK}(?P<last>{_YEAR})\s?(?:{_YEAR_TAIL})?")
_ONE_YEAR = re.compile(rf"(?P<year>{_YEAR})\s?{_YEAR_TAIL}(?!产|龄)")
_SHORT_YEAR = re.compile(
    r"(?P<year>[12][0-9])年(?:度(?!假)|(?=初|底|末|[上下]半年|第?[一二三四1-4]季度|\s?[0-9]{1,2}\s?月))度?"
)
_CHINESE_MONTH = r"(?P<month>十[一二]?|[一二三四五六七八九])月"
_CHINESE_DAY = r"(?P<day>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日"
_CHINESE_YEAR = re.compile(
    rf"(?P<year>[一二][〇○零0O一二三四五六七八九]{{3}})年度?(?:{_CHINESE_MONTH}(?:份|底|初)?(?:{_CHINESE_DAY})?)?"
)
_CHINESE_MONTH_DAY = re.compile(_CHINESE_MONTH + _CHINESE_DAY)
_LONE_DAY = re.compile(r"(?P<day>[12][0-9]|3[01]|[1-9])日(?!内|均|常|以内|之内|游|产|报|照)(?=[^0-9]|$)")
_CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-3])[:：][0-5][0-9](?::[0-5][0-9])?(?![0-9:])")
_CLOCK_WORDS = re.compile(
    r"(?:[01]?[0-9]|2[0-4])\s?时(?!间|代|期|候|任|常|段|效|期|值)(?:\s?[0-5]?[0-9]\s?分)?"
)
_CLOCK_POINT = re.compile(r"(?:[01]?[0-9]|2[0-4])\s?点(?:[0-5]?[0-9]\s?分(?!钟)|半|钟|整)")
_QUARTER = re.compile(r"(?P<quarter>[1-4])\s?季度(?:末|初|底)?")
_MAY_BE_DATE = re.compile(r"[0-9]{1,4}+\s{0,2}[年月日号时点季:：./~～至到—–-]")
"""What every form but the bare year begins with; most numerals count something and are told by one look."""

_DOC_NUMBER = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})\s?[〕\]）)】〉]\s?(?:第\s?)?(?P<number>[0-9]{1,5})\s?号"
)
_COURT_NUMBER = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})[）)](?:[\u4e00-\u9fff]{1,4}[0-9]{0,4}[\u4e00-\u9fff]{1,4})[0-9]{1,6}号"
)
_MARK_PATTERN = re.compile(_MARK)
_MONTH_AHEAD = re.compile(r"\s?[0-9]{1,2}\s?月")
_ORDER = re.compile(r"[0-9]{1,5}\s?号")
_DOC_BRACKETS = "〔[（(【〈"
_PREFIX = re.compile(r"[\u4e00-\u9fff]{1,12}\s?$")


@dataclass(frozen=True, slots=True)
class Found:
    """A recognised figure before its topic is known; the fields are those of `Quantity`."""

    start: int
    end: int
    value: QuantityValue
    unit: str
    kind: QuantityKind
    approximate: bool = False


def find_date(text: str, position: int, lexicon: QuantityLexicon) -> Found | None:
    """The date, year or time that begins with the numeral at `position`, the longest form first."""
    if not text[position].isascii():
        return _chinese_date(text, position)
    if _MAY_BE_DATE.match(text, position):
        for read in (_years, _days, _months, _points, _dotted, _short_forms):
            found = read(text, position)
            if found:
                return found
    return _bare_year(text, position, lexicon)


def _iso(year: str | None, month: str | None, day: str | None) -> str:
    """2024-05-01, 05-01, 2024-05 or 05: what is known of a day, not checked against the calendar."""
    parts = [year or "", month.zfill(2) if month else "", day.zfill(2) if day else ""]
    return "-".join(part for part in parts if part)


def _years(text: str, position: int) -> Found | None:
    """2021—2025年, 2021年至2023年, and (2021-2025) without 年."""
    match = _YEARS.match(text, position)
    if match is None or not int(match["first"]) < int(match["last"]):
        return None
    value = (Decimal(match["first"]), Decimal(match["last"]))
    if _MONTH_AHEAD.match(text, match.end()):
        return None
    return Found(position, match.end(), value, YEAR_UNIT, QuantityKind.YEAR)


def _days(text: str, position: int) -> Found | None:
    """12月4日至10日: two days of one month."""
    match = _DAYS.match(text, position)
    if match is None:
        return None
    first = _iso(match["year"], match["month"], match["first"])
    last = _iso(match["year"], match["month"], match["last"])
    return Found(position, match.end(), f"{first}/{last}", DAY_UNIT, QuantityKind.DATE)


def _months(text: str, position: int) -> Found | None:
    """1—6月, 2024年1月至12月."""
    match = _MONTHS.match(text, position)
    if match is None or int(match["first"]) >= int(match["last"]):
        return None
    first, last = _iso(match["year"], match["first"], None), _iso(match["year"], match["last"], None)
    return Found(position, match.end(), f"{first}/{last}", MONTH_UNIT, QuantityKind.DATE)


def _points(text: str, position: int) -> Found | None:
    """A date with 月, alone or as the first end of a span: 2024年12月10日, 11月28日—12月4日."""
    first = _POINT.match(text, position)
    if first is None:
        return None
    mark = _MARK_PATTERN.match(text, first.end())
    second = _POINT.match(text, mark.end()) if mark else None
    unit = DAY_UNIT if first["day"] else MONTH_UNIT
    start_value = _iso(first["year"], first["month"], first["day"])
    if second is None:
        return Found(position, first.end(), start_value, unit, QuantityKind.DATE)
    end_value = _iso(second["year"], second["month"], second["day"])
    return Found(position, second.end(), f"{start_value}/{end_value}", unit, QuantityKind.DATE)


def _dotted(text: str, position: int) -> Found | None:
    """2024-12-10, 2024.12.10, 2024/12; a year and month need the day or an end of clause behind them."""
    match = _DOTTED.match(text, position)
    if match is None:
        return None
    if match["day"] is None and (match["mark"] != "." or len(match["month"]) < 2):
        return None
    unit = DAY_UNIT if match["day"] else MONTH_UNIT
    value = _iso(match["year"], match["month"], match["day"])
    return Found(position, match.end(), value, unit, QuantityKind.DATE)


def _short_forms(text: str, position: int) -> Found | None:
    """2024年, 24年度, 15日, 9时30分, 3季度."""
    match = _ONE_YEAR.match(text, position)
    if match:
        return Found(position, match.end(), Decimal(match["year"]), YEAR_UNIT, QuantityKind.YEAR)
    match = _SHORT_YEAR.match(text, position)
    if match:
        return Found(position, match.end(), Decimal(match["year"]) + 2000, YEAR_UNIT, QuantityKind.YEAR)
    match = _LONE_DAY.match(text, position)
    if match:
        return Found(position, match.end(), match["day"].zfill(2), DAY_UNIT, QuantityKind.DATE)
    match = _QUARTER.match(text, position)
    if match:
        return Found(position, match.end(), match["quarter"], "季度", QuantityKind.DATE)
    match = _clock(text, position)
    if match:
        return Found(position, match.end(), match[0], "时", QuantityKind.DATE)
    return None


def _clock(text: str, position: int) -> re.Match[str] | None:
    """A time of day: 9:30, 9时30分, 8点半."""
    found = (pattern.match(text, position) for pattern in (_CLOCK, _CLOCK_WORDS, _CLOCK_POINT))
    return next((match for match in found if match), None)


_BARE_YEAR = re.compile(rf"{_YEAR}(?!\s?[,.余多几来万亿千百%‰:：+/·\-])")
_COHORT = re.compile(r"[级届版](?!别|以)")


def _bare_year(text: str, position: int, lexicon: QuantityLexicon) -> Found | None:
    """A year without 年: 2024届, 2025版, 2023、2024年. With any other unit it is a number of something."""
    match = _BARE_YEAR.match(text, position)
    if match is None or not 1949 <= int(match[0]) <= 2099 or text[position - 1 : position] in ("/", "-"):
        return None
    cohort = _COHORT.match(text, match.end())
    unit_at = match.end() + (text[match.end() : match.end() + 1] == " ")
    if cohort is None and lexicon.units.at(text, unit_at):
        return None
    return Found(position, match.end(), Decimal(match[0]), YEAR_UNIT, QuantityKind.YEAR)


def _chinese_date(text: str, position: int) -> Found | None:
    """二〇二四年, 二〇二四年十二月十日, 十二月四日."""
    match = _CHINESE_YEAR.match(text, position)
    if match is None:
        match = _CHINESE_MONTH_DAY.match(text, position)
        if match is None:
            return None
        value = _iso(None, _arabic(match["month"]), _arabic(match["day"]))
        return Found(position, match.end(), value, DAY_UNIT, QuantityKind.DATE)
    year = to_int(match["year"])
    if year is None or not 1900 <= year <= 2099:
        return None
    if match["month"] is None:
        return Found(position, match.end(), Decimal(year), YEAR_UNIT, QuantityKind.YEAR)
    unit = DAY_UNIT if match["day"] else MONTH_UNIT
    value = _iso(str(year), _arabic(match["month"]), _arabic(match["day"]))
    return Found(position, match.end(), value, unit, QuantityKind.DATE)


def _arabic(numeral: str | None) -> str | None:
    """A Chinese numeral in Arabic digits."""
    return None if numeral is None else str(to_int(numeral))


def find_document_number(text: str, position: int, lexicon: QuantityLexicon) -> Found | None:
    """青政发〔2025〕4号 and （2025）青01行初3号, met at the year; 国务院令第722号, met at the number."""
    before = text[position - 1 : position]
    if before and before in _DOC_BRACKETS:
        match = _DOC_NUMBER.match(text, position)
        if match:
            return _document(text, _prefix_start(text, position - 1, lexicon), match.end())
        match = _COURT_NUMBER.match(text, position)
        return _document(text, position - 1, match.end()) if match else None
    return _order_number(text, position, lexicon)


def _prefix_start(text: str, bracket: int, lexicon: QuantityLexicon) -> int:
    """Where the letters before the bracket begin: behind a mark, a blank or a word such as 根据."""
    match = _PREFIX.search(text, max(0, bracket - 13), bracket)
    if match is None:
        return bracket
    for index in range(bracket - 2, match.start(), -1):
        if lexicon.documents.prefix_stops.before(text, index):
            return index
    return match.start()


def _order_number(text: str, position: int, lexicon: QuantityLexicon) -> Found | None:
    """An order or notice by its number: 国务院令第722号."""
    match = _ORDER.match(text, position) if text[position - 1 : position] == "第" else None
    if match is None:
        return None
    word = lexicon.documents.order_words.before(text, position - 1)
    return _document(text, position - 1 - len(word), match.end()) if word else None


def _document(text: str, start: int, end: int) -> Found:
    """A document number; its value is the number as written without blanks."""
    value = "".join(text[start:end].split())
    return Found(start, end, value, "号", QuantityKind.DOCUMENT_NUMBER)
