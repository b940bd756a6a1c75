"""The Linux installers: a .deb for administrators, a .run for users without root.

    .venv/bin/python -m installer.linux.build            bundle, .deb, .run, checksums → dist/
    .venv/bin/python -m installer.linux.build --packages  the packages from a bundle that is there already

The .deb is packed with xz: the dpkg of 统信 UOS 20 and 银河麒麟 V10 cannot open zstd.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import platform
import shutil
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from installer import contents, parts, product
from installer.linux import glibc_floor
from installer.linux.target import Target, of_this_machine
from installer.product import DIST, ID, NAME, ROOT, SUMMARY

if TYPE_CHECKING:
    from installer.parts import Part

WORK = ROOT / "build" / "linux"
BUNDLE = WORK / "dist" / ID
HERE = Path(__file__).parent
ICON = ROOT / "resources" / "icons"
DEPENDS = (
    "libgl1", "libegl1", "libfontconfig1", "libfreetype6", "libglib2.0-0 | libglib2.0-0t64", "libdbus-1-3",
    "libx11-6", "libx11-xcb1", "libxcb1", "libsm6", "libice6",
)  # fmt: skip

REFRESH = """#!/bin/sh
set -e
if command -v update-desktop-database >/dev/null; then
  update-desktop-database -q /usr/share/applications
fi
if command -v gtk-update-icon-cache >/dev/null; then
  gtk-update-icon-cache -q -f /usr/share/icons/hicolor
fi
exit 0
"""
"""After installing and after removing; neither ever looks into a user's folder."""


def build_bundle() -> None:
    """The program folder, tried once before it is packed."""
    pyinstaller = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean"]
    folders = ["--distpath", WORK / "dist", "--workpath", WORK / "work"]
    product.run(*pyinstaller, *folders, ROOT / "installer" / "fzapp.spec", log=WORK / "pyinstaller.log")
    product.run(
        BUNDLE / ID, "--self-test", "--report", WORK / "self-test.json", FZAPP_DATA=str(WORK / "data")
    )


# --- .deb ----------------------------------------------------------------------------------------


def build_deb(bundle: Path, target: Target) -> Path:
    """A .deb that puts the program into /opt/apps, where 统信's shop puts its own."""
    root = WORK / "deb"
    shutil.rmtree(root, ignore_errors=True)
    home = root / "opt" / "apps" / ID
    shutil.copytree(bundle, home / "files", symlinks=True)
    _place_entries(home / "entries", root / "usr" / "share")
    (home / "info").write_text(
        json.dumps(_shop_record(target), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    command = root / "usr" / "bin" / ID
    command.parent.mkdir()
    command.symlink_to(f"../../opt/apps/{ID}/files/{ID}")
    _write_control(root, bundle, target)
    _settle(root)
    package = DIST / f"{ID}_{product.version()}_{target.debian}.deb"
    product.run("dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", root, package)
    return package


def _place_entries(shop: Path, system: Path) -> None:
    """Menu entry, icons and licence, in the shop's folder and in the system's."""
    entry = (HERE / f"{ID}.desktop").read_text(encoding="utf-8")
    entry = entry.replace("@PROGRAM@", f"/opt/apps/{ID}/files/{ID}").replace("@ICON@", ID)
    for base in (shop, system):
        applications = base / "applications"
        applications.mkdir(parents=True)
        (applications / f"{ID}.desktop").write_text(entry, encoding="utf-8")
        for size, suffix in (("scalable", "svg"), ("256x256", "png")):
            folder = base / "icons" / "hicolor" / size / "apps"
            folder.mkdir(parents=True)
            shutil.copy(ICON / f"{ID}.{suffix}", folder)
    papers = system / "doc" / ID
    papers.mkdir(parents=True)
    shutil.copy(ROOT / "LICENSE", papers / "copyright")


def _shop_record(target: Target) -> dict[str, object]:
    """What 统信's desktop reads of a program: nothing is asked for but the clipboard."""
    asked = (
        "autostart",
        "notification",
        "trayicon",
        "account",
        "bluetooth",
        "camera",
        "audio_record",
        "installed_apps",
    )
    return {
        "appid": ID,
        "name": NAME,
        "version": product.version(),
        "arch": [target.debian],
        "permissions": dict.fromkeys(asked, False) | {"clipboard": True},
    }


def _write_control(root: Path, bundle: Path, target: Target) -> None:
    version, _file = glibc_floor.floor(bundle, target.objdump)["GLIBC"]
    folder = root / "DEBIAN"
    folder.mkdir()
    size = sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir()) // 1024
    fields = {
        "Package": ID,
        "Version": product.version(),
        "Architecture": target.debian,
        "Maintainer": f"{ID} <{ID}@localhost>",
        "Installed-Size": str(size),
        "Section": "editors",
        "Priority": "optional",
        "Depends": ", ".join((f"libc6 (>= {glibc_floor.text(version)})", *DEPENDS)),
        "Recommends": "fonts-noto-cjk | fonts-wqy-zenhei, cups",
        "Description": f"{NAME}\n {SUMMARY}。\n 报告和台账存放在各用户的 ~/.local/share/{ID}，卸载时不删除。",
    }
    control = "".join(f"{name}: {value}\n" for name, value in fields.items())
    (folder / "control").write_text(control, encoding="utf-8")
    for script in ("postinst", "postrm"):
        (folder / script).write_text(REFRESH, encoding="utf-8")
        (folder / script).chmod(0o755)


def _settle(root: Path) -> None:
    """Rights and times that do not depend on who builds and when."""
    stamp = product.source_date()
    for path in sorted(root.rglob("*"), reverse=True):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        os.utime(path, (stamp, stamp), follow_symlinks=False)
    root.chmod(0o755)
    os.utime(root, (stamp, stamp))


# --- .run ----------------------------------------------------------------------------------------


def build_run(bundle: Path, target: Target) -> Path:
    """install.sh with the packed program folder behind it: one file for a stick.

    Packed with gzip, which every system has; the program xz is missing on small ones.
    """
    packed = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", 9, packed, mtime=0) as stream,
        tarfile.open(fileobj=stream, mode="w") as archive,
    ):
        for path in [bundle, *sorted(bundle.rglob("*"))]:
            archive.add(path, f"{ID}/{path.relative_to(bundle)}", recursive=False, filter=_neutral)
        archive.add(HERE / f"{ID}.desktop", f"{ID}/{ID}.desktop", filter=_neutral)
    script = (HERE / "install.sh").read_text(encoding="utf-8").replace("@MACHINE@", target.machine)
    package = DIST / f"{ID}-{product.version()}-linux-{target.debian}.run"
    package.write_bytes(script.encode() + packed.getvalue())
    package.chmod(0o755)
    return package


def _neutral(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """A member that does not tell who packed it and when."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = product.source_date()
    return member


def pack(bundle: Path, made_of: list[Part], target: Target) -> None:
    """Both packages of a program folder, the list of its parts, and the checksums."""
    DIST.mkdir(exist_ok=True)
    contents.require_whole(bundle)
    system = f"linux-{target.debian}"
    listed = parts.write(made_of, system, bundle / "_internal" / "licences")
    deb = build_deb(bundle, target)
    contents.require_small("deb", deb)
    product.write_checksums(system, deb, build_run(bundle, target), listed)


def main(arguments: list[str]) -> int:
    """Build what is asked for; 0 unless a step fails, which raises."""
    if "--packages" not in arguments:
        build_bundle()
    glibc_floor.show(BUNDLE)
    made_of = parts.of_linux(BUNDLE, platform.python_version(), [], "/var/lib/dpkg")
    pack(BUNDLE, made_of, of_this_machine())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
