"""Errors planted by rule into clean texts are found, in every class, and clean texts stay without findings."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from fzapp.domain.finding import Finding, FindingClass, Severity
from fzapp.services.checks import CheckOptions, CheckService, CheckSession
from tests.unit.checks.planting import Case, cases, is_found

ROOT = Path(__file__).resolve().parents[3]
CLEAN = sorted((ROOT / "tests/data/clean").glob("*.txt"))
HABITS = {
    "rough_format": {"missing_section.frame", "missing_section.legal_part", "punctuation.half_width"},
    "village_plain": {"missing_section.frame", "missing_section.legal_part"},
}
"""What is rightly said of the texts written carelessly on purpose: parts left out, half-width marks."""
SEEDS = range(1, 1 + int(os.environ.get("FZAPP_PLANTINGS", "1")))
"""Each takes half a minute: more are planted on request."""
LEAST_RECALL = 0.9
GENRES = 8


@pytest.fixture(scope="module")
def service() -> CheckService:
    return CheckService(ROOT / "resources/rules")


def counted(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """(rule, text) of what counts: no notes."""
    return [(f.rule, f.text) for f in findings if f.severity is not Severity.NOTE]


def check(session: CheckSession, case: Case, text: str) -> tuple[Finding, ...]:
    """A session gives the findings of a whole check, and spares the lines that all cases share."""
    if case.last:
        return session.service.check_text(text, CheckOptions(last_year=case.last))
    return session.check_text(text)


@pytest.fixture(scope="module")
def session(service: CheckService) -> CheckSession:
    return service.session(CheckOptions())


@pytest.mark.parametrize("seed", SEEDS)
def test_planted_errors_are_found_in_every_class(session: CheckSession, seed: int) -> None:
    found: Counter[FindingClass] = Counter()
    planted: Counter[FindingClass] = Counter()
    for case in cases(seed):
        planted[case.finding_class] += 1
        found[case.finding_class] += is_found(case, check(session, case, case.text))
    assert set(planted) == set(FindingClass)
    weak = {
        name.value: (found[name], planted[name])
        for name in planted
        if found[name] < LEAST_RECALL * planted[name]
    }
    assert weak == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_texts_without_the_error_raise_no_alarm(session: CheckSession, seed: int) -> None:
    alarms = {
        (case.kind, alarm) for case in cases(seed) for alarm in counted(check(session, case, case.right))
    }
    assert alarms == set()


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_clean_reports_of_other_hands_raise_no_alarm(service: CheckService, path: Path) -> None:
    found = counted(service.check_text(path.read_text("utf-8"), CheckOptions()))
    assert [entry for entry in found if entry[0] not in HABITS.get(path.stem, set())] == []


def test_the_clean_reports_cover_every_genre() -> None:
    from fzapp.domain.document import SourceLine
    from fzapp.intake.report_parser import recognise

    genres = {
        recognise(
            [SourceLine(n, line) for n, line in enumerate(path.read_text("utf-8").split("\n"), 1)]
        ).genre
        for path in CLEAN
    }
    assert len(genres - {""}) == GENRES
