"""The page shown instead of the window when the archive cannot be opened: what happened and what to do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.ui.prompts import question_box
from fzapp.ui.widgets.basic import button, card, label, row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class TroubleWindow(QWidget):
    """`retry_requested` when the user wants to try once more, `restore_requested` to take the backup.

    `restore` is what the button for that says; without it there is none. Of a `damaged` archive
    `salvage_requested` asks for what can still be read.
    """

    retry_requested = Signal()
    restore_requested = Signal()
    salvage_requested = Signal()
    takeover_requested = Signal()

    def __init__(
        self,
        sentence: str,
        steps: Sequence[str],
        folder: Path | None = None,
        restore: str = "",
        *,
        damaged: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("法治报告助手")
        self.resize(720, 420)
        self._folder = folder
        frame, inside = card("trouble_card", margin=24, spacing=12)
        inside.addWidget(label("档案库没有打开", "title"))
        inside.addWidget(label(sentence, name="trouble_sentence", wrap=True))
        for number, step in enumerate(steps, 1):
            inside.addWidget(label(f"{number}. {step}", wrap=True))
        first = "" if restore else "primary"
        self.retry = button("再试一次", self.retry_requested.emit, first, name="trouble_retry")
        self.restore = button(restore, self.restore_requested.emit, "primary", name="trouble_restore")
        self.restore.setVisible(bool(restore))
        self.salvage = button("抢救还能读的内容", self.salvage_requested.emit, name="trouble_salvage")
        self.salvage.setVisible(damaged)
        self.takeover = button("接管", name="trouble_takeover")
        self.takeover.hide()
        self.open_folder = button("打开资料文件夹", self._on_open, name="trouble_folder")
        self.open_folder.setVisible(folder is not None)
        inside.addStretch(1)
        leave = button("关闭", self.close, name="trouble_close")
        inside.addLayout(
            row(None, leave, self.open_folder, self.takeover, self.salvage, self.retry, self.restore)
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.addWidget(frame)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        (self.restore if restore else self.retry).setFocus()

    def offer_takeover(self, question: str) -> None:
        """Show the button that opens the archive nevertheless; pressing it asks `question` first."""
        self._prompt = partial(question_box, self, question, "没有开着，接管", "先不接管")
        self.takeover.clicked.connect(self._on_takeover)
        self.takeover.show()

    def _on_takeover(self) -> None:
        if self.confirm():
            self.takeover_requested.emit()

    def confirm(self) -> bool:
        """Ask; Enter and Esc both turn back."""
        box, accept = self._prompt()
        box.exec()
        return box.clickedButton() is accept

    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
