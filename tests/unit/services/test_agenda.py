"""What is to be done is derived from the archive: due date, states, open checkpoints, profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.report import SectionState
from fzapp.domain.unit import UnitProfile
from fzapp.infra import paths
from fzapp.services.agenda import POINTS_TOLD, Elsewhere, Todo, Urgency, agenda, left_of_signed
from fzapp.services.context import build_services
from fzapp.storage.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fzapp.services.context import Services

UNIT = UnitProfile("镇", "青石镇人民政府", "青石镇", "平川县人民政府")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Services]:
    archive = Archive.open(tmp_path / "archive", clock=lambda: "2026-11-21T09:00:00")
    services = build_services(archive, paths.resources())
    services.reports.set_unit(UNIT)
    yield services
    services.close()


def todos(office: Services, report_id: int) -> tuple[Todo, ...]:
    overview = office.overview
    return agenda(overview.tasks(report_id), overview.progress(report_id), office.reports.unit())


def leaves(office: Services, report_id: int) -> list[int]:
    return [row.section.id for row in office.overview.tasks(report_id) if not row.has_children]


def test_untouched_sections_are_counted_and_lead_to_the_first(office: Services) -> None:
    report_id = office.reports.create("annual_report", 2026)
    (todo,) = todos(office, report_id)
    assert todo.text == f"导语和{office.overview.progress(report_id).total}节还没有开始写"
    assert todo.section_id == leaves(office, report_id)[0]
    assert todo.urgency is Urgency.FILL


def test_a_single_untouched_section_is_named(office: Services) -> None:
    report_id = office.reports.create("annual_report", 2026)
    first, *rest = leaves(office, report_id)
    for section_id in rest:
        office.writing.set_state(section_id, SectionState.NOT_APPLICABLE, "本年没有这项工作")
    todo = todos(office, report_id)[0]
    assert todo.text == "导语：还没有开始写"
    assert todo.section_id == first


def test_open_numbers_are_told_wherever_they_stand(office: Services) -> None:
    """Also in a heading that holds others, and in a section that its writer has called written."""
    report_id = office.reports.create("annual_report", 2026)
    parent = next(row.section for row in office.overview.tasks(report_id) if row.has_children)
    leaf = leaves(office, report_id)[-1]
    for section_id in (parent.id, leaf):
        office.writing.save(section_id, "开展普法活动____场，化解纠纷____件。")
        office.writing.set_state(section_id, SectionState.WRITTEN)
    told = [todo for todo in todos(office, report_id) if "有2个数还没填" in todo.text]
    assert [todo.section_id for todo in told] == [parent.id, leaf]
    assert {todo.urgency for todo in told} == {Urgency.FILL}


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-11-20", "报送期限已过1天"),
        ("2026-11-21", "今天就是报送期限"),
        ("2026-12-05", "离报送期限还有14天"),
    ],
)
def test_a_near_due_date_comes_first(office: Services, due: str, words: str) -> None:
    report_id = office.reports.create("annual_report", 2026)
    office.reports.set_due_date(report_id, due)
    first = todos(office, report_id)[0]
    assert first.text.startswith(words)
    assert first.urgency is Urgency.MUST


def test_a_due_date_far_off_is_not_told(office: Services) -> None:
    report_id = office.reports.create("annual_report", 2026)
    office.reports.set_due_date(report_id, "2026-12-06")
    assert all("期限" not in todo.text for todo in todos(office, report_id))


@pytest.mark.parametrize(
    ("days", "words", "urgency"),
    [
        (-3, "报送期限已过3天", Urgency.MUST),
        (0, "今天就是报送期限", Urgency.MUST),
        (14, "离报送期限还有14天", Urgency.MUST),
        (15, "离报送期限还有15天", Urgency.REMIND),
        (None, "已经签发，还没有报送", Urgency.REMIND),
    ],
)
def test_a_signed_report_is_still_to_be_handed_in(days: int | None, words: str, urgency: Urgency) -> None:
    (only,) = left_of_signed(days, sent=False)
    assert only.text.endswith(words)
    assert only.urgency is urgency
    assert only.elsewhere is Elsewhere.SUBMIT
    assert left_of_signed(days, sent=True) == ()


def test_a_report_without_a_due_date_has_no_days_left(office: Services) -> None:
    report_id = office.reports.create("annual_report", 2026)
    change = office.reports.set_due_date(report_id, "")
    assert office.overview.progress(report_id).days_left is None
    assert change is not None
    assert "报送期限" in change.op.label


def test_written_sections_with_open_points_are_named_then_counted(office: Services) -> None:
    report_id = office.reports.create("annual_report", 2026)
    for section_id in leaves(office, report_id):
        office.writing.save(section_id, "全年工作按部署推进。")
        office.writing.set_state(section_id, SectionState.WRITTEN)
    unsigned, *found = todos(office, report_id)
    assert unsigned == Todo(Urgency.REMIND, "各节都写完了，还没有签发", elsewhere=Elsewhere.CHECK)
    assert [todo.urgency for todo in found] == [Urgency.REMIND] * (POINTS_TOLD + 1)
    assert "个要点没写到" in found[0].text
    assert found[-1].text.startswith("另有")


def test_a_written_report_that_nobody_signed_is_overdue_like_any_other(office: Services) -> None:
    report_id = office.reports.create("annual_report", 2026)
    office.reports.set_due_date(report_id, "2026-11-20")
    for section_id in leaves(office, report_id):
        office.writing.set_state(section_id, SectionState.NOT_APPLICABLE, "本年没有这项工作")
    first = todos(office, report_id)[0]
    assert first == Todo(Urgency.MUST, "报送期限已过1天，各节都写完了，还没有签发", elsewhere=Elsewhere.CHECK)


def test_findings_stand_before_missing_figures(office: Services) -> None:
    report_id = office.reports.create("annual_report", 2026)
    lead, second, *rest = leaves(office, report_id)
    office.writing.set_state(lead, SectionState.AWAITING_FIGURES)
    office.writing.set_state(second, SectionState.HAS_FINDINGS)
    for section_id in rest:
        office.writing.set_state(section_id, SectionState.NOT_APPLICABLE, "本年没有这项工作")
    assert [todo.section_id for todo in todos(office, report_id)] == [second, lead]


def test_a_missing_profile_leads_to_the_settings(office: Services) -> None:
    report_id = office.reports.create("annual_report", 2026)
    office.reports.set_unit(UnitProfile("镇", "青石镇人民政府"))
    last = todos(office, report_id)[-1]
    assert last.text == "本单位情况还缺简称、主送机关"
    assert last.elsewhere is Elsewhere.SETTINGS
