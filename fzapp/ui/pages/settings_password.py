"""The card of the settings about the password: whether there is one, what to do with it, when the window locks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from fzapp.services import doors
from fzapp.ui.widgets.basic import button, card, chip, label, row, set_chip

if TYPE_CHECKING:
    from fzapp.ui.page import Means

OPEN = (
    "能开这台电脑、能拿到资料文件夹的人都能看里面的内容。多人共用一台电脑，或者电脑会带出去的，设一个密码。"
)
SHUT = "资料、备份、佐证材料都加密保存，打开程序要输密码。密码忘了就再也打不开。"


class PasswordCard(QWidget):
    """The change itself needs the archive for itself: the program is asked for it, the window goes and comes back."""

    def __init__(self, means: Means) -> None:
        super().__init__()
        self._services = means.services
        self._signals = means.signals
        self._operations = means.operations
        sealed = means.services.archive.key is not None
        frame, inside = card("password_settings", margin=20)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.state = chip("", "idle", name="password_state")
        set_chip(self.state, "已加密" if sealed else "没有密码", "good" if sealed else "idle")
        inside.addLayout(row(label("密码", "heading"), self.state, None))
        inside.addWidget(label(SHUT if sealed else OPEN, "muted", wrap=True))
        self.change = button(
            "换密码" if sealed else "设密码", partial(self._on_change, removing=False), name="password_change"
        )
        self.remove = button("去掉密码", partial(self._on_change, removing=True), name="password_remove")
        self.lock = button("现在锁上", self._on_lock, name="password_lock")
        self.idle = self._idle_box()
        if sealed:
            inside.addLayout(row(label("多久不用就锁上窗口"), self.idle, None, self.lock))
        for widget in (self.remove, self.lock, self.idle):
            widget.setVisible(sealed)
        inside.addLayout(row(None, self.remove, self.change))

    def refresh(self) -> None:
        """Show the minutes in force."""
        self.idle.setCurrentIndex(self.idle.findData(doors.idle_minutes(self._services.archive)))

    def _idle_box(self) -> QComboBox:
        box = QComboBox(objectName="password_idle")
        box.setAccessibleName("多久不用就锁上窗口")
        for minutes in doors.IDLE_CHOICES:
            box.addItem(f"{minutes}分钟" if minutes else "不自动锁", minutes)
        box.activated.connect(self._on_idle)
        return box

    def _on_idle(self, _index: int) -> None:
        minutes = int(self.idle.currentData())
        self._operations.run(lambda: doors.set_idle_minutes(self._services.archive, minutes))

    def _on_lock(self) -> None:
        self._signals.lock_requested.emit()

    def _on_change(self, *, removing: bool) -> None:
        from fzapp.ui.dialogs import password  # noqa: PLC0415  the page opens without it

        archive = self._services.archive
        wanted = password.ask(self.window(), doors.extent(archive.folder), archive.key, removing=removing)
        if wanted is not None:
            self._signals.reseal_requested.emit(wanted.new)
