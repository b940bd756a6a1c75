"""One run of the program: lock, recovery, first start, trouble in words, crashes, Chinese dialogs."""

from __future__ import annotations

import sqlite3
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from fzapp import __main__ as entry
from fzapp import app as application
from fzapp.app import DONE, UNUSABLE, Program, install_translator
from fzapp.domain.errors import UserError
from fzapp.domain.unit import UnitProfile
from fzapp.infra import paths
from fzapp.services.context import open_services
from fzapp.services.restoring import Source, back_up_whole
from fzapp.services.safekeeping import back_up_now
from fzapp.ui.dialogs import first_run, salvage_list
from fzapp.ui.dialogs.crash import CrashDialog
from fzapp.ui.jobs import Job, JobContext
from fzapp.ui.look import Look
from fzapp.ui.main_window import MainWindow
from fzapp.ui.messages import MessageBar
from fzapp.ui.prompts import WindowPrompter
from fzapp.ui.window import archive_lock
from fzapp.ui.window.trouble import TroubleWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "office"


@pytest.fixture
def start(qapp: QApplication, folder: Path) -> Iterator[Callable[..., Program]]:
    """Opens programs on the folder and closes what they opened."""
    programs: list[Program] = []

    def begin(where: Path | None = None) -> Program:
        program = Program(qapp, where or folder, practice=False)
        programs.append(program)
        program.open()
        return program

    yield begin
    for program in reversed(programs):
        if program.window is not None and shiboken6.isValid(program.window):
            program.window.close()
        program.close()


@pytest.fixture(autouse=True)
def no_first_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_run, "ask", lambda _parent, _data: None)


def said(program: Program) -> str:
    """The sentence of the page that stands where the window would be."""
    assert isinstance(program.window, TroubleWindow)
    return program.window.findChild(QLabel, "trouble_sentence").text()


def news(program: Program) -> str:
    assert isinstance(program.window, MainWindow)
    return program.window.findChild(MessageBar, "message_bar").sentence


def test_a_new_folder_opens_with_a_window(start: Callable[..., Program], folder: Path) -> None:
    program = start()
    assert isinstance(program.window, MainWindow)
    assert (folder / "archive.db").exists()
    assert program.status == DONE


def test_a_second_window_on_the_same_archive_is_refused_in_words(start: Callable[..., Program]) -> None:
    start()
    second = start()
    assert "已经在另一个窗口里打开" in said(second)
    assert second.status == UNUSABLE


def test_trying_again_opens_once_the_other_is_closed(start: Callable[..., Program]) -> None:
    first = start()
    second = start()
    assert first.window is not None
    first.window.close()
    first.close()
    second.window.retry.click()
    assert isinstance(second.window, MainWindow)
    assert second.status == DONE


def test_a_folder_that_cannot_be_written_has_its_own_sentence(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    program = start(tmp_path / "file" / "office")
    assert "不能写入" in said(program)


def test_a_folder_on_a_stick_is_refused(
    start: Callable[..., Program], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(archive_lock, "is_unsafe_for_archive", lambda _folder: True)
    program = start()
    assert "U盘" in said(program)
    assert not folder.exists()


def test_a_damaged_archive_is_a_page_not_a_crash(start: Callable[..., Program], folder: Path) -> None:
    folder.mkdir()
    (folder / "archive.db").write_bytes(b"no database at all" * 100)
    program = start()
    assert said(program).endswith("。")
    assert program.status == UNUSABLE


def test_a_damaged_archive_is_restored_from_its_newest_sound_backup(
    start: Callable[..., Program], folder: Path
) -> None:
    services = open_services(folder, paths.resources())
    report_id = services.reports.create("annual_report", 2026)
    sound = back_up_now(services.archive)
    services.close()
    (folder / "archive.db").write_bytes(b"no database at all" * 100)
    (sound.parent / "archive-29990101-000000-daily.db").write_bytes(b"newer and broken")
    program = start()
    page = program.window
    assert isinstance(page, TroubleWindow)
    assert page.restore.text().startswith("用今天")
    page.restore.click()
    assert isinstance(program.window, MainWindow)
    assert program.window.services.reports.get(report_id).year == 2026
    assert "备份恢复" in news(program)
    (aside,) = folder.glob("damaged-*")
    assert (aside / "archive.db").read_bytes().startswith(b"no database")
    assert program.status == DONE


def test_a_backup_is_brought_back_from_within_the_window(
    start: Callable[..., Program], folder: Path, qtbot: QtBot
) -> None:
    program = start()
    before = program.window
    assert isinstance(before, MainWindow)
    kept = before.services.reports.create("annual_report", 2025)
    backup = back_up_now(before.services.archive)
    before.services.reports.create("annual_report", 2026)
    before.restore_requested.emit(Source(backup))
    qtbot.waitUntil(lambda: program.window is not before)
    after = program.window
    assert isinstance(after, MainWindow)
    assert [report.id for report in after.services.reports.all()] == [kept]
    assert news(program).startswith("已经恢复")
    assert list(folder.glob("damaged-*"))


def test_a_backup_that_is_none_leaves_the_archive_as_it_was(
    start: Callable[..., Program], folder: Path, qtbot: QtBot
) -> None:
    program = start()
    before = program.window
    assert isinstance(before, MainWindow)
    kept = before.services.reports.create("annual_report", 2025)
    false = folder.parent / "不是备份.db"
    false.write_bytes(b"no database at all" * 100)
    before.restore_requested.emit(Source(false))
    qtbot.waitUntil(lambda: program.window is not before)
    assert isinstance(program.window, MainWindow)
    assert [report.id for report in program.window.services.reports.all()] == [kept]
    assert not news(program).startswith("已经恢复")


def test_without_a_backup_nothing_is_promised(start: Callable[..., Program], folder: Path) -> None:
    folder.mkdir()
    (folder / "archive.db").write_bytes(b"no database at all" * 100)
    page = start().window
    assert isinstance(page, TroubleWindow)
    assert page.restore.isHidden()


def test_a_newer_archive_is_a_page(start: Callable[..., Program], folder: Path) -> None:
    open_services(folder, paths.resources()).close()
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        connection.execute("pragma user_version = 999")
    assert isinstance(start().window, TroubleWindow)


def test_text_that_was_not_committed_comes_back_and_is_told(
    start: Callable[..., Program], folder: Path
) -> None:
    services = open_services(folder, paths.resources())
    report_id = services.reports.create("annual_report", 2026)
    section = next(row.section for row in services.overview.tasks(report_id) if row.section.level == 2)
    services.writing.keep_draft(section.id, "全年开展普法活动十一场。", 3)
    services.close()
    program = start()
    assert isinstance(program.window, MainWindow)
    assert program.window.services.writing.section(section.id).body == "全年开展普法活动十一场。"
    assert section.heading in news(program)
    assert "12字" in news(program)
    assert any("找回了" in text for text in program.window.page.todo_card.texts)
    program.window.operations.undo()
    assert program.window.services.writing.section(section.id).body == ""


def test_the_first_start_asks_and_keeps_the_answers(
    start: Callable[..., Program], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    unit = UnitProfile("乡", "白云乡人民政府", "白云乡", "云溪县人民政府")
    asked: list[first_run.FirstRun] = []

    def answer(_parent: object, data: first_run.FirstRun) -> first_run.Beginning:
        asked.append(data)
        return first_run.Beginning(unit, 2025)

    years: list[int] = []
    monkeypatch.setattr(first_run, "ask", answer)
    monkeypatch.setattr(
        "fzapp.ui.window.commands.Commands.new_report", lambda _self, year=0: years.append(year)
    )
    program = start()
    qtbot.waitUntil(lambda: years == [2025])
    assert isinstance(program.window, MainWindow)
    assert program.window.services.reports.unit() == unit
    assert len(asked) == 1


def test_an_archive_in_use_is_not_asked_again(
    start: Callable[..., Program], folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    services = open_services(folder, paths.resources())
    services.reports.create("annual_report", 2026)
    services.close()
    asked: list[object] = []
    monkeypatch.setattr(first_run, "ask", lambda _parent, data: asked.append(data))
    program = start()
    assert isinstance(program.window, MainWindow)
    qtbot.waitUntil(lambda: len(list((folder / "backups").glob("*.db"))) == 1)
    assert asked == []


@pytest.mark.logs_warnings
def test_a_bug_is_shown_and_work_goes_on(start: Callable[..., Program], qtbot: QtBot) -> None:
    program = start()
    error = LookupError("秘密")
    sys.excepthook(LookupError, error, None)
    qtbot.waitUntil(lambda: program.window.findChild(CrashDialog) is not None)
    dialog = program.window.findChild(CrashDialog)
    assert "可以接着用" in dialog.findChild(QLabel, "crash_said").text()
    assert "LookupError" in dialog.details.toPlainText()
    assert "秘密" not in dialog.details.toPlainText()
    dialog.accept()
    assert program.window.isVisible()


@pytest.mark.logs_warnings
def test_what_the_disk_refuses_is_a_sentence_wherever_it_happens(
    start: Callable[..., Program], qtbot: QtBot
) -> None:
    """A page reads, and the folder of the archive is gone: nobody there is asked to tell it."""
    program = start()
    refused = UserError("档案库打不开", "检查文件夹是否还在、有没有权限")
    sys.excepthook(UserError, refused, None)  # as Qt does with what leaves a click
    qtbot.waitUntil(lambda: news(program) == str(refused))
    assert program.window.findChild(CrashDialog) is None


def test_the_practice_book_is_filled_when_it_is_first_opened(qapp: QApplication, folder: Path) -> None:
    program = Program(qapp, folder, practice=True)
    program.open()
    assert isinstance(program.window, MainWindow)
    assert "练习本" in program.window.windowTitle()
    assert len(program.window.services.reports.all()) == 2
    program.window.close()
    program.close()


def test_a_run_that_died_is_mentioned(start: Callable[..., Program]) -> None:
    logs = paths.data_folder() / "logs"
    logs.mkdir(parents=True)
    (logs / "fzapp-crash.log").write_text("Fatal Python error", encoding="utf-8")
    assert "没有正常关闭" in news(start())


def test_qt_speaks_chinese(qapp: QApplication) -> None:
    assert install_translator(qapp)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert QCoreApplication.translate("QAbstractFileIconProvider", "Folder") == "文件夹"


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], "window"),
        (["--archive", "x"], "window"),
        (["--practice"], "window"),
        (["report", "list"], "command"),
        (["--self-test"], "command"),
        (["--archive", "x", "report", "list"], "command"),
        (["--help"], "command"),
    ],
)
def test_words_go_to_the_command_line_and_the_rest_opens_the_window(
    arguments: list[str], wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[str] = []
    monkeypatch.setattr("fzapp.cli.main.main", lambda _arguments: went.append("command") or 0)
    monkeypatch.setattr(application, "run_window", lambda *_, **__: went.append("window") or 0)
    assert entry.main(arguments) == 0
    assert went == [wanted]


def test_the_practice_book_lies_beside_the_real_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[Path, bool]] = []
    monkeypatch.setattr(
        application, "run_window", lambda folder, *, practice: opened.append((folder, practice)) or 0
    )
    entry.main(["--practice"])
    assert opened == [(paths.data_folder() / "practice", True)]


@pytest.mark.parametrize(("free_above", "maximized"), [(100, False), (0, True)])
def test_a_window_that_does_not_fit_with_its_frame_takes_the_whole_screen(
    qapp: QApplication, tmp_path: Path, free_above: int, maximized: bool
) -> None:
    look = Look(qapp, tmp_path)
    look.keep_geometry(b"where it stood")
    window = QWidget()
    window.setGeometry(window.screen().availableGeometry().adjusted(0, free_above, 0, 0))
    application.place(window, look)
    assert window.isMaximized() is maximized


def test_what_can_be_read_of_a_damaged_archive_is_saved_from_its_page(
    start: Callable[..., Program], folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[salvage_list.Question] = []
    monkeypatch.setattr(salvage_list, "ask", lambda _parent, data: shown.append(data) or True)
    services = open_services(folder, paths.resources())
    report_id = services.reports.create("annual_report", 2026)
    services.close()
    damaged = bytearray((folder / "archive.db").read_bytes())
    damaged[:4096] = bytes(4096)
    (folder / "archive.db").write_bytes(damaged)
    program = start()
    assert isinstance(program.window, TroubleWindow)
    program.window.salvage.click()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=20_000)
    assert program.window.services.reports.get(report_id).year == 2026
    assert "找回报告1" in news(program)
    assert not shown[0].replacing


def test_a_new_computer_takes_everything_from_the_stick(
    start: Callable[..., Program], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_services(tmp_path / "old", paths.resources())) as old:
        report_id = old.reports.create("annual_report", 2026)
        back_up_whole(old.archive, tmp_path)
    answer = first_run.Beginning(UnitProfile(), 2026, first_run.First.MOVE)
    monkeypatch.setattr(first_run, "ask", lambda _parent, _data: answer)
    monkeypatch.setattr(WindowPrompter, "choose_folder", lambda _self, _title: tmp_path)
    monkeypatch.setattr(WindowPrompter, "ask", lambda _self, *_words: True)
    program = start()
    before = program.window
    qtbot.waitUntil(
        lambda: isinstance(program.window, MainWindow) and program.window is not before, timeout=20_000
    )
    assert program.window.services.reports.get(report_id).year == 2026


def test_an_archive_is_closed_only_when_nobody_reads_it_any_more(
    start: Callable[..., Program], qtbot: QtBot
) -> None:
    """Else a restore finds it in use: by the backup that the start of the program makes."""
    program = start()
    archive = program.window.services.archive
    program.window.close()
    reading, read_to_the_end = threading.Event(), threading.Event()

    def read(_context: JobContext) -> None:
        reading.set()
        for _ in range(500):
            with archive.snapshot() as snapshot:
                snapshot.read("select id from report")
        read_to_the_end.set()

    job = Job(read)
    job.start()
    qtbot.waitUntil(reading.is_set)
    program.close()
    assert read_to_the_end.is_set()
