"""The list of the kinds of ledgers: name, rows of the year, and whether somebody confirmed that there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
)

from fzapp.ui import theme
from fzapp.ui.delegates.row_delegate import MARGIN
from fzapp.ui.widgets.basic import button, label, row
from fzapp.ui.widgets.filter_field import FilterField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent, QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from fzapp.domain.ledger import LedgerKind

Index = QModelIndex | QPersistentModelIndex

ZERO = "确认为零"
_ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class KindEntry:
    """A kind with what there is of it in the year."""

    kind: LedgerKind
    rows: int = 0
    zero: bool = False

    @property
    def note(self) -> str:
        """What stands behind the name."""
        return f"{self.rows}{self.kind.unit or '条'}" if self.rows else ZERO if self.zero else ""

    def answers_to(self, text: str) -> bool:
        """Whether the kind is meant by `text`: its name, or a word workbooks of it carry."""
        return any(text in word for word in (self.kind.name, self.kind.short_name, *self.kind.titles))


class KindsModel(QAbstractListModel):
    """The kinds that answer to the filter."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[KindEntry, ...] = ()

    def set_entries(self, entries: Sequence[KindEntry]) -> None:
        """Show other kinds; when they are the same ones the list stays where it is."""
        same = [e.kind.code for e in entries] == [e.kind.code for e in self.entries]
        if same:
            self.entries = tuple(entries)
            if entries:
                self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """The number of kinds."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        """The name; for a reader the rows too."""
        if not index.isValid() or not 0 <= index.row() < len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.kind.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{entry.kind.name}，{entry.note or '还没有登记'}"
        return entry if role == _ENTRY_ROLE else None


class _KindDelegate(QStyledItemDelegate):
    """Name to the left, rows to the right; the confirmed ones carry the word on its ground."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, name, rows."""
        painter.save()
        palette = theme.current()
        entry: KindEntry = index.data(_ENTRY_ROLE)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(option.rect, theme.color(palette.accent_ground))
            painter.fillRect(
                option.rect.left(), option.rect.top(), 3, option.rect.height(), theme.color(palette.accent)
            )
        metrics = QFontMetrics(option.font)
        rect = option.rect.adjusted(MARGIN + 3, 0, -MARGIN, 0)
        note = metrics.horizontalAdvance(entry.note) + (2 * MARGIN if entry.note else 0)
        painter.setFont(option.font)
        self._paint_note(painter, option, entry)
        painter.setPen(theme.color(palette.accent if selected else palette.text))
        kind, room = entry.kind, rect.width() - note
        name = kind.name if metrics.horizontalAdvance(kind.name) <= room else kind.short_name
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        if selected and option.widget is not None and option.widget.hasFocus():
            painter.setPen(theme.color(palette.accent))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _paint_note(self, painter: QPainter, option: QStyleOptionViewItem, entry: KindEntry) -> None:
        rect = option.rect.adjusted(0, 0, -MARGIN, 0)
        where = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if entry.zero and not entry.rows:
            front, back = theme.tone_colors("good")
            metrics = QFontMetrics(option.font)
            wide, high = metrics.horizontalAdvance(ZERO) + 8, metrics.height() + 2
            painter.fillRect(rect.right() - wide + 5, rect.center().y() - high // 2, wide, high, back)
            painter.setPen(front)
        else:
            painter.setPen(theme.color(theme.current().muted))
        painter.drawText(rect, where, entry.note)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """As high as a row."""
        return QSize(0, theme.current_scale().row_height - 3)


class _KindList(QListView):
    """Enter goes to the rows."""

    entered_kind = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The current entry stays in sight when a line comes in above the page."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_kind.emit()
        else:
            super().keyPressEvent(event)


class KindsPanel(QFrame):
    """`chosen(code)` when another kind is wanted, `entered` when the keyboard goes on to its rows."""

    chosen = Signal(str)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("ledger_kinds_card")
        self.setProperty("role", "card")
        self._all: tuple[KindEntry, ...] = ()
        self._code = ""
        self.filter = FilterField("ledger_kind_filter", "找台账", "找台账，如：调解")
        self.model = KindsModel(self)
        self.view = _KindList(objectName="ledger_kinds")
        self.view.setAccessibleName("台账种类")
        self.view.setModel(self.model)
        self.view.setItemDelegate(_KindDelegate(self.view))
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setUniformItemSizes(True)
        self.empty = label("没有这种台账，换个词找。", "muted", name="ledger_kinds_empty", wrap=True)
        self.empty.hide()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.setSpacing(8)
        inside.addWidget(self.filter)
        inside.addWidget(self.empty)
        inside.addWidget(self.view, 1)
        self.edit = button("列和选项", name="ledger_kind_edit")
        self.more = button("更多", name="ledger_kind_more")
        inside.addLayout(row(self.edit, self.more, None, spacing=6))
        self.filter.textChanged.connect(self._on_filter)
        self.filter.entered.connect(self._on_filter_entered)
        self.view.entered_kind.connect(self.entered)
        self.view.doubleClicked.connect(lambda _index: self.entered.emit())
        self.view.selectionModel().currentChanged.connect(self._on_current)

    def show_entries(self, entries: Sequence[KindEntry], code: str) -> None:
        """Show the kinds of a year with `code` as the chosen one."""
        self._all, self._code = tuple(entries), code
        self._filtered()

    def entry(self, code: str) -> KindEntry | None:
        """What is known of a kind."""
        return next((entry for entry in self._all if entry.kind.code == code), None)

    def _on_filter(self, _text: str) -> None:
        self._filtered()

    def _filtered(self) -> None:
        text = self.filter.text().strip()
        found = [entry for entry in self._all if not text or entry.answers_to(text)]
        blocked = self.view.selectionModel().blockSignals(True)
        self.model.set_entries(found)
        place = next((i for i, entry in enumerate(found) if entry.kind.code == self._code), -1)
        self.view.setCurrentIndex(self.model.index(place) if place >= 0 else QModelIndex())
        self.view.selectionModel().blockSignals(blocked)
        if place >= 0:
            self.view.scrollTo(self.model.index(place))
        self.view.viewport().update()
        self.empty.setVisible(not found)

    def _on_filter_entered(self) -> None:
        """Into the list; the first kind that answers is chosen when the present one does not."""
        if not self.model.entries:
            return
        if not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._code = self.model.entries[current.row()].kind.code
            self.chosen.emit(self._code)
