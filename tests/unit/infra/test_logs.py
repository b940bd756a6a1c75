"""fzapp.infra.logs: what is written, what never is, and who hears of a crash."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, NoReturn

import pytest

from fzapp.infra import logs
from fzapp.infra.logs import LogSession, describe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "王某某的调解协议"


class _Faulthandler:
    """Stands in for faulthandler, which the test run itself uses."""

    def enable(self, _file: object) -> None: ...
    def disable(self) -> None: ...


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LogSession]:
    monkeypatch.setattr(logs, "faulthandler", _Faulthandler())
    session = LogSession(tmp_path)
    yield session
    session.close()


def _read(session: LogSession) -> str:
    return session.log_path.read_text(encoding="utf-8")


def _reject() -> NoReturn:
    raise KeyError(SECRET)


def _fail() -> None:
    try:
        _reject()
    except KeyError as error:
        raise OSError(28, SECRET) from error


def _fail_alone() -> None:
    try:
        _reject()
    except KeyError:
        raise LookupError from None


def _failure() -> BaseException:
    with pytest.raises(OSError, match="28") as info:
        _fail()
    return info.value


def test_description_names_kinds_and_places_and_no_message() -> None:
    text = describe(_failure())
    assert text.startswith("OSError (errno 28)\n")
    assert "KeyError" in text
    assert "_fail" in text
    assert SECRET not in text


def test_description_leaves_out_a_suppressed_cause() -> None:
    with pytest.raises(LookupError) as info:
        _fail_alone()
    assert "KeyError" not in describe(info.value)


def test_records_reach_the_file(session: LogSession) -> None:
    logging.getLogger("fzapp.test").info("report %d checked", 7)
    assert "report 7 checked" in _read(session)


@pytest.mark.logs_warnings
def test_a_logged_exception_is_written_without_its_message(session: LogSession) -> None:
    try:
        _reject()
    except KeyError:
        logging.getLogger("fzapp.test").exception("import failed")
    assert "KeyError" in _read(session)
    assert SECRET not in _read(session)


@pytest.mark.logs_warnings
def test_uncaught_exception_is_logged_and_told(session: LogSession) -> None:
    told: list[BaseException] = []
    session.set_notify(told.append)
    error = _failure()
    sys.excepthook(type(error), error, error.__traceback__)
    assert told == [error]
    assert "CRITICAL" in _read(session)
    assert SECRET not in _read(session)


@pytest.mark.logs_warnings
def test_uncaught_exception_of_a_thread_is_logged(session: LogSession) -> None:
    thread = threading.Thread(target=_fail, name="worker-1")
    thread.start()
    thread.join()
    assert "CRITICAL worker-1" in _read(session)


def test_log_is_turned_over_before_it_fills_the_disk(
    session: LogSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session._handler, "most", 2000)
    for number in range(400):
        logging.getLogger("fzapp.test").info("row %d", number)
    files = sorted(session.log_path.parent.glob("fzapp.log*"))
    assert len(files) == 1 + logs.OLD_LOGS
    assert all(path.stat().st_size <= 2200 for path in files)
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert "row 399" in text
    assert "row 0\n" not in text


def test_closing_gives_back_the_hooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "faulthandler", _Faulthandler())
    before = (sys.excepthook, threading.excepthook, list(logging.getLogger().handlers))
    LogSession(tmp_path).close()
    assert (sys.excepthook, threading.excepthook, list(logging.getLogger().handlers)) == before


@pytest.mark.logs_warnings
def test_a_bug_of_the_command_line_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "faulthandler", _Faulthandler())
    logs.record_bug(tmp_path, _failure())
    assert "uncaught: OSError" in (tmp_path / "logs" / "fzapp-cli.log").read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_hides_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    logs.record_bug(blocked, ValueError())
    assert blocked.stat().st_size == 0


CRASH = """
import faulthandler, sys
from pathlib import Path
from fzapp.infra.logs import LogSession
session = LogSession(Path(sys.argv[1]))
print(session.previous_crash)
if sys.argv[2] == "crash":
    faulthandler._sigsegv()
"""


def _run(folder: Path, how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CRASH, str(folder), how], capture_output=True, text=True, check=False
    )


def test_a_hard_crash_is_told_at_the_next_start_once(tmp_path: Path) -> None:
    assert _run(tmp_path, "crash").returncode != 0
    assert "Segmentation fault" in _run(tmp_path, "end").stdout
    assert _run(tmp_path, "end").stdout.strip() == ""
    kept = tmp_path / "logs" / "fzapp-crash.last.log"
    assert "Segmentation fault" in kept.read_text(encoding="utf-8")
