"""The way through a report by keyboard, what follows while typing, title and signature, earlier years, columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLineEdit

from fzapp.domain.report import SectionState
from fzapp.ui.actions import COMMAND_IMPORT
from fzapp.ui.models.outline_model import PARTS
from fzapp.ui.pages.write_desk import length_told
from fzapp.ui.pages.write_past import pieces_of
from tests.gui.writing import ALT, CTRL, LAST_YEAR, coverable, open_page, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.ui.dialogs.reuse import Offered
    from tests.gui.writing import Writing


@pytest.fixture
def writing(qtbot: QtBot, tmp_path: Path) -> Writing:
    return open_page(qtbot, tmp_path / "archive")


@pytest.fixture
def with_past(qtbot: QtBot, tmp_path: Path) -> Writing:
    return open_page(qtbot, tmp_path / "archive", last_year=True)


# --- the way through the report ------------------------------------------------------------------------


def test_done_marks_the_section_and_goes_on(writing: Writing) -> None:
    first, second = writing.leaves()[:2]
    writing.page.open_section(first.id)
    writing.type("一是抓学习。")
    writing.key(Qt.Key.Key_Return, CTRL)
    assert writing.services.writing.section(first.id).state is SectionState.WRITTEN
    assert writing.page.shown_section() == second.id
    assert QApplication.focusWidget() is writing.page.editor


def test_done_on_an_empty_section_goes_on_without_marking(writing: Writing) -> None:
    first, second = writing.leaves()[:2]
    writing.page.open_section(first.id)
    writing.key(Qt.Key.Key_Return, CTRL)
    assert writing.services.writing.section(first.id).state is SectionState.NOT_STARTED
    assert writing.page.shown_section() == second.id
    assert "还没有文字" in writing.prompter.told[-1][0]


def test_done_passes_over_what_does_not_apply(writing: Writing) -> None:
    first, second, third = writing.leaves()[:3]
    writing.services.writing.set_state(second.id, SectionState.NOT_APPLICABLE, "本镇没有这项工作。")
    writing.page.open_section(first.id)
    writing.key(Qt.Key.Key_Return, CTRL)
    assert writing.page.shown_section() == third.id


def test_the_whole_report_is_written_by_keyboard_alone(writing: Writing) -> None:
    """Ctrl+Enter from the lead to the end; only keys and what an input method commits."""
    seen: list[int] = []
    for number in range(len(writing.sections()) + 1):
        if writing.page.shown_section() in seen:
            break
        seen.append(writing.page.shown_section())
        assert QApplication.focusWidget() is writing.page.editor
        writing.type(f"一是抓好第{number}项工作。")
        writing.key(Qt.Key.Key_Return)
        writing.key(Qt.Key.Key_Tab)
        writing.type("抓落实。")
        writing.key(Qt.Key.Key_Return, CTRL)
    assert seen == [writing.sections()[0].id, *(section.id for section in writing.leaves())]
    assert {section.state for section in writing.leaves()} == {SectionState.WRITTEN}
    assert all(section.body.endswith("\n二是抓落实。") for section in writing.leaves())
    assert writing.prompter.told[-1][0].startswith("最后一节也写完了")


def test_keys_go_up_and_down_the_outline(writing: Writing) -> None:
    lead, first = writing.sections()[0], writing.sections()[1]
    writing.key(Qt.Key.Key_Down, ALT)
    assert writing.page.shown_section() == first.id
    writing.key(Qt.Key.Key_Up, ALT)
    assert writing.page.shown_section() == lead.id
    writing.key(Qt.Key.Key_Up, ALT)
    assert writing.page.shown_section() == PARTS
    assert QApplication.focusWidget() is writing.page.parts.findChild(QLineEdit, "parts_title")
    writing.key(Qt.Key.Key_Down, ALT)
    assert QApplication.focusWidget() is writing.page.editor


def test_tab_leads_from_the_text_to_every_part_and_back(writing: Writing) -> None:
    """Nothing holds the keyboard, and list, buttons and tabs are all on the way."""
    seen: list[str] = []
    for _ in range(40):
        writing.key(Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget().objectName())
        if seen[-1] == "section_editor":
            break
    assert any(name.startswith("tick_") for name in seen)
    assert [name for name in seen if not name.startswith("tick_")] == [
        "not_applicable_button",
        "table_button",
        "quote_button",
        "section_done_button",
        "points_tab",
        "outline_view",
        "add_section_button",
        "section_menu_button",
        "section_editor",
    ]


def test_arrow_keys_turn_the_tabs_of_the_help(writing: Writing) -> None:
    writing.page.panel.points_tab.setFocus()
    writing.key(Qt.Key.Key_Right)
    assert writing.page.panel.past.isVisible()
    writing.key(Qt.Key.Key_Left)
    assert writing.page.panel.checkpoints.isVisible()


# --- while typing --------------------------------------------------------------------------------------


def test_length_state_and_checkpoints_follow_while_typing(writing: Writing, qtbot: QtBot) -> None:
    section, point = coverable(writing)
    writing.page.open_section(section.id)
    writing.page.editor._notice_timer.setInterval(10)
    before = writing.page.panel.points()
    row = writing.page.panel.findChild(object, f"checkpoint_{point.id}")
    assert row.accessibleName().startswith("还没写到")
    with qtbot.waitSignal(writing.page.editor.body_changed):
        writing.type(words_of(point))
    assert row.accessibleName().startswith("已写到")
    done, total = writing.page.panel.points()
    assert done > before[0]
    assert writing.page.panel.points_tab.text() == f"要点 {done}/{total}"
    count = len(words_of(point))
    assert writing.page.desk.length.text().startswith(f"{count}字")
    assert writing.page.desk.state.text() == SectionState.WRITING.label
    assert writing.page.model.row_of(section.id).characters == count
    assert writing.page.status().startswith(f"本节{count}字　要点{done}/{total}")
    writing.page.editor.undo()
    with qtbot.waitSignal(writing.page.editor.body_changed):
        pass
    assert writing.page.panel.points() == before
    assert writing.page.desk.state.text() == SectionState.NOT_STARTED.label


@pytest.mark.parametrize(
    ("characters", "words", "told", "tone"),
    [
        (120, (250, 400), "120字 / 建议250—400字", "idle"),
        (300, (250, 400), "300字 / 建议250—400字，合适", "good"),
        (401, (250, 400), "401字 / 建议250—400字，偏长", "attention"),
        (80, (0, 0), "80字", "idle"),
    ],
)
def test_length_is_advice(characters: int, words: tuple[int, int], told: str, tone: str) -> None:
    assert length_told(characters, words) == (told, tone)


# --- title and signature -------------------------------------------------------------------------------


def test_parts_save_themselves(writing: Writing, qtbot: QtBot) -> None:
    writing.page.show_section(PARTS)
    form = writing.page.parts
    form._timer.setInterval(20)
    field = form.findChild(QLineEdit, "parts_title")
    field.setText("青石镇2026年法治政府建设情况报告")
    with qtbot.waitSignal(form.changed):
        pass
    content = writing.services.reports.get(writing.report_id).content
    assert content.title == "青石镇2026年法治政府建设情况报告"
    assert writing.page.title() == content.title
    field.setText("改了又改")
    writing.page.leave()
    assert writing.services.reports.get(writing.report_id).content.title == "改了又改"
    writing.operations.undo()
    assert field.text() == "青石镇2026年法治政府建设情况报告"


def test_a_date_that_does_not_exist_is_remarked_and_kept(writing: Writing) -> None:
    writing.page.show_section(PARTS)
    writing.page.parts.findChild(QLineEdit, "parts_date_text").setText("2027年2月30日")
    note = writing.page.parts._date_note
    assert "2月没有30日" in note.text()
    assert note.isVisible()
    writing.page.leave()
    assert writing.services.reports.get(writing.report_id).content.date_text == "2027年2月30日"


# --- earlier years -------------------------------------------------------------------------------------


def test_without_earlier_years_the_panel_says_how_to_bring_them_in(writing: Writing) -> None:
    writing.page.open_section(writing.leaves()[0].id)
    writing.page.panel.past_tab.click()
    assert "导入" in writing.page.panel.past.findChild(object, "past_empty").text()
    spy = QSignalSpy(writing.page.command_requested)
    writing.page.panel.past.findChild(object, "past_import_button").click()
    assert spy.at(0) == [COMMAND_IMPORT]
    writing.key(Qt.Key.Key_F3)
    assert "还没有往年" in writing.prompter.told[-1][0]


def test_last_year_is_compared_sentence_by_sentence(with_past: Writing, qtbot: QtBot) -> None:
    with_past.page.open_section(with_past.leaves()[0].id)
    with_past.page.panel.past_tab.click()
    view = with_past.page.panel.past
    assert view.years.currentText() == "2025年"
    assert view.text.toPlainText() == LAST_YEAR
    with_past.page.editor._notice_timer.setInterval(10)
    with qtbot.waitSignal(with_past.page.editor.body_changed):
        with_past.type("一是抓实学习。2026年集中学习5次。")
    shown = view.text.toPlainText().replace("\u2060", "")
    assert shown.startswith("［相同］一是抓实学习。［已改写］2025年集中学习4次。")
    assert "［今年没写］二是抓好宣讲。开展宣讲12场。" in shown
    view.text.selectAll()
    assert view.text.createMimeDataFromSelection().text() == LAST_YEAR


@pytest.mark.parametrize(
    ("past", "present", "marks"),
    [
        ("抓好学习。", "抓好学习。", ["相同"]),
        ("严格执行重大行政决策公众参与、专家论证、风险评估和合法性审查程序。", "", [""]),
        (
            "严格执行重大行政决策公众参与、专家论证、风险评估和合法性审查程序。",
            "严格执行重大行政决策公众参与、专家论证、风险评估和合法性审查程序。",
            ["照抄"],
        ),
        ("2025年调解矛盾纠纷工作稳步推进。", "2026年调解矛盾纠纷工作稳步推进。", ["只改年份"]),
        ("全镇调解矛盾纠纷73件。", "全镇各村调解矛盾纠纷73件。", ["数字没改"]),
        ("全镇调解矛盾纠纷73件。", "全镇调解矛盾纠纷81件。", ["已改写"]),
        ("　　办理案件一批。\n村名\t件数", "别的话。", ["", "今年没写", "", "今年没写"]),
    ],
)
def test_marks_of_last_years_sentences(past: str, present: str, marks: list[str]) -> None:
    pieces = pieces_of(past, present)
    assert "".join(piece.text for piece in pieces) == past
    assert [piece.mark for piece in pieces] == marks


THIS_YEAR = LAST_YEAR.replace("2025", "2026").replace("4次", "____次").replace("12场", "____场")


def test_quoting_fills_an_empty_section_and_warns(with_past: Writing, offered: list[Offered]) -> None:
    section = with_past.leaves()[0]
    with_past.page.open_section(section.id)
    with_past.key(Qt.Key.Key_F3)
    assert offered[0].where == "放进来"
    assert with_past.page.editor.body() == THIS_YEAR
    assert with_past.prompter.sentences[-1].startswith("已引用2025年的文字：1处年份换成今年，2处留空待补。")
    with_past.key(Qt.Key.Key_Z, CTRL)
    assert with_past.page.editor.body() == ""


def test_quoting_into_a_text_keeps_paragraphs_apart(with_past: Writing, offered: list[Offered]) -> None:
    with_past.page.open_section(with_past.leaves()[0].id)
    with_past.type("前面的话。后面的话。")
    with_past.page.editor.set_cursor_offset(5)
    with_past.key(Qt.Key.Key_F3)
    assert offered[0].where == "放到光标处"
    assert with_past.page.editor.body() == f"前面的话。\n{THIS_YEAR}\n后面的话。"


# --- columns -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "drawers"), [(1366 - 96, (False, False)), (1093 - 96, (False, False))])
def test_columns_stand_side_by_side(writing: Writing, width: int, drawers: tuple[bool, bool]) -> None:
    writing.window.resize(width, 560)
    columns = writing.page.columns
    assert (columns.list_folded, columns.help_folded) == drawers
    parts = [writing.page.outline, writing.page.desk, writing.page.panel]
    lefts = [part.mapTo(writing.window, part.rect().topLeft()).x() for part in parts]
    rights = [part.mapTo(writing.window, part.rect().topRight()).x() for part in parts]
    assert all(right < left for right, left in zip(rights, lefts[1:], strict=False))
    assert rights[-1] < width
    for button in writing.page.desk.buttons.stops():
        assert button.width() >= button.sizeHint().width(), button.text()


def test_in_a_narrow_window_both_columns_are_drawers(writing: Writing) -> None:
    writing.window.resize(911 - 56, 430)
    writing.page.set_narrow(True)
    assert not writing.page.outline.isVisible()
    assert not writing.page.panel.isVisible()
    assert [action.isVisible() for action in writing.page.actions()] == [True, True, True, True]
    writing.page.toggle_list()
    assert writing.page.outline.isVisible()
    assert QApplication.focusWidget() is writing.page.outline.view
    assert writing.page.outline.geometry().left() == 0
    writing.page.toggle_column()
    assert not writing.page.outline.isVisible()
    panel = writing.page.panel.geometry()
    assert panel.right() + 1 == writing.page.width()
    writing.key(Qt.Key.Key_Escape)
    assert not writing.page.panel.isVisible()
    assert QApplication.focusWidget() is writing.page.editor
    writing.page.set_narrow(False)
    writing.window.resize(1270, 650)
    assert writing.page.outline.isVisible()
    assert writing.page.panel.isVisible()
    assert [action.isVisible() for action in writing.page.actions()] == [False, False, True, True]


def test_choosing_in_a_drawer_closes_it(writing: Writing) -> None:
    writing.page.set_narrow(True)
    writing.page.toggle_list()
    writing.key(Qt.Key.Key_Down)
    writing.key(Qt.Key.Key_Return)
    assert not writing.page.outline.isVisible()
    assert QApplication.focusWidget() is writing.page.editor
    assert writing.page.shown_section() == writing.sections()[1].id
