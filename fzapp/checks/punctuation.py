"""Punctuation after GB/T 15834-2011 and GB/T 15835-2011; protected: year ranges, days of observance, times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.checks.facts import FULL, HALF
from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge

_STANDARD = "GB/T 15834-2011《标点符号用法》"
_NUMBERS = "GB/T 15835-2011《出版物上数字用法》"
_HAN = "\u4e00-\u9fff"
_DOUBLED = re.compile(r"[，。；、：！？]{2,}")
_STRENGTH = "、，：；。！？"
_HALF_MARK = re.compile(rf"(?<=[{_HAN}”》）\d%])[,;:](?=[{_HAN}“《（]|$)|(?<=[{_HAN}”》）])[?!]")
_HALF_STOP = re.compile(rf"(?<=[{_HAN}”》）次个件人名场份条%])\.(?=[{_HAN}“《]|\s*$)")
_HALF_BRACKET = re.compile(rf"(?<=[{_HAN}])\((?=[{_HAN}])|(?<=[{_HAN}])\)(?=[{_HAN}，。])")
_ANY_HALF = re.compile("[,;:.?!\"']")
_STRAIGHT = re.compile(rf"\"(?=[{_HAN}])|(?<=[{_HAN}])\"|(?<=[{_HAN}])'(?=[{_HAN}])")
_RANGE_UNIT = (
    "年|月|日|个|件|名|人|次|场|份|张|条|户|岁|元|万|亿|千|百|%|％|天|小时|分|篇|期|处|公里|米|亩|吨|辆"
)
_RANGE = re.compile(
    rf"(?<![\d\-–~.—/])\d+(?:\.\d+)?(?:万|亿|千|百|%|％|年|月|日)?([-–~－]|--)\d+(?:\.\d+)?(?={_RANGE_UNIT})(?![\d\-])"
)
_QUOTES = {"“": "”", "‘": "’", "（": "）", "《": "》", "〔": "〕", "【": "】"}
_CLOSERS = {closing: opening for opening, closing in _QUOTES.items()}
_PAIRED = re.compile("[“”‘’（）《》〔〕【】]")
_LIST_ITEM_MARK = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,3}$")
_NESTED = re.compile(r"《[^《》]{1,60}《[^《》]{1,60}》[^《》]{0,60}》")
_LEAD_IN = re.compile(r"(?:报告|汇报|总结|述法|通报|说明)如下[。，；、]?\s*$")
_FRAGMENT = re.compile(
    "(?<=[。；])(?:按照|根据|为了|随着|鉴于)[^，。；：、的]{2,20}[^，。；：]{2,30}(?:模式|要求|规定|部署|精神|原则|安排)。(?=[\u4e00-\u9fff])"
)
_ITEM = re.compile(r"[\s\u3000]*(?:[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]|[一二三四五六七八九十]是)")
_HALF_PERCENT = re.compile(r"(?<![\d.—~～-])(\d+(?:\.\d+)?)([—~～])(\d+(?:\.\d+)?)[%％]")
_FINAL = "。！？；：…”）》"
_SHORTEST_PARAGRAPH = 16
_MANY = 12
_HYPHEN = re.compile("(?<=[\u4e00-\u9fff”）])-(?=[\u4e00-\u9fff“（])")
_ITEM_MARK = re.compile("([；，])(?:[二三四五六七八九]|十[一二三]?)是(?!否)")


def doubled(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Two marks where one should stand."""
    del knowledge
    for number, text in facts.body():
        for found in _DOUBLED.finditer(text):
            marks = found[0]
            if marks in {"！！", "！！！", "？！", "！？"} or (set(marks) == {"。"} and len(marks) > 2):
                continue
            best = max(marks, key=_STRENGTH.index)
            if "；" in marks and found.end() < len(text):
                best = "；"
            yield Hit(number, found.start(), found.end(), f"标点重叠，留“{best}”一个。", (best,))


def half_width(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Half-width marks between Chinese characters; where they are the habit of the text, one finding."""
    del knowledge
    found = list(_half_marks(facts))
    full = sum(text.count("，") for text in facts.lines)
    if len(found) > _MANY and len(found) > full:
        yield Hit(0, 0, 0, f"全文有{len(found)}处半角标点，要统一改为全角。", (), Severity.SHOULD)
        return
    yield from found


def _half_marks(facts: ReportFacts) -> Iterator[Hit]:
    for number, text in enumerate(facts.lines, 1):
        if number in facts.dropped or not _ANY_HALF.search(text):
            continue
        for found in _HALF_MARK.finditer(text):
            right = FULL[HALF.index(found[0])]
            yield Hit(number, found.start(), found.end(), f"半角标点要改为“{right}”。", (right,))
        for found in _HALF_STOP.finditer(text):
            if not _LIST_ITEM_MARK.fullmatch(text[: found.start()].strip()):
                yield Hit(number, found.start(), found.end(), "句末用了半角点，要改为“。”。", ("。",))
        for found in _STRAIGHT.finditer(text):
            yield Hit(number, found.start(), found.end(), "引号要用中文的“”。", ())


def half_brackets(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Half-width brackets, a habit of many offices: worth a look, once for a text."""
    del knowledge
    for number, text in enumerate(facts.lines, 1):
        found = _HALF_BRACKET.search(text)
        if found and number not in facts.dropped:
            yield Hit(number, found.start(), found.end(), "括号在中文里用全角。", ())
            return


def unpaired(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Quotation marks and brackets without their other half in the paragraph."""
    del knowledge
    for number, text in facts.body():
        for position, mark in _unpaired_in(text):
            if _goes_on(facts, number, mark):
                continue
            if mark == "）" and _LIST_ITEM_MARK.fullmatch(text[:position].strip()):
                continue
            end = min(position + (3 if mark in _QUOTES else 1), len(text))
            yield Hit(number, position, end, f"“{mark}”没有成对，要补上另一半或者删去。")


def _unpaired_in(text: str) -> Iterator[tuple[int, str]]:
    """Marks without partner; of two openings in a row the second is taken for the stray one of quotes."""
    open_marks: list[tuple[int, str]] = []
    for found in _PAIRED.finditer(text):
        mark = found[0]
        if mark in _QUOTES:
            if mark in "“‘" and open_marks and open_marks[-1][1] == mark:
                yield found.start(), mark
                continue
            open_marks.append((found.start(), mark))
        elif open_marks and open_marks[-1][1] == _CLOSERS[mark]:
            open_marks.pop()
        elif any(opening == _CLOSERS[mark] for _, opening in open_marks[-4:]):
            while open_marks[-1][1] != _CLOSERS[mark]:
                yield open_marks.pop()
            open_marks.pop()
        else:
            yield found.start(), mark
    yield from open_marks


def _goes_on(facts: ReportFacts, number: int, mark: str) -> bool:
    """Whether the paragraph is broken over lines, so that the other half may stand in the next or last one."""
    text = facts.plain[number - 1].rstrip()
    if mark in _QUOTES:
        return (
            len(text) > _SHORTEST_PARAGRAPH
            and text[-1] not in _FINAL
            and number not in facts.own_heading_lines
        )
    before = facts.plain[number - 2].rstrip() if number > 1 else ""
    return (
        len(before) > _SHORTEST_PARAGRAPH
        and before[-1] not in _FINAL
        and number - 1 not in facts.own_heading_lines
    )


def ranges(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A hyphen or half-width wave between the two ends of a range."""
    del knowledge
    for number, text in facts.body():
        for found in _RANGE.finditer(text):
            behind = text[found.end() : found.end() + 1]
            if found[1] == "~" and ("%" in found[0] or behind in "%％"):
                continue
            right = found[0].replace(found[1], "—")
            message = "起止年份和数值范围用一字线“—”连接。"
            yield Hit(number, found.start(), found.end(), message, (right,))


def percent(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """The sign is %, and both ends of a range of rates carry it (rule N25)."""
    del knowledge
    wide = [(n, at) for n, text in facts.body() if (at := text.find("％")) >= 0]
    narrow = any("%" in text for _, text in facts.body())
    for number, at in wide[: None if narrow else 1]:
        yield Hit(number, at, at + 1, "百分号用“%”，全文要一致。", ("%",))
    for number, text in facts.body():
        for found in _HALF_PERCENT.finditer(text):
            right = f"{found[1]}%{found[2]}{found[3]}%"
            yield Hit(number, found.start(), found.end(), "百分数的范围，前后都要写“%”。", (right,))


def between_titles(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """、 between two names in 《》. A text that always writes it so has its habit; a mixture is a fault."""
    del knowledge
    with_mark = [(n, m.start() + 1) for n, text in facts.body() for m in re.finditer("》、《", text)]
    without = sum(text.count("》《") for text in facts.plain)
    severity = Severity.NOTE if len(with_mark) > 1 and not without else None
    for number, start in with_mark:
        message = "并列的书名号之间不用顿号，全文要一致。"
        yield Hit(number, start - 1, start + 2, message, ("》《",), severity)


def nested_titles(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """《》 inside 《》."""
    del knowledge
    for number, text in facts.body():
        for found in _NESTED.finditer(text) if text.count("《") > 1 else ():
            inner = found[0][1:-1].replace("《", "〈").replace("》", "〉")
            message = "书名号里面再用书名号时，里面的用单书名号“〈〉”。"
            yield Hit(number, found.start(), found.end(), message, (f"《{inner}》",))


def lead_in(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """报告如下 leads in what follows and takes a colon."""
    del knowledge
    for number, text in facts.body():
        for found in _LEAD_IN.finditer(text):
            start = found.start() + len(found[0].rstrip("。，；、 \u3000"))
            yield Hit(number, start - 1, found.end(), "引出下文用冒号。", (text[start - 1] + "：",))


def no_final_stop(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A paragraph of a report whose other paragraphs end in a full stop."""
    del knowledge
    inner = [n for n, text in facts.body() if _is_paragraph(facts, n, text)]
    ended = [n for n in inner if facts.plain[n - 1].rstrip()[-1] in _FINAL]
    if len(ended) < 4 or len(ended) < 0.8 * len(inner):
        return
    ends = set(ended)
    for number in inner:
        text = facts.plain[number - 1].rstrip()
        if number not in ends and re.search(rf"[{_HAN}\d%，、]$", text):
            right = text[-1] + "。" if text[-1] not in "，、" else "。"
            yield Hit(number, len(text) - 1, len(text), "段末没有句号。", (right,))


def _is_paragraph(facts: ReportFacts, number: int, text: str) -> bool:
    """A line of running text: in a section, no heading of its own, no table, long enough to be a sentence."""
    inner = text.strip()
    return (
        len(inner) >= _SHORTEST_PARAGRAPH
        and "\t" not in inner
        and facts.part(number) not in ("head", "tail")
        and number not in facts.own_heading_lines
        and ("，" in inner or "。" in inner)
        and number not in facts.table_lines
    )


def heading_end(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A heading alone on its line takes no mark."""
    del knowledge
    body = [n for n, _ in facts.body()]
    heading_lines = {h.line for h in facts.headings}
    bare = {h.level for h in facts.headings if not h.inline_body}
    for heading in facts.headings:
        if heading.level > 1 and heading.level not in bare:
            continue
        text = facts.plain[heading.line - 1].rstrip()
        if heading.level > 2 or heading.runs_on or not text.endswith(("。", "；", "，", "、", "：")):
            continue
        if not text.rstrip("。；，、：").endswith(heading.text[-6:]) or "，" in heading.text[12:]:
            continue
        behind = next((n for n in body if n > heading.line), 0)
        if (
            behind
            and behind not in heading_lines
            and facts.part(behind) != "tail"
            and not _ITEM.match(facts.plain[behind - 1])
        ):
            start = len(text) - 1
            yield Hit(heading.line, start, len(text), "单独成行的标题末尾不加标点。", ("",))


def listed_with_comma(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A comma among the members of a list that is always written with 、."""
    members = tuple({m for one in knowledge.sets for m in one.members})
    for number, text in facts.body():
        if "、" not in text:
            continue
        for found in re.finditer(r"，", text):
            at = found.start()
            if text.endswith(members, 0, at) and text.startswith(members, at + 1):
                yield Hit(number, at, at + 1, "并列的词语之间用顿号。", ("、",))


def hyphens(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """街道-社区-网格: words are joined by a dash as wide as a character."""
    del knowledge
    for number, text in facts.body():
        for found in _HYPHEN.finditer(text):
            yield Hit(number, found.start(), found.end(), "词语之间的连接号用一字线。", ("—",))


def items_apart(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """一是…；二是…，三是…: the items of one sentence are parted by the same mark."""
    del knowledge
    for number, text in facts.body():
        for sentence in re.finditer("[^。]+", text):
            marks = list(_ITEM_MARK.finditer(sentence[0]))
            if len({found[1] for found in marks}) < 2:
                continue
            for found in marks:
                if found[1] == "，":
                    at = sentence.start() + found.start(1)
                    yield Hit(number, at, at + 1, "并列的各项之间同用分号。", ("；",))


def fragments(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """按照…模式。统筹…: an adverbial cut off by a full stop."""
    del knowledge
    for number, text in facts.body():
        for found in _FRAGMENT.finditer(text):
            yield Hit(
                number,
                found.end() - 4,
                found.end(),
                "状语还没有说完，句号要改为逗号。",
                (text[found.end() - 4 : found.end() - 1] + "，",),
            )


RULES = (
    Rule("punctuation.doubled", Severity.MUST, _STANDARD, doubled, local=True),
    Rule("punctuation.unpaired", Severity.MUST, _STANDARD, unpaired),
    Rule("punctuation.half_width", Severity.SHOULD, _STANDARD, half_width),
    Rule("punctuation.range", Severity.SHOULD, f"{_STANDARD}、{_NUMBERS}", ranges, local=True),
    Rule("punctuation.between_titles", Severity.SHOULD, f"{_STANDARD} 4.5.3.5", between_titles),
    Rule("punctuation.nested_titles", Severity.SHOULD, _STANDARD, nested_titles, local=True),
    Rule("punctuation.listed_with_comma", Severity.SHOULD, _STANDARD, listed_with_comma, local=True),
    Rule("punctuation.hyphen", Severity.SHOULD, f"{_STANDARD} 4.13", hyphens, local=True),
    Rule("punctuation.items_apart", Severity.SHOULD, _STANDARD, items_apart, local=True),
    Rule("punctuation.lead_in", Severity.SHOULD, _STANDARD, lead_in, local=True),
    Rule("punctuation.no_final_stop", Severity.SHOULD, _STANDARD, no_final_stop),
    Rule("punctuation.fragment", Severity.SHOULD, _STANDARD, fragments, local=True),
    Rule("punctuation.heading_end", Severity.SHOULD, "GB/T 9704-2012 层次序数与标题", heading_end),
    Rule("punctuation.percent", Severity.NOTE, f"{_NUMBERS}（规则N25）", percent),
    Rule("punctuation.half_brackets", Severity.NOTE, _STANDARD, half_brackets),
)
