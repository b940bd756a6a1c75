"""The page of templates: those of the program are looked at, copies are changed step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from fzapp.domain.template import Checkpoint
from fzapp.services.notice_outline import outline_of
from fzapp.storage import own_genres
from fzapp.ui import theme
from fzapp.ui.dialogs.new_report import NewReportDialog, choices
from fzapp.ui.dialogs.notice_outline import NoticeOutlineDialog, clipboard_text
from fzapp.ui.models.notice_model import KIND, TEXT, NoticeModel
from fzapp.ui.pages.template_page import TemplatePage
from tests.gui.writing import commit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QUndoStack
    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.look import Look
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter

NOTICE = "一、主要工作\n（一）学法情况。学法次数；培训人数。\n（二）普法情况\n二、下一步打算\n附件：样表"


@pytest.fixture
def page(office: Services, make_page: Callable[[type[Page]], Page]) -> TemplatePage:
    assert office.library.names()
    made = make_page(TemplatePage)
    assert isinstance(made, TemplatePage)
    return made


@pytest.fixture
def own(page: TemplatePage) -> TemplatePage:
    page.copy()
    return page


def ids(page: TemplatePage) -> list[str]:
    return [spec.id for spec in page.template.sections]


def test_templates_of_the_program_are_only_looked_at(page: TemplatePage, services: Services) -> None:
    before = services.library.get("annual_report")
    assert page.read_only
    assert page.head.name.isReadOnly()
    page.lists.sections.setCurrentRow(3)
    assert page.section.heading.isReadOnly()
    assert not page.lists.add.isEnabled()
    assert not page.section.points.add.isEnabled()
    page.step(-1)
    assert page.leave()
    assert services.library.get("annual_report") == before
    assert own_genres.definitions(services.archive) == ()


def test_a_copy_is_shown_offered_and_undone(
    own: TemplatePage, services: Services, operations: Operations, undo_stack: QUndoStack
) -> None:
    assert not own.read_only
    assert own.head.name.text() == "年度法治政府建设情况报告（本单位）"
    dialog = NewReportDialog(None, choices(services))
    assert dialog.genre.findData(own.template.id) >= 0
    dialog.deleteLater()
    assert undo_stack.count() == 1
    operations.undo()
    assert own.read_only


def test_names_and_dates_are_kept_one_step_each(
    own: TemplatePage, qtbot: QtBot, undo_stack: QUndoStack
) -> None:
    own.head.name.clear()
    commit(own.head.name, "青石镇年度报告")
    qtbot.keyClick(own.head.name, Qt.Key.Key_Return)
    assert own.template.name == "青石镇年度报告"
    own.head.month.setValue(1)
    own.head.month.editingFinished.emit()
    assert own.template.due_month == 1
    own.head.heading.setText("{单位简称}{年度}年总结")
    own.head.heading.editingFinished.emit()
    assert own.template.title == "{short}{year}年总结"
    assert undo_stack.count() == 4
    assert own.lists.genres.currentItem().text() == "青石镇年度报告"


def test_a_section_is_renamed_hidden_and_hinted(own: TemplatePage, operations: Operations) -> None:
    own.lists.sections.setCurrentRow(4)
    before = own.template
    own.section.heading.clear()
    commit(own.section.heading, "依法行政")
    own.section.heading.editingFinished.emit()
    own.section.hidden.click()
    own.section.hint.setPlainText("写清做法。\n写清数字")
    own.section.hint.left.emit()
    own.section.most.setValue(900)
    own.section.most.editingFinished.emit()
    spec = own.template.sections[3]
    assert (spec.heading, spec.optional, spec.hint, spec.words[1]) == (
        "依法行政",
        True,
        "写清做法。\n写清数字",
        900,
    )
    assert own.lists.sections.item(4).text().strip() == "依法行政（隐藏）"
    for _ in range(4):
        operations.undo()
    assert own.template == before
    assert own.section.heading.text() == before.sections[3].heading


def test_what_is_wrong_is_told_and_stays_typed(own: TemplatePage, prompter: RecordingPrompter) -> None:
    own.lists.sections.setCurrentRow(3)
    before = own.template
    own.section.heading.setText("一、学习")
    own.section.heading.editingFinished.emit()
    assert "序号" in prompter.told[-1][0]
    own.lists.sections.setCurrentRow(5)
    assert own.lists.sections.currentRow() == 3
    assert own.section.heading.text() == "一、学习"
    assert not own.leave()
    assert own.template == before


def test_sections_move_by_keys_and_come_back(own: TemplatePage, qtbot: QtBot, operations: Operations) -> None:
    own.lists.sections.setCurrentRow(4)
    before = ids(own)
    own.activateWindow()
    own.lists.sections.setFocus()
    qtbot.keyClick(own.lists.sections, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert ids(own)[2:4] == [before[3], before[2]]
    assert own.lists.sections.currentRow() == 3
    qtbot.keyClick(own.lists.sections, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert ids(own) == before
    operations.undo()
    operations.undo()
    assert ids(own) == before


def test_sections_move_by_dragging(own: TemplatePage) -> None:
    own.lists.sections.setCurrentRow(3)
    before = ids(own)
    sections = own.lists.sections
    target = sections.visualItemRect(sections.item(5))
    event = QDropEvent(
        QPointF(target.center() + QPoint(0, target.height() // 3)),
        Qt.DropAction.MoveAction,
        sections.mimeData([sections.item(3)]),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    sections.dropEvent(event)
    assert ids(own)[2:5] == [before[3], before[4], before[2]]
    assert sections.currentRow() == 5
    assert sections.count() == len(before) + 1


def test_sections_are_added_and_taken_out(own: TemplatePage, operations: Operations) -> None:
    own.lists.sections.setCurrentRow(4)
    before = ids(own)
    own.lists.add.click()
    assert len(ids(own)) == len(before) + 1
    assert own.section.heading.text() == "新的一节"
    own.lists.remove.click()
    assert ids(own) == before
    operations.undo()
    assert len(ids(own)) == len(before) + 1


def test_checkpoints_are_added_described_moved_and_taken_out(own: TemplatePage) -> None:
    own.lists.sections.setCurrentRow(4)
    points = own.section.points
    count = len(own.template.sections[3].checkpoints)
    points.add.click()
    points.text.clear()
    commit(points.text, "说清办法")
    points.text.editingFinished.emit()
    points.basis.setText("县里的通知第3项")
    points.basis.editingFinished.emit()
    points.words.setPlainText("办法\n建议、提案")
    points.words.left.emit()
    points.figure.click()
    stored = own.template.sections[3].checkpoints
    wanted = Checkpoint(stored[-1].id, "说清办法", "县里的通知第3项", ("办法", "建议、提案"), figure=True)
    assert stored[-1] == wanted
    points.up.click()
    assert own.template.sections[3].checkpoints[-2] == wanted
    points.list.setCurrentRow(0)
    assert points.text.text() == stored[0].text
    points.remove.click()
    assert len(own.template.sections[3].checkpoints) == count


def test_a_template_goes_over_a_file(own: TemplatePage, prompter: RecordingPrompter, tmp_path: Path) -> None:
    prompter.target = tmp_path / "年报.toml"
    own.export()
    assert prompter.target.is_file()
    prompter.files = [prompter.target]
    first = own.template
    own.read_file()
    assert own.template.id != first.id
    assert own.template.sections == first.sections


def test_a_wrong_file_is_told_by_line_and_changes_nothing(
    own: TemplatePage, services: Services, prompter: RecordingPrompter, tmp_path: Path, undo_stack: QUndoStack
) -> None:
    path = tmp_path / "年报.toml"
    services.genre_editing.export(own.template.id, path)
    text = path.read_text("utf-8")
    path.write_text(text.replace("level = 2", "level = 9", 1), "utf-8")
    line = text[: text.index("level = 2")].count("\n") + 1
    before, steps = own_genres.definitions(services.archive), undo_stack.count()
    prompter.files = [path]
    own.read_file()
    sentence, kind = prompter.told[-1]
    assert kind == "wrong"
    assert "年报.toml" in sentence
    assert f"第{line}行" in sentence
    assert "层级" in sentence
    assert own_genres.definitions(services.archive) == before
    assert undo_stack.count() == steps


def test_a_template_without_reports_is_taken_away(own: TemplatePage, services: Services) -> None:
    key = own.template.id
    own.lists.remove_genre.click()
    assert key not in services.library.names()
    assert own.read_only


def test_lines_of_a_notice_are_confirmed_by_keys(qtbot: QtBot) -> None:
    dialog = NoticeOutlineDialog(None, NOTICE)
    qtbot.addWidget(dialog)
    rows = dialog.table.rows
    kinds = [rows.index(at, KIND).data().strip() for at in range(rows.rowCount())]
    assert kinds == ["大标题", "小标题", "检查要点", "检查要点", "小标题", "大标题", "不要"]
    dialog.accept()
    assert not dialog.message.isHidden()
    commit(dialog.name, "法治工作情况的报告")
    dialog.table.selectRow(6)
    qtbot.keyClick(dialog.table, Qt.Key.Key_3)
    assert rows.setData(rows.index(6, TEXT), "附上样表")
    dialog.accept()
    template = dialog.template
    assert template is not None
    assert [(spec.level, spec.heading) for spec in template.sections[1:]] == [
        (1, "主要工作"),
        (2, "学法情况"),
        (2, "普法情况"),
        (1, "下一步打算"),
    ]
    assert [point.text for point in template.sections[-1].checkpoints] == ["附上样表"]


def test_a_notice_without_text_is_told(qtbot: QtBot) -> None:
    dialog = NoticeOutlineDialog(None, "")
    qtbot.addWidget(dialog)
    dialog.read.click()
    assert "没有可以认" in dialog.message.text()
    assert not dialog.accept_button.isEnabled()


def test_only_an_outline_is_taken_from_the_clipboard(qapp: QApplication) -> None:
    qapp.clipboard().setText("随便一句话")
    assert clipboard_text() == ""
    qapp.clipboard().setText(NOTICE)
    assert clipboard_text() == NOTICE
    qapp.clipboard().clear()


def test_the_page_is_reached_and_nothing_is_cut(window: MainWindow, look: Look) -> None:
    next(action for action in window.actions() if action.objectName() == "open_templates").trigger()
    page = window.page
    assert isinstance(page, TemplatePage)
    for scale in theme.FontScale:
        look.choose(scale.value, "")
        window.resize(911, 480)
        page.lists.sections.setCurrentRow(3)
        QApplication.sendPostedEvents()
        for widget in (page.lists.remove, page.lists.add, page.section.points.remove):
            assert widget.width() >= widget.minimumSizeHint().width()
        tops = [
            w.mapTo(page, QPoint(0, 0)).y() for w in (page.lists.genres, page.lists.sections, page.lists.add)
        ]
        bottoms = [
            top + w.height() for top, w in zip(tops, (page.lists.genres, page.lists.sections), strict=False)
        ]
        inside = page.section.mapTo(page, QPoint(page.section.width(), 0)).x()
        assert inside <= page.width(), scale
        assert all(below <= top for below, top in zip(bottoms, tops[1:], strict=True))
    window.show_page("设置")
    window.page.findChild(QWidget, "settings_templates").click()
    assert isinstance(window.page, TemplatePage)


def test_the_new_report_leads_to_the_templates(office: Services, qtbot: QtBot) -> None:
    dialog = NewReportDialog(None, choices(office))
    qtbot.addWidget(dialog)
    dialog.templates.click()
    assert dialog.templates_asked


def test_the_lines_keep_the_rules_of_models(qtmodeltester: ModelTester) -> None:
    model = NoticeModel()
    model.set_rows(outline_of(NOTICE))
    qtmodeltester.check(model)
    assert not model.setData(model.index(0, KIND), "不要")
