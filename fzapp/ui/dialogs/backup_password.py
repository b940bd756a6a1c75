"""A backup that was made under another password than the present one: that one is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.services import doors
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import label
from fzapp.ui.widgets.password_entry import password_field, shown_box

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Question:
    """The name of the backup, and what was wrong with the password before, or ""."""

    name: str
    fault: str = ""


class BackupPasswordDialog(Dialog):
    """One field; the answer is tried by whoever asked."""

    def __init__(self, parent: QWidget | None, data: Question) -> None:
        super().__init__(parent, "备份的密码", "看看里面有什么", name="backup_password_dialog")
        words = (
            f"“{data.name}”是用另一个密码加密的，写上做这份备份时的密码。"
            "恢复以后，密码照现在的样子不变；还没有资料的新电脑沿用备份的密码。"
        )
        self.body.addWidget(label(words, wrap=True))
        self.password = password_field("backup_password", "做备份时的密码")
        self.field("做备份时的密码", self.password)
        self.body.addWidget(shown_box("backup_password_shown", self.password))
        self.said = label(data.fault, name="backup_password_said", wrap=True)
        self.said.setVisible(bool(data.fault))
        self.body.addWidget(self.said)
        self.password.textChanged.connect(self._check)
        self._check()

    def answer(self) -> doors.Key:
        """The password as given."""
        return doors.Key(self.password.text())

    def _check(self) -> None:
        self.accept_button.setEnabled(bool(self.password.text()))


def ask(parent: QWidget | None, data: Question) -> doors.Key | None:
    """Ask; None when the user turned back."""
    dialog = BackupPasswordDialog(parent, data)
    return dialog.answer() if run(dialog) else None
