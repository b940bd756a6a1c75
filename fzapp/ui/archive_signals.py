"""The archive's news as a Qt signal, and which report the window is about."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class ArchiveSignals(QObject):
    """`changed(change, initiator)` after every committed change, on the GUI thread.

    `change` is a `fzapp.storage.changes.Change`. `initiator` is the object that asked for it (a view
    ignores its own echo) or None for undo, redo and the program itself.

    `report_chosen(report_id)` when the user turned to another report; `report_id` holds it, 0 as long
    as nobody chose (then a page takes `services.overview.current_report()`).
    """

    changed = Signal(object, object)
    report_chosen = Signal(int)
    lock_requested = Signal()
    """Hide the window until the password is given."""
    reseal_requested = Signal(object)
    """Give the archive another password, a `doors.Key`; None for none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.report_id = 0

    def choose_report(self, report_id: int) -> None:
        """Turn all pages to a report."""
        if report_id != self.report_id:
            self.report_id = report_id
            self.report_chosen.emit(report_id)
