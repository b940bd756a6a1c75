"""Imports point one way (the contracts in pyproject.toml), checked here so that no run can miss it."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import pytest

from tests.architecture.house_rules import imported
from tests.architecture.source import ROOT, Module, dotted, program

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = ROOT / "pyproject.toml"
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def run_lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """The contracts of the pyproject.toml in `folder`; in a process of its own, for it silences every logger."""
    return subprocess.run(
        [sys.executable, "-P", "-c", LINT], cwd=folder, capture_output=True, text=True, check=False
    )


def test_program_keeps_its_layers() -> None:
    done = run_lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("domain/report.py", "import fzapp.storage\n"),
        ("storage/archive.py", "import fzapp.word\n"),
        ("infra/files.py", "import fzapp.domain\n"),
        ("services/reports.py", "import PySide6\n"),
        ("services/reports.py", "import sqlite3\n"),
        ("checks/names.py", "import jieba\n"),
        ("package/write.py", "import docx\n"),
    ],
)
def test_contracts_see_a_planted_import(tmp_path: Path, path: str, text: str) -> None:
    _skeleton(tmp_path / "fzapp")
    (tmp_path / "pyproject.toml").write_bytes(SETTINGS.read_bytes())
    (tmp_path / "fzapp" / path).write_text(text, encoding="utf-8")
    done = run_lint(tmp_path)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def circle(modules: tuple[Module, ...]) -> list[str]:
    """The names of modules that import one another in a circle, also inside functions; [] where none do."""
    names = {module.name for module in modules}
    sorter = TopologicalSorter({module.name: _needed(module) & names for module in modules})
    try:
        sorter.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _needed(module: Module) -> set[str]:
    """What a module imports when it runs, as modules and as names in them."""
    typing = [node for node in module.nodes(ast.If) if dotted(node.test) == "TYPE_CHECKING"]
    left_out = {line for node in typing for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    found = {name for line, name in imported(module) if line not in left_out}
    return found | {name.rpartition(".")[0] for name in found}


def test_no_modules_import_each_other() -> None:
    assert circle(program()) == []


def test_a_planted_circle_is_seen() -> None:
    first = Module("fzapp/services/a.py", "from fzapp.services.b import f\n")
    second = Module("fzapp/services/b.py", "def f():\n    from fzapp.services import a\n")
    only_typed = Module("fzapp/services/b.py", "if TYPE_CHECKING:\n    from fzapp.services import a\n")
    assert circle((first, second))
    assert circle((first, only_typed)) == []


def _skeleton(folder: Path) -> None:
    """The packages of the program, empty."""
    for package in (ROOT / "fzapp").rglob("__init__.py"):
        target = folder / package.relative_to(ROOT / "fzapp")
        target.parent.mkdir(parents=True)
        target.touch()
    for name in ("app", "cli", "selftest"):
        (folder / f"{name}.py").touch()
