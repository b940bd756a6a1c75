"""Drafts, original files, settings and backups."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.unit import UnitProfile
from fzapp.storage import backups, blobs, drafts, reports, settings, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.storage.folder import FILE_NAME, is_sealed
from tests.conftest import PASSWORD, ROOT
from tests.kept_files import fill_disk, hashes

if TYPE_CHECKING:
    from fzapp.domain.report import Report
    from tests.unit.storage.conftest import Clock


def store(archive: Archive, report: Report) -> int:
    with archive.transact(Op.CREATE_REPORT) as transaction:
        return reports.insert(transaction.write, report)


def test_draft_waits_until_its_section_is_committed(archive: Archive, sample: Report) -> None:
    store(archive, sample)
    drafts.keep(archive, 3, "全年学", 3)
    drafts.keep(archive, 3, "全年学法12次。", 8)
    assert [(d.section_id, d.body, d.cursor) for d in drafts.pending(archive)] == [(3, "全年学法12次。", 8)]
    drafts.drop(archive, 3)
    assert drafts.pending(archive) == ()


def test_draft_like_its_section_is_no_loss(archive: Archive, sample: Report) -> None:
    store(archive, sample)
    drafts.keep(archive, 1, "导语。", 0)
    assert drafts.pending(archive) == ()


def test_drafts_leave_no_history(archive: Archive, sample: Report) -> None:
    store(archive, sample)
    drafts.keep(archive, 3, "文字", 2)
    assert len(archive.history()) == 1


def test_writing_counts_as_last_edited(archive: Archive, sample: Report, clock: Clock) -> None:
    store(archive, sample)
    assert reports.latest_edited(archive) is None
    with archive.transact(Op.EDIT_SECTION) as transaction:
        transaction.write.update(tables.SECTION, 2, body="一", edited_at=clock())
    clock.time = "2026-12-01T10:00:00"
    drafts.keep(archive, 3, "二", 1)
    latest = reports.latest_edited(archive)
    assert latest is not None
    assert latest.id == 3


def test_same_file_is_kept_once(archive: Archive) -> None:
    with archive.transact(Op.IMPORT_REPORT) as transaction:
        one = blobs.keep(archive, transaction.write, "去年.docx", b"abc", "imported_report")
        two = blobs.keep(archive, transaction.write, "又一份.DOCX", b"abc", "imported_report")
    assert one == two
    assert blobs.read(archive, one, "去年.docx") == b"abc"
    assert blobs.size(archive, one, "去年.docx") == 3
    assert hashes(archive) == [one]


def test_file_that_cannot_be_kept_leaves_no_row(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_disk(monkeypatch, at=1)
    with (
        pytest.raises(UserError, match=r"没能存进|磁盘已满"),
        archive.transact(Op.IMPORT_REPORT) as transaction,
    ):
        blobs.keep(archive, transaction.write, "去年.docx", b"abc", "imported_report")
    assert archive.read("select count(*) from evidence")[0][0] == 0


def test_unit_profile_comes_back(archive: Archive) -> None:
    profile = UnitProfile(
        "街道", "云溪县城关街道办事处", "城关街道", "云溪县人民政府", "城办", ("东街社区", "西街社区")
    )
    with archive.transact(Op.EDIT_UNIT) as transaction:
        settings.put_unit(archive, transaction.write, profile)
    assert settings.unit(archive) == profile


def test_setting_changes_in_place(archive: Archive) -> None:
    for value in ("标准", "大"):
        with archive.transact(Op.CHANGE_SETTING) as transaction:
            settings.put(archive, transaction.write, "font_scale", value)
    assert settings.get(archive, "font_scale") == "大"


def test_backup_is_proved_by_opening_it(archive: Archive, sample: Report) -> None:
    store(archive, sample)
    path = backups.back_up(archive, "daily")
    copy_folder = path.parent / "again"
    copy_folder.mkdir()
    (copy_folder / "archive.db").write_bytes(path.read_bytes())
    again = Archive.open(copy_folder, key=archive.key)
    assert len(reports.sections(again, 1)) == 3
    again.close()


def test_unsound_backup_is_not_kept(
    archive: Archive, sample: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(archive, sample)
    empty = Archive.open(archive.folder.parent / "other", key=archive.key)
    monkeypatch.setattr(archive, "copy_to", lambda target: {**empty.copy_to(target), "section": 3})
    with pytest.raises(UserError, match="不一致"):
        backups.back_up(archive, "daily")
    assert list(archive.backup_folder.iterdir()) == []
    empty.close()


def test_backup_is_due_once_a_day(archive: Archive, clock: Clock) -> None:
    assert backups.due(archive)
    backups.back_up(archive, "daily")
    clock.time = "2026-12-02T08:59:59"
    assert not backups.due(archive)
    clock.time = "2026-12-02T09:00:01"
    assert backups.due(archive)


def test_old_backups_thin_out(archive: Archive, clock: Clock) -> None:
    for month in range(1, 13):
        for day in range(1, 29):
            clock.time = f"2026-{month:02}-{day:02}T08:00:00"
            backups.back_up(archive, "daily")
    kept = backups.list_backups(archive)
    assert backups.MONTHLY <= len(kept) <= backups.DAILY + backups.WEEKLY + backups.MONTHLY
    assert kept[0].taken.month == 12
    assert kept[-1].taken.month == 4


IN_USE = """
import sys
from pathlib import Path
from fzapp.storage import backups
from fzapp.storage.archive import Archive
from fzapp.storage.connection import Key
key = Key(sys.argv[2]) if sys.argv[2] else None
Archive.open(Path(sys.argv[1]), key=key).close()
sys.exit(backups.in_use(Path(sys.argv[1]), key))
"""


def used_elsewhere(archive: Archive) -> bool:
    """What another process finds, which opens the archive and leaves it again."""
    password = PASSWORD if archive.key else ""
    command = [sys.executable, "-c", IN_USE, str(archive.folder), password]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 1


def test_no_other_process_takes_the_log_away_from_an_open_archive(archive: Archive, sample: Report) -> None:
    """Looking at its first bytes, or opening it once more beside, gave up all its locks on Linux."""
    store(archive, sample)
    assert is_sealed(archive.folder) == (archive.key is not None)
    Archive.open(archive.folder, key=archive.key).close()
    assert used_elsewhere(archive)
    assert (archive.folder / f"{FILE_NAME}-wal").exists()
