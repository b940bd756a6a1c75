"""Backups made on request are listed with their reason; an original file is found by its report."""

from __future__ import annotations

import contextlib
import errno
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.document import RecognisedReport
from fzapp.domain.errors import UserError
from fzapp.domain.report import ReportContent, SectionContent
from fzapp.infra import paths
from fzapp.package import bag
from fzapp.services import restoring, safekeeping
from fzapp.services.context import build_services
from fzapp.services.imports import Incoming
from fzapp.services.restoring import restore
from fzapp.services.safekeeping import (
    back_up_now,
    choose_second_place,
    copy_elsewhere,
    keep_safe,
    list_backups,
    look_is_due,
    note_look,
    reminder,
    restorable,
    second_place,
)
from fzapp.storage import backups
from fzapp.storage.archive import Archive
from fzapp.storage.connection import errors
from tests.kept_files import by_hand, lose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fzapp.services.context import Services
    from fzapp.storage.connection import Key

pytestmark = pytest.mark.parametrize("key", ["plain", "sealed"], indirect=True)

INCOMING = Incoming(
    "旧报告.txt",
    "一、概况\n全年办件12件。".encode(),
    RecognisedReport(
        ReportContent(title="工作报告", sections=(SectionContent(1, "概况", "", "全年办件12件。"),))
    ),
    "annual_report",
    2025,
)


@pytest.fixture
def office(tmp_path: Path, key: Key | None) -> Iterator[Services]:
    archive = Archive.open(tmp_path / "archive", lambda: "2026-11-21T09:00:00", key)
    services = build_services(archive, paths.resources())
    yield services
    with contextlib.suppress(*errors()):  # a test may have closed it
        services.close()


def test_a_backup_on_request_is_listed(office: Services) -> None:
    path = back_up_now(office.archive)
    (kept,) = list_backups(office.archive)
    assert (kept.path, kept.taken, kept.reason) == (path, "2026-11-21T09:00:00", "手工")
    assert kept.size == path.stat().st_size > 0


def test_the_daily_one_says_so(office: Services) -> None:
    office.back_up_when_due()
    assert [kept.reason for kept in list_backups(office.archive)] == ["每天自动"]


def test_what_is_risky_is_backed_up_before_once(tmp_path: Path, key: Key | None) -> None:
    """Nothing changed since the newest backup: another one would hold the same."""
    times = iter(f"2026-11-21T09:00:{second:02d}" for second in range(60))
    archive = Archive.open(tmp_path / "archive", lambda: next(times), key)
    with closing(build_services(archive, paths.resources())) as office:
        office.back_up_before("import")
        assert list_backups(archive) == ()
        office.reports.create("annual_report", 2026)
        office.back_up_before("final")
        office.back_up_before("import")
        assert [one.reason for one in list_backups(archive)] == ["定稿前"]
        office.reports.create("half_year", 2026)
        office.back_up_before("merge")
        assert list_backups(archive)[0].reason == "合并前"


def test_what_a_killed_program_left_of_a_backup_goes_with_the_next_one(office: Services) -> None:
    folder = office.archive.backup_folder
    for name in ("archive-20261120-170000-daily.tmp", "archive-20261121-085900-daily.tmp", "restore.tmp"):
        (folder / name).write_bytes(b"half")
    back_up_now(office.archive)
    assert sorted(path.name for path in folder.glob("*.tmp")) == [
        "archive-20261121-085900-daily.tmp",  # another program may be making it
        "restore.tmp",
    ]


def test_no_backup_is_an_empty_list(office: Services) -> None:
    assert list_backups(office.archive) == ()


def test_an_original_is_found_and_unchanged(office: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(office.imports), "count_figures", lambda *_: 0)
    stored = office.imports.store(INCOMING)
    report = office.reports.get(stored.report_id)
    viewing = office.viewing
    assert viewing.has_original(report)
    path = viewing.original(report)
    assert path is not None
    assert (path.name, path.read_bytes()) == ("旧报告.txt", INCOMING.original)
    viewing.wipe()
    assert not path.exists()
    assert viewing.has_original(report)
    lose(office.archive, report.source_hash, report.source_name)
    assert not viewing.has_original(report)
    assert viewing.original(report) is None


def test_a_report_written_here_has_no_original(office: Services) -> None:
    report = office.reports.get(office.reports.create("annual_report", 2026))
    assert office.viewing.original(report) is None
    gone = replace(report, source_hash="0" * 64, source_name="a.txt")
    assert not office.viewing.has_original(gone)
    assert office.viewing.original(gone) is None


def test_the_newest_sound_backup_can_be_put_back(office: Services) -> None:
    folder = office.archive.folder
    report_id = office.reports.create("annual_report", 2026)
    sound = back_up_now(office.archive)
    (sound.parent / "archive-29990101-000000-daily.db").write_bytes(b"broken")
    office.reports.delete(report_id)
    key = office.archive.key
    found = restorable(folder, key)
    assert found is not None
    assert found.path == sound
    office.close()
    aside = restore(folder, found.path, key)
    assert min(path.name for path in aside.iterdir()) == "archive.db"
    assert not (folder / "archive.db-wal").exists()
    with by_hand(folder / "archive.db", key) as restored:
        assert restored.execute("select count(*) from report").fetchone() == (1,)


def test_a_refusing_disk_leaves_the_archive_where_it_was(
    office: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up_now(office.archive)
    found = restorable(office.archive.folder, office.archive.key)
    assert found is not None

    def refuse(_source: Path, _target: Path) -> None:
        raise OSError

    office.close()
    monkeypatch.setattr(backups, "copy_atomic", refuse)
    with pytest.raises(UserError, match="保持原样"):
        restore(office.archive.folder, found.path, office.archive.key)
    assert office.archive.path.exists()


def test_no_sound_backup_is_none(tmp_path: Path, key: Key | None) -> None:
    assert restorable(tmp_path, key) is None


def test_a_second_place_gets_each_backup_and_is_read_back(office: Services, tmp_path: Path) -> None:
    place = tmp_path / "另一块盘"
    place.mkdir()
    choose_second_place(office.archive, place)
    assert second_place(office.archive) == place
    assert copy_elsewhere(office.archive, place) is None
    made = back_up_now(office.archive)
    copied = copy_elsewhere(office.archive, place)
    assert copied is not None
    assert copied.read_bytes() == made.read_bytes()
    copied.write_bytes(b"x")
    with pytest.raises(UserError, match="不一致"):
        copy_elsewhere(office.archive, place)
    assert not copied.exists()


def test_a_stick_that_takes_no_file_of_that_size_is_told(
    office: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT32 holds up to 4 GB in one file, however empty it is."""
    place = tmp_path / "U盘"
    place.mkdir()
    back_up_now(office.archive)

    def refuse(*_given: object) -> None:
        raise OSError(errno.EFBIG, "refused")

    monkeypatch.setattr(safekeeping, "copy_atomic", refuse)
    with pytest.raises(UserError, match="格式放不下"):
        copy_elsewhere(office.archive, place)
    monkeypatch.setattr(bag, "_fill", refuse)
    with pytest.raises(UserError, match="格式放不下"):
        restoring.back_up_whole(office.archive, place)


def test_a_second_place_within_the_archive_is_refused(office: Services) -> None:
    with pytest.raises(UserError, match="不能放在资料文件夹里"):
        choose_second_place(office.archive, office.archive.folder / "backups")


def test_a_week_without_a_copy_elsewhere_is_told(tmp_path: Path, key: Key | None) -> None:
    days = ["2026-11-21"]
    archive = Archive.open(tmp_path / "home", clock=lambda: f"{days[-1]}T09:00:00", key=key)
    services = build_services(archive, paths.resources())
    assert reminder(archive) == ""
    services.reports.create("annual_report", 2026)
    days.append("2026-11-27")
    assert reminder(archive) == ""
    days.append("2026-11-28")
    assert "7天" in reminder(archive)
    restoring.back_up_whole(archive, tmp_path)
    assert reminder(archive) == ""
    days.append("2026-12-10")
    assert "12天" in reminder(archive)
    services.close()


def test_the_whole_look_is_due_once_a_week(tmp_path: Path, key: Key | None) -> None:
    days = ["2026-11-21"]
    archive = Archive.open(tmp_path / "home", clock=lambda: f"{days[-1]}T09:00:00", key=key)
    assert look_is_due(archive)
    note_look(archive)
    assert not look_is_due(archive)
    days.append("2026-11-28")
    assert look_is_due(archive)
    archive.close()


@pytest.mark.parametrize("wrong", ["2009-01-01", "2099-12-31"])
def test_a_clock_that_is_wrong_for_a_while_costs_no_backup(
    tmp_path: Path, key: Key | None, wrong: str
) -> None:
    """A flat battery sets old computers back to the year they were made."""
    month = [f"2026-{number:02d}-{day:02d}" for number in range(1, 11) for day in range(1, 28, 2)]
    days = [month[0]]
    archive = Archive.open(tmp_path / "home", clock=lambda: f"{days[-1]}T09:00:00", key=key)
    place = tmp_path / "另一块盘"
    place.mkdir()
    choose_second_place(archive, place)
    sound = back_up_now(archive)
    for day in month[1:]:  # what a year of days at work leaves behind
        name = f"archive-{day.replace('-', '')}-090000-daily.db"
        sound.with_name(name).write_bytes(sound.read_bytes())
    days.append("2026-11-02")
    assert back_up_now(archive).exists()
    kept = {one.path for one in list_backups(archive)}
    days.append(wrong)
    assert backups.due(archive)
    made = back_up_now(archive)
    assert made.exists()
    # one ahead takes the place of the oldest day, week and month, as any other would
    assert len(kept - {one.path for one in list_backups(archive)}) <= (3 if wrong > "2026" else 0)
    assert not backups.due(archive)
    assert copy_elsewhere(archive, place).name == made.name
    note_look(archive)
    days.append("2026-11-20")
    assert backups.due(archive)
    assert look_is_due(archive)
    assert "天没有把资料备份到别处" in reminder(archive)
    made = back_up_now(archive)
    assert not backups.due(archive)
    assert copy_elsewhere(archive, place).name == made.name
    archive.close()


def test_a_file_named_like_a_backup_of_no_day_is_passed_over(office: Services) -> None:
    made = back_up_now(office.archive)
    made.with_name("archive-20261340-990000-manual.db").write_bytes(made.read_bytes())
    assert [one.path for one in list_backups(office.archive)] == [made]
    assert office.back_up_when_due() is None


def test_what_is_done_at_every_start(office: Services, tmp_path: Path) -> None:
    place = tmp_path / "另一块盘"
    place.mkdir()
    office.reports.create("annual_report", 2026)
    assert keep_safe(office, place, whole=True) == ()
    assert len(list(place.rglob("archive-*.db"))) == 1
    (file,) = (office.archive.folder / "backups").glob("*.db")
    assert file.exists()
