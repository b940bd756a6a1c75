"""The Linux packages for systems with an old glibc: 统信 UOS 20 (2.28) and 银河麒麟 V10.

    .venv/bin/python -m installer.linux.build_old_glibc      → dist/, as installer.linux.build, for glibc 2.28

Qt's wheels ask for no more than 2.28 themselves, so all depends on Python and on the few system libraries
that are brought along: Python is compiled for 2.28 (build_python.sh), the libraries come from a Debian 11
tree, and PyInstaller runs inside that tree. Needs root (chroot), and the Debian packages of `PACKAGES`.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from installer import machine, parts, product
from installer.linux import build, glibc_floor
from installer.product import DIST, ID, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

GLIBC = (2, 28)
WORK = ROOT / "build" / "linux-old"
SOURCES = WORK / "sources"
TREE = WORK / "tree"
SITE = WORK / "site"
PYTHON = WORK / "out" / "python"
PACKAGES = ("debootstrap", "dpkg-dev", "gcc", "make", "xz-utils", "bzip2")
PYTHON_SOURCES = ("python3.11", "zlib", "libffi", "sqlite3", "xz-utils", "bzip2")
TREE_PACKAGES = ("binutils", "fonts-wqy-zenhei", "libxcb-randr0", "libfreetype6", *machine.QT_PACKAGES)
WHEEL_TAGS = ("manylinux_2_28", "manylinux_2_26", "manylinux_2_17", "manylinux2014")
BUILDERS = ("pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging", "setuptools")


def fetch_sources() -> None:
    """Debian's original archives, through lists of our own: the machine's settings stay as they are."""
    if len(list(SOURCES.glob("*.orig.tar.*"))) >= len(PYTHON_SOURCES):
        return
    lists = WORK / "lists"
    for folder in (SOURCES, lists / "partial"):
        folder.mkdir(parents=True, exist_ok=True)
    listed = WORK / "deb-src.list"
    keys = "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
    listed.write_text(f"deb-src {keys} {machine.mirror()} bookworm main\n", encoding="utf-8")
    options = ("-q", "-o", f"Dir::Etc::sourcelist={listed}", "-o", "Dir::Etc::sourceparts=-")
    options += ("-o", f"Dir::State::lists={lists}", "-o", "APT::Sandbox::User=root")
    product.run("apt-get", *options, "update", log=WORK / "sources.log")
    product.run(
        "apt-get",
        *options,
        "source",
        "--download-only",
        *PYTHON_SOURCES,
        cwd=SOURCES,
        log=WORK / "sources.log",
    )


def build_python() -> None:
    """Python 3.11 for the old glibc, once."""
    pip = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")
    zig = WORK / "zig" / "ziglang" / "zig"
    if not zig.exists():
        product.run(*pip, "install", "--target", WORK / "zig", "ziglang")
    script = Path(__file__).with_name("build_python.sh")
    settings = {"ZIG": str(zig), "HOST_PYTHON": sys.executable}
    product.run(script, SOURCES, glibc_floor.text(GLIBC), WORK / "out", **settings)


def make_tree() -> None:
    """A Debian 11 with what Qt needs, once."""
    mark, wanted = TREE / "packages.txt", " ".join(TREE_PACKAGES)
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    if not (TREE / "usr/bin/apt-get").exists():
        product.run(
            "debootstrap", "--variant=minbase", "bullseye", TREE, machine.mirror(), log=WORK / "tree.log"
        )
    shutil.copy("/etc/resolv.conf", TREE / "etc")
    install = f"apt-get update -q && apt-get install -y -q --no-install-recommends {wanted}"
    noninteractive = {"DEBIAN_FRONTEND": "noninteractive"}
    product.run("chroot", TREE, "sh", "-c", install, log=WORK / "tree-packages.log", **noninteractive)
    mark.write_text(wanted, encoding="utf-8")


def fetch_libraries() -> None:
    """Every shipped package and PyInstaller, as wheels that an old glibc accepts."""
    shutil.rmtree(SITE, ignore_errors=True)
    pip = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")
    pins = [f"{found.name}=={found.version}" for found in product.shipped_distributions()]
    built = [pin for pin in pins if pin.startswith("jieba==")]  # has no wheel; it is Python alone
    wheels = WORK / "wheels"
    product.run(*pip, "wheel", "--no-deps", "-w", wheels, *built)
    tags = [word for tag in WHEEL_TAGS for word in ("--platform", f"{tag}_{machine_name()}")]
    target = (
        "--target",
        SITE,
        *tags,
        "--implementation",
        "cp",
        "--python-version",
        "3.11",
        "--only-binary=:all:",
    )
    product.run(
        *pip, "install", "--no-deps", "--find-links", wheels, *target, *pins, *map(_installed, BUILDERS)
    )
    metadata = product.metadata()
    folder = SITE / f"{ID}-{product.version()}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(metadata, encoding="utf-8")
    (folder / "RECORD").touch()


def machine_name() -> str:
    """The processor as wheels name it."""
    return {"amd64": "x86_64", "arm64": "aarch64"}[build.architecture()]


def _installed(name: str) -> str:
    """The pin of a package in this environment."""
    return f"{name}=={product.installed_version(name)}"


def build_bundle() -> None:
    """PyInstaller inside the tree, then the finished program there, without anything of the builder's."""
    builder = {
        "LD_LIBRARY_PATH": str(PYTHON / "lib"),
        "PYTHONPATH": str(SITE),
        "SOURCE_DATE_EPOCH": str(product.source_date()),
        "PYTHONHASHSEED": "0",
    }
    python = (PYTHON / "bin" / "python3.11", "-m", "PyInstaller", "--noconfirm", "--clean")
    folders = ("--distpath", WORK / "dist", "--workpath", WORK / "work", ROOT / "installer" / "fzapp.spec")
    program = WORK / "dist" / ID / ID
    with _checkout_in_tree():
        product.run(*_inside(builder), *python, *folders, log=WORK / "pyinstaller.log")
        user = {"FZAPP_DATA": str(WORK / "data")}
        product.run(*_inside(user), program, "--self-test", "--report", WORK / "self-test.json")


def _inside(settings: dict[str, str]) -> list[str | Path]:
    """The beginning of a call inside the tree, in the checkout's folder, with these settings alone."""
    fixed = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
    words = [f"{name}={value}" for name, value in (fixed | settings).items()]
    return ["chroot", TREE, "env", "-i", "-C", ROOT, *words]


@contextlib.contextmanager
def _checkout_in_tree() -> Iterator[None]:
    """The tree sees the checkout at the checkout's own place."""
    seen = {ROOT: TREE / str(ROOT)[1:], Path("/proc"): TREE / "proc"}
    try:
        for source, target in seen.items():
            target.mkdir(parents=True, exist_ok=True)
            product.run("mount", "--bind", source, target)
        yield
    finally:
        for target in seen.values():
            subprocess.run(["umount", "-l", target], check=False, stderr=subprocess.DEVNULL)


def main() -> int:
    """Every step; 1 when the bundle asks for more than the old glibc has."""
    if not machine.ensure_packages(PACKAGES, "为旧系统打包"):
        return 1
    DIST.mkdir(exist_ok=True)
    fetch_sources()
    build_python()
    make_tree()
    fetch_libraries()
    build_bundle()
    bundle = WORK / "dist" / ID
    if glibc_floor.main([str(bundle), glibc_floor.text(GLIBC)]):
        return 1
    sources = parts.versions_of_sources(SOURCES)
    made_of = parts.of_linux(
        bundle, sources["python3.11"], parts.linked_parts(sources), str(TREE / "var/lib/dpkg")
    )
    build.pack(bundle, made_of)
    return 0


if __name__ == "__main__":
    sys.exit(main())
