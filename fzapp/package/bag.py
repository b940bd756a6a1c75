"""A submission package as a bag (RFC 8493): written, flushed, read back, renamed; verified file by file."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Progress = Callable[[int, int], None]

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIZES = "file-sizes.txt"
"""An own tag file: with the sizes a truncated file can be told from a changed one."""

UNFINISHED = "（未写完）"
"""Stands behind the name of a package until every file was read back."""

_BLOCK = 1 << 20
_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(.+)")


class FileState(StrEnum):
    """What verifying found for a file; `label` is shown."""

    OK = "ok"
    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"
    TRUNCATED = "truncated"
    UNREADABLE = "unreadable"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _LABELS[self]


_LABELS = {
    FileState.OK: "完好",
    FileState.CHANGED: "内容被改过",
    FileState.MISSING: "缺失",
    FileState.EXTRA: "清单里没有，是多出来的",
    FileState.TRUNCATED: "不完整，后面缺了一截",
    FileState.UNREADABLE: "读不出来",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A file of a package, its path inside it with slashes, and its state."""

    path: str
    state: FileState


def write_bag(
    target: Path,
    payload: Mapping[str, bytes | Path],
    info: Mapping[str, str],
    progress: Progress | None = None,
    covers: Mapping[str, bytes] | None = None,
) -> None:
    """Write a package to the folder `target`, which must not exist yet.

    `payload` gives the content of each file by its path below data/ (with slashes), as bytes or as a
    file to copy; `info` becomes bag-info.txt; `covers` lie on top, beside data/, for people. Everything goes to a neighbouring folder marked
    unfinished, is flushed and read back, and only then gets its name. Raises `UserError` with what to
    do when the disk is full, was pulled or gives back something else.
    """
    _check_room(target, payload)
    working = target.with_name(target.name + UNFINISHED)
    try:
        shutil.rmtree(working, ignore_errors=True)
        working.mkdir()
        _fill(working, payload, info, covers or {}, progress or _nothing)
        wrong = [v for v in verify(working) if v.state is not FileState.OK]
        if wrong:
            raise UserError(f"写到盘上的“{wrong[0].path}”读回来不一致", "换一个U盘再试")
        working.rename(target)
    except OSError as error:
        raise UserError("报送包没有写完，盘可能已满或中途拔出", "检查U盘后重新生成") from error


def verify(bag: Path) -> tuple[Verdict, ...]:
    """Look at every file of a package against its manifests; also when these are damaged themselves.

    Files are listed in the order of their paths. Raises `UserError` when `bag` is no package at all.
    """
    if not bag.is_dir():
        raise UserError(f"“{bag.name}”不是报送包文件夹", "选里面有“data”文件夹的那一层")
    listed = dict(_entries(bag / MANIFEST))
    tags = dict(_entries(bag / TAG_MANIFEST))
    if not listed and not tags and not (bag / "data").is_dir():
        raise UserError(f"“{bag.name}”里没有报送包的清单", "确认拷贝时没有漏掉文件")
    sizes = _sizes(bag / SIZES)
    expected = listed | tags | {TAG_MANIFEST: ""}
    present = {_relative(path, bag) for path in bag.rglob("*") if path.is_file()}
    names = sorted(expected.keys() | {name for name in present if name.startswith("data/") or name in tags})
    return tuple(Verdict(name, _state(bag / name, expected.get(name), sizes.get(name))) for name in names)


def unfinished(folder: Path) -> tuple[Path, ...]:
    """Packages in `folder` that were broken off while being written (a pulled stick)."""
    return tuple(sorted(path for path in folder.glob(f"*{UNFINISHED}") if path.is_dir()))


def _state(path: Path, digest: str | None, size: int | None) -> FileState:
    if digest is None:
        return FileState.EXTRA
    try:
        if not path.is_file():
            return FileState.MISSING
        if not digest or _digest(path) == digest.lower():
            return FileState.OK
        return FileState.TRUNCATED if size is not None and path.stat().st_size < size else FileState.CHANGED
    except OSError:
        return FileState.UNREADABLE


def _fill(
    working: Path,
    payload: Mapping[str, bytes | Path],
    info: Mapping[str, str],
    covers: Mapping[str, bytes],
    progress: Progress,
) -> None:
    digests: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for done, (name, content) in enumerate(payload.items()):
        progress(done, len(payload))
        path = working / "data" / PurePosixPath(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        digests[f"data/{name}"] = _write(path, content)
        sizes[f"data/{name}"] = path.stat().st_size
    progress(len(payload), len(payload))
    oxum = {"Payload-Oxum": f"{sum(sizes.values())}.{len(sizes)}"}
    tags = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": "".join(f"{key}: {value}\n" for key, value in (*info.items(), *oxum.items())),
        MANIFEST: _manifest(digests),
        SIZES: "".join(f"{size}  {_encoded(name)}\n" for name, size in sizes.items()),
    }
    written = {name: _write(working / name, text.encode()) for name, text in tags.items()}
    written |= {name: _write(working / name, content) for name, content in covers.items()}
    _write(working / TAG_MANIFEST, _manifest(written).encode())


def _write(path: Path, content: bytes | Path) -> str:
    """Write one file through to the device; answer the digest of what was meant to be written."""
    digest = hashlib.sha256()
    with path.open("xb") as stream:
        for block in _blocks(content):
            digest.update(block)
            stream.write(block)
        stream.flush()
        os.fsync(stream.fileno())
        _forget_cache(stream.fileno())
    return digest.hexdigest()


def _blocks(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _forget_cache(descriptor: int) -> None:
    """Let the read-back come from the device, where the system can be told so."""
    advise = getattr(os, "posix_fadvise", None)
    if advise is not None:
        advise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for block in _blocks(path):
        digest.update(block)
    return digest.hexdigest()


def _manifest(digests: Mapping[str, str]) -> str:
    return "".join(f"{digest}  {_encoded(name)}\n" for name, digest in digests.items())


def _encoded(name: str) -> str:
    """RFC 8493 2.1.3: percent, CR and LF of a path are percent-encoded."""
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _decoded(name: str) -> str:
    return (
        name.replace("%0A", "\n")
        .replace("%0a", "\n")
        .replace("%0D", "\r")
        .replace("%0d", "\r")
        .replace("%25", "%")
    )


def _entries(manifest: Path) -> Iterator[tuple[str, str]]:
    """The readable lines of a manifest as (path, digest); paths that leave the package are left out."""
    for line in _lines(manifest):
        found = _LINE.fullmatch(line)
        if found:
            name = _decoded(found[2].strip()).removeprefix("./")
            if not name.startswith("/") and ".." not in PurePosixPath(name).parts and ":" not in name:
                yield name, found[1]


def _sizes(path: Path) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for line in _lines(path):
        size, _, name = line.partition("  ")
        if size.isdigit() and name:
            sizes[_decoded(name)] = int(size)
    return sizes


def _lines(path: Path) -> Iterable[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()


def _relative(path: Path, bag: Path) -> str:
    return path.relative_to(bag).as_posix()


def _check_room(target: Path, payload: Mapping[str, bytes | Path]) -> None:
    if target.exists():
        raise UserError(f"“{target.name}”已经存在", "换一个名字，或把旧的报送包移走")
    if not target.parent.is_dir():
        raise UserError(f"要存到的文件夹“{target.parent.name}”不存在", "检查U盘是否插好")
    needed = sum(len(c) if isinstance(c, bytes) else c.stat().st_size for c in payload.values())
    free = shutil.disk_usage(target.parent).free
    if needed + _BLOCK > free:
        raise UserError(
            f"盘上空间不够，报送包要{needed / 1e6:.1f}MB，只剩{free / 1e6:.1f}MB", "清理出一些空间或换一个U盘"
        )


def _nothing(_done: int, _total: int) -> None:
    """No progress is wanted."""
