"""Makes every installer of a release, and one list of their SHA-256 sums. Standard library only.

    python3 installer/build.py all       or: deb, windows

`deb` makes the Linux packages for glibc 2.28 (root, see docs/building.md), `windows` the setup program and
the portable zip; the products lie in dist/, each with the list of its parts.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import machine
from machine import ROOT, MachineError, say

if TYPE_CHECKING:
    from pathlib import Path

MODULES = {"deb": "installer.linux.build_old_glibc", "windows": "installer.windows.build"}
DIST = ROOT / "dist"


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
    for name in wanted:
        command = [machine.venv_python(), "-m", MODULES[name]]
        status = subprocess.run(command, check=False, cwd=ROOT).returncode
        if status:
            say(f"{name} 没有打成，退出码 {status}。")
            return status
    say(gather_checksums(DIST).read_text(encoding="utf-8").rstrip())
    return 0


def gather_checksums(folder: Path) -> Path:
    """SHA256SUMS of all that lies in `folder`, from the lists that each build left there."""
    lists = sorted(folder.glob("SHA256SUMS-*.txt"))
    target = folder / "SHA256SUMS"
    target.write_text("".join(path.read_text(encoding="utf-8") for path in lists), encoding="utf-8")
    return target


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
