"""抢救的结果: what was found again, what was not, and the list on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.ui.dialogs.frame import run
from fzapp.ui.dialogs.paper_list import Listed, PaperListDialog
from fzapp.ui.widgets.basic import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fzapp.services.salvaging import Salvaged
    from fzapp.ui.paper_out import PaperOut

_SHAPES = (
    ("0000", 0.0),
    ("佐证和原文件", 0.2),
    ("第000号到第000号", 0.6),
    ("收进来了，文字里有认不出来的字", 3.0),
)


@dataclass(frozen=True, slots=True)
class Question:
    """`replacing` says that the damaged archive is still in its place and asks whether it is to give way."""

    salvaged: Salvaged
    out: PaperOut
    replacing: bool


class SalvageDialog(PaperListDialog):
    """What was not found again, and whether to go on with the rest."""

    def __init__(self, parent: QWidget | None, data: Question) -> None:
        listed = Listed(data.salvaged.paper(), data.salvaged.told, _SHAPES, data.out)
        yes, no = ("用抢救出来的接着用", "先不换") if data.replacing else ("知道了", "")
        super().__init__(parent, listed, "salvage", yes=yes, no=no)
        self.setWindowTitle("抢救的结果")
        if data.replacing:
            words = "损坏的档案库不会删，原样留在旁边的文件夹里。先把清单打印或存好，再对照原始材料补登。"
            self.body.insertWidget(self.body.indexOf(self.table), label(words, "muted", wrap=True))


def ask(parent: QWidget | None, data: Question) -> bool:
    """Show; whether what was found again is to take the place of the damaged archive."""
    return run(SalvageDialog(parent, data))
