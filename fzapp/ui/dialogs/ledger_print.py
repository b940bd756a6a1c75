"""打印台账: the pages as they will be printed; on paper, as a PDF, or as tables in Word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFrame, QVBoxLayout, QWidget

from fzapp.ui.preview.preview_bar import PreviewBar
from fzapp.ui.preview.preview_view import PreviewView
from fzapp.ui.preview.table_painter import TablePainter
from fzapp.ui.widgets.basic import button, label, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from fzapp.ui.preview.table_layout import PrintTable

WIDEST = 0.92
"""The share of the screen that the window takes."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What the buttons do with the pages."""

    word: Callable[[TablePainter], object]
    pdf: Callable[[TablePainter], object]
    printer: Callable[[TablePainter], object]


class LedgerPrintDialog(QDialog):
    """Shows the pages of a table, and the ways out."""

    def __init__(self, parent: QWidget | None, table: PrintTable, ways: Ways) -> None:
        super().__init__(parent)
        self.setObjectName("ledger_print_dialog")
        self.setWindowTitle("打印台账")
        self.painter = TablePainter(table)
        self.view = PreviewView()
        self.view.set_pages(self.painter.pages, self.painter)
        self._word = button("存成Word", lambda: ways.word(self.painter), name="ledger_print_word")
        self._save = button("存成PDF", lambda: ways.pdf(self.painter), name="ledger_print_pdf")
        self._print = button("打印", lambda: ways.printer(self.painter), "primary", name="ledger_print_print")
        close = button("关闭", self.reject, name="ledger_print_close")
        groups = len(self.painter.layout.groups)
        parted = f"列太多，分成{groups}组印，每组都有序号和第一列。" if groups > 1 else ""
        said = label(
            f"A4 横向，共{len(self.painter.pages)}页，每页都有表头。{parted}",
            "muted",
            name="ledger_print_said",
            wrap=True,
        )
        foot = row(said, close, self._word, self._save, self._print)
        foot.setStretch(0, 1)
        foot.setContentsMargins(16, 10, 16, 12)
        line = QFrame()
        line.setProperty("role", "rule")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(PreviewBar(self.view))
        outer.addWidget(self.view, 1)
        outer.addWidget(line)
        outer.addLayout(foot)
        room = self.screen().availableGeometry()
        self.resize(min(1100, int(room.width() * WIDEST)), int(room.height() * WIDEST) - 40)
        self._print.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """From the top: growing to its size keeps the middle of what was seen."""
        super().showEvent(event)
        self.view.go_to_page(1)


def ask(parent: QWidget, table: PrintTable, ways: Ways) -> None:
    """Show the pages until the window is closed."""
    from fzapp.ui.dialogs.frame import run  # noqa: PLC0415  the modal loop has one place

    run(LedgerPrintDialog(parent, table, ways))
