"""Ledgers: a workbook is read and shown first, then stored as one operation; figures follow from the rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import ColumnType, Mark, Row
from fzapp.domain.period import last_day
from fzapp.services.counting import counted, nobody
from fzapp.services.ledger_plan import new_row, planned
from fzapp.storage import ledger_views as views
from fzapp.storage import ledgers as stored
from fzapp.storage import settings, tables
from fzapp.storage.changes import Op
from fzapp.storage.ledger_orders import Orders
from fzapp.storage.ledger_views import Scope, Sort, View, Wanted

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from fzapp.domain.ledger import Column, LedgerKind, Value
    from fzapp.domain.ledger_reading import LedgerReading
    from fzapp.domain.ledger_statistics import Measure
    from fzapp.domain.unit import UnitProfile
    from fzapp.services.counting import Progress
    from fzapp.services.ledger_intake import Knowledge
    from fzapp.services.ledger_plan import ImportPlan
    from fzapp.services.row_counts import RowCounts
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change
    from fzapp.storage.ledger_shapes import Shape
    from fzapp.storage.ledger_sums import Sums
    from fzapp.storage.ledgers import NewRow, StoredRow

_COUNTED_SINGLY = 2_000
"""Rows up to which figures are counted from the rows themselves: faster than asking SQLite for each figure."""

_COUNTED_QUICKLY = 5_000
"""Rows up to which all figures of a ledger are counted within some milliseconds."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a typed cell means; `note` says how it was taken where that is not plain, "" otherwise."""

    value: Value
    note: str = ""


@dataclass(frozen=True, slots=True)
class ZeroConfirmation:
    """Somebody stated by name that nothing happened (确认为零); `on` is an ISO date."""

    by: str
    on: str


class LedgerService:
    """Everything that is done to ledgers."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @cached_property
    def _orders(self) -> Orders:
        return Orders(self._archive)

    @cached_property
    def row_counts(self) -> RowCounts:
        """How many rows there are; what asks for it keeps its service as long as the archive is open."""
        from fzapp.services.row_counts import RowCounts  # noqa: PLC0415  not needed at the start

        return RowCounts(self._archive)

    def kinds(self) -> tuple[LedgerKind, ...]:
        """All kinds, in the order of their codes."""
        from fzapp.services.own_kinds import all_kinds  # noqa: PLC0415  31 files, not needed at the start

        return all_kinds(self._archive)

    def ahead(self) -> Iterator[None]:
        """Read kind by kind what `kinds` will be asked for, some milliseconds each; nothing depends on it."""
        from fzapp.services.ledger_kinds import read_in_parts  # noqa: PLC0415

        yield from read_in_parts()
        self.kinds()

    def kind(self, name: str) -> LedgerKind:
        """The kind with this code, id or name. Raises `UserError` when there is none."""
        from fzapp.services.ledger_kinds import find_kind  # noqa: PLC0415

        return find_kind(name, self.kinds())

    def read(
        self, path: Path, kind: str | None = None, progress: Callable[[int, int], None] | None = None
    ) -> LedgerReading:
        """Recognise a workbook with the kinds of the archive and what was settled before. Raises `UserError`.

        Reads the archive, so it belongs on its thread; beside the window `LedgerIntake` does it.
        """
        from fzapp.services.ledger_intake import LedgerIntake, Wishes  # noqa: PLC0415  heavy

        wanted = self.kind(kind).code if kind else ""
        return LedgerIntake.of_file(path, self.knowledge(), wanted, progress).look(Wishes()).reading

    def knowledge(self) -> Knowledge:
        """What a look at a workbook needs of the archive; it may go to a worker."""
        from fzapp.intake.ledger_corrections import Remembered  # noqa: PLC0415
        from fzapp.services.ledger_intake import Knowledge  # noqa: PLC0415
        from fzapp.storage import ledger_shapes  # noqa: PLC0415

        known = {one.shape: Remembered(one.kind, one.columns) for one in ledger_shapes.shapes(self._archive)}
        return Knowledge(self.kinds(), known, partial(stored.digests_beside, self._archive))

    def shapes(self) -> tuple[Shape, ...]:
        """What is remembered about files of one make, the newest first."""
        from fzapp.storage import ledger_shapes  # noqa: PLC0415

        return ledger_shapes.shapes(self._archive)

    def forget_shape(self, shape_id: int | None) -> Change | None:
        """Forget what was settled for one make of file, or with None for all."""
        from fzapp.storage import ledger_shapes  # noqa: PLC0415

        with self._archive.transact(Op.FORGET_SHAPE) as transaction:
            ledger_shapes.forget(self._archive, transaction.write, shape_id)
        return transaction.change

    def plan(self, reading: LedgerReading, year: int | None = None) -> ImportPlan:
        """What storing the rows of a reading would do. Raises `UserError` when kind or year are unknown.

        See `planned`.
        """
        if reading.kind is None:
            raise UserError("没有认出这是哪一种台账", "选一种台账再导入")
        return planned(reading, year, stored.digests(self._archive, reading.kind.code))

    def commit(self, plan: ImportPlan, progress: Progress = nobody) -> Change | None:
        """Store the new rows of a plan; one operation, one undo. None when there is nothing new.

        What `progress` raises leaves the archive as it was.
        """
        from fzapp.services.own_kinds import add_columns  # noqa: PLC0415
        from fzapp.storage import ledger_shapes  # noqa: PLC0415  not needed at the start

        with self._archive.transact(Op.IMPORT_ROWS) as transaction:
            if not plan.new:
                return None
            rows = counted(plan.new, len(plan.new), progress)
            stored.insert(transaction.write, plan.kind.code, rows, self._archive.now())
            if plan.columns:
                add_columns(self._archive, transaction.write, plan.kind.code, plan.columns)
            for shape in plan.shapes:
                ledger_shapes.remember(self._archive, transaction.write, shape)
        return transaction.change

    def commit_beside(self, plan: ImportPlan, progress: Progress) -> Change | None:
        """The same on a worker, while the archive is lent to it (`Archive.lend`)."""
        with self._archive.beside() as archive:
            return LedgerService(archive).commit(plan, progress)

    def rows(self, kind: LedgerKind, year: int, closing: str = "") -> tuple[StoredRow, ...]:
        """The rows of a kind that count for a year, oldest first; of a cumulative kind those of earlier years too.

        With a `closing` (see `fzapp.domain.period`) only those up to that day.
        """
        return stored.rows(self._archive, scope_of(kind, year, closing))

    def ids(
        self, kind: LedgerKind, year: int, view: View, check: Callable[[], None] | None = None
    ) -> array[int]:
        """The keys of the rows of a view in its order; their number is how many the view has.

        May run on a worker (`JobContext.check` as `check`: it stops the query). Which columns hold
        quantities is taken from the kind.
        """
        return self._orders.ids(scope_of(kind, year), views.typed(view, _quantities(kind)), check)

    def ends(self, kind: LedgerKind, year: int, total: int, first: int, last: int) -> array[int] | None:
        """The keys of the first and last rows by date at once, with 0 for those between; of `total` rows.

        None where that would be no quicker than to read them all.
        """
        return (
            None if kind.cumulative else views.ends(self._archive, scope_of(kind, year), total, first, last)
        )

    def prepare(
        self,
        kind: LedgerKind,
        year: int,
        columns: Sequence[Column],
        check: Callable[[], None] | None = None,
    ) -> int:
        """Sort a very large ledger by each of some columns beforehand, so that a click on a header is at once.

        For a worker; does nothing for a ledger of ordinary size. Answers how many orders are ready.
        """
        sorts = [Sort(column.id, quantity=column.type.is_quantity) for column in columns]
        return self._orders.prepare(scope_of(kind, year), sorts, check)

    def values(
        self,
        kind: LedgerKind,
        year: int,
        column: Column,
        limit: int = 500,
        check: Callable[[], None] | None = None,
    ) -> list[tuple[str, int]]:
        """What a filter on a header offers: the values of a column as shown, commonest first, with their rows.

        "" stands for the empty cell. May run on a worker.
        """
        return views.values(self._archive, scope_of(kind, year), column.id, limit, check)

    def sums(self, kind: LedgerKind, year: int, view: View, check: Callable[[], None] | None = None) -> Sums:
        """How many rows a view has, and the sum of each column of quantities over them. May run on a worker."""
        from fzapp.storage.ledger_sums import sums  # noqa: PLC0415  not needed at the start

        columns = [column.id for column in kind.all_columns if column.type.is_quantity]
        return sums(self._archive, scope_of(kind, year), view, columns, check)

    def belongs(self, kind: LedgerKind, row_year: int, year: int) -> bool:
        """Whether a row that counts for `row_year` is shown and counted in the ledger of `year`."""
        return row_year <= year if kind.cumulative else row_year == year

    def has_rows(self, kind: LedgerKind, year: int) -> bool:
        """Whether a ledger has any rows."""
        return stored.count(self._archive, scope_of(kind, year), 1) > 0

    def rows_by_id(self, row_ids: Iterable[int]) -> dict[int, StoredRow]:
        """A page of rows by their keys."""
        return stored.rows_by_id(self._archive, row_ids)

    def zero_confirmed(self, year: int) -> frozenset[str]:
        """The codes of the kinds that somebody stated to be empty, and that still are."""
        found = stored.zero_confirmed(self._archive, year)
        return found - self.counts(year).keys() if found else found

    def read_pasted(self, text: str, kind: str | None = None) -> LedgerReading:
        """Recognise a block copied in Excel or WPS. Raises `UserError`."""
        from fzapp.services.ledger_intake import LedgerIntake, Wishes  # noqa: PLC0415  heavy

        wanted = self.kind(kind).code if kind else ""
        return LedgerIntake.of_text(text, self.knowledge(), wanted).look(Wishes()).reading

    def counts(self, year: int) -> dict[str, int]:
        """How many rows each kind has in a year, by code; kinds without rows are left out."""
        return self.row_counts.of_year(year, [kind.code for kind in self.kinds() if kind.cumulative])

    def measures(self, kind: LedgerKind, year: int, closing: str = "") -> tuple[Measure, ...]:
        """The statistics of a kind for a year up to `closing`, as its definition names them, with the keys of their rows.

        Few rows are counted one by one, many by SQLite.
        """
        from fzapp.domain.ledger_statistics import RowCounting, all_measured  # noqa: PLC0415

        scope = scope_of(kind, year, closing)
        if stored.count(self._archive, scope, _COUNTED_SINGLY + 1) > _COUNTED_SINGLY:
            return self._measured(Wanted(kind, scope, View(), self.outside(), with_keys=True))
        found = stored.rows(self._archive, scope)
        keys = {id(one.row): one.id for one in found}
        rows = RowCounting(
            kind, [one.row for one in found], year, [one.row for one in found if one.year == year]
        )
        return tuple(
            replace(one, keys=tuple(keys[id(row)] for row in one.rows))
            for one in all_measured(kind, rows, year, self.outside())
        )

    def measures_beside(
        self, kind: LedgerKind, year: int, view: View | None = None, check: Callable[[], None] | None = None
    ) -> tuple[Measure, ...]:
        """The same over the rows of a view, without their keys; may run on a worker."""
        wanted = Wanted(kind, scope_of(kind, year), view or View(), self.outside_beside())
        return self._measured(wanted, check)

    def measures_with_rows(
        self, kind: LedgerKind, year: int, closing: str, check: Callable[[], None]
    ) -> tuple[Measure, ...]:
        """What `measures` answers; may run on a worker."""
        scope = scope_of(kind, year, closing)
        return self._measured(Wanted(kind, scope, View(), self.outside_beside(), with_keys=True), check)

    def is_large(self, kind: LedgerKind, year: int) -> bool:
        """Whether the figures of a ledger take longer to count than the window may be kept waiting."""
        return stored.count(self._archive, scope_of(kind, year), _COUNTED_QUICKLY + 1) > _COUNTED_QUICKLY

    def outside(self) -> dict[str, Decimal]:
        """The numbers that figures divide by and no row holds, as far as the unit profile tells them."""
        return _outside(settings.unit(self._archive))

    def outside_beside(self) -> dict[str, Decimal]:
        """The same on a worker."""
        return _outside(settings.unit_beside(self._archive))

    def _measured(self, wanted: Wanted, check: Callable[[], None] | None = None) -> tuple[Measure, ...]:
        from fzapp.storage.ledger_measures import measures  # noqa: PLC0415  not needed at the start

        return tuple(measures(self._archive, wanted, check))

    def export(
        self,
        path: Path,
        kind: LedgerKind,
        year: int,
        columns: Sequence[Column],
        row_ids: Sequence[int],
        progress: Progress,
        *,
        masked: bool = False,
        unit: str = "",
    ) -> int:
        """Write rows as a workbook, in their order; answer how many. May run on a worker. Raises `UserError`.

        `masked` hides what is personal; `unit` is the name that stands under the title.
        """
        from fzapp.services.ledger_export import Sheet, save_workbook  # noqa: PLC0415  not needed at the start

        rows = counted(stored.rows_in_order(self._archive, row_ids), len(row_ids), progress)
        under = f"单位：{unit}　　" if unit else ""
        sheet = Sheet(f"{year}年{kind.name}台账", f"{under}年度：{year}", tuple(columns), masked)
        return save_workbook(path, sheet, rows)

    def add(self, kind: LedgerKind, year: int, values: Mapping[str, Value]) -> Change | None:
        """Store one row that was typed in."""
        return self._edit(Op.EDIT_ROW, kind, [new_row(kind, Row(values), year)])

    def change(self, kind: LedgerKind, row: StoredRow, values: Mapping[str, Value]) -> Change | None:
        """Change values of a stored row; the others stay."""
        return self.change_many(kind, [(row, values)])

    def change_many(
        self, kind: LedgerKind, changed: Sequence[tuple[StoredRow, Mapping[str, Value]]]
    ) -> Change | None:
        """Change values of several rows as one operation (fill down, clear); the other values stay.

        A row whose deciding date moves to another year moves with it (`moved` tells); without a date it
        stays in the year it was entered for.
        """
        with self._archive.transact(Op.EDIT_ROW) as transaction:
            for row, values in changed:
                merged = {**row.row.values, **values}
                if stored.encoded(merged) == stored.encoded(row.row.values):
                    continue
                new = new_row(kind, Row(merged), row.year)
                transaction.write.update(
                    tables.LEDGER_ROW,
                    row.id,
                    year=new.year,
                    happened=new.happened,
                    cells=stored.encoded(merged),
                    digest=new.digest,
                    edited_at=self._archive.now(),
                )
        return transaction.change

    def moved(self, change: Change) -> dict[int, int]:
        """How many rows a change took to another year, by that year."""
        images = [(row.before, row.after) for row in change.rows if row.table == tables.LEDGER_ROW.name]
        return dict(
            Counter(
                int(after["year"] or 0)
                for before, after in images
                if before is not None and after is not None and before["year"] != after["year"]
            )
        )

    def remove(self, row_ids: Iterable[int]) -> Change | None:
        """Take rows out with what lies beside them; it can be undone."""
        from fzapp.storage import row_evidence  # noqa: PLC0415  not needed at the start

        keys = tuple(row_ids)
        with self._archive.transact(Op.EDIT_ROW) as transaction:
            row_evidence.detach_all(self._archive, transaction.write, keys)
            for row_id in keys:
                transaction.write.delete(tables.LEDGER_ROW, row_id)
        return transaction.change

    def confirm_zero(self, kind: LedgerKind, year: int, by: str) -> Change | None:
        """State that a ledger stays empty in a year. Raises `UserError` when it has rows or nobody is named."""
        if not by.strip():
            raise UserError("确认为零要写明由谁确认", "写上确认人")
        if self.counts(year).get(kind.code):
            raise UserError(f"“{kind.short_name}”台账{year}年有记录，不能确认为零", "先核对这些记录")
        with self._archive.transact(Op.CONFIRM_ZERO) as transaction:
            stored.confirm_zero(self._archive, transaction.write, kind.code, year, by.strip())
        return transaction.change

    def zero_confirmation(self, kind: LedgerKind, year: int) -> ZeroConfirmation | None:
        """Who stated that the ledger stays empty; None when nobody did, or rows were added since."""
        found = stored.zero_confirmation(self._archive, kind.code, year)
        return ZeroConfirmation(*found) if found and not self.has_rows(kind, year) else None

    def _edit(self, op: Op, kind: LedgerKind, rows: Iterable[NewRow]) -> Change | None:
        with self._archive.transact(op) as transaction:
            stored.insert(transaction.write, kind.code, rows, self._archive.now())
        return transaction.change


def _outside(unit: UnitProfile) -> dict[str, Decimal]:
    known = {"villages": len(unit.villages), "residents": unit.residents}
    return {name: Decimal(number) for name, number in known.items() if number}


def scope_of(kind: LedgerKind, year: int, closing: str = "") -> Scope:
    """The rows that the ledger of a kind and year consists of, up to `closing`."""
    fields = frozenset(column.id for column in kind.all_columns)
    return Scope(kind.code, year, kind.cumulative, fields, last_day(year, closing))


def _quantities(kind: LedgerKind) -> frozenset[str]:
    return frozenset(column.id for column in kind.all_columns if column.type.is_quantity)


def understood(column: Column, text: str, year: int) -> Understood:
    """What somebody typed into a cell of a ledger of `year`; empty text is no value.

    Dates are taken in all habits of offices (7.14, 7/14, 20260714, 2026年7月14日, 7月上旬). Raises
    `UserError` where a date or number cannot be read; a doubtful phone or identity number is kept and noted.
    """
    from fzapp.intake.cell_values import reader_for  # noqa: PLC0415  not needed at the start

    if not text.strip():
        return Understood(None)
    cell = reader_for(column, year)(text)
    if cell.code is not None and cell.value in (None, ""):
        raise UserError(f"“{column.name}”没有看懂：{cell.why}", _WAY_OUT.get(column.type, "改一改再试"))
    if column.type is ColumnType.YES_NO and cell.mark == Mark.REMAINDER:
        raise UserError(f"“{column.name}”没有看懂：“{text.strip()}”", "写是或者否")
    mark = Mark(cell.mark).label if cell.mark in set(Mark) - _PLAIN else ""
    return Understood(cell.value, cell.why or mark)


_WAY_OUT = {
    ColumnType.DATE: "写成 7.14、20260714 或 2026年7月14日 都可以",
    ColumnType.INTEGER: "只写数字就行",
    ColumnType.MONEY: "写成 35000 或 3.5万 都可以",
    ColumnType.PERCENT: "写成 98.5% 或 98.5 都可以",
}
_PLAIN = frozenset({Mark.NUMBER_AS_TEXT, Mark.FULL_WIDTH, Mark.NO_YEAR, Mark.CONVERTED})
"""What happens with every typed cell, and needs no note."""
