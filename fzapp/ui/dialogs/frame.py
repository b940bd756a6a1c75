"""What all dialogs share: a scrolling body, and at the foot the word that does it and the word that turns back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fzapp.ui.widgets.basic import button, label, row, scroll

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

_FIELDS = (QLineEdit, QComboBox, QPlainTextEdit)

WIDEST = 0.95
"""The share of the screen a dialog may take."""


class Dialog(QDialog):
    """Subclasses fill `body` and set `accept_button` as they see fit. Esc turns back."""

    def __init__(
        self, parent: QWidget | None, title: str, yes: str, no: str = "取消", *, name: str, width: int = 560
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self._width = width
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(24, 20, 24, 12)
        self.body.setSpacing(12)
        self._area = scroll(inside)
        self.accept_button: QPushButton = button(yes, self.accept, "primary", name=f"{name}_yes")
        self.accept_button.setDefault(True)
        self.reject_button: QPushButton = button(no, self.reject, name=f"{name}_no")
        self.foot: QHBoxLayout = row(None, self.reject_button, self.accept_button)
        self.foot.setContentsMargins(24, 10, 24, 14)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._middle = row(self._area)
        self._middle.setSpacing(0)
        self._beside: QWidget | None = None
        self._beside_width = 0
        outer.addLayout(self._middle, 1)
        line = QFrame()
        line.setProperty("role", "rule")
        outer.addWidget(line)
        outer.addLayout(self.foot)

    def field(self, words: str, widget: QWidget, hint: str = "") -> None:
        """A field with its words above it and, in grey, what to know about it."""
        self.body.addLayout(self.field_column(words, widget, hint))

    @staticmethod
    def field_column(words: str, widget: QWidget, hint: str = "") -> QVBoxLayout:
        """The same as a layout, for a field that is not always there."""
        words_label: QLabel = label(words)
        words_label.setBuddy(widget)
        if not widget.accessibleName():
            widget.setAccessibleName(words)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(words_label)
        column.addWidget(widget)
        if hint:
            column.addWidget(label(hint, "muted", wrap=True))
        return column

    def put_beside(self, widget: QWidget, width: int) -> None:
        """Something to look at right of the body, which stays where it is while that scrolls.

        Of `width` logical pixels it gets what the screen has left, two fifths of the dialog at least.
        """
        self._beside, self._beside_width = widget, width
        self._middle.addWidget(widget)

    def bring_in_sight(self, widget: QWidget) -> None:
        """Scroll to a part of the body that has just been shown."""
        self._area.widget().adjustSize()
        self._area.ensureWidgetVisible(widget)

    def showEvent(self, event: QShowEvent) -> None:
        """As large as the contents, never larger than the screen."""
        self.fit()
        if not self.accept_button.isEnabled():
            self._go_to_first_field()
        super().showEvent(event)

    @property
    def full_width(self) -> int:
        """Logical pixels it takes where the screen has them."""
        return self._width + self._beside_width

    def fit(self) -> None:
        """Take the size of the contents as they are now, and stay on the screen with it."""
        inside = self._area.widget()
        screen = self.screen().availableGeometry()
        whole = min(self.full_width, int(screen.width() * WIDEST))
        width = whole - self._room_beside(whole)
        inside.setFixedWidth(width)
        wanted = inside.heightForWidth(width) if inside.hasHeightForWidth() else inside.sizeHint().height()
        inside.setMinimumWidth(0)
        inside.setMaximumWidth(16_777_215)
        height = wanted + self.foot.sizeHint().height() + 8
        self.resize(whole, min(height, int(screen.height() * WIDEST) - 40))
        if self.isVisible():
            over = self.frameGeometry().bottom() - screen.bottom()
            self.move(self.pos() - QPoint(0, max(0, min(over, self.pos().y() - screen.top()))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stands beside the body takes its share."""
        if self._beside is not None:
            self._beside.setFixedWidth(self._room_beside(event.size().width()))
        super().resizeEvent(event)

    def _room_beside(self, whole: int) -> int:
        """How much of a width is not the body's."""
        return min(self._beside_width, max(whole - self._width, whole * 2 // 5))

    def _go_to_first_field(self) -> None:
        """What is still to be filled in has the keyboard, and not the word that turns back."""
        fields = self._area.widget().findChildren(QWidget)
        wanted = (
            one for one in fields if isinstance(one, _FIELDS) and one.isEnabled() and not one.isHidden()
        )
        empty = next((one for one in wanted if not _written_in(one)), None)
        if empty is not None:
            empty.setFocus(Qt.FocusReason.OtherFocusReason)


def _written_in(field: QWidget) -> str:
    if isinstance(field, QComboBox):
        return field.currentText()
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def run(dialog: QDialog) -> bool:
    """Show a dialog and wait for the answer. The one place where a modal loop of ours begins."""
    dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted
