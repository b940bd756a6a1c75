"""Services over an archive in a temporary folder, with a clock that moves only when told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.unit import UnitProfile
from fzapp.infra import paths
from fzapp.services.context import Services, build_services
from fzapp.storage.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fzapp.storage.connection import Key


class Clock:
    """Answers the time it was set to."""

    def __init__(self) -> None:
        self.time = "2026-12-01T09:00:00"

    def __call__(self) -> str:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(tmp_path: Path, clock: Clock, key: Key | None) -> Iterator[Services]:
    built = build_services(Archive.open(tmp_path / "archive", clock, key), paths.resources())
    built.reports.set_unit(
        UnitProfile("镇", "青石镇人民政府", "青石镇", "云溪县人民政府", "青府", ("石桥村",))
    )
    yield built
    built.close()
