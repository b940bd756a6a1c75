"""Looking an archive over, whole backups, previews, and the drill: backup, damage, restore, compare."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.infra import paths
from fzapp.package.bag import FileState, verify
from fzapp.services import doctor
from fzapp.services.context import Services, build_services, open_services
from fzapp.services.safekeeping import back_up_now
from fzapp.storage import blobs
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.services.conftest import Clock


@pytest.fixture
def written(services: Services) -> Services:
    """One report, one ledger row, one evidence file, one backup."""
    report = services.reports.create("annual_report", 2026)
    section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
    services.writing.save(section.id, "全年普法11场。", 0)
    kind = services.ledgers.kind("L04")
    column = next(c for c in kind.columns if c.type.value == "text")
    services.ledgers.add(kind, 2026, {column.id: "集市普法"})
    with services.archive.transact(Op.ROW_EVIDENCE) as transaction:
        blobs.keep(services.archive, transaction.write, "签到表.txt", "到场".encode(), "佐证")
    back_up_now(services.archive)
    return services


def wrong(services: Services) -> dict[str, str]:
    return {one.name: one.detail for one in doctor.look_over(services.archive) if not one.ok}


def every_row(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """All tables of an archive but the index, whose shadow tables differ in layout."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        names = [
            row[0]
            for row in connection.execute("select name from sqlite_master where type = 'table'")
            if not row[0].startswith(("sqlite_", "text_index"))
        ]
        return {name: connection.execute(f'select * from "{name}"').fetchall() for name in names}


def test_a_sound_archive_has_nothing_to_be_done(written: Services) -> None:
    assert wrong(written) == {}
    detail = doctor.look_over(written.archive)[0].detail
    assert "1份报告" in detail
    assert "1行台账" in detail


def test_a_missing_and_a_changed_file_are_named(written: Services) -> None:
    (path,) = (p for p in written.archive.evidence_folder.rglob("*") if p.is_file())
    path.write_bytes(b"x")
    assert "被改过1份：签到表.txt" in wrong(written)["佐证和原文件"]
    path.unlink()
    assert "缺1份：签到表.txt" in wrong(written)["佐证和原文件"]


def test_an_index_that_lacks_texts_is_told(written: Services) -> None:
    with written.archive.journal() as connection:
        connection.execute("insert into text_index (text_index) values ('delete-all')")
    assert "重新建立索引" in wrong(written)["查找索引"]
    written.search.rebuild()
    assert wrong(written) == {}


def test_an_old_backup_is_told(written: Services, clock: Clock) -> None:
    clock.time = "2026-12-09T09:00:00"
    assert "8天" in wrong(written)["备份"]


def test_looking_over_can_be_stopped(written: Services) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        doctor.look_over(written.archive, stop)


def test_a_whole_backup_holds_the_files_too_and_can_be_verified(written: Services, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    folder = doctor.back_up_whole(written.archive, stick)
    assert all(one.state is FileState.OK for one in verify(folder))
    assert [p.read_text(encoding="utf-8") for p in (folder / "data/evidence").rglob("*") if p.is_file()] == [
        "到场"
    ]
    with pytest.raises(UserError, match="U盘"):
        doctor.back_up_whole(written.archive, tmp_path / "没有")


def test_a_preview_says_what_comes_and_what_goes(written: Services) -> None:
    backup = back_up_now(written.archive)
    first = written.reports.all()[0]
    written.reports.delete(first.id)
    other = written.reports.create("half_year", 2027)
    told = doctor.preview(written.archive, backup)
    assert told.come == (f"2026年　{first.content.title}",)
    assert told.go == (f"2027年　{written.reports.get(other).content.title}",)
    assert ("报告", 1, 1) in told.counts


@pytest.mark.parametrize("content", [b"", b"no archive", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_what_is_no_backup_is_refused_and_nothing_moves(
    written: Services, tmp_path: Path, content: bytes
) -> None:
    bad = tmp_path / "坏.db"
    bad.write_bytes(content)
    with pytest.raises(UserError, match="备份"):
        doctor.preview(written.archive, bad)
    with pytest.raises(UserError, match="备份"):
        doctor.restore(written.archive.folder, bad, "20261201")
    assert written.archive.path.is_file()


@pytest.fixture
def drilled(tmp_path: Path, clock: Clock) -> tuple[Path, Path, dict[str, list[tuple[object, ...]]]]:
    """An archive that was backed up whole and then damaged: its folder, the backup, what it held."""
    folder, stick = tmp_path / "home", tmp_path / "U盘"
    stick.mkdir()
    services = build_services(Archive.open(folder, clock), paths.resources())
    report = services.reports.create("annual_report", 2026)
    section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
    services.writing.save(section.id, "全年普法11场。", 0)
    with services.archive.transact(Op.ROW_EVIDENCE) as transaction:
        blobs.keep(services.archive, transaction.write, "签到表.txt", "到场".encode(), "佐证")
    backup = doctor.back_up_whole(services.archive, stick)
    services.close()
    held = every_row(folder)
    (folder / "archive.db").write_bytes(b"broken" * 100)
    for path in (folder / "evidence").rglob("*.txt"):
        path.unlink()
    return folder, backup, held


def test_restore_drill(drilled: tuple[Path, Path, dict[str, list[tuple[object, ...]]]]) -> None:
    folder, backup, held = drilled
    aside = doctor.restore(folder, backup, "20261201-100000")
    assert (aside / "archive.db").read_bytes().startswith(b"broken")
    assert every_row(folder) == held
    with closing(open_services(folder, paths.resources())) as services:
        bad = [one for one in doctor.look_over(services.archive) if not one.ok and one.name != "备份"]
        assert bad == []
        assert services.search.find("普法").total
