"""The program is killed at any moment of the long things it does: each is done, or was never begun, and nothing else moves.

Importing thousands of rows, restoring, packing, backing up, giving a password, signing. Once each by default;
FZAPP_KILLS=100 for the whole trial. With -s each kill says when it came.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import ArchiveDamaged, WrongPassword
from fzapp.domain.unit import UnitProfile
from fzapp.infra import paths
from fzapp.package.bag import UNFINISHED, FileState, unfinished, verify
from fzapp.services import pack_journal
from fzapp.services.context import Services, build_services, open_services
from fzapp.services.doctor import look_over
from fzapp.services.safekeeping import back_up_now
from fzapp.storage import backups
from fzapp.storage.archive import Archive
from fzapp.storage.connection import Key, connect
from fzapp.storage.folder import FILE_NAME, fits, is_sealed
from tests.conftest import ALL_SEALED, CHANCE, PASSWORD, ROOT
from tests.scenarios.working_driver import IMPORTED, OTHER_PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

ACTIONS = ("import", "restore", "pack", "backup", "password", "freeze")
KILLS = int(os.environ.get("FZAPP_KILLS", f"{len(ACTIONS)}"))
SECRET = "石桥村集市上的普法"
"""Stands in rows and files: with a password nobody may find it on the disk."""

ROWS = 60
LATE = 1.15
"""Some of the kills come after the work."""

Contents = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Office:
    """An archive that was written for the trial: what it held when its backup was made, and what it holds."""

    folder: Path
    backed_up: Contents
    held: Contents


def contents(path: Path, key: Key | None) -> Contents:
    """What the clerk has written."""
    with closing(connect(path, key)) as connection:
        assert connection.execute("pragma integrity_check").fetchone()[0] == "ok"
        names = ("section", "ledger_row", "evidence", "row_evidence")
        return {
            name: [tuple(row) for row in connection.execute(f"select * from {name} order by id")]
            for name in names
        }


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, test_key: Key) -> Office:
    """A signed report of 2025 with proofs, a draft of 2026, and a backup from before the second half of the rows."""
    home = tmp_path_factory.mktemp("office")
    folder, key = home / "archive", test_key if ALL_SEALED else None
    draw = random.Random(CHANCE)
    services = build_services(Archive.open(folder, key=key), paths.resources())
    services.reports.set_unit(UnitProfile("镇", "青石镇人民政府", "青石镇", "云溪县人民政府"))
    write_rows(services, home, draw)
    backup = back_up_now(services.archive)
    backup = backup.rename(backup.with_name("archive-20260101-080000-manual.db"))
    write_rows(services, home, draw)
    services.freezes.freeze(services.reports.create("annual_report", 2025), "甲某某")
    draft = services.reports.create("annual_report", 2026)
    section = next(row.section for row in services.overview.tasks(draft) if row.section.level == 2)
    services.writing.save(section.id, f"{SECRET}办得热闹。", 0)
    services.close()
    return Office(folder, contents(backup, key), contents(folder / FILE_NAME, key))


def write_rows(services: Services, home: Path, draw: random.Random) -> None:
    kind = services.ledgers.kind("L04")
    column = next(c for c in kind.columns if c.type.value == "text")
    for number in range(ROWS):
        services.ledgers.add(kind, 2025, {column.id: f"{SECRET}第{number}场"})
    row = services.ledgers.rows(kind, 2025)[-1]
    for number in range(3):
        proof = home / f"签到表{number}.txt"
        proof.write_bytes(SECRET.encode() + draw.randbytes(200_000))
        services.attachments.attach(row.id, [proof])


def work_until_killed(folder: Path, stick: Path, action: str, seconds: float | None) -> float:
    """Start the program and kill it so many seconds after it has begun, None for when it is done.

    Answers how many seconds it had.
    """
    driver = [sys.executable, "-m", "tests.scenarios.working_driver", str(folder), str(stick), action]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    begun, killed = 0.0, []
    with subprocess.Popen(
        driver, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:

        def kill() -> None:
            killed.append(time.monotonic())
            program.kill()

        assert program.stdout is not None
        for line in program.stdout:
            if line == "begun\n":
                begun = time.monotonic()
                if seconds is not None:
                    threading.Timer(seconds, kill).start()
            elif seconds is None:
                kill()
        complaint = program.stderr.read() if program.stderr else ""
    assert killed, f"ended by itself with {program.returncode}\n{complaint}"
    return killed[0] - begun


@pytest.fixture(scope="module")
def durations() -> dict[str, float]:
    """Seconds that each action takes when nobody kills it, measured when first wanted."""
    return {}


def reopened(folder: Path) -> Services:
    """The archive with whatever password it has now."""
    if not is_sealed(folder):
        return open_services(folder, paths.resources())
    for password in (PASSWORD, OTHER_PASSWORD):
        with contextlib.suppress(WrongPassword, ArchiveDamaged):
            key = Key(password)
            if fits(folder, key):
                return open_services(folder, paths.resources(), key)
    raise AssertionError("no password opens the archive")


def allowed(action: str, held: Contents, office: Office, found: Contents) -> bool:
    """Whether the archive holds what it held, or what the action makes of it; nothing between."""
    if action == "import":
        rows, before = found["ledger_row"], held["ledger_row"]
        return rows[: len(before)] == before and len(rows) in (len(before), len(before) + IMPORTED)
    if action == "restore":
        return found in (held, office.backed_up)
    return found == held


def readable(folder: Path) -> list[str]:
    """Files in which anybody may read what a password was given for."""
    return [
        path.name for path in folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()
    ]


@pytest.mark.slow
@pytest.mark.parametrize("number", range(KILLS))
def test_what_is_killed_is_done_or_was_never_begun(
    office: Office, durations: dict[str, float], number: int, tmp_path: Path
) -> None:
    action, chance = ACTIONS[number % len(ACTIONS)], random.Random(20_270_401 + CHANCE + number)
    if action not in durations:
        shutil.copytree(office.folder, tmp_path / "whole" / "archive")
        (tmp_path / "whole" / "U盘").mkdir()
        durations[action] = work_until_killed(
            tmp_path / "whole" / "archive", tmp_path / "whole" / "U盘", action, None
        )
    folder, stick = tmp_path / "archive", tmp_path / "U盘"
    shutil.copytree(office.folder, folder)
    stick.mkdir()
    seconds = chance.uniform(0, LATE * durations[action])
    work_until_killed(folder, stick, action, seconds)
    sys.stdout.write(f"{action} killed after {seconds:.3f} of {durations[action]:.3f} s\n")

    with closing(reopened(folder)) as services:
        archive = services.archive
        services.wipe_copies()  # as the window does when it comes
        broken_off = pack_journal.broken_off(archive)
        found = contents(archive.path, archive.key)
        assert allowed(action, office.held, office, found)
        assert [one for one in look_over(archive) if not one.ok and one.name != "备份"] == []
        assert all(backups.is_sound(one.path, archive.key) for one in backups.list_backups(archive))
        assert len(services.reports.all()) in ((0, 2) if found == office.backed_up else (2,))
        packed = [folder.name for folder in stick.iterdir() if UNFINISHED not in folder.name]
        noted = [one.folder for report in services.reports.all() for one in services.packs.made(report.id)]
        assert set(noted) <= set(packed)
        sealed = archive.key is not None
    for folder_name in packed:
        assert {one.state for one in verify(stick / folder_name)} == {FileState.OK}
    assert bool(broken_off) >= (action == "pack" and bool(unfinished(stick)))
    assert not sealed or readable(folder) == []
