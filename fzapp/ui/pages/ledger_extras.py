"""What goes with the row the keyboard is in, below its form: evidence and history; and where files may be dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.ui.pages.ledger_attachments import AttachmentsCard
from fzapp.ui.pages.ledger_history import HistoryCard

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from fzapp.storage.ledgers import StoredRow
    from fzapp.ui.pages.ledger_page import LedgerPage


class RowExtras(QWidget):
    """Evidence above, history below; counts files for the numbers at the left of the table."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__()
        self._page = page
        self.attachments = AttachmentsCard(page)
        self.history = HistoryCard(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.attachments)
        column.addWidget(self.history)

    def show_row(self, stored: StoredRow | None) -> None:
        """Show what goes with a row; None for the row to type in."""
        self.setVisible(stored is not None)
        self.attachments.show_row(stored)
        self.history.show_row(stored)

    def fetch(self, row_ids: Sequence[int]) -> Mapping[int, StoredRow]:
        """Rows for the table, and how many files lie beside them."""
        self._count(row_ids)
        return self._page.services.ledgers.rows_by_id(row_ids)

    def renew(self) -> None:
        """Files came or went."""
        page = self._page
        self._count(list(page.model.evidence) or [])
        top, bottom = page.table.rowAt(0), page.table.rowAt(page.table.viewport().height() - 1)
        last = bottom if bottom >= 0 else page.model.typing_row() - 1
        self._count(page.model.ids[max(0, top) : last + 1])
        page.table.fit_numbers()
        page.table.verticalHeader().viewport().update()
        self.show_row(page.model.stored(page.table.current_row()))

    def _count(self, row_ids: Sequence[int]) -> None:
        counts = self._page.services.attachments.counts(row_ids)
        for row_id in row_ids:
            self._page.model.evidence.pop(row_id, None)
        self._page.model.evidence.update(counts)

    # --- dropping -----------------------------------------------------------------------------------

    def welcomes(self, event: QDragEnterEvent) -> bool:
        """Workbooks are welcome everywhere; other files over the table, elsewhere they are the window's."""
        if self._page.work.workbooks_in(event.mimeData()):
            return True
        files = self.attachments.files_in(event.mimeData())
        return bool(files) and self._page.table.rect().contains(self._at(event.position().toPoint()))

    def take(self, event: QDropEvent) -> None:
        """Workbooks are read and shown; other files dropped onto a row are laid beside it."""
        page = self._page
        workbooks = page.work.workbooks_in(event.mimeData())
        if workbooks:
            page.work.import_files(workbooks)
            return
        point = page.table.viewport().mapFrom(page, event.position().toPoint())
        stored = page.model.stored(page.table.rowAt(point.y()))
        if stored is None:
            page.prompter.tell("把文件拖到登记过的那一行上，就附在那一条上。", "note")
            return
        page.table.go_to(page.model.row_of(stored.id), max(0, page.table.currentIndex().column()))
        self.attachments.attach(stored.id, self.attachments.files_in(event.mimeData()))

    def _at(self, point: QPoint) -> QPoint:
        return self._page.table.mapFrom(self._page, point)
