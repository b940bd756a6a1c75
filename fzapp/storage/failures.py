"""SQLite's errors sorted by code into what the user can act on."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from typing import TYPE_CHECKING

from fzapp.domain.errors import ArchiveDamaged, ArchiveUnusable, FzError, UserError
from fzapp.storage.connection import errors, primary_code

if TYPE_CHECKING:
    from collections.abc import Generator

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
"""Another connection holds the file."""
_DAMAGED = ("Could not decode to UTF-8", "unsupported file format", "malformed", "wrong # of entries")
"""How SQLite begins to speak of damage for which it has no code of its own."""


def explained(error: sqlite3.Error) -> FzError | None:
    """The sentence for an SQLite error, or None when it is a bug of ours (wrong SQL, broken constraint)."""
    if any(words in str(error) for words in _DAMAGED):
        return damaged()
    match primary_code(error):
        case (
            sqlite3.SQLITE_CORRUPT
            | sqlite3.SQLITE_NOTADB
            | sqlite3.SQLITE_FORMAT
            | sqlite3.SQLITE_NOMEM
            | sqlite3.SQLITE_TOOBIG
        ):
            return damaged()
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return ArchiveUnusable("档案库正被另一个程序使用", "关掉另一个窗口后再试")
        case sqlite3.SQLITE_FULL:
            return UserError("磁盘已满，刚才的改动没有写进档案库", "清理出一些空间后再试")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return ArchiveUnusable("档案库所在的文件夹不能写入", "检查文件夹的权限，或换一个位置")
        case sqlite3.SQLITE_CANTOPEN:
            return ArchiveUnusable("档案库打不开", "检查文件夹是否还在、有没有权限")
        case sqlite3.SQLITE_IOERR:
            return ArchiveUnusable("读写磁盘时出错", "检查磁盘是否正常，改动没有写进档案库")
        case _:
            return None


def damaged() -> ArchiveDamaged:
    """The sentence for a file that is no sound archive."""
    return ArchiveDamaged("档案库文件已损坏，不能打开", "打开窗口，照提示用最近的备份恢复")


@contextlib.contextmanager
def told() -> Generator[None]:
    """Turn the SQLite errors a user can act on into sentences; let bugs pass as they are."""
    try:
        yield
    except errors() as error:
        known = explained(error)
        if known is None:
            raise
        raise known from error
    except UnicodeDecodeError as error:  # the text of an error about a damaged schema is damaged too
        raise damaged() from error


@contextlib.contextmanager
def understood() -> Generator[None]:
    """Around what makes sense of a row: where none can be made, the file was damaged. Also a decorator."""
    try:
        yield
    except (ValueError, TypeError, LookupError, zlib.error) as error:
        raise damaged() from error
