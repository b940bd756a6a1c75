"""Very large batches: written beside the window, stopped without a trace, one step to undo."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from fzapp.domain.errors import UserError
from fzapp.services.ledger_merge_model import Decisions
from fzapp.services.ledgers import LedgerService
from fzapp.storage import archive as archive_module
from fzapp.storage.archive import Archive
from fzapp.ui import storing
from fzapp.ui.dialogs import ledger_import, ledger_merge
from fzapp.ui.pages import ledger_collect, ledger_work
from fzapp.ui.pages.ledger_page import LedgerPage
from fzapp.ui.storing import StoringSheet
from tests.gui.test_ledger_import import HEADER, LINES, accept
from tests.unit.services.form_files import FilledForm, add_rows, issue
from tests.unit.services.test_ledger_undo import dump

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QUndoStack
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.services.ledger_plan import ImportPlan
    from fzapp.storage.changes import Change
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

YEAR = 2026


@pytest.fixture
def page(make_page: Callable[[type[Page]], Page], monkeypatch: pytest.MonkeyPatch) -> LedgerPage:
    """The page for which two rows are very many already."""
    for module in (ledger_work, ledger_collect):
        monkeypatch.setattr(module, "LARGE", 2)
    monkeypatch.setattr(ledger_import, "ask", accept([]))
    built = make_page(LedgerPage)
    assert isinstance(built, LedgerPage)
    built.show_ledger("L16", YEAR)
    return built


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Two good rows and one with a date that does not exist."""
    path = tmp_path / "2026年矛盾纠纷排查化解台账.csv"
    path.write_text("\n".join(",".join(line) for line in (HEADER, *LINES)), encoding="utf-8")
    return path


class Gate:
    """Holds the worker in the middle of its transaction until the test lets it go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, before: bool) -> None:
        self.reached, self._go = threading.Event(), threading.Event()
        real = LedgerService.commit_beside

        def held(ledgers: LedgerService, plan: ImportPlan, progress: Callable[[int, int], None]) -> Change:
            def told(done: int, total: int) -> None:
                if before:
                    self._wait()
                progress(done, total)

            made = real(ledgers, plan, told)
            if not before:
                self._wait()
            assert made is not None
            return made

        monkeypatch.setattr(LedgerService, "commit_beside", held)

    def _wait(self) -> None:
        self.reached.set()
        assert self._go.wait(20)

    def open(self) -> None:
        self._go.set()


def sheets(page: LedgerPage) -> list[StoringSheet]:
    return [one for one in page.window().findChildren(StoringSheet) if one.isVisible()]


def test_many_rows_are_stored_beside_and_taken_back_in_one_step(
    page: LedgerPage,
    qtbot: QtBot,
    services: Services,
    workbook: Path,
    prompter: RecordingPrompter,
    operations: Operations,
) -> None:
    before = dump(services.archive)
    page.work.import_files([workbook])
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert prompter.sentences == ["新增2行，已有0行，1行有问题没有导入。"]
    assert page.model.typing_row() == 2
    assert not sheets(page)
    assert not services.archive.is_lent
    operations.undo()
    assert dump(services.archive) == before
    assert page.model.typing_row() == 0


def test_stopped_on_the_way_nothing_is_there(
    page: LedgerPage,
    qtbot: QtBot,
    services: Services,
    workbook: Path,
    prompter: RecordingPrompter,
    operations: Operations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate, before = Gate(monkeypatch, before=True), dump(services.archive)
    page.work.import_files([workbook, workbook])
    qtbot.waitUntil(gate.reached.is_set)
    (sheet,) = sheets(page)
    with pytest.raises(UserError, match="正在存"):
        services.ledgers.add(services.ledgers.kind("L16"), YEAR, {"parties": "甲"})
    assert services.ledgers.counts(YEAR) == {}
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible()
    gate.open()
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert prompter.sentences[0] == "停下了，什么都没有存入。"
    qtbot.waitUntil(lambda: len(prompter.told) == 2)
    assert prompter.sentences[1].startswith("新增2行")  # the next file was not stopped
    operations.undo()
    assert dump(services.archive) == before


def test_a_word_to_stop_that_comes_too_late_hides_nothing(
    page: LedgerPage,
    qtbot: QtBot,
    services: Services,
    workbook: Path,
    prompter: RecordingPrompter,
    operations: Operations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = Gate(monkeypatch, before=False)
    page.work.import_files([workbook])
    qtbot.waitUntil(gate.reached.is_set)
    (sheet,) = sheets(page)
    stop = sheet.findChild(QPushButton, "storing_stop")
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    gate.open()
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert prompter.sentences[0].startswith("新增2行")
    operations.undo()
    assert services.ledgers.counts(YEAR) == {}


def test_a_large_form_is_merged_beside_and_taken_back(
    page: LedgerPage,
    qtbot: QtBot,
    office: Services,
    tmp_path: Path,
    prompter: RecordingPrompter,
    operations: Operations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_rows(office, "L16", *({"registered_on": f"2026-03-0{n}", "parties": f"甲{n}"} for n in range(1, 5)))
    form = FilledForm(issue(office, tmp_path, "综治中心", "L16"))
    form.set("矛盾纠纷", 1, parties="乙")
    form.set("矛盾纠纷", 2, parties="丙")
    form.save()
    before = dump(office.archive)
    monkeypatch.setattr(ledger_merge, "ask", lambda _parent, _plan: Decisions())
    page.collect.merge_files([form.path])
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert prompter.sentences == ["综治中心的填报表：新增0行，改了2行。"]
    operations.undo()
    assert dump(office.archive) == before


def test_the_window_stays_open_until_the_archive_is_free(window: MainWindow) -> None:
    window.services.archive.lend()
    assert not window.close()
    assert window.isVisible()
    window.services.archive.take_back()


def test_a_full_disk_is_told_and_the_archive_is_free_again(
    page: LedgerPage,
    qtbot: QtBot,
    services: Services,
    workbook: Path,
    prompter: RecordingPrompter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_given: object) -> None:
        raise UserError("磁盘已满", "清理出一些空间后再试")

    monkeypatch.setattr(LedgerService, "commit_beside", broken)
    page.work.import_files([workbook])
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert prompter.told[0][:2] == ("磁盘已满，清理出一些空间后再试。", "wrong")
    assert not services.archive.is_lent
    assert not sheets(page)


class TestUndoingBeside:
    """A step of very many rows is undone and done again beside the window."""

    @pytest.fixture
    def window_of(
        self, page: LedgerPage, operations: Operations, monkeypatch: pytest.MonkeyPatch
    ) -> Operations:
        monkeypatch.setattr(storing, "LARGE", 2)
        operations.setParent(page.window())
        return operations

    @pytest.fixture
    def imported(
        self,
        page: LedgerPage,
        qtbot: QtBot,
        workbook: Path,
        prompter: RecordingPrompter,
        window_of: Operations,
    ) -> Operations:
        page.work.import_files([workbook])
        qtbot.waitUntil(lambda: bool(prompter.told))
        prompter.told.clear()
        return window_of

    @pytest.fixture
    def held(self, monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
        """The worker has changed rows (first event) and waits in its transaction for the second one."""
        reached, go = threading.Event(), threading.Event()
        real = Archive.revert

        def revert(archive: Archive, change: Change, progress: Callable[[int, int], object]) -> Change:
            def told(done: int, total: int) -> None:
                if done:
                    reached.set()
                    assert go.wait(20)
                progress(done, total)

            return real(archive, change, told)

        monkeypatch.setattr(archive_module, "_TOLD_EVERY", 1)
        monkeypatch.setattr(Archive, "revert", revert)
        return reached, go

    def test_back_and_forth_is_the_archive_of_before(
        self,
        page: LedgerPage,
        qtbot: QtBot,
        services: Services,
        prompter: RecordingPrompter,
        imported: Operations,
    ) -> None:
        after = dump(services.archive)
        imported.undo()
        assert sheets(page)
        qtbot.waitUntil(lambda: bool(prompter.told))
        assert prompter.sentences == ["已撤销：导入台账。"]
        assert page.model.typing_row() == 0
        assert services.ledgers.counts(YEAR) == {}
        imported.redo()
        qtbot.waitUntil(lambda: len(prompter.told) == 2)
        assert prompter.sentences[1] == "已重做：导入台账。"
        assert dump(services.archive) == after
        assert page.model.typing_row() == 2
        imported.undo()
        qtbot.waitUntil(lambda: len(prompter.told) == 3)
        assert services.ledgers.counts(YEAR) == {}

    def test_stopped_it_is_as_if_nobody_had_asked(
        self,
        page: LedgerPage,
        qtbot: QtBot,
        services: Services,
        prompter: RecordingPrompter,
        imported: Operations,
        held: tuple[threading.Event, threading.Event],
    ) -> None:
        after, (reached, go) = dump(services.archive), held
        imported.undo()
        qtbot.waitUntil(reached.is_set)
        (sheet,) = sheets(page)
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
        go.set()
        qtbot.waitUntil(lambda: bool(prompter.told))
        assert prompter.sentences == ["停下了，什么都没有撤销。"]
        assert dump(services.archive) == after
        imported.undo()
        qtbot.waitUntil(lambda: len(prompter.told) == 2)
        assert services.ledgers.counts(YEAR) == {}

    def test_a_power_cut_in_the_middle_leaves_all_rows(
        self,
        qtbot: QtBot,
        services: Services,
        tmp_path: Path,
        prompter: RecordingPrompter,
        imported: Operations,
        held: tuple[threading.Event, threading.Event],
    ) -> None:
        after, (reached, go) = dump(services.archive), held
        imported.undo()
        qtbot.waitUntil(reached.is_set)
        shutil.copytree(services.archive.folder, tmp_path / "left")
        go.set()
        qtbot.waitUntil(lambda: bool(prompter.told))
        left = Archive.open(tmp_path / "left", services.archive.now)
        assert dump(left) == after
        left.close()

    def test_what_changed_since_is_told_and_the_step_is_gone(
        self,
        qtbot: QtBot,
        services: Services,
        prompter: RecordingPrompter,
        imported: Operations,
        undo_stack: QUndoStack,
    ) -> None:
        other = Archive.open(services.archive.folder, services.archive.now)
        with other.journal() as connection:
            connection.execute("update ledger_row set edited_at = '2026-12-01T10:00:00' where id = 1")
        other.close()
        imported.undo()
        qtbot.waitUntil(lambda: bool(prompter.told))
        assert prompter.sentences == ["这一步之后内容又改过，不能直接撤销，先撤销后来的改动。"]
        assert undo_stack.count() == 0
        assert services.ledgers.counts(YEAR) == {"L16": 2}
