"""Where the user's things lie and how safe they are: backups, original files, a check of the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.storage import backups

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.storage.archive import Archive
    from fzapp.storage.connection import Key

_REASONS = {
    "daily": "每天自动",
    "manual": "手工",
    "final": "定稿前",
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


def _kept(backup: backups.Backup) -> KeptBackup:
    return KeptBackup(
        backup.path,
        backup.taken.isoformat(timespec="seconds"),
        _REASONS.get(backup.reason, "升级前"),
        backup.path.stat().st_size,
    )
