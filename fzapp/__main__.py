"""`python -m fzapp`: a command goes to the command line, everything else opens the window."""

from __future__ import annotations

import argparse
import gc
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


HELPER = "--helper"
"""What `fzapp.infra.helper` starts this program with to have a second process."""

FREE_OF_QT = (
    "fzapp.infra.logs",
    "fzapp.services.context",
    "fzapp.services.agenda",
    "fzapp.services.safekeeping",
    "fzapp.infra.media",
    "fzapp.ui.page_list",
    "fzapp.ui.preferences",
    "fzapp.ui.prompts",
)
"""Loaded before Qt, whose binding reads the source of every module that comes after it: a tenth of the start."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run; answers the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == [HELPER]:
        from fzapp.infra.helper import serve  # noqa: PLC0415  the window starts without it

        return serve()
    options, rest = _parser().parse_known_args(arguments)
    if _is_command(arguments) or rest:
        from fzapp.cli.main import main as run_command  # noqa: PLC0415  the window needs no commands

        return run_command(arguments)
    gc.disable()  # what a start makes stays: looking through it for what does not is a twentieth of the start
    try:
        return _open_window(options)
    finally:
        gc.enable()


def _open_window(options: argparse.Namespace) -> int:
    for module in FREE_OF_QT:
        importlib.import_module(module)
    from fzapp.app import run_window  # noqa: PLC0415  the command line needs no window
    from fzapp.infra import paths  # noqa: PLC0415

    default = paths.data_folder() / "practice" if options.practice else paths.data_folder()
    return run_window(options.archive or default, practice=options.practice)


def _is_command(arguments: Sequence[str]) -> bool:
    """A first word without a dash is a command; so is the self test."""
    return bool(arguments) and (not arguments[0].startswith("-") or arguments[0] == "--self-test")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fzapp", add_help=False, allow_abbrev=False)
    parser.add_argument("--archive", type=Path, default=None, metavar="文件夹", help="档案库所在文件夹")
    parser.add_argument("--practice", action="store_true", help="打开练习本")
    return parser


if __name__ == "__main__":
    sys.exit(main())
