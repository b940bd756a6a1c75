"""What the window expects of a page. A page knows neither the window nor other pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from fzapp.services.context import Services
    from fzapp.services.writing import Recovered
    from fzapp.storage.changes import Change
    from fzapp.ui.archive_signals import ArchiveSignals
    from fzapp.ui.operations import Operations
    from fzapp.ui.prompts import Prompter


class Page(QWidget):
    """Base of all pages. Subclasses set `name` and `tables`, build themselves in __init__, and override.

    `tables` are the tables of the archive whose changes make the page stale; `refresh` is called when
    such a change was made by somebody else: at once while visible, else on the next `activate`.
    """

    title_changed = Signal()
    status_changed = Signal()
    open_section_requested = Signal(int)
    open_place_requested = Signal(int, int, int)
    """Section (0: title and signature), offset and length in its text as read: to be shown selected."""
    open_page_requested = Signal(str)
    open_rows_requested = Signal(str, int, object)
    """Code of a ledger, year, keys of rows: to be seen on the page of the ledgers."""
    command_requested = Signal(str)
    """One of the COMMAND_ names of `actions`: things the window does for any page."""
    look_requested = Signal(str, str)
    """Type size and theme as stored values; "" leaves one as it is."""

    name: ClassVar[str] = ""
    """The word in the left strip."""
    tables: ClassVar[frozenset[str]] = frozenset({"report", "section", "setting"})

    def __init__(
        self,
        services: Services,
        signals: ArchiveSignals,
        operations: Operations,
        prompter: Prompter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.services = services
        self.signals = signals
        self.operations = operations
        self.prompter = prompter
        self.stale = True
        signals.changed.connect(self._on_archive_changed)

    def title(self) -> str:
        """The words in the top line."""
        return self.name

    def actions(self) -> Sequence[QAction]:
        """The buttons of the top line, the primary one (`QAction.Priority.HighPriority`) first."""
        return ()

    def status(self) -> str:
        """The words of the page in the status line, beside what the window says itself."""
        return ""

    def activate(self) -> None:
        """Called when the page is shown."""
        if self.stale:
            self.stale = False
            self.refresh()

    def leave(self) -> bool:
        """Called before another page is shown and before the window closes: commit what is typed.

        False when that was refused (the user has been told): the window then asks before it closes.
        """
        return True

    def refresh(self) -> None:
        """Read everything anew from the services."""

    def save(self) -> None:
        """Ctrl+S: commit what is typed."""
        self.leave()

    def show_recovered(self, recovered: Sequence[Recovered]) -> None:
        """Text of the last run came back: name it, where the page tells what is to be done."""

    def set_narrow(self, narrow: bool) -> None:
        """The window became narrower or wider than `theme.NARROW_BELOW`: fold or unfold side columns."""

    def toggle_list(self) -> None:
        """F9: show or hide the list on the left."""

    def toggle_column(self) -> None:
        """F10: show or hide the column on the right."""

    def _on_archive_changed(self, change: Change, initiator: object | None) -> None:
        if initiator is self or not change.tables & self.tables:
            return
        if self.isVisible():
            self.refresh()
        else:
            self.stale = True
