"""The log, the crash file and the hooks for what nobody caught.

A log holds ids, counts and places in the source, never the text of a report, a name or a cell: the
message of an exception may quote any of these, so only its kind and the places it passed through are
written, whoever logs it.
"""

from __future__ import annotations

import contextlib
import copy
import faulthandler
import logging
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    Notify = Callable[[BaseException], None]

LOG_BYTES = 512 * 1024
OLD_LOGS = 4
"""With the one being written: five files of half a megabyte."""

_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
_log = logging.getLogger(__name__)


def describe(error: BaseException) -> str:
    """The kind of `error`, its causes, and the places it passed through; nothing that it says.

    The number of an `OSError` is kept: it tells a full disk from a missing right.
    """
    lines: list[str] = []
    current: BaseException | None = error
    while current is not None:
        number = f" (errno {current.errno})" if isinstance(current, OSError) else ""
        lines.append(f"{type(current).__name__}{number}")
        lines.extend(_places(current.__traceback__))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)


def _places(trace: TracebackType | None) -> list[str]:
    """One line for each frame: module, line, function. File names of the machine stay out too."""
    places: list[str] = []
    while trace is not None:
        frame = trace.tb_frame
        module = frame.f_globals.get("__name__", "?")
        places.append(f"  {module}:{trace.tb_lineno} {frame.f_code.co_qualname}")
        trace = trace.tb_next
    return places


class PlainFormatter(logging.Formatter):
    """Writes an exception as `describe` does, also for a call of `logging.exception` elsewhere."""

    def format(self, record: logging.LogRecord) -> str:
        """One record; the text of an exception that another formatter left in it is not used."""
        plain = copy.copy(record)
        plain.exc_text = None
        return super().format(plain)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802  the name is logging's
        """Kind and places only."""
        return describe(ei[1]) if ei[1] is not None else ""


class TurningFile(logging.FileHandler):
    """A log that begins anew when it is full: log.1 is the one before, log.2 the one before that.

    The handler of `logging.handlers` does the same, but its module loads sockets and more, which a
    thirtieth of the start of the program goes into.
    """

    def __init__(self, path: Path, most: int, kept: int) -> None:
        """`most` bytes for a file, `kept` older ones."""
        super().__init__(path, encoding="utf-8")
        self.most, self._path, self._kept = most, path, kept

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a file that is full then is put behind the older ones."""
        super().emit(record)
        if self.stream is not None and self.stream.tell() >= self.most:
            self.stream.close()
            self._turn()

    def _turn(self) -> None:
        names = [
            self._path,
            *(self._path.with_name(f"{self._path.name}.{n}") for n in range(1, self._kept + 1)),
        ]
        # where another program holds a file open, the log goes on in the one it has
        with contextlib.suppress(OSError):
            for older, newer in zip(reversed(names[1:]), reversed(names[:-1]), strict=True):
                if newer.exists():
                    newer.replace(older)
        self.stream = self._open()


class LogSession:
    """Logging from the start of the program to its end.

    `previous_crash` is what the last run left when it died without a word of Python, or "".
    `log_path` and `crash_path` are the files in use.
    """

    def __init__(self, data_folder: Path, name: str = "fzapp") -> None:
        """Make data_folder/logs and send log, crashes and uncaught exceptions there.

        Window and command line may run at once: each has a `name`, and files, of its own.
        Raises `OSError` when the folder cannot be made or written.
        """
        folder = data_folder / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        self.log_path = folder / f"{name}.log"
        self.crash_path = folder / f"{name}-crash.log"
        self.previous_crash = _set_aside(self.crash_path)
        self._notify: Notify | None = None
        self._handler = TurningFile(self.log_path, LOG_BYTES, OLD_LOGS)
        self._handler.setFormatter(PlainFormatter(_FORMAT))
        self._crash_file = self.crash_path.open("w", encoding="utf-8")
        self._before = (sys.excepthook, threading.excepthook, logging.getLogger().level)
        self._install()

    def _install(self) -> None:
        root = logging.getLogger()
        root.addHandler(self._handler)
        root.setLevel(logging.INFO)
        faulthandler.enable(self._crash_file)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def set_notify(self, notify: Notify | None) -> None:
        """Say who is told of every exception that nobody caught, in the thread it happened in."""
        self._notify = notify

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.critical("uncaught: %s", describe(error))
        if self._notify is not None:
            self._notify(error)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def close(self) -> None:
        """Give back the hooks and close the files."""
        sys.excepthook, threading.excepthook, level = self._before
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.setLevel(level)
        self._handler.close()
        faulthandler.disable()
        self._crash_file.close()


def record_bug(data_folder: Path, error: BaseException) -> None:
    """Log an exception of a program that keeps no log open, such as one command of the command line.

    A log that cannot be written is no reason to hide the error it was about: then this does nothing.
    """
    with contextlib.suppress(OSError), contextlib.closing(LogSession(data_folder, "fzapp-cli")):
        _log.critical("uncaught: %s", describe(error))


def _set_aside(crash: Path) -> str:
    """What the last run's crash file holds; such a file is kept under another name."""
    try:
        text = crash.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    if text:
        crash.replace(crash.with_suffix(".last.log"))
    return text
