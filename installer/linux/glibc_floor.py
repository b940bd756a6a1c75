"""Which system libraries a program folder asks for: the highest GLIBC and GLIBCXX version, file by file.

python installer/linux/glibc_floor.py FOLDER [HIGHEST_GLIBC_ALLOWED]
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

UNDEFINED = re.compile(r"\*UND\*.*\(?(GLIBC|GLIBCXX)_([0-9.]+)\)?\s+\S+$")
Version = tuple[int, ...]


def elf_files(folder: Path) -> list[Path]:
    """Programs and libraries below `folder`, links left out."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return [path for path in files if _magic(path) == b"\x7fELF"]


def _magic(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4)


def demanded(path: Path, objdump: str = "objdump") -> dict[str, Version]:
    """The highest version that one file asks for, of each library."""
    table = subprocess.run([objdump, "-T", path], check=True, capture_output=True, text=True).stdout
    highest: dict[str, Version] = {}
    for line in table.splitlines():
        if match := UNDEFINED.search(line):
            version = tuple(int(part) for part in match[2].split("."))
            highest[match[1]] = max(version, highest.get(match[1], ()))
    return highest


def floor(folder: Path, objdump: str = "objdump") -> dict[str, tuple[Version, Path]]:
    """For each library the highest version asked for, and a file that asks for it.

    `objdump` is the program that reads files of the folder's processor.
    """
    highest: dict[str, tuple[Version, Path]] = {}
    for path in elf_files(folder):
        for library, version in demanded(path, objdump).items():
            if library not in highest or version > highest[library][0]:
                highest[library] = (version, path)
    return highest


def text(version: Version) -> str:
    """2.28 for (2, 28)."""
    return ".".join(map(str, version))


def show(folder: Path, objdump: str = "objdump") -> Version:
    """Print the floor; answers the glibc asked for."""
    found = floor(folder, objdump)
    for library, (version, path) in sorted(found.items()):
        print(f"{library} {text(version)} ({path.relative_to(folder)})")
    return found["GLIBC"][0]


def main(arguments: list[str]) -> int:
    """Print the floor; 1 when it is above what is allowed."""
    asked = show(Path(arguments[0]))
    return int(len(arguments) > 1 and asked > tuple(int(part) for part in arguments[1].split(".")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
