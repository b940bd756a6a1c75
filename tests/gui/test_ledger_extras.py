"""Evidence and history of a row, columns and kinds of one's own: as a clerk does it at the ledger page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from fzapp.domain.ledger import ColumnType
from fzapp.services.kind_drafts import ColumnDraft, KindDraft, draft_of
from fzapp.ui.dialogs import kind_editor
from fzapp.ui.dialogs.kind_editor import KindEditorDialog, KindQuestion
from fzapp.ui.pages.ledger_page import LedgerPage
from tests.kept_files import change, lose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(make_page: Callable[[type[Page]], Page]) -> Iterator[LedgerPage]:
    built = make_page(LedgerPage)
    assert isinstance(built, LedgerPage)
    built.show_ledger("L16", 2026)
    built.entry.add({"registered_on": "2026-07-14", "parties": "甲某与乙某", "village": "石桥村"})
    built.table.go_to(0, 0)
    yield built
    built.hide()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "现场照片.jpg"
    path.write_bytes(b"\xff\xd8\xff" + bytes(200))
    return path


def files(page: LedgerPage) -> list[str]:
    view = page.extras.attachments.list
    return [view.item(place).text() for place in range(view.count())]


def drop(page: LedgerPage, path: Path, point: QPoint) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(point, action, data, button, none)
    QApplication.sendEvent(page, entering)
    if entering.isAccepted():
        QApplication.sendEvent(page, QDropEvent(QPointF(point), action, data, button, none))
    return entering.isAccepted()


def test_a_photo_dropped_on_a_row_is_kept_counted_and_undone(
    page: LedgerPage, photo: Path, operations: Operations, prompter: RecordingPrompter
) -> None:
    middle = page.table.visualRect(page.model.index(0, 0)).center()
    assert drop(page, photo, page.table.viewport().mapTo(page, middle))
    assert files(page) == ["现场照片.jpg"]
    assert page.model.headerData(0, Qt.Orientation.Vertical) == "附1　1"
    assert prompter.sentences[-1].startswith("附好了")
    operations.undo()
    assert files(page) == []
    assert page.model.headerData(0, Qt.Orientation.Vertical) == "1"
    assert not drop(page, photo, QPoint(20, 60))


def test_copied_files_are_pasted_described_and_removed_by_keys(
    page: LedgerPage, qtbot: QtBot, photo: Path, tmp_path: Path, prompter: RecordingPrompter
) -> None:
    card = page.extras.attachments
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    QApplication.clipboard().setMimeData(data)
    qtbot.keyClick(card.list, Key.Key_V, Ctrl)
    assert files(page) == ["现场照片.jpg"]
    qtbot.keyClick(card.list, Key.Key_V, Ctrl)
    assert prompter.sentences[-1] == "这些文件已经附过了。"
    QApplication.clipboard().setText("")  # what Python made is not to be freed by Qt when all is over
    prompter.text = "调解现场"
    qtbot.keyClick(card.list, Key.Key_F2)
    assert files(page) == ["现场照片.jpg，调解现场"]
    qtbot.keyClick(card.list, Key.Key_Delete)
    assert files(page) == []


def test_what_is_wrong_with_a_kept_file_is_told(
    page: LedgerPage,
    qtbot: QtBot,
    services: Services,
    photo: Path,
    prompter: RecordingPrompter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    card = page.extras.attachments
    row = page.model.stored(0)
    assert row is not None
    card.attach(row.id, [photo])
    qtbot.keyClick(card.list, Key.Key_Return)
    assert opened[0].endswith("/现场照片.jpg")
    (file,) = services.attachments.of_row(row.id)
    assert "/evidence/" not in opened[0]  # a copy is opened, what is kept is not written to
    change(services.archive, file.digest, file.name, b"other")
    qtbot.keyClick(card.list, Key.Key_Return)
    assert "不一样了" in prompter.sentences[-1]
    qtbot.waitUntil(lambda: files(page) == ["现场照片.jpg（文件被改过）"])
    lose(services.archive, file.digest, file.name)
    qtbot.keyClick(card.list, Key.Key_Return)
    assert "找不到了" in prompter.sentences[-1]
    assert len(opened) == 1


def test_the_history_of_a_row_is_read_line_by_line(
    page: LedgerPage, qtbot: QtBot, operations: Operations
) -> None:
    card = page.extras.history
    place = next(i for i, column in enumerate(page.model.columns) if column.id == "village")
    assert page.model.setData(page.model.index(0, place), "白沙村")
    operations.undo()
    qtbot.waitUntil(lambda: len(card.view.lines) >= 5)
    told = [line.text for line in card.view.lines]
    assert told == [
        "撤销：修改台账",
        "村社区：白沙村 → 石桥村",
        "修改台账",
        "村社区：石桥村 → 白沙村",
        "在本机登记",
    ]
    assert card.dates.text() == "发生：2026-07-14　录入：2026-12-01"


def test_the_history_is_looked_for_when_its_place_is_opened(page: LedgerPage, qtbot: QtBot) -> None:
    card = page.extras.history
    card.hide()
    card.view.set_lines([])
    page.table.go_to(0, 0)
    card.show()
    qtbot.waitUntil(lambda: [line.text for line in card.view.lines] == ["在本机登记"])


# ------------------------------------------------------------------------------- own columns and kinds


def answer_with(monkeypatch: pytest.MonkeyPatch, change: Callable[[KindDraft], KindDraft]) -> None:
    monkeypatch.setattr(kind_editor, "ask", lambda _parent, data: change(data.draft))


def test_a_new_column_is_typed_in_and_undone(
    page: LedgerPage, services: Services, operations: Operations, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(monkeypatch, lambda draft: replace(draft, columns=(*draft.columns, ColumnDraft("回访意见"))))
    page.kinds.edit.click()
    names = [column.name for column in page.model.columns]
    assert "回访意见" in names
    assert page.model.setData(page.model.index(0, names.index("回访意见")), "满意")
    row = page.model.stored(0)
    assert row is not None
    assert row.row.values["own_1"] == "满意"
    operations.undo()
    operations.undo()
    assert "回访意见" not in [column.name for column in page.model.columns]
    assert services.ledgers.kind("L16").column_named("回访意见") is None


def test_a_new_kind_is_in_the_list_and_gone_after_undo(
    page: LedgerPage, operations: Operations, monkeypatch: pytest.MonkeyPatch
) -> None:
    wells = KindDraft(
        "水井巡查", "水井", "次", "", (ColumnDraft("巡查日期", ColumnType.DATE, required=True),)
    )
    answer_with(monkeypatch, lambda _draft: wells)
    page.own.new_kind()
    assert page.title().startswith("水井巡查")
    assert page.kinds.entry("U01") is not None
    operations.undo()
    assert page.kinds.entry("U01") is None
    assert page.kind is not None
    assert page.kind.code != "U01"


def test_templates_are_written_and_read(
    page: LedgerPage,
    services: Services,
    tmp_path: Path,
    prompter: RecordingPrompter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prompter.target = tmp_path / "纠纷.台账模板.txt"
    page.own.export()
    assert prompter.sentences[-1].startswith("存好了")
    text = prompter.target.read_text(encoding="utf-8")
    prompter.target.write_text(text + "\n列：回访人\n类型：人\n", encoding="utf-8")
    prompter.files = [prompter.target]
    answer_with(monkeypatch, lambda draft: draft)
    page.own.read_template()
    assert "第6行" in prompter.sentences[-1]
    prompter.target.write_text(text + "\n列：回访人\n", encoding="utf-8")
    page.own.read_template()
    assert services.ledgers.kind("L16").column_named("回访人") is not None


@pytest.fixture
def editor(qtbot: QtBot, services: Services) -> Callable[[KindDraft], KindEditorDialog]:
    def make(draft: KindDraft) -> KindEditorDialog:
        dialog = KindEditorDialog(None, KindQuestion(draft, services.kind_editing.check))
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
            dialog.activateWindow()
        return dialog

    return make


def test_a_kind_is_made_by_keys_and_an_input_method(
    editor: Callable[[KindDraft], KindEditorDialog], qtbot: QtBot, services: Services
) -> None:
    dialog = editor(KindDraft())
    dialog.name.setFocus()
    commit = QInputMethodEvent()
    commit.setCommitString("水井巡查")
    QApplication.sendEvent(dialog.name, commit)
    qtbot.keyClick(dialog.name, Key.Key_Return)
    assert dialog.isVisible()  # Enter goes on, it does not store
    dialog.add.setFocus()
    qtbot.keyClick(dialog.add, Key.Key_Return)
    assert dialog.column_name.hasFocus()
    commit = QInputMethodEvent()
    commit.setCommitString("处理结果")
    QApplication.sendEvent(dialog.column_name, commit)
    dialog.type.setCurrentIndex(dialog.type.findData(ColumnType.CHOICE.value))
    dialog.type.activated.emit(dialog.type.currentIndex())
    dialog.accept()
    assert dialog.isVisible()
    assert "没有选项" in dialog.message.text()
    dialog.options.setPlainText("正常\n已维修\n\n")
    dialog.accept()
    assert not dialog.isVisible()
    draft = dialog.answer()
    assert [column.name for column in draft.columns] == ["日期", "处理结果"]
    assert draft.columns[1].options == ("正常", "已维修")
    services.kind_editing.save(draft)
    assert services.ledgers.kind("水井巡查").short_name == "水井巡查"


def test_columns_of_the_program_cannot_be_changed_in_kind(
    editor: Callable[[KindDraft], KindEditorDialog], services: Services
) -> None:
    dialog = editor(draft_of(services.ledgers.kind("L16")))
    assert not dialog.type.isEnabled()
    assert not dialog.required.isEnabled()
    assert not dialog.name.isVisible()
    dialog.add.click()
    assert dialog.type.isEnabled()
