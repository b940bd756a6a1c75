"""What the trials of the installers share: bare Debian trees, a screen nobody sees, the program put to use.

Needs root and the Debian packages debootstrap, xvfb and imagemagick.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import time
from typing import TYPE_CHECKING, NamedTuple

from installer import machine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SIGNED = "1"
"""The report of last year in the practice archive, which is finished and can be signed."""

PAINTED = 50
"""Fewer colours than that on a display, and no window of ours is on it."""


class Answer(NamedTuple):
    """The exit status of a call (124 when it took too long) and what it wrote to its output."""

    status: int
    output: str


class Trial:
    """Counts what went well."""

    def __init__(self) -> None:
        self.failures = 0

    def check(self, holds: bool, what: str) -> None:
        """One line for one thing tried."""
        print(f"{'ok  ' if holds else 'FAIL'} {what}", flush=True)
        self.failures += not holds


def call(command: list[str], seconds: int = 240) -> Answer:
    """Call and wait."""
    try:
        done = subprocess.run(
            command,
            check=False,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except subprocess.TimeoutExpired:
        return Answer(124, "")
    return Answer(done.returncode, done.stdout.decode("utf-8", "replace"))


# --- trees and screens ---------------------------------------------------------------------------


def make_tree(tree: Path, suite: str, packages: tuple[str, ...] = (), architecture: str = "") -> None:
    """A bare Debian of that name with `packages`, once; for another processor by emulation."""
    mark, wanted = tree / "packages.txt", " ".join((suite, *packages))
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    machine.bare_debian(tree, suite, architecture)
    shutil.copy("/etc/resolv.conf", tree / "etc")
    if packages:
        install = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "install"]
        subprocess.run(
            ["chroot", tree, *install, "--no-install-recommends", *packages],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    mark.write_text(wanted, encoding="utf-8")


@contextlib.contextmanager
def mounted(points: dict[Path, Path]) -> Iterator[None]:
    """Folders and files of this machine (keys), seen in a tree (values)."""
    done: list[Path] = []
    try:
        for source, target in points.items():
            if source.is_dir():
                target.mkdir(parents=True, exist_ok=True)
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


def picture(display: str, target: Path) -> int:
    """A picture of the whole display as PNG; the number of its colours: 1 when nothing is drawn."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["import", "-display", display, "-window", "root", target], check=True)
    told = subprocess.run(["identify", "-format", "%k", target], check=True, capture_output=True, text=True)
    return int(told.stdout)


def shows_its_window(
    running: subprocess.Popen[bytes], display: str, target: Path, trial: Trial, seconds: int = 60
) -> None:
    """The window comes within `seconds` and stays; its picture is kept in `target`."""
    patience = time.monotonic() + seconds
    shown = before = -1
    while running.poll() is None and time.monotonic() < patience and not PAINTED < shown == before:
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(1)
        before, shown = shown, picture(display, target)
    trial.check(running.poll() is None, "the window stays open")
    trial.check(shown > PAINTED, f"the window is painted, {shown} colours")


def files_below(folder: Path) -> set[str]:
    """Every file and link below `folder`, by its place in it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


# --- the program put to use ----------------------------------------------------------------------


def use_program(fzapp: Callable[..., Answer], folder: str, trial: Trial) -> None:
    """The day's work with the command line of an installed program, all in `folder`, which ends in / or \\."""
    archive = ("--archive", f"{folder}练习 本")

    def step(what: str, *words: str) -> Answer:
        answer = fzapp(*words)
        trial.check(answer.status == 0, what)
        if answer.status:
            print(f"     {answer.status}: {answer.output.strip()[-300:]}", flush=True)
        return answer

    step("practice archive", "practice", "-o", archive[1])
    listed = step("list of reports", *archive, "--json", "report", "list")
    trial.check(len(reports_in(listed)) == 2, "two reports in it")
    step("a report signed", *archive, "report", "freeze", SIGNED, "--by", "测试员")
    step("exported to Word", *archive, "export", SIGNED, "-o", f"{folder}报告.docx")
    step("the Word file read back", "outline", f"{folder}报告.docx")
    found = step("search", *archive, "--json", "search", "调解")
    trial.check('"total"' in found.output and '"total": 0' not in found.output, "something found")
    step("packed for sending", *archive, "pack", SIGNED, "-o", folder[:-1])
    step("backup", *archive, "backup")
    step("doctor", *archive, "doctor")


def reports_in(answer: Answer) -> list[object]:
    """The reports of a `--json report list`; none when the answer is something else."""
    try:
        return json.loads(answer.output)["reports"]
    except (ValueError, KeyError):
        return []


def failed_checks(report: Path) -> list[str] | None:
    """What failed in a report of the self-test; nothing at all when there is no report."""
    if not report.exists():
        return None
    checks = json.loads(report.read_text(encoding="utf-8"))["checks"]
    return [f"{check['name']}: {check['detail']}" for check in checks if not check["ok"]]


def was_migrated(before: Path, after: Path) -> bool:
    """Whether the archive in `after` is newer in its form than that in `before`, of which it kept a backup."""
    backups = [_form(path) for path in after.rglob("*.db") if path.name != "archive.db"]
    return _form(after / "archive.db") > _form(before / "archive.db") in backups


def _form(database: Path) -> int:
    """The number of the last migration step of an archive."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()
