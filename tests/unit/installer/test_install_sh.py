"""installer/linux/install.sh: for a user without root, whose home may have Chinese and a blank in its name."""

from __future__ import annotations

import io
import platform
import shlex
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "installer" / "linux" / "install.sh"
WORKS = "#!/bin/sh\nexit 0\n"
FAILS = "#!/bin/sh\necho 没有通过\nexit 1\n"

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("sh") is None, reason="a script for Linux"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "测试 用户"
    (folder / ".local/share/fzapp").mkdir(parents=True)
    (folder / ".local/share/fzapp/archive.db").write_text("data", encoding="utf-8")
    return folder


def package(folder: Path, program: str, icon: str = "icon", machine: str = platform.machine()) -> Path:
    """install.sh for `machine` with a program folder behind it that holds a script in place of the program."""
    packed = io.BytesIO()
    entry = SCRIPT.with_name("fzapp.desktop").read_text(encoding="utf-8")
    files = {"fzapp": program, "fzapp.desktop": entry, "_internal/resources/icons/fzapp.png": icon}
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"fzapp/{name}")
            member.size, member.mode = len(text.encode()), 0o755
            archive.addfile(member, io.BytesIO(text.encode()))
    target = folder / "one.run"
    script = SCRIPT.read_bytes().replace(b"@MACHINE@", machine.encode())
    target.write_bytes(script + packed.getvalue())
    return target


def call(run: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    settings = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        ["sh", run, *words], check=False, env=settings, capture_output=True, encoding="utf-8", cwd=home
    )


def test_the_menu_entry_starts_the_program(home: Path, tmp_path: Path) -> None:
    assert call(package(tmp_path, WORKS), home).returncode == 0
    entry = (home / ".local/share/applications/fzapp.desktop").read_text(encoding="utf-8")
    command = next(line for line in entry.splitlines() if line.startswith("Exec="))[5:]
    assert shlex.split(command) == [str(home / ".local/opt/fzapp/fzapp")]
    assert Path(shlex.split(command)[0]).is_file()
    assert (home / ".local/bin/fzapp").resolve() == home / ".local/opt/fzapp/fzapp"


def test_a_program_that_does_not_work_here_replaces_nothing(home: Path, tmp_path: Path) -> None:
    call(package(tmp_path, WORKS), home)
    done = call(package(tmp_path, FAILS, icon="new"), home)
    assert done.returncode == 1
    assert "没有安装" in done.stdout
    assert (home / ".local/opt/fzapp/fzapp").read_text(encoding="utf-8") == WORKS
    assert [path.name for path in (home / ".local/opt").iterdir()] == ["fzapp"]


def test_a_package_for_another_processor_says_which_one_to_take(home: Path, tmp_path: Path) -> None:
    done = call(package(tmp_path, WORKS, machine="another"), home)
    assert done.returncode == 1
    assert "arm64" in done.stdout
    assert not (home / ".local/opt/fzapp").exists()


def test_a_package_cut_short_is_told(home: Path, tmp_path: Path) -> None:
    run = package(tmp_path, WORKS)
    run.write_bytes(run.read_bytes()[:-60])
    done = call(run, home)
    assert done.returncode == 1
    assert "安装文件不完整" in done.stdout
    assert list((home / ".local/opt").iterdir()) == []


def test_the_program_is_exchanged_after_it_has_ended_and_started_again(home: Path, tmp_path: Path) -> None:
    call(package(tmp_path, WORKS), home)
    starts = '#!/bin/sh\n[ "${1:-}" = --self-test ] || echo again > "$HOME/again"\n'
    running = subprocess.Popen(["sh", "-c", "read end"], stdin=subprocess.PIPE)
    new, note = package(tmp_path, starts), home / "note.txt"
    waiting = subprocess.Popen(
        ["sh", new, "--after", str(running.pid), note], env={"HOME": str(home), "PATH": "/usr/bin:/bin"}
    )
    assert (home / ".local/opt/fzapp/fzapp").read_text(encoding="utf-8") == WORKS
    running.communicate(b"end\n")
    assert waiting.wait(60) == 0
    assert (home / ".local/opt/fzapp/fzapp").read_text(encoding="utf-8") == starts
    assert (home / "again").is_file()
    assert not note.exists()


def test_an_exchange_that_fails_starts_the_old_one_and_says_why(home: Path, tmp_path: Path) -> None:
    starts = '#!/bin/sh\n[ "${1:-}" = --self-test ] || echo again > "$HOME/again"\n'
    call(package(tmp_path, starts), home)
    ended = subprocess.Popen(["true"])
    ended.wait()
    note = home / "note.txt"
    call(package(tmp_path, FAILS), home, "--after", str(ended.pid), str(note))
    assert (home / "again").is_file()
    assert "没有安装" in note.read_text(encoding="utf-8").splitlines()[-1]


def test_removal_keeps_the_data(home: Path, tmp_path: Path) -> None:
    run = package(tmp_path, WORKS)
    call(run, home)
    done = call(run, home, "--uninstall")
    assert done.returncode == 0
    assert str(home / ".local/share/fzapp") in done.stdout
    left = {path.relative_to(home).as_posix() for path in home.rglob("*") if not path.is_dir()}
    of_the_desktop = {".local/share/applications/mimeinfo.cache"}
    assert left - of_the_desktop == {".local/share/fzapp/archive.db"}
