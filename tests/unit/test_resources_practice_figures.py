"""The draft of the practice book takes its numbers from the ledgers of the practice book."""

from __future__ import annotations

import tempfile
import tomllib
from functools import cache
from pathlib import Path

import pytest

from fzapp.domain.body import figure_names
from fzapp.domain.report import BLANK
from fzapp.services.context import open_services
from fzapp.services.practice import make_practice

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
PRACTICE = RESOURCES / "practice"


@cache
def written_draft() -> dict[str, dict[str, str]]:
    """The sections as they are stored, figures as tokens."""
    data = tomllib.loads((PRACTICE / "report_this_year.toml").read_text(encoding="utf-8"))
    return {section["id"]: section for section in data["sections"]}


@cache
def draft() -> dict[str, dict[str, str]]:
    """The sections as they are read, figures as the ledgers of the practice book have them."""
    with tempfile.TemporaryDirectory() as folder:
        make_practice(Path(folder), RESOURCES)
        services = open_services(Path(folder), RESOURCES)
        report = next(report for report in services.reports.all() if report.year == 2026)
        reader = services.figures.reader(report)
        read = {
            name: {**section, "body": reader.rendered(section["body"])}
            for name, section in written_draft().items()
        }
        services.close()
    return read


@pytest.mark.parametrize("name", ["study", "enforcement", "disputes", "publicity"])
def test_figures_of_the_draft_come_from_the_ledgers(name: str) -> None:
    assert len(figure_names(written_draft()[name]["body"])) >= 7
    assert BLANK not in draft()[name]["body"]
