"""Whole backups, what a backup would bring back, and bringing it back: the one way an archive is replaced."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.audit import AuditKind
from fzapp.domain.errors import PasswordNeeded, UserError, WrongPassword
from fzapp.infra.files import (
    copy_atomic,
    is_folder,
    sha256_of,
    sha256_of_file,
    shown_name,
    wipe,
    write_atomic,
)
from fzapp.package.bag import write_bag
from fzapp.storage import backups, blobs, health, vault
from fzapp.storage.archive import Archive, local_time
from fzapp.storage.connection import is_encrypted, opens
from fzapp.storage.folder import (
    BACKUP_FOLDER,
    EVIDENCE_FOLDER,
    FILE_NAME,
    KNOWLEDGE_FOLDER,
    VAULT_NAME,
    make,
)
from fzapp.storage.recoding import recode

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path, PurePath

    from fzapp.storage.connection import Key

_NAME = "法治报告助手备份"
LARGEST_KNOWLEDGE = 4_194_304
"""Bytes of a file of newer knowledge that is brought back."""
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
class Source:
    """A backup that was chosen, a file or a folder, and its password where that is not the archive's."""

    path: Path
    key: Key | None = None


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
    if not is_folder(target):
        raise UserError(f"要存到的文件夹“{target.name}”不存在", "检查U盘是否插好")
    database = backups.back_up(archive, "manual")
    folder = target / f"{_NAME}-{_stamp(archive.now())}"
    with _files_of(archive) as files:
        payload = {FILE_NAME: database, **files}
        write_bag(folder, payload, {"Bagging-Date": archive.now()[:10]}, progress)
    archive.record(
        AuditKind.BACKUP,
        "整份备份带出",
        f"{folder.name}，存到{shown_name(str(folder.parent))}",
        count=len(payload),
        content=sha256_of_file(database),
    )
    return folder


@contextlib.contextmanager
def _files_of(archive: Archive) -> Generator[dict[str, bytes | Path]]:
    """The files of an archive by their place: as they lie, or of one with a password a copy of its vault.

    Newer knowledge for the checks goes along, so that another computer has all that this one has.
    """
    knowledge: dict[str, bytes | Path] = {
        f"{KNOWLEDGE_FOLDER}/{path.name}": path
        for path in sorted((archive.folder / KNOWLEDGE_FOLDER).glob("*.zip"))
    }
    if archive.key is not None:
        copy = archive.backup_folder / f"{VAULT_NAME}.tmp"
        wipe(copy)
        try:
            vault.copy_to(archive.folder, archive.key, copy)
            yield {VAULT_NAME: copy, **knowledge}
        finally:
            wipe(copy)
        return
    places = [blobs.below(digest, name) for name, digest in health.evidence_files(archive)]
    there = {
        (EVIDENCE_FOLDER / place).as_posix(): archive.evidence_folder / place
        for place in places
        if (archive.evidence_folder / place).is_file()
    }
    yield {**there, **knowledge}


def preview(folder: Path, backup: Path, key: Key | None, backup_key: Key | None = None) -> Preview:
    """What would come to the archive in `folder` and what would go; of a damaged one nothing can go.

    `key` is the archive's password, `backup_key` that of the backup when it is another one. Raises
    `UserError` when the backup cannot be used.
    """
    path = _database_of(backup)
    then = health.inside(path, _shut_by(path, backup_key or key))
    try:
        now = health.inside(folder / FILE_NAME, key)
    except UserError:
        now = health.NOTHING
    counts = tuple(
        (words, now.counts.get(name, 0), then.counts.get(name, 0)) for name, (_, words) in COUNTED.items()
    )
    coming, going = Counter(then.titles), Counter(now.titles)
    return Preview(
        path, then.last_change, counts, tuple((coming - going).elements()), tuple((going - coming).elements())
    )


def restore(folder: Path, backup: Path, key: Key | None, backup_key: Key | None = None) -> Path:
    """Put a backup in the place of the archive in `folder`, which must not be open; keys as for `preview`.

    Files of a whole backup come back first, each held against its hash. The archive keeps the password it has,
    whatever the backup has; where there is no archive yet, or nothing in it, the backup's stays. Nothing is deleted: the answer
    is where the replaced database went. Raises `UserError`; then the archive is as it was.
    """
    path = _database_of(backup)
    shut_by = _shut_by(path, backup_key or key)
    held = health.inside(path, shut_by)
    if backups.in_use(folder, key):
        raise UserError("档案库正开着，不能恢复", "关掉程序的窗口后再恢复")
    make(folder)
    wanted = key if _is_used(folder, key) else shut_by
    if backup.is_dir():
        bring_files(folder, wanted, backup / "data", shut_by, held)
        _bring_knowledge(folder, backup / "data")
    replaced = health.record_head(folder / FILE_NAME, key)
    aside = _put_back(folder, path, shut_by, wanted)
    where = f"，换下的放在{aside.name}" if aside.is_dir() else ""
    _record(folder, wanted, backup, path, f"{replaced}{where}")
    return aside


def newest_in(folder: Path) -> Path:
    """The whole backup in a folder or on a stick: the folder itself, or the newest one in it."""
    if (folder / "data" / FILE_NAME).is_file():
        return folder
    found = sorted(path for path in folder.glob(f"{_NAME}-*") if (path / "data" / FILE_NAME).is_file())
    return found[-1] if found else folder


def _is_used(folder: Path, key: Key | None) -> bool:
    """Whether there is an archive with a password, or with something in it; a damaged one counts as used."""
    if key is not None or not (folder / FILE_NAME).exists():
        return key is not None
    try:
        counts = health.inside(folder / FILE_NAME, key).counts
    except UserError:
        return True
    return any(counts.values())


def _bring_knowledge(folder: Path, source: Path) -> None:
    """Newer knowledge for the checks that the archive lacks; whether it is sound is asked when it is used."""
    for path in sorted((source / KNOWLEDGE_FOLDER).glob("*.zip")):
        target = folder / KNOWLEDGE_FOLDER / path.name
        if path.is_symlink() or not path.is_file() or target.exists():
            continue
        if path.stat().st_size <= LARGEST_KNOWLEDGE:
            with contextlib.suppress(OSError):  # the checks do without
                target.parent.mkdir(mode=0o700, exist_ok=True)
                copy_atomic(path, target)


def _put_back(folder: Path, path: Path, shut_by: Key | None, wanted: Key | None) -> Path:
    """The database in its place, written anew when it has another password than is wanted there."""
    if shut_by is wanted:
        return backups.put_back(folder, path, _stamp(local_time()))
    recoded = folder / BACKUP_FOLDER / "restore.tmp"
    wipe(recoded)
    try:
        recode(path, recoded, shut_by, wanted)
        return backups.put_back(folder, recoded, _stamp(local_time()))
    finally:
        wipe(recoded)


def _record(folder: Path, key: Key | None, backup: Path, database: Path, replaced: str) -> None:
    """The first act in the archive that came back: where it came from, and what it took the place of."""
    with closing(Archive.open(folder, key=key)) as archive:
        archive.record(
            AuditKind.RESTORE,
            "从备份恢复",
            f"{shown_name(backup.name)}，{replaced}",
            content=sha256_of_file(database),
        )


def _shut_by(path: Path, key: Key | None) -> Key | None:
    """The password of a backup. Raises `PasswordNeeded` or `WrongPassword`."""
    if not is_encrypted(path):
        return None
    if key is None:
        raise PasswordNeeded(f"备份“{path.name}”设了密码", "给出做这份备份时用的密码")
    if not opens(path, key):
        raise WrongPassword(f"备份“{path.name}”的密码不是这一个", "给出做这份备份时用的密码")
    return key


def bring_files(
    folder: Path, key: Key | None, source: Path, shut_by: Key | None, held: health.Inside
) -> None:
    """The files that the backup's database names and the archive lacks; what differs from its hash stays away."""
    for place, digest, size in held.files:
        content = kept_file(source, shut_by, place, digest, size)
        if content is None:
            continue
        try:
            _put(folder, key, place, content)
        except OSError as error:
            raise UserError(
                "备份里的佐证材料没有放回去，资料保持原样", "检查磁盘是否已满、文件夹能不能写入"
            ) from error


def kept_file(
    source: Path, shut_by: Key | None, place: PurePath, digest: str, size: int
) -> bytes | Path | None:
    """A file of a backup or of an archive, out of its vault or as it lies; None when it is not what was kept."""
    if shut_by is None:
        path = source / EVIDENCE_FOLDER / place
        return path if _is_whole(path, size, digest) else None
    data = vault.read(source, shut_by, (EVIDENCE_FOLDER / place).as_posix(), outside=True)
    return data if data is not None and sha256_of(data) == digest else None


def _is_whole(path: Path, size: int, digest: str) -> bool:
    """Whether a file of a backup is what was backed up; one that cannot be read is not."""
    try:
        known = path.is_file() and not path.is_symlink() and path.stat().st_size == size <= LARGEST_FILE
        return known and sha256_of_file(path) == digest
    except OSError:
        return False


def _put(folder: Path, key: Key | None, place: PurePath, content: bytes | Path) -> None:
    """A file that is there already stays."""
    target = folder / EVIDENCE_FOLDER / place
    if key is not None:
        data = content if isinstance(content, bytes) else content.read_bytes()
        vault.put(folder, key, (EVIDENCE_FOLDER / place).as_posix(), data)
    elif not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if isinstance(content, bytes):
            write_atomic(target, content)
        else:
            copy_atomic(content, target)


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
