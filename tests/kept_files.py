"""What is kept behind the program's back: databases opened by hand, kept files changed or taken away, in both modes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.storage import blobs, vault
from fzapp.storage.connection import connect
from fzapp.storage.folder import EVIDENCE_FOLDER, VAULT_NAME

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from fzapp.storage.archive import Archive
    from fzapp.storage.connection import Key


@contextlib.contextmanager
def by_hand(path: Path, key: Key | None) -> Iterator[sqlite3.Connection]:
    """A database opened beside the program, plain tuples for rows."""
    with contextlib.closing(connect(path, key)) as connection:
        connection.row_factory = None
        yield connection


def change(archive: Archive, digest: str, name: str, data: bytes) -> None:
    """Write something else into a kept file."""
    place = EVIDENCE_FOLDER / blobs.below(digest, name)
    if archive.key is None:
        (archive.folder / place).write_bytes(data)
        return
    with by_hand(archive.folder / VAULT_NAME, archive.key) as connection:
        connection.execute("update file set data = ? where place = ?", (data, place.as_posix()))


def lose(archive: Archive, digest: str, name: str) -> None:
    """Take a kept file away."""
    place = EVIDENCE_FOLDER / blobs.below(digest, name)
    if archive.key is None:
        (archive.folder / place).unlink()
    else:
        vault.remove(archive.folder, archive.key, place.as_posix())


def fill_disk(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Let the disk be full when the file number `at` (from 1) is to be kept."""
    write, put = blobs.write_atomic, vault.put
    kept: list[object] = []

    def write_or_not(path: Path, data: bytes) -> None:
        kept.append(path)
        if len(kept) == at:
            raise OSError(28, "full")
        write(path, data)

    def put_or_not(folder: Path, key: Key, place: str, data: bytes) -> bool:
        kept.append(place)
        if len(kept) == at:
            raise UserError("磁盘已满，刚才的改动没有写进档案库", "清理出一些空间后再试")
        return put(folder, key, place, data)

    monkeypatch.setattr(blobs, "write_atomic", write_or_not)
    monkeypatch.setattr(vault, "put", put_or_not)


def hashes(archive: Archive) -> list[str]:
    """The hashes of all kept files."""
    if archive.key is not None:
        places = vault.places(archive.folder, archive.key)
        return sorted(place.rpartition("/")[2].partition(".")[0] for place in places)
    return sorted(path.stem for path in archive.evidence_folder.rglob("*") if path.is_file())
