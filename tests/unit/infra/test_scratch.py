"""Temporary files of libraries: where they lie while an archive with a password is open, and what is left of them."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fzapp.infra import files, paths, scratch
from fzapp.services import workbooks
from fzapp.services.context import build_services
from fzapp.storage.archive import Archive
from fzapp.storage.folder import OPENED_FOLDER

if TYPE_CHECKING:
    from fzapp.storage.connection import Key


def test_the_folder_is_given_back(tmp_path: Path) -> None:
    before = tempfile.gettempdir(), os.environ.get("TMPDIR")
    mine = scratch.taken(tmp_path)
    assert mine is not None
    try:
        assert Path(tempfile.gettempdir()).parent == tmp_path
        assert os.environ["TMPDIR"] == tempfile.gettempdir()
        assert scratch.taken(tmp_path) is None
        Path(tempfile.gettempdir(), "left.xml").write_text("张某", encoding="utf-8")
    finally:
        mine.leave()
    assert list(tmp_path.iterdir()) == []
    assert (tempfile.gettempdir(), os.environ.get("TMPDIR")) == before


def test_a_folder_that_cannot_be_made_changes_nothing(tmp_path: Path) -> None:
    before = tempfile.gettempdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert scratch.taken(tmp_path / "file") is None
    assert tempfile.gettempdir() == before


@pytest.mark.parametrize("key", ["plain", "sealed"], indirect=True)
def test_sheets_lie_beside_a_sealed_archive_and_are_wiped(
    tmp_path: Path, key: Key | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """openpyxl writes every sheet in plain before it packs it."""
    wiped: list[Path] = []

    def remember(path: Path) -> None:
        wiped.append(path)
        files.wipe(path)

    monkeypatch.setattr(workbooks, "wipe", remember)
    before = tempfile.gettempdir()
    folder = tmp_path / "archive"
    with closing(build_services(Archive.open(folder, key=key), paths.resources())) as services:
        services.wipe_copies()
        workbooks.workbook([workbooks.Table("表", ("当事人",), (("张某",),), (10,))])
        (sheet,) = wiped
        if os.name != "nt":
            assert [one.name for one in folder.rglob("*") if one.stat().st_mode & 0o077] == []
        assert not sheet.exists()
        assert sheet.is_relative_to(folder / OPENED_FOLDER) is (key is not None)
    assert tempfile.gettempdir() == before
    assert not list(folder.glob(f"{OPENED_FOLDER}/*"))
