"""The door: whole or nothing, one line of history, undo that refuses to destroy later work."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import ArchiveUnusable, Cancelled, StaleChange, UserError
from fzapp.storage import drafts, migrations, reports, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.storage.connection import errors
from tests.kept_files import by_hand

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.report import Report
    from fzapp.storage.changes import Change
    from fzapp.storage.connection import Key


def dump(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    return {
        t.name: [tuple(r) for r in archive.read(f'select * from "{t.name}" order by id')] for t in tables.ALL
    }


def store(archive: Archive, report: Report) -> int:
    with archive.transact(Op.CREATE_REPORT) as transaction:
        return reports.insert(transaction.write, report)


def rewrite(archive: Archive, section_id: int, body: str) -> Change:
    with archive.transact(Op.EDIT_SECTION) as transaction:
        transaction.write.update(tables.SECTION, section_id, body=body)
    assert transaction.change is not None
    return transaction.change


def test_report_comes_back_as_it_was_stored(archive: Archive, sample: Report) -> None:
    found = reports.get(archive, store(archive, sample))
    assert found.content.title == sample.content.title
    assert found.content.attachments == ("数据表",)
    assert [(s.level, s.heading, s.body) for s in found.sections] == [
        (0, "", "导语。"),
        (1, "主要举措", ""),
        (2, "学法", ""),
    ]


def test_one_operation_is_one_change_told_once(archive: Archive, sample: Report) -> None:
    told: list[Change] = []
    archive.on_change(told.append)
    store(archive, sample)
    assert [(change.op, sorted(change.tables)) for change in told] == [
        (Op.CREATE_REPORT, ["report", "section"])
    ]


def test_what_remembers_values_hears_of_a_change_first(archive: Archive, sample: Report) -> None:
    told: list[str] = []
    archive.on_change(lambda _change: told.append("shown"))
    archive.on_change(lambda _change: told.append("forgotten"), first=True)
    store(archive, sample)
    assert told == ["forgotten", "shown"]


def test_undo_and_redo_lead_back_exactly(archive: Archive, sample: Report) -> None:
    store(archive, sample)
    before = dump(archive)
    section = reports.sections(archive, 1)[2]
    change = rewrite(archive, section.id, "全年学法12次。")
    after = dump(archive)
    undone = archive.revert(change)
    assert dump(archive) == before
    archive.revert(undone)
    assert dump(archive) == after


def test_failed_operation_leaves_nothing(archive: Archive, sample: Report) -> None:
    before = dump(archive)
    told: list[Change] = []
    archive.on_change(told.append)
    with pytest.raises(ZeroDivisionError), archive.transact(Op.CREATE_REPORT) as transaction:
        reports.insert(transaction.write, sample)
        _ = 1 / 0
    assert dump(archive) == before
    assert told == []
    assert archive.history() == []


def test_undo_that_would_destroy_later_work_is_refused_whole(archive: Archive, sample: Report) -> None:
    store(archive, sample)
    section = reports.sections(archive, 1)[1]
    first = rewrite(archive, section.id, "第一稿")
    rewrite(archive, section.id, "第二稿")
    with pytest.raises(StaleChange, match="内容又改过"):
        archive.revert(first)
    assert reports.get_section(archive, section.id).body == "第二稿"


def test_an_operation_that_changes_nothing_leaves_no_line(archive: Archive, sample: Report) -> None:
    store(archive, sample)
    with archive.transact(Op.EDIT_SECTION) as transaction:
        transaction.write.update(tables.SECTION, 1, body="导语。")
    assert transaction.change is None
    assert len(archive.history()) == 1


def test_undo_reaches_across_a_restart(
    archive: Archive, sample: Report, clock: object, tmp_path: Path
) -> None:
    store(archive, sample)
    rewrite(archive, 3, "全年学法12次。")
    archive.close()
    again = Archive.open(archive.folder, key=archive.key)
    change = again.undoable()
    assert change is not None
    undone = again.revert(change)
    assert reports.get_section(again, 3).body == ""
    assert again.undoable() != change
    again.revert(undone)
    redone = again.undoable()
    assert redone is not None
    assert redone.id == change.id
    again.close()
    archive._connection = sqlite3.connect(":memory:")


def test_unknown_column_is_a_bug_not_sql(archive: Archive) -> None:
    with pytest.raises(KeyError), archive.transact(Op.EDIT_UNIT) as transaction:
        transaction.write.insert(tables.SETTING, **{"key": "a", 'value") --': "x"})


def test_section_of_no_report_is_refused(archive: Archive, sample: Report) -> None:
    with pytest.raises(errors(), match="FOREIGN KEY"), archive.transact(Op.CREATE_REPORT) as transaction:
        reports.insert_sections(transaction.write, 99, sample.sections)


def test_a_long_read_does_not_block_a_write(archive: Archive, sample: Report) -> None:
    store(archive, sample)
    seen: list[int] = []

    def read() -> None:
        with archive.reader() as connection:
            cursor = connection.execute("select id from section")
            cursor.fetchone()
            reading.set()
            assert written.wait(10)
            seen.append(len(cursor.fetchall()) + 1)

    reading, written = threading.Event(), threading.Event()
    thread = threading.Thread(target=read)
    thread.start()
    assert reading.wait(10)
    rewrite(archive, 2, "改动")
    written.set()
    thread.join(10)
    assert seen == [3]


def test_file_of_a_newer_program_is_refused_in_words(tmp_path: Path, key: Key | None) -> None:
    Archive.open(tmp_path, key=key).close()
    with by_hand(tmp_path / "archive.db", key) as connection:
        connection.execute(f"pragma user_version = {migrations.CURRENT + 1}")
    with pytest.raises(ArchiveUnusable, match="更新版本"):
        Archive.open(tmp_path, key=key)


def own_tables(archive: Archive) -> list[str]:
    """Every table but those that an index keeps within itself."""
    names = [str(row[0]) for row in archive.read("select name from sqlite_master where type = 'table'")]
    return [name for name in names if not name.startswith(("text_index_", "evidence_index_", "sqlite_"))]


def test_every_table_of_the_schema_is_named(archive: Archive) -> None:
    assert set(own_tables(archive)) == {*tables.BY_NAME, *tables.OUTSIDE_HISTORY}


def test_a_file_that_lacks_any_table_is_told_to_be_damaged(tmp_path: Path, key: Key | None) -> None:
    archive = Archive.open(tmp_path, key=key)
    names, whole = own_tables(archive), archive.path
    archive.close()
    kept = whole.read_bytes()
    for name in names:
        whole.write_bytes(kept)
        with by_hand(whole, key) as connection:
            connection.execute("pragma foreign_keys = off")
            connection.execute(f'drop table "{name}"')
        with pytest.raises(ArchiveUnusable, match="损坏"):
            Archive.open(tmp_path, key=key)


def test_damaged_file_is_told(tmp_path: Path, key: Key | None) -> None:
    (tmp_path / "archive.db").write_bytes(b"not a database at all, but long enough to be read" * 100)
    with pytest.raises(ArchiveUnusable, match="损坏"):
        Archive.open(tmp_path, key=key)


def test_archive_held_by_another_program_is_told(archive: Archive, sample: Report) -> None:
    with by_hand(archive.path, archive.key) as other:
        other.execute("begin immediate")
        archive._connection.execute("pragma busy_timeout = 1")
        with pytest.raises(ArchiveUnusable, match="另一个程序"):
            store(archive, sample)


def test_while_it_is_lent_nothing_else_is_written_and_drafts_come_after(
    archive: Archive, sample: Report
) -> None:
    report = reports.get(archive, store(archive, sample))
    section, before = report.sections[0].id, dump(archive)
    with archive.beside() as other:
        archive.lend()
        with other.transact(Op.EDIT_SECTION) as transaction:
            transaction.write.update(tables.SECTION, section, body="旁边写的。")
            with pytest.raises(UserError, match="正在存"):
                rewrite(archive, section, "窗口里写的。")
            with pytest.raises(UserError, match="正在存"):
                drafts.keep(archive, section, "草稿。", 3)
            archive.settle()
            assert dump(archive) == before
        archive.take_back()
    assert reports.get(archive, report.id).sections[0].body == "旁边写的。"
    drafts.keep(archive, section, "草稿。", 3)
    assert [draft.body for draft in drafts.pending(archive)] == ["草稿。"]


def test_who_has_no_time_settles_later_while_somebody_reads(archive: Archive, sample: Report) -> None:
    log = archive.path.with_name(f"{archive.path.name}-wal")
    with archive.snapshot() as moment:
        moment.read("select count(*) from report")
        store(archive, sample)
        assert not archive.settle(patient=False)
        assert log.stat().st_size > 0
    assert archive.settle(patient=False)
    assert log.stat().st_size == 0
    assert archive.read("pragma busy_timeout")[0][0] > 0


def test_a_change_made_beside_on_a_worker_is_told_when_adopted_and_can_be_undone(
    archive: Archive, sample: Report
) -> None:
    report = reports.get(archive, store(archive, sample))
    before, told, made = dump(archive), [], []
    archive.on_change(told.append)

    def work() -> None:
        with archive.beside() as other:
            made.append(rewrite(other, report.sections[0].id, "旁边写的。"))

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert not told
    archive.adopt(made[0])
    assert told == made
    archive.revert(made[0])
    assert dump(archive) == before


def test_what_is_broken_off_beside_leaves_nothing(archive: Archive, sample: Report) -> None:
    before = dump(archive)
    with archive.beside() as other, pytest.raises(Cancelled), other.transact(Op.CREATE_REPORT) as transaction:
        reports.insert(transaction.write, sample)
        raise Cancelled
    assert dump(archive) == before
    assert store(archive, sample)


def test_killed_while_it_writes_beside_nothing_of_it_is_there(
    archive: Archive, sample: Report, tmp_path: Path, key: Key | None
) -> None:
    store(archive, sample)
    before = dump(archive)
    with archive.beside() as other, other.transact(Op.CREATE_REPORT) as transaction:
        other._connection.execute("pragma cache_size = 1")  # pages reach the file before the end
        for _ in range(50):
            reports.insert(transaction.write, sample)
        shutil.copytree(archive.folder, tmp_path / "断电后")
    left = Archive.open(tmp_path / "断电后", key=key)
    assert dump(left) == before
    left.close()


def test_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "占用").write_text("x", encoding="utf-8")
    with pytest.raises(ArchiveUnusable, match="不能写入"):
        Archive.open(tmp_path / "占用")


def test_schema_upgrade_keeps_a_copy_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: Report, key: Key | None
) -> None:
    first = Archive.open(tmp_path, key=key)
    store(first, sample)
    first.close()

    def add_note(db: object) -> None:
        db.table("report").add_column("note", str)  # type: ignore[attr-defined]

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, add_note))
    monkeypatch.setattr(migrations, "CURRENT", len(migrations.STEPS))
    upgraded = Archive.open(tmp_path, key=key)
    assert "note" in dict(upgraded.read("select * from report")[0])
    copies = list((tmp_path / "backups").glob("*upgrade*.db"))
    assert len(copies) == 1
    with by_hand(copies[0], key) as kept:
        assert kept.execute("select count(*) from section").fetchone()[0] == 3
    upgraded.close()


def test_failed_upgrade_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: Key | None
) -> None:
    Archive.open(tmp_path, key=key).close()

    def fail(db: object) -> None:
        db.execute("create table half (a)")  # type: ignore[attr-defined]
        raise ZeroDivisionError

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, fail))
    monkeypatch.setattr(migrations, "CURRENT", len(migrations.STEPS))
    with pytest.raises(ZeroDivisionError):
        Archive.open(tmp_path, key=key)
    monkeypatch.undo()
    again = Archive.open(tmp_path, key=key)
    assert again.read("select count(*) from sqlite_master where name = 'half'")[0][0] == 0
    again.close()
