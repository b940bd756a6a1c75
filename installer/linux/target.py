"""The processors that Linux packages are built for, and how programs of another one run on the building machine."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from installer import product

REGISTER = Path("/proc/sys/fs/binfmt_misc")
"""Where the kernel learns which program runs files of a foreign processor."""


@dataclass(frozen=True, slots=True)
class Target:
    """A processor: Debian's name for it, the system's own, and what the wheels of the binding ask for there.

    `glibc` is the highest version that the finished folder may ask for; `wheels` names what pip may take, newest
    first. 统信 UOS 20 has glibc 2.28, 银河麒麟 V10 has 2.31; the binding's wheel for aarch64 asks for 2.30.
    """

    debian: str
    machine: str
    glibc: tuple[int, int]
    wheels: tuple[str, ...]

    @property
    def foreign(self) -> bool:
        """Whether its programs run here by emulation only."""
        return self.machine != os.uname().machine

    @property
    def packages(self) -> tuple[str, ...]:
        """The Debian packages for looking into its files and running them here."""
        return ("qemu-user-static", f"binutils-{self.machine}-linux-gnu") if self.foreign else ()

    @property
    def objdump(self) -> str:
        """The program that reads its files."""
        return f"{self.machine}-linux-gnu-objdump" if self.foreign else "objdump"


_OLD = ("manylinux_2_28", "manylinux_2_26", "manylinux_2_17", "manylinux2014")
TARGETS = {
    "amd64": Target("amd64", "x86_64", (2, 28), _OLD),
    "arm64": Target("arm64", "aarch64", (2, 30), ("manylinux_2_31", *_OLD)),
}


def of_this_machine() -> Target:
    """The target that the building machine is itself."""
    return next(target for target in TARGETS.values() if not target.foreign)


def emulate(target: Target) -> None:
    """Let the kernel run programs of `target`, in other trees too. Needs root; raises `CalledProcessError`."""
    name = f"qemu-{target.machine}"
    if not target.foreign or (REGISTER / name).exists():
        return
    if not (REGISTER / "register").exists():
        product.run("mount", "-t", "binfmt_misc", "binfmt_misc", REGISTER)
    told = Path(f"/usr/lib/binfmt.d/{name}.conf").read_text(encoding="utf-8")
    (REGISTER / "register").write_text(told.strip(), encoding="utf-8")


def told_by(package: Path) -> Target:
    """The target of a .deb, by what it says of itself."""
    told = subprocess.run(
        ["dpkg-deb", "--field", package, "Architecture"], check=True, capture_output=True, text=True
    )
    return TARGETS[told.stdout.strip()]
