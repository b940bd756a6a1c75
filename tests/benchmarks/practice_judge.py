"""The checker of the practice set, which lies beside the checkout, as a module."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

SHARED = Path(__file__).resolve().parents[3] / "shared"


def judge() -> ModuleType:
    """The checker, loaded anew."""
    spec = importlib.util.spec_from_file_location("practice_score", SHARED / "practice/score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
