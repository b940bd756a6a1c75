"""`python -m fzapp`: a command goes to the command line, everything else opens the window."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


HELPER = "--helper"
"""What `fzapp.infra.helper` starts this program with to have a second process."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run; answers the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == [HELPER]:
        from fzapp.infra.helper import serve  # noqa: PLC0415  the window starts without it

        return serve()
    options = _window_options(arguments)
    if options is None:
        from fzapp.cli.main import main as run_command  # noqa: PLC0415  the window needs no commands

        return run_command(arguments)
    gc.disable()  # what a start makes stays: looking through it for what does not is a twentieth of the start
    try:
        return _open_window(*options)
    finally:
        gc.enable()


def _open_window(archive: Path | None, practice: bool) -> int:
    from fzapp.infra import paths  # noqa: PLC0415  the command line needs no window
    from fzapp.ui.window import binding  # noqa: PLC0415

    binding.load()
    from fzapp.app import run_window  # noqa: PLC0415

    default = paths.data_folder() / "practice" if practice else paths.data_folder()
    return run_window(archive or default, practice=practice)


def _window_options(arguments: Sequence[str]) -> tuple[Path | None, bool] | None:
    """Which archive the window is opened on, and whether as the practice book; None when it is a command.

    A parser of the library is not made for it: that takes as long as opening the archive.
    """
    archive, practice = None, False
    words = iter(arguments)
    for word in words:
        name, has_value, value = word.partition("=")
        if word == "--practice":
            practice = True
        elif name == "--archive" and (value := value if has_value else next(words, "")):
            archive = Path(value)
        else:
            return None
    return archive, practice


if __name__ == "__main__":
    sys.exit(main())
