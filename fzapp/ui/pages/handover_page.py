"""换人接手: what a successor has to know, on the screen and on one sheet to be signed by both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.services.handover import HEADINGS
from fzapp.ui import actions, page_list
from fzapp.ui.page import Page
from fzapp.ui.paper_out import PaperOut
from fzapp.ui.widgets.basic import label
from fzapp.ui.widgets.text_table import TextTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from fzapp.ui.page import Means

WORDS = (
    "换人以前打印一式两份，两个人照着逐项核对、签字。密码当面说，不写在表上；接手的人设一个新的。"
    "要换电脑的，到“档案体检”备份到U盘。"
)
_WHOLE = 20
"""Rows of ordinary height: every line is read before it is signed for."""
_SHAPES = (("还没有登记的台账", 0.0), ("资料文件夹", 1.0))


class HandoverPage(Page):
    """Read anew each time it is shown: nearly everything that is done changes it."""

    name = page_list.HANDOVER
    tables = frozenset()

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("handover_page")
        self._paper = PaperOut(self.services, self.prompter)
        make = actions.make_action
        self._print = make(
            self, "打印", self.print_out, name="handover_print", keys=actions.PREVIEW, primary=True, hint="打印换人接手表，一式两份"
        )  # fmt: skip
        self._save = make(
            self, "存成Word", self.save_word, name="handover_word", hint="把换人接手表存成Word文件"
        )
        self.table = TextTable("handover_table", "换人接手表", most=_WHOLE)
        self.setFocusProxy(self.table)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(8)
        outer.addWidget(label(WORDS, "muted", name="handover_words", wrap=True))
        outer.addWidget(self.table, 1)

    def actions(self) -> Sequence[QAction]:
        """Print, store."""
        return (self._print, self._save)

    def activate(self) -> None:
        """Always anew."""
        self.stale = True
        super().activate()

    def refresh(self) -> None:
        """Show how everything stands."""
        self.table.show_rows(HEADINGS[:2], self.services.handover.rows(), _SHAPES)

    def print_out(self) -> None:
        """The sheet, on paper."""
        self.note(self._paper.print_out(self.services.handover.paper(), self))

    def save_word(self) -> None:
        """The sheet, as a Word file."""
        self.note(self._paper.save(self.services.handover.paper()))
