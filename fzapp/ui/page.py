"""What the window expects of a page. A page knows neither the window nor other pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fzapp.domain.errors import UserError
from fzapp.domain.report import ReportStage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QAction

    from fzapp.domain.report import Report
    from fzapp.services.context import Services
    from fzapp.services.writing import Recovered
    from fzapp.storage.changes import Change
    from fzapp.ui.archive_signals import ArchiveSignals
    from fzapp.ui.operations import Operations
    from fzapp.ui.prompts import Prompter


@dataclass(frozen=True, slots=True)
class Means:
    """What every page works with: what can be done, what happened, how it is done and undone, how to speak."""

    services: Services
    signals: ArchiveSignals
    operations: Operations
    prompter: Prompter


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
    restore_requested = Signal(object)
    """The backup (`restoring.Source`) that is to take the place of this archive."""
    command_requested = Signal(str)
    """One of the COMMAND_ names of `actions`: things the window does for any page."""
    look_requested = Signal(str, str)
    """Type size and theme as stored values; "" leaves one as it is."""

    name: ClassVar[str] = ""
    """The word in the left strip."""
    topic: ClassVar[str] = ""
    """The title of the topic that F1 opens; empty when it is the name."""
    tables: ClassVar[frozenset[str]] = frozenset({"report", "section", "setting"})
    follows_report: ClassVar[bool] = False
    """Whether the page is about one report, and turns to another one with the rest of the window."""

    shows_text: ClassVar[bool] = False
    """Whether the words of that report are seen: its tables made from ledgers are then made anew first."""

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.means = means
        self.services = means.services
        self.signals = means.signals
        self.operations = means.operations
        self.prompter = means.prompter
        self.stale = True
        self._faults: dict[str, str] = {}
        self.signals.changed.connect(self._on_archive_changed)
        if self.follows_report:
            self.signals.report_chosen.connect(self._on_report_chosen)

    def note(self, sentence: str) -> None:
        """Say in the bar of the window what came of something; "" says nothing."""
        if sentence:
            self.prompter.tell(sentence, "note")

    def judge(self, place: str, fault: str) -> None:
        """Tell what is wrong with what stands in a place; with "" nothing is, and what was told of it before goes."""
        if fault:
            self._faults[place] = fault
            self.prompter.tell(fault, "wrong")
        elif place in self._faults:
            self.prompter.take_back(self._faults.pop(place))

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
            self._follow_ledgers()
            self.stale = False
            self.refresh()

    def leave(self) -> bool:
        """Called before another page is shown and before the window closes: commit what is typed.

        False when that was refused (the user has been told): the window then asks before it closes.
        """
        return True

    def ahead(self) -> Iterator[bool | None]:
        """Look up bit by bit what `refresh` will ask for, between the events of the window.

        What is found the services remember; nothing depends on its having been run, or to its end. Here it is
        the kinds of ledgers, for a page that shows any.
        """
        if "ledger_row" in self.tables:
            yield from self.services.ledgers.ahead()

    def _rows_counted(self) -> Iterator[bool | None]:
        """How many rows the ledgers have, counted beside the window."""
        from fzapp.ui.jobs import beside  # noqa: PLC0415  the window starts without it

        counts = self.services.ledgers.row_counts
        if not counts.known:
            yield from beside(lambda _context: counts.count(), counts.take)

    def _numbers_ahead(self) -> Iterator[bool | None]:
        """The figures and numbers of the report in hand."""
        report = self.report_in_hand()
        if report is not None:
            yield from self.services.review.ahead(report)

    def refresh(self) -> None:
        """Read everything anew from the services."""

    def report_in_hand(self) -> Report | None:
        """The report the window was turned to while it is there, else the one that is being written."""
        if self.signals.report_id:
            try:
                return self.services.reports.get(self.signals.report_id)
            except UserError:  # it was taken away
                self.signals.report_id = 0
        return self.services.overview.current_report()

    def _follow_ledgers(self) -> None:
        """Tables of the report that were made from ledgers are made anew where those have changed."""
        report = self.report_in_hand() if self.shows_text else None
        if report is not None and report.stage is ReportStage.DRAFT:
            self.operations.run(lambda: self.services.refresh_tables(report.id), initiator=self)

    def turn_to(self, report_id: int) -> None:
        """The window turns to another report: let go of the one before. `refresh` comes next."""

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
        if initiator is not self and change.tables & self.tables:
            self._renew()

    def _on_report_chosen(self, report_id: int) -> None:
        self.turn_to(report_id)
        self._renew()

    def _renew(self) -> None:
        """Refresh what can be seen; what cannot, when it is shown."""
        if self.isVisible():
            self.refresh()
        else:
            self.stale = True
