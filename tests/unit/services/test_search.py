"""Searching: one question to reports, ledgers, evidence and help; what is nearest comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.unit import Leader, UnitProfile
from fzapp.services import search
from fzapp.services.search import EVERYWHERE, Facets, Near, Scope

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.report import Section
    from fzapp.services.context import Services


@pytest.fixture
def years(services: Services) -> dict[int, Section]:
    """Three reports with one sentence in the same section of each."""
    written: dict[int, Section] = {}
    for year in (2023, 2024, 2025):
        report = services.reports.create("annual_report", year)
        section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
        services.writing.save(section.id, f"首段。\n{year}年法律顾问审查合同12件。", 3)
        written[year] = section
    return written


def test_a_paragraph_is_found_with_its_place_and_the_marked_words(
    services: Services, years: dict[int, Section]
) -> None:
    found = services.search.find("顾问 12件", (Scope.REPORTS,))
    assert found.total == 3
    hit = found.hits[0]
    assert (hit.kind, hit.paragraph, hit.year) == ("paragraph", 2, 2025)
    assert [hit.text[a:b] for a, b in hit.spans] == ["顾问", "12件"]
    assert hit.id == years[2025].id


def test_the_year_at_hand_and_the_same_section_come_first(
    services: Services, years: dict[int, Section]
) -> None:
    near = services.search.find("法律顾问", (Scope.REPORTS,), near=Near(year=2023)).hits
    assert [hit.year for hit in near] == [2023, 2024, 2025]
    other = services.reports.create("annual_report", 2024)
    elsewhere = [r.section for r in services.overview.tasks(other) if r.section.level == 2][3]
    services.writing.save(elsewhere.id, "聘请法律顾问。", 0)
    same = services.search.find(
        "法律顾问", (Scope.REPORTS,), near=Near(spec=years[2023].spec, year=2024)
    ).hits
    assert same[-1].id == elsewhere.id


def test_facets_narrow_what_is_shown_and_counted(services: Services, years: dict[int, Section]) -> None:
    found = services.search.find("法律顾问", (Scope.REPORTS,), facets=Facets(year=2024))
    assert (found.total, [hit.year for hit in found.hits]) == (1, [2024])
    assert services.search.find("法律顾问", facets=Facets(genre="half_year")).counts[Scope.REPORTS] == 0
    spec = years[2024].spec
    assert services.search.find("法律顾问", (Scope.REPORTS,), facets=Facets(spec=spec)).total == 3


def test_a_row_of_a_ledger_is_found_by_its_values_and_not_by_names_of_fields(services: Services) -> None:
    kind = services.ledgers.kind("L16")
    column = next(c for c in kind.columns if c.type.value == "text")
    services.ledgers.add(kind, 2026, {column.id: "石桥村水渠 A区"})
    (hit,) = services.search.find("水渠 a区", (Scope.LEDGERS,)).hits
    assert (hit.kind, hit.year, hit.title, hit.section) == ("row", 2026, kind.name, "L16")
    assert services.search.find(column.id, (Scope.LEDGERS,)).total == 0
    services.archive.revert(services.archive.undoable())
    assert services.search.find("水渠", (Scope.LEDGERS,)).total == 0


def test_an_answer_that_took_too_long_says_that_it_is_not_whole(services: Services) -> None:
    kind = services.ledgers.kind("L16")
    column = next(c for c in kind.columns if c.type.value == "text")
    services.ledgers.add(kind, 2026, {column.id: "石桥村水渠"})
    assert services.search.find("水渠").whole
    found = services.search.find("水渠", patience=-1.0)
    assert (found.total, found.whole) == (0, False)


def test_letters_find_ledgers_and_reports_by_the_initials_of_their_names(
    services: Services, years: dict[int, Section]
) -> None:
    del years
    ledgers = services.search.find("mdjf", (Scope.LEDGERS,)).hits
    assert "矛盾纠纷" in ledgers[0].title
    reports = services.search.find("qsz", (Scope.REPORTS,)).hits
    assert {hit.kind for hit in reports} == {"report"}


def test_help_and_evidence_answer_too(services: Services, tmp_path: Path) -> None:
    kind = services.ledgers.kind("L16")
    services.ledgers.add(kind, 2026, {kind.period_column: "2026-05-06"})
    (row,) = services.ledgers.rows(kind, 2026)
    proof = tmp_path / "水渠调解笔录.txt"
    proof.write_text("到场", encoding="utf-8")
    services.attachments.attach(row.id, [proof])
    (hit,) = services.search.find("调解笔录", (Scope.EVIDENCE,)).hits
    assert (hit.kind, hit.title) == ("evidence", proof.name)
    assert services.search.find("快捷键", (Scope.HELP,)).total
    assert set(services.search.find("帮助", EVERYWHERE).counts) == set(Scope)


def test_every_row_is_counted_when_there_is_time(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_ROWS", 2)
    kind = services.ledgers.kind("L16")
    column = next(c for c in kind.columns if c.type.value == "text")
    for number in range(5):
        services.ledgers.add(kind, 2026, {column.id: f"水渠{number}"})
    hasty = services.search.find("水渠", (Scope.LEDGERS,))
    assert (hasty.total, hasty.whole) == (2, False)
    whole = services.search.find("水渠", (Scope.LEDGERS,), 1, patience=search.ENDLESS)
    assert (whole.total, len(whole.hits), whole.whole) == (5, 1, True)


def test_bound_figures_are_shown_as_numbers(services: Services) -> None:
    report = services.reports.create("annual_report", 2026)
    section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
    services.writing.save(section.id, "调解纠纷{{矛盾纠纷.总数}}件，成效明显。", 0)
    (hit,) = services.search.find("成效明显", (Scope.REPORTS,)).hits
    assert "{{" not in hit.text


@pytest.mark.parametrize("query", ["", "   ", "\t\n"])
def test_nothing_is_found_for_nothing(services: Services, query: str) -> None:
    assert services.search.find(query).total == 0


@pytest.mark.parametrize("query", ['"', "'", "*", "%", "_", "\\", "AND", "(", "……", "a" * 400, "鑫 " * 100])
def test_no_mark_is_a_command(services: Services, years: dict[int, Section], query: str) -> None:
    del years
    found = services.search.find(query, (Scope.REPORTS, Scope.LEDGERS))
    assert found.total == 0


def test_the_index_can_be_made_anew(services: Services, years: dict[int, Section]) -> None:
    del years
    before = services.search.find("法律顾问").hits
    services.search.rebuild()
    assert services.search.find("法律顾问").hits == before


def test_names_of_the_unit_profile_are_found_by_their_initials(services: Services) -> None:
    services.reports.set_unit(UnitProfile(villages=("石桥村",), leaders=(Leader("闻人雪", "镇长"),)))
    report = services.reports.create("annual_report", 2026)
    section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
    services.writing.save(section.id, "石桥村修了水渠。\n闻人雪到会讲法。\n石桥村的闻人雪。", 0)
    kind = services.ledgers.kind("L16")
    column = next(c for c in kind.columns if c.type.value == "text")
    services.ledgers.add(kind, 2026, {column.id: "石桥村水渠纠纷"})
    found = services.search.find("sqc", (Scope.REPORTS, Scope.LEDGERS))
    assert (found.counts[Scope.REPORTS], found.counts[Scope.LEDGERS]) == (2, 1)
    assert [hit.text[a:b] for hit in found.hits for a, b in hit.spans] == ["石桥村"] * 3
    assert services.search.find("sqc wrx", (Scope.REPORTS,)).total == 0
    assert services.search.find("sqc 闻人雪", (Scope.REPORTS,)).total == 1
