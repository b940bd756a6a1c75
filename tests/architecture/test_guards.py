"""The guards that stand around every test (tests/conftest.py) hold what they promise."""

from __future__ import annotations

import logging
import os
import socket
import types
from pathlib import Path

import pytest

from fzapp.infra import paths


def test_data_folder_is_private_to_the_test(tmp_path: Path) -> None:
    assert paths.data_folder().is_relative_to(tmp_path)
    assert Path.home().is_relative_to(tmp_path)


def test_no_window_opens() -> None:
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


def test_connections_are_refused() -> None:
    with socket.socket() as plug, pytest.raises(AssertionError):
        plug.connect(("127.0.0.1", 9))


def _print_in(module_name: str) -> None:
    """Run a print that stands in a module of that name."""
    module = types.ModuleType(module_name)
    exec("print('x')", module.__dict__)


@pytest.mark.parametrize("module", ["fzapp.services.reports", "fzapp.ui.main_window"])
def test_print_is_refused_below_the_command_line(module: str) -> None:
    with pytest.raises(AssertionError):
        _print_in(module)


@pytest.mark.parametrize("module", ["fzapp.cli", "fzapp.cli.reports", "tests.unit.test_x"])
def test_print_is_allowed_elsewhere(module: str, capsys: pytest.CaptureFixture[str]) -> None:
    _print_in(module)
    assert capsys.readouterr().out == "x\n"


@pytest.mark.logs_warnings
def test_an_announced_warning_passes() -> None:
    logging.getLogger("fzapp.test").warning("announced")


@pytest.mark.logs_warnings
def test_an_unannounced_warning_fails(tmp_path: Path) -> None:
    rules = (Path(__file__).parents[1] / "conftest.py").read_text(encoding="utf-8")
    (tmp_path / "conftest.py").write_text(rules, encoding="utf-8")
    (tmp_path / "test_it.py").write_text(
        "import logging\ndef test_it(): logging.warning('x')\n", encoding="utf-8"
    )
    # in the same process a second session would share Qt's hooks; the guard itself needs none of them
    status = pytest.main(
        ["-q", "-p", "no:pytest-qt", "-p", "no:cacheprovider", "-c", os.devnull, str(tmp_path)]
    )
    assert status == pytest.ExitCode.TESTS_FAILED
