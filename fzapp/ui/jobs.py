"""Work that may take longer than 200 ms: done beside the window, delivered on its thread.

A job reads files and computes; it never touches widgets, and writes to the archive only where that was lent
to it (`ui/storing`). The caller owns the `Job`, and with it the signals. What the other thread has to say it
puts in a queue, and the window fetches it: a signal sent from there would reach into an object that the window
may be destroying at that moment.
"""

from __future__ import annotations

import logging
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, QTimer, Signal

from fzapp.domain.errors import Cancelled, UserError
from fzapp.ui.turns import WAIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_log = logging.getLogger(__name__)

_PROGRESS, _DONE, _CANCELLED, _FAILED = "progress", "done", "cancelled", "failed"

SLOW_AFTER = 600
"""Milliseconds after which a job shows itself: what is faster needs no notice."""

FETCH_EVERY = 5
"""Milliseconds between two looks for what the other thread has said."""

LAST_WAIT = 5_000
"""Milliseconds that work which was asked to stop may still take before the archive is closed."""

BETWEEN = 1
"""Milliseconds between two steps on the thread of the window, for its own events."""


def wait_for_all() -> None:
    """Before the archive is closed: until the work that was asked to stop has let go of it."""
    QThreadPool.globalInstance().waitForDone(LAST_WAIT)


class JobContext:
    """What the work is handed: a place to report to, which is also where it learns that it was stopped."""

    def __init__(self, report: Callable[[int, int, str], None]) -> None:
        self._stop = threading.Event()
        self._report = report

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far the work is. Raises `Cancelled` when the user has stopped it."""
        self.check()
        self._report(done, total, note)

    def check(self) -> None:
        """Raise `Cancelled` when the user has stopped the work."""
        if self._stop.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()


class Job(QObject):
    """One piece of work. Exactly one of `succeeded(result)`, `failed(error)` and `cancelled()` comes last.

    `slow` comes when the work still runs after `SLOW_AFTER` milliseconds; `finished` after everything.
    A result that arrives after `cancel` is dropped; of several reports of progress at once the last is told.
    """

    progressed = Signal(int, int, str)
    slow = Signal()
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, work: Callable[[JobContext], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._said: SimpleQueue[tuple[str, Any]] = SimpleQueue()
        said = self._said
        self._context = JobContext(lambda *progress: said.put((_PROGRESS, progress)))
        self._stopped = False
        self.running = False
        self._timer = QTimer(self, singleShot=True, interval=SLOW_AFTER)
        self._timer.timeout.connect(self.slow)
        self._fetch = QTimer(self, interval=FETCH_EVERY)
        self._fetch.timeout.connect(self.fetch)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.cancel)

    def start(self) -> None:
        """Begin the work on a thread of the pool."""
        self.running = True
        self._timer.start()
        self._fetch.start()
        QThreadPool.globalInstance().start(_Run(self._work, self._context, self._said))

    def cancel(self) -> None:
        """Stop: the result, if there still is one, will not be delivered."""
        self._stopped = True
        self._context.cancel()

    def fetch(self) -> None:
        """Look for what the other thread has said; it is looked for every few milliseconds anyway."""
        said = [self._said.get() for _ in range(self._said.qsize())]
        end = said.pop() if said and said[-1][0] != _PROGRESS else None
        if said:
            self.progressed.emit(*said[-1][1])
        if end is not None:
            self._end(*end)

    def _end(self, kind: str, value: object) -> None:
        self._timer.stop()
        self._fetch.stop()
        self.running = False
        if self._stopped or kind == _CANCELLED:
            self.cancelled.emit()
        elif kind == _DONE:
            self.succeeded.emit(value)
        else:
            self.failed.emit(value)
        self.finished.emit()


def beside(work: Callable[[JobContext], Any], take: Callable[[Any], object]) -> Iterator[bool]:
    """Bits (see `ui/turns`) that wait for `work` on a thread of the pool and hand what it found to `take`.

    Given up half way the work is stopped. What fails here fails again where it is needed.
    """
    job = Job(work)
    job.succeeded.connect(take)
    job.start()
    try:
        while job.running:
            yield WAIT
            job.fetch()
    finally:
        job.cancel()


class Steps(QObject):
    """Work on the thread of the window in small steps, with the signals of a `Job`: the events go on between.

    `step` answers whether something is left, `done` how many are done. Stopping takes effect after the
    step at hand; then `cancelled` comes in place of `succeeded`.
    """

    progressed = Signal(int, int, str)
    slow = Signal()
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    def __init__(
        self, step: Callable[[], bool], done: Callable[[], int], total: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._step = step
        self._done = done
        self._total = total
        self._stopped = False
        self.running = False
        self._late = QTimer(self, singleShot=True, interval=SLOW_AFTER)
        self._late.timeout.connect(self.slow)
        self._timer = QTimer(self, singleShot=True, interval=BETWEEN)
        self._timer.timeout.connect(self._on_turn)

    def start(self) -> None:
        """Begin with the next turn of the events."""
        self.running = True
        self._late.start()
        self._timer.start()

    def cancel(self) -> None:
        """Stop after the step at hand."""
        self._stopped = True

    def _on_turn(self) -> None:
        if self._stopped:
            self._end(self.cancelled)
            return
        try:
            more = self._step()
        except UserError as error:
            self._end(self.failed, error)
        except Exception as error:  # noqa: BLE001  a bug in the work is the window's to show
            _log.critical("a step failed", exc_info=error)
            self._end(self.failed, error)
        else:
            self.progressed.emit(self._done(), self._total, "")
            if more:
                self._timer.start()
            else:
                self._end(self.succeeded, None)

    def _end(self, signal: Any, *values: object) -> None:  # noqa: ANN401  a bound signal
        self._timer.stop()
        self._late.stop()
        self.running = False
        signal.emit(*values)
        self.finished.emit()


class _Run(QRunnable):
    def __init__(
        self, work: Callable[[JobContext], Any], context: JobContext, said: SimpleQueue[tuple[str, Any]]
    ) -> None:
        super().__init__()
        self._work = work
        self._context = context
        self._said = said

    def run(self) -> None:
        """Called by the pool on its thread."""
        self._said.put(self._outcome())

    def _outcome(self) -> tuple[str, object]:
        try:
            return _DONE, self._work(self._context)
        except Cancelled:
            return _CANCELLED, None
        except UserError as error:
            return _FAILED, error
        except Exception as error:  # noqa: BLE001  a bug in the work is the window's to show
            _log.critical("a job failed", exc_info=error)
            return _FAILED, error
