"""The parts a report must have, and sections without content."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from fzapp.checks.facts import part_of
from fzapp.checks.followup import PLAN_WORDS, PROBLEM_WORDS
from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import FRAME_RULE, UNDATED, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge

_LEGAL = {
    "done": "主要举措和成效",
    "problem": "存在的不足和原因",
    "duty": "党政主要负责人履行推进法治建设第一责任人职责的情况",
    "plan": "下一年度的主要安排",
}
_LEGAL_TITLE = re.compile("法治政府建设.*报告|法治政府.*年度报告")
"""The report that the regulation of 2019 asks for; the parts of other summaries are a matter of custom."""
_SPOKEN = re.compile("^(?:各位|同志们|尊敬的)")
_FORMAL = ("annual_report", "self_inspection", "rectification", "enforcement_statistics")
_FEWEST_HEADINGS = 2


def legal_parts(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """The four parts of an annual report."""
    del knowledge
    tops = [h for h in facts.headings if h.level == 1]
    if facts.genre != "annual_report" or len(tops) < _FEWEST_HEADINGS:
        return
    there = {part for h in tops for part in _parts_in(h.text)}
    severity = None if _LEGAL_TITLE.search("".join(facts.title.split())) else Severity.SHOULD
    for part, name in _LEGAL.items():
        if part not in there:
            yield Hit(0, 0, 0, f"缺少“{name}”这一部分。", (), severity)


def _parts_in(heading: str) -> set[str]:
    """The legal parts that a heading announces: 存在问题和下一步打算 announces two."""
    found = {part_of(heading).value}
    if any(word in heading for word in PLAN_WORDS):
        found.add("plan")
    if any(word in heading for word in PROBLEM_WORDS):
        found.add("problem")
    return found


def frame(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Title, signature and date."""
    del knowledge
    content = facts.report.content
    if not facts.genre or len(facts.headings) < _FEWEST_HEADINGS:
        return
    if not content.title:
        yield Hit(0, 0, 0, "没有标题，要补上。")
    severity = None if facts.genre in _FORMAL else Severity.SHOULD
    if not content.signature and not content.date_text:
        if not _is_spoken(facts):
            yield Hit(0, 0, 0, "文末没有署名和成文日期，要补上。", (), severity)
    elif not content.date_text:
        yield Hit(0, 0, 0, UNDATED, (), severity)
    if not content.addressee and facts.genre == "annual_report":
        yield Hit(0, 0, 0, "没有主送机关，要补上。", (), Severity.SHOULD)


def _is_spoken(facts: ReportFacts) -> bool:
    """Whether the text is read out at a meeting or by its author, and so is signed at its head or not at all."""
    spoken = _SPOKEN.match(facts.report.content.addressee) or any(_SPOKEN.match(t) for _, t in facts.body())
    return bool(spoken) or facts.genre == "leader_statement"


def empty(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A section of the first level with nothing in it."""
    del knowledge
    filled = {n for n, text in facts.body() if text.strip()}
    for heading, following in pairwise(facts.headings):
        if heading.level == following.level == 1 and not heading.inline_body:
            between = range(heading.line + 1, following.line)
            if not filled.intersection(between) and following.line > heading.line:
                text = facts.plain[heading.line - 1]
                message = "这一部分只有标题，没有内容。"
                yield Hit(heading.line, heading.column, len(text.rstrip()), message)


RULES = (
    Rule("missing_section.legal_part", Severity.MUST, "《法治政府建设与责任落实督察工作规定》", legal_parts),
    Rule(FRAME_RULE, Severity.MUST, "《党政机关公文处理工作条例》第九条", frame),
    Rule("missing_section.empty", Severity.SHOULD, "章节要有内容", empty),
)
