"""installer/dev.py and machine.py: what is there is left alone, and the checks end with the tests."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

INSTALLER = Path(__file__).resolve().parents[3] / "installer"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(INSTALLER))
    return importlib.import_module("machine")


@pytest.fixture
def dev(machine: ModuleType) -> ModuleType:
    return importlib.import_module("dev")


@pytest.mark.parametrize(
    ("platform", "environment", "seen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
    ],
)
def test_display_is_told_by_the_environment(
    dev: ModuleType, platform: str, environment: dict[str, str], seen: bool
) -> None:
    assert dev.has_display(platform, environment) is seen


def test_pytest_comes_last(dev: ModuleType) -> None:
    names = [name for name, _ in dev.check_commands(Path("python"), office=False)]
    assert names == ["ruff check", "ruff format", "basedpyright", "lint-imports", "pytest"]


def test_office_tests_run_only_when_asked(dev: ModuleType) -> None:
    without = dev.check_commands(Path("python"), office=False)[-1][1]
    with_office = dev.check_commands(Path("python"), office=True)[-1][1]
    assert "not office" in without
    assert "not office" not in with_office


def test_first_failing_check_ends_the_run(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command[0])
        return subprocess.CompletedProcess(command, 3 if command[0] == "second" else 0)

    monkeypatch.setattr(dev.machine, "ensure_packages", lambda *_: True)
    monkeypatch.setattr(dev.machine, "ensure_venv", lambda *_: None)
    monkeypatch.setattr(dev.machine, "compile_program", lambda: True)
    checks = [(name, [name]) for name in ("first", "second", "third")]
    monkeypatch.setattr(dev, "check_commands", lambda *_, **__: checks)
    monkeypatch.setattr(dev.subprocess, "run", run)
    options = dev._parser().parse_args(["test"])
    assert dev.run_checks(options, Path(sys.executable)) == 3
    assert ran == ["first", "second"]
    assert "second 没有通过" in capsys.readouterr().out


def test_stamp_follows_what_pip_reads(
    machine: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "pyproject.toml"
    text = (INSTALLER.parent / "pyproject.toml").read_text(encoding="utf-8")
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    settings.write_text(text, encoding="utf-8")
    before = machine.wanted_stamp("dev")
    settings.write_text(text.replace("line-length = 110", "line-length = 99"), encoding="utf-8")
    assert machine.wanted_stamp("dev") == before
    settings.write_text(text.replace("openpyxl==", "openpyxl>="), encoding="utf-8")
    assert machine.wanted_stamp("dev") != before


@pytest.mark.parametrize(
    ("found", "wanted", "covers"),
    [("", "", True), ("dev", "", True), ("dev", "dev", True), ("", "dev", False)],
)
def test_tools_for_tests_serve_the_program_too(
    machine: ModuleType, found: str, wanted: str, covers: bool
) -> None:
    assert machine.stamp_covers({"extra": found, "digest": "1"}, {"extra": wanted, "digest": "1"}) is covers
    assert not machine.stamp_covers({"extra": found, "digest": "0"}, {"extra": wanted, "digest": "1"})
    assert not machine.stamp_covers({}, {"extra": wanted, "digest": "1"})


def test_finished_environment_is_left_alone(
    machine: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = tmp_path / "installed.json"
    stamp.write_text(json.dumps(machine.wanted_stamp("dev")), encoding="utf-8")
    monkeypatch.setattr(machine, "STAMP", stamp)
    monkeypatch.setattr(machine, "_is_python", lambda _path: True)
    calls: list[object] = []
    monkeypatch.setattr(machine, "quiet", lambda command, **_: calls.append(command) or True)
    machine.ensure_venv(Path(sys.executable), "dev")
    assert calls == []
    stamp.unlink()
    machine.ensure_venv(Path(sys.executable), "dev")
    assert len(calls) == 1
    assert stamp.exists()


def test_modules_are_compiled_even_where_python_may_not_do_so_itself(
    machine: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "fzapp" / "one.py"
    module.parent.mkdir()
    module.write_text("ONE = 1\n", encoding="utf-8")
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    monkeypatch.setattr(machine, "venv_python", lambda: Path(sys.executable))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert machine.compile_program()
    assert list(module.parent.glob("__pycache__/one.*.pyc"))


@pytest.mark.parametrize(
    ("listed", "missing"),
    [
        ("libgl1 installed\nlibegl1 installed\n", ()),
        ("libgl1t64 installed\nlibegl1 installed\n", ()),
        ("libgl1 config-files\nlibegl1 installed\n", ("libgl1",)),
        ("", ("libgl1", "libegl1")),
    ],
)
def test_only_missing_packages_are_installed(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch, listed: str, missing: tuple[str, ...]
) -> None:
    monkeypatch.setattr(machine.sys, "platform", "linux")
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    answer = subprocess.CompletedProcess([], 0, stdout=listed)
    monkeypatch.setattr(machine.subprocess, "run", lambda *_, **__: answer)
    assert machine.missing_packages(("libgl1", "libegl1")) == missing


def test_what_cannot_be_installed_is_told_in_one_sentence(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine, "missing_packages", lambda _names: ("libgl1",))
    monkeypatch.setattr(machine, "install_packages", lambda _names: False)
    assert machine.ensure_packages(("libgl1",), "窗口") is False
    assert "以管理员身份安装后再试：libgl1。" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["dev.py", "machine.py"])
def test_script_is_read_by_an_older_python(name: str) -> None:
    """It must start before it can look for Python 3.11."""
    text = (INSTALLER / name).read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 8))
    top = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    assert "tomllib" not in top


@pytest.mark.parametrize(
    ("words", "module"),
    [
        (["build-linux"], "installer.linux.build"),
        (["build-linux", "--old-glibc"], "installer.linux.build_old_glibc"),
        (["build-windows"], "installer.windows.build"),
    ],
)
def test_build_commands_lead_to_modules_that_exist(dev: ModuleType, words: list[str], module: str) -> None:
    assert dev.build_module(dev._parser().parse_args(words)) == module
    assert (INSTALLER.parent / f"{module.replace('.', '/')}.py").is_file()
