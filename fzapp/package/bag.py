"""A submission package as a bag (RFC 8493): written, flushed, read back, renamed; verified file by file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import flush, flush_name, is_folder, outgrows_disk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Progress = Callable[[int, int], None]

_ALGORITHMS = {64: "sha256", 128: "sha512", 96: "sha384", 56: "sha224", 40: "sha1", 32: "md5"}
"""By the length of a digest, in the order in which the lists of a bag from elsewhere are taken (RFC 8493, 2.4)."""
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_OWN = "sha256"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SEAL = "seal-sha256.txt"
"""An own file over everything else, manifests too, that proves itself by its last line.

While it is sound, each file is judged by it: also when a manifest was damaged. It knows the sizes, by which
a truncated file is told from a changed one.
"""

LARGEST = 16_000_000_000
"""Bytes of a package that are looked at: what is larger is none, whatever its manifest says."""
_LARGEST_LIST = 16_000_000
_MOST_FILES = 50_000
_SEAL_MARK = "Sealed-By"

UNFINISHED = "（未写完）"
"""Stands behind the name of a package until every file was read back."""

_BLOCK = 1 << 20
_CLUSTER = 1 << 15
"""Bytes in which a stick gives out room (FAT32 up to 32 GB)."""
_LINE = re.compile(r"([0-9a-fA-F]{32,128})[ \t]+\*?(.+)")
_SEAL_LINE = re.compile(r"([0-9a-f]{64})  (\d{1,14})  ([0-9a-f]{8}(?:-[0-9a-f]{8}){3})  (.+)")
_BEGINNINGS = (64, 512, 4096, 65536)
"""Bytes from the start of a file that a seal knows apart: a file that was cut off still begins as it did."""


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


@dataclass(frozen=True, slots=True)
class Listed:
    """What a file should be: its SHA-256 and, where they are known, its size in bytes and how it begins."""

    digest: str
    size: int | None = None
    beginning: str = ""


@dataclass(frozen=True, slots=True)
class Extent:
    """The bytes of all files of a package, and whether a sound seal answers for them."""

    bytes: int
    sealed: bool


_ANYTHING = Listed("")
"""Of a list that nothing answers for."""


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
    working = target.with_name(target.name + UNFINISHED)
    try:
        _check_room(target, payload, covers or {})
        shutil.rmtree(working, ignore_errors=True)
        working.mkdir()
        _fill(working, payload, info, covers or {}, progress or _nothing)
        _flush_names(working)
        wrong = [v for v in verify(working) if v.state is not FileState.OK]
        if wrong:
            raise UserError(f"写到盘上的“{wrong[0].path}”读回来不一致", "换一个U盘再试")
        _give_name(working, target)
    except OSError as error:
        if outgrows_disk(error):
            raise UserError("有一个文件超过4GB，这个U盘的格式放不下", "换一个U盘，或者用移动硬盘") from error
        raise UserError("报送包没有写完，盘可能已满或中途拔出", "检查U盘后重新生成") from error


def verify(bag: Path, check: Callable[[], object] = lambda: None) -> tuple[Verdict, ...]:
    """Look at every file of a package against its lists; also when these are damaged themselves.

    Files are listed in the order of their paths; what `check` raises between two files stops it. Raises
    `UserError` when `bag` is no package at all, or larger than any is.
    """
    if not is_folder(bag) and not bag.is_file():
        raise UserError(f"找不到文件夹“{bag}”", "看U盘插好没有，再选一次")
    if not is_folder(bag):
        raise UserError(f"“{bag.name}”不是报送包文件夹", "选里面有“data”文件夹的那一层")
    try:
        present = frozenset(_present(bag))
    except OSError as error:
        raise _unreadable(bag) from error
    expected, sealed = _expected(bag)
    if not expected and not any(name.startswith("data/") for name in present):
        raise UserError(f"“{bag.name}”里没有报送包的清单", "确认拷贝时没有漏掉文件")
    # of a bag from elsewhere only the payload has to be listed
    judged = (
        present
        if SEAL in expected
        else {name for name in present if name.startswith("data/") or name in expected}
    )
    known = frozenset(one.digest for one in expected.values())
    found: list[Verdict] = []
    for name in sorted(expected.keys() | judged):
        check()
        found.append(Verdict(name, _state(bag, name, expected.get(name), known, sealed=sealed)))
    return tuple(found)


def extent(bag: Path) -> Extent:
    """How much of a package there is to read. Raises `UserError` like `verify`, and reads no file but its lists."""
    try:
        size = sum(path.lstat().st_size for path in (bag / name for name in _present(bag)))
    except OSError as error:
        raise _unreadable(bag) from error
    return Extent(size, _expected(bag)[1])


def _unreadable(bag: Path) -> UserError:
    return UserError(f"“{bag.name}”里有读不出来的文件夹", "检查U盘是否正常，或者重新拷贝")


def unfinished(folder: Path) -> tuple[Path, ...]:
    """Packages in `folder` that were broken off while being written (a pulled stick). Raises `OSError`."""
    return tuple(sorted(path for path in folder.glob(f"*{UNFINISHED}") if path.is_dir()))


def _expected(bag: Path) -> tuple[dict[str, Listed], bool]:
    """What each file should be by the lists, and whether the seal answers for it."""
    text = _text(bag / SEAL)
    lines = _split(text)
    sealed = _is_sound(lines) and text.endswith("\n")
    noted = dict(_sealed(lines))
    if sealed:
        return {**noted, SEAL: _ANYTHING}, True
    manifest, tags = _lists(bag)
    listed = {**dict(_entries(bag / manifest)), **dict(_entries(bag / tags))}
    expected = {
        name: replace(noted.get(name, _ANYTHING), digest=digest.lower()) for name, digest in listed.items()
    }
    if not expected and not (bag / manifest).exists():
        return {}, False
    ours = bool(lines) or f"{_SEAL_MARK}: {SEAL}" in _lines(bag / "bag-info.txt")
    if ours or (bag / tags).exists():  # elsewhere it may be left out (RFC 8493, 2.2.1)
        expected.setdefault(tags, _ANYTHING)
    expected.setdefault(manifest, _ANYTHING)
    if ours:
        cut = _is_cut(text, sum(1 for name in expected if name != SEAL))
        expected[SEAL] = Listed("", _LARGEST_LIST if cut else None)
    return expected, False


def _lists(bag: Path) -> tuple[str, str]:
    """The manifests that a bag is judged by: ours, or of a bag from elsewhere the first it has."""
    for algorithm in _ALGORITHMS.values():
        if (bag / f"manifest-{algorithm}.txt").exists():
            return f"manifest-{algorithm}.txt", f"tagmanifest-{algorithm}.txt"
    return MANIFEST, TAG_MANIFEST


def _is_cut(seal: str, names: int) -> bool:
    """Whether the end of a damaged seal is missing: it has a line for each of the `names`, and its own as the last."""
    lines, own = _split(seal), f"  {SEAL}"
    if any(line.endswith(own) for line in lines[:-1]):
        return False
    if seal.endswith("\n"):
        return len(lines) <= names and not lines[-1].endswith(own)
    return not lines or own not in lines[-1] or lines[-1].endswith(own)


def _present(bag: Path) -> Iterator[str]:
    """The files in a package, links too. Raises `UserError` when they are too many or too large."""
    room, count, folders = LARGEST, 0, [bag]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                count += 1
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                else:
                    room -= entry.stat(follow_symlinks=False).st_size
                    if not _is_litter(entry.name):
                        yield Path(entry.path).relative_to(bag).as_posix()
                if room < 0 or count > _MOST_FILES:
                    raise UserError(f"“{bag.name}”大得不正常，没有核对", "让报送单位重新生成报送包")


def _is_litter(name: str) -> bool:
    """Whether a system leaves files of that name in every folder it shows."""
    return name.casefold() in {"thumbs.db", "desktop.ini", ".ds_store"} or name.startswith("._")


def _state(bag: Path, name: str, listed: Listed | None, known: frozenset[str], *, sealed: bool) -> FileState:
    if listed is None:
        return FileState.EXTRA
    path = bag / name
    try:
        if not path.is_file():
            return FileState.CHANGED if path.is_symlink() else FileState.MISSING
        if _leads_elsewhere(bag, name):
            return FileState.CHANGED
        if sealed and listed.size is not None and path.stat().st_size > listed.size:
            return FileState.CHANGED  # however large it was made, nobody has to wait for it
        return _compared(path, listed, known)
    except OSError:
        return FileState.UNREADABLE


def _compared(path: Path, listed: Listed, known: frozenset[str]) -> FileState:
    """A file against what it should be; one that has the content of another was swapped, not truncated."""
    if listed is _ANYTHING:
        return FileState.OK
    if not listed.digest:  # a damaged seal: nothing proves what it was, however large it is now
        return FileState.TRUNCATED if path.stat().st_size < (listed.size or 0) else FileState.CHANGED
    digest = _digest(path, _ALGORITHMS.get(len(listed.digest), _OWN))
    if digest == listed.digest:  # whatever a damaged seal says of its size
        return FileState.OK
    size = path.stat().st_size
    shorter = listed.size is not None and size < listed.size and digest not in known
    cut = shorter and _begins_as(path, size, listed.beginning)
    return FileState.TRUNCATED if cut else FileState.CHANGED


def _begins_as(path: Path, size: int, beginning: str) -> bool:
    """Whether what is left of a file is the beginning of what it was, as far as that is known."""
    fitting = sum(1 for length in _BEGINNINGS if length <= size)
    with path.open("rb") as stream:
        now = _beginning(stream.read(_BEGINNINGS[-1]))
    return now.split("-")[:fitting] == beginning.split("-")[:fitting] or not beginning


def _leads_elsewhere(bag: Path, name: str) -> bool:
    """Whether a link lies on the way to a file."""
    path = bag
    for part in PurePosixPath(name).parts:
        path = path / part
        if path.is_symlink():
            return True
    return False


def _fill(
    working: Path,
    payload: Mapping[str, bytes | Path],
    info: Mapping[str, str],
    covers: Mapping[str, bytes],
    progress: Progress,
) -> None:
    written: dict[str, Listed] = {}
    for done, (name, content) in enumerate(payload.items()):
        progress(done, len(payload))
        path = working / "data" / PurePosixPath(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        written[f"data/{name}"] = _write(path, content)
    progress(len(payload), len(payload))
    size = sum(one.size or 0 for one in written.values())
    own = {"Payload-Oxum": f"{size}.{len(written)}", _SEAL_MARK: SEAL}
    above = {
        "bagit.txt": DECLARATION.encode(),
        "bag-info.txt": "".join(f"{key}: {value}\n" for key, value in (*info.items(), *own.items())).encode(),
        MANIFEST: _manifest(written).encode(),
        **covers,
    }
    tags = {name: _write(working / name, content) for name, content in above.items()}
    tags[TAG_MANIFEST] = _write(working / TAG_MANIFEST, _manifest(tags).encode())
    _write(working / SEAL, _seal(written | tags).encode())


def _flush_names(working: Path) -> None:
    """The files are on the stick; that they belong into these folders has to be there too before it is pulled."""
    for folder, _, _ in os.walk(working, topdown=False):
        flush(Path(folder))
    flush(working.parent)


def _give_name(working: Path, target: Path) -> None:
    """Whole, and called so on the stick too. Raises `OSError`; then the name says that it may not be."""
    working.rename(target)
    try:
        flush_name(target)
    except OSError:
        with contextlib.suppress(OSError):  # the stick is gone
            target.rename(working)
        raise


def _write(path: Path, content: bytes | Path) -> Listed:
    """Write one file through to the device; answer what was meant to be written."""
    digest, size, beginning = hashlib.sha256(), 0, b""
    with path.open("xb") as stream:
        for block in _blocks(content):
            beginning = beginning or block[: _BEGINNINGS[-1]]
            size += len(block)
            digest.update(block)
            stream.write(block)
        stream.flush()
        os.fsync(stream.fileno())
        _forget_cache(stream.fileno())
    return Listed(digest.hexdigest(), size, _beginning(beginning))


def _beginning(start: bytes) -> str:
    """How a file begins, as a seal has it: the digests of its first bytes, longer and longer."""
    return "-".join(hashlib.sha256(start[:length]).hexdigest()[:8] for length in _BEGINNINGS)


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


def _digest(path: Path, algorithm: str) -> str:
    digest = hashlib.new(algorithm, usedforsecurity=False)
    for block in _blocks(path):
        digest.update(block)
    return digest.hexdigest()


def _manifest(files: Mapping[str, Listed]) -> str:
    return "".join(f"{one.digest}  {_encoded(name)}\n" for name, one in files.items())


def _seal(files: Mapping[str, Listed]) -> str:
    """One line for each file, and at the end the digest of the lines above."""
    text = "".join(
        f"{one.digest}  {one.size}  {one.beginning}  {_encoded(name)}\n" for name, one in files.items()
    )
    return f"{text}{hashlib.sha256(text.encode()).hexdigest()}  {SEAL}\n"


def _is_sound(lines: Sequence[str]) -> bool:
    """Whether the last line of a seal proves those above."""
    text = "".join(f"{line}\n" for line in lines[:-1])
    return bool(lines) and lines[-1] == f"{hashlib.sha256(text.encode()).hexdigest()}  {SEAL}"


def _sealed(lines: Sequence[str]) -> Iterator[tuple[str, Listed]]:
    """The readable lines of a seal."""
    for line in lines[:-1]:
        found = _SEAL_LINE.fullmatch(line)
        if found and _stays_inside(_decoded(found[4])):
            yield _decoded(found[4]), Listed(found[1], int(found[2]), found[3])


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
            if _stays_inside(name):
                yield name, found[1]


def _stays_inside(name: str) -> bool:
    """Whether a path from a list is one below the package, on every system."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and not set(name) & set(":\\\0")


def _lines(path: Path) -> Sequence[str]:
    """The lines of a list; of one that cannot be read, none."""
    return _split(_text(path).replace("\r\n", "\n"))


def _text(path: Path) -> str:
    """What a list says; one that is no file, cannot be read or is far too long says nothing."""
    try:  # a pipe would be waited for
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST_LIST:
            return ""
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _split(text: str) -> Sequence[str]:
    lines = text.split("\n")
    return lines[:-1] if not lines[-1] else lines


def _check_room(target: Path, payload: Mapping[str, bytes | Path], covers: Mapping[str, bytes]) -> None:
    """Raises `UserError` where the package cannot come to lie, or would not have the room a stick gives files."""
    if target.exists():
        raise UserError(f"“{target.name}”已经存在", "换一个名字，或把旧的报送包移走")
    if not target.parent.is_dir():
        raise UserError(f"要存到的文件夹“{target.parent.name}”不存在", "检查U盘是否插好")
    sizes = [
        len(c) if isinstance(c, bytes) else c.stat().st_size for c in (*payload.values(), *covers.values())
    ]
    needed = sum(-(-size // _CLUSTER) * _CLUSTER for size in sizes) + _BLOCK
    free = shutil.disk_usage(target.parent).free
    if needed > free:
        raise UserError(
            f"盘上空间不够，报送包要{needed / 1e6:.1f}MB，只剩{free / 1e6:.1f}MB", "清理出一些空间或换一个U盘"
        )


def _nothing(_done: int, _total: int) -> None:
    """No progress is wanted."""
