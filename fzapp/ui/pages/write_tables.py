"""Tables in the text of a section: put in, made anew, rows and columns in and out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from fzapp.domain.text_table import tables_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.domain.text_table import TextTable
    from fzapp.services.ledger_tables import LedgerTableWish
    from fzapp.ui.dialogs.insert_table import TableAnswer, TableSources
    from fzapp.ui.editor.table_layer import Cell
    from fzapp.ui.pages.write_page import WritePage


class SectionTables(QObject):
    """What the key and the menu of tables do. `ask` is the dialog; tests answer in its place."""

    def __init__(self, page: WritePage) -> None:
        super().__init__(page)
        self._page = page
        self._editor = page.editor
        self.ask: Callable[[TableSources], TableAnswer | None] = partial(_ask, page)
        page.editor.table_menu_wanted.connect(self._popup)

    def open(self) -> None:
        """Ctrl+T: the menu of the table that is written in, else a new table."""
        if self._editor.table_edits.cell() is None:
            self.insert()
        else:
            self._popup(self._editor.viewport().mapToGlobal(self._editor.cursorRect().bottomLeft()))

    def insert(self) -> None:
        """Ask what table, and put it in as paragraphs of its own."""
        answer = self._asked(None)
        if answer is not None:
            self._editor.insert_paragraphs("\n".join(answer.lines))
            self._keep(answer)

    def menu(self) -> QMenu | None:
        """What can be done with the cell that is written in; None outside of tables."""
        cell = self._editor.table_edits.cell()
        if cell is None or self._editor.isReadOnly():
            return None
        menu = QMenu(self._editor)
        menu.setObjectName("table_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        edits = self._editor.table_edits
        wish = self._wish(cell)
        if wish is not None:
            menu.addAction("改这张台账表…", partial(self._change, cell, wish))
            menu.addSeparator()
        menu.addAction("在下面加一行", partial(edits.add_row, cell))
        menu.addAction("在上面加一行", partial(edits.add_row, cell, above=True))
        menu.addAction("在右边加一列", partial(edits.add_column, cell))
        menu.addAction("在左边加一列", partial(edits.add_column, cell, left=True))
        menu.addSeparator()
        menu.addAction("删除这一行", partial(edits.remove_row, cell))
        menu.addAction("删除这一列", partial(edits.remove_column, cell))
        menu.addAction("删除表格", partial(self._remove, cell))
        return menu

    def _popup(self, place: QPoint) -> None:
        menu = self.menu()
        if menu is not None:
            menu.popup(place)

    def _change(self, cell: Cell, wish: LedgerTableWish) -> None:
        """Make a table of a ledger anew, in the place of the old one."""
        table = self._table(cell)
        answer = self._asked(wish)
        if answer is not None:
            old = self._stored_lines(table)
            self._editor.table_edits.replace_lines(table.head, table.end - table.head, list(answer.lines))
            self._keep(answer, old)

    def _remove(self, cell: Cell) -> None:
        """Take a table out with the lines above it that belong to it."""
        table = self._table(cell)
        self._editor.table_edits.replace_lines(table.head, table.end - table.head, [])

    def _asked(self, wish: LedgerTableWish | None) -> TableAnswer | None:
        from fzapp.domain.period import Period  # noqa: PLC0415  the window starts without it
        from fzapp.ui.dialogs.insert_table import TableSources  # noqa: PLC0415

        page, report = self._page, self._page.report
        if report is None or page.is_read_only() or page.shown_row() is None:
            return None
        period = Period(report.year, report.figures_until)
        services = page.services
        rows = services.ledgers.counts(report.year)
        kinds = sorted(services.ledgers.kinds(), key=lambda kind: not rows.get(kind.code))
        ledgers = [(k.code, f"{k.name}台账（{rows[k.code]}条）") for k in kinds if rows.get(k.code)]
        return self.ask(
            TableSources(
                ledgers,
                lambda code: services.ledger_tables.choices(code, report.year),
                lambda wanted: services.ledger_tables.lines(wanted, period),
                services.figures.reader(report),
                wish,
            )
        )

    def _keep(self, answer: TableAnswer, old: tuple[str, ...] = ()) -> None:
        """Commit the text; what a table was made from is remembered in the same operation."""
        page, shown = self._page, self._page.shown_row()
        if answer.wish is None or shown is None:
            page.commit()
            return
        body, section, wish = self._editor.body(), shown.section.id, answer.wish
        tables = page.services.ledger_tables
        if page.run(lambda: tables.put(section, body, wish, answer.lines, instead=old)):
            self._editor.mark_committed()
            page.read_rows()

    def _wish(self, cell: Cell) -> LedgerTableWish | None:
        shown = self._page.shown_row()
        if shown is None:
            return None
        lines = self._stored_lines(self._table(cell))
        return self._page.services.ledger_tables.wish_of(shown.section.id, lines)

    def _table(self, cell: Cell) -> TextTable:
        """The table of a cell as the text has it; its lines are the paragraphs of the editor."""
        lines = self._editor.body().split("\n")
        return next(table for table in tables_in(lines) if table.first == cell.first)

    def _stored_lines(self, table: TextTable) -> tuple[str, ...]:
        return tuple(self._editor.body().split("\n")[table.head : table.end])


def _ask(page: WritePage, data: TableSources) -> TableAnswer | None:
    from fzapp.ui.dialogs import insert_table  # noqa: PLC0415  loaded when a table is wanted

    return insert_table.ask(page, data)
