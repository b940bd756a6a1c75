"""What every installer needs to know of the program: its names, version, licences; and how to run a step."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
ID = "fzapp"
NAME = "法治报告助手"
SUMMARY = "乡镇（街道）法治政府建设报告的写作、核对、导出与报送，不需要联网"
LICENCES = Path(__file__).parent / "licences"


def project() -> dict[str, object]:
    """The [project] table of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def version() -> str:
    """The version, from its one place."""
    return str(project()["version"])


def source_date() -> int:
    """The time stamped on what is built: that of the last commit, so that a second build is the same."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    told = subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
    return int(told) if told else 1_700_000_000


def run(*command: str | Path, cwd: Path = ROOT, log: Path | None = None, **environment: str) -> None:
    """One step of a build; output goes to `log` when named. Raises `CalledProcessError`."""
    settings = os.environ | {"SOURCE_DATE_EPOCH": str(source_date()), "PYTHONHASHSEED": "0"} | environment
    if log is None:
        subprocess.run(command, check=True, cwd=cwd, env=settings)
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        subprocess.run(command, check=True, cwd=cwd, env=settings, stdout=output, stderr=subprocess.STDOUT)


def shipped_distributions() -> list[importlib.metadata.Distribution]:
    """Every package the program needs at run time, those that others bring along too."""
    found: dict[str, importlib.metadata.Distribution] = {}
    waiting = [ID]
    while waiting:
        name = waiting.pop()
        if name in found or name == "pip":
            continue
        found[name] = importlib.metadata.distribution(name)
        plain = (need for need in found[name].requires or [] if ";" not in need)
        waiting += [re.split(r"[ <>=!~\[]", need)[0].lower() for need in plain]
    del found[ID]
    return [found[name] for name in sorted(found)]


def installed_version(name: str) -> str:
    """The version of a package in this environment."""
    return importlib.metadata.version(name)


def metadata() -> str:
    """The program's own metadata, which tells its version and what it needs."""
    return importlib.metadata.distribution(ID).read_text("METADATA") or ""


def collect_licences(target: Path) -> int:
    """Put the licence of every shipped package into `target`; the number of packages."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copy(ROOT / "LICENSE", target / f"{ID}.txt")
    distributions = shipped_distributions()
    for distribution in distributions:
        own, kept = _own_licences(distribution, target), _kept_licence(distribution, target)
        if not own and not kept:
            raise FileNotFoundError(f"no licence text for {distribution.name}")
    return len(distributions)


def _own_licences(distribution: importlib.metadata.Distribution, target: Path) -> bool:
    """Copy the texts that the package itself carries beside its metadata."""
    pattern = re.compile(r"\.dist-info/.*(LICEN[CS]E|COPYING|NOTICE)", re.IGNORECASE)
    files = [file for file in distribution.files or [] if pattern.search(str(file))]
    for file in files:
        shutil.copy(Path(str(distribution.locate_file(file))), target / f"{distribution.name}-{file.name}")
    return bool(files)


def _kept_licence(distribution: importlib.metadata.Distribution, target: Path) -> bool:
    """Copy the texts kept in installer/licences for a package that carries none, or not those of all inside."""
    kept = {
        "PySide6_Essentials": ("LGPL-3.0", "GPL-3.0"),
        "shiboken6": ("LGPL-3.0", "GPL-3.0"),
        "jieba": ("jieba",),
        "sqlcipher3": ("SQLCipher", "OpenSSL"),
    }
    names = kept.get(distribution.name, ())
    for name in names:
        shutil.copy(LICENCES / f"{name}.txt", target / f"{distribution.name}-{name}.txt")
    return bool(names)


def write_checksums(system: str, *products: Path) -> Path:
    """SHA256SUMS-`system`.txt beside the products, in the form that `sha256sum -c` reads."""
    lines = [f"{hashlib.sha256(product.read_bytes()).hexdigest()}  {product.name}\n" for product in products]
    target = products[0].with_name(f"SHA256SUMS-{system}.txt")
    target.write_text("".join(lines), encoding="utf-8")
    print("".join(lines), end="", flush=True)
    return target
