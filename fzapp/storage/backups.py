"""Copies of the archive that are proved by opening them again."""

from __future__ import annotations

import contextlib
import datetime
import re
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.storage.failures import told

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.storage.archive import Archive

DAILY, WEEKLY, MONTHLY = 12, 10, 9
"""How many of each are kept."""

_NAME = re.compile(r"archive-(\d{8})-(\d{6})-(\w+)\.db$")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file; `taken` is local time, `reports` the number of reports counted when it was proved."""

    path: Path
    taken: datetime.datetime
    reason: str


def back_up(archive: Archive, reason: str) -> Path:
    """Copy the database into backups/, open the copy, check and count it; answer its path.

    The copy gets its final name only when it proved sound. Raises `UserError` when it did not.
    """
    stamp = re.sub(r"[-:]", "", archive.now()).replace("T", "-")
    target = archive.backup_folder / f"archive-{stamp}-{reason}.db"
    temporary = target.with_suffix(".tmp")
    try:
        archive.copy_to(temporary)
        _prove(archive, temporary)
        temporary.replace(target)
    except OSError as error:
        raise UserError("备份没有做成", "检查磁盘是否已满、备份文件夹能不能写入") from error
    finally:
        temporary.unlink(missing_ok=True)
    thin_out(archive)
    return target


def list_backups(archive: Archive) -> tuple[Backup, ...]:
    """All backups, newest first."""
    found: list[Backup] = []
    for path in archive.backup_folder.glob("archive-*.db"):
        match = _NAME.search(path.name)
        if match:
            taken = datetime.datetime.strptime(match[1] + match[2], "%Y%m%d%H%M%S")  # noqa: DTZ007  local
            found.append(Backup(path, taken, match[3]))
    return tuple(sorted(found, key=lambda backup: backup.taken, reverse=True))


def due(archive: Archive) -> bool:
    """Whether the newest backup is older than a day."""
    newest = next(iter(list_backups(archive)), None)
    if newest is None:
        return True
    return datetime.datetime.fromisoformat(archive.now()) - newest.taken > datetime.timedelta(days=1)


def thin_out(archive: Archive) -> None:
    """Keep the newest of each of the last days, weeks and months; remove the rest."""
    backups = list_backups(archive)
    kept: set[Path] = {backup.path for backup in backups[:3]}
    for form, count in (("%Y%m%d", DAILY), ("%G%V", WEEKLY), ("%Y%m", MONTHLY)):
        newest_of: dict[str, Path] = {}
        for backup in backups:
            newest_of.setdefault(backup.taken.strftime(form), backup.path)
        kept.update(list(newest_of.values())[:count])
    for backup in backups:
        if backup.path not in kept:
            backup.path.unlink(missing_ok=True)


def _prove(archive: Archive, copy: Path) -> None:
    with told(), contextlib.closing(sqlite3.connect(copy)) as connection:
        sound = connection.execute("pragma integrity_check").fetchone()[0] == "ok"
        count = connection.execute("select count(*) from section").fetchone()[0]
    expected = archive.read("select count(*) from section")[0][0]
    if not sound or count != expected:
        raise UserError("备份打开核对时与档案库不一致，没有采用", "换一个位置再备份一次")
