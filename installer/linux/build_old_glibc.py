"""The Linux packages for systems with an old glibc: 统信 UOS 20 (2.28) and 银河麒麟 V10 (2.31).

    .venv/bin/python -m installer.linux.build_old_glibc [amd64] [arm64]      → dist/; without a name for this machine's

Qt's wheels ask for no more than that themselves (2.28; on aarch64 2.30), so all depends on Python and on the few
system libraries that are brought along: Python is compiled for 2.28 (build_python.sh), the libraries come from a
Debian 11 tree, and PyInstaller runs inside that tree, for a foreign processor by emulation. Needs root (chroot), and
the Debian packages of `PACKAGES`.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from installer import machine, parts, product
from installer.linux import build, glibc_floor, target
from installer.linux.target import TARGETS, Target
from installer.product import DIST, ID, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

GLIBC = (2, 28)
"""What Python is compiled for, whatever the binding asks for."""

WORK = ROOT / "build" / "linux-old"
SOURCES = WORK / "sources"
PACKAGES = ("debootstrap", "dpkg-dev", "gcc", "make", "xz-utils", "bzip2")
PYTHON_SOURCES = ("python3.11", "zlib", "libffi", "sqlite3", "xz-utils", "bzip2")
TREE_PACKAGES = (
    *("binutils", "fonts-wqy-zenhei", "libxcb-randr0", "libfreetype6", "libsm6", "libice6"),
    *machine.QT_PACKAGES,
)
BUILDERS = ("pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging", "setuptools")


@dataclass(frozen=True, slots=True)
class Place:
    """Where things of one target lie while it is built."""

    target: Target

    @property
    def work(self) -> Path:
        """All of them."""
        return WORK / self.target.debian

    @property
    def tree(self) -> Path:
        """The Debian 11 that PyInstaller runs in."""
        return self.work / "tree"

    @property
    def site(self) -> Path:
        """The packages of Python."""
        return self.work / "site"

    @property
    def python(self) -> Path:
        """The compiled Python."""
        return self.work / "out" / "python"

    @property
    def bundle(self) -> Path:
        """The finished program folder."""
        return self.work / "dist" / ID


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


def build_python(place: Place) -> None:
    """Python 3.11 for the old glibc, once."""
    pip = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")
    zig = WORK / "zig" / "ziglang" / "zig"
    if not zig.exists():
        product.run(*pip, "install", "--target", WORK / "zig", "ziglang")
    script = Path(__file__).with_name("build_python.sh")
    settings = {"ZIG": str(zig), "HOST_PYTHON": sys.executable}
    words = (place.target.machine, glibc_floor.text(GLIBC), place.python.parent)
    product.run(script, SOURCES, *words, **settings)


def make_tree(place: Place) -> None:
    """A Debian 11 with what Qt needs, once."""
    tree = place.tree
    mark, wanted = tree / "packages.txt", " ".join(TREE_PACKAGES)
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    machine.bare_debian(tree, "bullseye", place.target.debian)
    shutil.copy("/etc/resolv.conf", tree / "etc")
    install = f"apt-get update -q && apt-get install -y -q --no-install-recommends {wanted}"
    noninteractive = {"DEBIAN_FRONTEND": "noninteractive"}
    product.run("chroot", tree, "sh", "-c", install, log=place.work / "tree-packages.log", **noninteractive)
    mark.write_text(wanted, encoding="utf-8")


def fetch_libraries(place: Place) -> None:
    """Every shipped package and PyInstaller, as wheels that an old glibc accepts."""
    shutil.rmtree(place.site, ignore_errors=True)
    pip = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")
    pins = [f"{found.name}=={found.version}" for found in product.shipped_distributions()]
    built = [pin for pin in pins if pin.startswith("jieba==")]  # has no wheel; it is Python alone
    wheels = WORK / "wheels"
    product.run(*pip, "wheel", "--no-deps", "-w", wheels, *built)
    accepted = (f"{tag}_{place.target.machine}" for tag in place.target.wheels)
    tags = [word for tag in accepted for word in ("--platform", tag)]
    into = (
        "--target",
        place.site,
        *tags,
        "--implementation",
        "cp",
        "--python-version",
        "3.11",
        "--only-binary=:all:",
    )
    product.run(
        *pip, "install", "--no-deps", "--find-links", wheels, *into, *pins, *map(_installed, BUILDERS)
    )
    metadata = product.metadata()
    folder = place.site / f"{ID}-{product.version()}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(metadata, encoding="utf-8")
    (folder / "RECORD").touch()


def _installed(name: str) -> str:
    """The pin of a package in this environment."""
    return f"{name}=={product.installed_version(name)}"


def build_bundle(place: Place) -> None:
    """PyInstaller inside the tree, then the finished program there, without anything of the builder's."""
    builder = {
        "LD_LIBRARY_PATH": str(place.python / "lib"),
        "PYTHONPATH": str(place.site),
        "SOURCE_DATE_EPOCH": str(product.source_date()),
        "PYTHONHASHSEED": "0",
        # the .deb is packed as a whole; modules packed one by one are unpacked at every start
        "PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0",
    }
    python = (place.python / "bin" / "python3.11", "-m", "PyInstaller", "--noconfirm", "--clean")
    folders = ("--distpath", place.bundle.parent, "--workpath", place.work / "work")
    with _checkout_in(place.tree):
        bundling = (*python, *folders, ROOT / "installer" / "fzapp.spec")
        product.run(*_inside(place, builder), *bundling, log=place.work / "pyinstaller.log")
        user = {"FZAPP_DATA": str(place.work / "data")}
        report = place.work / "self-test.json"
        product.run(*_inside(place, user), place.bundle / ID, "--self-test", "--report", report)


def _inside(place: Place, settings: dict[str, str]) -> list[str | Path]:
    """The beginning of a call inside the tree, in the checkout's folder, with these settings alone."""
    fixed = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
    words = [f"{name}={value}" for name, value in (fixed | settings).items()]
    return ["chroot", place.tree, "env", "-i", "-C", ROOT, *words]


@contextlib.contextmanager
def _checkout_in(tree: Path) -> Iterator[None]:
    """The tree sees the checkout at the checkout's own place."""
    seen = {ROOT: tree / str(ROOT)[1:], Path("/proc"): tree / "proc"}
    try:
        for source, there in seen.items():
            there.mkdir(parents=True, exist_ok=True)
            product.run("mount", "--bind", source, there)
        yield
    finally:
        for there in seen.values():
            subprocess.run(["umount", "-l", there], check=False, stderr=subprocess.DEVNULL)


def make(place: Place) -> bool:
    """Every step for one target; False when the bundle asks for more than the target's glibc has."""
    built_for = place.target
    if not machine.ensure_packages((*PACKAGES, *built_for.packages), "为旧系统打包"):
        return False
    target.emulate(built_for)
    fetch_sources()
    build_python(place)
    make_tree(place)
    fetch_libraries(place)
    build_bundle(place)
    if glibc_floor.show(place.bundle, built_for.objdump) > built_for.glibc:
        return False
    sources = parts.versions_of_sources(SOURCES)
    linked, records = parts.linked_parts(sources), str(place.tree / "var/lib/dpkg")
    build.pack(place.bundle, parts.of_linux(place.bundle, sources["python3.11"], linked, records), built_for)
    return True


def main(arguments: list[str]) -> int:
    """Make the packages for the targets named; the status is 1 at the first that fails."""
    wanted = [TARGETS[name] for name in arguments] or [target.of_this_machine()]
    DIST.mkdir(exist_ok=True)
    return int(not all(make(Place(one)) for one in wanted))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
