"""The program knows its version without package metadata, which an installer does not carry."""

from __future__ import annotations

import tomllib
from pathlib import Path

from fzapp.infra.version import VERSION


def test_version_is_that_of_the_project() -> None:
    project = tomllib.loads(
        (Path(__file__).resolve().parents[3] / "pyproject.toml").read_text(encoding="utf-8")
    )
    assert project["project"]["version"] == VERSION
