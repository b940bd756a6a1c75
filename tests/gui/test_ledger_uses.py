"""A ledger row says which sentences count it, and leads to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fzapp.infra import paths
from fzapp.ui.pages.ledger_page import LedgerPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.page import Page


def test_a_row_names_the_sentences_that_count_it(
    office: Services, make_page: Callable[[type[Page]], Page], qtbot: QtBot
) -> None:
    reading = office.ledgers.read(paths.resources() / "practice" / "ledgers" / "L16.csv", "L16")
    office.ledgers.commit(office.ledgers.plan(reading, 2026))
    report = office.reports.create("annual_report", 2026)
    section = next(s for s in office.reports.get(report).sections if s.spec == "disputes")
    office.writing.save(section.id, "受理矛盾纠纷{{矛盾纠纷.受理件数}}件，在办{{矛盾纠纷.在办件数}}件。")
    page = make_page(LedgerPage)
    assert isinstance(page, LedgerPage)
    page.show_ledger("L16", 2026)
    page.table.go_to(0, 0)
    qtbot.waitUntil(lambda: len(page.uses.view.uses) == 1)
    assert page.uses.view.lines[0].text.endswith("受理矛盾纠纷73件，在办2件。")
    assert page.uses.view.lines[0].note == "2026年草稿"
    page.uses.view.setCurrentIndex(page.uses.view.model().index(0, 0))
    with qtbot.waitSignal(page.open_section_requested) as asked:
        QTest.keyClick(page.uses.view, Qt.Key.Key_Return)
    assert asked.args == [section.id]
    page.hide()
    office.writing.save(section.id, "没有数字。")
    page.show()
    qtbot.waitUntil(lambda: page.uses.view.uses == ())
    assert "还没有报告" in page.uses.words.text()
