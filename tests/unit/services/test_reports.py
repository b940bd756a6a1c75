"""A report from the template: made, written, reordered, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.report import SectionState
from fzapp.storage import drafts

if TYPE_CHECKING:
    from fzapp.domain.report import Section
    from fzapp.services.context import Services
    from tests.unit.services.conftest import Clock


@pytest.fixture
def report_id(services: Services) -> int:
    return services.reports.create("annual_report", 2026)


def leaf(services: Services, report_id: int, index: int = 0) -> Section:
    return [row.section for row in services.overview.tasks(report_id) if row.section.level == 2][index]


def test_new_report_is_headed_for_the_office_and_the_year(services: Services, report_id: int) -> None:
    report = services.reports.get(report_id)
    assert "2026年" in report.content.title
    assert "青石镇" in report.content.title
    assert report.content.addressee == "云溪县人民政府："
    assert report.content.signature == "青石镇人民政府"
    assert report.due_date == "2027-03-01"


def test_sections_are_numbered_by_their_place(services: Services, report_id: int) -> None:
    titles = [row.title for row in services.overview.tasks(report_id)]
    assert titles[0] == "导语"
    assert titles[1].startswith("一、")
    assert titles[2].startswith("（一）")
    assert any(title.startswith("四、") for title in titles)


def test_a_section_that_does_not_apply_takes_no_number(services: Services, report_id: int) -> None:
    first, second = leaf(services, report_id, 0), leaf(services, report_id, 1)
    services.writing.set_state(first.id, SectionState.NOT_APPLICABLE, "本镇没有这项工作")
    rows = {row.section.id: row for row in services.overview.tasks(report_id)}
    assert rows[first.id].number == ""
    assert rows[second.id].number == "（一）"
    assert first.id not in [getattr(s, "id", 0) for s in services.reports.content(report_id).sections]


def test_not_applicable_needs_a_reason(services: Services, report_id: int) -> None:
    with pytest.raises(UserError, match="原因"):
        services.writing.set_state(leaf(services, report_id).id, SectionState.NOT_APPLICABLE)


def test_writing_starts_a_section_and_emptying_returns_it(services: Services, report_id: int) -> None:
    section = leaf(services, report_id)
    services.writing.save(section.id, "全年学法12次。", 4)
    assert services.writing.section(section.id).state is SectionState.WRITING
    services.writing.save(section.id, "", 0)
    assert services.writing.section(section.id).state is SectionState.NOT_STARTED


def test_written_stays_written_when_the_text_is_touched(services: Services, report_id: int) -> None:
    section = leaf(services, report_id)
    services.writing.save(section.id, "全年学法12次。")
    services.writing.set_state(section.id, SectionState.WRITTEN)
    services.writing.save(section.id, "全年学法13次。")
    assert services.writing.section(section.id).state is SectionState.WRITTEN


def test_committing_a_section_removes_its_draft(services: Services, report_id: int) -> None:
    section = leaf(services, report_id)
    services.writing.keep_draft(section.id, "全年", 2)
    assert [draft.section_id for draft in drafts.pending(services.archive)] == [section.id]
    services.writing.save(section.id, "全年学法12次。", 8)
    assert drafts.pending(services.archive) == ()


def test_recovery_says_what_came_back(services: Services, report_id: int, clock: Clock) -> None:
    section = leaf(services, report_id)
    clock.time = "2026-12-01T10:32:00"
    services.writing.keep_draft(section.id, "全年学法12次。", 8)
    (found,) = services.writing.recover()
    assert (found.heading, found.added, found.saved_at) == (section.heading, 8, "2026-12-01T10:32:00")
    assert services.writing.section(section.id).body == "全年学法12次。"
    assert services.writing.recover() == ()


def test_resume_knows_section_paragraph_and_time(services: Services, report_id: int, clock: Clock) -> None:
    assert services.overview.resume() is None
    section = leaf(services, report_id, 1)
    clock.time = "2026-12-01T11:00:00"
    services.writing.save(section.id, "一段。\n二段。", 5)
    point = services.overview.resume()
    assert point is not None
    assert (point.section.id, point.paragraph, point.when) == (section.id, 2, "2026-12-01T11:00:00")
    assert point.title.startswith("（二）")


def test_progress_counts_leaves_and_days(services: Services, report_id: int) -> None:
    before = services.overview.progress(report_id)
    services.writing.set_state(leaf(services, report_id).id, SectionState.WRITTEN)
    after = services.overview.progress(report_id)
    assert (after.done, after.total, after.days_left) == (1, before.total, 90)


def test_new_section_moves_the_rest_and_undo_moves_it_back(services: Services, report_id: int) -> None:
    section = leaf(services, report_id)
    before = [(s.id, s.position) for s in services.reports.get(report_id).sections]
    new = services.writing.add_after(section.id, 2, "网格治理")
    headings = [s.heading for s in services.reports.get(report_id).sections]
    assert headings.index("网格治理") == headings.index(section.heading) + 1
    change = services.archive.undoable()
    assert change is not None
    services.archive.revert(change)
    assert [(s.id, s.position) for s in services.reports.get(report_id).sections] == before
    assert new not in dict(before)


def test_moving_takes_what_stands_below_along(services: Services, report_id: int) -> None:
    tops = [s for s in services.reports.get(report_id).sections if s.level == 1]
    services.writing.move(tops[0].id, up=False)
    parts = services.reports.get(report_id).sections
    order = [s.id for s in parts if s.level == 1]
    assert order[:2] == [tops[1].id, tops[0].id]
    place = [s.id for s in parts].index(tops[0].id)
    assert parts[place + 1].level == 2
    assert [s.position for s in parts] == list(range(len(parts)))


def test_first_section_cannot_move_further_up(services: Services, report_id: int) -> None:
    tops = [s for s in services.reports.get(report_id).sections if s.level == 1]
    assert services.writing.move(tops[0].id, up=True) is None


def test_removed_report_comes_back_with_its_text(services: Services, report_id: int) -> None:
    services.writing.save(leaf(services, report_id).id, "全年学法12次。")
    before = services.reports.get(report_id)
    change = services.reports.delete(report_id)
    assert change is not None
    with pytest.raises(UserError, match="没有编号"):
        services.reports.get(report_id)
    services.archive.revert(change)
    assert services.reports.get(report_id) == before


def test_last_years_outline_can_be_taken_with_its_years_moved(services: Services, report_id: int) -> None:
    source = services.reports.get(report_id)
    section = next(s for s in source.sections if s.level == 1)
    services.writing.rename(section.id, "2026年主要举措，2027年打算")
    copied = services.reports.get(services.reports.create("annual_report", 2027, like=report_id))
    assert "2027年主要举措，2028年打算" in [s.heading for s in copied.sections]
    assert all(not s.body for s in copied.sections)


def test_unknown_genre_is_told(services: Services) -> None:
    with pytest.raises(UserError, match="文种"):
        services.reports.create("novel", 2026)


def test_title_and_signature_are_one_undoable_step(services: Services, report_id: int) -> None:
    change = services.reports.edit_parts(report_id, title="新标题", date_text="2027年2月8日")
    assert services.reports.get(report_id).content.date_text == "2027年2月8日"
    assert change is not None
    services.archive.revert(change)
    assert services.reports.get(report_id).content.title != "新标题"


def test_same_section_of_an_earlier_year_is_found(services: Services, report_id: int) -> None:
    old = services.reports.create("annual_report", 2025)
    services.writing.save(leaf(services, old).id, "2025年学法10次。")
    (past,) = services.overview.past(leaf(services, report_id))
    assert (past.year, past.section.body) == (2025, "2025年学法10次。")


def test_checkpoints_follow_the_text(services: Services, report_id: int) -> None:
    section = leaf(services, report_id)
    states = services.overview.checkpoints(section)
    assert states
    assert not any(state.done for state in states)
    words = [point.checkpoint.any_of[0].replace("…", "") for point in states if point.checkpoint.any_of]
    body = "。".join(f"{word}开展了12次" for word in words) + "。"
    assert any(state.done for state in services.overview.checkpoints(section, body))
