"""What a program folder must hold and what it leaves out, and how large it may become.

    .venv/bin/python -m installer.contents build/linux/dist/fzapp      what is missing, and the size

The lists of what is left out are here, not in the recipes, so that a test can ask whether the program
has begun to use something that would not be there once it is installed.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ID = "fzapp"

NOT_IN_LINUX = (
    "tkinter", "unittest", "pydoc", "doctest", "lib2to3", "pip", "setuptools", "pkg_resources", "PIL", "numpy", "IPython", "pytest",
    "cryptography", "ssl", "_ssl", "PySide6.QtNetwork", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtPdf",
)  # fmt: skip
"""Modules that PyInstaller leaves out, by dotted name; what lies below a name is left out too."""

NOT_IN_WINDOWS = frozenset(
    {
        "__pycache__", "ensurepip", "idlelib", "lib-dynload", "lib2to3", "pydoc_data", "site-packages", "test", "tests",
        "tkinter", "turtledemo", "unittest", "venv", "distutils",
    }
)  # fmt: skip
"""Folders of the standard library that the Windows folder lacks."""

NO_EXTENSION = frozenset(
    {"_tkinter.pyd", "winsound.pyd", "_msi.pyd", "_ssl.pyd", "_overlapped.pyd", "_asyncio.pyd"}
)
"""Compiled modules of the standard library that the Windows folder lacks."""

LEFT_OUT_PACKAGES = ("jieba.analyse", "jieba.posseg", "jieba.lac_small", "tzdata", "dateutil.zoneinfo")
"""Parts of libraries that are cut out of both folders by path."""

QT_MODULES = frozenset({"QtCore", "QtGui", "QtWidgets", "QtSvg", "QtPrintSupport"})
"""The modules of Qt that both folders keep."""

MEGABYTE = 1_000_000
LARGEST = {"setup": 45 * MEGABYTE, "deb": 60 * MEGABYTE, "folder": 160 * MEGABYTE}
"""Bytes: the Windows setup program, the .deb, a program folder as installed."""


class ContentsError(Exception):
    """A product lacks something or has become too large; the message says what."""


# --- what must be there --------------------------------------------------------------------------


def modules(root: Path = ROOT) -> set[str]:
    """The dotted name of every module of the program."""
    files = (path.relative_to(root).with_suffix("") for path in (root / ID).rglob("*.py"))
    return {".".join(path.parts).removesuffix(".__init__") for path in files}


def resources(root: Path = ROOT) -> dict[str, str]:
    """Every data file by its place below the checkout, with the SHA-256 of what is in it."""
    files = (path for path in (root / "resources").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): _digest(path) for path in files}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def missing(folder: Path, root: Path = ROOT) -> list[str]:
    """Modules and data files of the checkout that a program folder lacks, and data files that differ."""
    inside = folder / "runtime" / "lib"
    if inside.is_dir():
        shipped = _modules_in_files(inside)
    else:
        inside, shipped = folder / "_internal", _modules_in_program(folder)
    absent = sorted(modules(root) - shipped)
    there = {
        path.relative_to(inside).as_posix(): path
        for path in (inside / "resources").rglob("*")
        if path.is_file()
    }
    for name, digest in sorted(resources(root).items()):
        if name not in there or _digest(there[name]) != digest:
            absent.append(name)
    return absent


def _modules_in_files(lib: Path) -> set[str]:
    """The modules of a Windows folder that was put together on Linux."""
    files = (path.relative_to(lib).with_suffix("") for path in (lib / ID).rglob("*.pyc"))
    return {".".join(path.parts).removesuffix(".__init__") for path in files}


def _modules_in_program(folder: Path) -> set[str]:
    """The modules packed into the starter that PyInstaller made."""
    from PyInstaller.archive.readers import CArchiveReader  # noqa: PLC0415  a tool for builds alone

    starter = folder / (f"{ID}.exe" if (folder / f"{ID}.exe").exists() else ID)
    reader = CArchiveReader(str(starter))
    packed = next(name for name in reader.toc if name.startswith("PYZ"))
    return set(reader.open_embedded_archive(packed).toc)


# --- what must not be too large ------------------------------------------------------------------


def size(product: Path) -> int:
    """Bytes of a file, or of all files of a folder, links not followed."""
    if product.is_file():
        return product.stat().st_size
    return sum(path.lstat().st_size for path in product.rglob("*") if not path.is_dir())


def require_small(kind: str, product: Path) -> None:
    """Raise `ContentsError` when `product` is larger than a product of that kind may be."""
    found = size(product)
    if found > LARGEST[kind]:
        raise ContentsError(
            f"{product.name} has {found / MEGABYTE:.1f} MB, more than {LARGEST[kind] / MEGABYTE:.0f} MB"
        )


def require_whole(folder: Path) -> None:
    """Raise `ContentsError` when a program folder lacks something or is too large."""
    absent = missing(folder)
    if absent:
        raise ContentsError(f"{folder.name} lacks {len(absent)} files: {' '.join(absent[:20])}")
    require_small("folder", folder)


def main(arguments: list[str]) -> int:
    """Look a program folder over; 1 when something is missing or it is too large."""
    folder = Path(arguments[0])
    try:
        require_whole(folder)
    except ContentsError as error:
        print(error)
        return 1
    print(
        f"{len(modules())} modules and {len(resources())} data files are there,"
        f" {size(folder) / MEGABYTE:.1f} MB"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
