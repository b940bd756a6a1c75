"""换年度: what the old year leaves, which reports the new one begins with, what becomes of the ledgers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QWidget

from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.messages import day
from fzapp.ui.widgets.basic import label

if TYPE_CHECKING:
    from fzapp.domain.report import Report
    from fzapp.services.years import YearTurn


class TurnYearDialog(Dialog):
    """Nothing of the old year is changed."""

    def __init__(self, parent: QWidget | None, data: YearTurn) -> None:
        super().__init__(parent, f"换到{data.new}年度", f"换到{data.new}年度", name="turn_year_dialog")
        self.body.addWidget(label(f"{data.old}年的报告", "heading"))
        for report in data.signed:
            self._line(f"{_title(report)}：已签发，留在档案里，随时能看")
        for report in data.left:
            self._line(f"{_title(report)}：还没有签发，照样接着写，写完再签发")
        if not (data.signed or data.left):
            self._line("没有在本机写的报告。")
        self.body.addWidget(label(f"{data.new}年要写的报告", "heading"))
        self.boxes: dict[str, QCheckBox] = {}
        for offer in data.offers:
            box = QCheckBox(offer.title)
            box.setObjectName(f"turn_{offer.genre}")
            box.setChecked(True)
            self.boxes[offer.genre] = box
            self.body.addWidget(box)
            outline = "，章节照去年的" if offer.like else ""
            due = label(f"报送期限先按{day(offer.due)}记{outline}", "muted", wrap=True)
            due.setContentsMargins(24, 0, 0, 0)
            self.body.addWidget(due)
        if not data.offers:
            self._line("已经建好了。")
        self.body.addWidget(label("台账", "heading"))
        rows = f"，现在已有{data.rows}条" if data.rows else ""
        self._line(f"“台账”页换到{data.new}年登记{rows}；{data.old}年的不动，选年度就能看。")
        self._line("规范性文件、普法阵地等一直延续的台账，以前登记的照样算。")

    def _line(self, words: str) -> None:
        self.body.addWidget(label(words, "muted", wrap=True))

    def answer(self) -> tuple[str, ...]:
        """The genres that are wanted."""
        return tuple(genre for genre, box in self.boxes.items() if box.isChecked())


def _title(report: Report) -> str:
    return report.content.title or report.source_name or f"{report.year}年报告"


def ask(parent: QWidget | None, data: YearTurn) -> tuple[str, ...] | None:
    """Ask; None when the user turned back."""
    dialog = TurnYearDialog(parent, data)
    return dialog.answer() if run(dialog) else None
