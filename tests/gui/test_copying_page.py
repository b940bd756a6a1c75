"""雷同检查: listed by kind and side, told in full, printed as listed, and one step from the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.ui.page import Means
from fzapp.ui.pages.copying_page import NO_REPORT, OTHERS, OWN, CopyingPage
from tests.gui.conftest import UNIT
from tests.unit.services.test_copying import LAST, OTHER, report_with

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from tests.gui.conftest import RecordingPrompter

THIS = f"{LAST.replace('2025', '2026')}\n{OTHER}\n新建法治公园1处供群众休闲。"


@pytest.fixture
def page(qtbot: QtBot, services: Services, means: Means) -> CopyingPage:
    services.reports.set_unit(UNIT)
    made = CopyingPage(means)
    qtbot.addWidget(made)
    return made


def shown(page: CopyingPage, qtbot: QtBot) -> None:
    """Show the page with what was found."""
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page._job is None and page._findings is not None, timeout=20_000)


def test_without_a_report_there_is_nothing_to_check(page: CopyingPage) -> None:
    page.activate()
    assert page.told.text() == NO_REPORT


def test_copies_are_listed_by_kind_and_side(page: CopyingPage, services: Services, qtbot: QtBot) -> None:
    report_with(services, 2025, LAST)
    report_with(services, 2024, OTHER, "白沙街道办事处")
    this = report_with(services, 2026, THIS)
    page.signals.choose_report(this)
    shown(page, qtbot)
    assert [row[2] for row in page.table.rows] == ["只改年份，数字没改", "原样", "原样", "原样"]
    assert "对照了2份报告" in page.told.text()
    page.side.setCurrentText(OTHERS)
    assert [row[1] for row in page.table.rows] == [OTHER]
    page.side.setCurrentText(OWN)
    page.kind.setCurrentText("只改年份")
    assert len(page.table.rows) == 1
    page.table.selectRow(0)
    assert page.detail.text().split("\n")[1].startswith("原来：2025年，全镇组织开展")
    page.kind.setCurrentText("已改写")
    assert page.none.isVisible()


def test_one_step_leads_to_the_place(page: CopyingPage, services: Services, qtbot: QtBot) -> None:
    report_with(services, 2025, LAST)
    this = report_with(services, 2026, THIS)
    page.signals.choose_report(this)
    shown(page, qtbot)
    page.table.selectRow(1)
    with qtbot.waitSignal(page.open_place_requested) as caught:
        page.open_place()
    section, start, length = caught.args
    assert services.writing.section(section).body[start : start + length] == page.table.rows[1][1]


def test_what_is_listed_is_stored(
    page: CopyingPage, services: Services, qtbot: QtBot, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    report_with(services, 2025, LAST)
    this = report_with(services, 2026, THIS)
    page.signals.choose_report(this)
    shown(page, qtbot)
    prompter.target = tmp_path / "雷同.docx"
    page.save_word()
    assert prompter.target.read_bytes()[:2] == b"PK"
    assert prompter.sentences[-1] == "已存成“雷同.docx”。"
