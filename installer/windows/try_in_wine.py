"""Install the Windows setup program under wine and use what it installs.

    python3 -m installer.windows.try_in_wine dist/…-安装程序.exe [FOLDER] [--older ARCHIVE]

The user's name has Chinese and a blank. ARCHIVE is the folder of an archive that an older version made: it
is put in the user's place before the upgrade and must be brought up to date by it. Qt 6.8 needs wine 10: it
is taken from Debian 13, in a tree of its own below FOLDER (2 GB, made once). Needs root and the Debian
packages debootstrap, xvfb and imagemagick. Says nothing about real Windows (docs/building.md lists what
only a real machine can show).
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from installer import trial as common
from installer.product import DIST
from installer.trial import Answer, Trial

TREE_PACKAGES = ("wine", "wine64", "fonts-wqy-zenhei", "locales")
SILENT = "/S"
USER = "测试 用户"
HOME = f"drive_c/users/{USER}"
DATA = f"{HOME}/AppData/Local/fzapp"
BUILD_KEY = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion"
UNINSTALL_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\fzapp"
INSTALLED = rf"C:\users\{USER}\AppData\Local\Programs\fzapp"
ELSEWHERE = r"C:\工作 软件\报告"
WORK = "C:\\工作 文件\\"
OURS = re.compile(
    rf"users/{USER}/(AppData/Local/(Programs/)?fzapp/|Desktop/法治报告助手|AppData/Roaming/Microsoft/Windows/Start Menu/Programs/法治报告助手/)"
    r"|工作 文件/|自检\.json"
)
"""Where the setup program and the program may write, below drive C; the last two are named by the trial."""


class Wine:
    """A Debian 13 tree with wine in it, and a Windows home in `folder`, which the tree sees as /mnt/try."""

    def __init__(self, tree: Path, folder: Path, display: str) -> None:
        self._tree = tree
        self.display = display
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

    def run(self, *words: str) -> Answer:
        """Call and wait."""
        return common.call(self.command(*words))

    def wine(self, *words: str) -> int:
        """Run a Windows program; its exit status."""
        return self.run("wine", *words).status

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
    """Debian 13 with wine 10 and Chinese as its language."""
    common.make_tree(tree, "trixie", TREE_PACKAGES)
    localedef = ("localedef", "-i", "zh_CN", "-f", "UTF-8", "zh_CN.UTF-8")
    subprocess.run(["chroot", tree, *localedef], check=True)


def points(tree: Path, folder: Path) -> dict[Path, Path]:
    """What the tree sees of this machine; its only user has the name of the trial, which wine takes over."""
    users = folder / "passwd"
    users.write_text(f"{USER}:x:0:0::/root:/bin/sh\n", encoding="utf-8")
    return {
        Path("/proc"): tree / "proc",
        Path("/dev"): tree / "dev",
        folder: tree / "mnt/try",
        users: tree / "etc/passwd",
    }


def refuses_old_windows(wine: Wine, trial: Trial) -> None:
    """Windows 7 and the first builds of Windows 10 are told what they lack."""
    wine.run("winecfg", "-v", "win7")
    trial.check(wine.setup() == 2, "refused on Windows 7")
    wine.run("winecfg", "-v", "win10")
    wine.set_build(17134)
    trial.check(wine.setup() == 2, "refused on Windows 10 1803")
    wine.set_build(17763)


def installs_and_works(wine: Wine, trial: Trial) -> None:
    """For the user alone, and every part of it works from there."""
    before = common.files_below(wine.path("C:\\"))
    trial.check(wine.setup() == 0, "silent installation")
    program = wine.path(INSTALLED)
    trial.check(
        all((program / name).exists() for name in ("fzapp.exe", "fzapp-cli.exe", "卸载.exe")),
        "programs are there",
    )
    trial.check(any((wine.home / HOME / "Desktop").glob("*.lnk")), "shortcut on the desktop")
    trial.check(self_test(wine, INSTALLED), "self-test of the installed program")
    wine.path(WORK).mkdir()
    common.use_program(lambda *words: wine.run("wine", rf"{INSTALLED}\fzapp-cli.exe", *words), WORK, trial)
    trial.check(
        wine.wine(rf"{INSTALLED}\fzapp-cli.exe", "report", "list") == 0, "a command on the user's own archive"
    )
    trial.check((wine.home / DATA / "archive.db").exists(), "data in the user's own folder")
    foreign = [name for name in common.files_below(wine.path("C:\\")) - before if not OURS.match(name)]
    trial.check(not foreign, f"no file elsewhere {foreign[:5] or ''}")


def self_test(wine: Wine, folder: str) -> bool:
    """Whether every check of the installed program passes."""
    report = wine.path(r"C:\自检.json")
    report.unlink(missing_ok=True)
    status = wine.wine(rf"{folder}\fzapp.exe", "--self-test", "--report", r"C:\自检.json")
    failed = common.failed_checks(report)
    print("".join(f"     {line}\n" for line in failed or ()), end="")
    return status == 0 and failed == []


def shows_its_window(wine: Wine, trial: Trial) -> None:
    """The window is painted and stays; meanwhile no setup may replace the program."""
    running = subprocess.Popen(
        wine.command("wine", rf"{INSTALLED}\fzapp.exe", "--practice"), stderr=subprocess.DEVNULL
    )
    common.shows_its_window(running, wine.display, DIST / "window-windows.png", trial)
    trial.check(wine.setup() == 3, "upgrade refused while the program runs")
    wine.wine("taskkill", "/f", "/im", "fzapp.exe")
    running.wait(60)


def upgrades(wine: Wine, trial: Trial, older: Path | None) -> None:
    """Files of the old version go, the archive stays; one that an older version made is brought up to date."""
    stale = wine.path(INSTALLED) / "runtime" / "stale.pyd"
    stale.touch()
    data = wine.home / DATA
    if older is not None:
        shutil.rmtree(data)
        shutil.copytree(older, data)
    trial.check(wine.setup() == 0, "upgrade in place")
    trial.check(not stale.exists(), "files of the old version are gone")
    answer = wine.run("wine", rf"{INSTALLED}\fzapp-cli.exe", "--json", "report", "list")
    kept = 0 if older is None else 2
    trial.check(len(common.reports_in(answer)) == kept, f"the archive is as before, {kept} reports")
    if older is not None:
        trial.check(common.was_migrated(older, data), "brought up to date, with a backup of before")


def works_in_a_chinese_folder(wine: Wine, trial: Trial) -> None:
    """A place with Chinese and a blank, chosen by the user."""
    words = f"/D={ELSEWHERE}".split(" ")  # in one word wine would quote it, and then it is not heeded
    done = wine.setup(*words) == 0 and (wine.path(ELSEWHERE) / "fzapp.exe").exists()
    trial.check(done, "installed in a folder with Chinese and a blank")
    trial.check(self_test(wine, ELSEWHERE), "self-test there")


def uninstalls(wine: Wine, trial: Trial) -> None:
    """The program goes, the data stay."""
    data = common.files_below(wine.home / DATA)
    wine.wine(rf"{ELSEWHERE}\卸载.exe", SILENT)
    gone = wine.path(ELSEWHERE) / "fzapp.exe"
    patience = time.monotonic() + 60  # the uninstaller goes on in a copy of itself
    while (listed := wine.wine("reg", "query", UNINSTALL_KEY) == 0) or gone.exists():
        if time.monotonic() > patience:
            break
    trial.check(not gone.exists(), "uninstalled")
    trial.check(not listed, "registry entry gone")
    trial.check("archive.db" in data and common.files_below(wine.home / DATA) == data, "data still there")


def main(arguments: list[str]) -> int:
    """Every step; the number of failures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("setup", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=Path(tempfile.gettempdir()))
    parser.add_argument("--older", type=Path)
    options = parser.parse_args(arguments)
    tree, folder = options.folder / "fzapp-wine" / "tree", options.folder / "fzapp-wine" / "try"
    tree.parent.mkdir(parents=True, exist_ok=True)
    make_tree(tree)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(options.setup, folder / "setup.exe")
    trial = Trial()
    with common.mounted(points(tree, folder)), common.screen() as display:
        wine = Wine(tree, folder, display)
        wine.run("wineboot", "-i")
        refuses_old_windows(wine, trial)
        installs_and_works(wine, trial)
        shows_its_window(wine, trial)
        upgrades(wine, trial, options.older)
        works_in_a_chinese_folder(wine, trial)
        uninstalls(wine, trial)
        wine.run("wineserver", "-k")
    print(f"{trial.failures} failures")
    return trial.failures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
