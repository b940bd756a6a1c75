"""What the page 校核 shows without findings: nothing to check, or nothing wrong."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.services.check_descriptions import CLASS_WORDS
from fzapp.ui import actions
from fzapp.ui.widgets.basic import button, card, label, row


class NothingToCheck(QWidget):
    """There is no report yet."""

    command_requested = Signal(str)
    file_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        frame, inside = card("check_empty", margin=24, spacing=16)
        words = "还没有报告可检查。先新建一份，或者直接检查一个文件，不用导入；把文件拖到这里也可以。"
        inside.addWidget(label(words, wrap=True))
        new = button(
            "新建报告", partial(self.command_requested.emit, actions.COMMAND_NEW), "primary", name="check_new"
        )
        file = button("检查一个文件", self.file_requested.emit, name="check_a_file")
        inside.addLayout(row(new, file, None))
        inside.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.addWidget(frame)


class NothingFound(QWidget):
    """Nothing is wrong; what was looked at is told, because silence alone proves nothing."""

    def __init__(self, foot: QWidget) -> None:
        super().__init__()
        frame, inside = card("check_clean", margin=24, spacing=12)
        inside.addWidget(label("没有发现问题", "title", name="check_clean_title"))
        self._what = label("", name="check_clean_what", wrap=True)
        inside.addWidget(self._what)
        words = "程序只能查出写得出规则的问题，内容是否属实还要人看一遍。"
        inside.addWidget(label(words, "muted", wrap=True))
        inside.addWidget(foot)
        inside.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.addWidget(frame)

    def tell(self, characters: int) -> None:
        """Say what was looked at."""
        kinds = "、".join(CLASS_WORDS.values())
        self._what.setText(f"检查了{characters}字，逐条看过：{kinds}。")
