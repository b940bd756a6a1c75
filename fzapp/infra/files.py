"""Writing files so that a crash, a full disk or a pulled stick never leaves half of one."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


_BLOCK = 1 << 20
_FILE_TOO_LARGE = 223
"""What Windows calls it."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Kinds of signs in a name that a reader does not see, and that turn round or break what is beside them."""
_NAMES = re.compile("[^/“”]+")
"""The single names in a path, or in a sentence that quotes them."""


def shown_name(name: str) -> str:
    """A name of the disk, or a path or sentence with such names, as text that can be shown and kept.

    On Linux a name is bytes: what was packed on Windows and unpacked there is mostly in GB 18030. What means no
    character in that either, and what nobody can see, becomes □.
    """
    if name.isprintable():
        return name
    name = _NAMES.sub(lambda found: _decoded(found[0]), name)
    return "".join("□" if category(mark) in _UNSEEN else mark for mark in name)


def _decoded(name: str) -> str:
    """A name with bytes that are no UTF-8, read as GB 18030, where that makes sense."""
    if name.isprintable() or not any("\udc80" <= mark <= "\udcff" for mark in name):
        return name
    with contextlib.suppress(UnicodeError):
        other = os.fsencode(name).decode("gb18030")
        return name if any(category(mark) == "Co" for mark in other) else other
    return name


def outgrows_disk(error: OSError) -> bool:
    """Whether the disk refused because of the size of a single file: FAT32 takes up to 4 GB of each."""
    return error.errno == errno.EFBIG or getattr(error, "winerror", 0) == _FILE_TOO_LARGE


def is_folder(path: Path) -> bool:
    """Whether a folder is there and answers: of a stick that was pulled out the system says an error, not no."""
    try:
        return path.is_dir()
    except OSError:
        return False


def write_atomic(path: Path, data: bytes) -> None:
    """Write `data` to `path` as a whole or not at all: temp beside it, flush to disk, replace.

    Raises `OSError` (disk full, no permission, folder missing); then `path` is as it was before and
    no temporary file is left behind.
    """
    _write_blocks(path, (data,))


def copy_atomic(source: Path, path: Path) -> None:
    """The same with what `source` holds, however large it is."""
    with source.open("rb") as stream:
        _write_blocks(path, iter(partial(stream.read, _BLOCK), b""))


def write_at(path: Path, pieces: Mapping[int, bytes]) -> None:
    """Change bytes of a scratch file where it stands, by their place in it; never of a file of the user's."""
    with path.open("r+b") as stream:
        for place, data in pieces.items():
            stream.seek(place)
            stream.write(data)


def sha256_of_file(path: Path, check: Callable[[], object] = lambda: None) -> str:
    """The hexadecimal SHA-256 of a file of any size; what `check` raises between two blocks stops it."""
    import hashlib  # noqa: PLC0415  the window starts without it

    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            check()
            digest.update(block)
    return digest.hexdigest()


def _write_blocks(path: Path, blocks: Iterable[bytes]) -> None:
    import tempfile  # noqa: PLC0415  the window starts without writing a file, and feels every module

    handle, name = tempfile.mkstemp(prefix=".~", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            for block in blocks:
                stream.write(block)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileNotFoundError):
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # the file is there
        flush_name(path)


def flush_name(path: Path) -> None:
    """Bring the name that a file or folder was given just now to the disk. Raises `OSError` as `flush` does.

    On FAT the new entry says nothing of where the file begins until the file itself is flushed again: a stick that
    was pulled before held an empty one, and the old entry was gone.
    """
    flush(path)
    flush(path.parent)


def flush(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk. Raises `OSError`, but not where that cannot be asked for.

    Windows opens no folder, and flushes no file that is opened for reading; some network shares do not know the wish.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(descriptor)


def sha256_of(data: bytes) -> str:
    """The hexadecimal SHA-256 of `data`."""
    import hashlib  # noqa: PLC0415  the window starts without it

    return hashlib.sha256(data).hexdigest()


def wipe(path: Path) -> None:
    """Overwrite a file and remove it; of a folder everything in it. What is not there, or is held, is passed over.

    On a flash disk older pieces may outlast this: only encrypting from the first day is certain there.
    """
    if path.is_dir() and not path.is_symlink():
        for inside in path.iterdir():
            wipe(inside)
        with contextlib.suppress(OSError):
            path.rmdir()
        return
    with contextlib.suppress(OSError):
        if not path.is_symlink():
            path.chmod(0o600)
            with path.open("r+b") as stream:
                _overwrite(stream, path.stat().st_size)
        path.unlink()


def _overwrite(stream: IO[bytes], size: int) -> None:
    while size > 0:
        size -= stream.write(bytes(min(size, _BLOCK)))
    stream.flush()
    os.fsync(stream.fileno())


def flush_tree(folder: Path) -> None:
    """Bring every file below `folder`, and the folders themselves, to the disk. Raises `OSError`."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("r+b") as stream:
                os.fsync(stream.fileno())
        else:
            flush(path)
    flush(folder)
