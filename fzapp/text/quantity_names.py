"""Which numerals are no figures: names in quotation marks, set phrases, enumerators, hotlines, codes.

GB/T 15835-2011 4.2 keeps Chinese numerals for names and set phrases; Arabic ones also stand in names such as
“12·4” and 12345. The words are in resources/rules/quantities.toml, the shapes are here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fzapp.text.quantity_lexicon import NameRules, QuantityLexicon, UnitWords
    from fzapp.text.quantity_numerals import Numeral

CHINESE_MASKED = 1
"""Chinese numerals here are part of a name."""
MASKED = 2
"""No numeral here is a figure, but a year may be."""
TITLE = 4
"""The name of a document: years, dates and document numbers are figures, other numerals are not."""
CODE = 8
"""Nothing here is a figure: an address, a code, a page number."""

_TITLE = re.compile(r"《[^《》\n]{1,80}》")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]++|(?<![\w.+-])[\w.+-]++@[\w.-]++", re.ASCII)
_CODE = re.compile(r"(?<![A-Za-z0-9_\-./])[A-Za-z][A-Za-z0-9_\-./]++")
_PAGE = re.compile(
    r"\s*(?:[—\-–]+\s*[0-9]{1,3}\s*[—\-–]+|[0-9]{1,3}\s*/\s*[0-9]{1,3}|第\s*[0-9]{1,3}\s*页.{0,10})\s*"
)
_ENUMERATOR = re.compile(r"[0-9]{1,3}[.、)](?![0-9])")
_LEVELS = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}[\s、.]?(?=[\u4e00-\u9fff])")
_BRACKETED = re.compile(r"[0-9]{1,2}(?=[)）])")
_SERIAL = re.compile(r"[0-9]{1,3}[\t ]+(?=[\u4e00-\u9fff])")
_FORMULA = re.compile(r"[0-9]{1,2}(?:\s?[+＋]\s?(?:[0-9]{1,2}|[A-Za-zＮＸ]|[Nn多]))+")
_TIMES = re.compile(r"[0-9]{1,2}\s?[×xX*＊]\s?[0-9]{1,2}")
_RATIO = re.compile(r"(?!(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?![0-9]))[0-9]{1,4}:[0-9]{1,4}(?![0-9:])")
_CODE_BEFORE = re.compile(r"[0-9]{5}[-/]$")
_CODE_AFTER = re.compile(r"[-/]0[0-9]")
_CAPTION = re.compile(r"(?<![\u4e00-\u9fff])[表图]$")
_LETTER = re.compile(r"[A-Za-z_#@*]")
_LIST_BEFORE = "。；;:\n"
_POINT_BEFORE = "。；;:！!？?\n”』」）)"
_INDENT = 12


def name_flags(text: str, rules: NameRules) -> bytearray:
    """One byte a character of the narrow `text`: what kinds of numerals are names there."""
    flags = bytearray(len(text))
    for match in _TITLE.finditer(text):
        _mark(flags, match, TITLE | CHINESE_MASKED)
    for match in _quotes(rules).finditer(text):
        _mark(flags, match, MASKED | CHINESE_MASKED)
    for pattern in (_ADDRESS, _CODE):
        for match in pattern.finditer(text):
            _mark(flags, match, CODE)
    if len(text) < 20 and _PAGE.fullmatch(text):
        flags[:] = bytes([CODE]) * len(flags)
    return flags


def _quotes(rules: NameRules) -> re.Pattern[str]:
    """Short quotations without a clause mark inside; re keeps the compiled pattern."""
    longest = rules.longest_quote
    inner = rf"[^“”‘’「」『』\"，。；：！？,;:\n]{{1,{longest}}}"
    return re.compile(rf"“{inner}”|‘{inner}’|「{inner}」|『{inner}』|\"{inner}\"")


def _mark(flags: bytearray, match: re.Match[str], flag: int) -> None:
    """Set `flag` on the characters of `match`."""
    for index in range(match.start(), match.end()):
        flags[index] |= flag


def enumerator_end(text: str, position: int, units: UnitWords) -> int:
    """The end of a heading or list number that begins at `position`: 1. （2） 3) 1.1; else `position`."""
    before = text[max(0, position - _INDENT) : position].rstrip(" \u3000\ufeff\t")[-1:]
    if before and before in "（(":
        match = _BRACKETED.match(text, position)
        return match.end() if match else position
    if not before and position < _INDENT:
        end = _line_number_end(text, position, units)
        if end > position:
            return end
    match = _ENUMERATOR.match(text, position)
    if match is None:
        return position
    if not before or before in (_LIST_BEFORE if text[match.end() - 1] == "、" else _POINT_BEFORE):
        return match.end()
    return match.end() if text[position - 1] in " \u3000" and text[match.end() - 1] == "." else position


def _line_number_end(text: str, position: int, units: UnitWords) -> int:
    """The end of a number at the start of a line that counts nothing: 1.1规范…, or a serial number."""
    for pattern in (_LEVELS, _SERIAL):
        match = pattern.match(text, position)
        if match and text[match.end()] not in "百千万亿余多" and not units.at(text, match.end()):
            return match.end()
    return position


def name_end(text: str, position: int, lexicon: QuantityLexicon) -> int:
    """The end of a name that begins with the Arabic numeral at `position`; `position` when it is none.

    1+2+N, 7×24, 12·4, 12.4国家宪法日, 2.0版, 108线, 95后, and the set phrases (1村1顾问).
    """
    rules = lexicon.names
    for pattern in (
        _FORMULA,
        _TIMES,
        _RATIO,
        rules.dotted_days,
        rules.versions,
        rules.labelled,
        rules.set_phrases,
    ):
        match = pattern.match(text, position)
        if match and not _is_sum(text, match):
            return match.end()
    return _dotted_day_end(text, position, rules)


def _is_sum(text: str, match: re.Match[str]) -> bool:
    """Whether a formula goes on to an equals sign or a unit and so counts after all."""
    return match.re is _FORMULA and text[match.end() : match.end() + 1] in ("=", "%")


_DOTTED_DAY = re.compile(r"(1[0-2]|0?[1-9])\.(3[01]|[12][0-9]|0?[1-9])(?![0-9.])")


def _dotted_day_end(text: str, position: int, rules: NameRules) -> int:
    """A day written with a full point before the name of its observance: 12.4国家宪法日."""
    match = _DOTTED_DAY.match(text, position)
    if match and rules.day_names.at(text, match.end()):
        return match.end()
    return position


def is_set_phrase(text: str, numeral: Numeral, lexicon: QuantityLexicon) -> bool:
    """Whether a Chinese numeral begins a fixed phrase (三项制度, 两张皮)."""
    return lexicon.names.set_phrases.match(text, numeral.start) is not None


def is_hotline(text: str, start: int, end: int, rules: NameRules) -> bool:
    """Whether the bare number is a service number: 12345热线, 拨打110, “12348”."""
    digits = text[start:end]
    known = digits in rules.hotlines
    if known and len(digits) > 3:
        return True
    if not known and not rules.hotline_pattern.fullmatch(digits):
        return False
    after = end + (text[end : end + 1] in ("”", '"'))
    return bool(rules.hotline_after.at(text, after) or rules.hotline_before.before(text, start))


def is_identifier(text: str, numeral: Numeral, rules: NameRules) -> bool:
    """Whether a number without a unit names something: a phone, a post code, 附件2, a code with 0 first."""
    digits = text[numeral.start : numeral.end]
    if len(digits.split(".")[0].replace(",", "")) >= rules.longest_number and "," not in digits:
        return True
    if len(digits) > 1 and digits[0] == "0" and not digits.startswith("0."):
        return True
    before = text[max(0, numeral.start - 2) : numeral.start].rstrip(" ")[-1:]
    around = before + text[numeral.end : numeral.end + 1]
    if _LETTER.search(around):
        return True
    label_end = numeral.start
    while label_end > 0 and numeral.start - label_end < 3 and text[label_end - 1] in ":： ":
        label_end -= 1
    if _CODE_BEFORE.search(text, max(0, numeral.start - 6), numeral.start):
        return True
    if _CODE_AFTER.match(text, numeral.end) or _CAPTION.search(text, max(0, label_end - 2), label_end):
        return True
    return bool(rules.identifier_labels.before(text, label_end))
