"""Whole backups, previews, and the drill: backup, damage, restore, compare."""

from __future__ import annotations

import shutil
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fzapp.cli import main as cli
from fzapp.domain.audit import AuditKind
from fzapp.domain.errors import UserError
from fzapp.infra import paths
from fzapp.package.bag import FileState, verify
from fzapp.services import restoring
from fzapp.services.context import Services, build_services, open_services
from fzapp.services.doctor import look_over
from fzapp.services.safekeeping import back_up_now
from fzapp.storage import audit, blobs, health, tables, vault
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.storage.connection import connect, is_plain
from fzapp.storage.folder import EVIDENCE_FOLDER, VAULT_NAME
from tests.kept_files import by_hand, hashes

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.storage.connection import Key
    from tests.unit.services.conftest import Clock

pytestmark = pytest.mark.parametrize("key", ["plain", "sealed"], indirect=True)


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


def every_row(folder: Path, key: Key | None) -> dict[str, list[tuple[object, ...]]]:
    """All tables of an archive but the index, whose shadow tables differ in layout, and the record, which goes on."""
    with by_hand(folder / "archive.db", key) as connection:
        names = [
            row[0]
            for row in connection.execute("select name from sqlite_master where type = 'table'")
            if not row[0].startswith(("sqlite_", "text_index", "audit"))
        ]
        return {name: connection.execute(f'select * from "{name}"').fetchall() for name in names}


class Killed(BaseException):
    """The program ended at this moment."""


@pytest.mark.parametrize("step", range(1, 5))
def test_a_restore_that_is_killed_on_its_way_loses_neither_archive(
    tmp_path: Path, clock: Clock, key: Key | None, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Killed before the n-th file is renamed: what opens next is the archive as it was, or the backup."""
    folder = tmp_path / "home"
    services = build_services(Archive.open(folder, clock, key), paths.resources())
    report = services.reports.create("annual_report", 2026)
    backup = back_up_now(services.archive)
    before = every_row(folder, key)
    services.reports.delete(report)
    services.close()
    after = every_row(folder, key)
    steps: list[str] = []

    def killed_at(name: str) -> Callable[[Path, Path], Path]:
        real = getattr(Path, name)

        def rename(source: Path, target: Path) -> Path:
            steps.append(name)
            if len(steps) == step:
                raise Killed
            return real(source, target)

        return rename

    with monkeypatch.context() as patched, suppress(Killed):
        for name in ("rename", "replace"):
            patched.setattr(Path, name, killed_at(name))
        restoring.restore(folder, backup, key)
    with closing(Archive.open(folder, key=key)) as opened:
        restored = [entry for entry in audit.links(opened) if entry.entry.kind is AuditKind.RESTORE]
    assert every_row(folder, key) == (before if restored else after)
    assert bool(list(folder.glob("damaged-*/archive.db"))) == bool(restored)
    assert not list(folder.glob("backups/put-back-*"))


def test_a_whole_backup_holds_the_files_too_and_can_be_verified(written: Services, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    folder = restoring.back_up_whole(written.archive, stick)
    assert all(one.state is FileState.OK for one in verify(folder))
    ((name, digest),) = health.evidence_files(written.archive)
    inside = EVIDENCE_FOLDER / blobs.below(digest, name)
    key = written.archive.key
    kept = (
        vault.read(folder / "data", key, inside.as_posix())
        if key
        else (folder / "data" / inside).read_bytes()
    )
    assert kept == "到场".encode()
    with pytest.raises(UserError, match="U盘"):
        restoring.back_up_whole(written.archive, tmp_path / "没有")


def test_a_preview_says_what_comes_and_what_goes(written: Services) -> None:
    backup = back_up_now(written.archive)
    first = written.reports.all()[0]
    written.reports.delete(first.id)
    other = written.reports.create("half_year", 2027)
    told = restoring.preview(written.archive.folder, backup, written.archive.key)
    assert told.come == (f"2026年　{first.content.title}",)
    assert told.go == (f"2027年　{written.reports.get(other).content.title}",)
    assert ("报告", 1, 1) in told.counts


def test_an_archive_that_is_open_is_not_taken_away(written: Services) -> None:
    backup = back_up_now(written.archive)
    with pytest.raises(UserError, match="开着"):
        restoring.restore(written.archive.folder, backup, written.archive.key)
    assert written.reports.all()


@pytest.mark.parametrize("content", [b"", b"no archive", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_what_is_no_backup_is_refused_and_nothing_moves(
    written: Services, tmp_path: Path, content: bytes
) -> None:
    bad = tmp_path / "坏.db"
    bad.write_bytes(content)
    with pytest.raises(UserError, match="备份"):
        restoring.preview(written.archive.folder, bad, written.archive.key)
    with pytest.raises(UserError, match="备份"):
        restoring.restore(written.archive.folder, bad, written.archive.key)
    assert written.archive.path.is_file()


@pytest.fixture
def drilled(
    tmp_path: Path, clock: Clock, key: Key | None
) -> tuple[Path, Path, dict[str, list[tuple[object, ...]]]]:
    """An archive that was backed up whole and then damaged: its folder, the backup, what it held."""
    folder, stick = tmp_path / "home", tmp_path / "U盘"
    stick.mkdir()
    services = build_services(Archive.open(folder, clock, key), paths.resources())
    report = services.reports.create("annual_report", 2026)
    section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
    services.writing.save(section.id, "全年普法11场。", 0)
    with services.archive.transact(Op.ROW_EVIDENCE) as transaction:
        blobs.keep(services.archive, transaction.write, "签到表.txt", "到场".encode(), "佐证")
    backup = restoring.back_up_whole(services.archive, stick)
    services.close()
    held = every_row(folder, key)
    (folder / "archive.db").write_bytes(b"broken" * 100)
    for path in (folder / "evidence").rglob("*.txt"):
        path.unlink()
    if key is not None:
        for place in vault.places(folder, key):
            vault.remove(folder, key, place)
    return folder, backup, held


def test_restore_drill(
    drilled: tuple[Path, Path, dict[str, list[tuple[object, ...]]]], key: Key | None
) -> None:
    folder, backup, held = drilled
    aside = restoring.restore(folder, backup, key)
    assert (aside / "archive.db").read_bytes().startswith(b"broken")
    assert every_row(folder, key) == held
    with closing(open_services(folder, paths.resources(), key)) as services:
        bad = [one for one in look_over(services.archive) if not one.ok and one.name != "备份"]
        assert bad == []
        assert [line.kind for line in services.audit.lines()] == [AuditKind.RESTORE]
        assert services.search.find("普法").total


def test_a_damaged_archive_comes_back_by_command(
    drilled: tuple[Path, Path, dict[str, list[tuple[object, ...]]]], key: Key | None, said: list[str]
) -> None:
    folder, backup, held = drilled
    assert cli.main(["report", "list", "--archive", str(folder), *said]) == 3
    assert cli.main(["restore", str(backup), "--archive", str(folder), *said]) == 0
    assert every_row(folder, key) == held


def test_a_file_that_differs_from_its_hash_stays_away(
    drilled: tuple[Path, Path, dict[str, list[tuple[object, ...]]]], key: Key | None
) -> None:
    folder, backup, _ = drilled
    if key is None:
        (kept,) = (path for path in (backup / "data/evidence").rglob("*") if path.is_file())
        kept.write_text("别的内容", encoding="utf-8")
    else:
        with by_hand(backup / "data" / VAULT_NAME, key) as connection:
            connection.execute("update file set data = ?", ("别的内容".encode(),))
    restoring.restore(folder, backup, key)
    with closing(open_services(folder, paths.resources(), key)) as services:
        assert hashes(services.archive) == []


def test_names_that_lead_elsewhere_are_passed_over(
    drilled: tuple[Path, Path, dict[str, list[tuple[object, ...]]]], tmp_path: Path, key: Key | None
) -> None:
    _, backup, _ = drilled
    forged = tmp_path / "forged.db"
    shutil.copyfile(backup / "data" / "archive.db", forged)
    with by_hand(forged, key) as connection:
        connection.execute("update evidence set sha256 = '../../x'")
        connection.execute(
            "insert into evidence (sha256, name, size, purpose, added_at) values (?, 'a./../../y', 1, '', '')",
            ("0" * 64,),
        )
    assert health.inside(forged, key).files == ()


@pytest.mark.parametrize(
    "sql",
    [
        "create index mine on report (json_extract(title, '$'))",
        "create index mine on report (hex(zeroblob(1000000000)))",
        "create index mine on report (year) where year > 2000",
        "create table mine (a, b as (a || a))",
    ],
)
def test_a_schema_that_computes_is_refused_but_for_our_own_index(
    services: Services, key: Key | None, sql: str
) -> None:
    backup = back_up_now(services.archive)
    assert health.inside(backup, key).titles == ()
    with closing(connect(backup, key)) as forged:
        forged.execute(sql)
        forged.commit()
    with pytest.raises(UserError, match="不是档案库的备份"):
        health.inside(backup, key)


def test_another_computer_gets_everything_in_one_step(services: Services, tmp_path: Path) -> None:
    """Reports, files, settings, own templates, newer knowledge, and the password, out of the stick itself."""
    archive, stick, new = services.archive, tmp_path / "U盘", tmp_path / "新电脑"
    stick.mkdir()
    services.reports.create("annual_report", 2026)
    (archive.folder / "knowledge").mkdir()
    (archive.folder / "knowledge" / "0123456789abcdef.zip").write_bytes(b"knowledge")
    restoring.back_up_whole(archive, stick)
    Archive.open(new).close()  # what the first start made
    source = restoring.newest_in(stick)
    restoring.restore(new, source, None, archive.key)
    with closing(Archive.open(new, key=archive.key)) as moved:
        for table in tables.ALL:
            rows = [
                [tuple(row) for row in one.read(f'select * from "{table.name}" order by id')]
                for one in (archive, moved)
            ]
            assert rows[0] == rows[1], table.name
    assert (new / "knowledge" / "0123456789abcdef.zip").read_bytes() == b"knowledge"
    assert is_plain(new / "archive.db") is (archive.key is None)


def test_where_nothing_was_there_nothing_is_put_aside(services: Services, tmp_path: Path) -> None:
    services.reports.create("annual_report", 2026)
    stick, new = tmp_path / "U盘", tmp_path / "新电脑"
    stick.mkdir()
    restoring.back_up_whole(services.archive, stick)
    aside = restoring.restore(new, restoring.newest_in(stick), services.archive.key)
    assert not aside.exists()
    with closing(Archive.open(new, key=services.archive.key)) as moved:
        (entry,) = [one.entry for one in audit.links(moved) if one.entry.kind is AuditKind.RESTORE]
    assert "换下的放在" not in entry.subject


def test_an_archive_with_something_in_it_keeps_its_password(services: Services, tmp_path: Path) -> None:
    backup = back_up_now(services.archive)
    with closing(open_services(tmp_path / "other", paths.resources())) as other:
        other.reports.create("annual_report", 2026)
    restoring.restore(tmp_path / "other", backup, None, services.archive.key)
    assert is_plain(tmp_path / "other" / "archive.db")
