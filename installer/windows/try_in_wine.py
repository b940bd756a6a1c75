"""Install the Windows setup program under wine and use what it installs.

    python3 installer/windows/try_in_wine.py dist/…-安装程序.exe [FOLDER]

Qt 6.8 needs wine 10: it is taken from Debian 13, in a tree of its own below FOLDER (2 GB, made once).
Needs root and the Debian packages debootstrap and xvfb. Says nothing about real Windows (docs/building.md
lists what only a real machine can show).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TREE_PACKAGES = ("wine", "wine64", "fonts-wqy-zenhei", "locales")
SILENT = "/S"
HOME = "drive_c/users/root"
BUILD_KEY = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion"
UNINSTALL_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\fzapp"
INSTALLED = r"C:\users\root\AppData\Local\Programs\fzapp"
ELSEWHERE = r"C:\工作 软件\报告"


class Wine:
    """A Debian 13 tree with wine in it, and a Windows home in `folder`, which the tree sees as /mnt/try."""

    def __init__(self, tree: Path, folder: Path, display: str) -> None:
        self._tree = tree
        self.home = folder / "wine"
        self._environment = {
            "HOME": "/root",
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "zh_CN.UTF-8",
            "XDG_RUNTIME_DIR": "/tmp",  # noqa: S108  inside the tree
            "WINEPREFIX": "/mnt/try/wine",
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winedbg.exe=d",
            "DISPLAY": display,
        }

    def command(self, *words: str) -> list[str]:
        """A call inside the tree."""
        settings = [f"{name}={value}" for name, value in self._environment.items()]
        return ["chroot", str(self._tree), "env", "-i", "-C", "/mnt/try", *settings, *words]

    def run(self, *words: str, seconds: int = 240) -> int:
        """Call and wait; the exit status, 124 when it took too long."""
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        try:
            return subprocess.run(self.command(*words), check=False, timeout=seconds, **silent).returncode
        except subprocess.TimeoutExpired:
            return 124

    def wine(self, *words: str) -> int:
        """Run a Windows program."""
        return self.run("wine", *words)

    def setup(self, *words: str) -> int:
        """Run the setup program silently."""
        return self.wine("setup.exe", SILENT, *words)

    def set_build(self, number: int) -> None:
        """Pretend to be that build of Windows 10."""
        self.wine("reg", "add", BUILD_KEY, "/v", "CurrentBuildNumber", "/d", str(number), "/f")

    def path(self, windows: str) -> Path:
        """Where C:\\… lies on this machine."""
        return self.home / "drive_c" / windows.removeprefix("C:\\").replace("\\", "/")


def make_tree(tree: Path) -> None:
    """Debian 13 with wine 10, from the mirror that this machine uses."""
    if not (tree / "usr/lib/wine").is_dir():
        mirror = _mirror()
        print(f"making a Debian 13 tree in {tree}", flush=True)
        subprocess.run(
            ["debootstrap", "--variant=minbase", "trixie", tree, mirror],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        shutil.copy("/etc/resolv.conf", tree / "etc")
        install = [
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "install",
            "-y",
            "-q",
            "--no-install-recommends",
        ]
        subprocess.run(["chroot", tree, *install, *TREE_PACKAGES], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["chroot", tree, "localedef", "-i", "zh_CN", "-f", "UTF-8", "zh_CN.UTF-8"], check=True)


def _mirror() -> str:
    for path in Path("/etc/apt/sources.list.d").glob("*.sources"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("URIs:"):
                return line.split()[1]
    return "http://deb.debian.org/debian"


@contextlib.contextmanager
def mounted(tree: Path, folder: Path) -> Iterator[None]:
    """/proc and /dev of this machine and the trial folder, seen from the tree."""
    points = {Path("/proc"): tree / "proc", Path("/dev"): tree / "dev", folder: tree / "mnt/try"}
    (tree / "mnt/try").mkdir(parents=True, exist_ok=True)
    done: list[Path] = []
    try:
        for source, target in points.items():
            subprocess.run(["mount", "--bind", source, target], check=True)
            done.append(target)
        yield
    finally:
        for target in reversed(done):
            subprocess.run(["umount", "-l", target], check=False)


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """An X display that nobody sees; its name."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as announced:
            yield f":{announced.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


class Trial:
    """Counts what went well."""

    def __init__(self) -> None:
        self.failures = 0

    def check(self, holds: bool, what: str) -> None:
        """One line for one thing tried."""
        print(f"{'ok  ' if holds else 'FAIL'} {what}", flush=True)
        self.failures += not holds


def refuses_old_windows(wine: Wine, trial: Trial) -> None:
    wine.run("winecfg", "-v", "win7")
    trial.check(wine.setup() == 2, "refused on Windows 7")
    wine.run("winecfg", "-v", "win10")
    wine.set_build(17134)
    trial.check(wine.setup() == 2, "refused on Windows 10 1803")
    wine.set_build(17763)


def installs_and_works(wine: Wine, trial: Trial) -> None:
    trial.check(wine.setup() == 0, "silent installation")
    program = wine.path(INSTALLED)
    trial.check(
        all((program / name).exists() for name in ("fzapp.exe", "fzapp-cli.exe", "卸载.exe")),
        "programs are there",
    )
    trial.check(any((wine.home / HOME / "Desktop").glob("*.lnk")), "shortcut on the desktop")
    trial.check(self_test(wine, INSTALLED), "self-test of the installed program")
    trial.check(
        wine.wine(rf"{INSTALLED}\fzapp-cli.exe", "report", "list") == 0, "a command of the command line"
    )
    trial.check(
        (wine.home / HOME / "AppData/Local/fzapp/archive.db").exists(), "data in the user's own folder"
    )


def self_test(wine: Wine, folder: str) -> bool:
    """Whether every check of the installed program passes."""
    report = wine.path(r"C:\自检.json")
    report.unlink(missing_ok=True)
    status = wine.wine(rf"{folder}\fzapp.exe", "--self-test", "--report", r"C:\自检.json")
    found = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {"checks": []}
    for check in found["checks"]:
        if not check["ok"]:
            print(f"     {check['name']}: {check['detail']}")
    return status == 0 and bool(found["checks"])


def upgrades(wine: Wine, trial: Trial) -> None:
    stale = wine.path(INSTALLED) / "runtime" / "stale.pyd"
    stale.touch()
    running = subprocess.Popen(
        wine.command("wine", rf"{INSTALLED}\fzapp.exe", "--practice"), stderr=subprocess.DEVNULL
    )
    time.sleep(15)
    trial.check(running.poll() is None, "the window stays open")
    trial.check(wine.setup() == 3, "upgrade refused while the program runs")
    wine.wine("taskkill", "/f", "/im", "fzapp.exe")
    running.wait(60)
    trial.check(wine.setup() == 0, "upgrade in place")
    trial.check(not stale.exists(), "files of the old version are gone")


def works_in_a_chinese_folder(wine: Wine, trial: Trial) -> None:
    words = f"/D={ELSEWHERE}".split(" ")  # in one word wine would quote it, and then it is not heeded
    done = wine.setup(*words) == 0 and (wine.path(ELSEWHERE) / "fzapp.exe").exists()
    trial.check(done, "installed in a folder with Chinese and a blank")
    trial.check(self_test(wine, ELSEWHERE), "self-test there")


def uninstalls(wine: Wine, trial: Trial) -> None:
    wine.wine(rf"{ELSEWHERE}\卸载.exe", SILENT)
    gone = wine.path(ELSEWHERE) / "fzapp.exe"
    for _ in range(60):  # the uninstaller goes on in a copy of itself
        if not gone.exists() and wine.wine("reg", "query", UNINSTALL_KEY) != 0:
            break
        time.sleep(1)
    trial.check(not gone.exists(), "uninstalled")
    trial.check(wine.wine("reg", "query", UNINSTALL_KEY) != 0, "registry entry gone")
    trial.check((wine.home / HOME / "AppData/Local/fzapp/archive.db").exists(), "data still there")


STEPS = (refuses_old_windows, installs_and_works, upgrades, works_in_a_chinese_folder, uninstalls)


def main(arguments: list[str]) -> int:
    """Every step; the number of failures."""
    base = Path(arguments[1] if len(arguments) > 1 else tempfile.gettempdir()) / "fzapp-wine"
    tree, folder = base / "tree", base / "try"
    base.mkdir(parents=True, exist_ok=True)
    make_tree(tree)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(arguments[0], folder / "setup.exe")
    trial = Trial()
    with mounted(tree, folder), screen() as display:
        wine = Wine(tree, folder, display)
        wine.run("wineboot", "-i")
        for step in STEPS:
            step(wine, trial)
        wine.run("wineserver", "-k")
    print(f"{trial.failures} failures")
    return trial.failures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
