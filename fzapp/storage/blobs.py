"""Original files kept by content: the same file twice is stored once, and never changed."""

from __future__ import annotations

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
    target = location(archive, digest, name)
    if not target.exists():
        try:
            target.parent.mkdir(exist_ok=True)
            write_atomic(target, data)
        except OSError as error:
            raise UserError("原文件没能存进档案库", "检查磁盘是否已满、文件夹能不能写入") from error
    write.insert(
        tables.EVIDENCE, sha256=digest, name=name, size=len(data), purpose=purpose, added_at=archive.now()
    )
    return digest


def path_of(archive: Archive, evidence_id: int) -> Path | None:
    """Where the file of an evidence row should lie; None when there is no such row."""
    rows = archive.read("select sha256, name from evidence where id = ?", (evidence_id,))
    return location(archive, str(rows[0]["sha256"]), str(rows[0]["name"])) if rows else None


def location(archive: Archive, digest: str, name: str) -> Path:
    """Where the file of that hash lies; the ending is kept so that it opens with a double click."""
    suffix = "." + name.rsplit(".", 1)[1].lower() if "." in name else ""
    return archive.evidence_folder / digest[:2] / (digest + suffix)
