"""Automatic numbers of a Word file, as Word prints them: formats, level texts, restarts, start values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fzapp.intake import docx_names as names
from fzapp.text.chinese_numbers import int_to_chinese

if TYPE_CHECKING:
    from fzapp.intake.docx_names import Element
    from fzapp.intake.docx_styles import Styles

_PLACE = re.compile("%([1-9])")
_CHINESE = frozenset(
    {
        "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
        "taiwaneseCountingThousand", "koreanCounting",
    }
)  # fmt: skip
_DIGIT_ROWS = frozenset({"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"})
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_FORMAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_NO_NUMBER = frozenset({"bullet", "none"})
_MOST = 9999


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list as defined."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _List:
    """A w:num: the definition it uses and what it changes of it."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)


class Numbering:
    """The lists of one document with their counters; ask `next_number` in the order of the paragraphs."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._definitions: dict[str, dict[int, _Level]] = {}
        self._linked: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self._styles = styles
        for element in root if root is not None else ():
            if element.tag == names.ABSTRACT_NUM:
                self._add_definition(element)
            elif element.tag == names.NUM:
                self._add_list(element)

    def _add_definition(self, element: Element) -> None:
        """Keep a w:abstractNum."""
        identity = element.get(names.ABSTRACT_NUM_ID, "")
        self._definitions[identity] = {_depth(level): _level(level) for level in element.iter(names.LEVEL)}
        link = element.find(names.STYLE_LINK)
        if link is not None:
            self._linked[identity] = link.get(names.VAL, "")

    def _add_list(self, element: Element) -> None:
        """Keep a w:num with its overrides."""
        abstract = element.find(f"{names.ABSTRACT_NUM_ID}")
        entry = _List(abstract.get(names.VAL, "") if abstract is not None else "")
        for override in element.iter(names.LEVEL_OVERRIDE):
            depth = _depth(override)
            start = override.find(names.START_OVERRIDE)
            if start is not None:
                entry.starts[depth] = _count(start.get(names.VAL), 1)
            level = override.find(names.LEVEL)
            if level is not None:
                entry.levels[depth] = _level(level)
        self._lists[element.get(names.NUM_ID, "")] = entry

    def level_of_style(self, identity: str, style: str) -> int:
        """The level of a list that a style is tied to; 0 when none is."""
        for depth, level in self._levels(identity).items():
            if level.style == style:
                return depth
        return 0

    def next_number(self, identity: str, depth: int) -> str:
        """The number of the next paragraph of a list level; "" for bullets and unknown lists."""
        entry = self._lists.get(identity)
        levels = self._levels(identity)
        level = levels.get(depth)
        if entry is None or level is None:
            return ""
        counters = self._counters.setdefault(self._definition_of(entry), {})
        if depth in entry.starts and (identity, depth) not in self._started:
            counters[depth] = entry.starts[depth]
        else:
            counters[depth] = counters[depth] + 1 if depth in counters else level.start
        self._started.add((identity, depth))
        _restart_below(counters, levels, depth)
        return _rendered(level, levels, counters)

    def _levels(self, identity: str) -> dict[int, _Level]:
        """The levels of a list, overrides included."""
        entry = self._lists.get(identity)
        if entry is None:
            return {}
        return self._definitions.get(self._definition_of(entry), {}) | entry.levels

    def _definition_of(self, entry: _List) -> str:
        """The definition of a list; one that only links to a style has it from the list of that style."""
        style = self._linked.get(entry.abstract)
        if style:
            linked = self._lists.get(self._styles.list_of(style))
            if linked is not None:
                return linked.abstract
        return entry.abstract


def _restart_below(counters: dict[int, int], levels: dict[int, _Level], depth: int) -> None:
    """A number of a level sets the deeper levels back, unless they say otherwise (w:lvlRestart)."""
    for deeper in [key for key in counters if key > depth]:
        restart = levels[deeper].restart if deeper in levels else None
        if restart is None or depth < restart:
            del counters[deeper]


def _rendered(level: _Level, levels: dict[int, _Level], counters: dict[int, int]) -> str:
    """The level text with its places filled in."""
    if level.format in _NO_NUMBER:
        return ""

    def number(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        other = levels.get(depth, replace(level, format="decimal"))
        written = "decimal" if level.legal else other.format
        return in_format(counters.get(depth, other.start), written)

    return _PLACE.sub(number, level.text).strip()


def in_format(value: int, form: str) -> str:
    """A number in one of Word's formats; unknown formats print Arabic digits."""
    value = max(0, min(value, _MOST))
    if form in _CHINESE:
        return int_to_chinese(value)
    if form in _DIGIT_ROWS:
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))
    if form in ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"):
        return int_to_chinese(value).translate(_FORMAL)
    if form == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))
    if form == "decimalZero":
        return f"{value:02}"
    return _enclosed(value, form) or _lettered(value, form) or str(value)


def _enclosed(value: int, form: str) -> str:
    """Circled and bracketed numbers have characters of their own up to twenty."""
    first = {
        "decimalEnclosedCircle": 0x2460,
        "decimalEnclosedCircleChinese": 0x2460,
        "decimalEnclosedParen": 0x2474,
        "decimalEnclosedFullstop": 0x2488,
        "ideographEnclosedCircle": 0x3220,
    }.get(form)
    most = 10 if form == "ideographEnclosedCircle" else 20
    return chr(first + value - 1) if first and 1 <= value <= most else ""


def _lettered(value: int, form: str) -> str:
    """Letters, Roman numerals, stems and branches."""
    if value < 1:
        return ""
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        return _roman(value) if form == "upperRoman" else _roman(value).lower()
    if form == "ideographTraditional" and value <= len(_STEMS):
        return _STEMS[value - 1]
    if form == "ideographZodiac" and value <= len(_BRANCHES):
        return _BRANCHES[value - 1]
    return ""


def _roman(value: int) -> str:
    """A number in Roman numerals."""
    letters = ""
    for worth, letter in _ROMAN:
        letters += letter * (value // worth)
        value %= worth
    return letters


def _depth(element: Element) -> int:
    """The level a definition is for, 0-based."""
    return _count(element.get(names.ILVL), 0)


def _level(element: Element) -> _Level:
    """A w:lvl."""

    def value(tag: str) -> str | None:
        child = element.find(tag)
        return None if child is None else child.get(names.VAL, "")

    restart = value(names.LEVEL_RESTART)
    return _Level(
        start=_count(value(names.START), 1),
        format=value(names.NUMBER_FORMAT) or "decimal",
        text=value(names.LEVEL_TEXT) or "",
        restart=None if restart is None else _count(restart, 0),
        legal=element.find(names.LEGAL) is not None,
        style=value(names.PARAGRAPH_STYLE) or "",
    )


def _count(text: str | None, otherwise: int) -> int:
    """A whole number of an attribute."""
    plain = (text or "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 9 else otherwise
