"""Where the installed program begins."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping


def leave_no_trace(environment: MutableMapping[str, str]) -> None:
    """Take back what PyInstaller's starter put into the environment: it is meant for this process alone.

    Programs opened from here (WPS with the exported file) would load our libraries in the place of their own,
    and this program started again would take itself for a part of the first.
    """
    before = environment.pop("LD_LIBRARY_PATH_ORIG", None)
    environment.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        environment["LD_LIBRARY_PATH"] = before
    environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


if __name__ == "__main__":
    # PyInstaller sets this too; the Windows folder is put together without it. fzapp.infra.paths asks for it.
    sys.frozen = True  # pyright: ignore[reportAttributeAccessIssue]
    if sys.platform == "linux":
        leave_no_trace(os.environ)

    from fzapp.__main__ import main

    sys.exit(main())
