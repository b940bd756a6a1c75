"""What stayed from an earlier year: years in headings and sentences, finished periods, meetings to come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import FiveYears, Knowledge

_YEAR = re.compile(
    r"(?<![\d—\-–~第])(20\d\d)年(?!\d|—|-|–|~|以来|起|底|初|末|度|前|后|至|到|代|的|版|修|制定|印发|发布|出台|上|下|间)"
)
_OPENING = re.compile(
    r"(?:(?<=[。；，])|^[\s\u3000]*|(?<=[一二三四五六七八九十]是))(20\d\d)年(全年|，|(?:新|共|累计|全|我|本|镇|乡|街道|开展|组织|举办|召开|办理|受理|调解|排查)(?=[\u4e00-\u9fff，]))"
)
_PAST = re.compile(
    "曾|获评|荣获|被评|原|此前|同期|相比|比|较|上年|去年|先后|启动|成立|以来|历年|创建成功|存量|积案|遗留|制定|印发|修订|公布|《|接续|在此基础"
)
_COUNT = re.compile(r"\d+(?:\.\d+)?(?:万|余)*(?:个|件|场|次|起|份|名|人|期|条|处|篇|项|户)")
_PLANNED = re.compile(
    r"(?:(?<=[。；])|^[\s\u3000]*|(?<=，)(?!20\d\d年，))(20\d\d)年"
    r"(?=，|计划|将|拟|力争|预计|打算|继续|重点(?:抓|做|开展))"
)
"""The year at the head of a plan: 2026年，…; 2026年计划…."""

_DEADLINE = re.compile(r"(20\d\d)年(\d{1,2})月(?:底|末|\d{1,2}日|上旬|中旬|下旬)?(?:以?前)")
_ISSUED = re.compile(
    r"(?:制定|印发|出台|制发|下发)(?:并\w{2})?了?《[^《》]{0,30}?(?P<year>20\d\d)年(?:度)?(?![—\-–~至])"
    r"(?![^《》]{0,30}(?:考核|评议|考评|总结|决算|通报))[^《》]{0,30}(?:要点|计划|方案|清单|目录|安排|通知)》"
)
_YEARLY = ("half_year",)
_PERIOD = re.compile(r"“?((?:十[二三四五]|[四五六七八九])五)”?(普法|规划|时期)")


def headings(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """二、2024年…存在的不足 in a report on 2025; plans are for the year after."""
    del knowledge
    year = facts.year
    if year is None or facts.genre in _YEARLY:
        return
    for heading in facts.headings:
        if heading.level != 1:
            continue
        text = facts.plain[heading.line - 1]
        found = re.search(r"(20\d\d)年", text[heading.column : heading.column + 40])
        if not found:
            continue
        part = facts.part(heading.line)
        expected = year + 1 if part == "plan" else year
        told = int(found[1])
        if told != expected and (part == "plan" or told < year):
            start = heading.column + found.start()
            right = f"{expected}年"
            yield Hit(heading.line, start, start + 5, f"这一部分写的应是{right}。", (right,))


def plans(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """2024年，我将… in the plans of a report on 2024."""
    del knowledge
    year = facts.year
    if year is None or facts.genre in _YEARLY:
        return
    for number, text in facts.body():
        if facts.part(number) != "plan" or number in facts.top_lines:
            continue
        for found in _PLANNED.finditer(text):
            if int(found[1]) <= year:
                right, start = f"{year + 1}年", found.start(1)
                yield Hit(number, start, start + 5, f"打算是下一年的，应为{right}。", (right,))


def past_deadlines(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """确保2024年6月底前完成 in the plans of a report signed in December."""
    del knowledge
    signed = facts.signed
    if signed is None:
        return
    for number, text in facts.body():
        if facts.part(number) != "plan":
            continue
        for found in _DEADLINE.finditer(text):
            told = (int(found[1]), int(found[2]))
            if (signed.year - 1, 1) <= told < (signed.year, signed.month):
                yield Hit(number, found.start(), found.end(), "打算里的期限早于成文日期，要改。")


def issued(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """制定《…2024年普法工作要点》 among what was done in 2025: a plan of the year before is last year's sentence."""
    del knowledge
    year = facts.year
    if year is None:
        return
    for number, text in facts.body():
        if facts.part(number) not in ("done", "duty", "head"):
            continue
        for found in _ISSUED.finditer(text):
            start = max(text.rfind(mark, 0, found.start()) for mark in "。；") + 1
            if int(found["year"]) == year - 1 and f"{year - 1}年" not in text[start : found.start()]:
                right = f"{year}年"
                at = found.start("year")
                yield Hit(number, at, at + 5, f"今年制定的应是{right}的，疑是沿用往年的年份。", (right,))


def this_years_work(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """An earlier year at the head of a clause that counts what was done this year."""
    del knowledge
    year = facts.year
    if year is None:
        return
    for number, text in facts.body():
        part = facts.part(number)
        if part not in ("done", "duty", "head") or number in facts.top_lines or number == 1:
            continue
        for found in _OPENING.finditer(text):
            told = int(found[1])
            if told >= year or told < year - 3:
                continue
            end = min((at for m in "。；" if (at := text.find(m, found.end())) >= 0), default=len(text))
            start = max(text.rfind("。", 0, found.start()), text.rfind("；", 0, found.start())) + 1
            sentence = text[start:end]
            if _PAST.search(sentence) or f"{year}年" in sentence or "今年" in sentence:
                continue
            if part != "head" and not _COUNT.search(text[found.end() : end]):
                continue
            right = f"{year}年"
            at = found.start(1)
            yield Hit(number, at, at + 5, f"报告的是{right}的工作，疑是沿用往年的年份。", (right,))


def periods(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """“六五”普法 in a report on 2023."""
    year = facts.year
    if year is None:
        return
    by_name = {p.name: p for p in knowledge.periods}
    for sentence in facts.sentences():
        for found in _PERIOD.finditer(sentence.text):
            period = by_name.get(found[1])
            if period is None or period.first <= year <= period.last:
                continue
            if facts.part(sentence.line) == "plan" and period.first == year + 1:
                continue
            yield from _period_hit(sentence.text, sentence.line, sentence.start, found, period, year)


def _period_hit(
    text: str, line: int, offset: int, found: re.Match[str], period: FiveYears, year: int
) -> Iterator[Hit]:
    years = [int(y) for y in re.findall(r"(20\d\d)年", text)]
    if any(period.first <= y <= period.last for y in years) and year not in years:
        return
    near = text[max(0, found.start() - 8) : found.end() + 8]
    late = year in (period.last + 1, period.first - 1) or re.search(
        "期间|以来|末|收官|开局|谋划|编制|展望", near
    )
    if re.search("曾|获评|荣获|先进|表彰", text) or (found[2] != "普法" and late):
        return
    start = offset + found.start()
    message = f"“{period.name}”是{period.first}—{period.last}年，与{year}年的报告不符。"
    severity = Severity.NOTE if late else None
    yield Hit(line, start, offset + found.end(), message, (), severity)


def future_meetings(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A meeting that was held after the report was signed."""
    day = facts.signed
    for number, text in facts.body():
        for meeting in knowledge.meetings:
            later = (
                day < meeting.held if day else facts.year is not None and facts.year + 1 < meeting.held.year
            )
            if not later:
                continue
            for word in meeting.words:
                at = text.find(word)
                if at >= 0:
                    message = f"“{word}”在报告成文以后才有（{meeting.held.year}年{meeting.held.month}月）。"
                    yield Hit(number, at, at + len(word), message)


RULES = (
    Rule("stale_year.heading", Severity.MUST, "标题年份与报告年度一致（规则N11）", headings),
    Rule("stale_year.plan", Severity.MUST, "打算写下一年（规则N11）", plans, local=True),
    Rule(
        "stale_year.deadline", Severity.SHOULD, "打算的期限在成文以后（规则N11）", past_deadlines, local=True
    ),
    Rule("stale_year.issued", Severity.SHOULD, "年份与报告年度一致（规则N11）", issued, local=True),
    Rule(
        "stale_year.this_year", Severity.SHOULD, "年份与报告年度一致（规则N11）", this_years_work, local=True
    ),
    Rule("outdated_term.period", Severity.MUST, "五年规划的阶段（规则N33）", periods, local=True),
    Rule("stale_year.meeting", Severity.MUST, "会议时间（规则N34）", future_meetings, local=True),
)
