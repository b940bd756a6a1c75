"""The developer's commands. Standard library only; starts from a clean checkout with `python3`.

python3 installer/dev.py run            install what is missing, open the window on the practice archive
python3 installer/dev.py test           install what is missing, then every check and test
python3 installer/dev.py test --office  the same with the tests that lay pages out in LibreOffice
python3 installer/dev.py build-linux    a program folder, a .deb and a package for users without root
python3 installer/dev.py build-windows  a setup program and a portable zip (docs/building.md)
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import machine
from machine import ROOT, MachineError, say

PRACTICE = ROOT / "build" / "练习本"
DEMONSTRATION = ROOT / "build" / "演示"


def main(argv: list[str]) -> int:
    """Do one command; the exit status is 0 or that of the step that failed."""
    options = _parser().parse_args(argv)
    try:
        python = machine.find_python()
        if Path(sys.executable) != python:
            say(f"当前的 Python 不是 3.11，改用 {python}")
            return subprocess.run([python, __file__, *argv], check=False).returncode
        return options.action(options, python)
    except MachineError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", description="法治报告助手：运行、测试、打包")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    run = commands.add_parser("run", help="装好所需并打开练习本")
    run.set_defaults(action=run_program)
    test = commands.add_parser("test", help="装好所需并完成全部检查和测试")
    test.add_argument("--office", action="store_true", help="连同需要 LibreOffice 排版的测试")
    test.set_defaults(action=run_checks)
    linux = commands.add_parser("build-linux", help="打 Linux 安装包，见 docs/building.md")
    linux.add_argument("--old-glibc", action="store_true", help="供统信 UOS 20、银河麒麟 V10 安装")
    linux.set_defaults(action=run_build)
    windows = commands.add_parser("build-windows", help="打 Windows 安装包，见 docs/building.md")
    windows.set_defaults(action=run_build)
    return parser


# --- run -----------------------------------------------------------------------------------------


def run_program(_options: argparse.Namespace, python: Path) -> int:
    """Open the window on the practice archive, or do its main job without a display."""
    machine.ensure_packages(machine.QT_PACKAGES + machine.FONT_PACKAGES, "窗口和中文字体")
    machine.ensure_venv(python)
    machine.compile_program()
    if not has_display(sys.platform, dict(os.environ)):
        say("没有图形界面，改用命令行演示：建立练习本，列出报告，导出 Word，再读回提纲")
        return demonstrate(DEMONSTRATION)
    if not (PRACTICE / "archive.db").exists():
        _step("practice", "-o", str(PRACTICE))
    return subprocess.run([*fzapp(), "--archive", PRACTICE, "--practice"], check=False, cwd=ROOT).returncode


def has_display(platform: str, environment: dict[str, str]) -> bool:
    """Whether a window can be seen: always outside Linux, there when X11 or Wayland is announced."""
    return platform != "linux" or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def fzapp() -> list[str]:
    """The beginning of every call of the program."""
    return [str(machine.venv_python()), "-m", "fzapp"]


def demonstrate(folder: Path) -> int:
    """The main job without a window; everything it makes stands in `folder`, made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    archive = folder / "练习本"
    word = folder / "报告.docx"
    _step("practice", "-o", str(archive))
    reports = json.loads(_step("--archive", str(archive), "--json", "report", "list", show=False))["reports"]
    if not reports:
        raise MachineError("练习本里没有报告，练习本没有建好。")
    _step("--archive", str(archive), "report", "list")
    _step("--archive", str(archive), "export", str(reports[0]["id"]), "-o", str(word))
    _step("outline", str(word))
    say(f"练习本在 {archive}\nWord 文件在 {word}")
    return 0


def _step(*arguments: str, show: bool = True) -> str:
    """One call of the command line; its output, which is shown too."""
    done = subprocess.run([*fzapp(), *arguments], check=False, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if show:
        say(done.stdout.rstrip())
    if done.returncode:
        raise MachineError(f"命令 fzapp {' '.join(arguments)} 没有完成，退出码 {done.returncode}。")
    return done.stdout


# --- test ----------------------------------------------------------------------------------------


def run_checks(options: argparse.Namespace, python: Path) -> int:
    """Lint, format, types, layers, tests; stops at the first that fails and returns its status."""
    machine.ensure_packages(machine.QT_PACKAGES + machine.FONT_PACKAGES, "界面测试和中文字体")
    if options.office:
        machine.ensure_packages(machine.OFFICE_PACKAGES, "排版测试")
    machine.ensure_venv(python, "dev")
    machine.compile_program()
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    for name, command in check_commands(machine.venv_python(), office=options.office):
        say(f"== {name}")
        status = subprocess.run(
            command, check=False, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL
        ).returncode
        if status:
            say(f"{name} 没有通过，退出码 {status}。")
            return status
    return 0


def check_commands(python: Path, *, office: bool) -> list[tuple[str, list[str | Path]]]:
    """The checks in order, cheapest first; pytest is last so that its closing line is the last line."""
    tools = python.parent
    return [
        ("ruff check", [tools / "ruff", "check", "."]),
        ("ruff format", [tools / "ruff", "format", "--check", "."]),
        ("basedpyright", [tools / "basedpyright"]),
        ("lint-imports", [tools / "lint-imports"]),
        (
            "pytest",
            [
                python,
                "-m",
                "pytest",
                "-q",
                "-n",
                "2",
                "--dist",
                "worksteal",
                *([] if office else ["-m", "not office"]),
            ],
        ),
    ]


# --- build ---------------------------------------------------------------------------------------


def run_build(options: argparse.Namespace, python: Path) -> int:
    """Make installers; heavy, so at low priority and never part of the tests."""
    machine.ensure_venv(python, "dev")
    lower = ["nice", "-n", "10"] if shutil.which("nice") else []
    command = [*lower, machine.venv_python(), "-m", build_module(options)]
    return subprocess.run(command, check=False, cwd=ROOT).returncode


def build_module(options: argparse.Namespace) -> str:
    """The module that makes what was asked for."""
    if options.command == "build-windows":
        return "installer.windows.build"
    return "installer.linux.build_old_glibc" if options.old_glibc else "installer.linux.build"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
