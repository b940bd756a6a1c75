"""What lies in folders and on sticks: report files by name, and what was left aside, counted."""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import shown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

READABLE = (".docx", ".txt", ".doc", ".wps", ".pdf")
"""Endings looked for when a whole folder is brought in."""

MOST_FILES = 5_000
"""More reports than this are brought in folder by folder: all of them stand in one table."""

_LOCK = ("~$", ".~lock.", ".~")
"""How the names of files begin that an office program leaves beside an open document."""

_SYSTEM = frozenset(("$recycle.bin", "system volume information", "__macosx", "recycler"))
_TOLD = 6
"""Endings named one by one; of more the number is told."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, with the sentence why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read; `where` is its name below the folder that was named, as shown."""

    path: Path
    where: str


@dataclass(slots=True)
class LeftOut:
    """What was not looked at, counted: lock files of office programs, hidden things, other endings."""

    locks: int = 0
    hidden: int = 0
    others: Counter[str] = field(default_factory=Counter[str])

    def told(self) -> str:
        """In words; "" when nothing was left out."""
        parts = [f"Office临时文件{self.locks}个"] if self.locks else []
        if self.hidden:
            parts.append(f"隐藏的{self.hidden}个")
        if self.others:
            most = self.others.most_common(_TOLD)
            named = "、".join(f"{ending or '没有结尾的'} {count}个" for ending, count in most)
            more = "等" if len(self.others) > _TOLD else ""
            parts.append(f"其他类型的{self.others.total()}个（{named}{more}）")
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class Scan:
    """The files in order of their names, folder by folder."""

    files: tuple[FoundFile, ...]
    refused: tuple[Refused, ...]
    left_out: LeftOut


def scan(paths: Iterable[Path], alive: Callable[[], None] = lambda: None) -> Scan:
    """Find the reports among files and in folders, however deep; reads no content.

    A link to a folder is followed once: a folder is entered by one way only, so links that loop end.
    `alive` is called for every folder and may raise to stop. Raises `UserError` above `MOST_FILES`.
    """
    walk = _Walk(alive)
    for path in paths:
        if is_folder(path):
            walk.folder(path)
        else:
            walk.files.append(FoundFile(path, shown_name(path.name)))
    return Scan(tuple(walk.files), tuple(walk.refused), walk.left_out)


def is_folder(path: Path) -> bool:
    """Whether there is a folder; what may not be looked at is none."""
    return _is(path.is_dir)


class _Walk:
    """One walk over all folders that were named."""

    def __init__(self, alive: Callable[[], None]) -> None:
        self.files: list[FoundFile] = []
        self.refused: list[Refused] = []
        self.left_out = LeftOut()
        self._alive = alive
        self._entered: set[str] = set()

    def folder(self, root: Path) -> None:
        """Everything below `root`, without recursion: depth is the disk's business."""
        waiting = [root]
        while waiting:
            self._alive()
            folder = waiting.pop()
            real = os.path.realpath(folder)
            if real in self._entered:
                continue
            self._entered.add(real)
            waiting += reversed(self._entries(folder, root))

    def _entries(self, folder: Path, root: Path) -> list[Path]:
        """Take the files of one folder; answer the folders in it."""
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except PermissionError:
            self._refuse(folder, root, f"没有打开文件夹“{folder.name}”的权限", "把它复制到自己的文件夹再试")
            return []
        except OSError:
            self._refuse(folder, root, f"文件夹“{folder.name}”打不开", "检查U盘是否接好")
            return []
        return [Path(entry.path) for entry in entries if self._is_folder(entry, root)]

    def _is_folder(self, entry: os.DirEntry[str], root: Path) -> bool:
        """Whether to go in; a file is taken or counted on the way."""
        name = entry.name.lower()
        path = Path(entry.path)
        if name.startswith(_LOCK):
            self.left_out.locks += 1
        elif name in _SYSTEM or _is_hidden(entry):
            self.left_out.hidden += 1
        elif _is(entry.is_dir):
            return True
        elif path.suffix.lower() not in READABLE:
            self.left_out.others[path.suffix.lower()] += 1
        elif _is(entry.is_file):
            self._take(path, root)
        else:
            self._refuse(path, root, f"“{entry.name}”不是能打开的文件", "看看原来的文件是不是移走了")
        return False

    def _take(self, path: Path, root: Path) -> None:
        self.files.append(FoundFile(path, shown_name(str(path.relative_to(root)))))
        if len(self.files) > MOST_FILES:
            raise UserError(f"里面的报告超过{MOST_FILES}份", "一次选小一些的文件夹，分几次导入")

    def _refuse(self, path: Path, root: Path, what: str, todo: str) -> None:
        where = root.name if path == root else str(path.relative_to(root))
        self.refused.append(Refused(shown_name(where), shown_name(str(UserError(what, todo)))))


def _is(kind: Callable[[], bool]) -> bool:
    """What an entry is; a link that leads to itself is nothing."""
    try:
        return kind()
    except OSError:
        return False


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    """By its name, or on Windows by its mark."""
    if entry.name.startswith("."):
        return True
    try:
        marks = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    except OSError:
        return False
    return bool(marks & stat.FILE_ATTRIBUTE_HIDDEN)
