"""The words of evidence are read beside the window, some time after files came in, so that Ctrl+K finds them."""

from __future__ import annotations

import logging
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.services.context import Services
    from fzapp.services.evidence_texts import EvidenceTexts
    from fzapp.storage.changes import Change
    from fzapp.storage.evidence_index import EvidenceText, Unread
    from fzapp.ui.archive_signals import ArchiveSignals
    from fzapp.ui.jobs import Job, JobContext, Steps
    from fzapp.ui.operations import Operations

QUIET = 2_000
"""Milliseconds without further news of files before they are read."""

_log = logging.getLogger(__name__)


class EvidenceReading(QObject):
    """Costs nothing while no files come in: one question to the archive, then nothing."""

    def __init__(
        self, services: Services, signals: ArchiveSignals, operations: Operations, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._operations = operations
        self._job: Job | Steps | None = None
        self._found: deque[EvidenceText] = deque()
        self._quiet = QTimer(self, singleShot=True, interval=QUIET)
        self._quiet.timeout.connect(self.read)
        signals.changed.connect(self._on_changed)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    @property
    def running(self) -> bool:
        """Whether files are being read or kept."""
        return self._job is not None and self._job.running

    def begin(self) -> None:
        """After the first paint: what an earlier start left unread."""
        self._quiet.start()

    def stop(self) -> None:
        """Give up what is being read: the next start reads it."""
        self._quiet.stop()
        if self._job is not None:
            self._job.cancel()

    def read(self) -> None:
        """Read what is not known yet."""
        from fzapp.ui.jobs import Job  # noqa: PLC0415  the window starts without it

        if self.running:
            self._quiet.start()
            return
        texts = self._services.evidence_texts
        unread = texts.unread()
        if unread:
            self._job = Job(partial(_read, texts, unread), self)
            self._job.succeeded.connect(self._on_read)
            self._job.start()

    def _on_changed(self, change: Change, _initiator: object) -> None:
        from fzapp.storage.evidence_index import INDEXED  # noqa: PLC0415  loaded with the first change

        if change.tables & INDEXED:
            self._quiet.start()

    def _on_read(self, found: Sequence[EvidenceText]) -> None:
        from fzapp.ui.jobs import Steps  # noqa: PLC0415  it is loaded by now

        self._found.extend(found)
        total = len(found)
        self._job = Steps(self._keep_one, lambda: total - len(self._found), total, self)
        self._job.failed.connect(self._on_failed)
        self._job.succeeded.connect(self._on_kept)
        self._job.start()

    def _keep_one(self) -> bool:
        self._services.evidence_texts.keep(self._found.popleft())
        return bool(self._found)

    def _on_kept(self, _nothing: object) -> None:
        """On to the next ones, until none is left."""
        self._operations.note_saved()
        self._quiet.start()

    def _on_failed(self, error: object) -> None:
        """Nobody waits for it: it is tried again when files come in, or at the next start."""
        self._found.clear()
        _log.info("texts of evidence were not kept: %s", type(error).__name__)


def _read(texts: EvidenceTexts, unread: Sequence[Unread], context: JobContext) -> Sequence[EvidenceText]:
    """Runs on a worker: reads files, touches no archive."""
    return texts.read(unread, context.check)
