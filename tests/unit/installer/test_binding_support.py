"""The binding's own modules for a built program: all of them, compiled, the same each time, and taken by the binding."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import shiboken6

from installer import binding_support

ENTRY = "import shiboken6, sys; print(sys.modules['shibokensupport.signature.loader'].__file__)"


def laid_out(collected: list[tuple[str, str]], program: Path) -> Path:
    """A program folder with the binding and what was collected."""
    package = program / "shiboken6"
    shutil.copytree(Path(shiboken6.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    for file, folder in collected:
        (program / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(file, program / folder)
    return package


def test_the_binding_takes_what_was_collected(tmp_path: Path) -> None:
    package = laid_out(binding_support.collect(tmp_path / "work"), tmp_path / "program")
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(package.parent)!r}); {ENTRY}"]
    taken = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert Path(taken) == package / "files.dir/shibokensupport/signature/loader.pyc"


def test_the_same_twice_and_nothing_beside_the_installed_binding(tmp_path: Path) -> None:
    first, second = (binding_support.collect(tmp_path / name) for name in ("first", "second"))
    assert [folder for _, folder in first] == [folder for _, folder in second]
    assert [Path(file).read_bytes() for file, _ in first] == [Path(file).read_bytes() for file, _ in second]
    assert not (Path(shiboken6.__file__).parent / binding_support.WRITTEN).exists()
