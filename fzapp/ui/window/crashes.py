"""What nobody caught, brought to the thread of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from fzapp.domain.errors import UserError
from fzapp.infra.logs import describe


class Crashes(QObject):
    """A bug comes as `reported(details)`, what the archive or a disk refused as `refused(sentence)`.

    Reading may be refused anywhere, while a page is painted or a list is opened: that is no bug, and a clerk whose
    disk was unplugged can act on the sentence, not on a report of places in the program.
    """

    reported = Signal(str)
    refused = Signal(str)

    def notify(self, error: BaseException) -> None:
        """Called by the hooks, in the thread where it happened."""
        if isinstance(error, UserError):
            self.refused.emit(str(error))
        else:
            self.reported.emit(describe(error))
