"""Prints precision and recall for each class over errors planted by rule; run by hand, needs nothing else.

    python -m tests.benchmarks.score_planted [--list] [--write]

The errors are those of tests/unit/checks/planting.py under seeds that no test uses; false are all findings
(notes left out) on the same texts without the error and on the clean reports of tests/data/clean. `--write`
keeps the table for the help in resources/rules/scores.toml.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from fzapp.domain.finding import Finding, FindingClass, Severity
from fzapp.services.checks import CheckOptions, CheckService
from tests.unit.checks.planting import cases, is_found
from tests.unit.checks.test_planting import CLEAN, HABITS

ROOT = Path(__file__).resolve().parents[2]
SCORES = ROOT / "resources/rules/scores.toml"
SEEDS = (11, 12, 13)
_HEAD = """# Measured by tests/benchmarks/score_planted.py --write; notes (请留意) left out.
source = "Errors planted by rule into own texts, and clean reports of our own"
checked_on = "{day}"
note = "“请留意”不计；错误按规则埋进自己写的文字里，没有错误的报告里，每千字误报{rate:.2f}处。"
"""
_ROW = """
[[score]]
class = "{name}"
planted = {planted}
right = {right}
wrong = {wrong}
"""


def counted(findings: tuple[Finding, ...]) -> list[Finding]:
    """The findings that count."""
    return [finding for finding in findings if finding.severity is not Severity.NOTE]


def measure(service: CheckService, *, show: bool) -> tuple[Counter[str], Counter[str], Counter[str], float]:
    """(planted, found, false by class, false findings in 1,000 characters of clean reports)."""
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for case in (case for seed in SEEDS for case in cases(seed)):
        options = CheckOptions(last_year=case.last)
        planted[case.finding_class] += 1
        hit = is_found(case, service.check_text(case.text, options))
        found[case.finding_class] += hit
        alarms = counted(service.check_text(case.right, options))
        false.update(f.finding_class for f in alarms)
        for finding in alarms if show else ():
            print("  false", finding.rule, finding.text, finding.message)
        if show and not hit:
            print("  missed", case.finding_class, case.kind, case.wrong)
    characters = alarms_in_reports = 0
    for path in CLEAN:
        text = path.read_text("utf-8")
        alarms = [
            f
            for f in counted(service.check_text(text, CheckOptions()))
            if f.rule not in HABITS.get(path.stem, set())
        ]
        false.update(f.finding_class for f in alarms)
        characters += len(text)
        alarms_in_reports += len(alarms)
    return planted, found, false, 1000 * alarms_in_reports / characters


def main() -> None:
    """Print the table, and keep it when asked to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    planted, found, false, rate = measure(CheckService(ROOT / "resources/rules"), show=wanted.list)
    print(f"{'class':22}{'planted':>8}{'found':>7}{'false':>7}{'recall':>8}{'precision':>10}")
    for name in FindingClass:
        n, right, wrong = planted[name], found[name], false[name]
        precision = right / (right + wrong) if right + wrong else 0
        print(f"{name.value:22}{n:8}{right:7}{wrong:7}{right / n:8.2f}{precision:10.2f}")
    print(f"false findings in 1,000 characters of clean reports: {rate:.2f}")
    if wanted.write:
        rows = [
            _ROW.format(name=name.value, planted=planted[name], right=found[name], wrong=false[name])
            for name in FindingClass
        ]
        day = datetime.now(UTC).date().isoformat()
        SCORES.write_text(_HEAD.format(day=day, rate=rate) + "".join(rows), "utf-8")


if __name__ == "__main__":
    main()
