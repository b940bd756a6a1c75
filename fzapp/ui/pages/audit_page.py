"""操作记录: who did what and when, narrowed by kind and words, printed, held against a printed mark."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from fzapp.domain.audit import AuditKind
from fzapp.ui import actions, page_list
from fzapp.ui.page import Page
from fzapp.ui.paper_out import PaperOut
from fzapp.ui.widgets.basic import chip, label, row, set_chip
from fzapp.ui.widgets.filter_field import FilterField
from fzapp.ui.widgets.text_table import TextTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from fzapp.services.audit import AuditLine
    from fzapp.services.list_papers import ListPaper
    from fzapp.ui.page import Means

ALL = "全部"
EMPTY = "还没有记录。改台账、定稿、导出、报送、备份带出和恢复，都会自动记在这里，不能改也不能删。"
HOLDS = "前后相接，没有被改过"
_LINES = 5
"""Rows of ordinary height that an entry takes at most: what was done is read as a whole."""

_SHAPES = (
    ("00000", 0.0),
    ("2026-12-31", 0.5),
    ("办公室", 0.5),
    ("恢复和迁移", 0.0),
    ("定稿：2026年法治", 6.0),
    ("0000-0000-0000", 1.0),
)
"""Times and marks break at their blanks and hyphens where there is little room."""


class AuditPage(Page):
    """Nothing can be changed here: the page reads, prints and compares."""

    name = page_list.AUDIT
    tables = frozenset({"ledger_row", "zero_confirmation", "figure_freeze", "review_step", "submission"})

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("audit_page")
        self._lines: tuple[AuditLine, ...] = ()
        self._paper = PaperOut(self.services, self.prompter)
        make = actions.make_action
        self._print = make(
            self, "打印", self.print_out, name="audit_print", keys=actions.PREVIEW, primary=True, hint="打印列出的这些记录"
        )  # fmt: skip
        self._save = make(
            self, "存成Word", self.save_word, name="audit_word", hint="把列出的记录存成Word文件"
        )
        self._build()

    # --- what the window asks -------------------------------------------------------------------

    def actions(self) -> Sequence[QAction]:
        """Print, store."""
        return (self._print, self._save)

    def status(self) -> str:
        """How many, and the mark of the last."""
        count, mark = self.services.audit.head()
        return f"共{count}条，末条校验码{mark}" if count else ""

    def activate(self) -> None:
        """The record grows with nearly everything that is done: read it each time."""
        self.stale = True
        super().activate()

    def refresh(self) -> None:
        """Read the record, and whether it holds."""
        faults = self.services.audit.faults()
        set_chip(self.state, "要核对" if faults else "完好", "wrong" if faults else "good")
        self.said.setText("；".join(faults[:3]) + "。" if faults else f"{HOLDS}。")
        self._show()
        self.status_changed.emit()

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.state = chip("完好", "good", name="audit_state")
        self.said = label(role="muted", name="audit_said", wrap=True)
        self.kind = QComboBox(objectName="audit_kind")
        self.kind.setAccessibleName("类别")
        self.kind.addItem(ALL, None)
        for one in AuditKind:
            self.kind.addItem(one.label, one.value)
        self.words = FilterField("audit_words", "找记录", "输几个字来找，或者输纸上印的校验码")
        self.kind.currentIndexChanged.connect(lambda _index: self._show())
        self.words.textChanged.connect(lambda _text: self._show())
        self.table = TextTable("audit_table", "操作记录", most=_LINES)
        self.words.entered.connect(partial(self.table.setFocus, Qt.FocusReason.OtherFocusReason))
        self.none = label(EMPTY, "muted", name="audit_none", wrap=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(8)
        top = row(self.state, self.said)
        top.setStretch(1, 1)
        outer.addLayout(top)
        line = row(self.kind, self.words)
        line.setStretch(1, 1)
        outer.addLayout(line)
        outer.addWidget(self.none)
        outer.addWidget(self.table, 1)
        outer.addStretch(0)
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop)

    # --- showing --------------------------------------------------------------------------------

    def _wanted(self) -> AuditKind | None:
        value = self.kind.currentData()
        return AuditKind(value) if value else None

    def _show(self) -> None:
        audit, words = self.services.audit, self.words.text()
        marked = audit.entry_with(words)
        self._lines = (marked,) if marked is not None else audit.lines(self._wanted(), words)
        self.table.show_rows(audit.headings(), [line.cells for line in self._lines], _SHAPES)
        self.none.setText(EMPTY if not audit.head()[0] else "没有这样的记录，换几个字再找。")
        self.none.setVisible(not self._lines)
        self.table.setVisible(bool(self._lines))
        for action in self.actions():
            action.setEnabled(bool(self._lines))

    def _narrowed(self) -> str:
        parts = [self.kind.currentText()] if self._wanted() else []
        parts += [f"含“{self.words.text().strip()}”的"] if self.words.text().strip() else []
        return "、".join(parts)

    # --- doing ----------------------------------------------------------------------------------

    def _printed(self) -> ListPaper:
        return self.services.audit.paper(self._lines, self._narrowed())

    def print_out(self) -> None:
        """What is listed, on paper."""
        self.note(self._paper.print_out(self._printed(), self))

    def save_word(self) -> None:
        """What is listed, as a Word file."""
        self.note(self._paper.save(self._printed()))
