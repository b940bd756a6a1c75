"""The engine: order, overlaps, what facts tell."""

from __future__ import annotations

import pytest

from fzapp.checks.engine import run
from fzapp.checks.facts import Given, ReportFacts, facts_of
from fzapp.checks.knowledge import Knowledge
from fzapp.checks.rule import Hit, Rule
from fzapp.domain.document import SourceLine
from fzapp.domain.finding import Severity
from fzapp.infra.paths import resources
from fzapp.intake.report_parser import recognise
from fzapp.text.quantities import load_lexicon

TEXT = """青石镇人民政府
关于2025年法治政府建设情况的报告
县人民政府：
2025年，全镇坚持依法行政。现将情况报告如下：
一、主要举措和成效
受理纠纷30件,化解29件。
二、存在的不足
力量不足。
三、2026年主要安排
抓好普法。

青石镇人民政府
2026年1月10日"""


@pytest.fixture
def facts() -> ReportFacts:
    lines = [SourceLine(number, line) for number, line in enumerate(TEXT.split("\n"), 1)]
    lexicon = load_lexicon((resources() / "rules/quantities.toml").read_bytes())
    return facts_of(recognise(lines), lexicon, Given())


def rule(name: str, severity: Severity, *hits: Hit) -> Rule:
    return Rule(name, severity, "依据", lambda facts, knowledge: iter(hits))


def test_parts_level_year_and_day_are_read_from_the_text(facts: ReportFacts) -> None:
    assert [str(part) for part in facts.parts] == (
        ["head"] * 4 + ["done"] * 2 + ["problem"] * 2 + ["plan"] * 2 + ["tail"] * 3
    )
    assert (facts.level, facts.year, str(facts.signed)) == ("镇", 2025, "2026-01-10")


def test_plain_lines_keep_their_length(facts: ReportFacts) -> None:
    assert facts.plain[5] == "受理纠纷30件，化解29件。"
    assert all(len(a) == len(b) for a, b in zip(facts.lines, facts.plain, strict=True))


def test_of_overlapping_findings_the_gravest_stays(facts: ReportFacts) -> None:
    rules = (
        rule("typo.a", Severity.SHOULD, Hit(6, 0, 4, "甲。"), Hit(8, 0, 2, "丙。")),
        rule("typo.b", Severity.MUST, Hit(6, 2, 6, "乙。")),
    )
    found = run(rules, facts, Knowledge({}))
    assert [(f.rule, f.line, f.text) for f in found] == [("typo.b", 6, "纠纷30"), ("typo.a", 8, "力量")]


def test_a_repeated_paragraph_does_not_hide_what_is_wrong_in_it(facts: ReportFacts) -> None:
    rules = (
        rule("duplicate_paragraph.a", Severity.MUST, Hit(6, 0, 13, "重复。")),
        rule("typo.b", Severity.SHOULD, Hit(6, 2, 4, "乙。")),
    )
    assert len(run(rules, facts, Knowledge({}))) == 2


def test_findings_on_the_whole_document_come_first(facts: ReportFacts) -> None:
    rules = (rule("missing_section.a", Severity.MUST, Hit(0, 0, 0, "甲。"), Hit(0, 0, 0, "乙。")),)
    assert [f.line for f in run(rules, facts, Knowledge({}))] == [0, 0]
