"""设密码、换密码、去掉密码: what follows from it is told before, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from fzapp.services import doors
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import label
from fzapp.ui.widgets.password_entry import password_field, shown_box

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit, QWidget

_MEGABYTE = 1_048_576
_A_MINUTE = 1_000
"""Megabytes that an old PC writes anew, checks and wipes in a minute, at least."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The password that is wanted from now on; None is none at all."""

    new: doors.Key | None


class PasswordDialog(Dialog):
    """`removing` takes the password away; else one is set, or changed when the archive has one (`key`)."""

    def __init__(
        self, parent: QWidget | None, extent: doors.Extent, key: doors.Key | None, *, removing: bool
    ) -> None:
        title = "去掉密码" if removing else ("换密码" if key else "设密码")
        super().__init__(parent, title, title, name="password_dialog", width=620)
        self._key, self._removing = key, removing
        fields: list[QLineEdit] = []
        for line in consequences(extent, removing=removing):
            self.body.addWidget(label(line, wrap=True))
        self.old = password_field("password_old", "现在的密码")
        self.new = password_field("password_new", "新密码")
        self.again = password_field("password_again", "新密码再输一次")
        if key is not None:
            fields.append(self.old)
            self.field("现在的密码", self.old)
        if not removing:
            fields += [self.new, self.again]
            self.field("新密码", self.new, f"至少{doors.SHORTEST}个字；几个词连成的一句话，好记又难猜。")
            self.field("新密码再输一次", self.again)
        self.body.addWidget(shown_box("password_dialog_shown", *fields))
        self.known = QCheckBox("我记下了密码，知道忘了就打不开", objectName="password_known")
        self.known.setVisible(not removing)
        self.body.addWidget(self.known)
        self.said = label(name="password_fault", wrap=True)
        self.foot.insertWidget(0, self.said, 9)  # in sight wherever the body is scrolled to
        for field in fields:
            field.textChanged.connect(self._check)
        self.known.toggled.connect(self._check)
        self._check()
        fields[0].setFocus()

    def answer(self) -> Wanted:
        """What is wanted."""
        return Wanted(None if self._removing else doors.Key(self.new.text()))

    def accept(self) -> None:
        """Only with the password in force, so that nobody else changes it at an open window."""
        if self._key is not None and not self._key.is_same(doors.Key(self.old.text())):
            self.old.clear()
            self.old.setFocus()
            self.said.setText("现在的密码不对，再输一次。")
            return
        super().accept()

    def _check(self) -> None:
        fault = "" if self._removing else doors.fault(self.new.text(), self.again.text())
        ready = not fault and (self._removing or self.known.isChecked())
        self.accept_button.setEnabled(ready and (self._key is None or bool(self.old.text())))
        self.said.setText(fault if self.new.text() and self.again.text() else "")


def consequences(extent: doors.Extent, *, removing: bool) -> tuple[str, ...]:
    """What will happen, told before."""
    size = extent.bytes / _MEGABYTE
    minutes = max(1, round(size / _A_MINUTE))
    work = (
        f"先做一份备份，再把资料、{extent.backups}份备份和所有佐证材料另写一份（共{size:.0f}MB，"
        f"约{minutes}分钟），逐项核对无误才换上；中途断电也不会少。"
    )
    if removing:
        return (
            "去掉以后，资料、备份、佐证材料都不再加密，能开这台电脑的人就能看。",
            work,
        )
    return (
        "资料、备份、没存完的文字、佐证材料和原文件都加密保存，没有密码谁也打不开，程序里没有后门。",
        "密码忘了就再也打不开，备份也一样：写在纸上，封好交给保密柜，换人时一起移交。",
        "导出的 Word、PDF、报送包照样不加密；以前拷到U盘和别处的备份不会变，要收好或删掉。",
        work,
    )


def ask(
    parent: QWidget | None, extent: doors.Extent, key: doors.Key | None, *, removing: bool
) -> Wanted | None:
    """Ask; None when the user turned back."""
    dialog = PasswordDialog(parent, extent, key, removing=removing)
    return dialog.answer() if run(dialog) else None
