"""The grammar of headings in official documents, on one line of text.

GB/T 9704-2012, 7.3.3: 一、 then （一） then 1. then （1）. Read are also the spellings that offices use beside
it: 一．, (一), ㈠, 1、, (1), ①, 第一部分, 第一章. Everything here looks at a bounded piece of the line, so its time
does not depend on the length of a hostile one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from fzapp.text.chinese_numbers import int_to_chinese
from fzapp.text.numerals import chinese_to_int, to_int

_BLANK = " \t\r\n\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff"
_CHINESE = "[一二三四五六七八九十]{1,3}"
_SPACE = "[ \u00a0\u3000]?"
_WINDOW = 160
"""Characters after the number that are looked at: no heading is longer."""

LONGEST_OWN_LINE = 80
"""A longer line without an end mark is a paragraph."""

LONGEST_INLINE = 40
"""A first sentence longer than this is no heading but the beginning of a paragraph."""

LONGEST_BEFORE_COLON = 30
"""Text before a colon that is longer is a sentence that leads on."""

_OPENING, _CLOSING = "《“‘（(〔【「『", "》”’）)〕】」』"
_ENDS = "。！？；;：:"
_MARKS_OF_TEXT = "！？"
"""End marks without which a heading that has its line to itself would say something else."""

_LOWEST_OF_TWO_PARTS = 2
"""Headings below this level are too often the names of fields (1.责任单位：司法所)."""

_ENDING_BLANKS = re.compile("[\u3000\u00a0]{2,}| {4,}|\t")
_COUNTED = re.compile(r"\d+(?:\.\d+)?(?:余|多)?(?:[件次人名场份起户元篇期处条%％]|万元|亿元|个(?!百分点))")
_NO_HEADING_START = "、，。；）)！？,;"


class NumberForm(StrEnum):
    """How the number of a heading is written."""

    COMMA = "一、"
    PART = "第一部分"
    CHAPTER = "第一章"
    CLAUSE = "第一节"
    ARTICLE = "第一条"
    BRACKETED = "（一）"
    ORDINAL = "第一，"
    DIGIT = "1."
    BRACKETED_DIGIT = "（1）"
    CIRCLED = "①"


_LEVELS = {
    NumberForm.COMMA: 1,
    NumberForm.PART: 1,
    NumberForm.CHAPTER: 1,
    NumberForm.CLAUSE: 2,
    NumberForm.ARTICLE: 2,
    NumberForm.BRACKETED: 2,
    NumberForm.ORDINAL: 2,
    NumberForm.DIGIT: 3,
    NumberForm.BRACKETED_DIGIT: 4,
    NumberForm.CIRCLED: 4,
}

_FORMS = (
    (NumberForm.COMMA, re.compile(rf"({_CHINESE}){_SPACE}[、．.,，]")),
    (NumberForm.PART, re.compile(rf"第{_SPACE}({_CHINESE}|\d{{1,2}}){_SPACE}部分[、：:，,]?")),
    (NumberForm.CHAPTER, re.compile(rf"第({_CHINESE}|\d{{1,2}})章(?=[{_BLANK}]|$)")),
    (NumberForm.CLAUSE, re.compile(rf"第({_CHINESE}|\d{{1,2}})节(?=[{_BLANK}]|$)")),
    (NumberForm.ARTICLE, re.compile(rf"第({_CHINESE}|\d{{1,2}})条(?=[{_BLANK}]|$)")),
    (NumberForm.BRACKETED, re.compile(rf"[（(﹙]?{_SPACE}({_CHINESE}){_SPACE}[）)﹚][、．.,，]?")),
    (NumberForm.BRACKETED, re.compile("([㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩])[、．.]?")),
    (NumberForm.DIGIT, re.compile(rf"([0-9０-９]{{1,2}}){_SPACE}[.．、]")),
    (NumberForm.DIGIT, re.compile("([⒈-⒛])")),
    (NumberForm.BRACKETED_DIGIT, re.compile(rf"[（(﹙]?{_SPACE}([0-9０-９]{{1,2}}){_SPACE}[）)﹚][、．.]?")),
    (NumberForm.BRACKETED_DIGIT, re.compile("([⑴-⒇])[、．.]?")),
    (NumberForm.CIRCLED, re.compile("([①-⑳])[、．.]?")),
)
_ORDINAL = re.compile(rf"第({_CHINESE})[，,、：:]")
_ENUMERATION = re.compile(
    rf"{_CHINESE}是|第{_CHINESE}[，,、：:]|首先|其次|再次|最后|此外|另外|一方面|另一方面"
)
_NUMBER_BEHIND = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)]|[（(第]")
_FIRST_CODE = {"①": 0x2460, "⑴": 0x2474, "⒈": 0x2488, "㈠": 0x3220}
_STARTS = frozenset(
    "一二三四五六七八九十第（(﹙㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳0123456789０１２３４５６７８９"
) | {chr(code) for code in range(0x2474, 0x249C)}
_YEAR_START = re.compile("(?:19|20)\\d\\d年|[二][〇○零][〇○零一二三四五六七八九]{2}年")


@dataclass(frozen=True, slots=True)
class HeadingMark:
    """A heading at the beginning of a line; all offsets count characters of the line as given.

    `level` 1–4; `number` as written with its mark (一、); `ordinal` its value; `text` the heading without
    end mark, "" for a numbered paragraph without one; `end` the mark behind the heading (。 ： or blanks);
    `start` where the number begins; `body` where the text behind the heading begins (the length of the
    line when there is none). `is_item` marks a list item: its clause ends with a semicolon.
    """

    level: int
    form: NumberForm
    ordinal: int
    number: str
    text: str
    end: str
    start: int
    body: int
    is_item: bool = False


def heading_at(line: str) -> HeadingMark | None:
    """The heading that `line` begins with, or None.

    A line that is only a number is a heading for 第一章 and 第一条 alone. Run-in enumerations (一是,
    第一，) are never headings here: see `is_enumeration` and `ordinal_at`.
    """
    start = _skip_blanks(line, 0)
    if line[start : start + 1] not in _STARTS:
        return None
    for form, pattern in _FORMS:
        match = pattern.match(line, start)
        if match:
            return _mark(line, form, match, _ordinal(match[1]))
    return None


def ordinal_at(line: str) -> HeadingMark | None:
    """A paragraph that begins with 第一， and a short clause; whether it is a heading, its neighbours tell."""
    start = _skip_blanks(line, 0)
    match = _ORDINAL.match(line, start)
    return _mark(line, NumberForm.ORDINAL, match, _ordinal(match[1])) if match else None


def item_text(line: str, mark: HeadingMark) -> str:
    """The clause of a list item that fills its line, without the semicolon; "" when more stands behind it."""
    clause = line[mark.body :].strip(_BLANK)
    short = mark.is_item and clause.endswith(("；", ";")) and len(clause) <= LONGEST_INLINE
    text = clause[:-1]
    return "" if not short or any(end in text for end in _ENDS) else text


def is_enumeration(text: str) -> str | None:
    """The run-in marker that `text` begins with (一是, 第二，, 首先), or None."""
    match = _ENUMERATION.match(text, _skip_blanks(text, 0))
    return match[0] if match else None


def _skip_blanks(text: str, index: int) -> int:
    """The first index from `index` on that holds no blank."""
    while index < len(text) and text[index] in _BLANK:
        index += 1
    return index


def _ordinal(number: str) -> int:
    """The value of a heading number without its marks; 0 when it has none."""
    for first, code in _FIRST_CODE.items():
        if len(number) == 1 and code <= ord(number) < code + 20:
            return ord(number) - ord(first) + 1
    value = chinese_to_int(number)
    return (to_int(number) or 0) if value is None else value


def _mark(line: str, form: NumberForm, match: re.Match[str], ordinal: int) -> HeadingMark | None:
    """The heading behind a matched number, or None when the number is none."""
    begin = _skip_blanks(line, match.end())
    rest = line[begin : begin + _WINDOW]
    if ordinal < 1 or not _may_follow(form, ordinal, match[0], rest):
        return None
    if form is NumberForm.PART and match[0][-1] == "分" and begin == match.end() and _first_end(rest) >= 0:
        return None  # 第一部分内容已完成。
    text, end, is_item = "", "", False
    if form is not NumberForm.ARTICLE:
        text, end, is_item = _heading_text(rest, _LEVELS[form], len(line) - begin)
    body = _skip_blanks(line, begin + len(text) + len(end)) if text else begin
    number = match[0].strip(_BLANK)
    return HeadingMark(_LEVELS[form], form, ordinal, number, text, end, match.start(), body, is_item)


def _may_follow(form: NumberForm, ordinal: int, number: str, rest: str) -> bool:
    """Whether what stands behind a number lets it be one: not 3.15, 1、2号, 一、二批, （一）（二）."""
    if not rest:
        return form in (NumberForm.CHAPTER, NumberForm.CLAUSE, NumberForm.ARTICLE)
    if rest[0] in _NO_HEADING_START:
        return False
    if form is NumberForm.DIGIT and number[-1] in ".．、":
        return not rest[0].isdigit() or bool(_YEAR_START.match(rest))
    if form is NumberForm.COMMA:
        return not _is_series(ordinal, rest)
    if form in (NumberForm.BRACKETED, NumberForm.BRACKETED_DIGIT):
        return not (rest[0] in "—－" or (rest[0] in "（(至到和及与" and _NUMBER_BEHIND.match(rest, 1)))
    return True


def _is_series(ordinal: int, rest: str) -> bool:
    """Whether 一、 goes on counting without being a number: 一、二批, 三、四季度, 一、二、三产业."""
    following = int_to_chinese(ordinal + 1)
    if not rest.startswith(following) or _YEAR_START.match(rest):
        return False
    behind = rest[len(following) : len(following) + 1]
    return behind in "、级批季月类期组等号线层次档年日点线轮产三四五六七八九" or not behind


def _heading_text(rest: str, level: int, length: int) -> tuple[str, str, bool]:
    """Heading text, end mark and whether it is a list item, of the text behind a number.

    `rest` is cut to the window; `length` is how much there really is.
    """
    index = _first_end(rest)
    if index < 0:
        return (rest.rstrip(_BLANK), "", False) if length <= LONGEST_OWN_LINE else ("", "", False)
    text, end = rest[:index], _end_mark(rest, index)
    behind = rest[index + len(end) :].strip(_BLANK)
    alone = length <= _WINDOW and not behind
    if level <= _LOWEST_OF_TWO_PARTS and end in "：:" and _is_second_part(behind, length):
        return rest.rstrip(_BLANK), "", False
    if end in "；;" and not (alone and level == 1):
        return "", "", True
    too_long = len(text) > _longest(level, end, alone=alone)
    if too_long or (level > 1 and _COUNTED.search(text)):
        return "", "", False
    return (text + end, "", False) if alone and end in _MARKS_OF_TEXT else (text, end, False)


def _is_second_part(behind: str, length: int) -> bool:
    """Whether what stands behind a colon is the rest of the heading (强化责任：书记抓、抓书记) and no text.

    Text is longer, or is a sentence and ends like one.
    """
    return bool(behind) and length <= LONGEST_INLINE and not any(mark in behind for mark in _ENDS)


def _longest(level: int, end: str, *, alone: bool) -> int:
    """How many characters a heading with an end mark may have."""
    if alone and level == 1:
        return LONGEST_OWN_LINE
    if end in "：:" and not alone:
        return LONGEST_BEFORE_COLON
    return LONGEST_INLINE + (20 if level == 1 else 0)


def _first_end(rest: str) -> int:
    """Where the first end mark outside brackets and quotation marks, or the first wide gap, begins; -1 none.

    An opening mark that is never closed hides nothing.
    """
    blanks = _ENDING_BLANKS.search(rest)
    limit = blanks.start() if blanks and rest[blanks.end() :].strip(_BLANK) else len(rest)
    depth, hidden = 0, -1
    for index in range(limit):
        char = rest[index]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif char in _ENDS:
            if depth == 0:
                return index
            hidden = index if hidden < 0 else hidden
    if depth and hidden >= 0:
        return hidden
    return limit if limit < len(rest) else -1


def _end_mark(rest: str, index: int) -> str:
    """The end mark at `index`: one character, or the whole gap."""
    blanks = _ENDING_BLANKS.match(rest, index)
    return blanks[0] if blanks else rest[index]
