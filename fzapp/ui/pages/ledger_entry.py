"""Typing into a ledger: what a text means, what is stored, and what the table shows of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fzapp.domain.errors import UserError
from fzapp.services.ledgers import understood
from fzapp.storage.tables import LEDGER_ROW
from fzapp.ui.pages.ledger_hints import LedgerHints, new_options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fzapp.domain.ledger import Column, Value
    from fzapp.services.ledgers import Understood
    from fzapp.storage.changes import Change
    from fzapp.ui.pages.ledger_page import LedgerPage

FOLLOWED_SINGLY = 200
"""Rows of a change that the table follows one by one; after a larger one it is read anew."""


class LedgerEntry(QObject):
    """Commits what is typed on a `LedgerPage`; every method is one step that can be undone."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page
        self._hints = LedgerHints(page)

    def run(self, action: Callable[[], Change | None]) -> tuple[bool, Change | None]:
        """One operation of the page; whether it was done, and what it changed."""
        made: list[Change | None] = []
        self._page.operations.run(lambda: made.append(action()), initiator=self._page)
        if made and made[0] is not None:
            self._tell_moved(made[0])
        return bool(made), made[0] if made else None

    def _tell_moved(self, change: Change) -> None:
        """A row whose date now lies in another year left this table: the clerk is told where it is."""
        for year, count in self._page.services.ledgers.moved(change).items():
            self._page.prompter.tell(f"有{count}条改成了{year}年的日期，已经移到{year}年的台账里。", "note")

    def edit(self, row: int, column: Column, text: str) -> bool:
        """What was typed into a cell becomes an operation; False with a sentence under the table when refused."""
        page = self._page
        kind = page.kind
        found = self.understood(column, text)
        if kind is None or found is None:
            return False
        stored = page.model.stored(row)
        if stored is None:
            return found.value is None or self._add_cell(row, column, found.value)
        done, change = self.run(lambda: page.services.ledgers.change(kind, stored, {column.id: found.value}))
        if change is not None:
            self.follow(change)
            self._hints.look_at(page.model.row_of(stored.id), column, found.value)
        return done

    def edit_current(self, column: Column, text: str) -> bool:
        """The same in the row the keyboard is in."""
        row = self._page.table.current_row()
        return self.edit(row if row >= 0 else self._page.model.typing_row(), column, text)

    def _add_cell(self, row: int, column: Column, value: Value) -> bool:
        done = self.add({column.id: value})
        if done and row < self._page.model.typing_row():
            self._hints.look_at(row, column, value)
        return done

    def understood(self, column: Column, text: str) -> Understood | None:
        """What a text means in a column; None, and the reason under the table, when it means nothing."""
        desk = self._page.desk
        try:
            found = understood(column, text, self._page.year)
        except UserError as error:
            desk.say(str(error), "wrong")
            return None
        asked = bool(new_options(column, found.value))
        desk.say(f"“{column.name}”{found.note}。" if found.note and not asked else "", "attention")
        return found

    def add(self, values: Mapping[str, Value]) -> bool:
        """A new row; it stays where it was typed until the table is sorted anew."""
        page = self._page
        kind, year = page.kind, page.year
        assert kind is not None
        done, change = self.run(lambda: page.services.ledgers.add(kind, year, values))
        if change is not None:
            self.follow(change)
            image = change.rows[0].after
            if image is not None and not page.belongs(image):
                page.prompter.tell(
                    f"这一条的日期是{image['year']}年，已经记到{image['year']}年的台账里。", "note"
                )
        return done

    def follow(self, change: Change) -> None:
        """Show what a change did to the rows, without reading all of them again."""
        page = self._page
        if len(change.ids(LEDGER_ROW.name)) > FOLLOWED_SINGLY:
            page.refresh()
            return
        rows = [row for row in change.rows if row.table == LEDGER_ROW.name]
        code = page.kind.code if page.kind else ""
        for row in rows:
            page.count_row(row.before, -1)
            page.count_row(row.after, 1)
            after = row.after
            if after is None or after["kind"] != code or not page.belongs(after):
                page.model.drop(row.id)
            elif page.model.row_of(row.id) < 0:
                page.model.adopt(row.id)
        page.model.renew(row.id for row in rows)
        page.after_change()

    def follow_others(self, change: Change) -> None:
        """Undo and redo: the rows they touched, with the keyboard on the first of them."""
        page = self._page
        if change.is_large:
            page.refresh()
            return
        if any(row.before is None for row in change.rows if row.table == LEDGER_ROW.name):
            page.refresh()  # what came back stands in its place again
        else:
            self.follow(change)
        places = [place for row in change.rows if (place := page.model.row_of(row.id)) >= 0]
        if places and len(change.rows) <= FOLLOWED_SINGLY:
            page.table.go_to(min(places), max(0, page.table.currentIndex().column()))
