"""Original files kept by content: the same file twice is stored once, and never changed.

Without a password they lie below evidence/ by their hash, so that they open with a double click; with one they
lie in the vault, and whoever looks at one looks at a copy.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import sha256_of, sha256_of_file, write_atomic
from fzapp.storage import tables, vault
from fzapp.storage.folder import EVIDENCE_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.storage.archive import Archive, Writer


@dataclass(frozen=True, slots=True)
class Placed:
    """A file that lies under its hash; its size in bytes."""

    digest: str
    name: str
    size: int


def keep(archive: Archive, write: Writer, name: str, data: bytes, purpose: str) -> str:
    """Store `data` under its hash and note it in the archive; answer the hash.

    The file is on the disk before its row is committed, so a row never points at nothing. Raises
    `UserError` when the disk refuses.
    """
    digest = sha256_of(data)
    place(archive, digest, name, data)
    note(archive, write, Placed(digest, name, len(data)), purpose)
    return digest


def note(archive: Archive, write: Writer, file: Placed, purpose: str) -> None:
    """Note a file that was placed in the archive: the second half of `keep`."""
    write.insert(
        tables.EVIDENCE,
        sha256=file.digest,
        name=file.name,
        size=file.size,
        purpose=purpose,
        added_at=archive.now(),
    )


def place(archive: Archive, digest: str, name: str, data: bytes) -> bool:
    """Put a file under its hash, and nothing else; answers whether it was not there yet.

    Touches no table, so it may run in a worker ahead of `note`. Raises `UserError` when the disk refuses.
    """
    if archive.key is not None:
        return vault.put(archive.folder, archive.key, _vaulted(digest, name), data)
    target = archive.evidence_folder / below(digest, name)
    if target.exists():
        return False
    try:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        write_atomic(target, data)
    except OSError as error:
        raise UserError("原文件没能存进档案库", "检查磁盘是否已满、文件夹能不能写入") from error
    return True


def take_back(archive: Archive, digest: str, name: str) -> None:
    """Remove a file that was placed, unless a row of the archive has come to point at it."""
    if archive.read("select 1 from evidence where sha256 = ? limit 1", (digest,)):
        return
    if archive.key is not None:
        vault.remove(archive.folder, archive.key, _vaulted(digest, name))
        return
    with contextlib.suppress(OSError):
        (archive.evidence_folder / below(digest, name)).unlink()


def read(archive: Archive, digest: str, name: str) -> bytes | None:
    """The content of a kept file; None when it is gone. Touches no table: for a worker too."""
    if archive.key is not None:
        return vault.read(archive.folder, archive.key, _vaulted(digest, name))
    try:
        return (archive.evidence_folder / below(digest, name)).read_bytes()
    except OSError:
        return None


def kept_as(archive: Archive, evidence_id: int) -> tuple[str, str] | None:
    """Hash and name of the file with this key; None when the archive knows none."""
    rows = archive.read("select sha256, name from evidence where id = ?", (evidence_id,))
    return (str(rows[0]["sha256"]), str(rows[0]["name"])) if rows else None


def digest_of(archive: Archive, digest: str, name: str) -> str | None:
    """What the hash of a kept file is now; None when it is gone."""
    if archive.key is not None:
        data = read(archive, digest, name)
        return None if data is None else sha256_of(data)
    try:
        return sha256_of_file(archive.evidence_folder / below(digest, name))
    except OSError:
        return None


def size(archive: Archive, digest: str, name: str) -> int | None:
    """The bytes of a kept file; None when it is gone."""
    if archive.key is not None:
        return vault.size(archive.folder, archive.key, _vaulted(digest, name))
    try:
        return (archive.evidence_folder / below(digest, name)).stat().st_size
    except OSError:
        return None


def as_file(archive: Archive, digest: str, name: str, room: Path) -> Path | None:
    """A file to open or to copy from; None when it is gone.

    Without a password the kept file itself; with one a copy in the folder `room`, which its caller wipes.
    """
    if archive.key is None:
        path = archive.evidence_folder / below(digest, name)
        return path if path.is_file() else None
    data = read(archive, digest, name)
    if data is None:
        return None
    copy = room / below(digest, name)
    copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomic(copy, data)
    return copy


def below(digest: str, name: str) -> PurePath:
    """The place below the evidence folder; the ending is kept so that a file opens with a double click."""
    suffix = "." + name.rsplit(".", 1)[1].lower() if "." in name else ""
    return PurePath(digest[:2], digest + suffix)


def _vaulted(digest: str, name: str) -> str:
    return (EVIDENCE_FOLDER / below(digest, name)).as_posix()
