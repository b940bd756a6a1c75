"""Looking an archive over from end to end, whole backups, and what a backup would bring back."""

from __future__ import annotations

import datetime
import shutil
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import sha256_of
from fzapp.package.bag import write_bag
from fzapp.services.user_files import read_file
from fzapp.storage import backups, drafts, health
from fzapp.storage.archive import EVIDENCE_FOLDER, FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fzapp.storage.archive import Archive

LEAST_FREE = 500_000_000
"""Bytes that should be free where the archive lies: a year's evidence and its backups."""
OLDEST_BACKUP = 2
"""Days without a backup after which it is told."""
_NAMED = 3
_WORDS = {
    "report": ("份", "报告"),
    "section": ("个", "章节"),
    "ledger_row": ("行", "台账"),
    "evidence": ("份", "佐证和原文件"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `detail` says what was found, and what to do when `ok` is false."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a restore would change: counts as (what, now, then), reports that come and that go."""

    path: Path
    taken: str
    counts: tuple[tuple[str, int, int], ...]
    come: tuple[str, ...]
    go: tuple[str, ...]


def look_over(archive: Archive, check: Callable[[], None] = lambda: None) -> tuple[Finding, ...]:
    """Everything that can be wrong with an archive, read and changed by nothing; `check` may stop it."""
    found: list[Finding] = []
    for one in (_database, _index, _evidence, _drafts, _newest_backup, _room):
        check()
        found.append(one(archive))
    return tuple(found)


def _database(archive: Archive) -> Finding:
    faults = health.faults(archive)
    counts = health.inside(archive.path).counts if not faults else {}
    told = "、".join(
        f"{counts[name]}{unit}{words}" for name, (unit, words) in _WORDS.items() if name in counts
    )
    if faults:
        return Finding("档案库文件", False, f"有{len(faults)}处损坏，先备份，再从最近的好备份恢复")
    return Finding("档案库文件", True, f"完好，{told}")


def _index(archive: Archive) -> Finding:
    if health.index_is_whole(archive):
        return Finding("查找索引", True, "完整")
    return Finding("查找索引", False, "和正文对不上，重新建立索引就好，正文没有受影响")


def _evidence(archive: Archive) -> Finding:
    missing, changed, count = [], [], 0
    for name, digest, path in health.evidence_files(archive):
        count += 1
        if not path.is_file():
            missing.append(name)
        elif sha256_of(path.read_bytes()) != digest:
            changed.append(name)
    if not missing and not changed:
        return Finding("佐证和原文件", True, f"{count}份都在，内容没有变")
    told = [
        f"{words}{len(names)}份：{_some(names)}"
        for words, names in (("缺", missing), ("被改过", changed))
        if names
    ]
    return Finding("佐证和原文件", False, f"{'；'.join(told)}。从备份里找回来，或者重新添加")


def _drafts(archive: Archive) -> Finding:
    count = len(drafts.pending(archive))
    if not count:
        return Finding("没有存完的文字", True, "没有")
    return Finding("没有存完的文字", False, f"有{count}节，打开程序会自动找回来")


def _newest_backup(archive: Archive) -> Finding:
    newest = backups.newest_sound(archive.folder)
    if newest is None:
        return Finding("备份", False, "还没有能用的备份，现在备份一次")
    age = (datetime.datetime.fromisoformat(archive.now()) - newest.taken).days
    told = f"最近一份能用的是{newest.taken:%Y-%m-%d %H:%M}的"
    if age > OLDEST_BACKUP:
        return Finding("备份", False, f"{told}，已经过了{age}天，现在备份一次")
    return Finding("备份", True, told)


def _room(archive: Archive) -> Finding:
    free = shutil.disk_usage(archive.folder).free
    told = f"还有{free / 1e9:.1f}GB"
    if free < LEAST_FREE:
        return Finding("磁盘空间", False, f"{told}，清理出一些空间")
    return Finding("磁盘空间", True, told)


def _some(names: list[str]) -> str:
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")


def back_up_whole(archive: Archive, target: Path, progress: Callable[[int, int], None] | None = None) -> Path:
    """A backup with every file beside it, into a new folder in `target`, read back. Raises `UserError`.

    It is a bag (RFC 8493): the same look-over that packages get finds a damaged one.
    """
    if not target.is_dir():
        raise UserError(f"要存到的文件夹“{target.name}”不存在", "检查U盘是否插好")
    database = backups.back_up(archive, "manual")
    stamp = archive.now().replace(":", "").replace("-", "").replace("T", "-")
    folder = target / f"法治报告助手备份-{stamp}"
    payload: dict[str, bytes | Path] = {FILE_NAME: database}
    for _, _, path in health.evidence_files(archive):
        if path.is_file():
            payload[f"{EVIDENCE_FOLDER}/{path.parent.name}/{path.name}"] = path
    write_bag(folder, payload, {"Bagging-Date": archive.now()[:10]}, progress)
    return folder


def database_of(backup: Path) -> Path:
    """The database of a backup: the file itself, or the one in a folder of a whole backup."""
    if backup.is_dir():
        backup = backup / "data" / FILE_NAME
    read_file(backup)
    return backup


def preview(archive: Archive, backup: Path) -> Preview:
    """What would come and what would go. Raises `UserError` when the backup cannot be used."""
    path = database_of(backup)
    then, now = health.inside(path), health.inside(archive.path)
    counts = tuple(
        (words, now.counts.get(name, 0), then.counts.get(name, 0)) for name, (_, words) in _WORDS.items()
    )
    coming, going = Counter(then.titles), Counter(now.titles)
    return Preview(
        path, then.last_change, counts, tuple((coming - going).elements()), tuple((going - coming).elements())
    )


def restore(folder: Path, backup: Path, stamp: str) -> Path:
    """Put a backup in the place of the archive in `folder`, which must not be open; its evidence too.

    Answers where the replaced files went: nothing is deleted. Raises `UserError`.
    """
    path = database_of(backup)
    health.inside(path)
    aside = backups.put_back(folder, path, stamp)
    for source, place in _evidence_in(backup):
        target = folder / EVIDENCE_FOLDER / place
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return aside


def _evidence_in(backup: Path) -> Iterator[tuple[Path, Path]]:
    """Files of a whole backup with their places below the evidence folder; links are passed over."""
    root = backup / "data" / EVIDENCE_FOLDER
    if backup.is_dir() and root.is_dir():
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, path.relative_to(root)
