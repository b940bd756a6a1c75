"""Whole backups, what a backup would bring back, and bringing it back: the one way an archive is replaced."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.audit import AuditKind
from fzapp.domain.errors import UserError
from fzapp.infra.files import copy_atomic, sha256_of_file
from fzapp.package.bag import write_bag
from fzapp.storage import backups, health
from fzapp.storage.archive import EVIDENCE_FOLDER, FILE_NAME, Archive, local_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LARGEST_FILE = 2_000_000_000
"""Bytes of an evidence file that is brought back: what is larger was never kept by this program."""

COUNTED = {
    "report": ("份", "报告"),
    "section": ("个", "章节"),
    "ledger_row": ("行", "台账"),
    "evidence": ("份", "佐证和原文件"),
}
"""What is counted in an archive: a table with its measure word and its name."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a restore would change: counts as (what, now, then), reports that come and that go."""

    path: Path
    taken: str
    counts: tuple[tuple[str, int, int], ...]
    come: tuple[str, ...]
    go: tuple[str, ...]


def back_up_whole(archive: Archive, target: Path, progress: Callable[[int, int], None] | None = None) -> Path:
    """A backup with every file beside it, into a new folder in `target`, read back. Raises `UserError`.

    It is a bag (RFC 8493): the same look-over that packages get finds a damaged one.
    """
    if not target.is_dir():
        raise UserError(f"要存到的文件夹“{target.name}”不存在", "检查U盘是否插好")
    database = backups.back_up(archive, "manual")
    folder = target / f"法治报告助手备份-{_stamp(archive.now())}"
    payload: dict[str, bytes | Path] = {FILE_NAME: database}
    for _, _, path in health.evidence_files(archive):
        if path.is_file():
            payload[f"{EVIDENCE_FOLDER}/{path.parent.name}/{path.name}"] = path
    write_bag(folder, payload, {"Bagging-Date": archive.now()[:10]}, progress)
    archive.record(
        AuditKind.BACKUP,
        "整份备份带出",
        f"{folder.name}，存到{folder.parent}",
        count=len(payload),
        content=sha256_of_file(database),
    )
    return folder


def preview(folder: Path, backup: Path) -> Preview:
    """What would come to the archive in `folder` and what would go; of a damaged one nothing can go.

    Raises `UserError` when the backup cannot be used.
    """
    path = _database_of(backup)
    then = health.inside(path)
    try:
        now = health.inside(folder / FILE_NAME)
    except UserError:
        now = health.NOTHING
    counts = tuple(
        (words, now.counts.get(name, 0), then.counts.get(name, 0)) for name, (_, words) in COUNTED.items()
    )
    coming, going = Counter(then.titles), Counter(now.titles)
    return Preview(
        path, then.last_change, counts, tuple((coming - going).elements()), tuple((going - coming).elements())
    )


def restore(folder: Path, backup: Path) -> Path:
    """Put a backup in the place of the archive in `folder`, which must not be open.

    Files of a whole backup come back first, each held against its hash. Nothing is deleted: the answer is
    where the replaced database went. Raises `UserError`; then the archive is as it was.
    """
    path = _database_of(backup)
    held = health.inside(path)
    if backups.in_use(folder):
        raise UserError("档案库正开着，不能恢复", "关掉程序的窗口后再恢复")
    if backup.is_dir():
        _bring_files(folder, backup / "data", held)
    replaced = health.record_head(folder / FILE_NAME)
    aside = backups.put_back(folder, path, _stamp(local_time()))
    _record(folder, backup, path, f"{replaced}，换下的放在{aside.name}")
    return aside


def _record(folder: Path, backup: Path, database: Path, replaced: str) -> None:
    """The first act in the archive that came back: where it came from, and what it took the place of."""
    with closing(Archive.open(folder)) as archive:
        archive.record(
            AuditKind.RESTORE,
            "从备份恢复",
            f"{backup.name}，{replaced}",
            content=sha256_of_file(database),
        )


def _bring_files(folder: Path, source: Path, held: health.Inside) -> None:
    """The files that the backup's database names and the archive lacks; what differs from its hash stays away."""
    for place, digest, size in held.files:
        wanted, there = folder / EVIDENCE_FOLDER / place, source / EVIDENCE_FOLDER / place
        if wanted.exists() or not _is_whole(there, size, digest):
            continue
        try:
            wanted.parent.mkdir(parents=True, exist_ok=True)
            copy_atomic(there, wanted)
        except OSError as error:
            raise UserError(
                "备份里的佐证材料没有放回去，资料保持原样", "检查磁盘是否已满、文件夹能不能写入"
            ) from error


def _is_whole(path: Path, size: int, digest: str) -> bool:
    """Whether a file of a backup is what was backed up; one that cannot be read is not."""
    try:
        known = path.is_file() and not path.is_symlink() and path.stat().st_size == size <= LARGEST_FILE
        return known and sha256_of_file(path) == digest
    except OSError:
        return False


def _database_of(backup: Path) -> Path:
    """The database of a backup: the file itself, or the one in a folder of a whole backup."""
    path = backup / "data" / FILE_NAME if backup.is_dir() else backup
    if not path.is_file():
        raise UserError(
            f"“{backup.name}”里没有档案库的备份", "选“backups”文件夹里的备份文件，或者整份备份的文件夹"
        )
    return path


def _stamp(moment: str) -> str:
    return re.sub(r"[-:]", "", moment).replace("T", "-")
