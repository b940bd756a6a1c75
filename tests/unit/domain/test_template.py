from __future__ import annotations

from fzapp.domain.template import ReportTemplate, SectionSpec, fill_pattern, placeholders_in
from fzapp.domain.unit import UnitProfile

UNIT = UnitProfile(level="乡", full_name="白鹭乡人民政府", short_name="白鹭乡", superior="云溪县人民政府")


def template(*sections: SectionSpec) -> ReportTemplate:
    return ReportTemplate("sample", "样本", "", "", "", sections, 3, 1, True)


def test_a_pattern_is_filled_from_unit_and_year() -> None:
    filled = fill_pattern(
        "{unit}（{short}、本{level}）向{superior}报告{year}年，安排{next_year}年", UNIT, 2026
    )

    assert filled == "白鹭乡人民政府（白鹭乡、本乡）向云溪县人民政府报告2026年，安排2027年"


def test_figure_tokens_and_unknown_names_stay_as_they_are() -> None:
    assert fill_pattern("受理{{矛盾纠纷.受理}}件，{某某}", UNIT, 2026) == "受理{{矛盾纠纷.受理}}件，{某某}"


def test_names_in_braces_are_listed_in_order() -> None:
    assert placeholders_in("{year}年{short}{year}") == ("year", "short", "year")


def test_headings_that_only_hold_others_carry_no_text() -> None:
    sections = (
        SectionSpec("lead", 0, ""),
        SectionSpec("measures", 1, "举措"),
        SectionSpec("study", 2, "学习"),
        SectionSpec("enforcement", 2, "执法"),
        SectionSpec("shortcomings", 1, "不足"),
        SectionSpec("plan", 1, "安排"),
    )

    assert [spec.id for spec in template(*sections).writable()] == [
        "lead",
        "study",
        "enforcement",
        "shortcomings",
        "plan",
    ]


def test_a_section_is_found_by_its_id() -> None:
    plan = SectionSpec("plan", 1, "安排")

    assert template(plan).section("plan") is plan
    assert template(plan).section("study") is None
