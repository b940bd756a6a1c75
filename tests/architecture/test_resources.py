"""Facts stand in resources with their source and the day they were checked; every file can be read."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.architecture.source import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted((ROOT / "resources").rglob("*.toml"))
PROVED = ("rules", "genres", "ledgers")
"""Folders whose facts rest on law or standard and can go out of date."""


def load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def provenance_faults(table: dict[str, Any]) -> list[str]:
    """What a file does not say about where its facts come from."""
    faults: list[str] = []
    if not str(table.get("source", "")).strip():
        faults.append("no source")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(table.get("checked_on", ""))):
        faults.append("no checked_on (2026-01-31)")
    return faults


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_file_is_toml_in_utf8_with_short_line_ends(path: Path) -> None:
    assert load(path)
    assert b"\r" not in path.read_bytes()


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.parent.name in PROVED],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_facts_say_where_they_come_from(path: Path) -> None:
    assert provenance_faults(load(path)) == []


def test_a_file_without_provenance_is_seen() -> None:
    assert provenance_faults({"source": " ", "checked_on": "last year"}) == [
        "no source",
        "no checked_on (2026-01-31)",
    ]
    assert provenance_faults({"source": "GB/T 9704-2012", "checked_on": "2026-11-20"}) == []
