"""Numerals in running text: where one begins, what it is worth, and how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from fzapp.text.numerals import chinese_to_int, narrow_digits

if TYPE_CHECKING:
    from fzapp.text.quantity_lexicon import UnitWords

CHINESE_DIGITS = "零〇一二两三四五六七八九"
CHINESE_SCALES = "十百千万亿"
_LONGEST_CHINESE = 14
"""No Chinese numeral in a report is longer; a longer run is no numeral and is passed over whole."""

NUMERAL_RUN = re.compile(rf"[0-9]++|[{CHINESE_DIGITS}{CHINESE_SCALES}]++|[数几](?=[十百千万亿])")
"""Finds the places where a numeral may begin; linear on any input."""

_ARABIC = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,15})(?:\.[0-9]{1,6})?(?![0-9])")
_SCALE = re.compile(r"[十百千]?万亿|[十百千]?[万亿]|[百千](?![克米瓦帕卡伏方])")
_BEFORE_SCALE = " 十百千万亿"
_DISTANT_SCALE = re.compile(r" [万亿](?![人事物])")
_LOWER_PART = re.compile(r"([0-9]{1,4})(千|百|万)?")
_ROUND_SCALE = re.compile(r"[十百千]{0,2}[万亿]|[十百千]")
_CHINESE_RUN = re.compile(rf"[{CHINESE_DIGITS}{CHINESE_SCALES}]++")
_PAIR = re.compile(r"(十?)([一两二三四五六七八])([二两三四五六七八九])(十|百|千|万|亿)?(万|亿)?")
_PARTICLES = ("余", "多", "几", "来")

_NARROW_MARKS = {
    **dict.fromkeys((0x00A0, 0x2002, 0x2003, 0x2009, 0x202F), " "),
    ord("﹪"): "%",
    ord("〜"): "~",
    ord("∶"): ":",
    ord("＋"): "+",
}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


class Writing(Enum):
    """How a numeral is written; what counts as a figure depends on it."""

    ARABIC = "arabic"
    CHINESE = "chinese"
    ROUND = "round"
    """A bare 百, 千, 万: a number only with 余 or after 近, 上, 数."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral in a line. `high` is set for a pair such as 三四 (3 or 4). `rounded` tells of 余, 多, 几, 数.

    `end` lies behind 余 and behind the scale (万); `mantissa` is the number before the last scale.
    """

    start: int
    end: int
    value: Decimal
    writing: Writing
    high: Decimal | None = None
    rounded: bool = False
    mantissa: Decimal = Decimal(0)
    scaled: bool = False


def narrow(text: str) -> str:
    """`text` with digits, marks and blanks in their narrow forms; every character keeps its offset."""
    return narrow_digits(text).translate(_NARROW_MARKS)


def shortest(value: Decimal) -> Decimal:
    """`value` without trailing zeros and without an exponent."""
    whole = value.to_integral_value()
    return Decimal(int(whole)) if whole == value else value.normalize()


def read_numeral(text: str, position: int, units: UnitWords) -> Numeral | None:
    """The numeral that begins at `position` of a narrow text, with its scale and 余; None when none does."""
    if position >= len(text):
        return None
    char = text[position]
    if char.isascii():
        return _read_arabic(text, position, units)
    if char in "数几":
        return _read_vague(text, position, units)
    return _read_chinese(text, position, units)


def _read_arabic(text: str, position: int, units: UnitWords) -> Numeral | None:
    """1,234.5 with an optional scale, 余 and second scale: 1.2万, 30余万, 3万5千."""
    match = _ARABIC.match(text, position)
    if match is None:
        return None
    mantissa = Decimal(match[0].replace(",", ""))
    value, end, scaled = _scaled(text, match.end(), mantissa)
    if scaled:
        value, end = _with_lower_part(text, value, end)
    rounded, value, end, scaled_again = _particle(text, value, end, units)
    return Numeral(position, end, value, Writing.ARABIC, None, rounded, mantissa, scaled or scaled_again)


def _scaled(text: str, position: int, value: Decimal) -> tuple[Decimal, int, bool]:
    """`value` multiplied by the scale at `position`, if there is one."""
    near = text[position : position + 1]
    pattern = _DISTANT_SCALE if near == " " else _SCALE
    match = pattern.match(text, position) if near and near in _BEFORE_SCALE else None
    if match is None:
        return value, position, False
    return value * _factor(match[0].strip()), match.end(), True


def _factor(scale: str) -> int:
    """How many times a row of scales counts: 百万 → 1,000,000."""
    factor = 1
    for char in scale:
        factor *= _SCALES[char]
    return factor


def _with_lower_part(text: str, value: Decimal, position: int) -> tuple[Decimal, int]:
    """Add what follows a scale: the 5千 of 3万5千, the 2000万 of 1亿2000万."""
    if text[position - 1] not in "万亿":
        return value, position
    match = _LOWER_PART.match(text, position)
    if match is None or text[match.end() : match.end() + 1].isdigit():
        return value, position
    lower = Decimal(match[1]) * _factor(match[2] or "")
    unit = _SCALES[text[position - 1]]
    return (value + lower, match.end()) if lower < unit else (value, position)


def _particle(text: str, value: Decimal, position: int, units: UnitWords) -> tuple[bool, Decimal, int, bool]:
    """余, 多, 几, 来 behind a number, and a scale behind that: (rounded, value, end, scaled).

    余 stands alone; the others are read as marks only before a scale or a unit (not in 多方, 来信).
    """
    start = position + text.startswith(" 余", position)
    if text[start : start + 1] not in _PARTICLES:
        return False, value, position, False
    scaled_value, end, scaled = _scaled(text, start + 1, value)
    if text[start] != "余" and not scaled and not units.at(text, end):
        return False, value, position, False
    return True, scaled_value, end, scaled


def _read_vague(text: str, position: int, units: UnitWords) -> Numeral | None:
    """数十, 几百: the scale itself, rounded."""
    match = _ROUND_SCALE.match(text, position + 1)
    if match is None:
        return None
    value = Decimal(_factor(match[0]))
    _, value, end, _ = _particle(text, value, match.end(), units)
    return Numeral(position, end, value, Writing.CHINESE, None, rounded=True, mantissa=value)


def _read_chinese(text: str, position: int, units: UnitWords) -> Numeral | None:
    """A whole number in Chinese numerals, a pair (三四), or a bare scale (百)."""
    match = _CHINESE_RUN.match(text, position)
    if match is None or len(match[0]) > _LONGEST_CHINESE:
        return None
    run = match[0]
    pair = _pair(run)
    if pair:
        rounded, low, end, _ = _particle(text, pair[0], match.end(), units)
        high = pair[1] * (low / pair[0])
        return Numeral(position, end, low, Writing.CHINESE, high, rounded=True, mantissa=pair[0])
    if run[0] in "百千万亿":
        return _round(text, match.span(), run, units)
    value = _whole(run)
    if value is None:
        return None
    rounded, scaled_value, end, scaled = _particle(text, Decimal(value), match.end(), units)
    return Numeral(position, end, scaled_value, Writing.CHINESE, None, rounded, Decimal(value), scaled)


def _round(text: str, span: tuple[int, int], run: str, units: UnitWords) -> Numeral | None:
    """百, 千万 and the like with nothing before them."""
    if _ROUND_SCALE.fullmatch(run) is None:
        return None
    rounded, value, end, _ = _particle(text, Decimal(_factor(run)), span[1], units)
    return Numeral(span[0], end, value, Writing.ROUND, None, rounded, value)


def _whole(run: str) -> int | None:
    """The value of a Chinese numeral with named places; a row of digits (二〇二四) is no quantity."""
    if len(run) > 1 and not any(char in CHINESE_SCALES for char in run):
        return None
    return chinese_to_int(run)


def _pair(run: str) -> tuple[Decimal, Decimal] | None:
    """The two ends of 三四, 五六十, 十七八, 三五; None when the digits are not neighbours."""
    match = _PAIR.fullmatch(run)
    if match is None:
        return None
    low, high = chinese_to_int(match[2]), chinese_to_int(match[3])
    if low is None or high is None or not (high == low + 1 or (low, high) == (3, 5)):
        return None
    factor = _factor((match[4] or "") + (match[5] or ""))
    base = 10 if match[1] else 0
    if base and factor > 1:
        return None
    return Decimal(low * factor + base), Decimal(high * factor + base)
