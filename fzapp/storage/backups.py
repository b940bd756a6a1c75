"""Copies of the archive that are proved by opening them again."""

from __future__ import annotations

import contextlib
import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.errors import ArchiveUnusable, UserError
from fzapp.infra.files import copy_atomic
from fzapp.storage import migrations
from fzapp.storage.connection import connect, errors, primary_code
from fzapp.storage.failures import BUSY, told
from fzapp.storage.folder import BACKUP_FOLDER, FILE_NAME

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from fzapp.storage.archive import Archive
    from fzapp.storage.connection import Key

DAILY, WEEKLY, MONTHLY = 12, 10, 9
"""How many of each are kept."""

_LONGEST = datetime.timedelta(hours=1)
"""What it takes at most to make a backup."""

_FRESH = "put-back-"
"""How the name of a backup begins that is about to take the place of the archive."""
_TOGETHER = (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm")
"""The files of an open database: none of them means anything beside those of another one."""

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
    target = archive.backup_folder / _named(archive.now(), reason)
    temporary = target.with_suffix(".tmp")
    try:
        _prove(temporary, archive.copy_to(temporary), archive.key)
        temporary.replace(target)
    except OSError as error:
        raise UserError("备份没有做成", "检查磁盘是否已满、备份文件夹能不能写入") from error
    finally:
        temporary.unlink(missing_ok=True)
    thin_out(archive, target)
    _clear_broken_off(archive)
    return target


def keep_before_upgrade(folder: Path, connection: sqlite3.Connection, time: str, key: Key | None) -> None:
    """Copy the database of an earlier version of the program before its schema is changed."""
    version = migrations.version_of(connection)
    if 0 < version < migrations.CURRENT:
        target = folder / BACKUP_FOLDER / _named(time, f"upgrade{version}")
        copy_database(connection, folder / FILE_NAME, target, key)


def copy_database(connection: sqlite3.Connection, source: Path, target: Path, key: Key | None) -> None:
    """Write what a connection to `source` sees to `target`, a new file without a log, encrypted like the source."""
    with contextlib.closing(connect(target, key, like=source)) as copy:
        connection.backup(copy)
        copy.execute("pragma journal_mode = delete").fetchone()


def _named(time: str, reason: str) -> str:
    stamp = re.sub(r"[-:]", "", time).replace("T", "-")
    return f"archive-{stamp}-{reason}.db"


def _clear_broken_off(archive: Archive) -> None:
    """Remove what a program that was killed left of its backup; one that is being made is younger than that."""
    for path in archive.backup_folder.glob("archive-*.tmp*"):
        found = _NAME.search(f"{path.name.partition('.')[0]}.db")
        began = _taken(found) if found else None
        if began and abs(_now(archive) - began) > _LONGEST:
            path.unlink(missing_ok=True)


def list_backups(archive: Archive) -> tuple[Backup, ...]:
    """All backups, newest first."""
    return list_in(archive.folder)


def list_in(folder: Path) -> tuple[Backup, ...]:
    """The backups of the archive in `folder`, newest first, also when the archive itself cannot be opened."""
    found: list[Backup] = []
    for path in (folder / BACKUP_FOLDER).glob("archive-*.db"):
        match = _NAME.search(path.name)
        taken = _taken(match) if match else None
        if match and taken:
            found.append(Backup(path, taken, match[3]))
    return tuple(sorted(found, key=lambda backup: backup.taken, reverse=True))


def taken_of(path: Path) -> str:
    """When a backup was made, by its name, as stored; "" for another file."""
    found = _NAME.search(path.name)
    taken = _taken(found) if found else None
    return taken.isoformat() if taken else ""


def _taken(found: re.Match[str]) -> datetime.datetime | None:
    """The time in a name; None for one that no clock shows."""
    with contextlib.suppress(ValueError):
        # strptime would load the calendar at the start
        return datetime.datetime.fromisoformat(f"{found[1]}T{found[2]}")
    return None


def latest(archive: Archive) -> Backup | None:
    """The newest backup that is not of the future: of those, a clock that was wrong once knows more than we do."""
    now = _now(archive)
    return next((backup for backup in list_backups(archive) if backup.taken <= now), None)


def due(archive: Archive) -> bool:
    """Whether the newest backup is older than a day."""
    newest = latest(archive)
    return newest is None or _now(archive) - newest.taken > datetime.timedelta(days=1)


def is_behind(archive: Archive) -> bool:
    """Whether anything was changed since the newest backup was made; through a connection of its own."""
    with archive.reader() as connection:
        last = connection.execute("select at from change order by id desc limit 1").fetchone()
    newest = latest(archive)
    return last is not None and (newest is None or newest.taken.isoformat() <= str(last[0]))


def thin_out(archive: Archive, made: Path) -> None:
    """Keep what was `made` just now, and the newest of each of the last days, weeks and months; remove the rest.

    Those of the future are counted by themselves: where the clock was set back, they are all there is of the work,
    and where it was set forward once, they must not stand in the way of what is made from now on.
    """
    backups, now = list_backups(archive), _now(archive)
    past = [backup for backup in backups if backup.taken <= now]
    kept = {made} | _worth_keeping(past) | _worth_keeping([one for one in backups if one.taken > now])
    for backup in backups:
        if backup.path not in kept:
            backup.path.unlink(missing_ok=True)


def _worth_keeping(backups: Sequence[Backup]) -> set[Path]:
    """Of backups, newest first, the three newest and the newest of each of the last days, weeks and months."""
    kept = {backup.path for backup in backups[:3]}
    for form, count in (("%Y%m%d", DAILY), ("%G%V", WEEKLY), ("%Y%m", MONTHLY)):
        newest_of: dict[str, Path] = {}
        for backup in backups:
            newest_of.setdefault(backup.taken.strftime(form), backup.path)
        kept.update(list(newest_of.values())[:count])
    return kept


def _now(archive: Archive) -> datetime.datetime:
    return datetime.datetime.fromisoformat(archive.now())


def newest_sound(folder: Path, key: Key | None) -> Backup | None:
    """The newest backup that opens and passes its check; None when there is none."""
    return next((backup for backup in list_in(folder) if is_sound(backup.path, key)), None)


def in_use(folder: Path, key: Key | None) -> bool:
    """Whether a program has the archive in `folder` open: then its file must not be taken away from it.

    Leaving the write-ahead log needs the file for oneself. One that is no database is nobody's.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return False
    try:
        with contextlib.closing(connect(path, key, timeout=0)) as connection:
            connection.execute("pragma journal_mode = delete").fetchone()
    except errors() as error:
        return primary_code(error) in BUSY
    return False


def put_back(folder: Path, backup: Path, stamp: str) -> Path:
    """Put a backup in the place of the archive in `folder`; answer where the old files went, a folder that is
    not there when there were none.

    The backup lies beside the archive, whole and on the disk, before anything moves: broken off from then on,
    it is finished by whoever opens the archive next. The old file and its log are moved aside together, never
    deleted: a log that stayed would be played into the backup. Raises `UserError`; then the archive is where
    it was.
    """
    fresh = folder / BACKUP_FOLDER / f"{_FRESH}{stamp}.tmp"
    aside = _aside(folder, fresh)
    try:
        aside.mkdir(mode=0o700)
        copy_atomic(backup, fresh)
    except OSError as error:
        with contextlib.suppress(OSError):  # another restore of the same second has left something there
            aside.rmdir()
        raise _not_put_back() from error
    try:
        _exchange(folder, fresh)
    except OSError as error:
        for path in (folder / name for name in _TOGETHER):
            if (aside / path.name).exists():
                (aside / path.name).rename(path)
        fresh.unlink(missing_ok=True)
        raise _not_put_back() from error
    with contextlib.suppress(OSError):  # on a new computer nothing was replaced
        aside.rmdir()
    return aside


def finish_putting_back(folder: Path) -> Path | None:
    """Finish what `put_back` was broken off in; answer where the old files went, None when there is nothing to do.

    Raises `ArchiveUnusable` when the files cannot be moved.
    """
    waiting = sorted((folder / BACKUP_FOLDER).glob(f"{_FRESH}*.tmp"))
    if not waiting:
        return None
    try:
        _aside(folder, waiting[-1]).mkdir(mode=0o700, exist_ok=True)
        _exchange(folder, waiting[-1])
        for older in waiting[:-1]:
            older.unlink()
    except OSError as error:
        raise ArchiveUnusable(
            "从备份恢复没有做完，有文件动不了", "关掉正在用这些文件的程序，再打开时会接着做完"
        ) from error
    return _aside(folder, waiting[-1])


def record_put_back(archive: Archive, aside: Path | None) -> None:
    """Write down that `finish_putting_back` had something to do: whoever began it did not live to do so."""
    if aside is not None:
        from fzapp.domain.audit import AuditKind  # noqa: PLC0415  once in the life of an archive, if at all

        told_of = f"上次恢复到一半断了，再打开时接着做完，换下的放在{aside.name}"
        archive.record(AuditKind.RESTORE, "从备份恢复", told_of)


def _not_put_back() -> UserError:
    return UserError("备份没有放回去，资料保持原样", "检查磁盘是否已满、文件夹能不能写入")


def _aside(folder: Path, fresh: Path) -> Path:
    """Where the files go that a waiting backup takes the place of."""
    return folder / f"damaged-{fresh.stem.removeprefix(_FRESH)}"


def _exchange(folder: Path, fresh: Path) -> None:
    """The old files aside, then the new one into their place; done again, it goes on where it was broken off."""
    for name in _TOGETHER:
        if (folder / name).exists():
            (folder / name).rename(_aside(folder, fresh) / name)
    fresh.rename(folder / FILE_NAME)


def is_sound(path: Path, key: Key | None) -> bool:
    """Whether a backup opens and passes its check."""
    try:
        with contextlib.closing(connect(path, key, read_only=True)) as connection:
            connection.execute("select count(*) from section").fetchone()
            return str(connection.execute("pragma integrity_check").fetchone()[0]) == "ok"
    except errors():
        return False


def _prove(copy: Path, expected: dict[str, int], key: Key | None) -> None:
    """Open a copy again, check it and count every table. Raises `UserError`.

    The quick check reads every page, as the whole one does; that an index agrees with its table is for the
    weekly look, since of a large archive it takes ten times as long.
    """
    with told(), contextlib.closing(connect(copy, key)) as connection:
        sound = connection.execute("pragma quick_check").fetchone()[0] == "ok"
        counts = {
            name: int(connection.execute(f'select count(*) from "{name}"').fetchone()[0])  # noqa: S608  ours
            for name in expected
        }
    if not sound or counts != expected:
        raise UserError("备份打开核对时与档案库不一致，没有采用", "换一个位置再备份一次")
