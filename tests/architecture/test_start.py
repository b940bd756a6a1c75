"""The window opens before anything heavy is loaded: dictionaries, Word and workbook libraries wait for their use."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.architecture.source import ROOT

HEAVY = (
    "jieba",
    "pypinyin",
    "docx",
    "lxml",
    "openpyxl",
    "python_calamine",
    "olefile",
    "pypdf",
    "sqlcipher3",
    "numpy",
    "pandas",
    "PIL",
)
NOT_YET = (
    "fzapp.domain.figure",
    "fzapp.domain.ledger",
    "fzapp.services.figures",
    "fzapp.services.ledgers",
    "fzapp.services.years",
    "fzapp.storage.audit",
    "fzapp.storage.evidence_index",
    "fzapp.storage.figure_carry",
    "fzapp.storage.health",
    "fzapp.storage.ledger_tables",
    "fzapp.storage.search",
    "fzapp.storage.ledger_views",
    "fzapp.ui.jobs",
    "calendar",
    "ctypes",
    "hashlib",
)
"""What counts numbers, reads ledgers and follows a change: it waits until the first picture is there."""

LIST = "import json, sys; import {modules}; print(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"


def loaded_by(*modules: str) -> set[str]:
    """The top-level packages that importing `modules` in a fresh interpreter loads."""
    code = LIST.format(modules=", ".join(modules))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_window_loads_nothing_heavy() -> None:
    loaded = loaded_by("fzapp.app", "fzapp.ui.main_window")
    assert "PySide6" in loaded
    assert loaded.intersection(HEAVY) == set()


def test_the_first_picture_waits_for_no_ledger() -> None:
    modules = "fzapp.app, fzapp.ui.pages.home_page"
    code = f"import json, sys; import {modules}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "fzapp.services.overview" in loaded
    assert loaded.intersection(NOT_YET) == set()


def test_command_line_loads_nothing_heavy_and_no_window() -> None:
    assert loaded_by("fzapp.cli.main").intersection((*HEAVY, "PySide6")) == set()


def test_a_heavy_import_is_seen() -> None:
    assert "docx" in loaded_by("fzapp.infra.paths", "docx")
