"""The rows of a ledger as a table: keys of all rows, values a page at a time, and a last row to type in."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fzapp.domain.ledger import Privacy, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtCore import QObject

    from fzapp.domain.ledger import Column
    from fzapp.storage.ledgers import StoredRow

    Fetch = Callable[[Sequence[int]], Mapping[int, StoredRow]]
    Edit = Callable[[int, Column, str], bool]
    Rest = Callable[[], array[int]]

Index = QModelIndex | QPersistentModelIndex

PAGE = 200
"""Rows fetched at once."""

PAGES_KEPT = 64

MISSING_ROLE = Qt.ItemDataRole.UserRole + 1
"""Whether a cell that every row must fill is empty."""

TYPING_ROLE = Qt.ItemDataRole.UserRole + 2
"""Whether the cell is in the last row, where a new one is typed."""

_NOBODY = 0
"""A key that no row has."""

PLACEHOLDER = "在此打字"
MUST = "待填"


class LedgerModel(QAbstractTableModel):
    """`fetch` gives the rows of some keys; `edit(row, column, text)` commits what was typed, False if refused.

    Both are set once by the page. Row `len(ids)` is the row to type in.
    """

    def __init__(self, fetch: Fetch, edit: Edit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._edit = edit
        self._columns: tuple[Column, ...] = ()
        self._ids: array[int] = array("q")
        self._rest: Rest | None = None
        self._sought: list[tuple[int, Callable[[int], object]]] = []
        self._pages: dict[int, Mapping[int, StoredRow]] = {}
        self.evidence: dict[int, int] = {}
        """How many files lie beside a row, by its key; rows without any are left out."""

    # --- what is shown --------------------------------------------------------------------------

    def show(self, columns: Sequence[Column], ids: array[int], rest: Rest | None = None) -> None:
        """Show other rows. With `rest`, keys that are not known yet are 0: `complete` brings them.

        Whoever needs one of them before that waits while `rest` reads them all.
        """
        self.beginResetModel()
        self._columns = tuple(columns)
        self._ids = ids
        self._rest = rest
        self._sought.clear()
        self._pages.clear()
        self.endResetModel()

    def complete(self, ids: array[int]) -> None:
        """All keys are there now; nothing happens when they were read meanwhile."""
        if self._rest is None:
            return
        if len(ids) != len(self._ids):
            self.show(self._columns, ids)
            return
        self._rest = None
        self._ids = ids
        self._pages.clear()
        self._tell(0, len(ids))
        sought, self._sought = self._sought, []
        for row_id, then in sought:
            then(self.row_of(row_id))

    def _read_rest(self) -> None:
        if self._rest is not None:
            self.complete(self._rest())

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in order."""
        return self._columns

    @property
    def ids(self) -> array[int]:
        """The keys of all rows in order."""
        self._read_rest()
        return self._ids

    def stored(self, row: int) -> StoredRow | None:
        """A row, fetched when needed; None for the row to type in and for one that is gone."""
        if 0 <= row < len(self._ids) and self._ids[row] == _NOBODY:
            self._read_rest()
        if not 0 <= row < len(self._ids):
            return None
        number = row // PAGE
        page = self._pages.get(number)
        if page is None:
            page = self._fetch(self._ids[number * PAGE : (number + 1) * PAGE])
            while len(self._pages) >= PAGES_KEPT:
                del self._pages[next(iter(self._pages))]
            self._pages[number] = page
        return page.get(self._ids[row])

    def find(self, row_id: int, then: Callable[[int], object]) -> None:
        """Hand the position of a row to `then`, -1 when it is not shown: at once, or when all keys are there."""
        if self._rest is None or row_id in self._ids:
            then(self._ids.index(row_id) if row_id in self._ids else -1)
        else:
            self._sought.append((row_id, then))

    def row_of(self, row_id: int) -> int:
        """The position of a row, -1 when it is not shown."""
        try:
            return self.ids.index(row_id)
        except ValueError:
            return -1

    def typing_row(self) -> int:
        """The position of the row to type in."""
        return len(self._ids)

    # --- following the archive --------------------------------------------------------------------

    def adopt(self, row_id: int) -> None:
        """The row that was typed in is stored now: it stays where it stands, and a new empty one comes below."""
        place = len(self.ids)
        self.beginInsertRows(QModelIndex(), place + 1, place + 1)
        self._ids.append(_NOBODY)
        self._pages.pop(place // PAGE, None)
        self.endInsertRows()
        self._ids[place] = row_id  # only now: while rows are inserted the ones there do not change
        self._pages.pop(place // PAGE, None)
        self._tell(place, place)

    def drop(self, row_id: int) -> None:
        """A row is gone."""
        place = self.row_of(row_id)
        if place < 0:
            return
        self.beginRemoveRows(QModelIndex(), place, place)
        del self._ids[place]
        for number in [number for number in self._pages if number >= place // PAGE]:
            del self._pages[number]
        self.endRemoveRows()

    def renew(self, row_ids: Iterable[int]) -> None:
        """The values of rows changed."""
        for row_id in row_ids:
            place = self.row_of(row_id)
            if place >= 0:
                self._pages.pop(place // PAGE, None)
                self._tell(place, place)

    def _tell(self, first: int, last: int) -> None:
        if self._columns:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    # --- what Qt asks -----------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """All rows and the one to type in."""
        return 0 if parent.isValid() or not self._columns else len(self._ids) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """The columns of the kind."""
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be typed in."""
        base = super().flags(index)
        return base | Qt.ItemFlag.ItemIsEditable if index.isValid() else base

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401  Qt's own signature
        """Names with units, required ones marked; numbers of the rows."""
        if orientation is Qt.Orientation.Vertical:
            if role != Qt.ItemDataRole.DisplayRole:
                return None
            return "新" if section == len(self._ids) else self._number(section)
        if not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return header_hint(column)
        return _alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """What a cell says."""
        if not index.isValid() or index.row() > len(self._ids):
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == TYPING_ROLE:
            return index.row() == len(self._ids)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{heading(column)}：{self._text(index.row(), column)}"
        if role == MISSING_ROLE:
            return self._missing(index.row(), column)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(index.row(), column)
        return self._hint(index.row(), column) if role == Qt.ItemDataRole.ToolTipRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401  Qt's own signature
        """Commit what was typed; False when it was refused."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        return self._edit(index.row(), self._columns[index.column()], str(value))

    def _number(self, row: int) -> str:
        """The number of a row, behind the number of files beside it."""
        files = self.evidence.get(self._ids[row], 0)
        return f"附{files}　{row + 1}" if files else str(row + 1)

    def _text(self, row: int, column: Column) -> str:
        stored = self.stored(row)
        return shown(stored.row.values.get(column.id)) if stored else ""

    def _missing(self, row: int, column: Column) -> bool:
        if not column.required:
            return False
        stored = self.stored(row)
        return stored is not None and stored.row.values.get(column.id) in (None, "", ())

    def _hint(self, row: int, column: Column) -> str:
        """The whole text, and where it came from."""
        stored = self.stored(row)
        if stored is None:
            return ""
        place = stored.row.ref(column.id)
        text = self._text(row, column)
        return f"{text}\n来自 {place}" if text and place else text


def heading(column: Column) -> str:
    """The name with its unit, and a star where every row must fill it."""
    return f"{column.header} *" if column.required else column.header


def header_hint(column: Column) -> str:
    """What to know about a column."""
    said = [column.header]
    if column.required:
        said.append("必填")
    if column.privacy is not Privacy.NONE:
        said.append("个人信息，报送和公开时不带出去")
    if column.hint:
        said.append(column.hint)
    if column.options:
        said.append("可选：" + "、".join(option.name for option in column.options) + "，也可以写别的")
    return "\n".join(said)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    right = column.type.is_quantity
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
