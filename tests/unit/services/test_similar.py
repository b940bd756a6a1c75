"""Paragraphs of other years and offices on the matter of a section: the right one first, with its place."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fzapp.services.similar import LIMIT
from tests.benchmarks.score_similar import is_right, own_text, practice
from tests.unit.services.test_reuse import past_and_present

if TYPE_CHECKING:
    from fzapp.services.context import Services

TEXT = "依托综治中心建立排查、登记、分流、调处、回访机制，全年受理邻里纠纷96件，调解成功94件。"
NEW = "综治中心统一登记分流，调解员每周入户排查，受理邻里纠纷89件，成功调解88件。"


@pytest.mark.parametrize("build", [practice, own_text])
def test_the_right_paragraph_is_first_in_nine_of_ten(build: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        services, cases, _ = build(Path(folder) / "archive")
        found = [services.similar.look(case.asked) for case in cases]
        services.close()
    right = [
        bool(close) and is_right(close[0].paragraph.text, case.right)
        for close, case in zip(found, cases, strict=True)
    ]
    assert sum(right) >= 0.9 * len(right)


def test_a_paragraph_comes_with_its_place_and_what_it_has_in_common(services: Services) -> None:
    past, section = past_and_present(services, f"总起的一句话，说说这一年的做法。\n{TEXT}")
    first, *rest = services.similar.find(section, NEW)
    assert first.text == TEXT
    assert first.source == "2025年本镇年报（八）第2段"
    assert (first.section.id, first.year, first.is_own) == (past.id, 2025, True)
    assert 0.1 < first.overlap < 0.5
    assert len(rest) < LIMIT


def test_other_sections_are_found_by_what_they_say(services: Services) -> None:
    past_and_present(services, TEXT, "publicity")
    _, section = past_and_present(services, "", "disputes")
    assert services.similar.find(section, NEW)[0].text == TEXT


def test_an_empty_section_is_helped_by_what_the_template_asks_for(services: Services) -> None:
    past_and_present(services, TEXT, "publicity")
    _, section = past_and_present(services, "", "disputes")
    assert services.similar.find(section)[0].text == TEXT


def test_the_report_itself_and_later_years_are_no_past(services: Services) -> None:
    _, section = past_and_present(services, TEXT)
    services.writing.save(section.id, NEW)
    later = services.reports.create("annual_report", 2027)
    services.writing.save(services.reports.get(later).sections[5].id, NEW)
    assert [one.text for one in services.similar.find(section, NEW)] == [TEXT]


def test_words_of_another_office_are_named_as_such(services: Services) -> None:
    past, section = past_and_present(services, TEXT)
    services.reports.edit_parts(past.report_id, signature="白沙街道办事处")
    found = services.similar.find(section, NEW)[0]
    assert not found.is_own
    assert found.source == "2025年白沙街道年报（八）第1段"


def test_an_archive_without_a_past_has_nothing_similar(services: Services) -> None:
    report = services.reports.create("annual_report", 2026)
    assert services.similar.find(services.reports.get(report).sections[3], NEW) == ()
