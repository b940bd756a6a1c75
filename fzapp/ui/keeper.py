"""What the program does by itself while nobody waits for it: the daily backup, folding the log into the file."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from fzapp.domain.errors import UserError

if TYPE_CHECKING:
    from fzapp.services.context import Services
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
        self._quiet = QTimer(self, singleShot=True, interval=SETTLE_AFTER)
        self._quiet.timeout.connect(self.settle)
        operations.saved.connect(self._on_saved)

    def begin(self) -> None:
        """After the first paint: back up when the last backup is older than a day."""
        try:
            self._services.back_up_when_due()
        except UserError as error:
            self._prompter.tell(str(error), "wrong")

    def settle(self) -> None:
        """Fold the log in; what stands in the way today goes tomorrow."""
        try:
            self._services.archive.settle()
        except UserError as error:
            _log.info("the archive did not settle: %s", type(error).__name__)

    def _on_saved(self, _time: str) -> None:
        self._quiet.start()
