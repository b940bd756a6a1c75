"""An archive with a clock that moves only when told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.report import Report, ReportContent, ReportStage, Section
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


@pytest.fixture(params=["plain", "sealed"])
def key(request: pytest.FixtureRequest, test_key: Key) -> Key | None:
    """Every test of this folder holds without a password and with one."""
    return test_key if request.param == "sealed" else None


@pytest.fixture
def archive(tmp_path: Path, clock: Clock, key: Key | None) -> Iterator[Archive]:
    opened = Archive.open(tmp_path / "档案 库", clock, key)
    yield opened
    opened.close()


@pytest.fixture
def sample() -> Report:
    return Report(
        id=0,
        genre="annual_report",
        year=2026,
        stage=ReportStage.DRAFT,
        content=ReportContent(title="青石镇2026年法治政府建设年度报告", attachments=("数据表",)),
        sections=(
            Section(level=0, body="导语。"),
            Section(level=1, heading="主要举措"),
            Section(level=2, heading="学法"),
        ),
        created_at="2026-12-01T09:00:00",
    )
