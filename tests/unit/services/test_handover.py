"""What a successor is told: everything there is, and never the password."""

from __future__ import annotations

from typing import TYPE_CHECKING

import docx

from fzapp.domain.unit import UnitProfile
from fzapp.services.safekeeping import back_up_now, choose_second_place

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services


def told(services: Services) -> dict[str, str]:
    return dict(services.handover.rows())


def test_an_empty_archive_has_a_sheet_too(services: Services) -> None:
    rows = told(services)
    assert rows["备份"].startswith("还没有")
    assert rows["密码"] in {"没有设密码", "设了密码，当面告诉接手人，接手后换一个"}
    assert rows["操作记录"] == "还没有"
    assert any("还没有报告" in text for text in rows.values())


def test_places_and_backups_are_named(services: Services, tmp_path: Path) -> None:
    back_up_now(services.archive)
    choose_second_place(services.archive, tmp_path)
    rows = told(services)
    assert str(services.archive.folder) in rows["资料放在"]
    assert rows["备份"].startswith("共1份")
    assert str(tmp_path) in rows["第二处备份"]


def test_a_draft_tells_what_is_left(services: Services) -> None:
    services.reports.set_unit(UnitProfile("镇", "青石镇人民政府", "青石镇", "云溪县人民政府"))
    report_id = services.reports.create("annual_report", 2026)
    report = services.reports.get(report_id)
    row = told(services)[f"报告：{report.content.title}"]
    total = services.overview.progress(report_id).total
    assert f"{total}节写完0节" in row
    assert report.due_date in row
    assert "没写完的：" in row


def test_ledgers_are_counted_with_the_offices_that_fill_them(services: Services) -> None:
    kind = services.ledgers.kind("L16")
    year = services.handover.year()
    services.ledgers.add(kind, year, {"registered_on": f"{year}-03-01"})
    rows = told(services)
    assert f"{kind.name}（{kind.office}）1条" in rows[f"{year}年台账（谁填）"]
    assert kind.name not in rows["还没有登记的台账"]
    assert rows["操作记录"].startswith("1条，末条校验码")


def test_the_sheet_has_places_to_tick_and_to_sign(services: Services, tmp_path: Path) -> None:
    document = docx.Document(str(services.handover.save(tmp_path / "接手.docx")))
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["事项", "现在的情况", "核对"]
    assert {row.cells[2].text for row in table.rows[1:]} == {"□"}
    below = [paragraph.text for paragraph in document.paragraphs]
    assert any("交出人（签字）" in text and "接手人（签字）" in text for text in below)


def test_the_sheet_stands(services: Services) -> None:
    profile = services.list_papers.profile(services.handover.paper())
    assert profile.height > profile.width
