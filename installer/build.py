"""Makes every installer of a release, the listing by which the program knows it, and its SHA-256 sums.

    python3 installer/build.py all       or: deb, deb-arm64, windows

Standard library only. `deb` makes the Linux packages for x86_64 and glibc 2.28, `deb-arm64` those for aarch64 (both as
root, see docs/building.md), `windows` the setup program and the portable zip; the products lie in dist/, each with the
list of its parts.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import machine
from machine import ROOT, MachineError, say

if TYPE_CHECKING:
    from pathlib import Path

OLD_GLIBC = "installer.linux.build_old_glibc"
MODULES = {
    "deb": [OLD_GLIBC, "amd64"],
    "deb-arm64": [OLD_GLIBC, "arm64"],
    "windows": ["installer.windows.build"],
}
"""What can be asked for → the module that makes it, and its words."""

GUIDE = "installer.guide"
DIST = ROOT / "dist"
LISTING = "release.json"
"""What `fzapp.services.program_update` reads; a detached signature of this one file covers a release."""

FORMS = {
    "windows-setup": r".+-(?P<version>[\d.]+)-安装程序\.exe",
    "windows-portable": r".+-(?P<version>[\d.]+)-便携版\.zip",
    "linux-deb": r"fzapp_(?P<version>[\d.]+)_(?P<processor>\w+)\.deb",
    "linux-run": r"fzapp-(?P<version>[\d.]+)-linux-(?P<processor>\w+)\.run",
}
"""How a way to be installed (`fzapp.infra.paths.InstalledAs`) → the name of its file."""

PROCESSORS = {"amd64": "x86_64", "arm64": "aarch64"}
"""A processor in the name of a file → as the system itself calls it (`fzapp.infra.paths.processor`)."""


def main(arguments: list[str]) -> int:
    """Build what is named; 0, 2 for a name that is none, else the status of the first step that fails."""
    wanted = list(MODULES) if arguments == ["all"] else arguments
    if not wanted or not set(wanted) <= set(MODULES):
        say(f"用法：python3 installer/build.py all，或者写 {'、'.join(MODULES)} 里的一个。")
        return 2
    try:
        machine.ensure_venv(machine.find_python(), "dev")
    except MachineError as error:
        say(str(error))
        return 1
    for words in [*(MODULES[name] for name in wanted), [GUIDE]]:
        command = [machine.venv_python(), "-m", *words]
        status = subprocess.run(command, check=False, cwd=ROOT).returncode
        if status:
            say(f"{' '.join(words)} 没有做成，退出码 {status}。")
            return status
    write_listing(DIST)
    say(gather_checksums(DIST).read_text(encoding="utf-8").rstrip())
    return 0


def write_listing(folder: Path) -> Path:
    """release.json: form, name, size and SHA-256 of each installer of the newest version in `folder`."""
    found = [
        (tuple(map(int, match["version"].split("."))), {"form": form, **_machine(match)}, path)
        for form, pattern in FORMS.items()
        for path in sorted(folder.iterdir())
        if (match := re.fullmatch(pattern, path.name))
    ]
    newest = max((version for version, _, _ in found), default=(0,))
    told = {
        "format": "fzapp-release",
        "schema": 1,
        "version": ".".join(map(str, newest)),
        "files": [
            {**kind, "name": path.name, "size": path.stat().st_size, "sha256": _sum(path)}
            for version, kind, path in found
            if version == newest
        ],
    }
    target = folder / LISTING
    target.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return target


def _machine(match: re.Match[str]) -> dict[str, str]:
    """The processor that a file is for, where its name tells one."""
    named = match.groupdict().get("processor")
    return {"machine": PROCESSORS[named]} if named else {}


def gather_checksums(folder: Path) -> Path:
    """SHA256SUMS of all that lies in `folder`: the lists that each build left there, and the listing."""
    lists = sorted(folder.glob("SHA256SUMS-*.txt"))
    lines = [path.read_text(encoding="utf-8") for path in lists]
    listing = folder / LISTING
    if listing.is_file():
        lines.append(f"{_sum(listing)}  {LISTING}\n")
    target = folder / "SHA256SUMS"
    target.write_text("".join(lines), encoding="utf-8")
    return target


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
