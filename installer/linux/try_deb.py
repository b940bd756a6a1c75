"""Install the .deb on a bare Debian and use what it installs, as a user whose home has Chinese and a blank.

    python3 -m installer.linux.try_deb dist/fzapp_….deb [FOLDER] [--suite bookworm] [--older OLDER.deb]

With --older that version is installed first and makes an archive, which the upgrade must keep and bring up
to date. A package for another processor is tried by emulation. The tree lies below FOLDER (0.6 GB, made once).
Needs root and the Debian packages debootstrap, xvfb and imagemagick. Says nothing about 统信 UOS and 银河麒麟
themselves (docs/building.md).
"""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from installer import trial as common
from installer.linux import target
from installer.product import DIST
from installer.trial import Answer, Trial

PACKAGES = ("fonts-wqy-zenhei", "procps")
NUMBER = 1000
HOME = "home/测试 用户"
DATA = f"{HOME}/.local/share/fzapp"
WORK = f"/{HOME}/工作 文件/"
ENTRY = "usr/share/applications/fzapp.desktop"
PROGRAM = re.compile(
    r"(opt/apps/fzapp|usr/share/doc/fzapp)/|usr/bin/fzapp$|usr/share/(applications|icons)/([^.]*/)?fzapp\."
)
"""Where the .deb may put files."""
OF_THE_USER = re.compile(rf"({DATA}|{WORK.strip('/')})/")
"""Where the program may write; the second is named by the trial."""
PLACES = ("etc", "home", "opt", "root", "srv", "tmp", "usr", "var")


EMULATED = 10
"""How many times longer everything may take on a processor that is emulated."""


class Machine:
    """A bare Debian with one user, who sees a display; `patience` is how many times longer all may take."""

    def __init__(self, tree: Path, display: str, patience: int) -> None:
        self.tree = tree
        self.display = display
        self.patience = patience

    def as_root(self, *words: str) -> Answer:
        """The administrator's call."""
        settings = ("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive")
        return common.call(["chroot", str(self.tree), "env", "-i", *settings, *words], 600 * self.patience)

    def user_command(self, *words: str) -> list[str]:
        """The user's call, with a display."""
        settings = (f"HOME=/{HOME}", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", f"DISPLAY={self.display}")
        changed = ["chroot", f"--userspec={NUMBER}:{NUMBER}", str(self.tree), "env", "-i", "-C", f"/{HOME}"]
        return [*changed, *settings, *words]

    def fzapp(self, *words: str) -> Answer:
        """The installed program, called by the user."""
        return common.call(self.user_command("fzapp", *words), 240 * self.patience)

    def install(self, package: Path) -> bool:
        """As an administrator does it: apt with the file."""
        shutil.copy(package, self.tree / "root" / package.name)
        answer = self.as_root(
            "apt-get", "-q", "-y", "install", "--no-install-recommends", f"/root/{package.name}"
        )
        if answer.status:
            print(answer.output[-1000:])
        return answer.status == 0

    def files(self) -> dict[str, float]:
        """Every file but those of the system that change by themselves, with the time of its last change."""
        found = (path for place in PLACES for path in (self.tree / place).rglob("*"))
        return {
            path.relative_to(self.tree).as_posix(): path.lstat().st_mtime
            for path in found
            if not path.is_dir() and not path.is_socket()
        }


def prepare(tree: Path, suite: str, architecture: str) -> None:
    """A bare Debian; the program and the user's files of an earlier trial are gone."""
    common.make_tree(tree, suite, PACKAGES, architecture)
    subprocess.run(
        ["chroot", tree, "dpkg", "--purge", "fzapp"],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    shutil.rmtree(tree / HOME, ignore_errors=True)
    (tree / WORK[1:]).mkdir(parents=True)
    for path in (tree / HOME, tree / WORK[1:]):
        shutil.chown(path, NUMBER, NUMBER)


def lays_its_files(package: Path, trial: Trial) -> None:
    """The package holds nothing outside its own places."""
    listed = subprocess.run(["dpkg-deb", "-c", package], check=True, capture_output=True, text=True).stdout
    rows = [line.split(None, 5) for line in listed.splitlines()]
    names = [row[5].split(" -> ")[0].removeprefix("./") for row in rows if not row[0].startswith("d")]
    foreign = [name for name in names if not PROGRAM.match(name)]
    trial.check(bool(names) and not foreign, f"{len(names)} files, none elsewhere {foreign[:5] or ''}")


def has_an_older_version(machine: Machine, older: Path, trial: Trial) -> Path:
    """The user's archive as the older version made it, kept aside."""
    trial.check(machine.install(older), f"{older.name} installed")
    made = machine.fzapp("practice", "-o", f"/{DATA}")
    trial.check(made.status == 0, "an archive made with it")
    kept = machine.tree.with_name("archive-before")
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(machine.tree / DATA, kept)
    return kept


def keeps_the_archive(machine: Machine, before: Path, trial: Trial) -> None:
    """What an older version made is read, and brought up to date with a backup."""
    listed = machine.fzapp("--json", "report", "list")
    trial.check(len(common.reports_in(listed)) == 2, "the archive of the older version, 2 reports")
    trial.check(
        common.was_migrated(before, machine.tree / DATA), "brought up to date, with a backup of before"
    )


def works(machine: Machine, trial: Trial) -> None:
    """Self-test and a day's work; no file outside the user's data and the folder worked in."""
    before = machine.files()
    answer = machine.fzapp("--self-test")
    trial.check(answer.status == 0, "self-test of the installed program")
    print("".join(f"     {line}\n" for line in answer.output.splitlines()), end="")
    common.use_program(machine.fzapp, WORK, trial)
    trial.check(machine.fzapp("report", "list").status == 0, "a command on the user's own archive")
    shows_its_window(machine, trial)
    after = machine.files()
    changed = [name for name, time_changed in after.items() if before.get(name) != time_changed]
    changed += [name for name in before if name not in after]
    foreign = [name for name in changed if not OF_THE_USER.match(name)]
    trial.check(
        bool(changed) and not foreign, f"{len(changed)} files written, none elsewhere {foreign[:5] or ''}"
    )


def shows_its_window(machine: Machine, trial: Trial) -> None:
    """The menu entry opens the window, which is painted."""
    entry = (machine.tree / ENTRY).read_text(encoding="utf-8")
    command = shlex.split(next(line for line in entry.splitlines() if line.startswith("Exec="))[5:])
    running = subprocess.Popen(machine.user_command(*command, "--practice"), stderr=subprocess.DEVNULL)
    seconds = 60 * machine.patience
    common.shows_its_window(running, machine.display, DIST / "window-linux.png", trial, seconds)
    running.terminate()
    running.wait(30)


def goes(machine: Machine, trial: Trial) -> None:
    """Purged: the program is gone, the user's files are as they were."""
    data = common.files_below(machine.tree / HOME)
    trial.check(machine.as_root("apt-get", "-q", "-y", "purge", "fzapp").status == 0, "purged")
    left = [name for name in machine.files() if PROGRAM.match(name)]
    trial.check(not left, f"no file of the program left {left[:5] or ''}")
    kept = common.files_below(machine.tree / HOME)
    trial.check(kept == data and f"{DATA}/archive.db".removeprefix(f"{HOME}/") in kept, "data still there")


def main(arguments: list[str]) -> int:
    """Every step; the number of failures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("package", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=Path(tempfile.gettempdir()))
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument("--older", type=Path)
    options = parser.parse_args(arguments)
    built_for = target.told_by(options.package)
    target.emulate(built_for)
    tree = options.folder / f"fzapp-{options.suite}-{built_for.debian}" / "tree"
    tree.parent.mkdir(parents=True, exist_ok=True)
    prepare(tree, options.suite, built_for.debian)
    trial = Trial()
    sockets = Path("/tmp/.X11-unix")  # noqa: S108  where X puts them
    with (
        common.screen() as display,
        common.mounted({Path("/proc"): tree / "proc", sockets: tree / str(sockets)[1:]}),
    ):
        machine = Machine(tree, display, EMULATED if built_for.foreign else 1)
        lays_its_files(options.package, trial)
        before = has_an_older_version(machine, options.older, trial) if options.older else None
        trial.check(machine.install(options.package), "apt install of the package")
        if before is not None:
            keeps_the_archive(machine, before, trial)
        works(machine, trial)
        goes(machine, trial)
    print(f"{trial.failures} failures")
    return trial.failures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
