"""抢救的结果: what was found again, what was not, and the list on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import button, label, row
from fzapp.ui.widgets.text_table import TextTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fzapp.services.list_papers import ListPaper
    from fzapp.services.salvaging import Salvaged
    from fzapp.ui.paper_out import PaperOut

_SHAPES = (
    ("0000", 0.0),
    ("佐证和原文件", 0.2),
    ("第000号到第000号", 0.6),
    ("收进来了，文字里有认不出来的字", 3.0),
)
_HEIGHT = 260


@dataclass(frozen=True, slots=True)
class Question:
    """`replacing` says that the damaged archive is still in its place and asks whether it is to give way."""

    salvaged: Salvaged
    out: PaperOut
    replacing: bool


class SalvageDialog(Dialog):
    """A table to read, and two ways onto paper."""

    def __init__(self, parent: QWidget | None, data: Question) -> None:
        yes = "用抢救出来的接着用" if data.replacing else "知道了"
        super().__init__(parent, "抢救的结果", yes, "先不换", name="salvage_dialog", width=820)
        self.reject_button.setVisible(data.replacing)
        self._paper: ListPaper = data.salvaged.paper()
        self._out = data.out
        self.told = label(data.salvaged.told, name="salvage_told", wrap=True)
        self.table = TextTable("salvage_table", "没有救回来的")
        self.table.setMinimumHeight(_HEIGHT)
        self.table.show_rows(self._paper.headings, self._paper.rows, _SHAPES)
        self.said = label("", "muted", name="salvage_said", wrap=True)
        self.body.addWidget(self.told)
        if data.replacing:
            words = "损坏的档案库不会删，原样留在旁边的文件夹里。先把清单打印或存好，再对照原始材料补登。"
            self.body.addWidget(label(words, "muted", wrap=True))
        self.body.addWidget(self.table, 1)
        save = button("清单存成Word", self._save, name="salvage_save")
        print_out = button("打印清单", self._print, name="salvage_print")
        self.body.addLayout(row(save, print_out, None))
        self.body.addWidget(self.said)

    def _save(self) -> None:
        self.said.setText(self._out.save(self._paper))

    def _print(self) -> None:
        self.said.setText(self._out.print_out(self._paper, self))


def ask(parent: QWidget | None, data: Question) -> bool:
    """Show; whether what was found again is to take the place of the damaged archive."""
    return run(SalvageDialog(parent, data))
