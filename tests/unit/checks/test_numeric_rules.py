"""The table of the 42 rules for numbers names rules that exist, and tells why where there is none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from fzapp.checks.registry import RULES

ROOT = Path(__file__).resolve().parents[3]
TABLE: list[dict[str, Any]] = tomllib.loads((ROOT / "tests/data/numeric_rules.toml").read_text("utf-8"))[
    "rule"
]


def test_all_numbers_are_in_the_table() -> None:
    assert [row["id"] for row in TABLE] == [f"N{n:02}" for n in range(1, 43)]


def test_each_is_covered_by_a_rule_or_tells_why_not() -> None:
    ids = {rule.id for rule in RULES}
    assert {name for row in TABLE for name in row["covered_by"]} <= ids
    assert all(row["covered_by"] or row.get("why") for row in TABLE)
