"""One step on the undo stack: an operation on the archive, undone and redone through its one door."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from fzapp.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change

_log = logging.getLogger(__name__)


class ArchiveCommand(QUndoCommand):
    """Holds the changes of one operation, oldest first; they have been made when it is pushed."""

    def __init__(self, archive: Archive, changes: Sequence[Change], tell: Callable[[str], None]) -> None:
        super().__init__(changes[-1].op.label)
        self._archive = archive
        self._changes = tuple(changes)
        self._tell = tell
        self._pushed = False
        self._outcome: Change | UserError | None = None
        self.quiet = False
        """Nothing is done to the archive while the stack is only put in another order."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the next undo or redo reverts."""
        return self._changes

    @property
    def only(self) -> Change | None:
        """The change of this step; None where it has several."""
        return self._changes[0] if len(self._changes) == 1 else None

    def hand(self, outcome: Change | UserError) -> None:
        """What reverting `only` came to beside the window: the next undo or redo takes that for its own."""
        self._outcome = outcome

    def redo(self) -> None:
        """Qt calls this once on push, when there is nothing to do."""
        if self._pushed and not self.quiet:
            self._swap()
        self._pushed = True

    def undo(self) -> None:
        """Put the rows back."""
        if not self.quiet:
            self._swap()

    def _swap(self) -> None:
        """Revert the changes, newest first; what that did is what the next call reverts.

        QUndoStack moves its index even when this raises: so nothing leaves here, and a step that could
        not be taken is made obsolete, which takes it off the stack.
        """
        done: list[Change] = []
        try:
            for change in reversed(self._changes):
                done.append(self._reverted(change))  # noqa: PERF401  what was done before an error counts
        except UserError as error:
            self.setObsolete(True)
            self._tell(str(error))
        except Exception as error:  # noqa: BLE001  QUndoStack has moved its index already
            self.setObsolete(True)
            _log.critical("undo failed", exc_info=error)
            self._tell("这一步没有撤销成功，资料保持原样。")
        self._changes = tuple(done)

    def _reverted(self, change: Change) -> Change:
        outcome, self._outcome = self._outcome, None
        if outcome is None:
            return self._archive.revert(change)
        if isinstance(outcome, UserError):
            raise outcome
        self._archive.adopt(outcome)
        return outcome
