"""Looking an archive over from end to end: what is sound, and what wants to be done."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.audit import mark_of
from fzapp.domain.errors import FzError
from fzapp.services.restoring import COUNTED
from fzapp.storage import audit, backups, blobs, drafts, health

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
    for name, one in _PARTS:
        check()
        try:
            found.append(Looked(name, *one(archive)))
        except FzError as error:  # what is damaged enough cannot even be looked at
            found.append(Looked(name, ok=False, detail=str(error).rstrip("。")))
    return tuple(found)


def _database(archive: Archive) -> tuple[bool, str]:
    faults = health.faults(archive)
    counts = health.inside(archive.path, archive.key).counts if not faults else {}
    told = "、".join(
        f"{counts[name]}{unit}{words}" for name, (unit, words) in COUNTED.items() if name in counts
    )
    if faults:
        return (False, f"有{len(faults)}处损坏，先备份，再从最近的好备份恢复")
    return (True, f"完好，{told}")


def _index(archive: Archive) -> tuple[bool, str]:
    if health.index_is_whole(archive):
        return (True, "完整")
    return (False, "和正文对不上，重新建立索引就好，正文没有受影响")


def _record(archive: Archive) -> tuple[bool, str]:
    faults = audit.faults(archive)
    count, head = audit.head(archive)
    if faults:
        first = faults[0]
        where = f"第{first.entry_id}条{first.told}" if first.entry_id else first.told
        return (False, f"{where}，有人绕过程序动过档案库，和移交清单、备份里的校验码核对")
    return (True, f"{count}条前后相接，末条校验码{mark_of(head)}" if count else "还没有")


def _evidence(archive: Archive) -> tuple[bool, str]:
    missing, changed, count = [], [], 0
    for name, digest in health.evidence_files(archive):
        count += 1
        found = blobs.digest_of(archive, digest, name)
        if found is None:
            missing.append(name)
        elif found != digest:
            changed.append(name)
    if not missing and not changed:
        return (True, f"{count}份都在，内容没有变")
    told = [
        f"{words}{len(names)}份：{_some(names)}"
        for words, names in (("缺", missing), ("被改过", changed))
        if names
    ]
    return (False, f"{'；'.join(told)}。从备份里找回来，或者重新添加")


def _drafts(archive: Archive) -> tuple[bool, str]:
    count = len(drafts.pending(archive))
    if not count:
        return (True, "没有")
    return (False, f"有{count}节，打开程序会自动找回来")


def _newest_backup(archive: Archive) -> tuple[bool, str]:
    newest = backups.newest_sound(archive.folder, archive.key)
    if newest is None:
        return (False, "还没有能用的备份，现在备份一次")
    age = (datetime.datetime.fromisoformat(archive.now()) - newest.taken).days
    told = f"最近一份能用的是{newest.taken:%Y-%m-%d %H:%M}的"
    if age > OLDEST_BACKUP:
        return (False, f"{told}，已经过了{age}天，现在备份一次")
    return (True, told)


def _room(archive: Archive) -> tuple[bool, str]:
    free = shutil.disk_usage(archive.folder).free
    told = f"还有{free / 1e9:.1f}GB"
    if free < LEAST_FREE:
        return (False, f"{told}，清理出一些空间")
    return (True, told)


def _some(names: list[str]) -> str:
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")


_PARTS = (
    ("档案库文件", _database),
    ("查找索引", _index),
    ("操作记录", _record),
    ("佐证和原文件", _evidence),
    ("没有存完的文字", _drafts),
    ("备份", _newest_backup),
    ("磁盘空间", _room),
)
