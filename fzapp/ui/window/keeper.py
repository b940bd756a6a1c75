"""What the program does by itself while nobody waits for it: the daily backup, folding the log into the file."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from fzapp.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.services.context import Services
    from fzapp.services.doctor import Looked
    from fzapp.ui.jobs import Job
    from fzapp.ui.operations import Operations
    from fzapp.ui.prompts import Prompter

SETTLE_AFTER = 1_000
"""Milliseconds of quiet after the last write until one file is the whole archive again."""

_log = logging.getLogger(__name__)


class Keeper(QObject):
    """Costs nothing while idle: its one timer runs only after a write."""

    def __init__(
        self, services: Services, operations: Operations, prompter: Prompter, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._prompter = prompter
        self.job: Job | None = None
        self._quiet = QTimer(self, singleShot=True, interval=SETTLE_AFTER)
        self._quiet.timeout.connect(self.settle)
        operations.saved.connect(self._on_saved)

    def begin(self) -> None:
        """After the first paint: back up when the last backup is a day old, look at the file, beside the window."""
        from fzapp.services import safekeeping  # noqa: PLC0415  the window stands already
        from fzapp.ui.jobs import Job  # noqa: PLC0415

        if self.job is not None and self.job.running:
            return
        archive = self._services.archive
        place, whole = safekeeping.second_place(archive), safekeeping.look_is_due(archive)
        self.job = Job(lambda _context: safekeeping.keep_safe(self._services, place, whole=whole), self)
        self.job.succeeded.connect(partial(self._on_kept, whole))
        self.job.failed.connect(self._on_not_kept)
        self.job.start()

    def _on_kept(self, whole: bool, wrong: Sequence[Looked]) -> None:
        from fzapp.services import pack_journal, safekeeping  # noqa: PLC0415

        archive = self._services.archive
        if wrong:
            told = "；".join(f"{one.name}{one.detail}" for one in wrong[:2])
            self._prompter.tell(f"{told}。", "wrong")
            return
        if whole:
            safekeeping.note_look(archive)
        reminder = pack_journal.broken_off(archive) or safekeeping.reminder(archive)
        if reminder:
            self._prompter.tell(reminder, "note")

    def _on_not_kept(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._prompter.tell(str(error), "wrong")

    def stop(self) -> None:
        """The archive is about to be closed: what is still under way is not wanted any more."""
        self._quiet.stop()
        if self.job is not None:
            self.job.cancel()

    def settle(self) -> None:
        """Fold the log in, again later while somebody still reads; what stands in the way today goes tomorrow."""
        try:
            if not self._services.archive.settle(patient=False):
                self._quiet.start()
        except UserError as error:
            _log.info("the archive did not settle: %s", type(error).__name__)

    def _on_saved(self, _time: str) -> None:
        self._quiet.start()
