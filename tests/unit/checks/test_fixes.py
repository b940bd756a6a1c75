"""What a fix leaves behind: the finding is gone, nothing else has changed, no new one has come."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from fzapp.domain.finding import Finding, Severity
from fzapp.services.checks import CheckOptions, CheckService
from tests.unit.checks.planting import cases

ROOT = Path(__file__).resolve().parents[3]
PRACTICE = ROOT.parent / "shared/practice/reports"
TEXT = """古渡镇人民政府
关于2025年法治政府建设情况的报告

县人民政府：
2025年，古渡镇认真落实2021—2025年规划，在“12·4”国家宪法日前后集中宣传。现将有关情况报告如下。
一、主要举措和成效
（一）抓学习
全年学习12次，，参加的干部620人次。学习《重大行政决策程序条例》、《信访条例》等，推进法治国家、法治政府、法治社会一体化建设，把任务落到实处
（二）、抓执法
一是，抓队伍。三是抓监督,开展检查36次，每次用时3-5天，9:30前集合,截止12月底全部完成。
引导群众遵法学法守法用法，矛盾纠纷同比去年下降20%，法制宣传深入人心，有效的维护了稳定，群众较为满意。
发放宣传单3000份（可结合实际补充），培育“法律明白人”36名。
全程录音录象，按照古政发[2025]6号文件办理。
二、存在的不足和原因
执法力量不足，业务培训跟不上，少数干部法治意识不断加强仍有差距。
三、党政主要负责人履行推进法治建设第一责任人职责情况
主要负责人主持研究法治议题6次，包案2件。
四、2025年主要安排
继续抓好普法，补齐短板，把各项任务落到实处。

古渡镇人民政府
2026年1月12日"""


@pytest.fixture(scope="module")
def service() -> CheckService:
    return CheckService(ROOT / "resources/rules")


def fixable(findings: tuple[Finding, ...]) -> list[Finding]:
    """Findings with a way to put them right, the last first; a paragraph that goes takes all in it along."""
    chosen: list[Finding] = []
    for finding in sorted(
        findings, key=lambda f: (f.finding_class != "duplicate_paragraph", f.end - f.start)
    ):
        overlaps = any(
            f.line == finding.line and f.start < finding.end and finding.start < f.end for f in chosen
        )
        if finding.line and finding.suggestions and not overlaps:
            chosen.append(finding)
    return sorted(chosen, key=lambda f: (f.line, f.start), reverse=True)


def fixed(text: str, findings: list[Finding]) -> str:
    lines = text.split("\n")
    for finding in findings:
        line = lines[finding.line - 1]
        assert line[finding.start : finding.end] == finding.text
        lines[finding.line - 1] = line[: finding.start] + finding.suggestions[0] + line[finding.end :]
    return "\n".join(lines)


def told(findings: tuple[Finding, ...] | list[Finding]) -> Counter[tuple[str, str]]:
    return Counter((f.rule, f.text) for f in findings if f.severity is not Severity.NOTE)


def between(text: str, findings: list[Finding]) -> list[str]:
    """What stands between the places of the findings."""
    kept: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        at = 0
        for finding in sorted((f for f in findings if f.line == number), key=lambda f: f.start):
            kept.append(line[at : finding.start])
            at = finding.end
        kept.append(line[at:])
    return kept


def hold(service: CheckService, text: str, options: CheckOptions) -> None:
    """All that fixes promise, on one text."""
    before = service.check_text(text, options)
    chosen = fixable(before)
    after_text = fixed(text, chosen)
    after = service.check_text(after_text, options)
    left = told(after) & told(chosen)
    assert left == Counter()
    classes = {(f.finding_class, f.line) for f in before}
    new = told(after) - told(before)
    # A repeated sentence becomes a repeated paragraph when what stood behind one of the two is deleted.
    assert {f for f in after if (f.rule, f.text) in new and (f.finding_class, f.line) not in classes} == set()
    position = 0
    for piece in between(text, chosen):
        position = after_text.index(piece, position) + len(piece)
    assert after_text.count("2021—2025年") >= text.count("2021—2025年")
    blanks = r"(?<=[\u4e00-\u9fff])[ \u3000](?=\d)|(?<=\d)[ \u3000](?=[\u4e00-\u9fff])"
    assert len(re.findall(blanks, after_text)) <= len(re.findall(blanks, text))


def test_a_report_with_all_its_fixes(service: CheckService) -> None:
    findings = service.check_text(TEXT, CheckOptions())
    assert len(fixable(findings)) >= 18
    hold(service, TEXT, CheckOptions())
    after = fixed(TEXT, fixable(findings))
    for kept in ("“12·4”", "2021—2025年", "9:30", "2025年，古渡镇认真落实"):
        assert kept in after


def test_the_fix_of_each_planted_error_brings_no_other(service: CheckService) -> None:
    for case in cases(3)[::4]:
        hold(service, case.text, CheckOptions(last_year=case.last))


@pytest.mark.shared
@pytest.mark.skipif(not PRACTICE.exists(), reason="the shared practice set is not here")
@pytest.mark.parametrize("name", ["d01", "d02", "d03", "d04"])
def test_practice_reports_with_all_their_fixes(service: CheckService, name: str) -> None:
    hold(service, (PRACTICE / f"{name}.txt").read_text("utf-8-sig"), CheckOptions())
