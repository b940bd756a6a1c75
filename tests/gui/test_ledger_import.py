"""Bringing ledgers in: shown first, stored when agreed, undone at once; pasted blocks go the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from fzapp.services.ledger_intake import LedgerIntake, Wishes
from fzapp.services.ledgers import LedgerService
from fzapp.ui.dialogs import ledger_import
from fzapp.ui.dialogs.ledger_import import Decision, Preview
from fzapp.ui.pages.ledger_page import LedgerPage
from fzapp.ui.pages.ledger_work import has_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier

HEADER = (
    "序号",
    "登记日期",
    "来源",
    "当事人",
    "村社区",
    "类型",
    "风险等级",
    "调解员",
    "方式",
    "结果",
    "办结日期",
)
LINES = (
    (
        "1",
        "2026.3.5",
        "申请调解",
        "甲某与乙某",
        "石桥村",
        "邻里纠纷",
        "低",
        "丙某",
        "人民调解",
        "化解",
        "2026.3.9",
    ),
    ("2", "2026.3.32", "申请调解", "丁某与戊某", "石桥村", "邻里纠纷", "低", "丙某", "人民调解", "化解", ""),
    ("3", "4月7日", "网格上报", "=1+1", "白沙村", "婚姻家庭", "低", "丙某", "人民调解", "在办", ""),
)


@pytest.fixture
def page(make_page: Callable[[type[Page]], Page]) -> Iterator[LedgerPage]:
    built = make_page(LedgerPage)
    assert isinstance(built, LedgerPage)
    built.show_ledger("L16", 2026)
    yield built
    built.hide()


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A ledger as an office keeps it: a title above, a date that does not exist in the second row."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    for line in (("2026年矛盾纠纷排查化解台账",), HEADER, *LINES):
        sheet.append(line)
    for cell in sheet["D"]:
        cell.data_type = "s"
    path = tmp_path / "2026年矛盾纠纷排查化解台账.xlsx"
    book.save(path)
    return path


def preview(services: Services, path: Path) -> Preview:
    intake = LedgerIntake.of_file(path, services.ledgers.knowledge())
    return Preview(intake, intake.look(Wishes()), services.ledgers.kinds(), 2026)


def accept(seen: list[Preview]) -> Callable[[object, Preview], Decision | None]:
    """Says yes to what the dialog proposes."""

    def ask(_parent: object, data: Preview) -> Decision | None:
        seen.append(data)
        return Decision(data.look.plan) if data.look.plan else None

    return ask


def test_files_are_shown_stored_and_undone(
    page: LedgerPage,
    qtbot: QtBot,
    services: Services,
    workbook: Path,
    prompter: RecordingPrompter,
    operations: Operations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Preview] = []
    monkeypatch.setattr(ledger_import, "ask", accept(seen))
    prompter.files = [workbook]
    page.work.choose_files()
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert prompter.sentences == ["新增2行，已有0行，1行有问题没有导入。"]
    assert page.model.typing_row() == 2
    page.work.choose_files()
    qtbot.waitUntil(lambda: len(prompter.told) == 2)
    assert prompter.sentences[-1].startswith("新增0行，已有2行")
    operations.undo()
    assert services.ledgers.counts(2026) == {}
    assert page.model.typing_row() == 0


def test_nothing_is_written_when_the_user_turns_back(
    page: LedgerPage, qtbot: QtBot, services: Services, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Preview] = []
    monkeypatch.setattr(ledger_import, "ask", lambda _parent, data: asked.append(data))
    page.work.import_files([workbook])
    qtbot.waitUntil(lambda: bool(asked))
    assert services.ledgers.counts(2026) == {}


def test_a_bad_file_is_told_and_the_next_one_read(
    page: LedgerPage,
    qtbot: QtBot,
    workbook: Path,
    tmp_path: Path,
    prompter: RecordingPrompter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK\x03\x04 nothing")
    seen: list[Preview] = []
    monkeypatch.setattr(ledger_import, "ask", accept(seen))
    page.work.import_files([bad, workbook])
    qtbot.waitUntil(lambda: bool(seen))
    assert prompter.told[0][1] == "wrong"
    assert "坏.xlsx" in prompter.told[0][0]


def drag(page: LedgerPage, path: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(50, 50), action, data, button, none)
    QApplication.sendEvent(page, entering)
    if entering.isAccepted():
        QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), action, data, button, none))
    return entering.isAccepted()


def test_a_dropped_workbook_is_read(
    page: LedgerPage, qtbot: QtBot, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Preview] = []
    monkeypatch.setattr(ledger_import, "ask", accept(seen))
    assert drag(page, workbook)
    qtbot.waitUntil(lambda: bool(seen))
    assert not drag(page, workbook.with_suffix(".docx"))


@pytest.mark.parametrize("with_header", [True, False])
def test_a_pasted_block_is_shown_first(
    page: LedgerPage,
    qtbot: QtBot,
    services: Services,
    prompter: RecordingPrompter,
    monkeypatch: pytest.MonkeyPatch,
    with_header: bool,
) -> None:
    seen: list[Preview] = []
    monkeypatch.setattr(ledger_import, "ask", accept(seen))
    names = [column.name for column in page.model.columns][:5]
    block = [
        ["2026.5.6", "申请调解", "甲某", "石桥村", "邻里纠纷"],
        ["5月7日", "申请调解", "乙某", "白沙村", "婚姻家庭"],
    ]
    lines = [names, *block] if with_header else block
    QApplication.clipboard().setText("\r\n".join("\t".join(line) for line in lines) + "\r\n")
    page.table.go_to_typing()
    qtbot.keyClick(page.table, Key.Key_V, Ctrl)
    qtbot.waitUntil(lambda: bool(seen))
    rows = seen[0].look.reading.rows
    assert [row.values["registered_on"] for row in rows] == ["2026-05-06", "2026-05-07"]
    assert [row.values["village"] for row in rows] == ["石桥村", "白沙村"]


def test_one_pasted_line_fills_the_row(page: LedgerPage, qtbot: QtBot, services: Services) -> None:
    QApplication.clipboard().setText("7.14\t申请调解\t甲某与乙某\r\n")
    page.table.go_to_typing()
    qtbot.keyClick(page.table, Key.Key_V, Ctrl)
    (row,) = services.ledgers.rows(services.ledgers.kind("L16"), 2026)
    assert row.row.values == {"registered_on": "2026-07-14", "origin": "申请调解", "parties": "甲某与乙某"}


def test_a_pasted_cell_that_is_not_understood_changes_nothing(
    page: LedgerPage, qtbot: QtBot, services: Services
) -> None:
    QApplication.clipboard().setText("7.32\t申请调解")
    page.table.go_to_typing()
    qtbot.keyClick(page.table, Key.Key_V, Ctrl)
    assert services.ledgers.counts(2026) == {}
    assert "7月没有32日" in page.desk.message.text()


def test_copied_cells_come_back_with_their_line_breaks(page: LedgerPage, qtbot: QtBot) -> None:
    page.entry.add({"registered_on": "2026-07-14", "origin": '写着"甲"\n第二行'})
    model = page.model
    whole = QItemSelection(model.index(0, 0), model.index(0, model.columnCount() - 1))
    page.table.selectionModel().select(whole, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    qtbot.keyClick(page.table, Key.Key_C, Ctrl)
    first = QApplication.clipboard().text().split("\t")[:2]
    assert first == ["2026-07-14", '"写着""甲""\n第二行"']


def test_headers_are_known_by_their_words(services: Services) -> None:
    kind = services.ledgers.kind("L16")
    assert has_header(kind, ["登记日期", "来源", "不认识"])
    assert not has_header(kind, ["2026.5.6", "申请调解", "甲某"])
    assert not has_header(kind, ["", " "])


@pytest.mark.parametrize("personal", [True, False])
def test_export_keeps_texts_texts(
    page: LedgerPage, qtbot: QtBot, tmp_path: Path, prompter: RecordingPrompter, personal: bool
) -> None:
    page.entry.add(
        {
            "registered_on": "2026-07-14",
            "parties": "=cmd|' /C calc'!A0",
            "origin": "@SUM(1)",
            "village": "-2+3",
        }
    )
    prompter.target = tmp_path / "出.xlsx"
    prompter.yes = personal
    page.work.export()
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert prompter.sentences == ["存好了“出.xlsx”，共1行。"]
    sheet = openpyxl.load_workbook(prompter.target).active
    assert sheet is not None
    headers = [cell.value for cell in sheet[3]]
    assert ("当事人" in headers) is personal
    for cell in sheet[4]:
        assert cell.data_type != "f"
    assert "@SUM(1)" in [cell.value for cell in sheet[4]]
    assert sheet.print_title_rows == "$1:$3"


def test_a_file_that_cannot_be_written_is_told(
    page: LedgerPage, qtbot: QtBot, tmp_path: Path, prompter: RecordingPrompter
) -> None:
    page.entry.add({"registered_on": "2026-07-14"})
    prompter.target = tmp_path / "没有" / "出.xlsx"
    page.work.export()
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert prompter.told[-1][1] == "wrong"


def test_the_service_reads_a_block(services: Services) -> None:
    reading = LedgerService(services.archive).read_pasted(
        "登记日期\t来源\t当事人\t村社区\n3.5\t申请调解\t甲\t乙村\n", "L16"
    )
    assert [row.values["parties"] for row in reading.rows] == ["甲"]


def test_a_pasted_table_of_another_ledger_is_known_by_its_header(
    page: LedgerPage, qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Preview] = []
    monkeypatch.setattr(ledger_import, "ask", accept(seen))
    kind = services.ledgers.kind("L04")
    lines = ["\t".join(column.name for column in kind.columns[:4]), "2026.5.6\t甲\t乙\t丙"]
    QApplication.clipboard().setText("\r\n".join(lines) + "\r\n")
    page.table.go_to_typing()
    qtbot.keyClick(page.table, Key.Key_V, Ctrl)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0].intake.first_kind == ""
    assert seen[0].look.reading.kind is not None
    assert seen[0].look.reading.kind.code == "L04"


def test_after_an_import_the_numbers_that_can_be_bound_are_offered(
    page: LedgerPage,
    workbook: Path,
    services: Services,
    qtbot: QtBot,
    prompter: RecordingPrompter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger_import, "ask", accept([]))
    report = services.reports.create("annual_report", 2026)
    section = next(one for one in services.reports.get(report).sections if one.spec == "disputes")
    services.writing.save(section.id, "全年受理矛盾纠纷2件。", 0)
    page.work.import_files([workbook])
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert prompter.sentences[-1].endswith("报告里有1个数现在能用台账里的。")
    offer = prompter.offers[-1]
    assert offer is not None
    assert offer.label == "挑数"
    with qtbot.waitSignal(page.open_place_requested) as asked:
        offer.run()
    assert asked.args == [section.id, 8, 2]
