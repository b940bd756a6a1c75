"""What is pointed out while a ledger is typed: a value that is no option yet, a row that stands there already.

Neither stops the typing: a line under the table asks, and the next key may go on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fzapp.domain.ledger import ColumnType, Privacy, RuleCheck, TextShape, shown
from fzapp.storage.ledger_views import Filter, View
from fzapp.ui.jobs import Job
from fzapp.ui.prompts import Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fzapp.domain.ledger import Column, LedgerKind, Value
    from fzapp.storage.ledgers import StoredRow
    from fzapp.ui.pages.ledger_page import LedgerPage

AT_ONCE = 50_000
"""Rows up to which a row like the one typed is looked for at once; among more beside the window."""


class LedgerHints(QObject):
    """Looks at every cell of a `LedgerPage` that was typed."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page
        self._different: set[frozenset[int]] = set()
        self._asked_about: int | None = None
        self._looking: Job | None = None

    def look_at(self, row: int, column: Column, value: Value) -> None:
        """A cell was stored: point out what may be wrong with it, the more important thing first."""
        stored = self._page.model.stored(row)
        if stored is None or self._point_out_twin(row, stored, column):
            return
        if self._asked_about == stored.id:
            self._asked_about = None
            self._page.desk.hush()
        for word in new_options(column, value):
            self._offer_option(column, word)

    # --- a row like another one -------------------------------------------------------------------

    def _point_out_twin(self, row: int, stored: StoredRow, column: Column) -> bool:
        page = self._page
        kind = page.kind
        if kind is None:
            return False
        wanted = [fields for fields in telling_fields(kind) if column.id in fields]
        if page.row_count > AT_ONCE:
            self._look_beside(kind, stored, wanted)
            return False
        return any(
            self._tell_twin(row, stored.id, kind, fields, self._twins(kind, page.year, stored, fields))
            for fields in wanted
        )

    def _look_beside(self, kind: LedgerKind, stored: StoredRow, wanted: Sequence[tuple[str, ...]]) -> None:
        """Among very many rows the typing goes on meanwhile; what is found is told of the row typed last."""
        if self._looking is not None:
            self._looking.cancel()
        year = self._page.year
        self._looking = Job(
            lambda context: [
                (fields, self._twins(kind, year, stored, fields, context.check)) for fields in wanted
            ],
            self,
        )
        self._looking.succeeded.connect(lambda found: self._on_looked(kind, year, stored.id, found))
        self._looking.start()

    def _on_looked(
        self, kind: LedgerKind, year: int, key: int, found: Sequence[tuple[tuple[str, ...], list[int]]]
    ) -> None:
        page = self._page
        row = page.model.row_of(key) if (page.kind, page.year) == (kind, year) else -1
        if row >= 0:
            any(self._tell_twin(row, key, kind, fields, twins) for fields, twins in found)

    def _tell_twin(
        self, row: int, key: int, kind: LedgerKind, fields: Sequence[str], twins: Sequence[int]
    ) -> bool:
        """Ask about the first row that is not known to be another; whether there was one."""
        for twin in twins:
            if frozenset((twin, key)) not in self._different:
                self._ask_about(row, key, twin, kind, fields)
                return True
        return False

    def _twins(
        self,
        kind: LedgerKind,
        year: int,
        stored: StoredRow,
        fields: Sequence[str],
        check: Callable[[], None] | None = None,
    ) -> list[int]:
        """The keys of the rows with the same values in all of some fields, none of them empty; on any thread."""
        values = {name: shown(stored.row.values.get(name)) for name in fields}
        if not all(values.values()):
            return []
        view = View(filters=tuple(Filter(name, any_of=(value,)) for name, value in values.items()))
        found = self._page.services.ledgers.ids(kind, year, view, check)
        return [key for key in found if key != stored.id]

    def _ask_about(self, row: int, key: int, twin: int, kind: LedgerKind, fields: Sequence[str]) -> None:
        page = self._page
        self._asked_about = key
        place = page.model.row_of(twin)
        where = f"第{place + 1}行" if place >= 0 else "没有显示出来的一行"
        same = "、".join(column.name for name in fields if (column := kind.column(name)) is not None)
        offers = [Offer("不是重复", lambda: self._keep_both(key, twin))]
        if place >= 0:
            offers.insert(
                0, Offer("看那一行", lambda: page.table.go_to(place, page.table.currentIndex().column()))
            )
        page.desk.ask(f"第{row + 1}行和{where}的{same}相同，可能登记重了。", offers)

    def _keep_both(self, key: int, twin: int) -> None:
        """Not asked about these two again while the program runs."""
        self._different.add(frozenset((key, twin)))

    # --- a value that is no option yet ------------------------------------------------------------

    def _offer_option(self, column: Column, word: str) -> None:
        self._page.desk.ask(
            f"“{column.name}”的选项里没有“{word}”，已经照写的存了。以后还要用，就加入选项。",
            [Offer("加入选项", lambda: self._add_option(column.id, word)), Offer("不加", lambda: None)],
        )

    def _add_option(self, field: str, word: str) -> None:
        from fzapp.services.kind_drafts import draft_of  # noqa: PLC0415  not needed until an option is added

        page = self._page
        kind = page.kind
        if kind is None:
            return
        draft = draft_of(kind)
        columns = tuple(
            replace(one, options=(*one.options, word)) if one.id == field and word not in one.options else one
            for one in draft.columns
        )
        done, _ = page.entry.run(lambda: page.services.kind_editing.save(replace(draft, columns=columns)))
        if done:
            page.refresh()
            page.prompter.tell(
                f"“{word}”加入了选项，打一两个字就会列出来。", "done", Offer("撤销", page.operations.undo)
            )


def new_options(column: Column, value: Value) -> list[str]:
    """The parts of a value that are not among the options of its column."""
    if column.type not in (ColumnType.CHOICE, ColumnType.CHOICES) or not column.options:
        return []
    known = {word for option in column.options for word in (option.name, *option.synonyms)}
    words = value if isinstance(value, tuple) else (shown(value),)
    return [word for word in words if word and word not in known]


def telling_fields(kind: LedgerKind) -> list[tuple[str, ...]]:
    """The sets of fields in which no two rows are usually alike.

    Those the kind itself names (文号, 案号), then its date together with the person or thing the row is about.
    """
    found = [rule.columns for rule in kind.rules if rule.check is RuleCheck.UNIQUE]
    dated = kind.column(kind.period_column) if kind.period_column else None
    named = [
        column
        for column in kind.columns
        if column.type is ColumnType.TEXT and column.shape is TextShape.PLAIN and column.required
    ]
    named.sort(key=lambda column: column.privacy is Privacy.NONE)
    if dated is not None and dated.type is ColumnType.DATE and named:
        found.append((dated.id, named[0].id))
    return found
