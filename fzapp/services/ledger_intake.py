"""A workbook or a pasted block on its way in: looked at, put right, looked at again; nothing is written here.

Everything a look needs of the archive is handed over at the beginning (`Knowledge`), so that looks may run
beside the window.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import ColumnType
from fzapp.domain.ledger_reading import SheetRole
from fzapp.intake.columns import recognise
from fzapp.intake.ledger_corrections import Corrections, Remembered, shape_of
from fzapp.intake.ledger_raw import column_index
from fzapp.intake.ledger_words import header_key
from fzapp.intake.workbook import read_clipboard, read_workbook
from fzapp.services.kind_drafts import usable_name
from fzapp.services.ledger_plan import planned
from fzapp.services.own_kinds import extended
from fzapp.storage.ledger_shapes import Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from fzapp.domain.ledger import Column, LedgerKind, Row
    from fzapp.domain.ledger_reading import LedgerReading, RowProblem, SheetReading
    from fzapp.intake.ledger_raw import RawWorkbook
    from fzapp.services.ledger_plan import ImportPlan

ADD_COLUMN = "+"
"""Begins the name of a field that does not exist yet (+回访人): it becomes a column of the kind."""

EXAMPLES = 3
"""Values of a column that are shown beside its header."""

_LOOKED_THROUGH = 60
"""Rows in which examples are looked for."""

_MOST_OF = 0.8
"""Share of the cells that decides about the type of a new column."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the archive knows: its kinds, what was settled by shape, and how often it holds a row (by kind)."""

    kinds: tuple[LedgerKind, ...]
    remembered: Mapping[str, Remembered]
    known_rows: Callable[[str], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the clerk said so far. `kind` is a code, "" as recognised; `year` None as recognised.

    `columns` by sheet and 0-based column: a field id, "" for not used, `ADD_COLUMN` and a name. `cells` by sheet,
    1-based row and 0-based column: the text instead. Rows and whole sheets may be left out.
    """

    kind: str = ""
    year: int | None = None
    columns: Mapping[tuple[str, int], str] = field(default_factory=dict)
    cells: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    left_out: frozenset[tuple[str, int]] = frozenset()
    sheets_out: frozenset[str] = frozenset()
    without_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What was understood, and what importing it would do; `plan` None and `why` when it cannot be imported.

    `remembered` tells that columns were taken as settled for a file of this make before. `kind` carries
    the columns that would be added.
    """

    reading: LedgerReading
    plan: ImportPlan | None
    why: str = ""
    remembered: bool = False

    @property
    def hidden_rows(self) -> int:
        """How many rows are hidden in the file."""
        return sum(row.hidden for row in self.reading.rows)


class LedgerIntake:
    """One file or block. `look` is called as often as the clerk changes his mind, on any thread."""

    def __init__(self, raw: RawWorkbook, knowledge: Knowledge, kind: str = "") -> None:
        self._raw = raw
        self._knowledge = knowledge
        self.size = sum(len(sheet.rows) for sheet in raw.sheets)
        self.first_kind = kind
        self._seen = kind

    @classmethod
    def of_file(
        cls,
        path: Path,
        knowledge: Knowledge,
        kind: str = "",
        progress: Callable[[int, int], None] | None = None,
    ) -> LedgerIntake:
        """Read a workbook; `progress` is told (sheets read, in all). Raises `UserError`."""
        return cls(read_workbook(path, progress), knowledge, kind)

    @classmethod
    def of_text(cls, text: str, knowledge: Knowledge, kind: str = "") -> LedgerIntake:
        """Read a block copied in Excel or WPS. Raises `UserError`."""
        return cls(read_clipboard(text), knowledge, kind)

    @property
    def name(self) -> str:
        """The name of the file."""
        return self._raw.name

    def look(self, wishes: Wishes, check: Callable[[], None] = lambda: None) -> Look:
        """What the file holds and what importing it would do. Raises `UserError` when there is no table.

        `check` is called again and again; what it raises ends the look (`JobContext.check`).
        """
        kind = self._kind(wishes.kind or self.first_kind)
        kinds, columns, added = self._with_added(wishes, kind or self._kind(self._seen))
        if kind is not None:
            kind = next(one for one in kinds if one.code == kind.code)
        corrections = Corrections(columns, wishes.cells, self._knowledge.remembered)
        reading = recognise(self._raw, kinds, kind, wishes.year, corrections)
        self._seen = reading.kind.code if reading.kind else ""
        remembered = self._used_memory(reading)
        try:
            check()
            plan = self._plan(reading, wishes, check)
        except UserError as error:
            return Look(reading, None, str(error), remembered)
        shapes = tuple(_shapes(reading, wishes, columns))
        return Look(reading, replace(plan, shapes=shapes, columns=added), "", remembered)

    def examples(self, sheet: SheetReading, place: int) -> tuple[str, ...]:
        """The first different values under a header, as they stand in the file."""
        raw = next(one for one in self._raw.sheets if one.name == sheet.name)
        found: dict[str, None] = {}
        start = max(sheet.header_rows, default=0)
        for row in raw.rows[start : start + _LOOKED_THROUGH]:
            value = row[place] if place < len(row) else None
            if value is not None and str(value).strip():
                found[" ".join(str(value).split())] = None
            if len(found) == EXAMPLES:
                break
        return tuple(found)

    def _kind(self, code: str) -> LedgerKind | None:
        return next((kind for kind in self._knowledge.kinds if kind.code == code), None)

    def _with_added(
        self, wishes: Wishes, kind: LedgerKind | None
    ) -> tuple[Sequence[LedgerKind], dict[tuple[str, int], str], tuple[Column, ...]]:
        """The kinds, `kind` among them with the columns to be added; the fields of the columns; the new ones."""
        kinds, columns = self._knowledge.kinds, dict(wishes.columns)
        asked = {
            key: name.removeprefix(ADD_COLUMN) for key, name in columns.items() if name.startswith(ADD_COLUMN)
        }
        if kind is None or not asked:
            return kinds, {key: name for key, name in columns.items() if key not in asked}, ()
        taken = {header_key(column.name) for column in kind.all_columns}
        names: dict[str, str] = {}
        wanted: list[tuple[str, ColumnType]] = []
        for key, header in asked.items():
            if header not in names:
                names[header] = usable_name(header, taken)
                taken.add(header_key(names[header]))
                wanted.append((names[header], self._type(key)))
        more, added = extended(kind, wanted)
        by_name = {header: column.id for header, column in zip(names, added, strict=True)}
        columns.update({key: by_name[name] for key, name in asked.items()})
        return tuple(more if one is kind else one for one in kinds), columns, added

    def _type(self, key: tuple[str, int]) -> ColumnType:
        """What the cells under a header look like: whole numbers, dates, or texts."""
        sheet, place = key
        rows = next(one for one in self._raw.sheets if one.name == sheet).rows[-_LOOKED_THROUGH:]
        cells = [row[place] for row in rows if place < len(row) and row[place] is not None]
        numbers = sum(isinstance(cell, Decimal) and cell == cell.to_integral_value() for cell in cells)
        dates = sum(isinstance(cell, date) for cell in cells)
        enough = len(cells) * _MOST_OF
        if cells and dates >= enough:
            return ColumnType.DATE
        return ColumnType.INTEGER if cells and numbers >= enough else ColumnType.TEXT

    def _plan(self, reading: LedgerReading, wishes: Wishes, check: Callable[[], None]) -> ImportPlan:
        takes_all = not (wishes.without_hidden or wishes.sheets_out or wishes.left_out)

        def leaves_out(row: Row) -> bool:
            check()
            if takes_all or row.source is None:
                return False
            if row.hidden and wishes.without_hidden:
                return True
            return row.source.sheet in wishes.sheets_out or (row.source.sheet, row.number) in wishes.left_out

        known = self._knowledge.known_rows(reading.kind.code) if reading.kind is not None else {}
        return planned(reading, wishes.year, known, leaves_out)

    def _used_memory(self, reading: LedgerReading) -> bool:
        code = reading.kind.code if reading.kind else ""
        known = (self._knowledge.remembered.get(_shape(sheet)) for sheet in reading.sheets if sheet.columns)
        return any(one is not None and one.kind == code for one in known)


def cell_of(problem: RowProblem) -> tuple[str, int, int]:
    """The cell of a problem as `Wishes` names it; column -1 for a row as a whole."""
    return problem.sheet, problem.row, column_index(problem.column) if problem.column else -1


def _shape(sheet: SheetReading) -> str:
    return shape_of((match.group, match.header) for match in sheet.columns)


def _shapes(reading: LedgerReading, wishes: Wishes, columns: Mapping[tuple[str, int], str]) -> list[Shape]:
    """What there was to settle: sheets with doubts that the clerk saw, and with a kind or columns of his choice."""
    found: dict[str, Shape] = {}
    for sheet in reading.sheets:
        if sheet.role is not SheetRole.DATA or reading.kind is None or sheet.name in wishes.sheets_out:
            continue
        asked = any(match.doubt for match in sheet.columns) or any(of == sheet.name for of, _ in columns)
        if asked or wishes.kind:
            found[_shape(sheet)] = Shape(
                _shape(sheet),
                reading.kind.code,
                tuple("".join(match.header.split()) for match in sheet.columns),
                {match.index: match.column.id if match.column else "" for match in sheet.columns},
                reading.file,
            )
    return list(found.values())
