"""The page 换人接手: shown, printed, stored, and found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from fzapp.ui import page_list
from fzapp.ui.pages.handover_page import HandoverPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
