"""The files of a folder as read: which are wanted, and for which year and genre."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal

from fzapp.services.bulk_imports import Standing, Wanted
from fzapp.ui.models.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from PySide6.QtCore import QObject

    from fzapp.services.bulk_imports import Candidate
    from fzapp.ui.models.row_table import Index

Role = Qt.ItemDataRole


class BulkColumn(IntEnum):
    """The columns in order."""

    KEPT = 0
    YEAR = 1
    GENRE = 2
    TITLE = 3
    LENGTH = 4
    FILE = 5
    NOTE = 6


HEADERS = ("导入", "年度", "文种", "标题", "字数", "文件", "说明")
TAKEN, LEFT, THERE = "✓ 导入", "不导入", "已有"
_ORDER = tuple(Standing)


@dataclass(frozen=True, slots=True)
class Choice:
    """A file as it will be stored."""

    candidate: Candidate
    kept: bool
    genre: str
    year: int

    @property
    def kept_words(self) -> str:
        """What becomes of it."""
        if not self.candidate.storable:
            return THERE
        return TAKEN if self.kept else LEFT


class BulkModel(RowTable[Choice]):
    """Rows that can be ticked and corrected; `counted` when one was. Sorting by any column."""

    headings = HEADERS
    counted = Signal()

    def __init__(
        self, candidates: Iterable[Candidate], genres: Mapping[str, str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._genres = dict(genres)
        self.rows = tuple(Choice(one, one.proposed, one.genre, one.year) for one in candidates)

    def wanted(self) -> tuple[Wanted, ...]:
        """What is to be stored, in the order shown."""
        return tuple(Wanted(row.candidate, row.genre, row.year) for row in self.rows if row.kept)

    def keep(self, places: Iterable[int], *, kept: bool) -> None:
        """Tick rows or untick them; what the archive has already stays unticked."""
        self._change(places, lambda row: replace(row, kept=kept and row.candidate.storable))

    def toggle(self, places: Sequence[int]) -> None:
        """Tick all of the rows, or untick them when all that can be are ticked."""
        can = [place for place in places if self.rows[place].candidate.storable]
        self.keep(can, kept=not all(self.rows[place].kept for place in can))

    def set_year(self, places: Iterable[int], year: int) -> None:
        """Put rows into another year."""
        self._change(places, lambda row: replace(row, year=year))

    def set_genre(self, places: Iterable[int], genre: str) -> None:
        """Take rows for another genre."""
        self._change(places, lambda row: replace(row, genre=genre))

    def _change(self, places: Iterable[int], change: Any) -> None:  # noqa: ANN401  a function of a row
        changed = sorted(place for place in places if self.rows[place].candidate.storable)
        if changed:
            rows = list(self.rows)
            for place in changed:
                rows[place] = change(rows[place])
            self.rows = tuple(rows)
            last = self.index(changed[-1], len(HEADERS) - 1)
            self.dataChanged.emit(self.index(changed[0], 0), last)
            self.counted.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Other order; what was chosen stays chosen. Without a column the order stays."""
        if column < 0:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        marked = [self.rows[index.row()] for index in before]
        places = sorted(
            range(len(self.rows)),
            key=lambda place: self._key(self.rows[place], BulkColumn(column)),
            reverse=order is Qt.SortOrder.DescendingOrder,
        )
        self.rows = tuple(self.rows[place] for place in places)
        now = {id(row): place for place, row in enumerate(self.rows)}
        after = [self.index(now[id(row)], old.column()) for row, old in zip(marked, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _key(self, row: Choice, column: BulkColumn) -> tuple[object, ...]:
        match column:
            case BulkColumn.KEPT:
                return (not row.kept, _ORDER.index(row.candidate.standing))
            case BulkColumn.YEAR:
                return (row.year,)
            case BulkColumn.LENGTH:
                return (row.candidate.characters,)
            case BulkColumn.NOTE:
                return (_ORDER.index(row.candidate.standing), row.candidate.note)
            case _:
                return (self._text(row, column),)

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Lengths at the right."""
        side = Qt.AlignmentFlag.AlignRight if column == BulkColumn.LENGTH else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """What a cell says; a row as a sentence for a screen reader."""
        row = self.row_at(index)
        if row is None:
            return None
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return self._text(row, BulkColumn(index.column()))
        if role == Role.AccessibleTextRole:
            return "，".join(filter(None, (self._text(row, column) for column in BulkColumn)))
        return self.alignment(index.column()) if role == Role.TextAlignmentRole else None

    def _text(self, row: Choice, column: BulkColumn) -> str:
        one = row.candidate
        known = one.storable
        return {
            BulkColumn.KEPT: row.kept_words,
            BulkColumn.YEAR: f"{row.year}年" if known else "",
            BulkColumn.GENRE: self._genres.get(row.genre, "") if known else "",
            BulkColumn.TITLE: one.title or ("没有认出标题" if known else ""),
            BulkColumn.LENGTH: str(one.characters) if known else "",
            BulkColumn.FILE: one.where,
            BulkColumn.NOTE: one.note,
        }[column]
