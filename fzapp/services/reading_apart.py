"""Foreign files read in processes of their own, several at once, each for a few seconds at most."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from fzapp.domain.errors import UserError
from fzapp.infra.helper import Helper
from fzapp.intake.apart import in_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from fzapp.domain.document import RecognisedReport

    Arguments = ParamSpec("Arguments")
    Answer = TypeVar("Answer")

MOST = 4
"""Processes at most: each takes some 50 MB."""


class Readers:
    """Does pieces of work on foreign files beside each other. Work answers a `UserError`, it raises none.

    `count` is how many pieces there will be. `close` at the end: what has not been answered is given up.
    """

    def __init__(self, count: int) -> None:
        self.count = max(1, min(MOST, os.cpu_count() or 1, count))
        self._helpers = [Helper() for _ in range(self.count)]
        self._free: SimpleQueue[Helper] = SimpleQueue()
        for helper in self._helpers:
            self._free.put(helper)
        self._pool = ThreadPoolExecutor(self.count, "readers")

    def submit(
        self,
        work: Callable[Arguments, Answer],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Future[Answer | UserError]:
        """Begin a piece of work as soon as a process is free."""
        return self._pool.submit(self._run, work, *arguments, **named)

    def close(self) -> None:
        """End all processes, whatever they are doing."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._end()
        self._pool.shutdown(wait=True)
        self._end()

    def _end(self) -> None:
        for helper in self._helpers:
            helper.close()

    def _run(
        self,
        work: Callable[Arguments, Answer],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Answer | UserError:
        helper = self._free.get()
        try:
            return in_time(helper, work, *arguments, **named)
        finally:
            self._free.put(helper)


def recognised_report(original: bytes) -> RecognisedReport | UserError:
    """A report file recognised, or the sentence why not: work for `Readers`."""
    from fzapp.intake.documents import document_of  # noqa: PLC0415  heavy, and not needed at the start
    from fzapp.intake.report_parser import recognise  # noqa: PLC0415

    try:
        return recognise(document_of(original, apart=True))
    except UserError as error:
        return error
