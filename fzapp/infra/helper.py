"""A second process of this program that does one piece of work after the other and can be ended at any moment.

Foreign files are read there: one that is made to take for ever, or to bring the reader down, costs the helper
and not the window; and two helpers read twice as many files as two threads. Work and answers are pickled, so
work is a function of a module, with plain values. No library of the program is loaded before it is asked for.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    Arguments = ParamSpec("Arguments")
    Answer = TypeVar("Answer")

FLAG = "--helper"
"""The command line that makes a process of this program a helper; `fzapp.__main__` knows it."""

_BROKEN = (EOFError, OSError, ValueError, pickle.UnpicklingError)


class HelperLost(Exception):
    """The helper ended before it answered: the work brought it down, or somebody closed it."""


class TookTooLong(HelperLost):
    """The work was not done in its time, and the helper was ended."""


class NoHelper(Exception):
    """This machine starts no second process."""


class Helper:
    """One process, started with the first piece of work and again after it was lost. Of one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def call(
        self,
        seconds: float,
        work: Callable[Arguments, Answer],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Answer:
        """What `work` answers in the other process.

        Raises `NoHelper`, `TookTooLong` after `seconds`, `HelperLost` when the work ended the process. The work
        itself raises nothing that should be known here: it answers it.
        """
        process = self._process or self._start()
        begin = time.monotonic()
        try:
            _send(process, (seconds, work, arguments, named))
            return cast("Answer", _receive(process))
        except _BROKEN as error:
            self.close()
            over = time.monotonic() - begin >= seconds
            raise (TookTooLong if over else HelperLost) from error

    def close(self) -> None:
        """End the process at once; from another thread too, whose call is then lost."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                cast("IO[bytes]", pipe).close()

    def _start(self) -> subprocess.Popen[bytes]:
        try:
            process = subprocess.Popen(  # noqa: S603  this program itself
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                creationflags=_windows_flags(),
            )
        except OSError as error:
            raise NoHelper from error
        self._process = process
        try:
            _receive(process)
        except _BROKEN as error:
            self.close()
            raise NoHelper from error
        return process


def serve() -> int:
    """What a helper does: read a piece of work, do it, write the answer; until the other end is closed."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    nowhere = os.open(os.devnull, os.O_WRONLY)
    pickle.dump(FLAG, target)
    target.flush()
    while True:
        try:
            seconds, work, arguments, named = pickle.load(source)  # noqa: S301  from the program that started this one
        except EOFError:
            return 0
        # the watch is kept outside of Python, so that it also ends what never comes back to Python
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        answer = pickle.dumps(work(*arguments, **named))
        faulthandler.cancel_dump_traceback_later()
        target.write(answer)
        target.flush()


def _send(process: subprocess.Popen[bytes], message: object) -> None:
    pipe = cast("IO[bytes]", process.stdin)
    pickle.dump(message, pipe)
    pipe.flush()


def _receive(process: subprocess.Popen[bytes]) -> object:
    return pickle.load(cast("IO[bytes]", process.stdout))  # noqa: S301  from a process of our own


def _command() -> list[str]:
    """How this program is started once more: installed it is its own starter, in a checkout a module."""
    installed = getattr(sys, "frozen", False)
    return [sys.executable, FLAG] if installed else [sys.executable, "-m", "fzapp", FLAG]


def _environment() -> dict[str, str]:
    """The settings of this process; in a checkout the helper must find the same sources."""
    if getattr(sys, "frozen", False):
        return dict(os.environ)
    return os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def _windows_flags() -> int:
    """On Windows: no console of its own."""
    return subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0
