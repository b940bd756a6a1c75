"""Annexes: written like sections, marked by their place, named under the text, printed behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.report import Annex
from fzapp.services.checked_document import DocumentPart

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services

WITH_ANNEXES = """关于2026年法治政府建设情况的报告
县人民政府：
全年有序推进。
一、工作情况
办理案件6件。
附件：1.法治宣传活动一览
　　　2.执法人员名单
青石镇人民政府
2027年1月12日
附件1
法治宣传活动一览
村\t场次
东岭村\t3
附件2
执法人员名单
在册9人。
"""


@pytest.fixture
def report(services: Services) -> int:
    return services.reports.create("annual_report", 2026)


def titles(services: Services, report: int) -> list[str]:
    return [row.title for row in services.overview.tasks(report) if row.section.is_annex]


def listed(services: Services, report: int) -> tuple[str, ...]:
    return services.reports.get(report).content.attachments


def test_the_only_annex_has_no_number_and_two_have(services: Services, report: int) -> None:
    services.writing.add_annex(report, "台账汇总表")
    assert titles(services, report) == ["附件　台账汇总表"]
    services.writing.add_annex(report, "活动一览表")
    assert titles(services, report) == ["附件1　台账汇总表", "附件2　活动一览表"]
    assert listed(services, report) == ("台账汇总表", "活动一览表")


def test_names_under_the_text_follow_and_keep_what_is_no_annex(services: Services, report: int) -> None:
    one = services.writing.add_annex(report, "甲表")
    services.archive.revert(services.archive.undoable())  # type: ignore[arg-type]
    assert listed(services, report) == ()
    one = services.writing.add_annex(report, "甲表")
    two = services.writing.add_annex(report, "乙表")
    services.writing.move(two, up=True)
    assert listed(services, report) == ("乙表", "甲表")
    services.writing.rename(one, "丙表")
    assert listed(services, report) == ("乙表", "丙表")
    services.writing.remove(two)
    assert listed(services, report) == ("丙表",)
    assert titles(services, report) == ["附件　丙表"]


def test_an_annex_is_no_child_of_the_last_section_and_stays_last(services: Services, report: int) -> None:
    last = services.reports.get(report).sections[-1]
    annex = services.writing.add_annex(report, "甲表")
    row = next(row for row in services.overview.tasks(report) if row.section.id == last.id)
    assert not row.has_children
    assert services.writing.move(annex, up=True) is None
    top = [s for s in services.reports.get(report).sections if s.level == 1][-1]
    services.writing.move(top.id, up=True)
    assert services.reports.get(report).sections[-1].id == annex


def test_an_annex_is_printed_behind_the_text(services: Services, report: int) -> None:
    annex = services.writing.add_annex(report, "甲表")
    services.writing.save(annex, "项目\t数\n调解\t3")
    content = services.reports.content(report)
    assert content.annexes == (Annex("附件", "甲表", "项目\t数\n调解\t3"),)
    assert all(not section.is_annex for section in content.sections)


def test_an_annex_wants_a_title(services: Services, report: int) -> None:
    with pytest.raises(UserError, match="附件要有标题"):
        services.writing.add_annex(report, "  ")


def test_annexes_of_a_file_can_be_written_on(services: Services, tmp_path: Path) -> None:
    source = tmp_path / "报告.txt"
    source.write_text(WITH_ANNEXES, encoding="utf-8")
    stored = services.imports.store(services.imports.read(source))
    assert stored.sections == 2
    report = services.reports.get(stored.report_id)
    assert [(s.heading, s.body) for s in report.sections if s.is_annex] == [
        ("法治宣传活动一览", "村\t场次\n东岭村\t3"),
        ("执法人员名单", "在册9人。"),
    ]
    content = services.reports.content(stored.report_id)
    assert [annex.mark for annex in content.annexes] == ["附件1", "附件2"]
    assert content.attachments == ("法治宣传活动一览", "执法人员名单")


def test_checks_read_annexes_and_find_the_way_back(services: Services, report: int) -> None:
    annex = services.writing.add_annex(report, "甲表")
    services.writing.save(annex, "全镇共有##paidbegin##三处。")
    snapshot = services.checking.reports.snapshot(report)
    lines = [line.text for line in snapshot.document.lines]
    assert lines[-3:] == ["附件", "甲表", "全镇共有##paidbegin##三处。"]
    assert "附件：甲表" in lines
    place = snapshot.document.place(len(lines), 4, 17)
    assert (place.part, place.section, place.start) == (DocumentPart.BODY, annex, 4)
    found = services.checking.reports.check_now(report)
    assert any(one.place.section == annex for one in found.items)


def test_a_signed_annex_keeps_its_text(services: Services, report: int) -> None:
    annex = services.writing.add_annex(report, "甲表")
    services.writing.save(annex, "在册9人。")
    services.freezes.freeze(report, "甲某")
    assert services.reports.content(report).annexes[0].body == "在册9人。"
    with pytest.raises(UserError, match="已经定稿"):
        services.writing.add_annex(report, "乙表")


@pytest.mark.parametrize(("total", "hits"), [("合计\t8\t1\t", 0), ("合计\t8\t2\t", 1), ("合计\t9\t2\t", 2)])
def test_totals_are_checked_below_a_header_of_two_rows(
    services: Services, report: int, total: str, hits: int
) -> None:
    annex = services.writing.add_annex(report, "分村情况表")
    services.writing.save(annex, f"村\t受理\t\t备注\n\t调解\t诉讼\t\n东岭村\t5\t1\t\n西坡村\t3\t0\t\n{total}")
    found = services.checking.reports.check_now(report).items
    assert sum(one.finding.rule == "arithmetic.table" for one in found) == hits
