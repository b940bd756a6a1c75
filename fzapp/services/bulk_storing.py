"""Reports that were read and confirmed on their way into the archive, batch by batch."""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import islice
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import sha256_of, shown_name
from fzapp.services.folder_scan import Refused
from fzapp.services.imports import Imported
from fzapp.storage import blobs
from fzapp.storage.blobs import Placed
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from fzapp.services.bulk_imports import Candidate, Wanted
    from fzapp.services.imports import ImportService
    from fzapp.storage.archive import Archive

BATCH_SECONDS = 0.03
"""How long one transaction takes, with its commit: a window stays alive between two of them."""

MOST_IN_BATCH = 12
"""Reports in one transaction, and so in one line of the history, at most."""

ORIGINALS_AT_ONCE = 4
"""Originals that are put in place beside each other: each waits for the disk twice."""

_AHEAD_FILES = 24
"""Originals that are put in place ahead of the reports."""

_PATIENCE = 8
"""The part of its time that a step waits for originals: an eighth."""

_AT_FIRST = 0.005
"""Seconds that a report takes until it is known."""


class Storing:
    """Confirmed reports on their way into the archive. Every step is one transaction of whole reports.

    Threads of its own read the originals again and put them in place some files ahead: the disk and the
    stick are waited for there. `close` at the end, whether everything is stored or not.
    """

    def __init__(self, archive: Archive, imports: ImportService, wanted: Sequence[Wanted]) -> None:
        self.total = len(wanted)
        self.report_ids: list[int] = []
        self.refused: list[Refused] = []
        self._archive = archive
        self._imports = imports
        self._waiting = deque(wanted)
        self._ahead: deque[tuple[Wanted, Future[Placed | Refused]]] = deque()
        self._stored: list[tuple[Wanted, int, int]] = []
        self._placed: dict[str, str] = {}
        self._pool = ThreadPoolExecutor(ORIGINALS_AT_ONCE, "originals")
        self._each = _AT_FIRST

    @property
    def done(self) -> int:
        """How many were stored or refused."""
        return self.total - len(self._waiting) - len(self._ahead)

    def step(self, seconds: float = BATCH_SECONDS) -> bool:
        """Store for about `seconds`; answers whether something is left. May store nothing when a disk is slow.

        Raises `UserError` when the archive cannot be written: then nothing of this step is there.
        """
        ready = self._ready(seconds)
        start = time.monotonic()
        batch: list[tuple[Wanted, int, int]] = []
        with self._archive.transact(Op.IMPORT_REPORT) as transaction:
            for wanted, original in ready:
                recognised = wanted.candidate.recognised
                assert recognised is not None, "nothing to store"
                report = self._imports.insert(
                    transaction.write, original, recognised, wanted.year, wanted.genre
                )
                batch.append((wanted, report.id, sum(not part.is_annex for part in report.sections)))
        if batch:
            self._each = (time.monotonic() - start) / len(batch)
        self._stored += batch
        self.report_ids += [report_id for _, report_id, _ in batch]
        return bool(self._waiting or self._ahead)

    def close(self) -> None:
        """Let go of the thread; originals that were put in place for reports not stored are removed."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        stored = {wanted.candidate.digest for wanted, _, _ in self._stored}
        for digest, name in self._placed.items():
            if digest not in stored:
                blobs.take_back(self._archive, digest, name)

    def _ready(self, seconds: float) -> list[tuple[Wanted, Placed]]:
        """As many reports as are stored in `seconds`, if their originals are in place; refused ones are noted."""
        while self._waiting and len(self._ahead) < _AHEAD_FILES:
            wanted = self._waiting.popleft()
            self._ahead.append((wanted, self._pool.submit(self._again, wanted.candidate)))
        count = max(1, min(int(seconds / self._each), MOST_IN_BATCH))
        wait([future for _, future in islice(self._ahead, count)], timeout=seconds / _PATIENCE)
        ready: list[tuple[Wanted, Placed]] = []
        while len(ready) < count and self._ahead and self._ahead[0][1].done():
            wanted, future = self._ahead.popleft()
            original = future.result()
            if isinstance(original, Refused):
                self.refused.append(original)
            else:
                ready.append((wanted, original))
        return ready

    def told(self) -> list[Imported]:
        """What was stored, with its numbers counted."""
        return [
            Imported(
                wanted.candidate.where,
                report_id,
                wanted.genre,
                wanted.year,
                wanted.candidate.title,
                sections,
                self._imports.count_figures(wanted.candidate.recognised.lines),
            )
            for wanted, report_id, sections in self._stored
            if wanted.candidate.recognised is not None
        ]

    def _again(self, candidate: Candidate) -> Placed | Refused:
        """On a thread of the originals: read once more, for a thousand of them are not kept in memory meanwhile.

        Raises `UserError` when the archive's disk refuses.
        """
        from fzapp.intake.documents import bytes_of  # noqa: PLC0415  heavy, and not needed at the start

        try:
            original = bytes_of(candidate.path)
        except UserError as error:
            return Refused(candidate.where, shown_name(str(error)))
        name = shown_name(candidate.path.name)
        if sha256_of(original) != candidate.digest:
            return Refused(candidate.where, str(UserError(f"“{name}”读过以后又改了", "重新导入一次")))
        if blobs.place(self._archive, candidate.digest, name, original):
            self._placed[candidate.digest] = name
        return Placed(candidate.digest, name, len(original))
