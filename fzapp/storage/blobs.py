"""Original files kept by content: the same file twice is stored once, and never changed."""

from __future__ import annotations

import contextlib
from pathlib import PurePath
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import sha256_of, write_atomic
from fzapp.storage import tables

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.storage.archive import Archive, Writer


def keep(archive: Archive, write: Writer, name: str, data: bytes, purpose: str) -> str:
    """Store `data` under its hash and note it in the archive; answer the hash.

    The file is on the disk before its row is committed, so a row never points at nothing. Raises
    `UserError` when the disk refuses.
    """
    digest = sha256_of(data)
    place(archive, digest, name, data)
    write.insert(
        tables.EVIDENCE, sha256=digest, name=name, size=len(data), purpose=purpose, added_at=archive.now()
    )
    return digest


def place(archive: Archive, digest: str, name: str, data: bytes) -> bool:
    """Put a file under its hash, and nothing else; answers whether it was not there yet.

    Touches no table, so it may run in a worker ahead of `keep`. Raises `UserError` when the disk refuses.
    """
    target = location(archive, digest, name)
    if target.exists():
        return False
    try:
        target.parent.mkdir(exist_ok=True)
        write_atomic(target, data)
    except OSError as error:
        raise UserError("原文件没能存进档案库", "检查磁盘是否已满、文件夹能不能写入") from error
    return True


def take_back(archive: Archive, digest: str, name: str) -> None:
    """Remove a file that was placed, unless a row of the archive has come to point at it."""
    if not archive.read("select 1 from evidence where sha256 = ? limit 1", (digest,)):
        with contextlib.suppress(OSError):
            location(archive, digest, name).unlink()


def path_of(archive: Archive, evidence_id: int) -> Path | None:
    """Where the file of an evidence row should lie; None when there is no such row."""
    rows = archive.read("select sha256, name from evidence where id = ?", (evidence_id,))
    return location(archive, str(rows[0]["sha256"]), str(rows[0]["name"])) if rows else None


def location(archive: Archive, digest: str, name: str) -> Path:
    """Where the file of that hash lies in an archive."""
    return archive.evidence_folder / below(digest, name)


def below(digest: str, name: str) -> PurePath:
    """The place below the evidence folder; the ending is kept so that a file opens with a double click."""
    suffix = "." + name.rsplit(".", 1)[1].lower() if "." in name else ""
    return PurePath(digest[:2], digest + suffix)
