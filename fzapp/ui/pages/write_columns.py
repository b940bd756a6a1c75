"""Where the three columns of the writing page stand: side by side, or as drawers over the text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fzapp.ui import theme

_GAP = 12
_ROOMY = 1_200
"""Logical pixels of the page from which the side columns have their full width."""

_LEFT, _RIGHT, _LEFT_TIGHT, _RIGHT_TIGHT, _DRAWER, _LEAST_CENTRE = 272, 312, 236, 272, 340, 400
"""Widths at the standard font size, in logical pixels."""


class WriteColumns(QObject):
    """Lays out list, text and help; `folded` tells when a side column became a drawer or came back,
    `escaped` when Esc closed a drawer.

    In a narrow window both are drawers; else the help folds first and the list only where it must.
    """

    folded = Signal()
    escaped = Signal()

    def __init__(self, page: QWidget, left: QWidget, centre: QWidget, right: QWidget) -> None:
        super().__init__(page)
        self._page, self._left, self._right = page, left, right
        self._layout = QHBoxLayout(page)
        self._layout.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        self._layout.setSpacing(_GAP)
        self._layout.addWidget(left)
        self._layout.addWidget(centre, 1)
        self._layout.addWidget(right)
        self._window_narrow = False
        self._drawers: frozenset[QWidget] = frozenset()
        for widget in (page, left, right):
            widget.installEventFilter(self)

    @property
    def list_folded(self) -> bool:
        """Whether the list is a drawer."""
        return self._left in self._drawers

    @property
    def help_folded(self) -> bool:
        """Whether the help is a drawer."""
        return self._right in self._drawers

    def set_narrow(self, narrow: bool) -> None:
        """The window is below the width where both columns fold."""
        self._window_narrow = narrow
        self.arrange()

    def arrange(self) -> None:
        """Choose widths and drawers for the page as wide as it is."""
        left, right = self._widths()
        drawers = self._folding(left, right)
        for widget, width in ((self._left, left), (self._right, right)):
            wanted = self._scaled(_DRAWER) if widget in drawers else width
            widget.setFixedWidth(max(1, min(wanted, self._page.width())))
        if drawers != self._drawers:
            for widget in (self._left, self._right):
                if (widget in drawers) != (widget in self._drawers):
                    self._fold(widget, drawer=widget in drawers)
            self._drawers = drawers
            self.folded.emit()
        for widget in self._drawers:
            self._place(widget)

    def toggle_list(self) -> None:
        """Show or hide the list."""
        self._toggle(self._left)

    def toggle_help(self) -> None:
        """Show or hide the help."""
        self._toggle(self._right)

    def close_drawers(self) -> None:
        """Hide what lies over the text."""
        for widget in self._drawers:
            widget.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the page and the font; Esc closes a drawer."""
        if watched is self._page and event.type() in (QEvent.Type.Resize, QEvent.Type.StyleChange):
            self.arrange()
        escape = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if escape and event.key() == Qt.Key.Key_Escape and watched in self._drawers:
            self.close_drawers()
            self.escaped.emit()
            return True
        return super().eventFilter(watched, event)

    def _scaled(self, width: int) -> int:
        """A width at the font size in force."""
        return round(width * theme.current_scale().points / theme.FontScale.STANDARD.points)

    def _widths(self) -> tuple[int, int]:
        roomy = self._page.width() >= _ROOMY
        left, right = (_LEFT, _RIGHT) if roomy else (_LEFT_TIGHT, _RIGHT_TIGHT)
        return self._scaled(left), self._scaled(right)

    def _folding(self, left: int, right: int) -> frozenset[QWidget]:
        spare = self._page.width() - 3 * _GAP - left - self._scaled(_LEAST_CENTRE)
        if self._window_narrow or spare < 0:
            return frozenset((self._left, self._right))
        return frozenset((self._right,)) if spare < right + _GAP else frozenset()

    def _fold(self, widget: QWidget, *, drawer: bool) -> None:
        if drawer:
            self._layout.removeWidget(widget)
            widget.hide()
        else:
            self._layout.insertWidget(0 if widget is self._left else self._layout.count(), widget)
            widget.show()

    def _toggle(self, widget: QWidget) -> None:
        opened = widget.isHidden()
        self.close_drawers()
        widget.setVisible(opened)
        if opened and widget in self._drawers:
            self._place(widget)
            widget.raise_()
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _place(self, widget: QWidget) -> None:
        """A drawer stands at its edge, over the whole height."""
        x = 0 if widget is self._left else self._page.width() - widget.width()
        widget.setGeometry(x, 0, widget.width(), self._page.height())
