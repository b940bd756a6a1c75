"""Every rule finds its wrong examples and leaves its right ones alone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from fzapp.checks.registry import RULES
from fzapp.domain.finding import FindingClass
from fzapp.domain.unit import profile_from
from fzapp.services.checks import CheckOptions, CheckService

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES: list[dict[str, Any]] = tomllib.loads((ROOT / "resources/rules/examples.toml").read_text("utf-8"))[
    "rule"
]
CASES = [
    pytest.param(rule, text, right, id=f"{rule['id']}-{'right' if right else 'wrong'}-{number}")
    for rule in EXAMPLES
    for right in (False, True)
    for number, text in enumerate(rule["right" if right else "wrong"])
]


@pytest.fixture(scope="module")
def service() -> CheckService:
    return CheckService(ROOT / "resources/rules")


def options(rule: dict[str, Any]) -> CheckOptions:
    return CheckOptions(
        year=rule.get("year", 2025),
        genre=rule.get("genre", ""),
        unit=profile_from({"level": rule.get("level", "镇"), **rule.get("unit", {})}),
        last_year=tuple(rule.get("last", ())),
        public=rule.get("public", False),
    )


@pytest.mark.parametrize(("rule", "text", "right"), CASES)
def test_example(service: CheckService, rule: dict[str, Any], text: str, right: bool) -> None:
    long = text if right else text + text.rsplit("\n", maxsplit=1)[-1] * rule.get("repeat", 0)
    found = {finding.rule for finding in service.check_text(long, options(rule))}
    assert (rule["id"] in found) is not right


def test_every_rule_has_two_wrong_and_two_right_examples() -> None:
    told = {rule["id"]: (len(rule["wrong"]), len(rule["right"])) for rule in EXAMPLES}
    assert {rule.id for rule in RULES} == set(told)
    assert all(wrong >= 2 and right >= 2 for wrong, right in told.values())


def test_ids_begin_with_a_class_and_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.finding_class in FindingClass for rule in RULES)


def test_messages_are_chinese_sentences(service: CheckService) -> None:
    for rule in EXAMPLES:
        for text in rule["wrong"]:
            for finding in service.check_text(text, options(rule)):
                assert finding.message.endswith("。")
                assert not re.search(
                    r"(?<![申])请|抱歉|非法|无效|[A-Za-z]{4,}", finding.message.replace(finding.text, "")
                )
                assert finding.basis
