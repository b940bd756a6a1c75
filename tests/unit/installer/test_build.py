"""installer/build.py: one command for all installers, which stops at the first that fails."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fzapp.infra.paths import InstalledAs
from fzapp.services.program_update import ProgramUpdates
from fzapp.storage.archive import Archive
from installer.linux.target import TARGETS

if TYPE_CHECKING:
    from types import ModuleType

INSTALLER = Path(__file__).resolve().parents[3] / "installer"


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    monkeypatch.syspath_prepend(str(INSTALLER))
    module = importlib.import_module("build")
    monkeypatch.setattr(module.machine, "find_python", lambda: Path(sys.executable))
    monkeypatch.setattr(module.machine, "ensure_venv", lambda *_: None)
    monkeypatch.setattr(module, "DIST", tmp_path)
    return module


def runs(build: ModuleType, monkeypatch: pytest.MonkeyPatch, status: int) -> list[str]:
    ran: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(" ".join(command[2:]))
        return subprocess.CompletedProcess(command, status)

    monkeypatch.setattr(build.subprocess, "run", run)
    return ran


def test_all_means_every_system(build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran = runs(build, monkeypatch, 0)
    (tmp_path / "SHA256SUMS-windows.txt").write_text("1  setup.exe\n", encoding="utf-8")
    (tmp_path / "SHA256SUMS-linux-amd64.txt").write_text("2  one.deb\n", encoding="utf-8")
    assert build.main(["all"]) == 0
    linux = "installer.linux.build_old_glibc"
    assert ran == [f"{linux} amd64", f"{linux} arm64", "installer.windows.build", "installer.guide"]
    seal = hashlib.sha256((tmp_path / build.LISTING).read_bytes()).hexdigest()
    told = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8")
    assert told == f"2  one.deb\n1  setup.exe\n{seal}  release.json\n"


def test_the_listing_is_what_the_program_reads(build: ModuleType, tmp_path: Path) -> None:
    for name in ("法治报告助手-0.9.0-安装程序.exe", "法治报告助手-0.10.0-安装程序.exe", "说明.txt"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "fzapp_0.10.0_amd64.deb").write_bytes(b"deb")
    build.write_listing(tmp_path)
    with contextlib.closing(Archive.open(tmp_path / "archive")) as archive:
        updates = ProgramUpdates(archive, tmp_path / "data", InstalledAs.SETUP)
        release = updates.keep(updates.find(tmp_path))
    assert (release.version, release.path.name) == ("0.10.0", "法治报告助手-0.10.0-安装程序.exe")
    assert {form.value for form in InstalledAs} - {"checkout"} == set(build.FORMS)


def test_the_listing_names_the_processor(build: ModuleType, tmp_path: Path) -> None:
    for name in ("fzapp-0.1.0-linux-amd64.run", "fzapp-0.1.0-linux-arm64.run"):
        (tmp_path / name).write_bytes(name.encode())
    build.write_listing(tmp_path)
    with contextlib.closing(Archive.open(tmp_path / "archive")) as archive:
        updates = ProgramUpdates(archive, tmp_path / "data", InstalledAs.RUN, "aarch64")
        assert updates.find(tmp_path).path.name == "fzapp-0.1.0-linux-arm64.run"
    assert set(build.PROCESSORS.values()) == {one.machine for one in TARGETS.values()}
    assert set(build.PROCESSORS) == set(TARGETS)


def test_first_failure_ends_it(build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran = runs(build, monkeypatch, 3)
    assert build.main(["all"]) == 3
    assert len(ran) == 1
    assert not (tmp_path / "SHA256SUMS").exists()


@pytest.mark.parametrize("words", [[], ["rpm"], ["all", "deb"]])
def test_other_words_are_told_the_right_ones(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    ran = runs(build, monkeypatch, 0)
    assert build.main(words) == 2
    assert ran == []
    assert "deb、deb-arm64、windows" in capsys.readouterr().out


def test_modules_named_are_there(build: ModuleType) -> None:
    for module in (*(words[0] for words in build.MODULES.values()), build.GUIDE):
        assert (INSTALLER.parent / f"{module.replace('.', '/')}.py").is_file()
