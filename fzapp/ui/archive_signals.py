"""The archive's news as a Qt signal."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class ArchiveSignals(QObject):
    """`changed(change, initiator)` after every committed change, on the GUI thread.

    `change` is a `fzapp.storage.changes.Change`. `initiator` is the object that asked for it (a view
    ignores its own echo) or None for undo, redo and the program itself.
    """

    changed = Signal(object, object)
