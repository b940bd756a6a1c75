"""Everything a program folder is made of: names, versions and licences, for machines (CycloneDX 1.5) and for people.

The list is read off the finished folder: a library in it that no line of `NATIVE` knows stops the build,
and so does a package whose licence is not told by its metadata and not by `TOLD`.
"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from installer import product
from installer.contents import LEFT_OUT_PACKAGES, ContentsError

if TYPE_CHECKING:
    import importlib.metadata
    from collections.abc import Callable
    from pathlib import Path

TOLD = {
    "click-default-group": "Unlicense",
    "olefile": "BSD-2-Clause",
    "python-dateutil": "Apache-2.0 AND BSD-3-Clause",
    "PySide6_Essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "sqlcipher3": "Zlib",
    "sqlite-fts4": "Apache-2.0",
}
"""SPDX names for packages whose metadata tell their licence in other words, or only half of it."""

SQLCIPHER, OPENSSL = "4.19.0", "3.6.0"
"""What is linked into sqlcipher3; a test asks the library."""

SPDX = re.compile(r"(MIT|BSD-[23]-Clause|Apache-2\.0|PSF-2\.0|LGPL-3\.0-only|Unlicense|Zlib)")
OF_PACKAGES = re.compile(
    r"(lib/|_internal/)((PySide6|shiboken6|lxml|python_calamine|sqlcipher3)/|(python3\.11/)?lib-dynload/)"
    r"|_internal/lib(Qt6|pyside6|shiboken6)"
)
"""Libraries that came in a wheel, and Python's own modules."""
LIBRARY = re.compile(r"\.(dll|so)(\.[0-9.]+)?$")
NATIVE = (
    (r"libpython3|python3", "CPython", "PSF-2.0"),
    (r"libsqlite3|sqlite3", "SQLite", "blessing"),
    (r"libffi", "libffi", "MIT"),
    (r"libcrypto", "OpenSSL", "Apache-2.0"),
    (r"liblzma", "XZ Utils", "0BSD"),
    (r"libbz2", "bzip2", "bzip2-1.0.6"),
    (r"libz\.", "zlib", "Zlib"),
    (r"libicu", "ICU", "Unicode-3.0"),
    (r"libmpdec", "mpdecimal", "BSD-2-Clause"),
    (r"libxcb-", "XCB", "MIT"),
    (r"libxkbcommon", "libxkbcommon", "MIT"),
    (r"vcruntime|msvcp", "Microsoft Visual C++ runtime", "LicenseRef-Microsoft-redistributable"),
)
"""Libraries that belong to no package, by the beginning of their file name."""


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One thing that is shipped; `version` may be empty, `licence` is an SPDX expression."""

    name: str
    version: str
    licence: str


def packages() -> list[Part]:
    """The Python packages, and what they bring inside them."""
    from lxml import etree  # noqa: PLC0415  only to ask which libraries are inside

    shipped = [each for each in product.shipped_distributions() if each.name not in LEFT_OUT_PACKAGES]
    found = [Part(each.name, each.version, licence(each)) for each in shipped]
    qt = product.installed_version("PySide6_Essentials").rsplit(".", 1)[0]
    inside = [
        Part("Qt", qt, "LGPL-3.0-only"),
        Part("libxml2", ".".join(map(str, etree.LIBXML_COMPILED_VERSION)), "MIT"),
        Part("SQLCipher", SQLCIPHER, "BSD-3-Clause"),
        Part("OpenSSL", OPENSSL, "Apache-2.0"),
        Part("libxslt", ".".join(map(str, etree.LIBXSLT_COMPILED_VERSION)), "MIT"),
    ]
    return found + inside


def licence(distribution: importlib.metadata.Distribution) -> str:
    """The SPDX expression of a package. Raises `ContentsError` when nothing tells it."""
    told = TOLD.get(distribution.name)
    stated = told or distribution.metadata["License-Expression"] or distribution.metadata["License"] or ""
    if not SPDX.match(stated):
        raise ContentsError(f"no licence is known for {distribution.name}: {stated[:40]!r}")
    return stated


def of_windows(folder: Path) -> list[Part]:
    """All parts of the folder for Windows and of the setup program around it."""
    return [*packages(), *native(folder, version_in_windows_file), Part("NSIS", "", "Zlib")]


def of_linux(folder: Path, python: str, linked: list[Part], records: str) -> list[Part]:
    """All parts of the folder for Linux: its Python, what was linked into that, what Debian gave.

    `records` is the folder of dpkg's records of the system that the libraries were taken from.
    """

    def version_of(path: Path) -> str:
        if path.name.startswith("libpython"):
            return python
        if path.name.startswith("libicu"):  # came with Qt; its file name tells the version
            return path.name.rpartition(".so.")[2]
        return version_in_debian(path, records)

    starter = Part(
        "PyInstaller", product.installed_version("pyinstaller"), "GPL-2.0-or-later WITH Bootloader-exception"
    )
    return [*packages(), *native(folder, version_of), *linked, starter]


LINKED = {
    "zlib": ("zlib", "Zlib"),
    "bzip2": ("bzip2", "bzip2-1.0.6"),
    "xz-utils": ("XZ Utils", "0BSD"),
    "libffi": ("libffi", "MIT"),
    "sqlite3": ("SQLite", "blessing"),
}
"""What is linked into the Python for old systems, by the name of Debian's source archive."""


def versions_of_sources(sources: Path) -> dict[str, str]:
    """The version of each of Debian's original archives in a folder, by name."""
    names = (path.name.partition(".orig.tar.")[0] for path in sources.glob("*.orig.tar.*"))
    return dict(name.split("_", 1) for name in sorted(names))


def linked_parts(versions: dict[str, str]) -> list[Part]:
    """The parts among these archives that are linked into Python."""
    return [
        Part(LINKED[name][0], version, LINKED[name][1])
        for name, version in versions.items()
        if name in LINKED
    ]


def native(folder: Path, version_of: Callable[[Path], str]) -> list[Part]:
    """The libraries of a program folder that belong to no package. Raises `ContentsError` for unknown ones."""
    found: dict[str, Part] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix().removeprefix("runtime/")
        if path.is_symlink() or not LIBRARY.search(path.name):
            continue
        known = next((entry for entry in NATIVE if re.match(entry[0], path.name)), None)
        if known is None and OF_PACKAGES.match(inside):
            continue
        if known is None:
            raise ContentsError(f"{inside} belongs to no part that is known")
        if known[1] not in found or not found[known[1]].version:
            found[known[1]] = Part(known[1], version_of(path), known[2])
    return list(found.values())


def version_in_windows_file(path: Path) -> str:
    """What the version block of a DLL says; empty when it has none."""
    _, _, rest = path.read_bytes().partition("FileVersion".encode("utf-16-le"))
    text = rest[:120].decode("utf-16-le", "ignore").lstrip("\0")
    match = re.match(r"[0-9]+(?:[., ]+[0-9]+)*", text)
    return re.sub(r"[, ]+", ".", match[0]) if match else ""


def version_in_debian(path: Path, records: str = "/var/lib/dpkg") -> str:
    """The version of the Debian package that a library was taken from; empty when none owns it."""
    ask = ["dpkg-query", f"--admindir={records}"]
    owner = subprocess.run([*ask, "-S", f"*/{path.name}"], check=False, capture_output=True, text=True).stdout
    if not owner:
        return ""
    name = owner.splitlines()[0].partition(": ")[0].split(",")[0]
    return subprocess.run(
        [*ask, "-W", "-f", "${Version}", name], check=False, capture_output=True, text=True
    ).stdout


# --- written down --------------------------------------------------------------------------------


def as_json(parts: list[Part]) -> str:
    """CycloneDX 1.5, without a date: the same parts give the same text."""
    whole = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": _component(Part(product.ID, product.version(), "MIT"), "application")},
        "components": [_component(part, "library") for part in sorted(parts)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _component(part: Part, kind: str) -> dict[str, object]:
    told = {"type": kind, "name": part.name, "licenses": [{"expression": part.licence}]}
    return told | ({"version": part.version} if part.version else {})


def as_text(parts: list[Part]) -> str:
    """One line a part, for people."""
    lines = [f"{product.NAME} {product.version()} 由以下部分组成：", ""]
    lines += [f"{part.name}  {part.version or '版本未标明'}  {part.licence}" for part in sorted(parts)]
    return "\n".join(lines) + "\n"


def write(parts: list[Part], system: str, licences: Path) -> Path:
    """The text beside the licences of the folder, the JSON beside the installers; the place of the latter."""
    (licences / "parts.txt").write_text(as_text(parts), encoding="utf-8")
    product.DIST.mkdir(exist_ok=True)
    target = product.DIST / f"{product.ID}-{product.version()}-{system}.parts.json"
    target.write_text(as_json(parts), encoding="utf-8")
    return target
