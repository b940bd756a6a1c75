"""The window before the window: an archive with a password is opened here; and what is seen while it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from fzapp.ui import theme
from fzapp.ui.widgets.basic import breakable, button, card, label, row
from fzapp.ui.widgets.password_entry import PasswordEntry

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QShowEvent

LOST = "密码忘了谁也打不开，程序里没有后门；去问设密码的人，或者找当时记下来的那张纸。"


class PasswordWindow(QWidget):
    """`opened(key)` when the password was right."""

    opened = Signal(object)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("法治报告助手")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        frame, inside = card("password_card", margin=24, spacing=12)
        self.entry = PasswordEntry(folder, "打开")
        self.entry.opened.connect(self.opened)
        inside.addWidget(label("输入档案库的密码", "title"))
        inside.addWidget(label(f"资料文件夹：{breakable(folder)}", "muted", wrap=True))
        inside.addWidget(self.entry)
        inside.addStretch(1)
        inside.addWidget(label(LOST, "muted", wrap=True))
        inside.addLayout(row(None, button("关闭", self.close, name="password_close")))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.addWidget(frame)
        self.entry.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the words are, in any type size."""
        super().showEvent(event)
        _fit(self, 640)


class SealingWindow(QWidget):
    """Stands while everything is written anew; `stop_requested` leaves the archive as it was."""

    stop_requested = Signal()

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setObjectName("sealing_window")
        self.setWindowTitle("法治报告助手")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._over = False
        frame, inside = card("sealing_card", margin=24, spacing=12)
        inside.addWidget(label(words, "title", wrap=True))
        inside.addWidget(
            label("先另写一份并逐项核对，核对无误才换上；中途断电、关机，资料都不会少。", "muted", wrap=True)
        )
        self.bar = QProgressBar(objectName="sealing_bar")
        self.bar.setTextVisible(False)
        inside.addWidget(self.bar)
        inside.addStretch(1)
        self.stop = button("停下", self._on_stop, name="sealing_stop")
        inside.addLayout(row(None, self.stop))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.addWidget(frame)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the words are, in any type size."""
        super().showEvent(event)
        _fit(self, 560)

    def show_progress(self, done: int, total: int, _note: str) -> None:
        """How far it is, in bytes."""
        self.bar.setMaximum(1_000)
        self.bar.setValue(done * 1_000 // max(1, total))

    def release(self) -> None:
        """It is over: now the window may be closed."""
        self._over = True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it means to stop; it goes when the work has stopped."""
        if not self._over:
            event.ignore()
            self._on_stop()

    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop_requested.emit()


def _fit(window: QWidget, width: int) -> None:
    """A width for the standard type size, and the height that the words need at it."""
    room = window.screen().availableGeometry()
    wide = min(theme.scaled(width), room.width())
    window.resize(wide, min(window.layout().heightForWidth(wide), room.height()))
