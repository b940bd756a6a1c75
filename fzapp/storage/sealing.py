"""Setting, changing and taking away the password of an archive that nobody has open.

Everything is written anew beside the old: the database, its backups, the files. Each new database is held
against the old one, each file against its bytes; all of it is brought to the disk; only then does a mark say that
the new may take the place of the old. Before the mark a broken-off change is undone, behind it finished, by
whoever opens the archive next: at every moment one of both is whole. At last the old is wiped.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from fzapp.domain.errors import ArchiveUnusable, UserError
from fzapp.infra.files import flush_tree, wipe, write_atomic
from fzapp.infra.locks import held
from fzapp.storage import backups, vault
from fzapp.storage.folder import (
    BACKUP_FOLDER,
    EVIDENCE_FOLDER,
    FILE_NAME,
    OPENED_FOLDER,
    SEALING_FOLDER,
    VAULT_NAME,
)
from fzapp.storage.recoding import recode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fzapp.storage.connection import Key

    Progress = Callable[[int, int], None]

ASIDE = "damaged-*"
"""Folders in which a restore left what it replaced."""
_LEFTOVERS = (f"{BACKUP_FOLDER}/*.tmp", f"{EVIDENCE_FOLDER}/.~*", "报送包-*", OPENED_FOLDER)
"""What a crash may have left unfinished: needed by nobody, and readable by anybody."""
_LOCK, _READY, _DONE, _NEW, _OLD = "lock", "ready.json", "done.json", "new", "old"
_LARGEST = 900_000_000
"""Bytes of one file that the vault takes; SQLite ends at a thousand million."""
_SPARE = 50_000_000


@dataclass(frozen=True, slots=True)
class Resealed:
    """What was written anew and found to be the same: rows of the archive, backups, files.

    `left` are backups that the password does not open: they stay as they are.
    """

    rows: int
    backups: int
    files: int
    left: int


def size(folder: Path) -> int:
    """The bytes that a change of the password has to write anew."""
    return sum(path.stat().st_size for path in _everything(folder))


def reseal(folder: Path, old: Key | None, new: Key | None, progress: Progress) -> Resealed:
    """Give the archive in `folder`, whose password is `old`, the password `new`; None is none at all.

    `progress` is told (done, all) in bytes and may raise to stop. Raises `UserError`; then everything is as
    it was.
    """
    finish(folder)
    _check_room(folder)
    stage = folder / SEALING_FOLDER
    try:
        stage.mkdir(mode=0o700)
    except OSError as error:
        raise _stopped(stage) from error
    try:
        with held(stage / _LOCK):
            _check_alone(folder, old)
            work = _Work(folder, old, new, progress)
            done = work.prepare()
            flush_tree(stage / _NEW)
            write_atomic(stage / _READY, json.dumps({"gone": work.gone}).encode())
            _swap(folder, stage)
    except OSError as error:
        raise _stopped(stage) from error
    finally:
        if not (stage / _READY).exists():
            wipe(stage)
    return done


def finish(folder: Path) -> None:
    """End a change of the password that was broken off. Raises `ArchiveUnusable` when it is still going on."""
    stage = folder / SEALING_FOLDER
    if not stage.is_dir():
        return
    try:
        with held(stage / _LOCK) as mine:
            _check_over(mine=mine)
            if (stage / _READY).exists():
                _swap(folder, stage)
    except OSError as error:
        raise _stopped(stage) from error
    wipe(stage)


def _check_over(*, mine: bool) -> None:
    if not mine:
        raise ArchiveUnusable("档案库正在换密码", "等它换完再打开")


def _check_alone(folder: Path, key: Key | None) -> None:
    if backups.in_use(folder, key):
        raise UserError("档案库正开着，不能换密码", "关掉另一个窗口后再换")


def _stopped(stage: Path) -> UserError:
    """Why a change came to nothing, or, once the new may take its place, only to a halt."""
    if (stage / _READY).exists():
        return ArchiveUnusable("换密码没有做完，有文件动不了", "关掉正在用这些文件的程序，再打开时会接着做完")
    return UserError("密码没有换成，资料保持原样", "检查磁盘是否已满、有没有别的程序正开着里面的文件")


class _Work:
    """One change on its way: fills the stage and notes which old places will go."""

    def __init__(self, folder: Path, old: Key | None, new: Key | None, progress: Progress) -> None:
        self._folder, self._old, self._new = folder, old, new
        self._target = folder / SEALING_FOLDER / _NEW
        self._progress = progress
        self._total, self._done = max(1, size(folder)), 0
        self.gone: list[str] = []

    def prepare(self) -> Resealed:
        """Write everything anew. Raises `UserError` when something is not the same afterwards."""
        (self._target / BACKUP_FOLDER).mkdir(mode=0o700, parents=True)
        rows = self._recode(FILE_NAME)
        made, unreadable = 0, []
        for path in sorted((self._folder / BACKUP_FOLDER).glob("*.db")):
            if backups.is_sound(path, self._old):
                self._recode(f"{BACKUP_FOLDER}/{path.name}")
                made += 1
            else:
                unreadable.append(path)
        files = self._files(unreadable)
        self.gone += [f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"]
        self.gone += [
            path.relative_to(self._folder).as_posix()
            for mask in _LEFTOVERS
            for path in self._folder.glob(mask)
        ]
        left = 0 if self._old is None else len(unreadable)
        return Resealed(rows, made, files, left)

    def _recode(self, place: str) -> int:
        source = self._folder / place
        rows = recode(source, self._target / place, self._old, self._new)
        self._note(source)
        self.gone.append(place)
        return rows

    def _files(self, unreadable: list[Path]) -> int:
        """The files beside the database: into the vault, out of it, or from one into another."""
        if self._old is None and self._new is not None:
            return self._shut_in(unreadable, self._new)
        if self._old is not None and self._new is None:
            return self._let_out(self._old)
        if self._old is not None and (self._folder / VAULT_NAME).exists():
            return self._recode(VAULT_NAME)
        return 0

    def _shut_in(self, unreadable: list[Path], key: Key) -> int:
        sources = [path for path in _beside(self._folder) if not path.name.startswith(".~")] + unreadable
        vault.make(self._target, key)
        for path in sources:
            if path.stat().st_size > _LARGEST:
                raise UserError(f"“{path.name}”太大，不能加密保存", "先把它移到别的文件夹")
            place, data = path.relative_to(self._folder).as_posix(), path.read_bytes()
            vault.put(self._target, key, place, data)
            if vault.read(self._target, key, place) != data:
                raise _differs(path.name)
            self._note(path)
        self.gone += [path.relative_to(self._folder).as_posix() for path in unreadable]
        self.gone += [EVIDENCE_FOLDER, *(path.name for path in self._folder.glob(ASIDE))]
        return len(sources)

    def _let_out(self, key: Key) -> int:
        places = vault.places(self._folder, key)
        for place in places:
            data = vault.read(self._folder, key, place) or b""
            target = self._target / _inside(place)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomic(target, data)
            if target.read_bytes() != data:
                raise _differs(target.name)
        self._note(self._folder / VAULT_NAME)
        self.gone.append(VAULT_NAME)
        return len(places)

    def _note(self, path: Path) -> None:
        self._done += path.stat().st_size
        self._progress(min(self._done, self._total), self._total)


def _swap(folder: Path, stage: Path) -> None:
    """Let the new take the place of the old; done again, it goes on where it was broken off."""
    gone: list[str] = json.loads((stage / _READY).read_text(encoding="utf-8"))["gone"]
    new, old = stage / _NEW, stage / _OLD
    for place in gone:
        source, aside = folder / place, old / place
        if source.exists() and not aside.exists():
            aside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            source.rename(aside)
    for path in sorted(path for path in new.rglob("*") if path.is_file()):
        target = folder / path.relative_to(new)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(target)
    flush_tree(stage)
    (stage / _READY).replace(stage / _DONE)


def _everything(folder: Path) -> Iterator[Path]:
    for name in (FILE_NAME, VAULT_NAME):
        if (folder / name).is_file():
            yield folder / name
    yield from (folder / BACKUP_FOLDER).glob("*.db")
    yield from _beside(folder)


def _beside(folder: Path) -> Iterator[Path]:
    """Files that lie open beside the database."""
    for top in (folder / EVIDENCE_FOLDER, *folder.glob(ASIDE)):
        yield from (path for path in sorted(top.rglob("*")) if path.is_file() and not path.is_symlink())


def _check_room(folder: Path) -> None:
    if shutil.disk_usage(folder).free < size(folder) * 1.1 + _SPARE:
        raise UserError("磁盘空间不够，密码没有换", "换密码要把资料另写一份，清理出一些空间后再换")


def _inside(place: str) -> PurePosixPath:
    """A place that leads nowhere else: a vault may have come from outside."""
    path = PurePosixPath(place)
    if path.is_absolute() or ".." in path.parts or ":" in place or "\\" in place:
        raise UserError("档案库里有一个文件的位置不对，密码没有换", "从可靠的备份恢复后再换")
    return path


def _differs(name: str) -> UserError:
    return UserError(f"“{name}”写完读回来不一致，密码没有换", "检查磁盘是否正常后再换")
