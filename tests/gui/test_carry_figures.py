"""Last year's numbers are walked through by keys, and land in this year's draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fzapp.infra import paths
from fzapp.services.figure_carry import Wish
from fzapp.ui import page_list
from fzapp.ui.dialogs import carry_figures
from fzapp.ui.dialogs.carry_figures import CarryDialog, LastYear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.main_window import MainWindow
    from tests.gui.conftest import RecordingPrompter

TEXT = """青石镇人民政府关于2025年度法治政府建设情况的报告

云溪县人民政府：
现将有关情况报告如下：
一、主要举措和成效
（一）依法预防化解矛盾纠纷
全年受理矛盾纠纷81件，慰问困难群众36户。
二、存在的不足和原因
有的干部学法不深。

青石镇人民政府
2026年2月8日
"""


@pytest.fixture
def source(office: Services) -> int:
    reading = office.ledgers.read(paths.resources() / "practice" / "ledgers" / "L16.csv", "L16")
    office.ledgers.commit(office.ledgers.plan(reading, 2026))
    return office.imports.store(office.imports.read_pasted(TEXT)).report_id


def test_keys_decide_and_go_on(office: Services, source: int, qtbot: QtBot) -> None:
    dialog = CarryDialog(None, LastYear(office.carries.items(source), 2026, has_draft=True))
    qtbot.addWidget(dialog)
    assert [line.note for line in dialog.view.lines] == [
        "用台账里的73件（矛盾纠纷.受理件数）",
        "先空着，今年再填",
    ]
    QTest.keyClick(dialog.view, Qt.Key.Key_3)
    assert dialog.view.currentIndex().row() == 1
    assert "慰问困难群众36户" in dialog.sentence.text()
    QTest.keyClick(dialog.view, Qt.Key.Key_1)
    assert "没有找到" in dialog.sentence.text()
    assert dialog.answer() == {0: Wish.DROP, 1: Wish.GAP}
    dialog._section.click()
    assert set(dialog.answer().values()) == {Wish.DROP}


def test_the_window_puts_them_into_the_draft(
    window: MainWindow,
    office: Services,
    source: int,
    prompter: RecordingPrompter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = office.reports.create("annual_report", 2026)

    def answer(_parent: QWidget, data: LastYear) -> Mapping[int, Wish]:
        return {place: item.proposed for place, item in enumerate(data.items)}

    monkeypatch.setattr(carry_figures, "ask", answer)
    window.show_page(page_list.ARCHIVE)
    window.page.table.selectRow([row.report.id for row in window.page.model.rows].index(source))
    window.page._carry.trigger()
    body = next(s.body for s in office.reports.get(draft).sections if s.spec == "disputes")
    assert body == "全年受理矛盾纠纷{{矛盾纠纷.受理件数}}件，慰问困难群众____户。"
    assert "2026年的草稿" in prompter.sentences[-1]


def test_importing_one_report_offers_its_numbers(
    window: MainWindow, office: Services, prompter: RecordingPrompter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[LastYear] = []
    monkeypatch.setattr(carry_figures, "ask", lambda _parent, data: asked.append(data))
    from fzapp.ui.dialogs import import_preview

    def confirm(_parent: QWidget, data: import_preview.Preview) -> list[import_preview.Confirmed]:
        return [import_preview.Confirmed(one, one.genre, one.year) for one in data.incoming]

    monkeypatch.setattr(import_preview, "ask", confirm)
    window.commands._on_read(([office.imports.read_pasted(TEXT)], []))
    offer = prompter.offers[-1]
    assert offer is not None
    assert offer.label == "挑数"
    offer.run()
    assert [item.number for item in asked[0].items] == ["81件", "36户"]
    assert not asked[0].has_draft
