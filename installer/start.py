"""Where the installed program begins."""

from __future__ import annotations

import sys

# PyInstaller sets this too; the Windows folder is put together without it. fzapp.infra.paths asks for it.
sys.frozen = True  # pyright: ignore[reportAttributeAccessIssue]

from fzapp.__main__ import main  # noqa: E402  after the line above

if __name__ == "__main__":
    sys.exit(main())
