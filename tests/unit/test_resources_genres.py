from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from fzapp.domain.template import ReportTemplate, SectionSpec
from fzapp.domain.unit import UnitProfile
from fzapp.services.templates import TemplateLibrary, addressee_for, due_date, heading_for, title_for
from fzapp.text.coverage import covered

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "genres"
LIBRARY = TemplateLibrary(FOLDER)
UNIT = UnitProfile(full_name="青石镇人民政府", short_name="青石镇", superior="云溪县人民政府")
GENRES = (
    "annual_report",
    "self_inspection",
    "demonstration",
    "leader_statement",
    "half_year",
    "publicity_summary",
    "rectification",
    "enforcement_statistics",
)
# sessions, plans and campaigns that will be others in a few years
FLEETING = re.compile(r"[一二三四五六七八九十]+届|[六七八九]五|十[三四五六]五|20\d\d[—-]20\d\d年")

each_genre = pytest.mark.parametrize("genre_id", GENRES)


def shown_texts(template: ReportTemplate) -> list[str]:
    """What a clerk reads while writing."""
    return [text for spec in template.sections for text in texts_of(spec)]


def texts_of(spec: SectionSpec) -> list[str]:
    points = [text for point in spec.checkpoints for text in (point.text, point.basis)]
    return [spec.heading, spec.hint, spec.zero_statement, *points]


def test_all_eight_genres_are_there_in_order() -> None:
    assert tuple(LIBRARY.names()) == GENRES
    assert [template.id for template in LIBRARY.all()] == list(GENRES)


def test_the_annual_report_has_the_five_legal_parts_in_order() -> None:
    template = LIBRARY.get("annual_report")

    assert template.required == ("measures", "shortcomings", "first_responsible", "plan", "other")
    assert [heading_for(spec, UNIT, 2026) for spec in template.sections if spec.level == 1] == [
        "2026年推进法治政府建设的主要举措和成效",
        "2026年推进法治政府建设存在的不足和原因",
        "2026年党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况",
        "2027年推进法治政府建设的主要安排",
        "其他需要报告的情况",
    ]


def test_the_annual_report_has_its_sections() -> None:
    template = LIBRARY.get("annual_report")

    assert [spec.id for spec in template.sections if not spec.optional] == [
        "lead", "measures", "study", "organisation", "government_services", "normative_documents", "decision_making",
        "enforcement", "oversight", "disputes", "publicity", "legal_services", "shortcomings", "first_responsible", "plan",
    ]  # fmt: skip
    assert [spec.id for spec in template.sections if spec.optional] == [
        "emergency",
        "digital",
        "special_groups",
        "other",
    ]


def test_a_normal_annual_report_keeps_to_five_thousand_characters() -> None:
    usual = [spec.words for spec in LIBRARY.get("annual_report").writable() if not spec.optional]

    assert sum(most for _, most in usual) <= 5000
    assert 2000 <= sum(least for least, _ in usual) <= 3000


def test_the_plan_is_at_most_a_quarter() -> None:
    usual = [spec for spec in LIBRARY.get("annual_report").writable() if not spec.optional]
    plan = next(spec for spec in usual if spec.id == "plan")

    assert plan.words[1] * 4 <= sum(spec.words[1] for spec in usual)


@pytest.mark.parametrize(
    ("genre_id", "due"),
    [
        ("annual_report", date(2027, 3, 1)),
        ("enforcement_statistics", date(2027, 1, 31)),
        ("leader_statement", date(2027, 1, 31)),
        ("half_year", date(2026, 7, 10)),
        ("publicity_summary", date(2026, 12, 15)),
    ],
)
def test_due_dates(genre_id: str, due: date) -> None:
    assert due_date(LIBRARY.get(genre_id), 2026) == due


def test_titles_name_unit_matter_and_genre() -> None:
    annual = LIBRARY.get("annual_report")

    assert title_for(annual, UNIT, 2026) == "青石镇人民政府关于2026年度法治政府建设情况的报告"
    assert addressee_for(annual, UNIT, 2026) == "云溪县人民政府："


@each_genre
def test_titles_have_no_gap_and_no_end_mark(genre_id: str) -> None:
    title = title_for(LIBRARY.get(genre_id), UNIT, 2026)

    assert "{" not in title
    assert title[-1] not in "。：；，"
    assert "2026" in title


@each_genre
def test_every_section_to_write_has_hint_checkpoints_and_words(genre_id: str) -> None:
    for spec in LIBRARY.get(genre_id).writable():
        assert spec.hint, spec.id
        assert spec.checkpoints, spec.id
        assert spec.words[1] > 0, spec.id


@each_genre
def test_every_checkpoint_names_its_basis(genre_id: str) -> None:
    for spec in LIBRARY.get(genre_id).sections:
        for point in spec.checkpoints:
            assert point.basis, (spec.id, point.id)
            assert not re.search(r"[A-Za-z]", point.basis), (spec.id, point.id)


@each_genre
def test_every_checkpoint_can_tick_by_itself(genre_id: str) -> None:
    points = [point for spec in LIBRARY.get(genre_id).sections for point in spec.checkpoints]

    assert [point.text for point in points if not point.any_of] == []


@each_genre
def test_no_checkpoint_is_covered_before_a_word_is_written(genre_id: str) -> None:
    for spec in LIBRARY.get(genre_id).sections:
        assert not any(covered(point, "") for point in spec.checkpoints)
        assert all(point.figure or not covered(point, "一是") for point in spec.checkpoints), spec.id


@each_genre
def test_nothing_that_changes_with_the_years_is_hard_wired(genre_id: str) -> None:
    found = [text for text in shown_texts(LIBRARY.get(genre_id)) if FLEETING.search(text)]

    assert found == []


@each_genre
def test_sources_are_dated(genre_id: str) -> None:
    template = LIBRARY.get(genre_id)

    assert template.source
    assert date.fromisoformat(template.valid_from) < date.fromisoformat(template.checked_on)


@each_genre
def test_the_due_date_says_how_firm_it_is(genre_id: str) -> None:
    assert "为准" in LIBRARY.get(genre_id).due_note


@each_genre
def test_set_phrases_are_complete(genre_id: str) -> None:
    text = "".join(shown_texts(LIBRARY.get(genre_id)))

    for wrong in ("法制宣传", "重大执法决定法治审核", "学法守法用法", "督查工作规定", "乡村振兴法"):
        assert wrong not in text
