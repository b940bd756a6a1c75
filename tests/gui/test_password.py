"""The password in the window: asked at the start, set and taken away in the settings, and the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from shiboken6 import isValid

from fzapp import app as program_module
from fzapp.services import doors
from fzapp.storage.archive import Archive
from fzapp.ui import theme
from fzapp.ui.dialogs import password as dialog
from fzapp.ui.look import Look
from fzapp.ui.main_window import MainWindow
from fzapp.ui.pages.settings_page import SettingsPage
from fzapp.ui.window import idle_lock as lock_module
from fzapp.ui.window.idle_lock import LOCKED, IdleLock
from fzapp.ui.window.password import PasswordWindow, SealingWindow
from tests.conftest import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.storage.connection import Key
    from fzapp.ui.page import Page

pytestmark = pytest.mark.own_password


@pytest.fixture(autouse=True)
def no_first_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new archive asks its three questions elsewhere."""
    monkeypatch.setattr(program_module, "_is_new", lambda _services: False)


@pytest.fixture
def sealed_home(tmp_path: Path, test_key: Key) -> Path:
    folder = tmp_path / "home"
    Archive.open(folder, key=test_key).close()
    return folder


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[[Path], program_module.Program]]:
    started: list[program_module.Program] = []

    def run(folder: Path) -> program_module.Program:
        program = program_module.Program(qapp, folder, practice=False)
        started.append(program)
        program.open()
        return program

    yield run
    for program in started:
        if program.window is not None:
            if isinstance(program.window, SealingWindow):
                program.window.release()
            program.window.close()
        program.close()


def type_password(window: PasswordWindow, text: str) -> None:
    window.entry.field.setText(text)
    window.entry.open_button.click()


def test_the_window_asks_and_a_wrong_password_opens_nothing(
    start: Callable[[Path], program_module.Program], sealed_home: Path, qtbot: QtBot
) -> None:
    program = start(sealed_home)
    door = program.window
    assert isinstance(door, PasswordWindow)
    assert door.entry.field.echoMode() is QLineEdit.EchoMode.Password
    type_password(door, "不是这一个密码")
    qtbot.waitUntil(lambda: "密码不对" in door.entry.said.text())
    assert door.entry.field.text() == ""
    type_password(door, PASSWORD)
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow))
    assert program.status == program_module.DONE


def test_after_wrong_ones_the_button_waits_also_after_a_restart(
    start: Callable[[Path], program_module.Program], sealed_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "unlock", lambda *_: pytest.fail("not yet"))
    (sealed_home / "password-tries.json").write_text('{"wrong": 5, "last": 9999999999}', encoding="utf-8")
    door = start(sealed_home).window
    assert isinstance(door, PasswordWindow)
    assert not door.entry.open_button.isEnabled()
    assert "20秒再试" in door.entry.said.text()
    door.entry.field.setText(PASSWORD)
    door.entry.field.returnPressed.emit()


def test_setting_a_password_in_the_settings_writes_all_anew_and_comes_back(
    start: Callable[[Path], program_module.Program],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    test_key: Key,
) -> None:
    folder = tmp_path / "home"
    program = start(folder)
    window = program.window
    assert isinstance(window, MainWindow)
    report = window.services.reports.create("annual_report", 2026)
    window.show_page("设置")
    monkeypatch.setattr(dialog, "run", lambda shown: fill(shown, "", PASSWORD))
    window.page.password.change.click()
    qtbot.waitUntil(
        lambda: isinstance(program.window, MainWindow) and program.window is not window, timeout=20_000
    )
    assert doors.is_sealed(folder)
    again = program.window
    assert isinstance(again, MainWindow)
    assert again.services.reports.get(report).year == 2026
    assert again.services.archive.key is not None
    assert again.findChild(IdleLock) is not None


def fill(shown: dialog.PasswordDialog, old: str, new: str) -> bool:
    """Type as a user would; answers whether the dialog can be accepted."""
    shown.old.setText(old)
    shown.new.setText(new)
    shown.again.setText(new)
    shown.known.setChecked(True)
    return shown.accept_button.isEnabled()


@pytest.mark.parametrize("key", ["sealed"], indirect=True)
def test_a_change_wants_the_password_in_force_a_good_one_and_a_tick(services: Services, qtbot: QtBot) -> None:
    extent = doors.extent(services.archive.folder)
    shown = dialog.PasswordDialog(None, extent, services.archive.key, removing=False)
    qtbot.addWidget(shown)
    assert not fill(shown, PASSWORD, "12345678")
    assert "太容易猜" in shown.said.text()
    assert fill(shown, "猜的", "换成另一句话2027")
    shown.accept()
    assert shown.result() == 0
    assert "现在的密码不对" in shown.said.text()
    assert fill(shown, PASSWORD, "换成另一句话2027")
    shown.known.setChecked(False)
    assert not shown.accept_button.isEnabled()
    assert any("再也打不开" in line for line in dialog.consequences(extent, removing=False))


@pytest.mark.parametrize("key", ["sealed"], indirect=True)
def test_the_lock_hides_keeps_what_is_typed_and_goes_on_where_one_was(
    window: MainWindow, qtbot: QtBot, services: Services
) -> None:
    services.reports.create("annual_report", 2026)
    window.show_page("写报告")
    editor = window.page.editor
    editor.setFocus()
    qtbot.keyClicks(editor, "abc")
    title, position = window.windowTitle(), editor.textCursor().position()
    lock = IdleLock(window)
    lock.lock()
    assert window.windowTitle() == LOCKED
    cover = window.findChild(lock_module.Cover)
    assert cover.isVisible()
    assert cover.rect().contains(window.rect())
    assert any("abc" in section.body for section in services.reports.get(1).sections)
    assert lock.dialog is not None
    qtbot.keyClick(lock.dialog, Qt.Key.Key_Escape)
    assert lock.dialog is not None
    lock.dialog.entry.field.setText(PASSWORD)
    lock.dialog.entry.open_button.click()
    qtbot.waitUntil(lambda: lock.dialog is None)
    assert window.windowTitle() == title
    assert editor.textCursor().position() == position


@pytest.mark.parametrize("key", ["sealed"], indirect=True)
def test_what_opens_while_it_is_locked_is_locked_too(window: MainWindow, qtbot: QtBot) -> None:
    """A job that ends meanwhile may ask something, with names in it."""
    before, after, apart = QDialog(window), QDialog(window), QWidget()
    qtbot.addWidget(apart)
    before.open()
    lock = IdleLock(window)
    lock.lock()
    lock.dialog.entry.field.setText("半个密")
    after.open()
    apart.show()
    for hidden in (window, before, after, apart):
        assert hidden.findChild(lock_module.Cover).isVisible()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is lock.dialog)
    assert lock.dialog.entry.field.text() == "半个密"
    before.close()
    before.deleteLater()
    qtbot.waitUntil(lambda: not isValid(before))
    lock.dialog.accept()
    assert lock.dialog is None
    assert after.isVisible()
    qtbot.waitUntil(lambda: apart.findChild(lock_module.Cover) is None)
    after.close()


@pytest.mark.parametrize("key", ["sealed"], indirect=True)
def test_the_lock_comes_when_nobody_uses_the_window(
    window: MainWindow, qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = IdleLock(window)
    timer = lock.findChild(QTimer)
    assert timer.interval() == 600_000
    doors.set_idle_minutes(services.archive, 0)
    window.operations.run(lambda: doors.set_idle_minutes(services.archive, 5))
    assert timer.interval() == 300_000
    timer.setInterval(1)
    timer.start()
    qtbot.waitUntil(lambda: lock.dialog is not None)
    lock.dialog.accept()


@pytest.mark.parametrize("key", ["plain"], indirect=True)
def test_an_archive_without_a_password_never_locks(services: Services) -> None:
    assert doors.idle_minutes(services.archive) == 0


@pytest.mark.parametrize("key", ["plain", "sealed"], indirect=True)
def test_the_card_says_how_it_is(make_page: Callable[[type[Page]], Page], key: Key | None) -> None:
    page = make_page(SettingsPage)
    assert page.password.state.text() == ("已加密" if key else "没有密码")
    assert page.password.remove.isVisible() == (key is not None)
    assert page.password.change.text() == ("换密码" if key else "设密码")


@pytest.mark.parametrize("scale", list(theme.FontScale))
def test_all_words_before_the_window_are_seen_in_any_type_size(
    qtbot: QtBot, qapp: QApplication, sealed_home: Path, tmp_path: Path, scale: theme.FontScale
) -> None:
    look = Look(qapp, tmp_path / "look")
    look.choose(scale.value, "")
    try:
        for window in (PasswordWindow(sealed_home), SealingWindow("正在给资料加密……")):
            qtbot.addWidget(window)
            window.show()
            assert window.height() >= window.layout().heightForWidth(window.width())
            if isinstance(window, SealingWindow):
                window.release()
    finally:
        look.choose(theme.FontScale.STANDARD.value, "")
