"""What has to be decided about a returned form, line by line: this side, that side, or not yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont

from fzapp.domain.ledger import shown
from fzapp.domain.ledger_forms import RowFate, Side
from fzapp.services.ledger_merge_model import Decisions
from fzapp.services.ledger_merge_text import place_in_words, row_in_words, row_of_item
from fzapp.ui import theme
from fzapp.ui.models.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from fzapp.services.ledger_merge_model import MergeItem, MergePlan
    from fzapp.ui.models.row_table import Index

Role = Qt.ItemDataRole


class MergeColumn(IntEnum):
    """The columns: what it is about, the value here, the value in the form, whose counts."""

    WHAT = 0
    ARCHIVE = 1
    FORM = 2
    CHOICE = 3


HEADERS = ("哪一条", "档案库里现在", "交回的表里", "用哪边的")
_UNDECIDED = "还没定"
_EMPTY = "（空）"
_REMOVED = "（删掉了）"


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A line of the table. `key` is what is decided, None for the line over the fields of one row."""

    item: MergeItem
    what: str
    archive: str
    form: str
    key: tuple[int, str] | None
    words: tuple[str, str]

    @property
    def is_heading(self) -> bool:
        """Whether it names a row and the lines below have its fields."""
        return self.key is None


def lines_of(plan: MergePlan) -> list[ChoiceLine]:
    """The lines of everything that has to be decided: rows changed on both sides, then removed ones."""
    lines: list[ChoiceLine] = []
    for item in plan.of(RowFate.CONFLICT):
        name = f"{place_in_words(item)}　{row_of_item(item)}"
        if item.gone:
            words = ("不要", "重新登记")
            lines.append(ChoiceLine(item, name, _REMOVED, row_of_item(item), (item.place, ""), words))
            continue
        lines.append(ChoiceLine(item, name, "", "", None, ("", "")))
        lines += [
            ChoiceLine(
                item,
                clash.column.name,
                shown(clash.archive) or _EMPTY,
                shown(clash.form) or _EMPTY,
                (item.place, clash.column.id),
                ("用档案库的", "用表里的"),
            )
            for clash in item.clashes
        ]
    for item in plan.of(RowFate.DELETED):
        assert item.stored is not None
        here = row_in_words(item.kind, item.stored.row.values)
        note = f"（{'；'.join(item.reasons)}）" if item.reasons else ""
        what = f"{place_in_words(item)}　表里没有这一条了{note}"
        lines.append(ChoiceLine(item, what, here, _REMOVED, (item.place, ""), ("留着", "删掉")))
    return lines


class MergeModel(RowTable[ChoiceLine]):
    """The lines with the side chosen for each; `decided` when a choice was made."""

    headings = HEADERS
    decided = Signal()

    def __init__(self, plan: MergePlan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = tuple(lines_of(plan))
        self._sides: dict[tuple[int, str], Side] = {}

    def side(self, row: int) -> Side | None:
        """What was chosen in a line; of a heading, what all its fields agree in."""
        line = self.rows[row]
        if line.key is not None:
            return self._sides.get(line.key)
        sides = {self._sides.get(below.key) for below in self._below(row) if below.key}
        return sides.pop() if len(sides) == 1 else None

    def choose(self, rows: Sequence[int], side: Side | None) -> None:
        """Decide lines; a heading decides all its fields. None takes a decision back."""
        for row in rows:
            line = self.rows[row]
            for one in [line] if line.key is not None else self._below(row):
                assert one.key is not None
                if side is None:
                    self._sides.pop(one.key, None)
                else:
                    self._sides[one.key] = side
        last = self.index(len(self.rows) - 1, MergeColumn.CHOICE)
        self.dataChanged.emit(self.index(0, 0), last)
        self.decided.emit()

    def choose_all(self, side: Side | None) -> None:
        """Decide everything."""
        self.choose(range(len(self.rows)), side)

    def open_count(self) -> int:
        """How many lines nobody has decided."""
        return sum(line.key is not None and line.key not in self._sides for line in self.rows)

    def decisions(self) -> Decisions:
        """What was decided, for the service."""
        deleted = {line.item.place for line in self.rows if line.item.fate is RowFate.DELETED}
        sides = {key: side for key, side in self._sides.items() if key[0] not in deleted}
        gone = {place: side for (place, _), side in self._sides.items() if place in deleted}
        return Decisions(
            sides=sides,
            remove=frozenset(place for place, side in gone.items() if side is Side.FORM),
            keep=frozenset(place for place, side in gone.items() if side is Side.ARCHIVE),
        )

    def _below(self, row: int) -> list[ChoiceLine]:
        item = self.rows[row].item
        return [line for line in self.rows[row + 1 :] if line.item is item]

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """Texts; the chosen value bold on its ground, what is open in the colour of attention."""
        line, column = self.row_at(index), MergeColumn(index.column())
        if line is None:
            return None
        side = self.side(index.row())
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return self._text(line, column, side)
        if role == Role.AccessibleTextRole:
            return f"{HEADERS[column]}：{self._text(line, column, side)}"
        if role == Role.FontRole:
            font = QFont()
            font.setBold(line.is_heading or _stands(column, side))
            return font
        tone = _tone(line, column, side)
        if tone and role in (Role.ForegroundRole, Role.BackgroundRole):
            front, back = theme.tone_colors(tone)
            return front if role == Role.ForegroundRole else back
        return None

    @staticmethod
    def _text(line: ChoiceLine, column: MergeColumn, side: Side | None) -> str:
        if column is MergeColumn.WHAT:
            return line.what if line.is_heading or not line.key[1] else f"　　{line.what}"
        if line.is_heading:
            return ""
        if column is MergeColumn.ARCHIVE:
            return line.archive
        if column is MergeColumn.FORM:
            return line.form
        return _UNDECIDED if side is None else line.words[side is Side.FORM]


def _stands(column: MergeColumn, side: Side | None) -> bool:
    """Whether a column shows the value that was chosen."""
    return (column, side) in ((MergeColumn.ARCHIVE, Side.ARCHIVE), (MergeColumn.FORM, Side.FORM))


def _tone(line: ChoiceLine, column: MergeColumn, side: Side | None) -> str:
    if line.is_heading or column is MergeColumn.WHAT:
        return ""
    if column is MergeColumn.CHOICE:
        return "attention" if side is None else "good"
    return "good" if _stands(column, side) else ""
