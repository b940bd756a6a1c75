"""汇总报送包: read beside the window, shown as tables with what wants a look on its ground, stored when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from fzapp.ui.dialogs import expected_units
from fzapp.ui.pages.collect_page import EMPTY, CollectPage
from tests.unit.services.test_collecting import facts, package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter


@pytest.fixture
def page(office: Services, make_page: Callable[[type[Page]], Page]) -> CollectPage:
    del office
    made = make_page(CollectPage)
    assert isinstance(made, CollectPage)
    return made


@pytest.fixture
def sticks(tmp_path: Path) -> Path:
    """Two towns, one of them late."""
    folder = tmp_path / "各镇"
    folder.mkdir()
    package(folder, "a", facts("青石镇人民政府"))
    package(folder, "b", facts("石桥乡人民政府", made_at="2027-03-05T09:00:00"))
    return folder


def collected(page: CollectPage, qtbot: QtBot, folder: Path) -> None:
    page.collect([folder])
    job = page._job
    assert job is not None
    qtbot.waitUntil(lambda: not job.running, timeout=20_000)


def test_before_anything_is_read_the_way_is_told(page: CollectPage) -> None:
    assert page.said.text() == EMPTY
    assert page.table.isHidden()
    assert [action.isEnabled() for action in page.actions()] == [True, False, False, True]


def test_tables_are_shown_one_at_a_time(page: CollectPage, qtbot: QtBot, sticks: Path) -> None:
    collected(page, qtbot, sticks)
    assert page.status() == "2026年度法治政府建设情况报告　2个单位，逾期1个"
    assert [page.view.itemText(n) for n in range(page.view.count())] == [
        "总表",
        "校核",
        "数字",
        "雷同",
        "摘录",
    ]
    assert {row[0] for row in page.table.rows} == {"青石镇人民政府", "石桥乡人民政府"}
    page.view.setCurrentIndex(page.view.findText("数字"))
    assert page.table.rows[0][0] == "普法.场次"


def test_the_county_sets_the_day_by_which_lateness_is_judged(
    page: CollectPage, qtbot: QtBot, sticks: Path, prompter: RecordingPrompter
) -> None:
    assert page.due.isHidden()
    collected(page, qtbot, sticks)
    page.due.setText("2027年3月10日")
    page.due.editingFinished.emit()
    assert page.status().endswith("逾期0个")
    assert {row[1] for row in page.table.rows} == {"按期"}
    page.due.setText("月底")
    page.due.editingFinished.emit()
    assert "看不出是哪一天" in prompter.sentences[-1]
    page.due.clear()
    page.due.editingFinished.emit()
    assert prompter.taken_back == [prompter.sentences[-1]]
    assert page.status().endswith("逾期1个")


def test_all_tables_are_stored(
    page: CollectPage, qtbot: QtBot, sticks: Path, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    collected(page, qtbot, sticks)
    for name, save in (("汇总.xlsx", page.save_excel), ("汇总.docx", page.save_word)):
        prompter.target = tmp_path / name
        save()
        job = page._job
        assert job is not None
        qtbot.waitUntil(lambda job=job: not job.running, timeout=20_000)
        assert (tmp_path / name).is_file()
    assert "总表" in load_workbook(tmp_path / "汇总.xlsx").sheetnames


def test_a_folder_without_packages_is_told(
    page: CollectPage, qtbot: QtBot, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    (tmp_path / "空的").mkdir()
    collected(page, qtbot, tmp_path / "空的")
    assert any("没有报送包" in sentence for sentence in prompter.sentences)
    assert page.table.isHidden()


def test_the_list_of_those_that_are_to_hand_in_shows_who_is_missing(
    page: CollectPage, qtbot: QtBot, sticks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expected_units, "ask", lambda *_: ("白沙镇", "石桥乡", "青石镇"))
    page.show()
    collected(page, qtbot, sticks)
    page.edit_units()
    assert "3个应报单位" in page.prompter.sentences[-1]
    assert [row[:2] for row in page.table.rows] == [
        ("白沙镇", "未报"),
        ("石桥乡人民政府", "迟报"),
        ("青石镇人民政府", "已报"),
    ]
    assert page.status().endswith("应报3个，已报1个，迟报1个，未报1个")
    collected(page, qtbot, sticks)
    assert page.table.rows[0][:2] == ("白沙镇", "未报")
    page.operations.undo()
    assert {row[1] for row in page.table.rows} == {"按期", "逾期"}
    assert page.services.expected.names() == ()
