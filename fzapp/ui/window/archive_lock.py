"""Who has an archive open: one program at a time, known by person and computer, taken over only when that is safe.

A lock that a crash left on this computer goes by itself: its program is looked for and is not there, or its number
belongs to a program that was started later. Of another computer that cannot be known from here, so a person must say
that nobody works there any more.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLockFile, QSysInfo

from fzapp.infra import processes
from fzapp.infra.files import write_atomic
from fzapp.infra.machine import user_and_machine
from fzapp.infra.media import is_unsafe_for_archive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LOCK_NAME = "in-use.lock"
HOLDER_NAME = "in-use.json"
_ID_LINE = 3
"""Where a lock file of Qt names the installation of the system, behind process, program and computer."""
_INEXACT = 2
"""Seconds by which the time of a file and the time of a process may differ."""


class Trouble(Exception):
    """The archive was not opened: a sentence, and what to do step by step.

    `takeover` asks, in words, whether to open it nevertheless; "" when that is out of the question.
    """

    def __init__(self, sentence: str, steps: Sequence[str], takeover: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.steps = tuple(steps)
        self.takeover = takeover


@dataclass(frozen=True, slots=True)
class Holder:
    """Who took the lock, as name@computer, and when (ISO local); "" where that was not written down."""

    who: str
    since: str

    @property
    def told(self) -> str:
        """王某 on DESKTOP-1, since when."""
        name, _, machine = self.who.rpartition("@")
        where = f"电脑“{machine}”" if machine else "另一台电脑"
        person = f"用户“{name}”在{where}上" if name else f"在{where}上"
        return f"{person}（{self.since.replace('T', ' ')[:16]}打开）" if self.since else person


class ArchiveLock:
    """The lock of the archive in one folder; `take` and `release` may follow each other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: QLockFile | None = None

    def take(self, now: str) -> None:
        """Hold the archive from `now` (ISO local) on. Raises `Trouble`."""
        if is_unsafe_for_archive(self._folder):
            raise Trouble(
                "资料文件夹在U盘或者共享文件夹上，正在用的资料放在那里容易损坏。",
                ("把整个资料文件夹复制到这台电脑的硬盘上。", "从硬盘上的那一份打开。"),
            )
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = QLockFile(str(self._folder / LOCK_NAME))
        lock.setStaleLockTime(0)  # a lock is old only when the program that took it is gone
        if lock.tryLock(0) or (self._is_left_behind(lock) and lock.tryLock(0)):
            self._lock = lock
            self._sign(now)
        elif lock.error() is QLockFile.LockError.LockFailedError:
            raise self._held(lock)
        else:
            raise Trouble(
                f"存放资料的文件夹不能写入：{self._folder}",
                ("检查这个文件夹是不是只读，有没有权限。", "磁盘满了就清理出一些空间，然后按“再试一次”。"),
            )

    def take_over(self) -> bool:
        """Take away the lock that another computer left, once a person has said so; answers whether it is gone."""
        lock = QLockFile(str(self._folder / LOCK_NAME))
        return not self._is_ours(lock) and lock.removeStaleLockFile()

    def release(self) -> None:
        """Let go; once is enough."""
        if self._lock is not None:
            with contextlib.suppress(OSError):
                (self._folder / HOLDER_NAME).unlink(missing_ok=True)
            self._lock.unlock()
        self._lock = None

    def _sign(self, now: str) -> None:
        """Write down who holds it: the lock itself knows the computer, not the person."""
        told = json.dumps({"who": user_and_machine(), "since": now}, ensure_ascii=False)
        with contextlib.suppress(OSError):
            write_atomic(self._folder / HOLDER_NAME, told.encode())

    def _holder(self, lock: QLockFile) -> Holder:
        try:
            kept: Any = json.loads((self._folder / HOLDER_NAME).read_text(encoding="utf-8"))
            return Holder(str(kept["who"]), str(kept["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            _, machine = _told(lock)
            return Holder(f"@{machine}" if machine else "", "")

    def _is_ours(self, lock: QLockFile) -> bool:
        """Whether a program on this computer holds it; such a lock is never taken away.

        Computers may have the same name, and one may get another, so what tells them apart counts where it is
        known. A lock that a power cut left empty is nobody's.
        """
        try:
            lines = (self._folder / LOCK_NAME).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return True
        own = bytes(QSysInfo.machineUniqueId().data()).decode("utf-8", "replace")
        other = lines[_ID_LINE] if len(lines) > _ID_LINE else ""
        return other == own if other and own else _told(lock)[1].casefold() in _own_names()

    def _is_left_behind(self, lock: QLockFile) -> bool:
        """Take away a lock of this computer whose program runs no more; one that is held the system does not give away."""
        return self._is_ours(lock) and not self._holder_runs(lock) and lock.removeStaleLockFile()

    def _holder_runs(self, lock: QLockFile) -> bool:
        """Whether the program that took the lock is there for certain.

        After a crash the number of its process may be this one's, which has not taken it yet, or another one's:
        that was started after the lock was written. Of some the system does not say when; then it is not certain.
        """
        process, _ = _told(lock)
        begun = None if process == os.getpid() else processes.started(process)
        if begun is None or begun == processes.UNKNOWN:
            return False
        with contextlib.suppress(OSError):
            return begun <= (self._folder / LOCK_NAME).stat().st_mtime + _INEXACT
        return False

    def _held(self, lock: QLockFile) -> Trouble:
        holder = self._holder(lock)
        if self._is_ours(lock):
            return Trouble(
                f"这份资料已经在另一个窗口里打开：{holder.told}。",
                ("在任务栏里找到已经打开的窗口，接着用那一个。", "那个窗口关掉以后，按“再试一次”。"),
            )
        return Trouble(
            f"这份资料正被另一台电脑使用：{holder.told}。",
            (
                "到那台电脑上关掉程序，再按“再试一次”。",
                "那台电脑断过电、死过机，或者资料是从那里拷来的，程序确实没有开着，才按“接管”。",
            ),
            f"接管以前，确认{holder.told}没有开着程序。两边同时写，资料会损坏。",
        )


def _told(lock: QLockFile) -> tuple[int, str]:
    """The process and the computer that hold the lock; 0 and "" when that cannot be read."""
    told: Any = lock.getLockInfo()
    return (int(told[0]), str(told[1])) if isinstance(told, tuple) else (0, "")


def _own_names() -> frozenset[str]:
    """What this computer may be called in a lock: Windows has a second, shorter name, which Qt writes there."""
    names = (QSysInfo.machineHostName(), os.environ.get("COMPUTERNAME", ""))
    return frozenset(name.casefold() for name in names if name)
