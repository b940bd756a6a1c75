"""Three promises behind the choice of journal: nothing committed is lost, a hand copy is whole, reads do not block."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from typing import TYPE_CHECKING

import apsw
import pytest

from fzapp.domain.report import Report, ReportContent, ReportStage, Section
from fzapp.storage import archive as archive_module
from fzapp.storage import reports, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from pathlib import Path

TRIALS = int(os.environ.get("FZAPP_POWER_CUTS", "150"))


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


class _Recorder(apsw.VFS):
    """Keeps every write, truncation, flush and deletion in order."""

    def __init__(self, log: list[tuple[object, ...]]) -> None:
        self.log = log
        super().__init__("recorder", "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        return _RecordedFile(self.log, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self.log.append(("delete", filename))
        super().xDelete(filename, syncdir)


class _RecordedFile(apsw.VFSFile):
    def __init__(
        self, log: list[tuple[object, ...]], name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        super().__init__("", name, flags)
        self._log = log
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        log.append(("open", self._name))

    def xWrite(self, data: bytes, offset: int) -> None:
        self._log.append(("write", self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        self._log.append(("truncate", self._name, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        self._log.append(("sync", self._name))
        super().xSync(flags)


def _workload(folder: Path) -> list[tuple[object, ...]]:
    """Forty commits with the pragmas of the archive, and a checkpoint now and then as when the user pauses."""
    log: list[tuple[object, ...]] = []
    vfs = _Recorder(log)
    connection = apsw.Connection(str(folder / "a.db"), vfs="recorder")
    for pragma in archive_module.PRAGMAS:
        connection.execute(f"pragma {pragma}")
    connection.execute("create table t (id integer primary key, a integer, b blob); create index ia on t (a)")
    log.append(("commit", 0))
    source = random.Random(3)
    for number in range(1, 41):
        connection.execute("begin immediate")
        for _ in range(4):
            connection.execute(
                "insert into t (a, b) values (?, ?)", (number, source.randbytes(source.randint(80, 2500)))
            )
        if number % 3 == 0:
            connection.execute(
                "update t set b = ? where a = ?", (source.randbytes(700), source.randint(1, number - 1))
            )
        connection.execute("commit")
        log.append(("commit", number))
        if number % 9 == 0:
            connection.execute("pragma wal_checkpoint(truncate)")
    recorded = list(log)
    connection.close()
    vfs.unregister()
    return recorded


class _Disk:
    """What a file holds for certain, and what was written since its last flush."""

    def __init__(self) -> None:
        self.sure = bytearray()
        self.pending: list[tuple[object, ...]] = []


def _apply(buffer: bytearray, operation: tuple[object, ...]) -> None:
    if operation[0] == "truncate":
        del buffer[operation[2] :]  # type: ignore[misc]
        return
    offset, data = int(operation[2]), bytes(operation[3])  # type: ignore[call-overload]
    if len(buffer) < offset:
        buffer.extend(bytes(offset - len(buffer)))
    buffer[offset : offset + len(data)] = data


def _after_power_cut(
    log: list[tuple[object, ...]], position: int, chance: random.Random
) -> tuple[dict[str, bytes], int]:
    disks: dict[str, _Disk] = {}
    committed = -1
    for operation in log[:position]:
        match operation[0]:
            case "open":
                disks.setdefault(str(operation[1]), _Disk())
            case "write" | "truncate":
                disks.setdefault(str(operation[1]), _Disk()).pending.append(operation)
            case "sync":
                disk = disks[str(operation[1])]
                for pending in disk.pending:
                    _apply(disk.sure, pending)
                disk.pending.clear()
            case "delete":
                disks.pop(str(operation[1]), None)
            case _:
                committed = int(operation[1])  # type: ignore[call-overload]
    left: dict[str, bytes] = {}
    for name, disk in disks.items():
        content = bytearray(disk.sure)
        for pending in disk.pending:
            if chance.random() < 0.6:
                _apply(content, pending)
        left[name] = bytes(content)
    return left, committed


def _reopened(folder: Path, files: dict[str, bytes]) -> tuple[str, int]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        if not name.endswith("-shm"):
            (folder / os.path.basename(name)).write_bytes(content)  # noqa: PTH119
    connection = sqlite3.connect(folder / "a.db")
    try:
        sound = connection.execute("pragma integrity_check").fetchone()[0]
        tables_there = connection.execute("select count(*) from sqlite_master where name = 't'").fetchone()[0]
        newest = connection.execute("select coalesce(max(a), 0) from t").fetchone()[0] if tables_there else -1
    finally:
        connection.close()
    return sound, newest


@pytest.mark.slow
def test_power_cuts_lose_no_committed_row(tmp_path: Path) -> None:
    """Unflushed writes are dropped or reordered at random moments; what was committed is there."""
    (tmp_path / "live").mkdir()
    log = _workload(tmp_path / "live")
    chance = random.Random(20261201)
    for _ in range(TRIALS):
        position = chance.randint(1, len(log))
        files, committed = _after_power_cut(log, position, chance)
        sound, newest = _reopened(tmp_path / "after", files)
        assert sound == "ok"
        assert newest >= committed
