"""The window of an archive with a password locks itself when nobody uses it: hidden, not closed, nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from fzapp.services import doors
from fzapp.ui.widgets.basic import button, label, row
from fzapp.ui.widgets.password_entry import PasswordEntry

if TYPE_CHECKING:
    from fzapp.storage.changes import Change
    from fzapp.ui.main_window import MainWindow

LOCKED = "法治报告助手（已锁定）"
_OWN_WINDOWS = frozenset(
    {Qt.WindowType.Window, Qt.WindowType.Dialog, Qt.WindowType.Sheet, Qt.WindowType.Tool}
)
"""Kinds of windows with something in them to read; a menu or a hint is none."""
_MINUTE = 60_000
_USED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.TouchBegin,
    }
)


class Cover(QWidget):
    """Hides everything in a window; what lies under it stays as it is."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("cover")
        self.setAutoFillBackground(True)
        self._title = window.windowTitle()
        window.setWindowTitle(LOCKED)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the window."""
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def lift(self) -> None:
        """Show the window again."""
        window = self.parentWidget()
        window.removeEventFilter(self)
        window.setWindowTitle(self._title)
        self.hide()
        self.deleteLater()


class LockDialog(QDialog):
    """Goes with the password only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setObjectName("lock_dialog")
        self.setWindowTitle(LOCKED)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setMinimumWidth(480)
        self.entry = PasswordEntry(window.services.archive.folder, "解锁")
        self.entry.opened.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label("窗口锁上了", "title"))
        column.addWidget(label("写的内容已经存好，解锁后接着刚才的地方写。", "muted", wrap=True))
        column.addWidget(self.entry)
        column.addLayout(row(None, button("退出程序", QApplication.quit, name="lock_quit")))
        self.entry.setFocus()

    def reject(self) -> None:
        """Esc does not open."""


class IdleLock(QObject):
    """Watches for use; runs only for an archive with a password."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._covers: list[Cover] = []
        self._focus: QWidget | None = None
        self.dialog: LockDialog | None = None
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.lock)
        window.signals.lock_requested.connect(self.lock)
        window.signals.changed.connect(self._on_changed)
        QApplication.instance().installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every use begins the wait anew; what opens while it is locked, such as the end of a job, is locked too."""
        if event.type() in _USED and self._idle.isActive():
            self._idle.start()
        elif event.type() is QEvent.Type.Show and self.dialog is not None and self._is_other(watched):
            self._covers.append(Cover(watched))
            QTimer.singleShot(0, self.dialog, self._come_first)
        return False

    def _is_other(self, shown: QObject) -> bool:
        return isinstance(shown, QWidget) and shown is not self.dialog and shown.windowType() in _OWN_WINDOWS

    def lock(self) -> None:
        """Keep what is typed, cover all windows, ask for the password."""
        if self.dialog is not None:
            return
        self._idle.stop()
        self._focus = QApplication.focusWidget()
        self._window.page.save()
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass
        self._covers = [Cover(top) for top in QApplication.topLevelWidgets() if top.isVisible()]
        self.dialog = LockDialog(self._window)
        self.dialog.accepted.connect(self._on_opened)
        self.dialog.open()

    def _come_first(self) -> None:
        """Of several windows that let no other be used, the one that was opened last counts."""
        if self.dialog is not None:
            self.dialog.hide()
            self.dialog.open()
            self.dialog.entry.setFocus()

    def _on_opened(self) -> None:
        for cover in filter(isValid, self._covers):
            cover.lift()
        self._covers = []
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        if self._focus is not None and isValid(self._focus):
            self._focus.setFocus()
        self._focus = None
        self._follow()

    def _on_changed(self, change: Change, _initiator: object) -> None:
        if "setting" in change.tables:
            self._follow()

    def _follow(self) -> None:
        """Wait as long as is set now."""
        minutes = doors.idle_minutes(self._window.services.archive)
        self._idle.setInterval(minutes * _MINUTE)
        if not minutes:
            self._idle.stop()
        elif self.dialog is None:
            self._idle.start()
