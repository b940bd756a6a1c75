"""数字出处: every number with its source, open ones found by choosing, files and paper alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fzapp.infra import paths
from fzapp.services.figure_sources import SourceState
from fzapp.ui import page_list
from fzapp.ui.models.source_model import SourceColumn, SourceModel
from fzapp.ui.pages.sources_page import SourcesPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from fzapp.domain.ledger import Value
    from fzapp.services.context import Services
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter

BODY = "全年受理矛盾纠纷{{矛盾纠纷.受理件数}}件，化解率{{矛盾纠纷.化解率}}。化解矛盾纠纷70件，培训203人次。"


@pytest.fixture
def report_id(office: Services) -> int:
    reading = office.ledgers.read(paths.resources() / "practice" / "ledgers" / "L16.csv", "L16")
    office.ledgers.commit(office.ledgers.plan(reading, 2026))
    made = office.reports.create("annual_report", 2026)
    section = next(s for s in office.reports.get(made).sections if s.spec == "disputes")
    office.writing.save(section.id, BODY)
    return made


@pytest.fixture
def page(report_id: int, make_page: Callable[[type[Page]], Page]) -> SourcesPage:
    made = make_page(SourcesPage)
    assert isinstance(made, SourcesPage)
    return made


def add_dispute(services: Services) -> None:
    kind = services.ledgers.kind("L16")
    values: dict[str, Value] = {column.id: "石桥村" for column in kind.required_columns}
    services.ledgers.add(kind, 2026, values | {kind.period_column: "2026-05-06"})


def column(page: SourcesPage, place: SourceColumn) -> list[str]:
    return [page.model.index(at, place).data() for at in range(page.model.rowCount())]


def test_the_numbers_are_listed_and_followed(page: SourcesPage, office: Services) -> None:
    assert column(page, SourceColumn.NUMBER) == ["73件", "95.9%", "70件", "203人次"]
    assert page.status().startswith("共4个数：有台账2个")
    assert page.detail.number.text() == "73件"
    assert "全部行数" in page.detail.words.text()
    assert page.detail.rows.lines
    add_dispute(office)
    assert column(page, SourceColumn.NUMBER)[0] == "74件"


def test_what_is_open_is_found_by_choosing_and_by_typing(page: SourcesPage) -> None:
    page.filter.setCurrentIndex(page.filter.findData(SourceState.UNBOUND))
    assert column(page, SourceColumn.NUMBER) == ["70件", "203人次"]
    page.filter.setCurrentIndex(0)
    page.words.setText("hjl")
    assert column(page, SourceColumn.NUMBER)[:2] == ["73件", "95.9%"]
    page.words.setText("没有这样的词")
    assert page.model.rowCount() == 0
    assert page.findChild(type(page.detail.words), "source_empty").text() == "没有这样的数。"
    QTest.keyClick(page.words, Qt.Key.Key_Escape)
    assert page.model.rowCount() == 4


def test_enter_goes_to_the_sentence(page: SourcesPage, qtbot: QtBot, office: Services) -> None:
    with qtbot.waitSignal(page.open_section_requested) as asked:
        QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert office.writing.section(asked.args[0]).spec == "disputes"


@pytest.mark.parametrize(
    ("action", "name"), [("_word", "表.docx"), ("_excel", "表.xlsx"), ("_pdf", "表.pdf")]
)
def test_the_table_is_written(
    page: SourcesPage, prompter: RecordingPrompter, tmp_path: Path, qtbot: QtBot, action: str, name: str
) -> None:
    prompter.target = tmp_path / name
    getattr(page, action).trigger()
    qtbot.waitUntil(lambda: any(name in sentence for sentence in prompter.sentences))
    assert (tmp_path / name).stat().st_size > 2000


def test_the_printed_look_is_a_lying_sheet(page: SourcesPage) -> None:
    page._look.trigger()
    assert page.preview.page_count >= 1
    rect = page.preview.page_rect(1)
    assert rect.width() > rect.height()
    page._look.trigger()
    assert page._stack.currentIndex() == 0


def test_drift_stands_beside_the_signed_number(page: SourcesPage, office: Services, report_id: int) -> None:
    office.freezes.freeze(report_id, "陈镇长")
    add_dispute(office)
    assert column(page, SourceColumn.NUMBER)[0] == "73件"
    assert page.detail.drift.text() == "台账后来改了：当时73，现在74。"
    assert "台账后来改了" in column(page, SourceColumn.STATE)[0]


def test_an_archive_without_reports_says_so(make_page: Callable[[type[Page]], Page]) -> None:
    page = make_page(SourcesPage)
    assert isinstance(page, SourcesPage)
    assert page.model.rowCount() == 0
    assert not page._word.isEnabled()


def test_the_model_keeps_the_rules_of_qt(page: SourcesPage, qtmodeltester: ModelTester) -> None:
    model = SourceModel()
    model.set_rows(page.model.rows)
    qtmodeltester.check(model)


def test_the_menu_and_the_export_page_lead_to_the_table(window: MainWindow, report_id: int) -> None:
    assert page_list.SOURCES not in window.strip.words()
    window.show_page(page_list.EXPORT)
    next(each for each in window.page.actions() if each.objectName() == "export_sources").trigger()
    assert isinstance(window.page, SourcesPage)
    window.show_page(page_list.WRITE)
    next(each for each in window.top_line.menu.actions() if each.objectName() == "open_sources").trigger()
    assert isinstance(window.page, SourcesPage)
    assert window.page.model.rowCount() == 4
