"""A ledger (台账): its kind as data, its columns, its rows, and where each cell came from.

The kinds are data (`resources/ledgers`, read by `services.ledger_kinds`); this module only says what a
kind can express. The rules for ledgers are DOMAIN.md section 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import ItemsView, Iterable, Iterator, Sequence

Value = str | Decimal | bool | tuple[str, ...] | None
"""What a cell holds once it was understood.

Dates are ISO 8601 text of the precision that was written (2024-05-06, 2024-05, 2024), so that they sort
and compare as text; quantities are `Decimal` (money in 元, percentages in percent); several choices are
a tuple; None is a cell without a value.
"""


def shown(value: Value) -> str:
    """A value as a person reads it: dates as 2026-07-14, numbers without an exponent, choices with 、; "" for none."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return "、".join(value)
    return value or ""


class ColumnType(StrEnum):
    """How the cells of a column are read, kept and shown."""

    DATE = "date"
    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    PERCENT = "percent"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"

    @property
    def is_quantity(self) -> bool:
        """Whether the values are `Decimal`."""
        return self in (ColumnType.INTEGER, ColumnType.MONEY, ColumnType.PERCENT)


class TextShape(StrEnum):
    """What a text column holds, where that matters for reading it."""

    PLAIN = "plain"
    PHONE = "phone"
    IDENTITY = "identity"
    SERIAL = "serial"
    CODE = "code"
    VILLAGE = "village"
    PERIOD = "period"


class Privacy(StrEnum):
    """What may leave the office: `PERSONAL` is masked outside, `SENSITIVE` does not leave at all."""

    NONE = "none"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Aggregate(StrEnum):
    """How a statistic is made of rows."""

    COUNT = "count"
    SUM = "sum"
    DISTINCT = "distinct"
    GROUPS_BELOW = "groups_below"
    LATEST = "latest"
    MEAN_DAYS = "mean_days"
    RATIO = "ratio"
    PER_HEAD = "per_head"


class RuleCheck(StrEnum):
    """What a rule between the columns of one row demands; see `RowRule`."""

    ORDER = "order"
    DEADLINE = "deadline"
    NOT_GREATER = "not_greater"
    SUMS_TO = "sums_to"
    NEEDS = "needs"
    RATIO = "ratio"
    RANGE = "range"
    UNIQUE = "unique"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class Option:
    """A choice; `synonyms` are other ways offices write exactly the same."""

    name: str
    synonyms: tuple[str, ...] = ()


OFFICE_FIELD = "reporting_office"
"""The column of the office that filled a row in."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column (列). `id` is English and stored, `name` is 列名.

    `synonyms` are other headers of the same column, `answers` the plain questions (when, who …) that
    a header in everyday words would ask for it. Options are an editable dictionary: another value is
    kept as written. `unit` is the unit of the stored value. `computed` columns follow from others and
    are never asked for; `hidden` ones keep what they hold and are not shown.
    """

    id: str
    name: str
    type: ColumnType = ColumnType.TEXT
    required: bool = False
    options: tuple[Option, ...] = ()
    unit: str = ""
    privacy: Privacy = Privacy.NONE
    shape: TextShape = TextShape.PLAIN
    synonyms: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    computed: bool = False
    hint: str = ""
    hidden: bool = False

    @property
    def header(self) -> str:
        """What stands over the column: its name with the unit, where the name does not end in it (人数, 件次)."""
        unit = "%" if self.type is ColumnType.PERCENT else self.unit
        return f"{self.name}（{unit}）" if unit and unit not in self.name[-len(unit) - 1 :] else self.name

    @property
    def names_an_office(self) -> bool:
        """Whether a text of it says which office of the house did something."""
        asked = "which_unit" in self.answers and "where" not in self.answers
        return self.type in (ColumnType.TEXT, ColumnType.CHOICE) and (asked or self.id == OFFICE_FIELD)


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter on one column; all parts that are given must hold.

    `any_of` and `none_of` compare whole values (of several choices, any); `filled` asks whether there
    is a value; `at_least` and `at_most` bound a quantity; `in_year` asks for a date in the year of the ledger, `begins` for a date that begins so (2026-05) and for nothing else.
    """

    column: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    filled: bool | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    in_year: bool = False
    begins: str = ""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure that follows from the rows (DOMAIN.md 4.3).

    COUNT counts rows; SUM adds `columns` and takes off `minus`; DISTINCT counts different combinations
    of `columns` (of all but serial and remark when empty); GROUPS_BELOW counts values of columns[0] with
    fewer than `threshold` rows; LATEST is columns[0] of the last row; MEAN_DAYS the mean number of days
    from columns[0] to columns[1]; RATIO divides the statistic `part` by the statistic `whole`, in
    percent; PER_HEAD divides `part` by `outside`. Ratios and means have two digits. `outside` names a
    number that no row holds and the caller brings: villages, residents; a RATIO may divide by it. `each` makes one figure for each value of that column; `{value}` in `name` stands for it,
    `{year}` for the year of the ledger. `of_year` counts, of a ledger that goes on over the years, the rows
    of the year itself alone. `when_zero` is what to write when the whole is zero.
    """

    id: str
    name: str
    aggregate: Aggregate = Aggregate.COUNT
    columns: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    part: str = ""
    whole: str = ""
    outside: str = ""
    threshold: Decimal | None = None
    each: str = ""
    unit: str = ""
    when_zero: str = ""
    note: str = ""
    of_year: bool = False


@dataclass(frozen=True, slots=True)
class RowRule:
    """A rule between columns of a row; a row that breaks it is shown, never refused for it.

    ORDER: the date `first` is not later than `second`. DEADLINE: `second` within `days` of `first`, and
    while `second` is empty the ledger's closing day counts, unless `unless` holds. NOT_GREATER: `first`
    ≤ `second`. SUMS_TO: the sum of `columns` is `first`. NEEDS: when `when` holds, `first` is filled.
    RATIO: the percentage `first` is columns[0] ÷ columns[1]. RANGE: `first` within least and most.
    UNIQUE: no two rows share the values of `columns`. BALANCE: `first` is that of the row before, plus
    columns[0], less columns[1]. `say` is the reason shown, `basis` the rule of law.
    """

    check: RuleCheck
    first: str = ""
    second: str = ""
    columns: tuple[str, ...] = ()
    days: int = 0
    least: Decimal | None = None
    most: Decimal | None = None
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    say: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class LedgerKind:
    """A kind of ledger. `code` is L01 … L31 (own kinds: U01 …), `short_name` stands in figure tokens.

    `columns` are its own; `common` those that any ledger may carry (序号, 备注 …) and it does not define.
    `titles` are words by which a workbook of the kind is known; `sections` the template sections it
    feeds; `period_column` the date that decides the year a row counts for; `cumulative` kinds list what
    stands, so earlier years belong there too; `totals_only` kinds hold
    monthly totals and never a person (DOMAIN.md 9.1). `unit` counts its rows (件, 场). `privacy` is how
    the rows as a whole may leave; `release` says it in words.
    """

    code: str
    id: str
    name: str
    short_name: str
    office: str = ""
    unit: str = ""
    titles: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    common: tuple[Column, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    rules: tuple[RowRule, ...] = ()
    period_column: str = ""
    cumulative: bool = False
    totals_only: bool = False
    privacy: Privacy = Privacy.NONE
    release: str = ""
    source: str = ""
    checked_on: str = ""

    def column(self, column_id: str) -> Column | None:
        """The column with this id, or None."""
        return next((column for column in self.all_columns if column.id == column_id), None)

    def column_named(self, name: str) -> Column | None:
        """The column with this 列名, or None."""
        return next((column for column in self.all_columns if column.name == name), None)

    def statistic(self, statistic_id: str) -> Statistic | None:
        """The statistic with this id, or None."""
        return next((item for item in self.statistics if item.id == statistic_id), None)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Its own columns, then the common ones."""
        return self.columns + self.common

    @property
    def required_columns(self) -> tuple[Column, ...]:
        """The columns that every row must fill."""
        return tuple(column for column in self.columns if column.required)


@dataclass(frozen=True, slots=True)
class CellRef:
    """Where a value came from: file name, sheet ("" in a text file) and cell (E17)."""

    file: str
    sheet: str
    cell: str

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.sheet else self.cell
        return f"{self.file} {place}".strip()


@dataclass(frozen=True, slots=True)
class RowSource:
    """The sheet a row was read from; `letters` gives the column letter of each field.

    One object serves all rows of a sheet: 20,000 rows keep 240,000 cell references without making them.
    """

    file: str
    sheet: str
    letters: Mapping[str, str]


class RowValues(Mapping[str, Value]):
    """The values of one of very many rows: `places` (field id to place in the line) is shared by all of them.

    `places` are in the order of the line; a field that stands in it twice has its last place. It takes less than
    half the memory of a dict, and reads like one.
    """

    __slots__ = ("line", "places")

    def __init__(self, places: Mapping[str, int], line: tuple[Value, ...]) -> None:
        self.places = places
        self.line = line

    def __getitem__(self, name: str) -> Value:
        return self.line[self.places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.line)

    def __contains__(self, name: object) -> bool:
        return name in self.places

    # what Mapping makes of the above takes a call for every value, and most of the time of an import

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401  as Mapping has it
        """The value of a field, `default` where the line has none."""
        place = self.places.get(name)
        return default if place is None else self.line[place]

    def items(self) -> ItemsView[str, Value]:
        """All fields with their values."""
        line, places = self.line, self.places
        if len(line) == len(places):
            return dict(zip(places, line, strict=True)).items()
        return {name: line[place] for name, place in places.items()}.items()

    def __repr__(self) -> str:
        return repr(dict(self))

    @staticmethod
    def picked(rows: Iterable[Mapping[str, Value]], names: Sequence[str]) -> Iterator[tuple[Value, ...]]:
        """Of each row its values under `names`, without the names that the row has not.

        Where they stand is looked up once for all rows that share their places.
        """
        places: Mapping[str, int] | None = None
        wanted: tuple[int, ...] = ()
        for values in rows:
            if not isinstance(values, RowValues):
                yield tuple([values[name] for name in names if name in values])
                continue
            if values.places is not places:
                places = values.places
                wanted = tuple([places[name] for name in names if name in places])
            line = values.line
            yield tuple([line[place] for place in wanted])


@dataclass(frozen=True, slots=True)
class Row:
    """A row (台账行) as read or as stored.

    `values` maps column ids to values; `number` is the 1-based row of the sheet; `moved` names the cell
    of a value that stands elsewhere (a merged cell, a section line); `marks` says how a value was
    understood (see `Mark`); `extras` keeps what stood under headers the kind does not know.
    """

    values: Mapping[str, Value]
    number: int = 0
    source: RowSource | None = None
    moved: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False

    def ref(self, column_id: str) -> CellRef | None:
        """The cell the value came from; None for a row that was typed in or a field not in the sheet."""
        if self.source is None:
            return None
        cell = self.moved.get(column_id)
        if cell is None:
            letter = self.source.letters.get(column_id)
            cell = f"{letter}{self.number}" if letter else None
        return CellRef(self.source.file, self.source.sheet, cell) if cell else None


class Mark(StrEnum):
    """How a value was understood, where that is not plain; the label is shown beside the value."""

    APPROXIMATE = "approximate"
    IMPRECISE_DATE = "imprecise_date"
    NO_YEAR = "no_year"
    FIRST_OF_SEVERAL = "first_of_several"
    NUMBER_AS_TEXT = "number_as_text"
    FULL_WIDTH = "full_width"
    UNLISTED = "unlisted"
    FILLED_DOWN = "filled_down"
    CONVERTED = "converted"
    REMAINDER = "remainder"

    @property
    def label(self) -> str:
        """What the preview says about the value."""
        return _MARK_LABELS[self]


_MARK_LABELS = {
    Mark.APPROXIMATE: "约数，按所写的数计",
    Mark.IMPRECISE_DATE: "日期没有写到日",
    Mark.NO_YEAR: "日期没有写年份，用台账的年份",
    Mark.FIRST_OF_SEVERAL: "写了几个日期，取第一个",
    Mark.NUMBER_AS_TEXT: "数字存成了文本",
    Mark.FULL_WIDTH: "全角数字",
    Mark.UNLISTED: "不在选项里，按所写的保留",
    Mark.FILLED_DOWN: "合并或留空的格，沿用上面的内容",
    Mark.CONVERTED: "按单位折算",
    Mark.REMAINDER: "数字后面的文字没有读入",
}
