"""What is shown when the program met a bug: what is safe, what to do, and a report to copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from fzapp.ui.dialogs.frame import Dialog
from fzapp.ui.widgets.basic import breakable, button, label

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Crash:
    """`details` holds places in the program, no text of a report. `sound` is whether the archive answers."""

    details: str
    log: Path | None
    sound: bool


class CrashDialog(Dialog):
    """Goes on when the archive is sound; otherwise the one thing to do is to close and open again."""

    def __init__(self, parent: QWidget | None, crash: Crash) -> None:
        yes = "接着用" if crash.sound else "关闭程序"
        super().__init__(parent, "程序出了点问题", yes, "关闭程序", name="crash_dialog")
        self.reject_button.setVisible(crash.sound)
        said = (
            "刚才那一步没有做成。已经存下的内容都在，核对过档案库能正常读写，可以接着用。"
            if crash.sound
            else "刚才那一步没有做成，档案库现在读不出来。关掉程序重新打开，打字的内容会找回到两秒以内。"
        )
        self.body.addWidget(label(said, name="crash_said", wrap=True))
        where = f"记录在日志里：{breakable(crash.log)}" if crash.log else "日志没有写成。"
        self.body.addWidget(label(where, "muted", name="crash_log", wrap=True))
        self.body.addWidget(label("下面的内容可以复制给技术人员，里面没有报告的文字。", "muted", wrap=True))
        self.details = QPlainTextEdit(crash.details, objectName="crash_details")
        self.details.setReadOnly(True)
        self.details.setProperty("role", "field")
        self.details.setMinimumHeight(140)
        self.body.addWidget(self.details, 1)
        self.foot.insertWidget(0, button("复制", self._on_copy, name="crash_copy"))

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.details.toPlainText())
