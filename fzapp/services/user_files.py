"""Files on the user's disk: read and written whole, with a sentence for everything that can go wrong."""

from __future__ import annotations

import contextlib
import errno
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import write_atomic

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

_FULL = {errno.ENOSPC, errno.EDQUOT}


def save_file(path: Path, data: bytes) -> None:
    """Write a file the user asked for, whole or not at all. Raises `UserError` with the reason."""
    if path.is_dir():
        raise UserError(f"“{path.name}”是一个文件夹，不能存成文件", "换一个文件名")
    if not path.parent.is_dir():
        raise UserError(f"要存到的文件夹“{path.parent.name}”不存在", "先建好文件夹或换一个位置")
    try:
        write_atomic(path, data)
    except OSError as error:
        raise _explained(error, path) from error


def read_file(path: Path) -> bytes:
    """The bytes of a file the user named. Raises `UserError` with the reason."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"找不到文件“{path.name}”", "检查文件是否已移走或改名") from error
    except IsADirectoryError as error:
        raise UserError(f"“{path.name}”是一个文件夹", "选里面的文件") from error
    except PermissionError as error:
        raise UserError(f"没有读取“{path.name}”的权限", "检查文件权限，或复制到自己的文件夹再试") from error
    except OSError as error:
        raise UserError(f"“{path.name}”读不出来", "检查U盘或磁盘是否正常") from error


@contextlib.contextmanager
def made_on_disk(what: str) -> Generator[None]:
    """Around what needs the disk while it is being made, before it is written anywhere. Also a decorator.

    Raises `UserError` when the disk refuses.
    """
    try:
        yield
    except OSError as error:
        raise UserError(f"{what}没有做成，磁盘可能已满", "清理出一些空间后再试") from error


def _explained(error: OSError, path: Path) -> UserError:
    if error.errno in _FULL:
        return UserError(f"磁盘空间不够，“{path.name}”没有存成", "清理出一些空间或换一个位置")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return UserError(
            f"不能写到“{path.parent.name}”文件夹，“{path.name}”没有存成", "关掉正在用它的程序，或换一个位置"
        )
    if error.errno == errno.ENAMETOOLONG:
        return UserError("文件名太长，没有存成", "换一个短一些的文件名")
    return UserError(f"“{path.name}”没有存成", "检查磁盘是否正常，或换一个位置")
