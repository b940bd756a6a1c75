"""Where the user's things lie and how safe they are: backups, original files, a check of the archive."""

from __future__ import annotations

import datetime
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import copy_atomic, is_folder, outgrows_disk, sha256_of_file
from fzapp.storage import backups, settings
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from fzapp.services.context import Services
    from fzapp.services.doctor import Looked
    from fzapp.storage.connection import Key

LONGEST_AWAY = 7
"""Days without a copy in another place after which it is told."""
_SECOND_PLACE, _LOOKED_OVER = "second_place", "looked_over_on"
_FOLDER = "法治报告助手备份"
_COPIES = 12

_REASONS = {
    "daily": "每天自动",
    "manual": "手工",
    "final": "定稿前",
    "import": "导入前",
    "merge": "合并前",
    "update": "更新程序前",
    "password": "换密码前",
}


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """A backup as listed: `taken` is ISO local time, `reason` why it was made, `size` in bytes."""

    path: Path
    taken: str
    reason: str
    size: int


def list_backups(archive: Archive) -> tuple[KeptBackup, ...]:
    """All backups of the archive, newest first."""
    return tuple(_kept(backup) for backup in backups.list_backups(archive))


def restorable(folder: Path, key: Key | None) -> KeptBackup | None:
    """The newest sound backup of an archive that cannot be opened; None when there is none."""
    newest = backups.newest_sound(folder, key)
    return _kept(newest) if newest is not None else None


def back_up_now(archive: Archive) -> Path:
    """Make a backup because the user asked; it has been opened again and counted. Raises `UserError`."""
    return backups.back_up(archive, "manual")


def second_place(archive: Archive) -> Path | None:
    """The folder on another disk that backups are copied to; None when none was chosen."""
    chosen = settings.get(archive, _SECOND_PLACE)
    return Path(chosen) if chosen else None


def choose_second_place(archive: Archive, folder: Path) -> None:
    """Copy backups to `folder` from now on. Raises `UserError` when it lies within the archive."""
    if folder.resolve().is_relative_to(archive.folder.resolve()):
        raise UserError("第二处备份不能放在资料文件夹里面", "选另一块硬盘或U盘上的文件夹")
    with archive.transact(Op.CHANGE_SETTING) as transaction:
        settings.put(archive, transaction.write, _SECOND_PLACE, str(folder))


def copy_elsewhere(archive: Archive, place: Path) -> Path | None:
    """Copy the newest backup to the second place, read it back, and keep the last twelve there.

    Touches no table: for a worker. None when there is no backup yet, or the place is not plugged in.
    Raises `UserError` when the copy cannot be made or is not the same.
    """
    newest = backups.latest(archive)
    if newest is None or not is_folder(place):
        return None
    target = place / _FOLDER / newest.path.name
    try:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        if not target.exists():
            copy_atomic(newest.path, target)
        if sha256_of_file(target) != sha256_of_file(newest.path):
            target.unlink()
            raise UserError("第二处备份读回来不一致，没有采用", "换一个U盘或硬盘")
        copies = sorted(target.parent.glob("archive-*.db"), reverse=True)
        before = [one for one in copies if one.name < target.name]  # others are of a clock that was wrong
        for old in before[_COPIES - 1 :]:
            old.unlink()
    except OSError as error:
        if outgrows_disk(error):
            raise UserError(
                "备份超过4GB，第二处那块盘的格式放不下", "换一块盘，移动硬盘一般放得下"
            ) from error
        raise UserError("第二处备份没有做成", "检查那块盘是否已满、能不能写入") from error
    return target


def days_without_copy(archive: Archive) -> int:
    """Days since a copy was last made in another place: in the second place, or a whole backup; 0 for a new archive."""
    from fzapp.domain.audit import AuditKind  # noqa: PLC0415  behind the first picture
    from fzapp.storage import audit, health  # noqa: PLC0415

    place = second_place(archive)
    copies = (place / _FOLDER).glob("archive-*.db") if place is not None and is_folder(place) else ()
    times = [taken for taken in map(backups.taken_of, copies) if taken]
    times += [link.entry.at for link in audit.links(archive) if link.entry.kind is AuditKind.BACKUP]
    times = [
        at for at in times if at <= archive.now()
    ]  # a clock that was ahead once would silence this for ever
    since = max(times) if times else health.begun(archive) or archive.now()
    return (datetime.datetime.fromisoformat(archive.now()) - datetime.datetime.fromisoformat(since)).days


def reminder(archive: Archive) -> str:
    """What to say when the archive was in no other place for too long; "" while there is nothing to say."""
    days = days_without_copy(archive)
    if days < LONGEST_AWAY:
        return ""
    return f"已经{days}天没有把资料备份到别处，电脑坏了就找不回来。到“设置”里选第二处备份，或者备份到U盘。"


def look_is_due(archive: Archive) -> bool:
    """Whether the archive was last looked over from end to end more than a week ago."""
    last = settings.get(archive, _LOOKED_OVER)
    if not last:
        return True
    now = datetime.datetime.fromisoformat(archive.now())
    return (now - datetime.datetime.fromisoformat(last)).days not in range(LONGEST_AWAY)


def keep_safe(services: Services, place: Path | None, *, whole: bool) -> tuple[Looked, ...]:
    """What is done at every start, beside the window: the daily backup, its copy elsewhere, a look at the file.

    With `whole` the archive is looked over from end to end, through a connection of its own. Answers what
    wants to be done. Raises `UserError` when a backup cannot be made.
    """
    from fzapp.services.doctor import Looked, look_over  # noqa: PLC0415  beside the window, not before it
    from fzapp.storage import health  # noqa: PLC0415

    archive = services.archive
    if not health.is_readable(archive):
        return (Looked("档案库文件", ok=False, detail="有损坏，到“设置”里打开“档案体检”，用备份恢复"),)
    services.back_up_when_due()
    if place is not None:
        copy_elsewhere(archive, place)
    if not whole:
        return ()
    with closing(Archive.open(archive.folder, key=archive.key)) as other:
        return tuple(one for one in look_over(other) if not one.ok)


def note_look(archive: Archive) -> None:
    """Remember that the archive has just been looked over."""
    settings.note(archive, _LOOKED_OVER, archive.now())


def _kept(backup: backups.Backup) -> KeptBackup:
    return KeptBackup(
        backup.path,
        backup.taken.isoformat(timespec="seconds"),
        _REASONS.get(backup.reason, "升级前"),
        backup.path.stat().st_size,
    )
