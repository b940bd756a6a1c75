"""Copy, cut and paste between a ledger and Excel or WPS: blocks of cells as text with tabs."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtWidgets import QApplication

from fzapp.ui.pages.ledger_work import has_header
from fzapp.ui.prompts import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.ledger import Value
    from fzapp.ui.pages.ledger_page import LedgerPage

OWN = "application/x-fzapp-ledger-cells"
"""The mark of cells that were copied here: they may go over other cells without a question."""

MOST_COPIED = 200_000
"""Cells that are copied at once at most."""


class LedgerClipboard(QObject):
    """The clipboard of a `LedgerPage`; every method is one step that can be undone."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page

    def copy(self) -> bool:
        """The selected cells as Excel and WPS take them; False when they are too many."""
        page = self._page
        rows, columns = page.table.block()
        if len(rows) * len(columns) > MOST_COPIED:
            page.prompter.tell("选中的格子太多，一次复制不了。用“导出Excel”更快。", "note")
            return False
        out = io.StringIO()
        writer = csv.writer(out, delimiter="\t", lineterminator="\r\n")
        for row in rows:
            if row < page.model.typing_row():
                writer.writerow([page.model.index(row, place).data() for place in columns])
        data = QMimeData()
        data.setText(out.getvalue())
        data.setData(OWN, b"1")
        QApplication.clipboard().setMimeData(data)
        page.prompter.tell(f"复制了{len(rows)}行{len(columns)}列，可以粘贴到 Excel 或 WPS 里。")
        return True

    def cut(self) -> None:
        """Copy, then empty the cells."""
        if self.copy():
            self._page.work.clear_cells()

    def paste(self) -> None:
        """One line goes into the row the keyboard is in; a block goes over rows that are there when that is
        wanted, and else is shown first, like a file.
        """
        page = self._page
        text = QApplication.clipboard().text()
        cells = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
        if not any(any(line) for line in cells):
            page.prompter.tell("剪贴板里没有文字，先在 Excel 或 WPS 里选中格子并复制。", "note")
        elif len(cells) == 1:
            self._paste_line(cells[0])
        elif self._goes_over(cells):
            self._paste_over(cells)
        else:
            page.work.read_block(text, cells[0])

    def _paste_line(self, cells: Sequence[str]) -> None:
        page = self._page
        here = page.table.currentIndex()
        values = self._values(here.row(), cells)
        if values is None:
            return
        rows, _ = page.table.block()
        page.work.set_cells([(row, values) for row in rows] if len(cells) == 1 else [(here.row(), values)])
        self._say_left_out(len(cells))

    def _goes_over(self, cells: Sequence[Sequence[str]]) -> bool:
        """Whether a block is to go into the cells from the current one on: never where a header tells its columns."""
        page = self._page
        row = page.table.current_row()
        if row >= page.model.typing_row():
            return False
        if any(has_header(kind, cells[0]) for kind in page.services.ledgers.kinds()):
            return False
        if QApplication.clipboard().mimeData().hasFormat(OWN):
            return True
        wide = max(len(line) for line in cells)
        return page.prompter.ask(
            f"从第{row + 1}行起已经有内容。要用粘贴的{len(cells)}行{wide}列换掉这些格子，还是当作新的行？",
            "换掉这些格子",
            "当作新的行",
        )

    def _paste_over(self, cells: Sequence[Sequence[str]]) -> None:
        """As one step; a cell that means nothing keeps all of them out."""
        page = self._page
        first = page.table.current_row()
        new: list[tuple[int, dict[str, Value]]] = []
        for row, line in enumerate(cells, first):
            values = self._values(row, line)
            if values is None:
                return
            new.append((row, values))
        page.work.set_cells(new)
        wide = max(len(line) for line in cells)
        page.prompter.tell(f"粘贴了{len(cells)}行{wide}列。", "done", Offer("撤销", page.operations.undo))
        self._say_left_out(wide)

    def _values(self, row: int, cells: Sequence[str]) -> dict[str, Value] | None:
        """What a line means from the current column on; None, and the reason is said, when a cell means nothing."""
        page = self._page
        columns = page.model.columns[max(0, page.table.currentIndex().column()) :]
        values: dict[str, Value] = {}
        for column, text in zip(columns, cells, strict=False):
            found = page.entry.understood(column, text)
            if found is None:
                page.desk.say(f"要放到第{row + 1}行的内容：{page.desk.message.text()}", "wrong")
                return None
            values[column.id] = found.value
        return values

    def _say_left_out(self, wide: int) -> None:
        page = self._page
        room = len(page.model.columns) - max(0, page.table.currentIndex().column())
        if wide > room:
            page.desk.say(f"右边只有{room}列，多出的{wide - room}格没有放进来。")
