"""Where the user's things lie and how safe they are: backups, original files, a check of the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.storage import backups, blobs

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.report import Report
    from fzapp.storage.archive import Archive

_REASONS = {"daily": "每天自动", "manual": "手工", "final": "定稿前", "update": "更新程序前"}


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


def restorable(folder: Path) -> KeptBackup | None:
    """The newest sound backup of an archive that cannot be opened; None when there is none."""
    newest = backups.newest_sound(folder)
    return _kept(newest) if newest is not None else None


def back_up_now(archive: Archive) -> Path:
    """Make a backup because the user asked; it has been opened again and counted. Raises `UserError`."""
    return backups.back_up(archive, "manual")


def original_file(archive: Archive, report: Report) -> Path | None:
    """Where the file lies that a report was brought in from; None when it was written here or is gone."""
    if not report.source_hash:
        return None
    path = blobs.location(archive, report.source_hash, report.source_name)
    return path if path.is_file() else None


def evidence_file(archive: Archive, evidence_id: int) -> Path | None:
    """Where an evidence file lies; None when it is gone."""
    path = blobs.path_of(archive, evidence_id)
    return path if path is not None and path.is_file() else None


def _kept(backup: backups.Backup) -> KeptBackup:
    return KeptBackup(
        backup.path,
        backup.taken.isoformat(timespec="seconds"),
        _REASONS.get(backup.reason, "升级前"),
        backup.path.stat().st_size,
    )
