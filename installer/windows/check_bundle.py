"""Does the Windows folder hold everything it asks for? Every imported name is looked up.

    python -m installer.windows.check_bundle build/windows/fzapp

A DLL that is imported lies in the folder, with every name that is asked of it, or belongs to Windows 10
itself. All files are for 64-bit processors; none is a stand-in of wine.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from installer.windows.assemble import TOOLS, exported_names

OF_WINDOWS = frozenset(
    """
    advapi32 authz bcrypt bcryptprimitives cfgmgr32 comctl32 comdlg32 crypt32 d2d1 d3d11 d3d12 d3d9 dbghelp dnsapi dwmapi dwrite dxgi
    gdi32 gdiplus hid imm32 iphlpapi kernel32 mpr msvcrt mswsock ncrypt netapi32 normaliz ntdll ole32 oleacc oleaut32
    powrprof propsys psapi rpcrt4 secur32 setupapi shcore shell32 shlwapi uiautomationcore user32 userenv usp10 uxtheme
    version winhttp winmm winspool.drv ws2_32 wtsapi32
    """.split()  # noqa: SIM905  a list to be read, not typed
)
API_SETS = ("api-ms-win-", "ext-ms-win-")
WINE_MARKS = (b"Wine builtin DLL", b"Wine placeholder DLL")


@dataclass(frozen=True, slots=True)
class Library:
    """What objdump tells of one file: whether it is for x86-64, and the names it imports, by DLL."""

    is_64_bit: bool
    imports: dict[str, list[str]]


def read_library(path: Path) -> Library:
    """Read one .dll, .pyd or .exe."""
    text = subprocess.run([f"{TOOLS}objdump", "-p", path], check=True, capture_output=True, text=True).stdout
    imports: dict[str, list[str]] = {}
    for block in re.split(r"^\s*DLL Name: ", text, flags=re.MULTILINE)[1:]:
        name, _, rest = block.partition("\n")
        table = rest.split("\n\n", 1)[0]
        imports[name.strip().lower()] = re.findall(r"^\s*[0-9a-f]+\s+\d+\s+(\S+)$", table, re.MULTILINE)
    return Library("pei-x86-64" in text, imports)


def faults(folder: Path) -> tuple[int, list[str]]:
    """The number of names that were found, and everything that is wrong."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in (".dll", ".pyd", ".exe")]
    here = {path.name.lower(): path for path in files}
    offered: dict[str, frozenset[str]] = {}
    found, wrong = 0, []
    for path in files:
        library = read_library(path)
        if not library.is_64_bit or any(mark in path.read_bytes()[:4096] for mark in WINE_MARKS):
            wrong.append(f"{path.name} is not for 64-bit Windows")
        for name, wanted in library.imports.items():
            if name in here:
                offered.setdefault(name, frozenset(exported_names(here[name])))
                wrong += [
                    f"{path.name} asks {name} for {symbol}"
                    for symbol in wanted
                    if symbol not in offered[name]
                ]
                found += len(wanted)
            elif not _of_windows(name):
                wrong.append(f"{path.name} asks for {name}")
    return found, wrong


def _of_windows(name: str) -> bool:
    return name.startswith(API_SETS) or name.removesuffix(".dll") in OF_WINDOWS


def main(arguments: list[str]) -> int:
    """Print what is wrong; 1 when anything is."""
    found, wrong = faults(Path(arguments[0]))
    print("\n".join([*wrong, f"{found} imported names found inside the folder, {len(wrong)} faults"]))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
