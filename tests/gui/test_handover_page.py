"""The page 换人接手: shown, printed, stored, and found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from fzapp.ui import page_list
from fzapp.ui.jobs import wait_for_all
from fzapp.ui.pages.handover_page import HandoverPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter


def test_what_is_to_be_handed_over_is_read_each_time(
    make_page: Callable[[type[Page]], Page], office: Services
) -> None:
    page = make_page(HandoverPage)
    assert not any(what.startswith("报告：") for what, _ in page.table.rows)
    office.reports.create("annual_report", 2026)
    page.activate()
    assert any(what.startswith("报告：") for what, _ in page.table.rows)


def test_it_is_stored_as_word(
    make_page: Callable[[type[Page]], Page], office: Services, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    del office
    prompter.target = tmp_path / "接手.docx"
    make_page(HandoverPage).save_word()
    assert prompter.target.exists()
    assert "接手.docx" in prompter.sentences[-1]


def test_the_settings_lead_there(window: MainWindow) -> None:
    window.show_page(page_list.SETTINGS)
    window.page.findChild(QPushButton, "settings_handover").click()
    assert window.page.name == page_list.HANDOVER


def test_what_is_asked_for_while_the_report_is_checked_comes_with_what_was_found(
    make_page: Callable[[type[Page]], Page],
    office: Services,
    prompter: RecordingPrompter,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    prompter.target = tmp_path / "接手.docx"
    office.reports.create("annual_report", 2026)
    page = make_page(HandoverPage)

    def told() -> str:
        return next(text for what, text in page.table.rows if what.startswith("报告："))

    assert "正在检查" in told()
    page.save_word()
    assert not prompter.target.exists()
    qtbot.waitUntil(prompter.target.exists, timeout=60_000)
    assert "正在检查" not in told()
    assert "没写完的：" in told()


def test_left_while_the_report_is_checked_nothing_comes_any_more(
    make_page: Callable[[type[Page]], Page], office: Services, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    prompter.target = tmp_path / "接手.docx"
    office.reports.create("annual_report", 2026)
    page = make_page(HandoverPage)
    page.save_word()
    job = page._job
    assert page.leave()
    wait_for_all()
    job.fetch()
    assert not prompter.target.exists()
    assert "正在检查" in next(text for what, text in page.table.rows if what.startswith("报告："))
