"""The Windows installers, made on Linux: a setup program for one user and a portable zip.

    .venv/bin/python -m installer.windows.build      → dist/

Needs the Debian packages nsis, gcc-mingw-w64-x86-64 and binutils-mingw-w64-x86-64, and a Python whose
version is one of `PANDA3D`.
"""

from __future__ import annotations

import platform
import shutil
import sys
import sysconfig
import zipfile
from pathlib import Path

from installer import contents, machine, parts, product
from installer.product import DIST, ID, NAME, ROOT
from installer.windows import check_bundle
from installer.windows.assemble import FIXED_TIME, Sources, assemble

WORK = ROOT / "build" / "windows"
HERE = Path(__file__).parent
PACKAGES = ("nsis", "gcc-mingw-w64-x86-64", "binutils-mingw-w64-x86-64")
PANDA3D = {"3.11.7": "1.10.14", "3.11.9": "1.10.16"}
"""Python version → the panda3d wheel that carries its Windows DLLs."""
PORTABLE_MARK = "便携模式.txt"
PORTABLE_TEXT = "有这个文件时，报告和台账保存在本文件夹的“数据”里，可以随优盘带走。\r\n"


def fetch_wheels(folder: Path) -> None:
    """Every shipped package as a wheel for Windows; done once for a set of pins."""
    mark = folder / "pins.txt"
    pins = [f"{found.name}=={found.version}" for found in product.shipped_distributions()]
    if mark.exists() and mark.read_text(encoding="utf-8") == "\n".join(pins):
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    built = [pin for pin in pins if pin.startswith("jieba==")]  # has no wheel; it is Python alone
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    product.run(*pip, "wheel", "--no-deps", "-w", folder, *built)
    fetched = [pin for pin in pins if pin not in built]
    product.run(*pip, "download", "--no-deps", *_for_windows(), "-d", folder, *fetched)
    mark.write_text("\n".join(pins), encoding="utf-8")


def fetch_python(folder: Path) -> None:
    """The DLLs of the same Python for Windows as the one that runs this."""
    if (folder / "python311.dll").exists():
        return
    found = PANDA3D.get(platform.python_version())
    if found is None:
        raise machine.MachineError(
            f"打 Windows 安装包要用 Python {' 或 '.join(PANDA3D)}，换用其中一版再运行。"
        )
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    product.run(*pip, "download", "--no-deps", *_for_windows(), "-d", WORK, f"panda3d=={found}")
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(next(WORK.glob("panda3d-*.whl"))) as wheel:
        for name in wheel.namelist():
            if name.startswith("deploy_libs/") and not name.endswith("/"):
                (folder / Path(name).name).write_bytes(wheel.read(name))


def _for_windows() -> tuple[str, ...]:
    target = ("--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp")
    return (*target, "--only-binary=:all:")


def build_setup(bundle: Path) -> Path:
    """The setup program."""
    target = DIST / f"{NAME}-{product.version()}-安装程序.exe"
    definitions = (f"-DVERSION={product.version()}", f"-DSOURCE={bundle}", f"-DTARGET={target}")
    product.run("makensis", "-V1", "-INPUTCHARSET", "UTF8", *definitions, HERE / "fzapp.nsi")
    return target


def build_portable(bundle: Path) -> Path:
    """The same files in a zip, with the mark that keeps the data beside the program."""
    target = DIST / f"{NAME}-{product.version()}-便携版.zip"
    files = {
        path.relative_to(bundle).as_posix(): path.read_bytes() for path in bundle.rglob("*") if path.is_file()
    }
    files[PORTABLE_MARK] = PORTABLE_TEXT.encode("utf-8-sig")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{NAME}/{name}", FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return target


def main() -> int:
    """Build, check, pack; 0, or 1 when the folder is not complete."""
    if not machine.ensure_packages(PACKAGES, "打 Windows 安装包"):
        return 1
    DIST.mkdir(exist_ok=True)
    sources = Sources(WORK / "wheels", WORK / "python", Path(sysconfig.get_path("stdlib")), WORK / "scratch")
    fetch_wheels(sources.wheels)
    fetch_python(sources.python)
    bundle = WORK / ID
    assemble(sources, bundle)
    if check_bundle.main([str(bundle)]):
        return 1
    contents.require_whole(bundle)
    listed = parts.write(parts.of_windows(bundle), "windows", bundle / "runtime" / "lib" / "licences")
    setup = build_setup(bundle)
    contents.require_small("setup", setup)
    product.write_checksums("windows", setup, build_portable(bundle), listed)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except machine.MachineError as error:
        sys.exit(str(error))
