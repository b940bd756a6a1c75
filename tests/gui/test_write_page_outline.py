"""The list of sections: what it shows, and what can be done to a section from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QPushButton, QStyleOptionViewItem

from fzapp.domain.report import SectionState
from fzapp.ui import theme
from fzapp.ui.delegates import outline_delegate
from fzapp.ui.delegates.outline_delegate import OutlineDelegate
from fzapp.ui.delegates.state_delegate import MARGIN
from fzapp.ui.dialogs import not_applicable
from fzapp.ui.dialogs.not_applicable import Declared, NotApplicableDialog
from fzapp.ui.models.outline_model import PARTS, OutlineModel
from fzapp.ui.pages.write_outline import summary
from tests.gui.writing import CTRL, compose, make_services, open_page

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from tests.gui.writing import Writing


@pytest.fixture
def writing(qtbot: QtBot, tmp_path: Path) -> Writing:
    return open_page(qtbot, tmp_path / "archive")


def headings(writing: Writing) -> list[str]:
    return [section.heading for section in writing.sections()]


def in_list(writing: Writing, section_id: int) -> None:
    """Stand on a row of the list, with the keyboard in it."""
    writing.page.open_section(section_id)
    writing.page.outline.view.setFocus()


def test_model_keeps_the_rules_of_models(tmp_path: Path, qtmodeltester: ModelTester) -> None:
    services = make_services(tmp_path / "archive")
    report_id = services.reports.create("annual_report", 2026)
    model = OutlineModel()
    model.set_rows(services.overview.tasks(report_id))
    qtmodeltester.check(model)
    assert model.rowCount() == len(services.reports.get(report_id).sections) + 1
    assert model.index(0).data() == "标题和落款"
    assert model.index(2).data().startswith("一、")
    services.close()


def test_a_row_that_is_typed_in_changes_alone(tmp_path: Path) -> None:
    services = make_services(tmp_path / "archive")
    rows = services.overview.tasks(services.reports.create("annual_report", 2026))
    model = OutlineModel()
    model.set_rows(rows)
    changed, reset = QSignalSpy(model.dataChanged), QSignalSpy(model.modelReset)
    model.set_row(rows[3])
    assert changed.count() == 0
    model.set_row(replace(rows[3], characters=12))
    assert [changed.at(0)[0].row(), changed.at(0)[1].row(), changed.count()] == [4, 4, 1]
    assert reset.count() == 0
    services.close()


def test_whole_headings_are_in_the_hint_and_read_aloud(writing: Writing) -> None:
    model = writing.page.model
    place = model.place_of(writing.leaves()[0].id)
    index = model.index(place)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == index.data()
    assert "未开始" in index.data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize("scale", list(theme.FontScale))
def test_rows_grow_for_headings_of_two_lines(
    qapp: QApplication, writing: Writing, scale: theme.FontScale
) -> None:
    theme.apply(qapp, theme.LIGHT, scale)
    view = writing.page.outline.view
    short, long = writing.leaves()[0], writing.leaves()[1]
    writing.services.writing.rename(short.id, "学法")
    writing.services.writing.rename(long.id, "健全依法行政制度体系和重大行政决策程序")
    heights = [
        view.visualRect(writing.page.model.index(writing.page.model.place_of(section.id))).height()
        for section in (short, long)
    ]
    assert heights[0] == scale.row_height
    assert heights[1] > heights[0]
    assert isinstance(view.itemDelegate(), OutlineDelegate)


@pytest.mark.parametrize("width", range(160, 420, 7))
def test_title_state_and_length_never_stand_on_each_other(writing: Writing, width: int) -> None:
    option = QStyleOptionViewItem()
    option.font = theme.ui_font(theme.FontScale.STANDARD)
    metrics = QFontMetrics(option.font)
    shown = replace(writing.services.overview.tasks(writing.report_id)[3], characters=1157)
    parts = outline_delegate._divide(option, option.font, shown.title, shown, width)
    right = width - parts.chip_width - MARGIN
    for number, line in enumerate(parts.lines):
        beside = parts.count_width if number == 0 and len(parts.lines) == 1 else 0
        assert parts.left + metrics.horizontalAdvance(line) + beside <= right
    whole = shown.title.replace(" ", "")
    assert "".join(parts.lines) == whole or parts.lines[-1].endswith("…")
    assert len(parts.lines) <= 3


def test_arrow_keys_open_sections_and_enter_goes_into_the_text(writing: Writing) -> None:
    first, second = writing.sections()[1:3]
    in_list(writing, first.id)
    writing.key(Qt.Key.Key_Down)
    assert writing.page.shown_section() == second.id
    assert QApplication.focusWidget() is writing.page.outline.view
    writing.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is writing.page.editor


def test_an_input_method_over_the_list_changes_nothing(writing: Writing) -> None:
    in_list(writing, writing.leaves()[0].id)
    before = headings(writing)
    compose(writing.page.outline.view, "fa")
    assert headings(writing) == before
    assert writing.page.editor.body() == ""


def test_an_annex_is_added_at_the_end_and_written_like_a_section(writing: Writing) -> None:
    writing.prompter.text = "执法人员名单"
    in_list(writing, writing.leaves()[0].id)
    writing.page.outline.view.menu.actions()[3].trigger()
    added = writing.sections()[-1]
    assert (added.is_annex, added.heading) == (True, "执法人员名单")
    assert writing.page.shown_section() == added.id
    assert writing.page.desk.heading.text() == "附件　执法人员名单"
    writing.type("在册9人。")
    writing.page.commit()
    assert writing.services.reports.content(writing.report_id).annexes[0].body == "在册9人。"
    writing.prompter.text = "车辆清单"
    in_list(writing, added.id)
    writing.key(Qt.Key.Key_Insert)
    assert [s.heading for s in writing.sections() if s.is_annex] == ["执法人员名单", "车辆清单"]


def test_renaming(writing: Writing) -> None:
    section = writing.leaves()[0]
    in_list(writing, section.id)
    writing.prompter.text = "学思想、强根基"
    writing.key(Qt.Key.Key_F2)
    assert writing.services.writing.section(section.id).heading == "学思想、强根基"
    assert writing.page.desk.heading.text() == "（一）学思想、强根基"
    writing.operations.undo()
    assert writing.page.desk.heading.text() == f"（一）{section.heading}"


def test_renaming_can_be_turned_down_and_a_heading_is_never_empty(writing: Writing) -> None:
    section = writing.leaves()[0]
    in_list(writing, section.id)
    writing.prompter.text = None
    writing.key(Qt.Key.Key_F2)
    writing.prompter.text = ""
    writing.key(Qt.Key.Key_F2)
    assert writing.services.writing.section(section.id).heading == section.heading
    assert writing.prompter.told[-1][1] == "wrong"


def test_a_new_section_goes_behind_and_is_opened(writing: Writing) -> None:
    section = writing.leaves()[0]
    in_list(writing, section.id)
    writing.prompter.text = "新的一节"
    writing.key(Qt.Key.Key_Insert)
    names = headings(writing)
    assert names[names.index(section.heading) + 1] == "新的一节"
    assert writing.page.desk.heading.text() == "（二）新的一节"


def test_a_new_part_goes_behind_all_that_stands_below(writing: Writing) -> None:
    parts = [section for section in writing.sections() if section.level == 1]
    in_list(writing, parts[0].id)
    writing.prompter.text = "另外一大块"
    writing.key(Qt.Key.Key_Insert)
    levels = [(section.level, section.heading) for section in writing.sections()]
    at = levels.index((1, "另外一大块"))
    assert levels[at - 1][0] == 2
    assert levels[at + 1] == (1, parts[1].heading)


def test_a_new_subsection(writing: Writing) -> None:
    last = [section for section in writing.sections() if section.level == 1][-1]
    in_list(writing, last.id)
    writing.prompter.text = "小节"
    writing.page.outline._add_below.trigger()
    assert (writing.sections()[-1].level, writing.sections()[-1].heading) == (2, "小节")


def test_moving_keeps_the_section_open_and_numbers_follow(writing: Writing) -> None:
    first, second = writing.leaves()[:2]
    in_list(writing, second.id)
    writing.key(Qt.Key.Key_Up, CTRL)
    assert [section.id for section in writing.leaves()[:2]] == [second.id, first.id]
    assert writing.page.shown_section() == second.id
    assert writing.page.desk.heading.text().startswith("（一）")
    writing.key(Qt.Key.Key_Down, CTRL)
    assert [section.id for section in writing.leaves()[:2]] == [first.id, second.id]


def test_removing_asks_and_can_be_undone(writing: Writing) -> None:
    first, second = writing.leaves()[:2]
    in_list(writing, first.id)
    writing.type("已经写了的话。")
    writing.prompter.yes = False
    writing.key(Qt.Key.Key_Delete)
    assert first.heading in headings(writing)
    writing.prompter.yes = True
    writing.key(Qt.Key.Key_Delete)
    assert first.heading not in headings(writing)
    assert writing.page.shown_section() == second.id
    writing.operations.undo()
    assert writing.body(first.id) == "已经写了的话。"


def declare(monkeypatch: pytest.MonkeyPatch, answer: Declared | None) -> None:
    """What the dialog answers."""
    monkeypatch.setattr(not_applicable, "ask", lambda _parent, _data: answer)


def test_not_applicable_asks_for_the_reason(writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    section = writing.leaves()[0]
    writing.page.open_section(section.id)
    button = writing.page.desk.findChild(QPushButton, "not_applicable_button")
    declare(monkeypatch, None)
    button.click()
    assert writing.services.writing.section(section.id).state is SectionState.NOT_STARTED
    declare(monkeypatch, Declared("本镇没有这项工作。"))
    writing.key(Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    changed = writing.services.writing.section(section.id)
    assert (changed.state, changed.reason) == (SectionState.NOT_APPLICABLE, "本镇没有这项工作。")
    assert writing.page.desk.state.text() == "不涉及"
    assert "本镇没有这项工作" in writing.page.desk.notice.text()


def test_not_applicable_writes_the_sentence_and_asks_for_files(
    writing: Writing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    section = writing.leaves()[0]
    writing.page.open_section(section.id)
    paper = tmp_path / "零报告.txt"
    paper.write_text("没有发生。", encoding="utf-8")
    writing.prompter.files = [paper]
    declare(monkeypatch, Declared("没有发生。", "2026年，本镇没有这项工作。", with_files=True))
    writing.page.mark_not_applicable()
    assert writing.page.editor.body() == "2026年，本镇没有这项工作。"
    assert writing.page.desk.state.text() == "不涉及"
    assert [one.name for one in writing.services.section_help.files(section.id)] == ["零报告.txt"]


def test_the_dialog_proposes_the_sentence_and_wants_a_name_for_what_is_confirmed(
    writing: Writing, qtbot: QtBot
) -> None:
    spec = writing.services.library.get("annual_report").section("oversight")
    assert spec is not None
    section = next(s for s in writing.leaves() if s.spec == spec.id)
    dialog = NotApplicableDialog(None, writing.services.zero.offer(section.id))
    qtbot.addWidget(dialog)
    assert dialog.says.isChecked()
    assert dialog.statement.toPlainText().startswith("2026年")
    assert not dialog.accept_button.isEnabled()
    dialog.reason.setText("没有被复议的案件。")
    assert dialog.accept_button.isEnabled()
    box = next(iter(dialog.confirms.values()))
    box.setChecked(True)
    assert not dialog.accept_button.isEnabled()
    dialog.by.setText("刘某")
    assert dialog.accept_button.isEnabled()
    answer = dialog.answer()
    assert (answer.by, len(answer.confirm)) == ("刘某", 1)
    assert answer.statement == dialog.statement.toPlainText()


def test_writing_again_lifts_not_applicable(writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    section = writing.leaves()[0]
    writing.page.open_section(section.id)
    declare(monkeypatch, Declared("没有。"))
    writing.page.mark_not_applicable()
    writing.type("其实有。")
    writing.page.save()
    assert writing.services.writing.section(section.id).state is SectionState.WRITING
    assert writing.page.desk.state.text() == "编写中"


def test_states_from_the_menu(writing: Writing) -> None:
    section = writing.leaves()[0]
    in_list(writing, section.id)
    _writing, written, _not_applicable = writing.page.outline._states
    written.trigger()
    assert writing.services.writing.section(section.id).state is SectionState.NOT_STARTED
    assert "还没有文字" in writing.prompter.told[-1][0]
    writing.type("写好了。")
    written.trigger()
    assert writing.services.writing.section(section.id).state is SectionState.WRITTEN
    assert writing.body(section.id) == "写好了。"


def test_title_and_signature_cannot_be_moved_or_removed(writing: Writing) -> None:
    writing.page.show_section(PARTS)
    outline = writing.page.outline
    actions = (outline._rename, outline._add_same, outline._up, outline._remove, *outline._states)
    assert not any(action.isEnabled() for action in actions)
    assert not outline._add_button.isEnabled()


def test_every_command_stands_on_a_button_too(writing: Writing) -> None:
    """Nothing is reached by the right mouse button alone."""
    menu = writing.page.outline._menu_button.menu()
    assert menu is writing.page.outline.view.menu
    assert [action.text() for action in menu.actions() if action.text()] == [
        "改标题",
        "加一节",
        "加下一级的一节",
        "加附件…",
        "上移",
        "下移",
        "删除这一节",
        "标为编写中",
        "标为已写完",
        "标为不涉及…",
    ]


def test_summary_counts_sections_with_a_text(writing: Writing) -> None:
    first, second = writing.leaves()[:2]
    writing.services.writing.save(first.id, "在写。")
    writing.services.writing.set_state(second.id, SectionState.NOT_APPLICABLE, "没有。")
    total = len(writing.leaves())
    told = summary(writing.services.overview.tasks(writing.report_id))
    assert told == f"{total}节：写完1　在写1　未开始{total - 2}"
