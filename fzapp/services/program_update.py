"""A newer program from a stick: found, checked against its listing, kept, and handed to the system to install.

The folder of a release holds `release.json` (written by installer/build.py), which names each installer with
its size and SHA-256; a detached signature of that one file would cover them all. Every installer that was used
is kept beside the data, so that the way back needs no stick.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fzapp.domain.errors import UserError
from fzapp.infra.files import sha256_of
from fzapp.infra.paths import InstalledAs, processor
from fzapp.services.user_files import read_file, save_file
from fzapp.storage import backups

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.storage.archive import Archive

LISTING = "release.json"
FORMAT = "fzapp-release"
SCHEMA = 1
"""The form of listings that this program reads."""

KEPT = "updates"
"""The folder, beside the data, of installers that were used."""

NOTE = "note.txt"
"""The file in which an installer leaves what went wrong."""

REASON = "update"
"""Why a backup was made, in its file's name."""

_LARGEST = 1 << 30
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){1,3}")
_NAME = re.compile(r"[^/\\:]{1,120}")


@dataclass(frozen=True, slots=True)
class Release:
    """An installer that fits this PC, with what its listing promises: `size` in bytes, `sha256` in hex."""

    version: str
    path: Path
    size: int
    sha256: str
    listing: bytes

    def compared_with(self, version: str) -> int:
        """1 when this is newer than `version`, 0 when it is the same, -1 when it is older."""
        mine, other = _numbers(self.version), _numbers(version)
        return (mine > other) - (mine < other)


class ProgramUpdates:
    """Finds, proves and keeps installers; `installed` and the processor say which of them fits."""

    def __init__(
        self, archive: Archive, data: Path, installed: InstalledAs, machine: str | None = None
    ) -> None:
        self._archive = archive
        self._kept = data / KEPT
        self._machine = processor() if machine is None else machine
        self.installed = installed

    def find(self, folder: Path) -> Release:
        """The installer for this PC in the folder of a release, or in a folder just below it.

        Nothing but the listing is read. Raises `UserError`.
        """
        if self.installed is InstalledAs.CHECKOUT:
            raise UserError("本程序是从源码运行的，不是安装的", "用安装文件装一次，以后就能从U盘更新")
        if self.installed is InstalledAs.PORTABLE:
            raise UserError("便携版不用安装", "把新的便携版解压到另一个文件夹，再把这里的“数据”文件夹拷过去")
        listings = sorted([*folder.glob(LISTING), *folder.glob(f"*/{LISTING}")])
        if not listings:
            raise UserError(f"“{folder.name}”里没有程序的安装文件", f"选放着安装文件和“{LISTING}”的文件夹")
        return self._read(listings[0])

    def keep(self, release: Release) -> Release:
        """Copy an installer beside the data and prove the copy by its hash. Raises `UserError`."""
        data = read_file(release.path)
        if len(data) != release.size or sha256_of(data) != release.sha256:
            raise UserError("安装文件不完整或者被改过，没有用它", "重新拷一份再更新")
        folder = self._kept / release.version
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / release.path.name
        if copy != release.path:
            save_file(copy, data)
            save_file(folder / LISTING, release.listing)
        return Release(release.version, copy, release.size, release.sha256, release.listing)

    def kept(self) -> tuple[Release, ...]:
        """Installers used before, the newest version first; folders that no longer hold one are left out."""
        found: list[Release] = []
        for listing in self._kept.glob(f"*/{LISTING}"):
            try:
                found.append(self._read(listing))
            except UserError:
                continue
        return tuple(sorted(found, key=lambda release: _numbers(release.version), reverse=True))

    def command_after_this(self, release: Release) -> list[str]:
        """What the system is to run when an installer without a window (.run) is to take this program's place.

        It waits until this process has ended, since it exchanges the files this process reads from, and starts the
        program again.
        """
        return ["/bin/sh", str(release.path), "--after", str(os.getpid()), str(self._kept / NOTE)]

    def take_note(self) -> str | None:
        """Why the last such exchange came to nothing, once; None when it went well or there was none."""
        note = self._kept / NOTE
        if not note.is_file():
            return None
        lines = note.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        note.unlink()
        return lines[-1] if lines else None

    def back_up(self) -> Path:
        """A proved backup of the archive as this version of the program left it. Raises `UserError`."""
        return backups.back_up(self._archive, REASON)

    def _read(self, listing: Path) -> Release:
        data = read_file(listing)
        told = _opened(data)
        if told.get("format") != FORMAT or not isinstance(told.get("schema"), int):
            raise _foreign()
        if told["schema"] > SCHEMA:
            raise UserError("这份安装文件要由更新版本的程序来认", "双击安装文件直接安装")
        version = str(told.get("version", ""))
        fitting = [one for one in told.get("files", ()) if _fits(one, self.installed, self._machine)]
        if not _VERSION.fullmatch(version):
            raise _foreign()
        if not fitting:
            raise UserError("这一版没有适合本机的安装文件", "换一份适合本机系统的安装文件")
        one = fitting[0]
        path = listing.parent / str(one["name"])
        if not path.is_file() or path.is_symlink():
            raise UserError(f"缺少安装文件“{path.name}”", "把整个文件夹重新拷一份")
        return Release(version, path, int(one["size"]), str(one["sha256"]), data)


def _fits(one: object, installed: InstalledAs, machine: str) -> bool:
    """Whether an entry of a listing is sound and is the kind of installer this PC takes.

    One that names no processor is for the only one that its form is made for.
    """
    if not isinstance(one, dict) or one.get("form") != installed.value:
        return False
    if one.get("machine", machine) != machine:
        return False
    size, name = one.get("size"), str(one.get("name", ""))
    sound = isinstance(size, int) and 0 < size <= _LARGEST
    return sound and bool(_NAME.fullmatch(name)) and name not in {".", ".."} and "sha256" in one


def _opened(data: bytes) -> dict[str, Any]:
    try:
        told = json.loads(data)
    except ValueError as error:
        raise _foreign() from error
    if not isinstance(told, dict) or not isinstance(told.get("files", []), list):
        raise _foreign()
    return told


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _foreign() -> UserError:
    return UserError(f"“{LISTING}”不是本程序的安装清单", "把整个文件夹重新拷一份")
