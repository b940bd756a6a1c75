"""数字库: found by words and initials, copied as a living number, made and changed and taken back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fzapp.domain.figure import Figure, FigureAggregate
from fzapp.domain.ledger import Condition
from fzapp.infra import paths
from fzapp.services.own_figures import ManualFigure
from fzapp.ui import page_list
from fzapp.ui.dialogs import manual_figure, own_figure
from fzapp.ui.dialogs.manual_figure import Filled, Filling, ManualFigureDialog
from fzapp.ui.dialogs.own_figure import Making, OwnFigureDialog
from fzapp.ui.pages.figures_page import OWN, FiguresPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter

SOLVED = Figure("矛盾纠纷.本镇化解数", "L16", where=(Condition("result", any_of=("化解",)),), unit="件")


@pytest.fixture
def kept(office: Services) -> Services:
    """An office with a ledger and a report."""
    reading = office.ledgers.read(paths.resources() / "practice" / "ledgers" / "L16.csv", "L16")
    office.ledgers.commit(office.ledgers.plan(reading, 2026))
    office.reports.create("annual_report", 2026)
    return office


@pytest.fixture
def page(kept: Services, make_page: Callable[[type[Page]], Page]) -> FiguresPage:
    made = make_page(FiguresPage)
    assert isinstance(made, FiguresPage)
    return made


def lines(page: FiguresPage) -> list[str]:
    return [line.text for line in page.view.lines]


def test_figures_are_found_by_section_words_and_initials(page: FiguresPage) -> None:
    page.section.setCurrentIndex(page.section.findData("disputes"))
    assert lines(page)[0].startswith("矛盾纠纷.")
    page.words.setText("mdjf sljs")
    assert lines(page)[0] == "矛盾纠纷.受理件数"
    assert "今年73件" in page.view.lines[0].note
    assert "去年" in page.view.lines[0].note
    assert "全部行数" in page.detail.words.text()
    page.words.setText("没有这样的数")
    assert page._none.isVisibleTo(page)


def test_the_search_field_takes_composed_text(page: FiguresPage) -> None:
    event = QInputMethodEvent()
    event.setCommitString("化解率")
    QApplication.sendEvent(page.words, event)
    assert "矛盾纠纷.化解率" in lines(page)


def test_a_figure_is_copied_in_the_form_chosen(page: FiguresPage) -> None:
    page.words.setText("矛盾纠纷.受理件数")
    QTest.keyClick(page.words, Qt.Key.Key_Down)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "{{矛盾纠纷.受理件数}}"
    page.detail.form.setCurrentIndex(page.detail.form.findData("余"))
    assert page.detail.said.text() == "写出来是：70余件"
    page.detail.copy.click()
    assert QGuiApplication.clipboard().text() == "{{矛盾纠纷.受理件数|余}}"


def test_a_figure_is_made_changed_and_taken_out_again(
    page: FiguresPage, kept: Services, operations: Operations, prompter: RecordingPrompter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(own_figure, "ask", lambda _parent, _data: SOLVED)
    page._new.trigger()
    assert lines(page) == ["矛盾纠纷.本镇化解数　自建"]
    assert page.section.currentData() == OWN
    renamed = Figure("矛盾纠纷.化解总数", "L16", where=SOLVED.where, unit="件")
    monkeypatch.setattr(own_figure, "ask", lambda _parent, data: renamed if data.figure == SOLVED else None)
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    assert lines(page) == ["矛盾纠纷.化解总数　自建"]
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    assert lines(page) == []
    assert "已经删了" in prompter.sentences[-1]
    operations.undo()
    assert lines(page) == ["矛盾纠纷.化解总数　自建"]
    operations.undo()
    assert kept.own_figures.names() == {"矛盾纠纷.本镇化解数"}


def test_delivered_figures_stay(page: FiguresPage, prompter: RecordingPrompter) -> None:
    page.words.setText("矛盾纠纷.受理件数")
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    assert prompter.sentences == ["自带的数不能删。", "自带的数不能改，可以新建一个自己的数。"]
    assert not page.detail.edit.isVisibleTo(page)


def test_a_number_is_filled_in_by_hand(
    page: FiguresPage, kept: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = tmp_path / "通报.pdf"
    proof.write_bytes(b"1")
    figure = ManualFigure("村级合同数", 2026, Decimal(15), "件", "第2期通报", "张文书")
    monkeypatch.setattr(manual_figure, "ask", lambda _parent, _data: Filled(figure, proof))
    page._by_hand.trigger()
    assert lines(page) == ["手工.村级合同数　手工"]
    assert "佐证材料：通报.pdf" in page.detail.words.text()
    assert page.detail.basis.text() == "手工"


def test_the_window_leads_here(window: MainWindow, kept: Services) -> None:
    next(one for one in window.top_line.menu.actions() if one.objectName() == "open_figures").trigger()
    assert isinstance(window.page, FiguresPage)
    assert page_list.FIGURES not in window.strip.words()


# -------------------------------------------------------------------------------------------- dialogs


@pytest.fixture
def counting(kept: Services, qtbot: QtBot) -> OwnFigureDialog:
    data = Making(kept.ledgers.kinds(), lambda figure: kept.figures.counted(figure, 2026), "L16")
    dialog = OwnFigureDialog(None, data)
    qtbot.addWidget(dialog)
    return dialog


def test_the_value_is_shown_while_picking(counting: OwnFigureDialog) -> None:
    assert counting.value.text().startswith("今年73件，去年")
    line = counting.where.add()
    assert "没有填完" in counting.rule.text()
    line.column.setCurrentIndex(line.column.findData("result"))
    line.value.setCurrentText("化解")
    assert counting.value.text().startswith("今年70件")
    assert counting.rule.text() == "口径：2026年，结果为“化解”的行数"
    counting.accept()
    assert "还没有名称" in counting.problem.text()
    counting.name_field.setText("本镇化解数")
    assert counting.answer() == SOLVED
    counting.accept()
    assert counting.result() == 1


def test_a_share_and_a_change_are_picked(counting: OwnFigureDialog) -> None:
    counting.name_field.setText("甲")
    counting.aggregate.setCurrentIndex(counting.aggregate.findData(FigureAggregate.RATIO.value))
    assert counting.unit.currentText() == "%"
    assert "哪一部分" in counting.rule.text()
    line = counting.part.add()
    line.column.setCurrentIndex(line.column.findData("result"))
    line.value.setCurrentText("化解、正在办理")
    assert counting.value.text().startswith("今年98.6%")
    counting.aggregate.setCurrentIndex(counting.aggregate.findData(FigureAggregate.YEAR_ON_YEAR.value))
    assert counting.value.text().startswith(("今年增长", "今年下降", "今年提高", "今年持平"))


def test_an_existing_figure_comes_back_as_it_was(kept: Services, qtbot: QtBot) -> None:
    figure = Figure(
        "矛盾纠纷.甲",
        "L16",
        FigureAggregate.RATIO,
        where=(Condition("village", none_of=("石桥村",)), Condition("remark", filled=False)),
        part=SOLVED.where,
        unit="%",
        decimals=2,
        note="不含石桥村",
    )
    dialog = OwnFigureDialog(
        None, Making(kept.ledgers.kinds(), lambda one: kept.figures.counted(one, 2026), "L16", figure)
    )
    qtbot.addWidget(dialog)
    assert dialog.answer() == figure
    dialog.where.lines[0].removed.emit()
    assert len(dialog.answer().where) == 1


def test_a_number_by_hand_is_not_taken_without_proof(qtbot: QtBot, tmp_path: Path) -> None:
    chosen: list[Path] = []
    dialog = ManualFigureDialog(None, Filling(2026, lambda: chosen[0] if chosen else None))
    qtbot.addWidget(dialog)
    dialog.said.setText("村级合同数")
    for fill, why in (
        (lambda: None, "还没有填数"),
        (lambda: dialog.value.setText("十五"), "不是一个数"),
        (lambda: dialog.value.setText("1,500"), "来源"),
        (lambda: dialog.source.setText("第2期通报"), "由谁"),
        (lambda: dialog.by.setText("张文书"), "佐证材料"),
    ):
        fill()
        dialog.accept()
        assert why in dialog.problem.text()
    dialog.file_button.click()
    chosen.append(tmp_path / "通报.pdf")
    dialog.file_button.click()
    dialog.accept()
    assert dialog.result() == 1
    filled = dialog.answer()
    assert (filled.figure.value, filled.figure.name, filled.file) == (1500, "手工.村级合同数", chosen[0])


def test_a_figure_names_the_sentences_that_use_it(page: FiguresPage, kept: Services, qtbot: QtBot) -> None:
    """In any of its forms; Enter goes to the section."""
    report = kept.reports.get(next(iter(kept.reports.all())).id)
    section = next(one for one in report.sections if one.spec == "disputes")
    kept.writing.save(section.id, "受理矛盾纠纷{{矛盾纠纷.受理件数|余}}。")
    page.refresh()
    page.words.setText("矛盾纠纷.受理件数")
    assert "报告里用了1处" in page.detail.words.text()
    assert page.detail.uses.lines[0].text.endswith("受理矛盾纠纷70余。")
    page.detail.uses.setCurrentIndex(page.detail.uses.model().index(0, 0))
    with qtbot.waitSignal(page.open_section_requested) as opened:
        QTest.keyClick(page.detail.uses, Qt.Key.Key_Return)
    assert opened.args == [section.id]
    page.words.setText("矛盾纠纷.化解率")
    assert page.detail.uses.isHidden()
