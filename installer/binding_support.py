"""The binding's own modules of Python, compiled once: inside its library they are source, compiled anew at each start.

The binding writes them beside itself when it is asked to, and from then on takes them from there (`SBK_EMBED`).
"""

from __future__ import annotations

import importlib.util
import os
import py_compile
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = "shiboken6"
WRITTEN = "files.dir"
"""The folder in `PACKAGE` that the binding writes and looks for."""


def collect(into: Path) -> list[tuple[str, str]]:
    """(file, folder in the bundle) of every module, written into `into`: the installed binding stays as it is."""
    shutil.rmtree(into, ignore_errors=True)
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise FileNotFoundError(PACKAGE)
    package = into / PACKAGE
    shutil.copytree(Path(found.origin).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    seen_first = os.pathsep.join(filter(None, (str(into), os.environ.get("PYTHONPATH"))))
    settings = {**os.environ, "PYTHONPATH": seen_first, "SBK_EMBED": "0"}
    subprocess.run([sys.executable, "-c", f"import {PACKAGE}"], check=True, env=settings)
    modules = sorted((package / WRITTEN).glob("*/**/*.py"))
    if not modules:
        raise FileNotFoundError(WRITTEN)
    return [_compiled(module, into) for module in modules if module.stem.isidentifier()]


def _compiled(module: Path, into: Path) -> tuple[str, str]:
    """Compile one module; nothing in the file tells where or when."""
    place = module.relative_to(into)
    target = py_compile.compile(
        str(module),
        cfile=str(module.with_suffix(".pyc")),
        dfile=str(place),
        doraise=True,
        optimize=1,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    return str(target), str(place.parent)
