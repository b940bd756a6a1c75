"""What a machine needs before fzapp runs on it: Python 3.11, system libraries, a virtual environment.

Standard library only. Everything that is there already is left alone, so a second call costs less
than a second. Where something may not be installed, one Chinese sentence says what is missing and
the work goes on with what there is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
PYTHON = (3, 11)

# What the Qt wheel expects of the system; found by starting it on a bare Debian 12 (docs/building.md).
QT_PACKAGES = (
    "libgl1",
    "libegl1",
    "libfontconfig1",
    "libglib2.0-0",
    "libdbus-1-3",
    "libxkbcommon0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-xkb1",
    "libxcb-shape0",
    "libxkbcommon-x11-0",
)
FONT_PACKAGES = ("fonts-noto-cjk",)
OFFICE_PACKAGES = ("libreoffice-writer-nogui", "libreoffice-calc-nogui")


class MachineError(Exception):
    """Something without which the work cannot go on; the message is one Chinese sentence."""


def say(text: str) -> None:
    """One line to the person at the terminal, at once."""
    print(text, flush=True)


# --- Python --------------------------------------------------------------------------------------


def find_python() -> Path:
    """A Python 3.11: the running one, one on PATH or in pyenv, or one that apt can install."""
    found = _python_here()
    if found is None and install_packages(("python3.11", "python3.11-venv")):
        found = _python_here()
    if found is None:
        raise MachineError("没有找到 Python 3.11，装好 python3.11 后再运行本命令。")
    return found


def _python_here() -> Path | None:
    if sys.version_info[:2] == PYTHON:
        return Path(sys.executable)
    named = shutil.which("python3.11")
    pyenv = sorted(Path.home().glob(".pyenv/versions/3.11.*/bin/python3.11"))
    candidates = ([Path(named)] if named else []) + pyenv[::-1]
    return next((path for path in candidates if _is_python(path)), None)


def _is_python(path: Path) -> bool:
    """Whether `path` starts and is of the version wanted (a pyenv shim may start and refuse)."""
    code = f"import sys; raise SystemExit(sys.version_info[:2] != {PYTHON})"
    try:
        return subprocess.run([path, "-c", code], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


# --- system packages -----------------------------------------------------------------------------


def ensure_packages(names: tuple[str, ...], purpose: str) -> bool:
    """Install those of the Debian packages `names` that are missing; say so when that cannot be done."""
    missing = missing_packages(names)
    if not missing:
        return True
    say(f"安装系统软件包（{purpose}）：{' '.join(missing)}")
    if install_packages(missing):
        return True
    say(f"无法自动安装系统软件包，{purpose}可能不能用，以管理员身份安装后再试：{' '.join(missing)}。")
    return False


def missing_packages(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `names` that dpkg does not know as installed; none on a system without dpkg."""
    if sys.platform != "linux" or shutil.which("dpkg-query") is None:
        return ()
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n"],
        check=False,
        capture_output=True,
        text=True,
    )
    installed = {line.split()[0] for line in answer.stdout.splitlines() if line.endswith(" installed")}
    # Debian 13 and Ubuntu 24.04 renamed some libraries when time became 64 bits wide
    return tuple(name for name in names if not installed & {name, f"{name}t64"})


def install_packages(names: tuple[str, ...]) -> bool:
    """Run apt-get as root or through sudo; False when there is no apt, no right, or it failed."""
    prefix = _as_root()
    if prefix is None or shutil.which("apt-get") is None:
        return False
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt, "install", "-y", "--no-install-recommends", *names]
    if quiet(install):
        return True
    return quiet([*apt, "update"]) and quiet(install)


def _as_root() -> list[str] | None:
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    return ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]


# --- virtual environment -------------------------------------------------------------------------


def venv_python() -> Path:
    """The Python of the virtual environment."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def ensure_venv(python: Path, extra: str = "") -> None:
    """Bring .venv to what pyproject.toml asks for; `extra` "dev" adds the tools for tests and builds."""
    wanted = wanted_stamp(extra)
    if _is_python(venv_python()) and stamp_covers(_read_stamp(), wanted):
        return
    if not _is_python(venv_python()):
        _make_venv(python)
    say("安装 Python 依赖（首次约需一两分钟）")
    target = f".[{extra}]" if extra else "."
    if not quiet([venv_python(), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-e", target]):
        raise MachineError("Python 依赖没有装好，检查网络或软件源后再运行本命令。")
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def _make_venv(python: Path) -> None:
    if not quiet([python, "-c", "import venv, ensurepip"], show=False):
        ensure_packages(("python3.11-venv",), "Python 虚拟环境")
    if not quiet([python, "-m", "venv", "--clear", VENV]):
        raise MachineError("虚拟环境没有建成，安装 python3-venv 后再运行本命令。")


def compile_program() -> bool:
    """Compile the program's modules that have changed: where Python may not write beside them while they
    run, every start would compile them anew, and the window would come a quarter later. False when it failed.
    """
    return quiet([venv_python(), "-m", "compileall", "-q", "fzapp"])


def wanted_stamp(extra: str) -> dict[str, str]:
    """What a finished environment is told by: the parts of pyproject.toml that pip reads."""
    import tomllib  # noqa: PLC0415  only in 3.11, while this file is read by any Python 3

    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    relevant = json.dumps([tables["build-system"], tables["project"]], sort_keys=True)
    return {"extra": extra, "digest": hashlib.sha256(relevant.encode()).hexdigest()}


def stamp_covers(found: dict[str, str], wanted: dict[str, str]) -> bool:
    """Whether an environment stamped `found` serves for `wanted`: same digest, at least its extra."""
    return found.get("digest") == wanted["digest"] and found.get("extra") in (wanted["extra"], "dev")


def _read_stamp() -> dict[str, str]:
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


# --- running -------------------------------------------------------------------------------------


def quiet(command: list[str | Path], show: bool = True) -> bool:
    """Run without input, output only on failure; True when it ended well."""
    try:
        done = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            stdin=None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except OSError:
        return False
    if done.returncode and show:
        say("\n".join(done.stdout.splitlines()[-15:]))
    return done.returncode == 0


def bare_debian(tree: Path, suite: str, architecture: str = "") -> None:
    """A Debian of that name with nothing beyond apt in the folder `tree`, once; needs root and debootstrap.

    `architecture` is Debian's name of a processor, this machine's when empty. Raises `CalledProcessError`.
    """
    if (tree / "usr/bin/apt-get").exists():
        return
    say(f"建立空的 Debian {suite} {architecture}：{tree}")
    kind = [f"--arch={architecture}"] if architecture else []
    command = ["debootstrap", "--variant=minbase", *kind, suite, tree, mirror()]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def mirror() -> str:
    """The Debian mirror that this machine is set up with."""
    for path in sorted(Path("/etc/apt/sources.list.d").glob("*.sources")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("URIs:"):
                return line.split()[1]
    return "http://deb.debian.org/debian"
