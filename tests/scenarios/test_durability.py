"""Promises behind the choice of journal: a hand copy is whole. What a power cut leaves is in `test_power_cuts`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from fzapp.domain.report import Report, ReportContent, ReportStage, Section
from fzapp.storage import reports, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from pathlib import Path


def test_hand_copy_of_the_one_file_is_whole(tmp_path: Path) -> None:
    """A clerk who copies archive.db alone, two seconds after the last edit, has everything."""
    archive = Archive.open(tmp_path / "home")
    report = Report(
        0, "annual_report", 2026, ReportStage.DRAFT, ReportContent(title="年报"), (Section(level=1),)
    )
    with archive.transact(Op.CREATE_REPORT) as transaction:
        reports.insert(transaction.write, report)
    for number in range(50):
        with archive.transact(Op.EDIT_SECTION) as transaction:
            transaction.write.update(tables.SECTION, 1, body=f"第{number}稿")
    archive.settle()
    (tmp_path / "stick").mkdir()
    shutil.copyfile(archive.path, tmp_path / "stick" / "archive.db")
    copied = Archive.open(tmp_path / "stick")
    assert reports.get_section(copied, 1).body == "第49稿"
    assert len(copied.history(100)) == 51
    copied.close()
    archive.close()
