"""Terms, levels, wrong characters in telling company, redundant wording: what lists can say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.checks.rule_helpers import pattern_hits
from fzapp.domain.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge

_DOUBLED = re.compile(
    r"(开展|加强|推进|组织|落实|进行|完善|提升|强化|通过|建立|实施|不断|积极|认真|切实|进一步|有效|深入|全面|坚持|围绕|对于|关于|情况|推动)\1"
)
_PARTICLE = re.compile(
    r"(?<![目的有标端])的的|(?<![为末明罢])了了(?!解|结|然|事|断|却)|(?<![实存所内现自潜正])在在(?!场|线|建)|是是(?!非)|(?<![温平总调])和和(?!谐|平|睦|解|美)|把把|将将(?!近)|(?<![面])对对(?!方)|(?<![当各本属])地地(?!质|方|理|处|形|面|区|震|铁|下|点|域|块)"
)
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff][\[（(【［](20\d\d)[\]）)】］]\s?(?:第)?\d{1,4}号")
_ORDINAL_OF_NUMBER = re.compile(r"(?<=〔20\d\d〕)\s*(?:第\s*|0+(?=\d)|第\s*0+(?=\d))(\d{1,4}号)")


def terms(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Terms out of use."""
    yield from pattern_hits(facts, knowledge.terms)


def levels(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Bodies and duties that a township does not have."""
    yield from pattern_hits(facts, knowledge.levels)


def confusions(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Wrong characters that their neighbours give away."""
    yield from pattern_hits(facts, knowledge.confusions)


def forms(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Redundant or ill-matched wording."""
    yield from pattern_hits(facts, knowledge.wording)


def doubled(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A word typed twice."""
    del knowledge
    for number, text in facts.body():
        for found in (*_DOUBLED.finditer(text), *_PARTICLE.finditer(text)):
            half = found[0][: len(found[0]) // 2]
            yield Hit(number, found.start(), found.end(), f"“{half}”重复了。", (half,))


def document_numbers(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """The year of a document number stands in 〔〕."""
    del knowledge
    for number, text in facts.raw():
        for found in _DOCUMENT_NUMBER.finditer(text):
            start, end = found.start(1) - 1, found.end(1) + 1
            yield Hit(number, start, end, "发文字号的年份用六角括号〔〕。", (f"〔{found[1]}〕",))
        for found in _ORDINAL_OF_NUMBER.finditer(text):
            message = "发文字号的序号不加“第”字，也不编虚位。"
            yield Hit(number, found.start(), found.end(), message, (found[1],))


RULES = (
    Rule("typo.confusion", Severity.MUST, "《通用规范汉字表》和词语用法", confusions, local=True),
    Rule("typo.doubled", Severity.SHOULD, "衍文", doubled, local=True),
    Rule("outdated_term.term", Severity.MUST, "现行称谓", terms, local=True),
    Rule("level_agency.level", Severity.MUST, "机构名称与层级相符", levels, local=True),
    Rule("grammar.form", Severity.SHOULD, "词语搭配", forms, local=True),
    Rule("format.document_number", Severity.SHOULD, "GB/T 9704-2012 发文字号", document_numbers, local=True),
)
