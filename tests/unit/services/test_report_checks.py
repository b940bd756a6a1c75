"""Checks of stored reports: places, fixes that leave figures alone, waivers, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import Cancelled, UserError
from fzapp.domain.finding import FindingClass, Severity
from fzapp.domain.report import Report, ReportContent, ReportStage, Section
from fzapp.domain.waiver import WaiverScope
from fzapp.services.checked_document import DocumentPart, checked_document
from fzapp.services.finding_fixes import fixed_body, safe_fixes
from fzapp.services.report_checks import LEDGER_RULE, changes_between
from fzapp.services.waivers import told_count
from fzapp.storage import reports as stored
from fzapp.storage.changes import Op
from tests.unit.services.test_figure_report import written
from tests.unit.services.test_figures import bring

if TYPE_CHECKING:
    from fzapp.services.context import Services
    from fzapp.services.report_checks import PlacedFinding, ReportFindings

SECTIONS = (
    Section(level=1, heading="主要举措和成效"),
    Section(level=2, heading="普法宣传", body="全镇活动取得时效,群众满意。\n\n截止10月底，各项任务完成。"),
    Section(
        level=2, heading="矛盾化解", heading_end="。", body="调处纠纷成效明显,共{{矛盾纠纷.调解总数}}件。"
    ),
)


def store(services: Services, sections: tuple[Section, ...] = SECTIONS, year: int = 2026) -> int:
    content = ReportContent(
        title=f"青石镇人民政府关于{year}年度法治政府建设情况的报告",
        addressee="云溪县人民政府：",
        signature="青石镇人民政府",
        date_text=f"{year + 1}年2月8日",
    )
    report = Report(0, "annual_report", year, ReportStage.DRAFT, content, sections, created_at="2026-12-01")
    with services.archive.transact(Op.CREATE_REPORT) as transaction:
        return stored.insert(transaction.write, report)


def check(services: Services, report_id: int) -> ReportFindings:
    return services.checking.reports.check_now(report_id)


def named(found: ReportFindings, text: str) -> PlacedFinding:
    return next(item for item in found.items if item.finding.text == text)


def test_lines_are_those_of_the_printed_document(services: Services) -> None:
    report = services.reports.get(store(services))
    texts = {section.id: section.body for section in report.sections}
    document = checked_document(report.content, report.sections, texts)
    lines = [line.text for line in document.lines]
    assert lines[2:6] == ["一、主要举措和成效", "", "（一）普法宣传", SECTIONS[1].body.split("\n")[0]]
    assert "（二）矛盾化解。调处纠纷成效明显,共{{矛盾纠纷.调解总数}}件。" in lines


def test_a_finding_knows_its_section_and_paragraph(services: Services) -> None:
    report_id = store(services)
    found = named(check(services, report_id), "截止")
    assert found.where.endswith("普法宣传　第2段")
    assert found.place.part is DocumentPart.BODY
    body = services.writing.section(found.place.section).body
    assert body[found.place.start : found.place.end] == "截止"


def test_a_place_behind_a_run_in_heading_is_in_the_body(services: Services) -> None:
    report = services.reports.get(store(services))
    texts = {section.id: section.body for section in report.sections}
    document = checked_document(report.content, report.sections, texts)
    line = next(line for line in document.lines if line.text.startswith("（二）矛盾化解"))
    comma = line.text.index(",")
    place = document.place(line.number, comma, comma + 1)
    assert (place.part, place.start, place.end) == (DocumentPart.BODY, 8, 9)
    heading = document.place(line.number, 3, 7)
    assert (heading.part, heading.start, heading.end) == (DocumentPart.HEADING, 0, 4)
    number = document.place(line.number, 0, 3)
    assert (number.start, number.end) == (0, 0)
    assert document.line_of(place.section, 8) == (line.number, comma)


def test_a_fix_is_one_step_and_can_be_undone(services: Services) -> None:
    report_id = store(services)
    found = named(check(services, report_id), "截止")
    services.checking.fixes.fix(report_id, found)
    assert "截至10月底" in services.writing.section(found.place.section).body
    change = services.archive.undoable()
    assert change is not None
    services.archive.revert(change)
    assert "截止10月底" in services.writing.section(found.place.section).body


def test_a_fix_of_a_text_that_changed_is_refused(services: Services) -> None:
    report_id = store(services)
    found = named(check(services, report_id), "截止")
    services.writing.save(found.place.section, "另一段文字。")
    with pytest.raises(UserError, match="已经改过"):
        services.checking.fixes.fix(report_id, found)


def test_fixes_leave_tokens_alone(services: Services) -> None:
    report_id = store(services)
    section = services.reports.get(report_id).sections[2]
    reader = services.figures.reader(services.reports.get(report_id))
    shown = reader.shown(section.body)
    comma = shown.text.index(",")
    changed = fixed_body(section.body, [(comma, comma + 1, "，")], reader)
    assert changed == section.body.replace(",", "，")
    figure = shown.figures[0]
    assert fixed_body(section.body, [(figure.end, figure.end + 1, "起")], reader).endswith("}}起。")
    with pytest.raises(UserError, match="来自台账"):
        fixed_body(section.body, [(figure.start, figure.end, "12")], reader)


def test_all_safe_fixes_at_once(services: Services) -> None:
    report_id = store(services)
    before = check(services, report_id)
    wanted = safe_fixes(before.open)
    assert {found.finding.finding_class for found, _ in wanted} <= {
        FindingClass.PUNCTUATION,
        FindingClass.RESIDUE,
    }
    assert services.checking.fixes.fix_all(report_id, wanted) == len(wanted) > 0
    after = check(services, report_id)
    assert not safe_fixes(after.open)
    bodies = "".join(section.body for section in services.reports.get(report_id).sections)
    assert "," not in bodies
    assert "截止" in bodies
    assert "{{矛盾纠纷.调解总数}}" in bodies


def test_smallest_changes() -> None:
    assert changes_between("取得时效,群众", "取得时效，群众") == ((4, 5, "，"),)
    assert changes_between("##", "") == ((0, 2, ""),)


def test_a_waiver_needs_a_reason_and_is_remembered(services: Services) -> None:
    report_id = store(services)
    found = named(check(services, report_id), "截止")
    waivers = services.checking.waivers
    with pytest.raises(UserError, match="写明原因"):
        waivers.waive(report_id, found, WaiverScope.ONCE, " ")
    waivers.waive(report_id, found, WaiverScope.ONCE, "引用上级文件的原话")
    again = check(services, report_id)
    waived = named(again, "截止").waiver
    assert waived is not None
    assert waived.reason == "引用上级文件的原话"
    assert waived not in [item.waiver for item in again.open]
    waivers.take_back(waived.id)
    assert named(check(services, report_id), "截止").waiver is None


def test_a_waiver_of_one_place_leaves_the_others(services: Services) -> None:
    sections = (Section(level=1, heading="成效", body="截止6月底完成一半。\n截止10月底全部完成。"),)
    report_id = store(services, sections)
    first = named(check(services, report_id), "截止")
    services.checking.waivers.waive(report_id, first, WaiverScope.ONCE, "原文如此")
    states = [item.waiver is None for item in check(services, report_id).items if item.phrase == "截止"]
    assert states == [False, True]
    services.checking.waivers.waive(report_id, first, WaiverScope.PHRASE, "原文如此")
    states = [item.waiver is None for item in check(services, report_id).items if item.phrase == "截止"]
    assert states == [False, False]


def test_a_rule_that_must_be_kept_is_not_silenced(services: Services) -> None:
    report_id = store(services)
    must = next(item for item in check(services, report_id).items if item.finding.severity is Severity.MUST)
    with pytest.raises(UserError, match="必须改"):
        services.checking.waivers.waive(report_id, must, WaiverScope.RULE, "不想看")


def test_counts_follow_what_became_of_a_finding(services: Services) -> None:
    report_id = store(services, (Section(level=1, heading="成效", body="截止10月底全部完成。"),))
    found = named(check(services, report_id), "截止")
    check(services, report_id)
    count = services.checking.waivers.counts()[found.finding.rule]
    assert (count.told, count.followed) == (1, 0)
    services.checking.fixes.fix(report_id, found)
    check(services, report_id)
    count = services.checking.waivers.counts()[found.finding.rule]
    assert (count.told, count.followed) == (1, 1)
    assert told_count(count) == "本规则提示1次　采纳1次"


def test_a_number_that_contradicts_its_ledger_is_bound_by_the_fix(services: Services) -> None:
    bring(services, "L16")
    report, section = written(services, "2026年，全年受理矛盾纠纷75件。")
    found = next(item for item in check(services, report.id).items if item.finding.rule == LEDGER_RULE)
    assert found.item is not None
    assert found.finding.text == "75件"
    assert "73件" in found.finding.message
    services.checking.fixes.fix(report.id, found)
    assert services.writing.section(section.id).body == "2026年，全年受理矛盾纠纷{{矛盾纠纷.受理件数}}件。"
    assert all(item.finding.rule != LEDGER_RULE for item in check(services, report.id).items)


def test_what_is_known_goes_into_the_check(services: Services) -> None:
    options = services.checking.reports.snapshot(store(services)).options
    assert options.unit is not None
    assert (options.unit.short_name, options.year, options.genre) == ("青石镇", 2026, "annual_report")


def test_last_years_report_is_known(services: Services) -> None:
    store(services, year=2025)
    report_id = store(services)
    last = services.checking.reports.snapshot(report_id).options.last_year
    assert any("关于2025年度" in line for line in last)


def test_a_check_can_be_stopped(services: Services) -> None:
    snapshot = services.checking.reports.snapshot(store(services))

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        services.checking.reports.check(snapshot, stop)


def test_a_signed_report_is_not_changed(services: Services) -> None:
    sections = (Section(level=1, heading="成效", body="截止10月底全部完成。"),)
    report_id = store(services, sections)
    services.freezes.freeze(report_id, "李书记")
    found = named(check(services, report_id), "截止")
    with pytest.raises(UserError, match="定稿"):
        services.checking.fixes.fix(report_id, found)
