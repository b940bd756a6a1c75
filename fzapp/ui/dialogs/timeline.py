"""历年: one figure or one section over the years, drawn and listed, printed and handed on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.ui import theme
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.file_kinds import EXCEL
from fzapp.ui.widgets.basic import button, label
from fzapp.ui.widgets.text_table import TextTable
from fzapp.ui.widgets.year_chart import YearChart

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from fzapp.services.timeline import Timeline
    from fzapp.ui.paper_out import PaperOut
    from fzapp.ui.prompts import Prompter

_TABLE_HEIGHT = 230
_NOTHING = "还没有哪一年有这个数。登记台账以后，这里就能看到各年的情况。"
_NO_TEXT = "还没有哪一年写过这一节。导入往年的报告以后，这里就能看到各年的情况。"


@dataclass(frozen=True, slots=True)
class Shown:
    """A timeline and what can be done with it."""

    timeline: Timeline
    paper: PaperOut
    prompter: Prompter
    export: Callable[[Timeline, Path], None]


class TimelineDialog(Dialog):
    """Nothing is changed here."""

    def __init__(self, parent: QWidget | None, shown: Shown) -> None:
        timeline = shown.timeline
        super().__init__(parent, "历年情况", "关闭", name="timeline_dialog", width=860)
        self._shown = shown
        self.reject_button.hide()
        self.body.addWidget(label(timeline.title, "heading", name="timeline_title", wrap=True))
        self.chart = YearChart()
        self.chart.show_points(timeline.points)
        self.table = TextTable("timeline_table", "历年情况")
        shapes = [
            (max((row[place] for row in (timeline.headings, *timeline.rows)), key=len)[:8], weight)
            for place, weight in enumerate(timeline.weights)
        ]
        self.table.show_rows(timeline.headings, timeline.rows, shapes)
        self.table.setMinimumHeight(theme.scaled(_TABLE_HEIGHT))
        nothing = _NO_TEXT if timeline.unit == "字" else _NOTHING
        self.none = label("" if timeline.rows else nothing, "muted", name="timeline_none", wrap=True)
        self.none.setVisible(not timeline.rows)
        self.said = label(role="muted", name="timeline_said", wrap=True)
        for part in (self.none, self.chart, self.table, self.said):
            self.body.addWidget(part)
        self.said.hide()
        for widget in (self.chart, self.table):
            widget.setVisible(bool(timeline.rows))
        for words, slot, name in (
            ("打印", self._print, "timeline_print"),
            ("存成Word", self._save, "timeline_word"),
            ("导出Excel", self._export, "timeline_excel"),
        ):
            made = button(words, slot, name=name)
            made.setEnabled(bool(timeline.rows))
            self.foot.insertWidget(self.foot.count() - 3, made)

    def _print(self) -> None:
        self._say(self._shown.paper.print_out(self._shown.timeline.paper, self))

    def _save(self) -> None:
        self._say(self._shown.paper.save(self._shown.timeline.paper))

    def _export(self) -> None:
        timeline = self._shown.timeline
        suggested = Path(f"{timeline.title.replace('“', '').replace('”', '')}.xlsx")
        path = self._shown.prompter.choose_save("导出Excel", suggested, EXCEL)
        if path is None:
            return
        try:
            self._shown.export(timeline, path)
        except UserError as error:
            self._say(str(error))
            return
        self._say(f"已存成“{path.name}”。")

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))


def ask(parent: QWidget | None, shown: Shown) -> None:
    """Show; there is nothing to answer."""
    run(TimelineDialog(parent, shown))
