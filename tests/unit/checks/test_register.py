"""The register of laws tells for each entry where it is from and when it was looked up."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
RAW: dict[str, Any] = tomllib.loads((ROOT / "resources/rules/laws.toml").read_text("utf-8"))


def test_every_entry_has_a_source_and_a_day() -> None:
    for entry in (*RAW["law"], *RAW["replaced"]):
        assert entry["source"], entry["name"]
        assert entry["checked_on"] >= date(2026, 11, 1), entry["name"]


def test_names_are_written_once() -> None:
    names = [(entry["name"], entry.get("years", "")) for entry in RAW["law"]]
    assert len(names) == len(set(names))
    assert len(RAW["known"]) == len(set(RAW["known"]))


def test_what_was_replaced_is_not_in_force_in_the_register() -> None:
    assert not {entry["name"] for entry in RAW["law"]} & {entry["name"] for entry in RAW["replaced"]}
