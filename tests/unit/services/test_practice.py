"""The practice archive shows an office in the middle of its year."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from fzapp.domain.report import SectionState
from fzapp.infra import paths
from fzapp.services.context import open_services
from fzapp.services.practice import make_practice


def test_practice_holds_last_year_and_half_of_this_year(tmp_path: Path) -> None:
    assert make_practice(tmp_path, paths.resources()) == 2
    services = open_services(tmp_path, paths.resources())
    this, last = services.reports.all()
    assert (this.year, last.year) == (2026, 2025)
    states = Counter(row.section.state for row in services.overview.tasks(this.id))
    assert states[SectionState.WRITTEN] >= 5
    assert states[SectionState.NOT_APPLICABLE] == 1
    point = services.overview.resume()
    assert point is not None
    assert point.section.spec == "decision_making"
    past = services.overview.past(point.section)
    assert [p.year for p in past] == [2025]
    services.close()


def test_practice_is_made_once(tmp_path: Path) -> None:
    make_practice(tmp_path, paths.resources())
    services = open_services(tmp_path, paths.resources())
    services.reports.delete(services.reports.all()[0].id)
    services.close()
    assert make_practice(tmp_path, paths.resources()) == 1
