"""What lies where in the folder of an archive, and that nobody but its user reads it.

On Windows the user's data folder is closed to other users already; modes mean nothing there.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from fzapp.domain.errors import ArchiveUnusable
from fzapp.storage.connection import is_encrypted, opens

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.storage.connection import Key

FILE_NAME = "archive.db"
EVIDENCE_FOLDER = "evidence"
BACKUP_FOLDER = "backups"
VAULT_NAME = "evidence.db"
"""In an archive with a password: the files of `EVIDENCE_FOLDER`, inside an encrypted database."""
KNOWLEDGE_FOLDER = "knowledge"
"""Newer knowledge for the checks, as it came on a stick."""
OPENED_FOLDER = "opened"
"""Copies of encrypted files that the user is looking at; wiped when the window opens and closes."""
SEALING_FOLDER = "sealing"
"""A change of the password on its way."""

_OTHERS = 0o077


def make(folder: Path) -> None:
    """Make the folder and what belongs in it, for this user alone. Raises `ArchiveUnusable`."""
    try:
        for place in (folder, folder / EVIDENCE_FOLDER, folder / BACKUP_FOLDER):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        close_to_others(folder)
    except OSError as error:
        raise ArchiveUnusable("存放档案库的文件夹不能写入", "检查文件夹的权限，或换一个位置") from error


def close_to_others(folder: Path) -> None:
    """Take the rights of others from the folder and the databases in it: older versions left them.

    A folder that belongs to somebody else stays as it is.
    """
    if os.name == "nt":
        return
    for path in (folder, folder / FILE_NAME, *(folder / BACKUP_FOLDER).glob("*.db")):
        with contextlib.suppress(OSError):
            mode = path.stat().st_mode
            if mode & _OTHERS:
                path.chmod(mode & ~_OTHERS & 0o7777)


def is_sealed(folder: Path) -> bool:
    """Whether the archive in `folder` has a password."""
    return any(is_encrypted(path) for path in _doors(folder))


def fits(folder: Path, key: Key) -> bool:
    """Whether `key` is the password; also when the archive itself is damaged, if its files are sound."""
    return any(opens(path, key) for path in _doors(folder) if is_encrypted(path))


def _doors(folder: Path) -> tuple[Path, Path]:
    return folder / FILE_NAME, folder / VAULT_NAME
