"""The field in which a password is given: at the start and when the window was locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from fzapp.services import doors
from fzapp.ui.jobs import Job, JobContext
from fzapp.ui.widgets.basic import button, label, row

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.errors import UserError

SECOND = 1_000


def password_field(name: str, words: str) -> QLineEdit:
    """A field whose text is hidden; `words` tell it to screen readers."""
    field = QLineEdit(objectName=name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(words)
    return field


def shown_box(name: str, *fields: QLineEdit) -> QCheckBox:
    """A box that shows what was typed: Chinese can be typed only then, no input method works on hidden text."""
    box = QCheckBox("显示密码（要打汉字先勾上）", objectName=name)

    def show(shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in fields:
            field.setEchoMode(mode)

    box.toggled.connect(show)
    return box


class PasswordEntry(QWidget):
    """`opened(key)` when the password was right. After wrong ones the button waits, the window does not."""

    opened = Signal(object)

    def __init__(self, folder: Path, words: str) -> None:
        super().__init__()
        self._folder = folder
        self._job: Job | None = None
        self.field = password_field("password", "密码")
        self.field.returnPressed.connect(self._on_try)
        self.shown = shown_box("password_shown", self.field)
        self.said = label(name="password_said", wrap=True)
        self.open_button = button(words, self._on_try, "primary", name="password_open")
        line = row(self.field, self.open_button)
        line.setStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.shown)
        column.addWidget(self.said)
        self._tick = QTimer(self, interval=SECOND)
        self._tick.timeout.connect(self._show_wait)
        self.setFocusProxy(self.field)
        self._show_wait()

    def _on_try(self) -> None:
        password = self.field.text()
        if not password or not self.open_button.isEnabled():
            return
        self.open_button.setEnabled(False)
        self.said.setText("正在核对……")
        folder = self._folder

        def work(_context: JobContext) -> doors.Key:
            return doors.unlock(folder, password)

        self._job = Job(work, self)
        self._job.succeeded.connect(self._on_opened)
        self._job.failed.connect(self._on_refused)
        self._job.start()

    def _on_opened(self, key: doors.Key) -> None:
        self.field.clear()
        self.said.clear()
        self.open_button.setEnabled(True)
        self.opened.emit(key)

    def _on_refused(self, error: UserError) -> None:
        self.field.clear()
        self.field.setFocus()
        self.said.setText(str(error))
        self.open_button.setEnabled(True)
        self._show_wait()

    def _show_wait(self) -> None:
        """Count down what is left of the wait, also of one that began before the last start."""
        left = doors.seconds_to_wait(self._folder)
        if left:
            self.open_button.setEnabled(False)
            self.said.setText(f"密码连着错了几次，过{left}秒再试。")
            self._tick.start()
        elif self._tick.isActive():
            self._tick.stop()
            self.open_button.setEnabled(True)
            self.said.setText("现在可以再试。")
