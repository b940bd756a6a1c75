"""One row as a form: every field under its name, where the row came from, when it was entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.domain.ledger import Privacy, shown
from fzapp.ui.delegates.ledger_delegate import CellEditor
from fzapp.ui.messages import when
from fzapp.ui.models.ledger_model import MUST, heading
from fzapp.ui.widgets.basic import breakable, card, chip, label, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent

    from fzapp.domain.ledger import Column
    from fzapp.storage.ledgers import StoredRow


_INSIDE = 12
"""Logical pixels between the edge of a field and its text."""


class FormField(CellEditor):
    """A field that is committed when it is left or on Enter; Enter goes on to the next field."""

    committed = Signal()
    given_up = Signal()

    def __init__(self, column: Column, today: Callable[[], str], proposed: Sequence[str]) -> None:
        super().__init__(column, today=today, proposed=proposed)
        self.setObjectName(f"field_{column.id}")
        self.column = column
        self.whole = label(role="muted", name=f"whole_{column.id}", wrap=True)
        self.whole.hide()
        self.chosen.connect(self.committed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter commits and goes on, Esc takes back what was typed."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            self.committed.emit()
            if not self.refused:
                self.focusNextChild()
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.undo_typing()
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving commits; a list of choices that opens is no leaving."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.committed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less of a long text fits."""
        super().resizeEvent(event)
        self._show_whole()

    def show_value(self, text: str) -> None:
        """Show what is stored; the whole of a long text below the field."""
        self.setProperty("stored", text)
        self.refused = False
        self.setText(text)
        self.setCursorPosition(0)
        self.whole.setText(breakable(text))
        self._show_whole()

    def _show_whole(self) -> None:
        room = self.width() - 2 * _INSIDE
        self.whole.setVisible(self.fontMetrics().horizontalAdvance(str(self.property("stored") or "")) > room)

    def undo_typing(self) -> None:
        """Back to what is stored."""
        self.show_value(str(self.property("stored") or ""))


class RowForm(QWidget):
    """`commit(column, text)` writes a field, False when refused (the page says why); `today()` is an ISO date.

    `proposed(column)` are words to choose from beside its own. They are set once by the page.
    `given_up` comes when a field is left as it was (Esc).
    """

    given_up = Signal()

    def __init__(
        self,
        commit: Callable[[Column, str], bool],
        today: Callable[[], str],
        proposed: Callable[[Column], Sequence[str]],
    ) -> None:
        super().__init__()
        self.setObjectName("ledger_form")
        self._commit = commit
        self._proposed = proposed
        self._today = today
        self._columns: tuple[Column, ...] = ()
        self.fields: tuple[FormField, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame, inside = card("ledger_form_card")
        outer.addWidget(frame)
        outer.addStretch(1)
        self._heading = label("这一条", "heading", name="ledger_form_heading")
        self._empty = label("在表里点一行，这里看这一行的全部内容。", "muted", wrap=True)
        self._body = QWidget()
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._source = label(role="muted", name="ledger_form_source", wrap=True)
        for widget in (self._heading, self._empty, self._body, self._source):
            inside.addWidget(widget)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Build the fields of another kind."""
        if tuple(columns) == self._columns:
            return
        self._columns = tuple(columns)
        while (item := self._rows.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        self.fields = tuple(self._field(column) for column in columns)

    def show_row(self, stored: StoredRow | None, number: int, now: str) -> None:
        """Show a row; None for the row to type in. `number` is its place in the table, from 1."""
        self._heading.setText("新的一条" if stored is None else f"这一条（第{number}行）")
        self._empty.setText("在这里逐项填，或者在表里打字。" if stored is None else "")
        self._empty.setVisible(stored is None)
        for field in self.fields:
            value = stored.row.values.get(field.column.id) if stored else None
            field.show_value(shown(value))
            place = stored.row.ref(field.column.id) if stored else None
            field.setToolTip(f"来自 {place}" if place else field.column.hint)
            must = field.column.required and stored is not None and value in (None, "", ())
            field.setPlaceholderText(MUST if must else "")
        self._source.setText(origin(stored, now) if stored else "")
        self._source.setVisible(stored is not None)

    def settle(self) -> bool:
        """Commit the field that is being typed in; False when it was refused."""
        for field in self.fields:
            if field.isModified():
                self._on_committed(field)
        return not any(field.refused for field in self.fields)

    def _field(self, column: Column) -> FormField:
        field = FormField(column, self._today, self._proposed(column))
        field.committed.connect(lambda: self._on_committed(field))
        field.given_up.connect(self.given_up)
        holder = QWidget()
        words = label(heading(column), wrap=True)
        words.setBuddy(field)
        column_box = QVBoxLayout(holder)
        column_box.setContentsMargins(0, 2, 0, 4)
        column_box.setSpacing(2)
        if column.privacy is Privacy.NONE:
            column_box.addWidget(words)
        else:
            column_box.addLayout(row(words, chip("个人信息", "idle"), None))
        column_box.addWidget(field)
        column_box.addWidget(field.whole)
        self._rows.addWidget(holder)
        return field

    def _on_committed(self, field: FormField) -> None:
        if field.isModified() and field.text() != field.property("stored"):
            field.refused = not self._commit(field.column, field.text())


def origin(stored: StoredRow, now: str) -> str:
    """Where a row came from and when it was entered and changed."""
    source = stored.row.source
    if source is None:
        said = "在本机登记"
    else:
        sheet = f"工作表“{source.sheet}”" if source.sheet else ""
        said = f"来自“{breakable(source.file)}”{sheet}第{stored.row.number}行"
    said += f"，{when(stored.added_at, now)}录入" if stored.added_at else ""
    changed = stored.edited_at and stored.edited_at != stored.added_at
    return f"{said}，{when(stored.edited_at, now)}改过。" if changed else f"{said}。"
