"""Title, addressee, signature and date of the report: a small form that saves itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from fzapp.text.numerals import read_date
from fzapp.ui.widgets.basic import label

if TYPE_CHECKING:
    from fzapp.domain.report import ReportContent

SAVE_AFTER = 1_000
"""Milliseconds from the first unsaved change to the save; the promise is two seconds."""

_LINES = 3
"""Issuing bodies that are seen at once in the field of the signature."""

_FIELDS = (
    ("title", "标题", "写成一行，导出时程序会按格式断行。"),
    ("addressee", "主送机关", "末尾带冒号；有几个机关时按顺序写全。"),
    ("signature", "署名", "写发文机关全称；几个机关联合发文时一行写一个。"),
    ("date_text", "成文日期", "写成2027年2月8日这样，月、日前面不加0。"),
)


class PartsForm(QFrame):
    """`changed(parts)` carries the fields that differ from what was shown, as `edit_parts` takes them.

    They count as kept once `show_parts` shows them again: what could not be saved is offered again.
    """

    changed = Signal(dict)

    def __init__(self, parent: QWidget, *, save_after: int = SAVE_AFTER) -> None:
        super().__init__(parent)
        self.setObjectName("parts_form")
        self.setProperty("role", "card")
        self._kept: dict[str, str] = {}
        self._fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(save_after)
        self._timer.timeout.connect(self.commit)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(24, 12, 24, 12)
        inside.setSpacing(4)
        inside.addWidget(label("标题和落款", "heading"))
        self.about = label(name="parts_about", wrap=True)
        inside.addWidget(self.about)
        for name, words, hint in _FIELDS:
            self._add(inside, name, words, hint)
        self._date_note = label(name="date_note", wrap=True)
        inside.addWidget(self._date_note)
        inside.addStretch(1)
        self.setFocusProxy(self._fields["title"])

    def _add(self, inside: QVBoxLayout, name: str, words: str, hint: str) -> None:
        field: QLineEdit | QPlainTextEdit
        if name == "signature":
            field = QPlainTextEdit()
            field.setProperty("role", "field")
            field.setTabChangesFocus(True)
            field.setFixedHeight(_LINES * field.fontMetrics().lineSpacing() + 20)
        else:
            field = QLineEdit()
        field.textChanged.connect(self._on_text)
        field.setObjectName(f"parts_{name}")
        field.setAccessibleName(words)
        field.installEventFilter(self)
        self._fields[name] = field
        inside.addSpacing(8)
        inside.addWidget(label(words))
        inside.addWidget(field)
        inside.addWidget(label(hint, "muted", wrap=True))

    def show_parts(self, content: ReportContent, *, read_only: bool, about: str) -> None:
        """Show what the archive holds; fields that are being changed keep what was typed.

        `about` is said of a report that is no draft.
        """
        self.about.setText(about)
        self.about.setVisible(bool(about))
        for name, field in self._fields.items():
            value = str(getattr(content, name))
            if _text_of(field) == self._kept.get(name, "") and _text_of(field) != value:
                field.blockSignals(True)
                _fill(field, value)
                field.blockSignals(False)
            self._kept[name] = value
            field.setReadOnly(read_only)
        self._check_date()

    def forget(self) -> None:
        """Another report comes: what is shown counts as kept."""
        self._timer.stop()
        self._kept = self._values()

    def commit(self) -> None:
        """Offer what differs for saving."""
        self._timer.stop()
        parts = {name: value for name, value in self._values().items() if value != self._kept.get(name)}
        if parts:
            self.changed.emit(parts)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving a field saves it."""
        if event.type() is QEvent.Type.FocusOut:
            self.commit()
        return super().eventFilter(watched, event)

    def _values(self) -> dict[str, str]:
        return {name: _text_of(field) for name, field in self._fields.items()}

    def _on_text(self) -> None:
        self._check_date()
        if not self._timer.isActive():
            self._timer.start()

    def _check_date(self) -> None:
        text = _text_of(self._fields["date_text"]).strip()
        reading = read_date(text) if text else None
        told = f"日期看着不对：{reading.reason}。" if reading and reading.date is None else ""
        self._date_note.setText(told)
        self._date_note.setVisible(bool(told))


def _text_of(field: QLineEdit | QPlainTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def _fill(field: QLineEdit | QPlainTextEdit, value: str) -> None:
    if isinstance(field, QLineEdit):
        field.setText(value)
        field.setCursorPosition(0)
    else:
        field.setPlainText(value)
