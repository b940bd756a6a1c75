"""Which rows of a ledger are shown, and in which order: the headers, their sheets, and the line that says it."""

from __future__ import annotations

from array import array
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer

from fzapp.domain.ledger import ColumnType, TextShape
from fzapp.services.ledgers import understood
from fzapp.storage.ledger_views import Filter, Sort, View
from fzapp.text.pinyin import by_sound
from fzapp.ui.jobs import Job
from fzapp.ui.models.ledger_model import PAGE
from fzapp.ui.pages.ledger_filter import Choice, FilterPanel, said
from fzapp.ui.pages.ledger_header import Marks
from fzapp.ui.warming import warm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fzapp.domain.ledger import Column, LedgerKind, Value
    from fzapp.ui.pages.ledger_page import LedgerPage

    Show = Callable[[array[int], Callable[[], array[int]] | None], None]
    """Takes the keys of the rows, and where some of them are still 0 a function that reads all."""

READ_BESIDE = 50_000
"""Rows from which ordering and filtering are done beside the window."""


PREPARED_AFTER = 1_500
"""Milliseconds without another wish after which a very large ledger is sorted beforehand."""

MOST_CHOICES = 200
"""Values of a column that are offered to tick; the others are found by what they contain."""


class LedgerQuery(QObject):
    """Orders, filters and the text to look for of a `LedgerPage`; every change reads the rows anew."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page
        self._job: Job | None = None
        self._preparing: Job | None = None
        self._large: tuple[LedgerKind, int] | None = None
        self._knows_sounds = False
        self._idle = QTimer(self, singleShot=True, interval=PREPARED_AFTER)
        self._idle.timeout.connect(self._prepare)
        self.orders: tuple[Sort, ...] = ()
        self.sieves: Mapping[str, Filter] = {}
        self.text = ""
        self.only: frozenset[int] = frozenset()
        self.panel = FilterPanel(page, self._understand)
        self.panel.filtered.connect(self.sift)
        self.panel.sorted_by.connect(self.order_by)
        self.panel.closed.connect(page.take_keyboard)

    # --- what is wanted ---------------------------------------------------------------------------

    @property
    def settled(self) -> bool:
        """Whether nothing is read, or sorted beforehand, nor about to be."""
        jobs = (self._job, self._preparing)
        return not self._idle.isActive() and not any(job is not None and job.running for job in jobs)

    @property
    def narrowed(self) -> bool:
        """Whether fewer than all rows may be shown."""
        return bool(self.text or self.sieves or self.only)

    def clear(self, only: Iterable[int] = ()) -> None:
        """All rows by their date, or those with some keys, without reading them anew: another ledger is shown."""
        self.orders, self.sieves, self.text, self.only = (), {}, "", frozenset(only)

    def show_all(self) -> None:
        """清除: every row again; the order stays."""
        self._page.desk.clear_filter()
        self.only = frozenset()
        self._change(self.orders, {}, "")

    def look_for(self, text: str) -> None:
        """Only the rows that hold a text, or answer to it by their initials."""
        self._change(self.orders, self.sieves, text)

    def sift(self, sieve: Filter) -> None:
        """Another filter of a column."""
        others = {name: one for name, one in self.sieves.items() if name != sieve.column}
        self._change(
            self.orders,
            others if sieve == Filter(sieve.column) else {**others, sieve.column: sieve},
            self.text,
        )

    def order_by(self, column: str, down: bool, more: bool) -> None:
        """One more level behind those there are, or the only one."""
        before = tuple(one for one in self.orders if one.column != column) if more else ()
        self._change((*before, Sort(column, down)), self.sieves, self.text)

    def press(self, place: int, more: bool) -> None:
        """A header was clicked: upwards, downwards, then as before; `more` (Shift) keeps the other levels."""
        column = self._page.model.columns[place].id
        now = next((one for one in self.orders if one.column == column), None)
        if now is None or (not more and len(self.orders) > 1):
            self.order_by(column, down=False, more=more)
        elif not now.descending:
            orders = tuple(Sort(column, descending=True) if one is now else one for one in self.orders)
            self._change(orders, self.sieves, self.text)
        else:
            self._change(tuple(one for one in self.orders if one is not now), self.sieves, self.text)

    def _change(self, orders: tuple[Sort, ...], sieves: Mapping[str, Filter], text: str) -> None:
        if self._page.leave():
            self.orders, self.sieves, self.text = orders, dict(sieves), text
            self._page.read_rows()

    # --- the sheet of a column --------------------------------------------------------------------

    def open_panel(self, place: int) -> None:
        """The sheet of a column below its header."""
        page = self._page
        if not 0 <= place < len(page.model.columns) or not page.leave():
            return
        column = page.model.columns[place]
        others = any(one.column != column.id for one in self.orders)
        choices = self._choices(column)
        self.panel.show_column(column, self.sieves.get(column.id, Filter(column.id)), choices, ordered=others)
        header = page.table.header
        corner = header.mapTo(page, QPoint(header.place_of(place), header.height()))
        self.panel.open_at(corner, self.panel.first_field())

    def _choices(self, column: Column) -> list[Choice]:
        """The values of the column, commonest first; of very many rows only the options it is defined with."""
        page = self._page
        kind = page.kind
        if column.type.is_quantity or column.type is ColumnType.DATE or kind is None:
            return []
        if page.row_count >= READ_BESIDE:
            options = (
                ("是", "否") if column.type is ColumnType.YES_NO else [one.name for one in column.options]
            )
            return [Choice(name) for name in options]
        found = page.services.ledgers.values(kind, page.year, column, MOST_CHOICES)
        return [Choice(value, rows) for value, rows in found if value]

    def _understand(self, column: Column, text: str) -> Value:
        return understood(column, text, self._page.year).value

    # --- what is shown ----------------------------------------------------------------------------

    def marks(self) -> Marks:
        """Order numbers and funnels of the columns shown."""
        places = {column.id: place for place, column in enumerate(self._page.model.columns)}
        orders = {
            places[one.column]: (n, one.descending)
            for n, one in enumerate(self.orders, 1)
            if one.column in places
        }
        return Marks(orders, frozenset(places[name] for name in self.sieves if name in places))

    def filter_words(self, kind: LedgerKind) -> str:
        """The filters in words, "" when there are none."""
        parts = [
            said(column, self.sieves[column.id]) for column in kind.all_columns if column.id in self.sieves
        ]
        if self.text:
            parts.append(f"任意一格含有“{self.text}”")
        if self.only:
            parts.append("报告里这个数用到的行")
        return "；".join(parts)

    def order_words(self, kind: LedgerKind) -> str:
        """The order in words, "" when it is by date."""
        levels: list[str] = []
        for one in self.orders:
            column = kind.column(one.column)
            if column is not None:
                early, late = ("早", "晚") if column.type is ColumnType.DATE else ("小", "大")
                way = f"从{late}到{early}" if one.descending else f"从{early}到{late}"
                levels.append(f"“{column.name}”{way}")
        return f"按{'，再按'.join(levels)}排" if levels else ""

    # --- reading ----------------------------------------------------------------------------------

    def view(self) -> View:
        """What is wanted, as the archive is asked for it."""
        return View(text=self.text, then=self.orders, filters=tuple(self.sieves.values()))

    def load(self, kind: LedgerKind, year: int, count: int, show: Show) -> None:
        """Hand the keys of the rows to `show`: at once, or beside the window when `count` rows are very many.

        Of very many rows by their date the first and the last ones are shown at once.
        """
        ledgers, view = self._page.services.ledgers, self.view()
        for job in (self._job, self._preparing):
            if job is not None:
                job.cancel()
        self._job = self._preparing = None
        self._large = (kind, year) if count >= READ_BESIDE else None
        self._idle.start()
        plain = not (view.sorts or self.narrowed)
        ends = ledgers.ends(kind, year, count, PAGE, 2 * PAGE) if plain and count >= READ_BESIDE else None
        if ends is None and (plain or count < READ_BESIDE):
            show(self._wanted(ledgers.ids(kind, year, view)), None)
            return
        self._job = Job(lambda context: ledgers.ids(kind, year, view, context.check), self)
        if ends is not None:
            show(ends, partial(ledgers.ids, kind, year, view))
            self._job.succeeded.connect(self._page.model.complete)
            QTimer.singleShot(0, self._job, self._job.start)  # the table is painted first
        else:
            self._page.desk.say("正在排序和查找，可以接着看别的。", "accent")
            self._job.succeeded.connect(partial(self._on_read, show))
            self._job.start()

    def _prepare(self) -> None:
        """While nobody asks for anything: sort a very large ledger by its columns, or load the sounds, for the next click."""
        if self._large is None and not self._knows_sounds:
            self._knows_sounds = True
            warm(partial(by_sound, "一"), self)  # the dictionary would keep the first click waiting
        if self._large is None or (self._job is not None and self._job.running):
            return
        (kind, year), page = self._large, self._page
        columns, ledgers = sorted(page.model.columns, key=_seldom_ordered), page.services.ledgers
        if page.isVisible():
            self._preparing = Job(lambda context: ledgers.prepare(kind, year, columns, context.check), self)
            self._preparing.start()

    def _on_read(self, show: Show, ids: array[int]) -> None:
        self._page.desk.say("")
        show(self._wanted(ids), None)

    def _wanted(self, ids: array[int]) -> array[int]:
        """Of all rows of a view those that were asked for by their keys."""
        return array("q", [key for key in ids if key in self.only]) if self.only else ids


def _seldom_ordered(column: Column) -> int:
    """How seldom a column is clicked for its order: only some orders are made beforehand."""
    if column.type is ColumnType.DATE or column.type.is_quantity:
        return 0
    return 1 if column.shape is TextShape.VILLAGE or column.options else 2
