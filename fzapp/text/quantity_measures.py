"""Counted and measured figures: a numeral with its unit, ranges, proportions, ordinals (narrow text)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.text.quantity_dates import Found
from fzapp.text.quantity_model import QuantityKind
from fzapp.text.quantity_names import is_hotline, is_identifier, is_set_phrase
from fzapp.text.quantity_numerals import Numeral, Writing, read_numeral, shortest

if TYPE_CHECKING:
    from fzapp.text.quantity_lexicon import QuantityLexicon
    from fzapp.text.quantity_model import QuantityValue

_RANGE_MARK = re.compile(r"\s?(?:--?|—{1,2}|–|~|～|至|到)\s?")
_BRACKETED_UNIT = re.compile(r"[（(]([\u4e00-\u9fff])[）)]")
_PER = re.compile(r"(百|千|万)分之")
_PARTS = re.compile(r"分之")
_SLASHED = re.compile(r"([1-9])/([2-9]|10)(?![0-9/])")
_TENTHS = re.compile(r"成(?=以上|以下|以内|左右|多|的|[，。；、）)])|成$")
_TENTHS_MARKED = re.compile(r"成(?![为立效果绩员功长熟])")
_RECENT_UNITS = ("年", "个月", "天", "日", "周", "个季度", "届", "期", "轮", "次")
_DAYS_LEFT = re.compile(r"以?内|之内")
_RANK_UNITS = ("位", "名")
_CLAUSE_END = "，。；、：:,;！？）)】\n"
_BLANK = " "


@dataclass(frozen=True, slots=True)
class Term:
    """A numeral with the unit behind it; `end` lies behind the unit, or behind the numeral without one."""

    numeral: Numeral
    unit: str
    end: int


def find_measure(text: str, position: int, lexicon: QuantityLexicon) -> Found | None:
    """The proportion, range or single measure that begins at `position`; None when it is no figure."""
    numeral = read_numeral(text, position, lexicon.units)
    found = _fraction(text, position, numeral, lexicon)
    if found or numeral is None:
        return found
    term = _term(text, numeral, lexicon)
    if text[position - 1 : position] == "第":
        return _ordinal(text, term, lexicon)
    tenths = _tenths(text, term, lexicon)
    if tenths:
        return _with_marks(text, tenths, term.numeral, lexicon)
    second = _second_end(text, term, lexicon)
    if second:
        return _range(text, term, second, lexicon)
    if not _counts(text, term, lexicon):
        return None
    return _single(text, term, lexicon)


def _term(text: str, numeral: Numeral, lexicon: QuantityLexicon) -> Term:
    """The numeral and its unit, one blank between them allowed."""
    start = numeral.end
    while start - numeral.end < 2 and text[start : start + 1] == _BLANK:
        start += 1
    unit = lexicon.units.at(text, start)
    if not unit:
        return Term(numeral, "", numeral.end)
    end = start + len(unit)
    match = _BRACKETED_UNIT.match(text, end)
    if match and match[1] in lexicon.units.bracketed:
        return Term(numeral, unit + match[1], match.end())
    return Term(numeral, unit, end)


# ------------------------------------------------------------------------------------------ values


def _kind(unit: str, lexicon: QuantityLexicon) -> QuantityKind:
    """Money and proportions by their unit; everything else is counted."""
    if unit in lexicon.units.amounts:
        return QuantityKind.AMOUNT
    return QuantityKind.PERCENT if unit in lexicon.units.percents else QuantityKind.COUNT


def _unit_name(unit: str, lexicon: QuantityLexicon) -> str:
    """The unit as it is reported: 元 for all money, one form of the percentage point."""
    if unit in lexicon.units.amounts:
        return "元"
    return lexicon.units.percents.get(unit, unit)


def _single(text: str, term: Term, lexicon: QuantityLexicon) -> Found:
    """One number with its unit; a pair such as 三四 has two values."""
    factor = lexicon.units.amounts.get(term.unit, Decimal(1))
    numeral = term.numeral
    value: QuantityValue = numeral.value * factor
    if numeral.high is not None:
        value = (numeral.value * factor, numeral.high * factor)
    found = Found(
        numeral.start,
        term.end,
        value,
        _unit_name(term.unit, lexicon),
        _kind(term.unit, lexicon),
        numeral.rounded,
    )
    return _with_marks(text, found, numeral, lexicon)


def _range(text: str, first: Term, second: Term, lexicon: QuantityLexicon) -> Found:
    """10%~20%, 3至5次, 8万-10万次, 8-10万次."""
    factor = lexicon.units.amounts.get(second.unit, Decimal(1))
    low = _low_end(first, second)
    found = Found(
        first.numeral.start,
        second.end,
        (low * factor, second.numeral.value * factor),
        _unit_name(second.unit, lexicon),
        _kind(second.unit, lexicon),
        first.numeral.rounded or second.numeral.rounded,
    )
    return _with_marks(text, found, first.numeral, lexicon)


def _low_end(first: Term, second: Term) -> Decimal:
    """The value of the first number; it shares the scale of the second in 8-10万."""
    low, high = first.numeral, second.numeral
    if not low.scaled and high.scaled and high.mantissa and low.value < high.mantissa:
        return low.value * (high.value / high.mantissa)
    return low.value


def _second_end(text: str, first: Term, lexicon: QuantityLexicon) -> Term | None:
    """The other end of a range that begins with `first`; None when no range stands here."""
    mark = _RANGE_MARK.match(text, first.end)
    if mark is None or first.numeral.high is not None:
        return None
    numeral = read_numeral(text, mark.end(), lexicon.units)
    if numeral is None or numeral.writing is not first.numeral.writing:
        return None
    second = _term(text, numeral, lexicon)
    if first.unit and (first.unit != second.unit or mark[0].strip() == "到"):
        return None
    if not second.unit and mark[0].strip() in "至到":
        return None
    if _has_leading_zero(text, first) or _has_leading_zero(text, second):
        return None
    return second if _low_end(first, second) < second.numeral.value else None


def _has_leading_zero(text: str, term: Term) -> bool:
    """Whether the numeral is part of a code such as 2024-001."""
    digits = text[term.numeral.start : term.numeral.end]
    return len(digits) > 1 and digits[0] == "0" and digits[1] != "."


# ------------------------------------------------------------------------------------- proportions


def _fraction(text: str, position: int, whole: Numeral | None, lexicon: QuantityLexicon) -> Found | None:
    """百分之九十五, 千分之三, 三分之二, 2/3; `whole` is the numeral that stands there."""
    per = _PER.match(text, position)
    if per:
        return _per_hundred(text, position, per, lexicon)
    slashed = _SLASHED.match(text, position)
    if slashed and int(slashed[1]) < int(slashed[2]):
        value = Decimal(100) * int(slashed[1]) / int(slashed[2])
        found = Found(position, slashed.end(), shortest(round(value, 4)), "%", QuantityKind.PERCENT)
        return _with_marks(text, found, None, lexicon)
    if whole is None or not _PARTS.match(text, whole.end):
        return None
    part = read_numeral(text, whole.end + 2, lexicon.units)
    if part is None or not 0 < part.value <= whole.value:
        return None
    value = shortest(round(Decimal(100) * part.value / whole.value, 4))
    found = Found(position, part.end, value, "%", QuantityKind.PERCENT)
    return _with_marks(text, found, part, lexicon)


def _per_hundred(text: str, position: int, per: re.Match[str], lexicon: QuantityLexicon) -> Found | None:
    """百分之九十五 and 百分之十到百分之二十."""
    low = read_numeral(text, per.end(), lexicon.units)
    if low is None:
        return None
    unit = "‰" if per[1] == "千" else "%"
    divisor = 100 if per[1] == "万" else 1
    end, value = low.end, low.value / divisor
    mark = _RANGE_MARK.match(text, end)
    high = None
    if mark:
        again = _PER.match(text, mark.end())
        high = read_numeral(text, again.end() if again else mark.end(), lexicon.units)
    if high and high.value > low.value:
        pair = (value, high.value / divisor)
        found = Found(position, high.end, pair, unit, QuantityKind.PERCENT, low.rounded)
    else:
        found = Found(position, end, value, unit, QuantityKind.PERCENT, low.rounded)
    return _with_marks(text, found, low, lexicon)


def _tenths(text: str, term: Term, lexicon: QuantityLexicon) -> Found | None:
    """三成以上 is 30 %."""
    numeral = term.numeral
    match = _TENTHS.match(text, numeral.end)
    if match is None and _mark_before(text, numeral, "", lexicon):
        match = _TENTHS_MARKED.match(text, numeral.end)
    if match is None or term.unit or not 1 <= numeral.value < 10:
        return None
    value: QuantityValue = numeral.value * 10
    if numeral.high is not None:
        value = (numeral.value * 10, numeral.high * 10)
    return Found(numeral.start, match.end(), value, "%", QuantityKind.PERCENT, numeral.rounded)


# ---------------------------------------------------------------------------------------- ordinals


def _ordinal(text: str, term: Term, lexicon: QuantityLexicon) -> Found | None:
    """第3条, 第二批; a rank (第3位) is a result and counts."""
    numeral, unit = term.numeral, term.unit
    if numeral.rounded or numeral.high is not None:
        return None
    arabic = numeral.writing is Writing.ARABIC
    if not arabic and (unit not in lexicon.chinese.ordinal_units or is_set_phrase(text, numeral, lexicon)):
        return None
    if not unit or unit in lexicon.units.amounts or unit in lexicon.units.percents:
        return None
    rank = arabic and unit in _RANK_UNITS
    kind = QuantityKind.COUNT if rank else QuantityKind.ORDINAL
    return Found(numeral.start - 1, term.end, numeral.value, unit, kind)


# -------------------------------------------------------------------------------- what is a figure


def _counts(text: str, term: Term, lexicon: QuantityLexicon) -> bool:
    """Whether the term is a figure and no name."""
    if term.numeral.writing is Writing.ARABIC:
        return _arabic_counts(text, term, lexicon)
    return _chinese_counts(text, term, lexicon)


def _arabic_counts(text: str, term: Term, lexicon: QuantityLexicon) -> bool:
    """An Arabic numeral counts unless it is a code, a phone, a hotline or a label."""
    numeral = term.numeral
    if term.unit:
        return not _has_leading_zero(text, term)
    if is_hotline(text, numeral.start, numeral.end, lexicon.names):
        return False
    return numeral.rounded or not is_identifier(text, numeral, lexicon.names)


def _chinese_counts(text: str, term: Term, lexicon: QuantityLexicon) -> bool:
    """A Chinese numeral counts by its unit, by 余 or 近, or by a concrete noun behind it."""
    numeral = term.numeral
    marked = numeral.rounded or bool(_mark_before(text, numeral, term.unit, lexicon))
    marked = marked or bool(term.unit and _mark_after(text, term.end, term.unit, lexicon))
    if numeral.writing is Writing.ROUND and not marked:
        return False
    if not term.unit:
        return numeral.rounded and numeral.high is None and text[numeral.end - 1] == "余"
    if (
        is_set_phrase(text, numeral, lexicon)
        or _is_place(text, term, lexicon)
        or _is_session(text, term, lexicon)
    ):
        return False
    if marked:
        return True
    if numeral.value <= 1 or text[numeral.start : numeral.end] == "二":
        return False  # 二 does not count things (两次, but 二次供水)
    if text[numeral.start - 1 : numeral.start] == "每":
        return False  # how often: 每两年
    unit = term.unit
    if unit == "日" and not _DAYS_LEFT.match(text, term.end):
        return False
    if unit in lexicon.units.amounts and numeral.value < lexicon.chinese.least_amount:
        return False
    if unit in lexicon.chinese.counting or unit in lexicon.units.percents:
        return True
    return unit in lexicon.chinese.naming and _names_a_thing(text, term, lexicon)


def _names_a_thing(text: str, term: Term, lexicon: QuantityLexicon) -> bool:
    """三个村, 纠纷五个。 — a concrete noun follows, or the clause ends after a noun and the unit."""
    if lexicon.chinese.nouns.at(text, term.end) or term.numeral.value >= lexicon.chinese.naming_from:
        return True
    return text[term.end : term.end + 1] in _CLAUSE_END and term.numeral.value > 1


def _is_place(text: str, term: Term, lexicon: QuantityLexicon) -> bool:
    """五家渠, 三户村: a place name that begins like a count."""
    if term.unit not in lexicon.chinese.place_units or term.numeral.rounded:
        return False
    ending = lexicon.chinese.place_endings.at(text, term.end)
    after = text[term.end + len(ending) : term.end + len(ending) + 1]
    return bool(ending) and after not in tuple(lexicon.chinese.place_stops)


def _is_session(text: str, term: Term, lexicon: QuantityLexicon) -> bool:
    """人大三次会议: the session of a body that meets year after year."""
    rules = lexicon.chinese
    after = rules.session_after.at(text, term.numeral.end)
    return bool(after and rules.session_before.before(text, term.numeral.start))


# ----------------------------------------------------------------------------------------- rounding


def _with_marks(text: str, found: Found, numeral: Numeral | None, lexicon: QuantityLexicon) -> Found:
    """`found` with the marks around it: 约 before, 以上 after."""
    if found.approximate:
        return found
    before = _mark_before_at(text, found.start, numeral, found.unit, lexicon)
    marked = before or _mark_after(text, found.end, found.unit, lexicon)
    return replace(found, approximate=True) if marked else found


def _mark_before(text: str, numeral: Numeral, unit: str, lexicon: QuantityLexicon) -> str:
    """The mark right before the numeral, or ""."""
    return _mark_before_at(text, numeral.start, numeral, unit, lexicon)


def _mark_before_at(
    text: str, start: int, numeral: Numeral | None, unit: str, lexicon: QuantityLexicon
) -> str:
    """约, 近, 超过 … before `start`; 近3年 is a span of time, 上 and 过 need a bare 百, 千, 万."""
    words = lexicon.approximate
    if words.not_before.before(text, start):
        return ""
    mark = words.before.before(text, start)
    bare = numeral is not None and numeral.writing is Writing.ROUND
    if mark in ("上", "过") and not bare:
        return ""
    if mark == "近" and unit in _RECENT_UNITS and not bare:
        return ""
    return mark


def _mark_after(text: str, end: int, unit: str, lexicon: QuantityLexicon) -> str:
    """以上, 左右 … behind `end`; 以上的 describes a class of things and rounds nothing."""
    if unit in lexicon.approximate.no_after_units:
        return ""
    mark = lexicon.approximate.after.at(text, end)
    if mark == "+":
        return "" if text[end + 1 : end + 2].isdigit() else mark
    if mark and text.startswith(lexicon.approximate.after_threshold, end + len(mark)):
        return ""
    return mark
