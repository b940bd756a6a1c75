"""Put the Windows program folder together on Linux: no Windows, no wine, no PyInstaller.

Python for Windows is that of python.org, with its signature, as the panda3d wheel carries it; the
libraries are the wheels of the index. The folder:

    fzapp.exe fzapp-cli.exe       launcher.c, without and with a console
    runtime/python311.dll …       Python; python311._pth keeps it apart from any other on the machine
    runtime/python311.zip         the standard library, compiled
    runtime/app.zip               libraries of Python files alone, compiled
    runtime/lib/                  libraries with binaries or data, the program, resources, licences

The Python that runs this compiles what is shipped, so it must be of the same version as the DLL. Two
builds of one commit are equal byte for byte.
"""

from __future__ import annotations

import importlib._bootstrap_external
import importlib.util
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from installer import contents, product
from installer.product import ID, NAME, ROOT

TOOLS = "x86_64-w64-mingw32-"
HERE = Path(__file__).parent
FIXED_TIME = (2020, 1, 1, 0, 0, 0)

PYTHON_LIBRARIES = frozenset({"sqlite3.dll", "libffi-8.dll", "libcrypto-3.dll"})
C_RUNTIME = ("vcruntime140.dll", "vcruntime140_1.dll", "msvcp140.dll")

NEVER_USED = re.compile(
    r"\.(pyi|h|lib|exe|cmake)$"
    r"|/(include|typesystems|metatypes|glue|doc|scripts|support|qml|resources|isoschematron|tests?|__pycache__)/"
    r"|Qt6?(Qml|Quick|Labs|Designer|Help|Test|Sql|Network|OpenGL|Xml|UiTools|Concurrent|DBus|SvgWidgets|ExampleIcons)"
    r"|opengl32sw|pyside6qml"
    r"|plugins/(tls|networkinformation|qmltooling|sqldrivers|designer|generic|platforminputcontexts)/"
    r"|platforms/q(direct2d|minimal)\.|imageformats/q(pdf|tga|icns|wbmp|webp|tiff)\."
    r"|translations/(?!qtbase_zh_CN)|(concrt|vcamp|vccorlib|vcomp)140|_codecvt_ids"
    r"|^olefile/(olefile2\.py|doc/)|^tzdata/|^dateutil/zoneinfo/|^jieba/(analyse|posseg|lac_small)/"
)
IN_FOLDERS = (
    "PySide6/",
    "shiboken6/",
    "lxml/",
    "docx/",
    "jieba/",
    "pypinyin/",
    "python_calamine/",
    "sqlcipher3/",
)
"""Packages with binaries or data files: they cannot be read from a zip."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the parts lie: wheels, the DLLs of Python, its standard library, a folder for scraps."""

    wheels: Path
    python: Path
    stdlib: Path
    scratch: Path


def assemble(sources: Sources, out: Path) -> None:
    """Make the program folder `out` anew."""
    shutil.rmtree(out, ignore_errors=True)
    runtime = out / "runtime"
    (runtime / "lib").mkdir(parents=True)
    sources.scratch.mkdir(parents=True, exist_ok=True)
    _copy_python(sources.python, runtime)
    _make_forwarder(runtime / "python311.dll", runtime / "python3.dll", sources.scratch)
    _pack_stdlib(sources.stdlib, runtime / "python311.zip")
    _place_libraries(sources.wheels, runtime)
    _place_program(runtime / "lib")
    (runtime / "python311._pth").write_text("python311.zip\napp.zip\n.\nlib\n", encoding="ascii")
    for console in (False, True):
        _make_launcher(out, sources.scratch, console=console)


# --- Python --------------------------------------------------------------------------------------


def _copy_python(source: Path, runtime: Path) -> None:
    shutil.copy(source / "python311.dll", runtime)
    for path in sorted(source.iterdir()):
        name = path.name.lower()
        if (name.endswith(".pyd") and name not in contents.NO_EXTENSION) or name in PYTHON_LIBRARIES:
            shutil.copy(path, runtime)


def _make_forwarder(python: Path, target: Path, scratch: Path) -> None:
    """python3.dll, which passes every call on to python311.dll: Qt's modules ask for it by that name."""
    names = exported_names(python)
    definition = scratch / "python3.def"
    lines = "".join(f"{name} = python311.{name}\n" for name in names)
    definition.write_text(f"LIBRARY python3.dll\nEXPORTS\n{lines}", encoding="ascii")
    entry = scratch / "entry.c"
    entry.write_text("int DllMainCRTStartup(void *a, unsigned b, void *c) { return 1; }\n", encoding="ascii")
    fixed = "-Wl,--no-insert-timestamp,--image-base,0x1F0000000"
    library = ("-shared", "-nostdlib", "-e", "DllMainCRTStartup", fixed)
    product.run(f"{TOOLS}gcc", "-Os", "-s", *library, "-o", target, entry, definition)
    _clear_export_time(target)


def exported_names(library: Path) -> list[str]:
    """The names a DLL offers, sorted."""
    table = subprocess.run(
        [f"{TOOLS}objdump", "-p", library], check=True, capture_output=True, text=True
    ).stdout
    _, _, names = table.partition("[Ordinal/Name Pointer] Table")
    return sorted(set(re.findall(r"^\s*\[ *\d+\].*?(\S+)$", names, re.MULTILINE)))


def _clear_export_time(library: Path) -> None:
    """Zero the clock time that the linker writes into the export directory, and the unused checksum."""
    data = bytearray(library.read_bytes())

    def number(at: int, size: int = 4) -> int:
        return int.from_bytes(data[at : at + size], "little")

    header = number(0x3C)
    optional = header + 24
    address = number(optional + 112)
    first_section = optional + number(header + 20, 2)
    for index in range(number(header + 6, 2)):
        section = first_section + 40 * index
        start, length, raw = number(section + 12), number(section + 16), number(section + 20)
        if start <= address < start + length:
            at = raw + address - start + 4
            data[at : at + 4] = bytes(4)
    data[optional + 64 : optional + 68] = bytes(4)
    library.write_bytes(data)


def _pack_stdlib(stdlib: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(stdlib.rglob("*.py")):
            inside = path.relative_to(stdlib)
            if not contents.NOT_IN_WINDOWS & set(inside.parts) and not inside.parts[0].startswith(
                ("config-3", "_sysconfigdata")
            ):
                _put(
                    archive,
                    inside.with_suffix(".pyc").as_posix(),
                    compiled(path.read_bytes(), inside.as_posix()),
                )


def compiled(source: bytes, name: str) -> bytes:
    """A .pyc that is checked by no clock time: the same source gives the same bytes."""
    code = compile(source, name, "exec", dont_inherit=True, optimize=1)
    to_pyc = importlib._bootstrap_external._code_to_hash_pyc  # noqa: SLF001  the only maker of such files
    return bytes(to_pyc(code, importlib.util.source_hash(source), False))


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, FIXED_TIME)
    entry.compress_type = zipfile.ZIP_STORED
    archive.writestr(entry, data)


# --- libraries and program -----------------------------------------------------------------------


def _place_libraries(wheels: Path, runtime: Path) -> None:
    files = dict(sorted(_wheel_files(wheels).items()))
    with zipfile.ZipFile(runtime / "app.zip", "w") as archive:
        for name, data in files.items():
            in_folder = name.startswith(IN_FOLDERS) or ".dist-info/" in name
            if name.endswith(".py"):
                name, data = f"{name}c", compiled(data, name)
            if in_folder:
                _write(runtime / "lib" / name, data)
            else:
                _put(archive, name, data)
    for name in C_RUNTIME:  # one set, the newest, beside python311.dll
        shutil.copy(runtime / "lib" / "PySide6" / name, runtime)


def _wheel_files(wheels: Path) -> dict[str, bytes]:
    """Everything that is wanted of every wheel, by its place."""
    files: dict[str, bytes] = {}
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if not name.endswith("/") and ".data/" not in name and _is_wanted(name):
                    files[name] = archive.read(name)
    return files


def _is_wanted(name: str) -> bool:
    if ".dist-info/" in name:
        return name.endswith(("/METADATA", "/entry_points.txt"))
    return not NEVER_USED.search(name)


def _place_program(lib: Path) -> None:
    for path in sorted((ROOT / "fzapp").rglob("*.py")):
        inside = path.relative_to(ROOT)
        _write(lib / inside.with_suffix(".pyc"), compiled(path.read_bytes(), inside.as_posix()))
    start = (ROOT / "installer" / "start.py").read_bytes()
    _write(lib / "fzapp_start.pyc", compiled(start, "fzapp_start.py"))
    shutil.copytree(ROOT / "resources", lib / "resources")
    product.collect_licences(lib / "licences")
    metadata = f"Metadata-Version: 2.1\nName: {ID}\nVersion: {product.version()}\n"
    _write(lib / f"{ID}-{product.version()}.dist-info" / "METADATA", metadata.encode())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


# --- launcher ------------------------------------------------------------------------------------


def _make_launcher(out: Path, scratch: Path, *, console: bool) -> None:
    name = f"{ID}-cli" if console else ID
    (scratch / "launcher.rc").write_text(_resource_script(name), encoding="utf-8")
    product.run(f"{TOOLS}windres", "-c", "65001", scratch / "launcher.rc", scratch / "launcher.o")
    options = ("-Os", "-s", "-municode", "-finput-charset=UTF-8", "-Wl,--no-insert-timestamp")
    kind = "-mconsole" if console else "-mwindows"
    target = out / f"{name}.exe"
    product.run(f"{TOOLS}gcc", *options, kind, HERE / "launcher.c", scratch / "launcher.o", "-o", target)


def _resource_script(name: str) -> str:
    """Icon, manifest and version of a launcher."""
    version = product.version()
    numbers = ",".join([*version.split("."), "0", "0", "0"][:4])
    values = {
        "FileDescription": NAME,
        "FileVersion": version,
        "ProductName": NAME,
        "ProductVersion": version,
        "CompanyName": f"{NAME} 项目",
        "OriginalFilename": f"{name}.exe",
        "InternalName": name,
    }
    lines = " ".join(f'VALUE "{key}", "{value}"' for key, value in values.items())
    return f"""#pragma code_page(65001)
1 ICON "{HERE / "fzapp.ico"}"
1 24 "{HERE / "app.manifest"}"
1 VERSIONINFO FILEVERSION {numbers} PRODUCTVERSION {numbers} FILEOS 4 FILETYPE 1
{{ BLOCK "StringFileInfo" {{ BLOCK "080404b0" {{ {lines} }} }}
  BLOCK "VarFileInfo" {{ VALUE "Translation", 0x804, 1200 }} }}
"""
