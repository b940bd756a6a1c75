"""Which column of a file goes into which field: shown, and changed with a list for each column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from fzapp.domain.ledger_reading import SheetRole
from fzapp.services.ledger_intake import ADD_COLUMN
from fzapp.ui.widgets.basic import ElidedLabel, chip, label, scroll

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWheelEvent

    from fzapp.domain.ledger import LedgerKind
    from fzapp.domain.ledger_reading import ColumnMatch, LedgerReading, SheetReading

MOST_COLUMNS = 80
"""Columns of a make of sheet that are listed; clerks have sixteen, and no ledger has more than this."""

UNUSED = "不用这一列"
NEW_COLUMN = "加成新的一列"


@dataclass(frozen=True, slots=True)
class Group:
    """Sheets of one make: what is settled for one holds for all."""

    sheets: tuple[SheetReading, ...]

    @property
    def columns(self) -> tuple[ColumnMatch, ...]:
        """The columns that have a header."""
        return tuple(match for match in self.sheets[0].columns if match.header)[:MOST_COLUMNS]

    @property
    def title(self) -> str:
        """The sheets by name."""
        names = "、".join(f"“{sheet.name}”" for sheet in self.sheets[:3])
        return f"{names}等{len(self.sheets)}张工作表" if len(self.sheets) > 3 else f"工作表{names}"


def groups_of(reading: LedgerReading) -> tuple[Group, ...]:
    """The data sheets by the words of their headers."""
    found: dict[tuple[tuple[str, str], ...], list[SheetReading]] = {}
    for sheet in reading.sheets:
        if sheet.columns and (sheet.role is SheetRole.DATA or reading.kind is None):
            words = tuple((match.group, match.header) for match in sheet.columns)
            found.setdefault(words, []).append(sheet)
    return tuple(Group(tuple(sheets)) for sheets in found.values())


class FieldChoice(QComboBox):
    """A list that the wheel scrolls past: only who is in it changes it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the page."""
        event.ignore()


class ColumnsPanel(QWidget):
    """`chosen(sheets, place, field)`: what a column is to be, for the sheets of one make."""

    chosen = Signal(object, int, str)

    def __init__(self, examples: Callable[[SheetReading, int], tuple[str, ...]]) -> None:
        super().__init__()
        self.setObjectName("ledger_import_columns")
        self._examples = examples
        self._built: object = None
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(8, 4, 8, 8)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(2, 1)
        self.choices: dict[tuple[str, int], FieldChoice] = {}
        self.doubts: dict[tuple[str, int], QWidget] = {}
        self._doubtful: set[FieldChoice] = set()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll(self._inside))

    def show_reading(self, reading: LedgerReading) -> None:
        """Show the columns of a reading; the lists stay when only what is chosen in them changes."""
        groups = groups_of(reading)
        words = [[(m.index, m.group, m.header) for m in group.columns] for group in groups]
        fields = [(column.id, column.name) for column in reading.kind.all_columns] if reading.kind else []
        built = (words, [name for name in fields if not name[0].startswith("own_")])
        if built != self._built:
            self._built = built
            self._build(groups, reading.kind)
        for group in groups:
            for match in group.columns:
                key = (group.sheets[0].name, match.index)
                self._show_choice(self.choices[key], match)
                self.doubts[key].setVisible(bool(match.doubt))
                (self._doubtful.add if match.doubt else self._doubtful.discard)(self.choices[key])
                self.doubts[key].setToolTip(match.doubt)

    def asked(self) -> list[FieldChoice]:
        """The lists in the order in which they should be looked at: the doubtful ones first."""
        return sorted(self.choices.values(), key=lambda one: one not in self._doubtful)

    def _build(self, groups: tuple[Group, ...], kind: LedgerKind | None) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        self.choices.clear()
        self.doubts.clear()
        self._doubtful.clear()
        line = 0
        for group in groups:
            if len(groups) > 1:
                self._grid.addWidget(label(group.title, "heading"), line, 0, 1, 5)
                line += 1
            for match in group.columns:
                self._add(line, group, match, kind)
                line += 1
        self._grid.setRowStretch(line, 1)

    def _add(self, line: int, group: Group, match: ColumnMatch, kind: LedgerKind | None) -> None:
        key = (group.sheets[0].name, match.index)
        header = "".join(match.header.split())
        header = f"{''.join(match.group.split())} {header}" if match.group else header
        choice = FieldChoice(objectName=f"import_column_{line}")
        choice.setAccessibleName(f"{match.letter}列“{header}”放进哪一列")
        choice.setMaxVisibleItems(14)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(9)
        choice.addItem(UNUSED, "")
        for column in kind.all_columns if kind else ():
            choice.addItem(column.name, column.id)
        if kind is not None and not kind.totals_only:
            choice.addItem(NEW_COLUMN, ADD_COLUMN + "".join(match.header.split()))
        choice.setEnabled(kind is not None)
        sheets = tuple(sheet.name for sheet in group.sheets)
        choice.activated.connect(
            lambda _at, c=choice, p=match.index, s=sheets: self.chosen.emit(s, p, str(c.currentData()))
        )
        doubt = chip("看一看", "attention")
        examples = "　".join(self._examples(group.sheets[0], match.index))
        parts = (label(f"{match.letter}列", "muted"), ElidedLabel(header), ElidedLabel(examples, "muted"))
        for place, widget in enumerate((*parts, choice, doubt)):
            self._grid.addWidget(widget, line, place, Qt.AlignmentFlag.AlignVCenter)
        self._grid.itemAtPosition(line, 1).widget().setMinimumWidth(
            self.fontMetrics().horizontalAdvance("中" * 10)
        )
        self.choices[key], self.doubts[key] = choice, doubt

    def _show_choice(self, choice: FieldChoice, match: ColumnMatch) -> None:
        """What the column is taken for; one that was just added stands under its own word."""
        field = match.column.id if match.column is not None else ""
        place = choice.findData(field)
        if place < 0:
            place = next(
                (i for i in range(choice.count()) if str(choice.itemData(i)).startswith(ADD_COLUMN)), 0
            )
        choice.setCurrentIndex(place)
