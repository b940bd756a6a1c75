"""Loads the binding of Qt without what this program does not use and every start would pay for."""

from __future__ import annotations

import builtins
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

UNUSED = "shibokensupport.signature.lib.pyi_generator"
"""Writes files of type hints; the binding loads it, and a parser of command lines for it, only to have it."""


class _LeavingOut:
    """Asked where modules are while the binding is loaded: it says of none, and has the unused one there already.

    It cannot be there from the beginning: the binding forgets what it finds of its own before it loads it.
    """

    def find_spec(self, _name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> None:
        if UNUSED not in sys.modules:
            empty = ModuleType(UNUSED)
            empty.__spec__ = ModuleSpec(UNUSED, loader=None)
            sys.modules[UNUSED] = empty


def load() -> None:
    """Load Qt; from then on `import` is Python's own again.

    The binding puts a function of its own in that place, which reads the source of every module named after it in
    search of switches (`from __feature__ import`). Nothing here has them, and the reading is a tenth of the start.
    """
    leaving_out = _LeavingOut()
    sys.meta_path.insert(0, leaving_out)
    try:
        import PySide6.QtWidgets  # noqa: F401, PLC0415  what stands around it takes effect on it
    finally:
        sys.meta_path.remove(leaving_out)
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
