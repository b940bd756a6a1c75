"""The password of an archive: giving it, waiting after wrong ones, setting, changing and taking it away."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fzapp.domain.errors import UserError, WrongPassword
from fzapp.infra.files import write_atomic
from fzapp.storage import backups, sealing, settings
from fzapp.storage import folder as places
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.storage.connection import Key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fzapp.storage.sealing import Progress, Resealed

SHORTEST = 8
"""Characters of a password."""
FREE_TRIES = 3
FIRST_WAIT, LONGEST_WAIT = 5, 300
"""Seconds; each wrong password after the free ones doubles the wait."""
IDLE_CHOICES = (5, 10, 15, 30, 0)
"""Minutes without use after which the window locks; 0 is never."""
IDLE_MINUTES = 10
_IDLE = "idle_minutes"
_TRIES = "password-tries.json"
_COMMON = frozenset({"12345678", "123456789", "1234567890", "88888888", "66666666", "password", "11111111"})


@dataclass(frozen=True, slots=True)
class Extent:
    """What a change of the password would write anew."""

    bytes: int
    backups: int
    sealed: bool


def is_sealed(folder: Path) -> bool:
    """Whether the archive in `folder` has a password."""
    return places.is_sealed(folder)


def fits(folder: Path, key: Key) -> bool:
    """Whether a key is that of the archive."""
    return places.fits(folder, key)


def unlock(folder: Path, password: str, clock: Callable[[], float] = time.time) -> Key:
    """The key of the archive. Raises `WrongPassword`, also when the time for another try has not come.

    Takes a fifth of a second and more: for a worker. A try is noted before it is made, so that ending the
    program in between gains nothing.
    """
    wait = seconds_to_wait(folder, clock)
    if wait:
        raise WrongPassword("密码连着错了几次", f"过{wait}秒再试")
    wrong, _ = _tries(folder)
    _note(folder, wrong + 1, clock())
    key = Key(password)
    if not fits(folder, key):
        raise WrongPassword("密码不对", "看看大小写和输入法，再输一次")
    _note(folder, 0, clock())
    return key


def seconds_to_wait(folder: Path, clock: Callable[[], float] = time.time) -> int:
    """How long until a password may be tried; 0 for now. Holds over restarts, and when the clock is set back."""
    wrong, last = _tries(folder)
    if wrong < FREE_TRIES:
        return 0
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(wrong - FREE_TRIES, 10))
    now = clock()
    if now < last:
        _note(folder, wrong, now)
        return wait
    return max(0, round(last + wait - now))


def extent(folder: Path) -> Extent:
    """What a change would write anew, told before it begins."""
    return Extent(sealing.size(folder), len(backups.list_in(folder)), is_sealed(folder))


def fault(password: str, again: str) -> str:
    """What is wrong with a new password, or ""."""
    if len(password) < SHORTEST:
        return f"密码至少{SHORTEST}个字，可以是一句好记的话。"
    if password.casefold() in _COMMON or len(set(password)) < SHORTEST // 2:
        return "这个密码太容易猜，换一个。"
    if password != again:
        return "两次输入的密码不一样。"
    return ""


def change(
    folder: Path, old: Key | None, new: Key | None, progress: Progress = lambda _done, _all: None
) -> Resealed:
    """Give an archive that nobody has open another password, or (None) none. Raises `UserError`.

    A backup is made first. For a worker; the archive is as it was when it fails or is stopped.
    """
    if old is not None and new is not None and old.is_same(new):
        raise UserError("新密码和原来的一样", "换一个新的")
    if backups.in_use(folder, old):
        raise UserError("档案库正开着，不能换密码", "关掉另一个窗口后再换")
    archive = Archive.open(folder, key=old)
    try:
        backups.back_up(archive, "password")
    finally:
        archive.close()
    return sealing.reseal(folder, old, new, progress)


def idle_minutes(archive: Archive) -> int:
    """After how many minutes the window of an archive locks; 0 for never, and where there is no password."""
    if archive.key is None:
        return 0
    kept = settings.get(archive, _IDLE, str(IDLE_MINUTES))
    return int(kept) if kept.isdecimal() else IDLE_MINUTES


def set_idle_minutes(archive: Archive, minutes: int) -> None:
    """Lock the window after so many minutes without use."""
    with archive.transact(Op.CHANGE_SETTING) as transaction:
        settings.put(archive, transaction.write, _IDLE, str(minutes))


def _tries(folder: Path) -> tuple[int, float]:
    """Wrong passwords in a row, and when the last was given (seconds since 1970)."""
    try:
        kept: Any = json.loads((folder / _TRIES).read_text(encoding="utf-8"))
        return max(0, int(kept["wrong"])), float(kept["last"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0.0


def _note(folder: Path, wrong: int, last: float) -> None:
    path = folder / _TRIES
    try:
        if wrong:
            write_atomic(path, json.dumps({"wrong": wrong, "last": last}).encode())
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise WrongPassword("密码没有核对", "检查存放资料的文件夹能不能写入") from error
