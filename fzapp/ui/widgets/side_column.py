"""A column beside the main part of a page that becomes a drawer over it where there is no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt

from fzapp.ui import theme
from fzapp.ui.widgets.basic import restyle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget


class SideColumn(QObject):
    """Keeps `column` at the end of `layout` while there is room, else lays it over `page` when asked for.

    With `left` it stands at the beginning, and comes from the left. `width` is in logical pixels at the
    standard type size. Esc closes the drawer.
    """

    def __init__(
        self, page: QWidget, layout: QBoxLayout, column: QScrollArea, width: int, *, left: bool = False
    ) -> None:
        super().__init__(page)
        self._page = page
        self._layout = layout
        self._column = column
        self._width = width
        self.left = left
        self.narrow = False
        column.setFixedWidth(theme.scaled(width))
        self._insert()
        page.installEventFilter(self)
        column.installEventFilter(self)

    @property
    def shown(self) -> bool:
        """Whether the column can be seen."""
        return not self._column.isHidden()

    def set_narrow(self, narrow: bool) -> None:
        """Fold the column away, or put it back beside the main part."""
        if narrow == self.narrow:
            return
        self.narrow = narrow
        if narrow:
            self._layout.removeWidget(self._column)
            self._column.setParent(self._page)
            restyle(self._column, "role", "left_drawer" if self.left else "drawer")
            self._column.setViewportMargins(12, 12, 12 if self.left else 0, 12)
            self._column.hide()
        else:
            restyle(self._column, "role", "")
            self._column.setViewportMargins(0, 0, 0, 0)
            self._column.setFixedWidth(theme.scaled(self._width))
            self._insert()
            self._column.show()

    def toggle(self) -> None:
        """Show or hide the column; as a drawer it takes the focus, so that the keyboard is in it."""
        self._column.setVisible(not self.shown)
        if self.narrow and self.shown:
            self._place()
            self._column.raise_()
            self._column.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the page and of the type; close the drawer on Esc."""
        if watched is self._page and event.type() is QEvent.Type.FontChange:
            self._column.setFixedWidth(theme.scaled(self._width))
        if watched is self._page and event.type() is QEvent.Type.Resize and self.narrow:
            self._place()
        if (
            watched is self._column
            and self.narrow
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self._column.hide()
            return True
        return super().eventFilter(watched, event)

    def _insert(self) -> None:
        self._layout.insertWidget(0 if self.left else self._layout.count(), self._column)

    def _place(self) -> None:
        width = min(theme.scaled(self._width), self._page.width())
        self._column.setFixedWidth(width)
        x = 0 if self.left else self._page.width() - width
        self._column.setGeometry(x, 0, width, self._page.height())
