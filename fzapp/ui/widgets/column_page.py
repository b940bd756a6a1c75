"""A page with one side column, which becomes a drawer where the window is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.ui.page import Page
from fzapp.ui.widgets.side_column import SideColumn

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QBoxLayout, QScrollArea


class ColumnPage(Page):
    """Subclasses call `add_column` and `opened_by` while they build themselves."""

    def add_column(self, layout: QBoxLayout, column: QScrollArea, width: int, *, left: bool = False) -> None:
        """Put the column beside what is in `layout`; `width` as for `SideColumn`."""
        self._side = SideColumn(self, layout, column, width, left=left)

    def opened_by(self, action: QAction) -> None:
        """The button in the top line that brings the column out while it is a drawer."""
        self._opens = action
        action.setVisible(False)

    def set_narrow(self, narrow: bool) -> None:
        """Fold the column into a drawer, or put it back."""
        self._side.set_narrow(narrow)
        self._opens.setVisible(narrow)

    def toggle_list(self) -> None:
        """F9: a column on the left."""
        if self._side.left:
            self._side.toggle()

    def toggle_column(self) -> None:
        """F10: a column on the right."""
        if not self._side.left:
            self._side.toggle()
