"""雷同: sentences of the report that stand in earlier ones or in those of other offices, one by one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from fzapp.services.copying import COPIED, KINDS
from fzapp.text.similarity import Kinship
from fzapp.ui import actions, page_list
from fzapp.ui.jobs import Job
from fzapp.ui.page import Page
from fzapp.ui.paper_out import PaperOut
from fzapp.ui.widgets.basic import label, row
from fzapp.ui.widgets.text_table import TextTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from fzapp.services.copying import CopiedSentence, CopyFindings, CopyMatch, CopySnapshot
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.page import Means

BOTH, OWN, OTHERS = "全部报告", "本单位往年", "外单位"
EVERY = "所有雷同"
NO_REPORT = "还没有报告可以检查。"
BUSY = "正在逐句对照……"
CLEAN = "没有这样的句子。"
_SHAPES = (
    ("（三）科学决策", 1.0),
    ("调解员每周入户排查", 3.0),
    ("只改年份，", 0.2),
    ("2025年本镇年报", 0.6),
)


class CopyingPage(Page):
    """Compares beside the window; nothing is changed here."""

    name = page_list.COPYING
    topic = "引用往年和雷同检查"
    follows_report = True
    shows_text = True
    tables = Page.tables | {"ledger_row", "figure_freeze"}

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("copying_page")
        self._findings: CopyFindings | None = None
        self._shown: tuple[CopiedSentence, ...] = ()
        self._job: Job | None = None
        self._paper = PaperOut(self.services, self.prompter)
        self._build_actions()
        self._build()

    # --- what the window asks -------------------------------------------------------------------

    def actions(self) -> Sequence[QAction]:
        """To the place, print, store."""
        return (self._open, self._print, self._save)

    def status(self) -> str:
        """How many are listed."""
        return f"列出{len(self._shown)}句" if self._findings is not None else ""

    def activate(self) -> None:
        """Compare anew when something has changed, and go into the list."""
        super().activate()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Compare anew with everything there is."""
        self._stop()
        self._findings = None
        report = self.report_in_hand()
        snapshot = (
            self.operations.run(lambda: self.services.copying.snapshot(report.id))
            if report is not None
            else None
        )
        self._show()
        if snapshot is None:
            self.told.setText(NO_REPORT)
            return
        self.told.setText(BUSY)
        work = self.services.copying.found

        def compare(context: JobContext) -> tuple[CopyMatch, ...]:
            return work(snapshot, context.check)

        self._job = Job(compare, self)
        self._job.succeeded.connect(partial(self._on_found, snapshot))
        self._job.finished.connect(self._on_finished)
        self._job.start()

    def leave(self) -> bool:
        """A comparison that still runs is made anew when it is wanted."""
        if self._job is not None:
            self._stop()
            self.stale = True
        return True

    # --- the work -------------------------------------------------------------------------------

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _on_found(self, snapshot: CopySnapshot, matches: tuple[CopyMatch, ...]) -> None:
        self._findings = self.services.copying.told(snapshot, matches)
        self.told.setText(self._findings.told)
        self._show()
        if self._shown:
            self.table.selectRow(0)
        self.status_changed.emit()

    def _on_finished(self) -> None:
        finished = self.sender()
        if self._job is finished:
            self._job = None
        if finished is not None:
            finished.deleteLater()

    def _show(self, _index: int = 0) -> None:
        items = self._findings.items if self._findings is not None else ()
        kinds = self.kind.currentData()
        side = self.side.currentText()
        self._shown = tuple(
            one for one in items if one.kind in kinds and (side == BOTH or one.is_own == (side == OWN))
        )
        headings = self.services.copying.headings()[:-1]
        self.table.show_rows(headings, [one.cells[:-1] for one in self._shown], _SHAPES)
        self.none.setVisible(self._findings is not None and not self._shown)
        self.table.setVisible(bool(self._shown))
        self._show_detail()
        for action in self.actions():
            action.setEnabled(bool(self._shown))
        self.status_changed.emit()

    def _show_detail(self, *_rows: object) -> None:
        one = self._current()
        self.detail.setText(f"现在：{one.text}\n原来：{one.old}（{one.source}）" if one is not None else "")
        self.detail.setVisible(one is not None)

    def _current(self) -> CopiedSentence | None:
        place = self.table.currentIndex().row()
        return self._shown[place] if 0 <= place < len(self._shown) else None

    # --- doing ----------------------------------------------------------------------------------

    def open_place(self) -> None:
        """To the sentence on the writing page, selected."""
        one = self._current()
        if one is not None:
            self.open_place_requested.emit(one.section_id, one.start, len(one.text))

    def print_out(self) -> None:
        """What is listed, on paper."""
        if self._findings is not None:
            self.note(self._paper.print_out(self.services.copying.paper(self._findings, self._shown), self))

    def save_word(self) -> None:
        """What is listed, as a Word file."""
        if self._findings is not None:
            self.note(self._paper.save(self.services.copying.paper(self._findings, self._shown)))

    # --- building -------------------------------------------------------------------------------

    def _build_actions(self) -> None:
        make = partial(actions.make_action, self)
        self._open = make(
            "到这一处", self.open_place, name="copying_open", primary=True, hint="到写报告里改这一句（Enter）"
        )
        self._print = make(
            "打印", self.print_out, name="copying_print", keys=actions.PREVIEW, hint="打印列出的这些句子"
        )
        self._save = make("存成Word", self.save_word, name="copying_word", hint="把列出的句子存成Word文件")

    def _build(self) -> None:
        self.told = label(name="copying_told", wrap=True)
        self.side = QComboBox(objectName="copying_side", accessibleName="和哪些报告对照")
        self.side.addItems([BOTH, OWN, OTHERS])
        self.kind = QComboBox(objectName="copying_kind", accessibleName="哪一种雷同")
        self.kind.addItem(EVERY, COPIED)
        for kind in KINDS:
            self.kind.addItem(kind.label, (kind,))
        self.kind.addItem("连同已改写的", tuple(Kinship))
        for box in (self.side, self.kind):
            box.currentIndexChanged.connect(self._show)
        self.table = TextTable("copying_table", "雷同的句子")
        self.table.activated.connect(lambda _index: self.open_place())
        self.table.selectionModel().currentRowChanged.connect(self._show_detail)
        self.none = label(CLEAN, "muted", name="copying_none", wrap=True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.detail = label(name="copying_detail", wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(8)
        outer.addWidget(self.told)
        outer.addLayout(row(self.side, self.kind, None))
        outer.addWidget(self.none)
        outer.addWidget(self.table, 1)
        outer.addStretch(0)
        outer.addWidget(self.detail)
