"""fzapp.selftest: every check is heard of, a broken one stops no other, and the report is read by machines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fzapp import selftest
from fzapp.infra import paths
from fzapp.selftest import CHECKS, Check, CheckFailed

ROOT = Path(__file__).resolve().parents[2]


def _passes(folder: Path) -> str:
    assert folder.is_dir()
    return "很好"


def _finds_a_fault(_folder: Path) -> str:
    raise CheckFailed("缺一个文件")


def _breaks(_folder: Path) -> str:
    raise ZeroDivisionError("oops")


@pytest.fixture
def three_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = (("甲", _breaks), ("乙", _finds_a_fault), ("丙", _passes))
    monkeypatch.setattr(selftest, "CHECKS", checks)


@pytest.mark.usefixtures("three_checks")
def test_a_broken_check_stops_no_other() -> None:
    broken, failed, passed = selftest.run()
    assert (broken.name, broken.ok) == ("甲", False)
    assert "ZeroDivisionError" in broken.detail
    assert failed == Check("乙", False, "缺一个文件")
    assert passed == Check("丙", True, "很好")


@pytest.mark.usefixtures("three_checks")
def test_report_file_holds_what_was_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "自检.json"
    assert selftest.main(["--report", str(report)]) == 1
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["ok"] is False
    assert found["checks"][2] == {"name": "丙", "ok": True, "detail": "很好"}
    assert "没有通过  乙：缺一个文件" in capsys.readouterr().out


@pytest.mark.usefixtures("three_checks")
def test_json_is_all_there_is_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    selftest.main(["--json"])
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_missing_resources_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    with pytest.raises(CheckFailed, match="genres"):
        selftest.check_resources(tmp_path)


@pytest.mark.parametrize("folder", ["help", "ledgers", "practice"])
def test_each_folder_of_resources_is_needed(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in selftest.NEEDED_FOLDERS:
        if name != folder:
            (tmp_path / name).mkdir()
            (tmp_path / name / "one.txt").touch()
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    with pytest.raises(CheckFailed, match=folder):
        selftest.check_resources(tmp_path)


def test_every_folder_of_resources_is_needed() -> None:
    assert {path.name for path in paths.resources().iterdir() if path.is_dir()} == set(
        selftest.NEEDED_FOLDERS
    )


def test_a_module_that_cannot_be_loaded_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tried: list[str] = []

    def load(name: str) -> None:
        tried.append(name)
        if name == "fzapp.cli.main":
            raise ModuleNotFoundError("No module named 'lost'")

    monkeypatch.setattr(selftest.importlib, "import_module", load)
    with pytest.raises(ModuleNotFoundError, match="lost"):
        selftest.check_modules(tmp_path)
    assert "fzapp.__main__" not in tried


def test_all_modules_are_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tried: list[str] = []
    monkeypatch.setattr(selftest.importlib, "import_module", tried.append)
    selftest.check_modules(tmp_path)
    sources = (ROOT / "fzapp").rglob("*.py")
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in sources
    }
    assert set(tried) == names - {"fzapp", "fzapp.__main__"}


def test_initials_are_those_of_the_readings(tmp_path: Path) -> None:
    assert selftest.check_initials(tmp_path) == "矛盾纠纷是mdjf"


def test_unwritable_data_folder_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_kwargs: object) -> object:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(selftest.tempfile, "TemporaryDirectory", refuse)
    with pytest.raises(PermissionError):
        selftest.check_data_folder(tmp_path)


@pytest.mark.slow
def test_this_checkout_passes_every_check(tmp_path: Path) -> None:
    """In a process of its own: the checks make their own application, for no screen."""
    report = tmp_path / "report.json"
    code = "import sys; from fzapp import selftest; sys.exit(selftest.main(sys.argv[1:]))"
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [sys.executable, "-c", code, "--report", str(report)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(report.read_text(encoding="utf-8"))
    assert [check for check in found["checks"] if not check["ok"]] == []
    assert done.returncode == 0
    assert [check["name"] for check in found["checks"]] == [name for name, _ in CHECKS]
