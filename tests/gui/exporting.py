"""What the tests of the export page begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.pages.export_page import ExportPage


def written_report(office: Services) -> int:
    """A report of 2026 with one section written and the others still empty."""
    made = office.reports.create("annual_report", 2026)
    section = next(row.section for row in office.overview.tasks(made) if row.section.level == 2)
    office.writing.save(section.id, "全年开展普法活动11场次。\n" * 3)
    return made


def wait_written(page: ExportPage, qtbot: QtBot) -> None:
    """Wait until the page says what it wrote."""
    qtbot.waitUntil(lambda: page.result.isVisibleTo(page), timeout=20_000)
