"""Looking an archive over from end to end: what is sound, and what wants to be done."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.audit import mark_of
from fzapp.infra.files import sha256_of
from fzapp.services.restoring import COUNTED
from fzapp.storage import audit, backups, drafts, health

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.storage.archive import Archive

LEAST_FREE = 500_000_000
"""Bytes that should be free where the archive lies: a year's evidence and its backups."""
OLDEST_BACKUP = 2
"""Days without a backup after which it is told."""
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing looked at; `detail` says what was found, and what to do when `ok` is false."""

    name: str
    ok: bool
    detail: str


def look_over(archive: Archive, check: Callable[[], None] = lambda: None) -> tuple[Looked, ...]:
    """Everything that can be wrong with an archive, read and changed by nothing; `check` may stop it."""
    found: list[Looked] = []
    for one in (_database, _index, _record, _evidence, _drafts, _newest_backup, _room):
        check()
        found.append(one(archive))
    return tuple(found)


def _database(archive: Archive) -> Looked:
    faults = health.faults(archive)
    counts = health.inside(archive.path).counts if not faults else {}
    told = "、".join(
        f"{counts[name]}{unit}{words}" for name, (unit, words) in COUNTED.items() if name in counts
    )
    if faults:
        return Looked("档案库文件", False, f"有{len(faults)}处损坏，先备份，再从最近的好备份恢复")
    return Looked("档案库文件", True, f"完好，{told}")


def _index(archive: Archive) -> Looked:
    if health.index_is_whole(archive):
        return Looked("查找索引", True, "完整")
    return Looked("查找索引", False, "和正文对不上，重新建立索引就好，正文没有受影响")


def _record(archive: Archive) -> Looked:
    faults = audit.faults(archive)
    count, head = audit.head(archive)
    if faults:
        first = faults[0]
        where = f"第{first.entry_id}条{first.told}" if first.entry_id else first.told
        return Looked("操作记录", False, f"{where}，有人绕过程序动过档案库，和移交清单、备份里的校验码核对")
    return Looked("操作记录", True, f"{count}条前后相接，末条校验码{mark_of(head)}" if count else "还没有")


def _evidence(archive: Archive) -> Looked:
    missing, changed, count = [], [], 0
    for name, digest, path in health.evidence_files(archive):
        count += 1
        if not path.is_file():
            missing.append(name)
        elif sha256_of(path.read_bytes()) != digest:
            changed.append(name)
    if not missing and not changed:
        return Looked("佐证和原文件", True, f"{count}份都在，内容没有变")
    told = [
        f"{words}{len(names)}份：{_some(names)}"
        for words, names in (("缺", missing), ("被改过", changed))
        if names
    ]
    return Looked("佐证和原文件", False, f"{'；'.join(told)}。从备份里找回来，或者重新添加")


def _drafts(archive: Archive) -> Looked:
    count = len(drafts.pending(archive))
    if not count:
        return Looked("没有存完的文字", True, "没有")
    return Looked("没有存完的文字", False, f"有{count}节，打开程序会自动找回来")


def _newest_backup(archive: Archive) -> Looked:
    newest = backups.newest_sound(archive.folder)
    if newest is None:
        return Looked("备份", False, "还没有能用的备份，现在备份一次")
    age = (datetime.datetime.fromisoformat(archive.now()) - newest.taken).days
    told = f"最近一份能用的是{newest.taken:%Y-%m-%d %H:%M}的"
    if age > OLDEST_BACKUP:
        return Looked("备份", False, f"{told}，已经过了{age}天，现在备份一次")
    return Looked("备份", True, told)


def _room(archive: Archive) -> Looked:
    free = shutil.disk_usage(archive.folder).free
    told = f"还有{free / 1e9:.1f}GB"
    if free < LEAST_FREE:
        return Looked("磁盘空间", False, f"{told}，清理出一些空间")
    return Looked("磁盘空间", True, told)


def _some(names: list[str]) -> str:
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")
