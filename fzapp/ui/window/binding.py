"""Loads the binding of Qt without what this program does not use and every start would pay for."""

from __future__ import annotations

import builtins
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

UNUSED = "shibokensupport.signature.lib.pyi_generator"
"""Writes files of type hints. The binding loads it only to have it, and compiles it anew at every start."""


def load() -> None:
    """Load Qt; from then on `import` is Python's own again.

    The binding puts a function of its own in that place, which reads the source of every module named after it in
    search of switches (`from __feature__ import`). Nothing here has them, and the reading is a tenth of the start.
    """
    if UNUSED not in sys.modules:
        sys.modules[UNUSED] = ModuleType(UNUSED)
        sys.modules[UNUSED].__spec__ = ModuleSpec(UNUSED, loader=None)
    import PySide6.QtWidgets  # noqa: F401, PLC0415  what is below takes effect on it

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
