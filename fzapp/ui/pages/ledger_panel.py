"""A small sheet over the page: opened from a header or button, closed by Esc or by going elsewhere.

It is a child of the page and no window of its own: an input method works in it as anywhere else, and no
window manager takes its place away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsDropShadowEffect, QVBoxLayout, QWidget

from fzapp.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

EDGE = 8
"""Logical pixels that stay free around the sheet."""


class Panel(QFrame):
    """Subclasses fill `body` and override `apply`. `closed` comes whenever it goes, with or without an answer."""

    closed = Signal(bool)

    def __init__(self, page: QWidget, name: str, width: int) -> None:
        super().__init__(page)
        self.setObjectName(name)
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._width = width
        shadow = QGraphicsDropShadowEffect(self, blurRadius=18, offset=QPoint(0, 3))
        shadow.setColor(theme.color("#60000000"))
        self.setGraphicsEffect(shadow)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(8)
        self.hide()
        QApplication.instance().focusChanged.connect(self._on_focus)

    def apply(self) -> None:
        """Enter: what is chosen counts."""

    def open_at(self, corner: QPoint, first: QWidget) -> None:
        """Show the sheet with its upper left corner near `corner` (of the page), the keyboard in `first`."""
        page = self.parentWidget()
        width = min(theme.scaled(self._width), page.width() - 2 * EDGE)
        height = min(self.sizeHint().height(), page.height() - 2 * EDGE)
        x = min(max(EDGE, corner.x()), page.width() - width - EDGE)
        y = min(max(EDGE, corner.y()), page.height() - height - EDGE)
        self.setGeometry(x, y, width, height)
        self.show()
        self.raise_()
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_panel(self) -> None:
        """Away with it; `closed` says whether the keyboard was in it and needs a place."""
        if self.isHidden():
            return
        inside = QApplication.focusWidget()
        self.hide()
        self.closed.emit(inside is None or inside is self or self.isAncestorOf(inside))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter applies."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round inside the sheet."""
        fields = [each for each in self.findChildren(QWidget) if _takes_tab(each)]
        now = QApplication.focusWidget()
        place = fields.index(now) if now in fields else -1
        step = 1 if forward else -1
        if fields:
            fields[(place + step) % len(fields)].setFocus(
                Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            )
        return bool(fields)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Going elsewhere in the window closes it; a list of choices that opens is no going elsewhere."""
        if self.isHidden() or now is None or now is self or now.window() is not self.window():
            return
        if self.isAncestorOf(now):
            self.update()  # at 150 % the shadow keeps a line of the ring that was
        else:
            self.close_panel()


def _takes_tab(widget: QWidget) -> bool:
    able = widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
    return able and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
