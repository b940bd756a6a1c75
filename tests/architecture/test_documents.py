"""Documents that would drift: the changelog's form, and the list of dependencies."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.architecture import changelog
from tests.architecture.source import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
GOOD = "# 更新记录\n\n## 0.2.0（未发布）\n\n### 新增\n\n- 导入台账。\n\n## 0.1.0（2026-12-01）\n"


def test_changelog_is_well_formed() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changelog.faults(text, PROJECT["version"]) == []


def test_a_good_changelog_passes() -> None:
    assert changelog.faults(GOOD, "0.2.0") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# 更新记录", "# Changes"),
        ("（未发布）", ""),
        ("2026-12-01", "去年"),
        ("### 新增", "### 新功能"),
        ("导入台账。", "导入台账"),
        ("0.1.0", "0.3.0"),
    ],
)
def test_a_bad_changelog_is_seen(old: str, new: str) -> None:
    assert changelog.faults(GOOD.replace(old, new, 1), "0.2.0")


def test_a_changelog_of_another_version_is_seen() -> None:
    assert changelog.faults(GOOD, "0.3.0")


NAMED = re.compile(r"`((?:fzapp|tests|installer|resources|\w+)/[\w./]+\.(?:py|toml|md|sh|spec))`")


def absent(text: str) -> list[str]:
    """The files that a text names by their path from the checkout or from fzapp, and that are not there."""
    return [
        name
        for name in NAMED.findall(text)
        if not any((top / name).exists() for top in (ROOT, ROOT / "fzapp"))
    ]


@pytest.mark.parametrize("path", [*(ROOT / "docs").glob("*.md")], ids=lambda path: path.name)
def test_files_that_a_guide_names_are_there(path: Path) -> None:
    assert absent(path.read_text(encoding="utf-8")) == []


def test_a_file_that_went_away_is_seen() -> None:
    assert absent("see `word/plan.py` and `word/gone.py`, `tests/conftest.py`") == ["word/gone.py"]


def test_every_dependency_is_pinned_and_explained() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for pin in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]:
        name, version = re.fullmatch(r"([\w.-]+)==([\w.]+)", pin).groups()  # pyright: ignore[reportOptionalMemberAccess]
        assert re.search(rf"^\| {re.escape(name)} \| {re.escape(version)} \|", text, re.MULTILINE), pin
