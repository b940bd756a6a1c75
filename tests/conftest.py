"""What holds for every test: own folders, no window on the screen, no network, no print, no unread warning."""

from __future__ import annotations

import builtins
import faulthandler
import logging
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import HealthCheck, settings

from fzapp.storage.archive import Archive, local_time
from fzapp.storage.connection import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# before any test module imports Qt
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# how long an example takes says how busy the machine is, and nothing about the program
settings.register_profile("fzapp", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fzapp")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
ALL_SEALED = bool(os.environ.get("FZAPP_TEST_PASSWORD"))
"""Every archive that a test opens without saying how gets a password: all tests hold in that mode too."""
PASSWORD = "老樟树下的石桥2026"
CHANCE = int(os.environ.get("FZAPP_CHANCE", "0"))
"""Another number is another draw of every trial by chance: of faults, of cuts of the power, of kills."""
MAY_PRINT = ("fzapp.cli", "fzapp.selftest", "fzapp.__main__")


_CRASHES = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers of this file, and keep the way to the terminal for a crash."""
    config.stash[_CRASHES] = os.dup(2)  # what a test writes there is caught later on
    config.addinivalue_line("markers", "logs_warnings: the test makes the program log a warning or worse")
    config.addinivalue_line("markers", "own_password: the test says itself which archive has a password")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine cannot do."""
    absent = {
        "shared": None if SHARED.is_dir() else "no shared material beside the checkout",
        "office": None if shutil.which("soffice") else "LibreOffice is not installed",
    }
    for item in items:
        for marker, reason in absent.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def own_folders(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """No test sees or changes the data of the person who runs it; returns the program's data folder."""
    data = tmp_path / "data"
    monkeypatch.setenv("FZAPP_DATA", str(data))
    for variable in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    # one for the whole run: fontconfig would read every font again for an empty cache
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    return data


@pytest.fixture(autouse=True)
def crashes_are_told(request: pytest.FixtureRequest) -> Iterator[None]:
    """A program that a test closes takes the handler of crashes with it: then the next would end without a trace."""
    yield
    if not faulthandler.is_enabled():
        faulthandler.enable(request.config.stash[_CRASHES])


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket that connects, listens or sends to an address is a broken promise."""

    def refuse(*_args: object) -> NoReturn:
        raise AssertionError("fzapp opens no network connection")

    for method in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, method, refuse)


@pytest.fixture(autouse=True)
def no_print(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the command line nothing prints: a window has no console."""
    original = builtins.print

    def guarded(*args: object, **kwargs: object) -> None:
        caller = str(sys._getframe(1).f_globals.get("__name__", ""))
        if caller.split(".", maxsplit=1)[0] == "fzapp" and not caller.startswith(MAY_PRINT):
            raise AssertionError(f"{caller} prints")
        original(*args, **kwargs)  # pyright: ignore[reportCallIssue, reportArgumentType]

    monkeypatch.setattr(builtins, "print", guarded)


class _Listener(logging.Handler):
    """Keeps every record of the level WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_unread_warning(request: pytest.FixtureRequest) -> Iterator[None]:
    """A log record of WARNING or above fails the test, unless it is marked `logs_warnings`."""
    listener = _Listener()
    root = logging.getLogger()
    root.addHandler(listener)
    yield
    root.removeHandler(listener)
    if listener.records and not request.node.get_closest_marker("logs_warnings"):
        lines = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in listener.records]
        pytest.fail("unexpected log records:\n" + "\n".join(lines), pytrace=False)


@pytest.fixture(scope="session")
def test_key() -> Key:
    """One key for the whole run: what the password makes of a salt takes time on purpose."""
    return Key(PASSWORD)


@pytest.fixture
def key(request: pytest.FixtureRequest, test_key: Key) -> Key | None:
    """The key of the archive under test: parametrise with "plain" and "sealed" for both modes."""
    mode: str = getattr(request, "param", "sealed" if ALL_SEALED else "plain")
    return test_key if mode == "sealed" else None


@pytest.fixture
def said(key: Key | None, tmp_path: Path) -> list[str]:
    """What a command has to be told of the password."""
    if key is None:
        return []
    file = tmp_path / "password.txt"
    file.write_text(PASSWORD + "\n", encoding="utf-8")
    return ["--password-file", str(file)]


@pytest.fixture(autouse=ALL_SEALED)
def all_sealed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, test_key: Key) -> None:
    """Archives are sealed unless a test says otherwise, and whoever is asked for the password knows it."""
    node = request.node
    if node.get_closest_marker("own_password") or (
        hasattr(node, "callspec") and "key" in node.callspec.params
    ):
        return
    opened = Archive.open.__func__

    def sealed(
        cls: type[Archive], folder: Path, clock: Callable[[], str] = local_time, key: Key | None = test_key
    ) -> Archive:
        return opened(cls, folder, clock, key or test_key)

    monkeypatch.setattr(Archive, "open", classmethod(sealed))
    monkeypatch.setattr("fzapp.cli.answers.key", lambda _options: test_key)


@pytest.fixture
def shared() -> Path:
    """The folder of shared practice material beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("no shared material beside the checkout")
    return SHARED
