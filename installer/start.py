"""Where the installed program begins."""

from __future__ import annotations

import sys

from fzapp.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
